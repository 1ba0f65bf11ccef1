"""The files in ``published/``: a row that would change a list unseen, or that nothing would use, is refused."""

from __future__ import annotations

import datetime as dt
import shutil
import unicodedata
from pathlib import Path

import pytest

from pipeline.core.errors import InputRefused
from pipeline.core.paths import SHIPPED_RAW, RawRoot
from pipeline.inputs.areas import read_areas
from pipeline.inputs.published import Published, read_published
from pipeline.inputs.sources import open_sources
from pipeline.law.loader import default_law

AREAS = """\
area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors
aa;Ågården;101;84;2000;;
b;Bakken;101;84;2000;;
c;Bakken;751;82;2000;;
"""
NAMES = "area,also_written\nÅgården,Aagården\n"
VALUES = "list_date,municipality_code,municipality,area,residents,non_western_pct,attachment_pct,convicted_pct,basic_education_pct,income_pct_of_region,printed_in,source\n"
LISTS = "list_date,municipality_code,municipality,area,category,evidence\n"
COVERAGE = "list_date,municipality_code,category,note\n"
LIMITS = "list_date,category,limit_pct,evidence\n"
COUNTS = "list_date,category,areas_nationally,evidence\n"


def refusal(raw: Path) -> str:
    with pytest.raises(InputRefused) as refused:
        open_sources(RawRoot(raw))
    return str(refused.value)


def read(folder: Path, areas: str = AREAS, **files: str) -> Published:
    raw = RawRoot(folder)
    raw.published_folder.mkdir(exist_ok=True)
    raw.areas.write_text(areas, encoding="utf-8")
    for name, text in {"area_names": NAMES, **files}.items():
        (raw.published_folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_published(raw, read_areas(raw))


def refused(folder: Path, areas: str = AREAS, **files: str) -> list[str]:
    with pytest.raises(InputRefused) as refused:
        read(folder, areas, **files)
    return [str(fault) for fault in refused.value.faults]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED_RAW, tmp_path / "raw"))


