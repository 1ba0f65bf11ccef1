"""The page from its parts: one Jinja environment, one template, everything inline."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from pipeline.core.version import version_of
from pipeline.inputs.municipality_names import municipality_names
from pipeline.inputs.sources import Sources
from pipeline.law.model import Law
from pipeline.lists.list_status import ListStatus
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.report import cards, changes, map, method, overview, progress
from pipeline.outputs.report.area_pages import area_contexts, file_name
from pipeline.outputs.report.index import index_context
from pipeline.outputs.report.view import View
from pipeline.outputs.year_result import YearResult
from pipeline.text.bilingual import Bilingual
from pipeline.text.law_sources import source_text
from pipeline.text.numbers import number


def report_html(lists: Sequence[YearlyList], result: YearResult, sources: Sources, law: Law) -> str:
    """The report of one list year. ``lists`` are all lists up to it, in order; later ones are left out.

    The same inputs give the same text: neither the clock nor the run's id is in it. Raises ``InputRefused`` for a
    programme or boundaries file that cannot be used.
    """
    return _template().render(**context(_view(lists, result, sources, law)))


def _view(lists: Sequence[YearlyList], result: YearResult, sources: Sources, law: Law) -> View:
    """The list year with the lists up to it."""
    known = tuple(each for each in lists if each.list_year <= result.list.list_year)
    return View(known, result, sources, law, result.cards if known == result.lists else {})


MOST_TOWNS = 12  # municipalities with pages of their own beside the page of all; a page takes a tenth of a second


def town_pages(result: YearResult, sources: Sources, law: Law) -> Iterator[tuple[str, str]]:
    """Each municipality's own page of a list year, by its code; none where one is shown, or very many."""
    return _town_pages(_view(result.lists, result, sources, law))


def year_pages(result: YearResult, sources: Sources, law: Law) -> Iterator[tuple[str, str]]:
    """The report of a list year under the name ``index``, then each municipality's own page by its code.

    The same as ``report_html`` and ``town_pages``, each area's card made once. A page that the result has is not made
    again.
    """
    view = _view(result.lists, result, sources, law)
    yield "index", result.pages.get("index") or _template().render(**context(view))
    yield from _town_pages(view)


def _town_pages(every: View) -> Iterator[tuple[str, str]]:
    result = every.result
    for code in towns(every):
        if code in result.pages:
            yield code, result.pages[code]
            continue
        own = [row for row in result.rows["area_list"] if row["municipality_code"] == code]
        view = replace(every, result=replace(result, rows={**result.rows, "area_list": own}))
        yield code, _template().render(**context(view) | {"page_of": code, "towns": {}})


def towns(view: View) -> Mapping[str, str]:
    """The municipalities that have a page of their own, by code with their names."""
    codes = view.municipalities if 1 < len(view.municipalities) <= MOST_TOWNS else ()
    return {code: municipality_names().get(code, code) for code in codes}


def context(view: View) -> dict[str, Any]:
    """Everything the template shows."""
    agreement, programme = method.agreement_lines(view), progress.programme(view)
    moved, watch, drawn = changes.moves(view), changes.watched(view), map.map_of(view)
    return {
        "view": view,
        "list_year": view.list_year,
        "regime": view.regime,
        "is_synthetic": view.result.is_synthetic,
        "many": len(view.areas) > overview.MANY,
        "has_candidates": view.official != view.areas,
        "headline": overview.headline(view),
        "what_moved": overview.what_moved(view),
        "unsettled": overview.unsettled(view),
        "tiles": overview.tiles(view),
        "column_heads": overview.column_heads(view),
        "lines": overview.list_lines(view),
        "strip": overview.strip_rows(view),
        "spans": overview.strip_spans(view),
        "legend": overview.legend(view),
        "moves": moved,
        "changed_areas": changes.changed_areas(moved, view.now.status),
        "undetermined_moves": changes.undetermined_text(moved),
        "watch": watch,
        "progress": progress.progress_views(view),
        "programme": programme,
        "programme_text": progress.programme_text(view, programme),
        "forecast": view.now.status is ListStatus.FORECAST,
        "counted_categories": progress.counted_categories(view),
        "map": drawn,
        "contents": contents(moved, watch, bool(programme), drawn is not None, len(view.areas) > overview.MANY),
        "cards": cards.cards(view),
        "law": method.law_of_list(view),
        "statutes": [source_text(act.source) for act in view.regime.statutes],
        "agreement": agreement,
        "agreement_text": method.agreement_text(agreement),
        "open_points": method.open_points(view),
        "inputs": method.input_lines(view),
        "law_sha256": view.regime.sha256,
        "title": title(view),
        "neighbours": neighbours(view),
        "page_of": "index",
        "towns": towns(view),
    }


