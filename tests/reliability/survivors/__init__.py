"""Mutants that no test can tell from the code, each with the reason: one TOML file for each room of ``pipeline``.

An entry names a mutant as ``python -m tests.reliability.mutants --explain`` prints it::

    [[survivor]]
    path = "pipeline/law/limits.py"
    function = "read_limit"
    change = '''the line before  ->  the line after'''
    reason = "why there is no difference that could be observed"

What does not belong here: a mutant that a test could kill. Such a test is written, or the code made so simple that the
mutant cannot exist.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent

Change = tuple[str, str, str]  # path, function, the line before and after


def explained_survivors() -> dict[Change, str]:
    """The reason of each change that is explained."""
    found: dict[Change, str] = {}
    for place in sorted(FOLDER.glob("*.toml")):
        for entry in tomllib.loads(place.read_text(encoding="utf-8")).get("survivor", ()):
            found[entry["path"], entry["function"], entry["change"]] = entry["reason"]
    return found
