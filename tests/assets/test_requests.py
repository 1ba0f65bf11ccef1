"""What asks for runs: the sensor on the deliveries, the year's calendar, and what is late. Dagster's own test contexts."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._core.test_utils import freeze_time
from dagster._utils.schedules import schedule_execution_time_iterator

from assets import requests
from assets.definitions import graph
from assets.lateness import AsOf, registers_on_time
from assets.roots import PROJECT, Roots
from assets.yearly_list import YEARLY_LIST
from pipeline.core.paths import OutRoot
from pipeline.inputs.registers import REGISTERS
from tests.assets.conftest import contents, straight

COPENHAGEN_TIME = ZoneInfo("Europe/Copenhagen")
FIRST, CORRECTED, NEWEST = 2021, 2022, 2024
TODAY = dt.datetime(2026, 11, 26, 12, tzinfo=COPENHAGEN_TIME)


@dataclass
class Watch:
    """The sensor as the daemon evaluates it: tick after tick with the cursor it left."""

    roots: Roots
    instance: dg.DagsterInstance
    cursor: str | None = None
    skipped: str = ""
    keys: list[str] = field(default_factory=list)

    def tick(self) -> list[tuple[str, str]]:
        """The ranges of list years asked for."""
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"roots": self.roots}, sensor_name="received_delivery"
        )
        with freeze_time(TODAY):
            answers = list(requests.received_delivery(context))
        self.cursor = context.cursor
        self.skipped = " ".join(str(each.skip_message) for each in answers if isinstance(each, dg.SkipReason))
        asked = [each for each in answers if isinstance(each, dg.RunRequest)]
        self.keys += [str(each.run_key) for each in asked]
        return [_range(each) for each in asked]


def _range(request: dg.RunRequest) -> tuple[str, str]:
    if request.partition_key is not None:
        return request.partition_key, request.partition_key
    found = request.partition_key_range
    assert found is not None
    return found.start, found.end


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up counts of which every list year is made."""
    folder = tmp_path_factory.mktemp("finished")
    shutil.copytree(PROJECT / "data/made_up", folder / "raw")
    for list_year in range(2016, FIRST):
        shutil.rmtree(folder / "raw" / str(list_year))
    roots = Roots(raw=str(folder / "raw"), out=str(folder / "out"))
    straight(roots, folder / "out", range(FIRST, NEWEST + 1))
    return folder


@pytest.fixture
def watch(finished: Path, tmp_path: Path) -> Iterator[Watch]:
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    with dg.DagsterInstance.ephemeral() as instance:
        yield Watch(Roots(raw=str(tmp_path / "raw"), out=str(tmp_path / "out"), work=str(tmp_path / "work")), instance)


def touch_card(watch: Watch, list_year: int, text: str = "\n") -> None:
    with watch.roots.raw_root.card(list_year).open("a") as stream:
        stream.write(text)


def remove(watch: Watch, *list_years: int) -> None:
    """As if these list years had not been made."""
    for list_year in list_years:
        for folder in watch.roots.out_root.folder.glob(f"*/list_year={list_year}"):
            shutil.rmtree(folder)


def test_switching_on_runs_no_finished_year_again(watch: Watch) -> None:
    assert watch.tick() == []
    assert "Every list year rests on what is there" in watch.skipped


def test_a_corrected_delivery_asks_for_its_year_and_all_that_rest_on_it_as_one_run(watch: Watch) -> None:
    touch_card(watch, CORRECTED)
    assert watch.tick() == [("2022", "2024")]


def test_a_new_delivery_that_may_be_refused_does_not_hold_up_the_correction_of_earlier_lists(watch: Watch) -> None:
    touch_card(watch, CORRECTED)
    touch_card(watch, NEWEST)
    assert watch.tick() == [("2022", "2023"), ("2024", "2024")]


def test_a_list_whose_delivery_was_taken_away_is_not_asked_for(watch: Watch) -> None:
    shutil.rmtree(watch.roots.raw_root.delivery(NEWEST))
    assert watch.tick() == []


def test_a_new_delivery_asks_for_its_year_alone(watch: Watch) -> None:
    remove(watch, NEWEST)
    assert watch.tick() == [("2024", "2024")]


def test_a_delivery_without_a_card_runs(watch: Watch) -> None:
    remove(watch, NEWEST)
    watch.roots.raw_root.card(NEWEST).unlink()
    assert watch.tick() == [("2024", "2024")]


def test_a_request_that_failed_is_repeated_when_anything_changes_and_not_before(watch: Watch) -> None:
    touch_card(watch, NEWEST)
    assert watch.tick() == [("2024", "2024")]
    assert watch.tick() == []  # the run failed: nothing was made, and nothing has changed
    touch_card(watch, NEWEST, "# again\n")
    assert watch.tick() == [("2024", "2024")]
    assert len(set(watch.keys)) == 2


def test_a_correction_that_is_taken_back_is_asked_for_again_under_a_key_of_its_own(watch: Watch) -> None:
    card = watch.roots.raw_root.card(NEWEST)
    first = card.read_bytes()
    for content in (first + b"\n", first + b"\n\n", first + b"\n"):
        card.write_bytes(content)
        assert watch.tick() == [("2024", "2024")]
    assert len(set(watch.keys)) == 3


