"""The page: valid, accessible, in two languages, without outside resources, and the same bytes every time."""

from __future__ import annotations

import itertools
import re
import time

import pytest

from pipeline.outputs.report import report_html
from pipeline.outputs.report.page import both
from pipeline.text.bilingual import Bilingual
from tests.outputs.report.conftest import RUN_ID, World
from tests.outputs.report.page import Element, read

PAGES = [("real", 2010), ("real", 2018), ("real", 2023), ("made_up", 2024), ("whole_country", 2022)]
OVERVIEW = [
    ("real", "index.html"),
    ("real", "areas/101-mjoelnerparken.html"),
    ("made_up", "index.html"),
    ("whole_country", "index.html"),
]


@pytest.fixture(scope="module", params=[*PAGES, *OVERVIEW], ids=lambda page: f"{page[0]} {page[1]}")
def html(request: pytest.FixtureRequest) -> str:
    name, which = request.param
    world: World = request.getfixturevalue(name)
    return world.html(which) if isinstance(which, int) else world.overview()[which]


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return read(html)


def test_headings_go_down_one_step_at_a_time_from_one_h1(page: Element) -> None:
    levels = [int(each.tag[1]) for each in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_and_every_reference_has_its_target(page: Element) -> None:
    ids = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    named = {name for each in page.all() for name in each.attributes.get("aria-labelledby", "").split()}
    links = {each.attributes["href"] for each in page.all("a")}
    wanted = named | {link[1:] for link in links if link.startswith("#")}
    assert wanted
    assert wanted <= set(ids)


def test_every_picture_has_words_or_stands_beside_them(page: Element) -> None:
    pictures = page.all("svg", "img")
    front = any("areas-table" in each.classes for each in page.all("table"))
    assert pictures or front
    for each in pictures:
        assert each.tag == "svg", "an image would be a file of its own"
        hidden = each.attributes.get("aria-hidden") == "true"
        assert hidden or (each.attributes.get("role") == "img" and each.attributes.get("aria-labelledby"))


def test_every_table_has_a_caption_and_every_head_a_scope(page: Element) -> None:
    tables = page.all("table")
    assert tables
    for table in tables:
        assert table.elements[0].tag == "caption"
        assert table.elements[0].text("da").strip()
        assert table.elements[0].text("en").strip()
        assert all(head.attributes.get("scope") for head in table.all("th"))


def test_every_row_fills_its_table(page: Element) -> None:
    for table in page.all("table"):
        widths = set()
        carried: dict[int, int] = {}  # cells that reach down into later rows
        for position, row in enumerate(table.all("tr")):
            cells = [each for each in row.elements if each.tag in ("th", "td")]
            widths.add(sum(int(each.attributes.get("colspan", 1)) for each in cells) + carried.get(position, 0))
            for each in cells:
                for below in range(position + 1, position + int(each.attributes.get("rowspan", 1))):
                    carried[below] = carried.get(below, 0) + 1
        assert len(widths) == 1, table.elements[0].text()


def test_there_are_landmarks_a_skip_link_and_named_buttons(page: Element) -> None:
    assert [len(page.all(tag)) for tag in ("main", "header", "footer")] == [1, 1, 1]
    first = page.all("a")[0]
    assert (first.classes, first.attributes["href"]) == (["skip"], "#content")
    assert all(button.text().strip() and button.attributes["type"] == "button" for button in page.all("button"))


def test_nothing_is_loaded_from_anywhere(html: str, page: Element) -> None:
    assert not page.all("link", "img", "iframe", "object", "embed", "source")
    assert all("src" not in each.attributes for each in page.all())
    # Links lead to a place in the page or to another page of the report, never elsewhere.
    assert all(re.fullmatch(r"#.+|(\.\./)*[\w./-]+\.html(#.+)?", each.attributes["href"]) for each in page.all("a"))
    style = "".join(str(part) for each in page.all("style") for part in each.children)
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|import)\b\s*\(", html)
    policy = next(each for each in page.all("meta") if "http-equiv" in each.attributes)
    assert policy.attributes["content"].startswith("default-src 'none'")


def test_each_text_stands_in_both_languages_side_by_side(page: Element) -> None:
    pairs = [each for each in page.all() if {"da", "en"} & set(each.classes)]
    assert len(pairs) > 100
    for each in pairs:
        assert each.attributes["lang"] == each.classes[0]
        assert each.text(each.classes[0]).strip(), "a text that is there in one language only"
        siblings = each.parent.elements if each.parent else []
        other = siblings[siblings.index(each) + (1 if each.classes == ["da"] else -1)]
        assert {each.classes[0], other.classes[0]} == {"da", "en"}


# The made-up country's areas have English names, so its Danish page is not free of English words.
@pytest.mark.parametrize("list_year", [2010, 2018, 2023])
def test_no_language_strays_into_the_other(real: World, list_year: int) -> None:
    page = read(real.html(list_year))
    for each in page.all():
        if each.attributes.get("lang") == "en" and "en" not in each.classes:
            each.children.clear()  # sources are quoted as the law files have them
    main = page.all("main")[0]
    english, danish = (set(re.findall(r"\w+", main.text(language).casefold())) for language in ("en", "da"))
    assert not english & {"og", "ikke", "på", "eller", "listen", "uafgjort", "grænse", "opfyldt", "er"}
    assert not danish & {"and", "not", "the", "or", "list", "undetermined", "limit", "met", "of", "on"}


def test_danish_shows_without_script(html: str, page: Element) -> None:
    root = page.all("html")[0]
    assert (root.attributes["lang"], root.attributes["data-language"]) == ("da", "da")
    assert '[data-language="da"] .en, [data-language="en"] .da { display: none; }' in html
    controls = next(each for each in page.all("div") if each.attributes.get("id") == "controls")
    assert "hidden" in controls.attributes


def test_made_up_data_is_marked_over_the_whole_page_and_on_paper(made_up: World, real: World) -> None:
    invented, genuine = made_up.html(2024), real.html(2018)
    page = read(invented)
    banner = page.all("aside")[0]
    assert "Opdigtede tal" in banner.text("da")
    assert "Made-up data" in banner.text("en")
    assert page.all("body")[0].classes == ["made-up"]
    watermark = re.search(r"\.made-up::after \{[^}]*\}", invented)
    assert watermark
    assert "position: fixed" in watermark[0]
    assert "OPDIGTEDE TAL" in watermark[0]
    assert not read(genuine).all("aside")
    assert read(genuine).all("body")[0].classes == []


def test_the_same_inputs_give_the_same_page(real: World) -> None:
    made = real.made[2018]
    again = real.html(2018)
    assert again == real.html(2018)
    assert RUN_ID not in again
    later = real.made[2023].lists
    assert report_html(later, made, real.sources, real.law) == again


def test_a_page_is_light_and_quick(real: World, whole_country: World) -> None:
    real.html(2017)  # the template and the chart library are read once a process
    began = time.process_time()
    size = len(real.html(2018).encode())
    assert time.process_time() - began < 3
    assert size < 300_000
    assert len(whole_country.html(2022).encode()) < 40_000 * len(whole_country.made[2022].rows["area_list"])


def test_names_are_text_never_markup() -> None:
    assert both(Bilingual("<b>", "<i>&")) == (
        '<span class="da" lang="da">&lt;b&gt;</span><span class="en" lang="en">&lt;i&gt;&amp;</span>'
    )
    assert both(Bilingual("<b>", "<b>")) == "&lt;b&gt;"
