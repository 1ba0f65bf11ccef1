"""Temporary files: the only person rows that are written, and their removal, also after a crash.

Each run has a folder with a lock that lives as long as the process. A folder whose lock is free is left over from a
crash; the next run removes it before it starts. Only the owner may read what lies in it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "persons-"
LOCK = "lock"
OWNER_ONLY_FOLDER, OWNER_ONLY_FILE = 0o700, 0o600


@contextmanager
def temporary_folder(work: Path) -> Iterator[Path]:
    """A folder under ``work`` for the length of the block, after leftovers of crashed runs have been removed."""
    private_folder(work)
    with _alone(work):  # a folder whose lock is not taken yet would look like a leftover
        remove_leftovers(work)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=work))
        lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, OWNER_ONLY_FILE)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextmanager
def _alone(work: Path) -> Iterator[None]:
    """No other process makes or removes such folders meanwhile: the folder itself is locked."""
    handle = os.open(work, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def private_folder(folder: Path) -> Path:
    """The folder, made if it is not there so that only its owner may read it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(OWNER_ONLY_FOLDER, exist_ok=True)
    return folder


def private_file(path: Path) -> Path:
    """A new empty file that only its owner may read, for a writer that opens it by its name."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY_FILE))
    return path


def remove_leftovers(work: Path) -> int:
    """Remove the folders of runs that have ended; returns how many."""
    folders = (entry for entry in sorted(work.iterdir()) if entry.name.startswith(PREFIX) and entry.is_dir())
    leftovers = [folder for folder in folders if not _is_alive(folder)]
    for folder in leftovers:
        shutil.rmtree(folder, ignore_errors=True)
    return len(leftovers)


def _is_alive(folder: Path) -> bool:
    """Whether a process still holds the folder's lock. A folder without a lock file was never finished."""
    try:
        lock = os.open(folder / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
