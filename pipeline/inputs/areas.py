"""Which areas there are, by list year, and which earlier areas they come from.

What does not belong here: dwellings and addresses (``pipeline/persons``), or whether an area is on a list.
"""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, InputRefused, WrongUsage
from pipeline.core.messages import Message
from pipeline.core.paths import RawRoot
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.area import Area, composed, normal
from pipeline.inputs.area_checks import area_faults, padded_municipality
from pipeline.inputs.csv_files import shown_rows
from pipeline.inputs.formats import read_declared, read_whole
from pipeline.inputs.registers.card import REGIONS

__all__ = ["AREAS_FILE", "Area", "AreaTable", "normal", "read_areas"]

AREAS_FILE = Table(
    name="areas",
    grain="one row per area and period of validity",
    key=("area_id", "first_list_year"),
    columns=(
        Column("area_id", Kind.TEXT, "Stable id of the area"),
        Column("area", Kind.TEXT, "The area's name as the ministry prints it"),
        Column("municipality_code", Kind.TEXT, "Municipality, three digits"),
        Column("region_code", Kind.TEXT, "Region, 81-85", allowed=REGIONS),
        Column("first_list_year", Kind.COUNT, "First list year the area is valid", unit="year"),
        Column("last_list_year", Kind.COUNT, "Last list year, empty if still valid", unit="year", required=False),
        Column("predecessors", Kind.TEXT, "Ids of the areas it was made of, joined by |", required=False),
        Column(
            "candidate",
            Kind.TEXT,
            "yes for an area that the municipality watches and that is not official: shown and computed, never counted",
            required=False,
            optional=True,
            allowed=("yes", "no", "ja", "nej"),
        ),
    ),
)
SPELLINGS_FILE = Table(
    name="area_names",
    grain="one row per area that is also written otherwise",
    key=("area",),
    columns=(
        Column("area", Kind.TEXT, "The area's name as in areas.csv"),
        Column("also_written", Kind.TEXT, "Other spellings, joined by ;", required=False),
    ),
)


