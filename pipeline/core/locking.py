"""One writer at a time in a folder.

The lock is a file in the folder that the operating system holds for the process: it is free again once the process
ends, however it ends. What does not belong here: what the writer does meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.core.errors import Busy, Fault, storage_fault
from pipeline.core.messages import Message

LOCK = ".ghettolist.lock"
LOCK_MODE = 0o660  # empty, and other members of the folder's group must be able to wait for it
Say = Callable[[str], None]


def silent(_sentence: str) -> None:
    """A ``Say`` for callers who show no messages."""


@contextmanager
def only_writer(folder: Path, say: Say = silent, wait: bool | float = True) -> Iterator[None]:
    """Hold the folder's lock for the length of the block. The folder is made if it is not there.

    If another process holds it, wait and say so: as long as it takes, or so many seconds, then raise ``Busy``; with
    ``wait=False`` at once. Raises ``StorageRefused`` if the folder cannot be written. Not to be nested: a second lock on the same folder waits for the first.
    """
    from filelock import FileLock, Timeout

    with storage_fault(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK, mode=LOCK_MODE, thread_local=False)
    with storage_fault(folder):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if wait:
                say(Message("Waiting for another run that is writing to {folder}", folder=folder))
            try:
                lock.acquire(timeout=-1 if wait is True else float(wait))
            except Timeout:
                remedy = Message("wait for it to end, or leave --no-wait out")
                raise Busy(
                    Fault(str(folder), Message("is being written by another run"), Message("one writer"), remedy)
                ) from None
    try:
        yield
    finally:
        # Removed while it is held: whoever waits on the removed file finds it has no name any more, and opens a new one.
        with suppress(OSError):
            (folder / LOCK).unlink()
        lock.release()
