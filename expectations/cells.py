"""The cells of a frame as exact Python objects: ``int``, ``Decimal``, ``str``, ``date``, ``bool`` or ``None``.

A cell that is not of its column's declared kind is counted and then treated as missing, so that one wrong cell fails
one rule instead of breaking the others. What does not belong here: any rule.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.core.tables import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Callable

ExactRow = dict[str, Any]


class WrongKind(Exception):
    """A cell that is not of its column's kind. Carries no value."""


def _whole(value: object) -> int:
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return int(value)
    raise WrongKind


def _amount(value: object) -> int | Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        return value
    return _whole(value)


def _reading(value: object) -> object:
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    return value if isinstance(value, Fraction) else _amount(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise WrongKind


def _claim(value: object) -> bool:
    # numpy's bool is no subclass of bool
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    raise WrongKind


def _day(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        raise WrongKind from None


EXACT: dict[Kind, Callable[[object], object]] = {
    Kind.TEXT: _text,
    Kind.COUNT: _whole,
    Kind.AMOUNT: _amount,
    Kind.READING: _reading,
    Kind.CLAIM: _claim,
    Kind.DAY: _day,
}


def _is_missing(value: object, column: Column) -> bool:
    if isinstance(value, str):
        return not value.strip() and value not in column.allowed
    return value is None or value is pd.NaT or bool(pd.isna(value))  # type: ignore[call-overload]


@dataclass(frozen=True)
class Cells:
    """The declared columns of a frame as exact values, with the numbers of wrong kinds and empty required cells."""

    frame: pd.DataFrame
    key: tuple[str, ...]
    cells: int
    wrong: int
    required: int
    empty: int

    @cached_property
    def rows(self) -> list[ExactRow]:
        """Each row as a mapping."""
        names = list(self.frame.columns)
        return [dict(zip(names, row, strict=True)) for row in self.frame.itertuples(index=False, name=None)]

    @cached_property
    def by_key(self) -> dict[tuple[Any, ...], ExactRow]:
        """The first row of each key: a repeated key fails its own rule and is not counted twice in the others."""
        first: dict[tuple[Any, ...], ExactRow] = {}
        for row in self.rows:
            first.setdefault(tuple(row[name] for name in self.key), row)
        return first

    @cached_property
    def number_of(self) -> dict[tuple[Any, ...], int]:
        """The number, from 0, of the first row of each key."""
        first: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(self.rows):
            first.setdefault(tuple(row[name] for name in self.key), number)
        return first


def exact_cells(frame: pd.DataFrame, table: Table) -> Cells:
    """The declared columns that the frame has; other columns are dropped and are not validated."""
    columns: dict[str, pd.Series[Any]] = {}
    wrong = required = empty = 0
    for column in table.columns:
        if column.name not in frame.columns:
            continue
        to_exact = EXACT[column.kind]
        kept: list[object] = []
        for value in frame[column.name].array:
            missing = _is_missing(value, column)
            required += column.required
            empty += column.required and missing
            try:
                kept.append(None if missing else to_exact(value))
            except WrongKind:
                wrong += 1
                kept.append(None)
        columns[column.name] = pd.Series(kept, dtype=object)
    exact = pd.DataFrame(columns)
    return Cells(exact, table.key, len(exact) * len(columns), wrong, required, empty)
