"""The lines of a CSV file counted without a CSV reader, to be compared with the rows that the reader finds.

No cell may span lines and every line has as many cells as the header: then every reader finds the same rows.
What does not belong here: what a cell means.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from pipeline.core.errors import Fault
from pipeline.core.messages import Message
from pipeline.inputs.csv_files import counted_rows

BLOCK_BYTES = 1 << 16  # what is computed of a block stays in a processor's cache
LONGEST_LINE_BYTES = 1 << 20
NEWLINE, RETURN, QUOTE = b'\n\r"'
NOT_BARE = (b" ", b"\t", b"\v", b"\f", b"+")
SHOWN_ROWS = 5
BYTE_ORDER_MARK = codecs.BOM_UTF8


@dataclass
class CsvLines:
    """What the lines of a file are, header left out. ``wrong_width`` and ``stray_quotes`` are numbers of file lines.

    ``cell_bytes`` is what the cells hold, without separators, line ends and the quote marks around them; ``None`` where
    that takes a CSV reader. ``is_bare`` is whether all is ASCII without blanks and plus signs.
    """

    rows: int = 0
    blank: int = 0
    cell_bytes: int | None = 0
    is_bare: bool = True
    encoding: str = "utf-8"
    wrong_width: list[int] = field(default_factory=list)
    stray_quotes: list[int] = field(default_factory=list)
    too_long: bool = False

    @property
    def are_plain(self) -> bool:
        """Whether every reader finds the same cells, UTF-8, in each line."""
        is_odd = self.wrong_width or self.stray_quotes or self.too_long or self.blank or self.encoding != "utf-8"
        return not is_odd and self.cell_bytes is not None

    def faults(self, label: str, width: int) -> list[Fault]:
        """The faults that make the lines ambiguous; row numbers only, the header is row 1."""
        faults = []
        if self.too_long:
            faults.append(
                Fault(label, Message("has a line longer than 1 MiB"), Message("line ends LF or CRLF, one row a line"))
            )
        if self.stray_quotes:
            remedy = Message(
                "remove the quote mark or the line break within the cell, or double the mark and quote the cell"
            )
            problem = Message(
                "{rows} with a stray quote mark, or with a cell that spans lines", rows=_numbered(self.stray_quotes)
            )
            faults.append(Fault(label, problem, Message("quote marks only around a whole cell of one line"), remedy))
        if self.wrong_width:
            problem = Message("{rows} not {width} cells wide", rows=_numbered(self.wrong_width), width=width)
            faults.append(
                Fault(
                    label,
                    problem,
                    Message("as many cells in each row as in the header"),
                    Message("check the separator"),
                )
            )
        return faults


def _numbered(rows: list[int]) -> Message:
    shown = ", ".join(str(row) for row in rows[:SHOWN_ROWS]) + (" ..." if len(rows) > SHOWN_ROWS else "")
    return Message("{count} ({shown})", count=counted_rows(len(rows)), shown=shown)


def lines_of(path: Path, separator: str, width: int, is_wanted: Callable[[], bool] = lambda: True) -> CsvLines:
    """Count the lines of the file and name those that readers could read differently.

    Stops where the answer is no longer wanted. Raises ``OSError`` if the file cannot be read.
    """
    found = CsvLines()
    with path.open("rb") as stream:
        _count(found, takewhile(lambda _: is_wanted(), _whole_lines(stream, found)), separator, width)
    return found


def expected_lines(path: Path, separator: str, width: int) -> CsvLines | None:
    """The lines as many as in the whole file if all are like the first ones; ``None`` if those are not plain.

    Raises ``OSError`` if the file cannot be read.
    """
    found = CsvLines()
    with path.open("rb") as stream:
        first = list(islice(_whole_lines(stream, found), 1))
    _count(found, first, separator, width)
    if not first or not found.are_plain:
        return None
    times = path.stat().st_size / len(first[0])
    return replace(found, rows=round(found.rows * times), cell_bytes=round((found.cell_bytes or 0) * times))


def _count(found: CsvLines, blocks: Iterable[bytes], separator: str, width: int) -> None:
    """Add the lines of all blocks from the first one on, header left out."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first_line = 1
    for block in blocks:
        if first_line == 1:
            block = block.removeprefix(BYTE_ORDER_MARK)
            header = block[: block.index(b"\n")]
            found.cell_bytes = -len(header.translate(None, _marks(separator)))  # so that it is left out
        is_ascii = block.isascii()
        if found.encoding == "utf-8" and not is_ascii:
            _try_utf8(block, decoder, found)
        found.is_bare = found.is_bare and is_ascii and not any(octet in block for octet in NOT_BARE)
        first_line += _add(found, block, first_line, separator, width)
    found.rows -= 1  # the header


def _whole_lines(stream: BinaryIO, found: CsvLines) -> Iterator[bytes]:
    """Blocks that end with a line; the last line gets its line end if it has none."""
    rest = b""
    while piece := stream.read(BLOCK_BYTES):
        end = piece.rfind(b"\n") + 1
        if end:
            yield rest + piece[:end]
            rest = piece[end:]
        else:
            rest += piece
        if len(rest) > LONGEST_LINE_BYTES:
            found.too_long = True
            return
    if rest:
        yield rest + b"\n"


def _try_utf8(block: bytes, decoder: codecs.IncrementalDecoder, found: CsvLines) -> None:
    """Blocks end with a line, so none ends within a character."""
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        found.encoding = "cp1252"


