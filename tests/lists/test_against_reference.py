"""Random small countries with shares around the limits and missing cells: the pipeline compared with the reference.

Also the reference compared with itself: an outcome it calls certain must hold for every value of the missing cells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import reference
from tests.made_up_country.cases import Case, Country, Counts
from tests.made_up_country.generate import generate

Part = TypeVar("Part", int, Decimal)
Draw = Callable[[st.SearchStrategy[Any]], Any]

MEAN_INCOME_DKK = 300_000
MISSING_ONE_IN = (15, 60, 200)  # cells; how often is drawn for each country
ADULTS = 5000
COUNTRY_ADULTS = 4_500_000
AVERAGES = (60, 64, 68, 72)  # convicted of 10,000 residents of 18 and over, nationally

# How areas may follow each other: (id, first list year as an offset, last list year as an offset, predecessors).
Shape = tuple[tuple[str, int | None, int | None, tuple[str, ...]], ...]
SHAPES: Mapping[str, Shape] = {
    "steady": (("a", None, None, ()),),
    "new": (("a", 1, None, ()),),
    "renamed": (("a", None, 0, ()), ("b", 1, None, ("a",))),
    "renamed twice": (("a", None, 0, ()), ("b", 1, 1, ("a",)), ("c", 2, None, ("b",))),
    "merged": (("a", None, 0, ()), ("b", None, 0, ()), ("c", 1, None, ("a", "b"))),
    "split": (("a", None, 1, ()), ("b", 2, None, ("a",)), ("c", 2, None, ("a",))),
    "part taken": (("a", None, None, ()), ("b", 2, None, ("a",))),
}


def around(*shares: str, whole: int, step: Decimal = Decimal(1)) -> list[Decimal]:
    """Parts at each share of the whole, and a step below and above it."""
    return [Decimal(share) * whole + side * step for share in shares for side in (-1, 0, 1)]


RESIDENTS = (999, *[1000] * 9, *[8000] * 20)
NON_WESTERN = {size: [int(part) for part in around("0.3", "0.5", "0.6", whole=size)] for size in (999, 1000, 8000)}
ATTACHMENT = around("0.3", "0.4", "0.45", whole=800, step=Decimal("0.5"))
BASIC_EDUCATION = [int(part) for part in around("0.5", "0.6", "0.7", whole=500)]
INCOME = around("0.8", "0.65", "0.55", "0.5", whole=MEAN_INCOME_DKK * 600, step=Decimal("-0.01"))


def convicted_parts() -> list[int]:
    """Around twice and three times each national average there may be, and around 2.70 %, in rising order."""
    limits = {135} | {times * average * ADULTS // 10_000 for times in (2, 3) for average in AVERAGES}
    return sorted({limit + side for limit in limits for side in (-1, 0, 1)})


CONVICTED = convicted_parts()
THIRDS = {"low": 0, "middle": 1, "high": 2}


def leaning(draw: Draw, tendency: str, parts: Sequence[Part]) -> Part:
    """One of the parts, which rise towards the list: most often from the third the area tends to."""
    third = len(parts) // 3
    start = THIRDS.get(tendency)
    whole_list = start is None or draw(st.integers(1, 30)) == 30
    chosen = parts if start is None or whole_list else parts[start * third : (start + 1) * third]
    return chosen[draw(st.integers(0, len(chosen) - 1))]


def area_counts(draw: Draw, tendency: str) -> dict[str, Counts]:
    """One area's rows of one delivery, complete."""
    residents = draw(st.sampled_from(RESIDENTS))
    basic = leaning(draw, tendency, BASIC_EDUCATION)
    brought, unknown = draw(st.sampled_from([(0, 0), (50, 0), (0, 50), (1, 1), (60, 30)]))
    return {
        "population": {
            "residents": residents,
            "residents_non_western": leaning(draw, tendency, NON_WESTERN[residents]),
            "residents_18_plus": min(residents, ADULTS),
        },
        "employment": {"residents_18_64": 800, "without_link": leaning(draw, tendency, ATTACHMENT)},
        "education": {
            "residents_30_59": 500,
            "basic_only": basic - brought - unknown,
            "brought_only": brought,
            "unknown": unknown,
        },
        "income": {"taxpayers": 600, "gross_income_dkk": leaning(draw, tendency, INCOME)},
        "crime": {"residents_18_plus": ADULTS, "convicted": leaning(draw, tendency, CONVICTED)},
    }


class Drawn:
    """A complete country, the same one with cells missing, and the list years delivered; shown in one line."""

    def __init__(self, complete: Country, holed: Country, years: range) -> None:
        self.complete, self.holed, self.years = complete, holed, years

    def __repr__(self) -> str:
        areas = [
            f"{case.area_id} {case.first_list_year}-{case.last_list_year or ''} of {case.predecessors}"
            for case in self.holed.cases
        ]
        return f"{self.years}: {'; '.join(areas)}"


