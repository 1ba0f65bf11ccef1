"""How numbers and days are written, in Danish and in English."""

import datetime as dt
from fractions import Fraction

import pytest

from pipeline.text.bilingual import Bilingual, listed
from pipeline.text.numbers import counted, date_in_print, number, percent, persons, signed

NUMBERS = [
    (Fraction(0), 0, "0", "0"),
    (Fraction(1752), 0, "1.752", "1,752"),
    (Fraction(3505, 2), 1, "1.752,5", "1,752.5"),
    (Fraction(1, 2), 0, "1", "1"),  # half up, not half to even
    (Fraction(5, 2), 0, "3", "3"),
    (Fraction(-1234567), 0, "−1.234.567", "−1,234,567"),
    (Fraction(10**15), 0, "1.000.000.000.000.000", "1,000,000,000,000,000"),
    (Fraction(270, 100), 2, "2,70", "2.70"),
]


@pytest.mark.parametrize(("value", "decimals", "danish", "english"), NUMBERS)
def test_a_number_has_the_marks_of_its_language_and_a_real_minus_sign(
    value: Fraction, decimals: int, danish: str, english: str
) -> None:
    assert number(value, decimals) == Bilingual(danish, english)


def test_a_difference_has_its_sign_unless_it_rounds_to_nothing() -> None:
    assert signed(Fraction(21, 10), 1) == Bilingual("+2,1", "+2.1")
    assert signed(Fraction(-21, 10), 1) == Bilingual("−2,1", "−2.1")
    assert signed(Fraction(1, 1000), 1) == Bilingual("0,0", "0.0")


def test_a_noun_follows_its_number() -> None:
    assert [persons(count).da for count in (0, 1, 2, 1753)] == [
        "0 personer",
        "1 person",
        "2 personer",
        "1.753 personer",
    ]
    area = counted(1, Bilingual("område", "area"), Bilingual("områder", "areas"))
    assert area == Bilingual("1 område", "1 area")


def test_percentages_and_days() -> None:
    assert percent(Fraction(355, 1000), 1) == Bilingual("35,5 pct.", "35.5 %")
    assert date_in_print(dt.date(2017, 12, 1)) == Bilingual("1. december 2017", "1 December 2017")
    assert date_in_print(dt.date(2021, 3, 15)) == Bilingual("15. marts 2021", "15 March 2021")


def test_names_in_a_row() -> None:
    assert listed([]) == Bilingual("", "")
    assert listed(["A"]) == Bilingual("A", "A")
    assert listed(["A", "B", "C"]) == Bilingual("A, B og C", "A, B and C")
