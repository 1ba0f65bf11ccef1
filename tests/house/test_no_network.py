"""No command and no run of the graph talks to another machine: every socket of it, and of the processes it starts, is watched.

Each Python process started here imports a ``sitecustomize`` that writes down every address looked up or connected to
(Python's audit events), the process that validates included. A proxy or a library's telemetry would show.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import conftest

ROOT = Path(__file__).parents[2]
LOOPBACK = ("127.0.0.1", "::1", "localhost")

WATCH = """
import json, os, sys

EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")

def watch(event, arguments):
    if event in EVENTS:
        named = arguments[1] if event in ("socket.connect", "socket.sendto", "socket.sendmsg") else arguments[0]
        host = named[0] if isinstance(named, tuple) else named  # a text or bytes instead: a socket file on this machine
        line = json.dumps([event, isinstance(named, tuple) or event.startswith("socket.get"), str(host)])
        with open(os.environ["WATCHED_SOCKETS"], "a") as log:
            log.write(line + "\\n")

with open(os.environ["WATCHED_SOCKETS"], "a") as log:
    log.write(json.dumps(["process", False, str(os.getpid())]) + "\\n")
sys.addaudithook(watch)
"""


def watched(folder: Path, *words: str, **settings: str) -> list[tuple[str, bool, str]]:
    """What a Python command does with sockets: (event, whether it names a host, host); one ``process`` row per process."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = folder / "sockets.jsonl"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
        "WATCHED_SOCKETS": str(log),
        "https_proxy": "http://proxy.invalid:3128",
        **settings,
    }
    subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, check=True)
    return [tuple(json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]


def other_machines(events: list[tuple[str, bool, str]]) -> list[str]:
    """The hosts named that are not this machine."""
    return [f"{event} {host}" for event, names_a_host, host in events if names_a_host and host not in LOOPBACK]


WAYS = {
    "the command": ("-m", "commands.ghettolist", "run", "--list-year", "2017"),
    "the graph": ("-m", "assets.backfill", "2017..2017"),
}


@pytest.mark.parametrize("way", WAYS)
def test_making_a_list_year_connects_to_no_other_machine(way: str, tmp_path: Path) -> None:
    roots = {"RAW": str(ROOT / "data" / "raw"), "OUT": str(tmp_path / "out"), "WORK": str(tmp_path / "work")}
    settings = {f"GHETTOLIST_{name}": value for name, value in roots.items()}
    events = watched(tmp_path / "watch", *WAYS[way], **settings)
    assert (tmp_path / "out" / "report" / "2017" / "index.html").is_file()
    assert sum(event == "process" for event, _, _ in events) >= 2, "the process that validates is watched too"
    assert other_machines(events) == []


def test_a_connection_to_another_machine_would_be_seen(tmp_path: Path) -> None:
    attempt = (
        "import socket, contextlib\n"
        "with contextlib.suppress(OSError): socket.create_connection(('192.0.2.1', 9), timeout=0.01)\n"
        "with contextlib.suppress(OSError): socket.create_connection(('127.0.0.1', 9), timeout=0.01)\n"
    )
    seen = other_machines(watched(tmp_path, "-c", attempt))
    assert "socket.connect 192.0.2.1" in seen
    assert not any("127.0.0.1" in each for each in seen)


def test_a_test_cannot_connect_to_another_machine_even_if_the_error_is_swallowed() -> None:
    with contextlib.suppress(OSError):
        socket.create_connection(("192.0.2.1", 9), timeout=0.01)
    assert conftest.ATTEMPTS == ["192.0.2.1"]
    conftest.ATTEMPTS.clear()  # it was on purpose: this test does not fail for it


@pytest.mark.parametrize(
    ("address", "is_another"),
    [
        (("127.0.0.1", 1), False),
        (("::1", 1, 0, 0), False),
        (("localhost", 1), False),
        ("/tmp/socket", False),
        (("192.0.2.1", 1), True),
        (("0.0.0.0", 1), True),
        (("example.org", 443), True),
    ],
)
def test_which_addresses_are_of_another_machine(address: object, is_another: bool) -> None:
    assert conftest.is_another_machine(address) is is_another
