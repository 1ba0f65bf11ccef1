"""Columns of text read at once mean what they mean read cell by cell, whatever is written in them after the first rows."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputRefused
from pipeline.persons import PersonFiles, aggregate_and_profile, delivery
from pipeline.persons.csv_lines import lines_of
from pipeline.persons.delivery import opened
from pipeline.persons.engines.polars import PolarsEngine
from pipeline.persons.plain import PLAIN_CODE, PLAIN_DAY, Plain
from pipeline.persons.sources import Source
from tests.persons.small import deliver, odd_persons, options

CODES = ("2", "+2", "-2", "02", "0000002", "00000002", "000000000000002", "2.0", "2.", " 2", "2 ", '"2"', '" 2"', "-0",
         "0", "", '""', "2e0", "0x2", "9999999", "10000000", "99999999999", "٢", "x", "1_0", "2\u00a0")  # fmt: skip
DAYS = ("1980-06-01", "1980-6-1", "1980-06-1", "1980/06/01", "01-06-1980", "1-06-1980", "19800601", "1980-06-01 00:00",
        "1980-06-01T00:00:00", "1980-06-01 12:00", " 1980-06-01", "1980-06-01 ", "+1980-06-01", "+198-06-01", "-198-06-01",
        "1980- 6-01", "1980-06- 1", "1980-+6-01", "1980-\t6-01", "1980-6\u00a0-01", "980-006-01", "1980-006-1", "1980-6-001", "1980--6-01", "+980-06-01", "1980-06-1x",
        "1799-12-31", "1800-01-01", "2021-02-29", "2020-02-29", "1980-13-01", "19800-6-01", "0000-01-01", "01JUN1980",
        '"1980-06-01"', "", "x", "1980-06-0١")  # fmt: skip
AMOUNTS = ("250000", "250000.5", "250000,5", "250.000", "250.0000", "1.250.000", "1000.125", "1000.1255", "0.125", ".5",
           "5.", "+5", "-5", "-0", "5e5", "inf", "nan", " 5", "5 ", "1 000", "005", "", '""', '"5.5"', "x", "5\u00a0",
           "99999999999999", "100000000000000", "999999999999999999999")  # fmt: skip
PERSONS = 12
ROWS: dict[str, Any] = {
    "population": [["p{n}", "1980-06-01", "101", "2", "5436", "home"]] * PERSONS,
    "employment": [["p{n}", "318", "1"]] * PERSONS,
    "education": [["p{n}", "1000", "15"]] * PERSONS,
    "income": [["p{n}", "250000", "1", "131"]] * PERSONS,
    "crime": [["p{n}", "2023-05-05", "1252", "111"]] * PERSONS,
}
PLACES = {  # register, place of the column: what else may be written there
    ("population", 1): DAYS, ("population", 2): CODES, ("population", 3): CODES, ("population", 4): CODES,
    ("employment", 1): CODES, ("employment", 2): AMOUNTS, ("education", 1): CODES, ("education", 2): CODES,
    ("income", 1): AMOUNTS, ("income", 2): CODES, ("income", 3): CODES, ("crime", 1): DAYS, ("crime", 3): CODES,
}  # fmt: skip
Cells = list[tuple[tuple[str, int], int, str]]


def written(folder: Path, cells: Cells) -> PersonFiles:
    """A good delivery with some cells, after the first row of their file, written in another way."""
    rows = {
        register: [[cell.format(n=10 + number) for cell in row] for number, row in enumerate(of_register)]
        for register, of_register in ROWS.items()
    }
    for (register, place), number, cell in cells:
        rows[register][number][place] = cell
    return deliver(folder, **{register: [";".join(row) for row in lines] for register, lines in rows.items()})


def as_parquet(files: PersonFiles) -> PersonFiles:
    """The same cells in Parquet, all of them text."""
    delivered = {register: path.with_suffix(".parquet") for register, path in files.registers.items()}
    for register, path in files.registers.items():
        pl.read_csv(path, separator=";", infer_schema_length=0).write_parquet(delivered[register])
    return replace(files, registers=delivered)


def outcome(files: PersonFiles, folder: Path) -> tuple[str, ...]:
    """The counts and the profile, or every fault."""
    try:
        counts, profile = aggregate_and_profile(files, options(folder))
    except InputRefused as refusal:
        return tuple(str(fault) for fault in refusal.faults)
    return (*(f"{name}\n{frame.to_csv()}" for name, frame in counts.items()), profile.to_csv())


def cell_by_cell(patch: pytest.MonkeyPatch) -> None:
    """From here on no column is read at once."""
    patch.setattr(delivery, "_plain_where_it_is", lambda _engine, _name, _source, raw, *_: raw)


@st.composite
def cells(draw: st.DrawFn) -> Cells:
    places = draw(st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=3))
    return [(place, draw(st.integers(1, PERSONS - 1)), draw(st.sampled_from(PLACES[place]))) for place in places]


@pytest.mark.parametrize("in_parquet", [False, True], ids=["csv", "parquet"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    chosen=[(("population", 3), 5, "+2"), (("population", 1), 6, "1980-6-1")]
)  # one byte too many, and two too few
@example(chosen=[(("income", 1), 5, "250.000")])
@example(chosen=[(("crime", 3), 2, "0000111")])
@example(chosen=[(("crime", 3), 1, '""')])
@example(chosen=[(("education", 1), 2, "2.0"), (("education", 2), 2, "")])
@given(chosen=cells())
def test_whatever_is_written_after_the_first_rows_gives_what_reading_cell_by_cell_gives(
    tmp_path_factory: pytest.TempPathFactory, in_parquet: bool, chosen: Cells
) -> None:
    folder = tmp_path_factory.mktemp("plain")
    files = as_parquet(written(folder, chosen)) if in_parquet else written(folder, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "SAMPLE_ROWS", 1)
        at_once = outcome(files, folder)
        cell_by_cell(patch)
        assert at_once == outcome(files, folder)


def test_columns_that_are_odd_from_the_first_row_give_what_reading_cell_by_cell_gives(tmp_path: Path) -> None:
    files = odd_persons(tmp_path)
    at_once = outcome(files, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        cell_by_cell(patch)
        assert at_once == outcome(files, tmp_path)


@pytest.mark.parametrize(
    ("place", "cell", "rule"),
    [
        (("population", 1), "1980-06-0١", "impossible_date"),
        (("population", 2), "١٠١", "unknown_kom"),
        (("income", 1), "٢٥٠٠٠٠", "impossible_amount"),
        (("income", 2), "١", "unknown_omfang"),
        (("crime", 2), "١٢٥٢", "unknown_afg_ger7"),
    ],
)
def test_digits_of_another_script_are_no_number(
    place: tuple[str, int], cell: str, rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are counted as cells that cannot be read; the engines, which cannot convert them, are not asked to."""
    files = written(tmp_path, [(place, 5, cell)])
    cell_by_cell(monkeypatch)
    profile = aggregate_and_profile(files, options(tmp_path))[1]
    found = profile[(profile["register"] == place[0]) & (profile["rule"] == rule)]
    assert found["failures"].tolist() == [1]


