"""The graph as its operator has it: a real web server and daemon. `make test-server`; minutes, so not in `make test`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.roots import Roots
from tests.assets.conftest import straight, tables_and_reports
from tests.server.server import PROJECT, Server

pytestmark = pytest.mark.server

FIRST, LAST, DROPPED = 2021, 2023, 2024
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
SECONDS_FOR_A_RUN = 240
SECONDS_FOR_A_DROP = 300
SECONDS_AFTER_A_POWER_CUT = 180


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


def test_after_a_power_cut_the_next_start_ends_clean_and_complete(server: Server, tmp_path: Path) -> None:
    shutil.rmtree(server.out)
    before = {run["runId"] for run in server.runs()}
    server.materialize_all(FIRST, LAST)
    server.wait(
        lambda: any(run["status"] == "STARTED" for run in server.runs() if run["runId"] not in before),
        SECONDS_FOR_A_RUN,
    )
    server.cut_the_power()
    server.start()
    took = server.wait(lambda: server.out.is_dir() and _finished(server), SECONDS_AFTER_A_POWER_CUT)
    assert took <= SECONDS_AFTER_A_POWER_CUT
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