def overview_pages(result: YearResult, sources: Sources, law: Law, pages: Collection[int]) -> Iterator[tuple[str, str]]:
    """The front page and a page per area, from the latest list: each with its place in the report's folder.

    ``pages`` are the list years that have a page.
    """
    view = _view(result.lists, result, sources, law)
    yield "index.html", _template("index").render(**index_context(view, pages) | {"towns": towns(view)})
    for area, shown in area_contexts(view):
        yield f"areas/{file_name(area)}", _template("area").render(**shown)


def title(view: View) -> Bilingual:
    """The page's title: what the browser's tab and a bookmark say."""
    if view.now.status is ListStatus.FORECAST:
        return Bilingual(
            f"Boligområder: prognose for listen i {view.list_year}", f"Housing areas: forecast of {view.list_year}"
        )
    return Bilingual(f"Boligområder på listen i {view.list_year}", f"Housing areas on the list of {view.list_year}")


@dataclass(frozen=True)
class Neighbours:
    """The list years before and after that the raw root supports and that the municipalities shown have areas in."""

    before: int | None
    after: int | None


def neighbours(view: View) -> Neighbours:
    """Taken from the inputs, so that a page is the same whichever list years are made with it."""
    areas, shown = view.sources.areas, view.municipalities
    years = [
        year
        for year in view.sources.list_years(view.law)
        if any(area.municipality_code in shown for area in areas.valid_in(year))
    ]
    return Neighbours(
        max((year for year in years if year < view.list_year), default=None),
        min((year for year in years if year > view.list_year), default=None),
    )


def contents(
    moved: changes.Moves, watch: changes.WatchList, programme: bool, drawn: bool, many: bool
) -> list[tuple[str, Bilingual]]:
    """The parts of the appendix that this page has: the id of the heading and its words."""
    parts = [
        ("detail-title", Bilingual("Ændringer i detaljer", "Changes in detail"), bool(moved.all)),
        ("more-watch-title", Bilingual("Andre, der er tæt på", "Others that are close"), bool(watch.others)),
        ("strip-title", Bilingual("Alle lister", "Every list"), many),
        ("programme-title", Bilingual("Programmet fra 2011", "The programme of 2011"), programme),
        ("map-title", Bilingual("Kort", "Map"), drawn),
        ("areas-title", Bilingual("Område for område", "Area by area"), True),
        ("method-title", Bilingual("Metode", "Method"), True),
    ]
    return [(name, title) for name, title, there in parts if there]


def both(sentence: Bilingual) -> Markup:
    """A text in both languages; the style sheet shows one. A text that is the same in both is written once."""
    if sentence.da == sentence.en:
        return escape(sentence.da)
    # Joined by hand: Markup.format is ten times slower, and a page has thousands of texts.
    danish, english = escape(sentence.da), escape(sentence.en)
    return Markup(f'<span class="da" lang="da">{danish}</span><span class="en" lang="en">{english}</span>')


def phrase(danish: str, english: str) -> Markup:
    """A text of the template in both languages."""
    return both(Bilingual(danish, english))


def anchor(area_id: str) -> str:
    """An area's place in the page as an element's id, which holds no spaces."""
    return "area-" + "_".join(area_id.split())


def spans(sentence: Bilingual) -> Markup:
    """A text in both languages inside SVG."""
    if sentence.da == sentence.en:
        return escape(sentence.da)
    danish, english = escape(sentence.da), escape(sentence.en)
    return Markup(f'<tspan class="da" lang="da">{danish}</tspan><tspan class="en" lang="en">{english}</tspan>')


def prepare() -> None:
    """Do what the first page of a process waits for: compile the templates and read how numbers are written."""
    for name in _environment().list_templates():
        _environment().get_template(name)
    number(Fraction(1, 2), 1)


def _template(name: str = "page") -> Template:
    return _environment().get_template(f"{name}.html.jinja")


@cache
def _environment() -> Environment:
    """One for all pages, so that a part that several of them have is compiled once."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["both"] = both
    environment.filters["spans"] = spans
    environment.filters["anchor"] = anchor
    environment.globals["t"] = phrase
    environment.globals["code_version"] = version_of("report")
    environment.globals["source_line"] = (
        f"Kilde: ghettolist {version_of('report')}; offentliggjorte tal og lister er ministeriets."
    )
    return environment
