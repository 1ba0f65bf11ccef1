"""PostgreSQL, code server, web server and daemon started as `deploy/` starts them on a server, each a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.server.server import PROJECT, SECONDS_TO_START, Server, descendants, free_port

SECONDS_TO_STOP = 240  # the code server waits for its runs


@dataclass
class Services(Server):
    """The three services over a database. ``start`` starts those that do not run."""

    database: str = ""
    prefix: str = "/dagster"
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def history(self) -> str:
        """The address of the database for PostgreSQL's own programs, which know no drivers."""
        return self.database.replace("+psycopg2", "")

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def start(self) -> None:
        """Prepare the database, start the services in the order of the units, and wait for the definitions."""
        self.home.mkdir(exist_ok=True)
        self.port = self.port or free_port()
        subprocess.run([PROJECT / "deploy/start", "migrate"], env=self.environment(), check=True, capture_output=True)
        for service in ("code", "web", "daemon"):
            if service not in self.running:
                with (self.folder / f"{service}.log").open("ab") as log:
                    self.running[service] = subprocess.Popen(
                        [PROJECT / "deploy/start", service],
                        env=self.environment(),
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
        self.wait(lambda: bool(self.materializable()), SECONDS_TO_START)

    def environment(self) -> Mapping[str, str]:
        """What the units and the Compose file set."""
        (self.folder / "ghettolist.toml").write_text('raw = "raw"\nout = "out"\nwork = "work"\n', encoding="utf-8")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("GHETTOLIST_")},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT),
            "DAGSTER_HOME": str(self.home),
            "DAGSTER_POSTGRES_URL": self.database,
            "CODE_SOCKET": str(self.folder / "code.sock"),
            "WEB_PORT": str(self.port),
            "GHETTOLIST_SETTINGS": str(self.folder / "ghettolist.toml"),
            **self.settings,
        }

    def kill(self, service: str) -> None:
        """End a service and all it has started at once, as a crash or the kernel would."""
        process = self.running.pop(service)
        for each in descendants(process.pid):
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()

    def stop(self, service: str) -> int:
        """Ask a service to end, as systemd and Docker do; its exit code."""
        process = self.running.pop(service)
        process.terminate()
        return process.wait(SECONDS_TO_STOP)


@contextmanager
def postgresql() -> Iterator[str]:
    """A private PostgreSQL on a socket of its own, and no port; the address of its empty database."""
    folder = Path(tempfile.mkdtemp(prefix="ghettolist-pg-"))  # short: a socket's path has 107 bytes at most
    owner: list[str] = []
    if os.geteuid() == 0:  # which PostgreSQL refuses to run as
        shutil.chown(folder, "postgres", "postgres")
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(*words: str) -> None:
        subprocess.run([*owner, *words], check=True, capture_output=True, cwd=folder)

    data, log = str(folder / "data"), str(folder / "log")
    run(program("initdb"), "-D", data, "-U", "dagster", "--auth=trust", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(program("pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "start")
    try:
        run(program("createdb"), "-h", str(folder), "-U", "dagster", "dagster")
        yield f"postgresql+psycopg2://dagster@/dagster?host={folder}"
    finally:
        run(program("pg_ctl"), "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder)


def program(name: str) -> str:
    """One of PostgreSQL's programs, which Debian keeps out of the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(installed[0]) if installed else shutil.which(name)
    assert found is not None, "this test needs PostgreSQL: apt-get install postgresql"
    return found
