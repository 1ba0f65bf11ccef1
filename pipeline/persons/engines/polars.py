"""Polars' streaming engine, in this process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from pipeline.core.calendar_day import COPENHAGEN
from pipeline.persons.engines.base import (
    CLOCK,
    Comparison,
    Frame,
    GenericEngine,
    Join,
    engine_frame,
)
from pipeline.persons.inputs import PERSON_KEY
from pipeline.persons.plain import FIRST_DAY, LENGTH_OF_DAY, WIDEST_CODE, WRITTEN, Plain
from pipeline.persons.sources import Source

if TYPE_CHECKING:
    import polars as pl

FIRST_BYTES = 1 << 20  # of a CSV file, for a look at its first rows
BLOCK = 1 << 14  # keys looked up at a time: they, and the residents near them, fit a processor's cache


@dataclass(frozen=True)
class Census:
    """The residents' keys as sorted 64-bit hashes without their last bits, and for each group who is in it."""

    keys: Any
    groups: Mapping[str, Any]

    @property
    def mask(self) -> Any:
        """The bits that are of the hash."""
        return ~np.uint64(2 ** len(self.groups) - 1)


def _as_common(own: str, name: str, delivered: pl.DataType) -> list[pl.Expr]:
    """A column under our name in a type that both engines have: categories are text, timestamps days in Copenhagen.

    A timestamp without zone says beside its day whether it has a time of day. A file may claim that a column is sorted;
    Polars would believe it and miss rows, so the column is taken out of a structure, which knows nothing of that.
    """
    import polars as pl

    column = pl.struct(name).struct.field(name)
    if isinstance(delivered, pl.Categorical | pl.Enum | pl.Null):
        return [column.cast(pl.String).alias(own)]
    if isinstance(delivered, pl.Datetime) and delivered.time_zone:
        return [column.dt.convert_time_zone(COPENHAGEN).dt.date().alias(own)]
    if isinstance(delivered, pl.Datetime):
        return [column.dt.date().alias(own), (column.dt.time() != dt.time(0)).alias(own + CLOCK)]
    return [column.alias(own)]


def _names_in(source: Source) -> dict[str, str]:
    """Our name of each wanted column of CSV, by the name that ``_cells`` gives it."""
    return {f"column {place}": own for own, place in source.places.items()}


def _cells(
    source: Source, types: Mapping[str, type[pl.DataType]] | None = None, first: bytes | None = None
) -> pl.LazyFrame:
    """Every column of a CSV file, or of its ``first`` bytes, named by its place: text unless another type is given."""
    import polars as pl

    names = [f"column {place}" for place in range(len(source.header))]
    return pl.scan_csv(
        source.path.absolute() if first is None else first,
        separator=source.separator or ";",
        has_header=False,
        skip_lines=1,
        schema={name: (types or {}).get(name, pl.String) for name in names},
        glob=False,
    )


def _wanted_cells(source: Source, first: bytes | None = None) -> Frame:
    """The wanted columns of a CSV file, or of its ``first`` bytes, as text under our names."""
    import polars as pl

    own_names = _names_in(source).items()
    return engine_frame(_cells(source, first=first).select(pl.col(name).alias(own) for name, own in own_names))


def _type_of_code(form: Plain) -> type[pl.DataType]:
    """The narrowest type that codes as long as the first ones surely fit."""
    import polars as pl

    return pl.Int8 if form.widest <= 2 else pl.Int16 if form.widest <= 4 else pl.Int32


def _read_at_once(cell: pl.Expr, form: Plain | None, is_bare: bool) -> pl.Expr:
    """A column of CSV as its plain form says; the reader has read codes already. Empty where a cell is not plain."""
    import polars as pl

    if form is None or form.kind not in ("day", "amount"):
        return cell
    is_plain = cell.str.contains(form.pattern)
    if is_bare and form.kind == "day":  # then ten characters that are read as a day are written in one way only
        is_plain = cell.str.len_bytes() == LENGTH_OF_DAY
    plain = pl.when(is_plain).then(cell)
    if form.kind == "amount":
        return plain.cast(pl.Float64, strict=False)
    return plain.str.strptime(pl.Date, "%Y-%m-%d", strict=False, cache=False)


