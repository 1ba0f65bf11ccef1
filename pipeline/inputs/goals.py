"""Goals a municipality has set itself: so many areas fewer by a year, counted on the lists.

Copenhagen's letter of 3 March 2011: half as many areas on the government's list by 2020 as in 2010.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.core.strict_yaml import Entry
from pipeline.inputs.cards import read_yaml
from pipeline.law.loader import default_law

LAST_GOAL_YEAR = 2100
MUNICIPALITY = re.compile(r"[0-9]{3}")


@dataclass(frozen=True)
class Goal:
    """At most ``share_of_baseline`` of the baseline year's areas in a category, by the list of ``goal_year``."""

    municipality_code: str
    category: str
    baseline_list_year: int
    goal_year: int
    share_of_baseline: Fraction
    source: str


def read_goals(raw: RawRoot, municipalities: frozenset[str] | None = None) -> tuple[Goal, ...]:
    """Read ``goals.yaml``, which a raw root may have. Raises ``InputRefused`` with every fault and its line.

    ``municipalities`` are those that have areas; a goal of another one could never be counted.
    """
    if not raw.goals.is_file():
        return ()
    document = read_yaml(raw.goals, raw.relative(raw.goals), is_list=True)
    law = default_law()
    categories = tuple(dict.fromkeys(category.name for regime in law for category in regime.categories))
    goals = tuple(_goal(entry, law.first_list_year, categories, municipalities) for entry in document.items())
    if document.faults:
        raise InputRefused(document.faults)
    return goals


def _goal(entry: Entry, first_year: int, categories: tuple[str, ...], municipalities: frozenset[str] | None) -> Goal:
    municipality = entry.text("municipality_code", 'three digits in quotes, such as "101"')
    if municipality and not MUNICIPALITY.fullmatch(municipality):
        entry.fault("municipality_code", "not three digits", 'three digits in quotes, such as "101"')
    elif municipality and municipalities is not None and municipality not in municipalities:
        entry.fault("municipality_code", "has no area in areas.csv", "a municipality that has areas")
    category = entry.text("category", "a category of the law")
    if category and category not in categories:
        entry.fault("category", "no category of any list year", f"one of {', '.join(categories)}")
    baseline = entry.year("baseline_list_year", "the list year to count from", first_year, LAST_GOAL_YEAR)
    goal_year = entry.year("goal_year", "the list year the goal is for", first_year, LAST_GOAL_YEAR)
    if goal_year < baseline:
        entry.fault("goal_year", "before the baseline", "a list year after baseline_list_year")
    share = entry.share("share_of_baseline", 'the share that may be left, such as "1/2"')
    source = entry.text("source", "where the goal was set")
    entry.close()
    return Goal(municipality, category, baseline, goal_year, share, source)
