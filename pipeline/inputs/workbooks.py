"""Excel workbooks (.xlsx) of counts per area: a sheet each for the registers, read or refused cell by cell.

The header of a sheet is the row with ``scope`` and ``code`` in it, wherever it stands; without such a row, the first
that is filled. Titles may stand above it, empty rows within the table, and notes (one cell of text in a row) below an
empty row at its end. Whatever could be taken for something else is refused with its sheet and rows: hidden and merged
cells of the table, a second header, percentages, errors, formulas that nothing has computed. What does not belong here:
what a column may hold (``cells``).
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.inputs.csv_files import shown_rows
from pipeline.inputs.delivered_cells import Cell, Unreadable, typed
from pipeline.inputs.registers import REGISTERS, register_named
from pipeline.inputs.registers.card import CODE, KEYS, SCOPE

SUFFIX = ".xlsx"
GUIDE_SHEET = "Vejledning - Guide"  # of the workbook that `ghettolist template` writes
GUIDES = frozenset(
    {GUIDE_SHEET.lower(), "vejledning", "guide", "readme", "læs mig"}
)  # sheets of explanations: not read
LARGEST_UNPACKED = 25_000_000  # bytes: five registers of ten thousand areas have some 15 million
LARGEST_CELLS = 1_000_000  # of a sheet from its first cell to its last, empty ones between them included
DIGITS = 15  # of a number in a workbook: what Excel keeps and shows; further digits come from binary arithmetic
SAVE_AS = Message("save it as an Excel workbook (.xlsx) without a password")
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
PARTS = {  # of a zip archive, and what has them
    "xl/workbook.bin": Message("a binary workbook (.xlsb)"),
    "xl/vbaProject.bin": Message("a workbook with macros (.xlsm)"),
    "content.xml": Message("an OpenDocument file (.ods)"),
}
WORKBOOK_PART = "xl/workbook.xml"
COMPUTE_ON_LOAD = re.compile(rb"""fullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
STRICT = b"http://purl.oclc.org/ooxml"  # the namespaces of Strict Open XML, which openpyxl takes for an empty workbook

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

    @property
    def register(self) -> str | None:
        """The register that the sheet's name stands for."""
        return register_named(_plain(self.name))


