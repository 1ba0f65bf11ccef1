"""The count of each register as one expression, written once for all engines.

A resident has a ``place``: one number for area and municipality together, so that one grouping gives all scopes.
What does not belong here: files, engines, and how places become rows of the area grain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import narwhals as nw

from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import Ages, age_limits, ages_counted
from pipeline.persons import codes
from pipeline.persons.columns import (
    PARTS_OF_FULL_TIME,
    PARTS_OF_KRONE,
    as_count,
    days,
    is_code,
    offence_counts,
    units,
    with_number,
)
from pipeline.persons.engines.base import Frame, Join
from pipeline.persons.inputs import PERSON_KEY, Rules
from pipeline.persons.plain import Plain

KEY = PERSON_KEY
PLACE = "place"
PLACES_OF_AN_AREA = 1000  # a place is 1000 * number of the area, from 1 (0: none), + code of the municipality (0: none)

AGES_OF_CONVICTED = (Ages(15), Ages(18))  # the positions of open point O5
# Ages on 1 January that some rule uses. A resident's ``stage`` is how many of them he or she has reached.
AGE_LIMITS = age_limits((*ages_counted(REGISTERS.values()), *AGES_OF_CONVICTED))


@dataclass(frozen=True)
class Delivered:
    """One register's rows, dates and amounts read, the types of their columns, and which were read as plain ones."""

    frame: Frame
    types: Mapping[str, nw.dtypes.DType]
    plain: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """The inputs of a count besides the register's own rows.

    ``people`` are the residents, as ``residents`` gives them. ``basic`` and ``above`` are the ``hfaudd`` codes of such
    a level; every other code is unknown. ``hold`` keeps a frame that is used twice, ``join`` finds the people of rows.
    """

    people: Frame
    register_year: int
    rules: Rules
    basic: Collection[int]
    above: Collection[int]
    hold: Callable[[Frame], Frame]
    join: Join

    def placed(self, rows: Frame, ages: Ages) -> Frame:
        """The rows of residents of these ages, each with the resident's place."""
        return self.join(rows, self.people.filter(aged(ages)).select(KEY, PLACE))


def aged(ages: Ages) -> nw.Expr:
    """Residents of these ages on 1 January, both included. No birth date: no."""
    first = AGE_LIMITS.index(ages.first) + 1 if ages.first else 0
    last = len(AGE_LIMITS) if ages.last is None else AGE_LIMITS.index(ages.last + 1)
    return nw.col("stage").is_between(first, last).fill_null(False)


def residents(
    population: Delivered,
    area_places: Frame,
    list_year: int,
    rules: Rules,
    look_up: Callable[[Frame, Frame, str], Frame],
) -> Frame:
    """One row per resident: key, place, stage of age, origin, number of the address if it is in an area.

    Born on or before 1 January n years ago means n years old that day, also for those born on 29 February. Without a
    known area or municipality the place has 0 there: the person counts for the country only.
    """
    born = days("foed_dag", population.types)
    reached = [born.by(dt.date(list_year - age, 1, 1)).cast(nw.Int8) for age in AGE_LIMITS]
    municipality = nw.when(nw.col("kom").is_between(1, PLACES_OF_AN_AREA - 1)).then(nw.col("kom"))
    with_municipality = with_number(population.frame, "kom", population.types["kom"])
    persons = with_municipality.select(
        KEY,
        "adresse_id",
        municipality.fill_null(0).cast(nw.Int32).alias("municipality"),
        sum(reached[1:], reached[0]).alias("stage"),
        non_western(population.types, list_year, rules).alias("non_western"),
    )
    place = nw.col("area_place").fill_null(0) + nw.col("municipality")
    placed = look_up(persons, area_places, "adresse_id")
    return placed.select(KEY, place.alias(PLACE), "stage", "non_western", "address")


def non_western(types: Mapping[str, nw.dtypes.DType], list_year: int, rules: Rules) -> nw.Expr:
    """Immigrants and descendants from a country that is not western on 1 January of the list year.

    An origin that is not stated counts by the rule (O8). A code in no list is no origin: it is never counted.
    """
    non_western_codes = codes.countries() - codes.not_non_western(dt.date(list_year, 1, 1), rules.unknown_origin)
    foreign = is_code("ie_type", types["ie_type"], codes.IMMIGRANT_OR_DESCENDANT)
    return foreign & is_code("opr_land", types["opr_land"], non_western_codes)


