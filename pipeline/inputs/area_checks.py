"""The checks of ``areas.csv``: of each row, and of rows together; all faults of the file are found at once.

What does not belong here: following an area through the years (``areas``).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from pipeline.core.errors import Fault
from pipeline.core.paths import CODES
from pipeline.inputs.area import Area, normal
from pipeline.inputs.registers.card import REGIONS

LONGEST_NAME = 200  # characters; the ministry's longest name has under 100
FIRST_POSSIBLE_YEAR = 1950  # an area may be older than the first list
LAST_POSSIBLE_YEAR = 2100  # beyond any list that could be planned today: a slip of the pen, or 9999 for "no end"


def padded_municipality(code: str) -> str:
    """A municipality code as text: ``1`` to ``3`` digits get the zeros they lost as a number; the rest as it is."""
    return code.zfill(3) if re.fullmatch("[0-9]{1,3}", code) else code


@cache
def region_of_municipality() -> Mapping[str, str]:
    """The region of each municipality, as Statistics Denmark lists them."""
    with (CODES / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["municipality_code"]: row["region_code"] for row in csv.DictReader(file)}


def area_faults(areas: Sequence[Area]) -> list[Fault]:
    """Every fault of the table; rows are numbered as in the file, whose header is row 1."""
    if not areas:
        return [Fault("areas.csv", "holds no area", "a row for each housing area and period")]
    rows = list(enumerate(areas, start=2))
    return [
        *(fault for row, area in rows for fault in _of_one(f"areas.csv, row {row}", area)),
        *_of_periods(rows),
        *_of_predecessors(rows),
        *_of_names(rows),
        *_of_splits(rows),
    ]


def _of_one(where: str, area: Area) -> Iterator[Fault]:
    if not normal(area.name) or any(unicodedata.category(letter) == "Cc" for letter in area.name + area.area_id):
        yield Fault(f"{where}, column area", "is empty of letters or holds a control character", "a name in letters")
    if too_long := [
        name for name, text in (("area_id", area.area_id), ("area", area.name)) if len(text) > LONGEST_NAME
    ]:
        expected = f"at most {LONGEST_NAME} characters"
        yield Fault(f"{where}, column {' and '.join(too_long)}", f"is longer than {LONGEST_NAME} characters", expected)
    region = region_of_municipality().get(area.municipality_code)
    if region is None:
        expected = "the three digits that Statistics Denmark gives the municipality, such as 101 for København"
        yield Fault(f"{where}, column municipality_code", "is no municipality", expected)
    if area.region_code not in REGIONS:
        yield Fault(f"{where}, column region_code", "is not a region", "81-85")
    elif region is not None and region != area.region_code:
        problem = f"is not the region of municipality {area.municipality_code}"
        yield Fault(f"{where}, column region_code", problem, f"{region}")
    years = {"first_list_year": area.first_list_year, "last_list_year": area.last_list_year}
    for column, year in years.items():
        if year is not None and not FIRST_POSSIBLE_YEAR <= year <= LAST_POSSIBLE_YEAR:
            expected = f"a year from {FIRST_POSSIBLE_YEAR} to {LAST_POSSIBLE_YEAR}"
            remedy = "leave last_list_year empty for an area that is still valid"
            yield Fault(f"{where}, column {column}", "is not a list year", expected, remedy)
    if area.last_list_year is not None and area.last_list_year < area.first_list_year:
        yield Fault(where, "ends before it begins", "last_list_year not before first_list_year")


Rows = Sequence[tuple[int, Area]]


def _of_periods(rows: Rows) -> Iterator[Fault]:
    """One id has one period at a time."""
    for periods in _grouped(rows, lambda area: area.area_id):
        for (_, earlier), (row, later) in pairwise(periods):
            if earlier.valid_in(later.first_list_year):
                problem = f"{later.area_id} is valid twice in one list year"
                yield Fault(f"areas.csv, row {row}", problem, "periods that do not overlap")


def _of_predecessors(rows: Rows) -> Iterator[Fault]:
    """A predecessor began earlier than what was made of it, so that no area is made of itself in a circle."""
    begins: dict[str, int] = {}
    for _, area in rows:
        begins[area.area_id] = min(area.first_list_year, begins.get(area.area_id, area.first_list_year))
    made_of = {area.area_id: area.predecessors for _, area in rows}
    for row, area in rows:
        where = f"areas.csv, row {row}, column predecessors"
        unknown = [each for each in area.predecessors if each not in begins]
        late = [
            each for each in area.predecessors if begins.get(each, area.first_list_year - 1) >= area.first_list_year
        ]
        twice = [each for each, count in Counter(area.predecessors).items() if count > 1]
        if unknown:
            yield Fault(where, f"predecessors not in the file: {', '.join(unknown)}", "ids of earlier areas")
        if twice:
            yield Fault(where, f"named twice: {', '.join(twice)}", "each predecessor once")
        if area.area_id in late:
            expected = "ids of earlier areas, its own only if it has an earlier period"
            yield Fault(where, "is its own predecessor", expected)
        elif any(_leads_to(area.area_id, each, made_of) for each in late):
            yield Fault(where, "predecessors go in a circle", "areas that were there before it")
        elif late:
            yield Fault(where, f"begin no earlier than it does: {', '.join(late)}", "areas that were there before it")


def _leads_to(wanted: str, area_id: str, made_of: Mapping[str, Sequence[str]]) -> bool:
    """Whether an area is found among another's predecessors, however far back."""
    seen: set[str] = set()
    waiting = [area_id]
    while waiting:
        each = waiting.pop()
        if each == wanted:
            return True
        if each not in seen:
            seen.add(each)
            waiting.extend(made_of.get(each, ()))
    return False


