"""The ministry's published figures and lists: percentages with one or two decimals, and names on a date.

They are used for the years for which nothing better is public, and as the ground truth to compare with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.errors import Fault, InputRefused
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.core.tables import Kind, Table
from pipeline.inputs.area import composed
from pipeline.inputs.area_checks import padded_municipality
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import PUBLISHED_GRAIN, InputFile, exact_cell
from pipeline.inputs.formats import DeclaredFile, read_whole
from pipeline.inputs.published_checks import (
    add_area_ids,
    count_faults,
    doubled_areas,
    municipality_faults,
    row_faults,
)
from pipeline.inputs.published_tables import (
    COUNTS_FILE,
    COVERAGE_FILE,
    LIMITS_FILE,
    LISTS_FILE,
    VALUES_FILE,
    WHOLE_COUNTRY,
)

if TYPE_CHECKING:
    import pandas as pd

TABLES = (VALUES_FILE, LISTS_FILE, COVERAGE_FILE, LIMITS_FILE, COUNTS_FILE)


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
    """The files that ``read_published`` reads, in the order of ``TABLES``, whether they are there or not."""
    return (
        raw.published_values,
        raw.published_lists,
        raw.published_coverage,
        raw.published_limits,
        raw.published_counts,
    )


def read_published(raw: RawRoot, areas: AreaTable) -> Published:
    """Read the published figures and lists, all optional. Raises ``InputRefused`` with every fault."""
    read: dict[str, tuple[Table, DeclaredFile]] = {}
    faults: list[Fault] = []
    files = []
    for path, table in zip(published_paths(raw), TABLES, strict=True):
        if not path.exists():
            continue
        try:
            file = read_whole(path, table, raw.relative(path))
        except InputRefused as refusal:
            faults.extend(refusal.faults)
            continue
        _clean(file.frame, table)
        read[table.name.removeprefix("published_")] = table, file
        files.append(InputFile(raw.relative(path), sha256_of(path), len(file.frame), PUBLISHED_GRAIN))
    unread = bool(faults)
    frames = {name: file.frame for name, (_, file) in read.items()}
    extra_days = _extra_days(raw, frames)
    for table, file in read.values():
        if "area" in file.frame:
            faults.extend(add_area_ids(file.frame, areas, file.label, file.row_numbers))
            faults.extend(doubled_areas(file.frame, table, file.label, file.row_numbers))
        faults.extend(row_faults(file.frame, table, file.label, file.row_numbers, extra_days))
        if table is COVERAGE_FILE:
            faults.extend(municipality_faults(file.frame, file.label, file.row_numbers))
    if not unread:  # else a file that could not be read would be missing on one side
        faults.extend(count_faults(frames, {name: file.label for name, (_, file) in read.items()}))
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


def _extra_days(raw: RawRoot, frames: Mapping[str, pd.DataFrame]) -> frozenset[dt.date]:
    """The days that ``national_counts.csv`` has: lists there were, however close to one of the law's days.

    Where that file cannot be read, which is a fault of its own, any day may be one.
    """
    is_unread = raw.published_counts.exists() and "national_counts" not in frames
    stating = [frame for name, frame in frames.items() if is_unread or name == "national_counts"]
    return frozenset(day for frame in stating for day in frame["list_date"])


def _clean(frame: pd.DataFrame, table: Table) -> None:
    """Composed letters in every text, and the zeros that a municipality's code lost as a number."""
    import pandas as pd

    for column in table.columns:
        if column.kind is Kind.TEXT:
            clean = padded_municipality if column.name == "municipality_code" else composed
            cells = [cell and clean(cell) for cell in frame[column.name]]
            frame[column.name] = pd.Series(cells, dtype=object)


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
