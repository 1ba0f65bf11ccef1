"""Partitions by list year, growing by the calendar. Assets depend on the same list year only.

Earlier list years, which the means and the five-list rule need, are read from the store of kept lists
(``assets.kept``), not through partition mappings: see ``docs/decisions/same-year-dependencies.md``.
"""

import datetime as dt
import warnings
from typing import Any

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG
from dagster._time import get_current_datetime
from dagster_shared.utils.warnings import BetaWarning, PreviewWarning

from pipeline.core.calendar_day import COPENHAGEN, day_in_copenhagen
from pipeline.law.loader import default_law

# The pinned Dagster calls backfill policies beta and checks by partition a preview; the lock holds its version.
warnings.filterwarnings("ignore", category=BetaWarning)
warnings.filterwarnings("ignore", category=PreviewWarning)

LAW = default_law()
FIRST_LIST_YEAR = LAW.first_list_year

# The running year is a partition from 1 January on (end_offset); its list comes on 1 December.
LIST_YEARS = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 1 1 *", start=str(FIRST_LIST_YEAR), fmt="%Y", end_offset=1, timezone=COPENHAGEN
)
BY_LIST_YEAR: dict[str, Any] = {
    "partitions_def": LIST_YEARS,
    "backfill_policy": dg.BackfillPolicy.single_run(),  # a range of list years is one run
}


def today() -> dt.date:
    """The day in Copenhagen, by Dagster's clock, which tests can set."""
    return day_in_copenhagen(get_current_datetime())


def list_years(context: dg.AssetExecutionContext) -> tuple[int, ...]:
    """The list years of a run, in order."""
    return tuple(sorted(int(key) for key in context.partition_keys))


def range_tags(first: int, last: int) -> dict[str, str]:
    """The tags by which Dagster knows a run over a range of partitions, as the interface sets them."""
    return {ASSET_PARTITION_RANGE_START_TAG: str(first), ASSET_PARTITION_RANGE_END_TAG: str(last)}
