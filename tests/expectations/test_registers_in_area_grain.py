"""Each rule of the register suites has a delivery that breaks it, and only it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from expectations import SUITES, ValidationContext, describe, validate
from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS

AROUND = ValidationContext(
    2024,
    known_areas=frozenset({"north", "south"}),
    region_of={"north": "81", "south": "84"},
    area_names={"north": "Nordvang"},
    row_numbers=(3, 4, 5, 6, 7, 8),
)
KEYS = [("area", "north", 1), ("area", "south", 1), ("region", "81", 10), ("region", "84", 10), ("country", "DK", 100)]


def sound(name: str) -> pd.DataFrame:
    """A delivery without faults: wholes of 1000, parts of 200, regions and country multiples of these."""
    register = REGISTERS[name]
    columns: dict[str, list[object]] = {
        "scope": [scope for scope, _, _ in KEYS],
        "code": [code for _, code, _ in KEYS],
        "register_year": [register.register_year(2024)] * len(KEYS),
    }
    for measure in register.measures:
        number = Decimal if measure.kind is Kind.AMOUNT else int
        columns[measure.name] = [number((200 if measure.part_of else 1000) * size) for _, _, size in KEYS]
    return pd.DataFrame(columns, dtype=object)


def failed(name: str, frame: pd.DataFrame, around: ValidationContext = AROUND) -> set[str]:
    return {finding.expectation for finding in validate(name, frame, around).findings if not finding.success}


def changed(name: str, row: int, **cells: object) -> pd.DataFrame:
    frame = sound(name)
    for column, value in cells.items():
        frame.at[row, column] = value
    return frame


def plus(name: str, **cells: object) -> pd.DataFrame:
    frame = sound(name)
    extra = {column: frame.at[0, column] for column in frame.columns} | cells
    return pd.concat([frame, pd.DataFrame([extra], dtype=object)], ignore_index=True)


@pytest.mark.parametrize("name", list(REGISTERS))
def test_a_sound_delivery_fails_nothing(name: str) -> None:
    verdict = validate(name, sound(name), replace(AROUND, previous=sound(name)))
    assert [finding.expectation for finding in verdict.findings if not finding.success] == []
    assert [finding.expectation for finding in verdict.findings] == [rule[0] for rule in describe(name)]


BROKEN: list[tuple[str, str, Callable[[], pd.DataFrame]]] = [
    ("population", "key_unique", lambda: plus("population")),
    ("population", "register_year_expected", lambda: changed("population", 0, register_year=2023)),
    ("population", "register_year_within_bounds", lambda: changed("population", 0, register_year=1979)),
    ("population", "required_cells_filled", lambda: changed("population", 1, register_year=None)),
    ("population", "scope_allowed", lambda: plus("population", scope="parish")),
    ("population", "region_codes", lambda: changed("population", 2, code="86")),
    ("population", "country_code", lambda: changed("population", 4, code="SE")),
    ("population", "areas_known", lambda: plus("population", code="elsewhere")),
    ("population", "areas_delivered", lambda: sound("population").drop(index=0)),
    ("population", "residents_18_plus_within_bounds", lambda: changed("population", 0, residents_18_plus=-1)),
    (
        "population",
        "residents_non_western_not_above_whole",
        lambda: changed("population", 0, residents_non_western=1001),
    ),
    ("population", "residents_non_western_missing", lambda: changed("population", 0, residents_non_western=None)),
    ("population", "region_totals", lambda: changed("population", 0, residents=10_001)),
    ("population", "country_totals", lambda: changed("population", 2, residents=100_000)),
    (
        "employment",
        "without_link_not_above_whole",
        lambda: changed("employment", 0, without_link=Decimal("1000.000001")),
    ),
    ("education", "parts_together", lambda: changed("education", 0, basic_only=601)),
    ("income", "scopes_complete", lambda: sound("income").drop(index=3)),
    ("crime", "scopes_complete", lambda: sound("crime").drop(index=4)),
]


@pytest.mark.parametrize(("name", "rule", "delivery"), BROKEN, ids=[f"{name}-{rule}" for name, rule, _ in BROKEN])
def test_each_rule_is_failed_by_its_own_case_and_only_it(
    name: str, rule: str, delivery: Callable[[], pd.DataFrame]
) -> None:
    # A year before 1980 is not the expected one either
    also = {"register_year_expected"} if rule == "register_year_within_bounds" else set()
    assert failed(name, delivery()) == {rule} | also


def test_a_part_on_its_whole_is_no_part_above_it() -> None:
    assert failed("employment", changed("employment", 0, without_link=Decimal("1000.000000"))) == set()
    assert failed("education", changed("education", 0, basic_only=600)) == set()


def test_a_float_in_a_count_is_not_exact_and_counts_as_missing() -> None:
    assert failed("population", changed("population", 0, residents=1000.0)) == {"cells_exact", "residents_missing"}


def test_income_of_an_area_may_be_negative() -> None:
    assert failed("income", changed("income", 0, gross_income_dkk=Decimal(-5))) == set()


@pytest.mark.parametrize(("before", "rules"), [(1250, set()), (1251, {"whole_jump"}), (833, {"whole_jump"})])
def test_a_whole_may_move_by_a_fifth_of_what_it_was(before: int, rules: set[str]) -> None:
    around = replace(AROUND, previous=changed("population", 0, residents=before))
    assert failed("population", sound("population"), around) == rules


@pytest.mark.parametrize(("before", "rules"), [(400, set()), (401, {"part_jump"}), (19, set()), (20, {"part_jump"})])
def test_a_part_may_move_by_half_of_what_it_was_and_small_numbers_are_not_judged(before: int, rules: set[str]) -> None:
    around = replace(AROUND, previous=changed("population", 0, residents_non_western=before))
    assert failed("population", sound("population"), around) == rules


def test_an_absent_column_fails_the_schema_and_every_rule_that_reads_it_is_not_judged() -> None:
    verdict = validate("crime", sound("crime").drop(columns="convicted"), AROUND)
    names = {finding.expectation for finding in verdict.errors}
    assert {"columns_present", "convicted_not_above_whole", "convicted_within_bounds"} <= names
    unjudged = [f for f in verdict.errors if f.expectation != "columns_present"]
    assert all("Not judged" in finding.sentence for finding in unjudged)
    assert "residents_18_plus_within_bounds" not in names


def test_an_empty_delivery_does_not_pass() -> None:
    assert "scopes_complete" in failed("population", sound("population").head(0))


def test_nullable_integers_are_judged_as_they_come() -> None:
    frame = changed("population", 0, residents_18_plus=None)
    for column in ("register_year", "residents", "residents_non_western", "residents_18_plus"):
        frame[column] = frame[column].astype("Int64")
    assert failed("population", frame) == {"residents_18_plus_missing"}


def test_every_suite_describes_rules_with_names_that_dagster_accepts() -> None:
    for name in SUITES:
        rules = describe(name)
        assert len({rule for rule, _, _, _ in rules}) == len(rules) > 0
        assert all(rule.replace("_", "").isalnum() and sentence for rule, _, _, sentence in rules)


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (lambda: changed("population", 0, residents_18_plus=-1), "residents_18_plus_within_bounds fails for 1 of 5 (Nordvang (north), row 3)"),
        (lambda: changed("population", 1, residents=100), "residents_18_plus_not_above_whole fails for 1 of 5 (south, row 4)"),
        (lambda: plus("population", code="0101907731"), "areas_known fails for 1 of 3 (row 8)"),
        (lambda: changed("population", 0, residents=10_001), "region_totals fails for 1 of 6 (residents, region 81, row 5)"),
    ],
)  # fmt: skip
def test_messages_name_the_area_or_the_row_and_never_a_delivered_cell(
    delivery: Callable[[], pd.DataFrame], words: str
) -> None:
    message = "\n".join(map(str, validate("population", delivery(), AROUND).faults("2024/population")))
    assert words in message
    assert "0101907731" not in message
