"""The lists used by the report's tests: the real ones and the made-up country, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import Sources, open_sources
from pipeline.law import Law, load_law
from pipeline.outputs.report import overview_pages, report_html
from pipeline.outputs.year_result import Request, YearResult
from pipeline.outputs.yearly_run import make_lists

DATA = Path(__file__).parents[3] / "data"
RUN_ID = "the-run-id-of-this-test"


@dataclass
class World:
    """A raw root with its lists."""

    sources: Sources
    law: Law
    made: dict[int, YearResult]

    def html(self, list_year: int) -> str:
        made = self.made[list_year]
        return report_html(made.lists, made, self.sources, self.law)

    def overview(self) -> dict[str, str]:
        """The front page and the page of each area, of the latest list."""
        latest = self.made[max(self.made)]
        return dict(overview_pages(latest, self.sources, self.law, set(self.made)))


def world(raw: Path, list_years: tuple[int, ...], municipalities: frozenset[str] | None) -> World:
    law, sources = load_law(), open_sources(RawRoot(raw))
    lists = make_lists(sources, law, Request(list_years, municipalities, RUN_ID))
    return World(sources, law, {each.list.list_year: each for each in lists})


@pytest.fixture(scope="session")
def real() -> World:
    return world(DATA / "raw", (2010, 2017, 2018, 2021, 2023), frozenset({"101"}))


@pytest.fixture(scope="session")
def made_up() -> World:
    return world(DATA / "made_up", (2024,), frozenset({"101"}))


@pytest.fixture(scope="session")
def whole_country() -> World:
    return world(DATA / "made_up", (2022,), None)
