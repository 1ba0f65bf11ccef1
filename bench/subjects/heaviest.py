"""The heaviest register, employment, built in each candidate for one expression on several engines.

The measurements of ``docs/decisions/one-expression-two-engines.md``. Each counts residents of 18 to 64 and their
full-time parts without link, by place, for the clean files of the bench.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.method import WITHOUT_LINK, Answer, Country, rolled_up
from bench.subjects.product import asked, in_words, persons


def narwhals(country: Country, engine: str) -> Answer:
    """The product's own expressions on Polars or Spark, of one register alone."""
    with tempfile.TemporaryDirectory() as work:
        files, options = asked(country, Path(work), engine)
        both = {register: files.registers[register] for register in ("population", "employment")}
        frames = persons().aggregate(replace(files, registers=both), options)
    return {"employment": in_words("employment", frames["employment"])}


def ibis(country: Country, engine: str) -> Answer:
    """The same in Ibis on DuckDB, Polars or Spark."""
    connection = _connected(engine)
    people = _residents(connection, country).cache()
    outside = connection.read_parquet(str(country.file("employment")))
    outside = outside.filter(outside.soc_status_kode.isin(WITHOUT_LINK))
    parts = outside.select(outside.pnr, part=(outside.fuldtid * 1_000_000).round().cast("int64"))
    place = ["kom", "area_id"]
    wholes = people.group_by(place).agg(residents=people.count()).execute()
    placed = parts.inner_join(people, "pnr")
    without = placed.group_by(place).agg(part=placed.part.sum()).execute()
    merged = wholes.merge(without, on=place, how="left").fillna({"part": 0})
    rows = merged[[*place, "residents", "part"]].itertuples(index=False)
    return {"employment": rolled_up("employment", rows)}


def _connected(engine: str) -> Any:
    import ibis

    if engine == "spark":
        from pipeline.persons.engines.spark import start_session

        return ibis.pyspark.connect(start_session("local[*]"))
    return getattr(ibis, engine).connect()


def _residents(connection: Any, country: Country) -> Any:
    """Key and place of those of 18 to 64."""
    year = country.list_year
    addresses = connection.read_parquet(str(country.addresses))
    last = addresses.last_list_year
    valid = addresses.filter(addresses.first_list_year <= year, last.isnull() | (last >= year))
    population = connection.read_parquet(str(country.file("population")))
    youngest, oldest = (dt.date.fromisoformat(country.born_by(age)) for age in (18, 65))
    aged = population.filter(population.foed_dag <= youngest, population.foed_dag > oldest)
    placed = aged.left_join(valid.select("adresse_id", "area_id"), "adresse_id")
    return placed.select("pnr", "kom", "area_id")
