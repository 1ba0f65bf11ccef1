"""The profile of person files: for each rule, how many rows break it. The thresholds are in ``expectations.thresholds``.

Of a row only its key, the rules it breaks and what rules over several rows need are kept in memory. What does not
belong here: which rate is too high, or any value of a row.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import narwhals as nw

from pipeline.core.tables import Column, Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import Ages, Role
from pipeline.persons import codes
from pipeline.persons import columns as read
from pipeline.persons.counting import Tallies
from pipeline.persons.delivery import PersonDelivery, safely
from pipeline.persons.engines.base import Engine, Frame
from pipeline.persons.expressions import Delivered
from pipeline.persons.inputs import PERSON_KEY
from pipeline.persons.whole_columns import ColumnFacts

if TYPE_CHECKING:
    import pandas as pd

OLDEST = 125
PART_TOLERANCE = read.PARTS_OF_FULL_TIME // 100  # the parts of a year may miss one by 0.01
YEARS_TOO_OLD = 5  # by which another year's population is told from one without children
REPEATED_KEYS = {register: REGISTERS[register].persons.key for register in REGISTERS if REGISTERS[register].persons.key}
AGES_EXPECTED = {name: register.expected_ages for name, register in REGISTERS.items() if register.expected_ages}
STATED = "stated"  # the residents of a known education, which the count of education gives beside its measures

Checks = dict[str, nw.Expr]


@dataclass(frozen=True)
class Count:
    """One rule counted on one register: how many rows (or persons) there are, and how many break it."""

    register: str
    rule: str
    rows: int
    failures: int

    def __add__(self, other: Count) -> Count:
        """The same rule counted on other persons too."""
        return Count(self.register, self.rule, self.rows + other.rows, self.failures + other.failures)


@dataclass(frozen=True)
class Read:
    """A register's rows compared: of each row the key, which rules it breaks, and what rules over several rows need."""

    frame: Frame
    rules: tuple[str, ...]


class Profile:
    """The counts of every rule, added up over the passes."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Count] = {}
        self._addresses_met: set[int] = set()

    def add_population(self, delivery: PersonDelivery, rows: Delivered, people: Frame) -> Any:
        """Check the population; returns its census, with which the other registers are compared."""
        read_once = _read(delivery, "population", rows, AGES_EXPECTED)
        with safely(delivery.labels["population"]):
            census = delivery.engine.census(read_once.frame, list(AGES_EXPECTED))
            self._add(_register_counts(delivery, "population", rows, read_once, census))
            met = people.filter(~nw.col("address").is_null()).select("address").unique()
            self._addresses_met.update(delivery.engine.columns(met)["address"])
        return census

    def add(self, delivery: PersonDelivery, register: str, rows: Delivered, census: Any) -> None:
        """Check another register."""
        read_once = _read(delivery, register, rows)
        with safely(delivery.labels[register]):
            self._add(_register_counts(delivery, register, rows, read_once, census))

    def _add(self, counts: Iterable[Count]) -> None:
        for count in counts:
            earlier = self._found.get((count.register, count.rule))
            self._found[count.register, count.rule] = count + earlier if earlier else count

    def table(
        self, delivery: PersonDelivery, facts: Mapping[str, ColumnFacts], tallies: Tallies, before: Mapping[str, int]
    ) -> pd.DataFrame:
        """The profile of every delivered register. ``before`` is last year's number of rows by register."""
        import pandas as pd

        counts = []
        for register in delivery.registers:
            total = facts[register].rows
            suspicious = total if facts[register].cpr.look_like_cpr else 0
            counts += [count for count in self._found.values() if count.register == register]
            counts.append(Count(register, "looks_like_cpr", total, suspicious))
            counts += _figures(delivery, tallies, register, self._addresses_met)
            counts += _against_last_year(register, total, before)
            counts += _newest_births(delivery, register, facts[register])
            counts += _one_code(register, facts[register])
        return pd.DataFrame(
            {
                "register": [count.register for count in counts],
                "rule": [count.rule for count in counts],
                "rows": pd.array([count.rows for count in counts], dtype="Int64"),
                "failures": pd.array([count.failures for count in counts], dtype="Int64"),
                "rate": [count.failures / count.rows if count.rows else 0.0 for count in counts],
            }
        )


def _against_last_year(register: str, total: int, before: Mapping[str, int]) -> Iterator[Count]:
    """Rows: last year's. Failures: how far this year's are from them, and all of them if they are as many.

    None known: 0 of 0. Of a register with dates, these tell the year.
    """
    earlier = before.get(register, 0)
    yield Count(register, "row_count_change", earlier, abs(total - earlier) if earlier else 0)
    if not any(column.kind is Kind.DAY for column in REGISTERS[register].persons.columns):
        yield Count(register, "row_count_repeats", earlier, earlier if total == earlier else 0)


