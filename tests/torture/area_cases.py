"""Damages to a delivery of counts per area, to its card, and to what lies beside it."""

from __future__ import annotations

import gzip
import os
import unicodedata
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from tests.torture.harness import (
    LIST_YEAR,
    NOTED,
    REFUSED,
    SAME,
    Case,
    added,
    all_of,
    as_bytes,
    as_text,
    case_of,
    file_of,
    in_rows,
    nothing,
    read_rows,
    renamed,
    set_cell,
    set_column,
    write_rows,
)

POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME = map(
    file_of, ("population", "employment", "education", "income", "crime")
)
CPR = "0101907731"  # invented: its first six digits are a date


case = partial(case_of, "area")


def of_last_year(name: str):
    """Last year's file of a register, under this year's number."""

    def harm(raw: Path) -> None:
        header, *rows = read_rows(raw / name.replace(str(LIST_YEAR), str(LIST_YEAR - 1)))
        at = header.index("register_year")
        write_rows(raw / name, [header, *([*row[:at], str(int(row[at]) + 1), *row[at + 1 :]] for row in rows)])

    return harm


def one_down(name: str, *columns: str):
    """Cells of each area stand one row further down, as when a spreadsheet sorts some of its columns."""

    def harm(raw: Path) -> None:
        header, *rows = read_rows(raw / name)
        areas = [row for row in rows if row[header.index("scope")] == "area"]
        for at in map(header.index, columns):
            cells = [row[at] for row in areas]
            for row, cell in zip(areas, cells[-1:] + cells[:-1], strict=True):
                row[at] = cell
        write_rows(raw / name, [header, *rows])

    return harm


# --- numbers ----------------------------------------------------------------------------------------------------------

WRONG_COUNTS = {
    "a thousands point": "1.000",
    "a thousands comma": "1,000",
    "a thousands blank": "1 000",
    "a thousands apostrophe": "1'000",
    "a thousands point and a decimal comma": "1.000,0",
    "a decimal": "1000,5",
    "an exponent": "1e3",
    "fullwidth digits": "１０００",
    "Arabic digits": "١٠٠٠",
    "an underscore": "1_000",
    "a hexadecimal number": "0x3e8",
    "a fraction sign": "½",
    "a unit behind it": "1000 personer",
    "a percentage": "45 %",
    "less than nothing": "-5",
    "two minus signs": "--5",
    "a number of 30 digits": "1" + "0" * 30,
    "a number of 5,000 digits": "9" * 5000,
    "infinity": "inf",
    "a date": "2019-01-01",
}
NUMBERS = [
    case("numbers misread", f"{name} in a whole number", REFUSED, set_cell(POPULATION, "residents", value), "population", "residents", fast=name == "a thousands point")
    for name, value in WRONG_COUNTS.items()
] + [
    case("numbers misread", "thousands points in some incomes", REFUSED, set_cell(INCOME, "gross_income_dkk", "239.293.337"), "income", "gross_income_dkk"),
    case("numbers misread", "one thousands point in an income", REFUSED, set_cell(INCOME, "gross_income_dkk", "239.293"), "income", "gross_income_dkk"),
    case("numbers misread", "a thousands comma in full-time persons", REFUSED, set_cell(EMPLOYMENT, "without_link", "1,287"), "employment", "without_link"),
    case("numbers misread", "an income of 40 decimals", REFUSED, set_cell(INCOME, "gross_income_dkk", "1." + "1" * 40), "income"),
    case("numbers misread", "an income of 10^30", REFUSED, set_cell(INCOME, "gross_income_dkk", "1" + "0" * 30), "income"),
    case("numbers misread", "an income of 5,000 digits", REFUSED, set_cell(INCOME, "gross_income_dkk", "7" * 5000), "income"),
    case("numbers misread", "decimal comma in one cell among points", REFUSED, set_cell(INCOME, "gross_income_dkk", "239293337,04"), "income", "gross_income_dkk"),
    case("numbers misread", "decimal comma throughout", SAME, set_column(INCOME, "gross_income_dkk", lambda cell: cell.replace(".", ",")), fast=True),
    case("numbers misread", "a blank around a number", SAME, set_column(POPULATION, "residents", lambda cell: f" {cell} ")),
]  # fmt: skip

# --- marks for what is missing ------------------------------------------------------------------------------------------

MARKS = [
    case("missing marks", f"{mark!r} in {name}", expect, set_cell(name, column, mark, nth=1), *((name[5:-4], column) if mark else ()), fast=mark == "<5")
    for name, column in ((INCOME, "gross_income_dkk"), (POPULATION, "residents_non_western"), (EMPLOYMENT, "without_link"))
    for mark, expect in {
        "": NOTED, "..": NOTED, "*": NOTED, "n.a": NOTED, "i.o.": NOTED,
        "<5": REFUSED if name == INCOME else NOTED, "1-4": REFUSED if name == INCOME else NOTED,
        "-": REFUSED, "x": REFUSED, "<": REFUSED, "01-04": REFUSED, "#REF!": REFUSED,
    }.items()
] + [
    case("missing marks", "a range in register_year", REFUSED, set_cell(CRIME, "register_year", "1-4"), "register_year"),
    case("missing marks", "two points as a code", REFUSED, set_cell(CRIME, "code", ".."), "code"),
    case("missing marks", "two points for the country's convicted", NOTED, set_cell(CRIME, "convicted", "..", scope="country"), "convicted"),
    case("missing marks", "few convicted everywhere", NOTED, set_column(CRIME, "convicted", lambda _: "1-4", ("area",)), "convicted"),
    case("missing marks", "an empty column behind each row", SAME, as_text(POPULATION, lambda text: text.replace("\n", ";\n"))),
    case("missing marks", "two empty columns behind each row", SAME, as_text(POPULATION, lambda text: text.replace("\n", ";;\n"))),
    case("missing marks", "cells under columns without a name", REFUSED, as_text(POPULATION, lambda text: text.replace("\n", ";3;4\n").replace(";3;4", ";;", 1)), "population.csv"),
    case("missing marks", "empty rows at the end", SAME, as_text(POPULATION, lambda text: text + "\n\n")),
    case("missing marks", "rows of separators at the end", SAME, as_text(POPULATION, lambda text: text + ";;;;;\n;;;;;\n")),
]  # fmt: skip

# --- a register that is there but not read ------------------------------------------------------------------------------


