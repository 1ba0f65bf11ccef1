"""A run whose process is gone is found out, and said to be started again before it is recorded as failed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import dagster as dg
import pytest
from dagster._core.launcher.base import WorkerStatus
from dagster._core.test_utils import create_run_for_test, instance_for_test

from assets.launcher import PROCESS_TAG, process_tag


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    launcher = {"module": "assets.launcher", "class": "SupervisedRunLauncher"}
    retries = {"enabled": True, "max_retries": 2}
    with instance_for_test(overrides={"run_launcher": launcher, "run_retries": retries}) as found:
        yield found


def gone() -> dict[str, str]:
    """The tag of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    host = process_tag()[PROCESS_TAG].rpartition(":")[0]
    return {PROCESS_TAG: f"{host}:{process.pid}"}


@pytest.mark.parametrize(
    ("tags", "status", "again"),
    [
        (process_tag(), WorkerStatus.RUNNING, None),
        (gone(), WorkerStatus.FAILED, "true"),
        ({**gone(), "dagster/max_retries": "0"}, WorkerStatus.FAILED, "false"),
    ],
)
def test_a_run_whose_process_is_gone(
    instance: dg.DagsterInstance, tags: dict[str, str], status: WorkerStatus, again: str | None
) -> None:
    run = create_run_for_test(instance, tags=tags)
    assert instance.run_launcher.check_run_worker_health(run).status is status
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.tags.get("dagster/will_retry") == again
