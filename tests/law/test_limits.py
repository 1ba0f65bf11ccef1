"""A limit is read exactly from its text, or not at all."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.law.limits import LONGEST, UnreadableLimit, danish_limit, read_limit
from pipeline.law.model import Operator

LONGEST_TEXT = "0." + "1" * (LONGEST - len("0. %")) + " %"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1000 residents", Fraction(1000)),
        ("1,000 residents", Fraction(1000)),
        ("40 %", Fraction(2, 5)),
        ("2.7 %", Fraction(27, 1000)),
        ("2.70 %", Fraction(27, 1000)),
        ("270 per 10,000", Fraction(27, 1000)),
        ("270 per 10000", Fraction(27, 1000)),
        ("3 x national average", Fraction(3)),
        ("2.5 x national average", Fraction(5, 2)),
        ("55 % of the region", Fraction(11, 20)),
        ("100 %", Fraction(1)),
        ("1 residents", Fraction(1)),
        ("10,000,000 residents", Fraction(10_000_000)),
        ("1000 x national average", Fraction(1000)),
        ("100000 % of the region", Fraction(1000)),
        (LONGEST_TEXT, Fraction(LONGEST_TEXT.removesuffix(" %")) / 100),
    ],
)
def test_a_limit_is_exactly_what_is_written(text: str, amount: Fraction) -> None:
    assert read_limit(text).amount == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1000",
        "40%%",
        " 40 %",
        "40 % ",
        "40 percent",
        "-40 %",
        "+40 %",
        "0x10 %",
        "4e1 %",
        "2,7 %",
        "2,700 %",
        "2.700 %",
        "1.000 residents",
        "1000.5 residents",
        "10,00 residents",
        "1,0000 residents",
        "007 residents",
        "270 per 10,00",
        "270 per 0",
        "20000 per 10,000",
        "1,5 x national average",
        "3 x the national average",
        "0 %",
        "101 %",
        "nan %",
        "inf residents",
        "10,000,001 residents",
        "1001 x national average",
        "100001 % of the region",
        LONGEST_TEXT.replace(" ", "1 "),
        "40\n%",
    ],
)
def test_a_limit_that_could_be_read_in_two_ways_or_in_none_is_not_read(text: str) -> None:
    with pytest.raises(UnreadableLimit):
        read_limit(text)


@given(st.integers(min_value=1, max_value=10_000))
def test_hundredths_of_a_percent_survive_being_written_and_read(hundredths: int) -> None:
    text = f"{hundredths // 100}.{hundredths % 100:02} %"
    assert read_limit(text).amount == Fraction(hundredths, 10_000)


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("1000 residents", "1.000 beboere"),
        ("1,000 residents", "1.000 beboere"),
        ("40 %", "40 %"),
        ("2.7 %", "2,7 %"),
        ("270 per 10,000", "270 pr. 10.000"),
        ("270 per 10000", "270 pr. 10.000"),
        ("2.5 x national average", "2,5 x landsgennemsnittet"),
        ("55 % of the region", "55 % af regionens"),
    ],
)
def test_a_limit_is_told_in_danish_with_danish_marks(english: str, danish: str) -> None:
    assert danish_limit(english) == danish


@given(st.fractions(), st.fractions())
def test_a_value_is_compared_with_a_limit_as_exact_numbers_are(value: Fraction, limit: Fraction) -> None:
    assert Operator.EXCEEDS.holds(value, limit) == (value > limit)
    assert Operator.AT_LEAST.holds(value, limit) == (value >= limit)
    assert Operator.IS_BELOW.holds(value, limit) == (value < limit)


@given(st.fractions())
def test_a_value_on_the_limit_is_decided_by_the_operator(limit: Fraction) -> None:
    assert [operator.holds(limit, limit) for operator in Operator] == [False, True, False]
