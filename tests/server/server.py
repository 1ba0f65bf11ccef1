"""A real web server, daemon and code server in a folder of their own, asked through GraphQL as the interface asks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
SECONDS_TO_START = 120
REPOSITORY = {"repositoryLocationName": "assets.definitions", "repositoryName": "__repository__"}
LAUNCH = """mutation($p: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $p) {
  __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""
RUNS = """query { runsOrError { ... on Runs { results { runId status jobName startTime endTime creationTime
  tags { key value } } } } }"""
START_SENSOR = """mutation($s: SensorSelector!) { startSensor(sensorSelector: $s) { __typename } }"""


@dataclass
class Server:
    """`dagster dev` on a free port of the loopback, over a raw root, an out root and a work folder below ``folder``."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    module: str = ""  # with definitions of a test; else those of workspace.yaml

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def environment(self) -> Mapping[str, str]:
        """The environment of the server, and of a command that its operator types."""
        roots = {f"GHETTOLIST_{name.upper()}": str(self.folder / name) for name in ("raw", "out", "work")}
        found = {**os.environ, **roots, "DAGSTER_HOME": str(self.folder / "home"), "PYTHONPATH": str(PROJECT)}
        found |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        return {**found, **self.settings}

    def start(self) -> None:
        """Start, or start again with the history there is, and wait until the definitions are loaded."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        parts = [(PROJECT / name).read_text(encoding="utf-8") for name in ("dagster.yaml", "deploy/sqlite.yaml")]
        (home / "dagster.yaml").write_text("\n".join(parts), encoding="utf-8")
        self.port = free_port()
        words = [sys.executable, "-m", "dagster", "dev", "-h", "127.0.0.1", "-p", str(self.port)]
        words += ["-m", self.module] if self.module else []
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                words, cwd=PROJECT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        self.wait(lambda: bool(self.materializable()), SECONDS_TO_START)

    def cut_the_power(self) -> None:
        """Kill every process of the server at once: web server, daemon, code servers and runs."""
        assert self.process is not None
        self.kill_those_of("")
        self.process.wait()

    def kill_those_of(self, command: str) -> None:
        """Kill every process of the server whose command line holds these words."""
        assert self.process is not None
        for process in descendants(self.process.pid):
            try:
                if command in Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8").replace("\0", " "):
                    os.kill(process, signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                continue

    def ends(self, seconds: float) -> None:
        """Wait until it has ended by itself: `dagster dev` does when one of its services is gone."""
        assert self.process is not None
        self.process.wait(seconds)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """One GraphQL request."""
        content = json.dumps({"query": query, "variables": variables}).encode()
        address = f"http://127.0.0.1:{self.port}{self.prefix}/graphql"
        request = urllib.request.Request(address, content, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = json.load(answer)
        assert "errors" not in found, found["errors"]
        return dict(found["data"])

    def materializable(self) -> list[dict[str, Any]]:
        """The keys of the assets that "Materialize all" makes; none while the server is starting."""
        try:
            nodes = self.ask("{ assetNodes { assetKey { path } isMaterializable } }")["assetNodes"]
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return []
        return [node["assetKey"] for node in nodes if node["isMaterializable"]]

    def materialize_all(self, first: int, last: int) -> str:
        """A backfill of every asset over a range of list years, as the asset page asks for it. The backfill's id."""
        years = [str(year) for year in range(first, last + 1)]
        parameters = {"assetSelection": self.materializable(), "partitionNames": years}
        return self._launched(parameters)

    def materialize_job(self, job: str, first: int, last: int) -> str:
        """A backfill of a job over a range of list years, as the job page asks for it. The backfill's id."""
        years = [str(year) for year in range(first, last + 1)]
        selector = {"partitionSetName": f"{job}_partition_set", "repositorySelector": REPOSITORY}
        return self._launched({"selector": selector, "partitionNames": years})

    def _launched(self, parameters: Mapping[str, Any]) -> str:
        launched = self.ask(LAUNCH, p=parameters)["launchPartitionBackfill"]
        assert launched["__typename"] == "LaunchBackfillSuccess", launched
        return str(launched["backfillId"])

    def runs(self, tag: str = "", value: str = "") -> list[dict[str, Any]]:
        """All runs, newest first, with their tags as a dict; those of one tag's value."""
        found = [
            {**run, "tags": {each["key"]: each["value"] for each in run["tags"]}}
            for run in self.ask(RUNS)["runsOrError"]["results"]
        ]
        return [run for run in found if not tag or run["tags"].get(tag) == value]

    def switch_on(self, sensor: str) -> None:
        """Start a sensor."""
        self.ask(START_SENSOR, s={**REPOSITORY, "sensorName": sensor})

    @staticmethod
    def wait(until: Callable[[], Any], seconds: float) -> float:
        """Wait until something holds; how long it took. Fails after so many seconds."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if until():
                return time.monotonic() - began
            time.sleep(0.5)
        raise AssertionError(f"not within {seconds} seconds")


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def descendants(parent: int) -> list[int]:
    """A process and all it has started, by /proc: `dagster dev` starts some in sessions of their own."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [parent]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found
