"""The law of the lists: what made an area a ``ghettoområde``, an ``udsat boligområde`` and so on, by list year.

The public names are these; the numbers are in ``regimes/*.yaml``, one complete file for each regime.
"""

from pipeline.law.loader import DEFAULT, law_on, load_law, load_regime
from pipeline.law.model import (
    Category,
    ConsecutiveRule,
    Evidence,
    Law,
    Limit,
    Operator,
    Regime,
    Status,
    Switch,
    Yardstick,
)

__all__ = [
    "DEFAULT",
    "Category",
    "ConsecutiveRule",
    "Evidence",
    "Law",
    "Limit",
    "Operator",
    "Regime",
    "Status",
    "Switch",
    "Yardstick",
    "law_on",
    "load_law",
    "load_regime",
]
