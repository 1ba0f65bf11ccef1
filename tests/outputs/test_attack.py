"""Nobody who has every published table and a calculator can work out a number of 1-4 persons.

The attacker knows the rules of the tables: a share is part over whole, a mean is the mean of two years, groups lie
within groups, a region is its areas and some others, a merged area is those it was made of, a withheld number is 1 to 4.
The attacker works out all that follows, round after round.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.analysis.whatif import what_if
from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.law.amendments import Changes, read_limit_change
from pipeline.outputs.whatif_rows import what_if_rows
from pipeline.outputs.year_result import Request, YearResult
from pipeline.outputs.yearly_run import make_lists

YEARS = (2018, 2019)
AREAS = ("a", "b")
MERGED = "c"  # of the two, later, and delivered beside them
CODES = (*AREAS, MERGED, "84", "DK")
WHOLE = {"attachment": "residents_18_64", "basic_education": "residents_30_59", "convicted": "residents_18_plus"}
REGISTER = {
    "non_western": "population",
    "attachment": "employment",
    "basic_education": "education",
    "convicted": "crime",
}
Fact = tuple[int, str, str, str]  # list year, code, register, measure


def small_or_large(most: int) -> st.SearchStrategy[int]:
    """Numbers that lean towards the small ones."""
    return st.one_of(st.integers(0, min(6, most)), st.integers(max(0, most - 6), most), st.integers(0, most))


@st.composite
def places(draw: st.DrawFn) -> dict[str, dict[str, int]]:
    """The true counts of one place in one year, all groups within each other."""
    residents = draw(st.integers(0, 60))
    adults = draw(small_or_large(residents))
    working = draw(small_or_large(adults))
    middle = draw(small_or_large(working))
    basic = draw(small_or_large(middle))
    brought = draw(small_or_large(middle - basic))
    unknown = draw(small_or_large(middle - basic - brought))
    taxpayers = draw(small_or_large(working))
    return {
        "population": {
            "residents": residents,
            "residents_non_western": draw(small_or_large(residents)),
            "residents_18_plus": adults,
        },
        "employment": {"residents_18_64": working, "without_link": draw(small_or_large(working))},
        "education": {"residents_30_59": middle, "basic_only": basic, "brought_only": brought, "unknown": unknown},
        "income": {"taxpayers": taxpayers, "gross_income_dkk": taxpayers * draw(st.integers(1, 9)) * 1000},
        "crime": {"residents_18_plus": adults, "convicted": draw(small_or_large(adults))},
    }


def total(parts: Iterable[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    found = list(parts)
    return {
        register: {measure: sum(part[register][measure] for part in found) for measure in cells}
        for register, cells in found[0].items()
    }


def written(raw: Path, truth: dict[tuple[int, str], dict[str, dict[str, int]]]) -> None:
    (raw / "areas.csv").write_text(
        "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors\n"
        + "".join(f"{code};Area {code};101;84;2010;{YEARS[-1]};\n" for code in AREAS)
        + f"{MERGED};Area {MERGED};101;84;{YEARS[-1] + 1};;{'|'.join(AREAS)}\n"
    )
    scopes = {"84": "region", "DK": "country"}
    for year in YEARS:
        (raw / str(year)).mkdir()
        for register in ("population", "employment", "education", "income", "crime"):
            with (raw / str(year) / f"{register}.csv").open("w", newline="") as stream:
                writer = csv.writer(stream, delimiter=";")
                writer.writerow(["scope", "code", "register_year", *truth[year, "a"][register]])
                for code in CODES:
                    register_year = year if register == "population" else year - 1
                    cells = truth[year, code][register].values()
                    writer.writerow([scopes.get(code, "area"), code, register_year, *cells])


def published(lists: list[YearResult]) -> tuple[dict[Fact, Fraction], list[tuple[int, str, str, Fraction]]]:
    """What the tables show: counts, and exact values of indicators (a mean of two years or a single share)."""
    counts: dict[Fact, Fraction] = {}
    values = []
    for each in lists:
        year = each.list.list_year
        for row in each.rows["counts"]:
            if row["value"] is not None:
                counts[year, row["code"], row["register"], row["measure"]] = Fraction(row["value"])
        for row in each.rows["indicators"]:
            name = row["indicator"]
            if name in REGISTER and row["whole"] is not None:
                whole = "residents" if name == "non_western" else WHOLE[name]
                counts[year, row["area_id"], REGISTER[name], whole] = Fraction(row["whole"])
                counts[year, row["area_id"], REGISTER[name], f"part of {name}"] = Fraction(row["part"])
            if row["value_exact"] is not None:
                values.append((year, row["area_id"], name, Fraction(row["value_exact"])))
        for row in each.rows["assessments"]:
            if row["margin"] is not None and row["limit"] is not None:
                value = Fraction(row["margin"]).limit_denominator(10**7) + Fraction(row["limit"]).limit_denominator(
                    10**7
                )
                values.append((year, row["area_id"], row["criterion"], value))
    return counts, values


def worked_out(counts: dict[Fact, Fraction], values: list[tuple[int, str, str, Fraction]]) -> dict[object, Fraction]:
    """Every number of persons that follows from what is published, with how it was derived."""
    known: dict[object, Fraction] = dict(counts)
    for _ in range(3):
        for year, code, name, value in values:
            if name == "size":
                known[year, code, "population", "residents"] = value
            if name in ("non_western", "basic_education"):
                _solve_share(known, year, code, name, value)
            if name in ("attachment", "convicted"):
                _solve_mean(known, year, code, name, value)
        for year in YEARS:
            for code in CODES:
                _within(known, year, code)
            _totals(known, year)
    return known


def _solve_share(known: dict[object, Fraction], year: int, code: str, name: str, value: Fraction) -> None:
    whole = known.get((year, code, REGISTER[name], "residents" if name == "non_western" else WHOLE[name]))
    if whole is not None:
        known[year, code, REGISTER[name], f"part of {name}"] = value * whole


def _solve_mean(known: dict[object, Fraction], year: int, code: str, name: str, value: Fraction) -> None:
    """value = (this + last) / 2: with one of the two years, the other follows."""
    part = {"attachment": "without_link", "convicted": "convicted"}[name]
    share: dict[int, Fraction] = {}
    for each in (year - 1, year):
        had = known.get((each, code, REGISTER[name], part))
        whole = known.get((each, code, REGISTER[name], WHOLE[name]))
        if had is not None and whole:
            share[each] = had / whole
    for each, other in ((year, year - 1), (year - 1, year)):
        whole = known.get((each, code, REGISTER[name], WHOLE[name]))
        if other in share and whole:
            known[each, code, REGISTER[name], part] = (2 * value - share[other]) * whole


GROUPS = (
    ("population", "residents"),
    ("population", "residents_18_plus"),
    ("crime", "residents_18_plus"),
    ("employment", "residents_18_64"),
    ("education", "residents_30_59"),
)
PARTS = {
    "population": ("residents", ["residents_non_western", "residents_18_plus", "part of non_western"]),
    "employment": ("residents_18_64", ["without_link", "part of attachment"]),
    "crime": ("residents_18_plus", ["convicted", "part of convicted"]),
    "education": ("residents_30_59", ["basic_only", "brought_only", "unknown", "part of basic_education"]),
}


def _within(known: dict[object, Fraction], year: int, code: str) -> None:
    chain = [(group, known[(year, code, *group)]) for group in GROUPS if (year, code, *group) in known]
    for (wide, more), (narrow, fewer) in combinations(chain, 2):
        known["in", wide, "not in", narrow, year, code] = more - fewer
    for register, (whole, parts) in PARTS.items():
        had = known.get((year, code, register, whole))
        for part in parts:
            if had is not None and (year, code, register, part) in known:
                known["not", year, code, register, part] = had - known[year, code, register, part]
    three = ["basic_only", "brought_only", "unknown"]
    together = known.get((year, code, "education", "part of basic_education"))
    cells = [known.get((year, code, "education", name)) for name in three]
    if together is not None and cells.count(None) == 1:
        hole = three[cells.index(None)]
        known[year, code, "education", hole] = together - sum(cell for cell in cells if cell is not None)


def _totals(known: dict[object, Fraction], year: int) -> None:
    for register, (whole, parts) in PARTS.items():
        for measure in (whole, *parts):
            areas = [known.get((year, code, register, measure)) for code in AREAS]
            for total_code in (MERGED, "84", "DK"):
                if (year, total_code, register, measure) not in known:
                    continue
                rest = known[year, total_code, register, measure] - sum(cell for cell in areas if cell is not None)
                known["outside the shown areas", year, total_code, register, measure] = rest
                if (holes := areas.count(None)) and rest in (holes, 4 * holes):
                    known["each withheld area", year, total_code, register, measure] = rest / holes
            if (year, "84", register, measure) in known and (year, MERGED, register, measure) in known:
                known["outside the merged area", year, register, measure] = (
                    known[year, "84", register, measure] - known[year, MERGED, register, measure]
                )
            if (year, "DK", register, measure) in known and (year, "84", register, measure) in known:
                known["outside the region", year, register, measure] = (
                    known[year, "DK", register, measure] - known[year, "84", register, measure]
                )


@settings(  # no shrinking: a whole country takes minutes to shrink, and the facts found say enough
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_no_small_number_of_persons_can_be_worked_out_from_what_is_published(data: st.DataObject) -> None:
    truth: dict[tuple[int, str], dict[str, dict[str, int]]] = {}
    for year in YEARS:
        for code in AREAS:
            truth[year, code] = data.draw(places())
        truth[year, MERGED] = total(truth[year, code] for code in AREAS)
        truth[year, "84"] = total([*(truth[year, code] for code in AREAS), data.draw(places())])
        truth[year, "DK"] = total([truth[year, "84"], data.draw(places())])
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), truth)
        sources = open_sources(RawRoot(Path(folder)))
        lists = list(make_lists(sources, load_law(), Request(YEARS, None, "attack")))
    known = worked_out(*published(lists))
    small = {fact: number for fact, number in known.items() if 0 < number < 5}
    assert small == {}


def test_the_attack_finds_a_small_number_where_nothing_is_withheld() -> None:
    """The attack works: without the disclosure rule, the same arithmetic finds small numbers."""
    counts: dict[Fact, Fraction] = {
        (2018, "a", "crime", "residents_18_plus"): Fraction(40),
        (2019, "a", "crime", "residents_18_plus"): Fraction(40),
        (2019, "a", "crime", "convicted"): Fraction(6),
    }
    mean = (Fraction(3, 40) + Fraction(6, 40)) / 2
    known = worked_out(counts, [(2019, "a", "convicted", mean)])
    assert known[2018, "a", "crime", "convicted"] == 3


BIG = {
    "population": {"residents": 4000, "residents_non_western": 2400, "residents_18_plus": 3000},
    "employment": {"residents_18_64": 2500, "without_link": 1200},
    "education": {"residents_30_59": 1500, "basic_only": 900, "brought_only": 50, "unknown": 3},
    "income": {"taxpayers": 2000, "gross_income_dkk": 500_000_000},
    "crime": {"residents_18_plus": 3000, "convicted": 3},
}


def with_secret(number: int) -> dict[tuple[int, str], dict[str, dict[str, int]]]:
    """A country in which area ``a`` has so many convicted and of unknown education, in each year; all totals the same."""
    small = {register: dict(cells) for register, cells in BIG.items()}
    small["crime"]["convicted"] = small["education"]["unknown"] = number
    rest = {register: {name: cell * 50 for name, cell in cells.items()} for register, cells in BIG.items()}
    rest["crime"]["convicted"] = 900
    elsewhere = {register: dict(cells) for register, cells in rest.items()}
    elsewhere["crime"]["convicted"] -= number
    elsewhere["education"]["unknown"] -= number
    truth = {}
    for year in YEARS:
        truth |= {(year, "a"): small, (year, "b"): rest, (year, MERGED): total([small, rest])}
        truth[year, "84"] = total([small, rest, elsewhere])
        truth[year, "DK"] = total([truth[year, "84"], rest])
    return truth


QUESTIONS = [
    *(Changes(limits=(read_limit_change(f"convicted={limit}"),)) for limit in ("0.05 %", "0.08 %", "0.12 %", "3 %")),
    Changes(limits=(read_limit_change("convicted=at_least 0.1 x national average"),)),
    Changes(limits=(read_limit_change("convicted=0.08 %"),), law_for_history=True),
    *(Changes(limits=(read_limit_change(f"basic_education={limit}"),)) for limit in ("63.45 %", "63.5 %", "63.55 %")),
    Changes(limits=(read_limit_change("basic_education=63.5 %"),), switches={"unknown_education": "exclude"}),
    Changes(law="2010"),
    Changes(law="2010", limits=(read_limit_change("convicted=0.08 %"),)),
    Changes(minimum_size=3000),
]


def everything_told(secret: int) -> tuple[list[object], list[object]]:
    """Every row of every table of all years, but for those that name the run, and the answer to every question."""
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), with_secret(secret))
        sources, law = open_sources(RawRoot(Path(folder))), load_law()
        lists = list(make_lists(sources, law, Request(YEARS, None, "attack")))
        tables = [{name: rows for name, rows in each.rows.items() if name != "manifest"} for each in lists]
        asked = [what_if_rows(what_if(sources, law, 2019, each), sources.areas) for each in QUESTIONS]
    return tables, asked


def of(row: Mapping[str, object], area_id: str) -> bool:
    return (row["area_id"], row["category"]) == (area_id, "udsat boligområde")


def test_all_tables_of_all_years_and_every_what_if_are_the_same_whichever_the_small_number_is() -> None:
    """So nothing of it can be found out, by whatever arithmetic, nor by moving a limit until the answer turns."""
    (tables, asked), (other_tables, otherwise) = everything_told(1), everything_told(4)
    assert tables == other_tables
    assert asked == otherwise
    told = {area: [row["what_if"] for rows in asked for row in rows if of(row, area)] for area in AREAS}
    assert {True, None} <= set(told["a"])  # what does not hang on the small number is told
    assert {True, False} == set(told["b"])  # and of an area without one everything is


def test_moving_a_limit_finds_the_small_number_where_what_if_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack works: with its values in the figures, the answers differ with the small number."""
    monkeypatch.setattr("pipeline.analysis.whatif.hidden", lambda figures, *_, **__: list(figures))
    assert everything_told(1)[1] != everything_told(4)[1]


