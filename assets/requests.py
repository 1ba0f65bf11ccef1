"""The sensors on the raw root and the schedules of the year.

What does not belong here: which list years are out of date (``pipeline.outputs.wanted_runs``), and making them.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping

import dagster as dg

from assets.lateness import ON_TIME_OP, lateness
from assets.partitions import LAW, LIST_YEARS, range_tags, today
from assets.raw_files import observe
from assets.rehearsal import rehearsal
from assets.roots import Roots
from assets.yearly_list import yearly_list
from pipeline.core.calendar_day import COPENHAGEN
from pipeline.core.errors import Refusal
from pipeline.inputs.sources import open_sources
from pipeline.outputs.wanted_runs import WantedRun, wanted_runs
from pipeline.outputs.year_status import YearStatus, year_statuses

REHEARSAL_DAY = "0 6 17 11 *"  # two weeks before the list
PUBLICATION_DAY = "0 6 1 12 *"  # 1 December, 06:00: the day the act names
EVERY_MORNING = "0 7 * * *"
SECONDS_BETWEEN_LOOKS = 60
SECONDS_TO_WAIT = 20  # for a run that reads or publishes the same store; then it is looked at again


def statuses(roots: Roots, day: dt.date) -> tuple[YearStatus, ...]:
    """The status of every list year. Raises ``Refusal`` if the files that all list years share cannot be read."""
    with roots.fetched(_log, SECONDS_TO_WAIT), roots.checked_out(_log, SECONDS_TO_WAIT):
        known = open_sources(roots.raw_root).list_years(LAW)
        return year_statuses(roots.raw_root, roots.out_root, LAW, known, day)


def _log(sentence: str) -> None:
    dg.get_dagster_logger().info(sentence)


@dg.sensor(
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reports the hashes of the raw files, so that the marks of what is out of date are true. Starts no run.",
)
def raw_file_versions(context: dg.SensorEvaluationContext, roots: Roots) -> dg.SkipReason:
    """Report what changed in the raw root since it was last looked at."""
    try:
        with roots.fetched(_log, SECONDS_TO_WAIT):
            count = observe(context.instance, roots, today().year)
    except (Refusal, OSError) as error:
        return dg.SkipReason(_why(error))
    return dg.SkipReason(f"{count} data versions reported." if count else "Nothing changed.")


@dg.sensor(
    job=yearly_list,
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    description="A delivery that came or was corrected: its list year and all later ones that rest on it are made, in "
    "order, as one run. Half a delivery waits. Off until switched on.",
)
def received_delivery(context: dg.SensorEvaluationContext, roots: Roots) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Request the list years whose inputs differ from those they were published from, once for each content."""
    asked, number = _remembered(context.cursor)
    try:
        runs, waits = wanted_runs(statuses(roots, today()), asked)
    except (Refusal, OSError) as error:
        yield dg.SkipReason(_why(error))
        return
    for sentence in waits:
        context.log.info(sentence)
    for run in runs:
        number += 1
        asked |= run.keys
        yield _request(run, number)
    context.update_cursor(json.dumps({"asked": asked, "number": number}))
    if not runs:
        yield dg.SkipReason("; ".join(waits) if waits else "Every list year rests on what is there, or was asked for.")


def _why(error: Refusal | OSError) -> str:
    if isinstance(error, Refusal):
        return error.message()
    return f"A raw file cannot be read ({type(error).__name__}); it is looked at again."


def _remembered(cursor: str | None) -> tuple[dict[int, str], int]:
    """The content last asked for by list year, and how many requests there were."""
    if cursor is None:
        return {}, 0
    found = json.loads(cursor)
    return {int(year): key for year, key in found["asked"].items()}, found["number"]


def _request(run: WantedRun, number: int) -> dg.RunRequest:
    """One run over the list years. The number keeps keys apart when a correction is taken back: Dagster uses each once."""
    run_key = f"{run.first}..{run.last}-{run.key}-{number}"
    if run.first == run.last:
        return dg.RunRequest(run_key, partition_key=str(run.first))
    return dg.RunRequest(run_key, tags=range_tags(run.first, run.last))


@dg.schedule(
    job=yearly_list,
    cron_schedule=PUBLICATION_DAY,
    execution_timezone=COPENHAGEN,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="The list of the year, on the day of its publication. Refused if nothing was delivered.",
)
def first_of_december(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Request the list year of the day the schedule was due."""
    list_year = _list_year(context)
    return dg.RunRequest(run_key=list_year, partition_key=list_year)


@dg.schedule(
    job=rehearsal,
    cron_schedule=REHEARSAL_DAY,
    execution_timezone=COPENHAGEN,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="The list of the year two weeks early, into rehearsal/ of the out folder, never over a list.",
)
def two_weeks_before(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Request a rehearsal of the list year of the day the schedule was due."""
    list_year = _list_year(context)
    return dg.RunRequest(run_key=f"rehearsal-{list_year}", partition_key=list_year)


@dg.schedule(
    job=lateness,
    cron_schedule=EVERY_MORNING,
    execution_timezone=COPENHAGEN,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Which registers of the running list year are late.",
)
def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Check the due dates as of the day the schedule was due."""
    day = context.scheduled_execution_time.date().isoformat()
    config: Mapping[str, object] = {"ops": {ON_TIME_OP: {"config": {"day": day}}}}
    return dg.RunRequest(run_key=f"lateness-{day}", run_config=config)


def _list_year(context: dg.ScheduleEvaluationContext) -> str:
    list_year = str(context.scheduled_execution_time.year)
    assert list_year in LIST_YEARS.get_partition_keys(context.scheduled_execution_time)
    return list_year
