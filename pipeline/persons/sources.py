"""Person files as delivered, made ready for an engine: found, columns known, and in a form engines read lazily.

Parquet and UTF-8 CSV are read where they lie. SAS and Windows-1252 CSV become a temporary Parquet file, in chunks.
What does not belong here: what a column means.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.inputs.file_formats import PARQUET, SUFFIXES, FileFormat, Header, format_of

if TYPE_CHECKING:
    import pyarrow as pa

CSV_SAMPLE_BYTES = 1 << 18
WHOLE_NUMBERS = frozenset({"pnr", "adresse_id"})  # where a format has doubles only, these are whole all the same


@dataclass(frozen=True)
class Source:
    """One file an engine can read: ``columns`` maps our lower-case names to the delivered ones, in declared order."""

    label: str
    path: Path
    format: FileFormat
    columns: Mapping[str, str]
    separator: str | None = None  # only for CSV

    @property
    def is_csv(self) -> bool:
        """Whether the engine reads text and the columns have no types."""
        return self.separator is not None


def find_sources(
    paths: Mapping[str, Path], wanted: Mapping[str, Sequence[str]], optional: frozenset[str] = frozenset()
) -> dict[str, Source]:
    """The source of every named file. Raises ``InputRefused`` with the faults of all files together."""
    sources: dict[str, Source] = {}
    faults: list[Fault] = []
    for name, path in paths.items():
        try:
            sources[name] = _find(name, path, wanted[name], optional)
        except InputRefused as refusal:
            faults.extend(refusal.faults)
    if faults:
        raise InputRefused(faults)
    return sources


def _find(name: str, path: Path, wanted: Sequence[str], optional: frozenset[str]) -> Source:
    label = f"{name} ({path.name})"
    if not path.is_file():
        raise InputRefused(Fault(label, "is missing", f"a file {SUFFIXES}"))
    if (file_format := format_of(path)) is None:
        raise InputRefused(Fault(label, "has a format that is not read", SUFFIXES))
    failure = ""
    try:
        header = file_format.header(path)
    except Exception as error:  # a reader's message may quote the file
        failure = type(error).__name__
    if failure:
        raise InputRefused(Fault(label, f"cannot be read ({failure})", "a whole file", "ask for the file again"))
    names = header.lower_case
    faults = []
    if missing := [column for column in wanted if column not in names and column not in optional]:
        remedy = "add them; extra columns are ignored and the case of names does not matter"
        faults.append(Fault(label, f"columns missing: {', '.join(missing)}", f"{', '.join(wanted)}", remedy))
    if doubled := [column for column in wanted if names.count(column) > 1]:
        faults.append(Fault(label, f"columns named twice: {', '.join(doubled)}", "each column once"))
    if faults:
        raise InputRefused(faults)
    columns = {c: header.names[names.index(c)] for c in wanted if c in names}
    return Source(label, path, file_format, columns, header.separator)


def made_ready(source: Source, folder: Path) -> Source:
    """The source itself, or a temporary Parquet copy of its wanted columns where an engine could not read it."""
    if source.format.is_scanned(source.path):
        return source
    header = Header(tuple(source.columns.values()), source.separator)
    return _as_parquet(source, source.format.chunks(source.path, header, header.names, WHOLE_NUMBERS), folder)


def _as_parquet(source: Source, chunks: Iterator[pa.Table], folder: Path) -> Source:
    import pyarrow.parquet as pq

    copy = folder / f"{source.path.stem}.parquet"
    copy = next(p for n in itertools.count() if not (p := copy.with_stem(f"{copy.stem}-{n}")).exists())
    writer: Any = None
    try:
        for chunk in chunks:
            writer = writer or pq.ParquetWriter(copy, chunk.schema, compression="snappy")
            writer.write_table(chunk)
    finally:
        if writer is not None:
            writer.close()
    if writer is None:
        raise InputRefused(Fault(source.label, "holds no rows", "at least one row"))
    return Source(source.label, copy, PARQUET, source.columns)


def rows_of(source: Source) -> int:
    """The number of rows: as a Parquet file says; of a CSV file by its size and the length of its first lines."""
    if source.is_csv:
        with source.path.open("rb") as stream:
            stream.readline()
            lines = stream.readlines(CSV_SAMPLE_BYTES)
        return source.path.stat().st_size * len(lines) // max(1, sum(map(len, lines)))
    import pyarrow.parquet as pq

    return int(pq.read_metadata(source.path).num_rows)