@dataclass(frozen=True)
class AreaTable:
    """All areas, and the other spellings of their names.

    An area that keeps its id but is redrawn, renamed or merged with another has a row for each of its periods. A period
    comes from the period before it of the same id, if there is one, and from its predecessors.
    """

    areas: tuple[Area, ...]
    spellings: Mapping[str, str] = field(default_factory=dict)

    def valid_in(self, list_year: int) -> tuple[Area, ...]:
        """The areas of one list year, by municipality and name."""
        if list_year not in self._valid:
            found = (area for area in self.areas if area.valid_in(list_year))
            self._valid[list_year] = tuple(
                sorted(found, key=lambda area: (area.municipality_code, area.name, area.area_id))
            )
        return self._valid[list_year]

    @cached_property
    def _valid(self) -> dict[int, tuple[Area, ...]]:
        return {}

    @cached_property
    def by_id(self) -> Mapping[str, tuple[Area, ...]]:
        """Every period of each id, in order."""
        periods: dict[str, list[Area]] = {}
        for area in sorted(self.areas, key=lambda area: area.first_list_year):
            periods.setdefault(area.area_id, []).append(area)
        return {area_id: tuple(found) for area_id, found in periods.items()}

    @cached_property
    def successors(self) -> Mapping[str, tuple[Area, ...]]:
        """The periods that name an id among their predecessors, by that id."""
        found: dict[str, list[Area]] = {}
        for area in self.areas:
            for predecessor in dict.fromkeys(area.predecessors):
                found.setdefault(predecessor, []).append(area)
        return {area_id: tuple(periods) for area_id, periods in found.items()}

    @property
    def region_of(self) -> dict[str, str]:
        """The region of every area, past ones included."""
        return {area.area_id: area.region_code for area in self.areas}

    def made_of(self, area: Area) -> tuple[Area, ...]:
        """The periods that became part of an area when it began, in the order of their ids: its own earlier one, and
        others."""
        ids = sorted({area.area_id, *area.predecessors})
        before = ([each for each in self.by_id[one] if each.first_list_year < area.first_list_year] for one in ids)
        return tuple(periods[-1] for periods in before if periods)

    def earlier_ids(self, area: Area, list_year: int) -> tuple[str, ...]:
        """The area's ids in an earlier list year: its own, and those of the areas that became part of it since.

        In the order of the ids. Empty if it did not exist then. Predecessors of predecessors are followed. The years as
        a candidate are none of an official area's: it was on no list then.
        """
        if area.valid_in(list_year):
            return (area.area_id,)
        if list_year >= area.first_list_year:
            goes_on = any(period.valid_in(list_year) for period in self.by_id[area.area_id])
            return (area.area_id,) if goes_on else ()
        parts = (part for part in self.made_of(area) if area.candidate or not part.candidate)
        found = {each for part in parts for each in self.earlier_ids(part, list_year)}
        return tuple(sorted(found))

    def ground_of(self, area: Area, list_year: int) -> tuple[str, ...] | None:
        """The ids whose counts of another list year add up to the area's; ``None`` if no counts do.

        None if the area was split from another since, or one of its parts was no area yet. In the order of the ids.
        """
        if area.valid_in(list_year):
            return (area.area_id,)
        if list_year > area.first_list_year:
            later = next((each for each in self.by_id[area.area_id] if each.valid_in(list_year)), None)
            same = later is not None and self.ground_of(later, area.first_list_year) == (area.area_id,)
            return (area.area_id,) if same else None
        parts = self.made_of(area)
        if not parts or not all(self._went_only_into(part, area, list_year) for part in parts):
            return None
        ids: set[str] = set()
        for part in parts:
            ground = self.ground_of(part, list_year)
            if ground is None:
                return None
            ids.update(ground)
        return tuple(sorted(ids))

    def _went_only_into(self, part: Area, area: Area, list_year: int) -> bool:
        """Whether a period that became part of an area ended then, and nothing was split from it since a list year."""
        since = max(list_year, part.first_list_year)
        ended = part.area_id == area.area_id or not any(
            period.valid_in(area.first_list_year) for period in self.by_id[part.area_id]
        )
        return ended and all(
            other.area_id == area.area_id
            for other in self.successors.get(part.area_id, ())
            if since < other.first_list_year <= area.first_list_year
        )

    def sums_in(self, list_year: int) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The areas that lie in another, by its id, as their rows of a list year count them: merged into it, or split from it.

        A row is of the area's border then, or of the nearest border it has had.
        """
        of_row = {area_id: _of_row(periods, list_year) for area_id, periods in self.by_id.items()}
        found: dict[str, tuple[tuple[str, ...], ...]] = {}
        for area_id, area in of_row.items():
            merged = tuple(part.area_id for part in self._merged(area, list_year, of_row))
            split = tuple(
                later.area_id
                for later in self.successors.get(area_id, ())
                if later is of_row[later.area_id]
                and self.made_of(later) == (area,)
                and not (list_year >= later.first_list_year and area.valid_in(later.first_list_year))  # side by side
                and not self._went_only_into(area, later, min(list_year, later.first_list_year - 1))
            )
            if merged or split:
                found[area_id] = tuple(way for way in (merged, split) if way)
        return found

    def _merged(self, area: Area, list_year: int, of_row: Mapping[str, Area]) -> Iterator[Area]:
        """The periods that wholly became part of an area; for one that no row is of, those that became part of it."""
        for part in self.made_of(area):
            if self._went_only_into(part, area, min(list_year, area.first_list_year - 1)):
                yield from (part,) if part is of_row[part.area_id] else self._merged(part, list_year, of_row)

    def find(self, text: str, municipality_code: str | None = None) -> Area:
        """The area of any known spelling or id, the latest period first.

        Raises ``WrongUsage``, which lists the possible names, if none or several match.
        """
        wanted = normal(text)
        name = normal(self.spellings.get(wanted, text))
        found = {
            area.area_id: area
            for area in sorted(self.areas, key=lambda area: area.first_list_year)
            if (normal(area.name) in (wanted, name) or area.area_id == text)
            and municipality_code in (None, area.municipality_code)
        }
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            choices = ", ".join(f"{area.area_id} (municipality {area.municipality_code})" for area in found.values())
            raise WrongUsage(
                Fault(
                    Message("area {text!r}", text=text),
                    Message("names several areas"),
                    Message("one of the ids {choices}", choices=choices),
                )
            )
        names = ", ".join(sorted({area.name for area in self.areas if normal(area.name)[:1] == wanted[:1]})[:12])
        raise WrongUsage(
            Fault(
                Message("area {text!r}", text=text),
                Message("is not in areas.csv"),
                Message("a name or id there ({names})", names=names)
                if names
                else Message("a name or id there (none is like it)"),
            )
        )


def _of_row(periods: Sequence[Area], list_year: int) -> Area:
    """The period that an area's row of a list year is of: the one it stood in then, else the next one, else the last."""
    return next(
        (each for each in periods if each.last_list_year is None or list_year <= each.last_list_year), periods[-1]
    )


