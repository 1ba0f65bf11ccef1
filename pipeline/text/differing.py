"""The sentence about recomputed decisions that differ from the published list.

What does not belong here: which they are (``ghettolist compare``), and the comparison (``pipeline.lists.comparison``).
"""

from __future__ import annotations

from pipeline.text.bilingual import Bilingual
from pipeline.text.numbers import counted


def differing_sentence(list_year: int, decisions: int) -> Bilingual | None:
    """``11 decisions differ from the published list of 2014; see ghettolist compare``; ``None`` if none does."""
    if not decisions:
        return None
    differ = counted(
        decisions,
        Bilingual("afgørelse er anderledes", "decision differs"),
        Bilingual("afgørelser er anderledes", "decisions differ"),
    )
    return Bilingual(
        f"{differ.da} end på den offentliggjorte liste fra {list_year}; se ghettolist compare",
        f"{differ.en} from the published list of {list_year}; see ghettolist compare",
    )
