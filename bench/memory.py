"""Peak memory of a process and all its descendants together. Linux only; elsewhere it is not measured."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

PAUSE = 0.02  # seconds between two samples, at least
SHARE = 0.03  # of a core, at most, that sampling takes
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


class PeakMemory(threading.Thread):
    """Samples memory until stopped; ``mib`` is the highest sample."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self._process_id = process_id
        self._over = threading.Event()
        self.mib = 0.0

    def run(self) -> None:
        pause = PAUSE
        while not self._over.wait(pause):
            started = time.perf_counter()
            self.mib = max(self.mib, held_mib(family(self._process_id)))
            pause = max(PAUSE, (time.perf_counter() - started) / SHARE)

    def stop(self) -> float:
        """Stop sampling; the highest sample, in MiB."""
        self._over.set()
        self.join()
        return self.mib


def own_peak_mib() -> float:
    """The highest memory of this process since it began, in MiB.

    Not ``ru_maxrss``, which begins with what the process that started this one held.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def family(process_id: int) -> list[int]:
    """A process and its descendants."""
    try:
        tasks = list(Path(f"/proc/{process_id}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has just ended
        return [process_id]
    return [process_id, *(each for child in children for each in family(child))]


def held_mib(process_ids: list[int]) -> float:
    """What processes hold together: their own pages, and of pages that may be shared as many as the one with most has.

    From the counters that the kernel keeps. To have it count page by page (``smaps_rollup``) holds a large process up: it
    made Spark slower by a third.
    """
    own, shared = 0, 0
    for process_id in process_ids:
        try:
            _, resident, of_files, *_ = map(int, Path(f"/proc/{process_id}/statm").read_text().split())
        except OSError:  # it has just ended
            continue
        own, shared = own + resident - of_files, max(shared, of_files)
    return (own + shared) * PAGE_KIB / 1024
