"""One figure against one limit: met, not met or undetermined; the margin; the number of persons that would change it.

The comparison that decides about a list is made in this file only. All arithmetic is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.exact import rounded
from pipeline.law.model import Limit, Operator, Yardstick
from pipeline.lists.bounds import ANYTHING, decided_by, multiple_bounds, telling_values
from pipeline.lists.indicators import Figure, PublicOutcome

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Assessment:
    """One area's figure on one criterion of one category.

    ``limit`` is in the figure's own unit (a national multiple already multiplied out). ``met`` is ``None`` if the figure
    or the limit is unknown and its value could turn it. What a decision does not need is worked out when it is asked for.
    """

    area_id: str
    category: str
    criterion: str
    figure: Figure
    law: Limit
    limit: Fraction | None
    met: bool | None

    @property
    def value(self) -> Fraction | None:
        """The figure's exact value."""
        return self.figure.value

    @cached_property
    def margin(self) -> Fraction | None:
        """The value less the limit; ``None`` if one of them is unknown."""
        return None if self.value is None or self.limit is None else self.value - self.limit

    @cached_property
    def persons_to_flip(self) -> int | None:
        """The least whole number of persons that would change ``met`` with everything else unchanged.

        ``None`` where no number would, the value or the limit is unknown, or the figure is no count of persons.
        """
        return self._if_known(_persons_to_flip)

    @cached_property
    def kroner_to_flip(self) -> Fraction | None:
        """The change of the area's whole gross income, in DKK, that would change the income criterion."""
        return self._if_known(_kroner_to_flip)

    @cached_property
    def rounding_matters(self) -> bool:
        """Whether the published, rounded figure would decide otherwise, or, for a published figure or limit, the exact one
        might.
        """
        return bool(self._if_known(_rounding_matters)) or bool(self._if_known(_printed_limit_matters))

    def _if_known(self, rule: Callable[[Limit, Figure, Fraction, Fraction, bool], Answer]) -> Answer | None:
        """The answer of a rule about a known value and a known limit; ``None`` if one is unknown."""
        if self.value is None or self.limit is None or self.met is None:
            return None
        return rule(self.law, self.figure, self.value, self.limit, self.met)


def assess(
    category: str, law: Limit, figure: Figure, published_limit: Fraction | None = None, published_wins: bool = False
) -> Assessment:
    """Compare a figure with a limit.

    ``published_limit`` replaces an unknown national multiple, and a known one where ``published_wins`` is set (O4).
    """
    limit = limit_for(law, figure, published_limit, published_wins)
    value = figure.value
    met = met_within_bounds(law, figure, limit) if value is None or limit is None else law.operator.holds(value, limit)
    return Assessment(figure.area_id, category, law.criterion, figure, law, limit, met)


def met_within_bounds(law: Limit, figure: Figure, limit: Fraction | None) -> bool | None:
    """Whether a figure meets a limit, one of them unknown: ``None`` unless it is so for every value they can have."""
    if figure.public is not None:
        return None if limit is None else _met_as_is_public(law, figure, limit, figure.public)
    if limit is not None:
        return decided_by(law.operator, figure.bounds, limit)
    return decided_by(law.operator, multiple_bounds(figure.bounds, figure.benchmark_partial), law.amount)


def _met_as_is_public(law: Limit, figure: Figure, limit: Fraction, public: Sequence[PublicOutcome]) -> bool | None:
    """Whether a withheld figure meets a limit, as far as its public outcomes tell: the same question, or a stricter one.

    Where the benchmark is withheld too, the limits that are multiples of it cannot be compared with others.
    """
    asked = (law.operator, law.amount, law.yardstick)
    for each in public:
        if (each.law.operator, each.law.amount, each.law.yardstick) == asked and each.limit == limit:
            return each.met
    if figure.benchmark_withheld:
        return None
    values = telling_values(ANYTHING, (limit, *(each.limit for each in public)))
    possible = [
        value for value in values if all(each.law.operator.holds(value, each.limit) is each.met for each in public)
    ]
    answers = {law.operator.holds(value, limit) for value in possible}
    return answers.pop() if len(answers) == 1 else None


