"""The workbook of `ghettolist template`, filled in and received, gives the outputs that the same figures give as CSV."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from commands.ghettolist import main
from pipeline.core.errors import WrongUsage
from pipeline.core.paths import RawRoot
from pipeline.core.tables import Kind
from pipeline.inputs.areas import read_areas
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import Register
from pipeline.inputs.workbooks import GUIDE_SHEET, registers_of
from pipeline.outputs.template import FIRST_ROW, GIVEN, HEADER, template_bytes
from tests.outputs.filled_template import MADE_UP, YEAR, csv_folder, filled, outputs, published

REAL = RawRoot(Path(__file__).parents[2] / "data" / "raw")


def test_a_template_filled_in_and_received_gives_the_same_bytes_as_csv(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "xlsx").mkdir()
    expected = published(tmp_path / "csv", csv_folder(tmp_path / "folder"))
    found = published(tmp_path / "xlsx", filled(tmp_path / "bestilling.xlsx"))
    assert len(outputs(expected)) > 10
    assert outputs(found) == outputs(expected)
    manifest = pq.read_table(found.partition("manifest", YEAR)).to_pylist()
    of_year = {row["path"]: row["sha256"] for row in manifest if row["path"].startswith(f"{YEAR}/")}
    assert {name for name in of_year if name.endswith(".xlsx")} == {f"{YEAR}/{name}.xlsx" for name in REGISTERS}


@pytest.fixture(scope="module")
def template() -> Any:
    return openpyxl.load_workbook(io.BytesIO(template_bytes(read_areas(REAL), 2026, frozenset({"101"}))))


def table(template: Any, register: Register) -> list[dict[str, Any]]:
    sheet = template[register.name_da.capitalize()]
    header, *rows = sheet.iter_rows(min_row=HEADER + 1, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_each_sheet_has_the_rows_the_register_needs_its_year_and_danish_headings(
    template: Any, register: Register
) -> None:
    rows = table(template, register)
    areas = [area for area in read_areas(REAL).valid_in(2026) if area.municipality_code == "101"]
    others: Mapping[str, list[str]] = {"income": ["84"], "crime": ["DK"]}
    assert [row["code"] for row in rows] == [area.area_id for area in areas] + others.get(register.name, [])
    assert {row["register_year"] for row in rows} == {2026 - register.years_back}
    sheet = template[register.name_da.capitalize()]
    columns = (*GIVEN, *register.measures)
    assert [cell.value for cell in sheet[HEADER + 1]] == [column.name for column in columns]
    assert [cell.value for cell in sheet[HEADER]] == [column.heading_da for column in columns]
    assert all(column.heading_da and column.meaning_da for column in columns)
    assert sheet.freeze_panes == f"B{FIRST_ROW + 1}"


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_a_cell_takes_what_its_column_may_hold(template: Any, register: Register) -> None:
    rules = template[register.name_da.capitalize()].data_validations.dataValidation
    assert len(rules) == len(register.measures)
    for rule, measure in zip(rules, register.measures, strict=True):
        assert rule.type == ("whole" if measure.kind is Kind.COUNT else "decimal")
        assert (rule.operator or "between", rule.formula1 == "0") == ("greaterThanOrEqual", measure.minimum == 0)
        assert measure.meaning_da[:50] in rule.prompt


def test_the_guide_explains_every_figure_in_both_languages(template: Any) -> None:
    cells = {str(cell) for row in template[GUIDE_SHEET].iter_rows(values_only=True) for cell in row}
    for register in REGISTERS.values():
        for measure in register.measures:
            assert {measure.name, measure.heading_da, measure.meaning_da, measure.meaning} <= cells


def test_the_same_areas_give_the_same_bytes_and_a_year_without_areas_is_refused() -> None:
    areas = read_areas(REAL)
    assert template_bytes(areas, 2026, None) == template_bytes(areas, 2026, None)
    with pytest.raises(WrongUsage, match="has no area of these municipalities"):
        template_bytes(areas, 2026, frozenset({"999"}))


def test_the_command_writes_a_new_file_only_and_a_template_that_nobody_filled_in_is_no_delivery(tmp_path: Path) -> None:
    def ghettolist(*words: object) -> Any:
        return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)

    words = ("template", "--list-year", 2026, "--municipality", "Aarhus", "--raw", REAL.folder, "--out")
    file = tmp_path / "order.xlsx"
    assert ghettolist(*words, file).stdout.strip() == str(file)
    content = file.read_bytes()
    again = ghettolist(*words, file)
    assert (again.exit_code, file.read_bytes() == content) == (2, True)
    assert "is there already" in again.stderr
    assert ghettolist(*words, tmp_path / "order.csv").exit_code == 2
    shutil.copytree(MADE_UP.folder, tmp_path / "raw")
    received = ghettolist("receive", file, "--list-year", 2026, "--raw", tmp_path / "raw")
    assert received.exit_code == 3
    assert "order.xlsx: has no figure in its sheets 'Befolkning', 'Beskæftigelse'" in received.stderr
    book = openpyxl.load_workbook(file)
    book["Befolkning"].cell(FIRST_ROW + 1, len(GIVEN) + 1).value = 1200
    book.save(file)
    assert registers_of(file, "order.xlsx") == ("population",)
