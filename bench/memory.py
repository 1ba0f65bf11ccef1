"""Peak memory of a process and all its descendants together. Linux only; elsewhere it is not measured."""

from __future__ import annotations

import threading
from pathlib import Path

PAUSE = 0.02  # seconds between two samples


class PeakMemory(threading.Thread):
    """Samples memory until stopped; ``mib`` is the highest sample, shared pages counted once."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self._process_id = process_id
        self._over = threading.Event()
        self.mib = 0.0

    def run(self) -> None:
        while not self._over.wait(PAUSE):
            self.mib = max(self.mib, sum(map(held_kib, family(self._process_id))) / 1024)

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


def held_kib(process_id: int) -> int:
    """The process's proportional set size (PSS): its own pages, and its part of the shared ones."""
    try:
        lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
