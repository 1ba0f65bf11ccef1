"""What a terminal shows: tables on stdout for people, progress and warnings on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from pipeline.delta import Change
from pipeline.run import Made

SIGNS = {True: "●", False: "·", None: "?"}
CHANGES = {Change.ENTERED: "+", Change.LEFT: "−", Change.STAYED: "=", Change.UNDETERMINED: "?"}


def say(text: str) -> None:
    """A line to a person, on stderr."""
    print(text, file=sys.stderr, flush=True)


def print_json(content: Any) -> None:
    """A result for a tool, on stdout."""
    print(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A result for a person, on stdout; as wide as the terminal, or 120 where there is none."""
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 120)
    table = RichTable(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def percent_cell(value: float | None, decimals: int = 1) -> str:
    """A share as people read it; a dash where there is none."""
    return "–" if value is None else f"{value * 100:.{decimals}f}"


def print_list(each: Made) -> None:
    """A list year's wide table: one line an area, a sign a category."""
    regime = each.made.regime
    rows = each.rows["area_list"]
    columns = ["area", *(category.name for category in regime.categories), "residents", "non-w. %", "no link %"]
    columns += ["convicted %", "basic ed. %", "income %", "basis"]
    body = [
        [
            row["area"],
            *(SIGNS[row[category.column]] for category in regime.categories),
            "–" if row["residents"] is None else f"{row['residents']:,.0f}",
            percent_cell(row["non_western_share"]),
            percent_cell(row["attachment_share"]),
            percent_cell(row["convicted_share"], 2),
            percent_cell(row["basic_education_share"]),
            percent_cell(row["income_of_region"]),
            row["basis"],
        ]
        for row in rows
    ]
    label = "  MADE-UP DATA" if each.made_up else ""
    title = f"List of {regime.published_on(each.made.list_year)} (regime {regime.name}){label}"
    print_table(title, columns, body)
    print("● on the list   · not on it   ? undetermined   – not known or withheld\n")


def print_moves(each: Made, municipalities: frozenset[str] | None) -> None:
    """What moved since the list before."""
    moves = [move for move in each.moves if municipalities is None or move.area.municipality_code in municipalities]
    told = [move for move in moves if move.change is not Change.UNDETERMINED]
    if not each.moves:
        print("No list before this one to compare with.")
        return
    rows = [
        [CHANGES[move.change], move.area.name, move.category, move.change.value, row["explanation_en"]]
        for move, row in zip(each.moves, each.rows["delta"], strict=True)
        if move in told
    ]
    print_table(f"Delta since the list of {each.moves[0].compared_with}", ["", "area", "category", "change", ""], rows)
    unknown = len(moves) - len(told)
    print(f"{unknown} more cannot be told apart: undetermined on one of the two lists.\n" if unknown else "")
