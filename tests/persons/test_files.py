"""Person files in every format: read alike, refused with clear messages, and never left in temporary folders."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from pipeline.core.errors import InputRefused
from pipeline.inputs import file_formats
from pipeline.persons import aggregate, is_person_grain, profile
from pipeline.persons.temporary import temporary_folder
from tests.inputs import sas_files
from tests.persons.small import HEADERS, deliver, files_in, options

SENTINEL = "SENTINEL7741"
REGISTERS = ("population", "employment", "education", "income", "crime")
ROWS: dict[str, Any] = {
    "population": [
        "100000000001;1980-06-01;101;2;5436;home",
        "100000000002;1990-02-28;0751;1;5100;away",
        "100000000003;2010-12-31;851;3;5404;elsewhere",
    ],
    "employment": ["100000000001;318;0,35", "100000000001;131;0,65", "100000000002;411;1"],
    "education": ["100000000001;2000;17", "100000000002;1000;15"],
    "income": ["100000000001;250000,75;1;131", "100000000002;-50,5;1;322"],
    "crime": ["100000000002;2023-03-04;1252123;111"],
}
NUMBERS = {"soc_status_kode", "fuldtid", "hf_kilde", "perindkialt_13", "omfang", "socio13", "ie_type", "opr_land"}


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for register, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[register], obj=register)


def as_parquet(folder: Path, upper: bool, typed: bool) -> None:
    """The CSV files of a delivery once more as Parquet: all text, or numbers and dates, as a register would be."""
    for register in REGISTERS:
        frame = pl.read_csv(folder / f"{register}.csv", separator=";", infer_schema=False)
        for column in frame.columns if typed else ():
            if column in NUMBERS:
                frame = frame.with_columns(pl.col(column).str.replace(",", ".").cast(pl.Float64))
            if column in {"foed_dag", "afg_afgoedto"}:
                frame = frame.with_columns(pl.col(column).str.to_date())
            if column in {"pnr", "kom", "afg_ger7", "hfaudd"}:
                frame = frame.with_columns(pl.col(column).cast(pl.Int64))
        frame.rename(str.upper if upper else str).write_parquet(folder / f"{register}.parquet")


@pytest.mark.parametrize("typed", [True, False], ids=["numbers and dates", "text"])
def test_parquet_of_any_types_and_case_counts_like_csv(tmp_path: Path, typed: bool) -> None:
    files = deliver(tmp_path, **ROWS)
    as_parquet(tmp_path, upper=True, typed=typed)
    same(aggregate(files_in(tmp_path, suffix=".parquet"), options(tmp_path)), aggregate(files, options(tmp_path)))


@pytest.mark.parametrize("shape", ["bom", "cp1252", "commas"])
def test_csv_in_any_danish_shape_counts_the_same(tmp_path: Path, shape: str) -> None:
    expected = aggregate(deliver(tmp_path / "plain", **ROWS), options(tmp_path))
    files = deliver(tmp_path / "other", **ROWS)
    for register in REGISTERS:
        path = tmp_path / "other" / f"{register}.csv"
        text = path.read_text(encoding="utf-8").replace("elsewhere", "ærøvej")
        if shape == "commas":
            text = text.replace(",", ".").replace(";", ",")
        path.write_bytes(
            text.upper()
            .replace("HOME", "home")
            .replace("AWAY", "away")
            .encode("utf-8-sig" if shape == "bom" else "cp1252" if shape == "cp1252" else "utf-8")
        )
    same(aggregate(files, options(tmp_path)), expected)
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("keys", ["", "number_keys"], ids=["text keys", "number keys"])
@pytest.mark.parametrize("rows_at_a_time", [2, 250_000])
def test_sas_files_count_and_are_questioned_like_the_same_rows_in_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_at_a_time: int, keys: str
) -> None:
    monkeypatch.setattr(file_formats, "SAS_CHUNK_ROWS", rows_at_a_time)
    asked, told = options(tmp_path), []
    written = deliver(tmp_path, **sas_files.PERSONS)
    delivered = replace(written, registers={name: sas_files.FOLDER / keys / f"{name}.sas7bdat" for name in REGISTERS})
    same(aggregate(delivered, asked, told.append), aggregate(written, asked))
    pd.testing.assert_frame_equal(profile(delivered, asked), profile(written, asked))
    assert sum("copied to a temporary file" in sentence for sentence in told) == len(REGISTERS)
    assert list((tmp_path / "work").iterdir()) == []


def test_the_grain_is_told_from_the_columns_in_any_case() -> None:
    assert is_person_grain(["PNR", "Kom"]) and not is_person_grain(["scope", "code", "register_year"])


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    files = deliver(tmp_path)
    (tmp_path / "income.csv").write_text("pnr;omfang\nx;1\n")
    (tmp_path / "crime.csv").unlink()
    with pytest.raises(InputRefused) as refused:
        aggregate(files, options(tmp_path))
    told = str(refused.value)
    assert "perindkialt_13, socio13" in told and "crime (crime.csv): is missing" in told


def test_an_address_in_two_areas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="1 addresses lie in more than one area in 2024"):
        aggregate(deliver(tmp_path, addresses=["home;A;2010;", "home;B;2020;"]), options(tmp_path))


CPR = [f"{day:02d}0680123{day % 10};1980-06-01;101;1;5100;home" for day in range(1, 10)]


@pytest.mark.parametrize(
    "other", [{"hfaudd": ["1000;10", "1000;30"]}, {"population": CPR}], ids=["hfaudd", "population"]
)
def test_faults_of_the_addresses_are_told_before_those_of_what_is_read_beside_them(
    tmp_path: Path, other: dict[str, list[str]]
) -> None:
    with pytest.raises(InputRefused):
        aggregate(deliver(tmp_path, **other), options(tmp_path))
    for _ in range(5):
        with pytest.raises(InputRefused, match="1 addresses lie in more than one area in 2024"):
            aggregate(deliver(tmp_path, **other, addresses=["home;A;2010;", "home;B;2020;"]), options(tmp_path))


def test_an_address_that_moved_from_one_area_to_another_is_in_one_each_year(tmp_path: Path) -> None:
    files = deliver(tmp_path, addresses=["outside;A;2010;2023", "outside;B;2024;"])
    found = aggregate(files, options(tmp_path))["population"].set_index("code")["residents"]
    assert found["B"] == 1 and "A" not in found


def test_a_person_in_two_areas_is_refused(tmp_path: Path) -> None:
    rows = [f"{SENTINEL};1980-06-01;101;1;5100;{at}" for at in ("home", "away")]
    with pytest.raises(InputRefused, match="1 residents of areas occur more than once") as refused:
        aggregate(deliver(tmp_path, population=rows), options(tmp_path))
    assert SENTINEL not in str(refused.value)


def test_keys_that_look_like_cpr_numbers_are_refused_without_being_shown(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="look like real CPR numbers") as refused:
        aggregate(deliver(tmp_path, population=CPR), options(tmp_path))
    assert "0680" not in str(refused.value)


@pytest.mark.parametrize("question", [aggregate, profile])
@pytest.mark.parametrize("register", REGISTERS)
def test_no_cell_gets_into_a_message_a_log_or_a_chained_error(
    tmp_path: Path, register: str, question: object, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    files = deliver(tmp_path, **ROWS)
    path = tmp_path / f"{register}.csv"
    width = HEADERS[register].count(";") + 3  # too wide a row makes the engine stop, and quote it
    path.write_text(path.read_text() + ";".join([SENTINEL] * width) + "\n")
    with pytest.raises(InputRefused) as refused:
        question(files, options(tmp_path))  # type: ignore[operator]
    error: BaseException | None = refused.value
    while error is not None:
        assert SENTINEL not in repr(error)
        error = error.__cause__ or error.__context__
    shown = capfd.readouterr()
    assert SENTINEL not in caplog.text + shown.out + shown.err
    assert register in str(refused.value)


def test_a_crash_leaves_a_folder_that_the_next_run_removes_but_a_living_run_keeps_its_own(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from pipeline.persons.temporary import temporary_folder\n"
        "with temporary_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'persons.parquet').write_bytes(b'rows'); os._exit(9)"
    )
    crashed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=Path.cwd(), check=False)
    assert crashed.returncode == 9
    (leftover,) = tmp_path.iterdir()
    with temporary_folder(tmp_path) as own:
        assert not leftover.exists()
        with temporary_folder(tmp_path) as another:
            assert own.exists() and another.exists()
    assert list(tmp_path.iterdir()) == []
