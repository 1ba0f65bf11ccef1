"""The ways a run may stop, each with its message and its exit code.

A fault never carries a value from a person register: it names the file, the column, row numbers or
counts, what was expected and what to do.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.messages import Message, message_of, together

DONE = 0
WRONG_USAGE = 2
INPUT_REFUSED = 3
VALIDATION_FAILED = 4
DONE_WITH_UNDETERMINED = 5
NOT_CURRENT = 6  # `ghettolist status`: a list year is out of date, not made, or waits
INTERNAL_ERROR = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells count


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one input: where it is, what is wrong, what was expected, what to do."""

    where: str
    problem: str
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> Message:
        """The fault in a line. Only where all its parts are messages has it a Danish: then ``where`` may be a name."""
        parts = [Message("{where}: {problem}.", where=self.where, problem=message_of(self.problem))]
        if self.expected:
            parts.append(Message("Expected: {expected}.", expected=message_of(self.expected)))
        if self.remedy:
            parts.append(Message("What to do: {remedy}.", remedy=message_of(self.remedy)))
        return together(parts)


class Refusal(Exception):
    """Raised to stop a run before it has changed any output.

    All faults of an input are raised together, so that a delivery can be corrected in one go.
    """

    exit_code = INPUT_REFUSED
    headline = Message("The input is refused")

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(f"- {fault}" for fault in self.faults))

    def message(self) -> Message:
        """The whole message for the terminal: a headline, then one line per fault."""
        lines = (Message("- {fault}", fault=fault.sentence) for fault in self.faults)
        head = Message("{headline}; earlier outputs are left as they were.", headline=self.headline)
        return together((head, *lines), "\n")


class InputRefused(Refusal):
    """A file of the raw root that cannot be used as it is."""


class LawRefused(Refusal):
    """A regime file that is not complete, not exact or contradicts another."""

    headline = Message("The law file is refused")


class WrongUsage(Refusal):
    """A command with arguments that cannot be carried out (an unknown area, a list year without a law)."""

    exit_code = WRONG_USAGE
    headline = Message("The command cannot be carried out")


class ValidationFailed(Refusal):
    """Data that could be read but break an error-level expectation."""

    exit_code = VALIDATION_FAILED
    headline = Message("Validation failed")


class StorageRefused(Refusal):
    """A folder that cannot be written: read-only, full, a file, or another user's."""

    headline = Message("The folder cannot be written")


class Busy(Refusal):
    """Another run is writing to the same folder, and the caller does not wait."""

    headline = Message("Another run is at work")


RIGHTS = Message("give the user of this run the right to it, or name another folder")
FOLDER = Message("name a folder; a file is in its place")
PROBLEMS = {  # as os.strerror has them; others are shown as it says
    errno.ENOENT: Message("no such file or directory"),
    errno.ENOSPC: Message("no space left on device"),
    errno.EDQUOT: Message("disk quota exceeded"),
    errno.EFBIG: Message("file too large"),
    errno.EROFS: Message("read-only file system"),
    errno.EACCES: Message("permission denied"),
    errno.EPERM: Message("operation not permitted"),
    errno.ENOTDIR: Message("not a directory"),
    errno.EEXIST: Message("file exists"),
    errno.EISDIR: Message("is a directory"),
}
REMEDIES = {
    errno.ENOSPC: Message("make room on the disk and start again"),
    errno.EDQUOT: Message("make room in the quota and start again"),
    errno.EFBIG: Message("raise the limit on the size of files and start again"),
    errno.EROFS: Message("name a folder that can be written"),
    errno.EACCES: RIGHTS,
    errno.EPERM: RIGHTS,
    errno.ENOTDIR: FOLDER,
    errno.EEXIST: FOLDER,
    errno.EISDIR: Message("move away the folder that lies in the place of a file"),
}


def fault_of(error: OSError, folder: Path) -> Fault:
    """What the operating system said, about the file it said it of. Its text never holds a cell."""
    number = error.errno or 0
    otherwise = os.strerror(number) if number else Message("cannot be read or written")
    look = Message("look at the disk and at the rights to the folder")
    where = str(error.filename or folder)
    return Fault(where, PROBLEMS.get(number, otherwise), remedy=REMEDIES.get(number, look))


@contextmanager
def storage_fault(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses within the block into ``StorageRefused``."""
    try:
        yield
    except OSError as error:
        raise StorageRefused(fault_of(error, folder)) from error


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Turn any error of a reader into one refusal that names the file and quotes nothing of it."""
    problem = ""
    try:
        yield
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # a reader's message may quote the file
        problem = Message("cannot be read ({name})", name=type(error).__name__)
    if problem:
        raise InputRefused(
            Fault(label, problem, Message("a whole file of its format"), Message("ask for the file again"))
        )
