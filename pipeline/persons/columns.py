"""Delivered cells of any type: dates and amounts are read once, codes are tested by boolean expressions.

Every expression works on both engines and never fails on a bad cell: what cannot be read is empty, and the profile
counts it. An engine evaluates a nested expression again at each place it occurs, so cells are read step by step, each
step in a column of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from pipeline.persons.engines.base import Frame
from pipeline.persons.plain import FIRST_DAY, LARGEST_CODE, WIDEST_CODE, readable_amount

PARTS_OF_FULL_TIME = 10**6  # fuldtid is summed in millionths
PARTS_OF_KRONE = 10**2  # income is summed in øre
READABLE_CODE = rf"^[0-9]{{1,{WIDEST_CODE}}}(\.0+)?$"
GROUPED_NUMBER = r"^\s*-?[1-9][0-9]{0,2}([., ][0-9]{3})+([.,][0-9]*)?\s*$"
# A thousands separator would stand among the digits before the mark.
THREE_DECIMALS = r"^\s*-?[0-9]{4,14}[.,][0-9]{3}\s*$"
DATE_SHAPES = {  # a file's dates have one shape; the positions of year, month and day in it
    "iso": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.,]0+)?)?)?$", 0, 5, 8),
    "compact": (r"^[0-9]{8}$", 0, 4, 6),
    "danish": (r"^[0-9]{2}[-./][0-9]{2}[-./][0-9]{4}$", 6, 3, 0),
    "sas": (r"^[0-9]{2}[A-Za-zÆæ]{3}[0-9]{4}$", 5, 2, 0),
}
DATE_WITH_CLOCK = (
    r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]|[0-9]{2}[-./][0-9]{2}[-./][0-9]{4} |[0-9]{2}[A-Za-zÆæ]{3}[0-9]{4}[: ])[0-9]"
)
MIDNIGHT = r"[ T:]00:00(:00([.,]0+)?)?\s*$"
PARTS_OF_DAY = ("_year", "_month", "_day")  # columns that exist while a date is read
MONTHS = (
    ("jan",), ("feb",), ("mar",), ("apr",), ("may", "maj"), ("jun",),
    ("jul",), ("aug",), ("sep",), ("oct", "okt"), ("nov",), ("dec",),
)  # fmt: skip


def as_count(claim: nw.Expr) -> nw.Expr:
    """The number of rows for which a condition holds; an empty one does not hold."""
    return claim.cast(nw.Int64).sum()


def is_code(name: str, delivered: nw.dtypes.DType, codes: Collection[int]) -> nw.Expr:
    """Whether a column holds one of the codes; empty or unreadable is no. Text may have leading zeros or ``.0``."""
    column = nw.col(name)
    if delivered.is_integer():
        found = column.is_in(sorted(codes))
    elif delivered.is_numeric():
        found = column.cast(nw.Float64).is_in([float(code) for code in sorted(codes)])
    else:
        spelled = {str(code).zfill(width) for code in codes for width in range(1, WIDEST_CODE + 1)}
        found = column.is_in(sorted(spelled | {f"{code}.0" for code in codes}))
    return found.fill_null(False)


def offence_counts(name: str, delivered: nw.dtypes.DType) -> nw.Expr:
    """Whether an offence is under straffeloven (1), lov om euforiserende stoffer (32) or våbenloven (34).

    Four or seven digits. As a number, leading zeros are lost; they belong to group 0 (not stated), which never counts.
    """
    if delivered.is_numeric():
        number = nw.col(name).cast(nw.Float64)
        bands = [
            (p * 10**zeros, (p + 1) * 10**zeros) for p, zeros in ((1, 3), (32, 2), (34, 2), (1, 6), (32, 5), (34, 5))
        ]
        claims = [(number >= low) & (number < high) for low, high in bands]
        return nw.any_horizontal(*claims, ignore_nulls=True).fill_null(False)
    text = _text(name)
    prefixed = text.str.starts_with("1") | text.str.starts_with("32") | text.str.starts_with("34")
    return (prefixed & text.str.contains(r"^([0-9]{4}|[0-9]{7})$")).fill_null(False)


def offence_is_readable(name: str, delivered: nw.dtypes.DType) -> nw.Expr:
    """Whether an offence has four or seven digits, or is a number of at most seven."""
    if delivered.is_numeric():
        number = nw.col(name).cast(nw.Float64)
        readable: nw.Expr = (number >= 0) & (number < 10**WIDEST_CODE)
        return readable.fill_null(False)
    return _text(name).str.contains(r"^([0-9]{4}|[0-9]{7})$").fill_null(False)


def _text(name: str) -> nw.Expr:
    """Text without the ``.0`` of a number once written as a float."""
    return nw.col(name).str.replace_all(r"\.0+$", "")


def with_amount(frame: Frame, name: str, delivered: nw.dtypes.DType, may_be_grouped: bool = True) -> Frame:
    """The column as float64, empty where it cannot be read; decimal comma or point.

    Where an amount may reach thousands, a mark before exactly three digits is not read: ``1.000`` is one or a thousand.
    """
    column = nw.col(name)
    if delivered.is_float():
        finite = column.cast(nw.Float64)
        return frame.with_columns(nw.when(finite.is_finite()).then(finite).alias(name))
    if delivered.is_numeric():
        return frame.with_columns(column.cast(nw.Float64))
    frame = frame.with_columns(column.str.strip_chars())
    frame = frame.with_columns(nw.when(column.str.contains(readable_amount(may_be_grouped))).then(column).alias(name))
    return frame.with_columns(column.str.replace_all(",", ".", literal=True).cast(nw.Float64))


def with_number(frame: Frame, name: str, delivered: nw.dtypes.DType) -> Frame:
    """A column of codes as whole numbers, empty where it has none; text may have leading zeros or ``.0``."""
    column = nw.col(name)
    if not delivered.is_numeric():
        frame = frame.with_columns(nw.when(column.str.contains(READABLE_CODE)).then(column).alias(name))
    if not delivered.is_integer():
        frame = frame.with_columns(column.cast(nw.Float64))
        is_whole = column.is_between(0, LARGEST_CODE) & (column.floor() == column)
        frame = frame.with_columns(nw.when(is_whole).then(column).alias(name))
    return frame.with_columns(column.cast(nw.Int64))


def units(name: str, parts: int) -> nw.Expr:
    """An amount as whole parts (millionths, øre) in int64, so that a sum depends on neither order nor engine.

    More decimals than that are rounded half up; float64 is exact below 2**53 parts. Empty if the amount is.
    """
    return (nw.col(name) * parts + 0.5).floor().cast(nw.Int64)


def has_more_decimals(name: str, parts: int) -> nw.Expr:
    """Whether an amount carries more decimals than are summed (binary noise below a thousandth part is not one)."""
    scaled = nw.col(name) * parts
    return ((scaled - (scaled + 0.5).floor()).abs() > 1e-3).fill_null(False)


def with_day(frame: Frame, name: str, delivered: nw.dtypes.DType, shape: str) -> Frame:
    """The column as dates, or as the number YYYYMMDD where the file holds text or numbers; empty if there is no such day.

    ``shape`` is the shape of its text, one of ``DATE_SHAPES``.
    """
    column = nw.col(name)
    if delivered == nw.Date:
        return frame
    if delivered.is_numeric():
        number = column.cast(nw.Float64)
        whole = nw.when((number > 10**7) & (number < 10**8)).then(number).cast(nw.Int32)
        frame = frame.with_columns(whole.alias(name))
        parts = (column // 10000, column // 100 % 100, column % 100)
        frame = frame.with_columns(*(part.alias(own) for part, own in zip(parts, PARTS_OF_DAY, strict=True)))
    else:
        frame = _with_written_parts(frame, name, shape)
    return _with_real_day(frame, name)


def _with_written_parts(frame: Frame, name: str, shape: str) -> Frame:
    """The year, month and day that text of that shape writes, each a column."""
    pattern, year_at, month_at, day_at = DATE_SHAPES[shape]
    text, (year, month, day) = nw.col(name), PARTS_OF_DAY
    frame = frame.with_columns(text.str.strip_chars())
    frame = frame.with_columns(nw.when(text.str.contains(pattern)).then(text).alias(name))
    month_cell = text.str.slice(month_at, 3 if shape == "sas" else 2)
    frame = frame.with_columns(
        text.str.slice(year_at, 4).cast(nw.Int32).alias(year),
        (month_cell.str.to_lowercase() if shape == "sas" else month_cell.cast(nw.Int32)).alias(month),
        text.str.slice(day_at, 2).cast(nw.Int32).alias(day),
    )
    if shape == "sas":
        spelled = [nw.col(month).is_in(list(names)).cast(nw.Int32) * n for n, names in enumerate(MONTHS, start=1)]
        frame = frame.with_columns(sum(spelled[1:], spelled[0]).alias(month))
    return frame


def _with_real_day(frame: Frame, name: str) -> Frame:
    """The parts as YYYYMMDD where the calendar has such a day, else empty."""
    year, month, day = (nw.col(part) for part in PARTS_OF_DAY)
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    short = month.is_in([4, 6, 9, 11])
    fits = (day <= 28) | ((day == 29) & ((month != 2) | leap)) | ((day == 30) & (month != 2))
    fits = fits | ((day == 31) & (month != 2) & ~short)
    real = (year >= FIRST_DAY.year) & (month >= 1) & (month <= 12) & (day >= 1) & fits
    number = nw.when(real).then(year * 10000 + month * 100 + day)
    return frame.with_columns(number.alias(name)).drop(*PARTS_OF_DAY)


@dataclass(frozen=True)
class Days:
    """A column that ``with_day`` has read: dates, or the number YYYYMMDD."""

    name: str
    as_number: bool

    def _bound(self, day: dt.date) -> Any:
        return day.year * 10000 + day.month * 100 + day.day if self.as_number else nw.lit(day)

    def by(self, day: dt.date) -> nw.Expr:
        """Whether the date is on that day or before; empty if there is no date."""
        claim: nw.Expr = nw.col(self.name) <= self._bound(day)
        return claim

    def after(self, day: dt.date) -> nw.Expr:
        """Whether the date is after that day; empty if there is no date."""
        claim: nw.Expr = nw.col(self.name) > self._bound(day)
        return claim


def year_of(day: dt.date | int | None) -> int:
    """The year of a cell that ``with_day`` has read; 0 if it is empty."""
    return day.year if isinstance(day, dt.date) else (day or 0) // 10000


def days(name: str, types: Mapping[str, nw.dtypes.DType]) -> Days:
    """A column that ``with_day`` has read, by the types after that."""
    return Days(name, as_number=types[name] != nw.Date)
