"""The two engines behind one small face: read lazily, hold a frame that is used often, fetch a small result.

What does not belong here: anything a register means. The expressions are written once, in ``expressions``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import narwhals as nw

from pipeline.persons.inputs import PERSON_KEY, Options
from pipeline.persons.sources import Source

if TYPE_CHECKING:
    import polars as pl

Frame = nw.LazyFrame[Any]

Answer = TypeVar("Answer")

SIDE_BY_SIDE = 2
BLOCK = 1 << 14  # keys looked up at a time, so that they and their like fit a processor's cache
PACKED_BYTES = 12  # the length of DST's person keys


def engine_frame(native: Any) -> Frame:
    """An engine's own lazy frame behind the common face."""
    frame: Frame = nw.from_native(native)
    return frame


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
        """The same rows with keys only good for ``keys``, in less room if this engine can."""

    def packed(self, frame: Frame) -> Frame | None:
        """The same rows with keys that this engine joins faster, if it has such; a key that does not fit is empty."""

    def keys(self, frame: Frame) -> Any:
        """The person keys of the frame in the form that this engine compares fastest; empty ones are left out."""

    def size(self, keys: Any) -> int:
        """How many keys."""

    def distinct(self, keys: Any) -> int:
        """How many different keys."""

    def repeats(self, frame: Frame, key: Sequence[str], keys: Any = None) -> int:
        """How many rows have a key that an earlier row has; empty keys are left out. ``keys`` saves work if known."""

    def absent(self, keys: Any, others: Any) -> int:
        """How many of the person keys are not among the others."""

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

    def packed(self, frame: Frame) -> Frame | None:
        """No other keys than those delivered."""
        return None

    def keys(self, frame: Frame) -> Any:
        """The keys as a frame."""
        return frame.select(PERSON_KEY).drop_nulls()

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

    def absent(self, keys: Any, others: Any) -> int:
        """By an anti join."""
        return self.size(keys.join(others, on=PERSON_KEY, how="anti"))


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
        """Unsigned 64-bit hashes, a type that no delivered key has; empty keys are left out, as they have a hash too."""
        import polars as pl

        return engine_frame(frame.to_native().drop_nulls(PERSON_KEY).with_columns(pl.col(PERSON_KEY).hash(0)))

    def packed(self, frame: Frame) -> Frame | None:
        """The twelve bytes of a text key as one whole number of 96 bits: equal only if the keys are.

        Joins on such numbers take half the time of joins on text.
        """
        import polars as pl

        if frame.collect_schema()[PERSON_KEY] != nw.String:
            return None
        key = pl.col(PERSON_KEY).cast(pl.Binary)
        first = key.bin.slice(0, 8).bin.reinterpret(dtype=pl.UInt64).cast(pl.Int128)
        last = key.bin.slice(8, 4).bin.reinterpret(dtype=pl.UInt32).cast(pl.Int128)
        fits = pl.col(PERSON_KEY).str.len_bytes() == PACKED_BYTES
        return engine_frame(frame.to_native().with_columns(pl.when(fits).then(first * 2**32 + last).alias(PERSON_KEY)))

    def keys(self, frame: Frame) -> Any:
        """Sorted 64-bit hashes: a tenth of the time of joining the keys themselves."""
        import polars as pl

        is_hashed = frame.collect_schema()[PERSON_KEY] == nw.UInt64
        hashed = pl.col(PERSON_KEY) if is_hashed else pl.col(PERSON_KEY).hash(0)
        return self._sorted_hashes(frame.to_native().select(PERSON_KEY).drop_nulls(), hashed)

    @staticmethod
    def _sorted_hashes(rows: pl.LazyFrame, hashed: pl.Expr) -> Any:
        array = rows.select(hashed.alias("hash")).collect(engine="streaming")["hash"].to_numpy(writable=True)
        array.sort()
        return array

    def size(self, keys: Any) -> int:
        """How many keys."""
        return len(keys)

    def distinct(self, keys: Any) -> int:
        """How many different keys, by their hashes."""
        return int((keys[1:] != keys[:-1]).sum()) + 1 if len(keys) else 0

    def repeats(self, frame: Frame, key: Sequence[str], keys: Any = None) -> int:
        """Exact: equal keys have equal hashes, so only rows whose hash occurs twice are compared in full."""
        import polars as pl

        hashed = pl.col(key[0]).hash(0)
        for seed, column in enumerate(key[1:], start=1):
            hashed = hashed ^ pl.col(column).hash(seed)
        rows = frame.to_native().select(key).drop_nulls()
        hashes = keys if keys is not None and len(key) == 1 else self._sorted_hashes(rows, hashed)
        suspects = hashes[1:][hashes[1:] == hashes[:-1]]
        if not len(suspects):
            return 0
        if len(suspects) < len(hashes) // 4:
            rows = rows.filter(hashed.is_in(pl.Series(suspects).unique().implode()))
        return super().repeats(engine_frame(rows), key)

    def absent(self, keys: Any, others: Any) -> int:
        """By merging two sorted arrays. Two different keys share a hash once in 10**5 files of this size."""
        found = 0
        for start in range(0, len(keys), BLOCK):
            some = keys[start : start + BLOCK]
            near = others[others.searchsorted(some[0]) : others.searchsorted(some[-1], side="right")]
            if len(near):
                places = near.searchsorted(some)
                places[places == len(near)] = 0
                found += int((near[places] == some).sum())
        return len(keys) - found

    def close(self) -> None:
        """Nothing outlives the frames."""


def engine_for(options: Options, folder: Path) -> Engine:
    """The engine that was asked for; Spark is imported only then. Temporary tables of Spark go into the folder."""
    if options.engine == "polars":
        return PolarsEngine()
    from pipeline.persons.spark import SparkEngine

    return SparkEngine(folder, options.spark_master)
