"""The lists of the small country, whole: every field of every figure, decision, move and comparison, read by people.

``small_country.txt`` holds them, one object a line. After a change that is meant to change them::

    python -m tests.lists.test_small_country

writes the file anew; read the difference line by line before it is committed. That the shares, the criteria and the
outcomes are right, and not only what the code said, is the referee's to say: it makes the lists of the same country
from the files in its own way, in the first test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from difflib import unified_diff
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline.inputs.areas import Area
from pipeline.inputs.goals import Goal
from pipeline.inputs.published import Published
from pipeline.inputs.sources import Sources
from pipeline.law import Regime, load_law
from pipeline.law.model import Law, Limit
from pipeline.lists.assessment import Assessment
from pipeline.lists.bounds import ANYTHING, Bounds
from pipeline.lists.comparison import ListComparison, agreement, compare_extra_lists, compare_list
from pipeline.lists.delta import Move, delta
from pipeline.lists.designation import ConsecutiveLists, Designation, basis_of_area
from pipeline.lists.goal_progress import count_on_list, counted_categories, progress
from pipeline.lists.indicators import Figure, YearShare
from pipeline.lists.list_status import least_official
from pipeline.lists.missing import Missing
from pipeline.lists.shown import missing_reasons, shown_assessments, shown_counts, shown_figures
from pipeline.lists.yearly_list import YearlyList, yearly_lists_up_to
from tests import reference
from tests.lists.small_country import DELIVERED, small_country, write

EXPECTED = Path(__file__).with_name("small_country.txt")
LAW = load_law()
COUNTRY = small_country()
LAST = 2022  # a forecast
EVERY = frozenset(area.area_id for area in COUNTRY.areas.areas)
WHOLE = {  # the areas of which a list's figures and criteria are written; of the others only the decisions
    2016: frozenset({"steady", "limits", "printed", "disputed", "nobody"}),
    2018: EVERY,
    2020: frozenset({"renewed", "joined", "east", "taking", "holes", "small", "limits"}),
    2021: EVERY,
}
GATED = ("holes", "small")  # the areas of which all that may be shown is written
SWITCHED = {
    "convicted_from_age": "15",
    "conviction_limit": "printed",
    "unknown_education": "exclude",
    "brought_education": "counts_as_its_level",
    "merged_areas": "all",
}
GOALS = (
    Goal("101", "ghettoområde", 2018, 2021, Fraction(1, 2), ""),
    Goal("751", "udsat boligområde", 2018, 2021, Fraction(1), ""),
    Goal("461", "ghettoområde", 2016, 2021, Fraction(2, 3), ""),
    Goal("461", "forebyggelsesområde", 2021, 2022, Fraction(1, 3), ""),
)


# --- as text ------------------------------------------------------------------------------------------------------------


def text(value: Any) -> str:
    """One value in print: fractions exact, yes, no or ? for what is decided, bounds as an interval."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Bounds):
        return "" if value == ANYTHING else f"{text(value.low)}..{text(value.high)}"
    if isinstance(value, Area):
        return f"{value.area_id} of {value.first_list_year}"
    if isinstance(value, Limit):
        return f"{value.operator.value} {value.amount} {value.yardstick.value}"
    if isinstance(value, ConsecutiveLists):
        return f"{value.lists}" if value.exact else f"{value.lists} to {value.most}"
    if isinstance(value, Missing):
        return "/".join(map(text, (value.kind, value.scope, value.register, value.register_year))).removesuffix("///?")
    if isinstance(value, YearShare):
        gap = (
            f" {text(value.missing)} {text(value.partial)}"
            if (value.missing, value.partial) != (None, ANYTHING)
            else ""
        )
        return f"{value.register_year} {text(value.part)}/{text(value.whole)}{' withheld' * value.withheld}{gap}"
    if isinstance(value, Designation):
        return f"{value.area_id} {value.category} {value.list_year} {text(value.designated)}"
    if isinstance(value, tuple | list):
        return ", ".join(map(text, value))
    return str(value)


def line(*heads: Any, **parts: Any) -> str:
    """Words, then the parts that are there by name: a part that is empty or ``False`` is left out, ``?`` is not known."""
    named = (
        name.replace("_", " ") if value is True else f"{name.replace('_', ' ')} {text(value)}"
        for name, value in parts.items()
        if value is not False and value not in ((), "", ANYTHING)
    )
    return "; ".join(filter(None, [" ".join(map(text, heads)), *named]))


def yes(value: bool | None) -> str:
    """An outcome in words."""
    return text(value)


