"""Whether a key column holds real CPR numbers, in any of the spellings they are delivered in.

The whole column is examined in the engine; only counts leave it. A CPR number is a birth date and four digits:
DDMMYYSSSS, with century DDMMYYYYSSSS or YYYYMMDDSSSS, 60 added to the day of a replacement number. It may have lost its
leading zero, be padded, or carry blanks, quote marks, a hyphen or the ``.0`` of a float.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from pipeline.persons.engines.base import Engine, Frame
from pipeline.persons.keys import WRITTEN_AS_FLOAT

MARKS = "[\\s\u00a0'\"\u2019`-]"  # characters that may occur around and within a written number
LETTER = "[A-Za-z]"
SMALLEST, LARGEST = 10**8, 10**12 - 1  # nine digits to twelve
SHORT_LIMIT = 10**10  # below: day, month, year of two digits, four digits
REPLACEMENT_DAYS = 60
SUSPICIOUS_SHARE = 0.3  # of the numbers of that length; chance gives 7 % of ten digits, 0.2 % of twelve
SUSPICIOUS_COUNT = 5
FIRST_CENTURY, LAST_CENTURY = 18, 20
MODULUS, WEIGHTS = 11, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
MODULUS_SHARE, MODULUS_DATE_SHARE = 0.5, 0.15  # where most pass the check digit, fewer dates are enough


@dataclass(frozen=True)
class CprFacts:
    """Keys that are filled, those of a CPR number's length, those whose date exists, and of these the checked."""

    keys: int = 0
    of_length: int = 0
    with_date: int = 0
    with_check_digit: int = 0

    def __add__(self, other: CprFacts) -> CprFacts:
        """The facts of more rows."""
        return CprFacts(
            self.keys + other.keys,
            self.of_length + other.of_length,
            self.with_date + other.with_date,
            self.with_check_digit + other.with_check_digit,
        )

    @property
    def look_like_cpr(self) -> bool:
        """Whether more keys have a date than chance would give."""
        if self.with_date < SUSPICIOUS_COUNT and self.with_date * 2 <= self.keys:
            return False
        checked = self.with_check_digit >= MODULUS_SHARE * self.with_date
        return self.with_date > (MODULUS_DATE_SHARE if checked else SUSPICIOUS_SHARE) * self.of_length


def may_be_cpr(name: str, is_number: bool) -> nw.Expr:
    """A cheap condition that holds for every CPR number and for few other keys: no letter of ASCII at the beginning."""
    key = nw.col(name)
    return (key >= SMALLEST) & (key <= LARGEST) if is_number else (key < ":") | (key >= "\u0080")


def cpr_facts(engine: Engine, frame: Frame, name: str, is_number: bool, keys: int) -> CprFacts:
    """The facts of a key column; ``keys`` is how many are filled."""
    key = nw.col(name)
    suspects = engine.few(frame.filter(may_be_cpr(name, is_number)).select(key.alias("key")))
    if not is_number:
        suspects = engine.few(suspects.filter(~nw.col("key").str.contains(LETTER)))  # most that begin with a digit
        text = nw.col("key").str.replace_all(WRITTEN_AS_FLOAT, "").str.replace_all(MARKS, "")
        suspects = suspects.select(text.str.replace_all(WRITTEN_AS_FLOAT, "").alias("key"))
        suspects = suspects.filter(nw.col("key").str.contains(r"^[0-9]{9,18}$")).select(nw.col("key").cast(nw.Int64))
        suspects = suspects.filter(nw.col("key").is_between(SMALLEST, LARGEST))
    number = nw.col("key")
    pairs = {"first": 10**10, "second": 10**8, "third": 10**6, "fourth": 10**4}  # of the twelve digits, read in steps
    parts = suspects.select(number, *((number // power % 100).alias(name) for name, power in pairs.items()))
    first, second, third, fourth = (nw.col(name) for name in pairs)
    is_short = number < SHORT_LIMIT
    short = is_short & _is_day(second, third)
    century = ~is_short & _is_day(first, second) & _is_century(third)
    backwards = ~is_short & _is_day(fourth, third) & _is_century(first)
    dated = parts.select(
        number, ((short | century | backwards).cast(nw.Int64)).alias("dated"), is_short.cast(nw.Int64).alias("short")
    )
    total = sum((number // 10 ** (9 - place) % 10 * weight for place, weight in enumerate(WEIGHTS)), nw.lit(0))
    checked = nw.col("dated") * nw.col("short") * (total % MODULUS == 0).cast(nw.Int64)
    found = engine.fetch(dated.select(nw.len().alias("length"), nw.col("dated").sum(), checked.sum().alias("checked")))[
        0
    ]
    return CprFacts(keys, int(found["length"] or 0), int(found["dated"] or 0), int(found["checked"] or 0))


def _is_day(day: nw.Expr, month: nw.Expr) -> nw.Expr:
    """A day of the calendar in some year, or a replacement number's."""
    plain = nw.when(day > REPLACEMENT_DAYS).then(day - REPLACEMENT_DAYS).otherwise(day)
    last = nw.when(month == 2).then(29).otherwise(nw.when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31))
    claim: nw.Expr = (month >= 1) & (month <= 12) & (plain >= 1) & (plain <= last)
    return claim


def _is_century(number: nw.Expr) -> nw.Expr:
    return number.is_between(FIRST_CENTURY, LAST_CENTURY)
