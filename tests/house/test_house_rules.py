"""The house's own rules: which way imports run, what is cheap to import, and that the linters are content."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


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


HEAVY = ("dagster", "great_expectations", "pandas", "polars", "pyarrow", "pyspark", "matplotlib")


@pytest.mark.parametrize(
    "module", ["assets", "commands.ghettolist", "expectations", "pipeline.law", "pipeline.persons"]
)
def test_a_command_pays_only_for_what_it_uses(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    assert run(sys.executable, "-c", code).stdout.strip() == "[]"


def test_no_lock_file_names_an_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()
