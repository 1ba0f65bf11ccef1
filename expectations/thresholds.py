"""Every threshold of the suites that is not a declared bound of a column. Exact numbers, and nothing but data.

What belongs to a column (its minimum, what it is part of) is declared in ``pipeline``; limits of the law are in
``pipeline/law``. These are our own, chosen to find a broken delivery; none of them changes a designation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from expectations.model import Severity

# Against the same area last year. A number under JUMP_FLOOR often changes by more than this, so it is not compared.
WHOLE_JUMP = Fraction(20, 100)
PART_JUMP = Fraction(50, 100)
JUMP_FLOOR = 20

NONE_PERMITTED = Fraction(0)


@dataclass(frozen=True)
class Threshold:
    """One rule of the person profile: of the rows counted, at most the share ``permitted`` may fail."""

    register: str
    rule: str
    severity: Severity
    permitted: Fraction
    sentence: str


def _in(registers: str, rule: str, severity: Severity, permitted: Fraction, sentence: str) -> tuple[Threshold, ...]:
    return tuple(Threshold(register, rule, severity, permitted, sentence) for register in registers.split())


ALL = "population employment education income crime"
PERSON_THRESHOLDS: tuple[Threshold, ...] = (
    *_in(ALL, "looks_like_cpr", "error", NONE_PERMITTED, "The person key is DST's pseudonym, never a CPR number"),
    *_in(ALL, "missing_key", "error", NONE_PERMITTED, "Every row has a person key"),
    *_in(
        "population employment education income",
        "duplicate_key",
        "error",
        NONE_PERMITTED,
        "No two rows share the register's key",
    ),
    *_in("population", "impossible_date", "error", NONE_PERMITTED, "Every birth date exists and is not in the future"),
    *_in(
        "crime",
        "impossible_date",
        "error",
        Fraction(1, 100),
        "At most 1 % of the decisions have no readable date in the register's year; they are not counted",
    ),
    *_in("population", "age_over_125", "error", NONE_PERMITTED, "Nobody is over 125 years old"),
    *_in(
        "population employment education income crime",
        "unknown_code",
        "error",
        Fraction(1, 100),
        "At most 1 % of the rows have a code that is in no code list",
    ),
    *_in("population", "missing_address", "warning", Fraction(2, 100), "At most 2 % of the residents lack an address"),
    *_in(
        "employment income",
        "impossible_amount",
        "error",
        NONE_PERMITTED,
        "Every amount is there and can be one: a part of the year between 0 and 1, an income in kroner",
    ),
    *_in(
        "employment income",
        "more_decimals",
        "warning",
        Fraction(1, 100),
        "At most 1 % of the amounts carry more decimals than are counted",
    ),
    *_in(
        "employment",
        "parts_not_one",
        "error",
        Fraction(1, 100),
        "For at most 1 % of the persons the parts of the year do not sum to one",
    ),
    *_in(
        "employment education income crime",
        "not_in_population",
        "warning",
        Fraction(5, 100),
        "At most 5 % of the persons are not among the residents",
    ),
    *_in(
        "employment education income",
        "missing_resident",
        "warning",
        Fraction(5, 100),
        "At most 5 % of the residents are missing from the register",
    ),
    *_in(
        ALL,
        "row_count_change",
        "warning",
        Fraction(10, 100),
        "The number of rows moves by at most 10 % from the year before (rows: then; failures: the difference)",
    ),
)
