"""The suite of a delivery as a whole: rules across registers, scopes and years, which find a column that is wrong
throughout.

One frame holds every count of a delivery, one row per register, scope, code and measure. Rules here are of two sorts:
contradictions, which cannot be true of any delivery, and surprises, which a person can look at and accept by name
(``--accept``). What does not belong here: one register by itself (``registers``), one column (``declared``).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from expectations import bounds, model
from expectations.bounds import ColumnName
from expectations.model import Counting, Rule, RuleCount, Severity, Suite, ValidationContext
from pipeline.core.messages import Message
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import COUNTRY, Measure

if TYPE_CHECKING:
    import pandas as pd

    from expectations.cells import Cells, ExactRow

DELIVERY = Table(
    name="delivery",
    grain="one row per register, scope, code and measure",
    key=("register", "scope", "code", "measure"),
    columns=(
        Column("register", Kind.TEXT, "The register", allowed=tuple(REGISTERS)),
        Column("scope", Kind.TEXT, "Area, municipality, region or country"),
        Column("code", Kind.TEXT, "The area's id, the municipality's or region's code, or DK"),
        Column("measure", Kind.TEXT, "The counted column"),
        Column("value", Kind.AMOUNT, "Its value, exact", required=False),
    ),
)
READS = DELIVERY.names
Place = tuple[str, str]  # scope and code


def delivery_frame(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every count of a delivery as one frame of ``DELIVERY``."""
    import pandas as pd

    parts = [
        pd.DataFrame(
            {
                "register": name,
                "scope": frame["scope"],
                "code": frame["code"],
                "measure": measure.name,
                "value": frame[measure.name].astype(object),
            },
            dtype=object,
        )
        for name, frame in frames.items()
        for measure in REGISTERS[name].measures
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(READS), dtype=object)


def delivery_row_numbers(
    numbers: Mapping[str, tuple[int, ...]], frames: Mapping[str, pd.DataFrame]
) -> tuple[int, ...] | None:
    """The number that each row of ``delivery_frame`` has in its register's file; ``None`` if they have none."""
    if not numbers:
        return None
    return tuple(number for name in frames for _measure in REGISTERS[name].measures for number in numbers[name])


class Counts:
    """The values of a delivery by (register, measure) and place; what is missing has no entry."""

    def __init__(self, rows: Iterable[ExactRow]) -> None:
        self.columns: dict[tuple[str, str], dict[Place, Fraction]] = {}
        self.places: dict[str, dict[Place, int]] = {}  # of each register, with the number of the row from 0
        for number, row in enumerate(rows):
            if row["register"] is None or row["scope"] is None or row["code"] is None:
                continue
            place = (row["scope"], row["code"])
            self.places.setdefault(row["register"], {}).setdefault(place, number)
            if row["value"] is not None:
                self.columns.setdefault((row["register"], row["measure"]), {})[place] = Fraction(row["value"])

    def of(self, register: str, measure: str) -> Mapping[Place, Fraction]:
        """One column by place; empty if it was not delivered."""
        return self.columns.get((register, measure), {})

    def both(
        self, one: ColumnName, other: ColumnName, beside: Counts | None = None
    ) -> Iterator[tuple[Place, Fraction, Fraction]]:
        """Two columns where both are known; ``other`` is of another delivery if one is given ``beside``."""
        others = (self if beside is None else beside).of(*other)
        for place, value in self.of(*one).items():
            if place in others:
                yield place, value, others[place]

    def areas_of(self, register: str) -> frozenset[str]:
        """The areas a register has rows of."""
        return frozenset(code for scope, code in self.places.get(register, ()) if scope == "area")


@dataclass(frozen=True)
class Checked:
    """One item that a rule checked: its name for ``--accept`` and for the message, and whether the rule holds.

    An item of a single row has its register and place.
    """

    name: str
    holds: bool
    register: str = ""
    at: Place = ("", "")


Check = Callable[[Counts, Counts, ValidationContext], Iterator[Checked]]  # this year's, last year's, the rest


