"""The same expressions on Spark: this machine, or the cluster whose master URL is given.

Spark's own messages may quote cells, so its loggers are silenced; a failure is told by its type only.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, WrongUsage
from pipeline.persons.engines.base import Frame, GenericEngine, engine_frame
from pipeline.persons.sources import Source

if TYPE_CHECKING:
    import polars as pl

QUOTING_LOGGERS = ("DataFrameQueryContextLogger", "SQLQueryContextLogger", "PySparkLogger", "py4j")
LOCAL_MASTER = "local[*]"


def start_session(master: str | None) -> Any:
    """A session on the master, or on this machine. Raises ``WrongUsage`` if Spark cannot be started.

    Cells that cannot be read are empty (no ANSI mode), and times are UTC, as in the other engine.
    """
    for name in QUOTING_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    failure = ""
    try:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(master or LOCAL_MASTER).appName("ghettolist")
        settings = {
            "spark.sql.ansi.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.adaptive.enabled": "true",
            "spark.log.level": "OFF",
        }
        if master is None:
            settings |= {
                "spark.driver.memory": "2g",
                "spark.driver.host": "127.0.0.1",
                "spark.sql.shuffle.partitions": "8",  # the default of 200 is meant for clusters
            }
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        session.conf.set("spark.sql.ansi.enabled", "false")
        session.conf.set("spark.sql.session.timeZone", "UTC")
    except Exception as error:
        failure = type(error).__name__
    if failure:
        remedy = "install the extra `spark`, put Java 17 on the path, and check the master URL; or use --engine polars"
        raise WrongUsage(Fault("--engine spark", f"cannot be started ({failure})", "PySpark and Java", remedy))
    return session


class SparkEngine(GenericEngine):
    """PySpark through Narwhals. A session that was already running is used and left running."""

    def __init__(self, folder: Path, master: str | None) -> None:
        self._session = start_session(master)
        self._folder = folder
        self._held: list[Any] = []
        self._tables = 0

    def scan(self, source: Source) -> Frame:
        """Parquet with its types, CSV as text."""
        from pyspark.sql import functions as F

        path = source.path.resolve().as_uri()
        if source.is_csv:
            frame = self._session.read.csv(path, sep=source.separator, header=True, mode="FAILFAST", escape='"')
        else:
            frame = self._session.read.parquet(path)
        cleaned = {name.strip().strip("\ufeff"): name for name in frame.columns}
        columns = [
            F.col(f"`{cleaned[name.strip().strip(chr(0xFEFF))]}`").alias(own) for own, name in source.columns.items()
        ]
        return engine_frame(frame.select(*columns))

    def table(self, small: pl.DataFrame) -> Frame:
        """A reference table in the engine, by way of a temporary file that every worker can read."""
        path = self._folder / f"reference-{self._tables}.parquet"
        self._tables += 1
        small.write_parquet(path)
        return engine_frame(self._session.read.parquet(path.resolve().as_uri()))

    def hold(self, frame: Frame) -> Frame:
        """Kept by the workers once computed."""
        kept = frame.to_native().persist()
        self._held.append(kept)
        return engine_frame(kept)

    def part(self, frame: Frame, number: int, parts: int) -> Frame:
        """Spark divides its own work; there is one part."""
        return frame

    def close(self) -> None:
        """Let the workers drop what was held."""
        for kept in self._held:
            kept.unpersist()
        self._held.clear()
