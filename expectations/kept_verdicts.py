"""Verdicts kept under everything they rest on, so that what was judged before is not judged again.

The key is over the frame itself, cell by cell, what it was compared with, what was accepted, the source of the rules and
their thresholds, and the versions of Great Expectations and of the libraries beside it: whatever changes, another key is
asked for and the frame is judged. Only a verdict that passed is kept, its notes included. What does not belong here: the
rules, and in which process they run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pipeline.core.content_store import ContentStore, content_key
from pipeline.core.errors import Refusal
from pipeline.core.version import code_version, package_versions

if TYPE_CHECKING:
    import pandas as pd

    from expectations.model import ValidationResult
    from expectations.tasks import ValidationTask

VERDICTS = "judged"  # a kind of kept values


@dataclass(frozen=True)
class KeptVerdicts:
    """The verdicts in a store. What cannot be kept (a full disk, a folder of somebody else) is judged again next time."""

    store: ContentStore

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        return not (self.store.folder / VERDICTS).is_dir()

    def get(self, where: str, task: ValidationTask) -> ValidationResult | None:
        """The verdict on this very task, or ``None``."""
        from expectations.model import ValidationResult

        kept = None
        with suppress(OSError):
            kept = self.store.get(VERDICTS, _name(where), task_key(task))
        return kept if isinstance(kept, ValidationResult) and kept.suite == task.suite else None

    def keep(self, where: str, task: ValidationTask, verdict: ValidationResult) -> None:
        """Keep a verdict that passed."""
        if verdict.passed:
            with suppress(OSError, Refusal):
                self.store.put(VERDICTS, _name(where), task_key(task), verdict)


def _name(where: str) -> str:
    return "".join(each if each.isalnum() else "-" for each in where)


def task_key(task: ValidationTask) -> str:
    """A hash over all that the verdict on a task rests on."""
    return content_key([*judged_by(), task.suite, *_texts(task.frame), *_texts(task.validation_context)])


@cache
def judged_by() -> tuple[str, ...]:
    """The versions of what judges: the source of this program, Great Expectations, pandas and the rest."""
    return code_version(), version("great-expectations"), package_versions()


def _texts(value: Any) -> Iterator[str]:
    """A value as texts that differ where it does, in type too, whatever the order of sets and mappings."""
    if hasattr(value, "itertuples"):
        yield from _frame_texts(value)
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):
            yield field.name
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, frozenset):
        yield repr(sorted(value))
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield repr(key)
            yield from _texts(value[key])
    else:
        yield repr(value)


def _frame_texts(frame: pd.DataFrame) -> Iterator[str]:
    yield repr(len(frame))
    for name, column in frame.items():
        yield f"{name!r} {column.dtype}"
        yield repr(column.tolist())
