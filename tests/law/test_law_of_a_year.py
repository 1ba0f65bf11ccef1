"""The law as one object: which regime a list year has, and what the regimes say together."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.core.errors import WrongUsage
from pipeline.law import Law, law_on, load_law
from tests.law.patches import copy_enacted_law

with TemporaryDirectory() as folder:
    LAW = load_law(copy_enacted_law(Path(folder)))


@pytest.mark.parametrize(
    ("list_year", "regime"),
    [(2010, "2010"), (2013, "2010"), (2014, "2014"), (2017, "2014"), (2018, "2018"), (2020, "2018"), (2021, "2021")],
)
def test_each_list_year_has_one_regime(list_year: int, regime: str) -> None:
    assert LAW.on(list_year).name == regime
    assert LAW.on(list_year) is LAW.by_name(regime)
    assert law_on(list_year).name == regime


def test_there_is_no_law_before_the_first_list() -> None:
    assert (LAW.first_list_year, LAW.last_list_year) == (2010, None)
    assert not LAW.governs(2009)
    with pytest.raises(WrongUsage) as refusal:
        LAW.on(2009)
    told = "- list year 2009: has no law. Expected: a list year from 2010, the first with a list."
    assert str(refusal.value) == told


def test_a_law_that_has_ended_says_its_last_year() -> None:
    ended = LAW[:3]
    assert isinstance(ended, Law)
    assert ended.last_list_year == 2020
    with pytest.raises(WrongUsage) as refusal:
        ended.on(2021)
    expected = "a list year from 2010, the first with a list, to 2020, the last with a law"
    assert [fault.expected for fault in refusal.value.faults] == [expected]


def test_a_law_without_regimes_has_no_list_year_to_offer() -> None:
    with pytest.raises(WrongUsage, match=r"list year 2021: has no law\. Expected: a law with regimes\.$"):
        Law([]).on(2021)


def test_a_law_is_its_regimes_and_nothing_else_is_one() -> None:
    again, older = Law(LAW), LAW[:3]
    assert again == LAW
    assert hash(again) == hash(LAW)
    assert older != LAW
    assert hash(older) != hash(LAW)
    assert LAW.regimes != LAW
    assert LAW[0] is LAW.regimes[0]
    assert LAW[-1].name == "2021"


def test_an_unknown_law_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(WrongUsage, match=r"law '2016': is not there\. Expected: 2010, 2014, 2018, 2021"):
        LAW.by_name("2016")


def test_every_category_of_every_regime_is_found_in_the_order_they_came() -> None:
    assert list(LAW.categories) == [
        "ghettoområde",
        "udsat boligområde",
        "hårdt ghettoområde",
        "parallelsamfund",
        "omdannelsesområde",
        "forebyggelsesområde",
    ]
    assert LAW.categories["udsat boligområde"] == LAW.by_name("2021").category("udsat boligområde")


def test_regimes_are_in_order_however_they_are_given() -> None:
    assert [regime.name for regime in Law(reversed(LAW))] == ["2010", "2014", "2018", "2021"]


def test_the_longest_mean_of_any_law_takes_four_years() -> None:
    assert LAW.longest_mean == 4
