"""What readers rely on stays, or the version of the contract says that it does not."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from commands.contract import PAGE, as_text, contract
from pipeline.core import errors
from pipeline.outputs.contract import additions, breaks, too_low


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PAGE.read_text(encoding="utf-8"))
    return found


def test_today_breaks_nobody_who_relies_on_the_committed_contract(committed: dict[str, Any]) -> None:
    """If this fails: keep what was there, or raise CONTRACT_VERSION as the message says."""
    assert too_low(committed, contract()) == ()


def test_the_committed_contract_is_of_today() -> None:
    """If this fails: ``make docs``."""
    assert PAGE.read_text(encoding="utf-8") == as_text(contract())


def test_every_exit_code_of_the_program_is_in_it(committed: dict[str, Any]) -> None:
    codes = {name.lower(): value for name, value in vars(errors).items() if name.isupper() and isinstance(value, int)}
    assert committed["exit_codes"] == codes


COLUMNS = ("tables", "designations", "columns")
BREAKING = {
    "a column is gone": (lambda at: at(*COLUMNS).pop("basis"), "tables.designations.columns.basis: is gone"),
    "a column has another name": (lambda at: renamed(at(*COLUMNS), "regime", "law"), "columns.regime: is gone"),
    "a column has another type": (
        lambda at: at(*COLUMNS, "criteria_met").update(type="string"),
        "criteria_met.type: int64 became string",
    ),
    "a column has another unit": (lambda at: at(*COLUMNS, "criteria_met").update(unit="shares"), "became shares"),
    "a column may be empty": (lambda at: at(*COLUMNS, "area").update(may_be_empty=True), "area.may_be_empty"),
    "columns changed places": (lambda at: at(*COLUMNS).update(area_id=at(*COLUMNS).pop("area_id")), "another order"),
    "a table is partitioned otherwise": (
        lambda at: at("tables", "delta").update(partitioned_by=["list_year", "municipality_code"]),
        "tables.delta.partitioned_by",
    ),
    "a table has another key": (lambda at: at("tables", "delta").update(key=["area_id"]), "tables.delta.key"),
    "a table is gone": (lambda at: at("tables").pop("counts"), "tables.counts: is gone"),
    "a CSV file has another sign": (
        lambda at: at("files", "area_list.csv").update(delimiter=","),
        "area_list.csv.delimiter",
    ),
    "an exit code means something else": (lambda at: at("exit_codes").update(input_refused=7), "input_refused"),
    "a command is gone": (lambda at: at("commands").pop("verify"), "commands.verify: is gone"),
    "an option must be given": (
        lambda at: at("commands", "status", "options").update({"--who": {"required": True, "takes": "a value"}}),
        "--who: is a new option that must be given",
    ),
    "a choice is gone": (
        lambda at: at("commands", "law", "options", "--language", "choices").pop("da"),
        "--language.choices.da: is gone",
    ),
}
ADDED = {
    "a table": lambda at: at("tables").update(new={"columns": {}}),
    "a column": lambda at: at(*COLUMNS).update(new={"type": "string", "may_be_empty": True}),
    "a value of a column": lambda at: at(*COLUMNS, "basis", "values").update(new={}),
    "an option": lambda at: at("commands", "status", "options").update(new={"required": False, "takes": "nothing"}),
    "a column that is never empty any more": lambda at: at(*COLUMNS, "designated").update(may_be_empty=False),
}


def renamed(columns: dict[str, Any], name: str, to: str) -> None:
    columns[to] = columns.pop(name)


def changed(committed: dict[str, Any], change: Any, version: str = "") -> dict[str, Any]:
    found = copy.deepcopy(committed)

    def at(*names: str) -> Any:
        place = found
        for name in names:
            place = place[name]
        return place

    change(at)
    return {**found, **({"version": version} if version else {})}


@pytest.mark.parametrize("case", BREAKING)
def test_what_breaks_a_reader_needs_a_higher_major_number(committed: dict[str, Any], case: str) -> None:
    change, said = BREAKING[case]
    major, minor = map(int, committed["version"].split("."))
    told = too_low(committed, changed(committed, change, f"{major}.{minor + 1}"))
    assert any(said in line for line in told), told
    assert f"raise CONTRACT_VERSION to {major + 1}.0" in told[-1]
    assert too_low(committed, changed(committed, change, f"{major + 1}.0")) == ()


@pytest.mark.parametrize("case", ADDED)
def test_an_addition_breaks_nobody_and_needs_a_higher_minor_number(committed: dict[str, Any], case: str) -> None:
    today = changed(committed, ADDED[case])
    major, minor = map(int, committed["version"].split("."))
    assert breaks(committed, today) == ()
    assert len(additions(committed, today)) == 1
    assert f"raise CONTRACT_VERSION to {major}.{minor + 1}" in too_low(committed, today)[-1]
    assert too_low(committed, {**today, "version": f"{major}.{minor + 1}"}) == ()
