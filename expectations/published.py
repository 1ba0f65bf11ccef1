"""The suites of the ministry's published figures and lists. The bounds are declared in ``pipeline.inputs.published_tables``."""

from __future__ import annotations

from fractions import Fraction

from expectations.cells import Cells
from expectations.declared import declared_rules
from expectations.model import Rule, RuleCount, Suite, ValidationContext
from pipeline.core.messages import Message
from pipeline.inputs.published_tables import LISTS_FILE, VALUES_FILE

LEAST_CONVICTED_PCT = Fraction(1, 10)  # the lowest ever published is 0.52; a share of 2.7 % is 0.027


def values_suite() -> Suite:
    """The published percentages and residents, one row per list and area."""
    # No rule on missing cells: a list states only the criteria of its day, and single figures are useful.
    no_share = Rule(
        "convicted_pct_no_share",
        "convicted_pct",
        "error",
        Message("convicted_pct is a percentage, not a share: zero or at least 0.1"),
        ("convicted_pct",),
        _no_share,
    )
    return Suite(VALUES_FILE, (*declared_rules(VALUES_FILE), _municipality_rule(), no_share))


def lists_suite() -> Suite:
    """The published lists, one row per list, area and category."""
    category = Rule(
        "category_of_the_law",
        "category",
        "error",
        Message("The category is one of the law's on the day of the list"),
        ("list_date", "category"),
        _category_of_the_law,
    )
    return Suite(LISTS_FILE, (*declared_rules(LISTS_FILE), _municipality_rule(), category))


def _municipality_rule() -> Rule:
    sentence = Message("The municipality code has three digits")
    return Rule("municipality_code_form", "municipality_code", "error", sentence, ("municipality_code",), _three_digits)


def _three_digits(cells: Cells, _: ValidationContext) -> RuleCount:
    codes = [row["municipality_code"] for row in cells.rows if row["municipality_code"] is not None]
    return RuleCount(len(codes), sum(not (len(code) == 3 and code.isdecimal()) for code in codes))


def _no_share(cells: Cells, _: ValidationContext) -> RuleCount:
    given = [row["convicted_pct"] for row in cells.rows if row["convicted_pct"] is not None]
    return RuleCount(len(given), sum(0 < Fraction(percentage) < LEAST_CONVICTED_PCT for percentage in given))


def _category_of_the_law(cells: Cells, around: ValidationContext) -> RuleCount | None:
    if not around.categories_on:
        return None
    rows = [row for row in cells.rows if row["list_date"] is not None and row["category"] is not None]
    law = around.categories_on
    return RuleCount(len(rows), sum(row["category"] not in law.get(row["list_date"].isoformat(), ()) for row in rows))