def _of_names(rows: Rows) -> Iterator[Fault]:
    """Two areas of one municipality and list year have two names: published figures are matched by name."""
    for alike in _grouped(rows, lambda area: (area.municipality_code, normal(area.name))):
        for (_, earlier), (row, later) in pairwise(alike):
            if earlier.area_id != later.area_id and earlier.valid_in(later.first_list_year):
                problem = f"{earlier.area_id} and {later.area_id} have the same name, but for spelling"
                expected = "names that differ in more than case, accents written apart, spacing and punctuation"
                yield Fault(f"areas.csv, row {row}, column area", problem, expected)


def _of_splits(rows: Rows) -> Iterator[Fault]:
    """An area split into several is not valid beside all of its parts: its residents would be counted twice."""
    periods: dict[str, list[Area]] = {}
    parts: dict[tuple[str, int], list[tuple[int, Area]]] = {}
    for row, area in rows:
        periods.setdefault(area.area_id, []).append(area)
        if len(area.predecessors) == 1 and area.predecessors != (area.area_id,):
            parts.setdefault((area.predecessors[0], area.first_list_year), []).append((row, area))
    for (whole, year), found in parts.items():
        beside = [each for each in periods.get(whole, ()) if each.first_list_year < year and each.valid_in(year)]
        if len(found) > 1 and beside:
            problem = f"{whole} is split into {len(found)} areas and is still valid beside them"
            expected = f"an end of {whole} in {year - 1}, or a period of its own from {year} for what is left of it"
            yield Fault(f"areas.csv, row {found[0][0]}", problem, expected)


def _grouped(rows: Rows, key: Callable[[Area], Hashable]) -> Iterable[list[tuple[int, Area]]]:
    """The rows that share a key, in the order in which their periods begin."""
    groups: dict[Hashable, list[tuple[int, Area]]] = {}
    for row, area in rows:
        groups.setdefault(key(area), []).append((row, area))
    return (sorted(group, key=lambda entry: (entry[1].first_list_year, entry[0])) for group in groups.values())