def _newest_births(delivery: PersonDelivery, register: str, facts: ColumnFacts) -> Iterator[Count]:
    """Everybody, if the youngest were born a few years before: then the population is that of an earlier 1 January.

    A population without any children is none of an earlier year.
    """
    if register == "population":
        years_before = delivery.list_year - 1 - facts.newest["foed_dag"]
        is_older = 0 < years_before <= YEARS_TOO_OLD
        yield Count(register, "nobody_born_last_year", facts.rows, facts.rows if is_older else 0)


def _one_code(register: str, facts: ColumnFacts) -> Iterator[Count]:
    """Every row, where the codes of a column are all the same: the column may be a constant that was filled in."""
    for name, (least, greatest) in facts.codes.items():
        is_one = least is not None and least == greatest
        yield Count(register, f"one_code_{name}", facts.rows, facts.rows if is_one else 0)


def _figures(delivery: PersonDelivery, tallies: Tallies, register: str, addresses_met: set[int]) -> Iterator[Count]:
    """Rules on the counts themselves: addresses that do not match, and benchmarks without persons."""
    counts = tallies.of_place[register]
    if register == "population":
        residents = tallies.of_country(register, "residents")
        inside: Counter[str | None] = Counter()
        for place, number in counts["residents"].items():
            inside[delivery.places.area(place)] += number
        areas, addresses = delivery.places.area_ids, len(delivery.places.addresses)
        yield Count(register, "lives_in_no_area", residents, inside[None])
        yield Count(register, "address_period_turned", delivery.places.rows, delivery.places.turned_periods)
        yield Count(register, "address_without_residents", addresses, addresses - len(addresses_met))
        yield Count(register, "area_without_residents", len(areas), sum(not inside[area] for area in areas))
        elsewhere = delivery.places.elsewhere(counts["residents"]).values()
        others, known = (sum(numbers) for numbers in zip(*elsewhere, strict=True)) if elsewhere else (0, 0)
        yield Count(register, "another_municipality", known, others)
    if register == "income":
        adults = tallies.of_place["population"]["residents_18_plus"]
        earning, inhabited = (
            {delivery.places.region(place) for place, number in numbers.items() if number}
            for numbers in (counts["taxpayers"], adults)
        )
        regions = inhabited - {None}
        yield Count(register, "nobody_or_everybody", len(regions), len(regions - earning))
        return
    yield from _nobody_or_everybody(tallies, register)


def _nobody_or_everybody(tallies: Tallies, register: str) -> Iterator[Count]:
    """A share of nobody, or of everybody, in a whole country is a register that was read wrong."""
    part = next((measure for measure in REGISTERS[register].measures if measure.role is Role.PART), None)
    if part is None:
        return
    whole = REGISTERS[register].whole.name
    of = tallies.of_country(register, whole)
    known = tallies.of_country(register, STATED) if register == "education" else of
    counted = tallies.of_country(register, part.name)
    yield Count(register, "nobody_or_everybody", of, of if counted in (0, known * part.fractions) else 0)


def _read(delivery: PersonDelivery, register: str, rows: Delivered, ages: Mapping[str, Ages] | None = None) -> Read:
    """A register compared row by row; of the population also who is of which ages."""
    checks = _row_checks(register, rows, delivery)
    claims = {rule: broken.fill_null(False) for rule, broken in checks.items()}
    claims |= {name: _of_age(delivery, group).fill_null(False) for name, group in (ages or {}).items()}
    more = [nw.col("soc_status_kode"), _parts()] if register == "employment" else []
    with safely(delivery.labels[register]):
        asked = rows.frame.select(PERSON_KEY, *(claim.alias(name) for name, claim in claims.items()), *more)
        return Read(delivery.engine.hold(delivery.engine.hashed(asked)), tuple(checks))


