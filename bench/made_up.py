"""The bench's made-up countries, kept under data/work/bench until the generator changes."""

from __future__ import annotations

import csv
import hashlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.measure import PROJECT
from pipeline.inputs.registers import REGISTERS
from pipeline.synthetic import FileFormat, synthesize

CACHE = PROJECT / "data" / "work" / "bench"
FIRST_LIST_YEAR = 2020
SEED = 1
WHOLE = "whole"  # the file that says a country was written to the end
MILLION = 1_000_000
PERSONS_BEHIND_AREAS = 200_000
SMALL_ONE = 10_000


@dataclass(frozen=True)
class Made:
    """A country of persons: how many, list years, keys as text or 64-bit numbers, rows in the order of the keys or not."""

    persons: int
    years: int = 1
    text_keys: bool = True
    file_format: FileFormat = "parquet"
    in_order: bool = False

    @property
    def keys(self) -> str:
        """The keys in words."""
        return ("text" if self.text_keys else "64-bit") + (", sorted" if self.in_order else ", shuffled")

    @property
    def in_words(self) -> str:
        """The country in words."""
        years = "one list year" if self.years == 1 else f"{self.years} list years"
        files = "CSV" if self.file_format == "csv" else "Parquet"
        return f"{self.persons / MILLION:g} million persons, {years}, {files}, {self.keys} keys"


def country(made: Made) -> Path:
    """The raw root of such a country, made up now if it is not there."""

    def write(root: Path) -> None:
        list_years = range(FIRST_LIST_YEAR, FIRST_LIST_YEAR + made.years)
        how = {"text_keys": made.text_keys, "file_format": made.file_format}
        synthesize(root, persons=made.persons, list_years=list_years, seed=SEED, **how)  # type: ignore[arg-type]
        if made.in_order:
            _put_in_order(root)

    keys = made.keys.replace(", ", "-")
    return _kept(f"{made.persons}-{made.years}-{keys}-{made.file_format}", made.in_words, write)


def small_one(file_format: FileFormat) -> Path:
    """The raw root of a country that any subject is done with at once: its first list year alone."""
    return country(Made(SMALL_ONE, file_format=file_format))


def areas(count: int) -> Path:
    """The raw root of counts per area for about so many areas and two list years: copies of a country's few areas."""

    def write(root: Path) -> None:
        list_years = range(FIRST_LIST_YEAR, FIRST_LIST_YEAR + 2)
        synthesize(
            root, persons=PERSONS_BEHIND_AREAS, list_years=list_years, seed=SEED, grain="area", file_format="csv"
        )
        _copy_areas(root, count)

    return _kept(f"{count}-areas", f"{count:,} areas", write)


def _kept(name: str, in_words: str, write: Callable[[Path], None]) -> Path:
    root = CACHE / f"{name}-{_generator_version()}"
    if (root / WHOLE).is_file():
        return root
    for stale in CACHE.glob(f"{name}-*"):
        shutil.rmtree(stale)
    print(f"making up {in_words} ...", file=sys.stderr)
    write(root)
    (root / WHOLE).touch()
    return root


def _generator_version() -> str:
    """A digest of the generator's code and of this module: another one writes other files."""
    digest = hashlib.sha256()
    for path in (*sorted((PROJECT / "pipeline" / "synthetic").glob("*.py")), Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _put_in_order(root: Path) -> None:
    """Every register in the order of its person keys, as DST delivers; the card names the files as they were."""
    import polars as pl

    for path in sorted(root.glob("[0-9]*/*")):
        if path.suffix == ".parquet":
            pl.read_parquet(path).sort("pnr").write_parquet(path, compression="snappy")
        elif path.suffix == ".csv":
            pl.read_csv(path, separator=";", infer_schema=False).sort("pnr").write_csv(path, separator=";")
        else:
            path.unlink()


def _copy_areas(root: Path, count: int) -> None:
    """As many copies of each area as make ``count``; what is counted of a region and the country grows with them."""
    columns, known = _table(root / "areas.csv")
    copies = max(1, round(count / len(known)))
    rows = []
    for copy in range(copies):
        for row in known:
            before = [f"{each}.{copy}" if each else "" for each in row["predecessors"].split("|")]
            code, name = f"{row['area_id']}.{copy}", f"{row['area']} {copy}"
            rows.append({**row, "area_id": code, "area": name, "predecessors": "|".join(before)})
    _write(root / "areas.csv", columns, rows)
    for path in sorted(root.glob("[0-9]*/*.csv")):
        measures = [column.name for column in REGISTERS[path.stem].measures]
        columns, known = _table(path)
        rows = []
        for row in known:
            if row["scope"] == "area":
                rows += [{**row, "code": f"{row['code']}.{copy}"} for copy in range(copies)]
            else:
                rows.append({**row, **{name: _times(row[name], copies) for name in measures}})
        _write(path, columns, rows)
    for card in root.glob("[0-9]*/delivery.yaml"):
        card.unlink()  # it names the files as they were


def _times(cell: str, copies: int) -> str:
    from decimal import Decimal

    return format(Decimal(cell.replace(",", ".")) * copies, "f") if cell else cell


def _table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
