"""The warnings of a validation as notes to a reader: alike ones together, each group with what to do.

What does not belong here: the faults that stop a run (``model.ValidationResult.faults``), and the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from expectations.model import Finding, ValidationResult


@dataclass(frozen=True)
class Kind:
    """Warnings that a reader answers in the same way. ``ending`` ends the names of their expectations."""

    ending: str
    title: str
    to_do: str


KINDS = (
    Kind(
        "_missing",
        "Figures are missing",
        "ask the supplier for them; until then an area that lacks one may be undetermined",
    ),
    Kind(
        "areas_delivered",
        "Areas are not delivered",
        "have them delivered, or end them in areas.csv; until then they may be undetermined",
    ),
    Kind(
        "_jump",
        "Figures changed much since the list year before",
        "compare with the year before; what the supplier confirms can stay",
    ),
    Kind("accepted", "Accepted as they are", "nothing, it was accepted by name"),
    Kind("", "Other surprises", "look at what is named; what is right can stay"),
)


def notes(verdicts: Sequence[tuple[str, ValidationResult]]) -> Iterator[str]:
    """The lines: a heading for each kind that occurs, with what to do, and each warning with its place below it."""
    found = [(where, finding) for where, verdict in verdicts for finding in verdict.warnings]
    for kind in KINDS:
        own = [(where, finding) for where, finding in found if _kind(finding) is kind]
        if own:
            yield f"Note: {kind.title}. To do: {kind.to_do}."
            yield from dict.fromkeys(f"  {where}: {_line(finding, kind)}" for where, finding in own)


def _kind(finding: Finding) -> Kind:
    return next(kind for kind in KINDS if finding.expectation.endswith(kind.ending))


def _line(finding: Finding, kind: Kind) -> str:
    """The column and the counts; the rule's sentence only where the heading does not say what is wrong."""
    what = finding.column if kind.ending in ("_missing", "_jump") else ""
    if not what and kind.ending != "areas_delivered":
        what = f"does not hold: {finding.sentence}"
    return f"{what}, {finding.count_words}" if what else finding.count_words