def circle(name: str):
    """A link to itself in a file's place."""

    def harm(raw: Path) -> None:
        (raw / name).unlink(missing_ok=True)
        (raw / name).symlink_to(raw / name)

    return harm


def folder_instead(raw: Path) -> None:
    (raw / INCOME).unlink()
    (raw / INCOME).mkdir()


def link(to: str):
    def harm(raw: Path) -> None:
        (raw / INCOME).unlink()
        (raw / INCOME).symlink_to(to)

    return harm


def pipe_instead(raw: Path) -> None:
    (raw / INCOME).unlink()
    os.mkfifo(raw / INCOME)


def zipped(raw: Path) -> None:
    (raw / "2019/income.csv.gz").write_bytes(gzip.compress((raw / INCOME).read_bytes()))
    (raw / INCOME).unlink()


def as_workbook(raw: Path) -> None:
    book = openpyxl.Workbook()
    for row in read_rows(raw / INCOME):
        book.active.append(row)
    book.save(raw / "2019/income.xlsx")
    (raw / INCOME).unlink()


def year_as_file(raw: Path) -> None:
    for path in (raw / "2018").iterdir():
        path.unlink()
    (raw / "2018").rmdir()
    (raw / "2018").write_text("nothing\n")


NOT_READ = [
    *(
        case("there but not read", f"income.csv is called {name}", REFUSED, renamed(INCOME, f"2019/{name}"), name, fast=name == "incom.csv")
        for name in ("incom.csv", "indkomst.csv", "income", "income.txt", "income (1).csv", "income.csv.part", "income_2019.csv", "Income.CSV.bak")
    ),
    case("there but not read", "INCOME.CSV", SAME, renamed(INCOME, "2019/INCOME.CSV")),
    case("there but not read", "a compressed register", REFUSED, zipped, "income.csv.gz"),
    case("there but not read", "a folder called income.csv", REFUSED, folder_instead, "income.csv"),
    case("there but not read", "a named pipe", REFUSED, pipe_instead, "income.csv"),
    case("there but not read", "a link to nothing", REFUSED, link("nowhere.csv"), "income.csv"),
    case("there but not read", "a link to itself", REFUSED, link("income.csv"), "income.csv"),
    case("there but not read", "a link to a device", REFUSED, link("/dev/zero"), "income.csv"),
    case("there but not read", "a year that is a file", REFUSED, year_as_file, "2018"),
    case("there but not read", "two files of one register", REFUSED, added("2019/income.parquet", b"PAR1"), "income"),
    case("there but not read", "a file of no register", REFUSED, added("2019/notes.txt", "hello"), "notes.txt"),
    case("there but not read", "a year in superscript digits", REFUSED, added("²⁰²⁴/income.csv", "scope;code\n"), "²⁰²⁴"),
    case("there but not read", "a year with a letter", REFUSED, added("2O19/income.csv", "scope;code\n"), "2O19"),
    case("there but not read", "a misspelt table of areas beside the right one", REFUSED, added("aeras.csv", "x"), "aeras.csv"),
    case("there but not read", "what an operating system leaves", SAME, all_of(added("2019/.DS_Store", b"\0"), added("2019/Thumbs.db", b"\0"), added(".DS_Store", b"\0"))),
    case("there but not read", "a register that is absent", NOTED, lambda raw: (raw / INCOME).unlink(), "income", "not delivered", fast=True),
]  # fmt: skip

# --- whole columns that are wrong ---------------------------------------------------------------------------------------


def as_share(part: str, whole: str):
    def change(cells: dict[str, str]) -> None:
        if cells[part] and cells[whole] and float(cells[whole]):
            cells[part] = str(round(100 * float(cells[part]) / float(cells[whole])))

    return change


def swapped(one: str, other: str):
    def change(cells: dict[str, str]) -> None:
        cells[one], cells[other] = cells[other], cells[one]

    return change


def times(factor: str, decimals: int = 0):
    def change(cell: str) -> str:
        return str(round(Decimal(cell) * Decimal(factor), decimals)) if cell else cell

    return change


