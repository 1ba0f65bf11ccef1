"""The two engines behind one small face: read lazily, hold a frame that is used often, fetch a small result.

What does not belong here: anything a register means. The expressions are written once, in ``expressions``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import narwhals as nw
import numpy as np

from pipeline.persons.inputs import PERSON_KEY, Options
from pipeline.persons.sources import Source

if TYPE_CHECKING:
    import polars as pl

Frame = nw.LazyFrame[Any]

Answer = TypeVar("Answer")

SIDE_BY_SIDE = 2
BLOCK = 1 << 14  # keys looked up at a time, so that they and their like fit a processor's cache


def engine_frame(native: Any) -> Frame:
    """An engine's own lazy frame behind the common face."""
    frame: Frame = nw.from_native(native)
    return frame


@dataclass(frozen=True)
class Comparison:
    """How many keys are no resident's, how many residents are in the group, and how many of those have no key."""

    strangers: int
    wanted: int = 0
    missing: int = 0


class Engine(Protocol):
    """What the aggregation and the profile ask of an engine."""

    def scan(self, source: Source) -> Frame:
        """The wanted columns of a file under our names; nothing is read yet."""

    def table(self, small: pl.DataFrame) -> Frame:
        """A reference table in the engine."""

    def hold(self, frame: Frame) -> Frame:
        """The same frame, computed once however often it is used."""

    def fetch(self, frame: Frame) -> list[dict[str, Any]]:
        """A small result."""

    def part(self, frame: Frame, number: int, parts: int) -> Frame:
        """The persons of one pass: each key belongs to exactly one of so many parts."""

    def together(self, tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """What the tasks give, in their order; side by side where that keeps the machine busier."""

    def hashed(self, frame: Frame) -> Frame:
        """The same rows with keys only good for comparing, in less room if this engine can."""

    def keys(self, frame: Frame, key: Sequence[str] = (PERSON_KEY,)) -> Any:
        """The keys of the rows in the form that this engine compares fastest; empty ones are left out."""

    def size(self, keys: Any) -> int:
        """How many keys."""

    def distinct(self, keys: Any) -> int:
        """How many different keys."""

    def repeats(self, frame: Frame, key: Sequence[str], keys: Any = None) -> int:
        """How many rows have a key that an earlier row has; empty keys are left out.

        ``keys`` saves work if known: if no two of them are alike, no key is repeated.
        """

    def census(self, people: Frame, groups: Sequence[str]) -> Any:
        """Who is there and in which of the groups (claims), in the form that this engine compares fastest."""

    def residents(self, census: Any) -> Any:
        """The residents' keys, only good for ``size``, ``distinct`` and ``repeats``."""

    def compared(self, keys: Any, census: Any, group: str | None) -> Comparison:
        """A register's keys beside the residents, and beside those of one group if asked for."""

    def close(self) -> None:
        """Let go of what was held."""


class GenericEngine:
    """What both engines do alike."""

    def fetch(self, frame: Frame) -> list[dict[str, Any]]:
        """A small result."""
        return [dict(row) for row in frame.collect().rows(named=True)]

    def together(self, tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """One after the other: the engine divides each among its workers."""
        return [task() for task in tasks]

    def hashed(self, frame: Frame) -> Frame:
        """The delivered keys."""
        return frame

    def keys(self, frame: Frame, key: Sequence[str] = (PERSON_KEY,)) -> Any:
        """The keys as a frame."""
        return frame.select(*key).drop_nulls()

    def size(self, keys: Any) -> int:
        """How many keys."""
        return int(self.fetch(keys.select(nw.len().alias("n")))[0]["n"])

    def distinct(self, keys: Any) -> int:
        """How many different keys."""
        return self.size(keys.unique())

    def repeats(self, frame: Frame, key: Sequence[str], keys: Any = None) -> int:
        """Rows less distinct keys."""
        times = frame.select(*key).drop_nulls().group_by(*key).agg(nw.len().alias("times"))
        return int(self.fetch(times.select((nw.col("times") - 1).sum().alias("n")))[0]["n"] or 0)

    def census(self, people: Frame, groups: Sequence[str]) -> Any:
        """The residents as a frame."""
        return people.filter(~nw.col(PERSON_KEY).is_null()).select(PERSON_KEY, *groups)

    def residents(self, census: Any) -> Any:
        """The keys as a frame."""
        return census.select(PERSON_KEY)

    def compared(self, keys: Any, census: Any, group: str | None) -> Comparison:
        """By anti joins."""
        strangers = self.size(keys.join(census.select(PERSON_KEY), on=PERSON_KEY, how="anti"))
        if group is None:
            return Comparison(strangers)
        wanted = census.filter(nw.col(group))
        return Comparison(strangers, self.size(wanted), self.size(wanted.join(keys, on=PERSON_KEY, how="anti")))


@dataclass(frozen=True)
class Census:
    """The residents' keys as sorted 64-bit hashes without their last bits, and for each group who is in it."""

    keys: Any
    groups: Mapping[str, Any]

    @property
    def mask(self) -> Any:
        """The bits that are of the hash."""
        return ~np.uint64(2 ** len(self.groups) - 1)


def _in_order(rows: pl.LazyFrame) -> Any:
    """The only column of the rows as a sorted array."""
    array = rows.collect(engine="streaming").to_series().to_numpy(writable=True)
    array.sort()
    return array


class PolarsEngine(GenericEngine):
    """Polars' streaming engine, in this process."""

    def scan(self, source: Source) -> Frame:
        """Parquet with its types, CSV as text; categories become text."""
        import polars as pl

        if source.is_csv:
            frame = pl.scan_csv(source.path, separator=source.separator or ";", infer_schema=False)
        else:
            frame = pl.scan_parquet(source.path, glob=False)
        schema = frame.collect_schema()
        delivered = dict(source.columns)
        if source.is_csv:  # a byte order mark or blanks may cling to a CSV's names
            cleaned = {name.strip().strip("\ufeff"): name for name in schema.names()}
            delivered = {own: cleaned[name.strip().strip("\ufeff")] for own, name in delivered.items()}
        columns = [
            (
                pl.col(name).cast(pl.String) if isinstance(schema[name], pl.Categorical | pl.Enum) else pl.col(name)
            ).alias(own)
            for own, name in delivered.items()
        ]
        return engine_frame(frame.select(columns))

    def table(self, small: pl.DataFrame) -> Frame:
        """A reference table in the engine."""
        return engine_frame(small.lazy())

    def hold(self, frame: Frame) -> Frame:
        """Computed now, in memory, by the streaming engine."""
        return engine_frame(frame.to_native().collect(engine="streaming").lazy())

    def fetch(self, frame: Frame) -> list[dict[str, Any]]:
        """A small result."""
        return list(frame.to_native().collect(engine="streaming").rows(named=True))

    def part(self, frame: Frame, number: int, parts: int) -> Frame:
        """By a hash of the key."""
        import polars as pl

        if parts == 1:
            return frame
        return engine_frame(frame.to_native().filter(pl.col(PERSON_KEY).hash(0) % parts == number))

    def together(self, tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Two at a time: while one waits for its slowest thread, or sorts, the other fills the cores."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return list(pool.map(lambda task: task(), tasks))

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
        again = 1 + np.flatnonzero(residents[1:] == residents[:-1])  # a resident told twice is there twice
        is_there[again] = is_there[residents.searchsorted(residents[again])]
        wanted = census.groups[group]
        return Comparison(strangers, int(wanted.sum()), int((wanted & ~is_there).sum()))

    def close(self) -> None:
        """Nothing outlives the frames."""


def engine_for(options: Options, folder: Path) -> Engine:
    """The engine that was asked for; Spark is imported only then. Temporary tables of Spark go into the folder."""
    if options.engine == "polars":
        return PolarsEngine()
    from pipeline.persons.spark import SparkEngine

    return SparkEngine(folder, options.spark_master)
