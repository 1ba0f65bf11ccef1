"""How far an area is from being on or off each list: the cheapest way in persons, and the areas to keep an eye on.

A single criterion's distance is in ``assessment``; here criteria are taken together, as a category counts them. What
cannot be bought with persons (earlier lists, income, the benchmark) is held, or listed by itself. Exact throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import product

from pipeline.assessment import Assessment
from pipeline.calculation import ListOfYear
from pipeline.counterfactual import DEFINED_BY
from pipeline.criteria import BY_NAME as CRITERIA
from pipeline.designation import Designation
from pipeline.figures import asked_criteria
from pipeline.law.model import Operator, Regime, Yardstick
from pipeline.sentences import Said, criterion_phrase, joined, label, number, percent
from pipeline.sentences import persons as in_persons
from pipeline.worlds import decided

FEW_PERSONS = 25
_JUST = Fraction(1, 10**12)  # beyond any limit by less than any person


@dataclass(frozen=True)
class Step:
    """One criterion moved: by so many persons, or for income by so many kroner of the area's gross income."""

    criterion: str
    persons: int
    kroner: Fraction | None = None


@dataclass(frozen=True)
class Way:
    """The steps that together put an area on (``to``) or take it off a category, and the persons they take."""

    category: str
    to: bool
    steps: tuple[Step, ...]

    @property
    def persons(self) -> int:
        """Persons in all."""
        return sum(step.persons for step in self.steps)


@dataclass(frozen=True)
class Ways:
    """The cheapest way with income as it is, and with income turned; each ``None`` if there is none."""

    by_persons: Way | None
    with_income: Way | None


@dataclass(frozen=True)
class _Choice:
    """One place a criterion's figure may be moved to, and what it costs."""

    step: Step | None
    value: Fraction | None


def cheapest_way(designations: Iterable[Designation], regime: Regime, category: str) -> Ways:
    """The fewest persons that would turn one area's designation in a category, the rest held.

    ``designations`` are the area's in every category of the regime: a category within another, or outside it, turns
    with the other. Earlier lists, benchmarks and wholes are held. None for an undetermined designation, and none
    where only percentages are printed, since they do not tell persons.
    """
    found = {each.category: each for each in designations}
    outcome = found[category].designated
    if outcome is None:
        return Ways(None, None)
    area = _Held(regime, found)
    by_persons = area.cheapest(category, not outcome, area.choices(category, income=False))
    with_income = area.cheapest(category, not outcome, area.choices(category, income=True), "income")
    return Ways(by_persons, with_income)


class _Held:
    """One area on one list, with everything held that is not moved on purpose."""

    def __init__(self, regime: Regime, designations: Mapping[str, Designation]) -> None:
        self.regime = regime
        self.assessments = [each for found in designations.values() for each in found.assessments]
        self.reached = {
            each.category: each.earlier_lists.longer().reaches(rule.count)
            for each in designations.values()
            if each.earlier_lists is not None and (rule := regime.category(each.category).lists_in_a_row)
        }

    def after(
        self,
        moved: Mapping[str, Fraction],
        limits: Mapping[tuple[str, str], Fraction] | None = None,
        reached: Mapping[str, bool | None] | None = None,
    ) -> dict[str, bool | None]:
        """Every category's outcome with some figures, limits or runs of lists put elsewhere."""
        assessments = [_moved(each, moved, limits or {}) for each in self.assessments]
        return decided(self.regime, assessments, self.reached if reached is None else reached)

    def concerned(self, category: str) -> list[Assessment]:
        """The assessments that bear on a category: its own and those of the categories it is within or outside."""
        rule = self.regime.category(category)
        names = {category}
        for other in (rule.within, rule.outside):
            if other:
                names |= {each.category for each in self.concerned(other)} | {other}
        return [each for each in self.assessments if each.category in names]

    def choices(self, category: str, income: bool) -> dict[str, list[_Choice]]:
        """Where each criterion may be moved: to stay, or just across each limit that bears on the category."""
        found: dict[str, list[_Choice]] = {}
        for each in self.concerned(category):
            choices = found.setdefault(each.criterion, [_Choice(None, None)])
            step = _step(each)
            if step is not None and (each.criterion != "income" or income):
                choices.append(_Choice(step, _value_after(each, step)))
        return found

    def cheapest(
        self,
        category: str,
        to: bool,
        choices: Mapping[str, list[_Choice]],
        needed: str | None = None,
        below: int | None = None,
    ) -> Way | None:
        """The cheapest combination that gives the outcome; of equals the one with fewest criteria, in their order.

        ``needed``: a criterion that must be among them; ``below``: fewer persons than that.
        """
        ways = []
        for chosen in product(*choices.values()):
            moves = [each for each in chosen if each.step is not None]
            steps = tuple(each.step for each in moves if each.step is not None)
            if steps and (needed is None or any(step.criterion == needed for step in steps)):
                moved = {each.step.criterion: each.value for each in moves if each.step and each.value is not None}
                way = Way(category, to, steps)
                if below is None or way.persons < below:
                    ways.append((way, moved))
        for way, moved in sorted(ways, key=lambda each: (each[0].persons, len(each[0].steps))):
            if self.after(moved)[category] is to:
                return way
        return None


