"""Writing the outputs: whole or not at all, the same bytes from the same inputs.

Everything is staged beside its place first and moved in one go at the end; a run that stops earlier leaves every
earlier output as it was. What does not belong here: what the rows say, and who may see them.
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
    """The rows with the declared types, each field with its description, the made-up label on every row."""
    import pyarrow as pa

    schema = table.arrow_schema().with_metadata(
        {
            "title": table.name,
            "description": table.meaning,
            "grain": table.grain,
            "list_year": str(list_year),
            "made_up": json.dumps(is_synthetic),
        }
    )
    return pa.Table.from_pylist([{**row, "made_up": is_synthetic} for row in rows], schema=schema)


def csv_text(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    """Rows as CSV for people's spreadsheets: semicolons, decimal point, empty = unknown, UTF-8 with BOM."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
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


FRICTIONLESS_TYPES = {
    Kind.TEXT: "string",
    Kind.COUNT: "integer",
    Kind.AMOUNT: "number",
    Kind.READING: "number",
    Kind.CLAIM: "boolean",
    Kind.DAY: "date",
    Kind.TEXTS: "any",  # a list of text; as "array" a validator that reads Parquet through pandas refuses it
}
CSV_DIALECT = {"delimiter": ";", "csv": {"delimiter": ";"}}  # as the specification and as frictionless 5 reads it


def datapackage(tables: Sequence[Table], partitions: Mapping[str, Sequence[int]], is_synthetic: bool) -> str:
    """``datapackage.json``: every table and column described, and the area list as CSV as a checkable resource."""
    resources = [
        _parquet_resource(table, list_year) for table in tables for list_year in partitions.get(table.name, ())
    ]
    resources += [_csv_resource(table) for table in tables if table.name == "area_list"]
    package = {
        "name": "ghettolist",
        "title": "Denmark's housing-area lists, recomputed",
        "description": "Made up: invented inputs, nothing here says anything of Denmark."
        if is_synthetic
        else "See README.",
        "made_up": is_synthetic,
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def _parquet_resource(table: Table, list_year: int) -> dict[str, Any]:
    return {
        "name": f"{table.name}-{list_year}",
        "type": "table",
        "title": f"{table.meaning} List year {list_year}.",
        "path": f"{table.name}/list_year={list_year}/part-0.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        # Nulls are nulls in Parquet, and an empty text is a text.
        "schema": {"fields": _fields(table.columns), "primaryKey": list(table.key), "missingValues": []},
    }


def _csv_resource(table: Table) -> dict[str, Any]:
    return {
        "name": f"{table.name}-csv",
        "type": "table",
        "title": f"{table.meaning} The latest list year made.",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": CSV_DIALECT,
        "schema": {
            "fields": _fields(table.columns, empty_is_missing=True),
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _fields(columns: Iterable[Column], empty_is_missing: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "name": column.name,
            "type": _frictionless_type(column),
            "description": column.meaning + (f" ({column.unit})" if column.unit else ""),
            **({"constraints": constraints} if (constraints := _constraints(column, empty_is_missing)) else {}),
        }
        for column in columns
    ]


def _frictionless_type(column: Column) -> str:
    """A count that may be empty is a number: a validator that reads Parquet through pandas sees it as a float."""
    if column.kind is Kind.COUNT and not column.required:
        return "number"
    return FRICTIONLESS_TYPES[column.kind]


def _constraints(column: Column, empty_is_missing: bool) -> dict[str, Any]:
    """What every cell holds. A CSV cannot tell an empty text from none, so there a text is required of nobody."""
    allowed = {"enum": list(column.allowed)} if column.allowed and column.kind is Kind.TEXT else {}
    required = column.required and not (empty_is_missing and column.kind is Kind.TEXT)
    return ({"required": True} if required else {}) | allowed
