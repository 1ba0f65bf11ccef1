"""Every publication of a list year, kept whole under its content id; today's paths hold the current one.

A vintage is one zip file of the list year's tables and report. The id follows from their content and from the inputs
and the law they rest on: the same list published again is the same vintage, and only its history gets a line. What does
not belong here: publishing (``publishing``), and making a list again (``verification``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.core.paths import OutRoot, sha256_of
from pipeline.core.staging import change
from pipeline.outputs.publishing import Publication

ID_DIGITS = 16
SAME_TIME = (1980, 1, 1, 0, 0, 0)  # of every member: the same content gives the same file
MANIFEST_MEMBER = "manifest"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Publisher:
    """Who or what publishes, and when."""

    name: str
    at: dt.datetime


@dataclass(frozen=True)
class Published:
    """One line of a list year's history."""

    vintage_id: str
    at: str
    by: str
    run_id: str
    code_version: str
    git_commit: str


def hashes(publication: Publication, places: Iterable[Path]) -> dict[str, str]:
    """The SHA-256 of every staged file among some places, by its path below the out root."""
    out = publication.out.folder
    staged = {place: publication.files.staged(place) for place in places}
    return {
        place.relative_to(out).as_posix(): sha256_of(path) for place, path in sorted(staged.items()) if path is not None
    }


def content_id(outputs: Mapping[str, str], manifest: Sequence[Row]) -> str:
    """The id of what was published of which inputs by which law; the run and the program's version have no part in it."""
    inputs = sorted((row["path"], row["sha256"], row["law_sha256"]) for row in manifest)
    text = json.dumps([sorted(outputs.items()), inputs])
    return hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS]


def stage_vintage(
    publication: Publication,
    list_year: int,
    places: Iterable[Path],
    manifest: Sequence[Row],
    publisher: Publisher | None,
) -> None:
    """Keep the staged files of a list year as a vintage, and add a line to its history, in the same commit."""
    out = publication.out
    found = {place: path for place in places if (path := publication.files.staged(place)) is not None}
    current = out.partition(MANIFEST_MEMBER, list_year)
    outputs = {
        place.relative_to(out.folder).as_posix(): sha256_of(path) for place, path in found.items() if place != current
    }
    vintage_id = content_id(outputs, manifest)
    if not out.vintage(list_year, vintage_id).exists():
        members = {place.relative_to(out.folder).as_posix(): path.read_bytes() for place, path in sorted(found.items())}
        publication.bytes(out.vintage(list_year, vintage_id), _zipped(members))
    first = manifest[0] if manifest else {}
    line = Published(
        vintage_id,
        publisher.at.astimezone(dt.UTC).isoformat(timespec="seconds") if publisher else "",
        publisher.name if publisher else "",
        first.get("run_id", ""),
        first.get("code_version", ""),
        first.get("git_commit", ""),
    )
    history = out.history(list_year)
    before = history.read_text(encoding="utf-8") if history.is_file() else ""
    publication.text(history, before + json.dumps(asdict(line), ensure_ascii=False) + "\n")


def _zipped(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(name, SAME_TIME), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def publications(out: OutRoot, list_year: int) -> tuple[Published, ...]:
    """The history of a list year, oldest first; empty if there is none."""
    path = out.history(list_year)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return tuple(Published(**json.loads(line)) for line in lines)


@dataclass(frozen=True)
class Vintage:
    """A kept publication of a list year."""

    list_year: int
    vintage_id: str
    path: Path

    @cached_property
    def members(self) -> Mapping[str, bytes]:
        """The files, by their path below the out root."""
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of one of its tables; none if it had no such table."""
        import pyarrow.parquet as pq

        content = self.members.get(f"{table}/list_year={self.list_year}/part-0.parquet")
        return [] if content is None else pq.read_table(io.BytesIO(content)).to_pylist()

    def write_to(self, folder: Path) -> tuple[Path, ...]:
        """Write its files below a folder, in one step. Returns their places. Raises ``StorageRefused``."""
        with change(folder) as changed:
            for name, content in self.members.items():
                changed.stage(folder / name, lambda path, content=content: _write(path, content))  # type: ignore[misc]
            return changed.commit()


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def find_vintage(out: OutRoot, vintage_id: str) -> Vintage:
    """The vintage of an id, or of the beginning of one. Raises ``WrongUsage`` if there is none, or several."""
    found = {
        (year, path.stem): path
        for year in out.vintage_years()
        for path in sorted(out.vintages(year).glob("*.zip"))
        if vintage_id and path.stem.startswith(vintage_id)
    }
    if len(found) != 1:
        problem = Message("is the beginning of several ids") if found else Message("is not kept")
        raise WrongUsage(
            Fault(Message("the vintage"), problem, Message("an id that `ghettolist history --list-year YYYY` lists"))
        )
    (list_year, whole_id), path = next(iter(found.items()))
    return Vintage(list_year, whole_id, path)


def prunable(out: OutRoot, list_year: int, keep: int) -> tuple[Vintage, ...]:
    """The vintages of a list year but for the ``keep`` published last; the current one is always among those kept."""
    order = list(dict.fromkeys(each.vintage_id for each in reversed(publications(out, list_year))))
    return tuple(
        Vintage(list_year, each, out.vintage(list_year, each))
        for each in order[max(keep, 1) :]
        if out.vintage(list_year, each).is_file()
    )


def remove(vintages: Iterable[Vintage]) -> None:
    """Remove the files of vintages; the history keeps their lines."""
    for each in vintages:
        each.path.unlink(missing_ok=True)
