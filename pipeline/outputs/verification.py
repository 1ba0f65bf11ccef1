"""Can a published list year be made again, byte for byte, from the inputs its manifest names?

Three things are compared: the raw files with the hashes in the manifest, the published files with theirs, and the
published files with those that the same inputs give today. An input that a correction has replaced is taken from the
archive of the raw root. What does not belong here: the way a list is made (``yearly_run``).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.core.paths import ARCHIVE, OutRoot, RawRoot, sha256_of
from pipeline.core.version import code_version
from pipeline.inputs.sources import Sources
from pipeline.law.model import Law
from pipeline.outputs.schema import MANIFEST
from pipeline.outputs.typed_rows import Row
from pipeline.outputs.vintage_differences import Outcomes, outcomes_of
from pipeline.outputs.vintages import Vintage
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import make_lists, publish

Open = Callable[[RawRoot], Sources]
ALL = "all"


@dataclass(frozen=True)
class Verified:
    """What differs for one list year; nothing if it is as its manifest says and can be made again."""

    list_year: int
    files: int
    differences: tuple[str, ...]
    notes: tuple[str, ...] = ()


def published_manifest(out: OutRoot, list_year: int) -> list[Row]:
    """The rows of a list year's manifest. Raises ``WrongUsage`` if it is not published."""
    import pyarrow.parquet as pq

    place = out.partition(MANIFEST.name, list_year)
    if not place.is_file():
        years = ", ".join(map(str, out.list_years(MANIFEST.name))) or "none"
        raise WrongUsage(
            Fault(
                Message("list year {list_year}", list_year=list_year),
                Message("is not published"),
                Message("one of {years}", years=years),
            )
        )
    rows: list[Row] = pq.read_table(place).to_pylist()
    return rows


def verify(out: OutRoot, raw: RawRoot, law: Law, list_year: int, open_raw: Open) -> Verified:
    """Compare a published list year with its manifest, and with what the inputs named there give now."""
    manifest = published_manifest(out, list_year)
    if not manifest or "outputs" not in manifest[0]:
        return Verified(list_year, 0, ("its manifest names no outputs: it was published by an earlier version",))
    outputs: Mapping[str, str] = json.loads(manifest[0]["outputs"])
    differences = [f"{path}: {problem}" for path, problem in _as_published(out, outputs)]
    found, missing = _inputs(raw, manifest)
    notes = [f"{path}: taken from {raw.relative(place)}" for path, place in found.items() if place != raw.folder / path]
    differences += [f"{path}: the raw root has no file with the hash in the manifest" for path in missing]
    if manifest[0]["code_version"] != code_version():
        notes.append(f"made by version {manifest[0]['code_version']}, compared with {code_version()}")
    if manifest[0]["law_sha256"] != law.on(list_year).sha256:
        notes.append("the law file has changed since")
    if not missing:
        with tempfile.TemporaryDirectory(prefix="ghettolist-verify-") as folder, _raw_root(raw, found) as root:
            again = OutRoot(Path(folder))
            _make_again(again, open_raw(root), law, list_year, manifest[0])
            differences += [f"{path}: {problem}" for path, problem in _as_made_again(out, again, outputs) if problem]
    return Verified(list_year, len(outputs), tuple(dict.fromkeys(differences)), tuple(notes))


def remade_outcomes(raw: RawRoot, law: Law, before: Vintage, after: Vintage, open_raw: Open) -> Outcomes | None:
    """What the inputs of the vintage before give by the law and the program of the vintage after.

    ``None`` if that law or program is not today's, or an input is neither in its place nor in the archive.
    """
    manifest, later = before.rows(MANIFEST.name), after.rows(MANIFEST.name)
    made_by = (later[0]["code_version"], later[0]["law_sha256"]) if later else ()
    if not manifest or made_by != (code_version(), law.on(before.list_year).sha256):
        return None
    found, missing = _inputs(raw, manifest)
    if missing:
        return None
    with _raw_root(raw, found) as root:
        [result] = make_lists(open_raw(root), law, Request((before.list_year,), None, ""))
        return outcomes_of(result.rows["designations"])


def _as_published(out: OutRoot, outputs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, sha256 in outputs.items():
        if not (out.folder / path).is_file():
            yield path, "is missing"
        elif sha256_of(out.folder / path) != sha256:
            yield path, "is not the file that was published"


def _as_made_again(out: OutRoot, again: OutRoot, outputs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, sha256 in outputs.items():
        made = again.folder / path
        if not made.is_file():
            yield path, "is not made any more"
        elif sha256_of(made) != sha256:
            yield path, "is another file when it is made again"


def _inputs(raw: RawRoot, manifest: Sequence[Row]) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Where each input of the manifest lies now, in its place or in the archive; and those that are nowhere."""
    found: dict[str, Path] = {}
    missing = []
    for row in manifest:
        path = str(row["path"])
        name = PurePosixPath(path).name
        year = PurePosixPath(path).parts[0]
        candidates = [raw.folder / path, *sorted((raw.folder / ARCHIVE / year).glob(f"*/{name}"))]
        place = next((each for each in candidates if each.is_file() and sha256_of(each) == row["sha256"]), None)
        if place is None:
            missing.append(path)
        else:
            found[path] = place
    return found, tuple(missing)


@contextmanager
def _raw_root(raw: RawRoot, found: Mapping[str, Path]) -> Iterator[RawRoot]:
    """The raw root as it was: itself, or if an input has been replaced since, a private copy with the earlier files.

    Files of a delivery that the manifest does not name are left out; what lies beside the list years is as it is now.
    """
    if all(place == raw.folder / path for path, place in found.items()):
        yield raw
        return
    with tempfile.TemporaryDirectory(prefix="ghettolist-verify-") as folder:
        root = RawRoot(Path(folder))
        for path, place in found.items():
            (root.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (root.folder / path).symlink_to(place.resolve())
        for place in (raw.made_up_mark, *raw.published_folder.glob("*")):
            other = root.folder / place.relative_to(raw.folder)
            if place.is_file() and not other.exists():
                other.parent.mkdir(parents=True, exist_ok=True)
                other.symlink_to(place.resolve())
        yield root


def _make_again(again: OutRoot, sources: Sources, law: Law, list_year: int, row: Row) -> None:
    chosen = json.loads(row["options"])["municipalities"]
    municipalities = None if chosen == ALL else frozenset(chosen)
    publish(again, law, sources, list(make_lists(sources, law, Request((list_year,), municipalities, row["run_id"]))))
