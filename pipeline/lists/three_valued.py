"""Three-valued decisions: a decision stands unless some value of the missing figures would change it.

All categories are decided together, because one missing figure has one value: it cannot be above a limit for one
category and below it for another. What is missing is taken criterion by criterion, and only what the law counts is kept
on the way (which categories still can be met, and how many of their counted criteria are), so that the work grows with
the number of criteria and not with the number of combinations of their outcomes. What does not belong here: reasons,
history, and figures that are known.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import product

from pipeline.core.identity import Same
from pipeline.law.model import Category, Regime
from pipeline.lists.assessment import Assessment
from pipeline.lists.bounds import Bounds, multiple_bounds, telling_values

Outcome = tuple[tuple[str, bool], ...]  # (category, met) for each category that has the criterion
Reached = Mapping[str, bool | None]  # category -> whether its lists in a row are reached
Tally = tuple[int | None, ...]  # by category: counted criteria met, up to the required; None if a required one is not


MOST_KEPT = 20_000  # decisions of one kind, and kinds of them, under one regime; a country's areas share a few hundred

Taken = dict[Hashable, dict[str, bool | None]]  # decisions by the outcomes of the assessments and the runs of lists


def decided(
    regime: Regime, assessments: Iterable[Assessment], reached: Reached, met: Sequence[bool | None] | None = None
) -> dict[str, bool | None]:
    """Each category's outcome: true or false if it is the same for all possible values, else ``None``.

    Areas of which the same is known are decided alike, so each state of knowledge is worked out once under a regime.
    ``met`` are outcomes to be taken instead of those that the assessments have, in their order.
    """
    listed = list(assessments)
    outcomes = [each.met for each in listed] if met is None else met
    taken, known = decisions_alike(regime, listed, outcomes), as_known(outcomes, reached)
    if known not in taken:
        if len(taken) >= MOST_KEPT:
            taken.clear()
        asked = [replace(each, met=now) for each, now in zip(listed, outcomes, strict=True)]
        taken[known] = _worked_out(regime, asked, reached)
    return dict(taken[known])


def decisions_alike(regime: Regime, assessments: Sequence[Assessment], met: Sequence[bool | None]) -> Taken:
    """The decisions taken so far where the same is asked and the same is missing, by what is ``as_known``."""
    kinds, kind = _taken_under(Same(regime)), tuple(map(_what_is_asked, assessments, met))
    if kind not in kinds:
        if len(kinds) >= MOST_KEPT:
            kinds.clear()
        kinds[kind] = {}
    return kinds[kind]


def as_known(met: Sequence[bool | None], reached: Reached) -> Hashable:
    """What tells decisions apart where the same is asked and the same is missing."""
    return tuple(met), tuple(reached.items())


@lru_cache(maxsize=64)
def _taken_under(regime: Same[Regime]) -> dict[Hashable, Taken]:
    """The decisions taken under a regime so far, by what was asked and missing."""
    return {}


def _what_is_asked(each: Assessment, met: bool | None) -> Hashable:
    """Everything about an assessment but its outcome that a decision can rest on: what an unknown outcome hangs on."""
    if met is not None:
        return each.category, each.criterion
    figure, law = each.figure, each.law
    bounds = figure.bounds, figure.benchmark_partial
    return each.category, each.criterion, each.limit, law.operator, law.amount, bounds


def _worked_out(regime: Regime, listed: Sequence[Assessment], reached: Reached) -> dict[str, bool | None]:
    if all(each.met is not None for each in listed) and None not in reached.values():
        return dict(designated(regime, _only_tally(regime, listed), {name: bool(on) for name, on in reached.items()}))
    by_criterion: dict[str, list[Assessment]] = {}
    for each in listed:
        by_criterion.setdefault(each.criterion, []).append(each)
    tallies: set[Tally] = {(0,) * len(regime.categories)}
    for criterion, found in by_criterion.items():
        outcomes = possible_outcomes(found)
        tallies = {_counted(regime, criterion, tally, dict(met)) for tally in tallies for met in outcomes}
    seen: dict[str, set[bool]] = {category.name: set() for category in regime.categories}
    for tally in tallies:
        for runs in _runs(reached):
            for name, outcome in designated(regime, tally, runs).items():
                seen[name].add(outcome)
    return {name: found.pop() if len(found) == 1 else None for name, found in seen.items()}


def _only_tally(regime: Regime, assessments: Sequence[Assessment]) -> Tally:
    """The tally where nothing is missing: the usual case, without trying combinations."""
    met = {(each.category, each.criterion): each.met for each in assessments}
    return tuple(
        None
        if any(met.get((category.name, criterion)) is False for criterion in category.all_of)
        else min(
            sum(met.get((category.name, criterion)) is True for criterion in category.count_of),
            category.count_required,
        )
        for category in regime.categories
    )


def _counted(regime: Regime, criterion: str, tally: Tally, met: Mapping[str, bool]) -> Tally:
    """The tally with one criterion more."""
    return tuple(
        _count_one(category, criterion, count, met.get(category.name))
        for category, count in zip(regime.categories, tally, strict=True)
    )


def _count_one(category: Category, criterion: str, count: int | None, met: bool | None) -> int | None:
    if count is None or met is None:
        return count
    if criterion in category.all_of:
        return count if met else None
    return min(count + met, category.count_required)


def designated(regime: Regime, tally: Tally, reached: Mapping[str, bool]) -> dict[str, bool]:
    """Each category's outcome with nothing missing, in the order of the regime."""
    result: dict[str, bool] = {}
    for category, count in zip(regime.categories, tally, strict=True):
        result[category.name] = (
            count is not None
            and count >= category.count_required
            and (category.within is None or result[category.within])
            and (category.outside is None or not result[category.outside])
            and reached.get(category.name, True)
        )
    return result


def _runs(reached: Reached) -> list[dict[str, bool]]:
    """Every way the unknown runs of lists could turn out."""
    ways = [
        [(name, answer)] if answer is not None else [(name, True), (name, False)] for name, answer in reached.items()
    ]
    return [dict(way) for way in product(*ways)]


def possible_outcomes(found: Sequence[Assessment]) -> list[Outcome]:
    """Every consistent combination of outcomes of one criterion over the categories that have it, each once.

    Of those not yet decided: where the limits are known, the outcomes of every value the figure could have; where the
    national average is missing, those of every multiple of it that the figure could be.
    """
    known = tuple((each.category, each.met) for each in found if each.met is not None)
    figures = [(each, each.limit) for each in found if each.met is None and each.limit is not None]
    multiples = [(each, each.law.amount) for each in found if each.met is None and each.limit is None]
    figure = found[0].figure
    of_figures = _of_values(figures, figure.bounds)
    of_multiples = _of_values(multiples, multiple_bounds(figure.bounds, figure.benchmark_partial))
    return list(dict.fromkeys(known + one + other for one in of_figures for other in of_multiples))


def _of_values(unknown: Sequence[tuple[Assessment, Fraction]], bounds: Bounds) -> list[Outcome]:
    """The outcomes that a value within the bounds could have against the limit of each assessment."""
    if not unknown:
        return [()]
    return [
        tuple((each.category, each.law.operator.holds(value, limit)) for each, limit in unknown)
        for value in telling_values(bounds, [limit for _, limit in unknown])
    ]
