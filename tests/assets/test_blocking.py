"""A refused input stops everything downstream, leaves earlier outputs unchanged and shows no cell."""

from __future__ import annotations

import shutil
from pathlib import Path

import dagster as dg
import pytest

from assets.backfill import run_list_year
from assets.definitions import YEARLY_LIST, graph
from assets.roots import PROJECT
from tests.assets.conftest import Ran, contents, run_backfill

FIRST, LAST = 2010, 2011
NEXT = 2012
SECRET = "48151623"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance) -> Ran:
    return run_backfill("data/raw", tmp_path_factory.mktemp("graph"), range(FIRST, LAST + 1), instance)


@pytest.fixture
def delivery(ran: Ran) -> Path:
    """The folder of the next list year's delivery, empty, and gone after the test."""
    folder = ran.roots.raw_root.delivery(NEXT)
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def population(*rows: str) -> str:
    head = "scope;code;register_year;residents;residents_non_western;residents_18_plus"
    return "\n".join([head, *rows]) + "\n"


def an_area() -> str:
    return (PROJECT / "data/raw/areas.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(";")[0].split(",")[0]


def run_next(ran: Ran) -> dg.ExecuteInProcessResult:
    job = graph(ran.roots).resolve_job_def(YEARLY_LIST)
    return job.execute_in_process(partition_key=str(NEXT), instance=ran.instance, raise_on_error=False)


def made(result: dg.ExecuteInProcessResult) -> set[str]:
    return {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}


def event_log(ran: Ran, result: dg.ExecuteInProcessResult) -> str:
    return "\n".join(dg.serialize_value(entry) for entry in ran.instance.all_logs(result.run_id))


def test_a_population_that_breaks_a_rule_stops_every_table(ran: Ran, delivery: Path) -> None:
    area = an_area()
    (delivery / "population.csv").write_text(population(f"area;{area};{NEXT};{SECRET};{int(SECRET) + 1};1"))
    before = contents(ran.roots.out_root.folder)
    result = run_next(ran)
    checks = {each.check_name: each for each in result.get_asset_check_evaluations()}
    assert not result.success
    assert not checks["population_error"].passed
    assert checks["population_error"].blocking
    assert checks["employment_error"].metadata["delivered"].value is False
    assert made(result) == {"areas", "goals", "published"}
    assert contents(ran.roots.out_root.folder) == before
    assert SECRET not in event_log(ran, result)


def test_a_file_that_cannot_be_read_is_told_without_its_cells(ran: Ran, delivery: Path) -> None:
    (delivery / "population.csv").write_text(population(f"area;{an_area()};{NEXT};x{SECRET};1;1"))
    before = contents(ran.roots.out_root.folder)
    result = run_next(ran)
    log = event_log(ran, result)
    assert not result.success
    assert f"{NEXT}/population.csv" in log
    assert SECRET not in log
    assert contents(ran.roots.out_root.folder) == before


def test_an_error_that_nobody_foresaw_is_told_without_its_message(
    ran: Ran, delivery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(f"cannot make sense of {SECRET}")

    monkeypatch.setattr("pipeline.inputs.sources.read_delivery", broken)
    result = run_next(ran)
    log = event_log(ran, result)
    assert not result.success
    assert "ValueError at test_blocking.py" in log
    assert SECRET not in log


def test_a_number_that_may_not_be_shown_is_not_in_the_event_log(ran: Ran, delivery: Path) -> None:
    (delivery / "population.csv").write_text(population(f"area;{an_area()};{NEXT};{SECRET};3;{SECRET}"))
    result = run_next(ran)
    assert result.success
    assert SECRET not in event_log(ran, result)


def test_a_list_year_without_the_years_before_it_names_them(ran: Ran) -> None:
    assert run_list_year(ran.roots, NEXT, ran.instance)
    for kept in ran.roots.work_folder.glob(f"*/{LAST}.pickle"):
        kept.unlink()
    result = run_next(ran)
    log = event_log(ran, result)
    assert not result.success
    assert f"Materialise first: list year {LAST}" in log
    assert f"python -m assets.backfill {LAST}..{LAST}" in log


def test_what_other_code_has_kept_is_not_used(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.storage.code_version", lambda: "another version")
    result = run_next(ran)
    assert not result.success
    assert "by this version of the code" in event_log(ran, result)
