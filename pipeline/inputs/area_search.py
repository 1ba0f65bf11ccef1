"""Find the area that is typed: also without Danish letters, or by a part of its name.

What does not belong here: names in files, which must be written as ``areas.csv`` or ``area_names.csv`` has them
(``AreaTable.find``): there a guess could assign figures to another area.
"""

from __future__ import annotations

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.inputs.area import Area, normal
from pipeline.inputs.areas import AreaTable

# How Danish letters are written on other keyboards: every way is tried.
WAYS = ({"å": "aa", "ø": "oe", "æ": "ae"}, {"å": "aa", "ø": "o", "æ": "ae"}, {"å": "a", "ø": "o", "æ": "ae"})
SHORTEST_PART = 3
MOST_NAMED = 12


def without_danish_letters(name: str) -> frozenset[str]:
    """The ways in which a name is typed on a keyboard without Danish letters, normalised."""
    return frozenset("".join(way.get(each, each) for each in normal(name)) for way in WAYS)


def area_meant(areas: AreaTable, text: str) -> Area:
    """The area of a spelling or id, else without Danish letters, else the one that has the text as a part of its name.

    Raises ``WrongUsage`` that lists the areas there are if none or several are meant.
    """
    try:
        return areas.find(text)
    except WrongUsage as refusal:
        wanted = without_danish_letters(text)
        names = {area.area_id: area.name for area in sorted(areas.areas, key=lambda area: area.first_list_year)}
        others = [(also, name) for also, name in areas.spellings.items()]
        spelt = {area_id: without_danish_letters(name) for area_id, name in names.items()}
        for also, name in others:
            for area_id, known in names.items():
                if normal(known) == normal(name):
                    spelt[area_id] |= without_danish_letters(also)
        same = [area_id for area_id, ways in spelt.items() if ways & wanted]
        parts = [
            area_id
            for area_id, ways in spelt.items()
            if any(part in way for part in wanted if len(part) >= SHORTEST_PART for way in ways)
        ]
        found = same or parts
        if len(found) == 1:
            return areas.find(found[0])
        if found:
            listed = ", ".join(f"{names[each]} ({each})" for each in found[:MOST_NAMED])
            more = " ..." if found[MOST_NAMED:] else ""
            raise WrongUsage(
                Fault(
                    Message("area {text!r}", text=text),
                    Message("may be {count} areas", count=len(found)),
                    Message("one of {listed}{more}", listed=listed, more=more),
                )
            ) from None
        raise refusal from None
