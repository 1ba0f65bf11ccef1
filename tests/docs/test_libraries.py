"""Every dependency has a line that says what it is for, and the table names no package that is not one."""

import re
import tomllib

from tests.docs import ROOT

PAGE = (ROOT / "docs" / "decisions" / "libraries.md").read_text(encoding="utf-8")


def test_every_package_needed_to_run_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=\[ ]", each)[0] for each in project["dependencies"]}
    rows = [line.split("|") for line in PAGE.splitlines() if line.startswith("| ")]
    chosen = {word for row in rows for word in re.findall(r"[a-z0-9-]+", row[2])}
    assert needed - chosen == set()
