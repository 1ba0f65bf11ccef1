"""The border: what could be misread is refused by name, with its own rows, and what is ordinary is read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core import paths
from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.core.tables import Column, Kind
from pipeline.inputs import csv_files
from pipeline.inputs.areas import Area, AreaTable, read_areas
from pipeline.inputs.boundaries import read_boundaries
from pipeline.inputs.cards import is_marked_made_up, read_card
from pipeline.inputs.cells import typed_cells
from pipeline.inputs.csv_files import read_csv
from pipeline.inputs.deliveries import read_delivery
from pipeline.inputs.folders import check_raw_root, register_files
from pipeline.inputs.formats import read_declared
from pipeline.inputs.goals import read_goals
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.unchanged import unchanged

COUNT = Column("residents", Kind.COUNT, "Residents", required=False)
AMOUNT = Column("income", Kind.AMOUNT, "Income", required=False)
DAY = Column("list_date", Kind.DAY, "Day")

# Cells of one column, and what is read of them: values, or the fault and the places that have it
READ: list[tuple[Column, list[object], object]] = [
    (COUNT, ["1000", " 7 ", "", "-3"], [1000, 7, None, -3]),
    (COUNT, ["1", "1.000"], {"thousands": [1]}),
    (COUNT, ["1,000", "1 000", "1'000", "1.234.567"], {"thousands": [0, 1, 2, 3]}),
    (COUNT, ["1000.0", "1e3", "+5", "0x3e8", "１"], {"count": [0, 1, 2, 3, 4]}),
    (COUNT, ["..", "5", "<5", "*", "-", "…"], {"mark": [0, 2, 3, 5], "dash": [4]}),  # no measure: see test_suppressed
    (COUNT, ["1" + "0" * 30, "9" * 5000], {"large": [0, 1]}),
    (COUNT, [Decimal("812.0"), 812, 2**64 - 1], {"large": [2]}),
    (COUNT, [Decimal("812.5"), True], {"count": [0]}),
    (AMOUNT, ["1,5", "2", "-3,25"], [Decimal("1.5"), Decimal(2), Decimal("-3.25")]),
    (AMOUNT, ["239.293", "300000"], {"thousands": [0]}),
    (AMOUNT, ["239.293", "300000.75"], {"thousands": [0]}),  # two decimals elsewhere: three digits are no decimals
    (AMOUNT, ["301.125", "0.345"], [Decimal("301.125"), Decimal("0.345")]),  # 0.345 is no thousand
    (AMOUNT, ["1.234,50", "1.234.567"], {"thousands": [0, 1]}),
    (AMOUNT, ["1,5", "2,5", "3.5"], {"mixed": [2]}),
    (AMOUNT, ["1,5", "2.5"], {"mixed": [0, 1]}),
    (AMOUNT, ["1.12345678901234567890", "1." + "1" * 40], {"decimals": [0, 1]}),
    (AMOUNT, ["1.50000000"], [Decimal("1.5")]),
    (DAY, ["2024-12-01", dt.date(2024, 12, 1)], [dt.date(2024, 12, 1)] * 2),
    (DAY, ["2024-12-01junk", "2024-13-01", "1.12.2024"], {"day": [0, 1, 2]}),
]


@pytest.mark.parametrize(("column", "cells", "found"), READ, ids=[f"{c.kind}-{cells[0]!s:.12}" for c, cells, _ in READ])
def test_a_cell_is_read_exactly_or_its_own_place_and_fault_are_named(
    column: Column, cells: list[object], found: object
) -> None:
    read = typed_cells(cells, column)  # type: ignore[arg-type]
    values, wrong = read.values, read.wrong
    if isinstance(found, dict):
        assert {fault: places for fault, places in wrong.items() if fault in found} == found
    else:
        assert (values, wrong) == (found, {})


HEADER = "scope;code;register_year;residents_18_plus;convicted"
ROWS = "area;a;2023;900;20\ncountry;DK;2023;4600000;33000\n"
CSV: list[tuple[str, bytes, str]] = [
    ("a stray quotation mark in an extra column", f'{HEADER};x\narea;a;2023;9;1;"x\narea;b;2023;9;1;y"\n'.encode(), "rows 2, 3"),
    ("a quotation mark inside a cell", f'{HEADER}\narea;a"b;2023;9;1\n'.encode(), "row 2"),
    ("lines that end with CR alone", f"{HEADER}\r{ROWS}".replace("\n", "\r").encode(), "CR alone"),
    ("NUL bytes", f"{HEADER}\n{ROWS}\0".encode(), "NUL"),
    ("gzip", b"\x1f\x8b" + bytes(range(256)), "is gzip"),
    ("a workbook", b"PK\x03\x04" + bytes(range(256)), "is a workbook"),
    ("UTF-16", f"{HEADER}\n{ROWS}".encode("utf-16"), "UTF-16"),
    ("bytes of no encoding", f"{HEADER}\n".encode() + b"area;\x81\xc3\x28;2023;9;1\n", "cannot be read"),
    ("a header of 200 kB", b"x" * 200_000 + f"{HEADER}\n{ROWS}".encode(), "has a first line of more than 100,000 bytes"),
    ("columns without a name that are filled", f"{HEADER};;\narea;a;2023;9;1;7;\n".encode(), "row 2"),
    ("a column named twice", f"{HEADER};scope\n".encode(), "named twice: scope"),
    ("a row with a cell too few", f"{HEADER}\narea;a;2023;9\n".encode(), "row 2"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "content", "words"), CSV, ids=[what for what, _, _ in CSV])
def test_a_file_that_readers_disagree_on_is_one_refusal_that_names_it(
    tmp_path: Path, what: str, content: bytes, words: str
) -> None:
    (tmp_path / "crime.csv").write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        read_declared(tmp_path / "crime.csv", REGISTERS["crime"].counts, "2024/crime.csv")
    assert words in str(refused.value)
    assert all(fault.where.startswith("2024/crime.csv") for fault in refused.value.faults)


@pytest.mark.parametrize("behind", ["", ";", ";;"])
@pytest.mark.parametrize("below", ["", "\n\n", ";;;;\n;;;;\n"])
def test_empty_columns_behind_and_empty_rows_below_are_what_a_spreadsheet_leaves(
    tmp_path: Path, behind: str, below: str
) -> None:
    (tmp_path / "crime.csv").write_text(f"{HEADER}\n{ROWS}".replace("\n", f"{behind}\n") + below)
    frame = read_declared(tmp_path / "crime.csv", REGISTERS["crime"].counts, "crime.csv")
    assert frame["convicted"].tolist() == [20, 33000]


def test_a_row_is_named_by_its_line_in_the_file_empty_lines_counted(tmp_path: Path) -> None:
    (tmp_path / "crime.csv").write_text(f"{HEADER}\n\n{ROWS}\narea;c;2023;x;1\n")
    assert read_csv(tmp_path / "crime.csv", "crime.csv").row_numbers == (3, 4, 6)
    with pytest.raises(InputRefused, match=r"row 6"):
        read_declared(tmp_path / "crime.csv", REGISTERS["crime"].counts, "crime.csv")


def test_a_file_without_a_header_shows_nobody_s_row(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path)
    raw.delivery(2024).mkdir()
    path = raw.delivery(2024) / "crime.csv"
    path.write_text("0101907731;2018-01-01;1310006;2\n" * 3)
    readings = (lambda: read_declared(path, REGISTERS["crime"].counts, "crime.csv"), lambda: read_delivery(raw, 2024))
    for read in readings:
        with pytest.raises(InputRefused) as refused:
            read()
        assert "0101907731" not in str(refused.value)


def test_a_nested_column_is_refused_where_it_is_declared_and_ignored_where_it_is_not(tmp_path: Path) -> None:
    columns = {"scope": ["area"], "code": ["a"], "register_year": [2023], "residents_18_plus": [9], "convicted": [1]}
    path = tmp_path / "crime.parquet"
    pq.write_table(pa.table({**columns, "extra": [[1, 2]]}), path)
    assert read_declared(path, REGISTERS["crime"].counts, "crime.parquet")["convicted"].tolist() == [1]
    pq.write_table(pa.table({**columns, "convicted": [[1]]}), path)
    with pytest.raises(InputRefused, match="column convicted: 1 cell is of a type that no column has"):
        read_declared(path, REGISTERS["crime"].counts, "crime.parquet")


def folder(path: Path) -> None:
    path.mkdir()


# An entry of a list year's folder that is not read, and the nearest name that is
UNREAD: list[tuple[str, Callable[[Path], object], str]] = [
    ("incme.csv", Path.touch, "name it income.csv"),
    ("befolkning.csv", Path.touch, "name it population.csv"),
    ("KRAF.csv", Path.touch, "name it crime.csv"),
    ("income.xls", Path.touch, "save it as an Excel workbook (.xlsx)"),
    ("order.xlsx", Path.touch, "ghettolist receive order.xlsx --list-year 2024"),
    ("income.csv.gz", Path.touch, "name it income"),
    ("notes.txt", Path.touch, "take it out"),
    ("Delivery.yml", Path.touch, "name it delivery.yaml"),
    ("income.csv", folder, "is a folder"),
    ("income.csv", os.mkfifo, "is a pipe"),
    ("income.csv", lambda path: path.symlink_to("nowhere"), "leads nowhere"),
    ("income.csv", lambda path: path.symlink_to("income.csv"), "leads nowhere"),
    ("income.csv", lambda path: path.symlink_to("/dev/zero"), "device"),
]


@pytest.mark.parametrize(("name", "make", "words"), UNREAD, ids=[f"{name}-{words}" for name, _, words in UNREAD])
def test_an_entry_of_a_year_that_would_not_be_read_is_refused_by_name(
    tmp_path: Path, name: str, make: Callable[[Path], object], words: str
) -> None:
    (tmp_path / "2024").mkdir()
    make(tmp_path / "2024" / name)
    with pytest.raises(InputRefused) as refused:
        register_files(RawRoot(tmp_path), 2024)
    assert f"2024/{name}" in str(refused.value)
    assert words in str(refused.value)


def test_what_an_operating_system_leaves_behind_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$income.xlsx", "INCOME.csv"):
        (tmp_path / "2024" / name).touch()
    assert register_files(RawRoot(tmp_path), 2024) == {"income": tmp_path / "2024" / "INCOME.csv"}


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [
        ("area.csv", True),
        ("adresses.csv", True),
        ("goal.yaml", True),
        ("2O24", True),
        ("²⁰²⁴", True),
        ("2024", True),  # a file
        ("notes.txt", False),
        ("areas.csv.bak", False),
        ("README.md", False),
    ],
)
def test_beside_the_years_only_what_looks_like_something_read_is_refused(
    tmp_path: Path, name: str, is_refused: bool
) -> None:
    (tmp_path / "areas.csv").touch()
    (tmp_path / name).touch()
    if is_refused:
        with pytest.raises(InputRefused, match=name):
            check_raw_root(RawRoot(tmp_path))
    else:
        check_raw_root(RawRoot(tmp_path))


CARD = "holder: DST\nreceived_on: 2024-05-02\nbasis: b\nfiles:\n  crime.csv: {register_year: 2023, sha256: SHA}\n"
SHA = "0" * 64
CARDS: list[tuple[str, str, str]] = [
    ("a key twice", CARD + "holder: X\n", "`holder` stands twice"),
    ("an unknown key", CARD + "owner: X\n", "unknown key `owner`"),
    ("a year with decimals", CARD.replace("2023", "2023.7"), "register_year (line 5): not a year"),
    ("a switch in quotes", CARD + 'made_up: "no"\n', "made_up (line 6): not a switch"),
    ("no such day", CARD.replace("05-02", "02-31"), "received_on (line 2): not a date"),
    ("junk behind a day", CARD.replace("05-02", "05-02junk"), "received_on (line 2): not a date"),
    ("an alias", CARD.replace("holder: DST", "holder: &a DST").replace("basis: b", "basis: *a"), "reference"),
    ("nesting without end", "[" * 5000, "nested more than"),
    ("a list", "- a\n", "does not hold keys"),
    ("nothing", "", "is empty"),
]


@pytest.mark.parametrize(("what", "text", "words"), CARDS, ids=[what for what, _, _ in CARDS])
def test_a_card_is_read_strictly(tmp_path: Path, what: str, text: str, words: str) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "delivery.yaml").write_text(text.replace("SHA", SHA))
    with pytest.raises(InputRefused) as refused:
        read_card(RawRoot(tmp_path), 2024)
    assert words in str(refused.value)


GOAL = '- municipality_code: "101"\n  category: ghettoområde\n  baseline_list_year: 2010\n  goal_year: 2020\n  share_of_baseline: SHARE\n  source: a letter\n'


@pytest.mark.parametrize(("share", "found"), [('"1/2"', "1/2"), ("0.5", "1/2"), ('"0,5"', None), ("-1", None), ("1e400", None), (".inf", None), ("2", None), ("true", None)])  # fmt: skip
def test_the_share_of_a_goal_is_a_share(tmp_path: Path, share: str, found: str | None) -> None:
    (tmp_path / "goals.yaml").write_text(GOAL.replace("SHARE", share), encoding="utf-8")
    if found is None:
        with pytest.raises(InputRefused, match=r"share_of_baseline \(line 5\)"):
            read_goals(RawRoot(tmp_path))
    else:
        assert str(read_goals(RawRoot(tmp_path))[0].share_of_baseline) == found


def test_a_mark_that_does_not_say_yes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "made_up.yaml").write_text("made_up: false\n")
    with pytest.raises(InputRefused, match="made_up"):
        is_marked_made_up(RawRoot(tmp_path))


TABLE = AreaTable((Area("a", "Ahaven", "101", "84", 2010, None, ()),))
SQUARE = "[[[10,56],[11,56],[11,57],[10,56]]]"
SHAPES = [
    ("[]", "empty"),
    ("[[[NaN,56],[11,56],[11,57],[10,56]]]", "no collection|not a collection"),
    ("[[[1e999,56],[11,56],[11,57],[10,56]]]", "not finite"),
    ("[[[0,0],[1,1],[1,0],[0,1],[0,0]]]", "not valid"),
    ("[[[10,56]]]", "make no polygon"),
    ("[" * 100_000, "nested too deep|not a collection"),
]


@pytest.mark.parametrize(("coordinates", "words"), SHAPES, ids=[words for _, words in SHAPES])
def test_a_boundary_that_is_no_sound_polygon_is_refused(tmp_path: Path, coordinates: str, words: str) -> None:
    def collection(ring: str) -> str:
        feature = f'{{"properties": {{"area_id": "a"}}, "geometry": {{"type": "Polygon", "coordinates": {ring}}}}}'
        return f'{{"type": "FeatureCollection", "features": [{feature}]}}'

    path = tmp_path / "areas.geojson"
    path.write_text(collection(SQUARE))
    assert set(read_boundaries(path, TABLE).polygons) == {"a"}
    path.write_text(collection(coordinates))
    with pytest.raises(InputRefused, match=words):
        read_boundaries(path, TABLE)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "crime.csv"
    path.write_text("one")
    with unchanged({"2024/crime.csv": path}):
        path.read_text()
    with pytest.raises(InputRefused, match=r"2024/crime.csv: changed while it was read"):  # noqa: SIM117
        with unchanged({"2024/crime.csv": path}):
            path.write_text("two")


def test_a_file_that_is_taken_away_while_it_is_read_is_said_to_be_gone(tmp_path: Path) -> None:
    path = tmp_path / "crime.csv"
    path.write_text("one")
    with pytest.raises(InputRefused, match=r"2024/crime.csv: is gone") as refused, unchanged({"2024/crime.csv": path}):
        path.unlink()
    assert "changed" not in str(refused.value)


def test_a_file_that_was_just_written_is_hashed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes in one tick of the file system's clock leave the same time stamps."""
    path = tmp_path / "crime.csv"
    monkeypatch.setattr(paths, "state_of", lambda _: (0,))
    found = []
    for text in ("one", "two"):
        path.write_text(text)
        found.append(paths.sha256_of(path))
    assert found[0] != found[1]


