"""The checks of the files in ``published/``: of their rows, and of the files with one another.

A row that nothing reads is as wrong as one that says something else: a list of 2 December takes its areas off the list of
1 December, and a municipality of four digits covers nothing. What does not belong here: reading (``published``), and the
bounds of figures (``expectations.published``).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.core.errors import Fault
from pipeline.core.messages import Message, together
from pipeline.core.tables import Table
from pipeline.inputs.areas import AreaTable, normal
from pipeline.inputs.csv_files import SHOWN_ROWS, counted_rows, shown_rows
from pipeline.inputs.published_tables import (
    COUNTS_FILE,
    COVERAGE_FILE,
    LAST_YEAR,
    LIMIT_BOUNDS,
    LIMITS_FILE,
    WHOLE_COUNTRY,
)
from pipeline.law.loader import default_law

if TYPE_CHECKING:
    import pandas as pd

COUNTS_NAME = "published/national_counts.csv"


def row_faults(
    frame: pd.DataFrame, table: Table, label: str, numbers: Sequence[int], extra_days: Collection[dt.date]
) -> list[Fault]:
    """Days without a list, and, for the tables without a suite, categories, rows stated twice and bounds.

    ``extra_days``: those of the lists that ``national_counts.csv`` has.
    """
    faults = _day_faults(frame, label, numbers, extra_days)
    if table in (COVERAGE_FILE, LIMITS_FILE, COUNTS_FILE):
        known = [
            category in _categories(day) for day, category in zip(frame["list_date"], frame["category"], strict=True)
        ]
        names = {name for day in frame["list_date"] for name in _categories(day)} or default_law().categories
        faults += _rows_fault(
            Message("{where}, column {column}", where=label, column="category"),
            Message("of a category that the law did not have that day"),
            Message("one of {names}, as on that day", names=tuple(sorted(names))),
            known,
            numbers,
        )
        single = [not doubled for doubled in frame.duplicated(list(table.key))]
        faults += _rows_fault(
            label, Message("stated twice"), Message("no two rows share {names}", names=table.key), single, numbers
        )
    if table is LIMITS_FILE:
        low, high = LIMIT_BOUNDS
        within = [low <= limit <= high for limit in frame["limit_pct"]]
        faults += _rows_fault(
            Message("{where}, column {column}", where=label, column="limit_pct"),
            Message("no conviction limit"),
            Message("a percentage from {low} to {high} (not a share)", low=low, high=high),
            within,
            numbers,
        )
    return faults


def _categories(day: dt.date) -> frozenset[str]:
    """The law's categories on the day of a list; none in a year without a law."""
    law = default_law()
    return (
        frozenset(category.name for category in law.on(day.year).categories) if law.governs(day.year) else frozenset()
    )


def _day_faults(
    frame: pd.DataFrame, label: str, numbers: Sequence[int], extra_days: Collection[dt.date]
) -> list[Fault]:
    """Days on which no list was published: outside the law's years, or another day than the list's."""
    law = default_law()
    days = list(frame["list_date"])
    has_law = [law.governs(day.year) and day.year <= LAST_YEAR for day in days]
    yearly = [
        law.on(day.year).published_on(day.year) if governed else None
        for day, governed in zip(days, has_law, strict=True)
    ]
    is_list = [
        own is None or day == own or day in extra_days for day, own in zip(days, yearly, strict=True)
    ]  # without a law, the first fault has said so
    meant = {str(own) for own, right in zip(yearly, is_list, strict=True) if not right}
    where = Message("{where}, column {column}", where=label, column="list_date")
    return [
        *_rows_fault(
            where,
            Message("no list's date"),
            Message("a day from {first} on", first=law.first_list_year),
            has_law,
            numbers,
        ),
        *_rows_fault(
            where,
            Message("of another day than the list of that year"),
            Message("{days}, as the law says, or the day of an extra list", days=tuple(sorted(meant))),
            is_list,
            numbers,
            Message("correct the day; for an extra list, give it a row in {file}", file=COUNTS_NAME),
        ),
    ]


def municipality_faults(frame: pd.DataFrame, areas: AreaTable, label: str, numbers: Sequence[int]) -> list[Fault]:
    """Municipalities of ``coverage.csv`` of which there is no area: their rows would cover nothing."""
    there = {area.municipality_code for area in areas.areas}
    return _rows_fault(
        Message("{where}, column {column}", where=label, column="municipality_code"),
        Message("of a municipality that has no area in areas.csv"),
        Message("the three digits of a municipality there, or an empty cell for the whole country"),
        [code is None or code in there for code in frame["municipality_code"]],
        numbers,
        Message("correct the code, or take the row out"),
    )


