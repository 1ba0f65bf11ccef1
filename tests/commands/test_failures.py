"""A command that does not end well: its message, its exit code, and what is left behind."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from commands.ghettolist import main

ROOT = Path(__file__).parents[2]
REAL = ROOT / "data" / "raw"
RUN = ("run", "--list-year", "2017", "--raw", str(REAL))
SECRET = "0101901234"


def ghettolist(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def places(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


@pytest.mark.parametrize("as_format", ["table", "json"])
def test_a_fault_of_the_program_exits_70_with_a_reference_and_a_private_log_without_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_format: str
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"cannot use {SECRET}")

    monkeypatch.setattr("pipeline.outputs.yearly_run.make_lists", broken)
    result = ghettolist(*RUN, "--out", tmp_path / "out", "--work", tmp_path / "work", "--format", as_format)
    assert (result.exit_code, result.stdout) == (70, "")
    assert "Traceback" not in result.stderr
    assert SECRET not in result.stderr
    [log] = (tmp_path / "work" / "errors").iterdir()
    assert log.stem in result.stderr
    assert str(log) in result.stderr
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    told = log.read_text(encoding="utf-8")
    assert SECRET not in told
    assert "builtins.RuntimeError" in told
    assert "test_failures.py" in told
    assert not (tmp_path / "out").exists()


def test_a_log_that_cannot_be_written_in_the_work_folder_is_written_to_a_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.outputs.yearly_run.make_lists", lambda *_: 1 / 0)
    (tmp_path / "work").touch()
    result = ghettolist(*RUN, "--out", tmp_path / "out", "--work", tmp_path / "work")
    assert result.exit_code == 70
    log = Path(result.stderr.split("The details are in ")[1].split(": no delivered")[0])
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    log.unlink()
    log.parent.rmdir()


def test_an_interruption_exits_130_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.outputs.yearly_run.make_lists", interrupted)
    result = ghettolist(*RUN, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr.strip().endswith("Interrupted; what was published before is as it was.")


def test_what_the_operating_system_refuses_of_a_file_is_a_refusal_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "", str(tmp_path / "areas.csv"))

    monkeypatch.setattr("pipeline.outputs.yearly_run.make_lists", refused)
    result = ghettolist(*RUN, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "areas.csv: permission denied" in result.stderr


def test_an_out_folder_that_cannot_be_written_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        result = ghettolist(*RUN, "--out", out)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "name a folder; a file is in its place" in result.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_a_limit_on_the_size_of_files_is_one_refusal_and_the_next_run_completes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000));"
        "from commands.ghettolist import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, *RUN, "--out", str(out)], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "file too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert places(out) == []
    assert ghettolist(*RUN, "--out", out).exit_code == 0
    assert pq.read_table(out / "designations/list_year=2017/part-0.parquet").num_rows > 0


def _children(parent: int) -> list[int]:
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                words = (each / "stat").read_text().rpartition(")")[2].split()
                is_worker = b"spawn_main" in (each / "cmdline").read_bytes()
            except OSError:
                continue
            if int(words[1]) == parent and is_worker:
                found.append(int(each.name))
    return found


@pytest.mark.parametrize("after_seconds", [0.0, 0.3], ids=["at its start", "while it imports"])
def test_nothing_is_published_when_the_process_that_validates_is_killed(tmp_path: Path, after_seconds: float) -> None:
    words = [
        sys.executable,
        "-m",
        "commands.ghettolist",
        *RUN,
        "--out",
        str(tmp_path / "out"),
        "--work",
        str(tmp_path / "work"),
    ]
    run = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not (found := _children(run.pid)) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(after_seconds)
    os.kill(found[0], signal.SIGKILL)
    said = run.communicate(timeout=60)
    assert (run.returncode, said[0]) == (4, "")
    assert "ended by signal 9 before it had answered" in said[1]
    assert "Traceback" not in said[1]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_any_encoding_of_the_output_will_do_and_the_signs_keep_their_meaning(tmp_path: Path, encoding: str) -> None:
    words = [sys.executable, "-m", "commands.ghettolist", *RUN, "--out", str(tmp_path)]
    settings = os.environ | {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    done = subprocess.run(words, cwd=ROOT, capture_output=True, env=settings)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode(encoding)
    assert "Bispeparken" in text
    assert "List of 2017" in text
    if encoding == "ascii":
        assert "Mjolnerparken" in text
        assert "?" not in text.split("Delta")[0]


def test_json_reads_back_the_same_in_any_encoding() -> None:
    words = [sys.executable, "-m", "commands.ghettolist", "law", "--list-year", "2021", "--format", "json"]
    answers = []
    for encoding in ("utf-8", "ascii", "cp850"):
        done = subprocess.run(words, cwd=ROOT, capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding})
        answers.append(json.loads(done.stdout.decode(encoding)))
    assert answers[0] == answers[1] == answers[2]


def test_a_reader_that_closes_the_output_is_no_fault() -> None:
    words = [sys.executable, "-m", "commands.ghettolist", "law", "--list-year", "2021", "--format", "json"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(words, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_two_runs_at_once_into_one_folder_both_end_well_and_leave_the_files_of_whole_runs(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "commands.ghettolist", *RUN, "--out", str(tmp_path)]
    runs = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for run in runs:
        said = run.communicate(timeout=120)
        assert run.returncode == 0, said[1]
    ids = {row["run_id"] for row in pq.read_table(tmp_path / "manifest/list_year=2017/part-0.parquet").to_pylist()}
    assert len(ids) == 1
    assert [name for name in places(tmp_path) if name.startswith(".")] == []


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--list-year", "2017", "--raw", str(REAL), "--out", "gs://bucket/out"),
        ("run", "--list-year", "2017", "--raw", "az://container/raw"),
        ("run", "--list-year", "10" * 20),
        ("run", "--list-year", "²⁰¹⁷"),
        ("law", "--list-year", "9999"),
        ("backfill", "2016..99999999"),
        ("backfill", "²⁰¹⁷"),
        (*RUN, "--municipality", "999"),
        (*RUN, "--memory-limit", "0"),
        (*RUN, "--memory-limit", "9" * 5000),
        ("whatif", "--list-year", "2017", "--raw", str(REAL), "--minimum-size", "1" + "0" * 30),
        ("whatif", "--list-year", "2017", "--raw", str(REAL), "--lists-in-a-row", "-1"),
        ("whatif", "--list-year", "2017", "--raw", str(REAL), "--set", "attachment=" + "9" * 150 + " %"),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_an_absurd_argument_is_wrong_usage_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = ghettolist(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr) < 1500
    assert places(tmp_path) == []


def test_a_municipality_is_known_by_its_name(tmp_path: Path) -> None:
    result = ghettolist(*RUN, "--out", tmp_path, "--municipality", "aarhus", "--format", "json")
    assert {row["municipality_code"] for row in json.loads(result.stdout)} == {"751"}
