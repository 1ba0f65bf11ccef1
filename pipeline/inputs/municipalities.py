"""The municipalities to show: given by code or name, by default those of the raw root.

What does not belong here: the areas themselves (``areas``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.core.paths import CODES
from pipeline.inputs.area_search import without_danish_letters
from pipeline.inputs.areas import AreaTable

ALL = "all"
COPENHAGEN = "101"  # shown by default wherever it is among the areas, so that the area list stays as it was
MOST_NAMED = 12


@cache
def municipality_names() -> Mapping[str, str]:
    """The name of every municipality by its code, three digits."""
    with (CODES / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["municipality_code"]: row["name"] for row in csv.DictReader(file)}


def shown_municipalities(areas: AreaTable, typed: Iterable[str]) -> frozenset[str] | None:
    """The codes of the municipalities to show; ``None``: all.

    With nothing typed: Copenhagen if any area is there, else every municipality of ``areas.csv``. Raises
    ``WrongUsage`` for a municipality that does not exist, or of which ``areas.csv`` has no area.
    """
    there = {area.municipality_code for area in areas.areas}
    wanted = [text.strip() for text in typed]
    if any(text.casefold() == ALL for text in wanted):
        return None
    if not wanted:
        return frozenset({COPENHAGEN}) if COPENHAGEN in there else None
    codes = {way: code for code, name in municipality_names().items() for way in without_danish_letters(name)}
    faults, found = [], set()
    for text in wanted:
        ways = without_danish_letters(text)
        code = text if text in municipality_names() else next((codes[way] for way in ways if way in codes), "")
        if not code:
            faults.append(
                Fault(
                    Message("municipality {text!r}", text=text),
                    Message("does not exist"),
                    Message("a name, a three-digit code, or all"),
                )
            )
        elif code not in there:
            named = [f"{each} {municipality_names().get(each, '')}".strip() for each in sorted(there)]
            others = f"{', '.join(named[:MOST_NAMED])}{' ...' if named[MOST_NAMED:] else ''}, or all"
            faults.append(
                Fault(Message("municipality {text!r}", text=text), Message("has no area in areas.csv"), others)
            )
        found.add(code)
    if faults:
        raise WrongUsage(faults)
    return frozenset(found)
