"""Partly known figures: a decision stands where no value of what is missing turns it, and only there.

The convicted of two years, limit 2.7 %: 6.0 % in one year and the other missing is a mean from 3.0 % to 53.0 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.law import Operator, Regime, law_on
from pipeline.law.model import Category, Limit, Yardstick
from pipeline.lists.assessment import Assessment, assess
from pipeline.lists.bounds import (
    ANYTHING,
    SHARE,
    Bounds,
    decided_by,
    exactly,
    mean_bounds,
    multiple_bounds,
    share_bounds,
    telling_values,
)
from pipeline.lists.indicators import Figure
from pipeline.lists.shown import shown_assessment
from pipeline.lists.three_valued import decided
from pipeline.text.sentences import value_in_print

PERCENT = Fraction(1, 100)
OF_2014, OF_2021 = law_on(2014), law_on(2021)
CONVICTED_2014 = OF_2014.category("ghettoområde").limits["convicted"]  # exceeds 2.70 %, mean of 2 years
UDSAT = OF_2021.category("udsat boligområde").limits  # convicted: at least 3 x the national average
FOREBYGGELSE = OF_2021.category("forebyggelsesområde").limits  # convicted: at least 2 x the national average


def partly(criterion: str, partial: Bounds, benchmark: Bounds = ANYTHING) -> Figure:
    """A figure that is known within bounds only."""
    return Figure("a", criterion, "area", None, None, (), partial=partial, benchmark_partial=benchmark)


def known(criterion: str, value: Fraction, benchmark: Fraction | None = None, partial: Bounds = ANYTHING) -> Figure:
    return Figure("a", criterion, "area", value, benchmark, (), benchmark_partial=partial)


MEANS = [
    # known year in per cent, limit exceeds 2.7 % of a mean of two years, the other year from 0 to 100 %
    ("6.0", True),  # at least 3.0 %
    ("5.41", True),  # at least 2.705 %
    ("5.4", None),  # at least 2.70 % exactly, which does not exceed 2.7 %
    ("0", None),  # at most 50 %
]


@pytest.mark.parametrize(("year", "met"), MEANS)
def test_one_of_two_years_may_be_enough(year: str, met: bool | None) -> None:
    mean = mean_bounds([exactly(Fraction(year) * PERCENT), SHARE])
    assert assess("ghettoområde", CONVICTED_2014, partly("convicted", mean)).met is met


NATIONAL = [
    # the area's mean in per cent, the known national year in per cent; the other national year from 0 to 100 %
    ("0.44", "0.68", False),  # the average is at least 0.34 %, three times it 1.02 %
    ("1.02", "0.68", None),  # exactly three times the least average there can be
    ("99", "0.68", None),  # 3 x 50.34 % is more than 99 %
    ("0", "0.68", False),
]


@pytest.mark.parametrize(("area", "national", "met"), NATIONAL)
def test_a_multiple_of_a_partly_known_average_is_bounded_too(area: str, national: str, met: bool | None) -> None:
    average = mean_bounds([exactly(Fraction(national) * PERCENT), SHARE])
    figure = known("convicted", Fraction(area) * PERCENT, partial=average)
    assert assess("udsat boligområde", UDSAT["convicted"], figure).met is met


def test_a_limit_of_nothing_is_unknown_and_not_met_by_everyone() -> None:
    figure = known("convicted", Fraction(0), partial=SHARE)  # what a national average of 0 is turned into
    assessment = assess("udsat boligområde", UDSAT["convicted"], figure)
    assert (assessment.limit, assessment.met) == (None, False)
    # Decided without a limit: nothing is known of how far away it is
    assert (assessment.margin, assessment.persons_to_flip, assessment.kroner_to_flip) == (None, None, None)
    assert assessment.rounding_matters is False
    figure = known("convicted", Fraction(5, 100), partial=SHARE)
    assert assess("udsat boligområde", UDSAT["convicted"], figure).met is None


def test_an_income_that_is_missing_decides_nothing() -> None:
    assert assess("udsat boligområde", UDSAT["income"], partly("income", ANYTHING)).met is None


SHARES = [
    # part, whole, share: from and to
    (exactly(Fraction(30)), exactly(Fraction(100)), ("0.3", "0.3")),
    (Bounds(Fraction(30), None), exactly(Fraction(100)), ("0.3", "1")),  # a cell that is missing beside 30 counted
    (Bounds(Fraction(1), Fraction(4)), exactly(Fraction(200)), ("0.005", "0.02")),  # suppressed: 1-4 of 200
    (exactly(Fraction(30)), Bounds(Fraction(50), None), ("0", "0.6")),
    (Bounds(Fraction(0), None), Bounds(Fraction(0), None), ("0", "1")),
    (exactly(Fraction(0)), exactly(Fraction(0)), ("0", "1")),  # a share of nobody
    (exactly(Fraction(1)), exactly(Fraction(1)), ("1", "1")),  # a share of one
    (exactly(Fraction(0)), exactly(Fraction(1)), ("0", "0")),
    (Bounds(Fraction(3), Fraction(9)), exactly(Fraction(2)), ("1", "1")),  # more than all: all
]


@pytest.mark.parametrize(("part", "whole", "ends"), SHARES)
def test_a_share_lies_within_what_part_and_whole_allow(part: Bounds, whole: Bounds, ends: tuple[str, str]) -> None:
    assert share_bounds(part, whole) == Bounds(Fraction(ends[0]), Fraction(ends[1]))


def test_the_sentence_says_the_bound_that_decides() -> None:
    met = assess("ghettoområde", CONVICTED_2014, partly("convicted", Bounds(Fraction(305, 10_000), Fraction(1, 2))))
    below = assess("udsat boligområde", UDSAT["attachment"], partly("attachment", Bounds(Fraction(0), Fraction(3, 8))))
    open_point = assess("udsat boligområde", UDSAT["attachment"], partly("attachment", SHARE))
    sentences = [value_in_print(shown_assessment(each)).en for each in (met, below, open_point)]
    assert sentences == ["at least 3.05 %", "at most 37.5 %", "unknown"]


# --- against every value on a grid ------------------------------------------------------------------------------------

GRID = [Fraction(tenth, 10) for tenth in range(11)]
ENDS = st.sampled_from(GRID)
BOUNDS = st.tuples(ENDS, ENDS).map(lambda ends: Bounds(min(ends), max(ends)))


@settings(deadline=None)
@given(BOUNDS, ENDS.filter(bool), st.sampled_from(Operator))
def test_bounds_decide_a_limit_exactly_when_all_values_within_them_agree(
    bounds: Bounds, limit: Fraction, operator: Operator
) -> None:
    assert bounds.low is not None and bounds.high is not None
    fine = [Fraction(step, 40) for step in range(41)]
    answers = {operator.holds(value, limit) for value in fine if bounds.low <= value <= bounds.high}
    assert decided_by(operator, bounds, limit) is (answers.pop() if len(answers) == 1 else None)


@settings(deadline=None)
@given(BOUNDS, BOUNDS.filter(lambda average: bool(average.high)), st.integers(1, 4))
def test_a_multiple_is_decided_exactly_when_all_values_and_averages_agree(
    value: Bounds, average: Bounds, times: int
) -> None:
    pairs = list(product(within(value, 40), [each for each in within(average, 400) if each > 0]))
    answers = {each >= times * national for each, national in pairs}
    found = decided_by(Operator.AT_LEAST, multiple_bounds(value, average), Fraction(times))
    assert found is (answers.pop() if len(answers) == 1 else None)


def within(bounds: Bounds, steps: int) -> list[Fraction]:
    """The values of a grid within the bounds."""
    assert bounds.low is not None and bounds.high is not None
    return [Fraction(step, steps) for step in range(steps + 1) if bounds.low <= Fraction(step, steps) <= bounds.high]


def worlds(regime: Regime, figures: dict[str, Bounds], average: Bounds) -> Iterator[dict[tuple[str, str], bool]]:
    """Every world on a grid: one value for each criterion and one national average, and what the law makes of them."""
    names = list(figures)
    grids = [grid_of(regime, name, figures[name]) for name in names]
    for national in grid_between(average):
        for values in product(*grids):
            world = dict(zip(names, values, strict=True))
            yield {
                (category.name, name): limit.operator.holds(world[name], limit_then(limit, national))
                for category in regime.categories
                for name, limit in category.limits.items()
            }


def limit_then(limit: Limit, national: Fraction) -> Fraction:
    return limit.amount * national if limit.yardstick is Yardstick.NATIONAL_AVERAGE else limit.amount


def grid_between(bounds: Bounds) -> list[Fraction]:
    assert bounds.low is not None and bounds.high is not None
    ends = sorted({bounds.low, bounds.high})
    return [*ends, (ends[0] + ends[-1]) / 2] if len(ends) > 1 else ends


def grid_of(regime: Regime, name: str, bounds: Bounds) -> list[Fraction]:
    limits = [category.limits[name].amount for category in regime.categories if name in category.limits]
    steps = 40 if name == "convicted" else 1
    marks = [Fraction(step, 100) for step in range(0, 101, 2)] if steps == 40 else []
    return sorted({*telling_values(bounds, limits), *(each for each in marks if lies_in(each, bounds))})


def lies_in(value: Fraction, bounds: Bounds) -> bool:
    return (bounds.low is None or bounds.low <= value) and (bounds.high is None or value <= bounds.high)


def plain_law(category: Category, met: dict[tuple[str, str], bool], so_far: dict[str, bool], run: bool) -> bool:
    """The law with nothing missing, written once more."""
    counted = sum(met[category.name, name] for name in category.count_of) >= category.count_required
    required = all(met[category.name, name] for name in category.all_of)
    inside = so_far[category.within] if category.within else True
    apart = not so_far[category.outside] if category.outside else True
    return counted and required and inside and apart and (run if category.lists_in_a_row else True)


def brute_force(regime: Regime, figures: dict[str, Bounds], average: Bounds, runs: Sequence[bool]) -> dict[str, object]:
    seen: dict[str, set[bool]] = {category.name: set() for category in regime.categories}
    for met, run in product(worlds(regime, figures, average), runs):
        so_far: dict[str, bool] = {}
        for category in regime.categories:
            so_far[category.name] = plain_law(category, met, so_far, run)
            seen[category.name].add(so_far[category.name])
    return {name: answers.pop() if len(answers) == 1 else None for name, answers in seen.items()}


SOME_KNOWN = {
    "size": st.sampled_from([999, 1000, 2000]).map(lambda number: exactly(Fraction(number))),
    "non_western": st.sampled_from([Bounds(Fraction(2, 10), Fraction(4, 10)), SHARE, exactly(Fraction(6, 10))]),
    "attachment": st.sampled_from(
        [Bounds(Fraction(2, 10), Fraction(35, 100)), exactly(Fraction(45, 100)), exactly(Fraction(35, 100)), SHARE]
    ),
    "convicted": st.sampled_from(
        [exactly(Fraction(1, 10)), exactly(Fraction(3, 10)), Bounds(Fraction(2, 10), Fraction(1)), SHARE]
    ),
    "basic_education": st.sampled_from([exactly(Fraction(7, 10)), exactly(Fraction(1, 2)), SHARE]),
    "income": st.sampled_from([exactly(Fraction(5, 10)), exactly(Fraction(6, 10)), exactly(Fraction(9, 10)), ANYTHING]),
}
AVERAGE = st.sampled_from([exactly(Fraction(1, 10)), Bounds(Fraction(1, 10), Fraction(2, 10))])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.fixed_dictionaries(SOME_KNOWN), AVERAGE, st.sampled_from([True, False, None]))
def test_all_categories_are_decided_as_by_trying_every_world(
    figures: dict[str, Bounds], average: Bounds, reached: bool | None
) -> None:
    assessments = [
        assess(category.name, limit, figure_of(name, figures[name], average))
        for category in OF_2021.categories
        for name, limit in category.limits.items()
    ]
    run = [reached] if reached is not None else [True, False]
    expected = brute_force(OF_2021, figures, average, run)
    assert decided(OF_2021, assessments, {"omdannelsesområde": reached}) == expected


def figure_of(name: str, bounds: Bounds, average: Bounds) -> Figure:
    value = bounds.low if bounds.low is not None and bounds.low == bounds.high else None
    benchmark = average.low if average.low == average.high and name == "convicted" else None
    return Figure("a", name, "area", value, benchmark, (), partial=bounds, benchmark_partial=average)


def test_the_work_grows_with_the_criteria_and_not_with_their_combinations() -> None:
    """Forty counted criteria, all missing: two of them are enough, so everything is open; 3^40 worlds are not tried."""
    names = [f"criterion_{number}" for number in range(40)]
    limit = OF_2021.category("udsat boligområde").limits["attachment"]
    template = OF_2021.category("udsat boligområde")
    category = Category(
        **{
            **{field: getattr(template, field) for field in template.__dataclass_fields__},
            "limits": dict.fromkeys(names, limit),
            "all_of": (),
            "count_of": tuple(names),
        }
    )
    regime = Regime(
        **{
            **{field: getattr(OF_2021, field) for field in OF_2021.__dataclass_fields__},
            "categories": (category,),
        }
    )
    unknown = [
        Assessment("a", category.name, name, partly("attachment", SHARE), limit, limit.amount, None) for name in names
    ]
    assert decided(regime, unknown, {}) == {category.name: None}