def doubled_areas(frame: pd.DataFrame, table: Table, label: str, numbers: Sequence[int]) -> list[Fault]:
    """Rows of one list that are of one area, under whatever spelling: only one of them could be used."""
    key = tuple("area_id" if name == "area" else name for name in table.key if name != "municipality_code")
    rows: dict[tuple[object, ...], list[int]] = {}
    for number, *place in zip(numbers, *(frame[name] for name in key), strict=True):
        if place[key.index("area_id")] is not None:
            rows.setdefault(tuple(place), []).append(number)
    doubled = [found for found in rows.values() if len(found) > 1]
    if not doubled:
        return []
    return [
        Fault(
            Message("{where}, column {column}", where=label, column="area"),
            Message(
                "{count} of areas that another row has too ({rows})",
                count=counted_rows(sum(map(len, doubled))),
                rows=together([shown_rows(found) for found in doubled[:SHOWN_ROWS]], "; "),
            ),
            Message("one row for each {names}, however the area is written", names=_names(key)),
            Message("leave the row that is right"),
        )
    ]


def _names(key: Sequence[str]) -> tuple[str, ...]:
    return tuple("area" if name == "area_id" else name for name in key)


def count_faults(frames: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> list[Fault]:
    """Lists that name another number of areas than the ministry counted.

    Where a list is known whole for the whole country the numbers are equal; no list names more areas than there were.
    Without ``national_counts.csv`` nothing is known to compare with.
    """
    counts, lists, coverage = frames.get("national_counts"), frames.get("lists"), frames.get("coverage")
    if counts is None:
        return []
    named: Counter[tuple[dt.date, str]] = Counter()
    if lists is not None:
        ids = zip(lists["list_date"], lists["category"], lists["area_id"], strict=True)
        named.update((date, category) for date, category, _ in set(ids))
    numbers = zip(counts["list_date"], counts["category"], counts["areas_nationally"].astype(object), strict=True)
    counted = {(date, category): int(number) for date, category, number in numbers if isinstance(number, int)}
    whole = set()
    if coverage is not None:
        places = zip(coverage["list_date"], coverage["municipality_code"], coverage["category"], strict=True)
        whole = {(date, category) for date, place, category in places if place in (None, WHOLE_COUNTRY)}
    faults = []
    for date, category in sorted(whole - set(counted)):
        faults.append(
            Fault(
                labels["coverage"],
                Message("{category} of {date} is stated whole for the whole country", category=category, date=date),
                Message("its number of areas in {file}", file=COUNTS_NAME),
                Message("add the number, or take the row out of coverage.csv"),
            )
        )
    for (date, category), number in sorted(counted.items()):
        found = named[date, category]
        if found > number or (found < number and (date, category) in whole):
            faults.append(
                Fault(
                    labels.get("lists", "published/lists.csv"),
                    Message("areas named as {category} on {date}: {found}", found=found, category=category, date=date),
                    Message("{number}, as {file} counts", number=number, file=COUNTS_NAME)
                    if (date, category) in whole
                    else Message("at most {number}, as {file} counts", number=number, file=COUNTS_NAME),
                    Message("correct lists.csv or the number; where only a part of the list is known, coverage.csv"),
                )
            )
    return faults


def _rows_fault(
    where: str, what: Message, expected: Message, holds: Sequence[bool], numbers: Sequence[int], remedy: str = ""
) -> list[Fault]:
    """The rows for which something does not hold, as one fault; none if it holds for all."""
    rows = [number for number, right in zip(numbers, holds, strict=True) if not right]
    if not rows:
        return []
    count, shown = counted_rows(len(rows)), shown_rows(rows)
    return [Fault(where, Message("{count} {what} ({rows})", count=count, what=what, rows=shown), expected, remedy)]


def add_area_ids(frame: pd.DataFrame, areas: AreaTable, label: str, numbers: Sequence[int]) -> list[Fault]:
    """Give each published row its area id, valid on the list's date; several spellings lead to one id."""
    ids: list[str | None] = []
    for date, municipality, name in zip(frame["list_date"], frame["municipality_code"], frame["area"], strict=True):
        wanted = normal(areas.spellings.get(normal(name), name))
        known = [
            area
            for area in areas.areas
            if area.municipality_code == municipality and normal(area.name) in (wanted, normal(name))
        ]
        valid = [area for area in known if area.valid_in(date.year)] or known
        ids.append(valid[0].area_id if valid else None)
    frame["area_id"] = ids
    unknown = [number for number, area_id in zip(numbers, ids, strict=True) if area_id is None]
    if not unknown:
        return []
    names = sorted({str(name) for name, area_id in zip(frame["area"], ids, strict=True) if area_id is None})
    return [
        Fault(
            Message("{where}, column {column}", where=label, column="area"),
            Message(
                "{count} with areas that areas.csv does not have in that municipality ({rows}: {names})",
                count=counted_rows(len(unknown)),
                rows=shown_rows(unknown),
                names=tuple(names[:5]),
            ),
            Message("an area of areas.csv or a spelling of published/area_names.csv"),
            Message("add the area or the spelling"),
        )
    ]
