"""Small numbers of persons: which counts may be shown. Every published count is checked here.

A number of 1-4 persons is withheld, and so is any number that would reveal one by subtraction: the part whose remainder
is 1-4, the narrower age group that differs from the wider by 1-4, the total from which the shown parts are 1-4 away, or
so far that the withheld parts can only be 1 each or 4 each. A figure made of a withheld count is withheld with every mean
it is in. The decision itself (met, designated) is an administrative fact and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
Sums = Mapping[
    str, Sequence[Sequence[str]]
]  # area -> the areas that lie in it; sometimes in two ways: merged, then split
Below = Mapping[Place, Sequence[Sequence[Place]]]  # total -> the parts right below it, the same


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


def withheld_measures(
    rows: Rows, region_of: Mapping[str, str], groupings: Groupings, sums: Sums | None = None
) -> dict[Key, frozenset[str]]:
    """The measures of each row of one list year's registers that may not be shown; rows without any are left out.

    First each place by itself, then the totals: an area that others lie in, a region or the country goes where it, less
    the parts that are shown, leaves a small number, or tells the withheld parts. ``region_of`` is the region of each area;
    an area it lacks is part of the country only. ``sums`` are the areas that lie in others.
    """
    places = {place for registers in rows.values() for place in registers}
    withheld: dict[Key, set[str]] = {}
    for place in places:
        here = {register: found[place] for register, found in rows.items() if place in found}
        for register, measures in _withheld_here(here, groupings).items():
            withheld[register, *place] = measures
    for register, found in rows.items():
        persons = [name for name in next(iter(found.values()), {}) if (register, name) not in groupings.amounts]
        _withhold_totals(register, found, _parts_below(found, region_of, sums or {}), persons, withheld)
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


def _parts_below(found: Iterable[Place], region_of: Mapping[str, str], sums: Sums) -> Below:
    """Each delivered total with the delivered parts right below it; a total comes after those that lie in it."""
    places = set(found)
    below: dict[Place, Sequence[Sequence[Place]]] = {}

    def delivered(codes: Iterable[str]) -> Iterator[Place]:
        for code in codes:
            if ("area", code) in places:
                yield "area", code
            else:
                yield from (place for way in sums.get(code, ())[:1] for place in delivered(way))

    def add(code: str) -> None:
        ways = [list(delivered(way)) for way in sums.get(code, ())]
        for _, part in (place for way in ways for place in way if place not in below):
            add(part)
        if any(ways):
            below["area", code] = [way for way in ways if way]

    areas = [place for place in found if place[0] == "area"]
    for _, code in areas:
        if ("area", code) not in below:
            add(code)
    within = {place for ways in below.values() for way in ways for place in way}
    outermost = [place for place in areas if place not in within]
    regions = [place for place in found if place[0] == "region"]
    for region in regions:
        below[region] = [[area for area in outermost if region_of.get(area[1]) == region[1]]]
    elsewhere = [area for area in outermost if ("region", region_of.get(area[1])) not in places]
    return below | {place: [[*regions, *elsewhere]] for place in places if place[0] == "country"}


def _withhold_totals(
    register: str,
    found: Mapping[Place, Mapping[str, ExactNumber]],
    below: Below,
    persons: Sequence[str],
    withheld: dict[Key, set[str]],
) -> None:
    """Each total against the parts in it that are shown, the innermost totals first.

    The whole row of a total is withheld, not only the measure that reveals a small number.
    """
    for total in below:
        for measure in persons:
            shown_places = {place for place in found if measure not in withheld[register, *place]}
            if any(
                _rest_tells(total, parts, {place: found[place][measure] for place in (total, *parts)}, shown_places)
                for parts in _breakdowns(total, below, shown_places)
                if parts
            ):
                withheld[register, *total].update(found[total])
                break


def _breakdowns(total: Place, below: Below, shown_places: Set[Place]) -> Iterator[Sequence[Place]]:
    """The parts of a total that a reader could subtract: those right below it, the innermost, and the outermost shown.

    No other choice need be tried: it leaves out parts that are shown, and these are not small.
    """
    for way in range(max(map(len, below.values()))):
        parts = _parts(total, below, way)
        yield parts
        if any(part in below for part in parts):
            yield list(_innermost(parts, below, way, frozenset()))
            yield list(_innermost(parts, below, way, shown_places))


def _parts(total: Place, below: Below, way: int) -> Sequence[Place]:
    return below[total][min(way, len(below[total]) - 1)]


def _innermost(parts: Iterable[Place], below: Below, way: int, kept: Set[Place]) -> Iterator[Place]:
    """The parts, each that is a total itself replaced by its own, but for those ``kept``."""
    for part in parts:
        inner = [] if part in kept or part not in below else _parts(part, below, way)
        yield from _innermost(inner, below, way, kept) if inner else (part,)


def _rest_tells(
    total: Place, parts: Iterable[Place], cells: Mapping[Place, ExactNumber], shown_places: Set[Place]
) -> bool:
    """Whether the total less the shown parts is a small number, or tells each of the withheld ones.

    8 persons that two withheld cells leave of a total are 4 and 4, and 5 persons in five of them 1 each.
    """
    known = [place for place in parts if cells[place] is not None]
    rest = _minus(cells[total], sum(_exact(cells[place] or 0) for place in known if place in shown_places))
    hidden = sum(place not in shown_places for place in known)
    return is_small(rest) or (hidden > 0 and rest in (hidden, LARGEST_SMALL * hidden))
