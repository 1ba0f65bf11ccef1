"""Areas: spellings, periods, predecessors, and every way a table of areas can contradict itself."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest

from pipeline.core.errors import InputRefused, WrongUsage
from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import AreaTable, read_areas

HEADER = "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors\n"
# Each way in which the areas of one list year can follow from those of another.
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
x;Stays;561;83;2010;2018;
z;Taken in;561;83;2010;2018;
x;Stays (with what it took in);561;83;2019;;x|z
v;Stays too;561;83;2010;2018;
w;Taken in too;561;83;2010;2018;
v;Stays too, its own id not named;561;83;2019;;w
k;Shrinks;621;83;2010;2018;
k;Shrinks (what is left);621;83;2019;;
l;Let go by the one that shrinks;621;83;2019;;k
n;Newcomer;621;83;2014;2016;
o;Made of an old and a new one;621;83;2017;;n|h
h;Old half;621;83;2010;2016;
"""


def table(folder: Path, lines: str = LINES) -> AreaTable:
    (folder / "areas.csv").write_text(HEADER + lines, encoding="utf-8")
    return read_areas(RawRoot(folder))


# What the latest period of an area stood under in an earlier list year (history: any of these listed is enough, or all,
# by the switch `merged_areas`), and whose counts of that year add up to it (None: no counts do).
EARLIER = [
    ("merged", "m", 2015, ("a", "b"), ("a", "b")),
    ("itself", "m", 2016, ("m",), ("m",)),
    ("split", "t", 2017, ("s",), None),
    ("renamed twice, two years back", "p", 2011, ("r",), ("r",)),
    ("renamed twice, one year back", "p", 2015, ("q",), ("q",)),
    ("absorbed, its own id named", "x", 2018, ("x", "z"), ("x", "z")),
    ("absorbed, its own id not named", "v", 2018, ("v", "w"), ("v", "w")),
    ("absorbed, after it", "x", 2019, ("x",), ("x",)),
    ("shrunk", "k", 2018, ("k",), None),
    ("shrunk, after it", "k", 2019, ("k",), ("k",)),
    ("let go", "l", 2018, ("k",), None),
    ("merged, both parts there", "o", 2015, ("h", "n"), ("h", "n")),
    ("merged, one part no area yet", "o", 2013, ("h",), None),
    ("before it was an area", "a", 2009, (), None),
]


@pytest.mark.parametrize(
    ("area_id", "list_year", "ids", "ground"), [row[1:] for row in EARLIER], ids=[r[0] for r in EARLIER]
)
def test_an_area_is_followed_back_through_what_it_was_made_of(
    tmp_path: Path, area_id: str, list_year: int, ids: tuple[str, ...], ground: tuple[str, ...] | None
) -> None:
    areas = table(tmp_path)
    latest = areas.by_id[area_id][-1]
    assert areas.earlier_ids(latest, list_year) == ids
    assert areas.ground_of(latest, list_year) == ground


def test_an_earlier_period_stands_for_a_later_one_only_if_the_border_is_the_same(tmp_path: Path) -> None:
    areas = table(tmp_path, "y;Old name;101;84;2010;2015;\ny;New name;101;84;2016;;\n" + LINES)
    assert areas.ground_of(areas.by_id["y"][0], 2020) == ("y",)  # renamed, the border kept
    assert areas.ground_of(areas.by_id["x"][0], 2020) is None  # it has taken in another since


def test_what_was_split_off_before_a_merger_does_not_count_against_it(tmp_path: Path) -> None:
    lines = "a;A;101;84;2010;2020;\nb;B;101;84;2010;2020;\nc;C, once of A;101;84;2014;;a\nm;M;101;84;2021;;a|b\n"
    areas = table(tmp_path, lines)
    (merged,) = areas.by_id["m"]
    assert areas.ground_of(merged, 2020) == ("a", "b")
    assert areas.ground_of(merged, 2013) is None  # the counts of A held C then


