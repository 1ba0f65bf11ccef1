"""What assets keep for each other, and what they publish.

Kept values hold exact counts: they lie in the private work folder and nowhere else. Published rows have passed
``pipeline.core.disclosure`` and go out through ``pipeline.outputs.publishing``, a table's list year whole or not at all.
"""

import os
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from assets.partitions import SEVERAL
from assets.refusals import refusing
from assets.roots import Roots
from assets.tables import PREVIEWED, TABLES, preview
from pipeline.core.version import code_version
from pipeline.outputs.datapackage import datapackage, partition_labels
from pipeline.outputs.publishing import Publication, csv_text

UNPARTITIONED = "all"


@dataclass(frozen=True)
class TableOutput:
    """What a table asset hands over: the rows to publish, whether they are made up, and the value it keeps."""

    rows: Sequence[Mapping[str, Any]]
    is_synthetic: bool
    kept: Any = None


@dataclass(frozen=True)
class _Kept:
    """A kept value with what must be the same for it to be used again."""

    code_version: str
    raw: str
    value: Any


class Store(dg.ConfigurableIOManager):
    """Keeps what an asset returns by asset and list year, and publishes the rows of a ``Published``."""

    roots: dg.ResourceDependency[Roots]

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Publish first, keep last: what is kept is what later assets and list years may build on."""
        name = context.asset_key.to_user_string()
        partition = context.asset_partition_key if context.has_asset_partitions else UNPARTITIONED
        if isinstance(obj, TableOutput):
            table = TABLES[name]
            metadata: dict[str, Any] = {"dagster/row_count": len(obj.rows), "published": self.roots.publish}
            if self.roots.publish:
                with refusing():
                    self._publish(name, int(partition), obj)
                place = self.roots.out_root.partition(name, int(partition))
                metadata["dagster/uri"] = place.relative_to(self.roots.out_root.folder).as_posix()
            if name in PREVIEWED:
                metadata["preview"] = preview(table, obj.rows)
            context.add_output_metadata(metadata)
        self._keep(name, partition, obj.kept if isinstance(obj, TableOutput) else obj)

    def load_input(self, context: dg.InputContext) -> Any:
        """What the upstream asset kept: one value, or a dict by list year. Fails naming every list year it lacks."""
        name = context.asset_key.to_user_string()
        partitions = list(context.asset_partition_keys) if context.has_asset_partitions else [UNPARTITIONED]
        found = {partition: self.kept(name, partition) for partition in partitions}
        lacking = sorted(partition for partition, kept in found.items() if kept is None)
        if lacking:
            raise dg.Failure(_lacking(name, lacking), allow_retries=False)
        values = {partition: kept.value for partition, kept in found.items() if kept is not None}
        if (context.definition_metadata or {}).get(SEVERAL):
            return {int(partition): values[partition] for partition in sorted(values)}
        return values[partitions[0]]

    def kept(self, asset: str, partition: str) -> _Kept | None:
        """A kept value; ``None`` if there is none by this very code from this very raw root."""
        place = self._place(asset, partition)
        if not place.is_file():
            return None
        try:
            kept = pickle.loads(place.read_bytes())
        except Exception:  # written by code whose classes have gone: as good as another code version
            return None
        same = isinstance(kept, _Kept) and (kept.code_version, kept.raw) == self._made_by()
        return kept if same else None

    def _keep(self, asset: str, partition: str, value: Any) -> None:
        place = self._place(asset, partition)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        staged = place.with_name(f".{place.name}.{os.getpid()}")
        staged.write_bytes(pickle.dumps(_Kept(*self._made_by(), value)))
        staged.chmod(0o600)
        staged.replace(place)

    def _place(self, asset: str, partition: str) -> Path:
        return self.roots.work_folder / asset / f"{partition}.pickle"

    def _made_by(self) -> tuple[str, str]:
        return code_version(), str(self.roots.raw_root.folder.resolve())

    def _publish(self, name: str, list_year: int, table_output: TableOutput) -> None:
        """The table, and the files beside the tables that follow from it, in one go."""
        out, table = self.roots.out_root, TABLES[name]
        labels = partition_labels(out, TABLES.values(), {name: {list_year: table_output.is_synthetic}})
        with Publication(out) as publication:
            publication.table(table, list_year, table_output.rows, table_output.is_synthetic)
            if name == "area_list" and out.has_no_later_list_than(list_year):
                rows = ({**row, "made_up": table_output.is_synthetic} for row in table_output.rows)
                publication.text(out.area_list_csv, csv_text(table.columns, rows))
            publication.text(out.datapackage, datapackage(list(TABLES.values()), labels))
            publication.commit()


def _lacking(asset: str, partitions: Sequence[str]) -> str:
    if partitions == [UNPARTITIONED]:
        return f"{asset} has not been made by this version of the code from this raw root: materialise it first."
    years = ", ".join(partitions)
    return (
        f"{asset} has not been made by this version of the code from this raw root for list year {years}. "
        f"Materialise first: list year {years}, in that order (python -m assets.backfill {partitions[0]}.."
        f"{partitions[-1]})."
    )