def limit_for(
    law: Limit, figure: Figure, published_limit: Fraction | None = None, published_wins: bool = False
) -> Fraction | None:
    """The limit in the figure's unit: fixed, or so many times the unrounded national average."""
    if law.yardstick is not Yardstick.NATIONAL_AVERAGE:
        return law.amount
    computed = None if figure.benchmark is None else law.amount * figure.benchmark
    first, second = (published_limit, computed) if published_wins else (computed, published_limit)
    return second if first is None else first


def _rounding_matters(law: Limit, figure: Figure, value: Fraction, limit: Fraction, met: bool) -> bool:
    """Whether the published (rounded) and the exact figure can lead to different decisions."""
    if figure.published_decimals is None:
        card = CRITERIA[law.criterion]
        scale = 1 if card.kind is CriterionKind.SIZE else 100
        in_print = rounded(value * scale, card.published_decimals) / scale
        return law.operator.holds(in_print, limit) != met
    half = Fraction(1, 2 * 100 * 10**figure.published_decimals)
    low, high = value - half, value + half  # the exact figure lies in [low, high)
    if law.operator is Operator.EXCEEDS:
        might_meet, might_miss = high > limit, low <= limit
    elif law.operator is Operator.AT_LEAST:
        might_meet, might_miss = high > limit, low < limit
    else:
        might_meet, might_miss = low < limit, high > limit
    return might_miss if met else might_meet


def _printed_limit_matters(law: Limit, figure: Figure, value: Fraction, limit: Fraction, met: bool) -> bool:
    """Whether the limit is a multiple as it was printed, rounded, and the unrounded one can lead to another decision."""
    if law.yardstick is not Yardstick.NATIONAL_AVERAGE or limit == limit_for(law, figure):
        return False
    half = Fraction(1, 2 * 100 * 10 ** CRITERIA[law.criterion].published_decimals)
    low, high = limit - half, limit + half  # the unrounded limit lies in [low, high)
    return value < high if met else law.operator.holds(value, low)


def _persons_to_flip(law: Limit, figure: Figure, value: Fraction, limit: Fraction, met: bool) -> int | None:
    """The least number of persons who would have to change for the criterion's outcome to change.

    For size: residents moving in or out. For a share: residents of the latest year moving in or out of the part, with
    the whole, the earlier years and the benchmark unchanged. ``None`` for income and for published percentages.
    """
    kind = CRITERIA[law.criterion].kind
    if kind is CriterionKind.SIZE:
        return _steps(law.operator, value, Fraction(1), limit, met)
    if kind is not CriterionKind.SHARE or not figure.years:
        return None
    latest = figure.years[-1]
    if latest.part is None or latest.whole is None:
        return None
    step = 1 / (latest.whole * len(figure.years))
    persons = _steps(law.operator, value, step, limit, met)
    moved = latest.part + persons if _upwards(law.operator, met) else latest.part - persons
    return persons if 0 <= moved <= latest.whole else None


def _upwards(operator: Operator, met: bool) -> bool:
    """Whether the value has to grow for the criterion's outcome to change."""
    return met if operator is Operator.IS_BELOW else not met


def _steps(operator: Operator, value: Fraction, step: Fraction, limit: Fraction, met: bool) -> int:
    """The least whole number of steps after which ``operator.holds(value, limit)`` differs from ``met``."""
    distance = abs(limit - value) / step
    whole = math.ceil(distance)
    moved = value + whole * step if _upwards(operator, met) else value - whole * step
    return whole if operator.holds(moved, limit) != met else whole + 1


def _kroner_to_flip(law: Limit, figure: Figure, value: Fraction, limit: Fraction, met: bool) -> Fraction | None:
    """The least change of the area's gross income, in whole kroner, that would change the income criterion.

    The number of taxpayers and the region's mean stay unchanged. Positive: more income; negative: less.
    """
    if CRITERIA[law.criterion].kind is not CriterionKind.RATIO or not figure.years or figure.benchmark is None:
        return None
    latest = figure.years[-1]
    if latest.whole is None:
        return None
    step = 1 / (latest.whole * figure.benchmark * len(figure.years))
    kroner = _steps(law.operator, value, step, limit, met)
    return Fraction(kroner if _upwards(law.operator, met) else -kroner)
