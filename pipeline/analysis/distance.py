"""How far an area is from entering or leaving each category: the least change in persons.

A single criterion's distance is in ``assessment``; here criteria are taken together, as a category counts them. Earlier
lists and benchmarks stay unchanged; income is stated in kroner, apart from persons. All arithmetic is exact.

Which change is the least tells of the figures that lost. What may be shown is therefore chosen without the values of
withheld figures: each is taken to change by the least there is, and where such a change wins, the least is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import product
from operator import itemgetter

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.law.model import Operator, Regime
from pipeline.lists.assessment import Assessment
from pipeline.lists.designation import Designation
from pipeline.lists.three_valued import Reached, as_known, decided, decisions_alike

FEW_PERSONS = 25
JUST_BEYOND = Fraction(1, 10**12)  # beyond any limit by less than any person


@dataclass(frozen=True)
class Step:
    """The change of one criterion: in persons, or for income in kroner of the area's gross income."""

    criterion: str
    persons: int
    kroner: Fraction | None = None
    withheld: bool = False  # of a withheld figure: it takes so many persons or more


class Withheld(Enum):
    """What the choices hold of a withheld figure."""

    EXACT = "its real change: for what is not shown"
    AT_LEAST = "one person, or no person for a sum of kroner: the least that any value could take"
    LEFT_OUT = "no change"


@dataclass(frozen=True)
class MinimalChange:
    """The steps that together put an area on (``to``) or take it off a category, and the persons they take."""

    category: str
    to: bool
    steps: tuple[Step, ...]

    @property
    def persons(self) -> int:
        """Persons in all; with a withheld step, so many or more."""
        return sum(step.persons for step in self.steps)

    @property
    def withheld(self) -> bool:
        """Whether a step of it is of a withheld figure."""
        return any(step.withheld for step in self.steps)


@dataclass(frozen=True)
class MinimalChanges:
    """The least change with income unchanged, and with the income criterion changed; each ``None`` if there is none."""

    by_persons: MinimalChange | None
    with_income: MinimalChange | None


@dataclass(frozen=True)
class ShownChange:
    """A minimal change as it may be shown: its steps, or ``None`` where a withheld figure could take fewer persons."""

    steps: tuple[Step, ...] | None


@dataclass(frozen=True)
class Choice:
    """One value a criterion's figure may be changed to, and how many persons or kroner that takes."""

    step: Step
    value: Fraction


@dataclass(frozen=True)
class _Turn:
    """A step, and the outcomes of the assessments after it, by their place in ``HeldArea.assessments``."""

    step: Step
    outcomes: Mapping[int, bool | None]


def minimal_changes(
    designations: Iterable[Designation], regime: Regime, category: str, only_fewer: bool = False
) -> MinimalChanges:
    """The fewest persons that would change one area's designation in a category, everything else unchanged.

    ``only_fewer``: a change with income is looked for only if it takes fewer persons than one without.

    ``designations`` are the area's in every category of the regime: a category within another, or outside it, changes
    with the other. Earlier lists, benchmarks and wholes stay unchanged. None for an undetermined designation, and none
    where only percentages are published, since they cannot be turned into persons.
    """
    found = {each.category: each for each in designations}
    outcome = found[category].designated
    if outcome is None:
        return MinimalChanges(None, None)
    return _least(HeldArea(regime, found), category, not outcome, Withheld.EXACT, only_fewer)


def shown_changes(designations: Sequence[Designation], regime: Regime, category: str) -> tuple[ShownChange, ...]:
    """The fewest persons that would change a designation, then the change with income where that takes fewer persons.

    The same whatever the withheld numbers are.
    """
    held = {each.category: each for each in designations}
    outcome = held[category].designated
    if outcome is None:
        return ()
    changes = _least(HeldArea(regime, held), category, not outcome, Withheld.AT_LEAST, only_fewer=True)
    found = [each for each in (changes.by_persons, changes.with_income) if each]
    return tuple(ShownChange(None if each.withheld else each.steps) for each in found)


def _least(area: HeldArea, category: str, to: bool, withheld: Withheld, only_fewer: bool) -> MinimalChanges:
    by_persons = area.cheapest(category, to, area.choices(category, withheld))
    below = by_persons.persons if only_fewer and by_persons else None
    with_income = area.cheapest(category, to, area.choices(category, withheld, income=True), True, below)
    return MinimalChanges(by_persons, with_income)


