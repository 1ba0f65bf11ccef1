"""Small numbers of persons: which figures may be shown. Every number that leaves the project passes here.

A number of 1-4 persons is withheld, and so is any number that would give one back by subtraction: the part whose
remainder is 1-4, the narrower age group that differs from the wider by 1-4, and every mean that such a year is in.
The decision itself (met, designated) is an administrative fact and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from pipeline.deliveries import PRINTED_GRAIN, Cell, Delivery
from pipeline.figures import Figure, YearShare

LARGEST_SMALL = 4

# Age groups that lie within each other: the difference of two neighbours is a number of persons too.
NESTED_GROUPS = (
    ("population", "residents"),
    ("population", "residents_18_plus"),
    ("employment", "residents_18_64"),
    ("education", "residents_30_59"),
)
SAME_GROUP = {("crime", "residents_18_plus"): ("population", "residents_18_plus")}

Key = tuple[str, str, str]  # register, scope, code


def is_small(number: Cell | Fraction) -> bool:
    """Whether a number of persons (or full-time persons) is one to four: above none, below five."""
    return number is not None and 0 < number < LARGEST_SMALL + 1


def withheld_measures(delivery: Delivery) -> dict[Key, frozenset[str]]:
    """The measures of each delivered row that may not be shown.

    Within a register a small part, or a small remainder of the whole, withholds every part of the row: then none can
    be had from the others. A small whole withholds the row. Across registers the narrower of two nested age groups
    goes when the two differ by a small number, and its own parts with it.
    """
    rows: dict[tuple[str, str], dict[str, dict[str, Cell]]] = {}
    for register, frame in delivery.frames.items():
        for scope, code in zip(frame["scope"], frame["code"], strict=True):
            row = delivery.row(register, scope, code)
            if row is not None:
                rows.setdefault((scope, code), {})[register] = dict(row)
    return {
        (register, scope, code): frozenset(measures)
        for (scope, code), registers in rows.items()
        for register, measures in _withheld_of_place(registers).items()
        if measures
    }


WHOLES = {
    "population": "residents",
    "employment": "residents_18_64",
    "education": "residents_30_59",
    "income": "taxpayers",
    "crime": "residents_18_plus",
}
NOT_PERSONS = frozenset({"gross_income_dkk"})


def _withheld_of_place(registers: Mapping[str, Mapping[str, Cell]]) -> dict[str, set[str]]:
    withheld: dict[str, set[str]] = {register: set() for register in registers}
    for register, row in registers.items():
        whole = row[WHOLES[register]]
        if is_small(whole):
            withheld[register] |= set(row)
        parts = {name: cell for name, cell in row.items() if name != WHOLES[register] and name not in NOT_PERSONS}
        if any(is_small(number) for number in _shown_or_derived(whole, parts.values())):
            withheld[register] |= set(parts)
    shown = [
        (register, measure, registers[register][measure])
        for register, measure in NESTED_GROUPS
        if register in registers and registers[register][measure] is not None
    ]
    for (_, _, wide), (register, measure, narrow) in zip(shown, shown[1:], strict=False):
        if is_small(_minus(wide, narrow)):
            withheld[register] |= set(registers[register]) if measure == WHOLES[register] else {measure}
    for (register, measure), (other, same) in SAME_GROUP.items():
        if register in withheld and other in withheld and same in withheld[other]:
            withheld[register] |= set(registers[register])
        elif register in withheld and other in withheld and measure in withheld[register]:
            withheld[other].add(same)
    return withheld


def _minus(whole: Cell, part: Cell) -> Fraction | None:
    return None if whole is None or part is None else Fraction(whole) - Fraction(part)


def _shown_or_derived(whole: Cell, parts: Iterable[Cell]) -> list[Cell | Fraction]:
    """Every number a reader could work out from a row: the parts, what each leaves, and what all leave."""
    known = [part for part in parts if part is not None]
    derived: list[Cell | Fraction] = list(known)
    if whole is not None:
        derived += [_minus(whole, part) for part in known]
        together = sum((Fraction(part) for part in known), Fraction(0))
        if together <= whole:
            derived += [together, Fraction(whole) - together]
    return derived


def is_withheld(figure: Figure) -> bool:
    """Whether an area's figure may not be shown: any of its years rests on a small number.

    What the ministry has printed is public already.
    """
    if figure.grain == PRINTED_GRAIN:
        return False
    if figure.criterion == "size":
        return is_small(figure.value)
    return any(_small_year(figure.criterion, year) for year in figure.years)


def _small_year(criterion: str, year: YearShare) -> bool:
    if is_small(year.whole):
        return True
    if criterion == "income":  # the part is kroner, not persons
        return False
    return is_small(year.part) or (
        year.part is not None and year.whole is not None and is_small(year.whole - year.part)
    )


def shown(cell: Cell, withheld: bool) -> Decimal | None:
    """A cell as a published table holds it."""
    return None if withheld or cell is None else Decimal(cell)
