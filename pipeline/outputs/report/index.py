"""The front page of all reports: the latest list, every list year, and a search over the areas.

What does not belong here: one list's page (``page``), one area's page (``area_pages``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pipeline.inputs.areas import Area
from pipeline.inputs.municipality_names import municipality_names
from pipeline.lists.list_status import ListStatus
from pipeline.outputs.report import overview
from pipeline.outputs.report.area_pages import MOST_AREAS, file_name
from pipeline.outputs.report.cards import listed_text
from pipeline.outputs.report.category_marks import StatusSign
from pipeline.outputs.report.view import View
from pipeline.text.bilingual import Bilingual
from pipeline.text.headline import Tally, known_and_undetermined, what_moved
from pipeline.text.vocabulary import place_text


@dataclass(frozen=True)
class YearLine:
    """One list year: how many areas are on its list, what changed, and whether its page is there."""

    list_year: int
    has_page: bool
    count: Bilingual
    moved: Bilingual


@dataclass(frozen=True)
class AreaLine:
    """One area: its sign on the latest list, the lists it has been on, and its page."""

    name: str
    municipality: str
    page: str
    cell: StatusSign
    listed: Bilingual
    candidate: bool


def index_context(view: View, pages: Collection[int]) -> dict[str, Any]:
    """What the template shows. ``pages`` are the list years that have a page."""
    return {
        "title": Bilingual("Boligområder på listerne", "Housing areas on the lists"),
        "list_year": view.list_year,
        "regime": view.regime,
        "is_synthetic": view.result.is_synthetic,
        "forecast": view.now.status is ListStatus.FORECAST,
        "place": place_text(view.municipalities),
        "headline": overview.headline(view),
        "what_moved": overview.what_moved(view),
        "years": [_year_line(view, each.list_year, each.list_year in pages) for each in reversed(view.lists)],
        "several": len(view.municipalities) > 1,
        "areas": [_area_line(view, area) for area in sorted(view.areas, key=lambda area: area.name)],
        "legend": overview.legend(view),
    }


def _year_line(view: View, list_year: int, has_page: bool) -> YearLine:
    names = {area.area_id: area.name for area in view.official if view.designations(area, list_year)}
    now = {area.area_id: view.on_any(area, list_year) for area in view.official if area.area_id in names}
    tally = Tally(list(now.values()).count(True), list(now.values()).count(None), len(now))
    moved = Bilingual("", "")
    if list_year > view.lists[0].list_year:
        was = {area.area_id: view.on_any(area, list_year - 1) for area in view.official if area.area_id in now}
        came = [names[area_id] for area_id, on in now.items() if on and was[area_id] is False]
        went = [names[area_id] for area_id, on in now.items() if on is False and was[area_id]]
        unknown = sum(on is None or was[area_id] is None for area_id, on in now.items())
        status = next(each.status for each in view.lists if each.list_year == list_year)
        moved = what_moved(list_year - 1, came, went, unknown, status)
    return YearLine(list_year, has_page, known_and_undetermined(tally), moved)


def _area_line(view: View, area: Area) -> AreaLine:
    name = municipality_names().get(area.municipality_code, area.municipality_code)
    page = f"areas/{file_name(area)}" if len(view.areas) <= MOST_AREAS else ""
    return AreaLine(area.name, name, page, view.cell(area), listed_text(view, area), area.candidate)
