"""A range of list years through the Dagster graph in one run, without a daemon: ``python -m assets.backfill 2010..2023``.

With ``DAGSTER_HOME`` the run is recorded there and shown in the interface's history and timeline; without it nothing is
recorded. Progress goes to stderr, one line per step. The same as a backfill asked for on the asset page.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable

import click
import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run_iterator
from dagster._core.remote_origin import RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.workspace.load import location_origins_from_yaml_paths

from assets.definitions import graph
from assets.launcher import process_tag
from assets.partitions import LIST_YEARS, range_tags
from assets.roots import PROJECT, Roots
from assets.yearly_list import YEARLY_LIST
from expectations.kept_verdicts import KeptVerdicts
from expectations.second_process import start
from pipeline.core.errors import INPUT_REFUSED, Fault, Refusal, WrongUsage
from pipeline.core.list_years import year_range
from pipeline.core.settings import read_settings

Say = Callable[[str], None]
REPOSITORY = "__repository__"  # Dagster's own name for what a module's definitions hold


def backfill(
    roots: Roots, list_years: Iterable[int], instance: dg.DagsterInstance, say: Say = lambda _line: None
) -> dg.DagsterRun:
    """Make a range of list years in one run in this process, and return it as the instance has it.

    Raises ``WrongUsage`` for a list year without a partition.
    """
    wanted = sorted(set(list_years))
    partitions = set(LIST_YEARS.get_partition_keys())
    if unknown := [year for year in wanted if str(year) not in partitions]:
        expected = f"{min(partitions)} to {max(partitions)}"
        raise WrongUsage(Fault(f"list year {unknown[0]}", "has no partition", expected))
    job = graph(roots).resolve_job_def(YEARLY_LIST)
    run = instance.create_run_for_job(
        job_def=job,
        tags=range_tags(wanted[0], wanted[-1]) | process_tag(),
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        remote_job_origin=_origin(),
    )
    say(f"Run {run.run_id}: list years {wanted[0]} to {wanted[-1]}")
    began = time.monotonic()
    for event in execute_run_iterator(InMemoryJob(job), run, instance):
        if event.is_step_success:
            say(f"  {event.step_key:<22}{time.monotonic() - began:6.1f} s")
        elif event.is_step_failure and event.step_failure_data.error is not None:
            error = event.step_failure_data.error
            say(f"  {event.step_key} failed: {(error.cause or error).message.strip()}")
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found


def _origin() -> RemoteJobOrigin | None:
    """The origin of the job as in ``workspace.yaml``, by which the interface groups the run; a wheel has no such file."""
    if not (PROJECT / "workspace.yaml").is_file():
        return None
    (location,) = location_origins_from_yaml_paths([str(PROJECT / "workspace.yaml")])
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, REPOSITORY), YEARLY_LIST)


@click.command()
@click.argument("years")
def main(years: str) -> None:
    """Make a range of list years, e.g. 2010..2023."""

    def say(line: str) -> None:
        click.echo(line, err=True)

    try:
        roots = Roots.of(read_settings(os.environ, PROJECT))
        start(KeptVerdicts(roots.store))  # what validates imports for seconds: meanwhile the history is opened
        with dg.DagsterInstance.get() if "DAGSTER_HOME" in os.environ else dg.DagsterInstance.ephemeral() as instance:
            run = backfill(roots, year_range(years), instance, say)
    except Refusal as refusal:
        say(refusal.message())
        sys.exit(refusal.exit_code)
    say("Published." if run.is_success else "Failed; earlier outputs are left as they were.")
    if not run.is_success:
        sys.exit(INPUT_REFUSED)


if __name__ == "__main__":
    main()