@st.composite
def countries(draw: Draw) -> tuple[Country, range]:
    """A complete country of one to six areas over five or six list years."""
    first = draw(st.integers(2016, 2019))
    years = range(first, draw(st.integers(first + 4, first + 5)) + 1)
    cases = []
    for family in range(draw(st.integers(1, 2))):
        for letter, begins, ends, predecessors in SHAPES[draw(st.sampled_from(sorted(SHAPES)))]:
            tendency = draw(st.sampled_from(["any", "low", "middle", "high", "high", "high"]))
            first_list_year = 2010 if begins is None else first + begins
            last_list_year = None if ends is None else first + ends
            delivered = [year for year in years if first_list_year <= year <= (last_list_year or year)]
            cases.append(
                Case(
                    area_id=f"{letter}{family}",
                    name=f"Area {letter}{family}",
                    region="84",
                    municipality="101",
                    first_list_year=first_list_year,
                    last_list_year=last_list_year,
                    predecessors=tuple(f"{name}{family}" for name in predecessors),
                    arithmetic="drawn at random",
                    counts={year: area_counts(draw, tendency) for year in delivered},
                    expected={},
                )
            )
    convicted: dict[int, Counts] = {
        year: {
            "convicted": draw(st.sampled_from(AVERAGES)) * COUNTRY_ADULTS // 10_000,
            "residents_18_plus": COUNTRY_ADULTS,
        }
        for year in years
    }
    income: dict[tuple[int, str], Counts] = {
        (year, "84"): {"taxpayers": 400_000, "gross_income_dkk": Decimal(400_000 * MEAN_INCOME_DKK)} for year in years
    }
    return Country(tuple(cases), convicted, income), years


def with_holes(draw: Draw, one_in: int, counts: Counts) -> Counts:
    """The counts with some cells empty."""
    return {name: None if draw(st.integers(1, one_in)) == one_in else cell for name, cell in counts.items()}


@st.composite
def pairs(draw: Draw) -> Drawn:
    """A complete country and the same one with cells missing."""
    country, years = draw(countries())
    one_in = draw(st.sampled_from(MISSING_ONE_IN))
    cases = tuple(
        replace(
            case,
            counts={
                year: {register: with_holes(draw, one_in, cells) for register, cells in registers.items()}
                for year, registers in case.counts.items()
            },
        )
        for case in country.cases
    )
    convicted = {year: with_holes(draw, one_in, cells) for year, cells in country.convicted.items()}
    income = {key: with_holes(draw, one_in, cells) for key, cells in country.income.items()}
    return Drawn(country, Country(cases, convicted, income), years)


def bounded(examples: int) -> settings:
    """So many examples, the same ones every time, without a deadline and without shrinking, which would take minutes."""
    return settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def refereed(country: Country, years: range) -> dict[reference.Key, bool | None]:
    """The referee's lists of a country written to a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), country, years)
        return reference.classify(Path(folder))


@bounded(25)
@given(pairs())
def test_the_pipeline_agrees_with_the_referee(drawn: Drawn) -> None:
    from pipeline.lists.yearly_list import recompute

    country, years = drawn.holed, drawn.years
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), country, years)
        lists, assessed = recompute(Path(folder), years), reference.assess(Path(folder))
        theirs = reference.classify(Path(folder))
    ours = {
        (list_year, each.area_id, each.category): each.designated
        for list_year, made in lists.items()
        for each in made.designations
    }
    criteria: dict[tuple[int, str, str, str], tuple[Fraction | None, bool | None]] = {
        (list_year, each.area_id, each.category, each.criterion): (each.value, each.met)
        for list_year, made in lists.items()
        for each in made.assessments
    }
    assert criteria == assessed
    assert {
        key: (ours.get(key, "absent"), answer)
        for key, answer in theirs.items()
        if ours.get(key, "absent") is not answer
    } == {}
    assert ours.keys() == theirs.keys()


@bounded(25)
@given(pairs())
def test_a_certain_outcome_of_the_referee_survives_filling_every_hole(drawn: Drawn) -> None:
    full, partial = refereed(drawn.complete, drawn.years), refereed(drawn.holed, drawn.years)
    turned = {
        key: (answer, full[key]) for key, answer in partial.items() if answer is not None and full[key] is not answer
    }
    assert turned == {}


@bounded(25)
@given(pairs())
def test_the_categories_of_the_referee_are_nested(drawn: Drawn) -> None:
    country, years = drawn.holed, drawn.years
    lists = refereed(country, years)
    narrower_than = {
        "hårdt ghettoområde": "ghettoområde",
        "parallelsamfund": "udsat boligområde",
        "omdannelsesområde": "parallelsamfund",
    }
    for (list_year, area_id, category), answer in lists.items():
        wider = narrower_than.get(category)
        if answer and wider:
            assert lists[list_year, area_id, wider] is True
        if answer and category == "forebyggelsesområde":
            assert lists[list_year, area_id, "udsat boligområde"] is False
