"""The graph put together: the only place where assets, checks, jobs, schedules, sensors and resources meet."""

import os

import dagster as dg

from assets import figures, lists, publication, registers
from assets.lateness import lateness, registers_on_time
from assets.notifications import Notifier, run_failed, run_succeeded
from assets.raw_files import shared_files, yearly_files
from assets.rehearsal import rehearsal
from assets.requests import every_morning, first_of_december, raw_file_versions, received_delivery, two_weeks_before
from assets.roots import PROJECT, Roots
from assets.storage import KeptValues
from assets.yearly_list import yearly_list
from pipeline.core.settings import Settings, read_settings

NO_TARGETS = Settings()
# Dagster writes what a step reports of its list years in batches of this many events, not one by one.
os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")


def graph(roots: Roots, settings: Settings = NO_TARGETS) -> dg.Definitions:
    """All definitions over the given folders. ``settings`` says whom to notify: nobody unless given."""
    return dg.Definitions(
        assets=[shared_files, *yearly_files, *dg.load_assets_from_modules([registers, figures, lists, publication])],
        asset_checks=[registers.published_checks, registers_on_time],
        jobs=[yearly_list, rehearsal, lateness],
        schedules=[first_of_december, two_weeks_before, every_morning],
        sensors=[raw_file_versions, received_delivery, run_succeeded, run_failed],
        resources={"roots": roots, "io_manager": KeptValues(roots=roots), "notifier": Notifier(settings)},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The graph as the settings of this process want it. Raises ``WrongUsage`` for settings that cannot be used."""
    settings = read_settings(os.environ, PROJECT)
    return graph(Roots.of(settings), settings)
