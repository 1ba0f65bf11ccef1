"""The named areas and persons: which branch each is for, and the persons and rows it takes.

The shares below say where the cases are placed. Cases that depend on the rest of the country are solved in
``boundaries``. What does not belong here: the law's outcome for a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.synthetic.country import Area
from pipeline.synthetic.people import DENMARK, NO_AREA, People, day
from pipeline.synthetic.registers import OFFENCES, Batch

HIGH_INCOME_ORE = 60_000_000
YEARS_A_COHORT = 10
BASIC, ABOVE, UNKNOWN = 0, 8, 22  # places in EDUCATION_CODES
HERE, BROUGHT, RECOGNISED = 15, 17, 11
TURKEY, WITHOUT_LINK, WITH_LINK = 5172, 318, 134
MISSES = 0.1


@dataclass(frozen=True)
class Case:
    """An area of ``unit`` adults of 30-59 and as many children; shares are of the adults, ``non_western`` of all.

    ``steps`` adds so many persons (attachment: hundredths of a full-time person) to the measure of that name.
    """

    name: str
    municipality: int = 101
    non_western: float = 0.6
    attachment: float = MISSES
    basic: float = MISSES
    brought: float = 0.0
    recognised: float = 0.0
    unknown: float = 0.0
    income_in_all_ore: int | None = None  # in place of HIGH_INCOME_ORE each
    taxable: bool = True
    convicted: int = 0
    steps: tuple[tuple[str, int], ...] = ()
    residents_less: int = 0
    adults: int | None = None  # in place of unit
    empty: bool = False
    off_in: int | None = None  # meets no criterion in this year of the country (0 = first)


CASES = (
    Case("Residents exactly the limit", attachment=0.6, basic=0.8),
    Case("Residents one below the limit", attachment=0.6, basic=0.8, residents_less=1),
    Case("Non-western exactly half", attachment=0.6, basic=0.8, non_western=0.5),
    Case("Non-western one more than half", attachment=0.6, basic=0.8, non_western=0.5, steps=(("non_western", 1),)),
    Case("Attachment exactly 40 percent", basic=0.8, attachment=0.4),
    Case("Attachment a hundredth of a person above 40 percent", basic=0.8, attachment=0.4, steps=(("attachment", 1),)),
    Case("Basic education exactly 60 percent", attachment=0.6, basic=0.6),
    Case("Basic education one above 60 percent", attachment=0.6, basic=0.6, steps=(("basic", 1),)),
    Case("Brought education decides", attachment=0.6, basic=0.55, brought=0.1),
    Case("Brought education recognised", attachment=0.6, basic=0.55, recognised=0.1),
    Case("Unknown education decides", attachment=0.6, basic=0.55, unknown=0.1),
    Case("Non-western exactly 30 percent", non_western=0.3, attachment=0.35, basic=0.8),
    Case("Non-western one above 30 percent", non_western=0.3, attachment=0.35, basic=0.8, steps=(("non_western", 1),)),
    Case("Attachment exactly 30 percent", non_western=0.4, basic=0.8, attachment=0.3),
    Case(
        "Attachment a hundredth of a person above 30 percent",
        non_western=0.4,
        basic=0.8,
        attachment=0.3,
        steps=(("attachment", 1),),
    ),
    Case("No taxpayers", attachment=0.6, taxable=False),
    Case("Only children", adults=0),
    Case("Nobody lives here", empty=True),
    Case("On every list", attachment=0.6, basic=0.8),
    Case("One list off", attachment=0.6, basic=0.8, off_in=2),
)
CONVICTED_THREE_TIMES = Case("Convicted exactly three times the average", attachment=0.6)
CONVICTED_ONE_FEWER = Case("Convicted one fewer than three times the average", attachment=0.6)
CONVICTED_TWICE = Case("Convicted exactly twice the average", attachment=0.35, non_western=0.4)
INCOME_CASES = (  # the ratio to the region's mean is numerator / 20, less so many hundredths of a krone in all
    (Case("Income exactly 55 percent of the region", attachment=0.6, municipality=851), 81, 11, 0),
    (Case("Income one øre below 55 percent of the region", attachment=0.6, municipality=751), 82, 11, 1),
    (Case("Income exactly 65 percent of the region", attachment=0.35, non_western=0.4, municipality=461), 83, 13, 0),
    (
        Case("Income one øre below 65 percent of the region", attachment=0.35, non_western=0.4, municipality=265),
        85,
        13,
        1,
    ),
)
PERSONS_AREA = Case("Persons at the edges of the rules", empty=True)
ALL_CASES = (
    *CASES,
    CONVICTED_THREE_TIMES,
    CONVICTED_ONE_FEWER,
    CONVICTED_TWICE,
    *(case[0] for case in INCOME_CASES),
    PERSONS_AREA,
)
REGION_OF = {101: 84, 851: 81, 751: 82, 461: 83, 265: 85}


def named_areas(first_list_year: int) -> list[Area]:
    """The rows of areas.csv."""
    return [
        Area(f"B{number + 1:02d}", case.name, case.municipality, REGION_OF[case.municipality], first_list_year - 10)
        for number, case in enumerate(ALL_CASES)
    ]


@dataclass(frozen=True)
class Person:
    """One named person and the person's rows: statuses as (code, hundredths), decisions as (day, offence, type)."""

    birth: int
    label: str = ""
    origin: int = DENMARK
    ie_type: int = 1
    statuses: tuple[tuple[int, int], ...] = ((WITH_LINK, 100),)
    education: tuple[int, int] | None = (ABOVE, HERE)
    income: tuple[int, int, int] | None = (HIGH_INCOME_ORE, 1, 134)
    decisions: tuple[tuple[int, str, int], ...] = ()