def _bytes_of(name: str, form: Plain, delivered: pl.DataType) -> list[pl.Expr]:
    """How many bytes the cells of a plain column take, in parts to be added. Nothing is more than it is written.

    An amount with decimals is not told by its number; ``WRITTEN`` counts it.
    """
    import polars as pl

    cell = pl.col(name)
    if form.kind == "text":
        return [cell.str.len_bytes().cast(pl.Int64).sum()]
    if form.kind == "day":
        return [cell.count().cast(pl.Int64) * LENGTH_OF_DAY]
    if form.kind == "amount":
        return []
    most = {"Int8": 3, "Int16": 5}.get(str(delivered), WIDEST_CODE)
    return [(cell >= (10**power if power else 0)).sum() for power in range(most)]  # a code below zero is none


def _in_order(rows: pl.LazyFrame) -> Any:
    """The only column of the rows as a sorted array; one core, since another register is read beside this one."""
    column = rows.collect(engine="streaming").to_series()
    return column.sort(multithreaded=False).to_numpy(writable=True)


def _collected(frame: Frame) -> pl.DataFrame:
    """The rows computed now, by the streaming engine."""
    rows: pl.DataFrame = frame.to_native().collect(engine="streaming")
    return rows


def _has_order(frame: pl.DataFrame) -> bool:
    """Whether the keys of all rows are filled and in order: looked at one by one, up to the first that is not."""
    keys = frame[PERSON_KEY]
    return keys.flags["SORTED_ASC"] or (not keys.null_count() and keys.is_sorted())


def _is_in_order(held: Frame) -> bool:
    """Whether rows in memory are known to be in the order of their keys."""
    return bool(held.select(PERSON_KEY).to_native().collect()[PERSON_KEY].flags["SORTED_ASC"])


def _joined_by_hash(rows: Frame, others: Frame, key: str) -> Frame:
    """Rows joined by the 64-bit hash of a key, text in half the time; pairs of different keys are left out, so it is exact."""
    import polars as pl

    own, other, hashed = pl.col(key), f"{key}_right", pl.col(key).hash(0).alias("hash")
    pairs = (
        rows.to_native().with_columns(hashed).join(others.to_native().drop_nulls(key).with_columns(hashed), on="hash")
    )
    # Polars would make a plain comparison part of the join's own key, which is what is slow
    same = (own == pl.col(other)).cast(pl.UInt8) == 1
    return engine_frame(pairs.filter(same).drop("hash", other))


