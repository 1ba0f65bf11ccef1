"""Roots in object stores on the loopback, S3 (moto) and Azure (azurite): the bytes of folders, all or nothing, one writer.

`make test-server`, with the packages of `requirements-cloud.lock` and `moto_server` and `azurite-blob` in the path; what
is not there is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import pytest

from tests.assets.conftest import contents
from tests.server.server import PROJECT, Server, free_port

pytestmark = pytest.mark.server

LIST_YEAR, SECONDS, WRITERS = 2017, 120, 8
FIRST, DROPPED = 2021, 2024
KEY = "bWFkZS11cA=="  # "made-up"
ON_THE_LOOPBACK = {
    "s3": (
        "moto_server",
        lambda port: ["-H", "127.0.0.1", "-p", port],
        lambda port: {
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        },
    ),
    "az": (
        "azurite-blob",
        lambda port: (
            f"--inMemoryPersistence --blobHost 127.0.0.1 --blobPort {port} --skipApiVersionCheck --silent "
            "--disableTelemetry".split()
        ),
        lambda port: {
            "AZURITE_ACCOUNTS": f"lists:{KEY}",
            "AZURE_STORAGE_CONNECTION_STRING": "DefaultEndpointsProtocol=http;AccountName=lists;"
            f"AccountKey={KEY};BlobEndpoint=http://127.0.0.1:{port}/lists;",
        },
    ),
}
KILLED_BEFORE_THE_SWITCH = """
import os, signal
from pipeline.core import object_storage
object_storage._decide = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from commands.ghettolist import main
main()
"""


@dataclass(frozen=True)
class Cloud:
    """A store with the containers `raw`, in which there is a raw root, and `out`, which is empty."""

    scheme: str
    files: fsspec.AbstractFileSystem
    keys: Mapping[str, str]

    def environment(self, work: Path) -> dict[str, str]:
        """The variables of a process over the raw root and `lists` in `out`."""
        return {
            **self.keys,
            "PYTHONPATH": os.pathsep.join([str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]),
            "GHETTOLIST_RAW": f"{self.scheme}://raw/lists",
            "GHETTOLIST_OUT": f"{self.scheme}://out/lists",
            "GHETTOLIST_WORK": str(work),
        }

    def put(self, folder: Path, below: str = "") -> None:
        """Upload the files of a folder into the raw root."""
        paths = [path for path in folder.rglob("*") if path.is_file()]
        places = [f"raw/lists/{below}{path.relative_to(folder).as_posix()}" for path in paths]
        self.files.put([str(path) for path in paths], places)


@pytest.fixture(scope="module", params=ON_THE_LOOPBACK)
def store(request: pytest.FixtureRequest) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A store's server, which keeps everything in memory: its scheme, and the variables by which it is reached."""
    name, words, variables = ON_THE_LOOPBACK[request.param]
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    pytest.importorskip({"s3": "s3fs", "az": "adlfs"}[request.param])
    port = free_port()
    keys = variables(port)
    server = subprocess.Popen([program, *map(str, words(port))], env={**os.environ, **keys}, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield request.param, keys
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def cloud(store: tuple[str, Mapping[str, str]], monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """The server with the shipped raw root."""
    scheme, keys = store
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    files = fsspec.filesystem(scheme, use_listings_cache=False, skip_instance_cache=True)
    for container in ("raw", "out"):
        if files.exists(container):
            files.rm(container, recursive=True)
        if not files.exists(container):
            files.mkdir(container)
    found = Cloud(scheme, files, keys)
    found.put(PROJECT / "data/raw")
    return found


def ghettolist(cloud: Cloud, work: Path, *words: object, code: str = "") -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, over the roots in the store."""
    begin = ["-c", code] if code else ["-m", "commands.ghettolist"]
    return subprocess.run(
        [sys.executable, *begin, *map(str, words)],
        env={**os.environ, **cloud.environment(work)},
        capture_output=True,
        text=True,
        check=False,
    )


def published(cloud: Cloud) -> Mapping[str, bytes]:
    """What readers see by way of the pointer, by path."""
    pointer = json.loads(cloud.files.cat("out/lists/current.json"))
    return {name: cloud.files.cat(f"out/lists/versions/{pointer['version']}/{name}") for name in pointer["files"]}


def without_run(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """All but the manifests, which name the run."""
    return {name: content for name, content in files.items() if not name.startswith("manifest/")}


def test_a_list_published_to_a_store_has_the_bytes_of_one_in_a_folder(cloud: Cloud, tmp_path: Path) -> None:
    made = ghettolist(cloud, tmp_path / "work", "run", "--list-year", LIST_YEAR)
    assert made.returncode == 0, made.stderr
    version = json.loads(cloud.files.cat("out/lists/current.json"))["version"]
    assert f"{cloud.scheme}://out/lists/versions/{version}/report/{LIST_YEAR}/index.html" in made.stdout
    words = ("run", "--list-year", LIST_YEAR, "--raw", PROJECT / "data/raw", "--out", tmp_path / "out")
    assert ghettolist(cloud, tmp_path / "work", *words).returncode == 0
    assert without_run(published(cloud)) == without_run(contents(tmp_path / "out"))

    elsewhere = tmp_path / "another machine"
    assert ghettolist(cloud, elsewhere, "verify").returncode == 0
    assert f"{LIST_YEAR}" in ghettolist(cloud, elsewhere, "history").stdout
    status = json.loads(ghettolist(cloud, elsewhere, "status", "--format", "json").stdout)
    assert [each["list_year"] for each in status if each["state"] == "up to date"] == [LIST_YEAR]


def test_a_run_killed_between_upload_and_switch_leaves_readers_what_they_had_and_the_next_completes(
    cloud: Cloud, tmp_path: Path
) -> None:
    assert ghettolist(cloud, tmp_path, "run", "--list-year", LIST_YEAR).returncode == 0
    before = published(cloud)
    killed = ghettolist(cloud, tmp_path, "run", "--list-year", LIST_YEAR - 1, code=KILLED_BEFORE_THE_SWITCH)
    assert killed.returncode == -signal.SIGKILL
    assert len(cloud.files.ls("out/lists/versions")) == 2
    assert published(cloud) == before
    assert ghettolist(cloud, tmp_path, "run", "--list-year", LIST_YEAR - 1).returncode == 0
    after = published(cloud)
    assert f"designations/list_year={LIST_YEAR - 1}/part-0.parquet" in after
    assert f"designations/list_year={LIST_YEAR}/part-0.parquet" in after


def test_of_two_machines_that_publish_at_once_one_is_refused_and_nothing_is_lost(cloud: Cloud, tmp_path: Path) -> None:
    first_publishes = f"""
from pipeline.core import object_storage
decide = object_storage._decide
def after_another(*words):
    import subprocess, sys, os
    subprocess.run([sys.executable, "-m", "commands.ghettolist", "run", "--list-year", "{LIST_YEAR}"],
        env={{**os.environ, "GHETTOLIST_WORK": {str(tmp_path / "other")!r}}}, check=True, capture_output=True)
    decide(*words)
object_storage._decide = after_another
from commands.ghettolist import main
main()
"""
    refused = ghettolist(cloud, tmp_path / "one", "run", "--list-year", LIST_YEAR - 1, code=first_publishes)
    assert (refused.returncode, "was published by another run meanwhile" in refused.stderr) == (3, True), refused.stderr
    assert f"designations/list_year={LIST_YEAR}/part-0.parquet" in published(cloud)
    assert f"designations/list_year={LIST_YEAR - 1}/part-0.parquet" not in published(cloud)


def test_of_many_writers_of_one_pointer_at_once_one_succeeds(cloud: Cloud) -> None:
    created: list[int] = []

    def write(number: int) -> None:
        files = fsspec.filesystem(cloud.scheme, skip_instance_cache=True)
        try:
            files.pipe_file("out/lists/publications/00000001.json", str(number).encode(), mode="create")
        except FileExistsError:
            return
        created.append(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [str(number).encode() for number in created] == [cloud.files.cat("out/lists/publications/00000001.json")]


def test_the_graph_publishes_a_range_to_a_store_and_makes_a_delivery_that_comes_there_by_itself(
    cloud: Cloud, tmp_path: Path
) -> None:
    made_up = tmp_path / "raw"
    shutil.copytree(PROJECT / "data/made_up", made_up)
    for list_year in range(2016, FIRST):
        shutil.rmtree(made_up / str(list_year))
    (made_up / str(DROPPED)).rename(tmp_path / "aside")
    cloud.files.rm("raw/lists", recursive=True)
    cloud.put(made_up)
    server = Server(tmp_path / "server", settings=cloud.environment(tmp_path / "server/work"))
    server.folder.mkdir()
    try:
        server.start()
        backfill = server.materialize_all(FIRST, DROPPED - 1)
        run = ended(server, "dagster/backfill", backfill)
        assert run["status"] == "SUCCESS"
        of_range = ["--raw", made_up, "--out", tmp_path / "out", "--work", tmp_path / "work"]
        assert ghettolist(cloud, tmp_path, "backfill", f"{FIRST}..{DROPPED - 1}", *of_range).returncode == 0
        assert without_run(published(cloud)) == without_run(contents(tmp_path / "out"))

        server.switch_on("received_delivery")
        cloud.put(tmp_path / "aside", f"{DROPPED}/")
        assert ended(server, "dagster/partition", str(DROPPED))["status"] == "SUCCESS"
        assert f"designations/list_year={DROPPED}/part-0.parquet" in published(cloud)
    finally:
        server.cut_the_power()


def ended(server: Server, tag: str, value: str) -> dict[str, Any]:
    """The run with a tag, once it has ended."""

    def runs() -> list[dict[str, Any]]:
        return [run for run in server.runs(tag, value) if run["status"] in ("SUCCESS", "FAILURE")]

    server.wait(runs, 3 * SECONDS)
    return runs()[0]


def test_what_an_object_store_cannot_do_is_refused(cloud: Cloud, tmp_path: Path) -> None:
    for words in (("receive", tmp_path, "--list-year", 2024), ("prune",)):
        refused = ghettolist(cloud, tmp_path, *words)
        assert (refused.returncode, "is an address" in refused.stderr) == (2, True), refused.stderr
    nothing_there = ghettolist(cloud, tmp_path, "areas", "--raw", f"{cloud.scheme}://raw/nothing")
    assert (nothing_there.returncode, "holds nothing" in nothing_there.stderr) == (3, True), nothing_there.stderr
