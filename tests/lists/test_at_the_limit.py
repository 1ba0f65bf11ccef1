"""What happens on a limit, a step above and a step below it: the outcome, who would have to move, and what rounding does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.law import Operator, law_on
from pipeline.law.model import Limit
from pipeline.lists.assessment import Assessment, assess
from pipeline.lists.bounds import ANYTHING, SHARE, Bounds, decided_by, mean_bounds, multiple_bounds, telling_values
from pipeline.lists.indicators import Figure, PublicOutcome, YearShare, same_definition
from pipeline.lists.shown import shown_assessment

UDSAT = law_on(2021).category("udsat boligområde").limits
SIZE, ATTACHMENT, CONVICTED, INCOME = (UDSAT[name] for name in ("size", "attachment", "convicted", "income"))
CONVICTED_2014 = law_on(2014).category("ghettoområde").limits["convicted"]  # exceeds 2.70 %
EDUCATION = UDSAT["basic_education"]


def shares(limit: Limit, *years: tuple[int, int], benchmark: Fraction | None = None) -> Assessment:
    """The assessment of a mean of yearly shares."""
    found = tuple(YearShare(2020 + n, Fraction(part), Fraction(whole)) for n, (part, whole) in enumerate(years))
    value = sum((Fraction(part, whole) for part, whole in years), Fraction(0)) / len(years)
    return assess("udsat boligområde", limit, Figure("a", limit.criterion, "area", value, benchmark, found))


def published(limit: Limit, value: str, decimals: int | None, against: str | None = None) -> Assessment:
    """The assessment of a figure as published; ``against`` is a published limit. Both in per cent, or residents."""
    unit = 1 if limit.criterion == "size" else 100
    figure = Figure("a", limit.criterion, "published", Fraction(value) / unit, None, (), published_decimals=decimals)
    return assess("udsat boligområde", limit, figure, None if against is None else Fraction(against) / unit)


SIZES = [
    # residents, at least 1,000, residents who would have to move
    (999, False, 1),
    (1000, True, 1),
    (1001, True, 2),
    (1500, True, 501),
]


@pytest.mark.parametrize(("residents", "met", "move"), SIZES)
def test_so_many_residents_would_have_to_move_in_or_out(residents: int, met: bool, move: int) -> None:
    year = YearShare(2021, None, Fraction(residents))
    found = assess("udsat boligområde", SIZE, Figure("a", "size", "area", Fraction(residents), None, (year,)))
    assert (found.met, found.margin, found.persons_to_flip) == (met, residents - 1000, move)
    assert found.kroner_to_flip is None


ONE_YEAR = [
    # of 500 only grundskole; exceeds 60 %, which is 300; residents who would have to be others
    (299, False, 2),
    (300, False, 1),
    (301, True, 1),
    (500, True, 200),
    (0, False, 301),
]


@pytest.mark.parametrize(("part", "met", "move"), ONE_YEAR)
def test_so_many_residents_of_the_part_would_have_to_be_others(part: int, met: bool, move: int) -> None:
    found = shares(EDUCATION, (part, 500))
    assert (found.met, found.persons_to_flip, found.margin) == (met, move, Fraction(part, 500) - Fraction(3, 5))
    assert found.kroner_to_flip is None


TWO_YEARS = [
    # without attachment in two years, exceeds 40 % on average; residents of the latest year, or more than there are
    ((320, 800), (320, 800), False, 1),
    ((320, 800), (321, 800), True, 1),
    ((400, 800), (239, 800), False, 2),  # (50 + 29.875) / 2 = 39.94 %; 241 of 800 make more than 80 % together
    ((0, 800), (639, 800), False, 2),  # 641 of 800 are more than 80 %
    ((0, 800), (100, 800), False, 541),
    ((0, 10), (3, 10), False, 6),
    ((0, 10), (2, 8), False, 5),  # seven of eight would be 87.5 %, the mean 43.75 %
    ((0, 10), (2, 4), False, 2),  # the whole four make 100 %, the mean 50 %
    ((1, 10), (3, 4), True, 1),
    ((9, 10), (2, 10), True, None),  # without any of the latest year the mean would still be 45 %
    ((8, 10), (1, 10), True, 1),  # nobody in the latest year: 40 %, which does not exceed 40 %
    ((0, 10), (0, 1), False, 1),  # the only one: 50 %
    ((0, 100), (799, 1000), False, 2),
]


@pytest.mark.parametrize(("before", "latest", "met", "move"), TWO_YEARS)
def test_only_residents_of_the_latest_year_can_move_and_no_more_than_there_are(
    before: tuple[int, int], latest: tuple[int, int], met: bool, move: int | None
) -> None:
    found = shares(ATTACHMENT, before, latest)
    assert (found.met, found.persons_to_flip) == (met, move)


def test_where_everybody_of_the_latest_year_would_not_be_enough_no_number_is_told() -> None:
    """Exceeds 2.70 % of two years: of one resident, all or none of the latest year's mean 50 % or 0 %."""
    assert shares(replace(ATTACHMENT, amount=Fraction(1, 2)), (0, 10), (0, 10)).persons_to_flip is None
    assert shares(replace(ATTACHMENT, amount=Fraction(45, 100)), (0, 10), (0, 10)).persons_to_flip == 10


