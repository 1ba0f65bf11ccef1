"""The reference inputs of person rows: which address lies in which area, and which education code has which level.

Both are small and hold no persons; they are read whole. What does not belong here: person rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from pipeline.core.errors import Fault, InputRefused
from pipeline.persons import codes
from pipeline.persons.expressions import PLACES_OF_AN_AREA
from pipeline.persons.sources import Source

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Places:
    """The areas valid in a list year, and the addresses in them as a table ``adresse_id, area_place``."""

    area_ids: tuple[str, ...]
    addresses: pl.DataFrame
    address_is_text: bool

    def area(self, place: int) -> str | None:
        """The area of a place, if it has one."""
        number = place // PLACES_OF_AN_AREA
        return self.area_ids[number - 1] if number else None

    @staticmethod
    def region(place: int) -> str | None:
        """The region of a place, if its municipality is known."""
        return codes.region_of_municipality().get(place % PLACES_OF_AN_AREA)


@dataclass(frozen=True)
class Formats:
    """The education codes of the format table by what their level counts as."""

    basic: frozenset[int]
    above: frozenset[int]
    unknown: frozenset[int]

    @property
    def known(self) -> frozenset[int]:
        """Every code of the format table."""
        return self.basic | self.above | self.unknown


def read_places(source: Source, list_year: int, delivered: nw.dtypes.DType) -> Places:
    """The addresses valid in the list year. ``delivered`` is the type of the address in the population.

    Raises ``InputRefused`` if years cannot be read, or an address lies in two areas in that year: its residents
    would be counted twice.
    """
    import polars as pl

    frame = _read(source)
    years = {}
    for column in ("first_list_year", "last_list_year"):
        given = frame[column] if column in frame.columns else pl.Series(column, [None] * len(frame))
        years[column], unreadable = _whole_numbers(given)
        if unreadable:
            raise InputRefused(Fault(source.label, f"{unreadable} cells of {column} are not a year", "a year or empty"))
    valid = (years["first_list_year"].fill_null(0) <= list_year) & (
        years["last_list_year"].fill_null(9999) >= list_year
    )
    is_text = not (frame.schema["adresse_id"].is_integer() and delivered.is_integer())
    here = frame.filter(valid).select(
        pl.col("adresse_id").cast(pl.String if is_text else pl.Int64),
        pl.col("area_id").cast(pl.String).str.strip_chars(),
    )
    here = here.drop_nulls().unique()
    twice = len(here) - here["adresse_id"].n_unique()
    if twice:
        remedy = "give each address one area in each list year"
        raise InputRefused(
            Fault(source.label, f"{twice} addresses lie in more than one area in {list_year}", "one area", remedy)
        )
    ids = tuple(sorted(here["area_id"].unique().to_list()))
    numbers = pl.DataFrame(
        {"area_id": list(ids), "number": list(range(1, len(ids) + 1))},
        schema={"area_id": pl.String, "number": pl.Int32},
    )
    places = here.join(numbers, on="area_id", how="left").select(
        "adresse_id", (pl.col("number") * PLACES_OF_AN_AREA).cast(pl.Int32).alias("area_place")
    )
    return Places(ids, places, is_text)


def read_formats(source: Source) -> Formats:
    """The format table. Raises ``InputRefused`` for cells that are no code, codes given twice, unknown levels."""
    import polars as pl

    frame = _read(source)
    code, bad_codes = _whole_numbers(frame["hfaudd"])
    level, bad_levels = _whole_numbers(frame["level"])
    table = pl.DataFrame({"code": code, "level": level}).drop_nulls().unique()
    levels_unknown = sorted(set(table["level"].to_list()) - codes.known_levels())
    faults = []
    if bad_codes or bad_levels:
        faults.append(Fault(source.label, f"{bad_codes + bad_levels} cells are not whole numbers", "hfaudd and level"))
    if twice := len(table) - table["code"].n_unique():
        faults.append(Fault(source.label, f"{twice} codes have more than one level", "one level for each code"))
    if levels_unknown:
        named = ", ".join(str(level) for level in levels_unknown)
        faults.append(Fault(source.label, f"levels that do not exist: {named}", "DISCED main groups; 90 = unknown"))
    if faults:
        raise InputRefused(faults)
    basic, unknown = codes.levels("basic"), codes.levels("unknown")
    pairs = list(table.iter_rows())
    return Formats(
        basic=frozenset(code for code, level in pairs if level in basic),
        above=frozenset(code for code, level in pairs if level not in basic | unknown),
        unknown=frozenset(code for code, level in pairs if level in unknown),
    )


def _read(source: Source) -> pl.DataFrame:
    from pipeline.persons.engines.polars import PolarsEngine

    frame: Any = PolarsEngine().scan(source).to_native()
    collected: pl.DataFrame = frame.collect()
    return collected


def _whole_numbers(column: pl.Series) -> tuple[pl.Series, int]:
    """The column as whole numbers, and how many filled cells are none."""
    import polars as pl

    if column.dtype.is_integer():
        return column.cast(pl.Int64), 0
    numbers = column.cast(pl.String).str.strip_chars().replace("", None)
    read = numbers.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    return read, int((numbers.is_not_null() & read.is_null()).sum())
