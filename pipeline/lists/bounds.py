"""The bounds of an unknown number, and what they decide: exact intervals, both ends included.

A share that is missing lies between 0 and 1. A mean of two years, one of them known as 6 %, lies between 3 % and 53 %,
which is more than 2.7 % whatever the other year turns out to be. What does not belong here: which number is missing, and
several criteria together (``three_valued``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pipeline.core.exact import mean
from pipeline.law.model import Operator


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest value a number can have; ``None``: no bound on that side."""

    low: Fraction | None = None
    high: Fraction | None = None


ANYTHING = Bounds()
NOT_NEGATIVE = Bounds(Fraction(0), None)
SHARE = Bounds(Fraction(0), Fraction(1))


def exactly(value: Fraction) -> Bounds:
    """The bounds of a known number."""
    return Bounds(value, value)


def mean_bounds(years: Sequence[Bounds]) -> Bounds:
    """The bounds of a mean of yearly figures."""
    return Bounds(mean([year.low for year in years]), mean([year.high for year in years]))


def share_bounds(part: Bounds, whole: Bounds) -> Bounds:
    """The bounds of a share of persons: within 0 and 1, and within what part and whole allow."""
    low, high = Fraction(0), Fraction(1)
    if part.low is not None and whole.high is not None and whole.high > 0:
        low = min(max(low, part.low / whole.high), high)
    if part.high is not None and whole.low is not None and whole.low > 0:
        high = max(min(high, part.high / whole.low), low)
    return Bounds(low, high)


def multiple_bounds(value: Bounds, benchmark: Bounds) -> Bounds:
    """How many times a positive benchmark a value that is not negative lies above it."""
    low = value.low / benchmark.high if value.low and benchmark.high else Fraction(0)
    if value.high is None or benchmark.low is None:
        return Bounds(low)
    if value.high == 0:
        return Bounds(low, Fraction(0))
    return Bounds(low, value.high / benchmark.low if benchmark.low > 0 else None)


def decided_by(operator: Operator, bounds: Bounds, limit: Fraction) -> bool | None:
    """Whether a number within the bounds meets the limit: ``None`` if only some of them do.

    An operator changes its answer once along the numbers, so the two ends tell; one without a bound is beyond the limit.
    """
    if bounds.low is None and bounds.high is None:  # then it can be on either side of any limit
        return None
    low, high = _ends(bounds, [limit])
    answer = operator.holds(low, limit)
    return answer if operator.holds(high, limit) is answer else None


def telling_values(bounds: Bounds, limits: Iterable[Fraction]) -> list[Fraction]:
    """Values within the bounds that give every outcome against the limits that any value within them could give.

    The outcomes change only at the limits: so the ends, each limit in between, and a value between every two of these.
    An end without a bound is represented by a value beyond every limit.
    """
    marks = set(limits)
    low, high = _ends(bounds, marks)
    ordered = sorted(mark for mark in {low, high, *marks} if low <= mark <= high)
    return [*ordered, *((before + after) / 2 for before, after in pairwise(ordered))]


def _ends(bounds: Bounds, limits: Collection[Fraction]) -> tuple[Fraction, Fraction]:
    """The least and the greatest value within the bounds; where there is no bound, a value beyond all limits and ends."""
    known = [*limits, *(end for end in (bounds.low, bounds.high) if end is not None)]
    low = min(known) - 1 if bounds.low is None else bounds.low
    high = max(known) + 1 if bounds.high is None else bounds.high
    return low, high
