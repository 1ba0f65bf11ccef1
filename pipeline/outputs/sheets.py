"""Sheets of a workbook: headings in two languages, numbers as numbers with Excel's own formats, the same bytes each time.

What does not belong here: the content of a sheet (``workbook``, ``all_years``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.text.bilingual import Bilingual

# A zip entry and a document carry a time; a fixed one gives the same bytes for the same content.
CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
HEADER_ROWS = 4  # title, made-up mark or day, Danish headings, English headings

TEXT, WRAPPED, COUNT, SHARE, POINTS, AMOUNT = "text", "wrapped", "count", "share", "points", "amount"
FORMATS: dict[str, dict[str, Any]] = {
    TEXT: {},
    WRAPPED: {"text_wrap": True},
    COUNT: {"num_format": "#,##0"},
    SHARE: {"num_format": "0.00%"},
    POINTS: {"num_format": "+0.00%;-0.00%;0.00%"},
    AMOUNT: {"num_format": "#,##0"},
}


@dataclass(frozen=True)
class Field:
    """A column of a sheet: its heading, how its cells are shown, and how wide it is."""

    heading: Bilingual
    shown: str = TEXT
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its title, its columns, its rows."""

    name: str
    title: Bilingual
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Number:
    """A number with a format other than its column's: residents among shares."""

    value: float | None
    shown: str


def write_sheet(book: Any, sheet: Sheet, about: Bilingual, mark: Bilingual) -> Any:
    """Write one sheet under a title line; ``mark``: the label of made-up data, or empty. Returns the worksheet."""
    page = book.add_worksheet(sheet.name)
    formats = {name: book.add_format({"valign": "top", **shown}) for name, shown in FORMATS.items()}
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EEF4"})
    below = book.add_format(
        {"italic": True, "text_wrap": True, "font_color": "#445060", "bg_color": "#E8EEF4", "bottom": 1}
    )
    title = about + Bilingual(": ", ": ") + Bilingual(sheet.title.da, sheet.title.en)
    page.write_string(0, 0, f"{title.da} / {title.en}", book.add_format({"bold": True, "font_size": 14}))
    warning = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#7A1F1F"})
    page.write_string(1, 0, f"{mark.da} / {mark.en}" if mark.da else "", warning if mark.da else formats[TEXT])
    for column, field in enumerate(sheet.fields):
        page.write_string(2, column, field.heading.da, heading)
        page.write_string(3, column, field.heading.en, below)
        page.set_column(column, column, field.width)
    for position, row in enumerate(sheet.rows, start=HEADER_ROWS):
        for column, (cell, field) in enumerate(zip(row, sheet.fields, strict=True)):
            _write_cell(page, position, column, cell, formats, field.shown)
    last = max(HEADER_ROWS + len(sheet.rows) - 1, HEADER_ROWS)
    # The filter's arrows are on the English headings, directly above the rows.
    page.autofilter(HEADER_ROWS - 1, 0, last, len(sheet.fields) - 1)
    page.freeze_panes(HEADER_ROWS, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEADER_ROWS - 1)
    page.set_footer(f"&L{mark.da or 'ghettolist'}&R&P / &N")
    return page


def _write_cell(page: Any, row: int, column: int, cell: Any, formats: dict[str, Any], shown: str) -> None:
    if isinstance(cell, Number):
        cell, shown = cell.value, cell.shown
    if cell is None or cell == "":
        page.write_blank(row, column, None, formats[shown])
    elif isinstance(cell, str):
        page.write_string(row, column, cell, formats[shown])
    else:
        page.write_number(row, column, cell, formats[shown])
