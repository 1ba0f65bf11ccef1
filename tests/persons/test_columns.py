"""Dates, amounts and codes in text columns are read alike on both engines, as a person would read them."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.persons.columns import DATE_SHAPES, with_amount, with_day, with_number

WRITTEN = {"iso": "%Y-%m-%d", "compact": "%Y%m%d", "danish": "%d-%m-%Y", "sas": "%d%b%Y"}
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
ODD_DAYS = ("", " ", "x", "2019-02-29", "2000-02-29", "1900-02-29", "2019-04-31", "2019-13-01", "2019-00-10", "2019-01-00",
            "2019-12-31 00:00:00", " 2019-06-01 ", "20190431", "20190430", "31-04-2019", "30.04.2019", "1-1-2019", "2019-1-1",
            "31DEC2023", "31dec2023", "30FEB2020", "01xyz2020", "1799-01-01", "-2019-01-01", "99999999")  # fmt: skip
AMOUNTS = ("", " ", "x", ".", "0", "1", "-1", "1,5", "1.5", "1.", "-0,05", "1.234.567", "1 000", "1e5", "nan", "inf", "--1",
           " 2,25 ", "12345678901234", "123456789012345", "0.123456789012", "0.1234567890123", "+5")  # fmt: skip
CODES = ("", " ", "x", "101", "0101", "101.0", "101.00", "101.5", "0000101", "00000101", "-101", "1e2", "9999999", "10000000",
         "nan")  # fmt: skip


def read(cells: tuple[Any, ...], reader: Any, *more: Any, spark: Any = None) -> list[Any]:
    """The cells of a text column after the reader."""
    frame = pl.DataFrame({"cell": list(cells)}, schema={"cell": pl.String})
    if spark is not None:
        native = spark.createDataFrame([(number, cell) for number, cell in enumerate(cells)], "row int, cell string")
        found = reader(nw.from_native(native), "cell", nw.String(), *more).to_native().orderBy("row").collect()
        return [row["cell"] for row in found]
    found = reader(nw.from_native(frame.lazy()), "cell", nw.String(), *more).to_native().collect()
    return list(found["cell"])


def as_day(cell: str, shape: str) -> int | None:
    """What a person makes of a cell, given how the file writes its dates."""
    pattern, year, month, day = DATE_SHAPES[shape]
    text = cell.strip()
    if not re.match(pattern, text, re.ASCII):
        return None
    name = text[month : month + 3].lower().replace("may", "maj").replace("oct", "okt")
    try:
        number = MONTHS.index(name) + 1 if shape == "sas" else int(text[month : month + 2])
        date = dt.date(int(text[year : year + 4]), number, int(text[day : day + 2]))
    except ValueError:
        return None
    return date.year * 10000 + date.month * 100 + date.day if date.year >= 1800 else None


def as_amount(cell: str) -> float | None:
    """A number with at most 14 digits before and 12 after a comma or point."""
    found = re.fullmatch(r"-?[0-9]{1,14}([.,][0-9]{0,12})?", cell.strip())
    return float(Decimal(found[0].replace(",", ".").removesuffix("."))) if found else None


def as_code(cell: str) -> int | None:
    """At most seven digits, and no other decimals than noughts."""
    return int(cell.split(".")[0]) if re.fullmatch(r"[0-9]{1,7}(\.0+)?", cell) else None


@pytest.mark.parametrize("shape", DATE_SHAPES)
def test_a_date_is_a_day_of_the_calendar_or_nothing(shape: str) -> None:
    assert read(ODD_DAYS, with_day, shape) == [as_day(cell, shape) for cell in ODD_DAYS]


@settings(max_examples=200, deadline=None)
@given(
    year=st.integers(1800, 2100),
    month=st.integers(0, 13),
    day=st.integers(0, 32),
    shape=st.sampled_from(tuple(DATE_SHAPES)),
)
def test_every_day_of_every_year_is_read_and_no_other(year: int, month: int, day: int, shape: str) -> None:
    name = MONTHS[month - 1] if 1 <= month <= 12 else "xxx"
    cell = {
        "iso": f"{year}-{month:02d}-{day:02d}", "compact": f"{year}{month:02d}{day:02d}",
        "danish": f"{day:02d}.{month:02d}.{year}", "sas": f"{day:02d}{name}{year}",
    }[shape]  # fmt: skip
    try:
        expected = int(dt.date(year, month, day).strftime("%Y%m%d"))
    except ValueError:
        expected = None
    assert read((cell,), with_day, shape) == [expected]


def test_an_amount_is_a_plain_number_or_nothing() -> None:
    assert read(AMOUNTS, with_amount) == [as_amount(cell) for cell in AMOUNTS]


def test_a_code_is_a_whole_number_or_nothing() -> None:
    assert read(CODES, with_number) == [as_code(cell) for cell in CODES]


def test_numbers_that_are_none_are_empty() -> None:
    cells = pl.DataFrame({"cell": [1.5, 3.0, math.nan, math.inf, -math.inf, None]}).lazy()
    found = with_amount(nw.from_native(cells), "cell", nw.Float64()).to_native().collect()
    assert list(found["cell"]) == [1.5, 3.0, None, None, None, None]
    found = with_number(nw.from_native(cells), "cell", nw.Float64()).to_native().collect()
    assert list(found["cell"]) == [None, 3, None, None, None, None]
