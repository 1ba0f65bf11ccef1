"""The questions of an auditor: how did a list come about, what differed, can it be made again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from commands.ghettolist import main
from pipeline.core import version
from pipeline.core.staging import COMPLETE, JOURNAL

ROOT = Path(__file__).parents[2]
REAL, MADE_UP = ROOT / "data" / "raw", ROOT / "data" / "made_up"


def ghettolist(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_prune_completes_first_what_a_killed_run_had_decided(tmp_path: Path) -> None:
    out, staged = tmp_path / "out", ".staging-killed"
    (out / staged / "new").mkdir(parents=True)
    (out / staged / "old").mkdir()
    (out / staged / "new" / "0").write_text("decided")
    entries = {"0": {"place": "area_list.csv", "is_folder": False, "existed": False}}
    (out / JOURNAL).write_text(json.dumps({"folder": staged, "direction": COMPLETE, "entries": entries}))
    assert ghettolist("prune", "--out", out).exit_code == 0
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("area_list.csv", "decided")]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a raw root and what was published from it."""
    folder = tmp_path_factory.mktemp("audit")
    shutil.copytree(REAL, folder / "raw")
    assert ghettolist("run", "--list-year", 2017, "--raw", folder / "raw", "--out", folder / "out").exit_code == 0
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(first, tmp_path / "copy")
    return tmp_path / "copy"


def run(folder: Path) -> None:
    done = ghettolist("run", "--list-year", 2017, "--raw", folder / "raw", "--out", folder / "out")
    assert done.exit_code == 0, done.stderr


def correct(folder: Path) -> None:
    """A correction of the published figures: Bispeparken loses 1,000 residents."""
    path = folder / "raw/published/values.csv"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("2017-12-01,101,København,Bispeparken,"))
    cells = line.split(",")
    cells[4] = "900"
    path.write_text(text.replace(line, ",".join(cells)), encoding="utf-8")


def history(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        ghettolist("history", "--list-year", 2017, "--out", folder / "out", "--format", "json").stdout
    )
    return found


def test_the_same_list_published_again_is_the_same_vintage_with_another_line_of_history(folder: Path) -> None:
    run(folder)
    once, twice = history(folder)
    assert once["id"] == twice["id"]
    assert once["run_id"] != twice["run_id"]
    assert twice["what"] == ["the same"]
    assert len(list((folder / "out").rglob("*.zip"))) == 1


def test_a_correction_is_another_vintage_and_the_history_names_the_file_and_the_area(folder: Path) -> None:
    before = (folder / "out/designations/list_year=2017/part-0.parquet").read_bytes()
    correct(folder)
    run(folder)
    old, new = history(folder)
    assert old["id"] != new["id"]
    assert new["what"][0] == "data changed: published/values.csv"  # type: ignore[index]
    assert new["areas"] == ["Bispeparken: ghettoområde on the list -> not on it"]
    [decision] = new["decisions"]  # type: ignore[misc]
    assert (decision["causes"], decision["unsettled"]) == ([["data"]], [])  # nothing else changed
    assert [each["criterion"] for each in decision["criteria"]] == ["size"]
    assert "because of the data; Residents" in str(new["what"])
    assert "-> 900 (limit 1,000)" in str(new["what"])
    words = ("history", "--show", str(old["id"])[:6], "--out", folder / "out")
    assert "Bispeparken" in ghettolist(*words).stdout
    assert ghettolist(*words, "--to", folder / "then").exit_code == 0
    assert (folder / "then/designations/list_year=2017/part-0.parquet").read_bytes() == before
    assert (folder / "out/designations/list_year=2017/part-0.parquet").read_bytes() != before


