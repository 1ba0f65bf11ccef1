"""Order does not matter: a lone list year is right whatever was made before, and marks of staleness are true.

One sequence of events: made-up counts of 2017 and 2018 are made; the delivery of 2017 is corrected; 2018 alone is made;
then both. The tests look at what stood where after each step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from assets.definitions import graph
from assets.raw_files import observe
from assets.roots import Roots
from assets.tables import TABLES
from tests.assets.conftest import contents, correct, made, run_backfill, run_years, straight, tables_and_reports

CORRECTED, ASKED = 2017, 2018
YEARS = range(CORRECTED, ASKED + 1)
YEARLY = (*TABLES, "report", "publication")
Statuses = Mapping[tuple[str, int], StaleStatus]


@dataclass
class Story:
    """The out folder and the interface's marks after each step, and what each run made."""

    roots: Roots
    instance: dg.DagsterInstance
    out: dict[str, dict[str, bytes]] = field(default_factory=dict)
    marks: dict[str, Statuses] = field(default_factory=dict)
    made: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def after(self, step: str, result: dg.ExecuteInProcessResult | None = None) -> None:
        if result is not None:
            assert result.success
            self.made[step] = made(result)
        self.out[step] = contents(self.roots.out_root.folder)
        self.marks[step] = statuses(self.roots, self.instance)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance) -> Iterator[Story]:
    ran = run_backfill("data/made_up", tmp_path_factory.mktemp("graph"), YEARS, instance)
    assert ran.run.is_success
    told = Story(ran.roots, instance)
    told.after("both made")
    correct(ran.roots, CORRECTED)
    observe(instance, ran.roots, ASKED)
    told.after("2017 corrected")
    told.after("2018 alone made", run_years(ran.roots, instance, ASKED))
    told.after("both made again", run_years(ran.roots, instance, CORRECTED, ASKED))
    return told


def statuses(roots: Roots, instance: dg.DagsterInstance) -> Statuses:
    """What the interface marks, by asset and list year."""
    resolver = CachingStaleStatusResolver(instance, graph(roots).resolve_asset_graph(), LoadingContextForTest(instance))
    return {(asset, year): resolver.get_status(dg.AssetKey(asset), str(year)) for asset in YEARLY for year in YEARS}


def of_year(files: Mapping[str, bytes], list_year: int) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if f"list_year={list_year}/" in name}


def test_a_lone_2018_after_a_corrected_2017_is_the_right_2018(story: Story, tmp_path: Path) -> None:
    straight(story.roots, tmp_path, [ASKED])
    right = of_year(tables_and_reports(tmp_path), ASKED)
    assert {name: story.out["2018 alone made"][name] for name in right} == right
    name = f"assessments/list_year={ASKED}/part-0.parquet"
    assert right[name] != story.out["both made"][name]


def test_no_other_list_year_is_touched(story: Story) -> None:
    assert {year for _, year in story.made["2018 alone made"]} == {str(ASKED)}
    assert of_year(story.out["2018 alone made"], CORRECTED) == of_year(story.out["both made"], CORRECTED)


def test_both_list_years_are_then_what_an_empty_out_folder_would_get(story: Story, tmp_path: Path) -> None:
    straight(story.roots, tmp_path, YEARS)
    found = {name: found for name, found in story.out["both made again"].items() if not name.startswith("manifest/")}
    assert found == tables_and_reports(tmp_path)


def test_what_was_just_made_is_marked_as_up_to_date(story: Story) -> None:
    assert set(story.marks["both made"].values()) == {StaleStatus.FRESH}
    assert set(story.marks["both made again"].values()) == {StaleStatus.FRESH}


def test_a_corrected_2017_marks_every_asset_of_2017_and_2018(story: Story) -> None:
    assert set(story.marks["2017 corrected"].values()) == {StaleStatus.STALE}


def test_a_made_2018_is_up_to_date_while_2017_is_still_marked(story: Story) -> None:
    for (_, year), status in story.marks["2018 alone made"].items():
        assert status is (StaleStatus.FRESH if year == ASKED else StaleStatus.STALE)


def test_one_asset_alone_is_made_of_what_lies_there_now(story: Story, tmp_path: Path) -> None:
    roots = Roots(raw=story.roots.raw, out=str(tmp_path / "out"), work=str(tmp_path / "work"))
    assert run_years(roots, story.instance, ASKED, select="publication").success  # nothing was kept in this work folder
    straight(roots, tmp_path / "straight", [ASKED])
    assert tables_and_reports(tmp_path / "out") == tables_and_reports(tmp_path / "straight")


def test_what_other_code_has_kept_is_made_again(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.kept.code_version", lambda: "another version")
    monkeypatch.setattr("assets.storage.made_by", lambda _asset: "another version")
    assert run_years(story.roots, story.instance, ASKED, select="area_list").success
    assert statuses(story.roots, story.instance)["area_list", ASKED] is StaleStatus.FRESH
