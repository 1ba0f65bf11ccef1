"""Roots in an S3 server on the loopback: the same bytes as in folders, all or nothing, one writer. `make test-server`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import fsspec
import pytest

from tests.server.server import PROJECT

pytestmark = pytest.mark.server

LIST_YEAR, SECONDS = 2017, 120
KEYS = {"AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_DEFAULT_REGION": "eu-north-1"}
KILLED_BEFORE_THE_SWITCH = """
import os, signal
from pipeline.core import object_storage
object_storage._decide = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from commands.ghettolist import main
main()
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 server: moto's, which keeps everything in memory."""
    program = shutil.which("moto_server")
    assert program, "this test needs moto: pip install 'moto[server]'"
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def s3(endpoint: str, request: pytest.FixtureRequest) -> fsspec.AbstractFileSystem:
    """The server with the buckets `raw`, which holds the shipped raw root, and `out`, which is empty."""
    files = fsspec.filesystem(
        "s3",
        key=KEYS["AWS_ACCESS_KEY_ID"],
        secret=KEYS["AWS_SECRET_ACCESS_KEY"],
        endpoint_url=endpoint,
        use_listings_cache=False,
    )
    for bucket in ("raw", "out"):
        if files.exists(bucket):
            files.rm(bucket, recursive=True)
        files.mkdir(bucket)
    raw = PROJECT / "data/raw"
    paths = [path for path in raw.rglob("*") if path.is_file()]
    files.put([str(path) for path in paths], [f"raw/lists/{path.relative_to(raw).as_posix()}" for path in paths])
    return files


def ghettolist(endpoint: str, work: Path, *words: object, code: str = "") -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, over `s3://raw/lists` and `s3://out/lists`."""
    environment = {
        **os.environ,
        **KEYS,
        "AWS_ENDPOINT_URL": endpoint,
        "PYTHONPATH": os.pathsep.join([str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "GHETTOLIST_RAW": "s3://raw/lists",
        "GHETTOLIST_OUT": "s3://out/lists",
        "GHETTOLIST_WORK": str(work),
    }
    begin = ["-c", code] if code else ["-m", "commands.ghettolist"]
    return subprocess.run(
        [sys.executable, *begin, *map(str, words)], env=environment, capture_output=True, text=True, check=False
    )


def published(s3: fsspec.AbstractFileSystem) -> Mapping[str, bytes]:
    """What readers see by way of the pointer, by path."""
    pointer = json.loads(s3.cat("out/lists/current.json"))
    return {name: s3.cat(f"out/lists/versions/{pointer['version']}/{name}") for name in pointer["files"]}


def without_run(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """All but the manifests, which name the run."""
    return {name: content for name, content in files.items() if not name.startswith("manifest/")}


def test_a_list_published_to_s3_has_the_bytes_of_one_in_a_folder(
    endpoint: str, s3: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    made = ghettolist(endpoint, tmp_path / "work", "run", "--list-year", LIST_YEAR)
    assert made.returncode == 0, made.stderr
    words = ("run", "--list-year", LIST_YEAR, "--raw", PROJECT / "data/raw", "--out", tmp_path / "out")
    assert ghettolist(endpoint, tmp_path / "work", *words).returncode == 0
    local = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert without_run(published(s3)) == without_run(local)

    elsewhere = tmp_path / "another machine"
    assert ghettolist(endpoint, elsewhere, "verify").returncode == 0
    assert f"{LIST_YEAR}" in ghettolist(endpoint, elsewhere, "history").stdout
    status = json.loads(ghettolist(endpoint, elsewhere, "status", "--format", "json").stdout)
    assert [each["list_year"] for each in status if each["state"] == "up to date"] == [LIST_YEAR]


def test_a_run_killed_between_upload_and_switch_leaves_readers_what_they_had_and_the_next_completes(
    endpoint: str, s3: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    assert ghettolist(endpoint, tmp_path, "run", "--list-year", LIST_YEAR).returncode == 0
    before = published(s3)
    killed = ghettolist(endpoint, tmp_path, "run", "--list-year", LIST_YEAR - 1, code=KILLED_BEFORE_THE_SWITCH)
    assert killed.returncode == -signal.SIGKILL
    assert len(s3.ls("out/lists/versions")) == 2
    assert published(s3) == before
    assert ghettolist(endpoint, tmp_path, "run", "--list-year", LIST_YEAR - 1).returncode == 0
    after = published(s3)
    assert f"designations/list_year={LIST_YEAR - 1}/part-0.parquet" in after
    assert f"designations/list_year={LIST_YEAR}/part-0.parquet" in after


def test_of_two_machines_that_publish_at_once_one_is_refused_and_nothing_is_lost(
    endpoint: str, s3: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
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
    refused = ghettolist(endpoint, tmp_path / "one", "run", "--list-year", LIST_YEAR - 1, code=first_publishes)
    assert (refused.returncode, "was published by another run meanwhile" in refused.stderr) == (3, True), refused.stderr
    assert f"designations/list_year={LIST_YEAR}/part-0.parquet" in published(s3)
    assert f"designations/list_year={LIST_YEAR - 1}/part-0.parquet" not in published(s3)


def test_what_an_object_store_cannot_do_is_refused(
    endpoint: str, s3: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    for words in (("receive", tmp_path, "--list-year", 2024), ("prune",)):
        refused = ghettolist(endpoint, tmp_path, *words)
        assert (refused.returncode, "is an address" in refused.stderr) == (2, True), refused.stderr
    nothing_there = ghettolist(endpoint, tmp_path, "areas", "--raw", "s3://raw/nothing")
    assert (nothing_there.returncode, "holds nothing" in nothing_there.stderr) == (3, True), nothing_there.stderr