def change(path: Path, old: str, new: str) -> int:
    """Replace text of a file at its first place; the number of that row."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_files_are_accepted_and_hold_every_list_the_law_has_and_two_extra_ones() -> None:
    published = open_sources(RawRoot(SHIPPED_RAW)).published
    law = default_law()
    extra = {day for day in published.list_dates if law.on(day.year).published_on(day.year) != day}
    assert extra == {dt.date(2011, 1, 1), dt.date(2014, 2, 1)}


# --- the day ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("lists", "2021-12-01,101,København,Tingbjerg", "2021-12-02,101,København,Tingbjerg"),
        ("values", "2014-12-01,101", "2014-12-11,101"),
        ("conviction_limits", "2019-12-01", "2019-10-10"),
        ("coverage", "2012-10-01", "2012-10-10"),
        ("lists", "2015-12-01", "2015-11-30"),
    ],
)
def test_one_day_that_is_no_list_s_is_refused_with_its_row_and_the_right_day(
    shipped: Path, file: str, old: str, new: str
) -> None:
    row = change(shipped / "published" / f"{file}.csv", old, new)
    year = int(new[:4])
    meant = default_law().on(year).published_on(year)
    assert (
        f"published/{file}.csv, column list_date: 1 row of a day close to that of a list (row {row}). Expected: {meant}, "
        "as the law says. What to do: correct the day; if there was an extra list that day, give it a row in "
        "published/national_counts.csv"
    ) in refusal(shipped)


def test_a_wrong_day_in_the_file_of_the_numbers_is_told_by_the_list_that_has_none(shipped: Path) -> None:
    change(shipped / "published/national_counts.csv", "2021-12-01,parallelsamfund", "2021-12-02,parallelsamfund")
    assert (
        "published/coverage.csv: parallelsamfund of 2021-12-01 is stated whole for the whole country. Expected: its number of "
        "areas in published/national_counts.csv"
    ) in refusal(shipped)


def test_an_extra_list_months_from_any_other_is_read(tmp_path: Path) -> None:
    lists = LISTS + "2011-01-01,101,,Bakken,ghettoområde,\n2014-02-01,101,,Bakken,ghettoområde,\n"
    assert read(tmp_path, lists=lists).list_dates == (dt.date(2011, 1, 1), dt.date(2014, 2, 1))


def test_an_extra_list_close_to_another_is_read_once_it_has_a_row_in_the_file_of_the_numbers(tmp_path: Path) -> None:
    lists = LISTS + "2015-01-15,101,,Bakken,ghettoområde,\n"  # 45 days after 1 December
    (fault,) = refused(tmp_path, lists=lists)
    assert "Expected: 2014-12-01, as the law says" in fault
    published = read(tmp_path, lists=lists, national_counts=COUNTS + "2015-01-15,ghettoområde,,an extra list\n")
    assert published.list_dates == (dt.date(2015, 1, 15),)


def test_a_day_before_the_first_list_or_far_ahead_is_refused(tmp_path: Path) -> None:
    lists = LISTS + "2009-12-01,101,,Bakken,ghettoområde,\n2101-12-01,101,,Bakken,parallelsamfund,\n"
    (fault,) = refused(tmp_path, lists=lists)
    assert "column list_date: 2 rows no list's date (rows 2, 3). Expected: a day from 2010 on" in fault


def test_a_file_of_numbers_that_cannot_be_read_is_the_only_fault(tmp_path: Path) -> None:
    lists = LISTS + "2014-02-01,101,,Bakken,ghettoområde,\n"
    coverage = COVERAGE + "2014-02-01,,ghettoområde,\n"
    (fault,) = refused(tmp_path, lists=lists, coverage=coverage, national_counts="list_date,category\n2014-02-01,x\n")
    assert fault.startswith("published/national_counts.csv: columns missing: areas_nationally")


# --- how many areas --------------------------------------------------------------------------------------------------------

TWO = LISTS + "2021-12-01,101,,Bakken,parallelsamfund,\n2021-12-01,751,,Bakken,parallelsamfund,\n"
WHOLE = COVERAGE + "2021-12-01,,parallelsamfund,\n"


def counts(number: object) -> str:
    return COUNTS + f"2021-12-01,parallelsamfund,{number},\n"


def test_a_list_known_whole_names_as_many_areas_as_were_counted(tmp_path: Path) -> None:
    published = read(tmp_path, lists=TWO, coverage=WHOLE, national_counts=counts(2))
    assert published.on_list(dt.date(2021, 12, 1), "aa", "101", "parallelsamfund") is False
    for number in (1, 3):
        (fault,) = refused(tmp_path, lists=TWO, coverage=WHOLE, national_counts=counts(number))
        assert fault.startswith(
            "published/lists.csv: areas named as parallelsamfund on 2021-12-01: 2. "
            f"Expected: {number}, as published/national_counts.csv counts. What to do: correct lists.csv"
        )


def test_a_list_known_in_part_may_name_fewer_areas_but_no_more(tmp_path: Path) -> None:
    part = COVERAGE + "2021-12-01,101,parallelsamfund,\n"
    assert read(tmp_path, lists=TWO, coverage=part, national_counts=counts(3)).listed
    (fault,) = refused(tmp_path, lists=TWO, coverage=part, national_counts=counts(1))
    assert "parallelsamfund on 2021-12-01: 2. Expected: at most 1, as" in fault


def test_a_list_of_no_areas_is_whole_if_none_were_counted(tmp_path: Path) -> None:
    assert read(tmp_path, coverage=WHOLE, national_counts=counts(0)).covered
    (fault,) = refused(tmp_path, coverage=WHOLE, national_counts=counts(2))
    assert "parallelsamfund on 2021-12-01: 0. Expected: 2, as" in fault


def test_a_list_is_not_known_whole_for_the_country_without_its_number(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, lists=TWO, coverage=WHOLE, national_counts=counts(""))
    assert "is stated whole for the whole country" in fault


def test_without_the_file_of_the_numbers_nothing_is_compared(tmp_path: Path) -> None:
    assert read(tmp_path, lists=TWO, coverage=WHOLE).covered == {(dt.date(2021, 12, 1), "", "parallelsamfund")}


def test_a_row_taken_out_of_the_shipped_lists_is_noticed_by_its_number(shipped: Path) -> None:
    change(shipped / "published/lists.csv", "2010-10-26,101,København,Akacieparken,ghettoområde,transcribed\n", "")
    text = refusal(shipped)
    assert "areas named as ghettoområde on 2010-10-26: 28. Expected: 29, as" in text


# --- one area twice --------------------------------------------------------------------------------------------------------


def test_one_area_under_two_spellings_is_refused_with_both_rows(tmp_path: Path) -> None:
    rows = "2014-12-01,101,,Ågården,1200,55,45,3,,,,\n2014-12-01,101,,Bakken,1200,55,45,3,,,,\n2014-12-01,101,,Aagården,900,10,5,0,,,,\n"
    (fault,) = refused(tmp_path, values=VALUES + rows)
    assert fault == (
        "published/values.csv, column area: 2 rows of areas that another row has too (rows 2, 4). Expected: one row for each "
        "list_date, area, however the area is written. What to do: leave the row that is right."
    )


def test_one_area_may_be_on_two_lists_of_a_day_and_no_list_has_it_twice(tmp_path: Path) -> None:
    rows = "2021-12-01,101,,Ågården,parallelsamfund,\n2021-12-01,101,,Ågården,omdannelsesområde,\n"
    assert read(tmp_path, lists=LISTS + rows).listed
    rows += "2021-12-01,101,,ÅGÅRDEN,parallelsamfund,\n2021-12-01,101,,Bakken,parallelsamfund,\n2021-12-01,101,,Bakken.,parallelsamfund,\n"
    (fault,) = refused(tmp_path, lists=LISTS + rows)
    assert "4 rows of areas that another row has too (rows 2, 4; rows 5, 6)" in fault


# --- rows that nothing would use -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["0101", "1010101010", "København", "999"])
def test_coverage_of_what_is_no_municipality_is_refused(tmp_path: Path, code: str) -> None:
    (fault,) = refused(tmp_path, coverage=COVERAGE + f"2021-12-01,{code},parallelsamfund,\n")
    assert fault.startswith(
        "published/coverage.csv, column municipality_code: 1 row of no municipality (row 2). "
        "Expected: the three digits of a municipality, or an empty cell for the whole country"
    )


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("coverage", COVERAGE + "2021-12-01,101,ghettoområde,\n"),
        ("conviction_limits", LIMITS + "2017-12-01,udsat boligområde,1.98,x\n"),
        ("national_counts", COUNTS + "2024-12-01,hårdt ghettoområde,3,\n"),
        ("national_counts", COUNTS + "2024-12-01,ghetto,3,\n"),
    ],
)
def test_a_category_that_the_law_did_not_have_on_that_day_is_refused(tmp_path: Path, file: str, row: str) -> None:
    (fault,) = refused(tmp_path, **{file: row})
    assert (
        f"published/{file}.csv, column category: 1 row of a category that the law did not have that day (row 2)"
        in fault
    )


# --- Unicode ---------------------------------------------------------------------------------------------------------------


def apart(text: str) -> str:
    """The text as macOS writes it in file names and some programs everywhere: letters and their rings apart."""
    return unicodedata.normalize("NFD", text)


def test_names_written_with_letters_and_rings_apart_are_read_as_composed_ones(tmp_path: Path) -> None:
    assert apart(AREAS) != AREAS
    files = {
        "lists": LISTS + "2018-12-01,101,,Aagården,hårdt ghettoområde,\n",
        "coverage": COVERAGE + "2018-12-01,101,hårdt ghettoområde,\n",
        "conviction_limits": LIMITS + "2018-12-01,hårdt ghettoområde,1.98,x\n",
        "area_names": NAMES,
    }
    composed = read(tmp_path, **files)
    separate = read(tmp_path, apart(AREAS), **{name: apart(text) for name, text in files.items()})
    assert separate.listed == composed.listed == {dt.date(2018, 12, 1): {("aa", "hårdt ghettoområde")}}
    assert (separate.covered, separate.limits) == (composed.covered, composed.limits)
    areas = read_areas(RawRoot(tmp_path))
    assert {area.name for area in areas.areas} == {"Ågården", "Bakken"}
    assert set(areas.spellings.values()) == {"Ågården"}
