"""The file formats that are read: one entry in ``FORMATS`` for each; suffixes are known only here.

An entry says how to read a file's header, how to read it whole as counts per area, how to count its rows, and how a
person engine reads its rows. To add an input format is to add an entry. What does not belong here: what a column means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.messages import Message
from pipeline.inputs import csv_files, workbooks
from pipeline.inputs.delivered_cells import Cell, typed

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SAS_CHUNK_ROWS = 250_000


@dataclass(frozen=True)
class Header:
    """The column names as delivered; ``separator`` only where the file is CSV, whose columns have no types."""

    names: tuple[str, ...]
    separator: str | None = None

    @property
    def lower_case(self) -> tuple[str, ...]:
        """The names as columns are declared: without outer blanks, in lower case."""
        return tuple(name.strip().lower() for name in self.names)


@dataclass(frozen=True)
class DeliveredTable:
    """A file read whole: lower-case header, rows of cells, and the row number that messages give each row.

    ``sheet``: the sheet of a workbook, as messages name it; empty for the other formats.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_numbers: Sequence[int]
    sheet: str = ""

    def labelled(self, label: str) -> str:
        """The file, and where it is a workbook its sheet, as messages name them."""
        return Message("{where}, {sheet}", where=label, sheet=self.sheet) if self.sheet else label


@dataclass(frozen=True)
class FileFormat:
    """How one format is read.

    ``header`` takes a path and the label that messages name the file by; ``read`` also the lower-case names wanted
    (others may be left out; ``None``: all). ``chunks`` gives the rows of the wanted columns (as delivered) piece by
    piece, for a format that no person engine scans where it lies; ``None`` for the others. ``holds_persons``: whether
    person rows may come in it.
    """

    suffix: str
    header: Callable[[Path, str], Header]
    read: Callable[[Path, frozenset[str] | None, str], DeliveredTable]
    row_count: Callable[[Path], int]
    chunks: Callable[[Path, Sequence[str]], Iterator[pa.Table]] | None = None
    holds_persons: bool = True


def format_of(path: Path) -> FileFormat | None:
    """The format of a file by its suffix, in any case; ``None`` if it is not read."""
    return FORMATS.get(path.suffix.lower())


def row_count(path: Path) -> int:
    """Rows of a file of any size, without loading them; counted once a process while size and time stamp stay."""
    state = path.stat()
    return _row_count(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def _row_count(path: Path, size: int, modified: int) -> int:
    return (format_of(path) or CSV).row_count(path)  # the YAML and GeoJSON beside the registers: by their lines


def _csv_header(path: Path, label: str) -> Header:
    return Header(*csv_files.header_names(path, label))


def _read_csv(path: Path, wanted: frozenset[str] | None, label: str) -> DeliveredTable:
    table = csv_files.read_csv(path, label)
    return DeliveredTable(tuple(name.lower() for name in table.header), table.rows, table.row_numbers)


def _parquet_header(path: Path, label: str) -> Header:
    import pyarrow.parquet as pq

    return Header(tuple(pq.read_schema(path).names))


def _read_parquet(path: Path, wanted: frozenset[str] | None, label: str) -> DeliveredTable:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        csv_files.refuse_too_many(file.metadata.num_rows, label)
        names = [name for name in file.schema_arrow.names if wanted is None or name.strip().lower() in wanted]
        columns = file.read(columns=names, use_threads=False)
    cells = [[typed(value) for value in column.to_pylist()] for column in columns.columns]
    return _of_columns(columns.column_names, cells)


def parquet_chunks(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """The rows of some columns piece by piece, after a piece without rows. Other columns may share a name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        wanted = pa.schema([file.schema_arrow.field(name) for name in columns])
        yield wanted.empty_table()
        for batch in file.iter_batches(columns=list(columns)):
            yield pa.Table.from_batches([batch]).select(list(columns)).cast(wanted)


def _parquet_rows(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def _sas_header(path: Path, label: str) -> Header:
    import pyreadstat

    return Header(tuple(pyreadstat.read_sas7bdat(str(path), metadataonly=True)[1].column_names))


def _read_sas(path: Path, wanted: frozenset[str] | None, label: str) -> DeliveredTable:
    import pyreadstat

    csv_files.refuse_too_many(_sas_rows(path), label)
    columns, meta = pyreadstat.read_sas7bdat(str(path), output_format="dict")
    return _of_columns(meta.column_names, [[typed(value) for value in columns[name]] for name in meta.column_names])


def _sas_rows(path: Path) -> int:
    import pyreadstat

    return int(pyreadstat.read_sas7bdat(str(path), metadataonly=True)[1].number_rows or 0)


def _sas_chunks(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    import pyreadstat

    chunks = pyreadstat.read_file_in_chunks(
        pyreadstat.read_sas7bdat, str(path), chunksize=SAS_CHUNK_ROWS, usecols=list(columns)
    )
    types: dict[str, pa.DataType] = {}
    for frame, _meta in chunks:
        yield _sas_table(frame[list(columns)], types)


def _sas_table(frame: pd.DataFrame, types: dict[str, pa.DataType]) -> pa.Table:
    """A chunk as Arrow. SAS numbers are all doubles and stay so.

    An all-empty first chunk does not show a column's type; text is assumed then, as SAS has empty text only.
    """
    import pyarrow as pa

    columns: dict[str, pa.Array] = {}
    for name in frame.columns:
        array = pa.array(frame[name], from_pandas=True)
        if pa.types.is_null(array.type) or pa.types.is_large_string(array.type):
            array = array.cast(pa.string())
        columns[name] = array.cast(types.setdefault(name, array.type))
    return pa.table(columns)


def _workbook_header(path: Path, label: str) -> Header:
    state = path.stat()
    return _kept_workbook_header(path, label, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)  # a list year asks for the headers of every earlier one, and a workbook is slow to open
def _kept_workbook_header(path: Path, label: str, size: int, modified: int) -> Header:
    return Header(workbooks.read_sheet(path, label).header)


def _read_workbook(path: Path, wanted: frozenset[str] | None, label: str) -> DeliveredTable:
    table = workbooks.read_sheet(path, label)
    names = tuple(name.strip().lower() for name in table.header)
    return DeliveredTable(names, table.rows, table.row_numbers, table.sheet)


def _workbook_rows(path: Path) -> int:
    return len(workbooks.read_sheet(path, path.name).rows)


def _of_columns(names: Sequence[str], cells: Sequence[Sequence[Cell]]) -> DeliveredTable:
    rows = tuple(zip(*cells, strict=True))
    return DeliveredTable(tuple(name.strip().lower() for name in names), rows, range(1, len(rows) + 1))


CSV = FileFormat(".csv", _csv_header, _read_csv, csv_files.row_count)
PARQUET = FileFormat(".parquet", _parquet_header, _read_parquet, _parquet_rows)
SAS = FileFormat(".sas7bdat", _sas_header, _read_sas, _sas_rows, _sas_chunks)
WORKBOOK = FileFormat(".xlsx", _workbook_header, _read_workbook, _workbook_rows, holds_persons=False)
FORMATS: Mapping[str, FileFormat] = {each.suffix: each for each in (CSV, PARQUET, SAS, WORKBOOK)}
SUFFIXES = " or ".join(FORMATS)
PERSON_SUFFIXES = " or ".join(suffix for suffix, each in FORMATS.items() if each.holds_persons)
