"""Small numbers of persons: which counts may be shown. Every published count is checked here.

A number of 1-4 persons is withheld, and so is any number that would reveal one by subtraction: the part whose remainder
is 1-4, the narrower age group that differs from the wider by 1-4, the total from which the shown rest is 1-4 away. A
figure made of a withheld count is withheld with every mean it is in. The decision itself (met, designated) is an
administrative fact and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

LARGEST_SMALL = 4

ExactNumber = int | Decimal | None
Exact = int | Fraction
Key = tuple[str, str, str]  # register, scope, code
Place = tuple[str, str]  # scope, code
Rows = Mapping[str, Mapping[Place, Mapping[str, ExactNumber]]]  # register -> place -> measure -> count

Group = tuple[str, str]  # register, measure


@dataclass(frozen=True)
class NestedGroup:
    """A number of residents that lies within others: the difference to each is a number of persons too.

    ``twins`` are those of the wider that are the same residents once more: they are withheld together.
    """

    register: str
    measure: str
    wider: tuple[Group, ...]
    twins: tuple[Group, ...]


@dataclass(frozen=True)
class Groupings:
    """The facts the rule needs of the registers: each one's whole, the sums that are no persons, the nested groups.

    ``nested`` holds the wider groups before those that lie in them.
    """

    wholes: Mapping[str, str]
    amounts: frozenset[Group]
    nested: tuple[NestedGroup, ...]


def is_small(number: ExactNumber | Fraction) -> bool:
    """Whether a number of persons (or full-time persons) is one to four: above none, below five."""
    return number is not None and 0 < number < LARGEST_SMALL + 1


def shown(cell: ExactNumber, withheld: bool) -> Decimal | None:
    """A cell as a published table holds it."""
    return None if withheld or cell is None else Decimal(cell)


def withheld_measures(rows: Rows, region_of: Mapping[str, str], groupings: Groupings) -> dict[Key, frozenset[str]]:
    """The measures of each row of one list year's registers that may not be shown; rows without any are left out.

    First each place by itself, then the totals: a region or the country goes where it, less the parts that are shown,
    leaves a small number. ``region_of`` is the region of each area; an area it lacks is part of the country only.
    """
    places = {place for registers in rows.values() for place in registers}
    withheld: dict[Key, set[str]] = {}
    for place in places:
        here = {register: found[place] for register, found in rows.items() if place in found}
        for register, measures in _withheld_here(here, groupings).items():
            withheld[register, *place] = measures
    for register, found in rows.items():
        persons = [name for name in next(iter(found.values()), {}) if (register, name) not in groupings.amounts]
        _withhold_totals(register, found, region_of, persons, withheld)
    return {key: frozenset(measures) for key, measures in withheld.items() if measures}


def _withheld_here(registers: Mapping[str, Mapping[str, ExactNumber]], groupings: Groupings) -> dict[str, set[str]]:
    """One place. A small part or remainder withholds every part of its row, so that none can be computed from the
    others."""
    withheld: dict[str, set[str]] = {register: set() for register in registers}
    for register, row in registers.items():
        name_of_whole = groupings.wholes[register]
        whole = row[name_of_whole]
        parts = {
            name: cell
            for name, cell in row.items()
            if name != name_of_whole and (register, name) not in groupings.amounts
        }
        if is_small(whole):
            withheld[register] = set(row)
        elif any(is_small(number) for number in _derivable(whole, parts.values())):
            withheld[register] = set(parts)
    for group in groupings.nested:
        if group.register not in registers:
            continue
        row = registers[group.register]
        wider = [registers[other][name] for other, name in group.wider if _is_shown(other, name, registers, withheld)]
        twin_gone = any(other in registers and name in withheld[other] for other, name in group.twins)
        if twin_gone or any(is_small(_minus(wide, row[group.measure])) for wide in wider):
            is_whole = group.measure == groupings.wholes[group.register]
            withheld[group.register] |= set(row) if is_whole else {group.measure}
    return withheld


def _is_shown(
    register: str,
    measure: str,
    registers: Mapping[str, Mapping[str, ExactNumber]],
    withheld: Mapping[str, set[str]],
) -> bool:
    return register in registers and measure not in withheld[register]


def _exact(number: int | Decimal | Fraction) -> Exact:
    """A number that can be added without rounding; whole numbers stay what they are, and are added fastest."""
    return number if isinstance(number, int) else Fraction(number)


def _minus(whole: ExactNumber | Fraction, part: ExactNumber | Fraction) -> Exact | None:
    return None if whole is None or part is None else _exact(whole) - _exact(part)


def _derivable(whole: ExactNumber, parts: Iterable[ExactNumber]) -> list[Exact | None]:
    """Every number a reader could work out from one row: sums of parts, and what they leave of the whole."""
    sums: set[Exact] = {0}
    for part in parts:
        if part is not None:
            sums |= {total + _exact(part) for total in sums}
    return [*sums, *(_minus(whole, total) for total in sums)]


def _withhold_totals(
    register: str,
    found: Mapping[Place, Mapping[str, ExactNumber]],
    region_of: Mapping[str, str],
    persons: Iterable[str],
    withheld: dict[Key, set[str]],
) -> None:
    """A region against its shown areas, then the country against the shown areas and the shown regions.

    The whole row of a total is withheld, not only the measure that reveals a small number.
    """
    areas = [place for place in found if place[0] == "area"]
    regions = [place for place in found if place[0] == "region"]
    groups = [(region, [area for area in areas if region_of.get(area[1]) == region[1]]) for region in regions]
    country = [place for place in found if place[0] == "country"]
    groups += [(total, parts) for total in country for parts in (areas, regions)]
    for total, parts in groups:
        if parts and any(_rest_is_small(register, found, total, parts, measure, withheld) for measure in persons):
            withheld[register, *total].update(found[total])


def _rest_is_small(
    register: str,
    found: Mapping[Place, Mapping[str, ExactNumber]],
    total: Place,
    parts: Iterable[Place],
    measure: str,
    withheld: Mapping[Key, set[str]],
) -> bool:
    cells = (found[place][measure] for place in parts if measure not in withheld[register, *place])
    return is_small(_minus(found[total][measure], sum(_exact(cell) for cell in cells if cell is not None)))
