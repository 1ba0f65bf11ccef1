"""Backfills through the graph in this process, shared by the tests of one file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from assets.backfill import backfill
from assets.definitions import graph
from assets.partitions import range_tags
from assets.roots import PROJECT, Roots
from assets.yearly_list import YEARLY_LIST
from pipeline.core.paths import OutRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import make_lists, publish
from tests.made_up_country.generate import write_card


@dataclass(frozen=True)
class Ran:
    """A backfill that was run: where, in which instance, and the run as the instance has it."""

    roots: Roots
    instance: dg.DagsterInstance
    run: dg.DagsterRun


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as found:
        yield found


def copied(raw: str, folder: Path) -> Roots:
    """Roots over a copy of a raw root of the project, so that a test may add to it."""
    shutil.copytree(PROJECT / raw, folder / "raw")
    return Roots(raw=str(folder / "raw"), out=str(folder / "out"), work=str(folder / "work"))


def run_backfill(raw: str, folder: Path, list_years: Iterable[int], instance: dg.DagsterInstance) -> Ran:
    roots = copied(raw, folder)
    return Ran(roots, instance, backfill(roots, list_years, instance, print))


def run_years(
    roots: Roots, instance: dg.DagsterInstance, first: int, last: int | None = None, select: str | None = None
) -> dg.ExecuteInProcessResult:
    """One run of the graph over a range of list years, its events at hand; ``select``: of one asset alone."""
    job = graph(roots).resolve_job_def(YEARLY_LIST)
    return job.execute_in_process(
        tags=range_tags(first, last or first),
        instance=instance,
        raise_on_error=False,
        asset_selection=[dg.AssetKey(select)] if select else None,
    )


def made(result: dg.ExecuteInProcessResult) -> set[tuple[str, str]]:
    """The assets and list years that a run made."""
    events = result.get_asset_materialization_events()
    return {(event.asset_key.to_user_string(), event.partition or "") for event in events}


def event_log(instance: dg.DagsterInstance, run_id: str) -> str:
    return "\n".join(dg.serialize_value(entry) for entry in instance.all_logs(run_id))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tables_and_reports(folder: Path) -> dict[str, bytes]:
    """Every file of an out folder but the manifests, which name the run."""
    return {name: content for name, content in contents(folder).items() if not name.startswith("manifest/")}


def straight(roots: Roots, out: Path, list_years: Iterable[int]) -> None:
    """The same list years by the functions of the command line, without the graph and without what it keeps."""
    law, sources = load_law(), open_sources(roots.raw_root)
    request = Request(tuple(list_years), roots.shown, "straight")
    publish(OutRoot(out), law, sources, list(make_lists(sources, law, request)))


def correct(roots: Roots, list_year: int) -> None:
    """Half as many convicted in one area of a delivery, which the next list year's mean of two years rests on as well."""
    folder = roots.raw_root.delivery(list_year)
    head, *rows = (folder / "crime.csv").read_text().splitlines()
    between = ";" if ";" in head else ","
    at = head.lower().split(between).index("convicted")
    cells = [row.split(between) for row in rows]
    most = max((row for row in cells if row[0] == "area" and row[at].isdecimal()), key=lambda row: int(row[at]))
    most[at] = str(int(most[at]) // 2)
    (folder / "crime.csv").write_text("\n".join([head, *map(between.join, cells)]) + "\n")
    write_card(folder, list_year)
