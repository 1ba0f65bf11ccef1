"""What a law file with a fault is told: every broken file, and every key of the good one misspelt or spoilt.

The texts are kept in ``refusals.txt``, to be read by people: whoever changes one renews the file with
``python -m tests.law.refusals`` and reads what changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from pipeline.core.errors import Fault, LawRefused
from pipeline.law import load_law, load_regime
from pipeline.law.admissible import SWITCHES
from tests.law.patches import BROKEN, CLASHING, GOOD, patched, written

KEPT = Path(__file__).with_name("refusals.txt")
HEAD = "What law files are refused with; renewed by python -m tests.law.refusals"
CONTENT: dict[str, Any] = yaml.safe_load(GOOD.read_text(encoding="utf-8"))


SWITCH = "unknown_education"  # all switches are read alike: one is changed

Change = Callable[[str, Any], dict[str, Any]]
CHANGES: Mapping[str, Change] = {
    "misspelt": lambda key, value: {f"{key}s": value},
    "a number in its place": lambda key, _value: {key: 7.5},
}


def changed(content: Any, wanted: str, change: Change) -> Any:
    """The content with a change of a key wherever it stands."""
    if isinstance(content, list):
        return [changed(item, wanted, change) for item in content]
    if not isinstance(content, dict):
        return content
    found: dict[str, Any] = {}
    for key, value in content.items():
        if str(key) == wanted:
            found |= change(key, value)
        else:
            found[key] = value if key in SWITCHES and key != SWITCH else changed(value, wanted, change)
    return found


def _keys(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in SWITCHES or key == SWITCH:
                yield str(key)
                yield from _keys(value)
    elif isinstance(content, list):
        for value in content:
            yield from _keys(value)


KEYS = tuple(dict.fromkeys(_keys(CONTENT)))


def faults(read: Callable[[Path], object], path: Path) -> tuple[Fault, ...]:
    """What reading a file or a folder is refused with."""
    try:
        read(path)
    except LawRefused as refused:
        return refused.faults
    return ()


def told(faults: tuple[Fault, ...]) -> str:
    """Equal faults of several places together, as the places and what is said of them."""
    places = defaultdict(list)
    for fault in faults:
        where = fault.where.removeprefix(f"{GOOD.name}: ").partition(" (line ")[0]
        places[str(Fault("", fault.problem, fault.expected, fault.remedy)).removeprefix(": ")].append(where)
    return "".join(f"{', '.join(them)}\n    {sentence}\n" for sentence, them in places.items()) or "nothing\n"


def of_broken(patch: Path, folder: Path) -> str:
    """What one of the broken files is told."""
    return "".join(f"{fault}\n" for fault in faults(load_regime, written(folder, patched(patch))))


def of_clashing(case: Path, folder: Path) -> str:
    """What files are told that cannot stand beside each other."""
    written(folder, GOOD.read_text(encoding="utf-8"))
    for patch in case.glob("*.yaml"):
        written(folder, patched(patch), patch.name)
    return "".join(f"{fault}\n" for fault in faults(load_law, folder))


def of_key(key: str, folder: Path) -> str:
    """What the good file is told when a key is misspelt or spoilt, wherever it stands."""
    said = ""
    for name, change in CHANGES.items():
        text = yaml.safe_dump(changed(CONTENT, key, change), allow_unicode=True, sort_keys=False)
        said += f"-- {name}\n{told(faults(load_regime, written(folder, text)))}"
    return said


Say = Callable[[Path], str]
_OF_BROKEN: dict[str, Say] = {f"broken/{patch.stem}": partial(of_broken, patch) for patch in BROKEN}
_OF_CLASHING: dict[str, Say] = {f"clashing/{case.name}": partial(of_clashing, case) for case in CLASHING}
_OF_KEYS: dict[str, Say] = {f"the key {key}": partial(of_key, key) for key in KEYS}
CASES = _OF_BROKEN | _OF_CLASHING | _OF_KEYS


def kept() -> dict[str, str]:
    """The texts of ``refusals.txt`` by case."""
    sections = KEPT.read_text(encoding="utf-8").split("\n# ")[1:]
    return {title: text.strip("\n") for title, _, text in (section.partition("\n") for section in sections)}


def _write() -> None:
    text = HEAD + "\n"
    for name, say in CASES.items():
        with TemporaryDirectory() as folder:
            text += f"\n# {name}\n{say(Path(folder))}"
    KEPT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()
