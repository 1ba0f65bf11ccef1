"""Values kept in the private work folder under a hash of what they depend on, the libraries included.

Kept values hold exact counts, so only the owner can read the folder. What does not belong here: the content of a key
(``pipeline.inputs.content``), and making a missing value.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.private import private_folder
from pipeline.core.version import package_versions

KEPT = "kept"  # a folder of the work folder
KEY_DIGITS = 24
DIGEST_BYTES = 32
VERSIONS_KEPT = 3  # of one name: the current content, and earlier ones in case a correction is reverted
SUFFIX = ".pickle"


def content_key(parts: Iterable[str]) -> str:
    """A key of hexadecimal digits over some texts, in their order. No two sequences of texts run together."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()[:KEY_DIGITS]


@dataclass(frozen=True)
class ContentStore:
    """Values by kind, name and key, one file each. Writing is atomic; what cannot be read back counts as missing."""

    folder: Path

    def get(self, kind: str, name: str, key: str) -> Any | None:
        """The kept value, or ``None``: never kept, kept under another key, or damaged (a power cut, a full disk)."""
        try:
            content = self._place(kind, name, key).read_bytes()
        except FileNotFoundError:
            return None
        digest, value = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
        if digest != hashlib.sha256(value).digest():
            return None
        try:
            return pickle.loads(value)
        except Exception:  # kept by the repository's packages and read by those of a wheel, or the other way round
            return None

    def put(self, kind: str, name: str, key: str, value: Any) -> None:
        """Keep a value; older contents of the same name go, but for the last few.

        The disk is not waited for: what a power cut damages does not match its digest, and is made again.
        """
        place = self._place(kind, name, key)
        for folder in (self.folder.parent, self.folder, place.parent):
            private_folder(folder)
        content = pickle.dumps(value)
        handle, staged = tempfile.mkstemp(prefix=f".{name}-", dir=place.parent)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(content).digest() + content)
            Path(staged).replace(place)
        except BaseException:
            Path(staged).unlink(missing_ok=True)
            raise
        with suppress(OSError):  # the value is kept, whether or not older ones can be removed
            self._remove_oldest(kind, name)

    def _place(self, kind: str, name: str, key: str) -> Path:
        """Other libraries may count otherwise, and cannot be relied upon to read what these have written."""
        return self.folder / kind / f"{name}-{content_key([key, package_versions()])}{SUFFIX}"

    def _remove_oldest(self, kind: str, name: str) -> None:
        found = (self.folder / kind).glob(f"{name}-*{SUFFIX}")
        for path in sorted(found, key=_time_kept, reverse=True)[VERSIONS_KEPT:]:
            path.unlink(missing_ok=True)


def _time_kept(path: Path) -> int:
    """Since 1970, in nanoseconds; 0 if another process has just removed the file."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
