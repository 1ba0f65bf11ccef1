"""How far an area is from entering or leaving each category: the least change in persons.

A single criterion's distance is in ``assessment``; here criteria are taken together, as a category counts them. Earlier
lists and benchmarks stay unchanged; income is stated in kroner, apart from persons. All arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.law.model import Operator, Regime
from pipeline.lists.assessment import Assessment
from pipeline.lists.designation import Designation
from pipeline.lists.three_valued import decided

FEW_PERSONS = 25
JUST_BEYOND = Fraction(1, 10**12)  # beyond any limit by less than any person


@dataclass(frozen=True)
class Step:
    """The change of one criterion: in persons, or for income in kroner of the area's gross income."""

    criterion: str
    persons: int
    kroner: Fraction | None = None


@dataclass(frozen=True)
class MinimalChange:
    """The steps that together put an area on (``to``) or take it off a category, and the persons they take."""

    category: str
    to: bool
    steps: tuple[Step, ...]

    @property
    def persons(self) -> int:
        """Persons in all."""
        return sum(step.persons for step in self.steps)


@dataclass(frozen=True)
class MinimalChanges:
    """The least change with income unchanged, and with the income criterion changed; each ``None`` if there is none."""

    by_persons: MinimalChange | None
    with_income: MinimalChange | None


@dataclass(frozen=True)
class ShownChange:
    """A minimal change as it may be shown: its steps, or ``None`` where they rest on a withheld figure."""

    steps: tuple[Step, ...] | None


@dataclass(frozen=True)
class Choice:
    """One value a criterion's figure may be changed to, and how many persons or kroner that takes."""

    step: Step
    value: Fraction


def minimal_changes(designations: Iterable[Designation], regime: Regime, category: str) -> MinimalChanges:
    """The fewest persons that would change one area's designation in a category, everything else unchanged.

    ``designations`` are the area's in every category of the regime: a category within another, or outside it, changes
    with the other. Earlier lists, benchmarks and wholes stay unchanged. None for an undetermined designation, and none
    where only percentages are published, since they cannot be turned into persons.
    """
    found = {each.category: each for each in designations}
    outcome = found[category].designated
    if outcome is None:
        return MinimalChanges(None, None)
    area = HeldArea(regime, found)
    by_persons = area.cheapest(category, not outcome, area.choices(category))
    with_income = area.cheapest(category, not outcome, area.choices(category, income=True), with_income=True)
    return MinimalChanges(by_persons, with_income)


def shown_changes(designations: Sequence[Designation], regime: Regime, category: str) -> tuple[ShownChange, ...]:
    """The fewest persons that would change a designation, then the change with income where that takes fewer persons."""
    changes = minimal_changes(designations, regime, category)
    found = [changes.by_persons] if changes.by_persons else []
    if changes.with_income and (not found or changes.with_income.persons < found[0].persons):
        found.append(changes.with_income)
    return tuple(
        ShownChange(
            None if rests_on_withheld(designations, [step.criterion for step in each.steps]) else each.steps,
        )
        for each in found
    )


