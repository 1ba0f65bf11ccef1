"""`make ui` as an operator starts it: in the background of a script, and ended with a signal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.server.server import PROJECT, SECONDS_TO_START, Server, descendants

pytestmark = pytest.mark.server

SECONDS_TO_END = 30


def test_make_ui_in_the_background_of_a_script_ends_with_all_it_started_when_it_is_told_to(tmp_path: Path) -> None:
    if shutil.which("make") is None or not (PROJECT / ".venv/bin/dagster").exists():
        pytest.skip("needs make, and the environment that make has set up")
    installed = ("-o", ".venv/run", "-o", ".venv/test")  # not to be set up by a test
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            ["make", *installed, "ui"],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as a shell does to what follows with &
        )
    try:
        Server.wait(lambda: "Serving dagster-webserver" in (tmp_path / "log").read_text(), SECONDS_TO_START)
        started = descendants(process.pid)
        process.terminate()
        Server.wait(lambda: process.poll() is not None and not any(map(is_there, started)), SECONDS_TO_END)
    finally:
        for each in descendants(process.pid):
            if is_there(each):
                os.kill(each, signal.SIGKILL)


def is_there(process: int) -> bool:
    """Whether a process runs; one that has ended and is not yet waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
