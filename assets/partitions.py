"""Partitions by list year, growing by the calendar, and which earlier list years a list rests on, told by the law."""

import dagster as dg

from pipeline.law.loader import default_law

LAW = default_law()
FIRST_LIST_YEAR = LAW.first_list_year
LONGEST_MEAN = LAW.longest_mean
LISTS_BACK = 40  # how far "all earlier lists" reaches; each costs the scheduler time, so not for ever
TIMEZONE = "Europe/Copenhagen"

# The running year is a partition from 1 January on (end_offset); its list comes on 1 December.
LIST_YEARS = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 1 1 *", start=str(FIRST_LIST_YEAR), fmt="%Y", end_offset=1, timezone=TIMEZONE
)


def _years(first: int, last: int) -> dg.TimeWindowPartitionMapping:
    return dg.TimeWindowPartitionMapping(
        start_offset=first, end_offset=last, allow_nonexistent_upstream_partitions=True
    )


YEAR_BEFORE = _years(-1, -1)
MEAN_YEARS = _years(1 - LONGEST_MEAN, 0)
MEAN_YEARS_AND_BEFORE = _years(-LONGEST_MEAN, 0)  # what two lists in a row rest on
EARLIER_LISTS = _years(-LISTS_BACK, -1)
ALL_LISTS = _years(-LISTS_BACK, 0)

SEVERAL = "by_list_year"


def several(asset: str, mapping: dg.TimeWindowPartitionMapping) -> dg.AssetIn:
    """An input of several list years: a dict from list year to what the asset kept, empty before the first list."""
    return dg.AssetIn(asset, partition_mapping=mapping, metadata={SEVERAL: True})