class HeldArea:
    """One area on one list; everything that is not changed on purpose stays as it is."""

    def __init__(self, regime: Regime, designations: Mapping[str, Designation]) -> None:
        self.regime = regime
        self.assessments = [each for found in designations.values() for each in found.assessments]
        self._met = [each.met for each in self.assessments]
        self._places: dict[str, list[int]] = {}  # of each criterion's assessments
        for place, each in enumerate(self.assessments):
            self._places.setdefault(each.criterion, []).append(place)
        self.reached = {
            each.category: each.earlier_lists.longer().reaches(rule.count)
            for each in designations.values()
            if each.earlier_lists is not None and (rule := regime.category(each.category).lists_in_a_row)
        }
        self._outcomes = decisions_alike(regime, self.assessments, self._met)  # shared with the areas decided alike

    def after(
        self,
        moved: Mapping[str, Fraction],
        limits: Mapping[tuple[str, str], Fraction] | None = None,
        reached: Mapping[str, bool | None] | None = None,
    ) -> Mapping[str, bool | None]:
        """Every category's outcome with some figures, limits or runs of lists replaced."""
        return self._decided(self._turned(moved, limits or {}), self.reached if reached is None else reached)

    def _turned(
        self, moved: Mapping[str, Fraction], limits: Mapping[tuple[str, str], Fraction]
    ) -> dict[int, bool | None]:
        """The outcomes of the assessments whose figures or limits are replaced, by their place."""
        return {
            place: met_after(self.assessments[place], moved, limits)
            for criterion in {*moved, *(criterion for _, criterion in limits)}
            for place in self._places[criterion]
        }

    def _decided(self, turned: Mapping[int, bool | None], reached: Reached) -> Mapping[str, bool | None]:
        """Every category's outcome with the outcomes of some assessments, by their place, replaced."""
        met = self._met.copy()
        for place, now in turned.items():
            met[place] = now
        known = as_known(met, reached)
        if known not in self._outcomes:
            return decided(self.regime, self.assessments, reached, met)
        return self._outcomes[known]

    def concerned(self, category: str) -> list[Assessment]:
        """The assessments that bear on a category: its own and those of the categories it is within or outside."""
        rule = self.regime.category(category)
        names = {category}
        for other in (rule.within, rule.outside):
            if other:
                names |= {each.category for each in self.concerned(other)} | {other}
        return [each for each in self.assessments if each.category in names]

    def choices(
        self, category: str, withheld: Withheld = Withheld.EXACT, income: bool = False
    ) -> dict[str, list[Choice | None]]:
        """The values each criterion may take: unchanged (``None``), or just across each limit that bears on the category.

        ``income``: it may change too.
        """
        found: dict[str, list[Choice | None]] = {}
        for each in self.concerned(category):
            choices = found.setdefault(each.criterion, [None])
            choice = _choice(each, withheld)
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

        Of as many persons a combination without withheld steps comes first: those take so many persons or more.
        ``with_income``: income must be among them; ``below``: fewer persons than that.
        """
        ways = []
        for chosen in product(*map(self._turns, choices.values())):
            moves = [each for each in chosen if each is not None]
            if moves and (not with_income or any(each.step.kroner is not None for each in moves)):
                persons = sum([each.step.persons for each in moves])
                if below is None or persons < below:
                    ways.append((persons, any(each.step.withheld for each in moves), len(moves), moves))
        for *_, moves in sorted(ways, key=itemgetter(0, 1, 2)):
            turned = {place: met for each in moves for place, met in each.outcomes.items()}
            if self._decided(turned, self.reached)[category] is to:
                return MinimalChange(category, to, tuple(each.step for each in moves))
        return None

    def _turns(self, choices: Iterable[Choice | None]) -> list[_Turn | None]:
        """What each choice does, worked out once for all combinations that it is part of."""
        return [
            None if each is None else _Turn(each.step, self._turned({each.step.criterion: each.value}, {}))
            for each in choices
        ]


def _choice(assessment: Assessment, withheld: Withheld) -> Choice | None:
    """The least step that turns a criterion, and the figure after it; ``None`` if there is none."""
    if assessment.figure.withheld and withheld is not Withheld.EXACT:
        return None if withheld is Withheld.LEFT_OUT else _least_choice(assessment)
    step = _step(assessment)
    if step is None:
        return None
    value = _value_after(assessment, step)
    return None if value is None else Choice(step, value)


def _least_choice(assessment: Assessment) -> Choice | None:
    """A step of a withheld figure as everybody may know it; also where no number of persons would do, as that may not
    be known either. One step may cross several limits, but each of them is a choice too."""
    if assessment.value is None or assessment.met is None:
        return None
    across = just_across(assessment)
    if across is None:
        return None
    is_ratio = CRITERIA[assessment.criterion].kind is CriterionKind.RATIO
    step = Step(assessment.criterion, 0 if is_ratio else 1, Fraction(0) if is_ratio else None, withheld=True)
    return Choice(step, across)


def just_across(assessment: Assessment) -> Fraction | None:
    """The nearest value on the other side of a limit, whatever the figure is; ``None`` if the limit is unknown."""
    limit = assessment.limit
    if limit is None or assessment.law.operator.holds(limit, limit) is not assessment.met:
        return limit
    return limit + JUST_BEYOND if must_grow(assessment) else limit - JUST_BEYOND


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
