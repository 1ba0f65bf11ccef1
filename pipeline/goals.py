"""Goals a municipality has set itself: so many areas fewer by a year, counted on the lists.

Copenhagen's letter of 3 March 2011: half as many areas on the government's list by 2020 as in 2010.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.errors import Fault, InputRefused
from pipeline.files import RawRoot

KEYS = {"municipality_code", "category", "baseline_list_year", "goal_year", "share_of_baseline", "source"}


@dataclass(frozen=True)
class Goal:
    """At most ``share_of_baseline`` of the baseline year's areas in a category, by the list of ``goal_year``."""

    municipality_code: str
    category: str
    baseline_list_year: int
    goal_year: int
    share_of_baseline: Fraction
    source: str


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


def read_goals(raw: RawRoot) -> tuple[Goal, ...]:
    """Read ``goals.yaml``, which a raw root may have. Raises ``InputRefused``."""
    if not raw.goals.is_file():
        return ()
    import yaml

    try:
        content = yaml.safe_load(raw.goals.read_bytes())
        wrong = [entry for entry in content if set(entry) != KEYS]
        if wrong:
            raise ValueError
        return tuple(
            Goal(
                str(entry["municipality_code"]).zfill(3),
                str(entry["category"]),
                int(entry["baseline_list_year"]),
                int(entry["goal_year"]),
                Fraction(str(entry["share_of_baseline"])),
                str(entry["source"]),
            )
            for entry in content
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError):
        raise InputRefused(
            Fault("goals.yaml", "is not a list of goals", f"entries with the keys {', '.join(sorted(KEYS))}")
        ) from None


@dataclass(frozen=True)
class OnList:
    """How many areas of a municipality a list has in a category, and how many are undetermined."""

    listed: int
    undetermined: int


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
