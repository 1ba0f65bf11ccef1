"""Every package that is imported is declared, and every declared one has a line that says what it is for."""

import ast
import re
import sys
import tomllib

from tests.docs import ROOT

PAGE = (ROOT / "docs" / "decisions" / "libraries.md").read_text(encoding="utf-8")


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = ("pipeline", "expectations", "assets", "commands", "ghettolist")
PART_OF = {
    "yaml": "pyyaml",
    "dagster_shared": "dagster",
    "sqlalchemy": "dagster",
    "great_expectations": "great-expectations",
}


def names(requirements: list[str]) -> set[str]:
    """The packages of a list of requirements, without versions and extras."""
    return {re.split(r"[<>=\[ ]", each)[0] for each in requirements}


def imported() -> set[str]:
    """The packages of others that the project's modules import, at the top or in a function."""
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return {PART_OF.get(name, name) for name in found - set(sys.stdlib_module_names) - set(PACKAGES)}


def test_every_package_that_is_imported_is_declared() -> None:
    declared = names(PROJECT["dependencies"]) | names(PROJECT["optional-dependencies"]["spark"])
    assert {name.replace("python_", "python-") for name in imported()} - declared == set()


def test_every_package_needed_to_run_has_its_reason() -> None:
    needed = names(PROJECT["dependencies"])
    rows = [line.split("|") for line in PAGE.splitlines() if line.startswith("| ")]
    chosen = {word for row in rows for word in re.findall(r"[a-z0-9-]+", row[2])}
    assert needed - chosen == set()