# The areas that lie in another as the rows of a list year count them, where both are delivered for it.
WITHIN = [
    ("merged, before", "m", 2015, (("a", "b"),)),
    ("merged, after", "m", 2016, (("a", "b"),)),
    ("split, before", "s", 2017, (("t", "u"),)),
    ("split, after", "s", 2018, (("t", "u"),)),
    ("renamed", "p", 2015, (("q",),)),
    ("renamed, the earlier one", "q", 2015, (("r",),)),
    ("absorbed, before", "x", 2018, ()),
    ("absorbed, after", "x", 2019, (("z",),)),
    ("shrunk, before", "k", 2018, (("l",),)),
    ("shrunk, after: side by side", "k", 2019, ()),
    ("merged of an old and a new one", "o", 2016, (("n", "h"),)),
    ("stands alone", "a", 2015, ()),
]


@pytest.mark.parametrize(
    ("area_id", "list_year", "within"), [row[1:] for row in WITHIN], ids=[row[0] for row in WITHIN]
)
def test_an_area_holds_those_it_was_made_of_and_those_it_was_split_into(
    tmp_path: Path, area_id: str, list_year: int, within: tuple[tuple[str, ...], ...]
) -> None:
    found = table(tmp_path).sums_in(list_year).get(area_id, ())
    assert [sorted(way) for way in found] == [sorted(way) for way in within]


def test_what_went_into_two_areas_lies_in_neither_and_what_was_split_off_earlier_beside_it(tmp_path: Path) -> None:
    lines = "a;A;101;84;2010;2020;\nb;B;101;84;2010;2020;\nc;C, once of A;101;84;2014;;a\nm;M;101;84;2021;;a|b\n"
    areas = table(tmp_path, lines + "n;N, of B too;101;84;2021;;b\n")
    assert areas.sums_in(2013) == {"a": (("c",),), "b": (("n",),)}  # A held C then, so not all of it is in M
    assert areas.sums_in(2020)["m"] == (("a",),)
    assert "a" not in areas.sums_in(2020)


