"""The settings of the graph: where things lie, which engine counts persons, and which areas the area list shows.

Relative folders are taken from the project root, never from the working directory. What does not belong here: reading
or writing.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipeline.core.content_store import ContentStore
from pipeline.core.paths import OutRoot, RawRoot
from pipeline.inputs.deliveries import Aggregate

PROJECT = Path(__file__).resolve().parents[1]
COPENHAGEN = "101"
ALL = "all"
KEPT, REHEARSAL = "kept", "rehearsal"  # folders of the work folder and of the out folder
ENVIRONMENT = {
    "raw": "GHETTOLIST_RAW",
    "out": "GHETTOLIST_OUT",
    "work": "GHETTOLIST_WORK",
    "engine": "GHETTOLIST_ENGINE",
    "memory_limit": "GHETTOLIST_MEMORY_LIMIT",
    "spark_master": "GHETTOLIST_SPARK_MASTER",
    "municipalities": "GHETTOLIST_MUNICIPALITIES",
    "site": "GHETTOLIST_SITE",
}


class Roots(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The raw root, the out root, the private work folder, and what a run needs to know beside them."""

    raw: str = Field("data/raw", description="Raw root: the extracts as delivered")
    out: str = Field("data/out", description="Out root: the published tables and reports")
    work: str = Field("data/work", description="Private: kept lists and counts (exact numbers), temporary files")
    municipalities: list[str] = Field(
        default=[COPENHAGEN], description="Municipalities of area_list, three digits each, or 'all'"
    )
    engine: str = Field("polars", description="What counts person registers: polars or spark")
    memory_limit: int = Field(0, description="Bytes for counting person registers; 0: no limit")
    spark_master: str = Field("", description="A Spark cluster's master URL; empty: Spark runs on this machine")
    site: str = Field("", description="Address at which the out folder is served, for links; empty: links to files")
    allow_empty: bool = Field(False, description="Make a list year that has neither a delivery nor published figures")

    @property
    def raw_root(self) -> RawRoot:
        return RawRoot(PROJECT / self.raw)

    @property
    def out_root(self) -> OutRoot:
        return OutRoot(PROJECT / self.out)

    @property
    def rehearsal_root(self) -> OutRoot:
        """Where a rehearsal writes: below the out folder, never over a list."""
        return OutRoot(self.out_root.folder / REHEARSAL)

    def link(self, place: Path) -> str:
        """The address of a published file."""
        return (
            f"{self.site.rstrip('/')}/{place.relative_to(self.out_root.folder).as_posix()}"
            if self.site
            else place.as_uri()
        )

    @property
    def work_folder(self) -> Path:
        return PROJECT / self.work

    @property
    def store(self) -> ContentStore:
        """What list years keep for each other."""
        return ContentStore(self.work_folder / KEPT)

    @property
    def shown(self) -> frozenset[str] | None:
        """The municipalities of the area list; ``None``: all."""
        codes = {code.strip() for each in self.municipalities for code in each.split(",")}
        return None if ALL in codes else frozenset(codes)

    @property
    def aggregate(self) -> Aggregate:
        """How person files become counts per area: the hook that ``read_delivery`` calls for person grain."""

        from expectations.tasks import demand, profile_task
        from pipeline.persons import Options, Rules
        from pipeline.persons.kept import counting

        def options(rules: Rules) -> Options:
            settings: dict[str, Any] = {"work": self.work_folder, "engine": self.engine, "rules": rules}
            settings |= {"memory_limit": self.memory_limit or None, "spark_master": self.spark_master or None}
            return Options(**settings)

        def validate_profile(list_year: int, profile: Any) -> None:
            where, task = profile_task(list_year, profile)
            demand([(where, task.answer())], dg.get_dagster_logger().info)

        return counting(options, dg.get_dagster_logger().info, validate_profile)

    @classmethod
    def named(cls, environment: Mapping[str, str]) -> "Roots":
        """The settings whose variables an environment has (``ENVIRONMENT``), read when a run starts; else the defaults."""
        found: dict[str, Any] = {}
        for field, name in ENVIRONMENT.items():
            if name in environment:
                found[field] = dg.EnvVar.int(name) if field == "memory_limit" else dg.EnvVar(name)
        if "municipalities" in found:
            found["municipalities"] = [found["municipalities"]]
        return cls(**found)
