"""The suite of the person profile: one row per register and rule, counted by the person engine.

Great Expectations never sees a person row. The engine writes ``register, rule, rows, failures`` for every rule in
``thresholds.PERSON_THRESHOLDS`` of each register it has read (0 and 0 where there is nothing to count, as on the first
year's ``row_count_change``). A ``rate`` column, if present, is not read: it follows from the counts.
"""

from __future__ import annotations

from expectations.cells import Cells
from expectations.declared import declared_rules
from expectations.model import Counting, Place, Row, Rule, RuleCount, Suite, ValidationContext
from expectations.thresholds import PERSON_THRESHOLDS, Threshold
from pipeline.core.messages import Message
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers import REGISTERS

PROFILE = Table(
    name="person_profile",
    grain="one row per register and rule",
    key=("register", "rule"),
    columns=(
        Column("register", Kind.TEXT, "The register", allowed=tuple(REGISTERS)),
        Column("rule", Kind.TEXT, "The rule, as in the thresholds"),
        Column("rows", Kind.COUNT, "Rows, persons or cells that the rule was held against", minimum=0),
        Column("failures", Kind.COUNT, "How many of them break it", minimum=0),
    ),
)
JUDGED = {(threshold.register, threshold.rule) for threshold in PERSON_THRESHOLDS}
ACCEPTABLE: tuple[str, ...] = tuple(threshold.name for threshold in PERSON_THRESHOLDS if threshold.acceptable)


def profile_suite() -> Suite:
    """The declared shape of the profile, and one rule for each threshold."""
    delivered = Rule(
        "registers_present", "register", "error", Message("At least one register is there"), ("register",), _any
    )
    known = Rule(
        "rules_known", "rule", "error", Message("Every rule counted has a threshold"), PROFILE.key, _rules_known
    )
    accepted = Rule(
        "accepted",
        "",
        "warning",
        Message("What differs from the expected was looked at and accepted by whoever received the delivery"),
        PROFILE.names,
        _accepted,
    )
    thresholds = map(_threshold_rule, PERSON_THRESHOLDS)
    return Suite(PROFILE, (*declared_rules(PROFILE), delivered, known, *thresholds, accepted))


def _any(cells: Cells, _: ValidationContext) -> RuleCount:
    return RuleCount(1, int(not any(row["register"] in REGISTERS for row in cells.rows)))


def _rules_known(cells: Cells, _: ValidationContext) -> RuleCount:
    pairs = [(row["register"], row["rule"]) for row in cells.rows if row["register"] in REGISTERS]
    return RuleCount(len(pairs), sum(pair not in JUDGED for pair in pairs))


def _threshold_rule(threshold: Threshold) -> Rule:
    return Rule(
        threshold.name,
        threshold.column,
        threshold.severity,
        threshold.sentence,
        PROFILE.names,
        _within(threshold),
        threshold.acceptable,
        file=threshold.file or threshold.register,
    )


def _accepted(cells: Cells, around: ValidationContext) -> RuleCount:
    """The failures that were accepted: they stop no run, but are reported."""
    told = []
    for threshold in PERSON_THRESHOLDS:
        row = cells.by_key.get((threshold.register, threshold.rule))
        if (
            threshold.acceptable
            and threshold.name in around.accepted
            and row is not None
            and (row["failures"] or 0) > _permitted(threshold, row)
        ):
            told.append(Place(threshold.name))
    return RuleCount(len(told), len(told), places=tuple(told))


def _permitted(threshold: Threshold, row: Row) -> int:
    return max(int(threshold.permitted * (row["rows"] or 0)), threshold.few)


def _within(threshold: Threshold) -> Counting:
    def count(cells: Cells, around: ValidationContext) -> RuleCount | None:
        if all(row["register"] != threshold.register for row in cells.rows):
            return RuleCount(0, 0)  # a register not delivered as person rows
        row = cells.by_key.get((threshold.register, threshold.rule))
        if row is None or row["rows"] is None or row["failures"] is None:
            return None  # the engine has read the register but not counted this rule
        is_accepted = threshold.acceptable and threshold.name in around.accepted
        permitted = row["failures"] if is_accepted else _permitted(threshold, row)
        return RuleCount(row["rows"], row["failures"], permitted=permitted)

    return count
