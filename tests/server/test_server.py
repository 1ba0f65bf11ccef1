"""The graph as its operator has it: a real web server and daemon. `make test-server`; minutes, so not in `make test`.

The tests follow each other in one history: what was made, cut, dropped and corrected before is there.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.roots import Roots
from tests.assets.conftest import contents, correct, straight, tables_and_reports
from tests.server.server import PROJECT, Server

pytestmark = pytest.mark.server

FIRST, CORRECTED, LAST, DROPPED = 2021, 2022, 2023, 2024
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
SECONDS_FOR_A_RUN = 240
SECONDS_FOR_A_DROP = 300
SECONDS_AFTER_A_KILL = 180
SECONDS_TO_END = 90  # of `dagster dev`, which ends when one of its services is gone
LOG = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Made-up counts of 2021 to 2023 delivered; the delivery of 2024 lies aside."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(PROJECT / "data/made_up", folder / "raw")
    for list_year in range(2016, FIRST):
        shutil.rmtree(folder / "raw" / str(list_year))
    (folder / "raw" / str(DROPPED)).rename(folder / "aside")
    found = Server(folder)
    found.start()
    yield found
    found.cut_the_power()


def assert_right(server: Server, folder: Path, *list_years: int) -> None:
    """The published tables and reports are those that the command line's functions write to an empty folder."""
    straight(Roots(raw=str(server.raw)), folder, list_years)
    assert tables_and_reports(server.out) == tables_and_reports(folder)


def test_a_backfill_from_the_asset_page_is_one_run_of_exactly_the_range(server: Server, tmp_path: Path) -> None:
    backfill = server.materialize_all(FIRST, LAST)

    def runs() -> list[dict[str, object]]:
        return server.runs("dagster/backfill", backfill)

    server.wait(lambda: any(run["status"] in ("SUCCESS", "FAILURE") for run in runs()), SECONDS_FOR_A_RUN)
    (run,) = runs()
    assert run["status"] == "SUCCESS"
    assert (run["tags"][START], run["tags"][END]) == (str(FIRST), str(LAST))  # type: ignore[index]
    assert_right(server, tmp_path, *range(FIRST, LAST + 1))


THE_RUN = "multiprocessing.spawn"  # in the command line of a run's process, and of its validation
KILLED = {"the run": THE_RUN, "the daemon": "dagster._daemon", "everything": ""}


@pytest.mark.parametrize("what", KILLED)
def test_after_a_kill_the_next_start_ends_clean_and_complete(server: Server, tmp_path: Path, what: str) -> None:
    shutil.rmtree(server.out, ignore_errors=True)
    before = {run["runId"] for run in server.runs()}
    server.materialize_all(FIRST, LAST)
    server.wait(
        lambda: any(run["status"] == "STARTED" for run in server.runs() if run["runId"] not in before),
        SECONDS_FOR_A_RUN,
    )
    server.kill_those_of(KILLED[what])
    if what != "the run":
        server.ends(SECONDS_TO_END)
        server.start()
    took = server.wait(lambda: server.out.is_dir() and _finished(server), SECONDS_AFTER_A_KILL)
    LOG.info("after a kill of %s: %.0f s", what, took)
    assert not [run for run in server.runs() if run["status"] in ("STARTED", "STARTING", "QUEUED")]
    assert_right(server, tmp_path, *range(FIRST, LAST + 1))


def _finished(server: Server) -> bool:
    runs = server.runs()
    return runs[0]["status"] == "SUCCESS" and not [run for run in runs if run["status"] == "STARTED"]


def test_a_drop_appears_as_a_list_by_itself(server: Server, tmp_path: Path) -> None:
    server.switch_on("received_delivery")
    (server.folder / "aside").rename(server.raw / str(DROPPED))
    manifest = server.out / "manifest" / f"list_year={DROPPED}" / "part-0.parquet"
    server.wait(manifest.is_file, SECONDS_FOR_A_DROP)
    server.wait(lambda: server.runs()[0]["status"] == "SUCCESS", SECONDS_FOR_A_RUN)
    assert server.runs()[0]["tags"]["dagster/partition"] == str(DROPPED)  # finished years are not made again
    straight(Roots(raw=str(server.raw)), tmp_path, [DROPPED])
    of_2024 = {name: content for name, content in tables_and_reports(tmp_path).items() if str(DROPPED) in name}
    assert {name: content for name, content in tables_and_reports(server.out).items() if name in of_2024} == of_2024


def test_a_correction_makes_its_list_year_and_all_later_ones_as_one_run_and_nothing_else(
    server: Server, tmp_path: Path
) -> None:
    before, made = contents(server.out), server.runs()[0]["runId"]
    correct(Roots(raw=str(server.raw)), CORRECTED)
    server.wait(lambda: server.runs()[0]["runId"] != made, SECONDS_FOR_A_DROP)
    server.wait(lambda: server.runs()[0]["status"] == "SUCCESS", SECONDS_FOR_A_RUN)
    run = server.runs()[0]
    assert (run["tags"][START], run["tags"][END]) == (str(CORRECTED), str(DROPPED))
    assert_right(server, tmp_path, *range(FIRST, DROPPED + 1))
    after = contents(server.out)
    changed = {name for name in after if before.get(name) != after[name]}
    assert {year for year in range(FIRST, DROPPED + 1) if any(f"list_year={year}/" in name for name in changed)} == set(
        range(CORRECTED, DROPPED + 1)
    )


def test_a_command_and_a_run_of_the_graph_into_one_folder_wait_for_each_other(server: Server, tmp_path: Path) -> None:
    shutil.rmtree(server.out)
    backfill = server.materialize_all(FIRST, DROPPED)
    server.wait(lambda: any(run["status"] == "STARTED" for run in server.runs("dagster/backfill", backfill)), 240)
    words = [sys.executable, "-m", "commands.ghettolist", "backfill", f"{FIRST}..{DROPPED}"]
    subprocess.run(words, cwd=PROJECT, env=server.environment(), check=True, timeout=SECONDS_FOR_A_RUN)
    server.wait(lambda: _finished(server), SECONDS_FOR_A_RUN)
    assert_right(server, tmp_path, *range(FIRST, DROPPED + 1))
