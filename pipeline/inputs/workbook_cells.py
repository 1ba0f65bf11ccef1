"""The cells of an Excel workbook (.xlsx), opened by openpyxl within bounds of size; what is none is named and refused.

Values as stored: a formula without a stored value, an error and a percentage are cells that cannot be read. What does not
belong here: which sheet is read, and what is a table in it (``workbooks``).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from pipeline.core.errors import Fault, InputRefused, reading
from pipeline.core.messages import Message
from pipeline.inputs.delivered_cells import Cell, Unreadable, typed

LARGEST_UNPACKED = 15_000_000  # bytes: five registers of ten thousand areas
LARGEST_CELLS = 1_000_000  # of a sheet from its first cell to its last, empty ones between them included
DIGITS = 15  # of a number in a workbook: what Excel keeps and shows; further digits come from binary arithmetic
SAVE_AS = Message("save it as an Excel workbook (.xlsx) without a password")
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
PARTS = {  # of a zip archive, and what has them
    "xl/workbook.bin": Message("a binary workbook (.xlsb)"),
    "xl/vbaProject.bin": Message("a workbook with macros (.xlsm)"),
    "content.xml": Message("an OpenDocument file (.ods)"),
}
WORKBOOK_PART, SHEET_PARTS = "xl/workbook.xml", "xl/worksheets/"
COMPUTE_ON_LOAD = re.compile(rb"""fullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
STRICT = b"http://purl.oclc.org/ooxml"  # the namespaces of Strict Open XML, which openpyxl takes for an empty workbook
SPREAD = ("mergeCell", "hyperlink")  # elements of a sheet of whose range openpyxl makes every cell

Row = Mapping[int, Cell]  # the filled cells of a row, by column from 1


@dataclass(frozen=True)
class Sheet:
    """The filled cells of a worksheet, by row and column from 1, and what is hidden or merged in it.

    ``reach``: its last row and column, if they are so far that the sheet is not looked at.
    """

    name: str
    is_hidden: bool = False
    rows: Mapping[int, Row] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged_rows: frozenset[int] = frozenset()
    reach: str = ""


def sheets_of(path: Path, label: str) -> tuple[Sheet, ...]:
    """Every worksheet of a workbook, in order; sheets of charts are none. Raises ``InputRefused`` for another file."""
    with reading(label):
        content = path.read_bytes()
        if problem := _no_workbook(content):
            raise InputRefused(Fault(label, problem, Message("an Excel workbook (.xlsx)"), SAVE_AS))
        return _parsed(content)
    raise AssertionError


def letters(columns: Iterable[int]) -> list[str]:
    """The letters of columns that are numbered from 1."""
    from openpyxl.utils import get_column_letter

    return [get_column_letter(column) for column in columns]


def _no_workbook(content: bytes) -> Message:
    """Why the bytes are no workbook that is read; empty if they may be one. Looks at no cell."""
    if content.startswith(OLE):
        return Message("is protected by a password, or an old Excel workbook (.xls)")
    if not content.startswith(ZIP):
        return Message("is no workbook")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            return Message(
                "is larger than {most:,} bytes when unpacked (delete pictures, and formats of empty cells)",
                most=LARGEST_UNPACKED,
            )
        for part, kind in PARTS.items():
            if part in entries:
                return Message("is {kind}", kind=kind)
        if WORKBOOK_PART not in entries:
            return Message("is a zip archive, not a workbook")
        if STRICT in archive.read(WORKBOOK_PART):
            return Message("is saved as Strict Open XML")
        if sum(map(_cells_within, _ranges(archive))) > LARGEST_CELLS:
            return Message("has more than {most:,} cells merged or linked", most=LARGEST_CELLS)
    return Message()


def _ranges(archive: zipfile.ZipFile) -> Iterator[str]:
    """The ranges that openpyxl would make every cell of, however large."""
    for name in archive.namelist():
        if name.startswith(SHEET_PARTS) and name.endswith(".xml"):
            with archive.open(name) as part:
                for _, element in iterparse(part):
                    if element.tag.rpartition("}")[2] in SPREAD:
                        yield element.get("ref", "A1")
                    element.clear()


def _cells_within(cells: str) -> int:
    from openpyxl.utils import range_boundaries

    first_column, first_row, last_column, last_row = range_boundaries(cells)
    return int((last_column - first_column + 1) * (last_row - first_row + 1))


@lru_cache(maxsize=8)  # a workbook of several registers is read once for each, and again for its header and its rows
def _parsed(content: bytes) -> tuple[Sheet, ...]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # openpyxl takes the flag for set where it is not stated
        is_stale = COMPUTE_ON_LOAD.search(archive.read(WORKBOOK_PART)) is not None
        has_formulas = any(FORMULA.search(archive.read(name)) for name in archive.namelist() if SHEET_PARTS in name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out: styles, extensions, dates that are none
        formulas = _formulas(load_workbook(io.BytesIO(content), keep_links=False)) if has_formulas else {}
        values = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    return tuple(_sheet(sheet, formulas.get(sheet.title, frozenset()), is_stale) for sheet in values.worksheets)


def _formulas(book: Any) -> dict[str, frozenset[tuple[int, int]]]:
    """The rows and columns of the cells with a formula, by sheet; of a workbook opened for its formulas."""
    return {
        sheet.title: frozenset(
            (cell.row, cell.column) for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"
        )
        for sheet in book.worksheets
        if sheet.max_row * sheet.max_column <= LARGEST_CELLS
    }


def _sheet(values: Any, formulas: frozenset[tuple[int, int]], is_stale: bool) -> Sheet:
    """A worksheet of openpyxl's as plain cells. ``is_stale``: the stored values of formulas were never computed."""
    if values.max_row * values.max_column > LARGEST_CELLS:
        column = letters([values.max_column])[0]
        reach = Message("row {row:,} and column {column}", row=values.max_row, column=column)
        return Sheet(values.title, reach=reach)
    rows: dict[int, dict[int, Cell]] = {}
    for cells in values.iter_rows():
        for cell in cells:
            found = _cell(cell, (cell.row, cell.column) in formulas, is_stale)
            if found is not None:
                rows.setdefault(cell.row, {})[cell.column] = found
    dimensions = values.column_dimensions.values()
    return Sheet(
        values.title,
        values.sheet_state != "visible",
        rows,
        frozenset(number for number, row in values.row_dimensions.items() if row.hidden),
        frozenset(column for each in dimensions if each.hidden for column in range(each.min, each.max + 1)),
        frozenset(row for each in values.merged_cells.ranges for row in range(each.min_row, each.max_row + 1)),
    )


def _cell(cell: Any, is_formula: bool, is_stale: bool) -> Cell:
    """The value of a cell, or why it has none that can be read; ``None`` for an empty one."""
    value = cell.value
    if is_formula and (is_stale or value is None):
        return Unreadable("formula")
    if cell.data_type == "e":
        return Unreadable("error")
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return Unreadable("percent")
    if isinstance(value, float):
        return Decimal(f"{value:.{DIGITS}g}")
    return typed(value)
