"""What did the law say of the lists of that year?

The regimes as dated files (``regimes/*.yaml``, each complete), read strictly into frozen objects, and amendments of
them for what-if questions. What does not belong here: applying the law to figures (``lists``), sentences (``text``).
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
