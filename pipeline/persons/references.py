"""The reference inputs of person rows: which address lies in which area, and which education code has which level.

Both are small and hold no persons; they are read whole by Polars, whichever engine counts the persons. What does not
belong here: person rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.inputs.csv_files import counted_rows, shown_rows
from pipeline.persons import codes
from pipeline.persons.engines.base import Frame
from pipeline.persons.expressions import PLACES_OF_AN_AREA
from pipeline.persons.keys import BLANKS

if TYPE_CHECKING:
    import polars as pl

SHOWN_AREAS = 5  # in a message


@dataclass(frozen=True)
class Places:
    """The areas valid in a list year, and the addresses in them: ``adresse_id, address, area_place``.

    ``address`` numbers the addresses from 0. ``rows`` is how many the table has for all years, and ``turned_periods``
    how many of them end before they begin. ``municipalities`` are those of each area in areas.csv, if that was given.
    """

    area_ids: tuple[str, ...]
    addresses: pl.DataFrame
    rows: int
    turned_periods: int
    label: str = "addresses"
    municipalities: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def area(self, place: int) -> str | None:
        """The area of a place, if it has one."""
        number = place // PLACES_OF_AN_AREA
        return self.area_ids[number - 1] if number else None

    @staticmethod
    def region(place: int) -> str | None:
        """The region of a place, if its municipality is known."""
        return codes.region_of_municipality().get(place % PLACES_OF_AN_AREA)

    def elsewhere(self, residents: Mapping[int, int]) -> dict[str, tuple[int, int]]:
        """Of each area how many residents have another municipality than the area, and how many have a known one."""
        others: Counter[str] = Counter()
        known: Counter[str] = Counter()
        for place, number in residents.items():
            area, municipality = self.area(place), place % PLACES_OF_AN_AREA
            if area is not None and area in self.municipalities and municipality in codes.region_of_municipality():
                known[area] += number
                others[area] += 0 if municipality in self.municipalities[area] else number
        return {area: (others[area], number) for area, number in known.items() if number}

    def refuse_other_municipality(self, residents: Mapping[int, int]) -> None:
        """Refuse addresses of which most residents of an area live in another municipality than the area lies in.

        They are another area's: everything that is counted of the two would be exchanged. Raises ``InputRefused``.
        """
        areas = {area: numbers for area, numbers in self.elsewhere(residents).items() if 2 * numbers[0] > numbers[1]}
        if not areas:
            return
        shown = [
            Message("{name} ({some:,} of {all:,} residents)", name=area, some=some, all=of)
            for area, (some, of) in sorted(areas.items())
        ]
        more = [Message("{count} more", count=len(shown) - SHOWN_AREAS)] if len(shown) > SHOWN_AREAS else []
        raise InputRefused(
            Fault(
                Message("{where}, column {column}", where=self.label, column="area_id"),
                Message(
                    "most residents have another municipality (kom) than areas.csv gives their area: {areas}",
                    areas=(*shown[:SHOWN_AREAS], *more),
                ),
                Message("addresses in the municipality of their area"),
                Message("correct area_id, or municipality_code in areas.csv, or kom in the population"),
            )
        )


@dataclass(frozen=True)
class Formats:
    """The education codes of the format table by what their level counts as; ``preparatory`` by open point O7."""

    basic: frozenset[int]
    above: frozenset[int]
    unknown: frozenset[int]
    preparatory: frozenset[int] = frozenset()

    @property
    def known(self) -> frozenset[int]:
        """Every code of the format table."""
        return self.basic | self.above | self.unknown | self.preparatory

    def counted(self, preparatory_education: str) -> tuple[frozenset[int], frozenset[int]]:
        """The codes of only grundskole and those above it, by the position of open point O7."""
        if preparatory_education == "above_basic":
            return self.basic, self.above | self.preparatory
        return self.basic | self.preparatory, self.above


def read_places(
    frame: Frame,
    label: str,
    list_year: int,
    areas: Mapping[str, frozenset[int]] | None = None,
    first_row: int | None = None,
) -> Places:
    """The addresses valid in the list year; the keys of the frame are in the form they are compared in.

    ``areas`` are those of areas.csv, in any list year, with their municipalities. ``first_row`` is the number of the first
    row in the file; ``None`` if the rows are not numbered as there. Raises ``InputRefused`` for cells that are missing, no
    year or no area, or an address in two areas in that year: its residents would be counted twice.
    """
    import polars as pl

    table = _collected(frame)
    years, faults = {}, []
    for column in ("first_list_year", "last_list_year"):
        given = table[column] if column in table.columns else pl.Series(column, [None] * len(table))
        years[column], unreadable = _whole_numbers(given)
        if unreadable:
            faults.append(
                Fault(
                    label,
                    Message("{count} cells of {column} are not a year", count=unreadable, column=column),
                    Message("a year or empty"),
                )
            )
    area = table["area_id"].cast(pl.String).str.strip_chars(BLANKS).replace("", None)
    for column, cells in (("adresse_id", table["adresse_id"]), ("area_id", area)):
        if missing := cells.null_count():
            faults.append(
                Fault(
                    label,
                    Message("{count} cells of {column} are empty", count=missing, column=column),
                    Message("an address and its area in each row"),
                )
            )
    if areas is not None:
        faults += _unknown_areas(area, label, areas, first_row)
    first, last = years["first_list_year"].fill_null(0), years["last_list_year"].fill_null(9999)
    if faults:
        raise InputRefused(faults)
    here = table.select("adresse_id", area.alias("area_id")).filter((first <= list_year) & (last >= list_year)).unique()
    twice = len(here) - here["adresse_id"].n_unique()
    if twice:
        remedy = Message("give each address one area in each list year")
        raise InputRefused(
            Fault(
                label,
                Message("{count} addresses lie in more than one area in {list_year}", count=twice, list_year=list_year),
                Message("one area"),
                remedy,
            )
        )
    ids = tuple(sorted(here["area_id"].unique().to_list()))
    numbers = pl.DataFrame(
        {"area_id": list(ids), "number": list(range(1, len(ids) + 1))},
        schema={"area_id": pl.String, "number": pl.Int32},
    )
    places = here.join(numbers, on="area_id", how="left").select(
        "adresse_id",
        pl.int_range(pl.len(), dtype=pl.Int32).alias("address"),
        (pl.col("number") * PLACES_OF_AN_AREA).cast(pl.Int32).alias("area_place"),
    )
    return Places(ids, places, len(table), int((first > last).sum()), label, areas or {})


def _unknown_areas(area: pl.Series, label: str, areas: Collection[str], first_row: int | None) -> list[Fault]:
    """The fault of cells that are no area of areas.csv. What they hold may be anything, and is neither said nor kept."""
    import polars as pl

    is_unknown = area.is_not_null() & ~area.is_in(pl.Series(sorted(areas), dtype=pl.String).implode())
    found = is_unknown.arg_true().to_list()
    if not found:
        return []
    where = counted_rows(len(found))
    if first_row is not None:
        rows = shown_rows([number + first_row for number in found])
        where = Message("{rows} ({which})", rows=where, which=rows)
    return [
        Fault(
            Message("{where}, column {column}", where=label, column="area_id"),
            Message("holds areas that are not in the table of areas, areas.csv, in {where}", where=where),
            Message("the area_id of an area of any list year"),
            Message("correct the cells, or add the areas to areas.csv"),
        )
    ]


def read_formats(frame: Frame, label: str) -> Formats:
    """The format table. Raises ``InputRefused`` for cells that are no code, codes given twice, unknown levels."""
    import polars as pl

    given = _collected(frame)
    code, bad_codes = _whole_numbers(given["hfaudd"])
    level, bad_levels = _whole_numbers(given["level"])
    table = pl.DataFrame({"code": code, "level": level}).drop_nulls().unique()
    levels_unknown = sorted(set(table["level"].to_list()) - codes.known_levels())
    faults = []
    if bad_codes or bad_levels:
        faults.append(
            Fault(
                label,
                Message("{count} cells are not whole numbers", count=bad_codes + bad_levels),
                Message("hfaudd and level"),
            )
        )
    if twice := len(table) - table["code"].n_unique():
        faults.append(
            Fault(
                label,
                Message("{count} codes have more than one level", count=twice),
                Message("one level for each code"),
            )
        )
    if levels_unknown:
        problem = Message("{count} different levels do not exist", count=len(levels_unknown))
        faults.append(
            Fault(
                Message("{where}, column {column}", where=label, column="level"),
                problem,
                Message("DISCED main groups; 90 = unknown"),
            )
        )
    if faults:
        raise InputRefused(faults)
    basic, unknown = codes.levels("basic") - {codes.PREPARATORY_LEVEL}, codes.levels("unknown")
    pairs = list(table.iter_rows())
    return Formats(
        basic=frozenset(code for code, level in pairs if level in basic),
        above=frozenset(code for code, level in pairs if level not in {*basic, *unknown, codes.PREPARATORY_LEVEL}),
        unknown=frozenset(code for code, level in pairs if level in unknown),
        preparatory=frozenset(code for code, level in pairs if level == codes.PREPARATORY_LEVEL),
    )


def _collected(frame: Frame) -> pl.DataFrame:
    collected: pl.DataFrame = frame.to_native().collect()
    return collected


def _whole_numbers(column: pl.Series) -> tuple[pl.Series, int]:
    """The column as whole numbers, and how many filled cells are none."""
    import polars as pl

    if column.dtype.is_integer():
        return column.cast(pl.Int64), 0
    numbers = column.cast(pl.String).str.strip_chars().replace("", None)
    read = numbers.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    return read, int((numbers.is_not_null() & read.is_null()).sum())
