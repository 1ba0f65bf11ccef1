"""Odd workbooks: each is read exactly, or refused with its sheet and rows; none is guessed at."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.inputs import workbook_cells
from pipeline.inputs.deliveries import read_delivery
from pipeline.inputs.formats import read_declared, read_whole
from pipeline.inputs.registers import REGISTERS

HEADER = ["scope", "code", "register_year", "residents_18_plus", "convicted"]
ROWS = [["area", "a", 2023, 900, 20], ["area", "b", 2023, 1800, 31], ["country", "DK", 2023, 4_600_000, 33_000]]
INCOME = ["scope", "code", "register_year", "taxpayers", "gross_income_dkk"]


def book(header: list[str] = HEADER, rows: list[list[Any]] = ROWS, sheet: str = "Crime") -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in (header, *rows):
        made.active.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(change: Callable[[Any, openpyxl.Workbook], object]) -> bytes:
    """The good workbook after a change of its sheet, or of the workbook."""
    made = book()
    change(made.active, made)
    return saved(made)


def cell(place: str, value: Any, number_format: str = "") -> bytes:
    def change(sheet: Any, _: openpyxl.Workbook) -> None:
        sheet[place] = value
        if number_format:
            sheet[place].number_format = number_format

    return changed(change)


def with_part(content: bytes, name: str, part: bytes | Callable[[bytes], bytes]) -> bytes:
    """A workbook whose zip archive has a part added, or one changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, part(old.read(each)) if each == name and callable(part) else old.read(each))
        if not callable(part):
            new.writestr(name, part)
    return stream.getvalue()


def titles(sheet: Any, _: openpyxl.Workbook) -> None:
    sheet.insert_rows(1, 4)
    sheet["A1"] = "Kriminalitet (KRAF)"
    sheet["A2"] = dt.datetime(2024, 5, 1)
    sheet.merge_cells("A1:E1")
    for column, heading in enumerate(["Niveau", "Kode", "År", "Beboere", "Dømte"], start=1):
        sheet.cell(4, column, heading)


def notes(sheet: Any, _: openpyxl.Workbook) -> None:
    sheet["A6"] = "Anm.: Foreløbige tal."
    sheet["A7"] = "Kilde: Danmarks Statistik."
    sheet.merge_cells("A6:E6")


def numbers_as_text(sheet: Any, _: openpyxl.Workbook) -> None:
    for row in sheet["C2:E4"]:
        for each in row:
            each.value = str(each.value)


def far_formats(sheet: Any, _: openpyxl.Workbook) -> None:
    for row in range(5, 40):
        for column in range(1, 30):
            sheet.cell(row, column).number_format = "0"


def moved(sheet: Any, _: openpyxl.Workbook) -> None:
    sheet.insert_cols(1, 2)
    sheet.insert_rows(3)


def sheet_beside(name: str, rows: list[list[Any]], state: str = "visible") -> Callable[[Any, openpyxl.Workbook], None]:
    def change(_: Any, made: openpyxl.Workbook) -> None:
        other = made.create_sheet(name)
        other.sheet_state = state
        for row in rows:
            other.append(row)

    return change


def chart_sheet(sheet: Any, made: openpyxl.Workbook) -> None:
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=5, min_row=1, max_row=4))
    made.create_chartsheet("Figur").add_chart(chart)


def of_1904(_: Any, made: openpyxl.Workbook) -> None:
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def renamed(name: str) -> Callable[[Any, openpyxl.Workbook], None]:
    return lambda sheet, _: setattr(sheet, "title", name)


