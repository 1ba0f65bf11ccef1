"""Exact shares: counts, ratios of counts and means of ratios, never a float at a limit.

``2.70 / 100 > 0.027`` is true in binary floats, so float code puts Aldersrogade on the list of 2014, where it was not.
Here every value that meets a limit is a ``Fraction``; values are rounded only to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction


def share(part: Exact | None, whole: Exact | None) -> Fraction | None:
    """Part of whole as an exact ratio; ``None`` (unknown) if either is missing or the whole is zero.

    A share of nobody is not zero: an area without taxpayers has no mean income.
    """
    if part is None or whole is None or whole == 0:
        return None
    return Fraction(part) / Fraction(whole)


def mean(values: Sequence[Fraction | None]) -> Fraction | None:
    """Mean of yearly shares (the statute's "gennemsnittet over de seneste 2 år"), not a pooled ratio.

    ``None`` (unknown) if any year is unknown.
    """
    known = [value for value in values if value is not None]
    if not known or len(known) != len(values):
        return None
    return Fraction(sum(known), len(known))


def rounded(value: Fraction, decimals: int) -> Fraction:
    """The value rounded half up to so many decimals, still exact. For showing it and for ``rounding_matters``."""
    scale = 10**decimals
    sign = -1 if value < 0 else 1
    # The whole part of |value| * scale + 1/2, in whole numbers
    units = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return Fraction(sign * units, scale)


def decimal_text(value: Fraction, decimals: int) -> str:
    """The value as text with a decimal point and exactly so many decimals, rounded half up."""
    exact = rounded(value, decimals)
    return f"{Decimal(exact.numerator) / Decimal(exact.denominator):.{decimals}f}"


def exact_text(value: Fraction) -> str:
    """The value as ``numerator/denominator``: how an exact ratio is stored in a table."""
    return f"{value.numerator}/{value.denominator}"
