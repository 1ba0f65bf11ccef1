"""A municipality's goal list by list, and the measures of its programme of 2011 with when each area left it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import Fault, InputRefused, WrongUsage
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.area import Area, composed
from pipeline.inputs.formats import read_declared
from pipeline.inputs.goals import Goal
from pipeline.lists import goal_progress
from pipeline.lists.designation import any_of
from pipeline.lists.list_status import ListStatus
from pipeline.outputs.delta_rows import goal_rows
from pipeline.outputs.report.charts import GoalChart, goal_chart
from pipeline.outputs.report.view import View
from pipeline.text.bilingual import Bilingual, either
from pipeline.text.headline import Tally, known_and_undetermined, programme_sentence, years_on_list
from pipeline.text.vocabulary import UNDETERMINED, measure_text, place_text, years_text

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
    place: Bilingual
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
    on: bool | None
    returned: bool  # on the list now, after having been off it


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
            views.append(_view(goal, by_year, view.now.status))
    return tuple(views)


def goals(view: View) -> tuple[Goal, ...]:
    """The goals of the municipalities shown."""
    return tuple(goal for goal in view.sources.goals if goal.municipality_code in view.municipalities)


def _view(goal: Goal, by_year: Mapping[int, Mapping[str, Any]], status: ListStatus) -> ProgressView:
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
        unknown = Bilingual(" områder", " areas")
    tally = Tally(row["areas_on_list"], row["areas_undetermined"], 0)
    count = known_and_undetermined(tally)
    on_list = Bilingual(f"På listen i {last}", f"On the list of {last}")
    if status is ListStatus.FORECAST:
        on_list = Bilingual(f"Efter prognosen for listen i {last}", f"By the forecast of the list of {last}")
    now = on_list + Bilingual(f" er der {count.da}", f" there {'is' if count.en == '1' else 'are'} {count.en}")
    verdict = {
        True: Bilingual(": inden for målet.", ": within the goal."),
        False: Bilingual(": over målet.", ": above the goal."),
        None: Bilingual(": om målet er nået, er uafgjort.", ": whether the goal is reached is undetermined."),
    }[row["reached"]]
    bars = tuple(
        (year, by_year[year]["areas_on_list"], by_year[year]["areas_undetermined"], by_year[year]["reached"])
        for year in years
    )
    chart = goal_chart(bars, at_most, goal.goal_year)
    return ProgressView(
        aim + now + unknown + verdict,
        place,
        goal.source,
        chart,
        tuple((bar.year, bar.label, _verdict(bar.reached)) for bar in chart.bars),
    )


def _verdict(reached: bool | None) -> Bilingual:
    return {
        True: Bilingual("inden for målet", "within the goal"),
        False: Bilingual("over målet", "above the goal"),
        None: UNDETERMINED,
    }[reached]


def programme(view: View) -> tuple[Participant, ...]:
    """The programme's areas, if the raw root has the programme and its areas are shown. Raises ``InputRefused``."""
    path = view.sources.raw.programme
    if not path.is_file():
        return ()
    frame = read_declared(path, PROGRAMME_FILE, "published/programme_2011.csv")  # refused also where it is not shown
    if not goals(view):
        return ()
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
        measures.setdefault(area.area_id, []).append(composed(measure))
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
    outcomes = [(each.list_year, _counted(view, area, each.list_year)) for each in view.lists]
    known = [(year, on) for year, on in outcomes if _counted_in(view, year)]
    years = [year for year, on in known if on]
    if known[-1][0] != view.list_year:
        gone = known[-1][0] + 1
        left = Bilingual(f"kategorien er afskaffet fra {gone}", f"the category was abolished in {gone}")
    else:
        left = years_on_list(known, view.now.status is ListStatus.FORECAST)
    told = tuple(measure_text(measure) for measure in dict.fromkeys(measures))
    returned = bool(known[-1][1]) and any(on is False and year > years[0] for year, on in known)
    return Participant(area.name, area.area_id, told, years_text(years) or "–", left, known[-1][1], returned)


def programme_text(view: View, participants: Sequence[Participant]) -> Bilingual:
    """The programme's question in a sentence: how many of its areas are on the list now."""
    on = [each.on for each in participants]
    returned = sum(each.returned for each in participants)
    forecast = view.now.status is ListStatus.FORECAST
    counted = sorted(_counted_in(view, view.list_year))
    return programme_sentence(on.count(True), returned, on.count(None), len(on), view.list_year, counted, forecast)


def _counted(view: View, area: Area, list_year: int) -> bool | None:
    """Whether the area was on the list in the goal's category, or one of a later law that continues it."""
    categories = _counted_in(view, list_year)
    return any_of(each.designated for each in view.designations(area, list_year) if each.category in categories)


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
    return either(list(names))
