"""Polars written by hand for speed: no checks, no messages, only for clean files like these."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from bench.method import BROUGHT, COLUMNS, GUILTY, REGISTERS, WITHOUT_LINK, Answer, Country, rolled_up, western


def scan(country: Country, register: str) -> pl.LazyFrame:
    """The needed columns of a register."""
    path = country.file(register)
    if path.suffix == ".parquet":
        return pl.scan_parquet(path).select(COLUMNS[register])
    text = {"hfaudd": pl.String, "afg_ger7": pl.String}
    overrides = {name: text[name] for name in COLUMNS[register] if name in text}
    return pl.scan_csv(path, separator=";", schema_overrides=overrides, try_parse_dates=True).select(COLUMNS[register])


def answer(country: Country) -> Answer:
    """All five registers: the people once, then each register joined to those of the right age.

    A place is one number, 1000 times the area's plus the municipality's, so that nothing is grouped by text.
    """
    areas, everybody = residents(country)

    def of_age(low: int, high: int) -> pl.LazyFrame:
        return everybody.lazy().filter(age(country, low, high)).select("pnr", "place")

    result = {"population": everybody.lazy().group_by("place").agg(*population_sums(country))}
    employment = scan(country, "employment").filter(pl.col("soc_status_kode").is_in(WITHOUT_LINK))
    employment = employment.select("pnr", (pl.col("fuldtid") * 1_000_000).round().cast(pl.Int64))
    without = employment.join(of_age(18, 64), on="pnr").group_by("place").agg(pl.col("fuldtid").sum())
    result["employment"] = counted(of_age(18, 64)).join(without, on="place", how="left")
    result["education"] = education(country, of_age(30, 59))
    income = scan(country, "income").filter((pl.col("omfang") == 1) & (pl.col("socio13") != 310))
    income = income.select("pnr", (pl.col("perindkialt_13") * 100).round().cast(pl.Int64))
    earners = income.join(of_age(15, 64), on="pnr")
    result["income"] = earners.group_by("place").agg(pl.len(), pl.col("perindkialt_13").sum())
    convicted = counted(of_age(18, 200).join(guilty(country), on="pnr", how="semi"), "convicted")
    result["crime"] = counted(of_age(18, 200)).join(convicted, on="place", how="left")
    frames = pl.collect_all([result[register] for register in REGISTERS], engine="streaming")
    return {
        register: rolled_up(register, [place_of(areas, *row) for row in frame.fill_null(0).iter_rows()])
        for register, frame in zip(REGISTERS, frames, strict=True)
    }


def counted(people: pl.LazyFrame, name: str = "people") -> pl.LazyFrame:
    """The number of persons in each place."""
    return people.group_by("place").agg(pl.len().alias(name))


def place_of(areas: list[str], place: int, *sums: int) -> tuple[Any, ...]:
    """A row with the place's municipality and area written out."""
    number, municipality = divmod(place, 1000)
    return municipality, areas[number - 1] if number else None, *sums


def education(country: Country, people: pl.LazyFrame) -> pl.LazyFrame:
    """Levels through the format table; who is not in the register counts as unknown."""
    level = pl.col("hfaudd").replace_strict(country.levels, default=90, return_dtype=pl.Int16)
    kind = (
        pl.when(level == 10)
        .then(1)
        .when(level == 90)
        .then(0)
        .when(pl.col("hf_kilde").is_in(BROUGHT))
        .then(2)
        .otherwise(3)
    )
    known = scan(country, "education").select("pnr", kind.cast(pl.Int8).alias("kind"))
    known = known.filter(pl.col("kind") > 0).join(people, on="pnr")
    sums = known.group_by("place").agg(
        (pl.col("kind") == 1).sum().alias("basic"), (pl.col("kind") == 2).sum().alias("brought"), pl.len()
    )
    everybody = counted(people).join(sums, on="place", how="left").fill_null(0)
    return everybody.select("place", "people", "basic", "brought", (pl.col("people") - pl.col("len")).alias("unknown"))


def residents(country: Country) -> tuple[list[str], pl.DataFrame]:
    """The areas, and all residents with their place."""
    path = country.addresses
    if path.suffix == ".parquet":
        addresses = pl.scan_parquet(path)
    else:  # the first last_list_years may all be empty
        addresses = pl.scan_csv(path, separator=";", schema_overrides={"last_list_year": pl.Int64})
    year = country.list_year
    last = pl.col("last_list_year")
    valid = (pl.col("first_list_year") <= year) & (last.is_null() | (last >= year))
    lies_in = addresses.filter(valid).select("adresse_id", "area_id").collect()
    areas = sorted(lies_in["area_id"].unique())
    number = pl.col("area_id").replace_strict(areas, range(1, len(areas) + 1), return_dtype=pl.Int32)
    lies_in = lies_in.select("adresse_id", number.alias("area"))
    place = pl.col("area").fill_null(0) * 1000 + pl.col("kom")
    everybody = scan(country, "population").join(lies_in.lazy(), on="adresse_id", how="left")
    return areas, everybody.select("pnr", "foed_dag", "ie_type", "opr_land", place.alias("place")).collect(
        engine="streaming"
    )


def age(country: Country, low: int, high: int) -> pl.Expr:
    """Aged low to high on 1 January."""
    born = pl.col("foed_dag")
    youngest, oldest = (dt.date.fromisoformat(country.born_by(years)) for years in (low, high + 1))
    return (born <= youngest) & (born > oldest)


def population_sums(country: Country) -> tuple[pl.Expr, ...]:
    """The three measures of population."""
    foreign = pl.col("ie_type").is_in((2, 3)) & ~pl.col("opr_land").is_in(western(country.list_year))
    return pl.len(), foreign.sum().alias("non_western"), age(country, 18, 200).sum().alias("adults")


def guilty(country: Country) -> pl.LazyFrame:
    """The keys of those with a guilty decision that counts."""
    offence, year = pl.col("afg_ger7"), country.list_year - 1
    counts = offence.str.starts_with("1") | offence.str.starts_with("32") | offence.str.starts_with("34")
    decided = pl.col("afg_afgoedto").is_between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return scan(country, "crime").filter(counts & decided & pl.col("afg_afgtyp3").is_in(GUILTY)).select("pnr")
