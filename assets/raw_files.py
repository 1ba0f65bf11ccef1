"""The raw files as external assets: the graph does not make them; their data versions are the hashes of their content.

They are reported when a run starts, and by the sensor in between (``observe``); what all list years share can be
observed from the interface too.

``inputs`` stands for everything that a list year depends on, earlier deliveries and the law included. Every asset
depends on the ``inputs`` of its own list year, so that a corrected delivery of 2018 marks 2018 and all later list years
as out of date, and no earlier one. What does not belong here: parsing the files.
"""

from collections.abc import Iterator, Mapping

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    PARTITION_NAME_TAG,
)

from assets.partitions import FIRST_LIST_YEAR, LAW, LIST_YEARS
from assets.roots import Roots
from assets.tables import shown_as
from pipeline.core.content_store import content_key
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.inputs.content import content_of, delivery_files
from pipeline.inputs.folders import register_of
from pipeline.inputs.registers import REGISTERS, Register

GROUP = "raw_files"
NOTHING = "nothing"  # the data version of a file that is not there
REMEMBERED = 1000  # observations of one asset that are looked through: one for each list year and change
DATA_VERSION = "dagster/data_version"


def raw_key(register: str) -> dg.AssetKey:
    """``raw/population``: a register's file as delivered, beside ``population``, what was counted from it."""
    return dg.AssetKey(["raw", register])


def _reference(register: Register) -> str:
    return "the list year" if register.years_back == 0 else f"{register.years_back} year before the list year"


SHARED = {
    "areas": (
        "csv",
        "areas.csv: the housing areas by list year and what each was made of. One row per area and period.",
    ),
    "published": (
        "csv",
        "published/: the ministry's published figures and lists. One row per list and area, and per list, area and category.",
    ),
    "goals": ("yaml", "goals.yaml: what municipalities have set out to reach. One row per goal."),
    "law": ("yaml", "The law files, one per regime, part of the program. One row per regime, category and criterion."),
}


@dg.multi_observable_source_asset(  # type: ignore[untyped-decorator]
    name="shared_files",
    specs=[
        dg.AssetSpec(name, description=meaning, **shown_as(GROUP, kind, source=True))
        for name, (kind, meaning) in SHARED.items()
    ],
    can_subset=True,
)
def shared_files(context: dg.AssetExecutionContext, roots: Roots) -> Iterator[dg.ObserveResult]:
    """The hashes of what all list years share, as they are now."""
    versions = data_versions(roots.raw_root, FIRST_LIST_YEAR)
    for key in context.selected_asset_keys:
        yield dg.ObserveResult(key, data_version=dg.DataVersion(versions[key][None]))


yearly_files = [
    *(
        dg.AssetSpec(
            raw_key(register.name),
            description=f"{register.official} of {_reference(register)} as delivered: one file of persons or of counts. "
            "One row per person, or per scope and code.",
            partitions_def=LIST_YEARS,
            **shown_as(GROUP, "file", source=True),
        )
        for register in REGISTERS.values()
    ),
    dg.AssetSpec(
        "inputs",
        description="All that the list of a year rests on: its delivery, the earlier ones (means, lists in a row), the "
        "shared files and the law. One row per file. Its data version changes when any of them does.",
        deps=[*SHARED, *(raw_key(register.name) for register in REGISTERS.values())],
        partitions_def=LIST_YEARS,
        **shown_as(GROUP, "file", source=True),
    ),
]


def observe(instance: dg.DagsterInstance, roots: Roots, last_list_year: int) -> int:
    """Report the data version of every raw file up to a list year that the instance does not know. How many were."""
    count = 0
    for key, versions in data_versions(roots.raw_root, last_list_year).items():
        known: dict[str | None, str] = {}
        for record in instance.fetch_observations(key, limit=REMEMBERED).records:
            event = record.asset_observation
            if event is not None:
                known.setdefault(event.partition, event.data_version or "")
        for partition, version in versions.items():
            if known.get(partition) != version:
                count += 1
                instance.report_runless_asset_event(
                    dg.AssetObservation(key, partition=partition, tags={DATA_VERSION: version})
                )
    return count


def data_versions(raw: RawRoot, last_list_year: int) -> Mapping[dg.AssetKey, Mapping[str | None, str]]:
    """The data version of each external asset by partition; partition ``None`` for what all list years share."""
    years = range(FIRST_LIST_YEAR, last_list_year + 1)
    content = {year: content_of(raw, LAW, year, "") for year in years}
    shared = content[last_list_year]
    goals = raw.relative(raw.goals)
    published = [f"{name} {sha}" for name, sha in sorted(shared.files.items()) if name.startswith("published/")]
    found: dict[dg.AssetKey, Mapping[str | None, str]] = {
        dg.AssetKey("areas"): {None: shared.files.get("areas.csv", NOTHING)},
        dg.AssetKey("published"): {None: content_key(published) if published else NOTHING},
        dg.AssetKey("goals"): {None: shared.files.get(goals, NOTHING)},
        dg.AssetKey("law"): {None: content_key(f"{name} {sha}" for name, sha in sorted(shared.law.items()))},
        dg.AssetKey("inputs"): {str(year): content[year].key for year in years},
    }
    for register in REGISTERS.values():
        found[raw_key(register.name)] = {str(year): _sha256(raw, year, register.name) for year in years}
    return found


def _sha256(raw: RawRoot, list_year: int, register: str) -> str:
    own = [path for path in delivery_files(raw, list_year) if register_of(path) == register]
    return content_key(map(sha256_of, (*own, *raw.beside(list_year)))) if own else NOTHING


def last_list_year(run: dg.DagsterRun) -> int | None:
    """The last list year of a run, from the tags Dagster gives it; ``None`` if it has no partitions."""
    last = run.tags.get(PARTITION_NAME_TAG) or run.tags.get(ASSET_PARTITION_RANGE_END_TAG)
    return int(last) if last else None
