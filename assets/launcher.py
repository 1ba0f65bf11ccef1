"""The run launcher of one server: Dagster's own, which also reports to the run monitor whether a run's process still
exists.

Dagster's launcher starts each run as a child of the code server and cannot detect, after a power cut, that a run
recorded as started has ended; such a run would block later publications for ever. The monitor ends what is gone, and
``run_retries`` starts it again (``dagster.yaml``).
"""

import os
import socket

import dagster as dg
from dagster._core.execution.retries import auto_reexecution_should_retry_run
from dagster._core.launcher import DefaultRunLauncher
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus
from dagster._core.storage.tags import GRPC_INFO_TAG, WILL_RETRY_TAG
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value

PROCESS_TAG = "ghettolist/process"  # host and process id of a run that its own command executes
SECONDS_TO_ANSWER = 10


def process_tag() -> dict[str, str]:
    """The tag of a run that this process executes itself."""
    return {PROCESS_TAG: f"{socket.gethostname()}:{os.getpid()}"}


class SupervisedRunLauncher(DefaultRunLauncher):
    """Dagster's launcher for one server, with a health check for the run monitor."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a started run is there; a run that names none is taken to run."""
        if GRPC_INFO_TAG in run.tags:
            alive, where = self._is_known_to_its_server(run.run_id), "its code server"
        elif PROCESS_TAG in run.tags:
            alive, where = _is_running(run.tags[PROCESS_TAG]), f"process {run.tags[PROCESS_TAG]}"
        else:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        if alive:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        self._say_whether_it_is_started_again(run)
        return CheckRunHealthResult(WorkerStatus.FAILED, f"run by {where}")

    def _say_whether_it_is_started_again(self, run: dg.DagsterRun) -> None:
        """Before the run is recorded as failed: Dagster says it after, and a backfill that looks in between ends for good."""
        failed = run.with_status(dg.DagsterRunStatus.FAILURE)
        again = auto_reexecution_should_retry_run(self._instance, failed, None)
        self._instance.add_run_tags(run.run_id, {WILL_RETRY_TAG: str(again).lower()})

    def _is_known_to_its_server(self, run_id: str) -> bool:
        client = self._get_grpc_client_for_termination(run_id)  # type: ignore[no-untyped-call]
        if client is None:
            return False
        try:
            request = CanCancelExecutionRequest(run_id=run_id)
            answer = client.can_cancel_execution(request, timeout=SECONDS_TO_ANSWER)
        except Exception:  # the server is gone, and its runs with it
            return False
        return bool(deserialize_value(answer, CanCancelExecutionResult).can_cancel)


def _is_running(tag: str) -> bool:
    host, _, process = tag.rpartition(":")
    if host != socket.gethostname():
        return True  # a process of another machine cannot be checked here
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
