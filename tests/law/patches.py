"""The invented regime of ``good/2030.yaml``, and changed copies of it: each broken file is one change, kept as a file.

A patch names the passage it replaces, which must stand in the good file exactly once, so that a patch cannot go stale
without a test failing.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from pipeline.law import DEFAULT

HERE = Path(__file__).parent
ENACTED = ("2010", "2014", "2018", "2021")  # a regime of a proposed act may stand beside them
GOOD = HERE / "good" / "2030.yaml"
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
CLASHING = sorted(folder for folder in (HERE / "clashing").iterdir() if folder.is_dir())


def must_say(patch: Path) -> str:
    """The words that the refusal of this file must hold: its first line."""
    first = patch.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# must say: "), patch.name
    return first.removeprefix("# must say: ")


def patched(patch: Path) -> str:
    """The good file with the changes of a patch."""
    text = GOOD.read_text(encoding="utf-8")
    content = yaml.safe_load(patch.read_text(encoding="utf-8"))
    for change in content.get("changes", [content]):
        assert text.count(change["replace"]) == 1, f"{patch.name}: {change['replace']!r} stands not once in {GOOD.name}"
        text = text.replace(change["replace"], change["by"])
    return text


def written(folder: Path, text: str, name: str = "2030.yaml") -> Path:
    """The text as a law file in a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def copy_enacted_law(folder: Path, last_of_2021: int | None = None) -> Path:
    """The law files of the acts passed so far in a folder; the newest in force, or until a list year."""
    for name in ENACTED:
        text = (DEFAULT / f"{name}.yaml").read_text(encoding="utf-8")
        if name == ENACTED[-1]:
            text = re.sub(r"(?m)^  last: \d+.*\n", "", text)
            assert text.count("\n  first: 2021") == 1
            if last_of_2021 is not None:
                text = text.replace("\n  first: 2021", f"\n  last: {last_of_2021}\n  first: 2021")
        written(folder, text, f"{name}.yaml")
    return folder
