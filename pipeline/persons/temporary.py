"""Temporary files: the only person rows that are ever written, and how they go away again, even after a crash.

Each run has a folder with a lock that lives as long as the process. A folder whose lock nobody holds is left over
from a crash; the next run removes it before it starts.
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


@contextmanager
def temporary_folder(work: Path) -> Iterator[Path]:
    """A folder under ``work`` for the length of the block, after leftovers of crashed runs have been removed."""
    work.mkdir(parents=True, exist_ok=True)
    remove_leftovers(work)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=work))
    lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_leftovers(work: Path) -> int:
    """Remove the folders of runs that no longer live; returns how many."""
    leftovers = [folder for folder in sorted(work.glob(f"{PREFIX}*")) if folder.is_dir() and not _is_alive(folder)]
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
