"""The page docs/data-dictionary.md, made from the declarations by ``python -m pipeline.outputs.data_dictionary``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.areas import AREAS_FILE, SPELLINGS_FILE
from pipeline.inputs.boundaries import coordinate_systems
from pipeline.inputs.published import TABLES
from pipeline.inputs.registers import REGISTERS
from pipeline.law import Law, load_law
from pipeline.outputs.schema import AREAS_GEO, output_tables

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"

KINDS = {
    Kind.TEXT: "text",
    Kind.COUNT: "whole number",
    Kind.AMOUNT: "exact decimal",
    Kind.READING: "float, for reading",
    Kind.CLAIM: "true / false / empty",
    Kind.DAY: "date",
    Kind.TEXTS: "list of text",
    Kind.SHAPE: "geometry (well-known binary)",
}


CSV_FILES = """
| file | for | cells | decimals | encoding |
|---|---|---|---|---|
| `area_list.csv`, `areas_all_years.csv` | Danish Excel, LibreOffice, Numbers | `;` | comma: `0,0252` | UTF-8 with byte order mark |
| `area_list_points.csv`, `areas_all_years_points.csv` | programs, English spreadsheets | `,` | point: `0.0252` | UTF-8 |
| `area_list.xlsx`, `areas_all_years.xlsx` | Excel, with formats, explanations and charts | | numbers | |
""".strip()

BOUNDARIES = """
A GeoJSON `FeatureCollection`; every feature is one area, or a part of one.

| member | holds |
|---|---|
| `properties.area_id` or `properties.area` | the area, as in `areas.csv`; a feature of no known area is left out |
| `geometry` | `Polygon` or `MultiPolygon`; `null` for an area without a boundary |
| `crs.properties.name` | the coordinate system, e.g. `urn:ogc:def:crs:EPSG::25832`; without it longitude and latitude |
""".strip()


def dictionary_page(law: Law) -> str:
    """The whole page as Markdown."""
    parts = [
        "# Data dictionary",
        "Made by `python -m pipeline.outputs.data_dictionary` from the declarations; do not edit. Exact values are counts and decimals; "
        "floats are only in columns made for reading. Empty is unknown or withheld, never zero.",
        "## Outputs",
        "Hive-partitioned Parquet `<table>/list_year=YYYY/part-0.parquet`; `list_year` is the partition and not in the file.",
        *(_table(table) for table in (*output_tables(law), AREAS_GEO)),
        "`areas_geo` is written where the raw root has `areas.geojson` (see below). Its metadata name the coordinate system "
        "that the GeoJSON names, as PROJJSON; an area without a boundary has no row there.",
        "## Outputs: the area list for spreadsheets and programs",
        "All are of the latest list made. `area_list` holds the columns of the table above, `areas_all_years` the same of "
        "every list year, with `list_year` as the first column.",
        CSV_FILES,
        "In the CSV files a text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a "
        "line end) or that begins with an apostrophe has one apostrophe in front: take it off to have the text as it is in "
        "the Parquet. Numbers have none.",
        "## Inputs: counts per area",
        *(_table(register.counts, f"{register.name} ({register.official})") for register in REGISTERS.values()),
        "## Inputs: person rows",
        *(_table(register.persons, f"{register.name} ({register.official})") for register in REGISTERS.values()),
        "## Inputs: areas, and what the ministry published",
        *(_table(table) for table in (AREAS_FILE, SPELLINGS_FILE, *TABLES)),
        "## Inputs: `areas.geojson`",
        BOUNDARIES,
        f"Known coordinate systems: {', '.join(coordinate_systems())} and CRS84; another is refused.",
    ]
    return "\n\n".join(parts) + "\n"


def _table(table: Table, title: str = "") -> str:
    key = f" Key: {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    head = [
        f"### {title or table.name}",
        f"{table.meaning + ' ' if table.meaning else ''}{table.grain.capitalize()}.{key}",
    ]
    return "\n\n".join(head) + "\n\n" + "\n".join(_rows(table.columns))


def _rows(columns: Iterable[Column]) -> list[str]:
    lines = ["| column | holds | unit | meaning |", "|---|---|---|---|"]
    for column in columns:
        official = f" DST: `{column.official}`." if column.official else ""
        allowed = f" One of {', '.join(str(value) or 'empty' for value in column.allowed)}." if column.allowed else ""
        holds = KINDS[column.kind] + ("" if column.required else ", may be empty")
        lines.append(f"| `{column.name}` | {holds} | {column.unit} | {column.meaning}.{allowed}{official} |")
    return lines


if __name__ == "__main__":
    PAGE.write_text(dictionary_page(load_law()), encoding="utf-8")
