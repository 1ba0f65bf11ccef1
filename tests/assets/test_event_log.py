"""The event log in few transactions is the event log that Dagster's own storage would have written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as db
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME

from assets import event_log
from assets.event_log import HISTORY, SqliteEventLog
from assets.partitions import range_tags
from assets.roots import PROJECT

FIRST, LAST = 2010, 2013
LIST_YEARS = tuple(str(year) for year in range(FIRST, LAST + 1))


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(LIST_YEARS), backfill_policy=dg.BackfillPolicy.single_run())
def lists() -> None:
    """An asset by list year."""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """The instance of `make ui`."""
    home = tmp_path_factory.mktemp("home")
    parts = [(PROJECT / name).read_text(encoding="utf-8") for name in ("dagster.yaml", "deploy/sqlite.yaml")]
    (home / "dagster.yaml").write_text("\n".join(parts), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DAGSTER_HOME", str(home))
        with dg.DagsterInstance.get() as found:
            yield found


def run(instance: dg.DagsterInstance) -> tuple[str, int]:
    """A run over the list years: its id, and how many transactions of the index it took."""
    commits: list[str] = []

    def note(connection: db.Connection) -> None:
        commits.append(Path(connection.engine.url.database or "").stem)

    db.event.listen(db.Engine, "commit", note)
    try:
        job = dg.Definitions([lists]).resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(instance=instance, tags=range_tags(FIRST, LAST))
    finally:
        db.event.remove(db.Engine, "commit", note)
    return result.run_id, commits.count(INDEX_SHARD_NAME)


def kinds(storage: SqliteEventLogStorage, run_id: str) -> list[object]:
    return [event.dagster_event_type for event in storage.get_logs_for_run(run_id)]


def test_what_a_step_reports_is_one_transaction_and_dagsters_own_storage_reads_it(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(instance.event_log_storage, SqliteEventLog)
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    alone, one_by_one = run(instance)
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "100")
    together, in_batches = run(instance)
    assert one_by_one - in_batches == 2 * (len(LIST_YEARS) - 1)  # what was planned, and what was made
    theirs = SqliteEventLogStorage(
        str(Path(instance.root_directory) / HISTORY)
    )  # while the connections of ours are open
    assert kinds(theirs, together) == kinds(theirs, alone) == kinds(instance.event_log_storage, alone)
    assert theirs.get_materialized_partitions(lists.key) == set(LIST_YEARS)


def test_no_more_databases_stay_open_than_a_few(instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = instance.event_log_storage
    assert isinstance(storage, SqliteEventLog)
    monkeypatch.setattr(event_log, "KEPT_OPEN", 2)
    for run_id in storage.get_all_run_ids():
        assert storage.get_logs_for_run(run_id)
    assert len(storage._engines) == 2


def test_a_live_view_is_told_of_every_event_once(instance: dg.DagsterInstance) -> None:
    run_id = next(iter(instance.get_runs(limit=1))).run_id
    seen: list[object] = []
    instance.watch_event_logs(run_id, None, lambda event, _cursor: seen.append(event.dagster_event_type))
    expected = kinds(instance.event_log_storage, run_id)  # type: ignore[arg-type]
    deadline = time.monotonic() + 10
    while len(seen) < len(expected) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert seen == expected
