"""A file that is something else than its name says is refused as what it is, whichever reader the name asks for."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from pipeline.core.errors import InputRefused
from pipeline.inputs.contents import KINDS
from pipeline.inputs.formats import header_of, read_declared
from pipeline.inputs.registers import REGISTERS
from pipeline.persons.sources import find_sources

TEXT = b"scope;code;register_year;residents_18_plus;convicted\narea;a;2023;900;20\n"
SAS = next(beginning for beginning, kind in KINDS.items() if ".sas7bdat" in kind.endings) + bytes(600)
RENAME, UTF_8 = "let its name end with {} if that is what you mean", "save it as CSV in UTF-8"

MISNAMED = [
    ("csv", "parquet", "is a Parquet file, but its name ends with .csv", RENAME.format(".parquet")),
    ("csv", "utf-16", "is text in UTF-16, but", UTF_8),
    ("csv", "utf-16 without a mark", "holds NUL bytes: it is no text", "save it as CSV"),
    ("csv", "gzip", "is gzip, but", "unpack it"),
    ("csv", "sas", "is a SAS file, but", RENAME.format(".sas7bdat")),
    ("csv", "workbook", "is a workbook or a zip archive, but", RENAME.format(".xlsx")),
    ("csv", "pdf", "is a PDF, but", "save it as CSV"),
    ("parquet", "text", "is text, but its name ends with .parquet", RENAME.format(".csv")),
    ("parquet", "gzip", "is gzip, but its name ends with .parquet", "unpack it"),
    ("parquet", "sas", "is a SAS file, but", RENAME.format(".sas7bdat")),
    ("parquet", "utf-16", "is text in UTF-16, but", UTF_8),
    ("sas7bdat", "text", "is text, but its name ends with .sas7bdat", RENAME.format(".csv")),
    ("sas7bdat", "parquet", "is a Parquet file, but", RENAME.format(".parquet")),
    ("sas7bdat", "workbook", "is a workbook or a zip archive, but", RENAME.format(".xlsx")),
]


def content(kind: str, folder: Path) -> bytes:
    if kind == "parquet":
        pl.DataFrame({"code": ["a"]}).write_parquet(folder / "x")
        return (folder / "x").read_bytes()
    known = {"text": TEXT, "gzip": gzip.compress(TEXT), "sas": SAS, "workbook": b"PK\x03\x04x", "pdf": b"%PDF-1.7\n"}
    return known.get(kind) or TEXT.decode().encode("utf-16-le" if "without" in kind else "utf-16")


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_an_encrypted_parquet_file_is_refused_as_one_whatever_its_name(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"crime.{ending}"
    path.write_bytes(b"PARE" + bytes(200) + b"PARE")
    for read in (lambda: header_of(path), lambda: find_sources({"crime": path}, {"crime": ["pnr"]})):
        with pytest.raises(InputRefused, match=r"is an encrypted Parquet file\..* write it without encryption"):
            read()


@pytest.mark.parametrize(("ending", "kind", "problem", "remedy"), MISNAMED, ids=[f"{k}.{e}" for e, k, *_ in MISNAMED])
def test_a_misnamed_file_is_refused_as_what_it_is_by_the_readers_of_counts_and_of_persons(
    tmp_path: Path, ending: str, kind: str, problem: str, remedy: str
) -> None:
    path = tmp_path / f"crime.{ending}"
    path.write_bytes(content(kind, tmp_path))
    refusals = []
    for read in (
        lambda: read_declared(path, REGISTERS["crime"].counts, path.name),
        lambda: header_of(path),
        lambda: find_sources({"crime": path}, {"crime": ["pnr"]}),
    ):
        with pytest.raises(InputRefused) as refused:
            read()
        refusals.append(str(refused.value))
    assert all(problem in each and remedy in each for each in refusals), refusals


@pytest.mark.parametrize(
    ("first_line", "problem"),
    [("\n", "has an empty first line"), ("pnr;x\r1;2\r", "lines that end with CR alone")],
)
def test_a_csv_of_persons_without_a_header_line_is_refused_in_words(
    tmp_path: Path, first_line: str, problem: str
) -> None:
    path = tmp_path / "crime.csv"
    path.write_text(first_line, newline="")
    with pytest.raises(InputRefused, match=problem):
        find_sources({"crime": path}, {"crime": ["pnr"]})
