"""Validation by Great Expectations. The only module that imports it, and only when a frame is validated.

Rules within a row or column are evaluated on the frame; for the others a frame of one row holds one count per rule, and
its maximum is evaluated. Great Expectations spends 6-15 ms on an expectation about cells and 2-3 ms on one about a
maximum, whatever the size of the frame; context and data source are made once per process.

No value of the frame is reported: results carry no unexpected values, an observed value is a count or a declared column
name, and an exception's text (which may quote a cell) is discarded.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from expectations.cells import Cells, exact_cells
from expectations.model import Finding, Native, Rule, RuleCount, Suite, ValidationContext, ValidationResult
from pipeline.core.messages import Message

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

COUNTS_ONLY = {"result_format": "BASIC", "exclude_unexpected_values": True, "partial_unexpected_count": 0}
_ONE_AT_A_TIME = threading.Lock()  # the shared context holds one frame


@dataclass(frozen=True)
class ValidationRun:
    """A result, with Great Expectations' own results, from which Data Docs are built."""

    verdict: ValidationResult
    results: tuple[ExpectationSuiteValidationResult, ...]


def warm_up() -> None:
    """Import Great Expectations and make its context, so that the first validation need not wait for them."""
    _batch_definition()


def validate_suite(suite: Suite, frame: pd.DataFrame, around: ValidationContext) -> ValidationRun:
    """Validate the frame by every rule of the suite. A rule that cannot be evaluated, or raises, is a failed error."""
    cells = exact_cells(frame, suite.table)
    broken: dict[str, Message] = {}
    tallies: dict[str, RuleCount] = {}
    natives: list[Rule] = []
    for rule in suite.rules:
        absent = [name for name in rule.reads if name not in cells.frame.columns]
        if absent:
            broken[rule.name] = Message("Not judged: the column {names} is absent", names=tuple(absent))
        elif isinstance(rule.how, Native):
            natives.append(rule)
        else:
            counted = _counted(rule, cells, around)
            if isinstance(counted, RuleCount):
                tallies[rule.name] = counted
            else:
                broken[rule.name] = counted
    counted_rules = [rule for rule in suite.rules if rule.name in tallies]
    with _ONE_AT_A_TIME:
        on_frame = _validate(suite.name, [_native(rule) for rule in natives], cells.frame)
        counts = pd.DataFrame({name: [tally.failures] for name, tally in tallies.items()})
        on_counts = _validate(suite.name, [_maximum(rule, tallies[rule.name]) for rule in counted_rules], counts)
    outcomes = {**_by_rule(on_frame), **_by_rule(on_counts)}
    found = (_finding(suite, rule, outcomes, tallies, broken, len(cells.frame), around) for rule in suite.rules)
    findings = tuple(
        each if each.success else _with_places(each, rule, tallies, cells, around)
        for each, rule in zip(found, suite.rules, strict=True)
    )
    return ValidationRun(ValidationResult(suite.name, around.list_year, findings), (on_frame, on_counts))


def _counted(rule: Rule, cells: Cells, around: ValidationContext) -> RuleCount | Message:
    assert not isinstance(rule.how, Native)
    try:
        tally = rule.how(cells, around)
    except Exception as error:  # whatever is raised, the rule has not passed; the text may quote a cell
        return Message("Not judged: the check itself broke ({kind})", kind=type(error).__name__)
    return tally if tally is not None else Message("Not judged: what it is held against was not given")


def _finding(
    suite: Suite,
    rule: Rule,
    outcomes: Mapping[str, Any],
    tallies: Mapping[str, RuleCount],
    broken: Mapping[str, Message],
    rows: int,
    around: ValidationContext,
) -> Finding:
    finding = Finding(
        suite.name,
        rule.name,
        rule.column,
        rule.severity,
        False,
        rows,
        0,
        rule.sentence,
        remedy=rule.remedy,
        acceptable=rule.acceptable,
        file=around.files.get(rule.file, rule.file),
    )
    outcome = outcomes.get(rule.name)
    why = broken.get(rule.name)
    if why is None and (outcome is None or _raised(outcome.exception_info)):
        why = Message("Not judged: the check itself broke")
    if why is not None:
        return replace(finding, severity="error", sentence=Message("{rule}. {why}", rule=rule.sentence, why=why))
    assert outcome is not None
    finding = replace(finding, success=bool(outcome.success))
    if rule.name in tallies:
        tally = tallies[rule.name]
        return replace(finding, element_count=tally.rows, unexpected_count=tally.failures)
    # The rule about the columns themselves has no count
    elements, unexpected = outcome.result.get("element_count"), outcome.result.get("unexpected_count")
    if elements is None:
        return replace(finding, element_count=1, unexpected_count=int(not outcome.success))
    return replace(finding, element_count=int(elements), unexpected_count=int(unexpected))


