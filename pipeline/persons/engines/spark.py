"""The same expressions on Spark: this machine, or the cluster whose master URL is given.

Spark's own messages may quote cells, so its loggers are silenced; a failure is reported by its type only.
"""

from __future__ import annotations

import atexit
import logging
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.calendar_day import COPENHAGEN
from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.private import private_file
from pipeline.persons.engines.base import CLOCK, Frame, GenericEngine, engine_frame
from pipeline.persons.inputs import PERSON_KEY
from pipeline.persons.sources import Source
from pipeline.persons.temporary import PREFIX, temporary_folder

if TYPE_CHECKING:
    import polars as pl

QUOTING_LOGGERS = ("DataFrameQueryContextLogger", "SQLQueryContextLogger", "PySparkLogger", "py4j")
LOCAL_MASTER = "local[*]"
MEANING_OF_CELLS = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": COPENHAGEN,
    "spark.sql.caseSensitive": "true",
}
TUNING = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.adaptive.enabled": "true",
    # Where every part of a register fits in so much memory, it is joined without being sorted first
    "spark.sql.adaptive.maxShuffledHashJoinLocalMapThreshold": "128m",
    "spark.log.level": "OFF",
    "spark.python.sql.dataFrameDebugging.enabled": "false",  # asks the JVM three times for every expression
}
TUNING_OF_ONE_MACHINE = {
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",  # the default of 200 is meant for clusters
    "spark.sql.inMemoryColumnarStorage.compressed": "false",  # keys hardly compress, and it takes a sixth of the time
    "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",  # throughput counts, not pauses
}
GLOB_PATHS = "__globPaths__"  # Spark's own option: "false" takes a path as it is written


def _spill_folder(work: Path) -> str:
    """Where Spark of this machine writes what its memory does not hold: a temporary folder of this process.

    A session outlives the run that started it, so the folder is removed when the process ends, or after a crash by the
    next run.
    """
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return str(until_the_end.enter_context(temporary_folder(work.resolve())))


def _has_lost_its_folder(session: Any) -> bool:
    """Whether the folder that ``_spill_folder`` gave to the session is gone, without which it fails."""
    folder = Path(session.conf.get("spark.local.dir", ""))
    return folder.name.startswith(PREFIX) and not folder.is_dir()


def start_session(master: str | None, work: Path | None = None) -> Any:
    """A session on the master, or on this machine. Raises ``WrongUsage`` if Spark cannot be started.

    ``work``: the private work folder, which takes what Spark spills on this machine (a cluster has its own settings).
    Cells that cannot be read are empty (no ANSI mode); the day of a timestamp is Copenhagen's, as in the other engine.
    A session that is running already is taken with its own tuning; only what a cell means is set in it. One whose work folder
    was removed since is started anew.
    """
    for name in QUOTING_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    failure = ""
    try:
        from pyspark.sql import SparkSession

        session = SparkSession.getActiveSession()
        if session is not None and _has_lost_its_folder(session):
            session.stop()
            session = None
        if session is None:
            master = master or LOCAL_MASTER
            is_local = master.startswith("local")
            builder = SparkSession.builder.master(master).appName("ghettolist")
            if work is not None and is_local:
                builder = builder.config("spark.local.dir", _spill_folder(work))
            for key, value in (TUNING | (TUNING_OF_ONE_MACHINE if is_local else {})).items():
                builder = builder.config(key, value)
            session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        for key, value in MEANING_OF_CELLS.items():
            session.conf.set(key, value)
    except Exception as error:
        failure = type(error).__name__
    if failure:
        remedy = "install the extra `spark`, put Java 17 on the path, and check the master URL; or use --engine polars"
        raise WrongUsage(Fault("--engine spark", f"cannot be started ({failure})", "PySpark and Java", remedy))
    return session


def _as_common(own: str, name: str, delivered: str) -> list[Any]:
    """A column under our name in a type that both engines have: timestamps are days in Copenhagen.

    A timestamp without zone says beside its day whether it has a time of day.
    """
    from pyspark.sql import functions as F

    column = F.col("`" + name.replace("`", "``") + "`")
    if delivered == "timestamp":
        return [column.cast("date").alias(own)]
    if delivered == "timestamp_ntz":
        return [column.cast("date").alias(own), (F.date_trunc("day", column) != column).alias(own + CLOCK)]
    return [(column.cast("string") if delivered == "void" else column).alias(own)]


class SparkEngine(GenericEngine):
    """PySpark through Narwhals. A session that was already running is used and left running."""

    def __init__(self, folder: Path, master: str | None) -> None:
        self._session = start_session(master, folder.parent)
        self._folder = folder
        self._held: list[Any] = []
        self._tables = 0

    def scan(self, source: Source) -> Frame:
        """Parquet with its types, CSV as text by the place of each column; no path is a pattern.

        CSV is split into cells once.
        """
        from pyspark.sql import functions as F

        path = f"file://{source.path.resolve()}"
        reader = self._session.read.option(GLOB_PATHS, "false")
        if source.is_csv:
            names = [f"column_{place}" for place in range(len(source.header))]
            layout = ", ".join(f"{name} string" for name in names)
            frame = reader.schema(layout).csv(path, sep=source.separator, header=True, mode="FAILFAST", escape='"')
            cells = frame.select(*(F.col(names[at]).alias(own) for own, at in source.places.items()))
            return self.hold(engine_frame(cells))
        frame = reader.parquet(path)
        types = dict(frame.dtypes)
        columns = (_as_common(own, name, types[name]) for own, name in source.columns.items())
        return engine_frame(frame.select(*(column for some in columns for column in some)))

    def table(self, small: pl.DataFrame) -> Frame:
        """A reference table in the engine, by way of a temporary file that every worker can read."""
        path = self._folder / f"reference-{self._tables}.parquet"
        self._tables += 1
        small.write_parquet(private_file(path))
        return engine_frame(self._session.read.option(GLOB_PATHS, "false").parquet(f"file://{path.resolve()}"))

    def hold(self, frame: Frame) -> Frame:
        """Kept by the workers once computed."""
        kept = frame.to_native().persist()
        self._held.append(kept)
        return engine_frame(kept)

    def load(self, rows: Frame) -> Frame:
        """Not kept: reading the needed columns of Parquet again is faster than keeping rows; cells of CSV are kept."""
        return rows

    def hold_people(self, people: Frame) -> Frame:
        """Kept in as many parts as a join has, by key: then a join sends only the register's rows between the workers."""
        parts = int(self._session.conf.get("spark.sql.shuffle.partitions"))
        return self.hold(engine_frame(people.to_native().repartition(parts, PERSON_KEY)))

    def part(self, frame: Frame, number: int, parts: int) -> Frame:
        """Spark divides its own work; there is one part."""
        return frame

    def close(self) -> None:
        """Let the workers drop what was held."""
        for kept in self._held:
            kept.unpersist()
        self._held.clear()
