"""The interface of an engine to the aggregation and the profile, and what both engines do alike.

What does not belong here: anything a register means. The expressions are written once, in ``expressions``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import narwhals as nw

from pipeline.persons.inputs import PERSON_KEY
from pipeline.persons.plain import Plain
from pipeline.persons.sources import Source

if TYPE_CHECKING:
    import polars as pl

Frame = nw.LazyFrame[Any]

Join = Callable[[Frame, Frame], Frame]  # rows and people: the rows of these people, each with the columns of its person

Answer = TypeVar("Answer")

SIDE_BY_SIDE = 2  # registers
CLOCK = "_clock"  # after a column's name: whether a timestamp without zone has a time of day


def engine_frame(native: Any) -> Frame:
    """An engine's own lazy frame behind the common interface."""
    frame: Frame = nw.from_native(native)
    return frame


@dataclass(frozen=True)
class Comparison:
    """How many keys are no resident's, how many residents are in the group, and how many of those have no key."""

    strangers: int
    wanted: int = 0
    missing: int = 0


class Engine(Protocol):
    """What the aggregation and the profile ask of an engine.

    ``finds_few_at_once`` is whether finding a few rows costs no more than asking first whether there are any.
    """

    finds_few_at_once: bool

    def scan(self, source: Source) -> Frame:
        """The wanted columns of a file under our names, timestamps as days; nothing is read yet."""

    def scan_plain(self, source: Source, plain: Mapping[str, Plain]) -> Frame | None:
        """A file with its ``plain`` columns as their forms say; ``None`` if the engine has no such way.

        Cells that are not plain make the rows fail, or ``written`` fall short. Of other files than CSV, plain columns are codes.
        """

    def written(self, rows: Frame, plain: Mapping[str, Plain]) -> int:
        """How many bytes the cells of rows that ``scan_plain`` gave take as they were read: never more than in the file.

        Of other files than CSV, less what the plain columns take in the file: never above zero.
        """

    def table(self, small: pl.DataFrame) -> Frame:
        """A reference table in the engine."""

    def hold(self, frame: Frame) -> Frame:
        """The same frame, computed once however often it is used."""

    def load(self, rows: Frame) -> Frame:
        """The rows of a register for the length of its turn: in memory, unless the engine reads them again as fast."""

    def hold_people(self, people: Frame) -> Frame:
        """The residents, computed once, laid out for ``join``."""

    def fetch(self, frame: Frame) -> list[dict[str, Any]]:
        """A result of few rows."""

    def columns(self, frame: Frame) -> dict[str, list[Any]]:
        """A result of not too many rows, column by column: no object is made for each of them, which Python would keep watch over."""

    def way_to_join(self, rows: Frame, people: Frame) -> Join:
        """The fastest way to find the people of these loaded rows, or of some of them."""

    def look_up(self, rows: Frame, table: Frame, key: str) -> Frame:
        """The rows with the columns of a table that has each key once; empty where it has not the row's."""

    def few(self, rows: Frame) -> Frame:
        """Rows that a filter leaves few of; they are found before anything else is asked of them, if that is faster."""

    def part(self, frame: Frame, number: int, parts: int) -> Frame:
        """The persons of one pass: each key belongs to exactly one of so many parts."""

    def together(self, tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """The results of the tasks, in their order; run in parallel where that is faster."""

    def hashed(self, frame: Frame) -> Frame:
        """The same rows with keys usable only for comparison, in less memory where the engine can."""

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
        """The residents and the groups (boolean expressions) they belong to, in the form this engine compares fastest."""

    def residents(self, census: Any) -> Any:
        """The residents' keys, for ``size``, ``distinct`` and ``repeats`` only."""

    def compared(self, keys: Any, census: Any, group: str | None) -> Comparison:
        """A register's keys compared with the residents, and with those of one group if given."""

    def close(self) -> None:
        """Release what was kept in memory."""


class GenericEngine:
    """What both engines do alike."""

    finds_few_at_once = False

    def scan_plain(self, source: Source, plain: Mapping[str, Plain]) -> Frame | None:
        """No such way."""
        return None

    def written(self, rows: Frame, plain: Mapping[str, Plain]) -> int:
        """Nothing was read so."""
        return 0

    def fetch(self, frame: Frame) -> list[dict[str, Any]]:
        """A result of few rows."""
        return [dict(row) for row in frame.collect().rows(named=True)]

    def columns(self, frame: Frame) -> dict[str, list[Any]]:
        """A result of not too many rows."""
        return frame.collect().to_dict(as_series=False)

    def way_to_join(self, rows: Frame, people: Frame) -> Join:
        """By the keys themselves."""
        return self.join

    @staticmethod
    def join(rows: Frame, people: Frame) -> Frame:
        """By the keys themselves."""
        return rows.join(people, on=PERSON_KEY)

    def look_up(self, rows: Frame, table: Frame, key: str) -> Frame:
        """By a left join."""
        return rows.join(table, on=key, how="left")

    def few(self, rows: Frame) -> Frame:
        """Found with what is asked of them."""
        return rows

    def together(self, tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Two at a time: while one waits for its slowest worker, or for a plan, the other fills the cores."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return list(pool.map(lambda task: task(), tasks))

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
