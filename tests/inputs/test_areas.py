"""Areas: spellings, periods and predecessors."""

from pathlib import Path

import pytest

from pipeline.core.errors import InputRefused, WrongUsage
from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import AreaTable, read_areas

HEADER = "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors\n"
LINES = """\
a;Askehaven;101;84;2010;2015;
b;Birkely;101;84;2010;2015;
m;Askebirk (merged);101;84;2016;;a|b
s;Søhus;751;82;2010;2017;
t;Søhus Nord (split);751;82;2018;;s
u;Søhus Syd (split);751;82;2018;;s
r;Rosenlund;461;83;2010;2012;
q;Rosenly (renamed);461;83;2013;2019;r
p;Rosenly Park (renamed again);461;83;2020;;q
"""


def table(folder: Path, lines: str = LINES) -> AreaTable:
    (folder / "areas.csv").write_text(HEADER + lines, encoding="utf-8")
    return read_areas(RawRoot(folder))


EARLIER = [
    # area, list year, the ids its ground stood under
    ("m", 2015, ("a", "b")),
    ("m", 2016, ("m",)),
    ("t", 2017, ("s",)),
    ("p", 2011, ("r",)),
    ("p", 2015, ("q",)),
    ("a", 2009, ()),
]


@pytest.mark.parametrize(("area_id", "list_year", "ids"), EARLIER)
def test_an_area_is_followed_back_through_what_it_was_made_of(
    tmp_path: Path, area_id: str, list_year: int, ids: tuple[str, ...]
) -> None:
    areas = table(tmp_path)
    assert areas.earlier_ids(areas.by_id[area_id][-1], list_year) == ids


def test_earlier_counts_may_be_summed_for_a_merger_and_a_rename_but_not_for_a_split(tmp_path: Path) -> None:
    areas = table(tmp_path)
    assert areas.wholly_from(areas.by_id["m"][-1], ("a", "b"))
    assert areas.wholly_from(areas.by_id["p"][-1], ("r",))
    assert not areas.wholly_from(areas.by_id["t"][-1], ("s",))


def test_any_spelling_finds_the_area_and_an_unknown_one_says_what_there_is(tmp_path: Path) -> None:
    areas = table(tmp_path)
    assert areas.find("SØHUS nord (split)").area_id == "t"
    assert areas.find("q").area_id == "q"
    with pytest.raises(WrongUsage, match=r"is not in areas\.csv"):
        areas.find("Nowhere")


BAD = [
    ("x;X;101;84;2010;;y\n", "predecessors not in the file: y"),
    ("x;X;101;84;2010;;x\n", "is its own predecessor"),
    ("x;X;101;86;2010;;\n", "is not a region"),
    ("x;X;101;84;2010;2009;\n", "ends before it begins"),
    ("x;X;101;84;2010;2015;\nx;X;101;84;2015;;\n", "x is valid twice in one list year"),
]


@pytest.mark.parametrize(("lines", "words"), BAD)
def test_an_area_table_that_contradicts_itself_is_refused(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        table(tmp_path, lines)
    assert words in refusal.value.message()


def test_a_missing_area_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"areas.csv: is missing"):
        read_areas(RawRoot(tmp_path))
