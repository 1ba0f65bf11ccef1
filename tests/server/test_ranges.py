"""Fourteen list years from each place that asks for a range: one run of exactly the range, the command line's bytes.

The times are logged (`--log-cli-level=INFO`): the run's own, and what the daemon takes before it begins.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assets.conftest import tables_and_reports
from tests.server.server import PROJECT, Server

pytestmark = pytest.mark.server

FIRST, LAST = 2010, 2023
RANGE = f"{FIRST}...{LAST}"
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
SECONDS_FOR_A_RUN = 300
LOG = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The published figures as they are shipped."""
    folder = tmp_path_factory.mktemp("ranges")
    shutil.copytree(PROJECT / "data/raw", folder / "raw")
    found = Server(folder)
    found.start()
    yield found
    found.cut_the_power()


@pytest.fixture(scope="module")
def by_command(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What `ghettolist backfill` writes."""
    folder = tmp_path_factory.mktemp("command")
    elsewhere = ["--out", folder / "out", "--work", folder / "work"]
    began = time.time()
    typed(server, "python", "-m", "commands.ghettolist", "backfill", f"{FIRST}..{LAST}", *elsewhere)
    LOG.info("ghettolist backfill: %.1f s", time.time() - began)
    return tables_and_reports(folder / "out")


def typed(server: Server, program: str, *words: object) -> None:
    """A command as the server's operator types it; it ends well."""
    subprocess.run(
        [Path(sys.executable).with_name(program), *map(str, words)],
        cwd=PROJECT,
        env=server.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=SECONDS_FOR_A_RUN,
    )


WAYS: dict[str, Callable[[Server], object]] = {
    "asset page": lambda server: server.materialize_all(FIRST, LAST),
    "job page": lambda server: server.materialize_job("yearly_list", FIRST, LAST),
    "dg launch": lambda server: typed(server, "dg", "launch", "--assets", "*", "--partition-range", RANGE),
    "dagster asset materialize": lambda server: typed(
        server,
        "dagster",
        "asset",
        "materialize",
        "--select",
        "*",
        "--partition-range",
        RANGE,
        "-m",
        "assets.definitions",
    ),
    "assets.backfill": lambda server: typed(server, "python", "-m", "assets.backfill", f"{FIRST}..{LAST}"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_range_is_one_run_of_exactly_the_range_and_of_the_command_lines_bytes(
    server: Server, by_command: dict[str, bytes], way: str
) -> None:
    for folder in (server.out, server.folder / "work"):
        shutil.rmtree(folder, ignore_errors=True)
    before = {run["runId"] for run in server.runs()}
    asked = time.time()
    WAYS[way](server)

    def runs() -> list[dict[str, Any]]:
        return [run for run in server.runs() if run["runId"] not in before]

    server.wait(lambda: any(run["status"] in ("SUCCESS", "FAILURE") for run in runs()), SECONDS_FOR_A_RUN)
    (run,) = runs()
    took = run["endTime"] - run["startTime"]
    LOG.info("%s: begins after %.1f s, takes %.1f s", way, run["startTime"] - asked, took)
    assert run["status"] == "SUCCESS"
    assert (run["tags"][START], run["tags"][END]) == (str(FIRST), str(LAST))
    assert tables_and_reports(server.out) == by_command


def test_one_list_year_by_dg_launch_is_one_run_of_that_year(server: Server) -> None:
    before = {run["runId"] for run in server.runs()}
    typed(server, "dg", "launch", "--assets", "*", "--partition", str(LAST))
    (run,) = (run for run in server.runs() if run["runId"] not in before)
    assert (run["status"], run["tags"]["dagster/partition"]) == ("SUCCESS", str(LAST))
