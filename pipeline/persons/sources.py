"""Person files as delivered, made ready for an engine: found, columns known, and in a form engines read lazily.

Parquet and UTF-8 CSV are read where they lie. SAS becomes a temporary Parquet file, in chunks, and so do our columns of
Parquet in which others share a name; CSV in Windows-1252 or with blank lines becomes a temporary UTF-8 CSV, so that one
reader reads all CSV.
What does not belong here: what a column means.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.private import private_file
from pipeline.inputs.contents import refuse_misnamed
from pipeline.inputs.file_formats import PERSON_SUFFIXES, FileFormat, format_of, parquet_chunks
from pipeline.persons.csv_lines import CsvLines, lines_of, write_plain
from pipeline.persons.inputs import label_of
from pipeline.persons.line_counts import LineCounts

if TYPE_CHECKING:
    import pyarrow as pa

NEVER_EMPTY = ("population", "addresses", "hfaudd")  # an empty register is counted as it is, and fails its profile
NEEDED_AT_ONCE = ("addresses", "hfaudd")  # read before any register is
WHOLE_FILE = Message("a whole file"), Message("ask for the file again")


@dataclass(frozen=True)
class Source:
    """One file an engine can read: ``columns`` maps our lower-case names to the delivered ones, in declared order.

    ``rows`` is the number of rows in the file, counted without the engine that reads it. ``header`` holds all columns
    as delivered; a CSV file's columns are taken by their place in it. ``cell_bytes`` is what the cells of a CSV file
    hold, if that is known, and ``is_bare`` what they do not hold (``csv_lines``). While its lines are being counted, these
    are what its first lines lead to expect.
    """

    label: str
    path: Path
    format: FileFormat
    columns: Mapping[str, str]
    header: tuple[str, ...]
    rows: int
    separator: str | None = None  # only for CSV
    encoding: str = "utf-8"
    blank_lines: int = 0
    cell_bytes: int | None = None
    is_bare: bool = False

    @property
    def is_csv(self) -> bool:
        """Whether the engine reads text and the columns have no types."""
        return self.separator is not None

    @property
    def places(self) -> dict[str, int]:
        """The place of each of our columns in the header."""
        return {own: self.header.index(delivered) for own, delivered in self.columns.items()}


def find_sources(
    paths: Mapping[str, Path],
    wanted: Mapping[str, Sequence[str]],
    optional: frozenset[str] = frozenset(),
    counts: LineCounts | None = None,
) -> dict[str, Source]:
    """The source of every named file. Raises ``InputRefused`` with the faults of all files together.

    The lines of large CSV files are left to ``counts`` if given: see ``counted``.
    """
    sources: dict[str, Source] = {}
    faults: dict[str, Sequence[Fault]] = {}
    for name, path in paths.items():
        try:
            sources[name] = _find(name, path, wanted[name], optional, None if name in NEEDED_AT_ONCE else counts)
        except InputRefused as refusal:
            faults[name] = refusal.faults
    if faults:
        for name, source in sources.items():
            faults[name] = _counted(source, counts)[1]
        raise InputRefused([fault for name in paths for fault in faults[name]])
    return sources


def counted(sources: Mapping[str, Source], counts: LineCounts) -> dict[str, Source]:
    """The sources once all their lines are counted and found to be as expected."""
    return {name: _counted(source, counts)[0] for name, source in sources.items()}


def _counted(source: Source, counts: LineCounts | None) -> tuple[Source, list[Fault]]:
    """The source and the faults of its lines if they were being counted, else the source as it is."""
    if counts is None or source.separator is None or not counts.has(source.path):
        return source, []
    return _with_lines(source, source.separator, counts)


def _find(name: str, path: Path, wanted: Sequence[str], optional: frozenset[str], counts: LineCounts | None) -> Source:
    label = label_of(name, path)
    if path.is_dir():
        remedy = Message("write the part files into one file; a folder of part files is not read")
        raise InputRefused(
            Fault(label, Message("is a folder"), Message("one file {suffixes}", suffixes=PERSON_SUFFIXES), remedy)
        )
    if not path.is_file():
        raise InputRefused(Fault(label, Message("is missing"), Message("a file {suffixes}", suffixes=PERSON_SUFFIXES)))
    if (file_format := format_of(path)) is None or not file_format.holds_persons:
        raise InputRefused(
            Fault(label, Message("has a format that is not read"), Message("{names}", names=PERSON_SUFFIXES))
        )
    failure = ""
    try:
        refuse_misnamed(path, label)
        header = file_format.header(path, label)
        rows = 0 if header.separator else file_format.row_count(path)  # the lines of CSV are counted below
    except InputRefused:
        raise
    except Exception as error:  # a reader's message may quote the file
        failure = type(error).__name__
    if failure:
        raise InputRefused(Fault(label, Message("cannot be read ({name})", name=failure), *WHOLE_FILE))
    names = header.lower_case
    source = Source(label, path, file_format, {}, header.names, rows, header.separator)
    faults = []
    if missing := [column for column in wanted if column not in names and column not in optional]:
        remedy = Message("add them; extra columns are ignored and the case of names does not matter")
        faults.append(
            Fault(
                label,
                Message("columns missing: {names}", names=tuple(missing)),
                Message("{names}", names=tuple(wanted)),
                remedy,
            )
        )
    if doubled := [column for column in wanted if names.count(column) > 1]:
        faults.append(
            Fault(label, Message("columns named twice: {names}", names=tuple(doubled)), Message("each column once"))
        )
    if not faults and source.separator is not None:
        source, faults = _with_lines(source, source.separator, counts)
    if not faults and not source.rows and name in NEVER_EMPTY:
        faults.append(Fault(label, Message("holds no rows"), Message("at least one row")))
    if faults:
        raise InputRefused(faults)
    return replace(source, columns={c: source.header[names.index(c)] for c in wanted if c in names})


def _with_lines(source: Source, separator: str, counts: LineCounts | None) -> tuple[Source, list[Fault]]:
    """The source with its lines counted, or expected, and what is wrong with them."""
    failure, lines = "", CsvLines()
    try:
        lines = (counts.lines if counts else lines_of)(source.path, separator, len(source.header))
    except OSError as error:
        failure = type(error).__name__
    if failure:
        return source, [Fault(source.label, Message("cannot be read ({name})", name=failure), *WHOLE_FILE)]
    return _as_counted(source, lines), lines.faults(source.label, len(source.header))


def _as_counted(source: Source, lines: CsvLines) -> Source:
    """The source with what is known of its lines."""
    return replace(
        source,
        rows=lines.rows,
        encoding=lines.encoding,
        blank_lines=lines.blank,
        cell_bytes=lines.cell_bytes if lines.encoding == "utf-8" else None,  # another encoding is written anew
        is_bare=lines.is_bare,
    )


def made_ready(source: Source, folder: Path) -> Source:
    """The source itself, or a temporary copy where an engine could not read it or would read it differently."""
    if source.format.chunks is not None:
        return _as_parquet(source, source.format.chunks(source.path, list(source.columns.values())), folder)
    if not source.is_csv and len({name.strip().lower() for name in source.header}) < len(source.header):
        # No engine reads a file in which two columns have one name, though it be none of ours
        return _as_parquet(source, parquet_chunks(source.path, list(source.columns.values())), folder)
    if source.is_csv and (source.encoding != "utf-8" or source.blank_lines):
        return _as_plain_csv(source, folder)
    return source


def _as_plain_csv(source: Source, folder: Path) -> Source:
    copy = _beside(source, folder, ".csv")
    undecodable = False
    try:
        write_plain(source.path, copy, source.encoding)
    except UnicodeDecodeError:
        undecodable = True
    if undecodable:
        remedy = Message("write the file anew as UTF-8")
        raise InputRefused(
            Fault(source.label, Message("is neither UTF-8 nor Windows-1252"), Message("one of the two"), remedy)
        )
    return replace(source, path=copy, encoding="utf-8", blank_lines=0)


def _beside(source: Source, folder: Path, suffix: str) -> Path:
    """A new file in the folder that only its owner may read."""
    copies = (folder / f"{source.path.stem}-{number}{suffix}" for number in itertools.count())
    return private_file(next(path for path in copies if not path.exists()))


def _as_parquet(source: Source, chunks: Iterator[pa.Table], folder: Path) -> Source:
    import pyarrow.parquet as pq

    copy = _beside(source, folder, ".parquet")
    writer: Any = None
    try:
        for chunk in chunks:
            writer = writer or pq.ParquetWriter(copy, chunk.schema, compression="snappy")
            writer.write_table(chunk)
    finally:
        if writer is not None:
            writer.close()
    if writer is None:
        raise InputRefused(Fault(source.label, Message("holds no rows"), Message("at least one row")))
    return replace(source, path=copy)
