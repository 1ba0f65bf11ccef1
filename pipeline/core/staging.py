"""A change of many files in one folder as one step: carried out completely or not at all.

New files are staged in a private folder inside the root. The commit writes a journal of what goes where, moves each
file to its place, and removes the journal. Once the journal is there the change is decided: a process that is killed
between two moves leaves a journal that the next writer completes. Before that, nothing in its place has changed, and
the next writer removes what was staged. If a move is refused while the process lives, all moves are undone.
``docs/decisions/one-step-publication.md`` has the reasons. What does not belong here: the content of the files.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.core.errors import Busy, Fault, StorageRefused, storage_fault
from pipeline.core.locking import LOCK, Say, only_writer, silent

JOURNAL = ".ghettolist.journal"
STAGING = ".staging-"  # the beginning of a staging folder's name; mkdtemp makes it 0700 whatever the umask
EARLIER_STAGING = (".receiving",)  # staging folders of version 0.1.0
# Files that version 0.1.0 staged beside their places, down to the tables' partitions: .part-0.parquet.staged
EARLIER_STAGED = tuple(f"{folders}.*.staged" for folders in ("", "*/", "*/*/"))
COMPLETE, UNDO = "complete", "undo"
FLUSHED_AT_ONCE = 8
NEW, OLD = "new", "old"  # folders of a staging folder: what goes to its place, and what lay there


@dataclass(frozen=True)
class Entry:
    """One file or folder of a change: its place relative to the root, and whether anything lay there before."""

    place: str
    is_folder: bool
    existed: bool


@dataclass
class Change:
    """The files of one change, staged until ``commit``. Made by ``change``."""

    root: Path
    folder: Path
    _places: list[tuple[Path, bool]] = field(default_factory=list)

    def stage(self, place: Path, write: Callable[[Path], None]) -> Path:
        """Stage a file that the commit moves to its place; the last one staged for a place counts."""
        staged = self._next(place, is_folder=False)
        with storage_fault(self.root):
            write(staged)
        return staged

    def stage_folder(self, place: Path) -> Path:
        """A new private folder to fill; the commit puts it in its place and takes away a folder that lies there."""
        staged = self._next(place, is_folder=True)
        with storage_fault(self.root):
            staged.mkdir(0o700)
        return staged

    def staged(self, place: Path) -> Path | None:
        """Where the file or folder for a place is staged; ``None`` if there is none."""
        numbers = [number for number, (each, _) in enumerate(self._places) if each == place]
        return self.folder / NEW / str(numbers[-1]) if numbers else None

    def commit(self) -> tuple[Path, ...]:
        """Put everything in its place in one step. Returns the places, in order.

        Raises ``StorageRefused`` if any cannot be put there; then all places are as they were.
        """
        last = {place: number for number, (place, _) in enumerate(self._places)}
        entries = {
            number: Entry(place.relative_to(self.root).as_posix(), self._places[number][1], os.path.lexists(place))
            for place, number in last.items()
        }
        with storage_fault(self.root):
            _keep_old(self.root, self.folder, entries)
            _flush_tree(self.folder)
            journals = _write_journals(self.root, self.folder, entries)
            try:
                journals[COMPLETE].replace(self.root / JOURNAL)  # from here on the change is decided
                _flush(self.root)
                _complete(self.root, self.folder, entries)
            except BaseException:  # an interruption by the user as well as a refusal by the operating system
                journals[UNDO].replace(self.root / JOURNAL)
                _undo(self.root, self.folder, entries)
                _end(self.root, self.folder)
                raise
            _end(self.root, self.folder)
        self._places.clear()
        return tuple(sorted(last))

    def _next(self, place: Path, is_folder: bool) -> Path:
        staged = self.folder / NEW / str(len(self._places))
        self._places.append((place, is_folder))
        return staged


@contextmanager
def change(root: Path, say: Say = silent, wait: bool = True) -> Iterator[Change]:
    """A change of the files in ``root``, alone among writers. Without ``commit`` nothing changes.

    Completes or undoes first what an earlier process left behind. Raises ``Busy`` if another process is writing and
    ``wait`` is false, and ``StorageRefused`` if the folder cannot be written.
    """
    with alone(root, say, wait):
        with storage_fault(root):
            folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=root))
            (folder / NEW).mkdir(0o700)
            (folder / OLD).mkdir(0o700)
        try:
            yield Change(root, folder)
        finally:
            if not (root / JOURNAL).exists():  # a journal that could not be carried out needs its files
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone(root: Path, say: Say = silent, wait: bool = True) -> Iterator[None]:
    """Alone among writers in ``root``, after what an earlier process left behind was completed or undone.

    Raises ``Busy`` if another process is writing and ``wait`` is false, and ``StorageRefused`` if the folder cannot be
    written.
    """
    with only_writer(root, say, wait):
        with storage_fault(root):
            _recover(root)
        yield


def recover(root: Path) -> None:
    """Complete or undo what a killed process left in the root, and remove its staged files; nothing if one is at work.

    For readers who do not go on to write: a root they may not write to is left as it is.
    """
    if not _leftovers(root) and not (root / LOCK).exists():
        return
    with suppress(Busy, StorageRefused), only_writer(root, wait=False), storage_fault(root):
        _recover(root)


def _leftovers(root: Path) -> list[Path]:
    """The journal, staging folders and staged files that lie in a root. Of a live writer, if its lock is held."""
    try:
        with os.scandir(root) as entries:
            names = sorted(each.name for each in entries)
    except OSError:
        return []
    found = [root / name for name in names if name in (JOURNAL, *EARLIER_STAGING) or name.startswith(STAGING)]
    return found + [path for pattern in EARLIER_STAGED for path in root.glob(pattern) if path.is_file()]


def _recover(root: Path) -> None:
    if (root / JOURNAL).exists():
        folder, direction, entries = _read_journal(root)
        (_complete if direction == COMPLETE else _undo)(root, folder, entries)
        _end(root, folder)
    for leftover in _leftovers(root):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:  # never the journal: it is carried out by now
            leftover.unlink(missing_ok=True)


def _write_journals(root: Path, folder: Path, entries: dict[int, Entry]) -> dict[str, Path]:
    """Both journals this change may need, written while there is room: to complete it, and to undo it."""
    journals = {}
    for direction in (COMPLETE, UNDO):
        path = folder / direction
        content = {
            "folder": folder.name,
            "direction": direction,
            "entries": {str(number): asdict(entry) for number, entry in entries.items()},
        }
        path.write_text(json.dumps(content), encoding="utf-8")
        _flush(path)
        journals[direction] = path
    _flush(folder)
    return journals


def _read_journal(root: Path) -> tuple[Path, str, dict[int, Entry]]:
    """The journal's staging folder, direction and entries. Raises ``StorageRefused`` for a journal of another make."""
    try:
        content = json.loads((root / JOURNAL).read_text(encoding="utf-8"))
        entries = {int(number): Entry(**entry) for number, entry in content["entries"].items()}
        folder, direction = str(content["folder"]), str(content["direction"])
        names = [PurePosixPath(folder), *(PurePosixPath(entry.place) for entry in entries.values())]
        if direction not in (COMPLETE, UNDO) or any(name.is_absolute() or ".." in name.parts for name in names):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        remedy = "keep a copy, remove it, and make the list years again"
        raise StorageRefused(Fault(str(root / JOURNAL), "is no journal of this program", remedy=remedy)) from None
    return root / folder, direction, entries


