"""The watch list: areas that one criterion, a few persons, a trend or the next list would move.

What does not belong here: the sentences (``pipeline.text.watch``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from pipeline.analysis.distance import FEW_PERSONS, HeldArea, Withheld, just_across, met_after
from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.law.model import Regime, Yardstick
from pipeline.lists.assessment import Assessment
from pipeline.lists.designation import Designation
from pipeline.lists.indicators import asked_criteria
from pipeline.lists.shown import ShownAssessment, shown_assessment
from pipeline.lists.yearly_list import YearlyList


class Watch(StrEnum):
    """Why an area is on the watch list."""

    ONE_CRITERION = "one criterion"
    FEW_PERSONS = "few persons"
    TREND = "trend"
    NEXT_LIST = "next list"


@dataclass(frozen=True)
class Watched:
    """One area and category on the watch list: in which direction it may change, and why.

    ``assessments`` are those of the criteria that would change; ``persons`` how many of them where few would do;
    ``projected`` and ``projected_limits`` hold next year's figures, and the limits that move, by criterion where a trend
    goes on; ``list_number`` is which list in a row the next one would be. Nothing of it depends on a withheld figure.
    """

    area_id: str
    category: str
    to: bool
    why: Watch
    assessments: tuple[ShownAssessment, ...]
    persons: int | None = None
    projected: Mapping[str, Fraction] = field(default_factory=dict)
    projected_limits: Mapping[str, Fraction] = field(default_factory=dict)
    list_number: int | None = None

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria that would change."""
        return tuple(each.criterion for each in self.assessments)


def watch_list(
    yearly_list: YearlyList, before: YearlyList | None = None, persons: int = FEW_PERSONS
) -> tuple[Watched, ...]:
    """The areas that one criterion, fewer than ``persons`` persons, or two years' trend would move, in list order."""
    earlier, by_area = _by_area(before.designations if before else ()), _by_area(yearly_list.designations)
    watched: list[Watched] = []
    for area_id, designations in by_area.items():
        area = HeldArea(yearly_list.regime, designations)
        trend = None if before is None else _trend(area, earlier.get(area_id, {}), yearly_list.regime, before.regime)
        for each in designations.values():
            if each.designated is not None:
                watched += _one_criterion(area, each)
                watched += _few_persons(area, each, persons)
                watched += _by_trend(area, each, trend) if trend else ()
                watched += _by_next_list(area, each, designations)
    return tuple(watched)


def _by_area(designations: Iterable[Designation]) -> dict[str, dict[str, Designation]]:
    """The designations of each area by category."""
    found: dict[str, dict[str, Designation]] = {}
    for each in designations:
        found.setdefault(each.area_id, {})[each.category] = each
    return found


def _shown(assessments: Iterable[Assessment]) -> tuple[ShownAssessment, ...]:
    return tuple(shown_assessment(each) for each in assessments)


def _one_criterion(area: HeldArea, now: Designation) -> Iterable[Watched]:
    """The watched changes of one criterion. Size is left out: every listed area would leave without it."""
    to = not now.designated
    found: dict[str, Assessment] = {}
    for each in area.concerned(now.category):
        across = just_across(each)
        if across is None or CRITERIA[each.criterion].kind is CriterionKind.SIZE:
            continue
        if each.criterion not in found and area.after({each.criterion: across})[now.category] is to:
            found[each.criterion] = each
    if found:
        yield Watched(now.area_id, now.category, to, Watch.ONE_CRITERION, _shown(found.values()))


def _few_persons(area: HeldArea, now: Designation, persons: int) -> Iterable[Watched]:
    """The fewest persons of the figures that are shown: that a withheld one is near its limit may not be told."""
    choices = area.choices(now.category, Withheld.LEFT_OUT)
    way = area.cheapest(now.category, not now.designated, choices, below=persons)
    if way is None:
        return
    concerned = {each.criterion: each for each in reversed(area.concerned(now.category))}
    moved = tuple(concerned[step.criterion] for step in way.steps)
    yield Watched(now.area_id, now.category, way.to, Watch.FEW_PERSONS, _shown(moved), way.persons)


@dataclass(frozen=True)
class _Trend:
    """Figures (by criterion) and limits (by category and criterion) extrapolated linearly, and the outcome of each
    category with them."""

    values: Mapping[str, Fraction]
    limits: Mapping[tuple[str, str], Fraction]
    outcome: Mapping[str, bool | None]


def _trend(area: HeldArea, earlier: Mapping[str, Designation], now: Regime, before: Regime) -> _Trend:
    """Each figure that both laws define alike, and each limit by the national average, takes its last step once more.

    A figure that is withheld on one of the two lists takes none, nor does its limit: twice the one less the other would
    give it back, and so would the outcome, wherever the list of trends says that it turns.
    """
    then = {
        each.criterion: each
        for found in earlier.values()
        for each in found.assessments
        if _same_figure(each.criterion, before, now) and not each.figure.withheld
    }
    values: dict[str, Fraction] = {}
    limits: dict[tuple[str, str], Fraction] = {}
    for each in area.assessments:
        old = then.get(each.criterion)
        if old is None or each.value is None or each.figure.withheld:
            continue
        if old.value is not None:
            onwards = 2 * each.value - old.value
            values[each.criterion] = (
                max(onwards, Fraction(0)) if CRITERIA[each.criterion].kind is not CriterionKind.RATIO else onwards
            )
        if each.law.yardstick is Yardstick.NATIONAL_AVERAGE and each.limit and each.figure.benchmark:
            average = old.figure.benchmark or each.figure.benchmark
            limits[each.category, each.criterion] = each.law.amount * (2 * each.figure.benchmark - average)
    return _Trend(values, limits, area.after(values, limits))


def _same_figure(criterion: str, then: Regime, now: Regime) -> bool:
    """Whether two laws define the figure alike, so that its two values form one trend."""
    asked, before = asked_criteria(now).get(criterion), asked_criteria(then).get(criterion)
    switches = CRITERIA[criterion].defined_by
    return (
        asked is not None
        and before is not None
        and asked[0] == before[0]
        and all(then.position(name) == now.position(name) for name in switches)
    )


def _by_trend(area: HeldArea, now: Designation, trend: _Trend) -> Iterable[Watched]:
    to = trend.outcome.get(now.category)
    if to is None or to is now.designated:
        return
    turned: dict[str, Assessment] = {}
    for each in area.concerned(now.category):
        if met_after(each, trend.values, trend.limits) is not each.met:
            turned.setdefault(each.criterion, each)
    values = {name: trend.values.get(name, each.value) for name, each in turned.items() if each.value is not None}
    moving = {name: trend.limits.get((each.category, name)) for name, each in turned.items()}
    limits = {name: limit for name, limit in moving.items() if limit not in (None, turned[name].limit)}
    yield Watched(
        now.area_id,
        now.category,
        to,
        Watch.TREND,
        _shown(turned.values()),
        projected=values,
        projected_limits=limits,
    )


def _by_next_list(area: HeldArea, now: Designation, designations: Mapping[str, Designation]) -> Iterable[Watched]:
    """Areas that enter a category on the next list by their run of lists, if all else stays as it is."""
    rule = area.regime.category(now.category).lists_in_a_row
    if rule is None or now.designated or not designations[rule.of].designated:
        return
    reached = {**area.reached, now.category: designations[rule.of].run.longer().reaches(rule.count)}
    if area.after({}, None, reached)[now.category]:
        yield Watched(now.area_id, now.category, True, Watch.NEXT_LIST, (), list_number=rule.count)
