"""Sentences and outputs reach numbers through ``pipeline.lists.shown`` only, where withheld ones are left out."""

import ast
import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.inputs.areas import Area
from pipeline.law import law_on
from pipeline.law.model import Yardstick
from pipeline.lists.assessment import Assessment, assess
from pipeline.lists.comparison import ListComparison
from pipeline.lists.designation import Basis, ConsecutiveLists, Designation
from pipeline.lists.indicators import Figure, YearShare
from pipeline.lists.shown import shown_assessment, shown_figure

ROOMS = Path(__file__).parents[2] / "pipeline"
# Attributes of the objects that hold exact numbers, and the types themselves.
RAW = frozenset({"assessments", "figure", "figures", "frames", "row"})
RAW_TYPES = frozenset({"Assessment", "YearShare", "RegisterRow", "minimal_changes", "MinimalChange", "HeldArea"})
# What carries figures to the gate, or shown assessments under the same name.
ALLOWED = {
    ("outputs/rows.py", "figures"),  # handed to shown_figures
    ("text/undelivered.py", "figures"),  # handed to missing_reasons
    ("text/watch.py", "assessments"),  # Watched.assessments are shown ones
}


def raw_uses(source: str) -> set[str]:
    tree = ast.parse(source)
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in RAW}
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    return names | (imported & RAW_TYPES)


MODULES = sorted(path for room in ("text", "outputs") for path in (ROOMS / room).rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(ROOMS).as_posix() for path in MODULES])
def test_no_sentence_and_no_output_touches_an_exact_number_behind_the_gate(path: Path) -> None:
    place = path.relative_to(ROOMS).as_posix()
    found = {(place, name) for name in raw_uses(path.read_text(encoding="utf-8"))}
    assert found - ALLOWED == set()


@pytest.mark.parametrize(
    "source",
    [
        "each.figure.value",
        "designation.assessments[0].margin",
        "delivery.frames['crime']",
        "delivery.row('crime', 'area', 'a')",
        "from pipeline.lists.assessment import Assessment",
    ],
)
def test_the_search_finds_what_it_looks_for(source: str) -> None:
    assert raw_uses(source)


def convicted(withheld_year: int | None, benchmark_withheld: bool = False) -> Assessment:
    """3 of 100 and 8 of 110 convicted, compared with a multiple of the national average."""
    limit = next(
        limit
        for category in law_on(2019).categories
        for limit in category.limits.values()
        if limit.yardstick is Yardstick.NATIONAL_AVERAGE
    )
    years = (
        YearShare(2017, Fraction(3), Fraction(100), withheld=withheld_year == 2017),
        YearShare(2018, Fraction(8), Fraction(110), withheld=withheld_year == 2018),
    )
    value = (Fraction(3, 100) + Fraction(8, 110)) / 2
    figure = Figure("a", "convicted", "area", value, Fraction(1, 100), years, (), benchmark_withheld=benchmark_withheld)
    return assess("parallelsamfund", limit, figure)


@pytest.mark.parametrize("year", [2017, 2018])
def test_one_withheld_year_withholds_every_number_of_the_figure_and_no_decision(year: int) -> None:
    shown = shown_assessment(convicted(year))
    assert (shown.value, shown.margin, shown.persons_to_flip, shown.kroner_to_flip) == (None, None, None, None)
    assert (shown.known, shown.withheld, shown.met) == (True, True, True)
    figure = shown_figure(convicted(year).figure)
    assert (figure.value, figure.terms, figure.known) == (None, (), True)


@pytest.mark.parametrize(("withheld_year", "matters"), [(None, True), (2017, False), (2018, False)])
def test_that_rounding_matters_is_not_said_of_a_withheld_figure(withheld_year: int | None, matters: bool) -> None:
    """2.10 % in print and just less in truth, against 2.1 %: said of n in 2,000 persons, it would say which n."""
    near = convicted(withheld_year)
    value = Fraction(20_999, 1_000_000)
    near = assess("parallelsamfund", near.law, replace(near.figure, value=value, benchmark=Fraction(7, 1000)))
    assert (near.rounding_matters, near.met) == (True, False)
    assert shown_assessment(near).rounding_matters is matters
    never = ConsecutiveLists(0, 0)
    designation = Designation(
        2019, "a", "parallelsamfund", False, Basis.RECOMPUTED, "area", 0, 2, never, None, None, None, (near,), "2018"
    )
    area = Area("a", "Askehaven", "101", "84", 2010, None, ())
    compared = ListComparison(dt.date(2019, 12, 1), True, area, "parallelsamfund", False, False, designation)
    assert compared.rounding_matters is matters


def test_a_withheld_average_withholds_the_limit_it_is_multiplied_to() -> None:
    shown = shown_assessment(convicted(None, benchmark_withheld=True))
    assert (shown.limit, shown.limit_known, shown.value) == (None, True, None)
    assert shown_figure(convicted(None, benchmark_withheld=True).figure).benchmark is None


def test_without_anything_withheld_the_numbers_are_all_there() -> None:
    exact, shown = convicted(None), shown_assessment(convicted(None))
    assert (shown.value, shown.margin, shown.persons_to_flip) == (exact.value, exact.margin, exact.persons_to_flip)
    assert None not in (shown.value, shown.margin, shown.persons_to_flip, shown.limit)
