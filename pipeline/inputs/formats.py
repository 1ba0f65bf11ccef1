"""Reading a file as delivered: CSV in any of the usual Danish shapes, Parquet, or SAS, into one exact frame.

Every cell becomes text first and is then read as its column declares, so that a decimal comma, a SAS float and a
Parquet decimal end as the same exact number. What does not belong here: what a register means, or person-size data
(``pipeline/persons`` reads those in an engine).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.tables import AMOUNT_DECIMALS, Column, Kind, Table

if TYPE_CHECKING:
    import pandas as pd

MISSING = frozenset({"", ".", "na", "nan", "null", "none"})
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
SHOWN_ROWS = 5


@dataclass(frozen=True)
class TextTable:
    """A file as text: lower-case header, rows of cells (``None`` = empty), and the file line of the first row."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    first_line: int = 2


def read_text_table(path: Path, label: str) -> TextTable:
    """Read any of the three formats as text. ``label`` is how messages name the file.

    Raises ``InputRefused`` for a file that cannot be decoded, has no header, or rows of another width.
    """
    readers: dict[str, Callable[[Path, str], TextTable]] = {
        ".csv": _read_csv,
        ".parquet": _read_parquet,
        ".sas7bdat": _read_sas,
    }
    try:
        table = readers[path.suffix.lower()](path, label)
    except InputRefused:
        raise
    except Exception as error:
        raise InputRefused(
            Fault(label, f"cannot be read ({type(error).__name__})", "a whole file", "ask for the file again")
        ) from None
    doubled = sorted({name for name in table.header if table.header.count(name) > 1})
    if doubled:
        raise InputRefused(Fault(label, f"columns named twice: {', '.join(doubled)}", "each column once"))
    return table


def decoded(content: bytes) -> str:
    """UTF-8 with or without BOM, else Windows-1252, the two that Danish tools write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def header_of(path: Path) -> tuple[str, ...]:
    """Only the lower-case column names: cheap for a file of any size."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        import pyarrow.parquet as pq

        return tuple(name.lower() for name in pq.read_schema(path).names)
    if suffix == ".sas7bdat":
        import pyreadstat

        _, meta = pyreadstat.read_sas7bdat(str(path), metadataonly=True)
        return tuple(name.lower() for name in meta.column_names)
    with path.open("rb") as stream:
        line = decoded(stream.readline()).strip("\r\n")
    return tuple(cell.strip().lower() for cell in next(csv.reader([line], delimiter=_separator(line)), []))


def _separator(header: str) -> str:
    return ";" if header.count(";") >= header.count(",") and ";" in header else ","


def _read_csv(path: Path, label: str) -> TextTable:
    text = decoded(path.read_bytes())
    if not text.strip():
        raise InputRefused(Fault(label, "is empty", "a header line and at least one row"))
    separator = _separator(text.split("\n", 1)[0])
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    header = tuple(name.strip().lower() for name in lines[0])
    rows = [line for line in lines[1:] if line]
    ragged = [number for number, line in enumerate(lines[1:], start=2) if line and len(line) != len(header)]
    if ragged:
        raise InputRefused(
            Fault(
                label,
                f"{len(ragged)} rows are not {len(header)} cells wide ({shown_rows(ragged)})",
                "as many cells in each row as in the header",
                "check the separator and quoting",
            )
        )
    return TextTable(path, header, tuple(tuple(_cell(cell) for cell in row) for row in rows))


def _read_parquet(path: Path, label: str) -> TextTable:
    import pyarrow.parquet as pq

    columns = pq.read_table(path)
    cells = [[_text(value) for value in column.to_pylist()] for column in columns.columns]
    return TextTable(path, tuple(name.lower() for name in columns.column_names), tuple(zip(*cells, strict=True)), 1)


def _read_sas(path: Path, label: str) -> TextTable:
    import pyreadstat

    columns, meta = pyreadstat.read_sas7bdat(str(path), output_format="dict")
    cells = [[_text(value) for value in columns[name]] for name in meta.column_names]
    return TextTable(path, tuple(name.lower() for name in meta.column_names), tuple(zip(*cells, strict=True)), 1)


def _cell(cell: str) -> str | None:
    stripped = cell.strip()
    return None if stripped.lower() in MISSING else stripped