@dataclass(frozen=True)
class SheetTable:
    """The table of one sheet: header and cells as delivered, and the number on the sheet of each row."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_numbers: tuple[int, ...]
    sheet: str


def is_workbook(path: Path) -> bool:
    """Whether a file is named as a workbook that is read."""
    return path.suffix.lower() == SUFFIX


def read_sheet(path: Path, label: str) -> SheetTable:
    """The table of the register that a workbook is named for; sheets of other registers are not looked at.

    Its sheet has the register's name, or is the only one of the workbook. Raises ``InputRefused``.
    """
    register = path.stem.lower()
    sheets = _sheets(path, label)
    if register in sheets:
        return _table(sheets[register], label)
    if None in sheets and len(sheets) == 1:
        return _table(sheets[None], label)
    names = (
        Message("a sheet {register} or {name}", register=register, name=REGISTERS[register].name_da)
        if register in REGISTERS
        else Message("one sheet")
    )
    found = ", ".join(repr(sheet.name) for sheet in sheets.values())
    raise InputRefused(
        Fault(
            label,
            Message("has no sheet of the register it is named for ({found})", found=found),
            names,
            Message("name the sheet by its register"),
        )
    )


def registers_of(path: Path, label: str) -> tuple[str, ...]:
    """The registers that a workbook holds a sheet with figures of, whatever its name; empty if no sheet is named for one.

    Raises ``InputRefused``, also if there are such sheets and none of them holds a figure.
    """
    sheets = _sheets(path, label)
    named = {register: sheet for register, sheet in sheets.items() if register is not None}
    if not named:
        return ()
    found = tuple(register for register in REGISTERS if register in named and _has_figures(named[register], label))
    if not found:
        listed = ", ".join(repr(sheet.name) for sheet in named.values())
        expected = Message(
            "a figure in one of them at least; a sheet without any is a register that is not delivered yet"
        )
        raise InputRefused(
            Fault(
                label,
                Message("has no figure in its sheets {listed}", listed=listed),
                expected,
                Message("fill in what is known"),
            )
        )
    return found


def unread_sheets(own: str, paths: Mapping[str, Path], label: str, is_filed: bool) -> Iterator[Fault]:
    """The sheets of one register's workbook that are of other registers and are not read there either.

    A workbook of several registers lies in a delivery once for each of them. Where the delivery has a card (``is_filed``)
    a register's own file may be another one: a correction of that register alone.
    """
    path = paths[own]
    for register in registers_of(path, label) if is_workbook(path) else ():
        other = paths.get(register)
        if other is None or not (is_filed or other.read_bytes() == path.read_bytes()):
            yield Fault(
                label,
                Message(
                    "has a sheet of the register {register}, which is read from {register}.* only", register=register
                ),
                Message("the same workbook as {register}{suffix} too", register=register, suffix=SUFFIX),
                Message("file it with `ghettolist receive`, or delete the sheet"),
            )


def _sheets(path: Path, label: str) -> dict[str | None, Sheet]:
    """The filled sheets by register; ``None`` stands for the one sheet of a workbook without any name of a register.

    Raises ``InputRefused`` for sheets that would not be read: hidden ones, two of one register, one of no register
    beside others.
    """
    filled = [sheet for sheet in _read(path, label) if (sheet.rows or sheet.reach) and _plain(sheet.name) not in GUIDES]
    faults = []
    found: dict[str | None, Sheet] = {}
    for sheet in filled:
        register = sheet.register
        if sheet.reach:
            expected = Message("at most {most:,} cells", most=LARGEST_CELLS)
            remedy = Message("copy the table alone into a new workbook")
            faults.append(
                Fault(_place(sheet, label), Message("reaches to {reach}", reach=sheet.reach), expected, remedy)
            )
        elif sheet.is_hidden:
            remedy = Message("show the sheet, or delete it")
            faults.append(Fault(_place(sheet, label), Message("is hidden"), Message("sheets that are shown"), remedy))
        elif register is None and len(filled) > 1:
            expected = Message(
                "one sheet, or sheets named {names}", names=tuple(each.name_da for each in REGISTERS.values())
            )
            remedy = Message("name it by its register in Danish, English or as Danmarks Statistik does, or delete it")
            faults.append(
                Fault(
                    _place(sheet, label),
                    Message("is of no register"),
                    Message("{expected} ({names})", expected=expected, names=tuple(REGISTERS)),
                    remedy,
                )
            )
        elif register in found:
            problem = Message(
                "is a second sheet of the register {register}, beside {name!r}",
                register=register,
                name=found[register].name,
            )
            faults.append(
                Fault(_place(sheet, label), problem, Message("one sheet per register"), Message("delete the wrong one"))
            )
        else:
            found[register] = sheet
    if not filled:
        faults.append(
            Fault(label, Message("holds no filled sheet"), Message("a sheet with a header and at least one row"))
        )
    if faults:
        raise InputRefused(faults)
    return found


def _place(sheet: Sheet, label: str) -> Message:
    return Message("{where}, {sheet}", where=label, sheet=_sheet_name(sheet.name))


def _sheet_name(name: str) -> Message:
    return Message("sheet {name!r}", name=name)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().lower()


def _has_figures(sheet: Sheet, label: str) -> bool:
    """Whether any cell in a column of the register's measures is filled."""
    assert sheet.register is not None
    table = _table(sheet, label)
    measures = {measure.name for measure in REGISTERS[sheet.register].measures}
    places = [place for place, name in enumerate(table.header) if name.strip().lower() in measures]
    return not places or any(row[place] is not None for row in table.rows for place in places)


