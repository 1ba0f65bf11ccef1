"""Write the outputs, all together or not at all; the same inputs give the same bytes.

All files of a run are staged first and put in their places in one step (``pipeline.core.staging``); a run that stops
earlier leaves every earlier output as it was. What does not belong here: the content of the rows, and disclosure control.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pipeline.core.locking import Say, silent
from pipeline.core.parquet import write_parquet
from pipeline.core.paths import OutRoot
from pipeline.core.staging import Change, change
from pipeline.core.tables import Column, Kind, Table
from pipeline.outputs.typed_rows import MADE_UP, check_rows, keyed

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
APOSTROPHE = "'"
TAKEN_FOR_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", APOSTROPHE)  # wide forms too


class Publication:
    """The files of one run, staged until ``commit``. Use as a context manager: without commit nothing changes.

    From entering to leaving it the run is the only one that writes to the out root: what it reads there of earlier
    list years stays as it is. Raises ``Busy`` if another run is writing and ``wait`` is false, and ``StorageRefused``
    if the out root cannot be written.
    """

    def __init__(self, out: OutRoot, say: Say = silent, wait: bool = True) -> None:
        self.out = out
        self._change = change(out.folder, say, wait)
        self._files: Change | None = None

    def __enter__(self) -> Publication:
        self._files = self._change.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files = None
        self._change.__exit__(kind, error, trace)

    @property
    def files(self) -> Change:
        """The change of the out root's files, while the publication is open."""
        assert self._files is not None, "a publication is used as a context manager"
        return self._files

    def stage(self, place: Path, write: Callable[[Path], None]) -> None:
        """Have a file written that the commit puts in its place."""
        self.files.stage(place, write)

    def table(self, table: Table, list_year: int, rows: Sequence[Row], is_synthetic: bool) -> None:
        """Stage one table's list year as Parquet."""
        self.parquet(self.out.partition(table.name, list_year), arrow_table(table, list_year, rows, is_synthetic))

    def parquet(self, place: Path, content: pa.Table) -> None:
        """Stage any Parquet file."""
        self.stage(place, lambda path: write_parquet(content, path))

    def text(self, place: Path, content: str) -> None:
        """Stage a text file, UTF-8."""
        self.bytes(place, content.encode("utf-8"))

    def bytes(self, place: Path, content: bytes) -> None:
        """Stage a file of any kind."""
        self.stage(place, lambda path: _write_bytes(path, content))

    def commit(self) -> tuple[Path, ...]:
        """Put every staged file in its place in one step. Returns the places, in order."""
        return self.files.commit()


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def arrow_table(table: Table, list_year: int, rows: Sequence[Row], is_synthetic: bool) -> pa.Table:
    """The rows with the declared types, each field with its description, the made-up label on every row.

    Raises ``RowRefused`` for a row with another set of columns, or without a required value.
    """
    import pyarrow as pa

    schema = table.arrow_schema().with_metadata(
        {
            "title": table.name,
            "description": table.meaning,
            "grain": table.grain,
            "list_year": str(list_year),
            MADE_UP: json.dumps(is_synthetic),
        }
    )
    labelled = [{**row, MADE_UP: is_synthetic} for row in rows]
    check_rows(table.name, table.columns, labelled)
    return pa.Table.from_pylist(labelled, schema=schema)


@dataclass(frozen=True)
class CsvForm:
    """The signs that a CSV file is written with, in UTF-8."""

    delimiter: str
    decimal_sign: str
    mark: str  # the byte order mark, by which Excel knows UTF-8


DANISH_SPREADSHEET = CsvForm(";", ",", "\ufeff")
PROGRAMS = CsvForm(",", ".", "")  # RFC 4180, and what most programs read without being told


def csv_text(columns: Sequence[Column], rows: Iterable[Row], form: CsvForm = DANISH_SPREADSHEET) -> str:
    """Rows as CSV: a number never with an exponent or a decimal that says nothing, empty = unknown.

    A text that a spreadsheet would take for a formula has an apostrophe in front (``spreadsheet_text``).

    Raises ``RowRefused`` for a row with another set of columns.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in keyed("CSV", columns, rows):
        writer.writerow([_csv_cell(row[column.name], column.kind, form) for column in columns])
    return form.mark + stream.getvalue()


def _csv_cell(value: Any, kind: Kind, form: CsvForm) -> str:
    if value is None:
        return ""
    if kind is Kind.CLAIM:
        return "true" if value else "false"
    if kind is Kind.TEXTS:
        return spreadsheet_text("|".join(value))
    if kind in (Kind.READING, Kind.AMOUNT):
        return _digits(value).replace(".", form.decimal_sign)
    return spreadsheet_text(value) if kind is Kind.TEXT else str(value)


def _digits(value: float | Decimal) -> str:
    """A number in digits: ``2100`` of ``2100.0``, ``0.00001`` of ``1e-05``; of a float the shortest that gives it back."""
    digits = format(Decimal(str(value)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def spreadsheet_text(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet would take it for a formula, or if it begins with one.

    The rule is OWASP's ("CSV Injection"). Names come from delivered files, and a spreadsheet carries a formula out when
    the file is opened. Because texts that begin with an apostrophe get another, ``plain_text`` gives every text back.
    """
    return f"{APOSTROPHE}{text}" if text.startswith(TAKEN_FOR_FORMULAS) else text


def plain_text(cell: str) -> str:
    """The text that ``spreadsheet_text`` made a cell of."""
    return cell[1:] if cell[:1] == APOSTROPHE and cell[1:].startswith(TAKEN_FOR_FORMULAS) else cell
