"""An area that a municipality watches and that is not official is shown and computed, and counted nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import read_areas
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.outputs.report import overview
from pipeline.outputs.report.index import index_context
from pipeline.outputs.report.view import View
from pipeline.outputs.year_result import Request, YearResult
from pipeline.outputs.yearly_run import make_lists
from pipeline.text.bilingual import Bilingual

MADE_UP = Path(__file__).parents[2] / "data" / "made_up"
WATCHED = "education-brought"  # on every list from 2018
YEARS = (2022,)


def raw_root(folder: Path, change: dict[str, tuple[str, ...]]) -> RawRoot:
    """The made-up country with a column ``candidate`` in areas.csv; ``change``: other rows for some areas."""
    shutil.copytree(MADE_UP, folder)
    header, *rows = (folder / "areas.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{header};candidate"]
    for row in rows:
        lines += change.get(row.split(";")[0], (f"{row};",))
    (folder / "areas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return RawRoot(folder)


def made(raw: RawRoot) -> dict[int, View]:
    law, sources = load_law(), open_sources(raw)
    results: list[YearResult] = list(make_lists(sources, law, Request(YEARS, None, "run")))
    return {each.list.list_year: View(each.lists, each, sources, law) for each in results}


def row_of(area_id: str) -> str:
    rows = (MADE_UP / "areas.csv").read_text(encoding="utf-8").splitlines()
    return next(row for row in rows if row.startswith(f"{area_id};"))


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> dict[int, View]:
    return made(raw_root(tmp_path_factory.mktemp("official") / "raw", {}))


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> dict[int, View]:
    return made(raw_root(tmp_path_factory.mktemp("candidate") / "raw", {WATCHED: (f"{row_of(WATCHED)};yes",)}))


def outcomes(view: View) -> dict[str, bool | None]:
    rows = view.result.rows["designations"]
    return {row["category"]: row["designated"] for row in rows if row["area_id"] == WATCHED}


def test_it_is_computed_as_if_it_were_official_and_marked(
    official: dict[int, View], candidate: dict[int, View]
) -> None:
    assert outcomes(candidate[2022]) == outcomes(official[2022])
    for table in ("designations", "area_list"):
        rows = candidate[2022].result.rows[table]
        assert {row["area_id"] for row in rows if row["candidate"]} == {WATCHED}
    reasons = {row["reason_da"] for row in candidate[2022].result.rows["designations"] if row["candidate"]}
    assert all(reason.startswith("Kandidat: ville ") for reason in reasons)


def test_it_is_counted_in_no_headline_tile_change_or_front_page(
    official: dict[int, View], candidate: dict[int, View]
) -> None:
    with_it, without = overview.tiles(official[2022])[0].tally, overview.tiles(candidate[2022])[0].tally
    assert (without.known, without.areas) == (with_it.known - 1, with_it.areas - 1)
    assert str(without.areas) in overview.headline(candidate[2022]).da
    assert WATCHED not in {row["area_id"] for row in candidate[2022].result.rows["delta"]}
    assert WATCHED not in {row["area_id"] for row in candidate[2022].result.rows["published_comparison"]}
    lines: list[dict[str, Bilingual]] = [index_context(each[2022], YEARS)["years"] for each in (official, candidate)]
    assert lines[0][0].count.da != lines[1][0].count.da  # type: ignore[index]


def test_it_stands_last_in_the_list(candidate: dict[int, View]) -> None:
    assert overview.list_lines(candidate[2022])[-1].area.area_id == WATCHED


def test_once_official_it_enters_the_list_and_its_years_as_a_candidate_are_no_lists(
    tmp_path: Path, official: dict[int, View]
) -> None:
    area_id, name, municipality, region, first, _, _ = row_of(WATCHED).split(";")
    periods = (
        f"{area_id};{name};{municipality};{region};{first};2021;;yes",
        f"{area_id};{name};{municipality};{region};2022;;;no",
    )
    view = made(raw_root(tmp_path / "raw", {WATCHED: periods}))[2022]
    runs = {
        row["category"]: row["consecutive_lists"]
        for row in view.result.rows["designations"]
        if row["area_id"] == WATCHED
    }
    assert (runs["udsat boligområde"], outcomes(official[2022])["omdannelsesområde"]) == (1, True)
    assert outcomes(view)["omdannelsesområde"] is False  # five lists in a row as parallelsamfund are not one
    changes = {row["category"]: row["change"] for row in view.result.rows["delta"] if row["area_id"] == WATCHED}
    assert changes == {"udsat boligområde": "entered", "parallelsamfund": "entered"}


def test_another_word_than_yes_or_no_is_refused(tmp_path: Path) -> None:
    raw = raw_root(tmp_path / "raw", {WATCHED: (f"{row_of(WATCHED)};maybe",)})
    with pytest.raises(InputRefused, match="candidate"):
        read_areas(raw)
