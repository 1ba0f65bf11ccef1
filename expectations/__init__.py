"""What must the data satisfy?

The suites of rules, derived from the declared tables, and their validation by Great Expectations. What does not belong
here: what a column means (``pipeline``), and when a suite is run (``assets``, ``commands``). Importing this package is
cheap: Great Expectations is imported by the first ``validate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from expectations.model import Finding, ValidationContext, ValidationResult

    SUITES: tuple[str, ...]

__all__ = ["SUITES", "Finding", "ValidationContext", "ValidationResult", "describe", "validate"]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: the process that validates begins with a module of this package."""
    if name == "SUITES":
        from expectations.suites import BUILDERS

        return tuple(BUILDERS)
    if name in __all__:
        from expectations import model

        return getattr(model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def describe(suite_name: str) -> list[tuple[str, str, str, str]]:
    """(expectation, column, severity, sentence) of each rule of a suite. Raises ``KeyError`` for an unknown suite."""
    from expectations.suites import suite

    return [(rule.name, rule.column, rule.severity, rule.sentence) for rule in suite(suite_name).rules]


def validate(suite_name: str, frame: pd.DataFrame, validation_context: ValidationContext) -> ValidationResult:
    """Validate a frame by a suite: one finding per rule, counts only. Raises ``KeyError`` for an unknown suite."""
    from expectations.suites import suite
    from expectations.validator import validate_suite

    return validate_suite(suite(suite_name), frame, validation_context).verdict