def _register_counts(
    delivery: PersonDelivery, register: str, delivered: Delivered, read_once: Read, census: Any
) -> Iterator[Count]:
    engine, rows, rules = delivery.engine, read_once.frame, read_once.rules
    found = engine.fetch(rows.select(nw.len().alias("rows"), *(read.as_count(nw.col(rule)) for rule in rules)))[0]
    total = int(found["rows"])
    is_population = register == "population"
    own = engine.residents(census) if is_population else engine.keys(rows)
    yield Count(register, "missing_key", total, total - engine.size(own))
    yield from (Count(register, rule, total, int(found[rule] or 0)) for rule in rules)
    if register == "employment":
        yield from _status_counts(engine, delivered.frame, rows, own, total)
    elif register in REPEATED_KEYS:
        yield Count(register, "duplicate_key", total, engine.repeats(delivered.frame, REPEATED_KEYS[register], own))
    if not is_population:
        beside = engine.compared(own, census, register if register in AGES_EXPECTED else None)
        yield Count(register, "not_in_population", total, beside.strangers)
        yield Count(register, "keys_do_not_meet", total, beside.strangers)
        if register in AGES_EXPECTED:
            yield Count(register, "missing_resident", beside.wanted, beside.missing)
            yield Count(register, "residents_do_not_meet", beside.wanted, beside.missing)


def _parts() -> nw.Expr:
    return read.units("fuldtid", read.PARTS_OF_FULL_TIME).fill_null(0).alias("parts")


def _status_counts(engine: Engine, delivered: Frame, rows: Frame, own: Any, total: int) -> Iterator[Count]:
    """Statuses given twice, and the number of persons whose parts of the year do not sum to one.

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


def _of_age(delivery: PersonDelivery, ages: Ages) -> nw.Expr:
    """Of these ages on 1 January, both included."""
    population = delivery.registers["population"]
    born = read.days("foed_dag", population.types)
    year = delivery.list_year
    reached = born.by(dt.date(year - ages.first, 1, 1))
    return reached if ages.last is None else reached & born.after(dt.date(year - ages.last - 1, 1, 1))


def _row_checks(register: str, rows: Delivered, delivery: PersonDelivery) -> Checks:
    """The rules of a register that one row can break on its own."""
    own = OWN_CHECKS[register](rows, delivery) if register in OWN_CHECKS else {}
    codes_known = codes.known_codes(register, delivery.formats.known)
    unknown = {
        f"unknown_{column.name}": ~read.is_code(column.name, rows.types[column.name], codes_known[column.name])
        if column.name in codes_known
        else nw.col(column.name).is_null()
        for column in REGISTERS[register].code_columns
    }
    return {**_declared_checks(register), **unknown, **own}


def _declared_checks(register: str) -> Checks:
    """What the card declares of each column: dates that exist, numbers within their bounds, decimals of amounts."""
    card = REGISTERS[register]
    amounts = [column for column in card.number_columns if column.kind is Kind.AMOUNT]
    broken = {
        "impossible_date": [nw.col(c.name).is_null() for c in card.persons.columns if c.kind is Kind.DAY],
        "impossible_amount": [_is_impossible(column) for column in card.number_columns],
        "more_decimals": [read.has_more_decimals(column.name, _fractions(column)) for column in amounts],
    }
    return {rule: reduce(or_, claims) for rule, claims in broken.items() if claims}


def _is_impossible(column: Column) -> nw.Expr:
    cell = nw.col(column.name)
    impossible = cell.is_null()
    if column.minimum is not None:
        impossible = impossible | (cell < column.minimum)
    return impossible if column.maximum is None else impossible | (cell > column.maximum)


def _fractions(column: Column) -> int:
    """The parts of its unit in which an amount is summed: of a year that it may not exceed, or of a krone."""
    return read.PARTS_OF_KRONE if column.maximum is None else read.PARTS_OF_FULL_TIME


def _population_checks(rows: Delivered, delivery: PersonDelivery) -> Checks:
    born = read.days("foed_dag", rows.types)
    year = delivery.list_year
    return {
        "impossible_date": ~born.by(dt.date(year, 1, 1)).fill_null(False),
        "age_over_125": born.by(dt.date(year - OLDEST - 1, 1, 1)),
        "missing_address": nw.col("adresse_id").is_null(),
    }


def _crime_checks(rows: Delivered, delivery: PersonDelivery) -> Checks:
    year = REGISTERS["crime"].register_year(delivery.list_year)
    decided = read.days("afg_afgoedto", rows.types)
    in_year = decided.after(dt.date(year - 1, 12, 31)) & decided.by(dt.date(year, 12, 31))
    return {
        "impossible_date": ~in_year.fill_null(False),
        "unknown_afg_ger7": ~read.offence_is_readable("afg_ger7", rows.types["afg_ger7"]),
    }


# The rules of single rows that the declared columns do not give.
OWN_CHECKS: Mapping[str, Callable[[Delivered, PersonDelivery], Checks]] = {
    "population": _population_checks,
    "crime": _crime_checks,
}
