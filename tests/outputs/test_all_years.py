"""Every list year in one CSV and one workbook with native charts."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from pipeline.outputs.all_years import all_years_rows, all_years_workbook
from pipeline.outputs.publishing import csv_text
from pipeline.outputs.schema import all_years_of, area_list_table
from tests.outputs.report.conftest import World, made_up, real

__all__ = ["made_up", "real"]


@pytest.fixture(scope="module")
def book(real: World) -> openpyxl.Workbook:
    latest = real.made[2023]
    rows = all_years_rows(latest, real.sources, real.law)
    content = all_years_workbook(rows, latest, real.law)
    assert content == all_years_workbook(rows, latest, real.law)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_csv_has_each_area_of_each_list_year_once(real: World) -> None:
    rows = all_years_rows(real.made[2023], real.sources, real.law)
    text = csv_text(all_years_of(area_list_table(real.law)).columns, rows)
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    keys = [(row["list_year"], row["area_id"]) for row in read]
    assert len(keys) == len(set(keys))
    assert {row["list_year"] for row in read} == {str(year) for year in range(2010, 2024)}
    assert {row["municipality_code"] for row in read} == {"101"}
    listed = [row["area"] for row in read if (row["list_year"], row["ghettoomraade"]) == ("2017", "true")]
    assert len(listed) == 4


def test_the_workbook_counts_each_list_and_draws_it(book: openpyxl.Workbook) -> None:
    sheet = book["Antal"]
    counts = {row[0]: row[1:3] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert counts["2017"] == (4, 0)
    assert counts["2023"] == (0, 12)  # nobody known to be on it, twelve undetermined
    assert len(sheet._charts) == 1


def test_each_criterion_has_a_sheet_with_a_row_per_area_and_a_native_chart(book: openpyxl.Workbook) -> None:
    sheet = book["Dømte"]
    heads = [cell.value for cell in sheet[3]]
    rows = {row[0]: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert rows["Mjølnerparken"]["2017"] == pytest.approx(0.0252)
    assert rows["Mjølnerparken"]["2019"] is None
    assert len(sheet._charts) == 1


def test_a_category_that_did_not_exist_is_an_empty_cell_and_not_undetermined(book: openpyxl.Workbook) -> None:
    sheet = book["Alle lister"]
    heads = [cell.value for cell in sheet[3]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert {row["parallelsamfund"] for row in rows if row["Liste"] == 2017} == {None}
    assert {row["forebyggelsesområde"] for row in rows if row["Liste"] == 2023} == {"uafgjort", "nej"}


def test_withheld_figures_are_in_neither(made_up: World) -> None:
    latest = made_up.made[2024]
    rows = all_years_rows(latest, made_up.sources, made_up.law)
    published = {(row["area_id"], row["convicted"]) for row in latest.rows["area_list"]}
    assert published == {(row["area_id"], row["convicted"]) for row in rows if row["list_year"] == 2024}
    assert all(row["made_up"] for row in rows)


def test_a_country_of_many_areas_has_its_counts_in_the_workbook_and_its_rows_in_the_csv(
    real: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.outputs.all_years.MOST_ROWS", 10)
    latest = real.made[2023]
    rows = all_years_rows(latest, real.sources, real.law)
    book = openpyxl.load_workbook(io.BytesIO(all_years_workbook(rows, latest, real.law)))
    assert book.sheetnames == ["Antal"]
