"""The smallest change that puts an area on a list or takes it off, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.analysis.distance import ShownChange, Step, shown_changes
from pipeline.inputs.deliveries import PUBLISHED_GRAIN
from pipeline.law.model import Regime
from pipeline.lists.designation import Designation
from pipeline.text.bilingual import Bilingual, joined
from pipeline.text.numbers import number, persons
from pipeline.text.sentences import label
from pipeline.text.vocabulary import WITHHELD

PLUS, END = Bilingual(" og ", " and "), Bilingual(".", ".")


def minimal_change_sentence(designation: Designation, designations: Sequence[Designation], regime: Regime) -> Bilingual:
    """The fewest persons that would change one designation, and the change of income if it takes fewer persons.

    ``designations`` are the area's in every category of the regime. Empty if no number of persons would, and for
    published figures, whose percentages cannot be turned into persons.
    """
    if designation.grain == PUBLISHED_GRAIN:
        return Bilingual("", "")
    found = shown_changes(designations, regime, designation.category)
    if not found:
        return Bilingual("", "")
    head = Bilingual(
        "Mindste ændring, der bringer området på listen: ", "Smallest change that puts the area on the list: "
    )
    if designation.designated:
        head = Bilingual(
            "Mindste ændring, der bringer området af listen: ", "Smallest change that takes the area off the list: "
        )
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