def test_the_order_of_predecessors_makes_no_difference(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    first, second = table(one), table(other, LINES.replace(";a|b", ";b|a").replace(";x|z", ";z|x"))
    for area_id in ("m", "x"):
        for list_year in range(2010, 2022):
            latest = (first.by_id[area_id][-1], second.by_id[area_id][-1])
            assert first.earlier_ids(latest[0], list_year) == second.earlier_ids(latest[1], list_year)


def test_any_spelling_finds_the_area_and_an_unknown_one_says_what_there_is(tmp_path: Path) -> None:
    areas = table(tmp_path)
    assert areas.find("SØHUS nord (split)").area_id == "t"
    assert areas.find("q").area_id == "q"
    with pytest.raises(WrongUsage, match=r"is not in areas\.csv"):
        areas.find("Nowhere")


@pytest.mark.parametrize(("written", "code"), [("101", "101"), ("84", None), ("080", None)])
def test_a_municipality_is_one_of_the_three_digit_codes(tmp_path: Path, written: str, code: str | None) -> None:
    line = f"x;X;{written};84;2010;;\n"
    if code is None:
        with pytest.raises(InputRefused, match="column municipality_code: is no municipality"):
            table(tmp_path, line)
    else:
        assert table(tmp_path, line).areas[0].municipality_code == code


APART = unicodedata.normalize("NFD", "BLÅGÅRDEN")
BAD = [
    ("x;X;101;84;2010;;y\n", "predecessors not in the file: y"),
    ("x;X;101;84;2010;;x\n", "is its own predecessor"),
    ("x;X;101;84;2010;2015;\nx;X;101;84;2016;;x|x\n", "named twice: x"),
    ("x;X;101;84;2010;;y\ny;Y;101;84;2010;;x\n", "row 2, column predecessors: predecessors go in a circle"),
    ("x;X;101;84;2019;;y\ny;Y;101;84;2018;2018;x\n", "row 3, column predecessors: predecessors go in a circle"),
    ("x;X;101;84;2010;;y\ny;Y;101;84;2010;;\n", "begin no earlier than it does: y"),
    ("x;X;101;86;2010;;\n", "is not a region"),
    ("x;X;101;81;2010;;\n", "row 2, column region_code: is not the region of municipality 101. Expected: 84"),
    *(
        (f"x;X;{code};84;2010;;\n", "is no municipality")
        for code in ("1015", "0101", "101.0", "999", "København", "-1")
    ),
    ("x;X;101;84;2010;2009;\n", "ends before it begins"),
    ("x;X;101;84;-2019;;\n", "first_list_year"),
    ("x;X;101;84;201900;;\n", "column first_list_year: is not a list year"),
    ("x;X;101;84;1949;;\n", "column first_list_year: is not a list year. Expected: a year from 1950"),
    ("x;X;101;84;2010;9999;\n", "column last_list_year: is not a list year"),
    ("x;X;101;84;2010;2015;\nx;X;101;84;2015;;\n", "x is valid twice in one list year"),
    ("x;Blågården;101;84;2010;;\ny;" + APART + ";101;84;2012;;\n", "x and y have the same name, but for spelling"),
    ("x;A/B;101;84;2010;;\ny;a - b;101;84;2012;;\n", "x and y have the same name, but for spelling"),
    ("x;- -;101;84;2010;;\n", "column area: is empty of letters"),
    ("x;Park \x1b]52;101;84;2010;;\n", "areas.csv"),
    ("", "holds no area"),
    (
        "x;X;101;84;2010;;\ny;Y;101;84;2015;;x\nz;Z;101;84;2015;;x\n",
        "row 3: x is split into 2 areas and is still valid beside them. Expected: an end of x in 2014",
    ),
]


@pytest.mark.parametrize(("lines", "words"), BAD)
def test_an_area_table_that_contradicts_itself_is_refused(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        table(tmp_path, lines)
    assert words in refusal.value.message()


GOOD = [
    ("a part taken from an area that goes on", "x;X;101;84;2010;;\ny;Y;101;84;2015;;x\n"),
    (
        "split, with a period of its own for what is left",
        "x;X;101;84;2010;2014;\nx;X;101;84;2015;;\ny;Y;101;84;2015;;x\nz;Z;101;84;2015;;x\n",
    ),
    ("one name in two municipalities", "x;X;101;84;2010;;\ny;X;147;84;2010;;\n"),
    ("one name after the other", "x;X;101;84;2010;2014;\ny;X;101;84;2015;;x\n"),
    ("a name in another script", "x;Nørrebro Ø;101;84;2010;;\n"),
    ("an id that comes back", "x;X;101;84;2010;2012;\ny;Y;101;84;2013;2015;x\nx;X;101;84;2016;;y\n"),
]


@pytest.mark.parametrize("lines", [lines for _, lines in GOOD], ids=[name for name, _ in GOOD])
def test_an_area_table_that_does_not_is_read(tmp_path: Path, lines: str) -> None:
    assert len(table(tmp_path, lines).areas) == lines.count("\n")


def test_every_fault_of_the_table_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refusal:
        table(tmp_path, "x;X;101;81;2010;;\ny;Y;999;84;2010;;nobody\n")
    assert len(refusal.value.faults) == 3


def test_ten_thousand_areas_are_read_without_comparing_each_with_each(tmp_path: Path) -> None:
    lines = "".join(f"a{number};Area {number};101;84;2010;;\n" for number in range(10_000))
    begun = time.process_time()
    areas = table(tmp_path, lines)
    assert len(areas.valid_in(2020)) == 10_000
    assert time.process_time() - begun < 10


def test_a_missing_area_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"areas.csv: is missing"):
        read_areas(RawRoot(tmp_path))