def batch_of(persons: list[Person], number: int, municipality: int, address: int) -> Batch:
    """The arrays of these persons, all living at one address. ``number`` is the first one's own number."""
    count = len(persons)
    places = range(count)
    statuses = [(i, *status) for i in places for status in persons[i].statuses]
    educations = [(i, *e) for i in places if (e := persons[i].education) is not None]
    incomes = [(i, *income) for i in places if (income := persons[i].income) is not None]
    decisions = [(i, on, OFFENCES.index(what), kind) for i in places for on, what, kind in persons[i].decisions]

    def column(rows: Sequence[tuple[int, ...]], place: int, kind: type) -> npt.NDArray[Any]:
        return np.array([row[place] for row in rows], kind)

    people = People(
        number=number + np.arange(count, dtype=np.int64),
        birth=np.array([p.birth for p in persons], np.int32),
        kind=np.zeros(count, np.int8),
        ie_type=np.array([p.ie_type for p in persons], np.int8),
        origin=np.array([p.origin for p in persons], np.int16),
        education=np.zeros(count, np.int8),
        source=np.zeros(count, np.int8),
        home=np.full(count, NO_AREA, np.int16),
        municipality=np.full(count, municipality, np.int16),
        address=np.full(count, address, np.int32),
        arrived=np.zeros(count, np.bool_),
    )
    return Batch(
        people=people,
        residents=count,
        employment=column(statuses, 0, np.int32),
        status=column(statuses, 1, np.int16),
        hundredths=column(statuses, 2, np.int16),
        education=column(educations, 0, np.int32),
        hfaudd=column(educations, 1, np.int8),
        hf_kilde=column(educations, 2, np.int8),
        income=column(incomes, 0, np.int32),
        ore=column(incomes, 1, np.int64),
        omfang=column(incomes, 2, np.int8),
        socio13=column(incomes, 3, np.int16),
        crime=column(decisions, 0, np.int32),
        decided=column(decisions, 1, np.int32),
        offence=column(decisions, 2, np.int8),
        decision=column(decisions, 3, np.int16),
        labels=tuple(p.label for p in persons) if any(p.label for p in persons) else None,
    )


