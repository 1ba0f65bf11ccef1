"""A reference implementation: the lists of an area-grain raw root, slow and obvious, written apart from the pipeline.

It imports nothing of the pipeline; the limits are typed in a second time, from the acts. It uses plain dicts and
Fractions. What it does not do: refuse bad input, read person rows or published figures, or use the law's switches in
other positions than the default.

Three answers: True, False, or None (undetermined). Within a list year an outcome is True or False only if no value of
the missing shares could change it; all categories are tried together, since one missing share cannot be above a limit
for one category and below it for another. Lists of earlier years count as this module decided them.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Answer = bool | None
Range = tuple[Fraction | None, Fraction | None]  # the least and the greatest; None: no such
Shares = Mapping[str, Fraction | None]
Key = tuple[int, str, str]  # list year, area, category (or criterion)

UDSAT, GHETTO, HARD = "udsat boligområde", "ghettoområde", "hårdt ghettoområde"
PARALLEL, CONVERSION, PREVENTION = "parallelsamfund", "omdannelsesområde", "forebyggelsesområde"
GHETTO_LISTS = (GHETTO, PARALLEL)  # the same list under two names: 2010-2020 and since 2021
FIRST_LIST_YEAR = 2010
CRITERIA = ("size", "non_western", "attachment", "convicted", "basic_education", "income")


def percent(number: int) -> Fraction:
    """So many per cent, exactly."""
    return Fraction(number, 100)


# --- the acts: criterion by criterion, does this share meet it? ------------------------------------------------------


@dataclass(frozen=True)
class Test:
    """One criterion of one category: the word of the act and its limit, which for ``national`` is a multiple."""

    __test__ = False  # not a pytest class
    word: str
    limit: Fraction
    national: bool = False

    def holds(self, share: Fraction, national_average: Fraction | None) -> Answer:
        """Whether the share meets the criterion; None if its benchmark is unknown."""
        limit = self.limit
        if self.national:
            if national_average is None:
                return None
            limit = self.limit * national_average
        if self.word == "exceeds":
            return share > limit
        if self.word == "at least":
            return share >= limit
        assert self.word == "is below"
        return share < limit


SIZE = Test("at least", Fraction(1000))
TESTS_2010 = {
    "size": SIZE,
    "non_western": Test("exceeds", percent(50)),
    "attachment": Test("exceeds", percent(40)),
    "convicted": Test("exceeds", Fraction(270, 10_000)),
}
TESTS_2014 = TESTS_2010 | {
    "basic_education": Test("exceeds", percent(50)),
    "income": Test("is below", percent(55)),
}
TESTS_UDSAT = {
    "size": SIZE,
    "attachment": Test("exceeds", percent(40)),
    "convicted": Test("at least", Fraction(3), national=True),
    "basic_education": Test("exceeds", percent(60)),
    "income": Test("is below", percent(55)),
}
TESTS_MAJORITY = {"non_western": Test("exceeds", percent(50))}
TESTS_PREVENTION = {
    "size": SIZE,
    "non_western": Test("exceeds", percent(30)),
    "attachment": Test("exceeds", percent(30)),
    "convicted": Test("at least", Fraction(2), national=True),
    "basic_education": Test("exceeds", percent(60)),
    "income": Test("is below", percent(65)),
}
THREE = ("non_western", "attachment", "convicted")
FOUR = ("attachment", "convicted", "basic_education", "income")
FIVE = ("non_western", *FOUR)


def tests_of(list_year: int) -> dict[str, dict[str, Test]]:
    """The categories of the list of that year, and the criteria each has of its own."""
    if list_year <= 2013:
        return {GHETTO: TESTS_2010}
    if list_year <= 2017:
        return {GHETTO: TESTS_2014}
    if list_year <= 2020:
        return {UDSAT: TESTS_UDSAT, GHETTO: TESTS_MAJORITY, HARD: {}}
    return {UDSAT: TESTS_UDSAT, PARALLEL: TESTS_MAJORITY, CONVERSION: {}, PREVENTION: TESTS_PREVENTION}


def years_of_mean(list_year: int) -> int:
    """How many yearly shares the means of attachment and convicted take."""
    return 4 if list_year <= 2013 else 2


Met = Mapping[tuple[str, str], bool]  # (category, criterion) -> met


def decide(list_year: int, met: Met, run_before: bool) -> dict[str, bool]:
    """The categories of one area when everything is known. ``run_before``: on the four lists before this one."""

    def number(category: str, criteria: Sequence[str]) -> int:
        return sum(met[category, criterion] for criterion in criteria)

    if list_year <= 2013:
        return {GHETTO: met[GHETTO, "size"] and number(GHETTO, THREE) >= 2}
    if list_year <= 2017:
        return {GHETTO: met[GHETTO, "size"] and number(GHETTO, FIVE) >= 3}
    udsat = met[UDSAT, "size"] and number(UDSAT, FOUR) >= 2
    if list_year <= 2020:
        ghetto = udsat and met[GHETTO, "non_western"]
        return {UDSAT: udsat, GHETTO: ghetto, HARD: ghetto and run_before}
    parallel = udsat and met[PARALLEL, "non_western"]
    low = met[PREVENTION, "size"] and met[PREVENTION, "non_western"] and number(PREVENTION, FOUR) >= 2
    return {UDSAT: udsat, PARALLEL: parallel, CONVERSION: parallel and run_before, PREVENTION: low and not udsat}


def possible_answers(
    list_year: int, criterion: str, met: Mapping[tuple[str, str], Answer]
) -> list[dict[tuple[str, str], bool]]:
    """The possible outcomes of one criterion in all categories at once. Known: one. Missing: low, between the limits,
    or high.

    The higher limit is met only where the lower is too (and the other way round for income), so a missing share meets
    none, only the easier ones, or all. Equal limits have equal outcomes. Of a partly known share, outcomes that
    contradict a certain one are left out.
    """
    uses = {
        (category, criterion): tests[criterion] for category, tests in tests_of(list_year).items() if criterion in tests
    }
    if all(met[use] is not None for use in uses):
        return [{use: met[use] is True for use in uses}]
    from_hardest = sorted({test.limit for test in uses.values()}, reverse=criterion != "income")
    ways = []
    for failed in range(len(from_hardest) + 1):
        reached = from_hardest[failed:]
        way = {use: test.limit in reached for use, test in uses.items()}
        if all(met[use] is None or met[use] is way[use] for use in uses):
            ways.append(way)
    return ways


def decide_with_missing(list_year: int, met: Mapping[tuple[str, str], Answer], run_before: Answer) -> dict[str, Answer]:
    """Try every possible value of the missing shares and the missing history; keep the outcomes that are always the
    same."""
    ways = [possible_answers(list_year, criterion, met) for criterion in CRITERIA]
    histories = [run_before] if run_before is not None else [True, False]
    outcomes = [
        decide(list_year, {use: yes for way in answers for use, yes in way.items()}, history)
        for answers in itertools.product(*ways)
        for history in histories
    ]
    return {
        category: outcomes[0][category] if len({outcome[category] for outcome in outcomes}) == 1 else None
        for category in outcomes[0]
    }


# --- the files ------------------------------------------------------------------------------------------------------


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV or Parquet file, column names in lower case."""
    if path.suffix == ".parquet":
        return [{name.lower(): value for name, value in row.items()} for row in pq.read_table(path).to_pylist()]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_bytes().decode("cp1252")
    header = text.splitlines()[0]
    rows = csv.reader(text.splitlines(), delimiter=";" if ";" in header else ",")
    names = [name.strip().lower() for name in next(rows)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def number(cell: Any) -> Fraction | None:
    """An exact number; None for an empty cell."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, str):
        return Fraction(cell.strip().replace(",", "."))
    assert isinstance(cell, int | Decimal), "a binary float is not exact"
    return Fraction(cell)


@dataclass(frozen=True)
class Area:
    """A row of areas.csv."""

    area_id: str
    region: str
    first: int
    last: int | None
    predecessors: tuple[str, ...]

    def is_valid(self, list_year: int) -> bool:
        """Whether the area exists in that list year."""
        return self.first <= list_year and (self.last is None or list_year <= self.last)


Counts = dict[tuple[int, str, str, str], dict[str, Fraction | None]]  # delivery, register, scope, code -> measures


class Country:
    """The raw root as dicts, with its figures and lists."""

    def __init__(self, raw_root: Path) -> None:
        self.areas: dict[str, Area] = {}
        for row in read_rows(raw_root / "areas.csv"):
            assert row["area_id"] not in self.areas, "one row an area; the referee knows no area that comes back"
            self.areas[row["area_id"]] = Area(
                area_id=row["area_id"],
                region=row["region_code"],
                first=int(row["first_list_year"]),
                last=int(row["last_list_year"]) if row["last_list_year"] else None,
                predecessors=tuple(name for name in row["predecessors"].split("|") if name),
            )
        self.list_years = sorted(int(folder.name) for folder in raw_root.iterdir() if folder.name.isdigit())
        self.counts: Counts = {}
        for list_year in self.list_years:
            for path in (raw_root / str(list_year)).iterdir():
                if path.suffix in (".csv", ".parquet"):
                    for row in read_rows(path):
                        measures = {k: number(v) for k, v in row.items() if k not in NOT_MEASURES}
                        self.counts[list_year, path.stem, row["scope"], row["code"]] = measures
        self.designated: dict[Key, Answer] = {}

    def figure(self, year: int, register: str, scope: str, code: str, measure: str) -> Fraction | None:
        """One cell, None if the file, the row or the cell is not there."""
        return self.counts.get((year, register, scope, code), {}).get(measure)

    def area_figure(self, area: Area, year: int, register: str, measure: str) -> Fraction | None:
        """One cell of an area; before its first list year and without a row of its own, the sum of its predecessors.

        Only if each of those ended and went into this area alone: then the dwellings are the same. A part of an area
        has no counts until it is counted by itself.
        """
        if (year, register, "area", area.area_id) in self.counts or year >= area.first or not area.predecessors:
            return self.figure(year, register, "area", area.area_id, measure)
        before = [self.areas[name] for name in area.predecessors]
        for predecessor in before:
            went_to = [other for other in self.areas.values() if predecessor.area_id in other.predecessors]
            ended = predecessor.last is not None and predecessor.last < area.first
            if not ended or len(went_to) != 1:
                return None
        figures = [self.area_figure(predecessor, year, register, measure) for predecessor in before]
        known = [figure for figure in figures if figure is not None]
        return sum(known, Fraction(0)) if len(known) == len(figures) else None

    # --- shares

    def attachment(self, area: Area, year: int) -> Fraction | None:
        """Without link, of residents 18-64, in one delivery."""
        without = self.area_figure(area, year, "employment", "without_link")
        return divide(without, self.area_figure(area, year, "employment", "residents_18_64"))

    def convicted(self, area: Area, year: int) -> Fraction | None:
        """Convicted, of residents 18+, in one delivery."""
        convicted = self.area_figure(area, year, "crime", "convicted")
        return divide(convicted, self.area_figure(area, year, "crime", "residents_18_plus"))

    def national_average(self, list_year: int) -> Fraction | None:
        """The country's convicted share, mean of the years."""
        years = range(list_year - years_of_mean(list_year) + 1, list_year + 1)
        return mean_of(
            divide(
                self.figure(year, "crime", "country", "DK", "convicted"),
                self.figure(year, "crime", "country", "DK", "residents_18_plus"),
            )
            for year in years
        )

    def basic_education(self, area: Area, list_year: int) -> Fraction | None:
        """Only grundskole: unknown education always counts, foreign unrecognised education counts from 2018."""
        counted = counted_as_basic(list_year)
        part = Fraction(0)
        for measure in counted:
            figure = self.area_figure(area, list_year, "education", measure)
            if figure is None:
                return None
            part += figure
        return divide(part, self.area_figure(area, list_year, "education", "residents_30_59"))

    def income(self, area: Area, list_year: int) -> Fraction | None:
        """The area's mean gross income, of the region's."""
        own = divide(
            self.area_figure(area, list_year, "income", "gross_income_dkk"),
            self.area_figure(area, list_year, "income", "taxpayers"),
        )
        regional = divide(
            self.figure(list_year, "income", "region", area.region, "gross_income_dkk"),
            self.figure(list_year, "income", "region", area.region, "taxpayers"),
        )
        return divide(own, regional) if regional is not None and regional > 0 else None

    def shares(self, area: Area, list_year: int) -> dict[str, Fraction | None]:
        """The value of each criterion for one area and list year (size: persons; income: ratio to the region)."""
        years = range(list_year - years_of_mean(list_year) + 1, list_year + 1)
        residents = self.area_figure(area, list_year, "population", "residents")
        non_western = self.area_figure(area, list_year, "population", "residents_non_western")
        return {
            "size": residents,
            "non_western": divide(non_western, residents),
            "attachment": mean_of(self.attachment(area, year) for year in years),
            "convicted": mean_of(self.convicted(area, year) for year in years),
            "basic_education": self.basic_education(area, list_year),
            "income": self.income(area, list_year),
        }

    # --- the least and the greatest that a share can be

    def sum_range(self, area: Area, year: int, register: str, measures: Sequence[str]) -> Range | None:
        """The least and the greatest sum of some cells, the empty ones being 0 or more; None if a row is not there."""
        cells = self.counts.get((year, register, "area", area.area_id))
        if cells is not None:
            known = [cells[measure] for measure in measures if cells[measure] is not None]
            total = sum((cell for cell in known if cell is not None), Fraction(0))
            return total, total if len(known) == len(measures) else None
        if year >= area.first or not area.predecessors:
            return None
        parts: list[Range | None] = []
        for predecessor in (self.areas[name] for name in area.predecessors):
            went_to = [other for other in self.areas.values() if predecessor.area_id in other.predecessors]
            if predecessor.last is None or predecessor.last >= area.first or len(went_to) != 1:
                return None  # the counts are of a larger area
            parts.append(self.sum_range(predecessor, year, register, measures))
        if None in parts:
            return None
        lows, highs = [part[0] for part in parts if part], [part[1] for part in parts if part]
        return add(lows), add(highs)

    def share_range(self, area: Area, year: int, register: str, parts: Sequence[str], whole: str) -> Range:
        """The least and the greatest that one year's share can be: never below 0 or above 1."""
        part, total = self.sum_range(area, year, register, parts), self.sum_range(area, year, register, [whole])
        if part is None or total is None:
            return Fraction(0), Fraction(1)
        least, most = divide(part[0], total[1]), divide(part[1], total[0])
        low = Fraction(0) if least is None else min(least, Fraction(1))
        return low, max(low, Fraction(1) if most is None else min(most, Fraction(1)))

    def range_of(self, area: Area, list_year: int, criterion: str) -> Range:
        """The least and the greatest that the law's share can be; None: no such."""
        if criterion == "size":
            return Fraction(0), None
        if criterion == "income":
            return None, None
        register, parts, whole = {
            "non_western": ("population", ["residents_non_western"], "residents"),
            "attachment": ("employment", ["without_link"], "residents_18_64"),
            "convicted": ("crime", ["convicted"], "residents_18_plus"),
            "basic_education": ("education", counted_as_basic(list_year), "residents_30_59"),
        }[criterion]
        back = years_of_mean(list_year) if criterion in ("attachment", "convicted") else 1
        years = [self.share_range(area, list_year - each, register, parts, whole) for each in range(back)]
        return divide(add([low for low, _ in years]), Fraction(back)), divide(
            add([high for _, high in years]), Fraction(back)
        )

    def national_range(self, list_year: int) -> Range:
        """The least and the greatest that the national average can be: a missing year is between 0 and 1."""
        years = range(list_year - years_of_mean(list_year) + 1, list_year + 1)
        lows, highs = Fraction(0), Fraction(0)
        for year in years:
            convicted = self.figure(year, "crime", "country", "DK", "convicted")
            share = divide(convicted, self.figure(year, "crime", "country", "DK", "residents_18_plus"))
            lows += Fraction(0) if share is None else share
            highs += Fraction(1) if share is None else share
        return lows / len(years), highs / len(years)

    def certain(self, area: Area, list_year: int, criterion: str, test: Test) -> Answer:
        """Whether a criterion is met at the least and at the greatest of share and average alike: so it is in between."""
        low, high = self.range_of(area, list_year, criterion)
        if low is None or high is None:
            return None
        if test.national and high == 0:
            return False  # 0 is not so many times an average above 0
        averages = self.national_range(list_year) if test.national else (None,)
        answers = {test.holds(share, average) for share in (low, high) for average in averages}
        return answers.pop() if len(answers) == 1 else None

    # --- lists

    def was_on(self, area: Area, list_year: int) -> Answer:
        """On the ghettoområde or parallelsamfund list of that earlier year, itself or through its predecessors."""
        if list_year < FIRST_LIST_YEAR:
            return False
        if area.is_valid(list_year):
            return next(
                (
                    self.designated[list_year, area.area_id, category]
                    for category in GHETTO_LISTS
                    if (list_year, area.area_id, category) in self.designated
                ),
                None,
            )
        if list_year > area.first:
            return False  # it had ended
        before = [self.was_on(self.areas[name], list_year) for name in area.predecessors]
        if True in before:
            return True
        return None if None in before else False

    def met(self, area: Area, list_year: int) -> dict[tuple[str, str], Answer]:
        """Every criterion of every category: met, not met, or unknown."""
        shares, average = self.shares(area, list_year), self.national_average(list_year)
        return {
            (category, criterion): self.certain(area, list_year, criterion, test)
            if share is None or (test.national and average is None)
            else test.holds(share, average)
            for category, tests in tests_of(list_year).items()
            for criterion, test in tests.items()
            for share in [shares[criterion]]
        }

    def designate(self, list_year: int) -> None:
        """Decide every area of the list year. The years before must have been decided already."""
        for area in self.areas.values():
            if area.is_valid(list_year):
                before = [self.was_on(area, list_year - back) for back in (1, 2, 3, 4)]
                run_before = False if False in before else None if None in before else True
                for category, outcome in decide_with_missing(list_year, self.met(area, list_year), run_before).items():
                    self.designated[list_year, area.area_id, category] = outcome


NOT_MEASURES = ("scope", "code", "register_year", "bemærkning")


def counted_as_basic(list_year: int) -> list[str]:
    """What counts as only grundskole: unknown education always, foreign unrecognised education from 2018."""
    return ["basic_only", "unknown"] + (["brought_only"] if list_year >= 2018 else [])


def add(ends: Sequence[Fraction | None]) -> Fraction | None:
    """The sum; None if one is."""
    known = [end for end in ends if end is not None]
    return sum(known, Fraction(0)) if len(known) == len(ends) else None


def divide(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    """Part divided by whole; None if the whole is missing or zero."""
    if part is None or whole is None or whole == 0:
        return None
    return part / whole


def mean_of(values: Iterable[Fraction | None]) -> Fraction | None:
    """The mean of yearly shares; None if any is."""
    total, years = Fraction(0), 0
    for value in values:
        if value is None:
            return None
        total, years = total + value, years + 1
    return total / years


def designated_country(raw_root: Path) -> Country:
    """The raw root with all its lists made, in order."""
    country = Country(raw_root)
    for list_year in country.list_years:
        country.designate(list_year)
    return country


def classify(raw_root: Path) -> dict[Key, Answer]:
    """Every list year delivered, area valid then, and category: on the list, off it, or None (undetermined)."""
    return designated_country(raw_root).designated


def shares(raw_root: Path) -> dict[Key, Fraction | None]:
    """Every list year, area and criterion: the exact value, or None."""
    country = Country(raw_root)
    return {
        (list_year, area.area_id, criterion): share
        for list_year in country.list_years
        for area in country.areas.values()
        if area.is_valid(list_year)
        for criterion, share in country.shares(area, list_year).items()
    }


def assess(raw_root: Path) -> dict[tuple[int, str, str, str], tuple[Fraction | None, Answer]]:
    """Every list year, area, category and criterion: the share, and whether it meets the limit."""
    country = Country(raw_root)
    return {
        (list_year, area.area_id, category, criterion): (shares_then[criterion], answer)
        for list_year in country.list_years
        for area in country.areas.values()
        if area.is_valid(list_year)
        for shares_then in [country.shares(area, list_year)]
        for (category, criterion), answer in country.met(area, list_year).items()
    }