class PolarsEngine(GenericEngine):
    """Polars' streaming engine, in this process."""

    finds_few_at_once = True

    def scan(self, source: Source) -> Frame:
        """Parquet with its types, CSV as text by the place of each column; no path is a pattern."""
        import polars as pl

        if source.is_csv:
            return _wanted_cells(source)
        path = source.path.absolute()
        frame = pl.scan_parquet(path, glob=False)
        schema = frame.collect_schema()
        columns = (_as_common(own, name, schema[name]) for own, name in source.columns.items())
        return engine_frame(frame.select(column for some in columns for column in some))

    def first_rows(self, source: Source) -> Frame:
        """``scan`` of the rows in the first bytes of a file; Parquet is not read until rows are asked for."""
        if not source.is_csv:
            return self.scan(source)
        with source.path.open("rb") as stream:
            first = stream.read(FIRST_BYTES)
        if len(first) == FIRST_BYTES:
            first = first[: first.rfind(b"\n") + 1]
        return _wanted_cells(source, first)

    def scan_plain(self, source: Source, plain: Mapping[str, Plain]) -> Frame | None:
        """Codes read by the CSV reader, days and amounts from text, and every column of the file is read; or codes alone."""
        import polars as pl

        if not source.is_csv:
            text = self.scan(source).to_native()
            codes = [pl.col(name).cast(_type_of_code(form), strict=False) for name, form in plain.items()]
            lengths = [-pl.col(name).str.len_bytes().cast(pl.Int32) for name in plain]
            return engine_frame(text.with_columns(pl.sum_horizontal(lengths).alias(WRITTEN), *codes))
        own_names = _names_in(source)
        forms = {name: plain[own] for name, own in own_names.items() if own in plain}
        types = {name: _type_of_code(form) for name, form in forms.items() if form.kind == "code"}
        frame = _cells(source, types)
        names = frame.collect_schema().names()
        read = {own: _read_at_once(pl.col(name), forms.get(name), source.is_bare) for name, own in own_names.items()}
        days = [pl.when(pl.col(own) >= FIRST_DAY).then(own).alias(own) for own in plain if plain[own].kind == "day"]
        frame = frame.with_columns(column.alias(own) for own, column in read.items()).with_columns(days)
        beside = [pl.col(name).str.len_bytes() for name in names if name not in forms]
        for name in (name for name, form in forms.items() if form.kind == "amount"):
            beside.append(pl.when(pl.col(own_names[name]).is_not_null()).then(pl.col(name).str.len_bytes()))
        written = [pl.sum_horizontal(beside).alias(WRITTEN)] if beside else []
        return engine_frame(frame.select(*source.columns, *written))

    def written(self, rows: Frame, plain: Mapping[str, Plain]) -> int:
        """Of numbers by their digits, in one query of sums."""
        import polars as pl

        types = rows.to_native().collect_schema()
        parts = [part for name, form in plain.items() for part in _bytes_of(name, form, types[name])]
        parts += [pl.col(WRITTEN).cast(pl.Int64).sum()] if WRITTEN in types else []
        found = _collected(engine_frame(rows.to_native().select(part.alias(str(n)) for n, part in enumerate(parts))))
        return sum(number or 0 for number in found.row(0))

    def table(self, small: pl.DataFrame) -> Frame:
        """A reference table in the engine."""
        return engine_frame(small.lazy())

    def hold(self, frame: Frame) -> Frame:
        """Computed now, in memory, by the streaming engine."""
        return engine_frame(_collected(frame).lazy())

    def load(self, rows: Frame) -> Frame:
        """In memory, and known to be in the order of their keys if they are."""
        import polars as pl

        frame = _collected(rows)
        if _has_order(frame):
            frame = frame.with_columns(pl.col(PERSON_KEY).set_sorted())
        return engine_frame(frame.lazy())

    def hold_people(self, people: Frame) -> Frame:
        """In memory, as ``load`` has rows."""
        return self.load(people)

    def fetch(self, frame: Frame) -> list[dict[str, Any]]:
        """A small result."""
        return list(_collected(frame).rows(named=True))

    def columns(self, frame: Frame) -> dict[str, list[Any]]:
        """A result of not too many rows."""
        return _collected(frame).to_dict(as_series=False)

    def way_to_join(self, rows: Frame, people: Frame) -> Join:
        """Text by its hash, unless both are in the order of their keys: such rows, and numbers, Polars joins fastest itself."""
        is_text = rows.collect_schema()[PERSON_KEY] == nw.String
        if is_text and not (_is_in_order(rows) and _is_in_order(people)):
            return partial(_joined_by_hash, key=PERSON_KEY)
        return self.join

    def look_up(self, rows: Frame, table: Frame, key: str) -> Frame:
        """What is found is put in its places: the rows themselves are not joined, and keep their order."""
        import polars as pl

        held = _collected(rows)
        asked = engine_frame(held.lazy().select(key).with_row_index("row"))
        found = _collected(_joined_by_hash(asked, table, key))
        columns = [
            pl.repeat(None, len(held), dtype=found[name].dtype, eager=True)
            .scatter(found["row"], found[name])
            .alias(name)
            for name in found.columns
            if name not in (key, "row")
        ]
        return engine_frame(held.lazy().with_columns(*columns))

    def few(self, rows: Frame) -> Frame:
        """In memory, so that a pattern which follows a cheap filter is not tried on every row beside it."""
        return self.hold(rows)

    def part(self, frame: Frame, number: int, parts: int) -> Frame:
        """By a hash of the key."""
        import polars as pl

        if parts == 1:
            return frame
        return engine_frame(frame.to_native().filter(pl.col(PERSON_KEY).hash(0) % parts == number))

    def hashed(self, frame: Frame) -> Frame:
        """Keys as unsigned 64-bit hashes, a type that no delivered key has; empty ones stay empty."""
        import polars as pl

        key = pl.col(PERSON_KEY)
        own = pl.when(key.is_not_null()).then(key.hash(0)).alias(PERSON_KEY)
        return engine_frame(frame.to_native().with_columns(own))

    def keys(self, frame: Frame, key: Sequence[str] = (PERSON_KEY,)) -> Any:
        """Sorted 64-bit hashes: a tenth of the time of joining the keys themselves."""
        rows = frame.to_native().drop_nulls(key).select(self._compared(frame, key).alias("key"))
        return _in_order(rows)

    @staticmethod
    def _compared(frame: Frame, key: Sequence[str]) -> pl.Expr:
        """The hash of a key, whether or not the person keys of the frame are hashes already."""
        import polars as pl

        own = pl.col(PERSON_KEY)
        hashed = own if frame.collect_schema()[PERSON_KEY] == nw.UInt64 else own.hash(0)
        for seed, column in enumerate(key[1:], start=1):
            hashed = hashed ^ pl.col(column).hash(seed)
        return hashed

    def size(self, keys: Any) -> int:
        """How many keys."""
        return len(keys)

    def distinct(self, keys: Any) -> int:
        """How many different keys, by their hashes."""
        return int((keys[1:] != keys[:-1]).sum()) + 1 if len(keys) else 0

    def repeats(self, frame: Frame, key: Sequence[str], keys: Any = None) -> int:
        """Exact: equal keys have equal hashes, so only rows whose hash occurs twice are compared in full."""
        import polars as pl

        if keys is not None and self.distinct(keys) == len(keys):
            return 0
        hashes = self.keys(frame, key)
        suspects = hashes[1:][hashes[1:] == hashes[:-1]]
        if not len(suspects):
            return 0
        if len(suspects) < len(hashes) // 4:
            rows = frame.to_native().filter(self._compared(frame, key).is_in(pl.Series(suspects).unique().implode()))
            frame = engine_frame(rows)
        return super().repeats(frame, key)

    def census(self, people: Frame, groups: Sequence[str]) -> Any:
        """Each group is the last bit but so many of the hash, so that one sort orders both."""
        import polars as pl

        bits = {group: 2**place for place, group in enumerate(groups)}
        hashed = self._compared(people, [PERSON_KEY]) // 2 ** len(bits) * 2 ** len(bits)
        for group, bit in bits.items():
            hashed = hashed + pl.col(group).cast(pl.UInt64) * bit
        keys = _in_order(people.to_native().drop_nulls(PERSON_KEY).select(hashed.alias("key")))
        census = Census(keys, {group: (keys & np.uint64(bit)).astype(bool) for group, bit in bits.items()})
        keys &= census.mask
        return census

    def residents(self, census: Any) -> Any:
        """The hashes without their last bits."""
        return census.keys

    def compared(self, keys: Any, census: Any, group: str | None) -> Comparison:
        """By merging two sorted arrays. Two different keys share a hash once in some 10**5 files of this size."""
        residents, found, is_there = census.keys, 0, np.zeros(len(census.keys), dtype=bool)
        for start in range(0, len(keys), BLOCK):
            some = keys[start : start + BLOCK] & census.mask
            first = residents.searchsorted(some[0])
            near = residents[first : residents.searchsorted(some[-1], side="right")]
            if len(near):
                places = near.searchsorted(some)
                places[places == len(near)] = 0
                met = near[places] == some
                found += int(met.sum())
                is_there[places[met] + first] = True
        strangers = len(keys) - found
        if group is None:
            return Comparison(strangers)
        again = 1 + np.flatnonzero(residents[1:] == residents[:-1])  # a resident with two rows occurs twice
        is_there[again] = is_there[residents.searchsorted(residents[again])]
        wanted = census.groups[group]
        return Comparison(strangers, int(wanted.sum()), int((wanted & ~is_there).sum()))

    def close(self) -> None:
        """Nothing to release: the frames own their memory."""
