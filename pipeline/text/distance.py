"""The cheapest way on or off a list in words: how many persons, in which criteria; kroner said apart."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.analysis.distance import ShownChange, Step, shown_changes
from pipeline.inputs.deliveries import PUBLISHED_GRAIN
from pipeline.law.model import Regime
from pipeline.lists.designation import Designation
from pipeline.text.bilingual import Bilingual, joined
from pipeline.text.sentences import label, number, persons
from pipeline.text.vocabulary import WITHHELD

PLUS, END = Bilingual(" og ", " and "), Bilingual(".", ".")


def minimal_change_sentence(designation: Designation, designations: Sequence[Designation], regime: Regime) -> Bilingual:
    """The fewest persons that would turn one designation, and what income would take if that spares persons.

    ``designations`` are the area's in every category of the regime. Empty if no number of persons would, and for
    printed figures, whose percentages do not tell persons.
    """
    if designation.grain == PUBLISHED_GRAIN:
        return Bilingual("", "")
    found = shown_changes(designations, regime, designation.category)
    if not found:
        return Bilingual("", "")
    head = Bilingual("Korteste vej på listen: ", "Shortest way onto the list: ")
    if designation.designated:
        head = Bilingual("Korteste vej af listen: ", "Shortest way off the list: ")
    either = Bilingual("; med indkomsten: ", "; with income: ") if len(found) > 1 else Bilingual("", "")
    return head + joined([_steps(change) for change in found], either) + END


def _steps(change: ShownChange) -> Bilingual:
    if change.steps is None:
        return WITHHELD
    return joined([_step(step) for step in change.steps], PLUS)


def _step(step: Step) -> Bilingual:
    name = label(step.criterion) + Bilingual(" ", " ")
    if step.kroner is not None:
        return name + number(step.kroner, 0) + Bilingual(" kr. i alt", " DKK in all")
    return name + persons(step.persons)
