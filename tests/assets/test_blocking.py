"""A refused input stops everything downstream, leaves earlier outputs unchanged and shows no cell."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets import refusals
from assets.roots import PROJECT
from tests.assets.conftest import Ran, contents, event_log, made, run_backfill, run_years

FIRST, LAST = 2010, 2011
NEXT = 2012
NOTHING_KNOWN = 2025  # neither a delivery nor published figures in data/raw
SECRET = "48151623"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance) -> Ran:
    return run_backfill("data/raw", tmp_path_factory.mktemp("graph"), range(FIRST, LAST + 1), instance)


@pytest.fixture
def delivery(ran: Ran) -> Iterator[Path]:
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


def checks_of(result: dg.ExecuteInProcessResult) -> dict[tuple[str, str | None], dg.AssetCheckEvaluation]:
    return {(each.check_name, each.partition): each for each in result.get_asset_check_evaluations()}


def test_a_population_that_breaks_a_rule_stops_every_table(ran: Ran, delivery: Path) -> None:
    area = an_area()
    (delivery / "population.csv").write_text(population(f"area;{area};{NEXT};{SECRET};{int(SECRET) + 1};1"))
    before = contents(ran.roots.out_root.folder)
    result = run_years(ran.roots, ran.instance, NEXT)
    checks = checks_of(result)
    assert not result.success
    assert not checks["population_error", str(NEXT)].passed
    assert checks["population_error", str(NEXT)].blocking
    assert made(result) == set()
    assert contents(ran.roots.out_root.folder) == before
    assert SECRET not in event_log(ran.instance, result.run_id)


def test_one_bad_year_of_a_range_stops_the_whole_range(ran: Ran, delivery: Path) -> None:
    (delivery / "population.csv").write_text(population(f"area;{an_area()};{NEXT};{SECRET};{int(SECRET) + 1};1"))
    before = contents(ran.roots.out_root.folder)
    assert not run_years(ran.roots, ran.instance, LAST, NEXT + 1).success
    assert contents(ran.roots.out_root.folder) == before


def test_a_register_that_a_delivery_lacks_is_never_green(ran: Ran, delivery: Path) -> None:
    (delivery / "population.csv").write_text(population(f"area;{an_area()};{NEXT};2000;900;1500"))
    result = run_years(ran.roots, ran.instance, NEXT)
    checks = checks_of(result)
    assert result.success  # a delivery may hold some registers; what is missing makes areas undetermined
    assert checks["population_error", str(NEXT)].passed
    for severity in ("error", "warning"):
        lacking = checks[f"employment_{severity}", str(NEXT)]
        assert not lacking.passed
        assert lacking.severity is dg.AssetCheckSeverity.WARN
        assert lacking.metadata["delivered"].value is False


def test_checks_on_registers_are_skipped_where_nothing_was_delivered(ran: Ran) -> None:
    result = run_years(ran.roots, ran.instance, LAST)  # from published figures alone
    names = {name for name, _ in checks_of(result)}
    assert result.success
    assert not {name for name in names if name.startswith(("population", "employment", "education", "income", "crime"))}
    assert ("designations_error", str(LAST)) in checks_of(result)


def test_a_list_of_nothing_is_refused(ran: Ran) -> None:
    before = contents(ran.roots.out_root.folder)
    result = run_years(ran.roots, ran.instance, NOTHING_KNOWN)
    assert not result.success
    assert f"list year {NOTHING_KNOWN}: has neither a delivery nor published figures" in event_log(
        ran.instance, result.run_id
    )
    assert contents(ran.roots.out_root.folder) == before


def test_a_publication_alone_of_nothing_is_refused_too(ran: Ran) -> None:
    result = run_years(ran.roots, ran.instance, NOTHING_KNOWN, select="publication")
    assert not result.success
    assert "has neither a delivery nor published figures" in event_log(ran.instance, result.run_id)


def test_a_list_of_nothing_is_made_on_purpose_and_says_what_it_rests_on(ran: Ran, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    settings = {"raw": ran.roots.raw, "work": ran.roots.work, "out": str(tmp_path), "allow_empty": True}
    result = run_years(type(ran.roots)(**settings), ran.instance, NOTHING_KNOWN)
    assert result.success
    area_list = pq.read_table(tmp_path / "area_list" / f"list_year={NOTHING_KNOWN}" / "part-0.parquet")
    assert set(area_list["basis"].to_pylist()) == {"undetermined"}


def test_a_file_that_cannot_be_read_is_told_without_its_cells(ran: Ran, delivery: Path) -> None:
    (delivery / "population.csv").write_text(population(f"area;{an_area()};{NEXT};x{SECRET};1;1"))
    before = contents(ran.roots.out_root.folder)
    result = run_years(ran.roots, ran.instance, NEXT)
    log = event_log(ran.instance, result.run_id)
    assert not result.success
    assert f"{NEXT}/population.csv" in log
    assert SECRET not in log
    assert contents(ran.roots.out_root.folder) == before


def test_an_error_that_nobody_foresaw_is_told_without_its_message(
    ran: Ran, delivery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(f"cannot make sense of {SECRET}")

    (delivery / "population.csv").write_text(population(f"area;{an_area()};{NEXT};2000;900;1501"))
    monkeypatch.setattr("pipeline.inputs.sources.read_delivery", broken)
    result = run_years(ran.roots, ran.instance, NEXT)
    log = event_log(ran.instance, result.run_id)
    assert not result.success
    assert "ValueError at test_blocking.py" in log
    assert SECRET not in log


def test_a_number_that_may_not_be_shown_is_not_in_the_event_log(ran: Ran, delivery: Path) -> None:
    (delivery / "population.csv").write_text(population(f"area;{an_area()};{NEXT};{SECRET};3;{SECRET}"))
    result = run_years(ran.roots, ran.instance, NEXT)
    assert result.success
    assert SECRET not in event_log(ran.instance, result.run_id)


@pytest.mark.parametrize(("faults", "success"), [(1, True), (refusals.TRANSIENT_RETRIES + 1, False)])
def test_a_fault_of_storage_is_retried_a_bounded_number_of_times(
    ran: Ran, monkeypatch: pytest.MonkeyPatch, faults: int, success: bool
) -> None:
    from assets import publication

    monkeypatch.setattr(refusals, "FIRST_PAUSE_SECONDS", 0)
    publish, tried = publication.publish, []

    def on_a_disk_that_fails(*arguments: object, **named: object) -> None:
        tried.append(1)
        if len(tried) <= faults:
            raise OSError(5, f"Input/output error {SECRET}")
        publish(*arguments, **named)

    monkeypatch.setattr(publication, "publish", on_a_disk_that_fails)
    result = run_years(ran.roots, ran.instance, LAST)
    assert result.success is success
    assert len(tried) == min(faults + 1, refusals.TRANSIENT_RETRIES + 1)
    assert SECRET not in event_log(ran.instance, result.run_id)


def test_refused_input_is_not_retried(ran: Ran, delivery: Path) -> None:
    (delivery / "population.csv").write_text("scope;code\n")
    result = run_years(ran.roots, ran.instance, NEXT)
    assert not result.success
    assert not [event for event in result.all_events if event.is_step_up_for_retry]
