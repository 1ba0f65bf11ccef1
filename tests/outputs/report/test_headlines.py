"""Every headline of every list year and municipality, read against the tables: nothing denied that is undetermined,
nothing called published that is not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.lists.list_status import ListStatus
from pipeline.outputs.report import changes, overview, progress
from pipeline.outputs.report.area_pages import standing
from pipeline.outputs.report.index import index_context
from pipeline.outputs.report.view import View
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import make_lists
from pipeline.text.bilingual import Bilingual
from pipeline.text.headline import Tally, headline, tile_moves, what_moved, years_on_list

DATA = Path(__file__).parents[3] / "data"
DENIAL = re.compile(r"\b(ingen|intet|none|no)\b", re.IGNORECASE)


@cache
def views(raw: Path) -> list[View]:
    """A page's view of every list year, and of every municipality that has areas then."""
    law, sources = load_law(), open_sources(RawRoot(raw))
    found = []
    for made in make_lists(sources, law, Request(sources.list_years(law), None, "headlines")):
        rows = made.rows["area_list"]
        for code in sorted({row["municipality_code"] for row in rows}):
            own = [row for row in rows if row["municipality_code"] == code]
            found.append(View(made.lists, replace(made, rows={**made.rows, "area_list": own}), sources, law))
        found.append(View(made.lists, made, sources, law))
    return found


