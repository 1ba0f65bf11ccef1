"""The count of each register as one expression, written once for all engines.

A resident has a ``place``: one number for area and municipality together, so that one grouping gives all scopes.
What does not belong here: files, engines, and how places become rows of the area grain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import narwhals as nw

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
from pipeline.persons.engines.base import Frame
from pipeline.persons.inputs import PERSON_KEY, Rules

KEY = PERSON_KEY
PLACE = "place"
PLACES_OF_AN_AREA = 1000  # a place is 1000 * number of the area, from 1 (0: none), + code of the municipality (0: none)

# Ages on 1 January that some rule uses. A resident's ``stage`` is how many of them he or she has reached.
AGE_LIMITS = (15, 18, 30, 60, 65)


@dataclass(frozen=True)
class Delivered:
    """One register's rows, dates and amounts read, and the types of their columns."""

    frame: Frame
    types: Mapping[str, nw.dtypes.DType]


def aged(from_age: int, to_age: int | None = None) -> nw.Expr:
    """Residents of these ages on 1 January, both included. No birth date: no."""
    first = AGE_LIMITS.index(from_age) + 1
    last = len(AGE_LIMITS) if to_age is None else AGE_LIMITS.index(to_age + 1)
    return nw.col("stage").is_between(first, last).fill_null(False)


def residents(population: Delivered, area_places: Frame, list_year: int) -> Frame:
    """One row per resident: key, place, stage of age, origin, number of the address if it is in an area.

    Born on or before 1 January n years ago means n years old that day, also for those born on 29 February. Without a
    known area or municipality the place has 0 there: the person counts for the country only.
    """
    born = days("foed_dag", population.types)
    reached = [born.by(dt.date(list_year - age, 1, 1)).cast(nw.Int8) for age in AGE_LIMITS]
    municipality = nw.when(nw.col("kom").is_between(1, PLACES_OF_AN_AREA - 1)).then(nw.col("kom"))
    with_municipality = with_number(population.frame, "kom", population.types["kom"])
    placed = with_municipality.join(area_places, on="adresse_id", how="left")
    return placed.select(
        KEY,
        (nw.col("area_place").fill_null(0) + municipality.fill_null(0).cast(nw.Int32)).alias(PLACE),
        sum(reached[1:], reached[0]).alias("stage"),
        non_western(population.types, list_year).alias("non_western"),
        "address",
    )


def non_western(types: Mapping[str, nw.dtypes.DType], list_year: int) -> nw.Expr:
    """Immigrants and descendants from a country that is not western on 1 January of the list year.

    A code in no list is no origin: it counts as not stated.
    """
    non_western_codes = codes.countries() - codes.not_non_western(dt.date(list_year, 1, 1))
    foreign = is_code("ie_type", types["ie_type"], codes.IMMIGRANT_OR_DESCENDANT)
    return foreign & is_code("opr_land", types["opr_land"], non_western_codes)


def count_population(people: Frame) -> Frame:
    """Residents by place, and the wholes of the other registers, which are residents too."""
    per_stage = people.group_by(PLACE, "stage").agg(nw.len().alias("n"), as_count(nw.col("non_western")).alias("nw"))

    def of(claim: nw.Expr) -> nw.Expr:
        return nw.when(claim).then(nw.col("n")).otherwise(0).sum()

    return per_stage.group_by(PLACE).agg(
        nw.col("n").sum().alias("residents"),
        nw.col("nw").sum().alias("residents_non_western"),
        of(aged(18)).alias("residents_18_plus"),
        of(aged(18, 64)).alias("residents_18_64"),
        of(aged(30, 59)).alias("residents_30_59"),
    )


def count_employment(people: Frame, employment: Delivered, rules: Rules) -> Frame:
    """Full-time parts without link of residents of 18 to 64, in millionths.

    A person with several statuses contributes each by its part. Missing from the register: no part.
    """
    outside = is_code(
        "soc_status_kode",
        employment.types["soc_status_kode"],
        codes.statuses_without_link(rules.without_link),
    )
    part = units("fuldtid", PARTS_OF_FULL_TIME)
    parts = employment.frame.filter(outside).select(KEY, part.alias("parts"))
    placed = parts.join(people.filter(aged(18, 64)).select(KEY, PLACE), on=KEY)
    return placed.group_by(PLACE).agg(nw.col("parts").sum().alias("without_link"))


def count_education(people: Frame, education: Delivered, basic: Collection[int], above: Collection[int]) -> Frame:
    """Residents of 30 to 59 with a stated education: only basic, brought from abroad, or otherwise above basic.

    ``basic`` and ``above`` are the ``hfaudd`` codes of such a level; every other code is unknown. Who is unknown or
    missing from the register is what these leave of the whole.
    """
    code = education.types["hfaudd"]
    is_brought = is_code("hf_kilde", education.types["hf_kilde"], codes.brought_sources())
    stated = education.frame.select(
        KEY,
        is_code("hfaudd", code, basic).alias("basic"),
        is_code("hfaudd", code, above).alias("above"),
        is_brought.alias("brought"),
    ).filter(nw.col("basic") | nw.col("above"))
    placed = stated.join(people.filter(aged(30, 59)).select(KEY, PLACE), on=KEY)
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


def count_income(people: Frame, income: Delivered) -> Frame:
    """Taxable residents of 15 to 64 not in education, and their gross income in øre. Missing: not taxable."""
    own = units("perindkialt_13", PARTS_OF_KRONE)
    earned = taxable(income).select(KEY, own.alias("income"))
    placed = earned.join(people.filter(aged(15, 64)).select(KEY, PLACE), on=KEY)
    return placed.group_by(PLACE).agg(nw.len().alias("taxpayers"), nw.col("income").sum().alias("gross_income_dkk"))


def convicted(crime: Delivered, register_year: int) -> Frame:
    """The keys of those with at least one guilty decision in the year on an offence that counts; each key once."""
    types = crime.types
    decided = days("afg_afgoedto", types)
    in_year = decided.after(dt.date(register_year - 1, 12, 31)) & decided.by(dt.date(register_year, 12, 31))
    guilty = is_code("afg_afgtyp3", types["afg_afgtyp3"], codes.guilty_decisions())
    counting = offence_counts("afg_ger7", types["afg_ger7"])
    return crime.frame.filter(in_year & guilty & counting).select(KEY).unique()


def count_crime(people: Frame, convicted_keys: Frame, rules: Rules) -> Frame:
    """Residents of the rule's age who are among the convicted."""
    found = people.filter(aged(rules.convicted_from_age)).select(KEY, PLACE).join(convicted_keys, on=KEY, how="semi")
    return found.group_by(PLACE).agg(nw.len().alias("convicted"))
