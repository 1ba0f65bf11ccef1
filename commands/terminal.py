"""Terminal output: tables on stdout, progress and warnings on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from commands import streams
from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
from pipeline.lists.comparison import Agreement, ListComparison
from pipeline.lists.delta import Change
from pipeline.outputs.year_result import YearResult

# Characters that json leaves as they are and a terminal may act upon; inside a text of JSON an escape means the same.
INVISIBLE_IN_JSON = re.compile("[\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
WIDE = {"on the list as": 19, "undetermined": 19}  # the longest category in one piece
NARROW = ("area", "basis", "change", "list")
SIGNS = {True: "●", False: "·", None: "?"}
CHANGES = {Change.ENTERED: "+", Change.LEFT: "−", Change.STAYED: "=", Change.UNDETERMINED: "?"}


def say(text: str) -> None:
    """Print a message on stderr."""
    print(streams.harmless(text), file=sys.stderr, flush=True)


def show(text: object) -> None:
    """A result for a person, on stdout, line by line as it is."""
    print(streams.harmless(str(text)))


def print_json(content: Any) -> None:
    """Print a result as JSON on stdout."""
    in_unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    text = json.dumps(content, ensure_ascii=not in_unicode, indent=2, default=str)
    print(INVISIBLE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on stdout, as wide as the terminal, or 150 characters where there is none."""
    console = Console(
        file=sys.stdout, highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 150
    )
    table = RichTable(
        title=streams.fitted(streams.harmless(title), sys.stdout.encoding),
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
    )
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in NARROW, min_width=WIDE.get(column))
    for row in rows:
        table.add_row(*(streams.fitted(streams.harmless(cell, frozenset()), sys.stdout.encoding) for cell in row))
    console.print(table)


def print_list(each: YearResult) -> None:
    """A list year's wide table: one line per area; only the figures that any area has."""
    regime, rows = each.list.regime, each.rows["area_list"]
    figures = [card for card in CRITERIA.values() if any(row[card.name] is not None for row in rows)]
    unknown = any(row["undetermined"] for row in rows)
    columns = [
        "area",
        "on the list as",
        *(["undetermined"] if unknown else []),
        *(card.heading for card in figures),
        "basis",
    ]
    body = [
        [
            row["area"],
            ", ".join(category.name for category in regime.categories if row[category.column]) or "·",
            *([row["undetermined"].replace("|", ", ") or "·"] if unknown else []),
            *(_figure_cell(row[card.name], card) for card in figures),
            row["basis"],
        ]
        for row in rows
    ]
    label = "  MADE-UP DATA" if each.is_synthetic else ""
    print_table(f"List of {regime.published_on(each.list.list_year)} (regime {regime.name}){label}", columns, body)
    show("· none   – not known or withheld\n")


def _figure_cell(value: float | None, card: Criterion) -> str:
    """Residents, or a percentage with the decimals that the ministry publishes it with."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if card.kind is CriterionKind.SIZE else f"{value * 100:.{card.published_decimals}f}"


def print_moves(each: YearResult, municipalities: frozenset[str] | None) -> None:
    """What moved since the list before."""
    moves = [move for move in each.moves if municipalities is None or move.area.municipality_code in municipalities]
    told = [move for move in moves if move.change is not Change.UNDETERMINED]
    if not each.lists[1:]:
        show("No list before this one to compare with.")
        return
    title = f"Delta since the list of {each.lists[-2].list_year}"
    if not moves:
        show(f"{title}\nNothing moved: no area shown is on either list.")
        return
    rows = [
        [CHANGES[move.change], move.area.name, move.category, move.change.value, row["explanation_en"]]
        for move, row in zip(each.moves, each.rows["delta"], strict=True)
        if move in told
    ]
    if rows:
        print_table(title, ["", "area", "category", "change", ""], rows)
    else:
        show(title)
    unknown = len(moves) - len(told)
    show(f"{unknown} more cannot be told apart: undetermined on one of the two lists.\n" if unknown else "")


def print_comparison(summary: Sequence[Agreement], compared: Sequence[ListComparison], as_format: str) -> None:
    """Agreement list by list, and every disagreement."""
    wrong = [each for each in compared if each.agrees is False]
    if as_format == "json":
        names = ("list_date", "category", "recomputed", "published")
        told = [{"area": each.area.name, **{name: getattr(each, name) for name in names}} for each in wrong]
        lists = [
            {name.replace("not_published", "not_printed"): value for name, value in vars(each).items()}
            for each in summary
        ]
        print_json({"lists": lists, "disagreements": told})
        return
    head = ["list", "agree", "disagree", "no figures", "print not known"]
    rows = [
        [
            str(each.list_date) + ("" if each.yearly else " (extra)"),
            *map(str, (each.agree, each.disagree, each.not_recomputable, each.not_published)),
        ]
        for each in summary
    ]
    print_table("Recomputed against published (areas × categories)", head, rows)
    hung = sum(each.rounding_matters for each in compared if each.recomputed is not None)
    show(f"{sum(each.agree for each in summary)} decisions agree, {len(wrong)} disagree; {hung} hang on rounding.")
    if wrong:
        body = [
            [str(each.list_date), each.area.name, each.category, SIGNS[each.recomputed], SIGNS[each.published]]
            for each in wrong
        ]
        print_table("Disagreements", ["list", "area", "category", "recomputed", "published"], body)
