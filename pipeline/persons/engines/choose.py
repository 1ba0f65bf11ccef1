"""Which engine a run uses; an engine is imported only when it is chosen."""

from __future__ import annotations

from pathlib import Path

from pipeline.persons.engines.base import Engine
from pipeline.persons.inputs import Options


def engine_for(options: Options, folder: Path) -> Engine:
    """The engine that was asked for; Spark is imported only then. Temporary tables of Spark go into the folder."""
    if options.engine == "polars":
        from pipeline.persons.engines.polars import PolarsEngine

        return PolarsEngine()
    from pipeline.persons.engines.spark import SparkEngine

    return SparkEngine(folder, options.spark_master)
