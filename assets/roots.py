"""The one resource: where things lie and which engine counts persons. What does not belong here: reading or writing.

Relative folders are taken from the project root, never from the working directory.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipeline.core.paths import OutRoot, RawRoot
from pipeline.inputs.deliveries import Aggregate

PROJECT = Path(__file__).resolve().parents[1]
COPENHAGEN = "101"
ALL = "all"


class Roots(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The raw root, the out root, the private work folder, and what a run is told beside them."""

    raw: str = Field("data/raw", description="Extracts as delivered")
    out: str = Field("data/out", description="Published tables")
    work: str = Field("data/work/kept", description="Private: what assets keep for each other, exact counts among it")
    municipalities: list[str] = Field(
        default=[COPENHAGEN], description="Municipalities of area_list, three digits each, or 'all'"
    )
    engine: str = Field("polars", description="What counts person registers: polars or spark")
    publish: bool = Field(True, description="False: a list year is made for later ones only, nothing is published")

    @property
    def raw_root(self) -> RawRoot:
        return RawRoot(PROJECT / self.raw)

    @property
    def out_root(self) -> OutRoot:
        return OutRoot(PROJECT / self.out)

    @property
    def work_folder(self) -> Path:
        return PROJECT / self.work

    @property
    def shown(self) -> frozenset[str] | None:
        """The municipalities of the area list; ``None``: all."""
        return None if ALL in self.municipalities else frozenset(self.municipalities)

    @property
    def aggregate(self) -> Aggregate:
        """How person files become counts per area: the hook that ``read_delivery`` calls for person grain."""

        from expectations.tasks import demand, profile_task
        from pipeline.persons import Options, Rules
        from pipeline.persons.kept import counting

        def options(rules: Rules) -> Options:
            told: dict[str, Any] = {"work": self.work_folder, "engine": self.engine, "rules": rules}
            return Options(**told)

        def validate_profile(list_year: int, profile: Any) -> None:
            where, question = profile_task(list_year, profile)
            demand([(where, question.answer())], dg.get_dagster_logger().info)

        return counting(options, dg.get_dagster_logger().info, validate_profile)

    def unpublished(self) -> "Roots":
        """The same, for list years that are made for later ones only."""
        told: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        return Roots(**told | {"publish": False})

    @classmethod
    def named(cls, environment: Mapping[str, str]) -> "Roots":
        """The folders an environment names (``GHETTOLIST_RAW``, ``_OUT``, ``_WORK``), or the project's own."""
        names = {"raw": "GHETTOLIST_RAW", "out": "GHETTOLIST_OUT", "work": "GHETTOLIST_WORK"}
        found: dict[str, Any] = {field: environment[name] for field, name in names.items() if name in environment}
        return cls(**found)
