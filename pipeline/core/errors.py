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
        sentence = f"{self.where}: {self.problem}."
        if self.expected:
            sentence += f" Expected: {self.expected}."
        if self.remedy:
            sentence += f" What to do: {self.remedy}."
        return sentence


class Refusal(Exception):
    """Raised to stop a run before it has changed any output.

    All faults of an input are raised together, so that a delivery can be corrected in one go.
    """

    exit_code = INPUT_REFUSED
    headline = "The input is refused"

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(f"- {fault}" for fault in self.faults))

    def message(self) -> str:
        """The whole message for the terminal: a headline, then one line per fault."""
        return f"{self.headline}; earlier outputs are left as they were.\n{self}"


class InputRefused(Refusal):
    """A file of the raw root that cannot be used as it is."""


class LawRefused(Refusal):
    """A regime file that is not complete, not exact or contradicts another."""

    headline = "The law file is refused"


class WrongUsage(Refusal):
    """A command with arguments that cannot be carried out (an unknown area, a list year without a law)."""

    exit_code = WRONG_USAGE
    headline = "The command cannot be carried out"


class ValidationFailed(Refusal):
    """Data that could be read but break an error-level expectation."""

    exit_code = VALIDATION_FAILED
    headline = "Validation failed"


class StorageRefused(Refusal):
    """A folder that cannot be written: read-only, full, a file, or another user's."""

    headline = "The folder cannot be written"


class Busy(Refusal):
    """Another run is writing to the same folder, and the caller does not wait."""

    headline = "Another run is at work"


REMEDIES = {
    errno.ENOSPC: "make room on the disk and start again",
    errno.EDQUOT: "make room in the quota and start again",
    errno.EFBIG: "raise the limit on the size of files and start again",
    errno.EROFS: "name a folder that can be written",
    errno.EACCES: "give the user of this run the right to it, or name another folder",
    errno.EPERM: "give the user of this run the right to it, or name another folder",
    errno.ENOTDIR: "name a folder; a file is in its place",
    errno.EEXIST: "name a folder; a file is in its place",
    errno.EISDIR: "move away the folder that lies in the place of a file",
}


def fault_of(error: OSError, folder: Path) -> Fault:
    """What the operating system said, about the file it said it of. Its text never holds a cell."""
    where = str(error.filename or folder)
    problem = os.strerror(error.errno).lower() if error.errno else "cannot be read or written"
    return Fault(
        where, problem, remedy=REMEDIES.get(error.errno or 0, "look at the disk and at the rights to the folder")
    )


@contextmanager
def storage_fault(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses within the block into ``StorageRefused``."""
    try:
        yield
    except OSError as error:
        raise StorageRefused(fault_of(error, folder)) from error