def _agree(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    for one, other in bounds.SAME_PERSONS:
        pairs = [(now, then) for _place, now, then in counts.both(one, other)]
        if pairs:
            apart = sum(abs(a - b) > bounds.AGREEMENT * max(a, b) for a, b in pairs)
            yield Checked(f"{'.'.join(one)} = {'.'.join(other)}", apart <= bounds.single_rows(len(pairs)))


def _agree_exactly(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    for one, other in bounds.SAME_PERSONS:
        for place, a, b in counts.both(one, other):
            yield _at(*one, place, a == b)


def _not_far_apart(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    for one, other in bounds.SAME_PERSONS:
        for place, a, b in counts.both(one, other):
            yield _at(*one, place, max(a, b) <= bounds.FAR_APART * min(a, b) or max(a, b) < bounds.SMALL_NUMBER)


def _inside(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    for inner, outer in bounds.INSIDE:
        pairs = [(a, b) for _place, a, b in counts.both(inner, outer)]
        if pairs:
            above = sum(a > b for a, b in pairs)
            yield Checked(f"{'.'.join(inner)} ≤ {'.'.join(outer)}", above <= bounds.single_rows(len(pairs)))


def _inside_each(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    for inner, outer in bounds.INSIDE:
        for place, a, b in counts.both(inner, outer):
            yield _at(*inner, place, a <= b)


def _scopes_nested(counts: Counts, _: Counts, around: ValidationContext) -> Iterator[Checked]:
    """An area is no larger than its region, a region no larger than the country: persons, sums and incomes alike."""
    for (register, measure), column in counts.columns.items():
        for (scope, code), value in column.items():
            outer = {"area": ("region", around.region_of.get(code, "")), "region": ("country", COUNTRY)}.get(scope)
            if outer is not None and outer in column:
                yield _at(register, measure, (scope, code), value <= column[outer])
        if ("country", COUNTRY) in column:
            areas = sum((value for (scope, _code), value in column.items() if scope == "area"), Fraction(0))
            yield _at(register, measure, ("country", COUNTRY), areas <= column["country", COUNTRY])


def _income_means(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    """No mean is too high, no region's too low, and those of the areas too low are single ones (a loss can be real)."""
    too_low = []
    for place, income, taxpayers in counts.both(*bounds.MEAN_INCOME):
        if taxpayers >= bounds.SMALL_NUMBER:
            low, high = bounds.MEAN_INCOME_DKK["area" if place[0] == "area" else "other"]
            is_low = income < low * taxpayers
            too_low += [is_low] if place[0] == "area" else []
            holds = income <= high * taxpayers and (place[0] == "area" or not is_low)
            yield _at("income", "gross_income_dkk", place, holds)
    if too_low:
        yield Checked("income.gross_income_dkk", too_low.count(True) <= bounds.single_rows(len(too_low)))


def _low_incomes(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    low, _high = bounds.MEAN_INCOME_DKK["area"]
    for place, income, taxpayers in counts.both(*bounds.MEAN_INCOME):
        if place[0] == "area" and taxpayers >= bounds.SMALL_NUMBER:
            yield _at("income", "gross_income_dkk", place, income >= low * taxpayers)


def _regions_alike(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    means = {
        place: income / taxpayers
        for place, income, taxpayers in counts.both(*bounds.MEAN_INCOME)
        if place[0] == "region" and taxpayers >= bounds.LARGE_PLACE
    }
    for place, mean in means.items():
        others = [other for elsewhere, other in means.items() if elsewhere != place]
        if len(others) >= bounds.FEWEST_ROWS - 1:
            low, high = bounds.REGION_TO_OTHERS
            yield _at("income", "gross_income_dkk", place, low <= mean / median(others) <= high)


def _shares(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    """The share of all areas together: a column of percentages, or two columns exchanged, is far outside."""
    for (part, whole), (low, high) in bounds.SHARES_OF_ALL_AREAS.items():
        pairs = [(a, b) for place, a, b in counts.both(part, whole) if place[0] == "area"]
        total = sum((b for _a, b in pairs), Fraction(0))
        if len(pairs) >= bounds.FEWEST_ROWS and total > 0:
            share = sum((a for a, _b in pairs), Fraction(0)) / total
            yield Checked(".".join(part), low <= share <= high)
    for (part, whole), (low, high) in bounds.SHARES_OF_THE_COUNTRY.items():
        for place, a, b in counts.both(part, whole):
            if place[0] == "country":
                yield _at(*part, place, b > 0 and low <= a / b <= high)


def _no_percentages(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    """Parts that are a hundred at most in each of several large areas are percentages, not persons."""
    for part, whole in bounds.NEVER_A_HUNDRED_EVERYWHERE:
        parts = [a for place, a, b in counts.both(part, whole) if place[0] == "area" and b >= bounds.LARGE_AREA]
        if len(parts) >= bounds.FEWEST_ROWS:
            yield Checked(".".join(part), max(parts) > bounds.HUNDRED)


def _areas_there(counts: Counts, before: Counts, around: ValidationContext) -> Iterator[Checked]:
    """A register has the areas that the other registers and the year before have, and all of a municipality that was
    delivered by more than an area or two.
    """
    delivered = {name: counts.areas_of(name) for name in counts.places}
    seen = frozenset().union(*delivered.values(), *map(before.areas_of, before.places))
    areas_by_town = Counter(around.municipality_of[area] for area in seen if area in around.municipality_of)
    towns = {town for town, areas in areas_by_town.items() if areas >= bounds.FEWEST_ROWS}
    expected = {area for area in around.known_areas if area in seen or around.municipality_of.get(area) in towns}
    for name, areas in delivered.items():
        missing = len(expected - areas)
        yield Checked(name, missing <= max(Fraction(1), bounds.MISSING_AREAS * len(expected)))


def _inhabited(counts: Counts, _: Counts, around: ValidationContext) -> Iterator[Checked]:
    """An area of the list year has residents: where many have none, keys or addresses do not match."""
    for register, measure in bounds.RESIDENTS:
        residents = counts.of(register, measure)
        there = [residents[place] for place in residents if place[0] == "area" and place[1] in around.known_areas]
        if there:
            empty = sum(number == 0 for number in there)
            yield Checked(f"{register}.{measure}", empty <= bounds.single_rows(len(there)) and empty < len(there))


def _sizes_alike(counts: Counts, _: Counts, __: ValidationContext) -> Iterator[Checked]:
    """A register's persons are about the same share of the residents in nearly all areas."""
    low, high = bounds.SIZE_TO_MEDIAN
    for name, register in REGISTERS.items():
        pairs = counts.both((name, register.whole.name), bounds.ALL_RESIDENTS)
        shares = [a / b for place, a, b in pairs if place[0] == "area" and b >= bounds.LARGE_AREA]
        if name != bounds.ALL_RESIDENTS[0] and len(shares) >= bounds.FEWEST_ROWS:
            middle = median(shares)
            odd = sum(not low * middle <= share <= high * middle for share in shares)
            yield Checked(f"{name}.{register.whole.name}", odd <= bounds.single_rows(len(shares)))


def _repeated(counts: Counts, before: Counts, _: ValidationContext) -> Iterator[Checked]:
    """A register is not the one of the year before: not every number of nearly all its rows is the same."""
    for name, register in REGISTERS.items():
        columns = [
            list(counts.both((name, measure.name), (name, measure.name), before)) for measure in register.measures
        ]
        repeats: dict[Place, bool] = {}
        for place, now, then in itertools.chain.from_iterable(columns):
            repeats[place] = repeats.get(place, True) and now == then
        rows = [repeats[place] for place, _now, then in columns[0] if then >= bounds.HUNDRED]
        if len(rows) >= bounds.FEWEST_ROWS:
            yield Checked(f"{name}.{register.whole.name}", rows.count(False) > len(rows) // 10)


def _moved(counts: Counts, before: Counts, _: ValidationContext) -> Iterator[Checked]:
    """Most areas of a column, or all together, or a region or the country, changed by more than an area may unnoticed."""
    for name, register in REGISTERS.items():
        persons = before.of(name, register.whole.name)
        for measure in register.measures:
            permitted = bounds.PART_JUMP if measure.part_of else bounds.WHOLE_JUMP
            pairs = [
                (place, now, then, abs(now - then) > permitted * abs(then))
                for place, now, then in counts.both((name, measure.name), (name, measure.name), before)
            ]
            areas = [each for each in pairs if each[0][0] == "area"]
            jumps = [jumped for _place, _now, then, jumped in areas if abs(then) >= bounds.JUMP_FLOOR]
            all_persons = sum((persons.get(place, Fraction(0)) for place, _now, _then, _jumped in areas), Fraction(0))
            if len(jumps) >= bounds.FEWEST_ROWS:
                _places, all_now, all_then, _jumped = zip(*areas, strict=True)
                total = sum(all_now, Fraction(0)), sum(all_then, Fraction(0))
                stays = all_persons < bounds.LARGE_PLACE or _total_stays(measure, *total)
                yield Checked(f"{name}.{measure.name}", 2 * jumps.count(True) <= len(jumps) and stays)
            for place, _now, then, jumped in pairs:
                is_large = persons.get(place, Fraction(0)) >= bounds.LARGE_PLACE
                if place[0] in ("region", "country") and is_large and abs(then) >= bounds.LARGE_PART:
                    yield _at(name, measure.name, place, not jumped)


def _total_stays(measure: Measure, now: Fraction, then: Fraction) -> bool:
    """Whether all areas together moved by no more than permitted, or than chance can move a number of persons."""
    permitted = bounds.PART_JUMP_OF_ALL if measure.part_of else bounds.WHOLE_JUMP
    by_chance = (now - then) ** 2 <= bounds.BEYOND_CHANCE**2 * abs(now + then)
    return abs(now - then) <= permitted * abs(then) or by_chance


def _at(register: str, measure: str, place: Place, holds: bool) -> Checked:
    return Checked(f"{register}.{measure}", holds, register, place)


@dataclass(frozen=True)
class Across:
    """One rule of the suite: ``can_be_accepted`` for a surprise, which is no contradiction."""

    name: str
    severity: Severity
    sentence: Message
    check: Check
    can_be_accepted: bool = False


RULES: tuple[Across, ...] = (
    Across(
        "wholes_agree",
        "error",
        Message("Everyone of the same ages is the same number in two registers, for nearly all areas"),
        _agree,
    ),
    Across(
        "wholes_equal",
        "warning",
        Message("Everyone of the same ages is the same number in two registers"),
        _agree_exactly,
    ),
    Across(
        "wholes_not_far_apart",
        "error",
        Message("Everyone of the same ages differs nowhere by half between two registers"),
        _not_far_apart,
    ),
    Across(
        "ages_inside",
        "error",
        Message("A group of residents is not above one it lies in, for nearly all areas"),
        _inside,
    ),
    Across(
        "ages_inside_each",
        "warning",
        Message("A group of residents is nowhere above one it lies in"),
        _inside_each,
    ),
    Across(
        "scopes_nested",
        "error",
        Message(
            "No area is above its region, no region and not all areas together above the country, incomes included"
        ),
        _scopes_nested,
    ),
    Across(
        "income_means_plausible",
        "error",
        Message(
            "The mean income of a taxpayer is {low:,} to {high:,} kroner in an area, {least:,} to {most:,} in a region",
            low=bounds.MEAN_INCOME_DKK["area"][0],
            high=bounds.MEAN_INCOME_DKK["area"][1],
            least=bounds.MEAN_INCOME_DKK["other"][0],
            most=bounds.MEAN_INCOME_DKK["other"][1],
        ),
        _income_means,
        can_be_accepted=True,
    ),
    Across(
        "income_mean_low",
        "warning",
        Message("The mean income of a taxpayer is nowhere below {low:,} kroner", low=bounds.MEAN_INCOME_DKK["area"][0]),
        _low_incomes,
    ),
    Across(
        "regions_alike",
        "error",
        Message(
            "A region's mean income is {low} to {high} % of the other regions' median",
            low=bounds.percentage(bounds.REGION_TO_OTHERS[0]),
            high=bounds.percentage(bounds.REGION_TO_OTHERS[1]),
        ),
        _regions_alike,
        can_be_accepted=True,
    ),
    Across(
        "shares_plausible",
        "error",
        Message(
            "The share of all areas together, and of the country, is within its stated bounds (docs/validation.md)"
        ),
        _shares,
        can_be_accepted=True,
    ),
    Across(
        "no_percentages",
        "error",
        Message(
            "A part is above {hundred} in one area of {large} at least: persons, not percentages",
            hundred=bounds.HUNDRED,
            large=bounds.LARGE_AREA,
        ),
        _no_percentages,
        can_be_accepted=True,
    ),
    Across(
        "areas_there",
        "error",
        Message(
            "At most {most} % of the areas, or one, are missing from a register",
            most=bounds.percentage(bounds.MISSING_AREAS),
        ),
        _areas_there,
        can_be_accepted=True,
    ),
    Across(
        "areas_inhabited",
        "error",
        Message("Nearly all areas of the list year have residents"),
        _inhabited,
        can_be_accepted=True,
    ),
    Across(
        "columns_moved",
        "error",
        Message(
            "A column does not move in most areas at once, nor in a region or the country, by more than {whole} % "
            "(a part: {part} %) from the year before; nor in all areas together (a part: {together} %)",
            whole=bounds.percentage(bounds.WHOLE_JUMP),
            part=bounds.percentage(bounds.PART_JUMP),
            together=bounds.percentage(bounds.PART_JUMP_OF_ALL),
        ),
        _moved,
        can_be_accepted=True,
    ),
    Across(
        "registers_repeat",
        "error",
        Message("A register is not last year's under another year: a tenth of its rows have another number than then"),
        _repeated,
        can_be_accepted=True,
    ),
    Across(
        "sizes_alike",
        "error",
        Message("A register's persons are about the same share of the residents in nearly all areas"),
        _sizes_alike,
        can_be_accepted=True,
    ),
)
ACCEPTABLE: tuple[str, ...] = tuple(rule.name for rule in RULES if rule.can_be_accepted)


def delivery_suite() -> Suite:
    """The suite of a delivery as a whole."""
    rules = [
        Rule(rule.name, "", rule.severity, rule.sentence, READS, _counting(rule), rule.can_be_accepted)
        for rule in RULES
    ]
    accepted = Message("What differs from the expected was looked at and accepted by whoever received the delivery")
    alike = Message("Every benchmark counts the persons that the law compares with: none is taken from StatBank")
    rules.append(Rule("accepted", "", "warning", accepted, READS, _accepted))
    rules.append(Rule("benchmarks_counted_alike", "", "warning", alike, READS, _from_statbank))
    return Suite(DELIVERY, tuple(rules))


class _BothDeliveries:
    """The counts of the delivery that is validated and of the one before, made once for all the rules that compare them."""

    def __init__(self) -> None:
        self._made: tuple[Cells, ValidationContext, Counts, Counts] | None = None

    def of(self, cells: Cells, around: ValidationContext) -> tuple[Counts, Counts]:
        """The counts now and before. Those of the last delivery asked for are kept."""
        from expectations.cells import exact_cells

        made = self._made
        if made is None or made[0] is not cells or made[1] is not around:
            before = [] if around.previous is None else exact_cells(around.previous, DELIVERY).rows
            self._made = made = (cells, around, Counts(cells.rows), Counts(before))
        return made[2:]


_BOTH = _BothDeliveries()


def _counting(rule: Across) -> Counting:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        now, before = _BOTH.of(cells, around)
        checked = [each for each in rule.check(now, before, around) if not _is_accepted(rule, each, around)]
        failed = tuple(_shown(each.name, each, now, around) for each in checked if not each.holds)
        return RuleCount(len(checked), len(failed), places=failed)

    return count


def _accepted(cells: Cells, around: ValidationContext) -> RuleCount:
    """The failures that were accepted: they stop no run, but are reported."""
    now, before = _BOTH.of(cells, around)
    told = tuple(
        _shown(f"{rule.name}/{each.name}", each, now, around)
        for rule in RULES
        if rule.can_be_accepted and around.accepted
        for each in rule.check(now, before, around)
        if not each.holds and _is_accepted(rule, each, around)
    )
    return RuleCount(len(told), len(told), places=told)


def _from_statbank(cells: Cells, around: ValidationContext) -> RuleCount:
    """Extracts of StatBank: no table of it counts the very persons that the law compares with."""
    return RuleCount(len(around.extracts), len(around.extracts), places=tuple(map(model.Place, around.extracts)))


def _shown(name: str, checked: Checked, counts: Counts, around: ValidationContext) -> model.Place:
    """Where an item is: ``income.taxpayers, Nordvang (nordvang), row 7``."""
    return around.place(name, checked.at[1], counts.places.get(checked.register, {}).get(checked.at))


def _is_accepted(rule: Across, checked: Checked, around: ValidationContext) -> bool:
    """Accepted whole by the rule's name, or by ``rule/register.column`` for one column of it."""
    return rule.can_be_accepted and bool({rule.name, f"{rule.name}/{checked.name}"} & around.accepted)