AGAIN = "the columns differ from their first rows: the files are opened again"


@pytest.mark.parametrize(
    ("cell", "read_again"),
    [
        ([], 0),
        ([(("population", 3), 5, '"2"')], 0),  # quote marks are no part of a cell
        ([(("population", 3), 5, "")], 0),
        ([(("population", 3), 5, "02")], 1),
        ([(("population", 3), 5, "x")], 1),
        ([(("population", 1), 5, "1980-6-1")], 1),
        ([(("income", 1), 5, "5.5")], 0),
        ([(("income", 1), 5, "5,5")], 1),
    ],
)
def test_a_register_is_read_again_only_where_a_cell_is_not_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: Cells, read_again: int
) -> None:
    monkeypatch.setattr(delivery, "SAMPLE_ROWS", 1)
    told: list[str] = []
    aggregate_and_profile(written(tmp_path, cell), options(tmp_path), None, told.append)
    assert told.count(AGAIN) == read_again


def test_with_less_memory_too_all_parts_together_show_whether_the_columns_were_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SAMPLE_ROWS", 1)
    monkeypatch.setattr("pipeline.persons.reading.passes_needed", lambda *_: 3)
    for cell, read_again in (([], 0), ([(("population", 3), 5, "02")], 1)):
        told: list[str] = []
        aggregate_and_profile(written(tmp_path, cell), options(tmp_path), None, told.append)
        assert told.count(AGAIN) == read_again


