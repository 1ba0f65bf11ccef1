"""What is questionable in person files, as a small table of counts; thresholds are somebody else's.

Each register is read once: of a row only its key, the rules it breaks and what rules over several rows ask for are held.
What does not belong here: what rate is too much, or any value of a row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals as nw

from pipeline.inputs.registers import REGISTERS
from pipeline.persons import codes
from pipeline.persons import columns as read
from pipeline.persons.delivery import PersonDelivery, safely
from pipeline.persons.engines.base import Engine, Frame
from pipeline.persons.expressions import AGE_LIMITS, Delivered
from pipeline.persons.inputs import PERSON_KEY, Options, Progress
from pipeline.persons.passes import BYTES_PER_RESIDENT_QUESTIONED, passes_needed

if TYPE_CHECKING:
    import pandas as pd

OLDEST = 125
PART_TOLERANCE = read.PARTS_OF_FULL_TIME // 100  # the parts of a year may miss one by 0.01
REPEATED_KEYS = {register: REGISTERS[register].persons.key for register in REGISTERS if REGISTERS[register].persons.key}
AGES_EXPECTED = {"employment": (18, 64), "education": (30, 59), "income": (15, 64)}

Checks = dict[str, nw.Expr]


@dataclass(frozen=True)
class Count:
    """One rule held against one register: over how many rows (or persons), and how many break it."""

    register: str
    rule: str
    rows: int
    failures: int

    def __add__(self, other: Count) -> Count:
        """The same rule held against other persons too."""
        return Count(self.register, self.rule, self.rows + other.rows, self.failures + other.failures)


@dataclass(frozen=True)
class Read:
    """A register read once: of each row the key, which rules it breaks, and what rules over several rows ask for."""

    frame: Frame
    rules: tuple[str, ...]


def profile_registers(
    delivery: PersonDelivery, options: Options, previous_rows: Mapping[str, int], progress: Progress
) -> pd.DataFrame:
    """The profile of every delivered register. A key that looks like a CPR number is counted, not refused, here."""
    import pandas as pd

    found: dict[tuple[str, str], Count] = {}
    passes = passes_needed(delivery, options, BYTES_PER_RESIDENT_QUESTIONED)
    progress("validation: every register questioned")
    for number in range(passes):
        if passes > 1:
            progress(f"questions to the persons, part {number + 1} of {passes}")
        for count in _counts(delivery.part(number, passes), side_by_side=passes == 1):
            earlier = found.get((count.register, count.rule))
            found[count.register, count.rule] = count + earlier if earlier else count
    changes = [_change(register, found, previous_rows) for register in delivery.registers]
    counts = [*found.values(), *changes]
    return pd.DataFrame(
        {
            "register": [count.register for count in counts],
            "rule": [count.rule for count in counts],
            "rows": pd.array([count.rows for count in counts], dtype="Int64"),
            "failures": pd.array([count.failures for count in counts], dtype="Int64"),
            "rate": [count.failures / count.rows if count.rows else 0.0 for count in counts],
        }
    )


def _change(register: str, found: Mapping[tuple[str, str], Count], previous_rows: Mapping[str, int]) -> Count:
    """Rows: last year's. Failures: how far this year's are from them. None known: 0 of 0."""
    total, before = found[register, "missing_key"].rows, previous_rows.get(register, 0)
    return Count(register, "row_count_change", before, abs(total - before) if before else 0)


def _counts(delivery: PersonDelivery, side_by_side: bool) -> Iterator[Count]:
    """Register by register, the residents first; where there is room two at a time, which wait for the residents."""
    census: Future[Any] = Future()

    def counted(register: str) -> list[Count]:
        rows = _people(delivery, census) if register == "population" else _read(delivery, register)
        with safely(delivery.labels[register]):
            return list(_register_counts(delivery, register, rows, census))

    tasks = [partial(counted, register) for register in delivery.registers]
    for counts in delivery.engine.together(tasks) if side_by_side else (task() for task in tasks):
        yield from counts


def _people(delivery: PersonDelivery, census: Future[Any]) -> Read:
    """The population read, and the census of it handed to those who wait."""
    try:
        rows = _read(delivery, "population", AGES_EXPECTED)
        with safely(delivery.labels["population"]):
            census.set_result(delivery.engine.census(rows.frame, list(AGES_EXPECTED)))
    except BaseException as error:
        census.set_exception(error)
        raise
    return rows


def _read(delivery: PersonDelivery, register: str, ages: Mapping[str, tuple[int, int]] | None = None) -> Read:
    """Read a register; of the population also who is of which ages."""
    rows = delivery.registers[register]
    checks = _row_checks(register, rows, delivery)
    claims = {rule: broken.fill_null(False) for rule, broken in checks.items()}
    claims |= {name: _of_age(delivery, *group).fill_null(False) for name, group in (ages or {}).items()}
    more = [nw.col("soc_status_kode"), _parts()] if register == "employment" else []
    with safely(delivery.labels[register]):
        asked = rows.frame.select(PERSON_KEY, *(claim.alias(name) for name, claim in claims.items()), *more)
        return Read(delivery.engine.hold(delivery.engine.hashed(asked)), tuple(checks))


def _register_counts(delivery: PersonDelivery, register: str, read_once: Read, census: Future[Any]) -> Iterator[Count]:
    engine, rows, rules = delivery.engine, read_once.frame, read_once.rules
    found = engine.fetch(rows.select(nw.len().alias("rows"), *(read.as_count(nw.col(rule)) for rule in rules)))[0]
    total = int(found["rows"])
    is_population = register == "population"
    own = engine.residents(census.result()) if is_population else engine.keys(rows)
    yield Count(register, "missing_key", total, total - engine.size(own))
    yield from (Count(register, rule, total, int(found[rule] or 0)) for rule in rules)
    yield Count(register, "looks_like_cpr", total, total if register in delivery.looks_like_cpr else 0)
    delivered = delivery.registers[register].frame
    if register == "employment":
        yield from _status_counts(engine, delivered, rows, own, total)
    elif register in REPEATED_KEYS:
        yield Count(register, "duplicate_key", total, engine.repeats(delivered, REPEATED_KEYS[register], own))
    if not is_population:
        beside = engine.compared(own, census.result(), register if register in AGES_EXPECTED else None)
        yield Count(register, "not_in_population", total, beside.strangers)
        if register in AGES_EXPECTED:
            yield Count(register, "missing_resident", beside.wanted, beside.missing)


def _parts() -> nw.Expr:
    return read.units("fuldtid", read.PARTS_OF_FULL_TIME).fill_null(0).alias("parts")


def _status_counts(engine: Engine, delivered: Frame, rows: Frame, own: Any, total: int) -> Iterator[Count]:
    """Statuses told twice, and for how many persons the parts of the year do not sum to one.

    Most persons have one row that is a whole year. Those are settled, and only the others' rows need comparing and
    adding up, unless some person has a whole year and another row: then everybody's are.
    """
    key = REPEATED_KEYS["employment"]
    rows = rows.filter(~nw.col(PERSON_KEY).is_null())
    others = engine.hold(rows.filter(nw.col("parts") != read.PARTS_OF_FULL_TIME))
    persons, other_rows = engine.distinct(own), engine.keys(others)
    settled = engine.size(own) - engine.size(other_rows)
    if persons != settled + engine.distinct(other_rows):
        settled, others = 0, rows
    yield Count("employment", "duplicate_key", total, engine.repeats(delivered, key, engine.keys(others, key)))
    sums = others.group_by(PERSON_KEY).agg(nw.col("parts").sum())
    is_one = (nw.col("parts") - read.PARTS_OF_FULL_TIME).abs() <= PART_TOLERANCE
    even = engine.fetch(sums.select(read.as_count(is_one).alias("even")))[0]["even"]
    yield Count("employment", "parts_not_one", persons, persons - settled - int(even or 0))


def _of_age(delivery: PersonDelivery, from_age: int, to_age: int) -> nw.Expr:
    """Of these ages on 1 January, both included."""
    assert from_age in AGE_LIMITS and to_age + 1 in AGE_LIMITS
    population = delivery.registers["population"]
    born = read.days("foed_dag", population.types)
    year = delivery.list_year
    return born.by(dt.date(year - from_age, 1, 1)) & born.after(dt.date(year - to_age - 1, 1, 1))


def _row_checks(register: str, rows: Delivered, delivery: PersonDelivery) -> Checks:
    """The rules of a register that one row can break on its own."""
    checks = {
        "population": _population_checks,
        "employment": _employment_checks,
        "education": _education_checks,
        "income": _income_checks,
        "crime": _crime_checks,
    }
    return checks[register](rows, delivery)


def _population_checks(rows: Delivered, delivery: PersonDelivery) -> Checks:
    types = rows.types
    born = read.days("foed_dag", types)
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


def _employment_checks(rows: Delivered, _: PersonDelivery) -> Checks:
    types, part = rows.types, nw.col("fuldtid")
    return {
        "unknown_code": ~read.is_code("soc_status_kode", types["soc_status_kode"], codes.statuses()),
        "impossible_amount": part.is_null() | (part < 0) | (part > 1),
        "more_decimals": read.has_more_decimals("fuldtid", read.PARTS_OF_FULL_TIME),
    }


def _education_checks(rows: Delivered, delivery: PersonDelivery) -> Checks:
    types = rows.types
    known = read.is_code("hfaudd", types["hfaudd"], delivery.formats.known)
    return {"unknown_code": ~(known & read.is_code("hf_kilde", types["hf_kilde"], codes.education_sources()))}


def _income_checks(rows: Delivered, _: PersonDelivery) -> Checks:
    types = rows.types
    extent = read.is_code("omfang", types["omfang"], codes.tax_extents())
    status = read.is_code("socio13", types["socio13"], codes.socio_economic_statuses())
    return {
        "unknown_code": ~(extent & status),
        "impossible_amount": nw.col("perindkialt_13").is_null(),
        "more_decimals": read.has_more_decimals("perindkialt_13", read.PARTS_OF_KRONE),
    }


def _crime_checks(rows: Delivered, delivery: PersonDelivery) -> Checks:
    types = rows.types
    year = REGISTERS["crime"].register_year(delivery.list_year)
    decided = read.days("afg_afgoedto", types)
    in_year = decided.after(dt.date(year - 1, 12, 31)) & decided.by(dt.date(year, 12, 31))
    readable = read.offence_is_readable("afg_ger7", types["afg_ger7"])
    return {
        "impossible_date": ~in_year.fill_null(False),
        "unknown_code": ~(readable & read.is_code("afg_afgtyp3", types["afg_afgtyp3"], codes.decisions())),
    }