def _keep_old(root: Path, folder: Path, entries: dict[int, Entry]) -> None:
    """A second name of every file that will be replaced."""
    for number, entry in entries.items():
        if entry.existed and not entry.is_folder:
            second_name(root / entry.place, folder / OLD / str(number))


def second_name(path: Path, other: Path) -> None:
    """A hard link where the file system has them, so that a person file is not copied; else a copy."""
    try:
        os.link(path, other, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, other, follow_symlinks=False)


def _complete(root: Path, folder: Path, entries: dict[int, Entry]) -> None:
    """Move to its place every file that is not there yet. Can be repeated after an interruption at any point."""
    for number, entry in entries.items():
        new, place = folder / NEW / str(number), root / entry.place
        if not os.path.lexists(new):
            continue
        _make_folders(place.parent)
        if entry.is_folder and place.is_dir():
            place.rename(folder / OLD / str(number))
        new.replace(place)
    _flush_all({(root / entry.place).parent for entry in entries.values()})


def _undo(root: Path, folder: Path, entries: dict[int, Entry]) -> None:
    """Restore the earlier file of each place. Can be repeated after an interruption at any point."""
    for number, entry in reversed(entries.items()):
        new, old, place = folder / NEW / str(number), folder / OLD / str(number), root / entry.place
        if entry.is_folder:
            if not os.path.lexists(new) and place.is_dir() and (old.is_dir() or not entry.existed):
                place.rename(new)
            if old.is_dir():
                old.rename(place)
        elif entry.existed:
            if os.path.lexists(old):
                old.replace(place)
        elif not os.path.lexists(new):
            place.unlink(missing_ok=True)
        if not entry.existed:
            _remove_empty(place.parent, root)
    parents = {(root / entry.place).parent for entry in entries.values()}
    _flush_all({parent for parent in parents if parent.is_dir()})


def _end(root: Path, folder: Path) -> None:
    """Remove the journal and the staging folder of a change that is carried out."""
    (root / JOURNAL).unlink(missing_ok=True)
    _flush(root)
    shutil.rmtree(folder, ignore_errors=True)


def _make_folders(folder: Path) -> None:
    """The folder and those above it, each new name flushed to the disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        _flush(each.parent)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove the folder and those above it within the root as far as they are empty."""
    while folder != root:
        try:
            folder.rmdir()
        except OSError:  # not empty, or gone already
            if folder.exists():
                return
        folder = folder.parent


def _flush_tree(folder: Path) -> None:
    """Flush every file and folder below a folder, and itself, to the disk."""
    _flush_all({folder, *folder.rglob("*")})


def _flush_all(paths: set[Path]) -> None:
    """Flush files and folders to the disk, several at a time: the file system writes them together (154: 0.6 s -> 0.02 s)."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(FLUSHED_AT_ONCE) as threads:
        list(threads.map(_flush, sorted(paths)))


def _flush(path: Path) -> None:
    """Flush a file or a folder's names to the disk. Folders cannot be opened on Windows, nor flushed everywhere."""
    is_folder = path.is_dir()
    if path.is_symlink():
        return
    try:
        handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    except OSError:
        if is_folder:
            return
        raise
    try:
        os.fsync(handle)
    except OSError:
        if not is_folder:
            raise
    finally:
        os.close(handle)
