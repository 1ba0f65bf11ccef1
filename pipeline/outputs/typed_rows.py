"""Rows checked against their table's declaration: exactly its columns, each cell of the declared kind.

A misspelt or missing key is an error where the row is made, never an empty cell or a dropped value in a published
table. What does not belong here: whether the values are sensible (``expectations``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.core.tables import Column, Kind, Table

Row = dict[str, Any]
MADE_UP = "made_up"  # set on every row when the table is published, not where the rows are made

TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.COUNT: (int,),
    Kind.AMOUNT: (Decimal, int),
    Kind.READING: (float,),
    Kind.CLAIM: (bool,),
    Kind.DAY: (dt.date,),
    Kind.TEXTS: (list, tuple),
    Kind.SHAPE: (bytes,),
}


class RowRefused(TypeError):
    """Raised for a row that does not fit its table; the message names the table and the columns, never a value."""


def rows_of(table: Table, rows: Iterable[Row]) -> list[Row]:
    """The rows as a list, each checked against the table's columns except the label. Raises ``RowRefused``."""
    found = list(rows)
    columns = [column for column in table.columns if column.name != MADE_UP]
    check_rows(table.name, columns, found)
    return found


def check_rows(table: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse rows with another set of keys, or a cell that is empty or of another kind than declared."""
    demands = [(column.name, TYPES[column.kind], column.required, column.kind) for column in columns]
    for row in keyed(table, columns, rows):
        for name, types, required, kind in demands:
            cell = row[name]
            if type(cell) in types:  # of nearly all cells, and told faster than what follows
                continue
            if cell is None:
                if required:
                    raise RowRefused(f"{table}: {name} is empty, and every row needs it")
            elif not isinstance(cell, types) or (kind is not Kind.CLAIM and isinstance(cell, bool)):
                raise RowRefused(f"{table}: {name} holds {type(cell).__name__}, declared is {kind.value}")


def keyed(table: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows unchanged. Raises ``RowRefused`` for one whose keys differ from the columns."""
    names = {column.name for column in columns}
    for row in rows:
        if row.keys() != names:
            raise RowRefused(_other_keys(table, names, row))
        yield row


def _other_keys(table: str, names: set[str], row: Mapping[str, Any]) -> str:
    missing, unknown = sorted(names - row.keys()), sorted(row.keys() - names)
    faults = [f"{what} {', '.join(found)}" for what, found in (("lacks", missing), ("has no column", unknown)) if found]
    return f"{table}: a row {' and '.join(faults)}"
