"""A municipality's goal list by list, and the measures of its programme of 2011 beside when each area left the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import Fault, InputRefused, WrongUsage
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.areas import Area
from pipeline.inputs.formats import read_declared
from pipeline.inputs.goals import Goal
from pipeline.lists import goal_progress
from pipeline.outputs.delta_rows import goal_rows
from pipeline.outputs.report.charts import GoalChart, goal_chart
from pipeline.outputs.report.view import View
from pipeline.text.bilingual import Bilingual, joined, same
from pipeline.text.vocabulary import measure_text, place_text, years_text

PROGRAMME_FILE = Table(
    name="programme_2011",
    grain="one row per area and measure",
    key=("area", "measure"),
    columns=(
        Column("area", Kind.TEXT, "The area's name, in any known spelling"),
        Column("measure", Kind.TEXT, "What the programme did there"),
        Column("note", Kind.TEXT, "Where it is written", required=False),
    ),
)


@dataclass(frozen=True)
class ProgressView:
    """One goal: the sentence, the chart, and the numbers of the chart for a table."""

    sentence: Bilingual
    source: str
    chart: GoalChart
    rows: tuple[tuple[int, str, Bilingual], ...]


@dataclass(frozen=True)
class Participant:
    """One area of the programme: the measures, the lists it was on in the goal's categories, and when it left."""

    area: str
    area_id: str
    measures: tuple[Bilingual, ...]
    listed: str
    left: Bilingual


def progress_views(view: View) -> tuple[ProgressView, ...]:
    """Every goal of the municipalities shown, with its course up to this list."""
    outcomes = {
        each.list_year: [(row.area_id, row.category, row.designated) for row in each.designations]
        for each in view.lists
    }
    views = []
    for goal in goals(view):
        by_year = {
            year: rows[0]
            for year in outcomes
            if (rows := goal_rows([goal], view.law, view.sources.areas, year, outcomes))
        }
        if by_year:
            views.append(_view(goal, by_year))
    return tuple(views)


def goals(view: View) -> tuple[Goal, ...]:
    """The goals of the municipalities shown."""
    return tuple(goal for goal in view.sources.goals if goal.municipality_code in view.municipalities)


def _view(goal: Goal, by_year: Mapping[int, Mapping[str, Any]]) -> ProgressView:
    years = sorted(by_year)
    last, row = years[-1], by_year[years[-1]]
    at_most, baseline = row["goal"], row["baseline"]
    place = place_text([goal.municipality_code])
    aim = Bilingual(
        f"{place.da} havde {baseline} områder på listen i {goal.baseline_list_year} og satte sig det mål "
        f"at have højst {at_most} i {goal.goal_year}. ",
        f"{place.en} had {baseline} areas on the list of {goal.baseline_list_year} and set itself the goal "
        f"of at most {at_most} by {goal.goal_year}. ",
    )
    unknown = Bilingual("", "")
    if row["areas_undetermined"]:
        unknown = Bilingual(
            f" (og {row['areas_undetermined']} uafklaret)", f" (and {row['areas_undetermined']} undetermined)"
        )
    count = row["areas_on_list"]
    now = Bilingual(
        f"På listen {last} er der {count}", f"On the list of {last} there {'is' if count == 1 else 'are'} {count}"
    )
    verdict = {
        True: Bilingual(": inden for målet.", ": within the goal."),
        False: Bilingual(": over målet.", ": above the goal."),
        None: Bilingual(": om målet er nået, er uafklaret.", ": whether the goal is reached is undetermined."),
    }[row["reached"]]
    bars = tuple(
        (year, by_year[year]["areas_on_list"], by_year[year]["areas_undetermined"], by_year[year]["reached"])
        for year in years
    )
    chart = goal_chart(bars, at_most, goal.goal_year)
    return ProgressView(
        aim + now + unknown + verdict,
        goal.source,
        chart,
        tuple((bar.year, bar.label, _verdict(bar.reached)) for bar in chart.bars),
    )


def _verdict(reached: bool | None) -> Bilingual:
    return {
        True: Bilingual("inden for målet", "within the goal"),
        False: Bilingual("over målet", "above the goal"),
        None: Bilingual("uafklaret", "undetermined"),
    }[reached]


def programme(view: View) -> tuple[Participant, ...]:
    """The programme's areas, if the raw root has the programme and its areas are shown. Raises ``InputRefused``."""
    path = view.sources.raw.programme
    if not path.is_file() or not goals(view):
        return ()
    frame = read_declared(path, PROGRAMME_FILE, "programme_2011.csv")
    measures: dict[str, list[str]] = {}
    areas: dict[str, Area] = {}
    unknown: list[str] = []
    for name, measure in zip(frame["area"], frame["measure"], strict=True):
        try:
            area = view.sources.areas.find(name)
        except WrongUsage:
            unknown.append(name)
            continue
        areas[area.area_id] = area
        measures.setdefault(area.area_id, []).append(measure)
    if unknown:
        raise InputRefused(
            Fault(
                "programme_2011.csv, column area",
                f"names that areas.csv does not have: {', '.join(unknown)}",
                "known areas",
            )
        )
    shown = [area for area in areas.values() if area.municipality_code in view.municipalities]
    return tuple(
        _participant(view, area, measures[area.area_id])
        for area in sorted(shown, key=lambda area: (-len(measures[area.area_id]), area.name))
    )


def _participant(view: View, area: Area, measures: list[str]) -> Participant:
    years = [each.list_year for each in view.lists if _counted(view, area, each.list_year)]
    if not years:
        left = Bilingual("var ikke på listen", "was not on the list")
    elif years[-1] == view.list_year:
        left = Bilingual("er stadig på listen", "is still on the list")
    elif not _counted_in(view, years[-1] + 1):
        left = Bilingual(
            f"kategorien er afskaffet fra {years[-1] + 1}", f"the category was abolished in {years[-1] + 1}"
        )
    else:
        left = Bilingual(f"ikke på listen siden {years[-1] + 1}", f"off the list since {years[-1] + 1}")
    told = tuple(measure_text(measure) for measure in dict.fromkeys(measures))
    return Participant(area.name, area.area_id, told, years_text(years) or "–", left)


def _counted(view: View, area: Area, list_year: int) -> bool:
    """Whether the area was on the list in the goal's category, or one of a later law that continues it."""
    categories = _counted_in(view, list_year)
    return any(each.designated and each.category in categories for each in view.designations(area, list_year))


def _counted_in(view: View, list_year: int) -> frozenset[str]:
    """The categories of that list year's law that the goals count."""
    regime = view.law.on(list_year)
    return frozenset(name for goal in goals(view) for name in goal_progress.counted_categories(goal.category, regime))


def counted_categories(view: View) -> Bilingual:
    """The categories that the goal counts, per law, as a phrase."""
    wanted = {goal.category for goal in goals(view)}
    names = dict.fromkeys(
        category.name for each in view.lists for category in each.regime.categories if wanted & set(category.continues)
    )
    return joined([same(name) for name in names], same(", "))
