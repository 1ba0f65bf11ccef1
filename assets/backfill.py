"""List years through the Dagster graph, in order and without a daemon: ``python -m assets.backfill 2010..2023``.

With ``DAGSTER_HOME`` the runs are recorded there; without it they are not kept. Earlier list years that the first one
rests on are made on the way where nothing usable is kept of them, and not published.
"""

import os
import sys
from collections.abc import Iterable

import click
import dagster as dg

from assets.definitions import YEARLY_LIST, graph
from assets.partitions import FIRST_LIST_YEAR, LIST_YEARS
from assets.roots import Roots
from assets.storage import Store
from pipeline.core.errors import INPUT_REFUSED, WRONG_USAGE, Fault, Refusal, WrongUsage
from pipeline.core.list_years import year_range

REMEMBERED = ("counts", "designations")  # what later list years build on


def backfill(roots: Roots, list_years: Iterable[int], instance: dg.DagsterInstance) -> dict[int, bool]:
    """Make the list years in order and stop at the first that fails: success by list year that was run.

    Raises ``WrongUsage`` for a list year without a partition.
    """
    wanted = sorted(set(list_years))
    partitions = set(LIST_YEARS.get_partition_keys())
    if strangers := [year for year in wanted if str(year) not in partitions]:
        expected = f"{min(partitions)} to {max(partitions)}"
        raise WrongUsage(Fault(f"list year {strangers[0]}", "has no partition", expected))
    outcome: dict[int, bool] = {}
    for list_year in range(FIRST_LIST_YEAR, max(wanted) + 1):
        if list_year in wanted or not _is_kept(roots, list_year):
            outcome[list_year] = run_list_year(
                roots if list_year in wanted else roots.unpublished(), list_year, instance
            )
            if not outcome[list_year]:
                break
    return outcome


def run_list_year(roots: Roots, list_year: int, instance: dg.DagsterInstance) -> bool:
    """One run of the whole graph in this process; whether it succeeded."""
    job = graph(roots).resolve_job_def(YEARLY_LIST)
    return job.execute_in_process(partition_key=str(list_year), instance=instance, raise_on_error=False).success


def _is_kept(roots: Roots, list_year: int) -> bool:
    store = Store(roots=roots)
    return all(store.kept(asset, str(list_year)) is not None for asset in REMEMBERED)


@click.command()
@click.argument("years")
def main(years: str) -> None:
    """Make a range of list years in order, e.g. 2010..2023."""
    try:
        with dg.DagsterInstance.get() if "DAGSTER_HOME" in os.environ else dg.DagsterInstance.ephemeral() as instance:
            outcome = backfill(Roots.named(os.environ), year_range(years), instance)
    except Refusal as refusal:
        click.echo(refusal.message(), err=True)
        sys.exit(WRONG_USAGE)
    for list_year, success in outcome.items():
        click.echo(f"{list_year}  {'made' if success else 'failed: see the log above'}", err=True)
    if not all(outcome.values()):
        sys.exit(INPUT_REFUSED)


if __name__ == "__main__":
    main()
