"""Excel workbooks (.xlsx) of counts per area: a sheet each for the registers, read or refused cell by cell.

The header of a sheet is the row with ``scope`` and ``code`` in it, wherever it stands; without such a row, the first
of several filled cells (a supplier's own headings). Titles may stand above it, empty rows within the table, and notes (one cell of text in a row) below an
empty row at its end. Whatever could be taken for something else is refused with its sheet and rows: hidden and merged
cells of the table, a second header, percentages, errors, formulas that nothing has computed. What does not belong here:
opening a workbook (``workbook_cells``), and what a column may hold (``cells``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.inputs.csv_files import shown_rows
from pipeline.inputs.delivered_cells import Cell, Unreadable
from pipeline.inputs.registers import REGISTERS, register_named
from pipeline.inputs.registers.card import CODE, KEYS, SCOPE
from pipeline.inputs.workbook_cells import LARGEST_CELLS, Row, Sheet, letters, sheets_of

SUFFIX = ".xlsx"
GUIDE_SHEET = "Vejledning - Guide"  # of the workbook that `ghettolist template` writes
GUIDES = frozenset({GUIDE_SHEET.lower(), "vejledning", "guide", "readme", "læs mig"})  # explanations: not read


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
    found = tuple(
        register for register in REGISTERS if register in named and _has_figures(register, named[register], label)
    )
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
    filled = [
        sheet for sheet in sheets_of(path, label) if (sheet.rows or sheet.reach) and _plain(sheet.name) not in GUIDES
    ]
    faults = []
    found: dict[str | None, Sheet] = {}
    for sheet in filled:
        register = _register(sheet)
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


def _register(sheet: Sheet) -> str | None:
    """The register that a sheet's name stands for."""
    return register_named(_plain(sheet.name))


def _place(sheet: Sheet, label: str) -> Message:
    return Message("{where}, {sheet}", where=label, sheet=_sheet_name(sheet.name))


def _sheet_name(name: str) -> Message:
    return Message("sheet {name!r}", name=name)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().lower()


def _has_figures(register: str, sheet: Sheet, label: str) -> bool:
    """Whether any cell in a column of the register's measures is filled."""
    table = _table(sheet, label)
    measures = {measure.name for measure in REGISTERS[register].measures}
    places = [place for place, name in enumerate(table.header) if name.strip().lower() in measures]
    return not places or any(row[place] is not None for row in table.rows for place in places)


def _table(sheet: Sheet, label: str) -> SheetTable:
    """Header and rows of a sheet. Raises ``InputRefused`` with every fault of its form."""
    numbers = sorted(sheet.rows)
    headers = [number for number in numbers if _is_header(sheet.rows[number])]
    first = headers[0] if headers else next((number for number in numbers if len(sheet.rows[number]) > 1), numbers[0])
    data = _without_notes(sheet, [number for number in numbers if number > first])
    place = _place(sheet, label)
    if faults := [Fault(place, *told) for told in _faults_of_form(sheet, headers, first, data)]:
        raise InputRefused(faults)
    header = sheet.rows[first]
    width = max(column for number in (first, *data) for column in sheet.rows[number])
    return SheetTable(
        tuple(_heading(header.get(column)) for column in range(1, width + 1)),
        tuple(tuple(sheet.rows[number].get(column) for column in range(1, width + 1)) for number in data),
        tuple(data),
        _sheet_name(sheet.name),
    )


def _faults_of_form(
    sheet: Sheet, headers: Sequence[int], first: int, data: Sequence[int]
) -> Iterator[tuple[Message, ...]]:
    """What is wrong with the form of a table whose header is row ``first``: problem, what was expected, remedy."""
    if len(headers) > 1:
        problem = Message("has {count} headers ({rows})", count=len(headers), rows=shown_rows(headers))
        yield problem, Message("one table"), Message("keep one table on the sheet")
    if not data:
        problem = Message("has no row below its header ({row})", row=shown_rows([first]))
        yield problem, Message("a header and at least one row")
    if data and _is_note(sheet.rows[data[-1]]):
        problem = Message("has one cell of text in the last row of its table ({row})", row=shown_rows([data[-1]]))
        remedy = Message("leave an empty row above a note; fill in what is missing in a row")
        yield problem, Message("rows of several cells"), remedy
    if merged := sorted(sheet.merged_rows.intersection(range(first, (data or [first])[-1] + 1))):
        problem = Message("has merged cells in its table ({rows})", rows=shown_rows(merged))
        yield problem, Message("a cell for each"), Message("split the cells; titles and notes may be merged")
    if hidden := sorted(sheet.hidden_rows.intersection((first, *data))):
        problem = Message("has hidden rows in its table ({rows})", rows=shown_rows(hidden))
        yield problem, Message("rows that are shown"), Message("show the rows (take filters off), or delete them")
    if columns := sorted(sheet.hidden_columns.intersection(_filled_columns(sheet, (first, *data)))):
        problem = Message("has hidden columns in its table ({letters})", letters=", ".join(letters(columns)))
        yield problem, Message("columns that are shown"), Message("show the columns, or delete them")


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
