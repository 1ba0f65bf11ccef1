"""The named boundary areas within the whole country: sized to it, and the last of them solved for in whole numbers.

Two kinds depend on the rest of the country: the conviction areas (an exact multiple of the national average) and the
income areas (an exact share of the region's mean). They are therefore made when all others have been counted, with a
few balancing persons outside any area.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.synthetic.counting import Counts
from pipeline.synthetic.country import Country
from pipeline.synthetic.named import (
    ALL_CASES,
    CASES,
    CONVICTED_ONE_FEWER,
    CONVICTED_THREE_TIMES,
    CONVICTED_TWICE,
    INCOME_CASES,
    YEARS_A_COHORT,
    Case,
    Person,
    batch_of,
    edge_persons,
    residents,
)
from pipeline.synthetic.people import day
from pipeline.synthetic.registers import Batch

ONE_PERSON_IN = 60  # no more than this many adults to a conviction, so that the conviction areas stay small
FIRST_NAMED = 10_000  # named persons' numbers start at so many times the slots
EDGE_BLOCK, POOL_BLOCK, BALANCE_BLOCK = (
    90,
    91,
    92,
)  # the blocks of a million person numbers; areas use the block of their place


def unit_of(persons: int) -> int:
    """How many adults (and children) a named area has: 500, so that 1,000 live there, or fewer in a small country."""
    return 500 if persons >= 250_000 else 20


def conviction_unit(unit: int) -> int:
    """Convictions in a conviction area of such a country."""
    return 10 if unit == 500 else 2


def residents_of_named(unit: int) -> int:
    """About how many residents the named areas have in all, to be taken from the background persons."""
    return (len(CASES) + len(INCOME_CASES)) * 2 * unit + int(3.5 * ONE_PERSON_IN * conviction_unit(unit)) + 60


def _convictions_solved(counts: Counts, small: int, adults_to_come: int) -> tuple[int, int, int]:
    """(j, extra convictions, extra adults): one in j is three times the national average, exactly.

    With c = ``small``, the areas hold c of c*j, c-1 of c*j and c of 1.5*c*j. Adding e convictions and x adults
    elsewhere, the average is 1/(3j) when N + x + 3.5*c*j = 3j * (C + e + 3c - 1), so x = j * (3(C + e) + 5.5c - 3) -
    N.
    """
    adults = counts.of_country("crime", "residents_18_plus") + adults_to_come
    convicted = counts.of_country("crime", "convicted")
    own = 11 * small // 2 - 3
    j = max(2, min(ONE_PERSON_IN, adults // (3 * convicted + own)))
    extra = 0
    while (lacking := j * (3 * (convicted + extra) + own) - adults) < extra:
        extra += max(1, (extra - lacking) // (3 * j))
    return j, extra, lacking


class _Named:
    """The named persons of one year as they are made; each batch is counted at once for the next to be solved."""

    def __init__(self, country: Country, counts: Counts, unit: int) -> None:
        self.country, self.counts, self.unit = country, counts, unit
        self.year, self.first = counts.list_year, country.first_list_year
        self.cohort = (self.year - self.first) // YEARS_A_COHORT
        self.batches: list[Batch] = []
        born = day(self.first + YEARS_A_COHORT * self.cohort - 40, 4, 4)
        self.grown = Person(born, income=None)  # an adult without special properties
        self._start = len(country.areas) - len(ALL_CASES)
        self._place = {case.name: place for place, case in enumerate(ALL_CASES)}

    def live(self, persons: list[Person], municipality: int, block: int, place: int | None = None) -> None:
        """Add these persons in the named area of that place, or outside any area."""
        if not persons:
            return
        number = self.country.slots * FIRST_NAMED + (block * 100 + self.cohort) * 1_000_000
        address = self.country.address_start[-1 if place is None else self._start + place]
        self.batches.append(batch_of(persons, number, municipality, int(address)))
        self.counts.add(self.batches[-1])

    def area(self, case: Case) -> None:
        """Add the residents of a named area."""
        place = self._place[case.name]
        self.live(residents(case, self.unit, self.year, self.first), case.municipality, place, place)


def _add_convictions(named: _Named) -> None:
    """The conviction areas, and outside them just enough convicted and other adults to make the average exact."""
    small = conviction_unit(named.unit)
    # The income areas come last, so that no later income changes the mean; their number of adults is known already.
    to_come = len(INCOME_CASES) * (named.unit + 1)
    j, extra, more = _convictions_solved(named.counts, small, to_come)
    named.area(replace(CONVICTED_THREE_TIMES, adults=small * j, convicted=small))
    named.area(replace(CONVICTED_ONE_FEWER, adults=small * j, convicted=small - 1))
    named.area(replace(CONVICTED_TWICE, adults=small * j * 3 // 2, convicted=small))
    guilty = replace(named.grown, decisions=((day(named.year - 1, 9, 9), "3210", 112),))
    named.live([guilty] * extra + [named.grown] * (more - extra), 101, POOL_BLOCK)


def _add_incomes(named: _Named) -> None:
    """The income areas: one balancing person makes the region's other incomes divisible.

    The T people of the area are to earn n/20 of the mean of the T + R people in the region; the R others earn S: their
    sum is n * T * S / (20 * R + (20 - n) * T), a whole number once S is a multiple of the divisor.
    """
    for number, (case, region, numerator, less) in enumerate(INCOME_CASES):
        others = named.counts.of_region("income", "taxpayers", region) + 1
        divisor = 20 * others + (20 - numerator) * named.unit
        balance = -named.counts.of_region("income", "gross_income_dkk", region) % divisor
        named.live([replace(named.grown, income=(balance, 1, 134))], case.municipality, BALANCE_BLOCK + number)
        of_others = named.counts.of_region("income", "gross_income_dkk", region)
        named.area(replace(case, income_in_all_ore=numerator * named.unit * (of_others // divisor) - less))


def add_named(country: Country, counts: Counts, unit: int) -> list[Batch]:
    """All named persons and areas of one year, counted as they are made: the solved ones last."""
    named = _Named(country, counts, unit)
    for case in CASES:
        named.area(case)
    edges = edge_persons(country.first_list_year, counts.list_year)
    named.live(edges, 101, EDGE_BLOCK, len(ALL_CASES) - 1)
    _add_convictions(named)
    _add_incomes(named)
    return named.batches