LINES = 'a;b\n1;2\n;;\n \r\n"x\ny";3\r\n4;5'


@pytest.mark.parametrize("block", [1, 2, 5, 1 << 22])
def test_filled_lines_are_counted_block_by_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(csv_files, "BLOCK_BYTES", block)
    path = tmp_path / "crime.csv"
    for text, rows in (("", 0), ("a;b", 0), ("a;b\n", 0), ("a;b\n1;2", 1), (LINES, 4), (LINES + "\n\n;\n", 4)):
        path.write_bytes(text.encode())
        assert csv_files.row_count(path) == rows, text


SPELLINGS = [
    ("", "is empty"),
    ("name,others\nA,B\n", "columns missing: area, also_written"),
    ("area\nA\n", "columns missing: also_written"),
    ("area,also_written\n,B\n", "column area"),
    ("area,also_written\nA,X;B\nC,x\n", "a spelling that another area has too \\(row 3\\)"),
    ("area,also_written\nA,B,C\n", "not 2 cells wide"),
]


@pytest.mark.parametrize(("text", "words"), SPELLINGS)
def test_a_file_of_spellings_that_is_none_is_one_refusal(tmp_path: Path, text: str, words: str) -> None:
    raw = RawRoot(tmp_path)
    columns = "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors"
    raw.areas.write_text(f"{columns}\na;A;101;84;2010;;\n")
    raw.published_folder.mkdir()
    raw.area_names.write_text("area,also_written\nA,A1;A 2\n")
    assert read_areas(raw).find("a 2").area_id == "a"
    raw.area_names.write_text(text)
    with pytest.raises(InputRefused, match=words) as refused:
        read_areas(raw)
    assert "published/area_names.csv" in str(refused.value)
