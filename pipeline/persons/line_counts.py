"""The lines of large CSV files, counted in a thread beside the reading of their rows.

A file whose first lines are as every reader reads them is taken to be so to its end, and is read at once; at the end of
the reading, or where the reading is refused, its lines decide. What does not belong here: how lines are counted
(``csv_lines``), or what is asked of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pipeline.persons.csv_lines import CsvLines, expected_lines, lines_of

LARGE_BYTES = 1 << 20  # a smaller file is counted before it is read


class LineCounts:
    """The counts of one reading; each file is counted once, however often it is opened."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._counts: dict[Path, Future[CsvLines]] = {}
        self._expected: dict[Path, CsvLines] = {}  # of files whose whole lines nobody has asked for yet
        self._are_wanted = True

    def begin(self, path: Path, separator: str, width: int) -> CsvLines | None:
        """Begin to count; what the first lines lead to expect of all, or ``None`` if the file has to be counted first.

        Raises ``OSError`` if the file cannot be read.
        """
        if path.stat().st_size < LARGE_BYTES or self.has(path):
            return None
        expected = expected_lines(path, separator, width)
        if expected is not None:
            self._counts[path] = self._pool.submit(lines_of, path, separator, width, lambda: self._are_wanted)
            self._expected[path] = expected
        return expected

    def lines(self, path: Path, separator: str, width: int) -> CsvLines:
        """What is to be expected of a large file, the first time it is opened, else its lines. Raises ``OSError``."""
        return self.begin(path, separator, width) or self.whole(path, separator, width)

    def has(self, path: Path) -> bool:
        """Whether the lines of the file are counted here."""
        return path in self._counts

    def whole(self, path: Path, separator: str, width: int) -> CsvLines:
        """The lines of the whole file, waited for if they are being counted. Raises ``OSError`` if it cannot be read."""
        self._expected.pop(path, None)
        return self._counts[path].result() if self.has(path) else lines_of(path, separator, width)

    def are_as_expected(self) -> bool:
        """Whether every file is to its end what its first lines led to expect. Waits for the counts."""
        return all(self._is_as(expected, self._counts[path]) for path, expected in self._expected.items())

    @staticmethod
    def _is_as(expected: CsvLines, count: Future[CsvLines]) -> bool:
        if count.exception() is not None:
            return False
        found = count.result()
        return found.are_plain and (found.is_bare or not expected.is_bare)

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._are_wanted = False


@contextmanager
def counted_beside() -> Iterator[LineCounts]:
    """Counts in one thread, which ends with the block."""
    with ThreadPoolExecutor(1) as pool:
        counts = LineCounts(pool)
        try:
            yield counts
        finally:
            counts.stop()