def _table(sheet: Sheet, label: str) -> SheetTable:
    """Header and rows of a sheet. Raises ``InputRefused`` with every fault of its form."""
    place = _place(sheet, label)
    numbers = sorted(sheet.rows)
    headers = [number for number in numbers if _is_header(sheet.rows[number])]
    first = headers[0] if headers else numbers[0]
    data = _without_notes(sheet, [number for number in numbers if number > first])
    header = sheet.rows[first]
    width = max(column for number in (first, *data) for column in sheet.rows[number])
    faults = []
    if len(headers) > 1:
        remedy = Message("keep one table on the sheet")
        faults.append(
            Fault(
                place,
                Message("has {count} headers ({rows})", count=len(headers), rows=shown_rows(headers)),
                Message("one table"),
                remedy,
            )
        )
    if not data:
        faults.append(
            Fault(
                place,
                Message("has no row below its header ({row})", row=shown_rows([first])),
                Message("a header and at least one row"),
            )
        )
    table_rows = range(first, (data or [first])[-1] + 1)
    if data and _is_note(sheet.rows[data[-1]]):
        expected = Message("rows of several cells")
        remedy = Message("leave an empty row above a note; fill in what is missing in a row")
        faults.append(
            Fault(
                place,
                Message("has one cell of text in the last row of its table ({row})", row=shown_rows([data[-1]])),
                expected,
                remedy,
            )
        )
    if merged := sorted(sheet.merged_rows.intersection(table_rows)):
        remedy = Message("split the cells; titles and notes may be merged")
        faults.append(
            Fault(
                place,
                Message("has merged cells in its table ({rows})", rows=shown_rows(merged)),
                Message("a cell for each"),
                remedy,
            )
        )
    if hidden := sorted(sheet.hidden_rows.intersection((first, *data))):
        remedy = Message("show the rows (take filters off), or delete them")
        faults.append(
            Fault(
                place,
                Message("has hidden rows in its table ({rows})", rows=shown_rows(hidden)),
                Message("rows that are shown"),
                remedy,
            )
        )
    if columns := sorted(sheet.hidden_columns.intersection(_filled_columns(sheet, (first, *data)))):
        letters = ", ".join(_letters(columns))
        remedy = Message("show the columns, or delete them")
        faults.append(
            Fault(
                place,
                Message("has hidden columns in its table ({letters})", letters=letters),
                Message("columns that are shown"),
                remedy,
            )
        )
    if faults:
        raise InputRefused(faults)
    return SheetTable(
        tuple(_heading(header.get(column)) for column in range(1, width + 1)),
        tuple(tuple(sheet.rows[number].get(column) for column in range(1, width + 1)) for number in data),
        tuple(data),
        _sheet_name(sheet.name),
    )


def _is_header(row: Row) -> bool:
    names = {_heading(cell).strip().lower() for cell in row.values()}
    return {SCOPE.name, CODE.name} <= names or KEYS[0] in names


def _heading(cell: Cell) -> str:
    """A cell of the header row as a name."""
    return "" if cell is None or isinstance(cell, Unreadable) else str(cell)


def _without_notes(sheet: Sheet, numbers: Sequence[int]) -> list[int]:
    """The rows of the table: without the rows of one cell of text at the end that an empty row parts from it."""
    last = len(numbers)
    while last and _is_note(sheet.rows[numbers[last - 1]]):
        last -= 1
    while last < len(numbers) and last and numbers[last] == numbers[last - 1] + 1:
        last += 1  # directly below the table: a row of it, whose other cells are missing
    return list(numbers[:last])


def _is_note(row: Row) -> bool:
    return len(row) == 1 and all(isinstance(cell, str) for cell in row.values())


def _filled_columns(sheet: Sheet, numbers: Iterable[int]) -> set[int]:
    return {column for number in numbers for column in sheet.rows[number]}


def _letters(columns: Iterable[int]) -> list[str]:
    from openpyxl.utils import get_column_letter

    return [get_column_letter(column) for column in columns]


def _read(path: Path, label: str) -> tuple[Sheet, ...]:
    content = path.read_bytes()
    if problem := _no_workbook(content):
        raise InputRefused(Fault(label, problem, Message("an Excel workbook (.xlsx)"), SAVE_AS))
    return _parsed(content)


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
        return Message("is saved as Strict Open XML") if STRICT in archive.read(WORKBOOK_PART) else Message()


def _is_stale(content: bytes) -> bool:
    """Whether the workbook is to be computed when it is opened: its formulas have values that nothing has computed.

    openpyxl takes this for set where it is not stated.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return COMPUTE_ON_LOAD.search(archive.read(WORKBOOK_PART)) is not None


@lru_cache(maxsize=8)  # a workbook of several registers is read once for each, and once more for its rows and header
def _parsed(content: bytes) -> tuple[Sheet, ...]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out: styles, extensions, dates that are none
        values = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    is_stale = _is_stale(content)
    return tuple(_sheet(sheet, formulas[sheet.title], is_stale) for sheet in values.worksheets)


def _sheet(values: Any, formulas: Any, is_stale: bool) -> Sheet:
    """A worksheet of openpyxl's as plain cells. ``is_stale``: the stored values of formulas were never computed."""
    if values.max_row * values.max_column > LARGEST_CELLS:
        column = _letters([values.max_column])[0]
        reach = Message("row {row:,} and column {column}", row=values.max_row, column=column)
        return Sheet(values.title, reach=reach)
    rows: dict[int, dict[int, Cell]] = {}
    for cells, beside in zip(values.iter_rows(), formulas.iter_rows(), strict=True):
        for cell, formula in zip(cells, beside, strict=True):
            found = _cell(cell, formula.data_type == "f", is_stale)
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