@pytest.mark.parametrize("cell", [*CODES, *DAYS])
def test_a_cell_read_at_once_is_as_long_as_it_is_written_or_shorter(tmp_path: Path, cell: str) -> None:
    """Never longer: else one cell could make up for another, and both would go unseen."""
    path = tmp_path / "x.csv"
    path.write_text(f"a;b\n{cell};1980-06-01\n", encoding="utf-8")
    lines = lines_of(path, ";", 2)
    names = ("a", "b")
    columns = dict(zip(names, names, strict=True))
    source = Source("x", path, None, columns, names, 1, ";", is_bare=lines.is_bare)  # type: ignore[arg-type]
    for form in (
        Plain("code", PLAIN_CODE, 1),
        Plain("code", PLAIN_CODE, 4),
        Plain("code", PLAIN_CODE),
        Plain("day", PLAIN_DAY),
    ):
        forms = {"a": form}
        try:
            frame = PolarsEngine().scan_plain(source, forms)
            assert frame is not None
            (row,), written = PolarsEngine().fetch(frame), PolarsEngine().written(frame, forms)
        except pl.exceptions.PolarsError:
            continue  # the reader cannot read it: then the register is read again
        assert lines.cell_bytes is not None and written <= lines.cell_bytes
        content = cell.strip('"')
        is_plain = not content or (row["a"] is not None and bool(re.match(form.pattern, content)))
        assert (written == lines.cell_bytes) == is_plain


@pytest.mark.parametrize(
    "form", [Plain("code", PLAIN_CODE, 1), Plain("code", PLAIN_CODE, 4), Plain("code", PLAIN_CODE)]
)
def test_codes_in_text_of_parquet_are_as_long_as_they_are_written_only_if_all_are_plain(
    tmp_path: Path, form: Plain
) -> None:
    """The cells are numbers of one digit to seven, which no other cell can make up for: none is ever longer."""
    for cell in (*CODES, "7", "23", "1234", "1234567", None):
        pl.DataFrame({"a": ["5", cell], "b": ["11", "12"]}, schema={"a": pl.String, "b": pl.String}).write_parquet(
            tmp_path / "x.parquet"
        )
        source = Source("x", tmp_path / "x.parquet", None, {"a": "a", "b": "b"}, ("a", "b"), 2)  # type: ignore[arg-type]
        forms = {"a": form, "b": Plain("code", PLAIN_CODE, 2)}
        frame = PolarsEngine().scan_plain(source, forms)
        assert frame is not None
        read, short_of = PolarsEngine().columns(frame)["a"], PolarsEngine().written(frame, forms)
        is_plain = not cell or (read[1] is not None and bool(re.match(PLAIN_CODE, cell)))
        assert short_of <= 0 and (short_of == 0) == is_plain, cell
        assert read == [5, int(cell) if cell and is_plain else read[1]]


@pytest.mark.parametrize(("cell", "read_again"), [("1000", 0), ("", 0), ("01000", 1), ("1000.0", 1), ("x", 1)])
def test_codes_in_text_of_parquet_are_read_as_text_only_where_one_is_not_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str, read_again: int
) -> None:
    monkeypatch.setattr(delivery, "SAMPLE_ROWS", 1)
    told: list[str] = []
    files = as_parquet(written(tmp_path, [(("education", 1), 5, cell)]))
    with opened(files, options(tmp_path), lambda _: None) as found:
        assert found.registers["education"].types["hfaudd"] == nw.Int16
        assert found.registers["crime"].types["afg_ger7"] == nw.String
    aggregate_and_profile(files, options(tmp_path), None, told.append)
    assert told.count(AGAIN) == read_again


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.sampled_from(["", "a", '"a"', '""', '"a;b"', '"a""b"', "æ", "12"]), min_size=2, max_size=2))
)
def test_the_bytes_of_the_cells_of_a_csv_file_are_those_a_csv_reader_finds(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    for line_end in ("\n", "\r\n"):
        text = "".join(";".join(row) + line_end for row in [["h", "h"], *rows])
        (tmp_path / "x.csv").write_bytes(text.encode())
        found = lines_of(tmp_path / "x.csv", ";", 2).cell_bytes
        cells = [cell for row in list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:] for cell in row]
        assert found is None or found == sum(len(cell.encode()) for cell in cells)
        assert (found is None) == any(";" in cell or '"' in cell for cell in cells)
