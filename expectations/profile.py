"""The suite of the person profile: one row per register and rule, counted by the person engine.

Great Expectations never sees a person row. The engine writes ``register, rule, rows, failures`` for every rule in
``thresholds.PERSON_THRESHOLDS`` of each register it has read (0 and 0 where there is nothing to count, as on the first
year's ``row_count_change``). A ``rate`` column, if present, is not read: it follows from the counts.
"""

from __future__ import annotations

from expectations.cells import Cells
from expectations.declared import declared_rules
from expectations.model import Counting, Rule, RuleCount, Suite, ValidationContext
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


def profile_suite() -> Suite:
    """The declared shape of the profile, and one rule for each threshold."""
    delivered = Rule(
        "registers_present", "register", "error", Message("At least one register is there"), ("register",), _any
    )
    known = Rule(
        "rules_known", "rule", "error", Message("Every rule counted has a threshold"), PROFILE.key, _rules_known
    )
    return Suite(PROFILE, (*declared_rules(PROFILE), delivered, known, *map(_threshold_rule, PERSON_THRESHOLDS)))


def _any(cells: Cells, _: ValidationContext) -> RuleCount:
    return RuleCount(1, int(not any(row["register"] in REGISTERS for row in cells.rows)))


def _rules_known(cells: Cells, _: ValidationContext) -> RuleCount:
    pairs = [(row["register"], row["rule"]) for row in cells.rows if row["register"] in REGISTERS]
    return RuleCount(len(pairs), sum(pair not in JUDGED for pair in pairs))


def _threshold_rule(threshold: Threshold) -> Rule:
    name = f"{threshold.register}_{threshold.rule}"
    reads = PROFILE.names
    return Rule(name, "", threshold.severity, threshold.sentence, reads, _within(threshold))


def _within(threshold: Threshold) -> Counting:
    def count(cells: Cells, _: ValidationContext) -> RuleCount | None:
        if all(row["register"] != threshold.register for row in cells.rows):
            return RuleCount(0, 0)  # a register not delivered as person rows
        row = cells.by_key.get((threshold.register, threshold.rule))
        if row is None or row["rows"] is None or row["failures"] is None:
            return None  # the engine has read the register but not counted this rule
        return RuleCount(
            row["rows"], row["failures"], permitted=max(int(threshold.permitted * row["rows"]), threshold.few)
        )

    return count