def only_half(name: str):
    def harm(raw: Path) -> None:
        header, *rows = read_rows(raw / name)
        scope = header.index("scope")
        areas = [row for row in rows if row[scope] == "area"]
        write_rows(raw / name, [header, *areas[: len(areas) // 2], *(row for row in rows if row[scope] != "area")])

    return harm


WHOLE_COLUMNS = [
    case("whole columns wrong", "percentages for residents of non-western origin", REFUSED, in_rows(POPULATION, as_share("residents_non_western", "residents")), "population", fast=True),
    case("whole columns wrong", "percentages for full-time persons", REFUSED, in_rows(EMPLOYMENT, as_share("without_link", "residents_18_64")), "employment"),
    case("whole columns wrong", "percentages for basic education", REFUSED, in_rows(EDUCATION, as_share("basic_only", "residents_30_59")), "education"),
    case("whole columns wrong", "income in thousands of kroner", REFUSED, set_column(INCOME, "gross_income_dkk", times("0.001", 2)), "income", fast=True),
    case("whole columns wrong", "income in øre", REFUSED, set_column(INCOME, "gross_income_dkk", times("100")), "income"),
    case("whole columns wrong", "the areas' income in thousands", REFUSED, set_column(INCOME, "gross_income_dkk", times("0.001", 2), ("area",)), "income"),
    case("whole columns wrong", "the regions' income doubled", REFUSED, set_column(INCOME, "gross_income_dkk", times("2", 2), ("region",)), "income"),
    case("whole columns wrong", "the regions' income a thousand times", REFUSED, set_column(INCOME, "gross_income_dkk", times("1000", 2), ("region",)), "income"),
    case("whole columns wrong", "the regions' taxpayers halved", REFUSED, set_column(INCOME, "taxpayers", times("0.5"), ("region",)), "income"),
    case("whole columns wrong", "adults of crime three times those of population", REFUSED, set_column(CRIME, "residents_18_plus", times("3"), ("area",)), "crime"),
    case("whole columns wrong", "adults of crime a tenth fewer", REFUSED, set_column(CRIME, "residents_18_plus", times("0.9"), ("area",)), "crime"),
    case("whole columns wrong", "residents and non-western swapped", REFUSED, in_rows(POPULATION, swapped("residents", "residents_non_western")), "population"),
    case("whole columns wrong", "adults and non-western swapped", REFUSED, in_rows(POPULATION, swapped("residents_18_plus", "residents_non_western")), "population"),
    case("whole columns wrong", "brought and basic education swapped", REFUSED, in_rows(EDUCATION, swapped("basic_only", "brought_only")), "education"),
    case("whole columns wrong", "taxpayers and income swapped", REFUSED, in_rows(INCOME, swapped("taxpayers", "gross_income_dkk")), "income"),
    case("whole columns wrong", "half the areas are missing", REFUSED, only_half(POPULATION), "population", fast=True),
    case("whole columns wrong", "half the areas are missing from crime", REFUSED, only_half(CRIME), "crime"),
    case("whole columns wrong", "all residents doubled", REFUSED, set_column(POPULATION, "residents", times("2")), "population"),
    case("whole columns wrong", "nobody convicted in the country", REFUSED, set_column(CRIME, "convicted", lambda _: "0"), "crime", fast=True),
    case("whole columns wrong", "nobody in the country", REFUSED, in_rows(CRIME, lambda cells: cells.update(residents_18_plus="0", convicted="0"), lambda cells: cells["scope"] == "country"), "crime"),
    case("whole columns wrong", "the country's convicted a tenth", REFUSED, set_column(CRIME, "convicted", times("0.01"), ("country",)), "crime"),
    case("whole columns wrong", "the area's row twice", REFUSED, as_text(POPULATION, lambda text: text + text.splitlines()[1] + "\n"), "population"),
    case("whole columns wrong", "the country's convicted three times", REFUSED, set_column(CRIME, "convicted", times("3"), ("country",)), "crime"),
    *(case("whole columns wrong", f"{name[5:-4]} of last year under this year's number", REFUSED, of_last_year(name), name[5:-4], fast=name == EMPLOYMENT) for name in (POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME)),
    *(case("whole columns wrong", f"area ids of {name[5:-4]} one row further down", REFUSED, one_down(name, "code"), name[5:-4]) for name in (POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME)),
    case("whole columns wrong", "residents without link for those with", REFUSED, in_rows(EMPLOYMENT, lambda cells: cells.update(without_link=str(Decimal(cells["residents_18_64"]) - Decimal(cells["without_link"])))), "employment"),
    case("whole columns wrong", "incomes in euros", REFUSED, set_column(INCOME, "gross_income_dkk", times("0.134")), "income"),
    case("whole columns wrong", "mean incomes for incomes", REFUSED, in_rows(INCOME, lambda cells: cells.update(gross_income_dkk=str(round(Decimal(cells["gross_income_dkk"]) / max(1, int(cells["taxpayers"])))))), "income"),
    case("ordinary flaws", "one area jumps", NOTED, set_cell(INCOME, "gross_income_dkk", "170000000", nth=0), "income", "changed much", "A002"),
    case("ordinary flaws", "one cell is empty", NOTED, set_cell(EDUCATION, "basic_only", "", nth=0), "basic_only", fast=True),
    case("ordinary flaws", "one area is missing from income", NOTED, lambda raw: write_rows(raw / INCOME, [row for row in read_rows(raw / INCOME) if row[1] != "A002"]), "income"),
]  # fmt: skip

# --- codes and areas in a delivery --------------------------------------------------------------------------------------

CODES = [
    case("keys that do not meet", "an area of another table", REFUSED, set_cell(POPULATION, "code", "X999"), "population", "code"),
    case("keys that do not meet", "area ids in lower case", REFUSED, set_column(POPULATION, "code", str.lower, ("area",)), "population"),
    case("keys that do not meet", "blanks around area ids", SAME, set_column(POPULATION, "code", lambda code: f"  {code} ")),
    case("keys that do not meet", "no area id", REFUSED, set_cell(POPULATION, "code", ""), "population", "code"),
    case("keys that do not meet", "a scope of another word", REFUSED, set_cell(POPULATION, "scope", "omraade"), "population", "scope"),
    case("keys that do not meet", "a region's old number", REFUSED, set_cell(INCOME, "code", "1084", scope="region"), "income"),
    case("keys that do not meet", "another register year", REFUSED, set_column(CRIME, "register_year", lambda _: "2017"), "crime", "register_year"),
    case("leaks", "a person number in register_year", REFUSED, set_cell(CRIME, "register_year", CPR), "crime", "register_year", secrets=(CPR, CPR.lstrip("0")), fast=True),
    case("leaks", "a person number in every register_year", REFUSED, set_column(CRIME, "register_year", lambda _: CPR), "crime", secrets=(CPR, CPR.lstrip("0"))),
    case("leaks", "a person number as a scope", REFUSED, set_cell(CRIME, "scope", CPR), "crime", "scope", secrets=(CPR,)),
    case("leaks", "a person number as an area", REFUSED, set_cell(CRIME, "code", CPR), "crime", secrets=(CPR,)),
    case("leaks", "person numbers as column names", REFUSED, as_text(CRIME, lambda text: text.replace("convicted", CPR, 1)), "crime", "convicted", secrets=(CPR,)),
    case("leaks", "no header, rows of persons", REFUSED, added(CRIME, f"{CPR};2018-01-01;1310006;2\n" * 5), "crime", secrets=(CPR,), fast=True),
    case("leaks", "a column named twice by a person number", REFUSED, as_text(CRIME, lambda text: text.replace("\n", f";{CPR};{CPR}\n", 1).replace("\n", ";1;1\n").replace(";1;1\n", "\n", 1)), "crime", secrets=(CPR,)),
]  # fmt: skip

# --- files that cannot be read ------------------------------------------------------------------------------------------


def parquet_of(name: str, change=lambda table: table, cut: int = 0):
    """The register as Parquet, perhaps changed, perhaps cut short."""

    def harm(raw: Path) -> None:
        table = pyarrow.csv.read_csv(raw / name, parse_options=pyarrow.csv.ParseOptions(delimiter=";"))
        place = (raw / name).with_suffix(".parquet")
        pq.write_table(change(table), place)
        if cut:
            place.write_bytes(place.read_bytes()[:-cut])
        (raw / name).unlink()

    return harm


def column_as(column: str, make):
    def change(table: pa.Table) -> pa.Table:
        return table.set_column(table.column_names.index(column), column, make(table[column]))

    return change


def workbook_as(name: str):
    def harm(raw: Path) -> None:
        as_workbook(raw)
        (raw / "2019/income.xlsx").rename(raw / name)

    return harm


def in_workbook(change=lambda sheet: None, name: str = INCOME, to: str = ""):
    """The register as a workbook, after a change of its sheet."""

    def harm(raw: Path) -> None:
        book = openpyxl.Workbook()
        for row in read_rows(raw / name):
            book.active.append([Decimal(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
        change(book.active)
        book.save(raw / (to or name.replace(".csv", ".xlsx")))
        (raw / name).unlink()

    return harm


def put(place: str, value: object, shown: str = "General"):
    """A value, and how it is shown, in one cell of a sheet."""

    def change(sheet) -> None:
        sheet[place] = value
        sheet[place].number_format = shown

    return change


def titled(sheet) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Indkomst 2018"
    sheet.cell(sheet.max_row + 2, 1).value = "Kilde: Danmarks Statistik."


def hidden_row(sheet) -> None:
    sheet.row_dimensions[3].hidden = True


def sheet_beside(name: str):
    def change(sheet) -> None:
        sheet.parent.create_sheet(name).append([CPR, 1])

    return change


def persons_in_workbook(sheet) -> None:
    sheet.delete_rows(1, sheet.max_row)
    sheet.append(["pnr", "perindkialt_13", "omfang", "socio13"])
    sheet.append([CPR, 1_917_353, 1, 110])


WORKBOOKS = [
    case("workbooks", "a register as a workbook", SAME, in_workbook(), fast=True),
    case("workbooks", "titles above and a note below", SAME, in_workbook(titled)),
    case("workbooks", "numbers as text", SAME, in_workbook(lambda sheet: [put(f"C{row}", str(sheet[f"C{row}"].value))(sheet) for row in range(2, 9)])),
    case("workbooks", "regions' codes as decimals", SAME, in_workbook(lambda sheet: [put(f"B{row}", float(sheet[f"B{row}"].value))(sheet) for row in range(2, sheet.max_row + 1) if sheet[f"A{row}"].value == "region"])),
    case("workbooks", "an error in a cell", REFUSED, in_workbook(put("E2", "#N/A")), "income.xlsx", "gross_income_dkk", "row 2"),
    case("workbooks", "a share in a count", REFUSED, in_workbook(put("D2", 0.5, "0%")), "income.xlsx", "taxpayers", "row 2"),
    case("workbooks", "a formula without a value", REFUSED, in_workbook(put("E2", "=D2*200000")), "income.xlsx", "formula", "row 2", fast=True),
    case("workbooks", "a number of 17 digits", REFUSED, in_workbook(put("E2", 2**53 + 1)), "gross_income_dkk", "larger"),
    case("workbooks", "a hidden row", REFUSED, in_workbook(hidden_row), "income.xlsx", "hidden rows", "row 3"),
    case("workbooks", "a sheet of persons beside", REFUSED, in_workbook(sheet_beside("Ark2")), "sheet 'Ark2'", "of no register", secrets=(CPR,)),
    case("workbooks", "a sheet of another register", REFUSED, in_workbook(sheet_beside("Kriminalitet")), "income.xlsx", "Kriminalitet", secrets=(CPR,)),
    case("workbooks", "rows of persons", REFUSED, in_workbook(persons_in_workbook), "income.xlsx", "person rows", secrets=(CPR,), fast=True),
    case("workbooks", "a name of its own in a list year", REFUSED, in_workbook(to="2019/bestilling.xlsx"), "2019/bestilling.xlsx", "ghettolist receive"),
    case("workbooks", "a password, or an old workbook", REFUSED, all_of(in_workbook(), added("2019/income.xlsx", b"\xd0\xcf\x11\xe0" + bytes(4000))), "income.xlsx", "password"),
    case("workbooks", "a workbook cut short", REFUSED, all_of(in_workbook(), as_bytes("2019/income.xlsx", lambda content: content[:-300])), "income.xlsx"),
    case("workbooks", "an address table in a workbook", REFUSED, added("addresses.xlsx", b"PK"), "addresses.xlsx"),
]  # fmt: skip

UNREADABLE = [
    case("unreadable files", "an empty file", REFUSED, added(INCOME, b""), "income.csv", fast=True),
    case("unreadable files", "a header and nothing else", REFUSED, as_text(INCOME, lambda text: text.splitlines()[0] + "\n"), "income"),
    case("unreadable files", "only line ends", REFUSED, added(INCOME, "\n\n\n"), "income.csv"),
    case("unreadable files", "random bytes", REFUSED, added(INCOME, bytes(range(256)) * 40), "income.csv"),
    case("unreadable files", "NUL bytes in a row", REFUSED, as_bytes(INCOME, lambda content: content + b"area\0;A\0\n"), "income.csv"),
    case("unreadable files", "UTF-16", REFUSED, as_text(INCOME, lambda text: text, "utf-16"), "income.csv"),
    case("unreadable files", "line ends of old Macs", REFUSED, as_text(INCOME, lambda text: text.replace("\n", "\r")), "income.csv"),
    case("unreadable files", "a header cell of 200 kB", REFUSED, as_text(INCOME, lambda text: "x" * 200_000 + text), "income.csv"),
    case("unreadable files", "a compressed file called csv", REFUSED, as_bytes(INCOME, gzip.compress), "income.csv"),
    case("unreadable files", "a workbook called csv", REFUSED, workbook_as("2019/income.csv"), "income.csv"),
    case("unreadable files", "a workbook called sas7bdat", REFUSED, workbook_as("2019/income.sas7bdat"), "income.sas7bdat"),
    case("unreadable files", "a CSV called parquet", REFUSED, renamed(INCOME, "2019/income.parquet"), "income.parquet"),
    case("unreadable files", "a CSV called sas7bdat", REFUSED, renamed(INCOME, "2019/income.sas7bdat"), "income.sas7bdat"),
    case("unreadable files", "a Parquet cut short", REFUSED, parquet_of(INCOME, cut=200), "income.parquet"),
    case("unreadable files", "a Parquet without its last byte", REFUSED, parquet_of(INCOME, cut=1), "income.parquet"),
    case("unreadable files", "a nested column", REFUSED, parquet_of(INCOME, column_as("taxpayers", lambda column: pa.array([[value.as_py()] for value in column]))), "income.parquet"),
    case("unreadable files", "a column of claims", REFUSED, parquet_of(INCOME, column_as("taxpayers", lambda column: pa.array([True] * len(column)))), "income.parquet", "taxpayers"),
    case("unreadable files", "numbers beyond 64 bits", REFUSED, parquet_of(INCOME, column_as("taxpayers", lambda column: pa.array([2**64 - 1] * len(column), pa.uint64()))), "income"),
    case("unreadable files", "a register in Parquet", SAME, parquet_of(INCOME)),
    case("unreadable files", "whole numbers as floats", SAME, parquet_of(INCOME, column_as("taxpayers", lambda column: column.cast(pa.float64()))), fast=True),
    case("unreadable files", "text as categories", SAME, parquet_of(INCOME, column_as("scope", lambda column: column.dictionary_encode()))),
    case("unreadable files", "persons with a half", REFUSED, parquet_of(INCOME, column_as("taxpayers", lambda column: pa.array([value.as_py() + 0.5 for value in column]))), "income.parquet", "taxpayers"),
    case("unreadable files", "infinite incomes", REFUSED, parquet_of(INCOME, column_as("gross_income_dkk", lambda column: pa.array([float("inf")] * len(column)))), "income.parquet"),
    case("rows lost", "a stray quote in an extra column", REFUSED, all_of(as_text(CRIME, lambda text: text.replace("\n", ";note\n", 1).replace("\n", ";x\n").replace(";note;x\n", ";note\n", 1)), as_bytes(CRIME, lambda content: content.replace(b";x\n", b';"x\n', 1))), "crime.csv", fast=True),
    case("rows lost", "a quote opened and closed rows later", REFUSED, as_bytes(CRIME, lambda content: content.replace(b'"area";"A003"', b'"area;"A003"', 1)), "crime.csv"),
    case("rows lost", "a row with a cell too many", REFUSED, as_text(CRIME, lambda text: text + '"area";"A002";2018;1;1;1\n'), "crime.csv"),
    case("rows lost", "a row with a cell too few", REFUSED, as_text(CRIME, lambda text: text + '"area";"A002"\n'), "crime.csv"),
    case("encodings", "Windows-1252", SAME, as_text("areas.csv", lambda text: text, "cp1252"), fast=True),
    case("encodings", "a byte order mark", SAME, as_bytes(CRIME, lambda content: b"\xef\xbb\xbf" + content)),
    case("encodings", "line ends of Windows", SAME, as_text(CRIME, lambda text: text.replace("\n", "\r\n"))),
    case("encodings", "commas and a header in capitals", SAME, as_text(CRIME, lambda text: text.splitlines()[0].upper().replace(";", ",") + "\n" + "\n".join(text.splitlines()[1:]).replace(";", ",") + "\n")),
    case("encodings", "an extra column", SAME, as_text(CRIME, lambda text: text.replace("\n", ";note\n", 1).replace("\n", ";æøå\n").replace(";note;æøå\n", ";note\n", 1))),
    case("encodings", "a header with blanks", SAME, as_text(CRIME, lambda text: text.replace("convicted", " convicted ", 1))),
]  # fmt: skip

# --- cards and small files ----------------------------------------------------------------------------------------------

CARD = (
    "holder: x\nreceived_on: 2019-05-01\nbasis: test\nfiles:\n  crime.csv: {{register_year: {year}, sha256: {sha}}}\n"
)


def card(text: str):
    return added("2019/delivery.yaml", text)


GOAL = '- municipality_code: "101"\n  category: {category}\n  baseline_list_year: 2010\n  goal_year: 2020\n  share_of_baseline: {share}\n  source: a letter\n'
VALUES = "list_date,municipality_code,municipality,area,residents,non_western_pct,attachment_pct,convicted_pct,basic_education_pct,income_pct_of_region,printed_in,source\n"
NAME = "Opdigtet område 002"


def published(row: str):
    return added("published/values.csv", VALUES + row + "\n")


SMALL_FILES = [
    case("cards and small files", "a card with a key twice", REFUSED, card("holder: x\nholder: y\nreceived_on: 2019-05-01\nbasis: t\nfiles: {}\n"), "delivery.yaml", fast=True),
    case("cards and small files", "a register year with decimals", REFUSED, card(CARD.format(year="2018.7", sha="0" * 64)), "delivery.yaml"),
    case("cards and small files", "made_up as a word", REFUSED, card('made_up: "no"\n' + CARD.format(year=2018, sha="0" * 64)), "delivery.yaml", "made_up"),
    case("cards and small files", "a key nobody knows", REFUSED, card("owner: me\n" + CARD.format(year=2018, sha="0" * 64)), "delivery.yaml", "owner"),
    case("cards and small files", "another file than the card's", REFUSED, card(CARD.format(year=2018, sha="0" * 64)), "sha256"),
    case("cards and small files", "no such day", REFUSED, card(CARD.format(year=2018, sha="0" * 64).replace("2019-05-01", "2019-02-31")), "delivery.yaml"),
    case("cards and small files", "a card that is a list", REFUSED, card("- a\n- b\n"), "delivery.yaml"),
    case("cards and small files", "an empty card", REFUSED, card(""), "delivery.yaml"),
    case("cards and small files", "a card of brackets", REFUSED, card("[" * 5000), "delivery.yaml"),
    case("cards and small files", "a card of aliases", REFUSED, card("a: &a [x,x]\nb: &b [*a,*a]\nholder: *b\n"), "delivery.yaml"),
    case("cards and small files", "a card of bytes", REFUSED, added("2019/delivery.yaml", bytes(range(256))), "delivery.yaml"),
    case("cards and small files", "a goal below nothing", REFUSED, added("goals.yaml", GOAL.format(category="ghettoområde", share='"-1"')), "goals.yaml", fast=True),
    case("cards and small files", "a goal of 1e400", REFUSED, added("goals.yaml", GOAL.format(category="ghettoområde", share="1e400")), "goals.yaml"),
    case("cards and small files", "a goal of an unknown category", REFUSED, added("goals.yaml", GOAL.format(category="ghettområde", share='"1/2"')), "goals.yaml"),
    case("cards and small files", "a goal with a key twice", REFUSED, added("goals.yaml", GOAL.format(category="ghettoområde", share='"1/2"') + '  source: b\n'), "goals.yaml"),
    case("cards and small files", "a goal of nobody's municipality", REFUSED, added("goals.yaml", GOAL.format(category="ghettoområde", share='"1/2"').replace("101", "999")), "goals.yaml"),
    case("cards and small files", "published shares in place of percentages", REFUSED, published(f"2019-12-01,751,Aarhus,{NAME},1424,0.52,0.41,0.02,0.6,0.54,list,x"), "values.csv"),
    case("cards and small files", "a published date with junk behind it", REFUSED, published(f"2019-12-01junk,751,Aarhus,{NAME},1424,52,41,2.1,60,54,list,x"), "values.csv", "list_date"),
    case("cards and small files", "a published percentage below nothing", REFUSED, published(f"2019-12-01,751,Aarhus,{NAME},1424,-52,41,2.1,60,54,list,x"), "values.csv"),
    case("cards and small files", "a published area nobody knows", REFUSED, published("2019-12-01,751,Aarhus,Atlantis,1424,52,41,2.1,60,54,list,x"), "values.csv"),
    case("cards and small files", "a published list of an unknown category", REFUSED, added("published/lists.csv", f"list_date,municipality_code,municipality,area,category,evidence\n2019-12-01,751,Aarhus,{NAME},ghetto,x\n"), "lists.csv"),
    case("cards and small files", "a conviction limit below nothing", REFUSED, added("published/conviction_limits.csv", "list_date,category,limit_pct,evidence\n2019-12-01,udsat boligområde,-2.03,x\n"), "conviction_limits.csv"),
    case("cards and small files", "a conviction limit as a share", REFUSED, added("published/conviction_limits.csv", "list_date,category,limit_pct,evidence\n2019-12-01,udsat boligområde,0.0203,x\n"), "conviction_limits.csv"),
    case("cards and small files", "a made-up mark that says no", REFUSED, added("made_up.yaml", 'made_up: "no"\n'), "made_up.yaml"),
]  # fmt: skip

# --- areas ---------------------------------------------------------------------------------------------------------------


def area_row(**cells: str):
    """Add one area; what is not named is that of a good area."""

    def harm(raw: Path) -> None:
        header, *rows = read_rows(raw / "areas.csv")
        good = dict.fromkeys(header, "") | {
            "area_id": "NEW",
            "area": "Ny",
            "municipality_code": "101",
            "region_code": "84",
            "first_list_year": "2019",
        }
        write_rows(raw / "areas.csv", [header, *rows, [(good | cells)[column] for column in header]])

    return harm


def geojson(text: str):
    return added("areas.geojson", text)


SQUARE = '{"type":"Feature","properties":{"area_id":"A002"},"geometry":{"type":"Polygon","coordinates":[[[10,56],[11,56],[11,57],[10,56]]]}}'
COLLECTION = '{{"type":"FeatureCollection","features":[{}]}}'
AREAS = [
    case("areas", "a municipality of another region", REFUSED, area_row(region_code="81"), "areas.csv", fast=True),
    *(case("areas", f"municipality {code!r}", REFUSED, area_row(municipality_code=code), "areas.csv", "municipality_code") for code in ("1015", "0101", "101.0", "999", "København", "", "-1")),
    case("areas", "years below nothing", REFUSED, area_row(first_list_year="-2019"), "areas.csv"),
    case("areas", "a year of six digits", REFUSED, area_row(first_list_year="201900"), "areas.csv"),
    case("areas", "an end before the beginning", REFUSED, area_row(first_list_year="2019", last_list_year="2018"), "areas.csv"),
    case("areas", "predecessors in a circle", REFUSED, all_of(area_row(area_id="N1", area="N1", predecessors="N2"), area_row(area_id="N2", area="N2", first_list_year="2018", last_list_year="2018", predecessors="N1")), "areas.csv"),
    case("areas", "a predecessor that is not there", REFUSED, area_row(predecessors="NOBODY"), "areas.csv"),
    case("areas", "the same name in other letters", REFUSED, all_of(area_row(area_id="N1", area="Blågården"), area_row(area_id="N2", area=unicodedata.normalize("NFD", "BLÅGÅRDEN"))), "areas.csv"),
    case("areas", "the same name with other marks", REFUSED, all_of(area_row(area_id="N1", area="Tingbjerg/Utterslevhuse"), area_row(area_id="N2", area="Tingbjerg - Utterslevhuse")), "areas.csv"),
    case("areas", "the same id twice in a year", REFUSED, area_row(area_id="A002", area="A"), "areas.csv"),
    case("areas", "no areas", REFUSED, as_text("areas.csv", lambda text: text.splitlines()[0] + "\n"), "areas.csv"),
    case("areas", "boundaries nested deep", REFUSED, geojson("[" * 100_000), "areas.geojson"),
    case("areas", "boundaries without a number", REFUSED, geojson(COLLECTION.format(SQUARE.replace("[10,56],[11", "[NaN,56],[11"))), "areas.geojson"),
    case("areas", "boundaries without end", REFUSED, geojson(COLLECTION.format(SQUARE.replace("[10,56],[11", "[Infinity,56],[11"))), "areas.geojson"),
    case("areas", "boundaries without a point", REFUSED, geojson(COLLECTION.format(SQUARE.replace("[[[10,56],[11,56],[11,57],[10,56]]]", "[]"))), "areas.geojson"),
    case("areas", "boundaries of a line", REFUSED, geojson(COLLECTION.format(SQUARE.replace('"Polygon"', '"LineString"'))), "areas.geojson"),
    case("areas", "boundaries of bytes", REFUSED, added("areas.geojson", bytes(range(256))), "areas.geojson"),
    case("areas", "good boundaries", SAME, geojson(COLLECTION.format(SQUARE))),
]  # fmt: skip

# --- names that are shown -------------------------------------------------------------------------------------------------


def named(name: str):
    return in_rows("areas.csv", lambda cells: cells.update(area=name), lambda cells: cells["area_id"] == "A002")


NAMES = [
    case("names on the terminal", name, NOTED, named(text), fast=name == "closing markup")
    for name, text in {
        "closing markup": "Park [/b] Nord",
        "a link in markup": "Park [link=file:///etc/passwd]her[/link]",
        "a colour in markup": "[red]Park[/red]",
        "a formula": "=cmd|' /C calc'!A0",
        "a long name": "Meget lang " * 15 + "park",
        "right to left": "Park \u202egnitteS",
        "markup of a page": "<script>alert(1)</script> & Søn",
    }.items()
]


def plain_run(name: str) -> tuple[str, ...]:
    """The run with tables for people, where names are printed."""
    return (
        "run",
        "--list-year",
        "2019",
        "--raw",
        "{raw}",
        "--out",
        "{out}",
        "--work",
        "{work}",
        "--municipality",
        "all",
    )


NAMES = [
    Case(each.kind, each.name, each.grain, each.expect, each.harm, command=plain_run(each.name), fast=each.fast)
    for each in NAMES
]
NAMES += [
    Case("names on the terminal", "an escape character", "area", REFUSED, named("Park \x1b]52;c;aGVq\x07"), ("areas.csv",), command=plain_run("")),
]  # fmt: skip

LONG = [
    case("areas", f"{column} of 100,000 characters", REFUSED, set_cell("areas.csv", column, "å" * 100_000, nth=-1), "areas.csv", column)
    for column in ("area", "area_id")
]  # fmt: skip

# --- small files beside the deliveries: empty, without their columns, a folder, a pipe ------------------------------------

BESIDE = ("coverage", "values", "lists", "conviction_limits", "area_names", "programme_2011")
BESIDE_FILES = [
    case("files beside", f"{name}.csv {how}", REFUSED, added(f"published/{name}.csv", text), f"published/{name}.csv", fast=name in ("area_names", "programme_2011"))
    for name in BESIDE
    for how, text in (("is empty", ""), ("without its columns", "a,b\n1,2\n"), ("is no text", b"\0\1\2" * 9))
] + [
    case("files beside", f"{name}.csv is a folder", REFUSED, lambda raw, name=name: (raw / f"published/{name}.csv").mkdir(parents=True), f"published/{name}.csv")
    for name in BESIDE
] + [
    case("files beside", f"{name} leads in a circle", REFUSED, circle(name), name)
    for name in ("areas.csv", "goals.yaml", "areas.geojson", "made_up.yaml")
]  # fmt: skip

# --- commands ---------------------------------------------------------------------------------------------------------------

PLACES = ("--raw", "{raw}", "--out", "{out}", "--work", "{work}")
COMMANDS = [
    Case("commands", " ".join(words), "area", REFUSED, nothing, command=(*words, *places), fast=fast)
    for words, places, fast in (
        (("run", "--list-year", "9999"), PLACES, True),
        (("run", "--list-year", "100000000000000000000"), PLACES, False),
        (("run", "--list-year", "-5"), PLACES, False),
        (("run", "--list-year", "2009"), PLACES, False),
        (("run", "--list-year", "2025"), PLACES, True),
        (("run", "--list-year", "2030"), PLACES, False),
        (("backfill", "2018..99999999"), PLACES, False),
        (("backfill", "2019..2018"), PLACES, False),
        (("backfill", "2018..2019..2020"), PLACES, False),
        (("run", "--list-year", "2019", "--memory-limit", "0"), PLACES, False),
        (("run", "--list-year", "2019", "--municipality", "999"), PLACES, True),
        (("run", "--list-year", "2019", "--municipality", "Atlantis"), PLACES, False),
        (("run", "--list-year", "2019", "--raw", "{raw}", "--out", "gs://bucket/out"), (), False),
        (("run", "--list-year", "2019", "--raw", "https://bucket/raw", "--out", "{out}"), (), False),
        (("run", "--list-year", "2019", "--raw", "{raw}/nowhere", "--out", "{out}"), (), False),
        (("run", "--list-year", "2019", "--raw", "{raw}/areas.csv", "--out", "{out}"), (), False),
        (("run", "--list-year", "2019", "--raw", "{raw}", "--out", "{raw}/areas.csv"), (), False),
        (("explain", "Atlantis", "--list-year", "2019", "--raw", "{raw}"), (), False),
        (("explain", "A002", "--list-year", "99999999999", "--raw", "{raw}"), (), False),
        (("law", "--list-year", "1999"), (), False),
        (("law", "--list-year", "99999999999999"), (), False),
        (("whatif", "--list-year", "2019", "--set", "attachment=abc", "--raw", "{raw}"), (), False),
        (("whatif", "--list-year", "2019", "--set", "attachment=" + "9" * 5000 + " %", "--raw", "{raw}"), (), False),
        (("whatif", "--list-year", "2019", "--set", "=", "--raw", "{raw}"), (), False),
        (("whatif", "--list-year", "2019", "--minimum-size", "-1", "--raw", "{raw}"), (), False),
        (("whatif", "--list-year", "2019", "--minimum-size", "1" + "0" * 30, "--raw", "{raw}"), (), False),
        (("whatif", "--list-year", "2019", "--lists-in-a-row", "0", "--raw", "{raw}"), (), False),
        (("whatif", "--list-year", "2019", "--lists-in-a-row", "1" + "0" * 12, "--raw", "{raw}"), (), False),
        (("whatif", "--list-year", "2019", "--switch", "nobody=knows", "--raw", "{raw}"), (), False),
        (
            ("whatif", "--list-year", "2019", "--set", "convicted=3 %", "--set", "convicted=2 %", "--raw", "{raw}"),
            (),
            True,
        ),
        (
            (
                "whatif",
                "--list-year",
                "2019",
                "--switch",
                "merged_areas=any",
                "--switch",
                "merged_areas=all",
                "--raw",
                "{raw}",
            ),
            (),
            False,
        ),
        (("whatif", "--list-year", "2019", "--set", "convicted=3 %", "--raw", "{raw}", "--out", "{raw}"), (), False),
        (("run", "--list-year", "2019", "--raw", "{raw}", "--out", "{raw}"), (), False),
        (("run", "--list-year", "2019", "--raw", "{raw}", "--out", "{raw}/2019", "--work", "{work}"), (), True),
        (("run", "--list-year", "2019", "--raw", "{raw}", "--out", "{out}", "--work", "{raw}/2019/work"), (), False),
        (("run", "--list-year", "2019", "--raw", "{raw}", "--out", "{out}", "--work", "{out}"), (), True),
        (("run", "--list-year", "2019", "--raw", "{raw}", "--out", "{raw}/..", "--work", "{work}"), (), False),
    )
]

# --- a supplier's headings and codes, and extracts of StatBank -----------------------------------------------------------


def mapped(text: str, *others):
    """``columns.yaml`` in the list year's folder, after some other damage."""
    return all_of(*others, added(f"{LIST_YEAR}/columns.yaml", text))


HEADINGS = as_text(CRIME, lambda text: text.replace("convicted", "Dømte", 1).replace("code", "Område", 1))
EXTRACT = f"{LIST_YEAR}/STRAF.statbank.csv"
NO_COUNTRY = as_text(
    CRIME, lambda text: "".join(line for line in text.splitlines(True) if not line.startswith('"country"'))
)
OF_STATBANK = """statbank:
  crime:
    residents_18_plus: {file: STRAF.statbank.csv, place: OMRÅDE, select: {HVAD: Voksne}, unit: persons}
    convicted: {file: STRAF.statbank.csv, place: OMRÅDE, select: {HVAD: Dømte}, unit: persons}
"""


def from_statbank(change=lambda text: text):
    """The country's row of crime as an extract of StatBank, perhaps changed."""

    def harm(raw: Path) -> None:
        header, *rows = read_rows(raw / CRIME)
        country = next(dict(zip(header, row, strict=True)) for row in rows if row[0] == "country")
        year = country["register_year"]
        text = f"OMRÅDE;HVAD;TID;INDHOLD\n000 Hele landet;Voksne;{year};{country['residents_18_plus']}\n"
        text += f"000 Hele landet;Dømte;{year};{country['convicted']}\n"
        mapped(OF_STATBANK, NO_COUNTRY, added(EXTRACT, change(text)))(raw)

    return harm


def with_country_too(raw: Path) -> None:
    """The file keeps a row of the country, without the quotation marks by which the other is taken out."""
    _, *rows = read_rows(raw / CRIME)
    lines = (raw / CRIME).read_text(encoding="utf-8")
    (raw / CRIME).write_text(
        lines + "".join(";".join(row) + "\n" for row in rows if row[0] == "country"), encoding="utf-8"
    )


SUPPLIERS = [
    case("a supplier's names", "two headings in Danish", SAME, mapped("columns:\n  crime: {Dømte: convicted, område: code}\n", HEADINGS), fast=True),
    case("a supplier's names", "a heading that is not there", REFUSED, mapped("columns: {crime: {Straffede: convicted}}\n"), "columns.yaml"),
    case("a supplier's names", "two headings for one column", REFUSED, mapped("columns: {crime: {Dømte: convicted, Område: convicted}}\n", HEADINGS), "columns.yaml"),
    case("a supplier's names", "our heading and a supplier's for one column", REFUSED, mapped("columns: {crime: {residents_18_plus: convicted}}\n"), "convicted"),
    case("a supplier's names", "a column nobody knows", REFUSED, mapped("columns: {crime: {Dømte: guilty}}\n", HEADINGS), "columns.yaml"),
    case("a supplier's names", "a register nobody knows", REFUSED, mapped("columns: {housing: {Dømte: convicted}}\n"), "columns.yaml"),
    case("a supplier's names", "a key twice", REFUSED, mapped("columns: {}\ncolumns: {}\n"), "columns.yaml"),
    case("a supplier's names", "nested deep", REFUSED, mapped("columns: " + "[" * 5000 + "\n"), "columns.yaml"),
    case("a supplier's names", "bytes", REFUSED, added(f"{LIST_YEAR}/columns.yaml", b"\xff\xfe\x00\x01"), "columns.yaml"),
    case("a supplier's names", "two codes for one area", REFUSED, mapped("codes: {A003: A002}\n"), "2019"),
    case("a supplier's names", "a person number as a heading", REFUSED, mapped("columns: {crime: {Dømte: convicted}}\n", as_text(CRIME, lambda text: text.replace("convicted", CPR, 1))), "crime", secrets=(CPR,)),
    case("a supplier's names", "a folder", REFUSED, lambda raw: (raw / f"{LIST_YEAR}/columns.yaml").mkdir(), "columns.yaml"),
    case("StatBank", "the country's row", NOTED, from_statbank(), "STRAF.statbank.csv", fast=True),
    case("StatBank", "two points for the convicted", NOTED, from_statbank(lambda text: text.rsplit(";", 1)[0] + ";..\n"), "convicted"),
    case("StatBank", "a dash for the convicted", REFUSED, from_statbank(lambda text: text.rsplit(";", 1)[0] + ";-\n"), "convicted"),
    case("StatBank", "a number twice", REFUSED, from_statbank(lambda text: text + text.splitlines()[-1] + "\n"), "STRAF.statbank.csv"),
    case("StatBank", "another year", REFUSED, from_statbank(lambda text: text.replace(";2018;", ";2017;")), "STRAF.statbank.csv"),
    case("StatBank", "no number", REFUSED, from_statbank(lambda text: text.rsplit(";", 1)[0] + ";mange\n"), "STRAF.statbank.csv"),
    case("StatBank", "a thousands point", REFUSED, from_statbank(lambda text: text.rsplit(";", 1)[0] + ";1.234\n"), "STRAF.statbank.csv"),
    case("StatBank", "5,000 digits", REFUSED, from_statbank(lambda text: text.rsplit(";", 1)[0] + ";" + "9" * 5000 + "\n"), "STRAF.statbank.csv"),
    case("StatBank", "an unknown place", REFUSED, from_statbank(lambda text: text.replace("000 Hele landet", "777 Atlantis")), "STRAF.statbank.csv"),
    case("StatBank", "an empty extract", REFUSED, from_statbank(lambda _: ""), "STRAF.statbank.csv"),
    case("StatBank", "the country's row in both", REFUSED, all_of(with_country_too, from_statbank()), "crime.csv", "StatBank"),
    case("StatBank", "an extract that is not there", REFUSED, mapped(OF_STATBANK, NO_COUNTRY), "STRAF.statbank.csv"),
    case("StatBank", "an extract that no map names", REFUSED, added(EXTRACT, "OMRÅDE;TID;INDHOLD\n000;2018;1\n"), "STRAF.statbank.csv"),
]  # fmt: skip

CASES = (
    *SUPPLIERS,
    *NUMBERS,
    *MARKS,
    *NOT_READ,
    *WHOLE_COLUMNS,
    *CODES,
    *WORKBOOKS,
    *UNREADABLE,
    *SMALL_FILES,
    *AREAS,
    *NAMES,
    *BESIDE_FILES,
    *LONG,
    *COMMANDS,
)
