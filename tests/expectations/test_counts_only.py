"""A validation shows no value, a rule that raises does not pass, and Great Expectations is imported only when needed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from expectations import ValidationContext, validate
from expectations.docs import Judged, build_data_docs
from expectations.model import Native, Rule, Suite
from expectations.suites import suite
from expectations.validator import validate_suite
from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS

SENTINEL = "1312119999"


def example(list_year: int) -> list[Judged]:
    """A made-up delivery of one area, one region and the country: the suites documented without any real figure."""
    around = ValidationContext(list_year, known_areas=frozenset({"made-up"}), region_of={"made-up": "84"})
    keys = [("area", "made-up", 1), ("region", "84", 10), ("country", "DK", 100)]
    judged: list[Judged] = []
    for register in REGISTERS.values():
        columns: dict[str, list[object]] = {
            "scope": [scope for scope, _, _ in keys],
            "code": [code for _, code, _ in keys],
            "register_year": [register.register_year(list_year)] * len(keys),
        }
        for measure in register.measures:
            assert measure.kind in (Kind.COUNT, Kind.AMOUNT)
            columns[measure.name] = [(200 if measure.part_of else 1000) * size for _, _, size in keys]
        judged.append((register.name, pd.DataFrame(columns, dtype=object), around))
    return judged


def planted() -> tuple[str, pd.DataFrame, ValidationContext]:
    """The example population with the sentinel as code, scope, count, wrong kind and undeclared column."""
    name, frame, around = example(2024)[0]
    bad = pd.concat([frame, frame.head(1), frame.head(1)], ignore_index=True)
    bad.loc[3, ["scope", "code"]] = [SENTINEL, SENTINEL]
    bad.loc[4, ["code", "residents"]] = [SENTINEL, int(SENTINEL)]
    bad.loc[4, "residents_non_western"] = SENTINEL
    bad.loc[3, "residents_18_plus"] = -int(SENTINEL)
    bad.loc[2, "register_year"] = int(SENTINEL)
    bad[SENTINEL] = SENTINEL
    return name, bad, around


def broken_suite() -> Suite:
    """The population's table with three checks that break: in Great Expectations on a cell, on a column, in pandas."""

    def breaks(*_: object) -> None:
        raise ValueError(SENTINEL)

    column = {"column": "code", "min_value": 0}
    return Suite(
        suite("population").table,
        (
            Rule("cell_breaks", "", "warning", "Breaks", (), Native("ExpectColumnValuesToBeBetween", column)),
            Rule("column_breaks", "", "warning", "Breaks", (), Native("ExpectColumnMaxToBeBetween", {"column": "no"})),
            Rule("count_breaks", "", "warning", "Breaks", (), breaks),
        ),
    )


def test_a_planted_value_is_nowhere_in_verdict_results_logs_or_data_docs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    name, frame, around = planted()
    validation_run = validate_suite(suite(name), frame, around)
    assert len(validation_run.verdict.errors) >= 5
    build_data_docs(tmp_path, [(name, frame, around)])
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    published = capfd.readouterr()
    results = json.dumps([result.to_json_dict() for result in validation_run.results], default=str)
    faults = "".join(str(fault) for fault in validation_run.verdict.faults("population.csv"))
    for where in (repr(validation_run.verdict), faults, results, caplog.text, published.out, published.err, written):
        assert SENTINEL not in where
    assert "residents_18_plus_within_bounds" in written


def test_a_check_that_breaks_is_an_error_and_says_nothing_of_the_value(caplog: pytest.LogCaptureFixture) -> None:
    _, frame, around = planted()
    verdict = validate_suite(broken_suite(), frame, around).verdict
    assert [finding.severity for finding in verdict.findings] == ["error"] * 3
    assert not verdict.passed
    assert SENTINEL not in repr(verdict) + caplog.text


def test_a_second_frame_is_judged_on_its_own() -> None:
    name, frame, around = example(2024)[0]
    assert validate(name, frame, around).passed
    assert not validate(*planted()).passed
    assert validate(name, frame, around).passed


def test_faults_name_the_place_the_rule_and_counts() -> None:
    name, frame, around = example(2024)[0]
    frame.at[0, "residents_18_plus"] = -1
    (fault,) = validate(name, frame, around).faults("2024/population.csv")
    assert "2024/population.csv, column residents_18_plus" in str(fault)
    assert "1 of 3" in str(fault)


def test_importing_and_describing_needs_neither_great_expectations_nor_dagster() -> None:
    code = "import sys, expectations as e; assert 'pandas' not in sys.modules; [e.describe(n) for n in e.SUITES]; "
    code += "assert not {'great_expectations', 'dagster'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
