"""From person rows to the area-grain tables: each register's expression run, its places rolled up to the scopes.

What does not belong here: the expressions (``expressions``), files (``delivery``), or any share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import COUNTRY, REGIONS
from pipeline.persons import expressions as ex
from pipeline.persons.columns import PARTS_OF_FULL_TIME, PARTS_OF_KRONE
from pipeline.persons.delivery import PersonDelivery, safely
from pipeline.persons.engines.base import Frame
from pipeline.persons.inputs import PERSON_KEY, Options, Progress
from pipeline.persons.passes import BYTES_PER_RESIDENT_COUNTED, passes_needed
from pipeline.persons.references import Places

if TYPE_CHECKING:
    import pandas as pd

PlaceCounts = dict[int, Counter[str]]  # place -> measure -> number; amounts in whole parts

PARTS = {"without_link": PARTS_OF_FULL_TIME, "gross_income_dkk": PARTS_OF_KRONE}
WHOLES = {"employment": "residents_18_64", "education": "residents_30_59", "crime": "residents_18_plus"}


def aggregate_registers(delivery: PersonDelivery, options: Options, progress: Progress) -> dict[str, pd.DataFrame]:
    """The area-grain table of each delivered register."""
    _refuse_cpr(delivery)
    passes = passes_needed(delivery, options, BYTES_PER_RESIDENT_COUNTED)
    place_counts: dict[str, PlaceCounts] = {register: defaultdict(Counter) for register in delivery.registers}
    for number in range(passes):
        if passes > 1:
            progress(f"persons, part {number + 1} of {passes}")
        _count(delivery.part(number, passes), options, place_counts, progress)
    _refuse_impossible(delivery, place_counts)
    return {
        register: _area_grain(register, delivery.list_year, counts_of_place, delivery.places)
        for register, counts_of_place in place_counts.items()
    }


def _refuse_cpr(delivery: PersonDelivery) -> None:
    remedy = "deliver DST's pseudonymised key; nothing of the file was kept"
    faults = [
        Fault(delivery.labels[register], "the keys look like real CPR numbers", "a pseudonymised key", remedy)
        for register in delivery.registers
        if register in delivery.looks_like_cpr
    ]
    if faults:
        raise InputRefused(faults)


def _count(
    delivery: PersonDelivery, options: Options, place_counts: dict[str, PlaceCounts], progress: Progress
) -> None:
    """One pass over the persons, added to the tallies."""
    progress("population: who lives where")
    engine, registers, rules = delivery.engine, delivery.registers, options.rules
    with safely(delivery.labels["population"]):
        people = engine.hold(ex.residents(registers["population"], delivery.area_places, delivery.list_year))
        wholes = engine.fetch(ex.count_population(people))
    _refuse_two_areas(delivery, people)
    _add(place_counts["population"], wholes, REGISTERS["population"].measures)
    counts: Mapping[str, Callable[[ex.Delivered], Frame]] = {
        "employment": lambda rows: ex.count_employment(people, rows, rules),
        "education": lambda rows: ex.count_education(people, rows, delivery.formats.basic, delivery.formats.above),
        "income": lambda rows: ex.count_income(people, rows),
        "crime": lambda rows: ex.count_crime(
            people, engine.hold(ex.convicted(rows, REGISTERS["crime"].register_year(delivery.list_year))), rules
        ),
    }
    for register in registers:
        if register == "population":
            continue
        progress(f"{register}: counted by area, region and country")
        if register in WHOLES:
            _add(place_counts[register], wholes, (REGISTERS[register].counts.column(WHOLES[register]),))
        with safely(delivery.labels[register]):
            rows = engine.fetch(counts[register](registers[register]))
        for row in rows:
            place_counts[register][row[ex.PLACE]].update({k: v or 0 for k, v in row.items() if k != ex.PLACE})


def _add(counts_of_place: PlaceCounts, rows: list[dict[str, Any]], measures: tuple[Any, ...]) -> None:
    for row in rows:
        counts_of_place[row[ex.PLACE]].update({measure.name: row[measure.name] or 0 for measure in measures})


def _refuse_two_areas(delivery: PersonDelivery, people: Frame) -> None:
    """A person with two rows among the residents of areas would be counted twice in a share that decides."""
    import narwhals as nw

    label = delivery.labels["population"]
    with safely(label):
        twice = delivery.engine.repeats(people.filter(nw.col(ex.PLACE) >= ex.PLACES_OF_AN_AREA), [PERSON_KEY])
    if twice:
        remedy = "deliver one row per resident on 1 January; the validation counts such keys in the whole file"
        raise InputRefused(Fault(label, f"{twice} residents of areas occur more than once", "each key once", remedy))


def _refuse_impossible(delivery: PersonDelivery, place_counts: dict[str, PlaceCounts]) -> None:
    """More educations than residents in a place can only come from keys that occur twice."""
    for counts in place_counts.get("education", {}).values():
        if counts["stated"] > counts["residents_30_59"]:
            label = delivery.labels["education"]
            raise InputRefused(Fault(label, "has more persons than residents in some place", "each key once"))


def _area_grain(register: str, list_year: int, counts_of_place: PlaceCounts, places: Places) -> pd.DataFrame:
    """One row per area valid that year (also with nobody in it), per region, and for the country."""
    import pandas as pd

    card = REGISTERS[register]
    scopes: dict[tuple[str, str], Counter[str]] = {("area", area): Counter() for area in places.area_ids}
    scopes |= {("region", region): Counter() for region in REGIONS}
    scopes[("country", COUNTRY)] = Counter()
    for place, counts in counts_of_place.items():
        scopes["country", COUNTRY].update(counts)
        if (region := places.region(place)) is not None:
            scopes["region", region].update(counts)
        if (area := places.area(place)) is not None:
            scopes["area", area].update(counts)
    if register == "education":
        for counts in scopes.values():
            counts["unknown"] = counts["residents_30_59"] - counts["stated"]
    columns: dict[str, Any] = {
        "scope": [scope for scope, _ in scopes],
        "code": [code for _, code in scopes],
        "register_year": pd.array([card.register_year(list_year)] * len(scopes), dtype="Int64"),
    }
    for measure in card.measures:
        numbers = [counts[measure.name] for counts in scopes.values()]
        if measure.kind is Kind.AMOUNT:
            columns[measure.name] = pd.Series([Decimal(n) / PARTS[measure.name] for n in numbers], dtype=object)
        else:
            columns[measure.name] = pd.array(numbers, dtype="Int64")
    return pd.DataFrame(columns)[list(card.counts.names)]
