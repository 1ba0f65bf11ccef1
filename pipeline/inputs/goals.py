"""Goals a municipality has set itself: so many areas fewer by a year, counted on the lists.

Copenhagen's letter of 3 March 2011: half as many areas on the government's list by 2020 as in 2010.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.paths import RawRoot

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
