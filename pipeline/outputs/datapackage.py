"""``datapackage.json``: every table, CSV file and column described, each list year with its own label.

A list year made from invented inputs keeps ``made_up`` on its resources also beside real list years: the label of a
partition that this run does not write is read from its Parquet file. What does not belong here: writing
(``publishing``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.core.paths import OutRoot
from pipeline.core.tables import Column, Kind, Table
from pipeline.outputs.publishing import DANISH_SPREADSHEET, PROGRAMS, CsvForm
from pipeline.outputs.schema import CONTRACT_VERSION, all_years_of
from pipeline.outputs.typed_rows import MADE_UP

Labels = Mapping[str, Mapping[int, bool | None]]  # table -> list year -> made up; None where the file does not say

FRICTIONLESS_TYPES = {
    Kind.TEXT: "string",
    Kind.COUNT: "integer",
    Kind.AMOUNT: "number",
    Kind.READING: "number",
    Kind.CLAIM: "boolean",
    Kind.DAY: "date",
    Kind.TEXTS: "any",  # a list of text; as "array" a validator that reads Parquet through pandas refuses it
    Kind.SHAPE: "any",  # bytes, for which the specification has no type
}


def partition_labels(out: OutRoot, tables: Iterable[Table], made: Labels) -> Labels:
    """Every list year of every table there will be, with its label: ``made`` by this run, the others from their files."""
    return {
        table.name: dict(
            sorted(
                {
                    **{year: _label(out.partition(table.name, year)) for year in out.list_years(table.name)},
                    **made.get(table.name, {}),
                }.items()
            )
        )
        for table in tables
    }


def _label(path: Path) -> bool | None:
    state = path.stat()
    return _label_of(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def _label_of(path: Path, size: int, modified: int) -> bool | None:
    """The label of a Parquet file; ``None`` for a file that has none or cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except pa.ArrowInvalid:
        return None
    label = metadata.get(MADE_UP.encode())
    return None if label is None else label == b"true"


DESCRIPTIONS = {
    (True, True): "Made up: invented inputs, nothing here says anything of Denmark.",
    (True, False): "Partly made up: resources labelled made_up rest on invented inputs and say nothing of Denmark.",
    (False, False): "See README.",
}


def datapackage(tables: Sequence[Table], labels: Labels) -> str:
    """Every table's list years, and the area list as CSV, as checkable resources; made up if any resource is."""
    resources = [
        _parquet_resource(table, list_year) | _labelled(label)
        for table in tables
        for list_year, label in labels.get(table.name, {}).items()
    ]
    if years := labels.get("area_list"):
        area_list = next(table for table in tables if table.name == "area_list")
        for table, which in ((area_list, "The latest list year made."), (all_years_of(area_list), "")):
            for form, ending in ((DANISH_SPREADSHEET, ""), (PROGRAMS, "_points")):
                resources.append(_csv_resource(table, form, ending, which) | _labelled(years[max(years)]))
    found = [resource.get(MADE_UP) for resource in resources]
    package = {
        "name": "ghettolist",
        "title": "Denmark's housing-area lists, recomputed",
        "description": DESCRIPTIONS[True in found, bool(found) and set(found) == {True}],
        MADE_UP: True in found,
        "contract_version": CONTRACT_VERSION,
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def _labelled(label: bool | None) -> dict[str, Any]:
    return {} if label is None else {MADE_UP: label}


def _parquet_resource(table: Table, list_year: int) -> dict[str, Any]:
    return {
        "name": f"{table.name}-{list_year}",
        "type": "table",
        "title": f"{table.meaning} List year {list_year}.",
        "path": f"{table.name}/list_year={list_year}/part-0.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        # In Parquet a null is not an empty text.
        "schema": {"fields": _fields(table.columns), "primaryKey": list(table.key), "missingValues": []},
    }


def _csv_resource(table: Table, form: CsvForm, ending: str, which: str) -> dict[str, Any]:
    return {
        "name": f"{table.name}{ending}-csv",
        "type": "table",
        "title": f"{table.meaning} {which}".strip(),
        "path": f"{table.name}{ending}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if form.mark else "utf-8",
        # As the specification and as frictionless 5 reads it.
        "dialect": {"delimiter": form.delimiter, "csv": {"delimiter": form.delimiter}},
        "schema": {
            "fields": [_with_sign(field, form) for field in _fields(table.columns, empty_is_missing=True)],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _with_sign(field: dict[str, Any], form: CsvForm) -> dict[str, Any]:
    return {**field, "decimalChar": form.decimal_sign} if field["type"] == "number" else field


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
    """The constraints on a column's cells. In CSV an empty text is a missing one, so none is required."""
    allowed = {"enum": list(column.allowed)} if column.allowed and column.kind is Kind.TEXT else {}
    required = column.required and not (empty_is_missing and column.kind is Kind.TEXT)
    return ({"required": True} if required else {}) | allowed
