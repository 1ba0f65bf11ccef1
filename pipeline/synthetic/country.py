"""The made-up country's fixed facts: its municipalities, areas, addresses and code values, drawn once per seed.

What does not belong here: persons (``people``), their yearly registers (``registers``) and the named boundary areas'
residents (``boundaries``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.core.paths import CODES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

REGION_CODES = (81, 82, 83, 84, 85)
REGION_SHARES = {81: 0.10, 82: 0.23, 83: 0.21, 84: 0.32, 85: 0.14}
LARGE_TOWNS = {101: 12.0, 751: 7.0, 461: 6.0, 851: 8.0}  # how much larger than the other municipalities of the region

NON_WESTERN_SHARE_UNDER_65 = 0.098
NON_WESTERN_SHARE_65_PLUS = 0.030
WESTERN_ORIGIN_SHARE = 0.050

# Three yes/no traits make a person's registers consistent: non-western origin, weak attachment to the labour market,
# little education. The number of a class is 4 * non_western + 2 * weak + little_education.
WEAK_SHARE = {0: 0.17, 1: 0.33}  # given non-western origin
LITTLE_EDUCATION_SHARE = {0: 0.22, 1: 0.45}  # given weak attachment

RESIDENTS_PER_ADDRESS = 2.1
CANDIDATE_AREAS = 200
CANDIDATE_RESIDENTS = 1800
LAST_ADDRESS_YEAR = 9999


@dataclass(frozen=True)
class Area:
    """One row of areas.csv, and the traits of its residents (shares of the whole area)."""

    area_id: str
    name: str
    municipality: int
    region: int
    first_list_year: int
    last_list_year: int | None = None
    predecessors: tuple[str, ...] = ()
    size: float = 0.0  # share of the country's persons
    non_western: float = 0.0
    weak: float = 0.0
    little_education: float = 0.0
    crime: float = 1.0  # times the usual risk
    income: float = 1.0  # times the usual income


@dataclass(frozen=True)
class AddressRows:
    """addresses.*: which area an address lies in, with the list years between which it does."""

    address: Ints
    area: Ints
    first_list_year: Ints
    last_list_year: Ints

    def area_of_address(self, addresses: int, list_year: int) -> npt.NDArray[np.int16]:
        """The area's index by address, -1 for none. Only rows valid in the list year count."""
        area = np.full(addresses, -1, np.int16)
        valid = (self.first_list_year <= list_year) & (list_year <= self.last_list_year)
        area[self.address[valid]] = self.area[valid].astype(np.int16)
        return area


@dataclass(frozen=True)
class Country:
    """Everything about the country except its persons."""

    seed: int
    slots: int  # background persons alive at any time
    first_list_year: int
    last_list_year: int
    candidates: int  # areas[:candidates] are drawn by chance, the rest are named boundaries
    areas: tuple[Area, ...]
    address_start: Ints  # first address of each area; one more entry for the first address outside
    addresses: int
    rows: AddressRows
    area_by_class: Floats  # (8 classes, candidates) cumulative; what is above the last is outside
    municipality: npt.NDArray[np.int16]
    municipality_cumulative: Floats
    region_of_municipality: npt.NDArray[np.int8]  # index into REGION_CODES by municipality code

    def generator(self, *place: int) -> np.random.Generator:
        """A separate random generator for every (purpose, chunk, year): the order of work does not matter."""
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence([self.seed, *place])))


