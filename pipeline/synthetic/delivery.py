"""Write a made-up country as a raw root, chunk by chunk, so that memory does not grow with the number of persons."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import yaml

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.core.paths import RawRoot
from pipeline.inputs.registers import REGISTERS
from pipeline.synthetic import boundaries
from pipeline.synthetic.counting import HUNDREDTHS, MEASURES, Counts
from pipeline.synthetic.country import LAST_ADDRESS_YEAR, REGION_CODES, Country, found
from pipeline.synthetic.named import named_areas
from pipeline.synthetic.outlines import outlines_geojson
from pipeline.synthetic.people import EDUCATION_CODES, first_people, lived_a_year
from pipeline.synthetic.registers import Batch, year_of
from pipeline.synthetic.writing import ADDRESS_MULTIPLIER, Keys, Writer, tables, text_array

CHUNK = 500_000
FEWEST_PERSONS = 3_000  # the named areas take 1,600 of them
HOLDER = "Opdigtet dataansvarlig (made up by ghettolist synthesize)"
BASIS = "No licence: every person and figure is made up"

Progress = Callable[[str], None]


def deliver(
    out: Path,
    *,
    persons: int,
    list_years: tuple[int, ...],
    seed: int,
    grain: str,
    text_keys: bool,
    file_format: str,
    outlines: bool,
    progress: Progress,
) -> None:
    """Write the raw root; see ``pipeline.synthetic.synthesize``."""
    _refuse_misuse(out, persons, list_years, seed, grain, file_format)
    unit = boundaries.unit_of(persons)
    slots = persons - boundaries.residents_of_named(unit)
    country = found(seed, slots, list_years, named_areas(list_years[0]))
    keys = Keys(seed, text_keys)
    _clear(out)
    out.mkdir(parents=True, exist_ok=True)
    asked = {"persons": persons, "list_years": list(list_years), "seed": seed, "grain": grain, "text_keys": text_keys}
    RawRoot(out).made_up_mark.write_text(
        yaml.safe_dump({"made_up": True, **asked, "file_format": file_format}), encoding="utf-8"
    )
    _write_areas(out, country)
    if outlines:
        RawRoot(out).boundaries.write_text(outlines_geojson(country.areas), encoding="utf-8")
    if grain == "person":
        _write_person_references(out, country, keys, file_format)
    counts = {year: Counts(country, year) for year in list_years}
    writers = _writers(out, list_years, file_format) if grain == "person" else {}

    def keep(batch: Batch, list_year: int) -> None:
        if writers:
            for register, table in tables(batch, keys, list_year - 1).items():
                writers[list_year, register].write(table)

    for chunk, first_slot in enumerate(range(0, slots, CHUNK)):
        people = first_people(country, chunk, first_slot, min(CHUNK, slots - first_slot))
        for year in list_years:
            leavers = lived_a_year(country, chunk, people, year)
            batch = year_of(country, chunk, people, leavers, year)
            counts[year].add(batch)
            keep(batch, year)
        progress(
            Message("{count:,} of {persons:,} persons made up", count=min(first_slot + CHUNK, slots), persons=persons)
        )
    for year in list_years:
        for batch in boundaries.add_named(country, counts[year], unit):
            keep(batch, year)
    for writer in writers.values():
        writer.close()
    for year in list_years:
        files = (
            [writers[year, register].path for register in MEASURES]
            if writers
            else _write_counts(out, counts[year], file_format)
        )
        _write_card(out / str(year), year, files)
    progress(Message("{count} list years written", count=len(list_years)))


def _refuse_misuse(
    out: Path, persons: int, list_years: tuple[int, ...], seed: int, grain: str, file_format: str
) -> None:
    faults = []
    if persons < FEWEST_PERSONS:
        faults.append(
            Fault(
                "--persons",
                Message("{persons} persons are too few for the named areas", persons=persons),
                Message("at least {least}", least=FEWEST_PERSONS),
            )
        )
    if not list_years or list_years != tuple(range(list_years[0], list_years[0] + len(list_years))):
        faults.append(
            Fault("--list-years", Message("the list years do not follow each other"), Message("e.g. 2018..2025"))
        )
    if seed < 0:
        faults.append(Fault("--seed", Message("the seed is negative"), Message("a whole number from 0")))
    if grain not in ("person", "area"):
        faults.append(Fault("--grain", Message("there is no grain {grain!r}", grain=grain), Message("person or area")))
    if file_format not in ("parquet", "csv"):
        faults.append(
            Fault(
                "--format", Message("cannot write {file_format!r}", file_format=file_format), Message("parquet or csv")
            )
        )
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not RawRoot(out).made_up_mark.is_file())):
        remedy = Message("name a new folder; made-up files are never put beside others")
        faults.append(
            Fault(
                "--out",
                Message("the folder holds something else than a made-up country"),
                Message("an empty folder"),
                remedy,
            )
        )
    if faults:
        raise WrongUsage(faults)


def _clear(out: Path) -> None:
    """Remove the files an earlier call wrote, by the names this module gives, and no others."""
    if not RawRoot(out).made_up_mark.is_file():
        return
    suffixes = ("parquet", "csv")
    names = ["areas.csv", "areas.geojson", "hfaudd.csv", *(f"addresses.{suffix}" for suffix in suffixes)]
    for name in names:
        (out / name).unlink(missing_ok=True)
    for folder in out.iterdir():
        if folder.is_dir() and folder.name.isdigit():
            for name in ["delivery.yaml", *(f"{register}.{suffix}" for register in MEASURES for suffix in suffixes)]:
                (folder / name).unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()


def _writers(out: Path, list_years: tuple[int, ...], file_format: str) -> dict[tuple[int, str], Writer]:
    for year in list_years:
        (out / str(year)).mkdir(exist_ok=True)
    return {
        (year, register): Writer(out / str(year) / register, file_format)
        for year in list_years
        for register in MEASURES
    }


def _write_areas(out: Path, country: Country) -> None:
    with (out / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=";", lineterminator="\n")
        lines.writerow(
            ["area_id", "area", "municipality_code", "region_code", "first_list_year", "last_list_year", "predecessors"]
        )
        for area in country.areas:
            last = "" if area.last_list_year is None else area.last_list_year
            place = [area.municipality, area.region, area.first_list_year, last]
            lines.writerow([area.area_id, area.name, *place, "|".join(area.predecessors)])


def _write_person_references(out: Path, country: Country, keys: Keys, file_format: str) -> None:
    rows = country.rows
    codes = keys.codes(rows.address, ADDRESS_MULTIPLIER)
    last = pa.array(rows.last_list_year, mask=rows.last_list_year == LAST_ADDRESS_YEAR)
    table = pa.table(
        {
            "adresse_id": text_array(keys.letters(codes)) if keys.as_text else pa.array(codes),
            "area_id": pa.array([country.areas[area].area_id for area in rows.area]),
            "first_list_year": rows.first_list_year,
            "last_list_year": last,
        }
    )
    writer = Writer(out / "addresses", file_format)
    writer.write(table)
    writer.close()
    with (out / "hfaudd.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=";", lineterminator="\n")
        lines.writerows([("hfaudd", "level"), *EDUCATION_CODES])


def _write_counts(out: Path, counts: Counts, file_format: str) -> list[Path]:
    """The area-grain files of one list year."""
    folder = out / str(counts.list_year)
    folder.mkdir(exist_ok=True)
    areas = counts.country.areas
    valid = [
        a.first_list_year <= counts.list_year and (a.last_list_year is None or counts.list_year <= a.last_list_year)
        for a in areas
    ]
    places = [
        *(place for place, is_valid in enumerate(valid) if is_valid),
        *range(len(areas), len(areas) + len(REGION_CODES) + 1),
    ]
    scope = ["area"] * sum(valid) + ["region"] * len(REGION_CODES) + ["country"]
    code = (
        [a.area_id for a, is_valid in zip(areas, valid, strict=True) if is_valid]
        + [str(region) for region in REGION_CODES]
        + ["DK"]
    )
    paths = []
    for register, measures in MEASURES.items():
        year = REGISTERS[register].register_year(counts.list_year)
        columns: dict[str, pa.Array] = {"scope": pa.array(scope), "code": pa.array(code)}
        columns["register_year"] = pa.array(np.full(len(code), year))
        for measure in measures:
            values = counts.values[register, measure][places]
            if (register, measure) in HUNDREDTHS:
                exact = [Decimal(int(value)).scaleb(-2) for value in values]
                columns[measure] = pa.array(exact, pa.decimal128(38, 2))
            else:
                columns[measure] = pa.array(values)
        writer = Writer(folder / register, file_format)
        writer.write(pa.table(columns))
        writer.close()
        paths.append(writer.path)
    return paths


def _write_card(folder: Path, list_year: int, files: list[Path]) -> None:
    """Write delivery.yaml: the holder, that the files are made up, and their register years and hashes."""
    entries = {}
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        entries[path.name] = {"register_year": REGISTERS[path.stem].register_year(list_year), "sha256": digest}
    card = {"holder": HOLDER, "received_on": f"{list_year}-05-01", "basis": BASIS, "made_up": True, "files": entries}
    (folder / "delivery.yaml").write_text(yaml.safe_dump(card, sort_keys=False, allow_unicode=True), encoding="utf-8")
