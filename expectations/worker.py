"""The process that validates: it imports Great Expectations, then answers tasks until it is left.

It begins with this module, which imports nothing but the standard library, so that it starts before the command that
needs it has imported what it needs itself. What does not belong here: starting it (``second_process``).
"""

from __future__ import annotations

import gc
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from expectations.tasks import ValidationTask

NOT_NEEDED = ("pyspark", "sqlalchemy")  # Great Expectations imports them if it can, for data that are no frames
LATER = ("scipy.stats", "altair")  # it imports them in any case, for expectations and charts that no suite has


@dataclass(frozen=True)
class Broke:
    """An error within the second process: its type and places, never its text, which may quote a cell."""

    kind: str
    places: str


class PutOff(MetaPathFinder):
    """Finds the modules of ``LATER`` so that they load when something of them is first used (``LazyLoader``)."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module where it lies, with a loader that waits; ``None`` for every other module."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname in LATER else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def work(connection: Connection) -> None:
    """The second process: run each task it receives until the connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the first process decides
    warm_up()
    while True:
        try:
            task: ValidationTask = connection.recv()
        except EOFError:
            return
        try:
            connection.send(task.answer())
        except BrokenPipeError:
            return
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)[-4:]
            places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
            connection.send(Broke(type(error).__name__, places))


def warm_up() -> None:
    """Import all that a task needs; what Great Expectations imports for others' sake is left out or put off."""
    for name in NOT_NEEDED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # then importing it fails as if it were absent
    sys.meta_path.insert(0, PutOff())
    from tqdm import tqdm

    tqdm.set_lock(threading.RLock())  # its own lock is a named semaphore, which a terminated process would leave behind
    gc.disable()  # an import leaves no garbage to look for, and looking for it takes an eighth of the time
    from expectations import suites, tasks, validator  # noqa: F401

    validator.warm_up()
    gc.freeze()
    gc.enable()
