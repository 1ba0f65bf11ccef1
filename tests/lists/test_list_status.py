"""Official, own calculation, forecast: known from the published lists that are there, never from a clock."""

import datetime as dt
from pathlib import Path

import pytest

from pipeline.inputs.areas import Area
from pipeline.inputs.published import Published
from pipeline.law import law_on
from pipeline.lists.list_status import ListStatus, least_official, list_status, outcome_status
from pipeline.lists.yearly_list import recompute

FORECAST, OWN, OFFICIAL = ListStatus.FORECAST, ListStatus.OWN_CALCULATION, ListStatus.OFFICIAL
CATEGORY = "parallelsamfund"
ON = dt.date(2022, 12, 1)
AREA = Area("101-x", "X", "101", "84", 2010, None, ())
PUBLISHED = Published(
    listed={ON: frozenset({("101-x", CATEGORY)})}, covered=frozenset({(ON, "101", CATEGORY), (ON, "101", "other")})
)


@pytest.mark.parametrize(("list_year", "status"), [(2021, OWN), (2022, OWN), (2023, FORECAST), (2024, FORECAST)])
def test_a_list_later_than_the_latest_published_one_is_a_forecast(list_year: int, status: ListStatus) -> None:
    assert list_status(PUBLISHED, law_on(list_year), list_year) is status


def test_without_any_published_list_nothing_is_called_a_forecast_or_official() -> None:
    assert list_status(Published(), law_on(2022), 2022) is OWN
    assert outcome_status(Published(), law_on(2022), 2022, AREA, CATEGORY, True) is OWN


@pytest.mark.parametrize(
    ("list_year", "category", "designated", "status"),
    [
        (2022, CATEGORY, True, OFFICIAL),
        (2022, CATEGORY, False, OWN),  # the published list says otherwise
        (2022, CATEGORY, None, OWN),
        (2022, "other", False, OFFICIAL),  # the list is known whole, and the area is not on it
        (2022, "unknown", False, OWN),  # the list is not known whole
        (2023, CATEGORY, True, FORECAST),
    ],
)
def test_an_outcome_is_official_where_the_published_list_says_the_same(
    list_year: int, category: str, designated: bool | None, status: ListStatus
) -> None:
    assert outcome_status(PUBLISHED, law_on(list_year), list_year, AREA, category, designated) is status


def test_a_statement_is_as_official_as_its_least_official_part() -> None:
    assert least_official([OFFICIAL, FORECAST, OWN]) is FORECAST
    assert least_official([OFFICIAL, OWN]) is OWN
    assert least_official([OFFICIAL]) is OFFICIAL
    assert least_official([]) is OWN


def test_a_category_that_the_published_list_decides_is_not_undetermined_for_the_category_within_it() -> None:
    """What a designation says of the other categories is what those say of themselves."""
    raw = Path(__file__).parents[2] / "data" / "raw"
    lists = recompute(raw, range(2018, 2024))
    assert list(lists) == list(range(2018, 2024))
    for yearly_list in lists.values():
        outcome = {(each.area_id, each.category): each.designated for each in yearly_list.designations}
        for each in yearly_list.designations:
            rule = yearly_list.regime.category(each.category)
            if rule.within:
                assert each.within is outcome[each.area_id, rule.within]
            if rule.outside:
                assert each.outside is outcome[each.area_id, rule.outside]
