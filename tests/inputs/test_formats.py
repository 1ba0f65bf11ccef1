"""The same exact frame from every format of a delivery, and one message for all faults of a file."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core.errors import InputRefused
from pipeline.inputs.formats import header_of, read_declared
from pipeline.inputs.registers import REGISTERS
from tests.inputs import sas_files

EMPLOYMENT = REGISTERS["employment"].counts
ROWS = "area{s}Blåhøj{s}2016{s}812{s}301{d}25\ncountry{s}DK{s}2016{s}3400000{s}\n"
HEADER = "scope{s}code{s}register_year{s}residents_18_64{s}without_link\n"


def written(folder: Path, content: bytes, name: str = "employment.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def expected() -> list[list[object]]:
    return [["area", "Blåhøj", 2016, 812, Decimal("301.25")], ["country", "DK", 2016, 3_400_000, None]]


def rows(frame: pd.DataFrame) -> list[list[object]]:
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


SHAPES = [
    (separator, decimal, encoding, header)
    for separator in ";,"
    for decimal in ",."
    for encoding in ("utf-8", "utf-8-sig", "cp1252")
    for header in (HEADER, HEADER.upper())
    if separator != decimal
]


@pytest.mark.parametrize(("separator", "decimal", "encoding", "header"), SHAPES)
def test_every_csv_shape_gives_the_same_exact_frame(
    tmp_path: Path, separator: str, decimal: str, encoding: str, header: str
) -> None:
    text = (header.replace("{S}", "{s}") + ROWS).format(s=separator, d=decimal)
    frame = read_declared(written(tmp_path, text.encode(encoding)), EMPLOYMENT, "employment.csv")
    assert rows(frame) == expected()


def test_a_quoted_decimal_comma_in_a_comma_separated_file_is_read(tmp_path: Path) -> None:
    text = HEADER.format(s=",") + 'area,Blåhøj,2016,812,"301,25"\n'
    frame = read_declared(written(tmp_path, text.encode()), EMPLOYMENT, "employment.csv")
    assert frame["without_link"].iloc[0] == Decimal("301.25")


def test_parquet_of_floats_decimals_or_integers_gives_the_same_exact_frame(tmp_path: Path) -> None:
    columns = {"SCOPE": ["area", "country"], "Code": ["Blåhøj", "DK"], "register_year": [2016, 2016]}
    for parts in (pa.array([301.25, None]), pa.array([Decimal("301.25"), None])):
        table = pa.table({**columns, "residents_18_64": [812.0, 3_400_000.0], "without_link": parts, "extra": [1, 2]})
        pq.write_table(table, tmp_path / "employment.parquet")
        assert rows(read_declared(tmp_path / "employment.parquet", EMPLOYMENT, "employment.parquet")) == expected()


def test_a_float_is_the_decimal_number_people_would_write(tmp_path: Path) -> None:
    table = pa.table(
        {"scope": ["area"], "code": ["a"], "register_year": [2016], "residents_18_64": [9], "without_link": [0.1]}
    )
    pq.write_table(table, tmp_path / "employment.parquet")
    frame = read_declared(tmp_path / "employment.parquet", EMPLOYMENT, "employment.parquet")
    assert frame["without_link"].iloc[0] == Decimal("0.1")  # not 0.1000000000000000055...


def test_the_header_is_known_without_reading_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, ("\ufeff" + HEADER.format(s=";").upper()).encode())
    assert header_of(path) == EMPLOYMENT.names


BAD = [
    # what is wrong, the file, words of the message
    ("nothing in it", "", "is empty"),
    ("a column missing", "scope;code\narea;a\n", "columns missing: register_year, residents_18_64, without_link"),
    ("a column twice", "scope;scope\narea;a\n", "columns named twice: scope"),
    ("a ragged row", HEADER.format(s=";") + "area;a;2016;1\n", "1 row not 5 cells wide (row 2)"),
    ("half a person", HEADER.format(s=";") + "area;a;2016;1.5;1\n", "residents_18_64: 1 cell is not a whole number"),
    ("a thousands separator", HEADER.format(s=";") + "area;a;2016;1.234.567;1\n", "thousands separator"),
    ("no year", HEADER.format(s=";") + "area;a;;9;1\n", "register_year: 1 cell is empty (row 2)"),
    (
        "comma and point",
        HEADER.format(s=";") + "area;a;2016;9;1,5\narea;b;2016;9;2.5\n",
        "mixes decimal comma and point",
    ),
    ("seven decimals", HEADER.format(s=";") + "area;a;2016;9;1,1234567\n", "more than 6 decimals"),
]


@pytest.mark.parametrize(("what", "text", "words"), BAD, ids=[case[0] for case in BAD])
def test_a_file_that_cannot_be_read_is_refused_with_its_column_and_rows(
    tmp_path: Path, what: str, text: str, words: str
) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_declared(written(tmp_path, text.encode()), EMPLOYMENT, "2017/employment.csv")
    assert words in refusal.value.message()
    assert "2017/employment.csv" in refusal.value.message()


def test_all_faults_of_a_file_come_together(tmp_path: Path) -> None:
    text = HEADER.format(s=";") + "area;a;2016;x;1\narea;b;;9;y\n"
    with pytest.raises(InputRefused) as refusal:
        read_declared(written(tmp_path, text.encode()), EMPLOYMENT, "employment.csv")
    assert len(refusal.value.faults) == 3


def test_a_cell_that_cannot_be_read_is_never_quoted(tmp_path: Path) -> None:
    text = HEADER.format(s=";") + "area;a;2016;SECRET-VALUE;1\n"
    with pytest.raises(InputRefused) as refusal:
        read_declared(written(tmp_path, text.encode()), EMPLOYMENT, "employment.csv")
    assert "SECRET" not in refusal.value.message()


def test_a_sas_file_is_read_like_the_same_rows_in_csv(tmp_path: Path) -> None:
    text = "\n".join([HEADER.format(s=";").strip(), *sas_files.COUNTS]) + "\n"
    found = read_declared(sas_files.FOLDER / "counts.sas7bdat", EMPLOYMENT, "employment.sas7bdat")
    pd.testing.assert_frame_equal(found, read_declared(written(tmp_path, text.encode()), EMPLOYMENT, "employment.csv"))


def test_a_sas_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "employment.sas7bdat"
    path.write_bytes(b"not really SAS")
    with pytest.raises(InputRefused, match="is text, but its name ends"):
        read_declared(path, EMPLOYMENT, "employment.sas7bdat")
