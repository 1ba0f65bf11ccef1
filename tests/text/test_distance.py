"""The shortest way on or off a list, in words a reader can check against the area's figures."""

from pathlib import Path

import pytest

from pipeline.lists.yearly_list import YearlyList, recompute
from pipeline.text.distance import minimal_change_sentence

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made() -> YearlyList:
    return recompute(ROOT / "data" / "made_up", [2022])[2022]


def sentence(made: YearlyList, area_id: str, category: str) -> str:
    own = [each for each in made.designations if each.area_id == area_id]
    return minimal_change_sentence(made.designation(area_id, category), own, made.regime).en


def test_999_residents_and_enough_criteria_met_are_one_person_from_the_list(made: YearlyList) -> None:
    assert (
        sentence(made, "size-999", "udsat boligområde")
        == "Smallest change that puts the area on the list: Residents 1 person."
    )


def test_a_way_that_rests_on_few_persons_is_withheld(made: YearlyList) -> None:
    assert "withheld (few persons)" in sentence(made, "size-999", "forebyggelsesområde")


def test_published_percentages_tell_no_persons() -> None:
    published = recompute(ROOT / "data" / "raw", [2017])[2017]
    assert sentence(published, "101-mjoelnerparken", "ghettoområde") == ""