class HeldArea:
    """One area on one list; everything that is not changed on purpose stays as it is."""

    def __init__(self, regime: Regime, designations: Mapping[str, Designation]) -> None:
        self.regime = regime
        self.assessments = [each for found in designations.values() for each in found.assessments]
        self.reached = {
            each.category: each.earlier_lists.longer().reaches(rule.count)
            for each in designations.values()
            if each.earlier_lists is not None and (rule := regime.category(each.category).lists_in_a_row)
        }
        self._outcomes: dict[object, dict[str, bool | None]] = {}

    def after(
        self,
        moved: Mapping[str, Fraction],
        limits: Mapping[tuple[str, str], Fraction] | None = None,
        reached: Mapping[str, bool | None] | None = None,
    ) -> dict[str, bool | None]:
        """Every category's outcome with some figures, limits or runs of lists replaced."""
        changed, runs = limits or {}, self.reached if reached is None else reached
        met = tuple([met_after(each, moved, changed) for each in self.assessments])
        asked = (met, tuple(runs.items()))
        if asked not in self._outcomes:
            assessments = [
                each if now is each.met else replace(each, met=now)
                for each, now in zip(self.assessments, met, strict=True)
            ]
            self._outcomes[asked] = decided(self.regime, assessments, runs)
        return self._outcomes[asked]

    def concerned(self, category: str) -> list[Assessment]:
        """The assessments that bear on a category: its own and those of the categories it is within or outside."""
        rule = self.regime.category(category)
        names = {category}
        for other in (rule.within, rule.outside):
            if other:
                names |= {each.category for each in self.concerned(other)} | {other}
        return [each for each in self.assessments if each.category in names]

    def choices(self, category: str, income: bool = False) -> dict[str, list[Choice | None]]:
        """The values each criterion may take: unchanged (``None``), or just across each limit that bears on the category.

        ``income``: it may change too.
        """
        found: dict[str, list[Choice | None]] = {}
        for each in self.concerned(category):
            choices = found.setdefault(each.criterion, [None])
            choice = _choice(each)
            if choice is not None and (choice.step.kroner is None or income):
                choices.append(choice)
        return found

    def cheapest(
        self,
        category: str,
        to: bool,
        choices: Mapping[str, list[Choice | None]],
        with_income: bool = False,
        below: int | None = None,
    ) -> MinimalChange | None:
        """The cheapest combination that gives the outcome; of equals the one with fewest criteria, in their order.

        ``with_income``: income must be among them; ``below``: fewer persons than that.
        """
        changes = []
        for chosen in product(*choices.values()):
            moves = [each for each in chosen if each is not None]
            if moves and (not with_income or any(each.step.kroner is not None for each in moves)):
                change = MinimalChange(category, to, tuple(each.step for each in moves))
                if below is None or change.persons < below:
                    changes.append((change, {each.step.criterion: each.value for each in moves}))
        for change, moved in sorted(changes, key=lambda each: (each[0].persons, len(each[0].steps))):
            if self.after(moved)[category] is to:
                return change
        return None


def _choice(assessment: Assessment) -> Choice | None:
    """The least step that turns a criterion, and the figure after it; ``None`` if there is none."""
    step = _step(assessment)
    if step is None:
        return None
    value = _value_after(assessment, step)
    return None if value is None else Choice(step, value)


def _step(assessment: Assessment) -> Step | None:
    if CRITERIA[assessment.criterion].kind is CriterionKind.RATIO:
        kroner = assessment.kroner_to_flip
        return None if kroner is None else Step(assessment.criterion, 0, kroner)
    persons = assessment.persons_to_flip
    return None if persons is None else Step(assessment.criterion, persons)


def must_grow(assessment: Assessment) -> bool:
    """Whether the figure must grow for the criterion's outcome to change."""
    return assessment.met is (assessment.law.operator is Operator.IS_BELOW)


def _value_after(assessment: Assessment, step: Step) -> Fraction | None:
    """The figure after a step of persons or kroner, the whole and the earlier years unchanged."""
    figure = assessment.figure
    if figure.value is None:
        return None
    sign = 1 if must_grow(assessment) else -1
    if CRITERIA[assessment.criterion].kind is CriterionKind.SIZE:
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


def met_after(
    each: Assessment, moved: Mapping[str, Fraction], limits: Mapping[tuple[str, str], Fraction]
) -> bool | None:
    """Whether the criterion is met with the figure or the limit replaced; what cannot be compared stays as it is."""
    if each.met is None or each.limit is None or each.value is None:
        return each.met
    limit = limits.get((each.category, each.criterion), each.limit)
    if limit is each.limit and each.criterion not in moved:
        return each.met
    return each.law.operator.holds(moved.get(each.criterion, each.value), limit)


def rests_on_withheld(designations: Iterable[Designation], criteria: Sequence[str]) -> bool:
    """Whether any of the figures is withheld; then the distance in persons is withheld too."""
    return any(
        each.figure.withheld for found in designations for each in found.assessments if each.criterion in criteria
    )
