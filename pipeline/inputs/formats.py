"""Reading a file of counts as delivered, in any format, into one exact frame of its declared columns.

What does not belong here: what a register means, how one format is read (``file_formats``, ``cells``), or person-size
data (``pipeline/persons`` reads those in an engine).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, InputRefused, reading
from pipeline.core.messages import Message
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.cells import EXPECTED, MISSING, REMEDY, Wrong, problem_of, typed_cells
from pipeline.inputs.contents import refuse_misnamed
from pipeline.inputs.csv_files import SHOWN_ROWS, shown_rows
from pipeline.inputs.delivered_cells import Cell
from pipeline.inputs.file_formats import SUFFIXES, DeliveredTable, FileFormat, format_of
from pipeline.inputs.supplier_names import NO_HEADINGS, folded, renamed
from pipeline.inputs.suppressed import Ends

if TYPE_CHECKING:
    import pandas as pd


def header_of(path: Path, label: str = "", headings: Mapping[str, str] = NO_HEADINGS) -> tuple[str, ...]:
    """Only the lower-case column names, those in ``headings`` by our name: cheap for a file of any size.

    Raises ``InputRefused``.
    """
    with reading(label or path.name):
        found = _format(path, label).header(path, label or path.name).lower_case
        return renamed(found, headings, label or path.name)
    raise AssertionError


def read_declared(path: Path, declared: Table, label: str, headings: Mapping[str, str] = NO_HEADINGS) -> pd.DataFrame:
    """A file as its declaration says, exact. Raises ``InputRefused`` with every fault at once."""
    return read_whole(path, declared, label, headings).frame


@dataclass(frozen=True)
class DeclaredFile:
    """A file as its declaration says: the exact frame, the number that messages give each of its rows, the label that
    names its sheet too, and what marks in place of a number leave open, by row of the frame and column."""

    frame: pd.DataFrame
    row_numbers: tuple[int, ...]
    label: str
    between: Mapping[int, Mapping[str, Ends]]


def read_whole(path: Path, declared: Table, label: str, headings: Mapping[str, str] = NO_HEADINGS) -> DeclaredFile:
    """The declared columns of a file as exact values, in declared order; other columns are ignored.

    ``headings``: our names for the supplier's, see ``supplier_names``.
    Counts become nullable ``Int64``, amounts ``Decimal`` (``None`` = unknown), the rest text or dates.
    Raises ``InputRefused`` with every fault of the file at once: missing columns, then cells that cannot be read.
    """
    import pandas as pd

    table = _delivered(path, frozenset(declared.names), label, headings)
    label = table.labelled(label)
    if faults := _header_faults(table, declared, label):
        raise InputRefused(faults)
    frame: dict[str, Any] = {}
    between: dict[int, dict[str, Ends]] = {}
    for column in declared.columns:
        if column.name not in table.header:  # optional, or there would be a fault
            frame[column.name] = [None] * len(table.rows)
            continue
        position = table.header.index(column.name)
        cells = typed_cells([row[position] for row in table.rows], column)
        faults.extend(_cell_faults(label, column, cells.wrong, table))
        frame[column.name] = cells.values
        for place, ends in cells.between.items():
            between.setdefault(place, {})[column.name] = ends
    if faults:
        raise InputRefused(faults)
    counts = {column.name for column in declared.columns if column.kind is Kind.COUNT}
    columns = {
        name: pd.array(values, dtype="Int64") if name in counts else pd.Series(values, dtype=object)
        for name, values in frame.items()
    }
    return DeclaredFile(pd.DataFrame(columns), tuple(table.row_numbers), label, between)


def _format(path: Path, label: str) -> FileFormat:
    found = format_of(path)
    if found is None:
        raise InputRefused(
            Fault(label or path.name, Message("has a format that is not read"), Message("{names}", names=SUFFIXES))
        )
    refuse_misnamed(path, label or path.name)
    return found


def _delivered(path: Path, wanted: frozenset[str], label: str, headings: Mapping[str, str]) -> DeliveredTable:
    """A file with our names in its header. ``wanted``: the columns that are read, where a format can leave others out."""
    with reading(label):
        table = _format(path, label).read(path, wanted.union(map(folded, headings)), label)
        return replace(table, header=renamed(table.header, headings, table.labelled(label)))
    raise AssertionError


def _as_text(cell: Cell) -> str | None:
    text = "" if cell is None else str(cell).strip()
    return None if text.lower() in MISSING else text


def _header_faults(table: DeliveredTable, declared: Table, label: str) -> list[Fault]:
    """Declared columns that are missing or there twice, and columns without a name that are not empty.

    Names that are not declared are never shown: in a file without a header they are a person's values.
    """
    faults = []
    if absent := [c.name for c in declared.columns if c.name not in table.header and not c.optional]:
        faults.append(
            Fault(
                label,
                Message("columns missing: {names}", names=tuple(absent)),
                Message("the columns {names}", names=tuple(declared.names)),
                Message("add them; extra columns are ignored and the case of names does not matter"),
            )
        )
    times = Counter(table.header)
    if doubled := [name for name in declared.names if times[name] > 1]:
        faults.append(
            Fault(label, Message("columns named twice: {names}", names=tuple(doubled)), Message("each column once"))
        )
    extra = [place for place, name in enumerate(table.header) if name and name not in declared.names]
    if twice := [place + 1 for place in extra if times[table.header[place]] > 1]:
        where = ", ".join(map(str, twice[:SHOWN_ROWS]))
        faults.append(
            Fault(
                label, Message("extra columns share a name (columns {where})", where=where), Message("each column once")
            )
        )
    nameless = [place for place, name in enumerate(table.header) if not name]
    if filled := [place + 1 for place in nameless if any(_as_text(row[place]) for row in table.rows)]:
        where = ", ".join(map(str, filled[:SHOWN_ROWS]))
        faults.append(
            Fault(
                label,
                Message("columns without a name hold values (column {where})", where=where),
                Message("a name for each column"),
            )
        )
    return faults


def _cell_faults(label: str, column: Column, wrong: Wrong, table: DeliveredTable) -> list[Fault]:
    return [
        Fault(
            Message("{where}, column {column}", where=label, column=column.name),
            Message(
                "{cells} ({rows})",
                cells=problem_of(fault, len(places)),
                rows=shown_rows([table.row_numbers[place] for place in places]),
            ),
            EXPECTED[column.kind],
            REMEDY.get(fault, ""),
        )
        for fault, places in wrong.items()
    ]