MULTIPLES = [
    # convicted of 900, at least three times 0.70 % = 2.10 % = 18.9 residents
    (18, False, 1),
    (19, True, 1),
]


@pytest.mark.parametrize(("convicted", "met", "move"), MULTIPLES)
def test_a_multiple_of_the_average_is_a_limit_like_any_other(convicted: int, met: bool, move: int) -> None:
    found = shares(CONVICTED, (convicted, 900), benchmark=Fraction(7, 1000))
    assert (found.limit, found.met, found.persons_to_flip) == (Fraction(21, 1000), met, move)


INCOMES = [
    # gross income of 600 taxpayers; below 55 % of a mean of 300,000 is below 99,000,000 together; kroner to change
    (99_000_000, False, -1),
    (98_999_999, True, 1),
    (100_000_000, False, -1_000_001),
    (90_000_000, True, 9_000_000),
]


@pytest.mark.parametrize(("gross", "met", "kroner"), INCOMES)
def test_so_many_kroner_more_or_less_would_turn_the_income(gross: int, met: bool, kroner: int) -> None:
    year = YearShare(2020, Fraction(gross), Fraction(600))
    figure = Figure("a", "income", "area", Fraction(gross, 600 * 300_000), Fraction(300_000), (year,))
    found = assess("udsat boligområde", INCOME, figure)
    assert (found.met, found.kroner_to_flip, found.persons_to_flip) == (met, kroner, None)
    assert shown_assessment(found).kroner_to_flip == kroner


def test_kroner_of_the_latest_of_two_years_count_half_in_their_mean() -> None:
    """50 % and 60 % of 300,000 are 55 % on average; a krone less of the latest year is half a krone of the mean."""
    years = tuple(
        YearShare(year, Fraction(gross), Fraction(10)) for year, gross in ((2019, 1_500_000), (2020, 1_800_000))
    )
    figure = Figure("a", "income", "area", Fraction(56, 100), Fraction(300_000), years)
    assert assess("udsat boligområde", INCOME, figure).kroner_to_flip == -60_001  # 1 point x 2 years x 3,000,000


NO_STEPS = [
    Figure("a", "attachment", "area", Fraction(1, 2), None, ()),
    Figure("a", "attachment", "area", Fraction(1, 2), None, (YearShare(2020, None, Fraction(10)),)),
    Figure("a", "attachment", "area", Fraction(1, 2), None, (YearShare(2020, Fraction(1), None),)),
    Figure("a", "income", "area", Fraction(1, 2), Fraction(300_000), ()),
    Figure("a", "income", "area", Fraction(1, 2), None, (YearShare(2020, Fraction(1), Fraction(10)),)),
    Figure("a", "income", "area", Fraction(1, 2), Fraction(300_000), (YearShare(2020, Fraction(1), None),)),
]


@pytest.mark.parametrize("figure", NO_STEPS)
def test_without_the_counts_nobody_can_say_how_many_would_have_to_change(figure: Figure) -> None:
    found = assess("udsat boligområde", UDSAT[figure.criterion], figure)
    assert (found.persons_to_flip, found.kroner_to_flip) == (None, None)


@given(st.integers(1, 400), st.data(), st.sampled_from(Operator))
def test_the_number_told_turns_the_outcome_and_one_less_does_not(
    whole: int, data: st.DataObject, how: Operator
) -> None:
    part = data.draw(st.integers(0, whole))
    limit = replace(ATTACHMENT, operator=how, amount=Fraction(data.draw(st.integers(0, 10)), 10))
    found = shares(limit, (part, whole))
    turning = [
        abs(other - part)
        for other in range(whole + 1)
        if how.holds(Fraction(other, whole), limit.amount) is not found.met
    ]
    assert found.persons_to_flip == min(turning, default=None)


