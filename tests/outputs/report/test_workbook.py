"""``area_list.xlsx`` as a program and a person open it: openpyxl reads what xlsxwriter wrote."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import openpyxl
import pytest

from pipeline.outputs.sheets import CREATED, HEADER_ROWS
from pipeline.outputs.workbook import workbook_bytes
from tests.outputs.report.conftest import World


def opened(world: World, list_year: int) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(world.made[list_year], world.law, world.sources)))


def records(sheet: Any) -> list[dict[str, Any]]:
    """Rows below the headings, by their Danish heading."""
    headings = [cell.value for cell in sheet[HEADER_ROWS - 1]]
    return [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=HEADER_ROWS + 1, values_only=True)]


@pytest.fixture(scope="module")
def book(real: World) -> Any:
    return opened(real, 2017)


def test_a_sheet_each_with_frozen_headings_in_two_languages_and_a_filter(book: Any) -> None:
    assert book.sheetnames == ["Liste", "Kriterier", "Ændringer", "Metode"]
    for sheet in book:
        assert sheet.freeze_panes == f"B{HEADER_ROWS + 1}"
        assert sheet.auto_filter.ref.startswith(f"A{HEADER_ROWS}:")
        danish, english = ([cell.value for cell in sheet[row]] for row in (HEADER_ROWS - 1, HEADER_ROWS))
        assert all(danish)
        assert all(english)
        assert len(set(danish)) == len(danish)
        assert all(sheet.column_dimensions[cell.column_letter].width >= 9 for cell in sheet[HEADER_ROWS])


def test_numbers_are_numbers_with_a_format(book: Any) -> None:
    mjoelnerparken = next(row for row in book["Liste"].iter_rows() if row[0].value == "Mjølnerparken")
    by_heading = dict(zip([cell.value for cell in book["Liste"][HEADER_ROWS - 1]], mjoelnerparken, strict=True))
    assert by_heading["ghettoområde"].value == "ja"
    assert (by_heading["Beboere"].value, by_heading["Beboere"].number_format) == (1752, "#,##0")
    assert by_heading["Dømte"].value == pytest.approx(0.0252)  # published as 2.52 on the list of 2017
    assert by_heading["Dømte"].number_format == "0.00%"
    assert by_heading["Dømte: afstand"].number_format.startswith("+0.00%")


def test_every_row_of_the_tables_is_there(real: World, book: Any) -> None:
    rows = real.made[2017].rows
    assert len(records(book["Liste"])) == len(rows["area_list"]) == 13
    for sheet, name in (("Kriterier", "assessments"), ("Ændringer", "delta")):
        assert len(records(book[sheet])) == sum(row["municipality_code"] == "101" for row in rows[name])
    method = records(book["Metode"])
    assert {row["sha256"] for row in rows["manifest"]} <= {
        (row["Kilde"] or "").removeprefix("sha256 ") for row in method
    }
    assert [row["Indhold"] for row in method if row["Emne"] == "Mål / Goal"] == ["4 på listen, mål højst 5 i 2020"]


def test_withheld_numbers_are_empty_cells(made_up: World) -> None:
    criteria = records(opened(made_up, 2024)["Kriterier"])
    hidden = [row for row in criteria if "tal tilbageholdt" in row["Opfyldt"]]
    assert hidden
    for row in hidden:
        assert [row[name] for name in ("Værdi", "Afstand", "Ændres ved (personer)", "Ændres ved (kroner)")] == [
            None
        ] * 4


def test_made_up_figures_are_marked_on_every_sheet(made_up: World, book: Any) -> None:
    assert all("OPDIGTEDE TAL" in sheet["A2"].value for sheet in opened(made_up, 2024))
    assert not any(sheet["A2"].value for sheet in book)


def test_the_same_rows_give_the_same_bytes(real: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = real.made[2017]
    first = workbook_bytes(made, real.law, real.sources)
    later = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert workbook_bytes(made, real.law, real.sources) == first
    # Neither the document nor its parts hold the time of writing.
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created == CREATED
    assert {part.date_time for part in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_text_that_looks_like_a_formula_stays_text(real: World) -> None:
    from dataclasses import replace

    made = real.made[2017]
    row = {**made.rows["area_list"][0], "area": "=1+1"}
    sheet = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes(replace(made, rows={**made.rows, "area_list": [row]}), real.law, real.sources))
    )["Liste"]
    cell = sheet.cell(HEADER_ROWS + 1, 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
