"""Persons and what happens to them from one 1 January to the next: births, deaths, arrivals, departures, moves.

A person line ("slot") always holds one living person; a person who dies or leaves is replaced, so that the country
keeps its size. What does not belong here: the yearly registers (``registers``).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from pipeline.synthetic.country import (
    LITTLE_EDUCATION_SHARE,
    NON_WESTERN_SHARE_65_PLUS,
    NON_WESTERN_SHARE_UNDER_65,
    WEAK_SHARE,
    WESTERN_ORIGIN_SHARE,
    Country,
)

NO_AREA = -1
DENMARK = 5100
# DST's country codes, roughly by how many come from there; 5102 and 5103 are "abroad, unknown" and stateless.
Weights = tuple[tuple[int, int], ...]
NON_WESTERN: Weights = (
    (5172, 13), (5486, 9), (5436, 7), (5456, 6), (5472, 6), (5754, 5), (5289, 5), (5404, 4), (5438, 4), (5468, 4),
    (5244, 3), (5761, 3), (5758, 3), (5704, 3), (5492, 3), (5474, 3), (5448, 3), (5432, 3), (5418, 3), (5700, 2),
    (5216, 2), (5103, 1), (5102, 1),
)  # fmt: skip
WESTERN: Weights = (
    (5154, 12), (5180, 9), (5158, 8), (5110, 4), (5120, 4), (5170, 5), (5611, 4), (5128, 3), (5750, 2), (5390, 2),
    (5164, 2), (5150, 2), (5106, 2), (5130, 2), (5314, 1),
)  # fmt: skip

EDUCATION_CODES = (  # hfaudd, level: made up, but as at DST the first digits do not tell the level
    (1009, 10), (1021, 10), (2109, 10), (4407, 10), (1199, 20), (2110, 20), (5013, 20), (3208, 30), (4411, 30),
    (5021, 30), (7702, 30), (1035, 35), (4520, 40), (5220, 40), (3055, 50), (5075, 50), (6510, 50), (6610, 60),
    (2660, 60), (6710, 70), (4070, 70), (8010, 80), (9999, 90), (9090, 90),
)  # fmt: skip
LITTLE_EDUCATION: Weights = ((0, 40), (1, 25), (2, 15), (3, 12), (22, 5), (23, 3))  # places in EDUCATION_CODES
MORE_EDUCATION: Weights = (
    (4, 3), (5, 3), (6, 2), (7, 14), (8, 12), (9, 10), (10, 6), (11, 1), (12, 5), (13, 3), (14, 9), (15, 8), (16, 5),
    (17, 2), (18, 2), (19, 8), (20, 6), (21, 1),
)  # fmt: skip
FIRST_BASIC, FIRST_UNKNOWN = 0, 22
SOURCES_BROUGHT = ((17, 50), (18, 40), (3, 5), (9, 3), (10, 2))
SOURCES_HERE = ((15, 80), (1, 8), (8, 5), (5, 3), (14, 2), (12, 1), (19, 1))

Days = npt.NDArray[np.int32]


@dataclass
class People:
    """Columns of persons, one entry a person. ``number`` is the person's own, and never used twice."""

    number: npt.NDArray[np.int64]
    birth: Days  # days since 1970-01-01
    kind: npt.NDArray[np.int8]  # class: 4 * non_western + 2 * weak + little_education
    ie_type: npt.NDArray[np.int8]
    origin: npt.NDArray[np.int16]
    education: npt.NDArray[np.int8]  # index into EDUCATION_CODES
    source: npt.NDArray[np.int8]
    home: npt.NDArray[np.int16]  # candidate area, NO_AREA outside
    municipality: npt.NDArray[np.int16]
    address: npt.NDArray[np.int32]
    arrived: npt.NDArray[np.bool_]  # came to the country within the year before

    def __len__(self) -> int:
        return len(self.number)

    def take(self, which: npt.NDArray[np.int64]) -> People:
        """The persons at these places, copied."""
        return People(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    def put(self, which: npt.NDArray[np.int64], others: People) -> None:
        """Replace the persons at these places."""
        for field in fields(self):
            getattr(self, field.name)[which] = getattr(others, field.name)


def joined(*groups: People) -> People:
    """All persons of the groups, in order."""
    return People(**{field.name: np.concatenate([getattr(g, field.name) for g in groups]) for field in fields(People)})


def drawn(generator: np.random.Generator, count: int, weighted: Weights) -> npt.NDArray[np.int16]:
    """``count`` codes drawn by their weights."""
    codes = np.array([code for code, _ in weighted], np.int16)
    cumulative = np.cumsum([weight for _, weight in weighted]).astype(np.float32)
    places = np.searchsorted(cumulative / cumulative[-1], generator.random(count, np.float32), side="right")
    chosen: npt.NDArray[np.int16] = codes[np.minimum(places, len(codes) - 1)]
    return chosen


def day(year: int, month: int = 1, day_of_month: int = 1) -> int:
    """The days from 1970-01-01 to that date."""
    return int(np.datetime64(f"{year:04d}-{month:02d}-{day_of_month:02d}", "D").astype(np.int64))


def age_on_1_january(birth: Days, list_year: int) -> npt.NDArray[np.int32]:
    """Age in whole years on 1 January: only persons born on a 1 January have had this year's birthday."""
    date = birth.astype("datetime64[D]")
    year = date.astype("datetime64[Y]")
    on_new_years_day = date == year.astype("datetime64[D]")
    age: Days = (list_year - 1 - (year.astype(np.int32) + 1970) + on_new_years_day).astype(np.int32)
    return age


def _ages(generator: np.random.Generator, count: int) -> npt.NDArray[np.float32]:
    """Ages of a population of which 16.4 % are under 15 and 19.9 % are 65 or over."""
    u, within = generator.random(count, np.float32), generator.random(count, np.float32)
    old = 65 + 34 * (1 - np.sqrt(within)) * 1.2
    return np.where(u < 0.164, within * 15, np.where(u < 0.801, 15 + within * 50, np.minimum(old, 104.9))).astype(
        np.float32
    )


def settle(country: Country, generator: np.random.Generator, people: People, which: npt.NDArray[np.int64]) -> None:
    """Give these persons a home: an area by their class's chances, or somewhere else in the country."""
    u = generator.random(len(which))
    home = np.full(len(which), NO_AREA, np.int16)
    for kind in range(8):
        cumulative = country.area_by_class[kind]
        hits = np.flatnonzero((people.kind[which] == kind) & (u < cumulative[-1]))
        home[hits] = np.searchsorted(cumulative, u[hits], side="right")
    places = np.searchsorted(country.municipality_cumulative, generator.random(len(which)), side="right")
    town = country.municipality[np.minimum(places, len(country.municipality) - 1)]
    outside = country.address_start[-1] + generator.integers(
        0, country.addresses - country.address_start[-1], len(which)
    )
    inside = home >= 0
    own = home[inside]
    start, end = country.address_start[own], country.address_start[own + 1]
    if len(own):
        outside[inside] = start + (generator.random(len(own)) * (end - start)).astype(np.int64)
        town[inside] = np.array([area.municipality for area in country.areas], np.int16)[own]
    people.home[which], people.municipality[which], people.address[which] = home, town, outside.astype(np.int32)


def created(
    country: Country,
    generator: np.random.Generator,
    number: npt.NDArray[np.int64],
    birth: Days,
    on_day: int,
    arrived: npt.NDArray[np.bool_],
) -> People:
    """New persons of those birth dates: origin, traits, education and home are drawn together."""
    count = len(number)
    age = (on_day - birth) / 365.25
    u = generator.random((4, count), np.float32)
    chance = np.where(age < 65, NON_WESTERN_SHARE_UNDER_65, NON_WESTERN_SHARE_65_PLUS)
    non_western = u[0] < np.where(arrived, 0.62, chance)
    western = ~non_western & (arrived | (generator.random(count, np.float32) < WESTERN_ORIGIN_SHARE))
    weak = u[1] < np.where(non_western, WEAK_SHARE[1], WEAK_SHARE[0])
    little = u[2] < np.where(weak, LITTLE_EDUCATION_SHARE[1], LITTLE_EDUCATION_SHARE[0])
    descendant = (u[3] < np.where(age < 20, 0.8, 0.12)) & ~arrived
    ie_type = np.where(non_western | western, np.where(descendant, 3, 2), 1).astype(np.int8)
    origin = np.full(count, DENMARK, np.int16)
    origin[non_western] = drawn(generator, int(non_western.sum()), NON_WESTERN)
    origin[western] = drawn(generator, int(western.sum()), WESTERN)
    education, source = _education(generator, little, ie_type == 2)
    people = People(
        number=number,
        birth=birth,
        kind=(4 * non_western + 2 * weak + little).astype(np.int8),
        ie_type=ie_type,
        origin=origin,
        education=education,
        source=source,
        home=np.full(count, NO_AREA, np.int16),
        municipality=np.zeros(count, np.int16),
        address=np.zeros(count, np.int32),
        arrived=arrived,
    )
    settle(country, generator, people, np.arange(count))
    return people


def _education(
    generator: np.random.Generator, little: npt.NDArray[np.bool_], immigrant: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """The education of grown persons of this kind, and the source of the information (``hf_kilde``)."""
    count = len(little)
    low, high = drawn(generator, count, LITTLE_EDUCATION), drawn(generator, count, MORE_EDUCATION)
    source = drawn(generator, count, SOURCES_HERE)
    u = generator.random(count, np.float32)
    brought = immigrant & (u < 0.5)
    source[brought] = drawn(generator, int(brought.sum()), SOURCES_BROUGHT)
    source[immigrant & (u >= 0.5) & (u < 0.62)] = 11
    return np.where(little, low, high).astype(np.int8), source.astype(np.int8)


def first_people(country: Country, chunk: int, first_slot: int, count: int) -> People:
    """The persons of these slots a year before the first list, for the first year's turnover to start from."""
    generator = country.generator(2, chunk)
    on_day = day(country.first_list_year - 1)
    birth = (on_day - 1 - _ages(generator, count) * 365.25).astype(np.int32)
    number = first_slot + np.arange(count, dtype=np.int64)
    return created(country, generator, number, birth, on_day, np.zeros(count, np.bool_))


def lived_a_year(country: Country, chunk: int, people: People, list_year: int) -> People:
    """Take ``people`` from 1 January of the year before to 1 January of ``list_year``; returns who left."""
    generator = country.generator(3, chunk, list_year)
    today = day(list_year)
    age = (today - people.birth) * np.float32(1 / 365.25)
    u = generator.random(len(people), np.float32)
    died = u < 0.00003 * np.exp(0.095 * age)
    died |= age > 105
    departed = ~died & (u > 0.995)
    moves = np.flatnonzero(generator.random(len(people), np.float32) < 0.06)
    settle(country, generator, people, moves)
    gone = np.flatnonzero(died | departed)
    leavers = people.take(gone)
    arrived = departed[gone] | (generator.random(len(gone)) < 0.1)
    years = np.where(arrived, 18 + generator.random(len(gone)) * 22, generator.random(len(gone)) * 0.99)
    people.arrived[:] = False
    number = leavers.number + country.slots
    birth = np.minimum(today - 1 - years * 365.25, today - 1).astype(np.int32)
    people.put(gone, created(country, generator, number, birth, today, arrived))
    return leavers
