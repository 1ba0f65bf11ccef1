"""Common tools read the published files: columns, types and numbers are those of the data dictionary.

The figures are the ministry's, of the lists of 1 December 2017 and 2018.
"""

from __future__ import annotations

import csv
import io
import json

import duckdb
import frictionless
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core.paths import OutRoot
from pipeline.law import load_law
from pipeline.outputs.schema import area_list_table, output_tables

GHETTO_2017 = {"Bispeparken", "Gadelandet/Husumgård", "Mjølnerparken", "Tingbjerg/Utterslevhuse"}


def everywhere(out: OutRoot, table: str) -> str:
    return str(out.folder / table / "*" / "*.parquet")


def test_duckdb_reads_the_partitions_as_one_table(real: OutRoot) -> None:
    query = (
        "select list_year, count(*) filter (where ghettoomraade), avg(size) filter (where area = 'Mjølnerparken') "
        f"from read_parquet('{everywhere(real, 'area_list')}', hive_partitioning = true) group by list_year order by 1"
    )
    assert duckdb.sql(query).fetchall() == [(2017, 4, 1752.0), (2018, 7, None)]


def test_duckdb_joins_tables_by_their_keys(real: OutRoot) -> None:
    designations, assessments = everywhere(real, "designations"), everywhere(real, "assessments")
    query = (
        "select area, count(*) filter (where met and criterion <> 'size'), any_value(criteria_met) "
        f"from read_parquet('{designations}') as d join read_parquet('{assessments}') as a "
        "using (list_year, area_id, area, category, municipality_code) where list_year = 2017 and designated and municipality_code = '101' group by area order by area"
    )
    rows = duckdb.sql(query).fetchall()
    assert {area for area, _, _ in rows} == GHETTO_2017
    assert all(counted == sentence for _, counted, sentence in rows)


def test_pandas_reads_a_table_with_its_partition(real: OutRoot) -> None:
    frame = pd.read_parquet(real.folder / "area_list")
    assert set(frame.columns) == {*area_list_table(load_law()).names, "list_year"}
    listed = frame[(frame["list_year"].astype(int) == 2017) & (frame["ghettoomraade"] == True)]  # noqa: E712
    assert set(listed["area"]) == GHETTO_2017
    assert listed.set_index("area").loc["Mjølnerparken", "convicted"] == pytest.approx(0.0252)


def test_polars_reads_lazily_and_knows_the_types(real: OutRoot) -> None:
    frame = pl.scan_parquet(everywhere(real, "area_list"), hive_partitioning=True)
    schema = frame.collect_schema()
    assert (schema["ghettoomraade"], schema["size"], schema["list_year"]) == (pl.Boolean, pl.Float64, pl.Int64)
    listed = frame.filter(pl.col("ghettoomraade"), pl.col("list_year") == 2017).collect()
    assert set(listed["area"]) == GHETTO_2017
    causes = pl.scan_parquet(everywhere(real, "delta"), hive_partitioning=True).collect_schema()["causes"]
    assert causes == pl.List(pl.String)


def test_every_table_is_read_by_all_three(made_up: OutRoot) -> None:
    for table in output_tables(load_law()):
        path = str(made_up.partition(table.name, 2024))
        in_duckdb = duckdb.sql(f"select * from read_parquet('{path}', hive_partitioning = false)")
        assert list(table.names) == in_duckdb.columns == pl.read_parquet_schema(path).names()
        counts = {len(in_duckdb.fetchall()), len(pl.read_parquet(path)), len(pd.read_parquet(path))}
        assert len(counts) == 1, table.name


def test_a_spreadsheet_program_reads_the_csv(real: OutRoot) -> None:
    content = real.area_list_csv.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # Excel takes a file with this mark for UTF-8
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == area_list_table(load_law()).names
    assert {row["area"] for row in rows if row["haardt_ghettoomraade"] == "true"} == {
        "Mjølnerparken",
        "Tingbjerg/Utterslevhuse",
    }


def test_pandas_reads_the_file_for_programs_as_it_comes(real: OutRoot) -> None:
    latest, every = (pd.read_csv(path) for path in (real.area_list_points_csv, real.areas_all_years_points_csv))
    assert tuple(latest.columns) == area_list_table(load_law()).names
    listed = every[(every["list_year"] == 2017) & (every["ghettoomraade"] == True)]  # noqa: E712
    assert listed.set_index("area").loc["Mjølnerparken", "convicted"] == 0.0252


def test_a_reader_without_zstandard_and_without_decimals_reads_every_table(made_up: OutRoot) -> None:
    """Snappy, and figures as doubles; exact decimals only in the counts, beside the doubles."""
    decimals = []
    for table in output_tables(load_law()):
        file = pq.ParquetFile(made_up.partition(table.name, 2024))
        groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
        assert {group.column(each).compression for group in groups for each in range(group.num_columns)} == {"SNAPPY"}
        decimals += [(table.name, field.name) for field in file.schema_arrow if pa.types.is_decimal(field.type)]
    assert decimals == [("counts", "value_exact")]
    counts = pl.read_parquet(made_up.partition("counts", 2024)).drop_nulls("value")
    assert counts.height > 0
    assert (counts["value"] == counts["value_exact"].cast(pl.Float64)).all()


def test_excel_opens_the_workbook(real: OutRoot) -> None:
    book = openpyxl.load_workbook(real.area_list_xlsx)
    heads = [cell.value for cell in book["Liste"][3]]
    rows = [dict(zip(heads, row, strict=True)) for row in book["Liste"].iter_rows(min_row=5, values_only=True)]
    assert {row["Område"] for row in rows if row["hårdt ghettoområde"] == "ja"} == {
        "Mjølnerparken",
        "Tingbjerg/Utterslevhuse",
    }


@pytest.mark.parametrize("name", ["real", "made_up"])
def test_the_data_package_validates_with_every_file(name: str, request: pytest.FixtureRequest) -> None:
    out: OutRoot = request.getfixturevalue(name)
    report = frictionless.Package(str(out.datapackage)).validate()
    assert report.valid, report.flatten(["name", "type", "note"])[:10]
    described = {task.place for task in report.tasks}
    written = {path.relative_to(out.folder).as_posix() for path in out.folder.rglob("*.parquet")}
    assert described == written | {
        f"{name}{form}.csv" for name in ("area_list", "areas_all_years") for form in ("", "_points")
    }


def test_the_data_package_would_find_a_broken_file(made_up: OutRoot) -> None:
    package = json.loads(made_up.datapackage.read_text(encoding="utf-8"))
    resource = next(each for each in package["resources"] if each["name"] == "area_list-csv")
    fields = resource["schema"]["fields"]
    next(field for field in fields if field["name"] == "area")["type"] = "number"
    report = frictionless.Package({"name": "broken", "resources": [resource]}, basepath=str(made_up.folder)).validate()
    assert not report.valid
