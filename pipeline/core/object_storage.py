"""Raw and out roots in an object store: fetched into the private work folder, published as versions behind a pointer.

An object store has no folders that can be moved in one step, and no locks. A publication is therefore uploaded whole
under ``versions/<id>/``, where no reader looks yet, and decided by one object, ``publications/<number>.json``, that is
created only if nobody else has: of two writers one is refused. ``current.json`` is a copy of the latest of these for
readers. ``docs/decisions/object-storage.md`` has the reasons. What does not belong here: the content of the files, and
which command reads or publishes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.core.errors import Busy, Fault, InputRefused, StorageRefused, WrongUsage, storage_fault
from pipeline.core.locking import LOCK, Say, only_writer, silent
from pipeline.core.paths import sha256_of
from pipeline.core.staging import JOURNAL, STAGING

ID_DIGITS = 16
CURRENT, PUBLICATIONS, VERSIONS = "current.json", "publications", "versions"
STORES_KEPT = "stores"  # a folder of the work folder: each root is kept in a folder of it
FILES, INDEX, COMING = "files", "index.json", "coming"  # of that folder
POINTER = re.compile(r"[0-9]{8}\.json")  # anything else beside the publications is not ours
STATE = ("ETag", "etag", "LastModified", "last_modified", "created")  # what the stores say of an object's content


@dataclass(frozen=True)
class Store:
    """The address of a root in an object store, such as ``s3://bucket/lists``."""

    address: str

    def __str__(self) -> str:
        return self.address

    @property
    def key(self) -> str:
        """A name for the folder in which the root is kept on this machine."""
        return hashlib.sha256(self.address.rstrip("/").encode()).hexdigest()[:ID_DIGITS]

    def folder(self, work: Path) -> Path:
        """The folder of this machine in which the root's files are kept."""
        return work / STORES_KEPT / self.key / FILES

    def version(self, pointer: Pointer) -> str:
        """The address below which the files of a publication lie."""
        return f"{self.address.rstrip('/')}/{VERSIONS}/{pointer.version}"

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        try:
            files, root = url_to_fs(self.address.rstrip("/"), use_listings_cache=False)
        except (ImportError, ValueError):
            expected = "the library of that store: pip install --no-deps --require-hashes -r requirements-cloud.lock"
            raise WrongUsage(Fault(self.address, "cannot be opened by what is installed", expected)) from None
        return files, root

    @property
    def files(self) -> Any:
        """The file system of fsspec."""
        return self._opened[0]

    def place(self, name: str) -> str:
        """The object of a name below the root."""
        return f"{self._opened[1]}/{name}"

    def listing(self, below: str = "") -> dict[str, tuple[int, str]]:
        """Size and state of every object below the root, or below a name in it, by its name there."""
        root = self.place(below).rstrip("/")
        with reached(self):
            self.files.invalidate_cache()
            found = self.files.find(root, detail=True)
        named = {path[len(root) + 1 :]: each for path, each in found.items() if each["type"] == "file"}
        return {
            checked_name(self, name): (int(each["size"]), next((str(each[s]) for s in STATE if each.get(s)), ""))
            for name, each in sorted(named.items())
            if name and not name.endswith("/")
        }

    def text(self, name: str) -> str:
        """The text of an object."""
        with reached(self):
            return str(self.files.cat_file(self.place(name)).decode("utf-8"))


@contextmanager
def reached(store: Store) -> Iterator[None]:
    """Turn whatever a store or its library raises into ``StorageRefused``. Their texts may hold keys, and are not shown."""
    try:
        yield
    except (WrongUsage, InputRefused, StorageRefused, Busy):
        raise
    except Exception as error:
        remedy = (
            "look at the address, the rights, and the variables of the store's library (AWS_... or AZURE_STORAGE_...)"
        )
        problem = f"cannot be read or written ({type(error).__name__})"
        # What reaches a store over a network may be gone in a while, as a fault of a disk may: whoever repeats asks for OSError.
        cause = error if isinstance(error, OSError) else ConnectionError(type(error).__name__)
        raise StorageRefused(Fault(store.address, problem, remedy=remedy)) from cause


def checked_name(store: Store, name: str) -> str:
    """An object's name that can be a file's. Raises ``InputRefused`` for one that would lie elsewhere."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or any(":" in part for part in parts):
        raise InputRefused(Fault(store.address, "has an object whose name cannot be a file's", "plain names"))
    return name


@contextmanager
def _home(store: Store, work: Path, say: Say, wait: bool | float) -> Iterator[Path]:
    """The private folder of a root on this machine, for one process at a time."""
    home = store.folder(work).parent
    with storage_fault(home):
        for folder in (work, home.parent, home, home / FILES):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_writer(home, say, wait):
        yield home


def _fetch(store: Store, source: str, home: Path, place: Path) -> str:
    """Fetch one object to its place, for its owner only; its SHA-256."""
    coming = home / COMING
    coming.unlink(missing_ok=True)
    os.close(os.open(coming, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with reached(store):
        store.files.get_file(store.place(source), str(coming))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming.replace(place)
    return sha256_of(place)


def _remove_others(folder: Path, names: Mapping[str, object]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in names:
            path.unlink()


@contextmanager
def fetched(store: Store, work: Path, say: Say = silent, wait: bool | float = True) -> Iterator[Path]:
    """Fetch what is new or changed of a raw root, and keep its folder to this process for the length of the block.

    Files are of mode 0600, in folders of 0700. A file that is there already is used if its SHA-256 is the one it came
    with. Raises ``InputRefused`` if nothing is there, or if an object changes meanwhile, and ``Busy`` if another process
    has the folder for longer than ``wait`` says.
    """
    with _home(store, work, say, wait) as home:
        listed = store.listing()
        if not listed:
            raise InputRefused(Fault(store.address, "holds nothing", "a raw root with areas.csv"))
        index = home / INDEX
        before: Mapping[str, Any] = json.loads(index.read_text(encoding="utf-8")) if index.is_file() else {}
        kept: dict[str, Any] = {}
        for name, (size, state) in listed.items():
            place = home / FILES / name
            known = before.get(name, {})
            if known.get("state") != [size, state] or not place.is_file() or sha256_of(place) != known["sha256"]:
                known = {"state": [size, state], "sha256": _fetch(store, name, home, place)}
            kept[name] = known
        _remove_others(home / FILES, kept)
        if store.listing() != listed or any(
            (home / FILES / name).stat().st_size != size for name, (size, _) in listed.items()
        ):
            raise InputRefused(
                Fault(store.address, "changed while it was fetched", "objects that stay", "run it again")
            )
        index.write_text(json.dumps(kept), encoding="utf-8")
        yield home / FILES


@dataclass(frozen=True)
class Pointer:
    """What ``publications/<number>.json`` and ``current.json`` say: a version, and its files with their SHA-256."""

    number: int
    version: str
    token: str  # of the publication that wrote it
    files: Mapping[str, str]

    @property
    def name(self) -> str:
        """The object that decides it."""
        return f"{PUBLICATIONS}/{self.number:08d}.json"

    @property
    def content(self) -> bytes:
        """The object's content."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


