"""What a consumer finds in ``data/out``: two real list years and a made-up one, published once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.paths import OutRoot, RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import make_lists, publish

DATA = Path(__file__).parents[3] / "data"


def published(folder: Path, raw: Path, list_years: tuple[int, ...]) -> OutRoot:
    law, sources, out = load_law(), open_sources(RawRoot(raw)), OutRoot(folder)
    lists = list(make_lists(sources, law, Request(list_years, frozenset({"101"}), "run")))
    publish(out, law, sources, lists)
    return out


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> OutRoot:
    return published(tmp_path_factory.mktemp("real"), DATA / "raw", (2017, 2018))


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> OutRoot:
    return published(tmp_path_factory.mktemp("made-up"), DATA / "made_up", (2024,))
