"""A law to come, from deliveries to report: a category abolished by law is not left by the area's own doing.

The list of 2026 is made under the law of 2021, that of 2027 under a made-up law without the non-western criterion.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from expectations.tasks import rows_task
from pipeline.analysis.whatif import WhatIf, what_if
from pipeline.core.paths import OutRoot, RawRoot
from pipeline.inputs.sources import Sources, open_sources
from pipeline.law import Law
from pipeline.law.amendments import Changes
from pipeline.outputs.report.category_marks import marks_of
from pipeline.outputs.workbook import workbook_bytes
from pipeline.outputs.year_result import Request, YearResult
from pipeline.outputs.yearly_run import make_lists, publish
from pipeline.text.explanation import explanation_text
from pipeline.text.whatif import answer_sentence
from tests.analysis.law_to_come import law_to_come, write_raw_root


@dataclass(frozen=True)
class World:
    """The raw root, the law, the results of 2025 to 2027, and where they are published."""

    sources: Sources
    law: Law
    results: dict[int, YearResult]
    out: Path

    def rows(self, table: str, list_year: int) -> list[dict[str, Any]]:
        return [dict(row) for row in self.results[list_year].rows[table]]


def made(folder: Path, new_category: bool) -> World:
    law = law_to_come(folder / "law", new_category)
    sources = open_sources(RawRoot(write_raw_root(folder / "raw")))
    results = list(make_lists(sources, law, Request((2025, 2026, 2027), frozenset({"101"}), "run")))
    publish(OutRoot(folder / "out"), law, sources, results)
    return World(sources, law, {each.list.list_year: each for each in results}, folder / "out")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return made(tmp_path_factory.mktemp("abolished"), new_category=False)


@pytest.fixture(scope="module")
def with_new_category(tmp_path_factory: pytest.TempPathFactory) -> World:
    return made(tmp_path_factory.mktemp("new"), new_category=True)


def moves(world: World) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["area_id"], row["category"]): row for row in world.rows("delta", 2027)}


def test_each_list_is_made_under_its_own_law(world: World) -> None:
    assert {year: result.list.regime.name for year, result in world.results.items()} == {
        2025: "2021",
        2026: "2021",
        2027: "2027",
    }
    assert {row["category"] for row in world.rows("designations", 2027)} == {"udsat boligområde"}
    designated = {row["area_id"]: row["designated"] for row in world.rows("designations", 2027)}
    assert designated == {"stays": True, "leaves": False, "prevention": False, "unknown": True, "off": False}


# area, category: change, causes, criteria lost
MOVES = [
    ("stays", "udsat boligområde", "stayed", [], []),
    ("stays", "parallelsamfund", "left", ["law"], []),
    ("leaves", "udsat boligområde", "left", ["data"], ["attachment"]),
    ("leaves", "parallelsamfund", "left", ["law"], []),
    ("prevention", "forebyggelsesområde", "left", ["law"], []),
    ("unknown", "udsat boligområde", "stayed", [], []),
    ("unknown", "parallelsamfund", "undetermined", [], []),
]


@pytest.mark.parametrize(("area", "category", "change", "causes", "lost"), MOVES)
def test_what_became_of_each_area(
    world: World, area: str, category: str, change: str, causes: list[str], lost: list[str]
) -> None:
    row = moves(world)[area, category]
    assert (row["change"], row["causes"], row["criteria_lost"], row["criteria_gained"]) == (change, causes, lost, [])


def test_there_is_a_row_for_every_move_and_for_no_other(world: World) -> None:
    undetermined = {("unknown", "omdannelsesområde"), ("stays", "omdannelsesområde"), ("leaves", "omdannelsesområde")}
    assert set(moves(world)) - undetermined == {(area, category) for area, category, *_ in MOVES}


def test_an_abolished_category_is_said_to_be_abolished_and_no_criterion_lost(world: World) -> None:
    row = moves(world)["stays", "parallelsamfund"]
    assert row["explanation_da"] == (
        "Forlod listen som parallelsamfund. Kategorien er afskaffet ved lov. Forklares af loven alene. "
        "Ikke længere et kriterium i loven: ikke-vestlig oprindelse."
    )
    assert row["explanation_en"] == (
        "Left the list as parallelsamfund. The category was abolished by law. Explained by the law alone. "
        "No longer asked by the law: non-western origin."
    )
    told = [row["explanation_en"] for (_, category), row in moves(world).items() if category != "udsat boligområde"]
    assert all("abolished by law" in sentence and "No longer met" not in sentence for sentence in told)


def test_a_category_that_goes_on_is_told_by_its_criteria_as_ever(world: World) -> None:
    row = moves(world)["leaves", "udsat boligområde"]
    assert "No longer met: Without attachment 45.0 % → 37.5 %." in row["explanation_en"]
    assert "Explained by the area's own figures alone." in row["explanation_en"]
    assert "abolished" not in row["explanation_en"]


def test_the_wide_table_keeps_the_old_columns_and_leaves_them_empty(world: World) -> None:
    rows = {row["area_id"]: row for row in world.rows("area_list", 2027)}
    assert rows["stays"]["udsat_boligomraade"] is True
    assert {rows[area][column] for area in rows for column in ("parallelsamfund", "forebyggelsesomraade")} == {None}
    schemas = [pq.read_schema(world.out / f"area_list/list_year={year}/part-0.parquet").names for year in (2026, 2027)]
    assert schemas[0] == schemas[1]


def test_the_criterion_no_longer_asked_has_no_figure_and_no_assessment(world: World) -> None:
    assert "non_western" not in {row["indicator"] for row in world.rows("indicators", 2027)}
    assert "non_western" not in {row["criterion"] for row in world.rows("assessments", 2027)}
    assert {row["non_western"] for row in world.rows("area_list", 2027)} == {None}


def test_a_goal_is_not_reached_by_abolishing_the_category_it_counts(world: World) -> None:
    (baseline,) = world.rows("goal_progress", 2026)
    assert (baseline["areas_on_list"], baseline["goal"], baseline["reached"]) == (1, 0, False)
    assert world.rows("goal_progress", 2027) == []


@pytest.mark.parametrize("suite", ["indicators", "designations"])
@pytest.mark.parametrize("list_year", [2026, 2027])
def test_the_tables_pass_their_validation(world: World, suite: str, list_year: int) -> None:
    result = world.results[list_year]
    task = rows_task(suite, result.rows[suite], world.sources.areas, list_year, result.list.regime)
    assert task.answer().faults(suite) == ()


def test_report_and_workbook_tell_of_the_abolished_category(world: World) -> None:
    page = (world.out / "report/2027/index.html").read_text(encoding="utf-8")
    assert "Kategorien er afskaffet ved lov." in page
    book = load_workbook(io.BytesIO(workbook_bytes(world.results[2027], world.law, world.sources)))
    cells = [cell.value for row in book["Ændringer"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("Kategorien er afskaffet ved lov." in cell for cell in cells)


def test_explain_tells_the_history_across_the_laws(world: World) -> None:
    areas, result = world.sources.areas, world.results[2027]
    text = explanation_text(areas, areas.find("stays"), result.lists, 2027, "en", True)
    assert "udsat boligområde: On the list." in text
    assert "  2026       udsat boligområde, parallelsamfund\n  2027       udsat boligområde" in text


def test_every_category_of_every_law_has_a_mark(world: World) -> None:
    assert set(marks_of(world.law)) == set(world.law.categories)
    assert "parallelsamfund" in world.law.categories


def answers(found: WhatIf) -> dict[tuple[str, str], tuple[bool | None, bool | None, bool | None]]:
    return {(each.area_id, each.category): (each.real, each.what_if, each.moved) for each in found.answers}


def test_what_if_the_law_to_come_were_in_force_already(world: World) -> None:
    found = what_if(world.sources, world.law, 2026, Changes(law="2027"))
    assert answers(found)["stays", "udsat boligområde"] == (True, True, False)
    assert answers(found)["stays", "parallelsamfund"] == (True, False, True)
    assert answers(found)["unknown", "parallelsamfund"] == (None, False, None)
    (abolished,) = (each for each in found.answers if (each.area_id, each.category) == ("stays", "parallelsamfund"))
    assert (
        answer_sentence(abolished).en
        == "By the other rule: there is no such category (without the change, by our own calculation: on the list)."
    )


def test_what_if_the_old_law_were_still_in_force(world: World) -> None:
    found = answers(what_if(world.sources, world.law, 2027, Changes(law="2021")))
    assert found["stays", "parallelsamfund"] == (None, True, True)
    assert found["stays", "udsat boligområde"] == (True, True, False)


def test_a_new_category_is_said_to_be_new_and_explained_by_the_law(with_new_category: World) -> None:
    row = moves(with_new_category)["stays", "belastet boligområde"]
    assert (row["change"], row["causes"]) == ("entered", ["law"])
    assert "The category did not exist on the list before." in row["explanation_en"]
    assert {row["belastet_boligomraade"] for row in with_new_category.rows("area_list", 2026)} == {None}
    designated = {row["area_id"]: row["belastet_boligomraade"] for row in with_new_category.rows("area_list", 2027)}
    assert designated == {"stays": True, "leaves": False, "prevention": False, "unknown": True, "off": False}
