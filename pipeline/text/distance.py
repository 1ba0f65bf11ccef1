"""The cheapest way on or off a list in words: how many persons, in which criteria; kroner said apart."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.analysis.distance import Step, Way, cheapest_way, rests_on_withheld
from pipeline.inputs.deliveries import PRINTED_GRAIN
from pipeline.law.model import Regime
from pipeline.lists.designation import Designation
from pipeline.text.sentences import WITHHELD, Said, joined, label, number, persons

PLUS, END = Said(" og ", " and "), Said(".", ".")


def way_sentence(designation: Designation, designations: Sequence[Designation], regime: Regime) -> Said:
    """The fewest persons that would turn one designation, and what income would take if that spares persons.

    ``designations`` are the area's in every category of the regime. Empty if no number of persons would, and for
    printed figures, whose percentages do not tell persons.
    """
    if designation.grain == PRINTED_GRAIN:
        return Said("", "")
    ways = cheapest_way(designations, regime, designation.category)
    found = [ways.by_persons] if ways.by_persons else []
    if ways.with_income and (not found or ways.with_income.persons < found[0].persons):
        found.append(ways.with_income)
    if not found:
        return Said("", "")
    head = Said("Korteste vej på listen: ", "Shortest way onto the list: ")
    if designation.designated:
        head = Said("Korteste vej af listen: ", "Shortest way off the list: ")
    either = Said("; med indkomsten: ", "; with income: ") if len(found) > 1 else Said("", "")
    return head + joined([_steps(way, designations) for way in found], either) + END


def _steps(way: Way, designations: Sequence[Designation]) -> Said:
    if rests_on_withheld(designations, [step.criterion for step in way.steps]):
        return WITHHELD
    return joined([_step(step) for step in way.steps], PLUS)


def _step(step: Step) -> Said:
    name = label(step.criterion) + Said(" ", " ")
    if step.kroner is not None:
        return name + number(step.kroner, 0) + Said(" kr. i alt", " DKK in all")
    return name + persons(step.persons)