def of_figure(each: Figure) -> str:
    return line(
        *(each.area_id, each.criterion, each.grain, each.value),
        years=each.years,
        between=each.partial,
        benchmark=each.benchmark if each.benchmark is not None else (),
        benchmark_between=each.benchmark_partial,
        benchmark_withheld=each.benchmark_withheld,
        missing=each.missing,
        decimals=each.published_decimals if each.published_decimals is not None else (),
    )


def of_criterion(each: Assessment) -> str:
    return "    " + line(
        *(each.criterion, each.figure.grain, each.value, each.law.operator, each.limit, each.met),
        margin=each.margin if each.margin is not None else (),
        persons=each.persons_to_flip if each.persons_to_flip is not None else (),
        kroner=each.kroner_to_flip if each.kroner_to_flip is not None else (),
        rounding_matters=each.rounding_matters,
        missing=each.figure.missing,
    )


def of_decision(each: Designation) -> str:
    assert {(of.area_id, of.figure.area_id, of.category) for of in each.assessments} <= {
        (each.area_id, each.area_id, each.category)
    }
    return "  " + line(
        *(each.area_id, each.list_year, each.regime, each.category, each.designated, each.basis, each.grain),
        met=f"{text(each.criteria_met)} of {each.criteria_required}",
        run=each.run,
        earlier=each.earlier_lists if each.earlier_lists else (),
        within=yes(each.within),
        outside=yes(each.outside),
        status=each.status,
        candidate=each.candidate,
    )


def of_move(each: Move) -> str:
    return line(
        *(each.list_year, each.area, each.category, each.change),
        since=each.compared_with,
        now=text(each.now) if each.now else (),
        was=each.earlier,
        gained=each.gained,
        lost=each.lost,
        ids=each.earlier_ids,
        abolished=each.abolished,
        new_category=each.new_category,
        basis=each.basis,
        status=each.status,
        ended=() if each.now else each.ended_status,
    )


def of_comparison(each: ListComparison) -> str:
    return line(
        *(each.list_date, each.area, each.category),
        yearly=each.yearly,
        recomputed=yes(each.recomputed),
        published=yes(each.published),
        agrees=yes(each.agrees),
        rounding_matters=each.rounding_matters,
        decision=of_decision(each.designation).strip(),
    )


def every_field(item: Any) -> str:
    """All fields of an object by name."""
    return line(
        **{each.name: yes(value) if (value := getattr(item, each.name)) is False else value for each in fields(item)}
    )


# --- the lists ----------------------------------------------------------------------------------------------------------


def with_switches(regime: Regime) -> Regime:
    """The regime with its switches as in ``SWITCHED``."""
    changed = {name: replace(regime.switches[name], value=value) for name, value in SWITCHED.items()}
    return replace(regime, switches={**regime.switches, **changed})


def of_lists(country: Sources, law: Law) -> dict[int, YearlyList]:
    """Every list of a country."""
    return {made.list_year: made for made in yearly_lists_up_to(country, law, LAST)}


def of_list(made: YearlyList, areas: frozenset[str]) -> Iterator[str]:
    """One list: figures and criteria of some areas, and every decision."""
    yield f"## {made.list_year}: {made.regime.name}, {made.status.value}"
    for figure in made.figures:
        if figure.area_id in areas:
            yield of_figure(figure)
    yield line("missing", *sorted(map(text, missing_reasons(made.figures))))
    for each in made.designations:
        assert made.designation(each.area_id, each.category) is each
        yield of_decision(each)
        if each.area_id in areas:
            yield from map(of_criterion, each.assessments)
    for area_id in dict.fromkeys(each.area_id for each in made.designations):
        found = [each for each in made.designations if each.area_id == area_id]
        yield line("  ", area_id, basis_of_area(found), least_official(each.status for each in found))


def of_shown(made: YearlyList) -> Iterator[str]:
    """What may be shown of a list, for the areas with something withheld, missing or published."""
    yield f"## {made.list_year}: what may be shown"
    for figure in shown_figures(made.figures).values():
        if figure.area_id in GATED:
            yield every_field(figure)
    for each in made.designations:
        if each.area_id in GATED:
            yield from map(every_field, shown_assessments(each))


def of_moves(country: Sources, lists: dict[int, YearlyList]) -> Iterator[str]:
    """Each list compared with the one before."""
    for year in range(2017, LAST + 1):
        yield f"## moves of {year}"
        yield from map(of_move, delta(country.areas, lists[year - 1], lists[year]))


