"""Which version of the program made an output: its version, and a hash of the source that the output depends on.

The version number stands here alone; the package's metadata is read from this line. An edited copy of the source shows
in the hash. Each purpose hashes what can change its result and nothing else, so that counts that took an hour are not
thrown away for a comment in a style sheet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VERSION = "0.2.0"

SOURCE = Path(__file__).parents[2]  # the folder that holds the packages pipeline and expectations
FROM, PACKAGE = b"from ", b"ghettolist."  # imports in a wheel name the package: the same source, the same hash
SUFFIXES = frozenset({".py", ".yaml", ".csv", ".jinja", ".css", ".js"})


@dataclass(frozen=True)
class Dependencies:
    """The folders of source that a result depends on, less those within them that it does not."""

    folders: tuple[str, ...]
    without: tuple[str, ...] = ()


COUNTED = ("pipeline/core", "pipeline/inputs", "pipeline/persons", "expectations")
DECIDED = (*COUNTED, "pipeline/law", "pipeline/lists", "pipeline/analysis", "pipeline/text", "pipeline/outputs")
DEPENDS_ON: Mapping[str, Dependencies] = {
    # Counts of person rows, kept once they have passed the suites: the thresholds count too. What the law says of
    # counting is part of their key by itself (``persons.engines.base.Rules``).
    "counts": Dependencies(COUNTED),
    # Every published table and the workbook: all but the page's layout.
    "tables": Dependencies(DECIDED, ("pipeline/outputs/report",)),
    # The pages: the tables, and their layout.
    "report": Dependencies(DECIDED),
}


@cache
def version_of(purpose: str, source: Path = SOURCE) -> str:
    """``0.2.0+<12 hexadecimal digits>`` over the source that ``counts``, ``tables`` or ``report`` depend on, in order.

    Raises ``KeyError`` for another purpose, and ``FileNotFoundError`` if a folder of source is not where it should be.
    """
    wanted = DEPENDS_ON[purpose]
    without = [source / folder for folder in wanted.without]
    digest = hashlib.sha256()
    for folder in sorted(wanted.folders):
        if not (source / folder).is_dir():
            raise FileNotFoundError(source / folder)
        for path in sorted((source / folder).rglob("*")):
            if path.suffix in SUFFIXES and not any(path.is_relative_to(each) for each in without):
                digest.update(path.relative_to(source).as_posix().encode())
                digest.update(path.read_bytes().replace(FROM + PACKAGE, FROM))
    return f"{VERSION}+{digest.hexdigest()[:12]}"


def code_version() -> str:
    """The version that the tables are made with: what the manifest names."""
    return version_of("tables")


PACKAGES = (
    "jinja2",
    "narwhals",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "shapely",
    "xlsxwriter",
)  # that make outputs


@cache
def package_versions() -> str:
    """The versions of the libraries that the outputs are made with: ``numpy 2.4.6; pandas 3.1.1; ...``."""
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return "; ".join(found)


@cache
def git_commit(source: Path = SOURCE) -> str:
    """The commit that is checked out where the source lies, 40 hexadecimal digits; empty for an installed package."""
    try:
        folder = source / ".git"
        if folder.is_file():  # a work tree beside the repository
            folder = source / folder.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        head = (folder / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref:"):
            return head
        name, common = head.removeprefix("ref:").strip(), folder / "commondir"
        shared = folder / common.read_text(encoding="utf-8").strip() if common.is_file() else folder
        if (shared / name).is_file():
            return (shared / name).read_text(encoding="utf-8").strip()
        packed = (shared / "packed-refs").read_text(encoding="utf-8").splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
    except OSError:
        return ""
