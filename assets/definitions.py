"""The graph put together: the only place where assets, checks, jobs, the schedule, the sensor and resources meet."""

import datetime as dt
import os
from collections.abc import Iterator

import dagster as dg

from assets import figures, inputs, lists, report
from assets.partitions import LIST_YEARS, TIMEZONE
from assets.roots import Roots
from assets.storage import Store
from pipeline.core.paths import sha256_of

YEARLY_LIST = "yearly_list"
PUBLICATION_DAY = "0 6 1 12 *"  # 1 December, 06:00: the day the act names

yearly_list = dg.define_asset_job(
    YEARLY_LIST,
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,  # area-size work: a process per step would cost more in imports than in work
    description="One list year, from its delivery to every table.",
)


@dg.schedule(
    job=yearly_list,
    cron_schedule=PUBLICATION_DAY,
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="The list of the year, on the day of its publication.",
)
def first_of_december(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Request the list year of the day the schedule was due."""
    list_year = str(context.scheduled_execution_time.year)
    return dg.RunRequest(run_key=list_year, partition_key=list_year)


@dg.sensor(
    job=yearly_list,
    minimum_interval_seconds=3600,
    description="A delivery that was received or corrected: its list year is made anew. Off until switched on.",
)
def received_delivery(roots: Roots) -> Iterator[dg.RunRequest]:
    """Request the list year of each delivery card not seen before; `ghettolist receive` writes the card last."""
    raw = roots.raw_root
    for list_year in raw.delivered_years():
        card = raw.card(list_year)
        if card.is_file() and str(list_year) in LIST_YEARS.get_partition_keys(dt.datetime.now(dt.UTC)):
            yield dg.RunRequest(run_key=f"{list_year}-{sha256_of(card)[:12]}", partition_key=str(list_year))


def graph(roots: Roots) -> dg.Definitions:
    """All definitions over the given folders."""
    return dg.Definitions(
        assets=dg.load_assets_from_modules([inputs, figures, lists, report]),
        jobs=[yearly_list],
        schedules=[first_of_december],
        sensors=[received_delivery],
        resources={"roots": roots, "io_manager": Store(roots=roots)},
        executor=dg.in_process_executor,
    )


defs = graph(Roots.named(os.environ))
