"""One year's five registers of a group of persons, drawn from the persons' traits.

The arrays of a ``Batch`` are both counted and written. What does not belong here: files and keys (``writing``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.synthetic.country import Country
from pipeline.synthetic.people import FIRST_BASIC, FIRST_UNKNOWN, People, age_on_1_january, day, drawn, joined

OFFENCES = (  # afg_ger7; before 2020 the last three digits are filled as well
    "1110", "1145", "1210", "1252", "1255", "1286", "1310", "1324", "1380", "1440",  # these
    "3210", "3215", "3220", "3410", "3420",  # and these count
    "2210", "2410", "2610", "3610", "3845", "3865", "0000",  # do not
)  # fmt: skip
COUNTED_OFFENCES = 15
OFFENCES_SEVEN = tuple(f"{offence}{number:03d}" for number, offence in enumerate(OFFENCES))
LAST_SEVEN_DIGIT_YEAR = 2019
GUILTY = (
    (111, 15),
    (112, 5),
    (113, 3),
    (114, 2),
    (115, 1),
    (121, 14),
    (122, 10),
    (123, 4),
    (124, 1),
    (2, 40),
    (511, 2),
)
ACQUITTED = 514
STUDENT = 310

EMPLOYED = ((131, 8), (132, 22), (133, 12), (134, 34), (135, 10), (136, 3), (110, 8), (120, 1), (351, 2), (312, 1))
STUDYING = ((517, 40), (511, 25), (134, 30), (514, 2), (516, 2), (515, 1))
WEAK = (
    (318, 18),
    (319, 8),
    (200, 16),
    (411, 22),
    (313, 7),
    (314, 3),
    (316, 1),
    (317, 2),
    (320, 1),
    (321, 6),
    (322, 4),
    (513, 11),
    (311, 1),
)
SENIOR = ((412, 45), (413, 4), (132, 25), (134, 26))
PENSIONER = ((414, 92), (415, 2), (110, 3), (134, 3))
CHILD = ((512, 100),)
STATUSES = tuple(sorted({code for group in (EMPLOYED, STUDYING, WEAK, SENIOR, PENSIONER, CHILD) for code, _ in group}))
WITHOUT_LINK = {200, 311, 313, 314, 315, 316, 317, 318, 319, 320, 321, 322, 411, 414, 415, 512, 513}

MEAN_INCOME_DKK = {
    131: 820_000,
    132: 620_000,
    133: 500_000,
    134: 390_000,
    135: 330_000,
    136: 300_000,
    110: 470_000,
    120: 260_000,
}
MEAN_INCOME_DKK |= {351: 260_000, 511: 60_000, 512: 20_000, 514: 90_000, 515: 90_000, 516: 60_000, 517: 95_000}
MEAN_INCOME_DKK |= {414: 250_000, 415: 220_000, 412: 250_000, 413: 240_000, 411: 220_000, 513: 90_000}
OTHER_MEAN_INCOME_DKK = 190_000
SOCIO = {
    110: 114,
    120: 120,
    131: 131,
    132: 132,
    133: 133,
    134: 134,
    135: 135,
    136: 139,
    351: 135,
    200: 210,
    312: 135,
    316: 220,
}
SOCIO |= {317: 220, 318: 330, 319: 330, 320: 220, 411: 321, 412: 323, 413: 323, 414: 322, 415: 322, 512: 310, 513: 410}
SOCIO |= {511: STUDENT, 514: STUDENT, 515: STUDENT, 516: STUDENT, 517: STUDENT}


@dataclass
class Batch:
    """Some persons and their rows in the five registers. Rows refer to persons by index.

    The first ``residents`` persons live in the country on 1 January; the others died or left in the year before, and
    are in the registers of that year only. ``hundredths`` of a full-time person and ``ore`` (1/100 krone) are whole
    numbers.
    """

    people: People
    residents: int
    employment: npt.NDArray[np.int32]
    status: npt.NDArray[np.int16]
    hundredths: npt.NDArray[np.int16]
    education: npt.NDArray[np.int32]
    hfaudd: npt.NDArray[np.int8]  # index into EDUCATION_CODES
    hf_kilde: npt.NDArray[np.int8]
    income: npt.NDArray[np.int32]
    ore: npt.NDArray[np.int64]
    omfang: npt.NDArray[np.int8]
    socio13: npt.NDArray[np.int16]
    crime: npt.NDArray[np.int32]
    decided: npt.NDArray[np.int32]  # days since 1970-01-01
    offence: npt.NDArray[np.int8]  # index into OFFENCES
    decision: npt.NDArray[np.int16]
    labels: tuple[str, ...] | None = None  # the text keys of named persons


def year_of(country: Country, chunk: int, people: People, leavers: People, list_year: int) -> Batch:
    """The delivery of ``list_year``: residents on 1 January, and the registers of the year before."""
    generator = country.generator(4, chunk, list_year)
    everyone = joined(people, leavers)
    age = age_on_1_january(everyone.birth, list_year)
    main, second, part = _statuses(generator, everyone, age)
    recorded = (age >= 15) & (generator.random(len(age), np.float32) >= np.where(everyone.arrived, 0.5, 0.004))
    rows = np.flatnonzero(recorded).astype(np.int32)
    twice = rows[second[rows] > 0]
    gone = np.arange(len(age)) >= len(people)
    education, hfaudd = _education(generator, everyone, age)
    income, ore, omfang = _income(country, generator, everyone, age, main, gone)
    crime, decided, offence, decision = _crime(country, generator, everyone, age, list_year - 1)
    return Batch(
        people=everyone,
        residents=len(people),
        employment=np.concatenate([rows, twice]),
        status=np.concatenate([main[rows], second[twice]]),
        hundredths=np.concatenate([part[rows], 100 - part[twice]]).astype(np.int16),
        education=education,
        hfaudd=hfaudd,
        hf_kilde=everyone.source[education],
        income=income,
        ore=ore,
        omfang=omfang,
        socio13=_by_status(SOCIO, 410)[main[income]].astype(np.int16),
        crime=crime,
        decided=decided,
        offence=offence,
        decision=decision,
    )


def _by_status(values: dict[int, int], otherwise: int) -> npt.NDArray[np.int64]:
    table = np.full(1000, otherwise, np.int64)
    for code, value in values.items():
        table[code] = value
    return table


def _statuses(
    generator: np.random.Generator, people: People, age: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """The main status, a second one for some (0 = none), and the hundredths of the year in the main one."""
    weak = (people.kind & 2).astype(np.bool_)
    main, second = np.empty(len(age), np.int16), np.zeros(len(age), np.int16)
    changed = (generator.random(len(age), np.float32) < 0.27) & (age >= 16) & (age < 66)
    groups = (
        (age < 16, CHILD),
        (age >= 67, PENSIONER),
        (weak & (age >= 16) & (age < 67), WEAK),
        (~weak & (age >= 16) & (age < 24), STUDYING),
        (~weak & (age >= 24) & (age < 62), EMPLOYED),
        (~weak & (age >= 62) & (age < 67), SENIOR),
    )
    for belongs, group in groups:
        places = np.flatnonzero(belongs)
        main[places] = drawn(generator, len(places), group)
    places = np.flatnonzero(changed)
    other = np.where(
        weak[places] ^ (generator.random(len(places)) < 0.6),
        drawn(generator, len(places), EMPLOYED),
        drawn(generator, len(places), WEAK),
    )
    second[places] = np.where(other == main[places], 0, other)
    part = np.full(len(age), 100, np.int16)
    split = np.flatnonzero(second)
    part[split] = generator.integers(40, 100, len(split))
    return main, second, part


def _education(
    generator: np.random.Generator, people: People, age: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """Who is in the register, and with which education; children are still at grundskole."""
    missing = np.where(people.arrived, 0.7, np.where(people.ie_type == 2, 0.08, 0.003))
    rows = np.flatnonzero((age >= 15) & (generator.random(len(age), np.float32) >= missing)).astype(np.int32)
    young = (age[rows] < 19) & (people.education[rows] < FIRST_UNKNOWN)
    return rows, np.where(young, FIRST_BASIC, people.education[rows]).astype(np.int8)


def _income(
    country: Country,
    generator: np.random.Generator,
    people: People,
    age: npt.NDArray[np.int32],
    status: npt.NDArray[np.int16],
    gone: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], npt.NDArray[np.int8]]:
    """Who is in the register, with what income in hundredths of a krone (some negative), and how far liable to tax."""
    rows = np.flatnonzero((age >= 15) & (generator.random(len(age), np.float32) >= 0.003)).astype(np.int32)
    mean = _by_status(MEAN_INCOME_DKK, OTHER_MEAN_INCOME_DKK)[status[rows]].astype(np.float32)
    factor = np.ones(len(country.areas) + 1, np.float32)  # the last one, at place -1, is for those outside
    factor[: country.candidates] = [area.income for area in country.areas[: country.candidates]]
    spread = np.exp(generator.standard_normal(len(rows), np.float32) * 0.4 - 0.01)
    education = np.where(people.kind[rows] & 1, 0.85, 1.06).astype(np.float32)
    kroner = (mean * spread * education * factor[people.home[rows]]).astype(np.int64)
    u = generator.random(len(rows), np.float32)
    kroner = np.where(u < 0.003, -kroner, kroner)
    ore = kroner * 100 + np.where(u > 0.9, generator.integers(0, 100, len(rows)), 0)
    omfang = np.where(generator.random(len(rows), np.float32) < 0.012, 2, 1)
    omfang[people.arrived[rows] | gone[rows]] = 2
    return rows, ore, omfang.astype(np.int8)


def _crime(
    country: Country, generator: np.random.Generator, people: People, age: npt.NDArray[np.int32], register_year: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int8], npt.NDArray[np.int16]]:
    """Decisions of the year: about 0.7 % of adults with one that counts, and many for traffic, which do not."""
    risk = np.select([age < 15, age < 30, age < 45, age < 65], [0.0, 0.0165, 0.0090, 0.0032], 0.0004)
    risk *= np.where(people.kind & 2, 1.9, 0.8)
    factor = np.ones(len(country.areas) + 1)
    factor[: country.candidates] = [area.crime for area in country.areas[: country.candidates]]
    risk *= factor[people.home]
    serious = np.flatnonzero(generator.random(len(age), np.float32) < risk)
    again = serious[generator.random(len(serious)) < 0.2]
    traffic = np.flatnonzero((generator.random(len(age), np.float32) < 0.03) & (age >= 15))
    counted = np.concatenate([serious, again])
    rows = np.concatenate([counted, traffic]).astype(np.int32)
    offence = np.empty(len(rows), np.int8)
    offence[: len(counted)] = generator.integers(0, COUNTED_OFFENCES, len(counted))
    offence[len(counted) :] = generator.integers(COUNTED_OFFENCES, len(OFFENCES), len(traffic))
    decision = drawn(generator, len(rows), GUILTY)
    decision[generator.random(len(rows)) < 0.06] = ACQUITTED
    start = day(register_year)
    decided = start + generator.integers(0, day(register_year + 1) - start, len(rows))
    return rows, decided.astype(np.int32), offence, decision