def _step(assessment: Assessment) -> Step | None:
    if assessment.criterion == "income":
        kroner = assessment.kroner_to_flip
        return None if kroner is None else Step("income", 0, kroner)
    persons = assessment.persons_to_flip
    return None if persons is None else Step(assessment.criterion, persons)


def _grows(assessment: Assessment) -> bool:
    """Whether the figure must grow for the criterion to turn."""
    return assessment.met is (assessment.law.operator is Operator.IS_BELOW)


def _value_after(assessment: Assessment, step: Step) -> Fraction | None:
    """The figure after a step of persons or kroner, the whole and the earlier years held."""
    figure = assessment.figure
    if figure.value is None:
        return None
    sign = 1 if _grows(assessment) else -1
    if assessment.criterion == "size":
        return figure.value + sign * step.persons
    whole = figure.years[-1].whole
    if whole is None:
        return None
    if step.kroner is None:
        return figure.value + sign * step.persons / (whole * len(figure.years))
    return (
        None
        if figure.benchmark is None
        else figure.value + step.kroner / (whole * figure.benchmark * len(figure.years))
    )


def _moved(each: Assessment, moved: Mapping[str, Fraction], limits: Mapping[tuple[str, str], Fraction]) -> Assessment:
    if each.met is None or each.limit is None or each.value is None:
        return each
    limit = limits.get((each.category, each.criterion), each.limit)
    value = moved.get(each.criterion, each.value)
    met = each.law.operator.holds(value, limit)
    if met is each.met:
        return each
    return Assessment(
        each.area_id, each.category, each.criterion, each.figure, each.law, limit, met, None, None, None, False
    )


class Watch(StrEnum):
    """Why an area is on the watch list."""

    ONE_CRITERION = "one criterion"
    FEW_PERSONS = "few persons"
    TREND = "trend"
    NEXT_LIST = "next list"


@dataclass(frozen=True)
class Watched:
    """One area and category to keep an eye on: which way it may turn, why, and the same in words.

    ``persons`` is left out where it would tell of a withheld figure.
    """

    area_id: str
    category: str
    to: bool
    why: Watch
    criteria: tuple[str, ...]
    persons: int | None
    said: Said


def watch_list(made: ListOfYear, before: ListOfYear | None = None, persons: int = FEW_PERSONS) -> tuple[Watched, ...]:
    """The areas that one criterion, fewer than ``persons`` persons, or two years' trend would move, in list order."""
    earlier = {(each.area_id, each.category): each for each in before.designations} if before else {}
    by_area: dict[str, dict[str, Designation]] = {}
    for each in made.designations:
        by_area.setdefault(each.area_id, {})[each.category] = each
    watched: list[Watched] = []
    for designations in by_area.values():
        area = _Held(made.regime, designations)
        trend = _trend(area, designations, earlier, made, before)
        for each in designations.values():
            if each.designated is not None:
                watched += _one_criterion(area, each)
                watched += _few_persons(area, designations, each, persons)
                watched += _by_trend(area, each, trend)
                watched += _by_next_list(area, each, designations)
    return tuple(watched)


def _one_criterion(area: _Held, now: Designation) -> Iterable[Watched]:
    """Size is left out: it would turn every listed area, however large; near the limit it takes few persons."""
    to = not now.designated
    found: dict[str, Assessment] = {}
    for each in area.concerned(now.category):
        if each.met is None or each.limit is None or each.criterion == "size":
            continue
        across = (
            each.limit
            if each.law.operator.holds(each.limit, each.limit) is not each.met
            else (each.limit + _JUST if _grows(each) else each.limit - _JUST)
        )
        if each.criterion not in found and area.after({each.criterion: across})[now.category] is to:
            found[each.criterion] = each
    if found:
        phrases = joined([criterion_phrase(each) for each in found.values()], Said("; ", "; "))
        head = _head(now, to) + Said(", hvis ét kriterium vender: ", " if one criterion turns: ")
        yield Watched(
            now.area_id, now.category, to, Watch.ONE_CRITERION, tuple(found), None, head + phrases + Said(".", ".")
        )


def _few_persons(
    area: _Held, designations: Mapping[str, Designation], now: Designation, persons: int
) -> Iterable[Watched]:
    choices = area.choices(now.category, income=False)
    way = area.cheapest(now.category, not now.designated, choices, below=max(persons, FEW_PERSONS))
    if way is None:
        return
    criteria = tuple(step.criterion for step in way.steps)
    names = joined([label(each) for each in criteria], Said(" og ", " and "))
    hidden = rests_on_withheld(designations.values(), criteria)
    # A withheld number must not be found by asking again with another ``persons``.
    if way.persons >= (FEW_PERSONS if hidden else persons):
        return
    if hidden:
        few, shown = Said("få personer", "few persons"), None
    else:
        few, shown = in_persons(way.persons), way.persons
    said = _head(now, way.to) + Said(" ved ", " with ") + few + Said(" (", " (") + names + Said(").", ").")
    yield Watched(now.area_id, now.category, way.to, Watch.FEW_PERSONS, criteria, shown, said)


