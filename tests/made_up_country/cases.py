"""The case table of the made-up country, read: which counts each area has, and which lists it is expected on.

What does not belong here: the law (``tests/reference.py``) and the layout of files (``generate.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).with_name("cases.yaml")
DELIVERIES = range(2016, 2025)
MISSING = "missing"

Cell = int | Decimal | None
Counts = dict[str, Cell]
Expected = dict[tuple[int, str, str], bool | None]

CATEGORIES: Mapping[range, tuple[str, ...]] = {
    range(2016, 2018): ("ghettoområde",),
    range(2018, 2021): ("udsat boligområde", "ghettoområde", "hårdt ghettoområde"),
    range(2021, 2025): ("udsat boligområde", "parallelsamfund", "omdannelsesområde", "forebyggelsesområde"),
}


@dataclass(frozen=True)
class Case:
    """One made-up area: its row in areas.csv, its counts by delivery and register, and its expected lists."""

    area_id: str
    name: str
    region: str
    municipality: str
    first_list_year: int
    last_list_year: int | None
    predecessors: tuple[str, ...]
    arithmetic: str
    counts: Mapping[int, Mapping[str, Counts]]
    expected: Expected


@dataclass(frozen=True)
class Country:
    """The whole table: the areas, and the figures they are measured with, by delivery."""

    cases: tuple[Case, ...]
    convicted: Mapping[int, Counts]
    income: Mapping[tuple[int, str], Counts]

    @property
    def expected(self) -> Expected:
        """The hand-written outcome of every list year, area and category."""
        return {key: outcome for case in self.cases for key, outcome in case.expected.items()}


def categories_of(list_year: int) -> tuple[str, ...]:
    """The categories the list of that year has."""
    return next(names for years, names in CATEGORIES.items() if list_year in years)


def read_country(path: Path = CASES) -> Country:
    """The case table. Raises ``AssertionError`` or ``KeyError`` if the table contradicts itself."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    regional_means = {
        (year, code): row["mean_income_dkk"] + 4000 * (year - 2016)
        for code, row in table["regions"].items()
        for year in DELIVERIES
    }
    cases = tuple(_case(row, table, regional_means) for row in table["cases"])
    assert len({case.area_id for case in cases}) == len(cases), "an area id is used twice"
    assert len({case.name for case in cases}) == len(cases), "an area name is used twice"
    income = {
        (year, code): {
            "taxpayers": 400_000,
            "gross_income_dkk": None
            if year in table["regions"][code].get("income_missing_in", [])
            else Decimal(400_000 * mean),
        }
        for (year, code), mean in regional_means.items()
    }
    convicted = {
        year: dict(zip(("convicted", "residents_18_plus"), _of(text, None), strict=True))
        for year, text in table["country_convicted"].items()
    }
    return Country(cases, convicted, income)


def _case(row: Mapping[str, Any], table: Mapping[str, Any], regional_means: Mapping[tuple[int, str], int]) -> Case:
    region = str(row["region"])
    first, _, last = str(row.get("lists", "2010-")).partition("-")
    first_list_year, last_list_year = int(first), int(last) if last else None
    years = [
        year
        for year in DELIVERIES
        if row.get("delivered_from", first_list_year) <= year <= (last_list_year or year)
        and year not in row.get("not_delivered", [])
    ]
    given = {name: _by_year(row.get("given", {}).get(name), table["quiet"][name]) for name in table["quiet"]}
    unknown = set(row.get("given", {})) - set(table["quiet"])
    assert not unknown, f"{row['id']}: {unknown} are not shares"
    listed = [year for year in DELIVERIES if first_list_year <= year <= (last_list_year or year)]
    return Case(
        area_id=row["id"],
        name=row["name"],
        region=region,
        municipality=table["regions"][region]["municipality"],
        first_list_year=first_list_year,
        last_list_year=last_list_year,
        predecessors=tuple(row.get("predecessors", ())),
        arithmetic=row["arithmetic"],
        counts={
            year: _counts({name: text(year) for name, text in given.items()}, regional_means[year, region])
            for year in years
        },
        expected=dict(_expected(row["id"], row["expected"], listed)),
    )


