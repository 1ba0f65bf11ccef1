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
        self._expected: set[Path] = set()  # files of which only the first lines were asked for
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
            self._expected.add(path)
        return expected

    def has(self, path: Path) -> bool:
        """Whether the lines of the file are counted here."""
        return path in self._counts

    def whole(self, path: Path, separator: str, width: int) -> CsvLines:
        """The lines of the whole file, waited for if they are being counted. Raises ``OSError`` if it cannot be read."""
        self._expected.discard(path)
        return self._counts[path].result() if self.has(path) else lines_of(path, separator, width)

    def are_as_expected(self) -> bool:
        """Whether every file of which only the first lines were asked for is plain to its end. Waits for the counts."""
        counts = [self._counts[path] for path in self._expected]
        return all(count.exception() is None and count.result().are_plain for count in counts)

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
