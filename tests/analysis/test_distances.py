"""How many persons change a criterion and a category: at ties, and compared with trying every number of persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.analysis.distance import Choice, HeldArea, MinimalChange, Step, minimal_changes
from pipeline.analysis.watch import Watch, watch_list
from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.law.model import Evidence, Limit, Operator, Status, Yardstick
from pipeline.lists.assessment import assess
from pipeline.lists.designation import Designation
from pipeline.lists.indicators import Figure, YearShare
from pipeline.lists.yearly_list import YearlyList, yearly_lists_up_to
from pipeline.text.watch import watch_sentence
from tests.analysis.plain_law import HALF, upper_and_lower
from tests.analysis.two_years import Counts, two_lists
from tests.made_up_country.generate import RAW_ROOT

RAW = Path(__file__).parents[2] / "data" / "raw"


def limit(operator: Operator, amount: Fraction, years: int, criterion: str = "attachment") -> Limit:
    yardstick = Yardstick.REGION if criterion == "income" else Yardstick.FIXED
    return Limit(criterion, operator, amount, yardstick, years, "", Evidence(Status.VERIFIED, "invented"))


def figure(parts: list[Fraction], whole: int, criterion: str = "attachment") -> Figure:
    years = tuple(YearShare(2000 + i, part, Fraction(whole)) for i, part in enumerate(parts))
    return Figure("a", criterion, "area", sum(parts, Fraction(0)) / (whole * len(parts)), None, years)


AT_TIES = [
    # operator, limit, parts by year, whole, persons that turn it
    (Operator.EXCEEDS, HALF, [50], 100, 1),  # exactly half is not more than half: one more is
    (Operator.EXCEEDS, HALF, [51], 100, 1),  # back to exactly half is enough
    (Operator.EXCEEDS, HALF, [52], 100, 2),
    (Operator.AT_LEAST, HALF, [50], 100, 1),  # exactly half is at least half: one fewer is not
    (Operator.AT_LEAST, HALF, [49], 100, 1),
    (Operator.AT_LEAST, HALF, [48], 100, 2),
    (Operator.IS_BELOW, HALF, [50], 100, 1),  # exactly half is not below half
    (Operator.IS_BELOW, HALF, [49], 100, 1),
    (Operator.IS_BELOW, HALF, [48], 100, 2),
    (Operator.EXCEEDS, HALF, [50, 50], 100, 1),  # means of two years: only the latest can move
    (Operator.EXCEEDS, HALF, [40, 59], 100, 2),  # (40 + 60) / 200 is exactly half, (40 + 61) / 200 more
    (Operator.AT_LEAST, HALF, [40, 59], 100, 1),
    (Operator.EXCEEDS, Fraction(27, 1000), [27, 27, 27, 27], 1000, 1),  # 2.70 % over four years
    (Operator.EXCEEDS, HALF, [0, 90], 100, None),  # not even everybody: (0 + 100) / 200 is not more than half
    (Operator.EXCEEDS, HALF, [Fraction("49.5")], 100, 1),  # full-time persons have decimals, steps have not
]


@pytest.mark.parametrize(("operator", "amount", "parts", "whole", "persons"), AT_TIES)
def test_persons_at_a_tie(
    operator: Operator, amount: Fraction, parts: list[int], whole: int, persons: int | None
) -> None:
    found = assess("c", limit(operator, amount, len(parts)), figure([Fraction(part) for part in parts], whole))
    assert found.persons_to_flip == persons


@given(
    st.sampled_from([Operator.EXCEEDS, Operator.AT_LEAST]),
    st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=40),
    st.lists(st.integers(0, 80), min_size=1, max_size=4),
    st.integers(1, 80),
)
def test_persons_against_trying_each_number(operator: Operator, amount: Fraction, parts: list[int], whole: int) -> None:
    parts = [min(part, whole) for part in parts]
    found = assess("c", limit(operator, amount, len(parts)), figure([Fraction(part) for part in parts], whole))

    def met(latest: int) -> bool:
        value = Fraction(sum(parts[:-1]) + latest, whole * len(parts))
        return value > amount if operator is Operator.EXCEEDS else value >= amount

    turning = [abs(latest - parts[-1]) for latest in range(whole + 1) if met(latest) is not met(parts[-1])]
    assert found.persons_to_flip == (min(turning) if turning else None)


@pytest.mark.parametrize(
    ("residents", "operator", "persons"),
    [
        (1000, Operator.AT_LEAST, 1),
        (999, Operator.AT_LEAST, 1),
        (1000, Operator.EXCEEDS, 1),
        (1002, Operator.EXCEEDS, 2),
    ],
)
def test_residents_at_a_tie(residents: int, operator: Operator, persons: int) -> None:
    value = Figure("a", "size", "area", Fraction(residents), None, ())
    assert assess("c", limit(operator, Fraction(1000), 1, "size"), value).persons_to_flip == persons


@pytest.mark.parametrize(
    ("gross_income", "kroner"),
    [(55_000, -1), (54_999, 1), (55_010, -11), (54_000, 1000)],  # of a region's mean of 1000 kr., 100 taxpayers
)
def test_kroner_at_a_tie(gross_income: int, kroner: int) -> None:
    """55 % of 1000 kr. for 100 taxpayers is 55,000 kr. in all: not below; one krone less is."""
    year = YearShare(2016, Fraction(gross_income), Fraction(100))
    value = Figure("a", "income", "area", Fraction(gross_income, 100 * 1000), Fraction(1000), (year,))
    assert assess("c", limit(Operator.IS_BELOW, Fraction(11, 20), 1, "income"), value).kroner_to_flip == kroner


# --- a category as a whole ------------------------------------------------------------------------------------------

PLAIN = Counts(1000, 600, Decimal(330), 10, 250, 0, 0, 200_000, 7_000, 300_000)


def designations(counts: Counts, list_year: int = 2021, run: int = 0) -> tuple[YearlyList, list[Designation]]:
    listed = [True] * run + [False] * (4 - run)
    _, after, _, _ = two_lists(dict.fromkeys(range(list_year - 2, list_year + 1), counts), list_year, listed)
    return after, list(after.designations)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([998, 1000, 1001]),
    st.sampled_from([299, 301, 499, 500, 502]),
    st.sampled_from([Decimal("239.5"), Decimal(242), Decimal(320), Decimal("321.5")]),
    st.sampled_from([12, 14, 20, 21, 23]),
    st.sampled_from([297, 300, 302]),
    st.sampled_from([164_999, 170_000, 200_000]),
)
def test_the_cheapest_way_against_trying_every_number_of_persons(
    residents: int, non_western: int, without_link: Decimal, convicted: int, basic: int, mean_income: int
) -> None:
    """Up to five persons in all, over five criteria, tried one by one; the pipeline's change is as small, and has the
    stated effect."""
    counts = Counts(residents, non_western, without_link, convicted, basic, 0, 0, mean_income, 7_000, 300_000)
    made, found = designations(counts)

    def shares(moved: Mapping[str, int]) -> dict[str, Fraction]:
        return {
            "size": Fraction(residents + moved["size"]),
            "non_western": Fraction(non_western + moved["non_western"], residents),
            "attachment": (2 * Fraction(without_link) + moved["attachment"]) / 1600,
            "convicted": Fraction(2 * convicted + moved["convicted"], 2000),
            "basic_education": Fraction(basic + moved["basic_education"], 500),
            "income": Fraction(mean_income, 300_000),
            "national": Fraction(7, 1000),
        }

    names = ("size", "non_western", "attachment", "convicted", "basic_education")
    still = upper_and_lower(shares(dict.fromkeys(names, 0)))
    most = 4
    cheapest: dict[str, int] = {}
    for moves in product(range(-most, most + 1), repeat=len(names)):
        persons = sum(map(abs, moves))
        if persons > most:
            continue
        outcome = upper_and_lower(shares(dict(zip(names, moves, strict=True))))
        for category, was in still.items():
            if outcome[category] is not was:
                cheapest[category] = min(persons, cheapest.get(category, persons))
    for category, was in still.items():
        way = minimal_changes(found, made.regime, category).by_persons
        if way is None or way.persons > most:
            assert category not in cheapest
        else:
            assert (way.persons, way.to) == (cheapest[category], not was)


def test_income_is_told_apart_in_kroner() -> None:
    """Attachment 330 of 800 is met; income 200,000 of 300,000 is not below 55 %: 165,000. One criterion is missing.

    By persons: convicted from 10 to 32 of 1000, so that (10 + 32) / 2000 is three times 0.7 %. By income: 600
    taxpayers with 35,000 kr. less each, and one krone more to be below.
    """
    made, found = designations(PLAIN)
    ways = minimal_changes(found, made.regime, "udsat boligområde")
    assert ways.by_persons is not None
    assert [(step.criterion, step.persons) for step in ways.by_persons.steps] == [("convicted", 22)]
    assert ways.with_income is not None
    assert [(step.criterion, step.kroner) for step in ways.with_income.steps] == [("income", -(600 * 35_000 + 1))]
    assert ways.with_income.persons == 0


def test_earlier_lists_cannot_be_bought() -> None:
    """A parallelsamfund for the first time: no number of persons makes it omdannelsesområde this year."""
    made, found = designations(Counts(1000, 600, Decimal(330), 30, 250, 0, 0, 200_000, 7_000, 300_000))
    assert minimal_changes(found, made.regime, "omdannelsesområde").by_persons is None


def test_of_ways_with_as_many_persons_the_one_with_fewest_criteria_is_told() -> None:
    """Attachment, convicted and basic education are met; 2 residents fewer end it, and so does one person of each of two."""
    made, found = designations(Counts(1000, 600, Decimal(330), 30, 350, 0, 0, 200_000, 7_000, 300_000))
    area = HeldArea(made.regime, {each.category: each for each in found})
    one_by_one = {
        name: [None, Choice(Step(name, persons), Fraction(value))]
        for name, persons, value in (("size", 2, 999), ("convicted", 1, 0), ("basic_education", 1, 0))
    }
    way = area.cheapest("udsat boligområde", False, one_by_one)
    assert way == MinimalChange("udsat boligområde", False, (Step("size", 2),))


def test_decisions_are_shared_under_one_law_only() -> None:
    """Two of four criteria are met: enough under the law, and not under one that asks for three."""
    made, found = designations(Counts(1000, 600, Decimal(330), 30, 250, 0, 0, 200_000, 7_000, 300_000))
    own = {each.category: each for each in found}
    stricter = replace(
        made.regime,
        categories=tuple(replace(each, count_required=each.count_required + 1) for each in made.regime.categories),
    )
    for regime, outcome in ((made.regime, True), (stricter, False)):
        assert HeldArea(regime, own).after({})["udsat boligområde"] is outcome


# --- the watch list -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_up() -> dict[int, YearlyList]:
    return {each.list_year: each for each in yearly_lists_up_to(open_sources(RawRoot(RAW_ROOT)), load_law(), 2021)}


def test_areas_at_a_limit_are_watched(made_up: dict[int, YearlyList]) -> None:
    found = {(each.area_id, each.category, each.why): each for each in watch_list(made_up[2020], made_up[2019])}
    one_more = found["attachment-40", "udsat boligområde", Watch.FEW_PERSONS]
    assert (one_more.to, one_more.persons, one_more.criteria) == (True, 1, ("attachment",))
    assert found["size-1000", "udsat boligområde", Watch.FEW_PERSONS].to is False
    fifth = found["fifth-list", "hårdt ghettoområde", Watch.NEXT_LIST]
    assert made_up[2021].designation("fifth-list", "omdannelsesområde").designated is fifth.to
    assert ("quiet", "udsat boligområde", Watch.FEW_PERSONS) not in found


def test_fewer_persons_than_asked_for(made_up: dict[int, YearlyList]) -> None:
    """At most one person is fewer than two; nobody is fewer than one. Withheld figures are told apart."""
    nobody = [each for each in watch_list(made_up[2020], persons=1) if each.why is Watch.FEW_PERSONS]
    assert {each.persons for each in nobody} <= {None}
    two = [each for each in watch_list(made_up[2020], persons=2) if each.why is Watch.FEW_PERSONS]
    assert two
    assert {each.persons for each in two} <= {1, None}


def test_withheld_figures_do_not_leak(made_up: dict[int, YearlyList]) -> None:
    """No number of persons, and no figure, where the criterion rests on few persons."""
    hidden = {(each.area_id, each.criterion) for each in made_up[2020].assessments if each.figure.withheld}
    watched = watch_list(made_up[2020], made_up[2019], persons=10_000)
    touched = [each for each in watched if any((each.area_id, criterion) in hidden for criterion in each.criteria)]
    assert touched
    for each in touched:
        assert each.persons is None
        assert "withheld" in watch_sentence(each).en or "few persons" in watch_sentence(each).en


def test_a_trend_is_a_straight_line() -> None:
    """Attachment 305, 310, 315 of 800: 39.1 % in the means now; convicted is met. Next (315 + 2.5) is not over 40 %.

    310, 316, 322: means 313 and 319 of 800; 2 x 319 - 313 = 325 of 800 = 40.6 %: on the list, if it goes on.
    """
    base = Counts(1000, 600, Decimal(310), 30, 250, 0, 0, 200_000, 7_000, 300_000)

    def watched(parts: tuple[int, int, int]) -> set[str]:
        from dataclasses import replace

        by_year = {2018 + i: replace(base, without_link=Decimal(part)) for i, part in enumerate(parts)}
        before, after, _, _ = two_lists(by_year, 2020, [False] * 4)
        return {each.category for each in watch_list(after, before) if each.why is Watch.TREND}

    assert watched((305, 310, 315)) == set()
    assert watched((310, 316, 322)) == {"udsat boligområde", "ghettoområde"}


def test_published_percentages_tell_no_persons_but_one_criterion() -> None:
    """Bispeparken 2017 met 3 of 5: each of the three would take it off. Mjølnerparken met 4: none alone."""
    lists = {each.list_year: each for each in yearly_lists_up_to(open_sources(RawRoot(RAW)), load_law(), 2017)}
    found = {each.area_id: each for each in watch_list(lists[2017], lists[2016]) if each.why is Watch.ONE_CRITERION}
    assert found["101-bispeparken"].criteria == ("non_western", "basic_education", "income")
    assert "101-mjoelnerparken" not in found
    assert "kriterium ændrer sig" in watch_sentence(found["101-bispeparken"]).da
