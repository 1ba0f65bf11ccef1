"""From figures, the law and the earlier lists to designations: which area is in which category, and on which basis.

Outcomes are three-valued: ``None`` is undetermined, and is given only where something missing could change the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from pipeline.core.criteria import WITH_PUBLISHED_LIMITS
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import AREA_GRAIN, PERSON_GRAIN, PUBLISHED_GRAIN
from pipeline.inputs.published import Published
from pipeline.law.model import Category, Law, Regime
from pipeline.lists.assessment import Assessment, assess
from pipeline.lists.indicators import Figure
from pipeline.lists.list_status import ListStatus, outcome_status
from pipeline.lists.missing import NOTHING
from pipeline.lists.three_valued import decided

GRAIN_PRIORITY = (PERSON_GRAIN, AREA_GRAIN, PUBLISHED_GRAIN)  # the first that can decide wins


class Basis(StrEnum):
    """What a designation rests on."""

    RECOMPUTED = "recomputed"
    PUBLISHED = "published"
    UNDETERMINED = "undetermined"


WEAKEST_FIRST = (Basis.UNDETERMINED, Basis.PUBLISHED, Basis.RECOMPUTED)


def weakest(bases: Iterable[Basis]) -> Basis:
    """The basis of a statement made of several decisions: the weakest of theirs."""
    return Basis(min(bases, key=WEAKEST_FIRST.index))


def basis_of_area(designations: Sequence[Designation]) -> Basis:
    """The weakest basis of an area's decided categories; undetermined if it may be on the list, and in none for sure."""
    outcomes = [each.designated for each in designations]
    if any_of(outcomes) is None:
        return Basis.UNDETERMINED
    return weakest(each.basis for each in designations if each.designated is not None)


def reaches(known: int, most: int, required: int) -> bool | None:
    """Whether so many are reached of which some are known, and no more than ``most`` are possible."""
    return True if known >= required else (None if most >= required else False)


@dataclass(frozen=True)
class ConsecutiveLists:
    """How many lists in a row: the number known, and the most there could be if the area was on every unknown list."""

    lists: int
    most: int

    @property
    def exact(self) -> bool:
        """Whether no unknown list could make the run longer."""
        return self.lists == self.most

    def reaches(self, count: int) -> bool | None:
        """Whether there are so many lists in a row."""
        return reaches(self.lists, self.most, count)

    def longer(self) -> ConsecutiveLists:
        """The run with one list more."""
        return ConsecutiveLists(self.lists + 1, self.most + 1)


@dataclass(frozen=True)
class Designation:
    """One area and one category on one list, with everything the decision rests on."""

    list_year: int
    area_id: str
    category: str
    designated: bool | None
    basis: Basis
    grain: str
    criteria_met: int | None
    criteria_required: int
    run: ConsecutiveLists
    within: bool | None
    outside: bool | None
    earlier_lists: ConsecutiveLists | None
    assessments: tuple[Assessment, ...]
    regime: str
    status: ListStatus = ListStatus.OWN_CALCULATION
    candidate: bool = False  # of an area that is not official: ``designated`` says what it would be


