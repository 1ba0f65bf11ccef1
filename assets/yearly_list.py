"""The job that makes list years: everything from their deliveries to what is published."""

import dagster as dg

from assets.registers import published_checks

YEARLY_LIST = "yearly_list"

yearly_list = dg.define_asset_job(
    YEARLY_LIST,
    selection=dg.AssetSelection.all() | dg.AssetSelection.checks(published_checks),
    executor_def=dg.in_process_executor,  # area-size work: a process per step would cost more in imports than in work
    description="List years from their deliveries to everything published; a range is one run.",
)
