"""How much memory a process and all that it started hold together, at most. Linux only; elsewhere nothing is known."""

from __future__ import annotations

import threading
from pathlib import Path

PAUSE = 0.02  # seconds between two looks


class PeakMemory(threading.Thread):
    """Looks every few hundredths of a second until told to stop; ``mib`` is the most it saw, shared pages counted once."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self._process_id = process_id
        self._over = threading.Event()
        self.mib = 0.0

    def run(self) -> None:
        while not self._over.wait(PAUSE):
            self.mib = max(self.mib, sum(map(held_kib, family(self._process_id))) / 1024)

    def stop(self) -> float:
        """The most that was held, in MiB."""
        self._over.set()
        self.join()
        return self.mib


def family(process_id: int) -> list[int]:
    """A process and its descendants."""
    try:
        tasks = list(Path(f"/proc/{process_id}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has just ended
        return [process_id]
    return [process_id, *(each for child in children for each in family(child))]


def held_kib(process_id: int) -> int:
    """The process's share of memory: its own pages, and of shared ones its part."""
    try:
        lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
