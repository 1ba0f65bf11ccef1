"""The suites of published figures, the person profile, indicators and designations: each rule broken alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from expectations import ValidationContext, validate
from expectations.notes import notes
from expectations.profile import ACCEPTABLE
from expectations.thresholds import PERSON_THRESHOLDS

AROUND = ValidationContext(
    2024,
    known_areas=frozenset({"north"}),
    within={"udsat boligområde": None, "parallelsamfund": "udsat boligområde"},
    categories_on={"2024-12-01": frozenset({"udsat boligområde", "parallelsamfund"})},
)
DAY = dt.date(2024, 12, 1)
PLACE = {"municipality_code": "101", "municipality": "København", "area": "Nordparken"}
VALUE = {
    **PLACE,
    "list_date": DAY,
    "residents": 1000,
    "non_western_pct": Decimal("50.1"),
    "attachment_pct": Decimal("40.0"),
    "convicted_pct": Decimal("2.70"),
    "basic_education_pct": Decimal("60.0"),
    "income_pct_of_region": Decimal("55.0"),
    "printed_in": "list",
    "source": "ministry",
}
LISTED = {**PLACE, "list_date": DAY, "category": "parallelsamfund", "evidence": "printed"}
INDICATOR = {
    "list_year": 2024,
    "area_id": "north",
    "area": "Nordparken",
    "municipality_code": "101",
    "indicator": "non_western",
    "part": Decimal(500),
    "whole": Decimal(1000),
    "value": 0.5,
    "benchmark": None,
    "register_years": "2024",
    "grain": "area",
}
DESIGNATION = {
    "list_year": 2024,
    "area_id": "north",
    "area": "Nordparken",
    "municipality_code": "101",
    "category": "udsat boligområde",
    "designated": True,
    "criteria_met": 2,
    "criteria_required": 2,
    "consecutive_lists": 1,
    "basis": "recomputed",
    "regime": "2021",
    "reason_da": "To af fire.",
    "reason_en": "Two of four.",
}
INNER = {**DESIGNATION, "category": "parallelsamfund"}
PROFILE = [{"register": t.register, "rule": t.rule, "rows": 1000, "failures": 0} for t in PERSON_THRESHOLDS]
SOUND: dict[str, list[dict[str, Any]]] = {
    "published_values": [VALUE],
    "published_lists": [LISTED],
    "indicators": [INDICATOR],
    "designations": [DESIGNATION, INNER],
    "person_profile": PROFILE,
}


def failed(name: str, rows: list[dict[str, Any]], around: ValidationContext = AROUND) -> set[str]:
    verdict = validate(name, pd.DataFrame(rows, dtype=object), around)
    return {finding.expectation for finding in verdict.findings if not finding.success}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_table_fails_nothing(name: str) -> None:
    assert failed(name, SOUND[name]) == set()


@pytest.mark.parametrize(
    ("name", "rule", "cells"),
    [
        ("published_values", "non_western_pct_within_bounds", {"non_western_pct": Decimal("100.1")}),
        ("published_values", "income_pct_of_region_within_bounds", {"income_pct_of_region": Decimal("-0.1")}),
        ("published_values", "residents_within_bounds", {"residents": 0}),
        ("published_values", "municipality_code_form", {"municipality_code": "0101"}),
        ("published_values", "required_cells_filled", {"area": ""}),
        ("published_lists", "category_of_the_law", {"category": "ghettoområde"}),
        ("published_lists", "category_of_the_law", {"list_date": dt.date(2023, 12, 1)}),
        ("indicators", "share_within_0_1", {"value": 1.01}),
        ("indicators", "size_not_negative", {"indicator": "size", "value": -1.0}),
        ("indicators", "income_not_negative", {"indicator": "income", "value": -0.1}),
        ("indicators", "part_not_above_whole", {"part": Decimal("1000.5")}),
        ("indicators", "indicator_allowed", {"indicator": "wealth"}),
        ("indicators", "grain_allowed", {"grain": "household"}),
        ("indicators", "list_year_expected", {"list_year": 2023}),
        ("indicators", "areas_known", {"area_id": "elsewhere"}),
        ("designations", "null_exactly_when_undetermined", {"designated": None, "category": "parallelsamfund"}),
        ("designations", "reasons_given", {"reason_en": " "}),
        ("designations", "basis_allowed", {"basis": "guessed"}),
        ("designations", "criteria_met_within_bounds", {"criteria_met": -1}),
        ("designations", "nested_categories", {"designated": False}),
    ],
)
def test_each_rule_is_failed_by_its_own_case_and_only_it(name: str, rule: str, cells: dict[str, object]) -> None:
    first, *others = SOUND[name]
    if cells.get("category") == "parallelsamfund":
        first, others = INNER, [DESIGNATION]
    assert failed(name, [{**first, **cells}, *others]) == {rule}


@pytest.mark.parametrize("name", SOUND)
def test_a_doubled_row_fails_the_key_and_nothing_else(name: str) -> None:
    assert failed(name, [*SOUND[name], SOUND[name][0]]) == {"key_unique"}


def test_an_area_without_one_of_the_categories_is_not_complete() -> None:
    assert failed("designations", [DESIGNATION]) == {"area_by_category_complete"}


def test_a_category_that_the_law_does_not_know_is_named() -> None:
    extra = {**DESIGNATION, "category": "ghettoområde"}
    assert failed("designations", [DESIGNATION, INNER, extra]) == {"categories_known"}


def test_rules_that_need_the_law_do_not_pass_without_it() -> None:
    assert failed("published_lists", [LISTED], ValidationContext(2024)) == {"category_of_the_law"}


@pytest.mark.parametrize("digit", range((len(PERSON_THRESHOLDS) + 1).bit_length()))
def test_a_profile_fails_one_above_its_threshold_and_not_on_it(digit: int) -> None:
    """The rules are numbered from 1; those with a binary 1 in this digit are one above, the others on their threshold.

    No two rules have the same digits, so over all digits each rule is told from every other.
    """
    above = {(t.register, t.rule): number >> digit & 1 for number, t in enumerate(PERSON_THRESHOLDS, start=1)}
    permitted = {(t.register, t.rule): max(int(t.permitted * 1000), t.few) for t in PERSON_THRESHOLDS}
    keys = [(row["register"], row["rule"]) for row in PROFILE]
    rows = [{**row, "failures": permitted[key] + above[key]} for row, key in zip(PROFILE, keys, strict=True)]
    expected = {f"{register}_{rule}" for (register, rule), is_above in above.items() if is_above}
    assert expected
    assert failed("person_profile", rows) == expected


def test_a_rule_that_the_engine_did_not_count_has_not_passed() -> None:
    assert failed("person_profile", PROFILE[1:]) == {f"{PROFILE[0]['register']}_{PROFILE[0]['rule']}"}


def test_a_count_without_a_threshold_is_named() -> None:
    extra = {"register": "income", "rule": "left_handed", "rows": 1, "failures": 0}
    assert failed("person_profile", [*PROFILE, extra]) == {"rules_known"}


REPEATS = [
    {**row, "rows": 20_000, "failures": 20_000} if row["rule"] == "row_count_repeats" else row for row in PROFILE
]
FILES = {"income": "income (income.parquet)", "addresses": "addresses (addresses.csv)"}


def test_a_register_with_last_years_number_of_rows_fails_unless_that_is_accepted_by_name() -> None:
    names = {"employment_row_count_repeats", "education_row_count_repeats", "income_row_count_repeats"}
    assert names | {"population_nobody_born_last_year"} == set(ACCEPTABLE)
    assert failed("person_profile", REPEATS) == names
    verdict = validate("person_profile", pd.DataFrame(REPEATS), ValidationContext(2024, accepted=frozenset(names)))
    assert verdict.passed
    (note,) = verdict.warnings
    assert {place.column for place in note.places} == names


def test_what_cannot_be_accepted_fails_though_its_name_is_given() -> None:
    rows = [{**row, "failures": 1} if row["rule"] == "missing_key" else row for row in PROFILE]
    around = ValidationContext(2024, accepted=frozenset({"income_missing_key"}))
    assert "income_missing_key" in failed("person_profile", rows, around)


@pytest.mark.parametrize(
    ("register", "rule", "place", "words"),
    [
        ("income", "impossible_amount", "2024, income (income.parquet), column perindkialt_13", "perindkialt_13"),
        (
            "employment",
            "impossible_amount",
            "2024, employment, column fuldtid",
            "fuldtid is filled, with a number from 0 to 1",
        ),
        (
            "population",
            "area_without_residents",
            "2024, addresses (addresses.csv), column area_id",
            "areas in addresses",
        ),
        ("income", "nobody_or_everybody", "2024, income (income.parquet)", "taxpayers"),
    ],
)
def test_a_failed_rule_of_the_profile_names_the_file_and_the_column_it_is_about(
    register: str, rule: str, place: str, words: str
) -> None:
    rows = [{**row, "failures": 999} if (row["register"], row["rule"]) == (register, rule) else row for row in PROFILE]
    verdict = validate("person_profile", pd.DataFrame(rows), ValidationContext(2024, files=FILES))
    (fault,) = verdict.faults("2024")
    assert fault.where == place
    assert words in fault.expected
    assert "perindkialt" not in fault.expected or register == "income"


def test_a_note_of_the_profile_names_the_file_and_the_column() -> None:
    rows = [{**row, "failures": 999} if row["rule"] == "not_in_population" else row for row in PROFILE]
    verdict = validate("person_profile", pd.DataFrame(rows), ValidationContext(2024, files=FILES))
    assert any(
        line.startswith("  2024, income (income.parquet), column pnr: does not hold")
        for line in notes([("2024", verdict)])
    )


def test_a_register_not_delivered_with_person_rows_is_not_judged_here() -> None:
    assert failed("person_profile", [row for row in PROFILE if row["register"] != "crime"]) == set()
