"""A change of many files is one step: complete, or as if it had never begun, whatever ends the process."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.core import staging
from pipeline.core.errors import Busy, StorageRefused
from pipeline.core.locking import only_writer
from pipeline.core.staging import change, recover

Content = dict[str, bytes]
OLD: Content = {"a/one": b"old", "b/two": b"old", "three": b"old"}
NEW: Content = {"a/one": b"new", "b/two": b"new", "three": b"new", "c/d/four": b"new"}


def content(root: Path) -> Content:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def write(root: Path, files: Content) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text)


def put(root: Path, files: Content = NEW) -> None:
    with change(root) as changed:
        for name, text in files.items():
            changed.stage(root / name, lambda path, text=text: path.write_bytes(text) and None)
        changed.commit()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "root", OLD)
    return tmp_path / "root"


def _take_turns(folder: Path, turns: int) -> None:
    """Four turns in each of many new folders; each leaves a mark within the lock that nobody else may find there."""
    for turn in range(turns):
        place = folder / str(turn // 4)
        with only_writer(place):
            (place / "mark").touch(exist_ok=False)
            (place / "mark").unlink()


def test_of_several_processes_that_begin_in_new_folders_one_is_the_writer_at_a_time(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_take_turns, args=(tmp_path, 600)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]


def test_a_folder_that_another_process_makes_at_this_moment_is_as_good_as_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = os.mkdir

    def made_by_another_first(path: Path, *mode: int) -> None:
        if Path(path).name == "new":
            making(path)
        making(path, *mode)

    monkeypatch.setattr(os, "mkdir", made_by_another_first)
    with only_writer(tmp_path / "new"):
        assert (tmp_path / "new").exists()


def test_a_commit_puts_every_file_in_its_place_and_leaves_nothing_else_behind(root: Path) -> None:
    put(root)
    assert content(root) == NEW
    assert sorted(path.name for path in root.iterdir()) == ["a", "b", "c", "three"]


def test_without_a_commit_nothing_changes_and_nothing_is_left_behind(root: Path) -> None:
    with change(root) as changed:
        changed.stage(root / "a/one", lambda path: path.touch())
    assert content(root) == OLD
    assert sorted(path.name for path in root.iterdir()) == ["a", "b", "three"]


def test_what_is_staged_is_readable_by_its_owner_only_whatever_the_umask(root: Path) -> None:
    before = os.umask(0)
    try:
        with change(root) as changed:
            staged = changed.stage(root / "a/one", lambda path: path.touch())
            folder = changed.stage_folder(root / "folder")
            assert stat.S_IMODE(staged.parents[1].stat().st_mode) == 0o700
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_folder_is_put_in_its_place_whole_and_takes_the_place_of_another(root: Path) -> None:
    with change(root) as changed:
        folder = changed.stage_folder(root / "a")
        (folder / "five").write_bytes(b"new")
        changed.commit()
    assert content(root) == {"a/five": b"new", "b/two": b"old", "three": b"old"}


@pytest.fixture
def no_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies leaves the system's buffers as they are: flushing would only make the many trials slow."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


# --- killed ---------------------------------------------------------------------------------------------------------

OPERATIONS = ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.scandir")


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Run the work in a process of its own that kills itself before its ``step``-th operation on files; whether it did."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, _arguments: object) -> None:
            nonlocal seen
            if event in OPERATIONS:
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def folder_change(root: Path) -> None:
    with change(root) as changed:
        (changed.stage_folder(root / "a") / "five").write_bytes(b"new")
        changed.stage(root / "three", lambda path: path.write_bytes(b"new") and None)
        changed.commit()


@pytest.mark.parametrize(
    ("work", "after"),
    [(put, NEW), (folder_change, {"a/five": b"new", "b/two": b"old", "three": b"new"})],
    ids=["files", "a folder and a file"],
)
@pytest.mark.usefixtures("no_flush")
def test_killed_before_any_operation_on_files_the_next_start_finds_all_old_or_makes_all_new(
    tmp_path: Path, work: Callable[[Path], None], after: Content
) -> None:
    """The process is killed before its first, second, ... last operation: every one is tried."""
    put(tmp_path / "first")  # imports what is imported on first use, so that no step is spent on it
    outcomes = []
    step = 0
    while True:
        step += 1
        root = tmp_path / str(step)
        write(root, OLD)
        if not killed_at(step, lambda root=root: work(root)):
            break
        decided = (root / staging.JOURNAL).exists()
        recover(root)
        assert content(root) in (OLD, after), step
        if decided:
            assert content(root) == after, step
        outcomes.append(content(root) == after)
        work(root)
        assert content(root) == after, step
    assert outcomes == sorted(outcomes), "once it is decided it stays so"
    assert len(outcomes) > 20
    assert set(outcomes) == {False, True}


@pytest.mark.usefixtures("no_flush")
def test_a_recovery_that_is_killed_itself_is_completed_by_the_next(tmp_path: Path) -> None:
    cut_off, steps = tmp_path / "cut off", 0
    put(tmp_path / "first")
    while not (cut_off / staging.JOURNAL).exists():  # killed right after the journal was put in its place
        steps += 1
        shutil.rmtree(cut_off, ignore_errors=True)
        write(cut_off, OLD)
        assert killed_at(steps, lambda: put(cut_off))
    for step in range(1, 80):
        root = tmp_path / str(step)
        shutil.copytree(cut_off, root)
        was_killed = killed_at(step, lambda root=root: recover(root))
        recover(root)
        assert content(root) == NEW, step
        if not was_killed:
            break
    else:
        pytest.fail("the recovery has more steps than were tried")


# --- refused by the operating system ------------------------------------------------------------------------------------


@contextmanager
def failing(name: str, at: int, error: BaseException) -> Iterator[list[int]]:
    """Let the ``at``-th call of a function of ``os`` raise the error, once."""
    real, calls = getattr(os, name), [0]  # several threads flush at once, and each call counts

    def broken(*args: object, **kwargs: object) -> object:
        calls[0] += 1
        if calls[0] == at:
            raise error
        return real(*args, **kwargs)

    setattr(os, name, broken)
    try:
        yield calls
    finally:
        setattr(os, name, real)


def refusal_of(work: Callable[[], None]) -> str | None:
    """What the refusal says; ``None`` if there was none."""
    try:
        work()
    except StorageRefused as refusal:
        return str(refusal)
    return None


@pytest.mark.parametrize("function", ["replace", "rename", "link", "fsync", "mkdir"])
@pytest.mark.usefixtures("no_flush")
def test_a_refused_operation_undoes_the_change_and_the_next_run_completes_it(tmp_path: Path, function: str) -> None:
    for at in range(1, 60):
        root = tmp_path / str(at)
        write(root, OLD)
        with failing(function, at, OSError(errno.ENOSPC, "", "somewhere")) as calls:
            said = refusal_of(lambda root=root: put(root))
        assert content(root) == (OLD if said else NEW), at
        assert "no space left on device" in (said or "no space left on device")
        put(root)
        assert content(root) == NEW
        if calls[0] < at:
            return
    pytest.fail("more calls than were tried")


def test_an_interruption_by_the_user_in_the_middle_of_the_moves_undoes_them(tmp_path: Path) -> None:
    for at in range(2, 6):  # the first replace is the journal's
        root = tmp_path / str(at)
        write(root, OLD)
        with failing("replace", at, KeyboardInterrupt()), pytest.raises(KeyboardInterrupt):
            put(root)
        assert content(root) == OLD


def test_a_place_that_is_a_folder_or_lies_below_a_file_is_refused_and_nothing_changes(root: Path) -> None:
    for place in ("a", "three/four"):
        with pytest.raises(StorageRefused):
            put(root, {"b/two": b"new", place: b"new"})
        assert content(root) == OLD


def test_a_root_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for root in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StorageRefused, match="a file is in its place"):
            put(root)


def test_a_journal_that_leads_out_of_the_root_is_refused(root: Path) -> None:
    (root / staging.JOURNAL).write_text(
        '{"folder": ".staging-x", "direction": "complete",'
        ' "entries": {"0": {"place": "../out", "is_folder": false, "existed": false}}}'
    )
    with pytest.raises(StorageRefused, match="no journal"):
        put(root)


# --- two at once -------------------------------------------------------------------------------------------------------


def _put_many(root: str, letter: str, start: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    for _ in range(15):
        put(Path(root), {f"folder{number}/file": letter.encode() * 2000 for number in range(6)})


@pytest.mark.usefixtures("no_flush")
def test_two_writers_at_once_leave_the_files_of_one_of_them(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Barrier(2)
    writers = [context.Process(target=_put_many, args=(str(tmp_path), letter, start)) for letter in "xy"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert len(set(content(tmp_path).values())) == 1
    assert len(content(tmp_path)) == 6


def test_a_second_writer_says_that_it_waits_or_is_refused(root: Path) -> None:
    said: list[str] = []
    with change(root), pytest.raises(Busy, match="being written by another run"), only_writer(root, said.append, False):
        pass
    assert said == []
    with only_writer(root):
        reader, child = os.pipe()
        if os.fork() == 0:
            with only_writer(root, lambda sentence: os.write(child, sentence.encode()) and None):
                os._exit(0)
        assert os.read(reader, 100).startswith(b"Waiting for another run")
    os.wait()


def test_what_a_crashed_receive_of_an_earlier_version_left_is_removed(root: Path) -> None:
    write(root, {".receiving/income.parquet": b"persons", ".staging-abc/new/0": b"persons"})
    recover(root)
    assert content(root) == OLD


def test_what_a_crashed_run_of_an_earlier_version_had_staged_is_removed(root: Path) -> None:
    left = (
        "designations/list_year=2019/.part-0.parquet.staged",
        "report/2019/.index.html.staged",
        ".area_list.csv.staged",
    )
    write(root, dict.fromkeys(left, b"half"))
    recover(root)
    assert content(root) == OLD


def test_recovery_leaves_alone_what_a_living_writer_has_staged(root: Path) -> None:
    with change(root) as changed:
        changed.stage(root / "a/one", lambda path: path.write_bytes(b"new") and None)
        recover(root)
        changed.commit()
    assert content(root)["a/one"] == b"new"
