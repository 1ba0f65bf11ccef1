"""What is told of the small country, calculated once more: every subset, number of persons and line by a plain law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product

import pytest

from pipeline.analysis.causes import LAW_ALONE
from pipeline.analysis.counterfactual import Factor
from pipeline.analysis.distance import Choice, HeldArea, MinimalChange, Step, minimal_changes
from pipeline.analysis.watch import Watch, watch_list
from pipeline.analysis.whatif import what_if
from pipeline.law.amendments import Changes
from pipeline.lists.assessment import Assessment
from pipeline.lists.delta import Change, Move
from pipeline.lists.indicators import asked_criteria
from tests.analysis.plain_law import lists_in_a_row, on_list, outcome, smallest_sets, upper_and_lower
from tests.analysis.small_country import (
    LAW,
    EightLists,
    mean_income_of_region,
    national_convicted,
    own_counts,
)
from tests.analysis.two_years import Counts

KNOWN = (  # delivered in full every year, within one border
    "steady", "off", "by-data", "by-benchmark", "by-data-and-benchmark", "by-convictions", "by-years-of-mean",
    "by-lower-limits", "by-education", "by-unknown", "by-size", "rising", "by-average", "falling",
)  # fmt: skip
LAWS = {2017: 2014, 2018: 2018, 2019: 2018, 2020: 2021, 2021: 2021}


@pytest.fixture(scope="module")
def lists() -> EightLists:
    return EightLists()


def counts(area_id: str, list_year: int) -> Counts:
    own = own_counts(area_id, list_year)
    assert own is not None
    return Counts(
        **vars(own),
        national_convicted=national_convicted(list_year),
        regional_mean_income=mean_income_of_region(list_year),
    )


def two_years(area_id: str, list_year: int) -> tuple[Counts, Counts]:
    """The delivery of a list year and the one before it."""
    return counts(area_id, list_year), counts(area_id, list_year - 1)


@pytest.mark.parametrize("list_year", [2018, 2019, 2020, 2021])
def test_the_smallest_sets_of_causes_are_those_of_all_64(lists: EightLists, list_year: int) -> None:
    def plainly(move: Move, new: frozenset[Factor]) -> bool:
        year = {factor: list_year if factor in new else list_year - 1 for factor in Factor}
        area_id = move.area.area_id
        listed = {
            made.list_year: {
                each.category: bool(each.designated) for each in made.designations if each.area_id == area_id
            }
            for made in lists.lists.values()
        }
        found = outcome(
            LAWS[year[Factor.LAW]],
            two_years(area_id, year[Factor.DATA]),
            two_years(area_id, year[Factor.BENCHMARK]),
            counts(area_id, year[Factor.SIZE]).residents,
            lists_in_a_row(listed, year[Factor.HISTORY] - 1),
        )
        return on_list(found, move.category)

    checked = 0
    for move, why in zip(lists.moves(list_year), lists.causes(list_year), strict=True):
        if move.area.area_id in KNOWN and move.change in (Change.ENTERED, Change.LEFT):
            assert list(why.sets) == smallest_sets(partial(plainly, move), move.change is Change.ENTERED)
            checked += 1
    assert checked >= 3


SHARES = ("size", "non_western", "attachment", "convicted", "basic_education", "income")


def shares(area_id: str, list_year: int, steps: Mapping[str, Fraction] | None = None) -> dict[str, Fraction]:
    """What the law of 2021 asks about, after steps in persons, or in kroner of the gross income of 600 taxpayers."""
    now, before = two_years(area_id, list_year)
    more = {name: Fraction(0) for name in SHARES} | dict(steps or {})
    return {
        "size": now.residents + more["size"],
        "non_western": (now.non_western + more["non_western"]) / now.residents,
        "attachment": (Fraction(now.without_link + before.without_link) + more["attachment"]) / 1600,
        "convicted": (now.convicted + before.convicted + more["convicted"]) / 2000,
        "basic_education": (now.basic + now.brought + now.unknown + more["basic_education"]) / 500,
        "income": (600 * now.mean_income + more["income"]) / (600 * now.regional_mean_income),
        "national": Fraction(now.national_convicted + before.national_convicted, 2_000_000),
    }


def ways(steps: tuple[Step, ...]) -> list[dict[str, Fraction]]:
    """The steps in each direction; kroner have their own."""
    signed = [
        [each.kroner] if each.kroner is not None else [Fraction(each.persons), Fraction(-each.persons)]
        for each in steps
    ]
    return [dict(zip((each.criterion for each in steps), chosen, strict=True)) for chosen in product(*signed)]


def one_less(steps: tuple[Step, ...]) -> list[tuple[Step, ...]]:
    """The steps with one person, or one krone, less in one of them; kroner by themselves are a step of an only one."""
    found = []
    for number, each in enumerate(steps):
        if each.kroner is None:
            less = Step(each.criterion, each.persons - 1)
        else:
            less = Step(each.criterion, 0, each.kroner - (1 if each.kroner > 0 else -1))
        found.append((*steps[:number], less, *steps[number + 1 :]))
    return found


def test_each_least_change_has_its_effect_and_one_person_or_krone_less_has_not(lists: EightLists) -> None:
    """In the list of 2021. Of changes with income only those that need it: by persons alone it would take more."""
    made = lists.lists[2021]
    checked = 0
    for area_id in KNOWN:
        own = [each for each in made.designations if each.area_id == area_id]
        was = upper_and_lower(shares(area_id, 2021))
        for category, on in was.items():
            found = minimal_changes(own, made.regime, category)
            told: list[MinimalChange] = [found.by_persons] if found.by_persons else []
            if found.with_income and found.by_persons and found.with_income.persons < found.by_persons.persons:
                told.append(found.with_income)
            for change in told:
                effects = [upper_and_lower(shares(area_id, 2021, way))[category] for way in ways(change.steps)]
                assert change.to is not on
                assert change.to in effects
                for less in one_less(change.steps):
                    still = [upper_and_lower(shares(area_id, 2021, way))[category] for way in ways(less)]
                    assert set(still) == {on}
                checked += 1
    assert checked > 30


@pytest.mark.parametrize("list_year", [2018, 2021, 2022])
def test_a_step_takes_a_figure_just_across_the_limit_and_one_less_does_not(lists: EightLists, list_year: int) -> None:
    """A figure of a mean of two years moves by 1 / (2 x whole) for each person, or 1 / (2 x taxpayers x mean) a krone."""
    made = lists.lists[list_year]
    checked = set()
    for area_id in KNOWN:
        own = {each.category: each for each in made.designations if each.area_id == area_id}
        area = HeldArea(made.regime, own)
        for category in own:
            for criterion, (unchanged, *choices) in area.choices(category, income=True).items():
                assert unchanged is None
                concerned = [each for each in area.concerned(category) if each.criterion == criterion]
                crossed = [
                    (each, choice) for each in concerned for choice in choices if choice and _turns(each, choice)
                ]
                assert {choice for _, choice in crossed} == set(choices)
                checked.add(criterion)
    assert checked == set(SHARES) - (set() if "non_western" in asked_criteria(made.regime) else {"non_western"})


def _turns(each: Assessment, choice: Choice) -> bool:
    """Whether the step turns the criterion, but a step of one person or krone less would not."""
    figure, years = each.figure, len(each.figure.years)
    assert figure.value is not None
    assert each.limit is not None
    whole = figure.years[-1].whole or Fraction(0)
    one = Fraction(1) if each.criterion == "size" else 1 / (whole * years)
    if each.criterion == "income":
        assert figure.benchmark is not None
        one /= figure.benchmark
    steps = abs(choice.step.persons if choice.step.kroner is None else choice.step.kroner)
    assert abs(choice.value - figure.value) == steps * one
    less = choice.value - one if choice.value > figure.value else choice.value + one
    holds = each.law.operator.holds
    return holds(choice.value, each.limit) is not each.met and holds(less, each.limit) is each.met


def test_only_changes_below_a_number_of_persons_are_asked_for(lists: EightLists) -> None:
    """11 persons take the area called rising on the list of 2021."""
    made = lists.lists[2021]
    area = HeldArea(made.regime, {each.category: each for each in made.designations if each.area_id == "rising"})
    choices = area.choices("udsat boligområde")
    of_eleven = area.cheapest("udsat boligområde", True, choices, below=12)
    assert of_eleven is not None
    assert of_eleven.persons == 11
    assert area.cheapest("udsat boligområde", True, choices, below=11) is None


@pytest.mark.parametrize("unknown", ["value", "limit", "met"])
def test_what_cannot_be_compared_stays_as_it_is_whatever_is_moved(lists: EightLists, unknown: str) -> None:
    """30 % of convicted would put the area called rising on the list of 2021, were its figure and limit known."""
    made = lists.lists[2021]
    own = {each.category: each for each in made.designations if each.area_id == "rising"}

    def without(each: Assessment) -> Assessment:
        if each.criterion != "convicted":
            return each
        if unknown == "value":
            return replace(each, figure=replace(each.figure, value=None))
        return replace(each, limit=None) if unknown == "limit" else replace(each, met=None)

    assert HeldArea(made.regime, own).after({"convicted": Fraction(3, 10)})["udsat boligområde"] is True
    hidden = {name: replace(each, assessments=tuple(map(without, each.assessments))) for name, each in own.items()}
    area = HeldArea(made.regime, hidden)
    assert area.after({"convicted": Fraction(3, 10)}) == area.after({})


def test_the_watch_list_has_every_least_change_of_fewer_persons_than_asked_for(lists: EightLists) -> None:
    made = lists.lists[2021]
    expected = {}
    for area_id in KNOWN:
        own = [each for each in made.designations if each.area_id == area_id]
        for each in own:
            way = minimal_changes(own, made.regime, each.category).by_persons
            if way and way.persons < 25:
                expected[area_id, each.category] = (way.to, way.persons, tuple(step.criterion for step in way.steps))
    found = {
        (each.area_id, each.category): (each.to, each.persons, each.criteria)
        for each in watch_list(made)
        if each.why is Watch.FEW_PERSONS and each.area_id in KNOWN
    }
    assert found == expected != {}


def test_a_trend_is_watched_where_the_same_step_once_more_changes_the_list(lists: EightLists) -> None:
    """Every figure, and the national average, takes the step from the list before once more; none below zero."""
    expected = set()
    for area_id in KNOWN:
        now, then = shares(area_id, 2021), shares(area_id, 2020)
        onwards = {name: max(2 * now[name] - then[name], Fraction(0)) for name in now}
        after = upper_and_lower(onwards)
        expected |= {(area_id, name, after[name]) for name, on in upper_and_lower(now).items() if after[name] is not on}
    watched = watch_list(lists.lists[2021], lists.lists[2020])
    found = {
        (each.area_id, each.category, each.to) for each in watched if each.why is Watch.TREND and each.area_id in KNOWN
    }
    assert found == expected != set()


@pytest.mark.parametrize(("list_year", "law"), [(2017, "2018"), (2019, "2021")])
def test_what_if_the_next_law_had_come_a_year_earlier_is_the_law_alone(
    lists: EightLists, list_year: int, law: str
) -> None:
    """Two calculations of one question; of withheld figures the one answers less."""
    two = lists.two(list_year + 1)
    expected = {
        (each.area_id, each.category): each.designated
        for area in lists.sources.areas.valid_in(list_year)
        for each in two.decided(area, LAW_ALONE)
    }
    found = what_if(lists.sources, LAW, list_year, Changes(law=law)).other.designations
    withheld = {each.area_id for each in two.before.figures if each.withheld}
    assert {"few", "alone"} <= withheld
    assert len(found) == len(expected)
    for each in found:
        if each.area_id not in withheld:
            assert each.designated is expected[each.area_id, each.category], (each.area_id, each.category)
