"""A server as `deploy/` starts it: history in PostgreSQL, the code server on a socket, notifications. `make test-server`."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from assets.roots import Roots
from tests.assets.conftest import straight, tables_and_reports
from tests.assets.targets import Webhook, serving
from tests.server.server import PROJECT
from tests.server.services import Services, postgresql, program

pytestmark = pytest.mark.server

FIRST, SECOND, LAST = 2021, 2022, 2024
SECONDS_FOR_A_RUN, SECONDS_TO_BE_TOLD = 240, 120


@pytest.fixture(scope="module")
def webhook() -> Iterator[Webhook]:
    with serving(Webhook()) as server:
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, webhook: Webhook) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("s")
    shutil.copytree(PROJECT / "data/made_up", folder / "raw")
    with postgresql() as database:
        found = Services(folder, database=database, settings={"GHETTOLIST_WEBHOOK": webhook.address})
        try:
            found.start()
            yield found
        finally:
            for service in list(found.running):
                found.kill(service)


def make(server: Services, list_year: int) -> str:
    """One list year, as the asset page asks for it; the run's id."""
    backfill = server.materialize_all(list_year, list_year)
    server.wait(
        lambda: any(run["status"] in ("SUCCESS", "FAILURE") for run in server.runs("dagster/backfill", backfill)),
        SECONDS_FOR_A_RUN,
    )
    (run,) = server.runs("dagster/backfill", backfill)
    assert run["status"] == "SUCCESS"
    return str(run["runId"])


def test_a_list_year_is_made_recorded_in_postgresql_and_told(
    server: Services, webhook: Webhook, tmp_path: Path
) -> None:
    run_id = make(server, FIRST)
    straight(Roots(raw=str(server.raw)), tmp_path, [FIRST])
    assert tables_and_reports(server.out) == tables_and_reports(tmp_path)

    with psycopg2.connect(server.history) as connection, connection.cursor() as cursor:
        cursor.execute("select status from runs where run_id = %s", (run_id,))
        assert cursor.fetchall() == [("SUCCESS",)]
    assert [path for path in server.folder.rglob("*.db") if path.is_file()] == []  # nothing is left to SQLite

    server.wait(lambda: webhook.posts, SECONDS_TO_BE_TOLD)
    (post,) = webhook.posts
    assert (post["run_id"], post["outcome"], post["first_list_year"]) == (run_id, "success", FIRST)


def test_the_work_folder_is_private_and_the_published_files_are_readable(server: Services) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    private = list((server.folder / "work").iterdir())
    assert private
    assert [each for each in private if mode(each) & 0o077] == []
    assert [each for each in server.out.rglob("*.parquet") if not mode(each) & stat.S_IROTH] == []


def test_a_code_server_that_crashed_is_started_again_and_makes_the_next_list_year(server: Services) -> None:
    server.kill("code")
    server.start()
    make(server, SECOND)


def test_the_history_is_in_a_dump_and_comes_back_from_it(server: Services, tmp_path: Path) -> None:
    dump, runs = tmp_path / "history", "select run_id, status from runs order by 1"
    copy = server.history.replace("/dagster?", "/copy?")
    subprocess.run([program("pg_dump"), "--format=custom", f"--file={dump}", server.history], check=True)
    with psycopg2.connect(server.history) as connection, connection.cursor() as cursor:
        cursor.execute(runs)
        before = cursor.fetchall()
    subprocess.run([program("createdb"), f"--maintenance-db={server.history}", "copy"], check=True)
    subprocess.run([program("pg_restore"), "--no-owner", f"--dbname={copy}", dump], check=True)
    with psycopg2.connect(copy) as connection, connection.cursor() as cursor:
        cursor.execute(runs)
        assert cursor.fetchall() == before != []


def test_the_units_are_what_systemd_understands(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "deploy/systemd", tmp_path, dirs_exist_ok=True)
    for unit in tmp_path.rglob("*.*"):
        if unit.is_file():
            unit.write_text(
                unit.read_text(encoding="utf-8").replace("/opt/ghettolist/", f"{PROJECT}/"), encoding="utf-8"
            )
    units = sorted(unit for unit in tmp_path.iterdir() if unit.is_file())
    words = [needed("systemd-analyze"), "verify", "--man=no", *units]
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}  # the empty end stands for the system's own
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_compose_file_is_what_docker_compose_understands() -> None:
    words = [needed("docker-compose"), "-f", PROJECT / "deploy/compose.yaml", "config", "--quiet"]
    lines = (PROJECT / "deploy/environment.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    done = subprocess.run(
        words, env={**os.environ, **given, "POSTGRES_PASSWORD": "x"}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def needed(name: str) -> str:
    """A program of the system that these checks ask."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_asked_to_end_the_code_server_lets_its_run_end_and_every_service_ends(server: Services) -> None:
    backfill = server.materialize_all(FIRST - 3, LAST)
    server.wait(
        lambda: any(run["status"] == "STARTED" for run in server.runs("dagster/backfill", backfill)), SECONDS_FOR_A_RUN
    )
    assert server.stop("code") == 0
    (run,) = server.runs("dagster/backfill", backfill)
    assert run["status"] == "SUCCESS"
    for service in ("daemon", "web"):
        server.stop(service)