def _with_places(
    finding: Finding, rule: Rule, tallies: Mapping[str, RuleCount], cells: Cells, around: ValidationContext
) -> Finding:
    """The finding with the places where it fails, found by our own comparison: no expectation reports a cell."""
    tally = tallies.get(rule.name)
    if tally is not None and tally.places:
        return replace(finding, places=tally.places)
    rows = tally.failed_rows if tally is not None else ()
    if isinstance(rule.how, Native) and rule.how.expectation in FAILS:
        fails = FAILS[rule.how.expectation]
        try:
            rows = tuple(number for number, row in enumerate(cells.rows) if fails(row, rule.how.settings, cells))
        except TypeError:  # cells that cannot be compared: the check itself has failed on them, and said so
            rows = ()
    found = (around.place("", cells.rows[row].get("code"), row) for row in rows)
    return replace(finding, places=tuple(place for place in found if place.words))


def _not_in_set(row: Mapping[str, Any], settings: Mapping[str, Any], _: Cells) -> bool:
    value = row.get(settings["column"])
    return value is not None and value not in settings["value_set"]


def _not_between(row: Mapping[str, Any], settings: Mapping[str, Any], _: Cells) -> bool:
    value, low, high = row.get(settings["column"]), settings.get("min_value"), settings.get("max_value")
    return value is not None and ((low is not None and value < low) or (high is not None and value > high))


def _above_whole(row: Mapping[str, Any], settings: Mapping[str, Any], _: Cells) -> bool:
    whole, part = row.get(settings["column_A"]), row.get(settings["column_B"])
    return whole is not None and part is not None and part > whole


def _repeated(row: Mapping[str, Any], settings: Mapping[str, Any], cells: Cells) -> bool:
    """Whether the row has the key of an earlier one."""
    return cells.by_key[tuple(row[name] for name in settings["column_list"])] is not row


# Great Expectations gives counts without values; which rows they are is found by the same comparison once more
FAILS = {
    "ExpectColumnValuesToBeInSet": _not_in_set,
    "ExpectColumnValuesToBeBetween": _not_between,
    "ExpectColumnPairValuesAToBeGreaterThanB": _above_whole,
    "ExpectCompoundColumnsToBeUnique": _repeated,
}


def _raised(info: object) -> bool:
    """Whether anything was raised; Great Expectations nests the information under the metric that raised."""
    if not isinstance(info, Mapping):
        return False
    return bool(info.get("raised_exception")) or any(_raised(value) for value in info.values())


def _by_rule(result: ExpectationSuiteValidationResult) -> dict[str, Any]:
    return {
        outcome.expectation_config.meta["rule"]: outcome for outcome in result.results if outcome.expectation_config
    }


def _native(rule: Rule) -> Any:
    import great_expectations.expectations as gxe

    assert isinstance(rule.how, Native)
    return getattr(gxe, rule.how.expectation)(**rule.how.settings, **_told(rule))


def _maximum(rule: Rule, tally: RuleCount) -> Any:
    from great_expectations.expectations.core.expect_column_max_to_be_between import ExpectColumnMaxToBeBetween

    return ExpectColumnMaxToBeBetween(column=rule.name, max_value=tally.permitted, **_told(rule))


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "severity": "critical" if rule.severity == "error" else "warning",
        "description": f"{rule.name}: {rule.sentence}",
        "meta": {"rule": rule.name},
    }


def _validate(name: str, expectations: list[Any], frame: pd.DataFrame) -> ExpectationSuiteValidationResult:
    definition = _batch_definition()
    from great_expectations.core import ExpectationSuite

    batch = definition.get_batch({"dataframe": frame})
    result: ExpectationSuiteValidationResult = batch.validate(
        ExpectationSuite(name, expectations=expectations), result_format=COUNTS_ONLY
    )
    return result


@cache
def _batch_definition() -> Any:
    """One context and one data source per process, in memory: nothing is written, shown or sent."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    # It logs the exceptions of its metrics with their text, which may quote a cell; a broken rule is reported as a
    # finding
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    return (
        context.data_sources.add_pandas("frames")
        .add_dataframe_asset("frame")
        .add_batch_definition_whole_dataframe("whole")
    )