# --- rounding -----------------------------------------------------------------------------------------------------------

PUBLISHED = [
    # limit, published in per cent, decimals: from half a unit below to less than half a unit above; could it be other?
    (ATTACHMENT, "40.0", 1, True),  # not met; up to 40.05 exceeds
    (ATTACHMENT, "39.9", 1, False),  # up to 39.95 does not
    (ATTACHMENT, "40.1", 1, False),  # met; from 40.05
    (replace(ATTACHMENT, amount=Fraction(4005, 10_000)), "40.1", 1, True),  # met; 40.05 does not exceed 40.05
    (replace(ATTACHMENT, amount=Fraction(4005, 10_000)), "40.0", 1, False),  # less than 40.05
    (CONVICTED_2014, "2.70", 2, True),  # not met; up to 2.705
    (CONVICTED_2014, "2.71", 2, False),  # from 2.705
    (CONVICTED_2014, "2.69", 2, False),  # up to 2.695
    (CONVICTED_2014, "2.7", 1, True),
    (CONVICTED_2014, "2.8", 1, False),  # met; from 2.75
    (INCOME, "55.0", 1, True),  # not met; from 54.95 is below
    (INCOME, "55.1", 1, False),  # from 55.05
    (INCOME, "54.9", 1, False),  # met; less than 54.95
    (replace(INCOME, amount=Fraction(5495, 10_000)), "54.9", 1, False),  # met; less than 54.95 is below 54.95
    (replace(INCOME, amount=Fraction(5495, 10_000)), "55.0", 1, False),  # not met; 54.95 is not below 54.95
    (replace(INCOME, amount=Fraction(5494, 10_000)), "54.9", 1, True),  # met; 54.945 is not below 54.94
]


@pytest.mark.parametrize(("limit", "value", "decimals", "matters"), PUBLISHED)
def test_a_published_figure_may_stand_for_an_exact_one_on_the_other_side(
    limit: Limit, value: str, decimals: int, matters: bool
) -> None:
    assert published(limit, value, decimals).rounding_matters is matters


MULTIPLE_IN_PRINT = [
    # convicted at least a published limit of 2.10 %
    ("2.10", True),  # met; from 2.095 is not at least 2.10
    ("2.09", False),  # not met; less than 2.095
    ("2.11", False),  # met; from 2.105
]


@pytest.mark.parametrize(("value", "matters"), MULTIPLE_IN_PRINT)
def test_at_least_a_published_limit_may_be_just_below_it(value: str, matters: bool) -> None:
    assert published(CONVICTED, value, 2, against="2.10").rounding_matters is matters


AT_LEAST_A_HALF_UNIT = [
    # at least 2.095 %: 2.09 stands for less than 2.095, 2.10 for 2.095 and more
    ("2.09", False),
    ("2.10", False),
]


@pytest.mark.parametrize(("value", "matters"), AT_LEAST_A_HALF_UNIT)
def test_at_least_the_end_of_what_is_rounded_to_a_figure_is_the_figure_above(value: str, matters: bool) -> None:
    average = Fraction("2.095") / 100 / CONVICTED.amount
    figure = Figure("a", "convicted", "published", Fraction(value) / 100, average, (), published_decimals=2)
    assert assess("udsat boligområde", CONVICTED, figure).rounding_matters is matters


EXACT_AGAINST_PRINT = [
    # convicted at least a limit of which only the print, 2.03 %, is known: the unrounded one is from 2.025 to 2.035
    ("2.035", False),  # met by every such limit
    ("2.0349", True),  # met; it would not be by 2.03495
    ("2.03", True),  # met
    ("2.025", True),  # not met; it would be by 2.025
    ("2.0249", False),  # not met by any such limit
]


@pytest.mark.parametrize(("value", "matters"), EXACT_AGAINST_PRINT)
def test_a_limit_that_is_known_as_printed_only_may_decide_otherwise_than_the_unrounded_one(
    value: str, matters: bool
) -> None:
    of_a_million = int(Fraction(value) * 10_000)
    year = YearShare(2018, Fraction(of_a_million), Fraction(1_000_000))
    figure = Figure("a", "convicted", "area", Fraction(of_a_million, 1_000_000), None, (year,))
    printed = assess("udsat boligområde", CONVICTED, figure, Fraction("2.03") / 100)
    assert printed.rounding_matters is matters