def rests_on_withheld(designations: Iterable[Designation], criteria: Sequence[str]) -> bool:
    """Whether any of an area's figures on the criteria may not be shown; then no distance in persons may be either."""
    return any(
        each.figure.withheld for found in designations for each in found.assessments if each.criterion in criteria
    )


@dataclass(frozen=True)
class _Trend:
    """Figures and limits carried on in a straight line, and the outcome of each category with them."""

    values: Mapping[str, Fraction]
    outcome: Mapping[str, bool | None]


def _trend(
    area: _Held,
    designations: Mapping[str, Designation],
    earlier: Mapping[tuple[str, str], Designation],
    made: ListOfYear,
    before: ListOfYear | None,
) -> _Trend:
    if before is None:
        return _Trend({}, {})
    area_id = next(iter(designations.values())).area_id
    then = {
        each.criterion: each
        for (other_id, _), found in earlier.items()
        if other_id == area_id
        for each in found.assessments
        if _same_figure(each.criterion, before.regime, made.regime)
    }
    values: dict[str, Fraction] = {}
    limits: dict[tuple[str, str], Fraction] = {}
    for each in area.assessments:
        old = then.get(each.criterion)
        if old is None or each.value is None:
            continue
        if old.value is not None:
            onwards = 2 * each.value - old.value
            values[each.criterion] = max(onwards, Fraction(0)) if each.criterion != "income" else onwards
        if each.law.yardstick is Yardstick.NATIONAL_AVERAGE and each.limit and each.figure.benchmark:
            average = old.figure.benchmark or each.figure.benchmark
            limits[each.category, each.criterion] = each.law.amount * (2 * each.figure.benchmark - average)
    return _Trend(values, area.after(values, limits))


def _same_figure(criterion: str, then: Regime, now: Regime) -> bool:
    """Whether two laws ask for the same figure, so that its two values are one line."""
    asked, before = asked_criteria(now).get(criterion), asked_criteria(then).get(criterion)
    switches = DEFINED_BY.get(criterion, ())
    return (
        asked is not None
        and before is not None
        and asked[0] == before[0]
        and all(then.position(name) == now.position(name) for name in switches)
    )


def _by_trend(area: _Held, now: Designation, trend: _Trend) -> Iterable[Watched]:
    to = trend.outcome.get(now.category)
    if to is None or to is now.designated:
        return
    turned = {each.criterion: each for each in area.concerned(now.category) if each.criterion in trend.values}
    moved = {name: each for name, each in turned.items() if trend.values[name] != each.value}
    phrases = [
        criterion_phrase(each) + Said(" → ", " → ") + _projected(each, trend.values[name])
        for name, each in moved.items()
    ]
    head = _head(now, to) + Said(
        ", hvis de seneste to års udvikling fortsætter: ", " if the last two years' trend goes on: "
    )
    said = head + joined(phrases, Said("; ", "; "))
    full_stop = Said(said.da.removesuffix(".") + ".", said.en.removesuffix(".") + ".")
    yield Watched(now.area_id, now.category, to, Watch.TREND, tuple(moved), None, full_stop)


def _projected(assessment: Assessment, value: Fraction) -> Said:
    if assessment.figure.withheld:
        return Said("oplyses ikke", "withheld")
    if assessment.criterion == "size":
        return number(value, 0)
    return percent(value, CRITERIA[assessment.criterion].printed_decimals)


def _by_next_list(area: _Held, now: Designation, designations: Mapping[str, Designation]) -> Iterable[Watched]:
    """Areas that enter a category on the next list by their run of lists, if all else stays as it is."""
    rule = area.regime.category(now.category).lists_in_a_row
    if rule is None or now.designated or not designations[rule.of].designated:
        return
    reached = {**area.reached, now.category: designations[rule.of].run.longer().reaches(rule.count)}
    if area.after({}, None, reached)[now.category]:
        said = Said(
            f"Kommer på listen som {now.category}, hvis intet ændrer sig: det bliver liste nummer {rule.count} i træk.",
            f"Enters the list as {now.category} if nothing changes: it will be list number {rule.count} in a row.",
        )
        yield Watched(now.area_id, now.category, True, Watch.NEXT_LIST, (), None, said)


def _head(now: Designation, to: bool) -> Said:
    if to:
        return Said(f"Kommer på listen som {now.category}", f"Enters the list as {now.category}")
    return Said(f"Forlader listen som {now.category}", f"Leaves the list as {now.category}")
