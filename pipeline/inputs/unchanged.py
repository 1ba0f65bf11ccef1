"""What was read is what is named: a file's hash before it is read and again when the run is about to publish.

What does not belong here: which files are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import sha256_of

HASHED_ALWAYS_BYTES = 64_000_000  # larger files are hashed again only if size, place on disk or time stamps changed


def current_sha256(path: Path, label: str) -> str:
    """The file's hash now. Raises ``InputRefused`` if the file is gone or cannot be opened."""
    problem, remedy = "", "check the file and who may read it"
    try:
        if path.stat().st_size > HASHED_ALWAYS_BYTES:
            return sha256_of(path)
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        problem, remedy = "is gone: it was there when the run began", "put it back, and run again"
    except OSError as error:
        problem = Message("cannot be read ({name})", name=type(error).__name__)
    raise InputRefused(Fault(label, problem, Message("a readable file"), remedy))


@dataclass
class HashesAsRead:
    """The hash of each file of one run, by label, as it was before the file was read.

    A file that another program changed in the meantime, one that is gone and one that may no longer be read are each
    refused in their own words.
    """

    _found: dict[str, tuple[Path, str]] = field(default_factory=dict)

    def note(self, path: Path, label: str) -> str:
        """The file's hash. Raises ``InputRefused`` if the run has met the file with another one."""
        sha256 = current_sha256(path, label)
        self.expect(path, label, sha256)
        return sha256

    def expect(self, path: Path, label: str, sha256: str) -> None:
        """The hash a file was read with. Raises ``InputRefused`` if the run has met the file with another one."""
        if self._found.setdefault(label, (path, sha256))[1] != sha256:
            raise InputRefused(_changed(label))

    def check(self) -> None:
        """Raises ``InputRefused`` with every file that is not what it was when it was read."""
        faults: list[Fault] = []
        for label, (path, sha256) in self._found.items():
            try:
                if current_sha256(path, label) != sha256:
                    faults.append(_changed(label))
            except InputRefused as refusal:
                faults += refusal.faults
        if faults:
            raise InputRefused(faults)


@contextmanager
def unchanged(files: dict[str, Path]) -> Iterator[dict[str, str]]:
    """The hashes of files (by label) for as long as the block reads them.

    Raises ``InputRefused`` if one of them is another file at the end of the block.
    """
    hashes = HashesAsRead()
    noted = {label: hashes.note(path, label) for label, path in files.items()}
    try:
        yield noted
    finally:  # a reader may stumble over a file that changes; then that is the cause to name
        hashes.check()


def _changed(label: str) -> Fault:
    return Fault(
        label,
        Message("changed while it was read"),
        Message("a file that nobody writes to"),
        Message("run again when it is complete"),
    )
