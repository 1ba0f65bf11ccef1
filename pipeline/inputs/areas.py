"""Which areas there are, by list year, and which earlier areas they come from.

What does not belong here: dwellings and addresses (``pipeline/persons``), or whether an area is on a list.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, InputRefused, WrongUsage
from pipeline.core.paths import RawRoot
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.formats import read_declared, read_text_table
from pipeline.inputs.registers.card import REGIONS

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
    ),
)


@dataclass(frozen=True)
class Area:
    """One housing area in a period of list years, and the ids of the areas it was made of."""

    area_id: str
    name: str
    municipality_code: str
    region_code: str
    first_list_year: int
    last_list_year: int | None
    predecessors: tuple[str, ...]

    def valid_in(self, list_year: int) -> bool:
        """Whether the area is one in that list year."""
        return self.first_list_year <= list_year and (self.last_list_year is None or list_year <= self.last_list_year)


@dataclass(frozen=True)
class AreaTable:
    """All areas, and the other spellings under which people write them."""

    areas: tuple[Area, ...]
    spellings: Mapping[str, str] = field(default_factory=dict)

    def valid_in(self, list_year: int) -> tuple[Area, ...]:
        """The areas of one list year, by municipality and name."""
        found = (area for area in self.areas if area.valid_in(list_year))
        return tuple(sorted(found, key=lambda area: (area.municipality_code, area.name, area.area_id)))

    @cached_property
    def by_id(self) -> dict[str, tuple[Area, ...]]:
        """Every period of each id, in order."""
        periods: dict[str, list[Area]] = {}
        for area in sorted(self.areas, key=lambda area: area.first_list_year):
            periods.setdefault(area.area_id, []).append(area)
        return {area_id: tuple(found) for area_id, found in periods.items()}

    @property
    def region_of(self) -> dict[str, str]:
        """The region of every area there ever was."""
        return {area.area_id: area.region_code for area in self.areas}

    def earlier_ids(self, area: Area, list_year: int) -> tuple[str, ...]:
        """The ids under which the area's ground stood in an earlier list year: its own, or its predecessors'.

        Empty if it did not exist then. Predecessors of predecessors are followed.
        """
        if any(period.valid_in(list_year) for period in self.by_id[area.area_id]):
            return (area.area_id,)
        if list_year >= area.first_list_year:
            return ()
        found: dict[str, None] = {}
        for period in self.by_id[area.area_id]:
            for predecessor in period.predecessors:
                for candidate in self.by_id[predecessor]:
                    if candidate.first_list_year < area.first_list_year:
                        found |= dict.fromkeys(self.earlier_ids(candidate, list_year))
        return tuple(found)

    def lineage(self, area: Area) -> frozenset[str]:
        """The area's id and the ids of all it was made of, however far back."""
        found: set[str] = set()
        waiting = [area.area_id]
        while waiting:
            area_id = waiting.pop()
            if area_id not in found:
                found.add(area_id)
                waiting.extend(earlier for period in self.by_id[area_id] for earlier in period.predecessors)
        return frozenset(found)

    def wholly_from(self, area: Area, earlier: Iterable[str]) -> bool:
        """Whether the earlier areas ended and went into this one and nowhere else (a rename or a merger, no split)."""
        lineage = self.lineage(area)
        return all(
            not any(period.valid_in(area.first_list_year) for period in self.by_id[earlier_id])
            and all(other.area_id in lineage for other in self.areas if earlier_id in other.predecessors)
            for earlier_id in earlier
        )

    def find(self, text: str, municipality_code: str | None = None) -> Area:
        """The area of any known spelling or id, the latest period first.

        Raises ``WrongUsage`` that lists what there is if nothing matches or several do.
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
            raise WrongUsage(Fault(f"area {text!r}", "names several areas", f"one of the ids {choices}"))
        names = ", ".join(sorted({area.name for area in self.areas if normal(area.name)[:1] == wanted[:1]})[:12])
        raise WrongUsage(
            Fault(f"area {text!r}", "is not in areas.csv", f"a name or id there ({names or 'none like it'})")
        )


def normal(name: str) -> str:
    """A name without case, spacing and punctuation, so that ``Tingbjerg/ Utterslevhuse`` is one spelling."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def read_areas(raw: RawRoot) -> AreaTable:
    """Read ``areas.csv`` and the other spellings. Raises ``InputRefused`` with every fault."""
    if not raw.areas.is_file():
        raise InputRefused(
            Fault("areas.csv", "is missing", f"the columns {', '.join(AREAS_FILE.names)}", "put it in the raw root")
        )
    frame = read_declared(raw.areas, AREAS_FILE, "areas.csv")
    areas = tuple(_area(row) for row in frame.astype(object).where(frame.notna(), None).to_dict("records"))
    if faults := _faults(areas):
        raise InputRefused(faults)
    return AreaTable(areas, _spellings(raw.area_names))


def _area(row: dict[Hashable, Any]) -> Area:
    last = row["last_list_year"]
    return Area(
        row["area_id"],
        row["area"],
        row["municipality_code"].zfill(3),
        row["region_code"],
        int(row["first_list_year"]),
        None if last is None else int(last),
        tuple(part.strip() for part in (row["predecessors"] or "").split("|") if part.strip()),
    )


def _faults(areas: tuple[Area, ...]) -> list[Fault]:
    faults = []
    ids = {area.area_id for area in areas}
    for row, area in enumerate(areas, start=2):
        where = f"areas.csv, row {row}"
        unknown = [predecessor for predecessor in area.predecessors if predecessor not in ids]
        if unknown:
            faults.append(Fault(where, f"predecessors not in the file: {', '.join(unknown)}", "ids of earlier areas"))
        if area.area_id in area.predecessors:
            faults.append(Fault(where, "is its own predecessor", "ids of earlier areas"))
        if area.region_code not in REGIONS:
            faults.append(Fault(f"{where}, column region_code", "is not a region", "81-85"))
        if area.last_list_year is not None and area.last_list_year < area.first_list_year:
            faults.append(Fault(where, "ends before it begins", "last_list_year not before first_list_year"))
        for other in areas[: row - 2]:
            if other.area_id == area.area_id and (
                other.valid_in(area.first_list_year) or area.valid_in(other.first_list_year)
            ):
                faults.append(
                    Fault(where, f"{area.area_id} is valid twice in one list year", "periods that do not overlap")
                )
    return faults


def _spellings(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    table = read_text_table(path, path.name)
    name, others = table.header.index("area"), table.header.index("also_written")
    return {
        normal(spelling): row[name] or ""
        for row in table.rows
        for spelling in next(csv.reader([row[others] or ""], delimiter=";"), [])
    }
