"""The limits and switch positions that the code can carry out.

A regime file that holds anything else is refused, since it would otherwise be misread silently. What does not belong
here: the limits themselves (``regimes/*.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.law.limits import Unit
from pipeline.law.model import Operator

MORE_IS_MET = frozenset({Operator.EXCEEDS, Operator.AT_LEAST})
LESS_IS_MET = frozenset({Operator.IS_BELOW})


@dataclass(frozen=True)
class Admissible:
    """The units a criterion's limit may be written in, and the operators that make sense for it.

    ``is_mean``: every statute so far takes a mean of yearly shares, so a limit must say over how many years. The
    others are read for one year unless the limit says more.
    """

    units: frozenset[Unit]
    operators: frozenset[Operator]
    is_mean: bool = False


LIMITS: Mapping[str, Admissible] = {
    "size": Admissible(frozenset({Unit.RESIDENTS}), MORE_IS_MET),
    "non_western": Admissible(frozenset({Unit.SHARE}), MORE_IS_MET),
    "attachment": Admissible(frozenset({Unit.SHARE}), MORE_IS_MET, is_mean=True),
    # Only convictions are counted for the whole country, and only incomes for the region.
    "convicted": Admissible(frozenset({Unit.SHARE, Unit.MULTIPLE}), MORE_IS_MET, is_mean=True),
    "basic_education": Admissible(frozenset({Unit.SHARE}), MORE_IS_MET),
    "income": Admissible(frozenset({Unit.RATIO}), LESS_IS_MET),
}

SWITCHES: Mapping[str, tuple[str, ...]] = {
    "without_link": ("default_list", "named_only"),
    "unknown_education": ("counts_as_basic", "not_basic", "exclude"),
    "brought_education": ("counts_as_basic", "counts_as_its_level"),
    "earlier_year_residents": ("own_year", "latest_year"),
    "conviction_limit": ("computed", "printed"),
    "convicted_from_age": ("18", "15"),
    "merged_areas": ("any", "all"),
}