EXACT = [
    # limit, an exact figure of many decimals, would it be decided otherwise as it is printed?
    (ATTACHMENT, Fraction(4004, 10_000), True),  # 40.04 % exceeds 40 %, printed 40.0 % does not
    (ATTACHMENT, Fraction(4005, 10_000), False),  # printed 40.1 %
    (ATTACHMENT, Fraction(4000, 10_000), False),
    (ATTACHMENT, Fraction(3996, 10_000), False),  # printed 40.0 % does not exceed 40 % either
    (INCOME, Fraction(5496, 10_000), True),  # is below 55 %, printed 55.0 % is not
    (INCOME, Fraction(5494, 10_000), False),
    (CONVICTED_2014, Fraction(27_004, 1_000_000), True),  # 2.7004 % exceeds 2.70 %, printed 2.70 % does not
    (CONVICTED_2014, Fraction(2704, 100_000), True),
    (CONVICTED_2014, Fraction(2705, 100_000), False),  # printed 2.71 %
    (SIZE, Fraction(1000), False),
    (SIZE, Fraction(9996, 10), True),  # no such number of residents; it would be printed 1,000
]


@pytest.mark.parametrize(("limit", "value", "matters"), EXACT)
def test_an_exact_figure_may_be_decided_otherwise_than_in_print(limit: Limit, value: Fraction, matters: bool) -> None:
    figure = Figure("a", limit.criterion, "area", value, Fraction(1), ())
    assert assess("udsat boligområde", limit, figure).rounding_matters is matters


def test_an_unknown_figure_is_not_said_to_be_rounded() -> None:
    found = assess("udsat boligområde", ATTACHMENT, Figure("a", "attachment", "published", None, None, ()))
    assert (found.rounding_matters, found.margin, found.persons_to_flip, found.kroner_to_flip) == (
        False,
        None,
        None,
        None,
    )


# --- withheld figures of which only the real list's outcomes are public -------------------------------------------------


def outcome(limit: Limit, percent: str, met: bool) -> PublicOutcome:
    return PublicOutcome(limit, Fraction(percent) / 100, met)


FORTY = replace(ATTACHMENT, amount=Fraction(40, 100))
ASKED = [
    # what the real list says, then another limit in per cent: does the figure exceed it?
    ([outcome(FORTY, "40", True)], "40", True),
    ([outcome(FORTY, "40", True)], "35", True),  # more than 40 is more than 35
    ([outcome(FORTY, "40", True)], "41", None),
    ([outcome(FORTY, "40", False)], "40", False),
    ([outcome(FORTY, "40", False)], "45", False),  # no more than 40
    ([outcome(FORTY, "40", False)], "39", None),
    ([outcome(FORTY, "30", True), outcome(FORTY, "40", False)], "35", None),
    ([outcome(FORTY, "30", True), outcome(FORTY, "40", False)], "30", True),
    ([outcome(FORTY, "30", True), outcome(FORTY, "40", False)], "29", True),
    ([outcome(FORTY, "30", True), outcome(FORTY, "40", False)], "41", False),
    ([], "40", None),
]


@pytest.mark.parametrize(("said", "limit", "met"), ASKED)
def test_a_withheld_figure_decides_only_what_follows_from_the_real_list(
    said: list[PublicOutcome], limit: str, met: bool | None
) -> None:
    asked = replace(ATTACHMENT, amount=Fraction(limit) / 100)
    figure = Figure("a", "attachment", "area", None, None, (), public=tuple(said))
    assert assess("udsat boligområde", asked, figure).met is met


def test_at_least_a_limit_follows_from_more_than_it_and_not_the_other_way_round() -> None:
    exceeds = Figure("a", "attachment", "area", None, None, (), public=(outcome(FORTY, "40", True),))
    assert assess("x", replace(FORTY, operator=Operator.AT_LEAST), exceeds).met is True
    at_least = outcome(replace(FORTY, operator=Operator.AT_LEAST), "40", True)
    assert assess("x", FORTY, replace(exceeds, public=(at_least,))).met is None


WITHHELD_AVERAGE = [
    # three times the average is met, which is withheld itself: that is known of three times, of nothing else
    (Fraction(3), "2.1", True),
    (Fraction(2), "2.1", None),
    (Fraction(3), "2.0", None),
]