def read_areas(raw: RawRoot) -> AreaTable:
    """Read ``areas.csv`` and ``area_names.csv``. Raises ``InputRefused`` with every fault."""
    if not raw.areas.is_file():
        raise InputRefused(
            Fault(
                "areas.csv",
                Message("is missing"),
                Message("the columns {names}", names=tuple(AREAS_FILE.names)),
                Message("put it in the raw root"),
            )
        )
    frame = read_declared(raw.areas, AREAS_FILE, "areas.csv")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    areas = tuple(_area(row) for row in rows)
    if faults := [*_candidate_faults(rows), *area_faults(areas)]:
        raise InputRefused(faults)
    return AreaTable(areas, _spellings(raw.area_names))


YES, NO = ("yes", "ja"), ("no", "nej", "")


def _candidate_faults(rows: Sequence[dict[Hashable, Any]]) -> Iterator[Fault]:
    for number, row in enumerate(rows, start=2):
        if _candidate(row) not in (*YES, *NO):
            yield Fault(
                Message("{where}, row {row}, column {column}", where="areas.csv", row=number, column="candidate"),
                Message("is neither yes nor no"),
                Message("yes, no, or empty for no"),
            )


def _candidate(row: dict[Hashable, Any]) -> str:
    return str(row["candidate"] or "").strip().lower()


def _area(row: dict[Hashable, Any]) -> Area:
    last = row["last_list_year"]
    return Area(
        row["area_id"],
        composed(row["area"]),
        padded_municipality(row["municipality_code"]),
        row["region_code"],
        int(row["first_list_year"]),
        None if last is None else int(last),
        tuple(part.strip() for part in (row["predecessors"] or "").split("|") if part.strip()),
        _candidate(row) in YES,
    )


def _spellings(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    label = f"published/{path.name}"
    file = read_whole(path, SPELLINGS_FILE, label)
    numbers, frame = file.row_numbers, file.frame
    found: dict[str, str] = {}
    doubled: list[int] = []
    for number, name, others in zip(numbers, map(composed, frame["area"]), frame["also_written"], strict=True):
        for spelling in next(csv.reader([others or ""], delimiter=";"), []):
            if normal(found.setdefault(normal(spelling), name)) != normal(name):
                doubled.append(number)
    if doubled:
        problem = Message("a spelling that another area has too ({rows})", rows=shown_rows(doubled))
        expected = Message("spellings that each mean one area")
        raise InputRefused(
            Fault(
                Message("{where}, column {column}", where=label, column="also_written"),
                problem,
                expected,
                Message("leave it with one of the areas"),
            )
        )
    return found
