"""What is told when a run has ended, and when: list years, outcome, where to look. No figure, no value, no area.

Dagster's own run status sensors: they look at runs that have ended, whoever started them, and a notification that fails
leaves the run as it is. What does not belong here: how a notification leaves (``assets.sending``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
    WILL_RETRY_TAG,
)

from assets.lateness import lateness
from assets.rehearsal import rehearsal
from assets.sending import Notice, send
from pipeline.core.settings import Settings

EVENTS_LOOKED_AT = 10_000
NAMED = 20  # checks and steps named; the interface shows all


@dataclass(frozen=True)
class Notifier:
    """What is to be told, and to whom."""

    settings: Settings

    @property
    def has_targets(self) -> bool:
        return bool(self.settings.mail_to or self.settings.webhook)

    def silence(self, run: dg.DagsterRun, success: bool, unmet: Iterable[str]) -> str:
        """Why nothing is told of a run; empty: it is told."""
        if not self.has_targets or self.settings.notify == "none":
            return "Nobody is to be told: see webhook, mail_to and notify in the settings."
        if success and run.job_name == lateness.name and not unmet:
            return "Nothing is late."
        if success and self.settings.notify == "failures" and not unmet:
            return "Only failures are told."
        if not success and run.tags.get(WILL_RETRY_TAG) == "true":
            return "The run is started again by itself; its last attempt is told."
        return ""


def notice(run: dg.DagsterRun, success: bool, unmet: list[str], failed: list[str], settings: Settings) -> Notice:
    """What is said of a run. ``unmet`` names checks that did not pass, ``failed`` the steps that failed."""
    first, last = list_years_of(run)
    years = "" if not first else f" of {first}" if first == last else f" of {first}-{last}"
    what = {rehearsal.name: f"rehearsal{years}", lateness.name: "deliveries of the running list year"}
    subject = f"ghettolist: {what.get(run.job_name, f'list{years}')} {_outcome(run, success, unmet)}"
    where = f"{settings.interface.rstrip('/')}/runs/{run.run_id}" if settings.interface else f"run {run.run_id}"
    lines = [f"Look at: {where}"]
    if failed:
        lines.append(
            f"Failed steps: {_some(failed)}. The step's message says what to do; earlier outputs are as they were."
        )
    if unmet:
        lines.append(f"Checks that did not pass: {_some(unmet)}")
    if success and first and settings.site and run.job_name not in what:
        lines.append(f"The list: {settings.site.rstrip('/')}/report/{last}/index.html")
    fields = {
        "outcome": "success" if success else "failure",
        "job": run.job_name,
        "run_id": run.run_id,
        "first_list_year": first,
        "last_list_year": last,
        "failed_steps": failed,
        "checks_not_passed": unmet,
    }
    return Notice(subject, tuple(lines), fields)


def list_years_of(run: dg.DagsterRun) -> tuple[int | None, int | None]:
    """The first and the last list year of a run; ``None`` for a run of none."""
    alone = run.tags.get(PARTITION_NAME_TAG)
    first = run.tags.get(ASSET_PARTITION_RANGE_START_TAG, alone)
    last = run.tags.get(ASSET_PARTITION_RANGE_END_TAG, alone)
    return (int(first), int(last)) if first and last else (None, None)


def _outcome(run: dg.DagsterRun, success: bool, unmet: list[str]) -> str:
    if not success:
        return "FAILED"
    if run.job_name == lateness.name:
        return "are late"
    return "made, with checks that did not pass" if unmet else "made"


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def _events(context: dg.RunStatusSensorContext, kind: dg.DagsterEventType) -> list[dg.DagsterEvent]:
    records = context.instance.get_records_for_run(
        context.dagster_run.run_id, of_type=kind, limit=EVENTS_LOOKED_AT
    ).records
    return [event for record in records if (event := record.event_log_entry.dagster_event) is not None]


def _tell(context: dg.RunStatusSensorContext, notifier: Notifier, success: bool) -> dg.SkipReason | None:
    checks = [
        event.asset_check_evaluation_data for event in _events(context, dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    ]
    unmet = sorted({f"{each.asset_key.to_user_string()} {each.check_name}" for each in checks if not each.passed})
    if why := notifier.silence(context.dagster_run, success, unmet):
        return dg.SkipReason(why)
    failed = sorted({str(event.step_key) for event in _events(context, dg.DagsterEventType.STEP_FAILURE)})
    targets = send(notice(context.dagster_run, success, unmet, failed, notifier.settings), notifier.settings)
    context.log.info(f"Told by {' and '.join(targets)}.")
    return None


@dg.run_status_sensor(
    dg.DagsterRunStatus.SUCCESS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells by mail and webhook that list years were made, or that a register is late. Nothing without targets "
    "in the settings.",
)
def run_succeeded(context: dg.RunStatusSensorContext, notifier: dg.ResourceParam[Notifier]) -> dg.SkipReason | None:
    """Tell of a run that succeeded. An error here fails the tick alone, and is not repeated."""
    return _tell(context, notifier, success=True)


@dg.run_status_sensor(
    dg.DagsterRunStatus.FAILURE,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells by mail and webhook that a run failed and is not started again by itself. Nothing without targets in "
    "the settings.",
)
def run_failed(context: dg.RunStatusSensorContext, notifier: dg.ResourceParam[Notifier]) -> dg.SkipReason | None:
    """Tell of a run that failed. An error here fails the tick alone, and is not repeated."""
    return _tell(context, notifier, success=False)
