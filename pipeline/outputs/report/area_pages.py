"""One page per area: its figures through the years against each year's limit, its categories, and its changes.

Made from the lists of the latest list year. What does not belong here: the page of one list (``page``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.analysis.causes import causes_of_all
from pipeline.core.content_store import content_key
from pipeline.core.criteria import CRITERIA
from pipeline.inputs.areas import Area
from pipeline.lists.delta import Change, delta
from pipeline.lists.designation import History
from pipeline.lists.list_status import ListStatus
from pipeline.lists.shown import ShownAssessment
from pipeline.outputs.report import overview
from pipeline.outputs.report.cards import area_card, listed_text
from pipeline.outputs.report.charts import YearsChart, years_chart
from pipeline.outputs.report.view import View, first_of_criterion
from pipeline.text.bilingual import Bilingual, same
from pipeline.text.delta import explanation
from pipeline.text.sentences import label, limit_in_print, value_in_print
from pipeline.text.vocabulary import MET, place_text

DIGITS = 8  # of a hash of the id, where the id itself cannot be a file's name
MOST_AREAS = 400  # with more areas than that no area pages are made; the tables hold them all


@dataclass(frozen=True)
class YearRow:
    """One list's figure against its limit, in words."""

    list_year: int
    value: Bilingual
    limit: Bilingual
    met: Bilingual


@dataclass(frozen=True)
class Course:
    """One criterion through the lists: the chart, and the same as a table."""

    name: str
    label: Bilingual
    chart: YearsChart | None
    last_value: Bilingual
    rows: tuple[YearRow, ...]


def file_name(area: Area) -> str:
    """The page's file name: the area's id without characters that file systems do not allow, and then still its own."""
    kept = "".join(each if each.isalnum() or each in "-_." else "_" for each in area.area_id)
    return f"{kept}.html" if kept == area.area_id else f"{kept}-{content_key([area.area_id])[:DIGITS]}.html"


def area_contexts(view: View) -> Iterator[tuple[Area, dict[str, Any]]]:
    """What the template shows of each area shown; none where there are too many."""
    if len(view.areas) > MOST_AREAS:
        return
    history = changes_by_area(view)
    for area in view.areas:
        yield area, _context(view, area, history.get(area.area_id, ()))


def _context(view: View, area: Area, history: Sequence[tuple[int, tuple[Bilingual, ...]]]) -> dict[str, Any]:
    years = [each.list_year for each in view.lists if view.existed(area, each)]
    strip = [(year, view.cell(area, year)) for year in years]
    letters = {cell.letter.rstrip("?") for _, cell in strip}
    return {
        "area": area,
        "title": same(f"{area.name}, {place_text([area.municipality_code]).da}"),
        "list_year": view.list_year,
        "regime": view.regime,
        "is_synthetic": view.result.is_synthetic,
        "forecast": view.now.status is ListStatus.FORECAST,
        "place": place_text([area.municipality_code]),
        "standing": standing(view, area),
        "strip": strip,
        "legend": [mark for mark in overview.legend(view) if mark.letter in letters],
        "history": history,
        "courses": courses(view, area),
        "card": area_card(view, area),
    }


def standing(view: View, area: Area) -> Bilingual:
    """The area's outcome on the latest list, and the lists it has been on."""
    cell = view.cell(area)
    year = view.list_year
    list_of = Bilingual(f"Listen {year}: ", f"List of {year}: ")
    if view.now.status is ListStatus.FORECAST:
        list_of = Bilingual(f"Prognose for listen i {year}: ", f"Forecast of the list of {year}: ")
    if area.candidate:
        return (
            Bilingual(
                f"Kandidat: kommunen følger området, som ikke er på ministeriets oversigt. Beregnet for {year}: ",
                f"Candidate: the municipality watches the area, which is not official. Calculated for {year}: ",
            )
            + cell.sentence
            + same(".")
        )
    return list_of + cell.sentence + same(". ") + listed_text(view, area) + same(".")


def courses(view: View, area: Area) -> tuple[Course, ...]:
    """Every criterion of any law the area was under, in the usual order."""
    lists = [each for each in view.lists if view.existed(area, each)]
    by_year = [first_of_criterion(view.designations(area, each.list_year)) for each in lists]
    years, laws = [each.list_year for each in lists], [each.regime.name for each in lists]
    return tuple(
        _course(name, years, laws, [found.get(name) for found in by_year])
        for name in CRITERIA
        if any(name in found for found in by_year)
    )


def _course(
    criterion: str, years: Sequence[int], laws: Sequence[str], found: Sequence[ShownAssessment | None]
) -> Course:
    chart = years_chart(
        years,
        [None if each is None else each.value for each in found],
        [None if each is None else each.limit for each in found],
        [None if each is None else each.met for each in found],
        laws,
    )
    known = [(year, each) for year, each in zip(years, found, strict=True) if each is not None and each.known]
    rows = tuple(YearRow(year, value_in_print(each), limit_in_print(each), MET[each.met]) for year, each in known)
    shown = [each for _, each in known if each.value is not None]
    return Course(criterion, label(criterion), chart, value_in_print(shown[-1]) if shown else same(""), rows)


def changes_by_area(view: View) -> Mapping[str, tuple[tuple[int, tuple[Bilingual, ...]], ...]]:
    """Every list year in which an area shown entered or left a category, latest first, with what happened and why."""
    shown = {area.area_id for area in view.areas}
    history = History(view.sources.areas, view.law)
    found: dict[str, dict[int, list[Bilingual]]] = {}
    for before, after in zip(view.lists, view.lists[1:], strict=False):
        history.record(before.list_year, before.outcomes)
        moves = [
            move
            for move in delta(view.sources.areas, before, after)
            if move.change in (Change.ENTERED, Change.LEFT) and move.area.area_id in shown
        ]
        causes = causes_of_all(moves, before, after, view.sources.areas, history, view.sources)
        for move, why in zip(moves, causes, strict=True):
            by_year = found.setdefault(move.area.area_id, {})
            by_year.setdefault(after.list_year, []).append(explanation(move, why))
    return {
        area_id: tuple((year, tuple(sentences)) for year, sentences in sorted(by_year.items(), reverse=True))
        for area_id, by_year in found.items()
    }
