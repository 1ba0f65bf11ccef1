"""A naive version in pandas: read everything, merge everything, group."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from bench.method import BROUGHT, COLUMNS, GUILTY, WITHOUT_LINK, Answer, Country, rolled_up, western

PLACE = ["kom", "area_id"]


def read(country: Country, register: str) -> pd.DataFrame:
    """The needed columns of a register."""
    path, columns = country.file(register), list(COLUMNS[register])
    if path.suffix == ".parquet":
        return pd.read_parquet(path, columns=columns)
    return pd.read_csv(path, sep=";", usecols=columns, dtype={"hfaudd": str, "afg_ger7": str})


def answer(country: Country) -> Answer:
    """Merge each register with everybody."""
    people = read(country, "population")
    path = country.addresses
    addresses = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, sep=";")
    year = country.list_year
    valid = (addresses["first_list_year"] <= year) & (addresses["last_list_year"].fillna(9999) >= year)
    people = people.merge(addresses.loc[valid, ["adresse_id", "area_id"]], on="adresse_id", how="left")
    people["area_id"] = people["area_id"].fillna("")
    born = pd.to_datetime(people["foed_dag"])
    on_day = [pd.Timestamp(dt.date.fromisoformat(country.born_by(age))) for age in (15, 18, 30, 60, 65)]
    people["a15"], people["a18"], people["a30"] = (born <= day for day in on_day[:3])
    people["under_60"], people["under_65"] = (born > day for day in on_day[3:])
    people["non_western"] = people["ie_type"].isin((2, 3)) & ~people["opr_land"].isin(western(year))
    people["one"] = 1
    return {
        "population": sums(people, "population", "one", "non_western", "a18"),
        "employment": employment(country, people[people["a18"] & people["under_65"]]),
        "education": education(country, people[people["a30"] & people["under_60"]]),
        "income": income(country, people[people["a15"] & people["under_65"]]),
        "crime": crime(country, people[people["a18"]]),
    }


def sums(frame: pd.DataFrame, register: str, *columns: str) -> list[list[str]]:
    """Sums by municipality and area, rolled up."""
    grouped = frame.groupby(PLACE, observed=True)[list(columns)].sum().reset_index()
    rows = ((kom, area or None, *values) for kom, area, *values in grouped.itertuples(index=False))
    return rolled_up(register, rows)


def employment(country: Country, people: pd.DataFrame) -> list[list[str]]:
    """Full-time persons without link, in millionths."""
    rows = read(country, "employment")
    rows["part"] = (rows["fuldtid"] * 1_000_000).round().astype("int64")
    outside = rows[rows["soc_status_kode"].isin(WITHOUT_LINK)].groupby("pnr")["part"].sum().reset_index()
    merged = people.merge(outside, on="pnr", how="left")
    merged["part"] = merged["part"].fillna(0).astype("int64")
    return sums(merged, "employment", "one", "part")


def education(country: Country, people: pd.DataFrame) -> list[list[str]]:
    """Levels through the format table."""
    rows = read(country, "education")
    rows["level"] = rows["hfaudd"].map(country.levels)
    merged = people.merge(rows, on="pnr", how="left")
    level = merged["level"].fillna(90)
    merged["basic"], merged["unknown"] = level == 10, level == 90
    merged["brought"] = ~level.isin((10, 90)) & merged["hf_kilde"].isin(BROUGHT)
    return sums(merged, "education", "one", "basic", "brought", "unknown")


def income(country: Country, people: pd.DataFrame) -> list[list[str]]:
    """Taxpayers and their income in hundredths of a krone."""
    rows = read(country, "income")
    rows = rows[(rows["omfang"] == 1) & (rows["socio13"] != 310)]
    merged = people.merge(rows, on="pnr")
    merged["ore"] = (merged["perindkialt_13"] * 100).round().astype("int64")
    return sums(merged, "income", "one", "ore")


def crime(country: Country, people: pd.DataFrame) -> list[list[str]]:
    """Adults with at least one guilty decision that counts."""
    rows = read(country, "crime")
    counts = rows["afg_ger7"].str.startswith(("1", "32", "34")) & rows["afg_afgtyp3"].isin(GUILTY)
    counts &= pd.to_datetime(rows["afg_afgoedto"]).dt.year == country.list_year - 1
    marked = people.assign(convicted=people["pnr"].isin(rows.loc[counts, "pnr"]))
    return sums(marked, "crime", "one", "convicted")
