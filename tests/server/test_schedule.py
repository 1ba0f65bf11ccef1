"""The schedule of the year, fired by a real daemon over a raw root to which nothing of the year was delivered."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.server import PROJECT, Server

pytestmark = pytest.mark.server

SECONDS = 300
MESSAGES = """query($run: ID!) { logsForRun(runId: $run) { ... on EventConnection { events {
  __typename ... on ExecutionStepFailureEvent { stepKey error { message cause { message } } } } } } }"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The published figures as they are shipped; the schedule is due at the next full minute."""
    shutil.copytree(PROJECT / "data/raw", tmp_path / "raw")
    found = Server(tmp_path, module="tests.server.due_soon")
    found.start()
    yield found
    found.cut_the_power()


def test_the_schedule_without_a_delivery_is_refused_with_what_to_do_and_writes_no_list(server: Server) -> None:
    server.wait(lambda: [run for run in server.runs() if run["status"] == "FAILURE"], SECONDS)
    (run,) = server.runs("dagster/schedule_name", "first_of_december")  # asked for every minute, once a list year
    list_year = str(dt.date.today().year)
    assert (run["status"], run["tags"]["dagster/partition"]) == ("FAILURE", list_year)
    events = server.ask(MESSAGES, run=run["runId"])["logsForRun"]["events"]
    (message,) = (event["error"]["message"] for event in events if event["__typename"] == "ExecutionStepFailureEvent")
    assert f"list year {list_year}: has neither a delivery nor published figures" in message
    assert "What to do: " in message
    assert not server.out.exists()
