"""The facts the disclosure rule needs of the registers, made from their cards: wholes, amounts, nested groups."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pipeline.core.disclosure import Groupings, NestedGroup
from pipeline.inputs.registers.card import Measure, Register, Role


def groupings(registers: Mapping[str, Register]) -> Groupings:
    """The grouping facts of these registers; groups of residents come the widest first.

    A group lies in every group that is everyone of ages it is within. Of two measures that count everyone of the same
    ages, the later is a twin of the earlier.
    """
    groups = [(name, measure) for name, register in registers.items() for measure in register.measures if measure.ages]
    groups.sort(key=lambda group: _narrowness(group[1]))  # stable: of equals in the order of the registers
    nested = []
    for position, (register, measure) in enumerate(groups):
        wider = [(other, group) for other, group in groups[:position] if _lies_within(measure, group)]
        twins = [(other, group) for other, group in wider if measure.is_everyone and group.ages == measure.ages]
        nested.append(NestedGroup(register, measure.name, _names(wider), _names(twins)))
    return Groupings(
        wholes={name: register.whole.name for name, register in registers.items()},
        amounts=frozenset(
            (name, measure.name)
            for name, register in registers.items()
            for measure in register.measures
            if measure.role is Role.AMOUNT
        ),
        nested=tuple(nested),
    )


def _narrowness(measure: Measure) -> tuple[int, float, bool]:
    """A sort key by which a group comes after every group it lies in."""
    assert measure.ages is not None
    last = math.inf if measure.ages.last is None else measure.ages.last
    return measure.ages.first, -last, not measure.is_everyone


def _lies_within(measure: Measure, other: Measure) -> bool:
    assert measure.ages is not None and other.ages is not None
    return other.is_everyone and measure.ages.lie_within(other.ages)


def _names(groups: list[tuple[str, Measure]]) -> tuple[tuple[str, str], ...]:
    return tuple((register, measure.name) for register, measure in groups)
