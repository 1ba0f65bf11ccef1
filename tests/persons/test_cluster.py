"""Spark on a cluster of one master and one worker on the loopback address gives the same tables as Polars."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.persons import Options, PersonFiles, aggregate
from pipeline.synthetic import synthesize

ROOT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
PATIENCE = 90  # seconds for a JVM to start on a busy machine

COUNT = """
import sys
from pathlib import Path
from pipeline.persons import Options, PersonFiles, aggregate
raw, work, master = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
names = ("population", "employment", "education", "income", "crime")
paths = {name: raw / "2020" / f"{name}.parquet" for name in names}
files = PersonFiles(2020, paths, raw / "addresses.parquet", raw / "hfaudd.csv")
for name, frame in aggregate(files, Options(work, "spark", spark_master=master)).items():
    frame.to_csv(work / f"{name}.csv")
"""


def person_files(raw: Path) -> PersonFiles:
    names = ("population", "employment", "education", "income", "crime")
    paths = {name: raw / "2020" / f"{name}.parquet" for name in names}
    return PersonFiles(2020, paths, raw / "addresses.parquet", raw / "hfaudd.csv")


def started(words: list[str], log: Path, sign: str) -> subprocess.Popen[bytes]:
    """A daemon of Spark's, once its log shows the sign."""
    import pyspark

    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    environment = {**os.environ, "SPARK_LOCAL_IP": LOOPBACK}
    with log.open("wb") as stream:
        process = subprocess.Popen([str(program), *words], stdout=stream, stderr=stream, env=environment)
    for _ in range(PATIENCE * 2):
        if sign in log.read_text(errors="replace"):
            return process
        time.sleep(0.5)
    process.kill()
    raise AssertionError(log.read_text(errors="replace")[-2000:])


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a standalone cluster: one master, one worker with one core."""
    folder = tmp_path_factory.mktemp("cluster")
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    url = f"spark://{LOOPBACK}:{port}"
    package = "org.apache.spark.deploy"
    words = [f"{package}.master.Master", "--host", LOOPBACK, "--port", str(port), "--webui-port", "0"]
    head = started(words, folder / "master.log", "New state: ALIVE")
    words = [f"{package}.worker.Worker", "--host", LOOPBACK, "--webui-port", "0", "-c", "1", "-m", "1g"]
    words += ["--work-dir", str(folder / "work"), url]
    hand = started(words, folder / "worker.log", "Successfully registered with master")
    yield url
    for process in (hand, head):
        process.terminate()
        process.wait(30)


@pytest.mark.server
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs java, and there is none")
def test_a_cluster_gives_the_bytes_that_polars_gives(master: str, tmp_path: Path) -> None:
    synthesize(tmp_path / "raw", persons=3_000, list_years=[2020], seed=5, grain="person")
    done = subprocess.run(
        [sys.executable, "-c", COUNT, str(tmp_path / "raw"), str(tmp_path), master],
        cwd=ROOT,
        env={**os.environ, "SPARK_LOCAL_IP": LOOPBACK},
        capture_output=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    plain = aggregate(person_files(tmp_path / "raw"), Options(tmp_path))
    assert set(plain) == {"population", "employment", "education", "income", "crime"}
    for name, frame in plain.items():
        assert (tmp_path / f"{name}.csv").read_text() == frame.to_csv(), name
