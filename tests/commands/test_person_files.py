"""The commands on person files: the same country in both grains gives the same lists, and no cell is shown."""

import os
import shutil
import stat
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from commands.ghettolist import main
from pipeline.synthetic import synthesize

YEARS = range(2020, 2023)
PERSONS = 6_000


def ghettolist(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One made-up country, delivered as person rows and as counts, and the outputs made of each."""
    folder = tmp_path_factory.mktemp("countries")
    for grain in ("person", "area"):
        synthesize(folder / grain, persons=PERSONS, list_years=YEARS, seed=7, grain=grain)
        result = ghettolist(
            "backfill", f"{YEARS[0]}..{YEARS[-1]}", "--raw", folder / grain, "--out", folder / f"{grain}-out",
            "--work", folder / "work", "--municipality", "all",
        )  # fmt: skip
        assert result.exit_code == 0, result.stderr
    return {name: folder / name for name in ("person", "area", "person-out", "area-out", "work")}


@pytest.mark.parametrize(
    "table",
    ["counts", "indicators", "assessments", "designations", "delta", "area_list", "goal_progress"],
)
def test_the_same_country_in_both_grains_gives_the_same_table_apart_from_the_grain(
    countries: dict[str, Path], table: str
) -> None:
    for list_year in YEARS:
        name = f"{table}/list_year={list_year}/part-0.parquet"
        found = [pq.read_table(countries[each] / name) for each in ("person-out", "area-out")]
        without = [each.drop(["grain"]) if "grain" in each.column_names else each for each in found]
        assert without[0].to_pylist() == without[1].to_pylist(), name
    if table not in ("delta", "goal_progress"):
        assert found[0].num_rows > 0


def test_the_grain_of_person_files_is_named_in_the_manifest(countries: dict[str, Path]) -> None:
    rows = pq.read_table(countries["person-out"] / "manifest/list_year=2022/part-0.parquet").to_pylist()
    registers = [row for row in rows if row["path"].startswith("2022/")]
    assert {row["grain"] for row in registers} == {"person"}
    population = next(row for row in registers if "population" in row["path"])
    assert population["rows"] == pq.read_metadata(countries["person"] / population["path"]).num_rows


def test_everything_in_the_work_and_the_temporary_folder_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an open umask, after a run and just before its temporary copies go; one file needs a copy, one run fails."""
    raw, work, temporary = tmp_path / "raw", tmp_path / "new" / "work", tmp_path / "tmp"
    synthesize(raw, persons=3_000, list_years=range(2024, 2025), seed=5, file_format="csv")
    (raw / "2024" / "delivery.yaml").unlink()
    crime = raw / "2024" / "crime.csv"
    crime.write_bytes(crime.read_bytes() + b"\n")  # a blank line: read from a copy
    temporary.mkdir(mode=0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    seen: dict[str, int] = {}

    def look(folder: Path) -> None:
        modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*")) if path.exists()}
        seen.update({f"{path}{'/' if path.is_dir() else ''}": mode for path, mode in modes.items()})

    remove = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", lambda path, **how: (look(Path(path)), remove(path, **how)))
    words = ("--list-year", 2024, "--raw", raw, "--out", tmp_path / "out", "--work", work)
    before = os.umask(0o022)
    try:
        assert ghettolist("run", *words).exit_code == 0
        monkeypatch.setattr("pipeline.outputs.yearly_run.make_lists", lambda *_: 1 / 0)
        assert ghettolist("run", *words).exit_code == 70
    finally:
        os.umask(before)
    look(work)
    look(temporary)
    assert any("crime" in path and "/persons-" in path for path in seen), "the copy of person rows was not seen"
    assert any("/errors/" in path for path in seen)
    private = {path for path in seen if not path.startswith(str(tmp_path / "out"))}
    wanted = {path: 0o700 if path.endswith("/") else 0o600 for path in private}
    assert {path: oct(seen[path]) for path in private if seen[path] != wanted[path]} == {}


def test_person_files_are_counted_once_and_only_counts_are_kept(countries: dict[str, Path]) -> None:
    again = ghettolist(
        "run", "--list-year", 2022, "--raw", countries["person"], "--out", countries["work"] / "again",
        "--work", countries["work"], "--municipality", "all",
    )  # fmt: skip
    assert "counts kept from an earlier run" in again.stderr
    assert "counted by area" not in again.stderr
    kept = [path for path in countries["work"].rglob("*.parquet") if "again" not in path.parts]
    assert kept
    for path in kept:
        assert "pnr" not in pq.read_schema(path).names
        assert pq.read_metadata(path).num_rows < 1_000


def test_person_files_are_labelled_made_up_like_any_other(countries: dict[str, Path]) -> None:
    rows = pq.read_table(countries["person-out"] / "designations/list_year=2022/part-0.parquet").to_pylist()
    assert {row["made_up"] for row in rows} == {True}


def test_person_files_are_received_with_what_the_raw_root_holds_and_refused_like_any_other(
    countries: dict[str, Path], tmp_path: Path
) -> None:
    raw, inbox = tmp_path / "raw", tmp_path / "inbox"
    shutil.copytree(countries["person"], raw)
    shutil.move(raw / "2022", inbox)
    (inbox / "delivery.yaml").unlink()
    words = ("receive", inbox, "--list-year", 2022, "--raw", raw, "--work", tmp_path / "work")
    filed = ghettolist(*words)
    assert filed.exit_code == 0, filed.stderr
    assert (raw / "2022" / "delivery.yaml").is_file() and not (raw / ".receiving").exists()
    assert (raw / "2022" / "crime.parquet").read_bytes() == (inbox / "crime.parquet").read_bytes()

    shutil.rmtree(raw / "2022")
    income = pq.read_table(inbox / "income.parquet")
    pq.write_table(pa.concat_tables([income, income.slice(0, 3)]), inbox / "income.parquet")
    told_twice = ghettolist(*words)
    assert told_twice.exit_code == 4
    assert f"income_duplicate_key fails for 3 of {income.num_rows + 3:,}" in told_twice.stderr
    assert sorted(path.name for path in raw.iterdir()) == sorted(
        path.name for path in countries["person"].iterdir() if path.name != "2022"
    )

    next(raw.glob("addresses.*")).unlink()
    without_addresses = ghettolist(*words)
    assert without_addresses.exit_code == 3
    assert "addresses: is missing" in without_addresses.stderr and "put it in the raw root" in without_addresses.stderr


def test_two_lists_with_nobody_on_them_are_compared_all_the_same(tmp_path: Path) -> None:
    """The small country's named areas have 40 residents each, so none is on a list."""
    synthesize(tmp_path / "raw", persons=PERSONS, list_years=YEARS, seed=7, grain="area")
    words = ("--raw", tmp_path / "raw", "--out", tmp_path / "out", "--municipality", "265")
    told = ghettolist("backfill", f"{YEARS[0]}..{YEARS[-1]}", *words).stdout
    assert f"Delta since the list of {YEARS[-2]}\nNothing moved: no area shown is on either list." in told


def test_a_made_up_country_is_labelled_even_where_a_card_forgets_it(countries: dict[str, Path], tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(countries["area"], raw)
    for card in raw.glob("*/delivery.yaml"):
        card.unlink()
    assert ghettolist("run", "--list-year", 2020, "--raw", raw, "--out", tmp_path / "out").exit_code == 0
    rows = pq.read_table(tmp_path / "out" / "designations/list_year=2020/part-0.parquet").to_pylist()
    assert {row["made_up"] for row in rows} == {True}


def test_a_file_with_real_looking_cpr_numbers_is_refused_without_showing_one(
    countries: dict[str, Path], tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(countries["person"], raw)
    (raw / "2022" / "delivery.yaml").unlink()
    population = raw / "2022" / "population.parquet"
    table = pq.read_table(population)
    keys = [f"{1 + row % 28:02d}{1 + row % 12:02d}{row % 100:02d}{row % 10_000:04d}" for row in range(table.num_rows)]
    pq.write_table(table.set_column(table.schema.get_field_index("pnr"), "pnr", pa.array(keys)), population)
    result = ghettolist("run", "--list-year", 2022, "--raw", raw, "--out", tmp_path / "out", "--work", tmp_path / "w")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "look like real CPR numbers" in result.stderr
    assert not any(key in result.stderr for key in keys[:500])
    assert not (tmp_path / "out").exists()


def test_last_years_register_saved_again_is_refused_and_taken_where_it_is_accepted_by_name(tmp_path: Path) -> None:
    raw, name = tmp_path / "raw", "income_row_count_repeats"
    synthesize(raw, persons=15_000, list_years=(2019, 2020), seed=1, grain="person")
    (raw / "2020" / "delivery.yaml").unlink()
    last_year = pq.read_table(raw / "2019" / "income.parquet")
    pq.write_table(last_year, raw / "2020" / "income.parquet", compression="gzip")
    words = ("run", "--list-year", 2020, "--raw", raw, "--out", tmp_path / "out", "--work", tmp_path / "work")
    refused = ghettolist(*words)
    assert refused.exit_code == 4
    assert f"- 2020, income (income.parquet): {name} fails for {last_year.num_rows:,}" in refused.stderr
    assert f"run with --accept {name}" in refused.stderr
    accepted = ghettolist(*words, "--accept", name)
    assert accepted.exit_code == 0, accepted.stderr
    assert name in accepted.stderr
