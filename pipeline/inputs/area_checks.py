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
from pipeline.core.messages import Message
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
        return [Fault("areas.csv", Message("holds no area"), Message("a row for each housing area and period"))]
    rows = list(enumerate(areas, start=2))
    return [
        *(
            fault
            for row, area in rows
            for fault in _of_one(Message("{where}, row {row}", where="areas.csv", row=row), area)
        ),
        *_of_periods(rows),
        *_of_predecessors(rows),
        *_of_names(rows),
        *_of_splits(rows),
    ]


def _of_one(where: str, area: Area) -> Iterator[Fault]:
    if not normal(area.name) or any(unicodedata.category(letter) == "Cc" for letter in area.name + area.area_id):
        yield Fault(
            Message("{where}, column {column}", where=where, column="area"),
            Message("is empty of letters or holds a control character"),
            Message("a name in letters"),
        )
    if too_long := [
        name for name, text in (("area_id", area.area_id), ("area", area.name)) if len(text) > LONGEST_NAME
    ]:
        expected = Message("at most {most} characters", most=LONGEST_NAME)
        yield Fault(
            Message("{where}, column {column}", where=where, column=" and ".join(too_long)),
            Message("is longer than {most} characters", most=LONGEST_NAME),
            expected,
        )
    region = region_of_municipality().get(area.municipality_code)
    if region is None:
        expected = Message("the three digits that Statistics Denmark gives the municipality, such as 101 for København")
        yield Fault(
            Message("{where}, column {column}", where=where, column="municipality_code"),
            Message("is no municipality"),
            expected,
        )
    if area.region_code not in REGIONS:
        yield Fault(
            Message("{where}, column {column}", where=where, column="region_code"),
            Message("is not a region"),
            Message("{names}", names=REGIONS),
        )
    elif region is not None and region != area.region_code:
        problem = Message(
            "is not the region of municipality {municipality_code}", municipality_code=area.municipality_code
        )
        yield Fault(
            Message("{where}, column {column}", where=where, column="region_code"),
            problem,
            Message("{name}", name=region),
        )
    years = {"first_list_year": area.first_list_year, "last_list_year": area.last_list_year}
    for column, year in years.items():
        if year is not None and not FIRST_POSSIBLE_YEAR <= year <= LAST_POSSIBLE_YEAR:
            expected = Message(
                "a year from {first} to {last}",
                first=FIRST_POSSIBLE_YEAR,
                last=LAST_POSSIBLE_YEAR,
            )
            remedy = Message("leave last_list_year empty for an area that is still valid")
            yield Fault(
                Message("{where}, column {column}", where=where, column=column),
                Message("is not a list year"),
                expected,
                remedy,
            )
    if area.last_list_year is not None and area.last_list_year < area.first_list_year:
        yield Fault(where, Message("ends before it begins"), Message("last_list_year not before first_list_year"))


Rows = Sequence[tuple[int, Area]]


def _of_periods(rows: Rows) -> Iterator[Fault]:
    """One id has one period at a time."""
    for periods in _grouped(rows, lambda area: area.area_id):
        for (_, earlier), (row, later) in pairwise(periods):
            if earlier.valid_in(later.first_list_year):
                problem = Message("{area_id} is valid twice in one list year", area_id=later.area_id)
                yield Fault(
                    Message("{where}, row {row}", where="areas.csv", row=row),
                    problem,
                    Message("periods that do not overlap"),
                )


def _of_predecessors(rows: Rows) -> Iterator[Fault]:
    """A predecessor began earlier than what was made of it, so that no area is made of itself in a circle."""
    begins: dict[str, int] = {}
    for _, area in rows:
        begins[area.area_id] = min(area.first_list_year, begins.get(area.area_id, area.first_list_year))
    made_of = {area.area_id: area.predecessors for _, area in rows}
    for row, area in rows:
        where = Message("{where}, row {row}, column {column}", where="areas.csv", row=row, column="predecessors")
        unknown = [each for each in area.predecessors if each not in begins]
        late = [
            each for each in area.predecessors if begins.get(each, area.first_list_year - 1) >= area.first_list_year
        ]
        twice = [each for each, count in Counter(area.predecessors).items() if count > 1]
        if unknown:
            yield Fault(
                where,
                Message("predecessors not in the file: {names}", names=tuple(unknown)),
                Message("ids of earlier areas"),
            )
        if twice:
            yield Fault(where, Message("named twice: {names}", names=tuple(twice)), Message("each predecessor once"))
        if area.area_id in late:
            expected = Message("ids of earlier areas, its own only if it has an earlier period")
            yield Fault(where, Message("is its own predecessor"), expected)
        elif any(_leads_to(area.area_id, each, made_of) for each in late):
            yield Fault(where, Message("predecessors go in a circle"), Message("areas that were there before it"))
        elif late:
            yield Fault(
                where,
                Message("begin no earlier than it does: {names}", names=tuple(late)),
                Message("areas that were there before it"),
            )


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
                problem = Message(
                    "{area_id} and {other} have the same name, but for spelling",
                    area_id=earlier.area_id,
                    other=later.area_id,
                )
                expected = Message(
                    "names that differ in more than case, accents written apart, spacing and punctuation"
                )
                yield Fault(
                    Message("{where}, row {row}, column {column}", where="areas.csv", row=row, column="area"),
                    problem,
                    expected,
                )


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
            problem = Message(
                "{whole} is split into {count} areas and is still valid beside them", whole=whole, count=len(found)
            )
            expected = Message(
                "an end of {whole} in {end}, or a period of its own from {year} for what is left of it",
                whole=whole,
                end=year - 1,
                year=year,
            )
            yield Fault(Message("{where}, row {row}", where="areas.csv", row=found[0][0]), problem, expected)


def _grouped(rows: Rows, key: Callable[[Area], Hashable]) -> Iterable[list[tuple[int, Area]]]:
    """The rows that share a key, in the order in which their periods begin."""
    groups: dict[Hashable, list[tuple[int, Area]]] = {}
    for row, area in rows:
        groups.setdefault(key(area), []).append((row, area))
    return (sorted(group, key=lambda entry: (entry[1].first_list_year, entry[0])) for group in groups.values())
