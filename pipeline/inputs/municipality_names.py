"""The official name of every municipality. What does not belong here: which of them are shown (``municipalities``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from pipeline.core.paths import CODES


@cache
def municipality_names() -> Mapping[str, str]:
    """The name of every municipality by its code, three digits."""
    with (CODES / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["municipality_code"]: row["name"] for row in csv.DictReader(file)}
