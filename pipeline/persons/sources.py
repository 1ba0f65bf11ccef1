"""Person files as delivered, made ready for an engine: found, columns known, and in a form engines read lazily.

Parquet and UTF-8 CSV are read where they lie. SAS and Windows-1252 CSV become a temporary Parquet file, in chunks.
What does not belong here: what a column means.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, InputRefused

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMATS = (".parquet", ".csv", ".sas7bdat")
SAS_CHUNK_ROWS = 250_000
CSV_BLOCK_BYTES = 1 << 23
CSV_SAMPLE_BYTES = 1 << 18


@dataclass(frozen=True)
class Source:
    """One file an engine can read: ``columns`` maps our lower-case names to the delivered ones, in declared order."""

    label: str
    path: Path
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
        raise InputRefused(Fault(label, "is missing", f"a file {' or '.join(FORMATS)}"))
    if path.suffix.lower() not in FORMATS:
        raise InputRefused(Fault(label, "has a format that is not read", " or ".join(FORMATS)))
    failure = ""
    try:
        header, separator = _header(path)
    except Exception as error:  # a reader's message may quote the file
        failure = type(error).__name__
    if failure:
        raise InputRefused(Fault(label, f"cannot be read ({failure})", "a whole file", "ask for the file again"))
    names = [column.strip().strip("\ufeff").lower() for column in header]
    faults = []
    if missing := [column for column in wanted if column not in names and column not in optional]:
        remedy = "add them; extra columns are ignored and the case of names does not matter"
        faults.append(Fault(label, f"columns missing: {', '.join(missing)}", f"{', '.join(wanted)}", remedy))
    if doubled := [column for column in wanted if names.count(column) > 1]:
        faults.append(Fault(label, f"columns named twice: {', '.join(doubled)}", "each column once"))
    if faults:
        raise InputRefused(faults)
    return Source(label, path, {c: header[names.index(c)] for c in wanted if c in names}, separator)


def _header(path: Path) -> tuple[list[str], str | None]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        import pyarrow.parquet as pq

        return list(pq.read_schema(path).names), None
    if suffix == ".sas7bdat":
        import pyreadstat

        return list(pyreadstat.read_sas7bdat(str(path), metadataonly=True)[1].column_names), None
    with path.open("rb") as stream:
        line = stream.readline()
    text = line.removeprefix(b"\xef\xbb\xbf").decode("cp1252" if not _is_utf8_line(line) else "utf-8").strip("\r\n")
    if not text:
        raise ValueError("no header")
    separator = ";" if ";" in text else ","
    return next(csv.reader([text], delimiter=separator)), separator


def _is_utf8_line(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def made_ready(source: Source, folder: Path) -> Source:
    """The source itself, or a temporary Parquet copy of its wanted columns where an engine could not read it."""
    if source.path.suffix.lower() == ".sas7bdat":
        return _as_parquet(source, _sas_chunks(source), folder)
    if source.is_csv and not _is_utf8(source.path):
        return _as_parquet(source, _csv_chunks(source), folder)
    return source


def _is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8; plain ASCII, the usual case, is settled at memory speed."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while block := stream.read(CSV_BLOCK_BYTES):
            if block.isascii() and decoder.getstate()[0] == b"":
                continue
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False
    return decoder.getstate()[0] == b""


def _sas_chunks(source: Source) -> Iterator[pa.Table]:
    import pyreadstat

    delivered = list(source.columns.values())
    chunks = pyreadstat.read_file_in_chunks(
        pyreadstat.read_sas7bdat, str(source.path), chunksize=SAS_CHUNK_ROWS, usecols=delivered
    )
    types: dict[str, pa.DataType] = {}
    for frame, _meta in chunks:
        yield _sas_table(frame[delivered], types)


def _sas_table(frame: pd.DataFrame, types: dict[str, pa.DataType]) -> pa.Table:
    """A chunk as Arrow. SAS numbers are all doubles: they stay so, but for the key, which must be whole.

    An all-empty first chunk does not tell a column's type; text is assumed then, as SAS has empty text only.
    """
    import pyarrow as pa

    columns: dict[str, pa.Array] = {}
    for name in frame.columns:
        array = pa.array(frame[name], from_pandas=True)
        if pa.types.is_null(array.type) or pa.types.is_large_string(array.type):
            array = array.cast(pa.string())
        if pa.types.is_floating(array.type) and str(name).lower() in ("pnr", "adresse_id"):
            array = array.cast(pa.int64())
        columns[name] = array.cast(types.setdefault(name, array.type))
    return pa.table(columns)


def _csv_chunks(source: Source) -> Iterator[pa.Table]:
    import pyarrow as pa
    import pyarrow.csv

    delivered = list(source.columns.values())
    reader = pyarrow.csv.open_csv(
        source.path,
        read_options=pyarrow.csv.ReadOptions(encoding="cp1252", block_size=CSV_BLOCK_BYTES),
        parse_options=pyarrow.csv.ParseOptions(delimiter=source.separator),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=delivered,
            column_types=dict.fromkeys(delivered, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    for batch in reader:
        yield pa.Table.from_batches([batch])


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
    return Source(source.label, copy, source.columns)


def rows_of(source: Source) -> int:
    """The number of rows: as a Parquet file says; of a CSV file by its size and the length of its first lines."""
    if source.is_csv:
        with source.path.open("rb") as stream:
            stream.readline()
            lines = stream.readlines(CSV_SAMPLE_BYTES)
        return source.path.stat().st_size * len(lines) // max(1, sum(map(len, lines)))
    import pyarrow.parquet as pq

    return int(pq.read_metadata(source.path).num_rows)
