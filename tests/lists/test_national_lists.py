"""The whole country's lists as shipped: which lists are complete, and the five-list rule compared with the ministry's
numbers."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import Sources, open_sources
from pipeline.law import load_law
from pipeline.lists.comparison import compare_list
from pipeline.lists.yearly_list import YearlyList, yearly_lists_up_to

RAW = Path(__file__).parents[2] / "data" / "raw"
FIVE_LISTS = {2018: 15, 2019: 15, 2020: 13, 2021: 10, 2022: 9, 2023: 8, 2024: 7}  # the ministry's numbers of areas


@pytest.fixture(scope="module")
def sources() -> Sources:
    return open_sources(RawRoot(RAW))


@pytest.fixture(scope="module")
def lists(sources: Sources) -> dict[int, YearlyList]:
    return {each.list_year: each for each in yearly_lists_up_to(sources, load_law(), 2024)}


@pytest.mark.parametrize(("list_year", "areas"), FIVE_LISTS.items())
def test_five_lists_in_a_row_give_the_ministrys_number_of_areas(
    lists: dict[int, YearlyList], list_year: int, areas: int
) -> None:
    """An area is on five lists in a row if it was a ghettoområde or parallelsamfund on this list and the four before."""
    inner = {"ghettoområde", "parallelsamfund"}
    on = {
        year: {each.area_id for each in made.designations if each.category in inner and each.designated}
        for year, made in lists.items()
    }
    five = set.intersection(*(on[year] for year in range(list_year - 4, list_year + 1)))
    outer = {"hårdt ghettoområde", "omdannelsesområde"}
    designated = {each.area_id for each in lists[list_year].designations if each.category in outer and each.designated}
    assert len(five) == areas
    assert designated == five


def test_a_list_known_whole_names_as_many_areas_as_the_ministry_counted() -> None:
    def rows(name: str) -> list[dict[str, str]]:
        with (RAW / "published" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    counted = {
        (row["list_date"], row["category"]): int(row["areas_nationally"])
        for row in rows("national_counts.csv")
        if row["areas_nationally"]
    }
    named = Counter((row["list_date"], row["category"]) for row in rows("lists.csv"))
    whole = {(row["list_date"], row["category"]) for row in rows("coverage.csv") if not row["municipality_code"]}
    assert whole
    assert {place: named[place] for place in whole} == {place: counted[place] for place in whole}
    assert not {place for place in set(counted) - whole if named[place] == counted[place]}


def test_no_recomputed_decision_disagrees_with_a_published_one(sources: Sources, lists: dict[int, YearlyList]) -> None:
    compared = [each for made in lists.values() for each in compare_list(sources.areas, sources.published, made)]
    assert sum(each.agrees is True for each in compared) > 500
    assert not [(each.list_date, each.area.name, each.category) for each in compared if each.agrees is False]


@pytest.mark.parametrize(
    ("list_year", "area_id", "category", "on"),
    [
        (2018, "101-staerevej-mv", "udsat boligområde", None),  # 34 of 43 areas are known by name
        (2018, "101-staerevej-mv", "ghettoområde", False),  # all 29 are
        (2024, "751-trigeparken", "parallelsamfund", False),  # all 8 are
        (2024, "751-trigeparken", "udsat boligområde", None),  # 8 of 12 are
        (2024, "751-bispehaven", "omdannelsesområde", True),
    ],
)
def test_an_area_is_off_a_list_only_where_the_list_is_known_whole(
    lists: dict[int, YearlyList], list_year: int, area_id: str, category: str, on: bool | None
) -> None:
    assert lists[list_year].designation(area_id, category).designated is on