@pytest.mark.parametrize(("times", "limit", "met"), WITHHELD_AVERAGE)
def test_limits_of_a_withheld_average_are_compared_with_no_other(times: Fraction, limit: str, met: bool | None) -> None:
    figure = Figure(
        "a", "convicted", "area", None, None, (), benchmark_withheld=True, public=(outcome(CONVICTED, "2.1", True),)
    )
    asked = replace(CONVICTED, amount=times)
    assert assess("x", asked, figure, published_limit=Fraction(limit) / 100).met is met


def test_a_withheld_figure_against_an_unknown_limit_is_undetermined() -> None:
    figure = Figure("a", "convicted", "area", None, None, (), partial=Bounds(Fraction(1), None), public=())
    assert assess("x", CONVICTED, figure).met is None


@pytest.mark.parametrize(("printed_wins", "met"), [(True, True), (False, False)])
def test_of_a_printed_and_a_computed_limit_the_law_says_which_one_counts(printed_wins: bool, met: bool) -> None:
    """2.15 % against 2.10 % in print and 3 x 0.72 % = 2.16 % computed (O4)."""
    figure = Figure("a", "convicted", "area", Fraction(215, 10_000), Fraction(72, 10_000), ())
    found = assess("x", CONVICTED, figure, Fraction(21, 1000), printed_wins)
    assert (found.limit, found.met) == (Fraction(21, 1000) if printed_wins else Fraction(216, 10_000), met)


# --- bounds -------------------------------------------------------------------------------------------------------------

TENTH, FIFTH, HALF = Fraction(1, 10), Fraction(1, 5), Fraction(1, 2)
TIMES = [
    # value, average, how many times
    (Bounds(FIFTH, HALF), Bounds(TENTH, FIFTH), Bounds(Fraction(1), Fraction(5))),
    (Bounds(FIFTH, HALF), Bounds(Fraction(0), FIFTH), Bounds(Fraction(1), None)),
    (Bounds(Fraction(0), HALF), Bounds(TENTH, FIFTH), Bounds(Fraction(0), Fraction(5))),
    (Bounds(FIFTH, None), Bounds(TENTH, FIFTH), Bounds(Fraction(1), None)),
    (Bounds(None, HALF), Bounds(TENTH, FIFTH), Bounds(Fraction(0), Fraction(5))),
    (Bounds(FIFTH, HALF), Bounds(TENTH, None), Bounds(Fraction(0), Fraction(5))),
    (Bounds(FIFTH, HALF), ANYTHING, Bounds(Fraction(0), None)),
    (Bounds(Fraction(0), Fraction(0)), Bounds(Fraction(0), FIFTH), Bounds(Fraction(0), Fraction(0))),
    (Bounds(Fraction(0), Fraction(0)), Bounds(Fraction(0), Fraction(0)), Bounds(Fraction(0), Fraction(0))),
    (Bounds(FIFTH, HALF), Bounds(Fraction(0), Fraction(0)), Bounds(Fraction(0), None)),
    (Bounds(Fraction(1, 1000), FIFTH), Bounds(TENTH, Fraction(2)), Bounds(Fraction(1, 2000), Fraction(2))),
]


@pytest.mark.parametrize(("value", "average", "times"), TIMES)
def test_so_many_times_an_average_is_between_its_least_and_greatest(
    value: Bounds, average: Bounds, times: Bounds
) -> None:
    assert multiple_bounds(value, average) == times


MEANS = [
    ([Bounds(TENTH, FIFTH), Bounds(HALF, HALF)], Bounds(Fraction(3, 10), Fraction(7, 20))),
    ([Bounds(TENTH, None), Bounds(HALF, HALF)], Bounds(Fraction(3, 10), None)),
    ([Bounds(None, HALF), SHARE], Bounds(None, Fraction(3, 4))),
]


@pytest.mark.parametrize(("years", "mean"), MEANS)
def test_a_mean_has_an_end_where_every_year_has_one(years: list[Bounds], mean: Bounds) -> None:
    assert mean_bounds(years) == mean


TELLING = [
    # bounds, limits: the ends, the limits between them, and a value between every two of these
    (Bounds(Fraction(0), Fraction(8)), (2, 4), [0, 2, 4, 8, 1, 3, 6]),
    (Bounds(Fraction(2), Fraction(4)), (2, 4), [2, 4, 3]),
    (Bounds(Fraction(2), Fraction(2)), (2, 4), [2]),
    (Bounds(Fraction(5), Fraction(8)), (2, 4), [5, 8, Fraction(13, 2)]),
    (Bounds(Fraction(0), Fraction(1)), (2, 2), [0, 1, HALF]),
]