def test_half_a_delivery_waits_and_says_for_what_and_later_years_wait_for_it(watch: Watch) -> None:
    remove(watch, 2023, 2024)
    (watch.roots.raw_root.delivery(2023) / "delivery.yaml").unlink()
    for register in ("income", "crime"):
        next(watch.roots.raw_root.delivery(2023).glob(f"{register}.*")).unlink()
    assert watch.tick() == []
    assert "2023 waits for income, crime" in watch.skipped
    assert "2024 waits for 2023" in watch.skipped


def test_a_half_delivery_that_was_published_as_it_is_does_not_wait(watch: Watch, tmp_path: Path) -> None:
    watch.roots.raw_root.card(NEWEST).unlink()
    next(watch.roots.raw_root.delivery(NEWEST).glob("crime.*")).unlink()
    straight(watch.roots, watch.roots.out_root.folder, [NEWEST])
    assert watch.tick() == []
    touch_card(watch, 2023)
    assert watch.tick() == [("2023", "2024")]


def test_other_code_alone_asks_for_nothing(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.outputs.year_status.code_version", lambda: "another version")
    assert watch.tick() == []


def test_files_that_cannot_be_read_are_told_of_and_not_asked_for(watch: Watch) -> None:
    watch.roots.raw_root.areas.write_text("not an area table\n")
    assert watch.tick() == []
    assert "areas.csv" in watch.skipped


def test_the_raw_files_are_reported_once_for_each_content(watch: Watch) -> None:
    def reported() -> str:
        context = dg.build_sensor_context(instance=watch.instance, resources={"roots": watch.roots})
        with freeze_time(TODAY):
            return str(requests.raw_file_versions(context).skip_message)

    assert "data versions reported" in reported()
    assert reported() == "Nothing changed."
    touch_card(watch, NEWEST)
    assert reported() == "3 data versions reported."  # inputs of 2024, 2025 and 2026


def at(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=COPENHAGEN_TIME)


@pytest.mark.parametrize(
    ("schedule", "due", "job"),
    [
        (requests.two_weeks_before, at(2026, 11, 17, 6), "rehearsal"),
        (requests.first_of_december, at(2026, 12, 1, 6), YEARLY_LIST),
    ],
)
def test_the_calendar_of_the_year(schedule: dg.ScheduleDefinition, due: dt.datetime, job: str) -> None:
    times = schedule_execution_time_iterator(at(2026, 11, 1).timestamp(), schedule.cron_schedule, "Europe/Copenhagen")
    assert next(times) == due
    assert schedule.execution_timezone == "Europe/Copenhagen"
    request = schedule(dg.build_schedule_context(scheduled_execution_time=due))
    assert request.partition_key == "2026"
    assert schedule.job_name == job


def test_a_rehearsal_writes_beside_the_lists_and_never_over_one(watch: Watch) -> None:
    before = contents(watch.roots.out_root.folder)
    job = graph(watch.roots).resolve_job_def("rehearsal")
    result = job.execute_in_process(partition_key=str(NEWEST), instance=watch.instance)
    after = contents(watch.roots.out_root.folder)
    assert result.success
    assert {name: after[name] for name in before} == before
    added = set(after) - set(before)
    assert added
    assert all(name.startswith("rehearsal/") for name in added)
    assert OutRoot(watch.roots.out_root.folder / "rehearsal").report(NEWEST).is_file()
    assert (
        after[f"rehearsal/area_list/list_year={NEWEST}/part-0.parquet"]
        == before[f"area_list/list_year={NEWEST}/part-0.parquet"]
    )


def late_on(roots: Roots, day: dt.date) -> dict[str, dg.AssetCheckResult]:
    results = registers_on_time(AsOf(day=day.isoformat()), roots)
    return {each.asset_key.path[-1]: each for each in results}


def test_what_is_late_is_named_by_its_due_date(watch: Watch) -> None:
    raw = watch.roots.raw_root
    shutil.copytree(raw.delivery(NEWEST), raw.delivery(2026))
    next(raw.delivery(2026).glob("crime.*")).unlink()
    found = late_on(watch.roots, dt.date(2026, 6, 3))
    assert {name for name, result in found.items() if not result.passed} == {"crime"}
    assert found["crime"].description == "crime of list year 2026 was due 2026-06-01: 2 days late"
    assert found["crime"].severity is dg.AssetCheckSeverity.WARN
    assert late_on(watch.roots, dt.date(2026, 11, 17))["crime"].severity is dg.AssetCheckSeverity.ERROR


def test_nothing_is_late_on_the_day_it_is_due(watch: Watch) -> None:
    assert all(result.passed for result in late_on(watch.roots, dt.date(2026, 6, 1)).values())
    assert not any(result.passed for result in late_on(watch.roots, dt.date(2026, 6, 2)).values())


def test_the_lateness_of_every_morning_is_of_the_day_it_was_due() -> None:
    request = requests.every_morning(dg.build_schedule_context(scheduled_execution_time=at(2026, 6, 3, 7)))
    assert request.run_config == {"ops": {"due_dates": {"config": {"day": "2026-06-03"}}}}


def test_the_lateness_job_runs(watch: Watch) -> None:
    job = graph(watch.roots).resolve_job_def("lateness")
    config = {"ops": {"due_dates": {"config": {"day": "2026-06-03"}}}}
    result = job.execute_in_process(run_config=config, instance=watch.instance)
    assert len(result.get_asset_check_evaluations()) == len(REGISTERS)