def as_excel_writes(change: Callable[[Any, Any], object], **options: Any) -> bytes:
    """The good workbook by xlsxwriter, which writes as Excel does, after a change of its sheet; nothing is to be computed."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as made:
        sheet = made.add_worksheet("Crime")
        for number, row in enumerate((HEADER, *ROWS)):
            sheet.write_row(number, 0, row)
        change(sheet, made)
    return with_part(stream.getvalue(), "xl/workbook.xml", lambda xml: xml.replace(b' fullCalcOnLoad="1"', b""))


def computed(value: Any, formula: str = "=450*2") -> bytes:
    """The good workbook with a formula in D2 and a stored value, as Excel saves it."""
    return as_excel_writes(lambda sheet, _: sheet.write_formula("D2", formula, None, value))


def of_two_fonts(sheet: Any, made: Any) -> None:
    sheet.write_rich_string("A2", "ar", made.add_format({"bold": True}), "ea")


def as_table(sheet: Any, _: Any) -> None:
    sheet.add_table("A1:E4", {"columns": [{"header": name} for name in HEADER]})
    sheet.freeze_panes(1, 1)
    sheet.write_comment("D2", "foreløbigt tal")


READ: dict[str, bytes] = {
    "as it should be": saved(book()),
    "titles and Danish headings above the header": changed(titles),
    "notes below the table": changed(notes),
    "numbers stored as text": changed(numbers_as_text),
    "a code in text with blanks around it": cell("B2", "  a "),
    "a whole number with decimals": cell("D2", 900.0),
    "a whole number as arithmetic leaves it": cell("D2", 899.99999999999999 + 1e-13),
    "formats of empty cells right and below": changed(far_formats),
    "a table that begins in column C with an empty row in it": changed(moved),
    "a header in capitals": saved(book([name.upper() for name in HEADER])),
    "the only sheet has a name that says nothing": changed(renamed("Ark1")),
    "a Danish name": changed(renamed("KRIMINALITET ")),
    "the name of Danmarks Statistik": changed(renamed("kraf")),
    "an empty sheet beside": changed(sheet_beside("Ark2", [])),
    "a hidden empty sheet beside": changed(sheet_beside("Ark2", [], "veryHidden")),
    "a sheet of explanations beside": changed(sheet_beside("Vejledning", [["Udfyld", 1], ["alt", 2]])),
    "a chart sheet beside": changed(chart_sheet),
    "a sheet of another register beside": changed(sheet_beside("Indkomst", [INCOME])),
    "days counted from 1904": changed(of_1904),
    "a formula with a stored value": computed(900),
    "a formula over another workbook with a stored value": computed(900, "='[andre tal.xlsx]Ark1'!B7"),
    "texts within their cells": as_excel_writes(lambda *_: None, constant_memory=True),
    "a text of two fonts": as_excel_writes(of_two_fonts),
    "a table with a filter, frozen panes and a comment": as_excel_writes(as_table),
    "a thousands separator as a format, and a number in scientific notation": as_excel_writes(
        lambda sheet, made: sheet.write_number("D4", 4.6e6, made.add_format({"num_format": "0.0E+00"}))
    ),
    "thousands separators as a format": cell("D2", 900, "#,##0.00"),
    "a column hidden that is empty": changed(lambda sheet, _: setattr(sheet.column_dimensions["H"], "hidden", True)),
    "a column of remarks beside": saved(book([*HEADER, "bemærkning"], [[*row, "x"] for row in ROWS])),
}  # fmt: skip


@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_what_is_ordinary_in_a_workbook_is_read_exactly(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "crime.xlsx").write_bytes(content)
    frame = read_declared(tmp_path / "crime.xlsx", REGISTERS["crime"].counts, "crime.xlsx")
    assert frame.to_numpy().tolist() == ROWS


def rows_hidden(sheet: Any, _: openpyxl.Workbook) -> None:
    sheet.row_dimensions[3].hidden = True


def totals(sheet: Any, _: openpyxl.Workbook) -> None:
    sheet.append(["I alt", None, None, 4_602_700, 33_051])


def second_table(sheet: Any, _: openpyxl.Workbook) -> None:
    for row in ([], HEADER, ROWS[0]):
        sheet.append(row)


def other_table(sheet: Any, _: openpyxl.Workbook) -> None:
    for row in ([], ["Kommune", "Dømte"], ["København", 812]):
        sheet.append(row)


BINARY_BOOK = with_part(saved(book()), "xl/workbook.bin", b"x")
BOMB = with_part(saved(book()), "xl/media/image1.png", b"\0" * (workbook_cells.LARGEST_UNPACKED + 1))
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 40) for n in range(12))
    + b"]>"
)
REFUSED: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "half a person": (cell("D2", 1234.5), ("column residents_18_plus", "whole number", "row 2")),
    "a thousands point in text": (cell("D2", "1.234"), ("column residents_18_plus", "thousands", "row 2")),
    "a number above 2^53": (cell("E4", 2**53 + 1), ("column convicted", "larger", "row 4")),
    "a share in place of a count": (cell("E2", 1, "0.0%"), ("column convicted", "percentage", "row 2")),
    "an error": (cell("E3", "#REF!"), ("column convicted", "error", "row 3")),
    "not available": (cell("E3", "#N/A"), ("column convicted", "error", "row 3")),
    "a truth value": (cell("E3", True), ("column convicted", "whole number", "row 3")),
    "a count shown as a date": (cell("D2", 900, "dd-mm-yyyy"), ("column residents_18_plus", "is a date", "row 2")),
    "a code that became a date": (cell("B2", dt.datetime(2024, 2, 1)), ("column code", "date", "row 2")),
    "a literal apostrophe": (cell("D2", "'900"), ("column residents_18_plus", "whole number", "row 2")),
    "a formula that nothing has computed": (cell("D2", "=450*2"), ("column residents_18_plus", "stored value", "row 2")),
    "an array formula that nothing has computed": (cell("D2", ArrayFormula("D2", "=450*2")), ("residents_18_plus", "row 2")),
    "a formula whose stored value is to be computed anew": (
        with_part(computed(0), "xl/workbook.xml", lambda xml: xml.replace(b"<calcPr ", b'<calcPr fullCalcOnLoad="1" ')),
        ("column residents_18_plus", "stored value", "row 2"),
    ),
    "a formula that gives an error": (computed("#DIV/0!", "=1/0"), ("column residents_18_plus", "error", "row 2")),
    "a formula that gives nothing": (computed("", '=IF(1=1,"",1)'), ("column residents_18_plus", "stored value", "row 2")),
    "rows folded away": (as_excel_writes(lambda sheet, _: sheet.set_row(1, None, None, {"level": 1, "hidden": True})), ("hidden rows", "row 2")),
    "a sheet named by its register and the year": (changed(sheet_beside("KRAF 2024", [HEADER, ROWS[0]])), ("'KRAF 2024'", "of no register")),
    "a column twice": (saved(book([*HEADER, "Convicted"], [[*row, 1] for row in ROWS])), ("named twice: convicted",)),
    "a heading with a remark": (saved(book([*HEADER[:4], "convicted (antal)"])), ("columns missing: convicted",)),
    "a row of totals": (changed(totals), ("column code", "empty", "row 5")),
    "a note directly below the table": (cell("A5", "Anm.: Foreløbige tal."), ("one cell of text", "row 5", "leave an empty row above a note")),
    "a second table of the same kind": (changed(second_table), ("2 headers", "rows 1, 6")),
    "a second table of another kind": (changed(other_table), ("register_year", "rows 6, 7")),
    "a table without a header": (changed(lambda sheet, _: sheet.delete_rows(1)), ("columns missing",)),
    "a header alone": (saved(book(rows=[])), ("no row below its header",)),
    "a hidden row": (changed(rows_hidden), ("hidden rows", "row 3")),
    "a hidden column": (changed(lambda sheet, _: setattr(sheet.column_dimensions["C"], "hidden", True)), ("hidden columns", "(C)")),
    "merged cells in the table": (changed(lambda sheet, _: sheet.merge_cells("A2:A3")), ("merged", "rows 2, 3")),
    "a filled column without a name": (cell("G3", "se note"), ("without a name", "column 7")),
    "a hidden sheet": (changed(sheet_beside("Crime2", [["x"]], "hidden")), ("sheet 'Crime2'", "is hidden")),
    "a sheet that looks like data": (changed(sheet_beside("Ark2", [["Kommune", 1]])), ("sheet 'Ark2'", "of no register")),
    "two sheets of one register": (changed(sheet_beside("Kriminalitet", [HEADER, ROWS[0]])), ("second sheet", "'Crime'")),
    "another register's sheet alone": (changed(renamed("Indkomst")), ("has no sheet of the register", "kriminalitet")),
    "nothing but empty sheets": (saved(openpyxl.Workbook()), ("no filled sheet",)),
    "a cell in the last corner": (cell("XFD1048576", "x"), ("row 1,048,576 and column XFD",)),
    "a title merged over every row": (changed(lambda sheet, _: sheet.merged_cells.add("A1:XFD1048576")), ("cells merged",)),
    "a link over every row": (with_part(saved(book()), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<pageMargins", b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks><pageMargins')), ("merged or linked",)),
    "a workbook with a password": (workbook_cells.OLE + bytes(600), ("protected by a password",)),
    "a binary workbook, renamed": (BINARY_BOOK, ("is a binary workbook (.xlsb)",)),
    "a workbook with macros, renamed": (with_part(saved(book()), "xl/vbaProject.bin", b"x"), ("macros",)),
    "an OpenDocument file, renamed": (with_part(saved(book()), "content.xml", b"x"), ("OpenDocument",)),
    "Strict Open XML": (with_part(saved(book()), "xl/workbook.xml", lambda xml: xml.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", workbook_cells.STRICT + b"/spreadsheetml/main")), ("Strict Open XML",)),
    "a CSV file, renamed": (b"scope;code\narea;a\n", ("is no workbook",)),
    "an archive of other things": (with_part(b"PK\x05\x06" + bytes(18), "a.txt", b"x"), ("not a workbook",)),
    "half a file": (saved(book())[:2000], ("cannot be read",)),
    "a zip bomb": (BOMB, ("when unpacked",)),
    "entities without end": (with_part(saved(book()), "xl/worksheets/sheet1.xml", lambda xml: LAUGHS + xml.replace(b"</worksheet>", b"<v>&m;</v></worksheet>")), ("cannot be read",)),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_could_be_misread_in_a_workbook_is_refused_with_its_sheet_and_rows(
    tmp_path: Path, content: bytes, words: tuple[str, ...]
) -> None:
    (tmp_path / "crime.xlsx").write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        read_declared(tmp_path / "crime.xlsx", REGISTERS["crime"].counts, "2024/crime.xlsx")
    assert all(fault.where.startswith("2024/crime.xlsx") for fault in refused.value.faults)
    for word in words:
        assert word in str(refused.value)


def test_a_message_names_the_sheet_the_column_and_the_row_on_the_sheet(tmp_path: Path) -> None:
    made = book()
    titles(made.active, made)
    made.active["E8"] = "mange"
    (tmp_path / "crime.xlsx").write_bytes(saved(made))
    with pytest.raises(InputRefused) as refused:
        read_declared(tmp_path / "crime.xlsx", REGISTERS["crime"].counts, "2024/crime.xlsx")
    (fault,) = refused.value.faults
    assert fault.where == "2024/crime.xlsx, sheet 'Crime', column convicted"
    assert "(row 8)" in fault.problem
    assert "mange" not in str(refused.value)


def test_a_code_that_became_a_number_is_the_code(tmp_path: Path) -> None:
    rows = [["region", code, 2023, 10, 2_500_000.5] for code in (81, 82.0, "83")]
    (tmp_path / "income.xlsx").write_bytes(saved(book(INCOME, rows, "IND")))
    frame = read_declared(tmp_path / "income.xlsx", REGISTERS["income"].counts, "income.xlsx")
    assert frame["code"].tolist() == ["81", "82", "83"]
    assert {str(value) for value in frame["gross_income_dkk"]} == {"2500000.5"}


def test_a_number_that_is_withheld_is_a_range_and_one_that_became_a_date_is_refused(tmp_path: Path) -> None:
    (tmp_path / "crime.xlsx").write_bytes(cell("E2", "1-4"))
    found = read_whole(tmp_path / "crime.xlsx", REGISTERS["crime"].counts, "crime.xlsx")
    assert found.between == {0: {"convicted": (1, 4)}}
    (tmp_path / "crime.xlsx").write_bytes(cell("E2", dt.datetime(2026, 4, 1)))
    with pytest.raises(InputRefused, match=r"column convicted: 1 cell is a date: .*1-4 \(row 2\)"):
        read_whole(tmp_path / "crime.xlsx", REGISTERS["crime"].counts, "crime.xlsx")


def test_a_supplier_s_own_headings_are_found_below_titles_of_one_cell(tmp_path: Path) -> None:
    theirs = {
        "niveau": "scope",
        "kode": "code",
        "år": "register_year",
        "voksne": "residents_18_plus",
        "dømte": "convicted",
    }
    made = book(["Niveau", "Kode", "År", "Voksne", "Dømte"])
    made.active.insert_rows(1, 2)
    made.active["A1"] = "Kriminalitet 2023"
    (tmp_path / "crime.xlsx").write_bytes(saved(made))
    frame = read_declared(tmp_path / "crime.xlsx", REGISTERS["crime"].counts, "crime.xlsx", theirs)
    assert frame.to_numpy().tolist() == ROWS


def test_a_sum_is_the_number_that_excel_shows(tmp_path: Path) -> None:
    rows = [["area", "a", 2023, 10, 0.1 + 0.2]]  # 0.30000000000000004 in binary
    (tmp_path / "income.xlsx").write_bytes(saved(book(INCOME, rows, "IND")))
    frame = read_declared(tmp_path / "income.xlsx", REGISTERS["income"].counts, "income.xlsx")
    assert [str(value) for value in frame["gross_income_dkk"]] == ["0.3"]


def test_person_rows_in_a_workbook_are_refused(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    columns = ["pnr", "afg_afgoedto", "afg_ger7", "afg_afgtyp3"]
    (tmp_path / "2024/crime.xlsx").write_bytes(saved(book(columns, [["x", "2023-01-01", "1", "2"]])))
    with pytest.raises(InputRefused, match=r"2024/crime\.xlsx: is a workbook of person rows.*\.csv or \.parquet"):
        read_delivery(RawRoot(tmp_path), 2024)


def test_a_sheet_of_a_register_that_is_not_read_from_it_is_refused(tmp_path: Path) -> None:
    made = book()
    sheet_beside("Indkomst", [INCOME, ["region", "84", 2023, 10, 5.5]])(made.active, made)
    content = saved(made)
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024/crime.xlsx").write_bytes(content)
    with pytest.raises(InputRefused, match=r"2024/crime\.xlsx: has a sheet of the register income.*ghettolist receive"):
        read_delivery(RawRoot(tmp_path), 2024)
    (tmp_path / "2024/income.xlsx").write_bytes(content)
    delivery = read_delivery(RawRoot(tmp_path), 2024)
    assert delivery is not None
    assert set(delivery.frames) == {"crime", "income"}
    (tmp_path / "2024/income.xlsx").write_bytes(saved(book(INCOME, [["region", "84", 2023, 10, 6.5]])))
    with pytest.raises(InputRefused, match="has a sheet of the register income"):
        read_delivery(RawRoot(tmp_path), 2024)
