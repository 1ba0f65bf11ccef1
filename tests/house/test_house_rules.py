"""The rules of the house: import directions, what is cheap to import, the shape of the rooms, and clean linters."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PACKAGES = ("pipeline", "expectations", "assets", "commands", "ghettolist")
ROOMS = (*PACKAGES[1:], *sorted(f"pipeline/{path.parent.name}" for path in (ROOT / "pipeline").glob("*/__init__.py")))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("lint-imports", "--no-cache"),
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--no-cache", "--check", "."),
        ("mypy",),
    ],
    ids=["import direction", "ruff", "format", "types"],
)
def test_the_tools_of_the_house_find_nothing(words: tuple[str, ...]) -> None:
    done = run(str(BIN / words[0]), *words[1:])
    assert done.returncode == 0, done.stdout + done.stderr


HEAVY = ("dagster", "great_expectations", "pandas", "polars", "pyarrow", "pyspark", "matplotlib", "jinja2", "rich")


@pytest.mark.parametrize(
    "module", ["assets", "commands.ghettolist", "expectations", "ghettolist", "pipeline.law", "pipeline.persons"]
)
def test_a_command_imports_only_what_it_uses(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    assert run(sys.executable, "-c", code).stdout.strip() == "[]"


def test_no_module_lies_directly_in_pipeline() -> None:
    assert [path.name for path in (ROOT / "pipeline").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_with_its_question_and_says_what_does_not_belong_in_it(room: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert said.splitlines()[0].endswith("?"), said
    assert "does not belong" in " ".join(said.split())


def test_every_room_has_its_tests() -> None:
    tested = {path.name for path in (ROOT / "tests").iterdir() if any(path.rglob("test_*.py"))}
    assert {room.split("/")[-1] for room in ROOMS} - tested == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_marked_as_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


def test_no_lock_file_names_an_address() -> None:
    for name in ("requirements.lock", "requirements-server.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()


def test_the_version_is_stated_once_and_the_metadata_are_complete() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, source = pyproject["project"], ROOT / pyproject["tool"]["hatch"]["version"]["path"]
    assert project["dynamic"] == ["version"]
    stated = re.search(r'^VERSION = "(\d+\.\d+\.\d+)"$', source.read_text(encoding="utf-8"), re.MULTILINE)
    assert stated is not None
    latest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert latest is not None and latest[1] == stated[1], "the changelog's latest release is this version"
    for field in ("description", "readme", "license", "authors", "keywords", "classifiers", "urls", "requires-python"):
        assert project[field], field


def test_make_help_explains_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets is not None
    explained = re.findall(r"^make ([a-z-]+) +\S", run("make", "help").stdout, re.MULTILINE)
    assert sorted(explained) == sorted(targets[1].split())


def test_deprecation_warnings_of_our_own_code_are_errors() -> None:
    filters = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["filterwarnings"]
    ours = [each for each in filters if each.startswith("error::DeprecationWarning:")]
    assert len(ours) == 1
    named = re.compile(ours[0].rsplit(":", 1)[1])
    assert all(named.match(f"{package}.module") for package in PACKAGES)
    assert not named.match("pandas.core") and not named.match("great_expectations.core")
