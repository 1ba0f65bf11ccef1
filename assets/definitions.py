"""The graph put together: the only place where assets, checks, jobs, schedules, sensors and resources meet."""

import os

import dagster as dg

from assets import figures, lists, publication, registers
from assets.raw_files import shared_files, yearly_files
from assets.roots import Roots
from assets.storage import KeptValues

YEARLY_LIST = "yearly_list"

yearly_list = dg.define_asset_job(
    YEARLY_LIST,
    selection=dg.AssetSelection.all() | dg.AssetSelection.checks(registers.published_checks),
    executor_def=dg.in_process_executor,  # area-size work: a process per step would cost more in imports than in work
    description="List years from their deliveries to everything published; a range is one run.",
)


def graph(roots: Roots) -> dg.Definitions:
    """All definitions over the given folders."""
    return dg.Definitions(
        assets=[shared_files, *yearly_files, *dg.load_assets_from_modules([registers, figures, lists, publication])],
        asset_checks=[registers.published_checks],
        jobs=[yearly_list],
        resources={"roots": roots, "io_manager": KeptValues(roots=roots)},
        executor=dg.in_process_executor,
    )


defs = graph(Roots.named(os.environ))