@contextmanager
def another_version() -> Iterator[None]:
    """The program as if it were of another version, that makes the same lists."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(version, "VERSION", "0.1.0")
        version.version_of.cache_clear()
        yield
    version.version_of.cache_clear()


def test_of_a_correction_and_an_upgrade_at_once_it_is_told_which_did_it(folder: Path) -> None:
    """The earlier inputs are made again by the later program: it says what the earlier one said, so it was the data."""
    shutil.copytree(folder / "raw", folder / "raw as it was")
    shutil.rmtree(folder / "out")
    with another_version():
        run(folder)
    correct(folder)
    run(folder)

    def told(raw: Path) -> dict[str, object]:
        words = ("history", "--list-year", 2017, "--raw", raw, "--out", folder / "out", "--format", "json")
        last: dict[str, object] = json.loads(ghettolist(*words).stdout)[-1]
        [decision] = last["decisions"]  # type: ignore[misc]
        return {"what": last["what"], **decision}

    known, unknown = told(folder / "raw as it was"), told(folder / "nowhere")
    assert known["what"][:2] == ["data changed: published/values.csv", "code"]  # type: ignore[index]
    assert (known["causes"], known["unsettled"]) == ([["data"]], [])
    assert (unknown["causes"], unknown["unsettled"]) == ([["data", "code"]], [["data"], ["code"]])


def test_prune_names_what_it_would_remove_and_removes_it_when_it_is_told_to(folder: Path) -> None:
    correct(folder)
    run(folder)
    kept = str(history(folder)[1]["id"])
    words = ("prune", "--keep", 1, "--out", folder / "out")
    dry = ghettolist(*words)
    assert len(dry.stdout.splitlines()) == 1
    assert "1 would be removed" in dry.stderr
    assert len(list((folder / "out").rglob("*.zip"))) == 2
    assert "1 removed" in ghettolist(*words, "--yes").stderr
    assert [path.stem for path in (folder / "out").rglob("*.zip")] == [kept]
    assert history(folder)[0]["what"] == ["removed by prune"]
    assert "0 would be removed" in ghettolist(*words).stderr


def test_a_list_is_made_again_byte_for_byte(folder: Path) -> None:
    done = ghettolist("verify", "--raw", folder / "raw", "--out", folder / "out")
    assert (done.exit_code, "every byte the same" in done.stdout) == (0, True), done.stdout


def test_a_published_file_that_was_changed_is_named(folder: Path) -> None:
    (folder / "out/report/2017/index.html").write_text("changed")
    (folder / "out/delta/list_year=2017/part-0.parquet").unlink()
    done = ghettolist("verify", "--list-year", 2017, "--raw", folder / "raw", "--out", folder / "out")
    assert done.exit_code == 4
    assert "report/2017/index.html: is not the file that was published" in done.stdout
    assert "delta/list_year=2017/part-0.parquet: is missing" in done.stdout
    assert "made again" not in done.stdout


def test_an_input_that_was_changed_since_is_named(folder: Path) -> None:
    correct(folder)
    done = ghettolist(
        "verify", "--list-year", 2017, "--raw", folder / "raw", "--out", folder / "out", "--format", "json"
    )
    assert done.exit_code == 4
    [verified] = json.loads(done.stdout)
    assert verified["differences"] == ["published/values.csv: the raw root has no file with the hash in the manifest"]


def test_a_list_of_a_delivery_that_was_corrected_since_is_made_again_from_the_archive(tmp_path: Path) -> None:
    raw, out, inbox = tmp_path / "raw", tmp_path / "out", tmp_path / "inbox"
    shutil.copytree(MADE_UP, raw)
    places = ("--raw", raw, "--out", out)
    assert ghettolist("run", "--list-year", 2024, *places, "--municipality", "all").exit_code == 0
    inbox.mkdir()
    lines = (raw / "2024/crime.csv").read_text(encoding="utf-8-sig").splitlines()
    (inbox / "crime.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
    received = ghettolist("receive", inbox, "--list-year", 2024, "--raw", raw, "--replace")
    assert received.exit_code == 0, received.stderr
    done = ghettolist("verify", *places)
    assert done.exit_code == 0, done.stdout + done.stderr
    assert "2024/crime.csv: taken from archive/2024/" in done.stdout


def test_an_unknown_vintage_or_list_year_is_wrong_usage(folder: Path) -> None:
    for words in (("history", "--show", "0000"), ("verify", "--list-year", 2016), ("history", "--list-year", 2016)):
        assert ghettolist(*words, "--out", folder / "out").exit_code == 2


def test_the_manifest_names_everything_else_that_was_published_and_how_it_was_made(folder: Path) -> None:
    rows = pq.read_table(folder / "out/manifest/list_year=2017/part-0.parquet").to_pylist()
    outputs = json.loads(rows[0]["outputs"])
    assert "report/2017/index.html" in outputs
    assert "designations/list_year=2017/part-0.parquet" in outputs
    assert not any(path.startswith("manifest/") for path in outputs)
    options = json.loads(rows[0]["options"])
    assert options["municipalities"] == ["101"]
    assert options["switches"]["unknown_education"] == "counts_as_basic"
    assert "pyarrow" in rows[0]["packages"]
    assert rows[0]["git_commit"] == "" or len(rows[0]["git_commit"]) == 40
