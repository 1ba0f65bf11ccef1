"""Judging in a second process: Great Expectations takes seconds to import, and the other core is free meanwhile.

A run asks its questions as it goes and publishes nothing before all are answered. The process is a daemon: it ends
with the command, also with one that is refused at once.
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
    """The one process, which starts importing as soon as it is there; it is ended before its own clean-up looks."""
    pool = multiprocessing.get_context("spawn").Pool(1, initializer=_warm_up)
    atexit.register(_end, pool)
    return pool


def _end(pool: Pool) -> None:
    pool.terminate()
    pool.join()


def _warm_up() -> None:
    from tqdm import tqdm

    from expectations.validator import warm_up

    tqdm.set_lock(threading.RLock())  # its own lock is a named semaphore, which a process that is ended leaves behind
    warm_up()


def _answer(question: ValidationTask) -> ValidationResult:
    return question.answer()


class ValidationQueue:
    """The questions of one run, answered in the order they were asked."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self._asked: list[tuple[str, AsyncResult[ValidationResult]]] = []
        _second_process()

    def ask(self, where: str, question: ValidationTask) -> None:
        """Ask without waiting."""
        self._asked.append((where, _second_process().apply_async(_answer, (question,))))

    def demand(self) -> None:
        """Wait for every answer; tell the warnings. Raises ``ValidationFailed`` with all faults of all questions."""
        asked, self._asked = self._asked, []
        demand([(where, answer.get()) for where, answer in asked], self._warn)

    def demand_now(self, where: str, question: ValidationTask) -> None:
        """Ask one question and wait for its answer alone. Raises ``ValidationFailed``."""
        demand([(where, _second_process().apply(_answer, (question,)))], self._warn)
