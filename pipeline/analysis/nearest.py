"""The near ones of the watch list: one line per area, what changes by itself first, then by the number of persons.

A criterion by itself is near only if its figure is within a twentieth of its limit: 72.7 per cent is not near 50.
Withheld figures are never called near by their value. What does not belong here: the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.analysis.watch import Watch, Watched
from pipeline.lists.shown import ShownAssessment

NEAR = Fraction(1, 20)  # of the limit
BY_ITSELF_FIRST = (Watch.NEXT_LIST, Watch.FEW_PERSONS, Watch.TREND, Watch.ONE_CRITERION)


@dataclass(frozen=True)
class Near:
    """One way in which one area may change: the categories it concerns, and what would change them."""

    area_id: str
    categories: tuple[str, ...]
    watched: Watched


def relative_distance(assessment: ShownAssessment) -> Fraction | None:
    """How far the figure is from its limit, of the limit; ``None`` if either may not be shown or is unknown."""
    if assessment.margin is None or not assessment.limit:
        return None
    return abs(assessment.margin) / assessment.limit


def near_changes(watched: Iterable[Watched]) -> tuple[Near, ...]:
    """Every near change, nearest first; the same change of several categories is one."""
    found: dict[object, Near] = {}
    for each in watched:
        kept = _near_criteria(each)
        if kept is None:
            continue
        key = (kept.area_id, kept.why, kept.to, kept.criteria, kept.persons, kept.list_number)
        categories = (*found[key].categories, each.category) if key in found else (each.category,)
        found[key] = Near(each.area_id, categories, found[key].watched if key in found else kept)
    by_rank = sorted(found.values(), key=lambda each: _rank(each.watched))
    first: dict[object, Near] = {}
    for near in by_rank:  # what few persons would change is not said again as one criterion near its limit
        first.setdefault((near.area_id, near.watched.to, near.watched.criteria), near)
    return tuple(first.values())


def one_per_area(changes: Iterable[Near]) -> tuple[Near, ...]:
    """The nearest change of each area, in order."""
    found: dict[str, Near] = {}
    for each in changes:
        found.setdefault(each.area_id, each)
    return tuple(found.values())


def _near_criteria(watched: Watched) -> Watched | None:
    if watched.why is not Watch.ONE_CRITERION:
        return watched
    near = tuple(each for each in watched.assessments if (far := relative_distance(each)) is not None and far <= NEAR)
    return replace(watched, assessments=near) if near else None


def _rank(watched: Watched) -> tuple[int, bool, int, Fraction]:
    distances = [far for each in watched.assessments if (far := relative_distance(each)) is not None]
    nearest = min(distances, default=Fraction(1))
    return BY_ITSELF_FIRST.index(watched.why), watched.persons is None, watched.persons or 0, nearest
