"""Folders and files that only their owner may read: temporary person rows, kept counts, logs of faults.

Everything in the work folder and in a temporary folder is made here or by ``tempfile``, which does the same, so that
no umask opens it to others; a delivery that is filed stays as private as it came. What does not belong here: published
files, which take the mode of their folder, and what lies in the files.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600


def private_folder(folder: Path) -> Path:
    """The folder, made if it is not there so that only its owner may read it; one that is there keeps its mode.

    Folders above it that are missing are made as usual: the root of what is private is to be named first.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(FOLDER_MODE, exist_ok=True)
    return folder


def private_file(path: Path) -> Path:
    """A new empty file that only its owner may read, for a writer that opens it by its name.

    Raises ``FileExistsError`` if there is one.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    return path


def private_copy(path: Path, copy: Path) -> None:
    """A copy that nobody may read who may not read the original. Raises ``FileExistsError`` if there is one."""
    mode = stat.S_IMODE(path.stat().st_mode) & 0o666 | stat.S_IWUSR
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    shutil.copyfile(path, copy)
