"""The ministry's published figures and lists: percentages with one or two decimals, and names on a date.

They are used for the years for which nothing better is public, and as the ground truth to compare with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.areas import AreaTable, normal
from pipeline.inputs.csv_files import counted_rows, shown_rows
from pipeline.inputs.deliveries import PUBLISHED_GRAIN, InputFile, exact_cell
from pipeline.inputs.formats import read_whole
from pipeline.law.loader import default_law

if TYPE_CHECKING:
    import pandas as pd


HIGHEST_PERCENTAGE = {CriterionKind.SHARE: 100, CriterionKind.RATIO: 300}


def _figure(criterion: Criterion) -> Column:
    """The column of a criterion in the published figures; it may be absent unless it is always published."""
    is_size = criterion.kind is CriterionKind.SIZE
    return Column(
        criterion.published_column,
        Kind.COUNT if is_size else Kind.AMOUNT,
        criterion.published_meaning,
        unit="persons" if is_size else "per cent",
        minimum=criterion.published_minimum,
        maximum=HIGHEST_PERCENTAGE.get(criterion.kind),
        required=False,
        optional=not criterion.always_published,
    )


WHOLE_COUNTRY = ""  # in place of a municipality's code: the list is complete for every municipality
LAST_YEAR = 2100
LIMIT_BOUNDS = (Decimal("0.5"), Decimal(10))  # per cent; two and three times the national average are 1.4 to 2.4

LIST_DATE = Column("list_date", Kind.DAY, "The day the list was published")
MUNICIPALITY = Column("municipality_code", Kind.TEXT, "Municipality, three digits")
MUNICIPALITY_NAME = Column("municipality", Kind.TEXT, "Municipality", required=False)
AREA = Column("area", Kind.TEXT, "The area's name as published")

VALUES_FILE = Table(
    name="published_values",
    grain="one row per list and area",
    key=("list_date", "municipality_code", "area"),
    columns=(
        LIST_DATE,
        MUNICIPALITY,
        MUNICIPALITY_NAME,
        AREA,
        *map(_figure, CRITERIA.values()),
        Column(
            "printed_in", Kind.TEXT, "Whether the row stood on the list or among those that left it", required=False
        ),
        Column("source", Kind.TEXT, "Where the figure was read", required=False),
    ),
)
LISTS_FILE = Table(
    name="published_lists",
    grain="one row per list, area and category",
    key=("list_date", "municipality_code", "area", "category"),
    columns=(
        LIST_DATE,
        MUNICIPALITY,
        MUNICIPALITY_NAME,
        AREA,
        Column("category", Kind.TEXT, "The list's category"),
        Column("evidence", Kind.TEXT, "How the row is known", required=False),
    ),
)
COVERAGE_FILE = Table(
    name="published_coverage",
    grain="one row per list, municipality and category whose published list is known whole",
    key=("list_date", "municipality_code", "category"),
    columns=(
        LIST_DATE,
        Column("municipality_code", Kind.TEXT, "Municipality, three digits; empty: the whole country", required=False),
        Column("category", Kind.TEXT, "The list's category"),
        Column("note", Kind.TEXT, "Why the list is known to be whole", required=False),
    ),
)
LIMITS_FILE = Table(
    name="published_limits",
    grain="one row per list and category",
    key=("list_date", "category"),
    columns=(
        LIST_DATE,
        Column("category", Kind.TEXT, "The list's category"),
        Column("limit_pct", Kind.AMOUNT, "The conviction limit as published", unit="per cent"),
        Column("evidence", Kind.TEXT, "Where the limit was read"),
    ),
)


@dataclass(frozen=True)
class PublishedFigure:
    """One area's published row: exact fractions of the published decimals, residents as a number."""

    list_date: dt.date
    area_id: str
    values: Mapping[str, Fraction | None]
    printed_in: str


@dataclass(frozen=True)
class Published:
    """The published figures and lists that the raw root holds.

    ``listed`` maps a list date to (area_id, category); ``covered`` holds each (list date, municipality, category) whose
    list is known to be complete, so that an area that is not on it is known to be off it; ``WHOLE_COUNTRY`` as
    municipality means all of them.
    """

    figures: Mapping[tuple[dt.date, str], PublishedFigure] = field(default_factory=dict)
    listed: Mapping[dt.date, frozenset[tuple[str, str]]] = field(default_factory=dict)
    covered: frozenset[tuple[dt.date, str, str]] = frozenset()
    limits: Mapping[tuple[dt.date, str], Fraction] = field(default_factory=dict)
    files: tuple[InputFile, ...] = ()
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict, compare=False)

    @property
    def list_dates(self) -> tuple[dt.date, ...]:
        """Every date of which anything was published, in order."""
        dates = {date for date, _ in self.figures} | set(self.listed) | {date for date, _, _ in self.covered}
        return tuple(sorted(dates))

    def on_list(self, list_date: dt.date, area_id: str, municipality_code: str, category: str) -> bool | None:
        """Whether the published list has the area; ``None`` where the published list is not known to be complete."""
        if (area_id, category) in self.listed.get(list_date, frozenset()):
            return True
        is_whole = any((list_date, place, category) in self.covered for place in (municipality_code, WHOLE_COUNTRY))
        return False if is_whole else None


def published_paths(raw: RawRoot) -> tuple[Path, ...]:
    """The files that ``read_published`` reads, whether they are there or not."""
    return (raw.published_values, raw.published_lists, raw.published_coverage, raw.published_limits)


