"""The law from 2010 until today, typed in a second time as a lawyer would read it, and compared with the files."""

from __future__ import annotations

import datetime as dt
import hashlib
from fractions import Fraction

import pytest

from pipeline.core.errors import WRONG_USAGE, WrongUsage
from pipeline.law import DEFAULT, Operator, Status, Yardstick, law_on, load_law

LAW = load_law()

OPERATOR = {">": Operator.EXCEEDS, "≥": Operator.AT_LEAST, "<": Operator.IS_BELOW}

# list year, category: criterion, operator, limit, yardstick, years of the mean
LIMITS = """
2013 ghettoområde         size             ≥ 1000       fixed             1
2013 ghettoområde         non_western      > 50/100     fixed             1
2013 ghettoområde         attachment       > 40/100     fixed             4
2013 ghettoområde         convicted        > 270/10000  fixed             4
2014 ghettoområde         size             ≥ 1000       fixed             1
2014 ghettoområde         non_western      > 50/100     fixed             1
2014 ghettoområde         attachment       > 40/100     fixed             2
2014 ghettoområde         convicted        > 270/10000  fixed             2
2014 ghettoområde         basic_education  > 50/100     fixed             1
2014 ghettoområde         income           < 55/100     region            1
2018 udsat_boligområde    size             ≥ 1000       fixed             1
2018 udsat_boligområde    attachment       > 40/100     fixed             2
2018 udsat_boligområde    convicted        ≥ 3          national_average  2
2018 udsat_boligområde    basic_education  > 60/100     fixed             1
2018 udsat_boligområde    income           < 55/100     region            1
2018 ghettoområde         non_western      > 50/100     fixed             1
2021 udsat_boligområde    size             ≥ 1000       fixed             1
2021 udsat_boligområde    attachment       > 40/100     fixed             2
2021 udsat_boligområde    convicted        ≥ 3          national_average  2
2021 udsat_boligområde    basic_education  > 60/100     fixed             1
2021 udsat_boligområde    income           < 55/100     region            1
2021 parallelsamfund      non_western      > 50/100     fixed             1
2021 forebyggelsesområde  size             ≥ 1000       fixed             1
2021 forebyggelsesområde  non_western      > 30/100     fixed             1
2021 forebyggelsesområde  attachment       > 30/100     fixed             2
2021 forebyggelsesområde  convicted        ≥ 2          national_average  2
2021 forebyggelsesområde  basic_education  > 60/100     fixed             1
2021 forebyggelsesområde  income           < 65/100     region            1
"""


def _rows() -> set[tuple[int, str, str, Operator, Fraction, Yardstick, int]]:
    rows = set()
    for line in LIMITS.strip().splitlines():
        year, category, criterion, sign, limit, yardstick, years = line.split()
        rows.add(
            (
                int(year),
                category.replace("_", " "),
                criterion,
                OPERATOR[sign],
                Fraction(limit),
                Yardstick(yardstick.replace("_", " ")),
                int(years),
            )
        )
    return rows


def test_every_limit_of_every_regime_has_the_operator_the_number_and_the_years_of_the_statute() -> None:
    in_the_files = {
        (year, category.name, limit.criterion, limit.operator, limit.amount, limit.yardstick, limit.years)
        for year in (2013, 2014, 2018, 2021)
        for category in law_on(year).categories
        for limit in category.limits.values()
    }
    assert in_the_files == _rows()


@pytest.mark.parametrize(
    ("operator", "below", "on", "above"),
    [
        (Operator.EXCEEDS, False, False, True),
        (Operator.AT_LEAST, False, True, True),
        (Operator.IS_BELOW, True, False, False),
    ],
)
def test_a_value_on_the_limit_is_decided_by_the_word_of_the_statute(
    operator: Operator, below: bool, on: bool, above: bool
) -> None:
    limit = Fraction(270, 10_000)
    hair = Fraction(1, 10**12)
    assert [operator.holds(value, limit) for value in (limit - hair, limit, limit + hair)] == [below, on, above]


@pytest.mark.parametrize(
    ("list_year", "category", "all_of", "count", "of"),
    [
        (2010, "ghettoområde", "size", 2, "non_western attachment convicted"),
        (2014, "ghettoområde", "size", 3, "non_western attachment convicted basic_education income"),
        (2018, "udsat boligområde", "size", 2, "attachment convicted basic_education income"),
        (2018, "ghettoområde", "non_western", 0, ""),
        (2018, "hårdt ghettoområde", "", 0, ""),
        (2021, "udsat boligområde", "size", 2, "attachment convicted basic_education income"),
        (2021, "parallelsamfund", "non_western", 0, ""),
        (2021, "omdannelsesområde", "", 0, ""),
        (2021, "forebyggelsesområde", "size non_western", 2, "attachment convicted basic_education income"),
    ],
)
def test_so_many_criteria_of_these_must_be_met(list_year: int, category: str, all_of: str, count: int, of: str) -> None:
    law = law_on(list_year).category(category)
    assert law.all_of == tuple(all_of.split())
    assert (law.count_required, law.count_of) == (count, tuple(of.split()))


