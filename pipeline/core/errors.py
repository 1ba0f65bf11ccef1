"""The ways a run may stop, each with its message and its exit code.

A fault never carries a value from a person register: it names the file, the column, row numbers or
counts, what was expected and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DONE = 0
WRONG_USAGE = 2
INPUT_REFUSED = 3
VALIDATION_FAILED = 4
DONE_WITH_UNDETERMINED = 5


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one input: where it is, what is wrong, what was expected, what to do."""

    where: str
    problem: str
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        sentence = f"{self.where}: {self.problem}."
        if self.expected:
            sentence += f" Expected: {self.expected}."
        if self.remedy:
            sentence += f" What to do: {self.remedy}."
        return sentence


class Refusal(Exception):
    """Raised to stop a run before it has changed any output.

    All faults of an input are raised together, so that a delivery can be corrected in one go.
    """

    exit_code = INPUT_REFUSED
    headline = "The input is refused"

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(f"- {fault}" for fault in self.faults))

    def message(self) -> str:
        """The whole message for the terminal: a headline, then one line per fault."""
        return f"{self.headline}; earlier outputs are left as they were.\n{self}"


class InputRefused(Refusal):
    """A file of the raw root that cannot be used as it is."""


class LawRefused(Refusal):
    """A regime file that is not complete, not exact or contradicts another."""

    headline = "The law file is refused"


class WrongUsage(Refusal):
    """A command with arguments that cannot be carried out (an unknown area, a list year without a law)."""

    exit_code = WRONG_USAGE
    headline = "The command cannot be carried out"


class ValidationFailed(Refusal):
    """Data that could be read but break an error-level expectation."""

    exit_code = VALIDATION_FAILED
    headline = "Validation failed"