def _text(value: Any) -> str | None:
    """One typed cell as text. A float is the decimal number people would write for it (shortest repr)."""
    if value is None or value != value:
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, Decimal):
        return format(value, "f")
    return _cell(str(value))


def shown_rows(rows: Sequence[int]) -> str:
    """A few row numbers for a message, and how many more there are."""
    shown = ", ".join(str(row) for row in rows[:SHOWN_ROWS])
    more = f" and {len(rows) - SHOWN_ROWS} more" if len(rows) > SHOWN_ROWS else ""
    return f"row{'s' if len(rows) > 1 else ''} {shown}{more}"


def typed_frame(table: TextTable, declared: Table, label: str) -> pd.DataFrame:
    """The declared columns of a text table as exact values, in declared order; other columns are ignored.

    Counts become nullable ``Int64``, amounts ``Decimal`` (``None`` = unknown), the rest text or dates.
    Raises ``InputRefused`` with every fault of the file at once: missing columns, then cells that cannot be read.
    """
    import pandas as pd

    absent = [column for column in declared.names if column not in table.header]
    if absent:
        raise InputRefused(
            Fault(
                label,
                f"columns missing: {', '.join(absent)}",
                f"the columns {', '.join(declared.names)}",
                "add them; extra columns are ignored and the case of names does not matter",
            )
        )
    faults: list[Fault] = []
    frame: dict[str, Any] = {}
    for column in declared.columns:
        position = table.header.index(column.name)
        cells = [row[position] for row in table.rows]
        values, wrong = _typed_cells(cells, column)
        faults.extend(_cell_faults(label, column, wrong, table.first_line))
        frame[column.name] = pd.array(values, dtype="Int64") if column.kind is Kind.COUNT and not wrong else values
    if faults:
        raise InputRefused(faults)
    return pd.DataFrame(
        {
            name: values if hasattr(values, "dtype") else pd.Series(values, dtype=object)
            for name, values in frame.items()
        }
    )


WHY = {
    "empty": "is empty",
    "count": "is not a whole number (a thousands separator is not read)",
    "amount": "is not a number",
    "decimals": f"has more than {AMOUNT_DECIMALS} decimals",
    "day": "is not a date (YYYY-MM-DD)",
    "mixed": "mixes decimal comma and point",
}


def _typed_cells(cells: Sequence[str | None], column: Column) -> tuple[list[Any], dict[str, list[int]]]:
    values: list[Any] = []
    wrong: dict[str, list[int]] = {}
    signs = {sign for cell in cells if cell for sign in ".," if sign in cell}
    if column.kind is Kind.AMOUNT and len(signs) > 1:
        return [], {"mixed": [row for row, cell in enumerate(cells) if cell and "," in cell]}
    for row, cell in enumerate(cells):
        value, problem = _typed_cell(cell, column)
        values.append(value)
        if problem:
            wrong.setdefault(problem, []).append(row)
    return values, wrong


def _typed_cell(cell: str | None, column: Column) -> tuple[Any, str]:
    if cell is None:
        return None, "empty" if column.required else ""
    if column.kind in (Kind.TEXT, Kind.TEXTS):
        return cell, ""
    if column.kind is Kind.DAY:
        try:
            return dt.date.fromisoformat(cell[:10]), ""
        except ValueError:
            return None, "day"
    if not NUMBER.fullmatch(cell):
        return None, "count" if column.kind is Kind.COUNT else "amount"
    number = Decimal(cell.replace(",", "."))
    if column.kind is Kind.COUNT:
        return (int(number), "") if number == int(number) else (None, "count")
    if (number * 10**AMOUNT_DECIMALS) % 1:
        return None, "decimals"
    return number, ""


def _cell_faults(label: str, column: Column, wrong: dict[str, list[int]], first_line: int) -> list[Fault]:
    return [
        Fault(
            f"{label}, column {column.name}",
            f"{len(rows)} cell{'s' if len(rows) > 1 else ''} {WHY[problem]} "
            f"({shown_rows([row + first_line for row in rows])})",
            f"{column.meaning.lower()}{f' in {column.unit}' if column.unit else ''}",
        )
        for problem, rows in wrong.items()
    ]


def read_declared(path: Path, declared: Table, label: str) -> pd.DataFrame:
    """A file as its declaration says, exact. Raises ``InputRefused`` with every fault at once."""
    return typed_frame(read_text_table(path, label), declared, label)