@pytest.mark.parametrize(("bounds", "limits", "values"), TELLING)
def test_the_values_that_tell_every_outcome(bounds: Bounds, limits: tuple[int, ...], values: list[Fraction]) -> None:
    assert telling_values(bounds, map(Fraction, limits)) == values


NUMBER = st.integers(-6, 6).map(Fraction)


@given(
    st.none() | NUMBER,
    st.none() | st.integers(0, 6),
    st.lists(NUMBER, min_size=1, max_size=3),
    st.sampled_from(Operator),
)
def test_the_telling_values_lie_within_the_bounds_and_give_every_outcome_that_a_value_there_can_have(
    low: Fraction | None, width: int | None, limits: list[Fraction], how: Operator
) -> None:
    high = None if width is None else (low or 0) + width
    bounds = Bounds(low, None if high is None else Fraction(high))
    within = [
        Fraction(half, 2)
        for half in range(-40, 41)
        if (low is None or 2 * low <= half) and (high is None or half <= 2 * high)
    ]
    values = telling_values(bounds, limits)
    assert all((low is None or low <= value) and (high is None or value <= high) for value in values)
    outcomes = {tuple(how.holds(value, limit) for limit in limits) for value in values}
    assert outcomes == {tuple(how.holds(value, limit) for limit in limits) for value in within}
    answers = {how.holds(value, limits[0]) for value in within}
    assert decided_by(how, bounds, limits[0]) is (answers.pop() if len(answers) == 1 else None)


@pytest.mark.parametrize(
    ("low", "high", "how", "decided"),
    [
        (5, None, Operator.EXCEEDS, True),
        (5, None, Operator.IS_BELOW, False),
        (3, None, Operator.EXCEEDS, None),
        (3, None, Operator.AT_LEAST, True),
        (None, 2, Operator.AT_LEAST, False),
        (None, 2, Operator.IS_BELOW, True),
        (None, 3, Operator.EXCEEDS, False),
        (None, 3, Operator.AT_LEAST, None),
        (None, None, Operator.EXCEEDS, None),
        (None, None, Operator.IS_BELOW, None),
    ],
)
def test_one_end_can_be_enough_to_decide(
    low: int | None, high: int | None, how: Operator, decided: bool | None
) -> None:
    """A number of which only the least or only the greatest value is known, against a limit of 3."""
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    assert decided_by(how, Bounds(*ends), Fraction(3)) is decided


# --- two laws -----------------------------------------------------------------------------------------------------------

OF_2010, OF_2014, OF_2018, OF_2021 = law_on(2010), law_on(2014), law_on(2018), law_on(2021)
DEFINITIONS = [
    (OF_2018, OF_2021, "attachment", True),
    (OF_2010, OF_2014, "attachment", False),  # four years and two
    (OF_2014, OF_2018, "basic_education", False),  # brought education counts at its level, then as basic
    (OF_2014, OF_2018, "non_western", True),
    (OF_2010, OF_2014, "size", True),
    (OF_2014, OF_2018, "convicted", True),  # against 2.70 % and against the national average: the same share
    (OF_2014, OF_2010, "income", True),  # not asked by the other law: nothing else is asked
    (OF_2010, OF_2014, "income", False),  # of no year and of one
    (OF_2010, OF_2014, "basic_education", False),
]


@pytest.mark.parametrize(("one", "other", "criterion", "same"), DEFINITIONS)
def test_two_laws_define_a_figure_alike_if_years_yardstick_and_switches_are_the_same(
    one: object, other: object, criterion: str, same: bool
) -> None:
    assert same_definition(criterion, one, other) is same  # type: ignore[arg-type]


def test_a_switch_that_one_of_two_laws_does_not_have_makes_no_difference() -> None:
    moved = replace(OF_2021.switches["unknown_origin"], value="counts_as_non_western")
    other = replace(OF_2021, switches={**OF_2021.switches, "unknown_origin": moved})
    without = replace(
        OF_2021, switches={name: each for name, each in other.switches.items() if name != "unknown_origin"}
    )
    assert [same_definition("non_western", *laws) for laws in ((OF_2021, other), (other, OF_2021))] == [False, False]
    assert [same_definition("non_western", *laws) for laws in ((without, other), (other, without))] == [True, True]
    assert same_definition("attachment", OF_2021, other)
