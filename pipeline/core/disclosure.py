"""Small numbers of persons: which counts may be shown. Every count that leaves the project passes here.

A number of 1-4 persons is withheld, and so is any number that would give one back by subtraction: the part whose
remainder is 1-4, the narrower age group that differs from the wider by 1-4, the total from which the shown rest is
1-4 away. A figure made of a withheld count is withheld with every mean it is in. The decision itself (met,
designated) is an administrative fact and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

LARGEST_SMALL = 4

ExactNumber = int | Decimal | None
Key = tuple[str, str, str]  # register, scope, code
Place = tuple[str, str]  # scope, code
Rows = Mapping[str, Mapping[Place, Mapping[str, ExactNumber]]]  # register -> place -> measure -> count

WHOLES = {
    "population": "residents",
    "employment": "residents_18_64",
    "education": "residents_30_59",
    "income": "taxpayers",
    "crime": "residents_18_plus",
}
NOT_PERSONS = frozenset({"gross_income_dkk"})
# Age groups that lie within each other: the difference of two neighbours is a number of persons too.
NESTED_GROUPS = (
    ("population", "residents"),
    ("population", "residents_18_plus"),
    ("crime", "residents_18_plus"),  # the same group once more: it differs by nobody, and goes if its twin goes
    ("employment", "residents_18_64"),
    ("education", "residents_30_59"),
)


def is_small(number: ExactNumber | Fraction) -> bool:
    """Whether a number of persons (or full-time persons) is one to four: above none, below five."""
    return number is not None and 0 < number < LARGEST_SMALL + 1


def shown(cell: ExactNumber, withheld: bool) -> Decimal | None:
    """A cell as a published table holds it."""
    return None if withheld or cell is None else Decimal(cell)


def withheld_measures(rows: Rows, region_of: Mapping[str, str]) -> dict[Key, frozenset[str]]:
    """The measures of each row of one list year's registers that may not be shown; rows without any are left out.

    First each place by itself, then the totals: a region or the country goes where it, less the parts that are shown,
    leaves a small number. ``region_of`` is the region of each area; an area it lacks is part of the country only.
    """
    places = {place for registers in rows.values() for place in registers}
    withheld: dict[Key, set[str]] = {}
    for place in places:
        here = {register: found[place] for register, found in rows.items() if place in found}
        for register, measures in _withheld_here(here).items():
            withheld[register, *place] = measures
    for register, found in rows.items():
        _withhold_totals(register, found, region_of, withheld)
    return {key: frozenset(measures) for key, measures in withheld.items() if measures}


def _withheld_here(registers: Mapping[str, Mapping[str, ExactNumber]]) -> dict[str, set[str]]:
    """One place. A small part or remainder withholds every part of its row, so that none can be had from the others."""
    withheld: dict[str, set[str]] = {register: set() for register in registers}
    for register, row in registers.items():
        whole = row[WHOLES[register]]
        parts = {name: cell for name, cell in row.items() if name != WHOLES[register] and name not in NOT_PERSONS}
        if is_small(whole):
            withheld[register] |= set(row)
        if any(is_small(number) for number in _derivable(whole, parts.values())):
            withheld[register] |= set(parts)
    chain = [(register, measure) for register, measure in NESTED_GROUPS if register in registers]
    for position, (register, measure) in enumerate(chain):
        narrow = registers[register][measure]
        wider = [registers[other][group] for other, group in chain[:position] if group not in withheld[other]]
        twin_gone = any(group == measure and group in withheld[other] for other, group in chain[:position])
        if twin_gone or any(is_small(_minus(wide, narrow)) for wide in wider):
            withheld[register] |= set(registers[register]) if measure == WHOLES[register] else {measure}
    return withheld


def _minus(whole: ExactNumber | Fraction, part: ExactNumber | Fraction) -> Fraction | None:
    return None if whole is None or part is None else Fraction(whole) - Fraction(part)


def _derivable(whole: ExactNumber, parts: Iterable[ExactNumber]) -> list[ExactNumber | Fraction]:
    """Every number a reader could work out from one row: sums of parts, and what they leave of the whole."""
    known = [Fraction(part) for part in parts if part is not None]
    sums = {Fraction(0)}
    for part in known:
        sums |= {total + part for total in sums}
    derived: list[ExactNumber | Fraction] = [*sums]
    if whole is not None:
        derived += [Fraction(whole) - total for total in sums - {Fraction(0)} if total <= whole]
    return derived


def _withhold_totals(
    register: str,
    found: Mapping[Place, Mapping[str, ExactNumber]],
    region_of: Mapping[str, str],
    withheld: dict[Key, set[str]],
) -> None:
    """A region against its shown areas, then the country against the shown areas and the shown regions.

    Whole rows go: a total with one hole in it is a riddle.
    """
    areas = [place for place in found if place[0] == "area"]
    regions = [place for place in found if place[0] == "region"]
    groups = [(region, [area for area in areas if region_of.get(area[1]) == region[1]]) for region in regions]
    country = [place for place in found if place[0] == "country"]
    groups += [(total, parts) for total in country for parts in (areas, regions)]
    for total, parts in groups:
        if parts and any(_rest_is_small(register, found, total, parts, measure, withheld) for measure in found[total]):
            withheld.setdefault((register, *total), set()).update(found[total])


def _rest_is_small(
    register: str,
    found: Mapping[Place, Mapping[str, ExactNumber]],
    total: Place,
    parts: Iterable[Place],
    measure: str,
    withheld: Mapping[Key, set[str]],
) -> bool:
    if measure in NOT_PERSONS:
        return False
    cells = [found[place][measure] for place in parts if measure not in withheld.get((register, *place), set())]
    known = [Fraction(cell) for cell in cells if cell is not None]
    whole = found[total][measure]
    return whole is not None and is_small(Fraction(whole) - sum(known, Fraction(0)))
