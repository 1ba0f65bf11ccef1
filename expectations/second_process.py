"""Validation in a second process: Great Expectations takes seconds to import, and a second core is free meanwhile.

A run queues its validation tasks as it goes and publishes nothing before all have passed. The process is a daemon: it
ends with the command, also with one that is refused at once.
"""

from __future__ import annotations

import atexit
import multiprocessing
import threading
from functools import cache
from multiprocessing.pool import AsyncResult, Pool

from expectations import ValidationResult
from expectations.tasks import ValidationTask, Warn, demand


@cache
def _second_process() -> Pool:
    """The one second process, which starts to import at once; it is ended before its own clean-up runs."""
    pool = multiprocessing.get_context("spawn").Pool(1, initializer=_warm_up)
    atexit.register(_end, pool)
    return pool


def _end(pool: Pool) -> None:
    pool.terminate()
    pool.join()


def _warm_up() -> None:
    from tqdm import tqdm

    from expectations.validator import warm_up

    tqdm.set_lock(threading.RLock())  # its own lock is a named semaphore, which a terminated process would leave behind
    warm_up()


def _answer(question: ValidationTask) -> ValidationResult:
    return question.answer()


class ValidationQueue:
    """The validation tasks of one run, executed in the order they were queued."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self._asked: list[tuple[str, AsyncResult[ValidationResult]]] = []
        _second_process()

    def ask(self, where: str, question: ValidationTask) -> None:
        """Queue a task without waiting for its result."""
        self._asked.append((where, _second_process().apply_async(_answer, (question,))))

    def demand(self) -> None:
        """Wait for all results and report the warnings. Raises ``ValidationFailed`` with all faults of all tasks."""
        asked, self._asked = self._asked, []
        demand([(where, answer.get()) for where, answer in asked], self._warn)

    def demand_now(self, where: str, question: ValidationTask) -> None:
        """Run one task and wait only for its result. Raises ``ValidationFailed``."""
        demand([(where, _second_process().apply(_answer, (question,)))], self._warn)
