"""The rules from a person row to a count, each as a small table: rows in, the count that follows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.persons import Rules
from tests.persons.small import counted


def resident(
    born: str = "1980-06-01", pnr: str = "p1", origin: str = "1;5100", kom: str = "101", at: str = "home"
) -> str:
    return f"{pnr};{born};{kom};{origin};{at}"


@pytest.mark.parametrize(
    ("born", "is_adult"),
    [
        ("2006-01-01", 1),  # 18 on the day itself
        ("2006-01-02", 0),
        ("2005-12-31", 1),
        ("2004-02-29", 1),
        ("2008-02-29", 0),
    ],
)
def test_an_adult_is_eighteen_on_1_january_of_the_list_year(tmp_path: Path, born: str, is_adult: int) -> None:
    assert counted(tmp_path, "population", population=[resident(born)])["residents_18_plus"] == is_adult


@pytest.mark.parametrize(("list_year", "is_adult"), [(2022, 0), (2023, 1)])
def test_one_born_on_29_february_is_eighteen_on_the_first_1_january_after_the_birthday(
    tmp_path: Path, list_year: int, is_adult: int
) -> None:
    rows = [resident("2004-02-29")]
    assert counted(tmp_path, "population", list_year=list_year, population=rows)["residents_18_plus"] == is_adult


@pytest.mark.parametrize(
    ("list_year", "origin", "counts"),
    [
        (2012, "2;5750", 1),  # Croatia before its membership
        (2013, "2;5750", 1),  # a member since 1 July 2013, after 1 January
        (2014, "2;5750", 0),
        (2014, "3;5750", 0),
        (2024, "2;5170", 0),  # the United Kingdom stays western
        (2024, "2;5436", 1),
        (2024, "3;5436", 1),
        (2024, "1;5436", 0),  # of Danish origin whatever the country says
        (2024, "2;5103", 1),  # stateless
        (2024, "2;5101", 0),  # Greenland
        (2024, "2;5999", 0),  # not stated
        (2024, "2;", 0),  # no country
        (2024, "2;x", 0),  # no country that can be read
        (2024, "2;05170", 0),  # however the number is written
        (2024, "2;0005170", 0),
        (2024, "2;5170.0", 0),
        (2024, "2;05436", 1),
    ],
)
def test_non_western_is_immigrant_or_descendant_from_a_country_not_western_that_1_january(
    tmp_path: Path, list_year: int, origin: str, counts: int
) -> None:
    rows = [resident(origin=origin)]
    assert counted(tmp_path, "population", list_year=list_year, population=rows)["residents_non_western"] == counts


@pytest.mark.parametrize(
    ("decisions", "convicted"),
    [
        (["p1;2023-05-05;1252;111"], 1),  # straffeloven
        (["p1;2023-05-05;3210;111"], 1),  # euforiserende stoffer
        (["p1;2023-05-05;3410;111"], 1),  # våbenloven
        (["p1;2023-05-05;1252123;111"], 1),  # seven digits
        (["p1;2023-05-05;3210999;111"], 1),
        (["p1;2023-05-05;3310;111"], 0),
        (["p1;2023-05-05;2110;111"], 0),  # færdselsloven
        (["p1;2023-05-05;125;111"], 0),  # three digits are no offence
        (["p1;2023-05-05;0123;111"], 0),  # group 0, not stated
        (["p1;2023-05-05;1252;514"], 0),  # acquitted
        (["p1;2023-05-05;1252;999"], 0),  # no such type of decision
        (["p1;2023-05-05;1252;514", "p1;2023-06-05;1252;111"], 1),
        (["p1;2023-05-05;1252;111", "p1;2023-06-05;3210;121"], 1),  # convicted twice
        (["p1;2022-12-31;1252;111"], 0),
        (["p1;2023-01-01;1252;111"], 1),
        (["p1;2023-12-31;1252;111"], 1),
        (["p1;2024-01-01;1252;111"], 0),
        (["p1;31-12-2023;1252;111"], 1),  # a Danish date
        (["p1;20231231;1252;111"], 1),
        (["p1;31DEC2023;1252;111"], 1),  # SAS
        (["p1;31FEB2023;1252;111"], 0),  # no such day
        (["p2;2023-05-05;1252;111"], 0),  # lives nowhere
    ],
)
def test_a_person_is_convicted_once_by_a_guilty_decision_in_the_year_on_a_counting_offence(
    tmp_path: Path, decisions: list[str], convicted: int
) -> None:
    assert counted(tmp_path, "crime", population=[resident()], crime=decisions) == {
        "residents_18_plus": 1,
        "convicted": convicted,
    }


@pytest.mark.parametrize(("from_age", "convicted"), [(18, 0), (15, 1)])
def test_a_seventeen_year_old_is_convicted_only_where_the_open_point_says_so(
    tmp_path: Path, from_age: int, convicted: int
) -> None:
    rules = Rules(convicted_from_age=from_age)  # type: ignore[arg-type]
    rows: dict[str, Any] = {"population": [resident("2006-06-01")], "crime": ["p1;2023-05-05;1252;111"]}
    assert counted(tmp_path, "crime", rules=rules, **rows)["convicted"] == convicted


@pytest.mark.parametrize(
    ("born", "statuses", "without_link"),
    [
        ("1980-06-01", ["p1;318;1"], "1"),
        ("1980-06-01", ["p1;318;0.4", "p1;131;0.6"], "0.4"),  # two statuses
        ("1980-06-01", ["p1;318;0,4", "p1;200;0,25"], "0.65"),  # decimal comma, both without link
        ("1980-06-01", ["p1;318;0.1", "p1;200;0.2"], "0.3"),  # 0.1 + 0.2 is not 0.3 in floats
        ("1980-06-01", ["p1;318;0.1234567"], "0.123457"),  # more decimals than are summed
        ("1980-06-01", ["p1;517;1"], "0"),  # entitled to SU
        ("1980-06-01", ["p1;412;1"], "0"),  # efterløn
        ("1980-06-01", ["p1;999;1"], "0"),  # no such status
        ("1980-06-01", ["p2;318;1"], "0"),  # p1 is missing from the register
        ("2006-01-01", ["p1;318;1"], "1"),
        ("2006-01-02", ["p1;318;1"], "0"),  # 17
        ("1959-01-02", ["p1;318;1"], "1"),  # 64
        ("1959-01-01", ["p1;318;1"], "0"),  # 65
    ],
)
def test_each_status_without_link_counts_by_its_part_of_the_year(
    tmp_path: Path, born: str, statuses: list[str], without_link: str
) -> None:
    found = counted(tmp_path, "employment", population=[resident(born)], employment=statuses)["without_link"]
    assert found == Decimal(without_link)


@pytest.mark.parametrize(("position", "without_link"), [("default_list", "1"), ("named_only", "0.5")])
def test_the_list_of_statuses_is_an_open_point_with_two_positions(
    tmp_path: Path, position: str, without_link: str
) -> None:
    rules = Rules(without_link=position)  # type: ignore[arg-type]
    rows: dict[str, Any] = {"population": [resident()], "employment": ["p1;318;0.5", "p1;200;0.5"]}
    assert counted(tmp_path, "employment", rules=rules, **rows)["without_link"] == Decimal(without_link)


@pytest.mark.parametrize(
    ("education", "part"),
    [
        ("p1;1000;15", "basic_only"),
        ("p1;1500;15", "basic_only"),  # preparatory: gives no level
        ("p1;1000;17", "basic_only"),  # grundskole, brought or not
        ("p1;2000;17", "brought_only"),
        ("p1;2000;3", "brought_only"),
        ("p1;2000;18", "brought_only"),
        ("p1;2000;11", None),  # recognised
        ("p1;2000;15", None),
        ("p1;9000;15", "unknown"),
        ("p1;9000;17", "unknown"),
        ("p1;7777;15", "unknown"),  # in no format table
        ("p1;;15", "unknown"),
        ("p2;2000;15", "unknown"),  # p1 is missing from the register
    ],
)
def test_basic_brought_and_unknown_education_are_three_separate_parts(
    tmp_path: Path, education: str, part: str | None
) -> None:
    expected = {"residents_30_59": 1, "basic_only": 0, "brought_only": 0, "unknown": 0}
    if part:
        expected[part] = 1
    assert counted(tmp_path, "education", population=[resident()], education=[education]) == expected


@pytest.mark.parametrize(
    ("born", "residents"), [("1994-01-01", 1), ("1994-01-02", 0), ("1964-01-02", 1), ("1964-01-01", 0)]
)
def test_education_is_asked_of_those_from_30_to_59(tmp_path: Path, born: str, residents: int) -> None:
    assert counted(tmp_path, "education", population=[resident(born)])["residents_30_59"] == residents


@pytest.mark.parametrize(
    ("income", "taxpayers", "dkk"),
    [
        (["p1;300000,50;1;131"], 1, "300000.5"),
        (["p1;300000.55;1;131"], 1, "300000.55"),
        (["p1;-1200.25;1;131"], 1, "-1200.25"),  # a loss counts as it is
        (["p1;300000;2;131"], 0, "0"),  # not here the whole year
        (["p1;300000;1;310"], 0, "0"),  # in education
        (["p2;300000;1;131"], 0, "0"),  # missing: not taxable
    ],
)
def test_income_is_that_of_fully_taxable_persons_not_in_education(
    tmp_path: Path, income: list[str], taxpayers: int, dkk: str
) -> None:
    found = counted(tmp_path, "income", population=[resident()], income=income)
    assert found == {"taxpayers": taxpayers, "gross_income_dkk": Decimal(dkk)}


def test_who_lives_in_no_area_valid_that_year_counts_for_region_and_country_only(tmp_path: Path) -> None:
    population = [
        resident(),
        resident(pnr="p2", at="old"),
        resident(pnr="p3", at="nowhere"),
        resident(pnr="p4", kom="999"),
    ]
    addresses = ["home;A;2010;", "old;A;2010;2023"]
    found = [
        counted(tmp_path, "population", code, population=population, addresses=addresses)["residents"]
        for code in ("A", "84", "81", "DK")
    ]
    assert found == [2, 3, 0, 4]


def test_an_area_with_nobody_in_it_has_a_row_of_zeros(tmp_path: Path) -> None:
    assert counted(tmp_path, "income", "B", population=[resident()]) == {
        "taxpayers": 0,
        "gross_income_dkk": Decimal(0),
    }


@pytest.mark.parametrize("decision", ["3", "4", "5", "515", "516", "517", "518", "2", "511"])
@pytest.mark.parametrize(
    ("rules", "left_out"),
    [
        (Rules(), ()),
        (Rules(dropped_charges="left_out"), ("3", "4")),
        (Rules(mixed_decisions="left_out"), ("5", "515", "516", "517", "518")),
    ],
)
def test_dropped_charges_and_other_decisions_are_open_points_with_two_positions(
    tmp_path: Path, rules: Rules, left_out: tuple[str, ...], decision: str
) -> None:
    rows: dict[str, Any] = {"population": [resident()], "crime": [f"p1;2023-05-05;1252;{decision}"]}
    assert counted(tmp_path, "crime", rules=rules, **rows)["convicted"] == (decision not in left_out)


@pytest.mark.parametrize(("position", "part"), [("counts_as_basic", "basic_only"), ("above_basic", None)])
def test_preparatory_education_is_an_open_point_with_two_positions(
    tmp_path: Path, position: str, part: str | None
) -> None:
    rules = Rules(preparatory_education=position)  # type: ignore[arg-type]
    found = counted(tmp_path, "education", rules=rules, population=[resident()], education=["p1;1500;15"])
    assert (found["basic_only"], found["unknown"]) == (1 if part else 0, 0)


def test_preparatory_education_brought_from_abroad_is_brought_where_it_is_above_basic(tmp_path: Path) -> None:
    rows: dict[str, Any] = {"population": [resident()], "education": ["p1;1500;17"]}
    found = counted(tmp_path, "education", rules=Rules(preparatory_education="above_basic"), **rows)
    assert (found["basic_only"], found["brought_only"]) == (0, 1)


@pytest.mark.parametrize("origin", ["0", "5001", "5397", "5800", "5999"])
@pytest.mark.parametrize(("position", "counts"), [("not_counted", 0), ("counts_as_non_western", 1)])
def test_an_origin_not_stated_is_an_open_point_with_two_positions(
    tmp_path: Path, origin: str, position: str, counts: int
) -> None:
    rules = Rules(unknown_origin=position)  # type: ignore[arg-type]
    people = [resident(origin=f"2;{origin}"), resident(pnr="p2", origin=f"1;{origin}")]
    assert counted(tmp_path, "population", rules=rules, population=people)["residents_non_western"] == counts