def read_published(raw: RawRoot, areas: AreaTable) -> Published:
    """Read the published figures and lists, all optional. Raises ``InputRefused`` with every fault."""
    import pandas as pd

    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    files = []
    for path, table in zip(published_paths(raw), (VALUES_FILE, LISTS_FILE, COVERAGE_FILE, LIMITS_FILE), strict=True):
        if not path.exists():
            continue
        label, name = raw.relative(path), table.name.removeprefix("published_")
        try:
            file = read_whole(path, table, label)
        except InputRefused as refusal:
            faults.extend(refusal.faults)
            continue
        frames[name], numbers = file.frame, file.row_numbers
        files.append(InputFile(label, sha256_of(path), len(frames[name]), PUBLISHED_GRAIN))
        if "municipality_code" in frames[name]:
            codes = [code and code.zfill(3) for code in frames[name]["municipality_code"]]
            frames[name]["municipality_code"] = pd.Series(codes, dtype=object)
        if "area" in frames[name]:
            faults.extend(_add_area_ids(frames[name], areas, label, numbers))
        faults.extend(_row_faults(frames[name], table, label, numbers))
    if faults:
        raise InputRefused(faults)
    return Published(
        _figures(frames.get("values")),
        _listed(frames.get("lists")),
        _covered(frames),
        _limits(frames.get("limits")),
        tuple(files),
        frames,
    )


def _row_faults(frame: pd.DataFrame, table: Table, label: str, numbers: Sequence[int]) -> list[Fault]:
    """Dates on which no list can have been published, and, for the tables without a suite, categories and bounds."""
    law = default_law()
    days = (law.first_list_year, LAST_YEAR)
    is_date = [days[0] <= day.year <= days[1] for day in frame["list_date"]]
    faults = _rows_fault(
        f"{label}, column list_date",
        Message("no list's date"),
        Message("a day from {first} on", first=days[0]),
        is_date,
        numbers,
    )
    if table in (COVERAGE_FILE, LIMITS_FILE):
        categories = {category.name for regime in law for category in regime.categories}
        known = [category in categories for category in frame["category"]]
        expected = Message("one of {names}", names=tuple(sorted(categories)))
        faults += _rows_fault(f"{label}, column category", Message("no category of the law"), expected, known, numbers)
        single = [not doubled for doubled in frame.duplicated(list(table.key))]
        faults += _rows_fault(
            label, Message("stated twice"), Message("no two rows share {names}", names=table.key), single, numbers
        )
    if table is LIMITS_FILE:
        low, high = LIMIT_BOUNDS
        within = [low <= limit <= high for limit in frame["limit_pct"]]
        expected = Message("a percentage from {low} to {high} (not a share)", low=low, high=high)
        faults += _rows_fault(f"{label}, column limit_pct", Message("no conviction limit"), expected, within, numbers)
    return faults


def _rows_fault(
    where: str, what: Message, expected: Message, holds: Sequence[bool], numbers: Sequence[int]
) -> list[Fault]:
    """The rows for which something does not hold, as one fault; none if it holds for all."""
    rows = [number for number, right in zip(numbers, holds, strict=True) if not right]
    if not rows:
        return []
    return [
        Fault(
            where,
            Message("{count} {what} ({rows})", count=counted_rows(len(rows)), what=what, rows=shown_rows(rows)),
            expected,
        )
    ]


def _add_area_ids(frame: pd.DataFrame, areas: AreaTable, label: str, numbers: Sequence[int]) -> list[Fault]:
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


def _figures(frame: pd.DataFrame | None) -> dict[tuple[dt.date, str], PublishedFigure]:
    found: dict[tuple[dt.date, str], PublishedFigure] = {}
    if frame is None:
        return found
    for row in frame.to_dict("records"):
        values: dict[str, Fraction | None] = {}
        for criterion in CRITERIA.values():
            cell = exact_cell(row[criterion.published_column])
            hundred = 1 if criterion.kind is CriterionKind.SIZE else 100
            values[criterion.name] = None if cell is None else Fraction(cell) / hundred
        found[row["list_date"], row["area_id"]] = PublishedFigure(
            row["list_date"], row["area_id"], values, row["printed_in"] or ""
        )
    return found


def _listed(frame: pd.DataFrame | None) -> dict[dt.date, frozenset[tuple[str, str]]]:
    if frame is None:
        return {}
    rows: dict[dt.date, set[tuple[str, str]]] = {}
    for date, area_id, category in zip(frame["list_date"], frame["area_id"], frame["category"], strict=True):
        rows.setdefault(date, set()).add((area_id, category))
    return {date: frozenset(found) for date, found in rows.items()}


def _covered(frames: Mapping[str, pd.DataFrame]) -> frozenset[tuple[dt.date, str, str]]:
    """The published lists that are known to be complete: those that ``coverage.csv`` names, if there is such a file.

    Without it, a category with any row on a date is taken to be complete for each municipality that the date names, in
    the lists or among the figures.
    """
    coverage = frames.get("coverage")
    if coverage is not None:
        places = (
            coverage["municipality_code"].astype(object).where(coverage["municipality_code"].notna(), WHOLE_COUNTRY)
        )
        return frozenset(zip(coverage["list_date"], places, coverage["category"], strict=True))
    lists, values = frames.get("lists"), frames.get("values")
    if lists is None:
        return frozenset()
    pairs = set(zip(lists["list_date"], lists["municipality_code"], strict=True))
    if values is not None:
        pairs |= set(zip(values["list_date"], values["municipality_code"], strict=True))
    return frozenset(
        (date, municipality, category)
        for date, category in set(zip(lists["list_date"], lists["category"], strict=True))
        for day, municipality in pairs
        if day == date
    )


def _limits(frame: pd.DataFrame | None) -> dict[tuple[dt.date, str], Fraction]:
    if frame is None:
        return {}
    return {
        (date, category): Fraction(Decimal(limit)) / 100
        for date, category, limit in zip(frame["list_date"], frame["category"], frame["limit_pct"], strict=True)
    }
