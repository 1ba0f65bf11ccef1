"""Marks that a statistics office puts where it withholds a number of persons, and the numbers each may stand for.

``1-4`` and ``<5`` leave few numbers open, ``..`` leaves all: a criterion is undetermined only if some of them would turn
it. A dash is none of these, since to StatBank it is zero and to others unknown. What does not belong here: reading
numbers (``cells``), and what a bound decides (``pipeline.lists.bounds``).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.core.tables import Column, Kind

Ends = tuple[int, int | None]  # the least and the greatest number, both included; None: no greatest

UNKNOWN = frozenset({"..", "...", "\u2026", "*", ":", "n.a", "n.a.", "n/a", "i.o.", "ikke oplyst"})
NUMBER = "(0|[1-9][0-9]{0,2})"  # 01-04 is a date and 2019-2020 two years
RANGES: tuple[tuple[re.Pattern[str], Callable[..., Ends]], ...] = (
    (re.compile(f"{NUMBER} ?(?:-|\u2013|til|to) ?{NUMBER}"), lambda low, high: (low, high)),
    (re.compile(f"(?:<|under|færre end|mindre end|fewer than|less than) ?{NUMBER}"), lambda above: (0, above - 1)),
    (re.compile(f"(?:\u2264|<=|højst|at most) ?{NUMBER}"), lambda most: (0, most)),
    (re.compile(f"(?:\u2265|>=|mindst|at least) ?{NUMBER}"), lambda least: (least, None)),
    (re.compile(f"(?:>|over|mere end|flere end|more than) ?{NUMBER}"), lambda below: (below + 1, None)),
)
OF_PERSONS = ("persons", "full-time persons")


def ends_of(cell: str, column: Column) -> Ends | None:
    """What a mark leaves open for a number of this column; ``None`` for a text that is no mark there.

    Only measures can be withheld: a key cannot. A sum of money has no range of a few. Full-time persons have decimals,
    so that ``1-4`` is anything from 0 to 5 of them.
    """
    text = cell.strip().lower()
    if not column.sensitive:
        return None
    if text in UNKNOWN:
        return 0, None
    if column.unit not in OF_PERSONS:
        return None
    for pattern, ends in RANGES:
        if found := pattern.fullmatch(text):
            low, high = ends(*map(int, found.groups()))
            if high is not None and high < low:
                return None
            if column.kind is Kind.AMOUNT:
                return max(0, low - 1), None if high is None else high + 1
            return low, high
    return None