def count_population(people: Frame) -> Frame:
    """Residents by place: of non-western origin, and everyone of each age group that some register counts."""
    per_stage = people.group_by(PLACE, "stage").agg(nw.len().alias("n"), as_count(nw.col("non_western")).alias("nw"))
    groups = dict.fromkeys(
        measure.ages
        for register in REGISTERS.values()
        for measure in register.measures
        if measure.ages is not None and measure.is_everyone
    )

    def of(ages: Ages) -> nw.Expr:
        counted = nw.col("n") if ages == Ages() else nw.when(aged(ages)).then(nw.col("n")).otherwise(0)
        return counted.sum().alias(everyone_of(ages))  # of all ages: also those without a birth date

    return per_stage.group_by(PLACE).agg(
        nw.col("nw").sum().alias("residents_non_western"),
        *map(of, groups),
    )


def everyone_of(ages: Ages) -> str:
    """The column that ``count_population`` gives to everyone of these ages."""
    return f"everyone_{ages.first}_{'' if ages.last is None else ages.last}"


def count_employment(employment: Delivered, given: Given) -> Frame:
    """Full-time parts without link of residents of 18 to 64, in millionths.

    A person with several statuses contributes each by its part. Missing from the register: no part.
    """
    outside = is_code(
        "soc_status_kode",
        employment.types["soc_status_kode"],
        codes.statuses_without_link(given.rules.without_link),
    )
    part = units("fuldtid", PARTS_OF_FULL_TIME)
    parts = employment.frame.filter(outside).select(KEY, part.alias("parts"))
    placed = given.placed(parts, Ages(18, 64))
    return placed.group_by(PLACE).agg(nw.col("parts").sum().alias("without_link"))


def count_education(education: Delivered, given: Given) -> Frame:
    """Residents of 30 to 59 with a stated education: only basic, brought from abroad, or otherwise above basic.

    Who is unknown or missing from the register is what these leave of the whole.
    """
    code = education.types["hfaudd"]
    is_brought = is_code("hf_kilde", education.types["hf_kilde"], codes.brought_sources())
    stated = education.frame.select(
        KEY,
        is_code("hfaudd", code, given.basic).alias("basic"),
        is_code("hfaudd", code, given.above).alias("above"),
        is_brought.alias("brought"),
    ).filter(nw.col("basic") | nw.col("above"))
    placed = given.placed(stated, Ages(30, 59))
    return placed.group_by(PLACE).agg(
        as_count(nw.col("basic")).alias("basic_only"),
        as_count(nw.col("above") & nw.col("brought")).alias("brought_only"),
        nw.len().alias("stated"),
    )


def taxable(income: Delivered) -> Frame:
    """The rows of fully taxable persons who are not in education."""
    fully = is_code("omfang", income.types["omfang"], {codes.FULLY_TAXABLE})
    student = is_code("socio13", income.types["socio13"], {codes.STUDENT})
    return income.frame.filter(fully & ~student)


def count_income(income: Delivered, given: Given) -> Frame:
    """Taxable residents of 15 to 64 not in education, and their gross income in øre. Missing: not taxable."""
    own = units("perindkialt_13", PARTS_OF_KRONE)
    earned = taxable(income).select(KEY, own.alias("income"))
    placed = given.placed(earned, Ages(15, 64))
    return placed.group_by(PLACE).agg(nw.len().alias("taxpayers"), nw.col("income").sum().alias("gross_income_dkk"))


def convicted(crime: Delivered, register_year: int, rules: Rules) -> Frame:
    """The keys of those with at least one decision that counts (O6), in the year, on an offence that counts; each once."""
    types = crime.types
    decided = days("afg_afgoedto", types)
    in_year = decided.after(dt.date(register_year - 1, 12, 31)) & decided.by(dt.date(register_year, 12, 31))
    decisions = codes.guilty_decisions(rules.dropped_charges, rules.mixed_decisions)
    guilty = is_code("afg_afgtyp3", types["afg_afgtyp3"], decisions)
    counting = offence_counts("afg_ger7", types["afg_ger7"])
    return crime.frame.filter(in_year & guilty & counting).select(KEY).unique()


def count_crime(crime: Delivered, given: Given) -> Frame:
    """Residents of the rule's age who are among the convicted."""
    convicted_keys = given.hold(convicted(crime, given.register_year, given.rules))
    of_age = given.people.filter(aged(Ages(given.rules.convicted_from_age))).select(KEY, PLACE)
    return of_age.join(convicted_keys, on=KEY, how="semi").group_by(PLACE).agg(nw.len().alias("convicted"))


# How each register is counted by place: every measure of its card by name but those that are everyone of some ages,
# which the population gives; amounts in whole fractions of their unit.
EXPRESSIONS: Mapping[str, Callable[[Delivered, Given], Frame]] = {
    "employment": count_employment,
    "education": count_education,
    "income": count_income,
    "crime": count_crime,
}