NOTHING = Pointer(0, "", "", {})


def latest(store: Store) -> Pointer:
    """The publication that readers see; ``NOTHING`` if there is none. Raises ``StorageRefused`` if it cannot be read."""
    names = [name for name in store.listing(PUBLICATIONS) if POINTER.fullmatch(name)]
    if not names:
        return NOTHING
    try:
        found = Pointer(**json.loads(store.text(f"{PUBLICATIONS}/{max(names)}")))
    except (ValueError, TypeError):
        raise StorageRefused(Fault(f"{store}/{PUBLICATIONS}/{max(names)}", "is no pointer of this program")) from None
    for name in found.files:
        checked_name(store, name)
    return found


@dataclass(frozen=True)
class Checkout:
    """An out root as it was published, in a folder of this machine."""

    store: Store
    folder: Path
    base: Pointer


@contextmanager
def checked_out(store: Store, work: Path, say: Say = silent, wait: bool | float = True) -> Iterator[Checkout]:
    """Fetch the current version of an out root, and keep its folder to this process for the length of the block.

    What lies in the folder otherwise, as after a kill, is removed. Raises ``StorageRefused`` for an object that is not
    the one that was published, and ``Busy`` if another process has the folder for longer than ``wait`` says.
    """
    with _home(store, work, say, wait) as home:
        base, folder = latest(store), home / FILES
        for name, sha256 in base.files.items():
            place = folder / name
            if place.is_file() and sha256_of(place) == sha256:
                continue
            if _fetch(store, f"{VERSIONS}/{base.version}/{name}", home, place) != sha256:
                raise StorageRefused(Fault(f"{store}/{VERSIONS}/{base.version}/{name}", "is not what was published"))
        _remove_others(folder, base.files)
        yield Checkout(store, folder, base)


def publish_out(checkout: Checkout, before_switch: Callable[[], None] = lambda: None) -> Pointer:
    """Upload the folder as a new version, then switch to it: all of it or nothing. Returns the new pointer.

    Raises ``Busy`` if another run has published since the folder was fetched, and ``StorageRefused`` if the store
    cannot be written. ``before_switch`` is called when everything but the pointer is there.
    """
    store, base = checkout.store, checkout.base
    files = {name: sha256_of(checkout.folder / name) for name in _published_names(checkout.folder)}
    version = hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()[:ID_DIGITS]
    new = Pointer(base.number + 1, version, uuid.uuid4().hex, files)
    if files == base.files:
        _show_readers(store, base)
        return base
    with reached(store):
        targets = [store.place(f"{VERSIONS}/{version}/{name}") for name in files]
        store.files.put([str(checkout.folder / name) for name in files], targets)
    there = store.listing(f"{VERSIONS}/{version}")
    missing = [name for name in files if there.get(name, (-1,))[0] != (checkout.folder / name).stat().st_size]
    if missing:
        raise StorageRefused(Fault(store.address, f"{len(missing)} uploaded objects are not whole", remedy="try again"))
    before_switch()
    _decide(store, new)
    _show_readers(store, new)
    return new


def _published_names(folder: Path) -> list[str]:
    """Every file of the out root, without locks and what is staged."""
    found = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    own = (LOCK, JOURNAL)
    return [each.as_posix() for each in found if each.parts[0] not in own and not each.parts[0].startswith(STAGING)]


def _decide(store: Store, new: Pointer) -> None:
    """Create the pointer's object if nobody has. A failed answer is no answer: what is there then is looked at."""
    refused: Exception | None = None
    try:
        store.files.pipe_file(store.place(new.name), new.content, mode="create")
    except Exception as error:
        refused = error
    found = latest(store) if refused else new
    if found.number < new.number:
        with reached(store):
            raise refused or AssertionError
    if refused and found.token != new.token:
        remedy = "run it again: it then starts from what the other run published"
        raise Busy(Fault(store.address, "was published by another run meanwhile", "one writer", remedy)) from refused


def _show_readers(store: Store, pointer: Pointer) -> None:
    """Write ``current.json``; if another run has published meanwhile, with what that one published."""
    shown = pointer
    while True:
        with reached(store):
            store.files.pipe_file(store.place(CURRENT), shown.content)
        now = latest(store)
        if now.number <= shown.number:
            return
        shown = now
