"""From person rows to the area-grain tables: each register is counted by place, and places are summed.

What does not belong here: the expressions (``expressions``), files (``delivery``), or any share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import narwhals as nw

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import COUNTRY, REGIONS
from pipeline.persons import expressions as ex
from pipeline.persons.delivery import PersonDelivery, safely
from pipeline.persons.engines.base import Frame
from pipeline.persons.inputs import PERSON_KEY, Rules
from pipeline.persons.references import Places

if TYPE_CHECKING:
    import pandas as pd

PlaceCounts = defaultdict[str, Counter[int]]  # measure -> place -> number; amounts in whole parts


class Tallies:
    """The counts of every delivered register by place, added up over the passes."""

    def __init__(self, registers: tuple[str, ...]) -> None:
        self.of_place: dict[str, PlaceCounts] = {register: defaultdict(Counter) for register in registers}

    def add_population(self, delivery: PersonDelivery, people: Frame, refuses_two_areas: bool) -> None:
        """Residents, and the wholes of the other registers, which are residents too."""
        with safely(delivery.labels["population"]):
            wholes = delivery.engine.columns(ex.count_population(people))
        if refuses_two_areas:
            _refuse_two_areas(delivery, people)
        for register, counts_of_place in self.of_place.items():
            groups = {
                measure.name: ex.everyone_of(measure.ages) if measure.ages and measure.is_everyone else measure.name
                for measure in REGISTERS[register].measures
                if register == "population" or (measure.ages and measure.is_everyone)
            }
            _add(counts_of_place, wholes[ex.PLACE], {name: wholes[group] for name, group in groups.items()})

    def add(self, delivery: PersonDelivery, register: str, rows: ex.Delivered, people: Frame, rules: Rules) -> None:
        """The parts of another register. Raises ``InputRefused`` for a register that is counted from no person rows."""
        label = delivery.labels[register]
        if register not in ex.EXPRESSIONS:
            raise InputRefused(
                Fault(label, Message("holds person rows, which nothing counts"), Message("counts per area"))
            )
        given = ex.Given(
            people,
            REGISTERS[register].register_year(delivery.list_year),
            rules,
            *delivery.formats.counted(rules.preparatory_education),
            delivery.engine.hold,
            delivery.engine.way_to_join(rows.frame, people),
        )
        with safely(label):
            found = delivery.engine.columns(ex.EXPRESSIONS[register](rows, given))
        _add(self.of_place[register], found.pop(ex.PLACE), found)

    def tables(self, delivery: PersonDelivery) -> dict[str, pd.DataFrame]:
        """The area-grain table of each register."""
        _refuse_impossible(delivery, self.of_place)
        delivery.places.refuse_other_municipality(self.of_place["population"]["residents"])
        return {
            register: _area_grain(register, delivery.list_year, counts_of_place, delivery.places)
            for register, counts_of_place in self.of_place.items()
        }

    def of_country(self, register: str, measure: str) -> int:
        """One number of the whole country, amounts in whole parts."""
        return self.of_place[register][measure].total()


def _add(counts: PlaceCounts, places: list[int], numbers: Mapping[str, list[int | None]]) -> None:
    """Add numbers to the counts: of each measure one for each of the places."""
    for measure, of_measure in numbers.items():
        of_place = counts[measure]
        for place, number in zip(places, of_measure, strict=True):
            of_place[place] += number or 0


def _refuse_two_areas(delivery: PersonDelivery, people: Frame) -> None:
    """A person with two rows among the residents of areas would be counted twice in a share that decides."""
    label = delivery.labels["population"]
    with safely(label):
        twice = delivery.engine.repeats(people.filter(nw.col(ex.PLACE) >= ex.PLACES_OF_AN_AREA), [PERSON_KEY])
    if twice:
        remedy = Message("deliver one row per resident on 1 January; the validation counts such keys in the whole file")
        raise InputRefused(
            Fault(
                label,
                Message("{twice} residents of areas occur more than once", twice=twice),
                Message("each key once"),
                remedy,
            )
        )


def _refuse_impossible(delivery: PersonDelivery, counts: Mapping[str, PlaceCounts]) -> None:
    """More educations than residents in a place can only come from keys that occur twice."""
    if "education" not in counts:
        return
    stated, residents = (counts["education"][measure] for measure in ("stated", "residents_30_59"))
    if any(number > residents[place] for place, number in stated.items()):
        label = delivery.labels["education"]
        raise InputRefused(
            Fault(label, Message("has more persons than residents in some place"), Message("each key once"))
        )


def _area_grain(register: str, list_year: int, counts: PlaceCounts, places: Places) -> pd.DataFrame:
    """One row per area valid that year (also with nobody in it), per region, and for the country."""
    import pandas as pd

    card = REGISTERS[register]
    scopes = [("area", area) for area in places.area_ids]
    scopes += [*(("region", region) for region in REGIONS), ("country", COUNTRY)]
    if register == "education":
        unknown = counts["residents_30_59"].copy()
        unknown.subtract(counts["stated"])
        counts = counts | {"unknown": unknown}
    columns: dict[str, Any] = {
        "scope": [scope for scope, _ in scopes],
        "code": [code for _, code in scopes],
        "register_year": pd.array([card.register_year(list_year)] * len(scopes), dtype="Int64"),
    }
    for measure in card.measures:
        of_scope = _by_scope(counts[measure.name], places)
        numbers = [of_scope[scope] for scope in scopes]
        if measure.kind is Kind.AMOUNT:
            columns[measure.name] = pd.Series([Decimal(n) / measure.fractions for n in numbers], dtype=object)
        else:
            columns[measure.name] = pd.array(numbers, dtype="Int64")
    return pd.DataFrame(columns)[list(card.counts.names)]


def _by_scope(numbers: Counter[int], places: Places) -> Counter[tuple[str, str]]:
    """The numbers of places added up by area, region and country."""
    of_scope: Counter[tuple[str, str]] = Counter({("country", COUNTRY): numbers.total()})
    for place, number in numbers.items():
        if (region := places.region(place)) is not None:
            of_scope["region", region] += number
        if (area := places.area(place)) is not None:
            of_scope["area", area] += number
    return of_scope