def read_municipalities() -> dict[int, int]:
    """Municipality code -> region code, from the table of DST's codes."""
    with (CODES / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {int(line["municipality_code"]): int(line["region_code"]) for line in csv.DictReader(file)}


def _candidate_areas(generator: np.random.Generator, slots: int, first: int, regions: dict[int, int]) -> list[Area]:
    """Areas whose shares spread around the limits of 2018 and 2021."""
    inhabitants = max(0.06 * slots, min(0.4 * slots, 12_000.0))
    count = int(np.clip(round(inhabitants / CANDIDATE_RESIDENTS), 3, CANDIDATE_AREAS))
    sizes = np.exp(generator.normal(0.0, 0.45, count))
    sizes *= inhabitants / slots / sizes.sum()
    codes = np.array(sorted(set(regions) - {411}))  # Christiansø has some 90 residents
    weights = np.array([LARGE_TOWNS.get(int(code), 1.0) * REGION_SHARES[regions[int(code)]] for code in codes])
    towns = generator.choice(codes, count, p=weights / weights.sum())
    return [
        Area(
            area_id=f"A{number + 1:03d}",
            name=f"Opdigtet område {number + 1:03d}",
            municipality=int(towns[number]),
            region=regions[int(towns[number])],
            first_list_year=first - 10,
            size=float(sizes[number]),
            non_western=float(np.clip(generator.normal(0.42, 0.14), 0.08, 0.85)),
            weak=float(np.clip(generator.normal(0.40, 0.09), 0.15, 0.70)),
            little_education=float(np.clip(generator.normal(0.50, 0.11), 0.15, 0.85)),
            crime=float(np.clip(generator.normal(2.3, 0.8), 0.3, 6.0)),
            income=float(np.clip(generator.normal(0.72, 0.10), 0.45, 1.1)),
        )
        for number in range(count)
    ]


def class_shares(non_western: float, weak: dict[int, float], little: dict[int, float]) -> Floats:
    """The share of each of the eight classes."""
    shares = np.empty(8)
    for number in range(8):
        origin, hold, education = number >> 2 & 1, number >> 1 & 1, number & 1
        of_hold, of_education = weak[origin], little[hold]
        shares[number] = (
            (non_western if origin else 1 - non_western)
            * (of_hold if hold else 1 - of_hold)
            * (of_education if education else 1 - of_education)
        )
    return shares


def _area_by_class(areas: list[Area]) -> Floats:
    """For each class, where a person of that class lives: cumulative over the candidate areas."""
    whole = class_shares(0.095, WEAK_SHARE, LITTLE_EDUCATION_SHARE)
    within = np.array(
        [
            area.size
            * class_shares(
                area.non_western,
                {0: area.weak, 1: area.weak},
                {0: area.little_education, 1: area.little_education},
            )
            for area in areas
        ]
    ).T
    chance = within / whole[:, None]
    # In a tiny country the areas would need more persons of a class than there are: they get almost all of them.
    chance *= np.minimum(1.0, 0.95 / chance.sum(axis=1, keepdims=True))
    return np.cumsum(chance, axis=1)


def _redrawn(
    generator: np.random.Generator, areas: list[Area], start: Ints, first: int, last: int
) -> tuple[list[Area], list[tuple[Ints, int, int, int]]]:
    """Address rows as (addresses, area index, first, last): some addresses change, and one area is split in two."""
    successors: list[Area] = []
    rows: list[tuple[Ints, int, int, int]] = []
    split_year = first + (last - first + 1) // 2
    for number, area in enumerate(areas):
        addresses = np.arange(start[number], start[number + 1])
        if number == 0 and last > first:
            half = len(addresses) // 2
            areas[0] = Area(**{**area.__dict__, "last_list_year": split_year - 1})
            rows.append((addresses, 0, first - 10, split_year - 1))
            for side, part in enumerate((addresses[:half], addresses[half:])):
                changes = {"area_id": f"A001{'ab'[side]}", "name": f"{area.name} {'ab'[side]}", "size": 0.0}
                parents = {"first_list_year": split_year, "predecessors": (area.area_id,)}
                successors.append(Area(**{**area.__dict__, **changes, **parents}))
                rows.append((part, len(areas) + side, split_year, LAST_ADDRESS_YEAR))
            continue
        fate = generator.random(len(addresses))
        year = generator.integers(first - 2, last + 1, len(addresses))
        rows.append((addresses[fate >= 0.02], number, first - 10, LAST_ADDRESS_YEAR))
        for when in range(first - 2, last + 1):  # demolished or sold before, or built after, some list year
            rows.append((addresses[(fate < 0.01) & (year == when)], number, first - 10, when))
            rows.append((addresses[(fate >= 0.01) & (fate < 0.02) & (year == when)], number, when, LAST_ADDRESS_YEAR))
    return successors, rows


def found(seed: int, slots: int, list_years: tuple[int, ...], named: list[Area]) -> Country:
    """The country of that seed with ``slots`` background persons, its candidate areas and then the ``named`` ones."""
    generator = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, 1])))
    regions = read_municipalities()
    first, last = list_years[0], list_years[-1]
    areas = _candidate_areas(generator, slots, first, regions)
    candidates = len(areas)
    counts = [max(2, round(area.size * slots / RESIDENTS_PER_ADDRESS)) for area in areas]
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    by_class = _area_by_class(areas)
    successors, rows = _redrawn(generator, areas, start, first, last)
    named_start = start[-1] + np.arange(len(named) + 1)
    for number in range(len(named)):
        place = candidates + len(successors) + number
        rows.append((named_start[number : number + 1], place, first - 10, LAST_ADDRESS_YEAR))
    codes = np.array(sorted(regions), np.int16)
    weights = np.array([LARGE_TOWNS.get(int(code), 1.0) for code in codes])
    weights[codes == 411] = 0.01
    region = np.array([regions[int(code)] for code in codes])
    for code in REGION_CODES:
        weights[region == code] *= REGION_SHARES[code] / weights[region == code].sum()
    region_index = np.full(1000, -1, np.int8)
    region_index[codes] = region - REGION_CODES[0]
    return Country(
        seed=seed,
        slots=slots,
        first_list_year=first,
        last_list_year=last,
        candidates=candidates,
        areas=(*areas, *successors, *named),
        address_start=np.concatenate([start[:-1], np.repeat(start[-1], len(successors)), named_start]),
        addresses=int(named_start[-1]) + int(slots / RESIDENTS_PER_ADDRESS) + 1,
        rows=AddressRows(
            address=np.concatenate([row[0] for row in rows]),
            area=np.concatenate([np.full(len(row[0]), row[1], np.int64) for row in rows]),
            first_list_year=np.concatenate([np.full(len(row[0]), row[2], np.int64) for row in rows]),
            last_list_year=np.concatenate([np.full(len(row[0]), row[3], np.int64) for row in rows]),
        ),
        area_by_class=by_class,
        municipality=codes,
        municipality_cumulative=np.cumsum(weights / weights.sum()),
        region_of_municipality=region_index,
    )
