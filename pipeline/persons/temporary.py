"""Temporary files: the only person rows that are written, and their removal, also after a crash.

Each run has a folder with a lock that lives as long as the process. A folder whose lock is free is left over from a
crash; the next run removes it before it starts. Only the owner may read what lies in it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.locking import only_writer
from pipeline.core.private import FILE_MODE, private_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock

PREFIX = "persons-"
LOCK = "lock"


@contextmanager
def temporary_folder(work: Path) -> Iterator[Path]:
    """A folder under ``work`` for the length of the block, after leftovers of crashed runs have been removed."""
    private_folder(work)
    with only_writer(work):  # a folder whose lock is not taken yet would look like a leftover
        remove_leftovers(work)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=work))  # mode 0700
        lock = _lock(folder)
        lock.acquire()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def remove_leftovers(work: Path) -> int:
    """Remove the folders of runs that have ended; returns how many."""
    folders = (entry for entry in sorted(work.iterdir()) if entry.name.startswith(PREFIX) and entry.is_dir())
    leftovers = [folder for folder in folders if not _is_alive(folder)]
    for folder in leftovers:
        shutil.rmtree(folder, ignore_errors=True)
    return len(leftovers)


def _is_alive(folder: Path) -> bool:
    """Whether a process still holds the folder's lock. A folder without a lock file was never finished."""
    from filelock import Timeout

    if not (folder / LOCK).exists():
        return False
    lock = _lock(folder)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _lock(folder: Path) -> BaseFileLock:
    """The lock of a run's folder; held by the process, whichever thread took it."""
    from filelock import FileLock

    return FileLock(folder / LOCK, mode=FILE_MODE, thread_local=False)