def residents(case: Case, unit: int, list_year: int, first_list_year: int) -> list[Person]:
    """The residents of a named area in one year."""
    if case.empty:
        return []
    if case.off_in is not None and list_year - first_list_year == case.off_in:
        case = replace(case, attachment=MISSES, basic=MISSES)
    adults = unit if case.adults is None else case.adults
    children = unit if case.adults is None else 2 * unit - case.adults
    people = adults + max(children, 1) - case.residents_less
    steps = dict(case.steps)
    born = first_list_year + (list_year - first_list_year) // YEARS_A_COHORT * YEARS_A_COHORT
    outside = round(case.attachment * adults * 100) + steps.get("attachment", 0)
    non_western = round(case.non_western * people) + steps.get("non_western", 0)
    basic = round(case.basic * adults) + steps.get("basic", 0)
    kinds = [(BASIC, HERE)] * basic + [(ABOVE, BROUGHT)] * round(case.brought * adults)
    kinds += [(ABOVE, RECOGNISED)] * round(case.recognised * adults) + [(UNKNOWN, HERE)] * round(case.unknown * adults)
    kinds += [(ABOVE, HERE)] * (adults - len(kinds))
    each, rest = (HIGH_INCOME_ORE, 0) if case.income_in_all_ore is None else divmod(case.income_in_all_ore, adults)
    persons = []
    for place in range(people):
        origin, ie_type = (TURKEY, 2) if place < non_western else (DENMARK, 1)
        if place >= adults:
            persons.append(Person(day(born - 1, 7, 1), "", origin, ie_type, (), None, None))
            continue
        part = min(100, max(0, outside - 100 * place))
        statuses = tuple((code, h) for code, h in ((WITHOUT_LINK, part), (WITH_LINK, 100 - part)) if h)
        decided = ((day(list_year - 1, 6, 15), "1252", 111),) if place < case.convicted else ()
        income = (each + (place < rest), 1 if case.taxable else 2, 134)
        persons.append(Person(day(born - 35, 3, 1), "", origin, ie_type, statuses, kinds[place], income, decided))
    return persons


def edge_persons(first: int, list_year: int) -> list[Person]:
    """Persons whose key spells the branch they take in the first list year ``first``."""
    last_year = list_year - 1
    grown, theft, drugs, arms = day(first - 40, 5, 5), "1310", "3210", "3410"
    on = day(last_year, 5, 4)
    leap = max(year for year in range(first - 30, first - 17) if year % 4 == 0)
    return [
        Person(day(first - 18), "18_TODAY", decisions=((on, theft, 111),)),
        Person(day(first - 18, 1, 2), "17_UNTIL_2JA", decisions=((on, theft, 111),)),
        Person(day(leap, 2, 29), "BORN_29_FEB", statuses=((318, 50), (134, 50))),
        Person(day(first - 65), "65_TODAY", statuses=((414, 100),)),
        Person(day(first - 65, 1, 2), "64_LAST_DAY", statuses=((411, 100),)),
        Person(day(first - 30), "30_TODAY", education=(BASIC, HERE)),
        Person(day(first - 60, 1, 2), "59_LAST_DAY", education=(BASIC, HERE)),
        Person(day(first - 15), "15_TODAY", income=(100_00, 1, 410), statuses=(), education=None),
        Person(grown, "CROATIAN", origin=5750, ie_type=2),
        Person(grown, "BRITISH", origin=5170, ie_type=2),
        Person(grown, "STATELESS", origin=5103, ie_type=2),
        Person(
            day(first - 10, 5, 5), "DESCENDANT_", origin=TURKEY, ie_type=3, statuses=(), education=None, income=None
        ),
        Person(grown, "CONVICTED_2X", decisions=((on, theft, 111), (on, drugs, 2))),
        Person(grown, "ACQUITTED_", decisions=((on, theft, 514),)),
        Person(grown, "ARMS_ACT", decisions=((on, arms, 2),)),
        Person(grown, "TRAFFIC_ONLY", decisions=((on, "2210", 2),)),
        Person(grown, "TAX_ACT_ONLY", decisions=((on, "3610", 2),)),
        Person(grown, "NEW_YEAR_EVE", decisions=((day(last_year, 12, 31), theft, 111),)),
        Person(grown, "YEAR_BEFORE_", decisions=((day(last_year) - 1, theft, 111),)),
        Person(grown, "TWO_STATUSES", statuses=((200, 25), (134, 75))),
        Person(grown, "SU_STUDENT", statuses=((517, 100),), income=(900_000_00, 1, 310)),
        Person(grown, "SICK_AT_WORK", statuses=((134, 60), (316, 40))),
        Person(grown, "NEGATIVE_INC", income=(-123_456_78, 1, 114)),
        Person(grown, "ARRIVED_LATE", income=(50_000_00, 2, 134)),
        Person(grown, "IN_NO_REGIST", statuses=(), education=None, income=None),
        Person(grown, "BROUGHT_EDU", origin=TURKEY, ie_type=2, education=(ABOVE, BROUGHT)),
        Person(grown, "RECOGNISED_E", origin=TURKEY, ie_type=2, education=(ABOVE, RECOGNISED)),
        Person(grown, "BROUGHT_BASI", origin=TURKEY, ie_type=2, education=(BASIC, BROUGHT)),
        Person(grown, "UNKNOWN_EDU", education=(UNKNOWN, BROUGHT)),
    ]