@pytest.mark.parametrize(
    ("list_year", "category", "within", "outside"),
    [
        (2018, "ghettoområde", "udsat boligområde", None),
        (2018, "hårdt ghettoområde", "ghettoområde", None),
        (2021, "parallelsamfund", "udsat boligområde", None),
        (2021, "omdannelsesområde", "parallelsamfund", None),
        (2021, "forebyggelsesområde", None, "udsat boligområde"),
    ],
)
def test_one_category_lies_within_or_outside_another(
    list_year: int, category: str, within: str | None, outside: str | None
) -> None:
    law = law_on(list_year).category(category)
    assert (law.within, law.outside) == (within, outside)


@pytest.mark.parametrize(
    ("list_year", "category", "of", "counting"),
    [
        (2018, "hårdt ghettoområde", "ghettoområde", {"ghettoområde"}),
        (2021, "omdannelsesområde", "parallelsamfund", {"parallelsamfund", "ghettoområde"}),
    ],
)
def test_five_lists_in_a_row_reach_back_to_the_names_of_earlier_laws(
    list_year: int, category: str, of: str, counting: set[str]
) -> None:
    law = law_on(list_year)
    run = law.category(category).lists_in_a_row
    assert run is not None
    assert (run.count, run.of) == (5, of)
    assert set(law.category(of).continues) == counting


def test_only_omdannelsesomraade_continues_the_hard_ghetto_areas() -> None:
    heirs = [category.name for category in law_on(2021).categories if "hårdt ghettoområde" in category.continues]
    assert heirs == ["omdannelsesområde"]


@pytest.mark.parametrize(
    ("list_year", "day"),
    [
        (2010, dt.date(2010, 10, 26)),
        (2011, dt.date(2011, 10, 1)),
        (2013, dt.date(2013, 10, 1)),
        (2014, dt.date(2014, 12, 1)),
        (2018, dt.date(2018, 12, 1)),
        (2031, dt.date(2031, 12, 1)),
    ],
)
def test_the_yearly_list_is_published_on_its_day(list_year: int, day: dt.date) -> None:
    assert law_on(list_year).published_on(list_year) == day


@pytest.mark.parametrize(
    ("list_years", "regime"),
    [((2010, 2013), "2010"), ((2014, 2017), "2014"), ((2018, 2020), "2018"), ((2021, 2026), "2021")],
)
def test_every_list_year_since_2010_has_one_law(list_years: tuple[int, ...], regime: str) -> None:
    for list_year in list_years:
        assert law_on(list_year).name == regime
        assert [law.name for law in LAW if law.governs(list_year)] == [regime]


def test_a_list_year_before_the_first_list_is_wrong_usage_and_names_the_first() -> None:
    with pytest.raises(WrongUsage, match="from 2010") as refusal:
        law_on(2009)
    assert refusal.value.exit_code == WRONG_USAGE


def test_a_list_year_after_the_last_law_is_wrong_usage_and_names_the_last() -> None:
    with pytest.raises(WrongUsage, match="to 2013, the last"):
        law_on(2014, LAW[:1])


def test_education_brought_from_abroad_counts_as_its_level_until_2017_and_not_since() -> None:
    positions = {year: law_on(year).position("brought_education") for year in (2014, 2017, 2018, 2021)}
    assert positions == {
        2014: "counts_as_its_level",
        2017: "counts_as_its_level",
        2018: "counts_as_basic",
        2021: "counts_as_basic",
    }


@pytest.mark.parametrize(
    "switch", ["without_link", "unknown_education", "earlier_year_residents", "conviction_limit", "convicted_from_age"]
)
def test_the_five_open_points_are_open_in_the_law_in_force(switch: str) -> None:
    assert law_on(2021).switches[switch].evidence.status is Status.OPEN


def test_unknown_education_is_open_since_2018_but_was_published_on_the_lists_before() -> None:
    statuses = {year: law_on(year).switches["unknown_education"].evidence.status for year in (2014, 2018)}
    assert statuses == {2014: Status.VERIFIED, 2018: Status.OPEN}


def test_a_regime_knows_the_bytes_it_was_read_from() -> None:
    for regime in LAW:
        assert regime.sha256 == hashlib.sha256((DEFAULT / f"{regime.name}.yaml").read_bytes()).hexdigest()
