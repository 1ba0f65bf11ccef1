"""The limits and switch positions that the code can carry out; those of the limits follow from the criteria's cards.

A regime file that holds anything else is refused, since it would otherwise be misread silently. What does not belong
here: the limits themselves (``regimes/*.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
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


_UNITS = {CriterionKind.SIZE: Unit.RESIDENTS, CriterionKind.SHARE: Unit.SHARE, CriterionKind.RATIO: Unit.RATIO}


def admissible(criterion: Criterion) -> Admissible:
    """What a law file may state of a criterion; a multiple only where the whole country is counted too."""
    is_national = criterion.kind is CriterionKind.SHARE and criterion.benchmark == "country"
    return Admissible(
        frozenset({_UNITS[criterion.kind], *({Unit.MULTIPLE} if is_national else ())}),
        MORE_IS_MET if criterion.met_when == "more" else LESS_IS_MET,
        criterion.is_mean,
    )


LIMITS: Mapping[str, Admissible] = {name: admissible(criterion) for name, criterion in CRITERIA.items()}

SWITCHES: Mapping[str, tuple[str, ...]] = {
    "without_link": ("default_list", "named_only"),
    "unknown_education": ("counts_as_basic", "not_basic", "exclude"),
    "brought_education": ("counts_as_basic", "counts_as_its_level"),
    "earlier_year_residents": ("own_year", "latest_year"),
    "conviction_limit": ("computed", "printed"),
    "convicted_from_age": ("18", "15"),
    "dropped_charges": ("counts", "left_out"),
    "mixed_decisions": ("counts", "left_out"),
    "preparatory_education": ("counts_as_basic", "above_basic"),
    "unknown_origin": ("not_counted", "counts_as_non_western"),
    "merged_areas": ("any", "all"),
}
# Positions that an open point may have and that nothing is worked out by: a law file that took one would be told a falsehood.
NOT_WORKED_OUT = frozenset({("earlier_year_residents", "latest_year")})
