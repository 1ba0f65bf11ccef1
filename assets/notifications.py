"""What is told when a run has ended, and when: list years, outcome, where to look; in Danish or English, as the settings
say. No figure, no value, no area.

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
from pipeline.text.bilingual import Bilingual

EVENTS_LOOKED_AT = 10_000
NAMED = 20  # checks and steps named; the interface shows all
WHAT_TO_DO = Bilingual(
    "Trinnets besked siger, hvad der skal gøres; tidligere lister er, som de var.",
    "The step's message says what to do; earlier outputs are as they were.",
)


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
    subject = Bilingual("ghettolist: ", "ghettolist: ") + _what(run) + _outcome(run, success, unmet)
    page = f"{settings.interface.rstrip('/')}/runs/{run.run_id}"
    lines = [
        Bilingual(f"Se {page}", f"Look at: {page}")
        if settings.interface
        else Bilingual(f"Se kørsel {run.run_id}", f"Look at: run {run.run_id}")
    ]
    if failed:
        lines += [Bilingual("Trin, der fejlede: ", "Failed steps: ") + _some(failed), WHAT_TO_DO]
    if unmet:
        lines.append(Bilingual("Kontroller, der ikke er bestået: ", "Checks that did not pass: ") + _some(unmet))
    if success and first and settings.site and run.job_name not in (rehearsal.name, lateness.name):
        address = f"{settings.site.rstrip('/')}/report/{last}/index.html"
        lines.append(Bilingual(f"Listen: {address}", f"The list: {address}"))
    fields = {
        "outcome": "success" if success else "failure",
        "job": run.job_name,
        "run_id": run.run_id,
        "first_list_year": first,
        "last_list_year": last,
        "failed_steps": failed,
        "checks_not_passed": unmet,
    }
    language = settings.language or "en"
    return Notice(subject.in_language(language), tuple(line.in_language(language) for line in lines), fields)


def list_years_of(run: dg.DagsterRun) -> tuple[int | None, int | None]:
    """The first and the last list year of a run; ``None`` for a run of none."""
    alone = run.tags.get(PARTITION_NAME_TAG)
    first = run.tags.get(ASSET_PARTITION_RANGE_START_TAG, alone)
    last = run.tags.get(ASSET_PARTITION_RANGE_END_TAG, alone)
    return (int(first), int(last)) if first and last else (None, None)


def _what(run: dg.DagsterRun) -> Bilingual:
    if run.job_name == lateness.name:
        return Bilingual("leverancerne til årets liste", "deliveries of the running list year")
    first, last = list_years_of(run)
    span = f"{first}" if first == last else f"{first}-{last}"
    years = Bilingual(f" for {span}", f" of {span}") if first else Bilingual("", "")
    if run.job_name == rehearsal.name:
        return Bilingual("prøvekørslen", "rehearsal") + years
    return Bilingual("listen" if first == last else "listerne", "list") + years


def _outcome(run: dg.DagsterRun, success: bool, unmet: list[str]) -> Bilingual:
    if not success:
        return Bilingual(" FEJLEDE", " FAILED")
    if run.job_name == lateness.name:
        return Bilingual(" er forsinkede", " are late")
    made = Bilingual(" er lavet", " made")
    return made + Bilingual(", men kontroller er ikke bestået", ", with checks that did not pass") if unmet else made


def _some(names: list[str]) -> Bilingual:
    some, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return Bilingual(f"{some} og {more} til", f"{some} and {more} more") if more > 0 else Bilingual(some, some)


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