def of_abolished(country: Sources, lists: dict[int, YearlyList]) -> Iterator[str]:
    """The moves that there would be had the law abolished all categories but one after 2020, and after 2021."""
    for year, kept in ((2020, "ghettoområde"), (2022, "parallelsamfund")):
        before, after = lists[year - 1], lists[year]
        regime = replace(after.regime, categories=tuple(each for each in after.regime.categories if each.name == kept))
        designations = tuple(each for each in after.designations if each.category == kept)
        yield f"## moves of {year} had all been abolished but {kept}"
        yield from map(of_move, delta(country.areas, before, replace(after, regime=regime, designations=designations)))


def of_goals(country: Sources, lists: dict[int, YearlyList]) -> Iterator[str]:
    """Every goal on every list since 2016."""
    yield "## goals"
    for goal in GOALS:
        ids = frozenset(
            area.area_id for area in country.areas.areas if area.municipality_code == goal.municipality_code
        )
        first = lists[goal.baseline_list_year]
        baseline = count_on_list(first.outcomes, ids, counted_categories(goal.category, first.regime))
        for year in range(2016, LAST + 1):
            categories = counted_categories(goal.category, lists[year].regime)
            count = count_on_list(lists[year].outcomes, ids, categories)
            yield line(
                goal.municipality_code, goal.category, year, count.listed, "and", count.undetermined, of=categories
            )
            found = progress(goal, year, count, baseline)
            yield f"  {every_field(found)}" if found else "  not told"


def of_counts(country: Sources) -> Iterator[str]:
    """The counts that may be shown of one delivery."""
    yield "## counts of 2021 that may be shown"
    rows: dict[str, list[str]] = {}
    for each in shown_counts(country.delivery(2021)):
        place = f"{each.register} {each.scope} {each.code} {each.register_year}"
        rows.setdefault(place, []).append(f"{each.measure} {text(each.value)}{' withheld' * each.withheld}")
    yield from (line(place, *numbers) for place, numbers in rows.items())


def country_in_text() -> str:
    """Everything that the lists say of the small country."""
    lists = of_lists(COUNTRY, LAW)
    areas, published = COUNTRY.areas, COUNTRY.published
    compared = [
        *(each for made in lists.values() for each in compare_list(areas, published, made)),
        *compare_extra_lists(areas, published, LAW),
    ]
    found = [
        *(each for year, made in lists.items() if year >= 2016 for each in of_list(made, WHOLE.get(year, frozenset()))),
        *of_shown(lists[2021]),
        *of_moves(COUNTRY, lists),
        *of_abolished(COUNTRY, lists),
        "## recomputed and published",
        *(of_comparison(each) for each in compared if each.recomputed is not None and each.published is not None),
        *map(every_field, agreement(compared)),
        *of_goals(COUNTRY, lists),
        *of_counts(COUNTRY),
        "# the same with switches in other positions, where it differs",
    ]
    known = set(found)
    switched = of_lists(COUNTRY, Law([with_switches(regime) for regime in LAW]))
    for year in (2018, 2020, 2021):
        found += [each for each in of_list(switched[year], EVERY) if each not in known]
    return "\n".join(found) + "\n"


# --- the tests ----------------------------------------------------------------------------------------------------------


def test_the_referee_makes_the_same_shares_criteria_and_outcomes_of_the_small_country(tmp_path: Path) -> None:
    write(tmp_path)
    read = {year: delivery and replace(delivery, between={}) for year, delivery in COUNTRY._deliveries.items()}
    plain = replace(COUNTRY, published=Published(), _deliveries=read, _inspected=set())
    lists = {year: made for year, made in of_lists(plain, LAW).items() if year in DELIVERED}
    outside = ("taking", "taken")  # an area that comes back under its id, which the referee does not know
    ours = {
        (year, area_id, category): designated
        for year, made in lists.items()
        for area_id, category, designated in made.outcomes
        if area_id not in outside
    }
    criteria = {
        (year, each.area_id, each.category, each.criterion): (each.value, each.met)
        for year, made in lists.items()
        for each in made.assessments
        if each.area_id not in outside
    }
    assert criteria == reference.assess(tmp_path)
    assert ours == reference.classify(tmp_path)


def test_everything_that_the_lists_say_of_the_small_country_is_as_it_was_read_and_found_right() -> None:
    made, expected = country_in_text().splitlines(), EXPECTED.read_text(encoding="utf-8").splitlines()
    if made != expected:  # told in the order of a comparison that pytest would take seconds for
        pytest.fail("\n".join(["renew and read it, see above:", *unified_diff(expected, made, n=0, lineterm="")][:60]))


if __name__ == "__main__":
    EXPECTED.write_text(country_in_text(), encoding="utf-8")
