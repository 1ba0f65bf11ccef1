"""The front page of the reports, and a page per area."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.core.paths import OutRoot
from pipeline.outputs.report import report_html, town_pages
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import make_lists, publish
from tests.outputs.report.conftest import World
from tests.outputs.report.page import Element, read
from tests.outputs.report.test_content import rows, words


def table(page: Element, name: str) -> Element:
    return next(each for each in page.all("table") if name in each.classes)


def test_the_front_page_has_every_list_year_latest_first_and_links_those_that_have_a_page(real: World) -> None:
    page = read(real.overview()["index.html"])
    years = table(page, "years-table")
    assert [row[0] for row in rows(years)[1:]] == [str(year) for year in range(2023, 2009, -1)]
    linked = {each.attributes["href"] for each in years.all("a")}
    assert linked == {f"{year}/index.html" for year in real.made}
    told = {row[0]: row[1:] for row in rows(years)[1:]}
    assert told["2017"] == ["4", "Siden listen i 2016: Gadelandet/Husumgård kom på listen."]
    assert told["2023"] == ["0 kendte, 12 uafgjorte", told["2023"][1]]


def test_every_area_is_on_the_front_page_and_has_a_page(real: World) -> None:
    pages = real.overview()
    found = {each.attributes["href"] for each in table(read(pages["index.html"]), "areas-table").all("a")}
    assert found == set(pages) - {"index.html"}
    assert len(found) == len(real.made[2023].rows["area_list"])


def test_an_areas_page_shows_each_figure_against_the_limit_of_its_year(real: World) -> None:
    page = read(real.overview()["areas/101-mjoelnerparken.html"])
    tables = {each.all("caption")[0].text("da"): rows(each)[1:] for each in page.all("table") if each.all("caption")}
    convicted = {row[0]: row[1:] for row in tables["Dømte"]}
    assert convicted["2017"] == ["2,52 pct.", "mere end 2,7 pct.", "ikke opfyldt"]
    assert convicted["2018"][0] == "2,16 pct."
    charts = [each for each in page.all("svg") if "years-chart" in each.classes]
    assert len(charts) == 6
    laws = [each.text("da").split()[-1] for each in charts[0].all("text") if "law-name" in each.classes]
    assert laws == ["2010", "2014", "2018", "2021"]


def test_an_areas_page_tells_its_changes_with_their_causes_latest_first(real: World) -> None:
    text = words(read(real.overview()["areas/101-mjoelnerparken.html"]).text())
    assert "Listen 2023: ikke på listen. På listen 2010–2022." in text
    left, entered = (
        text.index("Forlod listen som omdannelsesområde"),
        text.index("Kom på listen som hårdt ghettoområde"),
    )
    assert left < entered
    assert "Forklares af beboertallet alene." in text


def test_the_overview_is_of_the_latest_list_and_is_left_by_an_earlier_one(real: World, tmp_path: Path) -> None:
    out = OutRoot(tmp_path)
    publish(out, real.law, real.sources, [real.made[2017], real.made[2018]])
    index = out.report_folder / "index.html"
    before = index.read_bytes()
    assert (out.report_folder / "areas" / "101-mjoelnerparken.html").is_file()
    assert json.loads(out.datapackage.read_text(encoding="utf-8"))["made_up"] is False
    publish(out, real.law, real.sources, [real.made[2010]])
    assert index.read_bytes() == before


def test_sixty_areas_and_fifteen_lists_stay_small(real: World) -> None:
    """About 80 kB an area: 60 areas through 15 years are some 5 MB in all, the style sheet and script in each page."""
    sizes = [len(page.encode()) for page in real.overview().values()]
    assert max(sizes) < 110_000


def test_each_of_several_municipalities_has_its_own_page_and_one_alone_needs_none(real: World) -> None:
    made = next(make_lists(real.sources, real.law, Request((2018,), frozenset({"101", "751"}), "run")))
    pages = dict(town_pages(made, real.sources, real.law))
    assert list(pages) == ["101", "751"]
    assert "Mindst 3 af 5 områder i Aarhus er på listen af 1. december 2018; 2 er uafgjorte" in pages["751"]
    assert "Mjølnerparken" not in pages["751"]
    assert '<a rel="prev" href="../2017/751.html">' in pages["751"]
    assert '<a href="751.html">Aarhus</a>' in report_html(made.lists, made, real.sources, real.law)
    assert list(town_pages(real.made[2018], real.sources, real.law)) == []
