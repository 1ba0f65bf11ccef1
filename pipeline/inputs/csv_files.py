"""CSV as Danish tools write it: ``;`` or ``,``, UTF-8 with or without byte order mark or Windows-1252, one row per line.

A quotation mark opens or closes a whole cell of one line, or is doubled inside one; any other place is refused with its
row, because CSV readers interpret such a mark differently and some lose rows. What does not belong here: reading cells
(``cells``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.inputs.contents import RESAVE

LARGEST_BYTES = 50_000_000  # of counts per area: a country's ten thousand areas take one million
LARGEST_ROWS = 500_000  # of counts per area: fifty times the areas of a country
LONGEST_HEADER = 100_000  # characters; a header of all DST's variables has a tenth of it
SHOWN_ROWS = 5
BLOCK_BYTES = 1 << 22
NO_TEXT = Message("holds NUL bytes: it is no text")
IS_TEXT = Message("text in UTF-8 or Windows-1252")
CR_ALONE = Message("has lines that end with CR alone"), Message("lines that end with LF or CR LF")


@dataclass(frozen=True)
class CsvTable:
    """Header as delivered, the cells of each filled line as text, and the number of that line in the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...]


def decoded(content: bytes) -> str:
    """UTF-8 with or without BOM, else Windows-1252, the two that Danish tools write. Raises ``UnicodeDecodeError``."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def separator_of(header: str) -> str:
    """``;`` or ``,``, whichever the header line has more of."""
    return ";" if ";" in header and header.count(";") >= header.count(",") else ","


def shown_rows(rows: Sequence[int]) -> Message:
    """A few row numbers for a message, and how many more there are."""
    shown = tuple(map(str, rows[:SHOWN_ROWS]))
    if len(rows) > SHOWN_ROWS:
        return Message("rows {rows} and {more:,} more", rows=shown, more=len(rows) - SHOWN_ROWS)
    return Message("rows {rows}", rows=shown) if len(rows) > 1 else Message("row {row}", row=shown)


def counted_rows(count: int) -> Message:
    """``1 row``, ``1,234 rows``."""
    return Message("1 row") if count == 1 else Message("{count:,} rows", count=count)


def header_names(path: Path, label: str) -> tuple[tuple[str, ...], str]:
    """The column names as delivered and the separator, from the first line only.

    Raises ``InputRefused`` for a first line that is no header.
    """
    header = Message("a header line and at least one row")
    with path.open("rb") as stream:
        line = stream.readline(LONGEST_HEADER + 1)
    if len(line) > LONGEST_HEADER:
        problem = Message("has a first line of more than {most:,} bytes", most=LONGEST_HEADER)
        raise InputRefused(Fault(label, problem, header))
    if b"\0" in line:
        raise InputRefused(Fault(label, NO_TEXT, IS_TEXT, RESAVE))
    text = decoded(line).strip("\r\n")
    if not text.strip():
        raise InputRefused(Fault(label, Message("has an empty first line"), header))
    if "\r" in text:
        raise InputRefused(Fault(label, *CR_ALONE))
    separator = separator_of(text)
    return tuple(next(csv.reader([text], delimiter=separator))), separator


def read_csv(path: Path, label: str) -> CsvTable:
    """All cells of a file of counts per area, as text.

    Raises ``InputRefused`` for a file that is no text, has no header, rows of another width or a stray quotation mark.
    """
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise InputRefused(
            Fault(
                label,
                Message("is {size:,} bytes long", size=size),
                Message("at most {most:,} bytes of counts", most=LARGEST_BYTES),
            )
        )
    content = path.read_bytes()
    refuse_too_many(content.count(b"\n"), label)
    if b"\0" in content:
        raise InputRefused(Fault(label, NO_TEXT, IS_TEXT, RESAVE))
    text = decoded(content)
    if not text.strip():
        raise InputRefused(Fault(label, Message("is empty"), Message("a header line and at least one row")))
    lines = text.split("\n")
    if "\r" in text.replace("\r\n", "\n"):
        raise InputRefused(Fault(label, *CR_ALONE))
    header_names(path, label)
    separator = separator_of(lines[0])
    cells_of = _line_reader(separator)
    header = cells_of(lines[0].rstrip("\r"))
    if header is None:
        raise InputRefused(_stray_quotes(label, [1]))
    rows, numbers, strays = [], [], []
    blank = f"{separator} \t\r"  # spreadsheets leave lines of separators below their rows
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip(blank):
            continue
        cells = cells_of(line.rstrip("\r"))
        if cells is None:
            strays.append(number)
        else:
            rows.append(cells)
            numbers.append(number)
    if strays:
        raise InputRefused(_stray_quotes(label, strays))
    return CsvTable(tuple(name.strip() for name in header), *_of_one_width(header, rows, numbers, label))


def refuse_too_many(rows: int, label: str) -> None:
    """Raises ``InputRefused`` for a file far longer than counts per area can be, before it fills the memory."""
    if rows > LARGEST_ROWS:
        expected = Message("counts per area, at most {most:,} rows", most=LARGEST_ROWS)
        raise InputRefused(
            Fault(
                label, Message("has {rows:,} rows", rows=rows), expected, Message("deliver one row per scope and code")
            )
        )


def _stray_quotes(label: str, rows: Sequence[int]) -> Fault:
    return Fault(
        label,
        Message("{count} with a stray quotation mark ({rows})", count=counted_rows(len(rows)), rows=shown_rows(rows)),
        Message("quotation marks around a whole cell of one line, doubled inside it"),
        Message("take the mark out, or quote the whole cell"),
    )


@cache
def _line_reader(separator: str) -> Callable[[str], tuple[str, ...] | None]:
    """What splits one line into cells; ``None`` for a line with a stray quotation mark."""
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{separator}]*+)'
    whole = re.compile(rf"{cell}(?:{separator}{cell})*+")

    def cells(line: str) -> tuple[str, ...] | None:
        if '"' not in line:
            return tuple(line.split(separator))
        return tuple(next(csv.reader([line], delimiter=separator))) if whole.fullmatch(line) else None

    return cells


def _of_one_width(
    header: tuple[str, ...], rows: list[tuple[str, ...]], numbers: list[int], label: str
) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """Every row as wide as the header; what stands behind the last named column must be empty.

    Raises ``InputRefused`` with the rows of another width.
    """
    width = max((place for place, name in enumerate(header, start=1) if name.strip()), default=0)
    ragged = [
        number
        for number, row in zip(numbers, rows, strict=True)
        if len(row) < width or any(cell.strip() for cell in row[width:])
    ]
    if ragged:
        raise InputRefused(
            Fault(
                label,
                Message(
                    "{count} not {width} cells wide ({rows})",
                    count=counted_rows(len(ragged)),
                    width=width,
                    rows=shown_rows(ragged),
                ),
                Message("as many cells in each row as the header names; empty ones behind the last are ignored"),
                Message("check the separator and quoting"),
            )
        )
    blanks = ("",) * (len(header) - width)
    return tuple((*row[:width], *blanks) for row in rows), tuple(numbers)


def row_count(path: Path) -> int:
    """The number of filled lines below the header, block by block: 6 million take a second.

    A filled line has anything but separators and blanks. A line break within quotation marks ends a line here too; the
    readers refuse such files.
    """
    import numpy as np

    filled, last = 0, b"\n"
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            squeezed = last + block.translate(None, b";, \t\r")
            ends = np.frombuffer(squeezed, np.uint8) == ord("\n")
            filled += int(np.count_nonzero(ends[1:] & ~ends[:-1]))
            last = squeezed[-1:]
    return max(filled + (last != b"\n") - 1, 0)