def _years(text: str | int) -> range:
    """``2019`` or ``2018-2020``."""
    first, _, last = str(text).partition("-")
    return range(int(first), int(last or first) + 1)


def _by_year(given: Any, quiet: str) -> Callable[[int], str]:
    """The text for a delivery: the case's own where it has one, else the quiet one."""
    if given is None:
        return lambda year: str(quiet)
    if not isinstance(given, dict):
        return lambda year: str(given)
    named = {year: str(text) for years, text in given.items() for year in _years(years)}
    return lambda year: named.get(year, str(quiet))


def _expected(
    area_id: str, written: Mapping[Any, str], listed: list[int]
) -> Iterator[tuple[tuple[int, str, str], bool | None]]:
    """The outcome of every category of every list year of the area; categories not named are False."""
    by_year = {year: text for years, text in written.items() for year in _years(years)}
    assert sorted(by_year) == listed, f"{area_id}: expected years {sorted(by_year)}, list years {listed}"
    for year, text in by_year.items():
        names = [] if text == "nothing" else [name.strip() for name in text.split(",")]
        outcomes: dict[str, bool | None] = {name.rstrip("?"): None if name.endswith("?") else True for name in names}
        assert set(outcomes) <= set(categories_of(year)), f"{area_id} {year}: {outcomes}"
        for category in categories_of(year):
            yield (year, area_id, category), outcomes.get(category, False)


def _number(text: str) -> Cell:
    text = text.strip()
    if text == MISSING:
        return None
    return Decimal(text) if "." in text else int(text)


def _of(text: str, quiet_whole: Cell) -> tuple[Cell, Cell]:
    """Part and whole of ``45 %``, ``328/800`` or ``missing``."""
    if text.endswith("%"):
        assert isinstance(quiet_whole, int)
        part = Decimal(text.rstrip("% ")) * quiet_whole / 100
        assert part == int(part), f"{text} of {quiet_whole} is not a whole number"
        return int(part), quiet_whole
    if "/" not in text:
        return _number(text), quiet_whole
    part_text, _, whole_text = text.partition("/")
    return _number(part_text), _number(whole_text)


def _counts(text: Mapping[str, str], regional_mean: int) -> dict[str, Counts]:
    """The row of an area in each of the five files of one delivery."""
    non_western, residents = _of(text["non_western"], 2000)
    without_link, residents_18_64 = _of(text["attachment"], 800)
    convicted, residents_18_plus = _of(text["convicted"], 900)
    gross, taxpayers = _income(text["income"], int(text["taxpayers"]), regional_mean)
    return {
        "population": {
            "residents": residents,
            "residents_non_western": non_western,
            "residents_18_plus": residents_18_plus,
        },
        "employment": {"residents_18_64": residents_18_64, "without_link": without_link},
        "education": _education(text["basic_education"]),
        "income": {"taxpayers": taxpayers, "gross_income_dkk": gross},
        "crime": {"residents_18_plus": residents_18_plus, "convicted": convicted},
    }


def _education(text: str) -> Counts:
    """``basic + brought + unknown / whole``; ``70 %`` is all basic, of 500."""
    if text.endswith("%"):
        basic, whole = _of(text, 500)
        return {"residents_30_59": whole, "basic_only": basic, "brought_only": 0, "unknown": 0}
    parts, _, whole_text = text.partition("/")
    basic_only, brought_only, unknown = (_number(part) for part in parts.split("+"))
    return {
        "residents_30_59": _number(whole_text),
        "basic_only": basic_only,
        "brought_only": brought_only,
        "unknown": unknown,
    }


def _income(text: str, taxpayers: int, regional_mean: int) -> tuple[Cell, Cell]:
    """Gross income and taxpayers of ``55 %``, ``55 % less 0.01 DKK``, ``-5000000 / 600`` or ``missing``."""
    relative = re.fullmatch(r"(\d+) %(?: less (\d+\.\d+) DKK)?", text)
    if relative is None:
        return _of(text, taxpayers)
    percent, less = relative.groups()
    gross = Decimal(percent) * regional_mean * taxpayers / 100
    return gross - Decimal(less or 0), taxpayers
