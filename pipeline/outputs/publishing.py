"""Write the outputs, all together or not at all; the same inputs give the same bytes.

Everything is staged beside its place first and moved in one go at the end; a run that stops earlier leaves every
earlier output as it was. What does not belong here: the content of the rows, and disclosure control.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.parquet import write_parquet
from pipeline.core.paths import OutRoot
from pipeline.core.tables import Column, Kind, Table
from pipeline.outputs.typed_rows import MADE_UP, check_rows, keyed

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
STAGED = ".staged"


@dataclass
class Publication:
    """The files of one run, staged until ``commit``. Use as a context manager: without commit nothing changes."""

    out: OutRoot
    _staged: dict[Path, Path] = field(default_factory=dict)

    def __enter__(self) -> Publication:
        return self

    def __exit__(self, *_: object) -> None:
        for staged in self._staged.values():
            staged.unlink(missing_ok=True)
        self._staged.clear()

    def stage(self, place: Path, write: Callable[[Path], None]) -> None:
        """Write a file beside its place under a name that no reader globs."""
        place.parent.mkdir(parents=True, exist_ok=True)
        staged = place.parent / f".{place.name}{STAGED}"
        self._staged[place] = staged
        write(staged)

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
        """Move every staged file to its place, all written by now. Returns the places, in order."""
        for staged in self._staged.values():
            _flush(staged)
        places = tuple(sorted(self._staged))
        for place in places:
            self._staged.pop(place).replace(place)
        return places


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


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


def csv_text(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    """Rows as CSV for spreadsheets: semicolons, decimal point, empty = unknown, UTF-8 with BOM.

    Raises ``RowRefused`` for a row with another set of columns.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in keyed("CSV", columns, rows):
        writer.writerow([_csv_cell(row[column.name], column.kind) for column in columns])
    return "\ufeff" + stream.getvalue()


def _csv_cell(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind is Kind.CLAIM:
        return "true" if value else "false"
    if kind is Kind.TEXTS:
        return "|".join(value)
    return str(value)
