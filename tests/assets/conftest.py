"""One backfill of the real figures through the graph, shared by the tests of one file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from assets.backfill import backfill
from assets.roots import PROJECT, Roots


@dataclass(frozen=True)
class Ran:
    """A backfill that was run: where, and in which instance."""

    roots: Roots
    instance: dg.DagsterInstance
    outcome: dict[int, bool]


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as found:
        yield found


def copied(raw: str, folder: Path) -> Roots:
    """Roots over a copy of a raw root of the project, so that a test may add to it."""
    shutil.copytree(PROJECT / raw, folder / "raw")
    return Roots(raw=str(folder / "raw"), out=str(folder / "out"), work=str(folder / "work"))


def run_backfill(raw: str, folder: Path, list_years: range, instance: dg.DagsterInstance) -> Ran:
    roots = copied(raw, folder)
    return Ran(roots, instance, backfill(roots, list_years, instance))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
