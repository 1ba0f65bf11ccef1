"""A municipality's goal: how many areas a list may still have, and what undetermined areas leave open."""

from fractions import Fraction

import pytest

from pipeline.inputs.goals import Goal
from pipeline.law import law_on
from pipeline.lists.goal_progress import OnList, count_on_list, counted_categories, progress

HALF = Goal("101", "ghettoområde", 2018, 2021, Fraction(1, 2), "")

REACHED = [
    # on the baseline list, on the list now, undetermined now: at most half of the baseline, rounded down?
    (10, 5, 0, True),
    (10, 6, 0, False),
    (10, 4, 1, True),  # at most five
    (10, 4, 2, None),  # four to six
    (10, 5, 1, None),
    (10, 6, 1, False),  # at least six
    (11, 5, 0, True),  # half of eleven allows five
    (11, 6, 0, False),
    (1, 0, 0, True),
    (0, 0, 0, True),
]


@pytest.mark.parametrize(("baseline", "listed", "undetermined", "reached"), REACHED)
def test_a_goal_is_reached_when_no_undetermined_area_could_exceed_it(
    baseline: int, listed: int, undetermined: int, reached: bool | None
) -> None:
    found = progress(HALF, 2021, OnList(listed, undetermined), OnList(baseline, 0))
    assert found is not None
    assert (found.areas_on_list, found.areas_undetermined, found.goal) == (listed, undetermined, baseline // 2)
    assert found.reached is reached


@pytest.mark.parametrize(
    ("list_year", "undetermined", "is_told"), [(2017, 0, False), (2018, 0, True), (2019, 1, False)]
)
def test_nothing_is_told_before_the_baseline_or_without_knowing_it(
    list_year: int, undetermined: int, is_told: bool
) -> None:
    assert (progress(HALF, list_year, OnList(1, 0), OnList(2, undetermined)) is not None) is is_told


def test_an_area_counts_once_and_is_undetermined_only_if_it_is_in_no_category_for_sure() -> None:
    rows = [
        ("both", "parallelsamfund", True),
        ("both", "ghettoområde", True),
        ("sure", "parallelsamfund", None),
        ("sure", "ghettoområde", True),
        ("open", "parallelsamfund", None),
        ("open", "ghettoområde", False),
        ("also open", "parallelsamfund", None),
        ("also open", "ghettoområde", False),
        ("off", "parallelsamfund", False),
        ("elsewhere", "parallelsamfund", True),
        ("other", "udsat boligområde", True),
    ]
    ids = frozenset({"both", "sure", "open", "also open", "off", "other"})
    assert count_on_list(rows, ids, ["parallelsamfund", "ghettoområde"]) == OnList(2, 2)
    assert count_on_list(rows, ids, []) == OnList(0, 0)


@pytest.mark.parametrize(
    ("category", "list_year", "counted"),
    [
        ("ghettoområde", 2018, ("ghettoområde",)),
        ("ghettoområde", 2021, ("parallelsamfund",)),
        ("hårdt ghettoområde", 2021, ("omdannelsesområde",)),
        ("parallelsamfund", 2018, ()),
    ],
)
def test_a_goal_counts_the_categories_that_continue_its_own(
    category: str, list_year: int, counted: tuple[str, ...]
) -> None:
    assert counted_categories(category, law_on(list_year)) == counted
