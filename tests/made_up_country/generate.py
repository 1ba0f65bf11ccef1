"""Writes the made-up country as a raw root at area grain: ``python -m tests.made_up_country.generate``.

The same table gives the same bytes. The years differ in format on purpose, each within what the raw root allows:
delimiter, decimal sign, encoding, case of the header, an extra column, one year of Parquet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.made_up_country.cases import DELIVERIES, Cell, Country, read_country

ACCEPTED = ("registers_repeat", "sizes_alike")
RAW_ROOT = Path(__file__).parents[2] / "data" / "made_up"

MEASURES = {
    "population": ("residents", "residents_non_western", "residents_18_plus"),
    "employment": ("residents_18_64", "without_link"),
    "education": ("residents_30_59", "basic_only", "brought_only", "unknown"),
    "income": ("taxpayers", "gross_income_dkk"),
    "crime": ("residents_18_plus", "convicted"),
}
AMOUNTS = ("without_link", "gross_income_dkk")  # decimals allowed; the rest are whole persons
REGISTERS = tuple(MEASURES)

Row = tuple[str, str, dict[str, Cell]]


@dataclass(frozen=True)
class Layout:
    """How one year's holder writes files."""

    delimiter: str = ";"
    decimal: str = ","
    encoding: str = "utf-8"
    upper_header: bool = False
    remark: bool = False  # an extra column, to be ignored, with letters that give the encoding away
    parquet: bool = False


LAYOUTS = {
    2016: Layout(encoding="cp1252", remark=True),
    2017: Layout(delimiter=",", decimal="."),
    2018: Layout(encoding="utf-8-sig"),
    2019: Layout(decimal=".", upper_header=True),
    2020: Layout(parquet=True),
    2021: Layout(),
    2022: Layout(delimiter=",", decimal=".", encoding="utf-8-sig", upper_header=True),
    2023: Layout(encoding="cp1252", remark=True),
    2024: Layout(),
}


def register_year(register: str, list_year: int) -> int:
    """Population describes 1 January of the list year, the other registers the year before."""
    return list_year if register == "population" else list_year - 1


def generate(raw_root: Path, country: Country | None = None, list_years: Iterable[int] = DELIVERIES) -> None:
    """Write areas.csv and one delivery a list year. Existing files are overwritten, none is removed."""
    country = country or read_country()
    raw_root.mkdir(parents=True, exist_ok=True)
    (raw_root / "areas.csv").write_bytes(_areas(country).encode("utf-8"))
    for list_year in list_years:
        folder = raw_root / str(list_year)
        folder.mkdir(exist_ok=True)
        for register in REGISTERS:
            _write_register(folder, register, list_year, country)
        write_card(folder, list_year)


def write_card(folder: Path, list_year: int) -> None:
    """Write delivery.yaml for the registers that lie in a folder now: who delivered what when, and each checksum."""
    lines = [
        "holder: Nobody (an invented country)",
        f"received_on: {list_year}-05-02",
        "basis: made up by tests/made_up_country/generate.py; no licence needed",
        "made_up: true",
        f"accepted: [{', '.join(ACCEPTED)}]  # most areas stand still, so that one change at a time is seen",
        "files:",
    ]
    for register in REGISTERS:
        for path in folder.glob(f"{register}.*"):
            checksum = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"  {path.name}: {{register_year: {register_year(register, list_year)}, sha256: {checksum}}}")
    (folder / "delivery.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _areas(country: Country) -> str:
    lines = ["area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors"]
    for case in country.cases:
        last = "" if case.last_list_year is None else str(case.last_list_year)
        cells = [case.area_id, case.name, case.municipality, case.region, str(case.first_list_year), last]
        assert ";" not in "".join(cells), f"{case.area_id}: a name may not hold the delimiter"
        lines.append(";".join([*cells, "|".join(case.predecessors)]))
    return "\n".join(lines) + "\n"


def _rows(register: str, list_year: int, country: Country) -> Iterator[Row]:
    """The rows of one file: the areas, and the scopes the register is measured with."""
    for case in country.cases:
        if list_year in case.counts:
            yield "area", case.area_id, dict(case.counts[list_year][register])
    if register == "income":
        for (year, region), counts in sorted(country.income.items()):
            if year == list_year:
                yield "region", region, dict(counts)
    if register == "crime":
        yield "country", "DK", dict(country.convicted[list_year])


def _write_register(folder: Path, register: str, list_year: int, country: Country) -> None:
    layout = LAYOUTS[list_year]
    rows = list(_rows(register, list_year, country))
    path = folder / f"{register}.{'parquet' if layout.parquet else 'csv'}"
    year = register_year(register, list_year)
    if layout.parquet:
        pq.write_table(_arrow(register, year, rows), path, compression="none")
    else:
        path.write_bytes(_csv(register, year, rows, layout).encode(layout.encoding))


def _csv(register: str, year: int, rows: list[Row], layout: Layout) -> str:
    header = ["scope", "code", "register_year", *MEASURES[register], *(["bemærkning"] if layout.remark else [])]
    lines = [[name.upper() for name in header] if layout.upper_header else header]
    for scope, code, counts in rows:
        cells = [scope, code, str(year), *(_cell(counts[name], layout.decimal) for name in MEASURES[register])]
        remark = ["opgjort på ny" if None in counts.values() else ""] if layout.remark else []
        lines.append(cells + remark)
    return "\n".join(layout.delimiter.join(line) for line in lines) + "\n"


def _cell(value: Cell, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal)
    return str(value)


def _arrow(register: str, year: int, rows: list[Row]) -> pa.Table:
    columns: dict[str, pa.Array] = {
        "scope": pa.array([scope for scope, _, _ in rows], pa.string()),
        "code": pa.array([code for _, code, _ in rows], pa.string()),
        "register_year": pa.array([year] * len(rows), pa.int64()),
    }
    for name in MEASURES[register]:
        cells = [counts[name] for _, _, counts in rows]
        if name in AMOUNTS:
            exact = [None if cell is None else Decimal(cell) for cell in cells]
            columns[name] = pa.array(exact, pa.decimal128(38, 6))
        else:
            columns[name] = pa.array(cells, pa.int64())
    return pa.table(columns)


if __name__ == "__main__":
    generate(RAW_ROOT)
