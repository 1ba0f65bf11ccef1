"""A cell as it was delivered: text from a format without types, a typed value, or why it is neither.

What does not belong here: what a column may hold (``cells``), and files (``file_formats``).
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Unreadable:
    """A cell that no column can hold; ``fault`` names why in ``cells.WHY``."""

    fault: str = "type"


Cell = str | int | Decimal | dt.date | Unreadable | None  # a ``str`` is text as delivered, the others are typed


def typed(value: Any) -> Cell:
    """One typed value, exact. A float is read as the shortest decimal number that gives it (its repr)."""
    if value is None or value != value:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else Unreadable()
    if isinstance(value, Decimal):
        return value if value.is_finite() else Unreadable()
    if isinstance(value, dt.datetime):
        return value.date() if value.tzinfo is None and value.time() == dt.time() else Unreadable()
    return value if isinstance(value, dt.date) else Unreadable()
