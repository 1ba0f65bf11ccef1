"""Dagster's event log in SQLite, written in few transactions: for one server without PostgreSQL.

Dagster's own opens and closes the database for every event, in the run's file and again in the index. Each time SQLite
moves its journal into the file and waits for the disk: more than half of the time of a run over many list years. Here a
process keeps its connections, and what a step reports of its list years is one transaction. The files are Dagster's, so
a history may be read and continued with either.

A power cut may take the last events written (``synchronous=NORMAL``), never the file; the run is then not ended in the
log, and the run monitor ends it. What does not belong here: what is logged.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as db
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.polling_event_watcher import SqlPollingEventWatcher
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData

KEPT_OPEN = 8  # databases: the index, and the runs last written or looked at
HISTORY = "history/runs"  # below DAGSTER_HOME, where Dagster's own lies


class SqliteEventLog(SqliteEventLogStorage):
    """Dagster's storage with connections that stay open and batches that are one transaction."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, db.Engine] = OrderedDict()
        self._in_transaction: dict[str, db.Connection] = {}
        self._held = threading.RLock()
        self._has_index_columns = False
        super().__init__(base_dir, inst_data)
        self._watcher = SqlPollingEventWatcher(self)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "SqliteEventLog":
        """The history of this process's ``DAGSTER_HOME``."""
        return cls(str(Path(os.environ["DAGSTER_HOME"]) / HISTORY), inst_data)

    def _has_asset_key_index_cols_on_connection(self, conn: db.Connection) -> bool:
        if not self._has_index_columns:  # asked for with every event; once there, they stay
            self._has_index_columns = super()._has_asset_key_index_cols_on_connection(conn)
        return self._has_index_columns

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        with self._held:
            if shard in self._in_transaction:
                yield self._in_transaction[shard]
                return
            with self._engine(shard).begin() as connection:
                yield connection

    def _engine(self, shard: str) -> db.Engine:
        engine = self._engines.pop(shard, None)
        if engine is None:
            # One connection for all threads: they take turns by ``_held``.
            arguments = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
            engine = db.create_engine(
                self.conn_string_for_shard(shard), poolclass=db.StaticPool, connect_args=arguments
            )
            db.event.listen(engine, "connect", _synchronous_normal)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
        self._engines[shard] = engine
        if len(self._engines) > KEPT_OPEN:
            _, oldest = self._engines.popitem(last=False)
            oldest.dispose()
        return engine

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events in one transaction of each run's file and one of the index."""
        with self._held, ExitStack() as transactions:
            transactions.callback(self._in_transaction.clear)
            for shard in {INDEX_SHARD_NAME, *(event.run_id for event in events)}:
                self._in_transaction[shard] = transactions.enter_context(self._engine(shard).begin())
            for event in events:
                self.store_event(event)

    def wipe(self) -> None:
        self._close()
        super().wipe()

    def watch(self, run_id: str, cursor: str | None, callback: Any) -> None:
        """Look for new events twice a second: a file whose connection stays open does not change with every event."""
        self._watcher.watch_run(run_id, cursor, callback)

    def end_watch(self, run_id: str, handler: Any) -> None:
        self._watcher.unwatch_run(run_id, handler)

    def dispose(self) -> None:
        self._watcher.close()
        self._close()

    def _close(self) -> None:
        with self._held:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _synchronous_normal(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")
