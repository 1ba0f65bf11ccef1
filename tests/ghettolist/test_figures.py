"""``import ghettolist``: the same answers as the commands, as frames; what is withheld or unknown stays so."""

import html
from pathlib import Path

import pandas as pd
import pytest

import ghettolist

ROOT = Path(__file__).parents[2]
MADE_UP = ROOT / "data" / "made_up"


@pytest.fixture(scope="module")
def figures() -> ghettolist.Figures:
    return ghettolist.open()


def test_the_published_figures_are_there_without_a_folder(figures: ghettolist.Figures) -> None:
    assert figures.list_years == tuple(range(2010, 2025))
    assert "Mjølnerparken" in set(figures.areas["area"])


def test_a_list_has_the_rows_of_the_municipalities_asked_for(figures: ghettolist.Figures) -> None:
    found = figures.list(2017, "Aarhus")
    assert set(found.areas["municipality_code"]) == set(found.designations["municipality_code"]) == {"751"}
    assert len(figures.list(2017).areas) > len(found.areas)
    assert found.headline.endswith("are on the list of 1 December 2017")


def test_what_is_undetermined_is_missing_and_not_false(figures: ghettolist.Figures) -> None:
    column = figures.list(2019, "101").areas["udsat_boligomraade"]
    assert column.isna().any() and (column == True).any()  # noqa: E712


def test_an_area_is_explained_without_danish_letters(figures: ghettolist.Figures) -> None:
    found = figures.explain("Mjolnerparken", 2017)
    assert "1,752" in str(found) and str(found) == html.unescape(found._repr_html_())[len("<pre>") : -len("</pre>")]
    assert list(found.criteria["met"]) == [True, True, True, False, True, True]


def test_another_rule_moves_what_it_moves(figures: ghettolist.Figures) -> None:
    moved = figures.what_if(2017, "attachment=35 %", minimum_size=2000, municipality="København").moved
    assert set(moved["area"]) == {"Bispeparken", "Gadelandet/Husumgård", "Mjølnerparken"}


def test_lists_asked_for_in_any_order_are_the_same(figures: ghettolist.Figures) -> None:
    anew = ghettolist.open()
    later = anew.list(2018, "101").areas
    pd.testing.assert_frame_equal(anew.list(2014, "101").areas, figures.list(2014, "101").areas)
    pd.testing.assert_frame_equal(later, figures.list(2018, "101").areas)


def test_numbers_of_few_persons_are_withheld_and_made_up_figures_named() -> None:
    found = ghettolist.open(MADE_UP, language="da").list(2024)
    withheld = found.assessments[found.assessments["withheld"]]
    assert len(withheld) and withheld[["value", "margin", "persons_to_flip"]].isna().all(axis=None)
    assert found.made_up and found.areas["made_up"].all() and "OPDIGTEDE TAL" in found._repr_html_()


def test_a_name_is_text_in_a_notebook_and_never_markup(tmp_path: Path) -> None:
    areas = (ROOT / "data" / "raw" / "areas.csv").read_text(encoding="utf-8")
    (tmp_path / "areas.csv").write_text(areas.replace("Mjølnerparken", "<b>Mjølner</b>"), encoding="utf-8")
    with pytest.raises(ghettolist.Refusal):
        ghettolist.open(tmp_path).list(2017)
    page = ghettolist.open(tmp_path).explain("101-mjoelnerparken", 2017)._repr_html_()
    assert "&lt;b&gt;Mjølner" in page and "<b>" not in page


@pytest.mark.parametrize("asked", [{"raw": "nowhere"}, {"language": "sv"}])
def test_what_cannot_be_opened_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(ghettolist.Refusal):
        ghettolist.open(**asked)
