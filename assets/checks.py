"""The suites of ``expectations`` as asset checks by list year: for each suite one that blocks and one that warns.

A suite is run inside the step that makes the asset, before the asset is kept: what breaks an error-level rule gets no
further. Results carry counts only. A register that a delivery lacks fails its checks as a warning; in a list year
without any delivery they are skipped: nothing was checked, so nothing passed.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import dagster as dg

from assets.partitions import LIST_YEARS
from expectations import Finding, ValidationResult, describe

ERROR, WARNING = "error", "warning"
SEVERITIES = {ERROR: dg.AssetCheckSeverity.ERROR, WARNING: dg.AssetCheckSeverity.WARN}
UNDELIVERED = "not delivered"

Verdict = ValidationResult | str  # a text says why there is nothing to check although there should be
Verdicts = Mapping[int, Verdict] | Mapping[None, Verdict]  # by list year; ``None``: what all list years share
Context = dg.OpExecutionContext | dg.AssetExecutionContext | dg.AssetCheckExecutionContext


def check_name(suite: str, severity: str) -> str:
    """``population_error``: the check that holds the suite's rules of one severity."""
    return f"{suite}_{severity}"


@cache
def check_specs(asset: str, *suites: str, shared: bool = False) -> tuple[dg.AssetCheckSpec, ...]:
    """The two checks of each suite of an asset; their descriptions are the suite's own sentences."""
    return tuple(
        dg.AssetCheckSpec(
            check_name(suite, severity),
            asset=asset,
            blocking=severity == ERROR,
            description=_sentences(suite, severity),
            partitions_def=None if shared else LIST_YEARS,
        )
        for suite in suites
        for severity in (ERROR, WARNING)
    )


def _sentences(suite: str, severity: str) -> str:
    rules = [sentence for _, _, of, sentence in describe(suite) if of == severity]
    return "\n".join(f"- {sentence}" for sentence in rules) or "No rule of this severity."


def check_events(context: Context, asset: str, suite: str, verdicts: Verdicts) -> Iterator[Any]:
    """The outcome of a suite's two checks in each list year. A list year without a verdict is skipped: Dagster shows
    a check without a result as skipped.
    """
    for spec in check_specs(asset, suite, shared=None in verdicts):
        if spec.key not in context.selected_asset_check_keys:
            continue
        yield dg.Output(None, output_name=spec.get_python_identifier())  # that it was run; the results follow
        severity = ERROR if spec.blocking else WARNING
        for list_year, verdict in verdicts.items():
            yield dg.AssetCheckEvaluation(
                asset_key=spec.asset_key,
                check_name=spec.name,
                partition=None if list_year is None else str(list_year),
                **_outcome(severity, verdict),
            )


def _outcome(severity: str, verdict: Verdict) -> dict[str, Any]:
    if isinstance(verdict, str):
        return {
            "passed": False,
            "severity": dg.AssetCheckSeverity.WARN,
            "metadata": _metadata({"delivered": False, "why": verdict}),
            "blocking": False,
        }
    failed = verdict.errors if severity == ERROR else verdict.warnings
    return {
        "passed": not failed,
        "severity": SEVERITIES[severity],
        "metadata": _metadata(_counts(verdict, severity, failed)),
        "blocking": severity == ERROR,
    }


def _metadata(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return dg.AssetCheckResult(passed=True, metadata=values).metadata


def _counts(verdict: ValidationResult, severity: str, failed: Iterable[Finding]) -> dict[str, Any]:
    broken = {
        f"{each.expectation} {each.column}".strip(): f"{each.unexpected_count} of {each.element_count}"
        for each in failed
    }
    rules = sum(each.severity == severity for each in verdict.findings)
    return {"delivered": True, "rules": rules, "rules_broken": len(broken), "broken": broken}
