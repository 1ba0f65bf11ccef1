"""Delivered cells as expressions: codes, dates and amounts in whatever type a file holds them.

Every function takes the column's delivered type and gives an expression that both engines understand and that never
fails on a bad cell: what cannot be read is empty, and the profile counts it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import narwhals as nw

WIDEST_CODE = 7
PARTS_OF_FULL_TIME = 10**6  # fuldtid is summed in millionths
PARTS_OF_KRONE = 10**2  # income is summed in øre
READABLE_NUMBER = r"^-?\d{1,14}([.,]\d{0,12})?$"
DATE_SHAPES = {  # a file's dates have one shape; the positions of year, month and day in it
    "iso": (r"^\d{4}-\d{2}-\d{2}", 0, 5, 8),
    "compact": (r"^\d{8}$", 0, 4, 6),
    "danish": (r"^\d{2}[-./]\d{2}[-./]\d{4}$", 6, 3, 0),
    "sas": (r"^\d{2}[A-Za-zÆæ]{3}\d{4}$", 5, 2, 0),
}
MONTHS = (
    ("jan",), ("feb",), ("mar",), ("apr",), ("may", "maj"), ("jun",),
    ("jul",), ("aug",), ("sep",), ("oct", "okt"), ("nov",), ("dec",),
)  # fmt: skip


def as_count(claim: nw.Expr) -> nw.Expr:
    """How many rows a claim holds for; an empty claim does not hold."""
    return claim.cast(nw.Int64).sum()


def is_code(name: str, delivered: nw.dtypes.DType, codes: Collection[int]) -> nw.Expr:
    """Whether a column holds one of the codes; empty or unreadable is no. Text may have leading zeros or ``.0``."""
    column = nw.col(name)
    if delivered.is_integer():
        found = column.is_in(sorted(codes))
    elif delivered.is_numeric():
        found = column.cast(nw.Float64).is_in([float(code) for code in sorted(codes)])
    else:
        widths = range(1, 5 if len(codes) > 40 else WIDEST_CODE + 1)
        spelled = {str(code).zfill(width) for code in codes for width in widths}
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
    return (prefixed & text.str.contains(r"^(\d{4}|\d{7})$")).fill_null(False)


def offence_is_readable(name: str, delivered: nw.dtypes.DType) -> nw.Expr:
    """Whether an offence has four or seven digits, or is a number of at most seven."""
    if delivered.is_numeric():
        number = nw.col(name).cast(nw.Float64)
        readable: nw.Expr = (number >= 0) & (number < 10**WIDEST_CODE)
        return readable.fill_null(False)
    return _text(name).str.contains(r"^(\d{4}|\d{7})$").fill_null(False)


def _text(name: str) -> nw.Expr:
    """Text without blanks around it and without the ``.0`` of a number once written as a float."""
    return nw.col(name).str.strip_chars().str.replace_all(r"\.0+$", "")


def units(name: str, delivered: nw.dtypes.DType, parts: int) -> nw.Expr:
    """An amount as whole parts (millionths, øre) in int64, so that a sum depends on neither order nor engine.

    More decimals than that are rounded half up; values are read as float64 first, exact below 2**53 parts.
    Empty if the cell is.
    """
    number = amount(name, delivered)
    return (number * parts + 0.5).floor().cast(nw.Int64)


def amount(name: str, delivered: nw.dtypes.DType) -> nw.Expr:
    """A number as float64, empty if it cannot be read; decimal comma or point."""
    column = nw.col(name)
    if not delivered.is_numeric():
        text = column.str.strip_chars()
        readable = nw.when(text.str.contains(READABLE_NUMBER)).then(text)
        return readable.str.replace_all(",", ".", literal=True).cast(nw.Float64)
    number = column.cast(nw.Float64)
    return nw.when(number.is_finite()).then(number) if delivered.is_float() else number


def has_more_decimals(name: str, delivered: nw.dtypes.DType, parts: int) -> nw.Expr:
    """Whether an amount carries more decimals than are summed (binary noise below a thousandth part is not one)."""
    scaled = amount(name, delivered) * parts
    return ((scaled - (scaled + 0.5).floor()).abs() > 1e-3).fill_null(False)


@dataclass(frozen=True)
class Days:
    """A date column as delivered: real dates stay dates; text and numbers become the number YYYYMMDD."""

    expression: nw.Expr
    as_number: bool

    def bound(self, day: dt.date) -> Any:
        """A day in the form that this column compares with."""
        return day.year * 10000 + day.month * 100 + day.day if self.as_number else nw.lit(day)

    def by(self, day: dt.date) -> nw.Expr:
        """On that day or before; empty if there is no date."""
        claim: nw.Expr = self.expression <= self.bound(day)
        return claim

    def after(self, day: dt.date) -> nw.Expr:
        """After that day; empty if there is no date."""
        claim: nw.Expr = self.expression > self.bound(day)
        return claim


def days(name: str, delivered: nw.dtypes.DType, shape: str | None) -> Days:
    """A date column as delivered. ``shape`` is the shape of its text, one of ``DATE_SHAPES``."""
    column = nw.col(name)
    if delivered == nw.Date:
        return Days(column, as_number=False)
    if isinstance(delivered, nw.Datetime):
        return Days(column.cast(nw.Date), as_number=False)
    if delivered.is_numeric():
        number = column.cast(nw.Float64)
        whole = nw.when((number > 10**7) & (number < 10**8)).then(number).cast(nw.Int64)
        return Days(_real_days(whole), as_number=True)
    return Days(_real_days(_written_day(column.str.strip_chars(), shape or "iso")), as_number=True)


def _written_day(text: nw.Expr, shape: str) -> nw.Expr:
    pattern, year, month, day = DATE_SHAPES[shape]
    fits = nw.when(text.str.contains(pattern)).then(text)
    if shape == "sas":
        name = fits.str.slice(month, 3).str.to_lowercase()
        spelled = [name.is_in(list(names)).cast(nw.Int64) * number for number, names in enumerate(MONTHS, start=1)]
        month_number = sum(spelled[1:], spelled[0])
    else:
        month_number = fits.str.slice(month, 2).cast(nw.Int64)
    return fits.str.slice(year, 4).cast(nw.Int64) * 10000 + month_number * 100 + fits.str.slice(day, 2).cast(nw.Int64)


def _real_days(number: nw.Expr) -> nw.Expr:
    """YYYYMMDD where the calendar has such a day, else empty."""
    year, month, day = number // 10000, number // 100 % 100, number % 100
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    longest = 31 - month.is_in([4, 6, 9, 11]).cast(nw.Int64) - (month == 2).cast(nw.Int64) * (3 - leap.cast(nw.Int64))
    real = (month >= 1) & (month <= 12) & (day >= 1) & (day <= longest) & (year >= 1800)
    return nw.when(real).then(number)