def _marks(separator: str) -> bytes:
    """The bytes that are no part of a cell: separator, line ends and quote mark."""
    return bytes((ord(separator), NEWLINE, RETURN, QUOTE))


@cache
def _all_but_marks(separator: str) -> bytes:
    """Every other byte."""
    return bytes(range(256)).translate(None, _marks(separator))


def _add(found: CsvLines, block: bytes, first_line: int, separator: str, width: int) -> int:
    """Add the lines of a block; returns how many there are, blank ones included."""
    octets = np.frombuffer(block, np.uint8)
    marks = block.translate(None, _all_but_marks(separator))
    row = marks[: marks.index(b"\n") + 1]
    times = len(marks) // len(row)
    if marks != row * times:  # mostly each row quotes the same cells: then one stands for all
        row, times = marks, 1
    lines = row.count(b"\n")
    line_count = lines * times
    # A quoted cell leaves its two quote marks side by side, whatever it holds but a separator or a line end
    ends = row.replace(b"\r", b"").replace(b'""', b"")
    is_regular = ends == (separator.encode() * (width - 1) + b"\n") * lines
    quote_count = row.count(b'"') * times
    if not is_regular or (quote_count and not _quotes_whole_cells(octets, quote_count, separator, RETURN in marks)):
        _look_closer(found, octets, first_line, separator, width)
        found.cell_bytes = None
    elif RETURN in marks and marks.count(b"\r") != block.count(b"\r\n"):
        found.cell_bytes = None
    elif found.cell_bytes is not None:
        found.cell_bytes += len(block) - len(marks)
    blank = 0 if is_regular and width > 1 else _blank(octets)
    found.rows += line_count - blank
    found.blank += blank
    return line_count


def _quotes_whole_cells(octets: np.ndarray[Any, Any], quote_count: int, separator: str, has_returns: bool) -> bool:
    """Whether each quote mark of regular lines either begins or ends a cell, and none does both."""
    quotes, ends = octets == QUOTE, octets == ord(separator)
    ends |= octets == NEWLINE
    begins = quotes[1:] & ends[:-1]
    if has_returns:
        ends |= octets == RETURN
    closes = quotes[:-1] & ends[1:]  # the last octet is a line end
    # A block begins with a cell. A mark that is a cell alone does both, but in regular lines only a return stands beside it
    marks = int(quotes[0]) + np.count_nonzero(begins) + np.count_nonzero(closes)
    return bool(marks == quote_count and not (has_returns and _does_both(quotes[0], begins, closes)))


def _does_both(is_first: np.bool, begins: np.ndarray[Any, Any], closes: np.ndarray[Any, Any]) -> bool:
    """Whether a quote mark both begins and ends a cell; ``begins`` is of the octets from the second one on."""
    return bool((is_first and closes[0]) or (begins[:-1] & closes[1:]).any())


def _blank(octets: np.ndarray[Any, Any]) -> int:
    """Lines without a character, or with a carriage return alone."""
    ends = octets == NEWLINE
    empty = int(ends[0]) + int(np.count_nonzero(ends[1:] & ends[:-1]))
    returns = octets == RETURN
    if not returns.any():
        return empty
    after = ends[2:] & returns[1:-1] & ends[:-2]
    at_start = len(octets) > 1 and bool(returns[0] and ends[1])
    return empty + int(np.count_nonzero(after)) + int(at_start)


def _look_closer(found: CsvLines, octets: np.ndarray[Any, Any], first_line: int, separator: str, width: int) -> None:
    """Find the lines with stray quote marks and those of another width."""
    ends = np.flatnonzero(octets == NEWLINE)
    starts = np.concatenate([[0], ends[:-1] + 1])
    quotes = octets == QUOTE
    places = np.flatnonzero(quotes)
    before = octets[np.maximum(places - 1, 0)]
    after = octets[np.minimum(places + 1, len(octets) - 1)]
    opens = (places == 0) | np.isin(before, (ord(separator), NEWLINE, QUOTE))
    closes = np.isin(after, (ord(separator), NEWLINE, RETURN, QUOTE))
    inner = np.searchsorted(ends, places[~(opens | closes)])
    before_line = np.searchsorted(places, starts)
    odd = (np.searchsorted(places, ends) - before_line) % 2 == 1
    odd[inner] = True
    found.stray_quotes.extend((np.flatnonzero(odd) + first_line).tolist())
    outside = np.cumsum(quotes, dtype=np.uint8) % 2 == 0
    marks = np.flatnonzero((octets == ord(separator)) & outside)
    cells = np.searchsorted(marks, ends) - np.searchsorted(marks, starts) + 1
    length = ends - starts
    is_blank = (length == 0) | ((length == 1) & (octets[starts] == RETURN))
    wrong = (cells != width) & ~is_blank & ~odd
    if not odd.any():
        found.wrong_width.extend((np.flatnonzero(wrong) + first_line).tolist())


def write_plain(path: Path, to: Path, encoding: str) -> None:
    """The file as UTF-8 without blank lines. Raises ``UnicodeDecodeError`` for a byte that Windows-1252 has not."""
    with path.open("rb") as stream, to.open("r+b") as copy:
        for block in _whole_lines(stream, CsvLines()):
            lines = [line for line in block.split(b"\n") if line not in (b"", b"\r")]
            if lines:
                copy.write(b"\n".join(lines).decode(encoding).encode("utf-8") + b"\n")