class History:
    """The earlier lists: whether an area, or its predecessors, were on the list of a year.

    Missing years are undetermined, except years before the first list there ever was.
    """

    def __init__(self, areas: AreaTable, law: Law) -> None:
        self._areas = areas
        self._years: dict[int, dict[str, dict[str, bool | None]]] = {}  # list year -> area -> category
        self._first = law.first_list_year
        self._runs: dict[tuple[Area, tuple[str, ...], int, str], ConsecutiveLists] = {}  # found since the last record

    def record(self, list_year: int, designations: Iterable[tuple[str, str, bool | None]]) -> None:
        """Add one list: (area_id, category, designated) for each of its areas and categories."""
        rows: dict[str, dict[str, bool | None]] = {}
        for area_id, category, on in designations:
            rows.setdefault(area_id, {})[category] = on
        self._years[list_year] = rows
        self._runs.clear()

    def listed(self, area: Area, categories: Sequence[str], list_year: int, merged: str = "any") -> bool | None:
        """Whether the area counted as listed in any of the categories in an earlier list year.

        ``merged`` is the regime's switch ``merged_areas``: whether one listed predecessor is enough, or all must be.
        """
        if list_year < self._first:
            return False
        earlier = self._areas.earlier_ids(area, list_year)
        if not earlier:
            return False  # it did not exist
        rows = self._years.get(list_year)
        if rows is None:
            return None
        answers = [self._on_any(rows.get(area_id), categories) for area_id in earlier]
        return all_of(answers) if merged == "all" else any_of(answers)

    @staticmethod
    def _on_any(own: Mapping[str, bool | None] | None, categories: Sequence[str]) -> bool | None:
        if own is None:
            return None  # the list of that year does not know the area
        return any_of(own[category] for category in categories if category in own)

    def run_before(self, area: Area, regime: Regime, category: Category, list_year: int) -> ConsecutiveLists:
        """The lists in a row up to the year before."""
        merged = regime.position("merged_areas")
        asked = (area, tuple(category.continues), list_year, merged)
        if asked not in self._runs:
            self._runs[asked] = self._run_before(*asked)
        return self._runs[asked]

    def _run_before(self, area: Area, categories: Sequence[str], list_year: int, merged: str) -> ConsecutiveLists:
        known, year = 0, list_year - 1
        while listed := self.listed(area, categories, year, merged):
            known, year = known + 1, year - 1
        most = known
        while listed is not False:
            most, year = most + 1, year - 1
            listed = self.listed(area, categories, year, merged)
        return ConsecutiveLists(known, most)


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Three-valued OR: true if any is true, else undetermined if any is."""
    found = list(values)
    return True if True in found else (None if None in found else False)


def all_of(values: Iterable[bool | None]) -> bool | None:
    """Three-valued AND: false if any is false, else undetermined if any is."""
    found = list(values)
    return False if False in found else (None if None in found else True)


def apply_law(
    regime: Regime,
    list_year: int,
    areas: AreaTable,
    figures: Iterable[Figure],
    published: Published,
    history: History,
) -> tuple[Designation, ...]:
    """Every area of the list year in every category of the regime, one designation each, in order."""
    by_source: dict[str, dict[str, dict[str, Figure]]] = {}
    for figure in figures:
        by_source.setdefault(figure.area_id, {}).setdefault(figure.grain, {})[figure.criterion] = figure
    return tuple(
        designation
        for area in areas.valid_in(list_year)
        for designation in _designate(regime, list_year, area, by_source.get(area.area_id, {}), published, history)
    )


def _designate(
    regime: Regime,
    list_year: int,
    area: Area,
    sources: Mapping[str, Mapping[str, Figure]],
    published: Published,
    history: History,
) -> list[Designation]:
    attempts = [
        decide(regime, list_year, area, grain, sources[grain], _published_limits(regime, list_year, published), history)
        for grain in GRAIN_PRIORITY
        if grain in sources
    ] or [decide(regime, list_year, area, "", {}, {}, history)]
    chosen = [
        _first_that_decides([attempt[position] for attempt in attempts], regime, category, area, published, history)
        for position, category in enumerate(regime.categories)
    ]
    return _with_final_outcomes(_with_what_follows(chosen, regime, area, history), regime, area, published)


def _with_what_follows(
    chosen: Sequence[Designation], regime: Regime, area: Area, history: History
) -> list[Designation]:
    """Categories that no source decides by itself, decided by what the area is in another one, by whatever source.

    An area on the published list of a category is in the category that it lies within, and not in the one that it must
    lie outside of; one that is known not to be in a category is in none within it.
    """
    found = {each.category: each for each in chosen}

    def settle(category: str, on: bool, by: Designation) -> bool:
        rule, undecided = regime.category(category), found[category]
        if undecided.designated is not None:
            return False
        run = _run(on, history.run_before(area, regime, rule, undecided.list_year))
        found[category] = replace(undecided, designated=on, basis=by.basis, grain=by.grain, run=run)
        return True

    def settle_one() -> bool:
        for rule in regime.categories:
            own = found[rule.name]
            for other, needed in ((rule.within, True), (rule.outside, False)):
                if other is None:
                    continue
                if own.designated and settle(other, needed, own):
                    return True
                answer = _as_others_are(own, rule, found)
                if answer is not None and settle(rule.name, answer, found[other]):
                    return True
        return False

    while settle_one():
        pass
    return list(found.values())


def _as_others_are(own: Designation, rule: Category, found: Mapping[str, Designation]) -> bool | None:
    """Whether an area is in a category by its own figures and lists and by what it is in the other ones."""
    met = {each.criterion: each.met for each in own.assessments}
    counted = [met[criterion] for criterion in rule.count_of]
    enough = reaches(counted.count(True), len(counted) - counted.count(False), rule.count_required)
    asked = [*(met[criterion] for criterion in rule.all_of), enough]
    if rule.within:
        asked.append(found[rule.within].designated)
    if rule.outside:
        outside = found[rule.outside].designated
        asked.append(None if outside is None else not outside)
    if rule.lists_in_a_row and own.earlier_lists:
        asked.append(own.earlier_lists.longer().reaches(rule.lists_in_a_row.count))
    return all_of(asked)


def _with_final_outcomes(
    chosen: Sequence[Designation], regime: Regime, area: Area, published: Published
) -> list[Designation]:
    """Each designation with its status, and with the outcomes of the categories it refers to as they ended up.

    A category decided by the published list is not undetermined for the category within it.
    """
    outcome = {each.category: each.designated for each in chosen}
    found = []
    for each in chosen:
        rule = regime.category(each.category)
        found.append(
            replace(
                each,
                within=outcome[rule.within] if rule.within else None,
                outside=outcome[rule.outside] if rule.outside else None,
                status=outcome_status(published, regime, each.list_year, area, each.category, each.designated),
                candidate=area.candidate,
            )
        )
    return found


def _published_limits(regime: Regime, list_year: int, published: Published) -> dict[str, Fraction]:
    date = regime.published_on(list_year)
    return {
        category.name: published.limits[date, category.name]
        for category in regime.categories
        if (date, category.name) in published.limits
    }


def decide(
    regime: Regime,
    list_year: int,
    area: Area,
    grain: str,
    figures: Mapping[str, Figure],
    published_limits: Mapping[str, Fraction],
    history: History,
) -> list[Designation]:
    """One area in every category of a regime from one source alone; a missing figure is undetermined."""
    assessments = {
        category.name: _assessments(regime, category, area, grain, figures, published_limits)
        for category in regime.categories
    }
    earlier = {
        category.name: history.run_before(area, regime, regime.category(rule.of), list_year)
        for category in regime.categories
        if (rule := category.lists_in_a_row)
    }
    reached = {
        category.name: earlier[category.name].longer().reaches(rule.count)
        for category in regime.categories
        if (rule := category.lists_in_a_row)
    }
    outcome = decided(regime, (each for found in assessments.values() for each in found), reached)
    return [
        _designation(regime, category, list_year, area, grain, assessments[category.name], outcome, earlier, history)
        for category in regime.categories
    ]


def _assessments(
    regime: Regime,
    category: Category,
    area: Area,
    grain: str,
    figures: Mapping[str, Figure],
    published_limits: Mapping[str, Fraction],
) -> tuple[Assessment, ...]:
    return tuple(
        assess(
            category.name,
            law,
            figures.get(criterion) or Figure(area.area_id, criterion, grain, None, None, (), (NOTHING,)),
            published_limits.get(category.name) if criterion == WITH_PUBLISHED_LIMITS else None,
            regime.position("conviction_limit") == "printed",
        )
        for criterion, law in category.limits.items()
    )


def _designation(
    regime: Regime,
    category: Category,
    list_year: int,
    area: Area,
    grain: str,
    assessments: tuple[Assessment, ...],
    outcome: Mapping[str, bool | None],
    earlier: Mapping[str, ConsecutiveLists],
    history: History,
) -> Designation:
    designated = outcome[category.name]
    met = {assessment.criterion: assessment.met for assessment in assessments}
    counted = [met[criterion] for criterion in category.count_of or category.all_of]
    return Designation(
        list_year,
        area.area_id,
        category.name,
        designated,
        Basis.UNDETERMINED if designated is None else Basis.RECOMPUTED,
        grain,
        counted.count(True) if True in counted or False in counted else None,
        category.count_required or len(category.all_of),
        _run(designated, history.run_before(area, regime, category, list_year)),
        outcome[category.within] if category.within else None,
        outcome[category.outside] if category.outside else None,
        earlier.get(category.name),
        assessments,
        regime.name,
    )


def _run(designated: bool | None, before: ConsecutiveLists) -> ConsecutiveLists:
    if designated is None:
        return ConsecutiveLists(0, before.most + 1)
    return before.longer() if designated else ConsecutiveLists(0, 0)


def _first_that_decides(
    attempts: Sequence[Designation],
    regime: Regime,
    category: Category,
    area: Area,
    published: Published,
    history: History,
) -> Designation:
    """The first source that can decide; else the published list; else undetermined, with the figures there are."""
    for attempt in attempts:
        if attempt.designated is not None:
            return attempt
    fullest = max(attempts, key=lambda attempt: sum(each.value is not None for each in attempt.assessments))
    day = regime.published_on(fullest.list_year)
    on = published.on_list(day, area.area_id, area.municipality_code, category.name)
    if on is None or (area.candidate and not on):  # that a list lacks a candidate says nothing of its figures
        return fullest
    run = _run(on, history.run_before(area, regime, category, fullest.list_year))
    return replace(fullest, designated=on, basis=Basis.PUBLISHED, run=run)
