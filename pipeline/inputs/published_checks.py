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
from pipeline.inputs.area_checks import region_of_municipality
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
DAYS_APART = 60  # the closest extra list, of 1 January 2011, came 67 days after a yearly one


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
    """Days on which no list was published: outside the law's years, or shortly before or after a list.

    Extra lists, which the law does not name, came months apart from the yearly ones.
    """
    law = default_law()
    days = list(frame["list_date"])
    has_law = [law.governs(day.year) and day.year <= LAST_YEAR for day in days]
    meant_days = [_meant(day) if governed else None for day, governed in zip(days, has_law, strict=True)]
    is_list = [meant is None or day in extra_days for day, meant in zip(days, meant_days, strict=True)]
    meant = {str(each) for each, right in zip(meant_days, is_list, strict=True) if not right}
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
            Message("of a day close to that of a list"),
            Message("{days}, as the law says", days=tuple(sorted(meant))),
            is_list,
            numbers,
            Message("correct the day; if there was an extra list that day, give it a row in {file}", file=COUNTS_NAME),
        ),
    ]


def _meant(day: dt.date) -> dt.date | None:
    """The day of a list that another day is probably meant to be; ``None`` for the day itself, and far from any."""
    law = default_law()
    near = [law.on(year).published_on(year) for year in range(day.year - 1, day.year + 2) if law.governs(year)]
    nearest = min(near, key=lambda each: abs(day - each))
    return nearest if 0 < abs(day - nearest).days <= DAYS_APART else None


def municipality_faults(frame: pd.DataFrame, label: str, numbers: Sequence[int]) -> list[Fault]:
    """What is no municipality in ``coverage.csv``: such a row would cover nothing."""
    return _rows_fault(
        Message("{where}, column {column}", where=label, column="municipality_code"),
        Message("of no municipality"),
        Message("the three digits of a municipality, or an empty cell for the whole country"),
        [code is None or code in region_of_municipality() for code in frame["municipality_code"]],
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
