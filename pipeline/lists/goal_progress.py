"""How far a list is from a municipality's goal: areas counted on it, and those that may be on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.inputs.goals import Goal
from pipeline.law.model import Regime


@dataclass(frozen=True)
class Progress:
    """One list year against a goal; ``reached`` is ``None`` where undetermined areas could change the answer."""

    list_year: int
    municipality_code: str
    areas_on_list: int
    areas_undetermined: int
    baseline: int
    goal: int
    goal_year: int
    reached: bool | None


@dataclass(frozen=True)
class OnList:
    """How many areas of a municipality a list has in a category, and how many are undetermined."""

    listed: int
    undetermined: int


def counted_categories(goal_category: str, regime: Regime) -> tuple[str, ...]:
    """The categories of a regime whose lists a goal counts: its own, or those that continue it.

    None where the law has abolished the category: then there is nothing to count, which is not the same as no area.
    """
    return tuple(category.name for category in regime.categories if goal_category in category.continues)


def progress(goal: Goal, list_year: int, count: OnList, baseline: OnList) -> Progress | None:
    """How far a goal is on one list; ``None`` before the baseline or where the baseline is not known."""
    if list_year < goal.baseline_list_year or baseline.undetermined:
        return None
    allowed = int(baseline.listed * goal.share_of_baseline)
    fewest, most = count.listed, count.listed + count.undetermined
    reached = True if most <= allowed else (False if fewest > allowed else None)
    return Progress(
        list_year,
        goal.municipality_code,
        count.listed,
        count.undetermined,
        baseline.listed,
        allowed,
        goal.goal_year,
        reached,
    )


def count_on_list(
    designations: Iterable[tuple[str, str, bool | None]],
    area_ids: frozenset[str],
    categories: Sequence[str] | Mapping[str, object],
) -> OnList:
    """Count the areas designated in any of the categories among ``(area_id, category, designated)`` rows."""
    answers: dict[str, list[bool | None]] = {}
    for area_id, category, designated in designations:
        if area_id in area_ids and category in categories:
            answers.setdefault(area_id, []).append(designated)
    listed = sum(True in found for found in answers.values())
    undetermined = sum(True not in found and None in found for found in answers.values())
    return OnList(listed, undetermined)
