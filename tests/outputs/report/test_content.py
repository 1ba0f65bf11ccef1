"""The report's statements compared with what a reader can find in the ministry's lists."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.law.model import Status
from pipeline.lists.assessment import Assessment
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.report import changes, report_html
from pipeline.text.vocabulary import OPEN_QUESTIONS, POSITIONS_DA, years_text
from tests.outputs.report.conftest import World
from tests.outputs.report.page import Element, by_id, read, rows


def table(page: Element, name: str) -> Element:
    return next(each for each in page.all("table") if each.classes == [name])


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_headline_counts_the_areas(real: World) -> None:
    page = read(real.html(2018))
    headline = page.all("h1")[0]
    # The list of udsatte boligområder of 2018 is not known whole: six areas may be on it.
    assert headline.text("da") == "Mindst 7 af 13 områder i København er på listen af 1. december 2018; 6 er uafgjorte"
    assert headline.text("en") == (
        "At least 7 of 13 areas in København are on the list of 1 December 2018; 6 are undetermined"
    )
    whole = read(real.html(2017)).all("h1")[0]
    assert whole.text("da") == "4 af 13 områder i København er på listen af 1. december 2017"
    nobody_known = read(real.html(2023)).all("h1")[0]
    assert nobody_known.text("da") == "Listen af 1. december 2023 i København: 0 kendte, 12 uafgjorte af 13 områder"


def test_the_strip_shows_each_list_by_letter(real: World) -> None:
    strip = {
        row[0]: [cell.split(" ")[0][:1] for cell in row[1:]] for row in rows(table(read(real.html(2018)), "strip"))
    }
    # The ministry's lists of 2010-2018: ghettoområde nine times, the last time hårdt.
    assert "".join(strip["Mjølnerparken"]) == "GGGGGGGGH"
    # U: 34 of the 43 udsatte boligområder of 2018 are known by name, so that Blågården may be one of the others.
    assert "".join(strip["Blågården"]) == "GGG–––––U"
    assert "".join(strip["Bispeparken"]) == "GGGGG–GGG"


def test_the_list_shows_figures_with_a_mark_where_a_criterion_is_met(real: World) -> None:
    lines = {row[0]: row for row in rows(table(read(real.html(2017)), "list"))}
    # Published on the list of 1 December 2017: 82.1 per cent, limit 50; 2.52 per cent convicted, limit 2.70.
    assert "82,1 pct.● opfyldt" in lines["Mjølnerparken"]
    assert "2,52 pct." in lines["Mjølnerparken"]


def test_each_area_has_its_criteria_with_margins(real: World) -> None:
    card = by_id(read(real.html(2017)), "area-101-mjoelnerparken")
    found = {row[0].split(" 20")[0]: row for row in rows(table(card, "criteria")) if len(row) == 6}
    assert found["Dømte"][0].startswith("Dømte 2010: ")  # the course over the lists, in words
    assert found["Dømte"][1:] == ["2,52 pct.", "mere end 2,7 pct.", "−0,18 pct.point", "", "ikke opfyldt"]
    assert found["Beboere"][1:] == ["1.752", "mindst 1.000", "+752", "753 personer", "● opfyldt"]


def test_only_the_areas_asked_for_are_told_of(made_up: World) -> None:
    page = read(made_up.html(2024))
    told = {each.attributes["id"] for each in page.all("details") if "area" in each.classes}
    assert told == {f"area-{row['area_id']}" for row in made_up.made[2024].rows["area_list"]}
    others = {area.name for area in made_up.sources.areas.valid_in(2024) if area.municipality_code != "101"}
    assert others
    assert not [name for name in others if name in page.text()]


def test_the_delta_is_told_with_the_tables_own_sentences(real: World) -> None:
    page = read(real.html(2018))
    text = {language: words(page.text(language)) for language in ("da", "en")}
    rows_of_2018 = [row for row in real.made[2018].rows["delta"] if row["municipality_code"] == "101"]
    changed = [row for row in rows_of_2018 if row["change"] == "entered"]
    assert changed
    for row in changed:
        assert words(row["explanation_da"]) in text["da"]
        assert words(row["explanation_en"]) in text["en"]


def test_the_goal_and_the_programme_stand_beside_the_lists(real: World) -> None:
    page = read(real.html(2018))
    assert "havde 10 områder på listen i 2010" in words(page.text())
    assert "højst 5 i 2020" in words(page.text())
    programme = {row[0]: row[2:] for row in rows(table(page, "programme"))}
    assert programme["Mjølnerparken"] == ["2010–2018", "er stadig på listen"]
    assert programme["Blågården"] == ["2010–2012", "forlod listen i 2013"]
    assert programme["Lundtoftegade"] == ["2010–2014, 2018", "er på listen igen (fra 2018)"]
    goal = next(each for each in page.all("details") if "numbers" in each.classes)
    # The ministry's lists of Copenhagen 2010-2018.
    assert [row[1] for row in rows(goal)[1:]] == ["10", "10", "8", "8", "6", "3", "3", "4", "7"]


def test_undetermined_is_said_aloud(real: World) -> None:
    text = words(read(real.html(2021)).text())
    assert (
        "Uafgjort: 9 som udsat boligområde, 9 som forebyggelsesområde. Uafgjort er ikke det samme som ikke på listen."
        in text
    )


def test_the_first_list_has_nothing_to_compare_with(real: World) -> None:
    assert "Der er ingen tidligere liste at sammenligne med." in read(real.html(2010)).text()


def test_every_input_is_named_with_its_hash_and_every_open_point_with_its_position(real: World) -> None:
    html = real.html(2018)
    manifest = real.made[2018].rows["manifest"]
    assert manifest
    assert all(row["sha256"] in html and row["path"] in html for row in manifest)
    page = read(html)
    opened = [
        switch for switch in real.made[2018].list.regime.switches.values() if switch.evidence.status is Status.OPEN
    ]
    assert len(rows(table(page, "open"))) == len(opened) + 1


def test_every_position_of_the_law_has_danish_words(real: World) -> None:
    switches = [switch for regime in real.law for switch in regime.switches.values()]
    assert {(switch.name, choice) for switch in switches for choice in switch.choices} == set(POSITIONS_DA)
    assert {switch.name for switch in switches} == set(OPEN_QUESTIONS)


def test_many_areas_are_folded(whole_country: World, made_up: World) -> None:
    def folded(world: World, list_year: int) -> list[bool]:
        page = read(world.html(list_year))
        return ["open" not in each.attributes for each in page.all("details") if "area" in each.classes]

    assert all(folded(whole_country, 2022))
    assert not any(folded(made_up, 2024))


def _invented(each: Assessment) -> Assessment:
    """The same decision with other numbers where numbers are withheld."""
    if not each.figure.withheld:
        return each
    other = Fraction(98765, 100000)
    years = tuple(replace(year, part=other * 1000, whole=Fraction(1000)) for year in each.figure.years)
    figure = replace(each.figure, value=other if each.value is not None else None, years=years)
    invented = replace(each, figure=figure)
    vars(invented).update(  # as if they had been worked out
        margin=None if each.margin is None else other,
        persons_to_flip=None if each.persons_to_flip is None else 987,
        kroner_to_flip=None if each.kroner_to_flip is None else Fraction(98765),
    )
    return invented


def _with_other_numbers(made: YearlyList) -> YearlyList:
    designations = tuple(
        replace(each, assessments=tuple(_invented(assessment) for assessment in each.assessments))
        for each in made.designations
    )
    return replace(made, designations=designations)


def test_no_withheld_number_reaches_the_page(made_up: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other numbers in the place of every withheld one leave the page as it is, to the byte.

    The watch list is made in ``distance``, which has this test of its own.
    """
    monkeypatch.setattr(changes, "watch_list", lambda made, before: ())
    made = made_up.made[2024]
    hidden = [each for each in made.list.assessments if each.figure.withheld and each.value is not None]
    assert hidden
    assert "oplyses ikke (få personer)" in made_up.html(2024)
    lists = tuple(_with_other_numbers(each) for each in made.lists)
    other = replace(made, list=lists[-1], lists=lists)
    assert other.list != made.list
    assert report_html(lists, other, made_up.sources, made_up.law) == made_up.html(2024)


def test_years_in_a_row_are_joined() -> None:
    assert years_text([2010, 2011, 2012, 2015, 2017, 2018]) == "2010–2012, 2015, 2017–2018"
    assert years_text([]) == ""
