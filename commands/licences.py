"""The page ``docs/licences.md``: the licence of every pinned package, as its own metadata states it.

``python -m commands.licences`` (``make docs``) writes the page. It names no versions: those are in the lock files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
RUN_LOCK, SERVER_LOCK, TEST_LOCK = (ROOT / f"requirements{part}.lock" for part in ("", "-server", "-dev"))
# Packages that only another operating system installs: their metadata cannot be read here.
ELSEWHERE = {
    "appnope": "BSD-2-Clause",
    "colorama": "BSD-3-Clause",
    "psutil": "BSD-3-Clause",
    "pyreadline3": "BSD-3-Clause",
    "pywin32": "PSF-2.0",
}
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==", re.MULTILINE)
_LONGEST = 80  # a longer "License" field is a licence's text, not its name


def pinned(lock: Path) -> frozenset[str]:
    """The names of the packages pinned in a lock file."""
    return frozenset(_PIN.findall(lock.read_text(encoding="utf-8")))


def licence_of(package: str) -> str:
    """The licence of a package: its SPDX expression, else its classifiers, else its short "License" field.

    Raises ``KeyError`` for a package that is neither installed nor listed in ``ELSEWHERE``.
    """
    try:
        stated = metadata(package)
    except PackageNotFoundError:
        return ELSEWHERE[package]
    expression, field = (first(stated.get_all(name)) for name in ("License-Expression", "License"))
    classifiers = [text.split(" :: ")[-1] for text in stated.get_all("Classifier") or () if text.startswith("License")]
    short = field if len(field) < _LONGEST and "\n" not in field else ""
    return expression or ", ".join(classifiers) or short or "not stated"


def first(values: list[str] | None) -> str:
    """The first of a metadata field's values, or an empty text."""
    return values[0].strip() if values else ""


def licence_page() -> str:
    """The page as Markdown: what a run needs, then what a server and what only tests and development need beside it."""
    run, server = pinned(RUN_LOCK), pinned(SERVER_LOCK)
    return "\n".join(
        [
            "# Licences of the dependencies",
            "",
            "Made from the lock files and the packages' own metadata by `make docs`; a test fails while it is out of date.",
            "This project itself is under the [EUPL 1.2](../LICENSE). No dependency is copied into it.",
            "",
            "## Needed to run",
            "",
            *_table(run),
            "",
            "## Needed beside it on a server with the web interface",
            "",
            *_table(server - run),
            "",
            "## Needed only for tests and development",
            "",
            *_table(pinned(TEST_LOCK) - server),
            "",
        ]
    )


def _table(packages: Iterable[str]) -> list[str]:
    return ["| package | licence |", "|---|---|", *(f"| {name} | {licence_of(name)} |" for name in sorted(packages))]


if __name__ == "__main__":
    PAGE.write_text(licence_page(), encoding="utf-8")
