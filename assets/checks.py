"""The suites of ``expectations`` as asset checks: for each one that stops what comes after, and one that only tells.

A suite is run inside the step that makes the asset, before the asset is kept or published: what breaks an error-level
rule never gets further. Results carry counts only.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg

from expectations import Finding, ValidationResult, describe

ERROR, WARNING = "error", "warning"


def check_name(suite: str, severity: str) -> str:
    """``population_error``: the check that holds the suite's rules of one severity."""
    return f"{suite}_{severity}"


def check_specs(asset: str, *suites: str) -> list[dg.AssetCheckSpec]:
    """The two checks of each suite of an asset; their descriptions are the suite's own sentences."""
    return [
        dg.AssetCheckSpec(
            check_name(suite, severity),
            asset=asset,
            blocking=severity == ERROR,
            description=_sentences(suite, severity),
        )
        for suite in suites
        for severity in (ERROR, WARNING)
    ]


def _sentences(suite: str, severity: str) -> str:
    rules = [sentence for _, _, of, sentence in describe(suite) if of == severity]
    return "\n".join(f"- {sentence}" for sentence in rules) or "No rule of this severity."


def check_results(asset: str, suite: str, verdict: ValidationResult | None) -> Iterator[dg.AssetCheckResult]:
    """The outcome of a suite's two checks; ``None``: there was nothing to hold to it, which passes and says so."""
    failed = {ERROR: verdict.errors, WARNING: verdict.warnings} if verdict else {ERROR: (), WARNING: ()}
    severities = {ERROR: dg.AssetCheckSeverity.ERROR, WARNING: dg.AssetCheckSeverity.WARN}
    for severity, findings in failed.items():
        yield dg.AssetCheckResult(
            passed=not findings,
            asset_key=asset,
            check_name=check_name(suite, severity),
            severity=severities[severity],
            metadata=_counts(verdict, severity, findings),
        )


def _counts(verdict: ValidationResult | None, severity: str, failed: Iterable[Finding]) -> dict[str, Any]:
    if verdict is None:
        return {"delivered": False}
    broken = {
        f"{each.expectation} {each.column}".strip(): f"{each.unexpected_count} of {each.element_count}"
        for each in failed
    }
    rules = sum(each.severity == severity for each in verdict.findings)
    return {"delivered": True, "rules": rules, "rules_broken": len(broken), "broken": broken}


def demand_passed(verdicts: Mapping[str, ValidationResult | None]) -> None:
    """Fail the step if any verdict has an error; its sentences say which rules and how many rows."""
    faults = [fault for where, verdict in verdicts.items() if verdict for fault in verdict.faults(where)]
    if faults:
        sentences = "\n".join(f"- {fault}" for fault in faults)
        raise dg.Failure(f"Validation failed; earlier outputs are left as they were.\n{sentences}", allow_retries=False)
