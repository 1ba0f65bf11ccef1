"""The files of `deploy/` hold to what the handbook promises. That they start is tested by `make test-server`."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.settings import FILE_VARIABLE, SETTINGS, read_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = ("migrate", "code", "web", "daemon")


def test_the_example_of_the_settings_can_be_used_and_names_only_settings() -> None:
    example = DEPLOY / "ghettolist.toml"
    assert set(tomllib.loads(example.read_text(encoding="utf-8"))) <= set(SETTINGS)
    assert read_settings({FILE_VARIABLE: str(example)}, ROOT).raw == "/srv/ghettolist/raw"


@pytest.mark.parametrize("name", OURS)
def test_a_container_is_an_unprivileged_user_who_may_write_only_what_is_made(name: str) -> None:
    service: dict[str, Any] = COMPOSE["services"][name]
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    folders = {volume.split(":/", 1)[1].split(":")[0]: volume for volume in service["volumes"]}
    assert folders["srv/ghettolist/raw"].endswith(":ro")
    assert "ports" not in service


def test_only_the_proxy_which_asks_who_one_is_has_a_port() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]
    assert "basicauth" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


def test_the_units_start_the_services_that_the_containers_start() -> None:
    units = {path.stem.removeprefix("ghettolist-") for path in (DEPLOY / "systemd").glob("ghettolist-*.service")}
    assert {*units, "migrate"} == set(OURS)
    assert os.access(DEPLOY / "start", os.X_OK)


def test_the_instance_of_a_server_is_the_repositorys_and_more() -> None:
    here, more = ((path).read_text(encoding="utf-8") for path in (ROOT / "dagster.yaml", DEPLOY / "postgres.yaml"))
    together = yaml.safe_load(here + more)
    assert together == {**yaml.safe_load(here), **yaml.safe_load(more)}
    assert not yaml.safe_load(here).keys() & yaml.safe_load(more).keys()
    assert together["telemetry"] == together["nux"] == {"enabled": False}


def test_the_image_gets_all_that_its_installation_and_its_commands_need(tmp_path: Path) -> None:
    admitted = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in (line.removeprefix("!") for line in admitted if line.startswith("!")):
        place = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        place(ROOT / name, tmp_path / name)
    install = "import hatchling.build; hatchling.build.build_editable('.')"
    start = "import ghettolist.__main__, commands.ghettolist, assets.definitions"
    for code in (install, start):
        words = [sys.executable, "-P", "-c", f"import sys; sys.path[:0] = ['.']; {code}"]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        found = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
