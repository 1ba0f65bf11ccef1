"""The suites of two output tables: the indicators and the designations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from expectations.cells import Cells, ExactRow
from expectations.declared import declared_rules
from expectations.model import Counting, Rule, RuleCount, Suite, ValidationContext
from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.messages import Message
from pipeline.core.tables import Table
from pipeline.outputs.schema import DESIGNATIONS, INDICATORS, LIST_YEAR

INDICATOR_COLUMNS = [
    "area_id",
    "area",
    "municipality_code",
    "indicator",
    "part",
    "whole",
    "value",
    "benchmark",
    "register_years",
    "grain",
]
DESIGNATION_COLUMNS = [
    "area_id",
    "area",
    "municipality_code",
    "category",
    "designated",
    "criteria_met",
    "criteria_required",
    "consecutive_lists",
    "basis",
    "regime",
    "reason_da",
    "reason_en",
]
REASONS = ("reason_da", "reason_en")
COUNTS = ("criteria_met", "criteria_required", "consecutive_lists")
OF_KIND = {kind: frozenset(c.name for c in CRITERIA.values() if c.kind is kind) for kind in CriterionKind}


def _judged(table: Table, names: list[str], **changes: Mapping[str, object]) -> Table:
    """The named columns of an output table, and the list year, as they are validated here."""
    columns = (replace(table.column(name), **changes.get(name, {})) for name in names)  # type: ignore[arg-type]
    return replace(table, columns=(LIST_YEAR, *columns), key=("list_year", *table.key))


def indicators_suite() -> Suite:
    """One row per list year, area and indicator."""
    table = _judged(
        INDICATORS,
        INDICATOR_COLUMNS,
        indicator={"allowed": tuple(CRITERIA)},
        register_years={"required": False},  # an indicator without any figure has no years
    )
    reads = ("indicator", "value")
    between = Message("A share is empty or between 0 and 1")
    return Suite(
        table,
        (
            *declared_rules(table),
            _list_year_rule(),
            _areas_rule(),
            Rule(
                "share_within_0_1",
                "value",
                "error",
                between,
                reads,
                _values(CriterionKind.SHARE, Fraction(0), Fraction(1)),
            ),
            Rule(
                "size_not_negative",
                "value",
                "error",
                Message("A size is at least 0"),
                reads,
                _values(CriterionKind.SIZE, Fraction(0)),
            ),
            Rule(
                "income_not_negative",
                "value",
                "warning",
                Message("A mean income against the region's is hardly negative"),
                reads,
                _values(CriterionKind.RATIO, Fraction(0)),
            ),
            Rule(
                "part_not_above_whole",
                "part",
                "error",
                Message("The part of a share is not above its whole"),
                ("indicator", "part", "whole"),
                _part_not_above_whole,
            ),
        ),
    )


def designations_suite() -> Suite:
    """One row per list year, area and category."""
    table = _judged(
        DESIGNATIONS,
        DESIGNATION_COLUMNS,
        # Reasons have their own rule; counts of lists or criteria are never negative
        **{name: {"required": False} for name in REASONS},
        **{name: {"minimum": 0} for name in COUNTS},
    )
    key = ("area_id", "category")
    undetermined = Message("designated is empty exactly when basis is undetermined")
    nested = Message("An area designated in a category is designated in the category it lies within")
    complete = Message("Every area of that list year has every category of the law once")
    return Suite(
        table,
        (
            *declared_rules(table),
            _list_year_rule(),
            _areas_rule(),
            Rule(
                "categories_known",
                "category",
                "error",
                Message("The category is the law's"),
                ("category",),
                _categories_known,
            ),
            Rule("area_by_category_complete", "category", "error", complete, key, _complete),
            Rule("null_exactly_when_undetermined", "designated", "error", undetermined, ("designated", "basis"), _null),
            Rule("nested_categories", "designated", "error", nested, (*key, "designated"), _nested),
            Rule(
                "reasons_given", "reason_da, reason_en", "error", Message("No reason is empty"), REASONS, _reasons_given
            ),
        ),
    )


def _list_year_rule() -> Rule:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        years = [row["list_year"] for row in cells.rows if row["list_year"] is not None]
        return RuleCount(len(years), sum(year != around.list_year for year in years))

    return Rule(
        "list_year_expected", "list_year", "error", Message("list_year is the year judged"), ("list_year",), count
    )


def _areas_rule() -> Rule:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        ids = [row["area_id"] for row in cells.rows if row["area_id"] is not None]
        return RuleCount(len(ids), sum(area not in around.known_areas for area in ids))

    sentence = Message("Every area is in the table of areas that list year")
    return Rule("areas_known", "area_id", "error", sentence, ("area_id",), count)


def _values(kind: CriterionKind, minimum: Fraction, maximum: Fraction | None = None) -> Counting:
    def fails(value: Fraction) -> bool:
        return value < minimum or (maximum is not None and value > maximum)

    def count(cells: Cells, _: ValidationContext) -> RuleCount:
        rows = [row for row in cells.rows if row["indicator"] in OF_KIND[kind] and row["value"] is not None]
        return RuleCount(len(rows), sum(fails(Fraction(row["value"])) for row in rows))

    return count


def _part_not_above_whole(cells: Cells, _: ValidationContext) -> RuleCount:
    shares = [row for row in cells.rows if row["indicator"] in OF_KIND[CriterionKind.SHARE]]
    known = [row for row in shares if row["part"] is not None and row["whole"] is not None]
    return RuleCount(len(known), sum(row["part"] > row["whole"] for row in known))


def _categories_known(cells: Cells, around: ValidationContext) -> RuleCount | None:
    if not around.within:
        return None
    names = [row["category"] for row in cells.rows if row["category"] is not None]
    return RuleCount(len(names), sum(name not in around.within for name in names))


def _complete(cells: Cells, around: ValidationContext) -> RuleCount | None:
    """Counts absent pairs only: an extra pair fails ``key_unique``, ``areas_known`` or ``categories_known``."""
    if not around.within:
        return None
    found = Counter((row["area_id"], row["category"]) for row in cells.rows)
    expected = [(area, category) for area in around.known_areas for category in around.within]
    return RuleCount(len(expected), sum(found[pair] == 0 for pair in expected))


def _null(cells: Cells, _: ValidationContext) -> RuleCount:
    rows = [row for row in cells.rows if row["basis"] is not None]
    return RuleCount(len(rows), sum((row["designated"] is None) != (row["basis"] == "undetermined") for row in rows))


def _nested(cells: Cells, around: ValidationContext) -> RuleCount | None:
    if not around.within:
        return None
    designated = {(row["area_id"], row["category"]) for row in cells.rows if row["designated"] is True}

    def outer(row: ExactRow) -> tuple[object, object] | None:
        within = around.within.get(row["category"])
        return (row["area_id"], within) if within and row["designated"] is True else None

    pairs = [pair for pair in map(outer, cells.rows) if pair]
    return RuleCount(len(pairs), sum(pair not in designated for pair in pairs))


def _reasons_given(cells: Cells, _: ValidationContext) -> RuleCount:
    given = [row[name] for row in cells.rows for name in REASONS]
    return RuleCount(len(given), sum(reason is None for reason in given))