def test_the_decision_stays_where_the_number_behind_it_is_withheld() -> None:
    """3 of 3,000 adults convicted: 0.1 % in both years, far below three times the average; the number is not shown."""
    big = {
        "population": {"residents": 4000, "residents_non_western": 2400, "residents_18_plus": 3000},
        "employment": {"residents_18_64": 2500, "without_link": 1200},
        "education": {"residents_30_59": 1500, "basic_only": 900, "brought_only": 50, "unknown": 50},
        "income": {"taxpayers": 2000, "gross_income_dkk": 500_000_000},
        "crime": {"residents_18_plus": 3000, "convicted": 3},
    }
    rest = {register: {name: cell * 50 for name, cell in cells.items()} for register, cells in big.items()}
    rest["crime"]["convicted"] = 900
    truth = {}
    for year in YEARS:
        truth |= {(year, "a"): big, (year, "b"): rest, (year, MERGED): total([big, rest])}
        truth[year, "84"] = total([big, rest, rest])
        truth[year, "DK"] = total([big, rest, rest, rest])
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), truth)
        sources = open_sources(RawRoot(Path(folder)))
        (made,) = make_lists(sources, load_law(), Request((2019,), None, "attack"))
    row = next(
        row
        for row in made.rows["assessments"]
        if row["area_id"] == "a" and row["criterion"] == "convicted" and row["category"] == "udsat boligområde"
    )
    assert row["met"] is False
    assert (row["value"], row["margin"], row["persons_to_flip"], row["withheld"]) == (None, None, None, True)
    reason = next(row["reason_en"] for row in made.rows["designations"] if row["area_id"] == "a")
    assert "withheld (few persons)" in reason
    assert Decimal(3) not in {row["value"] for row in made.rows["counts"]}