@pytest.fixture(scope="module", params=["the published lists", "a made-up country", "lists not published yet"])
def every_view(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[View]:
    if request.param == "the published lists":
        return views(DATA / "raw")
    if request.param == "a made-up country":
        return views(DATA / "made_up")
    raw = tmp_path_factory.mktemp("ahead") / "raw"  # the ministry's lists are known up to 2021 only
    shutil.copytree(DATA / "made_up", raw)
    (raw / "published").mkdir(exist_ok=True)
    (raw / "published" / "coverage.csv").write_text(
        "list_date,municipality_code,category,note\n2021-12-01,999,parallelsamfund,none there\n".replace("999", "101"),
        encoding="utf-8",
    )
    return views(raw)


def outcomes(view: View) -> list[bool | None]:
    """On the list in any category, off it in all, or undetermined: from the rows of the published table."""
    by_area: dict[str, list[bool | None]] = {}
    for row in view.result.rows["designations"]:
        if row["municipality_code"] in view.municipalities:
            by_area.setdefault(row["area_id"], []).append(row["designated"])
    return [True if True in found else (None if None in found else False) for found in by_area.values()]


def numbers(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", re.sub(r"\d+\. \w+ \d{4}|\d+ \w+ \d{4}$", "", text))]


def texts(sentence: Bilingual) -> Iterator[str]:
    yield sentence.da
    yield sentence.en


def test_every_headline_says_what_the_tables_say(every_view: list[View]) -> None:
    assert len(every_view) > 20
    for view in every_view:
        found = outcomes(view)
        known, unknown = found.count(True), found.count(None)
        sentence = overview.headline(view)
        place = (view.list_year, view.municipalities, sentence)
        for text in texts(sentence):
            if unknown:
                assert not DENIAL.search(text), place
                assert {known, unknown, len(found)} <= set(numbers(text)), place
            elif known:
                assert {known, len(found)} <= set(numbers(text)), place
            else:
                assert DENIAL.search(text), place


def test_no_list_is_called_official_that_is_not_published(every_view: list[View]) -> None:
    for view in every_view:
        sentence, status = overview.headline(view), view.now.status
        statuses = {row["status"] for row in view.result.rows["designations"]}
        assert (status is ListStatus.FORECAST) is ("forecast" in statuses)
        assert sentence.da.startswith("Prognose") is (status is ListStatus.FORECAST)
        assert sentence.en.startswith("Forecast") is (status is ListStatus.FORECAST)
        if re.search(r"områder i .* er på listen", sentence.da):
            official = {
                row["area_id"]
                for row in view.result.rows["designations"]
                if row["status"] == "official" and row["municipality_code"] in view.municipalities
            }
            listed = {area.area_id for area in view.areas if view.on_any(area, view.list_year)}
            assert listed <= official, sentence


def test_what_changed_denies_nothing_that_is_unknown(every_view: list[View]) -> None:
    for view in every_view:
        if view.before is None:
            continue
        pairs = [(view.on_any(area, view.before.list_year), view.on_any(area, view.list_year)) for area in view.areas]
        unknown = any(None in pair for pair in pairs)
        for text in texts(overview.what_moved(view)):
            assert bool(DENIAL.search(text)) is (not unknown and all(was == now for was, now in pairs)), text


def test_every_category_counts_the_known_and_the_undetermined(every_view: list[View]) -> None:
    for view in every_view:
        rows = [row for row in view.result.rows["designations"] if row["municipality_code"] in view.municipalities]
        for tile, category in zip(overview.tiles(view), view.regime.categories, strict=True):
            own = [row["designated"] for row in rows if row["category"] == category.name]
            expected = [own.count(True)] + ([own.count(None)] if None in own else [])
            assert numbers(tile.count.da) == numbers(tile.count.en) == expected


def test_the_watch_list_is_short_has_an_area_once_and_denies_nothing_where_figures_are_missing(
    every_view: list[View],
) -> None:
    for view in every_view[:60]:
        watch = changes.watched(view)
        ids = [line.area.area_id for line in watch.nearest]
        assert len(ids) <= 10
        assert len(ids) == len(set(ids))
        lacking = any(
            row["value"] is None and not row["withheld"]
            for row in view.result.rows["assessments"]
            if row["municipality_code"] in view.municipalities
        )
        assert (watch.unknown is not None) is lacking


def test_the_front_page_counts_of_every_list_what_that_list_says(every_view: list[View]) -> None:
    latest = max(view.list_year for view in every_view)
    for view in (each for each in every_view if each.list_year == latest):
        for line in index_context(view, [])["years"]:
            on = [view.on_any(area, line.list_year) for area in view.areas if view.designations(area, line.list_year)]
            expected = [on.count(True)] + ([on.count(None)] if None in on else [])
            assert numbers(line.count.da) == numbers(line.count.en) == expected
            for text in texts(line.moved):
                assert not (None in on and DENIAL.search(text)), text


def test_an_area_page_denies_nothing_that_is_undetermined_and_calls_nothing_a_list_that_is_a_forecast(
    every_view: list[View],
) -> None:
    latest = max(view.list_year for view in every_view)
    for view in (each for each in every_view if each.list_year == latest):
        for area in view.areas:
            sentence, on = standing(view, area), view.on_any(area, latest)
            now, _, lists = sentence.da.partition(". ")
            assert ("uafgjort" in now) is (None in [each.designated for each in view.designations(area)]), sentence
            assert on is False or not re.search(r"\bikke\b", now), sentence
            forecast = view.now.status is ListStatus.FORECAST
            assert now.startswith("Prognose" if forecast else "Listen"), sentence
            assert not (forecast and re.match(f"På listen [^;]*{latest}", lists)), sentence


def test_the_programme_and_the_goal_say_what_the_lists_say() -> None:
    for view in views(DATA / "raw"):
        if view.municipalities != ("101",):
            continue
        participants = progress.programme(view)
        on = sum(each.on is True for each in participants)
        assert str(on) in progress.programme_text(view, participants).da or on == 0
        for each in participants:
            assert ("igen" in each.left.da) is each.returned


DAY, PLACE = Bilingual("1. december 2026", "1 December 2026"), Bilingual("Aarhus", "Aarhus")
SAID = [
    (Tally(7, 0, 13), ListStatus.OFFICIAL, "7 af 13 områder i Aarhus er på listen af 1. december 2026"),
    (Tally(0, 0, 13), ListStatus.OFFICIAL, "Ingen af 13 områder i Aarhus er på listen af 1. december 2026"),
    (
        Tally(7, 0, 13),
        ListStatus.OWN_CALCULATION,
        "Efter egen beregning er 7 af 13 områder i Aarhus på listen af 1. december 2026",
    ),
    (
        Tally(0, 0, 13),
        ListStatus.FORECAST,
        "Prognose: ingen af 13 områder i Aarhus ventes på listen af 1. december 2026",
    ),
    (
        Tally(3, 9, 13),
        ListStatus.FORECAST,
        "Prognose: mindst 3 af 13 områder i Aarhus ventes på listen af 1. december 2026; 9 er uafgjorte",
    ),
    (
        Tally(0, 12, 13),
        ListStatus.FORECAST,
        "Prognose for listen af 1. december 2026 i Aarhus: 0 kendte, 12 uafgjorte af 13 områder",
    ),
    (Tally(0, 0, 0), ListStatus.OFFICIAL, "Der er ingen områder at vise for listen af 1. december 2026"),
]


@pytest.mark.parametrize(("tally", "status", "danish"), SAID)
def test_a_headline_by_what_is_known_and_how_official_it_is(tally: Tally, status: ListStatus, danish: str) -> None:
    assert headline(tally, PLACE, DAY, status).da == danish


def test_a_change_that_cannot_be_told_is_counted() -> None:
    official = ListStatus.OFFICIAL
    assert what_moved(2022, ["A"], [], 12, official).da == (
        "Siden listen i 2022: A kom på listen; for 12 områder kan det ikke afgøres."
    )
    assert what_moved(2022, [], [], 0, official).da == "Siden listen i 2022: intet område kom på eller forlod listen."
    assert what_moved(2025, [], ["B"], 0, ListStatus.FORECAST).da == (
        "Siden listen i 2025: B ventes at forlade listen."
    )
    assert tile_moves(2017, 7, 0, 0, True).da == "ny kategori siden listen i 2017"
    assert tile_moves(2022, 0, 1, 12, False).da == "+0 / −1 kendte, 12 uafgjorte siden 2022"


RUNS = [
    ([(2016, True), (2017, True), (2018, True)], "er stadig på listen"),
    ([(2016, True), (2017, False), (2018, True)], "er på listen igen (fra 2018)"),
    ([(2016, False), (2017, False), (2018, True)], "er på listen for første gang"),
    ([(2016, True), (2017, True), (2018, False)], "forlod listen i 2018"),
    ([(2016, True), (2017, None), (2018, False)], "forlod listen mellem 2016 og 2018"),
    ([(2016, True), (2017, False), (2018, None)], "uafgjort; senest kendt på listen i 2016"),
    ([(2016, None), (2017, False), (2018, False)], "ikke på listen; tidligere år uafgjort"),
    ([(2016, False), (2017, False), (2018, False)], "har ikke været på listen"),
]


@pytest.mark.parametrize(("runs", "danish"), RUNS)
def test_what_has_become_of_an_area(runs: list[tuple[int, bool | None]], danish: str) -> None:
    assert years_on_list(runs, forecast=False).da == danish
