"""Which outcomes are undetermined: an outcome stands if and only if no value of what is missing could change it.

Every possible combination of the missing figures is tried, for all categories together: one missing share cannot be
above a limit for one category and below it for another. What does not belong here: reasons, history, figures that are
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product

from pipeline.law.model import Regime
from pipeline.lists.assessment import Assessment

Case = dict[tuple[str, str], bool]  # (category, criterion) -> met
Reached = Mapping[str, bool | None]  # category -> whether its lists in a row are reached


def decided(regime: Regime, assessments: Iterable[Assessment], reached: Reached) -> dict[str, bool | None]:
    """Each category's outcome: true or false if it is the same in every case, else ``None``."""
    seen: dict[str, set[bool]] = {category.name: set() for category in regime.categories}
    for case, runs in _cases(list(assessments), reached):
        for name, outcome in outcomes(regime, case, runs).items():
            seen[name].add(outcome)
        if all(len(found) == 2 for found in seen.values()):
            break
    return {name: found.pop() if len(found) == 1 else None for name, found in seen.items()}


def outcomes(regime: Regime, met: Mapping[tuple[str, str], bool], reached: Mapping[str, bool]) -> dict[str, bool]:
    """The outcome of every category of the regime, in order, where no figure is missing."""
    result: dict[str, bool] = {}
    for category in regime.categories:
        result[category.name] = (
            all(met[category.name, criterion] for criterion in category.all_of)
            and sum(met[category.name, criterion] for criterion in category.count_of) >= category.count_required
            and (category.within is None or result[category.within])
            and (category.outside is None or not result[category.outside])
            and reached.get(category.name, True)
        )
    return result


def _cases(assessments: Sequence[Assessment], reached: Reached) -> Iterator[tuple[Case, dict[str, bool]]]:
    """Every possible case of what is unknown; the two extremes first, since they mostly decide."""
    known = {(each.category, each.criterion): each.met for each in assessments if each.met is not None}
    by_criterion: dict[str, list[Assessment]] = {}
    for each in assessments:
        if each.met is None:
            by_criterion.setdefault(each.criterion, []).append(each)
    choices = [_cases_of_criterion(unknown) for unknown in by_criterion.values()]
    runs = [
        [(name, answer)] if answer is not None else [(name, True), (name, False)] for name, answer in reached.items()
    ]
    for chosen in product(*choices):
        for run in product(*runs):
            case = dict(known)
            for choice in chosen:
                case.update(choice)
            yield case, dict(run)


def _cases_of_criterion(unknown: Sequence[Assessment]) -> list[Case]:
    """Every consistent combination of outcomes of one criterion in the categories where it is unknown.

    Where the limits are known, the missing figure is tried on, between and beyond them. Where the national average is
    missing, the figure's multiple of it is tried instead.
    """
    limits = [each.law.amount if each.limit is None else each.limit for each in unknown]
    ordered = sorted(set(limits))
    middles = [(low + high) / 2 for low, high in pairwise(ordered)]
    tried = [ordered[-1] + 1, ordered[0] - 1, *ordered, *middles]
    choices: list[Case] = []
    for value in tried:
        choice = {
            (each.category, each.criterion): each.law.operator.holds(Fraction(value), limit)
            for each, limit in zip(unknown, limits, strict=True)
        }
        if choice not in choices:
            choices.append(choice)
    return choices
