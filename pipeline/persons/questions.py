"""What is questionable in person files, as a small table of counts; thresholds are somebody else's.

Each register is read once for its row rules; keys are compared as a set apart, held only as long as it is needed.
What does not belong here: what rate is too much, or any value of a row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals as nw

from pipeline.persons import codes
from pipeline.persons import columns as read
from pipeline.persons.delivery import Delivery, opened, safely
from pipeline.persons.expressions import AGE_LIMITS, Delivered
from pipeline.persons.inputs import PERSON_KEY, Options, PersonFiles
from pipeline.persons.passes import passes_needed
from pipeline.registers import BY_NAME

if TYPE_CHECKING:
    import pandas as pd

OLDEST = 125
PART_TOLERANCE = read.PARTS_OF_FULL_TIME // 100  # the parts of a year may miss one by 0.01
REPEATED_KEYS = {register: BY_NAME[register].persons.key for register in BY_NAME if BY_NAME[register].persons.key}
AGES_EXPECTED = {"employment": (18, 64), "education": (30, 59), "income": (15, 64)}

Checks = dict[str, nw.Expr]


@dataclass(frozen=True)
class Count:
    """One rule held against one register: over how many rows (or persons), and how many break it."""

    register: str
    rule: str
    rows: int
    failures: int


def profile_registers(files: PersonFiles, options: Options, previous_rows: Mapping[str, int] | None) -> pd.DataFrame:
    """The profile of every delivered register. A key that looks like a CPR number is counted, not refused, here."""
    import pandas as pd

    with opened(files, options, lambda _sentence: None) as delivery:
        has_room = passes_needed(delivery, options) == 1
        counts = list(_counts(delivery, previous_rows or {}, has_room))
    return pd.DataFrame(
        {
            "register": [count.register for count in counts],
            "rule": [count.rule for count in counts],
            "rows": pd.array([count.rows for count in counts], dtype="Int64"),
            "failures": pd.array([count.failures for count in counts], dtype="Int64"),
            "rate": [count.failures / count.rows if count.rows else 0.0 for count in counts],
        }
    )


def _counts(delivery: Delivery, previous_rows: Mapping[str, int], has_room: bool) -> Iterator[Count]:
    """Register by register; where there is room for the keys of two, side by side."""
    with safely(delivery.labels["population"]):
        people = delivery.engine.hold(_people(delivery))
        residents = delivery.engine.keys(people)

    def counted(register: str) -> list[Count]:
        with safely(delivery.labels[register]):
            return list(_register_counts(delivery, register, people, residents, previous_rows))

    tasks = [partial(counted, register) for register in delivery.registers]
    for counts in delivery.engine.together(tasks) if has_room else (task() for task in tasks):
        yield from counts


def _people(delivery: Delivery) -> nw.LazyFrame[Any]:
    """The key of every row of the population, and for each age group that a register covers whether it is in it."""
    ages = [_of_age(delivery, *ages).fill_null(False).alias(register) for register, ages in AGES_EXPECTED.items()]
    return delivery.engine.hashed(delivery.registers["population"].frame.select(PERSON_KEY, *ages))


def _register_counts(
    delivery: Delivery, register: str, people: nw.LazyFrame[Any], residents: Any, previous_rows: Mapping[str, int]
) -> Iterator[Count]:
    rows = delivery.registers[register]
    checks = _row_checks(register, rows, delivery)
    claims = [read.as_count(broken).alias(rule) for rule, broken in checks.items()]
    if register not in delivery.rows:  # a CSV row with too many cells is only found by reading every column
        claims.append(nw.col(PERSON_KEY).count().alias(PERSON_KEY))
    found = delivery.engine.fetch(rows.frame.select(nw.len().alias("rows"), *claims))[0]
    total = int(found["rows"])
    own = residents if register == "population" else delivery.engine.keys(rows.frame)
    yield Count(register, "missing_key", total, total - delivery.engine.size(own))
    yield from (Count(register, rule, total, int(found[rule] or 0)) for rule in checks)
    yield Count(register, "looks_like_cpr", total, total if register in delivery.looks_like_cpr else 0)
    yield _change(register, total, previous_rows)
    yield from _key_counts(delivery, register, people, residents, own, total)


def _change(register: str, total: int, previous_rows: Mapping[str, int]) -> Count:
    """Rows: last year's. Failures: how far this year's are from them. None known: 0 of 0."""
    before = previous_rows.get(register, 0)
    return Count(register, "row_count_change", before, abs(total - before) if before else 0)


def _key_counts(
    delivery: Delivery, register: str, people: nw.LazyFrame[Any], residents: Any, own: Any, total: int
) -> Iterator[Count]:
    engine, rows = delivery.engine, delivery.registers[register]
    if register in REPEATED_KEYS:
        key = REPEATED_KEYS[register]
        yield Count(register, "duplicate_key", total, engine.repeats(rows.frame, key, own))
    if register == "employment":
        persons, uneven = _uneven_parts(delivery, rows, own)
        yield Count(register, "parts_not_one", persons, uneven)
    if register != "population":
        yield Count(register, "not_in_population", total, engine.absent(own, residents))
    if register in AGES_EXPECTED:
        wanted = engine.keys(people.filter(nw.col(register)))
        yield Count(register, "missing_resident", engine.size(wanted), engine.absent(wanted, own))


def _of_age(delivery: Delivery, from_age: int, to_age: int) -> nw.Expr:
    """Of these ages on 1 January, both included."""
    assert from_age in AGE_LIMITS and to_age + 1 in AGE_LIMITS
    population = delivery.registers["population"]
    born = read.days("foed_dag", population.types["foed_dag"], population.date_shape)
    year = delivery.list_year
    return born.by(dt.date(year - from_age, 1, 1)) & born.after(dt.date(year - to_age - 1, 1, 1))


def _uneven_parts(delivery: Delivery, employment: Delivered, own: Any) -> tuple[int, int]:
    """How many persons there are, and for how many the parts of the year do not sum to one.

    Most have one row that is a whole year. Only the others' rows need adding up, unless some person has a whole year
    and another part: then everybody's are. A part of nothing changes no sum.
    """
    engine = delivery.engine
    parts = read.units("fuldtid", employment.types["fuldtid"], read.PARTS_OF_FULL_TIME).fill_null(0)
    rows = employment.frame.select(PERSON_KEY, parts.alias("parts"))
    rows = rows.filter(~nw.col(PERSON_KEY).is_null() & (nw.col("parts") != 0))
    is_whole = nw.col("parts") == read.PARTS_OF_FULL_TIME
    others = engine.hold(rows.filter(~is_whole))
    whole, other = engine.keys(rows.filter(is_whole)), engine.keys(others)
    settled = engine.size(whole)
    if engine.distinct(whole) == settled and engine.absent(other, whole) == engine.size(other):
        rows = others
    else:
        settled = 0
    sums = rows.group_by(PERSON_KEY).agg(nw.col("parts").sum())
    is_one = (nw.col("parts") - read.PARTS_OF_FULL_TIME).abs() <= PART_TOLERANCE
    found = engine.fetch(sums.select(read.as_count(is_one).alias("even")))[0]
    persons = engine.distinct(own)
    return persons, persons - settled - int(found["even"] or 0)


def _row_checks(register: str, rows: Delivered, delivery: Delivery) -> Checks:
    """The rules of a register that one row can break on its own."""
    checks = {
        "population": _population_checks,
        "employment": _employment_checks,
        "education": _education_checks,
        "income": _income_checks,
        "crime": _crime_checks,
    }
    return checks[register](rows, delivery)


def _population_checks(rows: Delivered, delivery: Delivery) -> Checks:
    types = rows.types
    born = read.days("foed_dag", types["foed_dag"], rows.date_shape)
    year = delivery.list_year
    known = (
        read.is_code("kom", types["kom"], codes.region_of_municipality())
        & read.is_code("ie_type", types["ie_type"], codes.ORIGINS)
        & read.is_code("opr_land", types["opr_land"], codes.countries())
    )
    return {
        "impossible_date": ~born.by(dt.date(year, 1, 1)).fill_null(False),
        "age_over_125": born.by(dt.date(year - OLDEST - 1, 1, 1)),
        "unknown_code": ~known,
        "missing_address": nw.col("adresse_id").is_null(),
    }


def _employment_checks(rows: Delivered, _: Delivery) -> Checks:
    types = rows.types
    part = read.amount("fuldtid", types["fuldtid"])
    return {
        "unknown_code": ~read.is_code("soc_status_kode", types["soc_status_kode"], codes.statuses()),
        "impossible_amount": part.is_null() | (part < 0) | (part > 1),
        "more_decimals": read.has_more_decimals("fuldtid", types["fuldtid"], read.PARTS_OF_FULL_TIME),
    }


def _education_checks(rows: Delivered, delivery: Delivery) -> Checks:
    types = rows.types
    known = read.is_code("hfaudd", types["hfaudd"], delivery.formats.known)
    return {"unknown_code": ~(known & read.is_code("hf_kilde", types["hf_kilde"], codes.education_sources()))}


def _income_checks(rows: Delivered, _: Delivery) -> Checks:
    types = rows.types
    extent = read.is_code("omfang", types["omfang"], codes.tax_extents())
    status = read.is_code("socio13", types["socio13"], codes.socio_economic_statuses())
    return {
        "unknown_code": ~(extent & status),
        "impossible_amount": read.amount("perindkialt_13", types["perindkialt_13"]).is_null(),
        "more_decimals": read.has_more_decimals("perindkialt_13", types["perindkialt_13"], read.PARTS_OF_KRONE),
    }


def _crime_checks(rows: Delivered, delivery: Delivery) -> Checks:
    types = rows.types
    year = BY_NAME["crime"].register_year(delivery.list_year)
    decided = read.days("afg_afgoedto", types["afg_afgoedto"], rows.date_shape)
    in_year = decided.after(dt.date(year - 1, 12, 31)) & decided.by(dt.date(year, 12, 31))
    readable = read.offence_is_readable("afg_ger7", types["afg_ger7"])
    return {
        "impossible_date": ~in_year.fill_null(False),
        "unknown_code": ~(readable & read.is_code("afg_afgtyp3", types["afg_afgtyp3"], codes.decisions())),
    }
