"""Spark gives what Polars gives: the same counts, the same profile, the same refusals, from the same odd files."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.core.errors import InputRefused
from pipeline.persons import PersonFiles, aggregate, aggregate_and_profile
from pipeline.persons.columns import DATE_SHAPES, with_amount, with_day, with_number
from tests.persons import test_border as border
from tests.persons.small import deliver, odd_persons, options
from tests.persons.test_columns import AMOUNTS, CODES, ODD_DAYS, read
from tests.persons.test_person_referee import Tables, compare, countries

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs java, and there is none")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spark") / "work"


@pytest.fixture(scope="module", autouse=True)
def session(work: Path) -> Any:
    """One session for the whole file, of one core and one partition: the files are small. The engine takes it as it is."""
    from pipeline.persons.engines import spark

    changes = {"spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark, "TUNING", spark.TUNING | spark.TUNING_OF_ONE_MACHINE | changes)
        return spark.start_session("local[1]", work)


def test_what_spark_spills_lies_in_a_private_folder_of_the_work_folder(session: Any, work: Path) -> None:
    folder = Path(session.conf.get("spark.local.dir"))
    assert folder.parent == work.resolve()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert any(folder.rglob("blockmgr-*")), "Spark does not use it"


def test_the_counts_and_the_profile_are_those_of_polars_byte_for_byte(tmp_path: Path) -> None:
    files = odd_persons(tmp_path / "delivery")
    ours, profile = aggregate_and_profile(files, options(tmp_path, engine="spark"))
    theirs, expected = aggregate_and_profile(files, options(tmp_path))
    assert {name: frame.to_csv() for name, frame in ours.items()} == {n: f.to_csv() for n, f in theirs.items()}
    pd.testing.assert_frame_equal(profile, expected)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(country=countries())
def test_spark_counts_what_the_referee_counts(country: tuple[int, Tables]) -> None:
    compare(country, "parquet", "spark")


def test_every_odd_cell_is_read_alike(session: Any) -> None:
    for shape in DATE_SHAPES:
        assert read(ODD_DAYS, with_day, shape, spark=session) == read(ODD_DAYS, with_day, shape), shape
    assert read(AMOUNTS, with_amount, spark=session) == read(AMOUNTS, with_amount)
    assert read(CODES, with_number, spark=session) == read(CODES, with_number)


def test_a_delivery_that_is_odd_in_every_file_gives_the_counts_of_the_plain_one(tmp_path: Path) -> None:
    """Keys as floats, addresses padded, days in UTC, codes with blanks, and a folder whose name is a pattern."""
    folder = tmp_path / "year[2]"
    expected = aggregate(deliver(tmp_path / "plain", **border.ROWS), options(tmp_path / "plain"))
    deliver(tmp_path / "year2", **{**border.ROWS, "population": border.ROWS["population"][:7]})  # what a pattern finds
    files = deliver(folder, **border.ROWS)
    odd: dict[str, list[Callable[[pl.DataFrame], pl.DataFrame]]] = {
        "population": [
            border.SAME_KEYS["addresses of sixteen characters"][1],
            border.column("foed_dag", border.SAME_DAYS["UTC"]),
        ],
        "employment": [border.SAME_KEYS["floats"][1]],
        "crime": [
            border.column("afg_ger7", lambda code: code + "  "),
            border.column("afg_afgoedto", border.SAME_DAYS["UTC"]),
        ],
    }
    for register, changes in odd.items():
        frame = pl.read_csv(folder / f"{register}.csv", separator=";", infer_schema=False, glob=False)
        for change in changes:
            frame = change(frame)
        with (folder / f"{register}.parquet").open("wb") as stream:
            frame.write_parquet(stream)
    changed = {register: folder / f"{register}.parquet" for register in odd}
    told: list[str] = []
    files = replace(files, registers={**files.registers, **changed})
    border.same(aggregate(files, options(folder, engine="spark"), told.append), expected)
    assert f"crime: {len(border.ROWS['crime'])} cells of afg_ger7 had blanks around them; trimmed" in told
    assert any("compared in all as" in sentence for sentence in told)


REFUSED: dict[str, tuple[Callable[[Path], PersonFiles], str]] = {
    "a time of day without zone": (
        lambda folder: border.with_parquet(folder, "population", border.NOON),
        "foed_dag: 40 dates have a time of day",
    ),
    "a nested column": (
        lambda folder: border.with_parquet(folder, "income", border.LISTED),
        r"income .*column omfang: has a type that cannot be read",
    ),
    "a stray quote mark": (
        lambda folder: border.with_stray_quote(folder, "cp1252"),
        r"1 row \(4\) with a stray quote mark",
    ),
    "person numbers": (
        lambda folder: border.with_person_numbers(folder, "a float")[0],
        "look like real CPR numbers",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_polars_refuses_is_refused_in_the_same_words(tmp_path: Path, case: str) -> None:
    made, words = REFUSED[case]
    files = made(tmp_path)
    with pytest.raises(InputRefused, match=words) as refused:
        aggregate(files, options(tmp_path, engine="spark"))
    with pytest.raises(InputRefused) as expected:
        aggregate(files, options(tmp_path))
    assert refused.value.message() == expected.value.message()


def test_a_session_whose_work_folder_was_removed_is_started_anew(tmp_path: Path, session: Any) -> None:
    """Last in this file, since it ends the session of the others: a process may count twice, and clear its work folder."""
    files = odd_persons(tmp_path / "delivery")
    shutil.rmtree(session.conf.get("spark.local.dir"))
    ours = aggregate(files, options(tmp_path / "anew", engine="spark"))
    theirs = aggregate(files, options(tmp_path))
    assert {name: frame.to_csv() for name, frame in ours.items()} == {n: f.to_csv() for n, f in theirs.items()}
