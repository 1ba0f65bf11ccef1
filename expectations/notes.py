"""The warnings of a validation as notes to a reader: alike ones together, each group with what to do.

What does not belong here: the faults that stop a run (``model.ValidationResult.faults``), and the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from expectations.model import Finding, ValidationResult
from pipeline.core.messages import Message


@dataclass(frozen=True)
class Kind:
    """Warnings that a reader answers in the same way. ``ending`` ends the names of their expectations."""

    ending: str
    title: Message
    to_do: Message


KINDS = (
    Kind(
        "_missing",
        Message("Figures are missing"),
        Message("ask the supplier for them; until then an area that lacks one may be undetermined"),
    ),
    Kind(
        "areas_delivered",
        Message("Areas are not delivered"),
        Message("have them delivered, or end them in areas.csv; until then they may be undetermined"),
    ),
    Kind(
        "_jump",
        Message("Figures changed much since the list year before"),
        Message("compare with the year before; what the supplier confirms can stay"),
    ),
    Kind("accepted", Message("Accepted as they are"), Message("nothing, it was accepted by name")),
    Kind(
        "benchmarks_counted_alike",
        Message("Benchmarks are taken from StatBank, which counts others than the law"),
        Message("see docs/method.md; do not rest a figure near its limit on them"),
    ),
    Kind("", Message("Other surprises"), Message("look at what is named; what is right can stay")),
)


def notes(verdicts: Sequence[tuple[str, ValidationResult]]) -> Iterator[Message]:
    """The lines: a heading for each kind that occurs, with what to do, and each warning with its place below it."""
    found = [(where, finding) for where, verdict in verdicts for finding in verdict.warnings]
    for kind in KINDS:
        own = [(where, finding) for where, finding in found if _kind(finding) is kind]
        if own:
            yield Message("Note: {title}. To do: {remedy}.", title=kind.title, remedy=kind.to_do)
            lines = [
                Message("  {where}: {line}", where=_at(where, finding), line=_line(finding, kind))
                for where, finding in own
            ]
            yield from dict.fromkeys(lines)


def _kind(finding: Finding) -> Kind:
    return next(kind for kind in KINDS if finding.expectation.endswith(kind.ending))


def _at(where: str, finding: Finding) -> str:
    """The place, and where that is several files the one of the finding."""
    return finding.at(where) if finding.file else where


def _line(finding: Finding, kind: Kind) -> Message:
    """The column and the counts; the rule's sentence only where the heading does not say what is wrong."""
    if kind.ending in ("_missing", "_jump") and finding.column:
        return Message("{column}, {count}", column=finding.column, count=finding.count_words)
    if kind.ending in ("areas_delivered", "benchmarks_counted_alike"):
        return finding.count_words
    return Message("does not hold: {rule}, {count}", rule=finding.sentence, count=finding.count_words)
