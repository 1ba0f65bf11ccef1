"""Polars written by hand, as fast as its writer could: no checks, no messages, only files as clean as these."""

from __future__ import annotations

import datetime as dt

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
    """All five registers: the people once, then each register joined to those of the right age."""
    people = residents(country)
    place = ["kom", "area_id"]

    def of_age(low: int, high: int) -> pl.LazyFrame:
        return people.filter(age(country, low, high))

    result = {"population": people.group_by(place).agg(*population_sums(country))}
    employment = scan(country, "employment").filter(pl.col("soc_status_kode").is_in(WITHOUT_LINK))
    employment = employment.select("pnr", (pl.col("fuldtid") * 1_000_000).round().cast(pl.Int64))
    working = of_age(18, 64)
    without = employment.join(working.select("pnr", *place), on="pnr").group_by(place).agg(pl.col("fuldtid").sum())
    result["employment"] = working.group_by(place).agg(pl.len()).join(without, on=place, how="left", nulls_equal=True)
    levels = country.levels
    education = scan(country, "education").select(
        "pnr",
        pl.col("hfaudd").replace_strict(levels, default=90, return_dtype=pl.Int16).alias("level"),
        pl.col("hf_kilde").is_in(BROUGHT).alias("brought"),
    )
    schooled = of_age(30, 59).select("pnr", *place).join(education, on="pnr", how="left")
    known = pl.col("level").is_not_null() & (pl.col("level") != 90)
    result["education"] = schooled.group_by(place).agg(
        pl.len(),
        (pl.col("level") == 10).sum().alias("basic"),
        (known & (pl.col("level") != 10) & pl.col("brought")).sum().alias("brought"),
        (~known).sum().alias("unknown"),
    )
    income = scan(country, "income").filter((pl.col("omfang") == 1) & (pl.col("socio13") != 310))
    income = income.select("pnr", (pl.col("perindkialt_13") * 100).round().cast(pl.Int64))
    earners = income.join(of_age(15, 64).select("pnr", *place), on="pnr")
    result["income"] = earners.group_by(place).agg(pl.len(), pl.col("perindkialt_13").sum())
    adults = of_age(18, 200)
    convicted = adults.join(guilty(country), on="pnr", how="semi").group_by(place).agg(pl.len().alias("convicted"))
    result["crime"] = adults.group_by(place).agg(pl.len()).join(convicted, on=place, how="left", nulls_equal=True)
    frames = pl.collect_all([result[register] for register in REGISTERS])
    return {
        register: rolled_up(register, frame.with_columns(pl.exclude(place).fill_null(0)).rows())
        for register, frame in zip(REGISTERS, frames, strict=True)
    }


def residents(country: Country) -> pl.LazyFrame:
    """All residents with their area, or none."""
    path = country.addresses
    if path.suffix == ".parquet":
        addresses = pl.scan_parquet(path)
    else:  # the first last_list_years may all be empty
        addresses = pl.scan_csv(path, separator=";", schema_overrides={"last_list_year": pl.Int64})
    year = country.list_year
    last = pl.col("last_list_year")
    valid = (pl.col("first_list_year") <= year) & (last.is_null() | (last >= year))
    lies_in = addresses.filter(valid).select("adresse_id", "area_id")
    return scan(country, "population").join(lies_in, on="adresse_id", how="left")


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
