"""Exact shares: where a float would be wrong, what is unknown, what is rounded only when shown."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.exact import decimal_text, exact_text, mean, rounded, share
from pipeline.law import Operator


def test_a_float_would_put_aldersrogade_on_the_list_of_2014_and_an_exact_share_does_not() -> None:
    assert 2.70 / 100 > 0.027
    published = share(Decimal("2.70"), 100)
    assert published is not None
    assert not Operator.EXCEEDS.holds(published, Fraction(270, 10_000))


def test_a_share_of_nobody_is_unknown_and_not_zero() -> None:
    assert share(0, 0) is None
    assert share(0, 10) == 0


def test_a_missing_part_or_whole_makes_the_share_unknown() -> None:
    assert share(None, 10) is None
    assert share(1, None) is None


def test_the_mean_of_years_is_the_mean_of_shares_and_not_the_pooled_ratio() -> None:
    # 10/100 = 10 % and 90/300 = 30 %: the mean is 20 %, the pooled ratio would be 100/400 = 25 %.
    assert mean([share(10, 100), share(90, 300)]) == Fraction(20, 100)


def test_the_mean_is_unknown_as_soon_as_one_year_is() -> None:
    assert mean([Fraction(1, 2), None]) is None
    assert mean([None, None]) is None
    assert mean([]) is None


def test_the_mean_of_one_year_is_that_year_and_of_three_a_third_of_their_sum() -> None:
    assert mean([Fraction(1, 3)]) == Fraction(1, 3)
    assert mean([Fraction(1, 2), Fraction(0), Fraction(1, 4)]) == Fraction(1, 4)


@pytest.mark.parametrize(
    ("value", "decimals", "published"),
    [
        (Fraction(55), 1, "55.0"),
        (Fraction(12345, 1000), 2, "12.35"),  # half goes up
        (Fraction(-12345, 1000), 2, "-12.35"),  # and away from zero
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(999, 1000), 1, "1.0"),
        (Fraction(0), 1, "0.0"),
        (Fraction(-1, 20), 1, "-0.1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(12344999, 10**7), 3, "1.234"),
    ],
)
def test_print_rounds_half_up(value: Fraction, decimals: int, published: str) -> None:
    assert decimal_text(value, decimals) == published


def test_an_exact_ratio_is_stored_as_text_that_gives_it_back() -> None:
    assert Fraction(exact_text(Fraction(12, 345))) == Fraction(12, 345)


@pytest.mark.parametrize(
    ("value", "decimals", "to"),
    [
        (Fraction(1, 3), 2, Fraction(33, 100)),
        (Fraction(-1, 3), 1, Fraction(-3, 10)),
        (Fraction(5, 2), 0, Fraction(3)),
        (Fraction(-5, 2), 0, Fraction(-3)),
        (Fraction(449, 100), 0, Fraction(4)),
    ],
)
def test_a_rounded_value_is_exactly_so_many_decimals(value: Fraction, decimals: int, to: Fraction) -> None:
    assert rounded(value, decimals) == to


@given(st.fractions(), st.integers(0, 6))
def test_rounding_never_moves_a_value_by_more_than_half_a_unit(value: Fraction, decimals: int) -> None:
    assert abs(rounded(value, decimals) - value) <= Fraction(1, 2 * 10**decimals)


@given(st.fractions(), st.integers(0, 6))
def test_a_half_is_rounded_away_from_zero_as_with_the_value_in_units(value: Fraction, decimals: int) -> None:
    unit = Fraction(1, 10**decimals)
    units = math.floor(abs(value) / unit + Fraction(1, 2))
    assert rounded(value, decimals) == (-1 if value < 0 else 1) * units * unit
