"""Validation in a second process: Great Expectations takes seconds to import, and a second core is free meanwhile.

A run queues its validation tasks as it goes and publishes nothing before all have passed. The process is a daemon: it
ends with the command, also with one that is refused at once. If it ends before its last answer (killed for want of
memory), the validation has failed.
"""

from __future__ import annotations

import multiprocessing
import queue
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from multiprocessing.util import Finalize
from types import ModuleType
from typing import TYPE_CHECKING

from expectations.worker import Broke, work
from pipeline.core.errors import Fault, ValidationFailed
from pipeline.core.messages import Message

if TYPE_CHECKING:  # a command starts the process before it imports what validation needs
    from expectations.kept_verdicts import KeptVerdicts
    from expectations.model import ValidationResult
    from expectations.tasks import ValidationTask, Warn

_ONE_PROCESS = threading.Lock()
_THE_PROCESS: list[SecondProcess] = []  # it, once it was started
SECONDS_TO_END = 5  # until a process whose pipe is closed has an exit code


class SecondProcess:
    """One process that answers validation tasks in the order they come."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.has_failed = False  # a task by its end
        self._connection, there = context.Pipe()
        self.process = context.Process(target=work, args=(there,), daemon=True, name="validation")
        with _no_main_module():
            self.process.start()
        there.close()  # so that the pipe ends when the process does
        # A daemon process is ended by SIGTERM. Where whoever started the command ignores that signal, so does the daemon,
        # and the command would wait for it forever.
        Finalize(None, self.process.kill, exitpriority=0)
        self._waiting: queue.SimpleQueue[tuple[ValidationTask, Future[ValidationResult]]] = queue.SimpleQueue()
        threading.Thread(target=self._pass_on, daemon=True, name="validation tasks").start()

    def submit(self, task: ValidationTask) -> Future[ValidationResult]:
        """Queue a task. Its result raises ``ValidationFailed`` if the process ends without an answer."""
        future: Future[ValidationResult] = Future()
        self._waiting.put((task, future))
        return future

    def _pass_on(self) -> None:
        while True:
            task, future = self._waiting.get()
            try:
                self._connection.send(task)
                answer = self._connection.recv()
            except (EOFError, OSError):
                self.has_failed = True
                future.set_exception(self._ended())
            except Exception as error:  # a task that cannot be sent
                future.set_exception(error)
            else:
                if isinstance(answer, Broke):
                    future.set_exception(RuntimeError(f"{answer.kind} in the second process at {answer.places}"))
                else:
                    future.set_result(answer)

    def _ended(self) -> ValidationFailed:
        self.process.join(SECONDS_TO_END)
        code = self.process.exitcode
        how = Message("with exit code {code}", code=code)
        if code is not None and code < 0:
            how = Message("by signal {signal}", signal=-code)
        remedy = Message("see whether the machine was short of memory, and start again")
        return ValidationFailed(
            Fault(
                Message("the validation"),
                Message("ended {how} before it had answered", how=how),
                Message("an answer"),
                remedy,
            )
        )


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Hide this process's main module, which a spawned process would import first: that of Dagster takes more than a second."""
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _second_process() -> SecondProcess:
    """The one second process, which starts to import at once; deliveries that are read ahead ask from another thread.

    One that ended (killed for want of memory) and failed a validation by it is replaced: a later run may have the memory.
    """
    with _ONE_PROCESS:
        if not _THE_PROCESS or _THE_PROCESS[-1].has_failed:
            _THE_PROCESS[:] = [SecondProcess()]
        return _THE_PROCESS[-1]


def start(kept: KeptVerdicts | None = None) -> None:
    """Let the second process begin to import, if it will be needed: where verdicts are kept, it may not be."""
    if kept is None or kept.is_new:
        _second_process()


class ValidationQueue:
    """The validation tasks of one run, executed in the order they were queued.

    A task that was judged before is answered from ``kept``; if all are, no second process is started.
    """

    def __init__(self, warn: Warn, kept: KeptVerdicts | None = None) -> None:
        self._warn, self._kept = warn, kept
        self._asked: list[tuple[str, ValidationTask, ValidationResult | Future[ValidationResult]]] = []
        start(kept)

    def ask(self, where: str, question: ValidationTask) -> None:
        """Queue a task without waiting for its result."""
        kept = self._kept.get(where, question) if self._kept else None
        self._asked.append((where, question, kept or _second_process().submit(question)))

    def answers(self) -> dict[str, ValidationResult]:
        """Wait for all results."""
        asked, self._asked = self._asked, []
        return {where: self._verdict(where, task, answer) for where, task, answer in asked}

    def demand(self) -> None:
        """Wait for all results and report the warnings. Raises ``ValidationFailed`` with all faults of all tasks."""
        from expectations.tasks import demand

        demand(list(self.answers().items()), self._warn)

    def _verdict(
        self, where: str, task: ValidationTask, answer: ValidationResult | Future[ValidationResult]
    ) -> ValidationResult:
        from expectations.model import ValidationResult

        if isinstance(answer, ValidationResult):
            return answer
        verdict = answer.result()
        if self._kept:
            self._kept.keep(where, task, verdict)
        return verdict

    def demand_now(self, where: str, question: ValidationTask) -> None:
        """Run one task and wait only for its result. Raises ``ValidationFailed``."""
        from expectations.tasks import demand

        demand([(where, _second_process().submit(question).result())], self._warn)
