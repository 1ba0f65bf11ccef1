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
GAP = 2  # blanks between two columns
FULL_WIDTH = 10_000  # of a table that goes to a file or another program: nothing is wrapped
WIDEST_TEXT = 28  # of a column of texts on a terminal: a longer name is wrapped
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
    """Print a table on stdout: as wide as the terminal, or as wide as it is where there is none.

    No figure is ever cut: columns that do not fit are left out, from the right, and named below the table.
    """
    body = [[streams.fitted(streams.harmless(cell, frozenset()), sys.stdout.encoding) for cell in row] for row in rows]
    least = [_least_width(name, [row[place] for row in body]) for place, name in enumerate(columns)]
    width = None if sys.stdout.isatty() else FULL_WIDTH
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)
    shown = _fitting(least, console.width)
    table = RichTable(
        title=streams.fitted(streams.harmless(title), sys.stdout.encoding),
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
    )
    room = console.width - sum(least[place] + GAP for place in shown) + GAP
    for place in shown:
        whole = max(len(cell) for cell in (columns[place], *(row[place] for row in body)))
        more = max(0, min(room, whole - least[place]))
        room -= more
        table.add_column(columns[place], overflow="fold", width=least[place] + more)
    for row in body:
        table.add_row(*(row[place] for place in shown))
    console.print(table)
    if left_out := [name for place, name in enumerate(columns) if place not in shown]:
        show(f"Not shown, as the terminal is {console.width} wide: {', '.join(left_out)}. Piped, the table is whole.")


def _least_width(name: str, cells: Sequence[str]) -> int:
    """The least width of a column: the longest cell if none is a text of several words, else its longest word."""
    parts = [name.split(), *([cell] if name in NARROW or _is_figure(cell) else cell.split() for cell in cells)]
    longest = max((len(word) for words in parts for word in words), default=1)
    return longest if all(_is_figure(cell) for cell in cells) else min(longest, WIDEST_TEXT)


def _is_figure(cell: str) -> bool:
    return not any(character.isalpha() for character in cell)


def _fitting(least: Sequence[int], width: int) -> list[int]:
    """The columns that fit beside each other: the last ones are left out first."""
    shown = list(range(len(least)))
    while len(shown) > 1 and sum(least[place] + GAP for place in shown) - GAP > width:
        shown.pop()
    return shown


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
