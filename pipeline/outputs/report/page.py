"""The page from its parts: one Jinja environment, one template, everything inline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from pipeline.core.version import code_version
from pipeline.inputs.sources import Sources
from pipeline.law.model import Regime
from pipeline.lists.yearly_list import ListOfYear
from pipeline.outputs.report import cards, changes, map, method, overview, progress
from pipeline.outputs.report.view import Story
from pipeline.outputs.year_result import Made
from pipeline.text.sentences import Said

WATCH_SHOWN = 8  # lines of the watch list before the rest is folded: what two printed pages hold


def report_html(lists: Sequence[ListOfYear], made: Made, sources: Sources, law: Sequence[Regime]) -> str:
    """The report of one list year. ``lists`` are all lists up to it, in order; later ones are left out.

    The same inputs give the same text: neither the clock nor the run's id is in it. Raises ``InputRefused`` for a
    programme or boundaries file that cannot be used.
    """
    known = tuple(each for each in lists if each.list_year <= made.made.list_year)
    story = Story(known, made, sources, tuple(law))
    return _template().render(**context(story))


def context(story: Story) -> dict[str, Any]:
    """Everything the template shows."""
    agreement = method.agreement_lines(story)
    return {
        "story": story,
        "list_year": story.list_year,
        "regime": story.regime,
        "made_up": story.made.made_up,
        "many": len(story.areas) > overview.MANY,
        "headline": overview.headline(story),
        "what_moved": overview.what_moved(story),
        "unsettled": overview.unsettled(story),
        "tiles": overview.tiles(story),
        "column_heads": overview.column_heads(story),
        "lines": overview.list_lines(story),
        "strip": overview.strip_rows(story),
        "spans": overview.strip_spans(story),
        "legend": overview.legend(story),
        "moves": changes.moves(story),
        "watch": changes.watched(story),
        "watch_shown": WATCH_SHOWN,
        "progress": progress.progress_views(story),
        "programme": progress.programme(story),
        "counted_categories": progress.counted_categories(story),
        "map": map.map_of(story),
        "cards": cards.cards(story),
        "law": method.law_of_list(story),
        "agreement": agreement,
        "agreement_said": method.agreement_said(agreement),
        "open_points": method.open_points(story),
        "inputs": method.input_lines(story),
        "law_sha256": story.regime.sha256,
        "code_version": code_version(),
    }


def both(said: Said) -> Markup:
    """A text in both languages; the style sheet shows one. What is written alike stands once."""
    if said.da == said.en:
        return escape(said.da)
    # Joined by hand: Markup.format is ten times slower, and a page has thousands of texts.
    danish, english = escape(said.da), escape(said.en)
    return Markup(f'<span class="da" lang="da">{danish}</span><span class="en" lang="en">{english}</span>')


def phrase(danish: str, english: str) -> Markup:
    """A text of the template in both languages."""
    return both(Said(danish, english))


def anchor(area_id: str) -> str:
    """An area's place in the page as an element's id, which holds no spaces."""
    return "area-" + "_".join(area_id.split())


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pipeline.outputs.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["both"] = both
    environment.filters["anchor"] = anchor
    environment.globals["t"] = phrase
    environment.filters["picture"] = Markup  # SVG of our own making, from numbers and names already escaped
    return environment.get_template("page.html.jinja")
