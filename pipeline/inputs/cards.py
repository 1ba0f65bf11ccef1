"""What a delivery says of itself: its card ``delivery.yaml``, and the mark of a raw root that is made up.

Both are read by the strict YAML reader: a misspelt, repeated or mistyped key is refused with its line. What does not
belong here: comparing a card with the files (``deliveries``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.paths import RawRoot
from pipeline.core.strict_yaml import Document, Entry

FIRST_YEAR, LAST_YEAR = 1980, 2100
SHA256 = re.compile(r"[0-9a-f]{64}")
LAYOUT = (
    "holder, received_on, basis, files: {name: {register_year, sha256}}, and made_up, accepted, beside and a file's "
    "delivered_as where they apply"
)
MARK_KEYS = ("persons", "list_years", "seed", "grain", "text_keys", "file_format")  # how it was made; not read
Read = TypeVar("Read")


@dataclass(frozen=True)
class CardFile:
    """What a card says of one file; ``delivered_as``: its name when it was delivered, where it was another one."""

    register_year: int
    sha256: str
    delivered_as: str = ""


@dataclass(frozen=True)
class DeliveryCard:
    """``delivery.yaml``: who delivered what, when, on which legal basis, and each file's register year and hash.

    ``accepted`` names the expectations that whoever received the delivery has looked at and accepted as they are,
    ``beside`` the hash of each other file by its name: ``columns.yaml``, extracts of StatBank.
    """

    holder: str
    received_on: dt.date
    basis: str
    is_synthetic: bool
    files: Mapping[str, CardFile]
    accepted: frozenset[str] = frozenset()
    beside: Mapping[str, str] = field(default_factory=dict)


def read_card(raw: RawRoot, list_year: int) -> DeliveryCard | None:
    """Read and check ``delivery.yaml``, or ``None`` if the delivery has none. Raises ``InputRefused``."""
    path = raw.card(list_year)
    return _read(path, raw.relative(path), _card) if path.is_file() else None


def is_marked_made_up(raw: RawRoot) -> bool:
    """Whether the raw root says that all it holds is made up. Raises ``InputRefused`` for a mark that is not clear."""
    path = raw.made_up_mark
    return path.is_file() and _read(path, raw.relative(path), _mark)


def read_yaml(path: Path, label: str, is_list: bool = False) -> Document:
    """A YAML file as a strict document. Raises ``InputRefused`` if it cannot be opened."""
    return Document(label, _content(path, label), is_list)


def _content(path: Path, label: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({type(error).__name__})"
    raise InputRefused(Fault(label, problem, "a readable file"))


def _read(path: Path, label: str, build: Callable[[Entry], Read]) -> Read:
    parsed: Read = _parsed(label, _content(path, label), build)
    return parsed


@lru_cache(maxsize=256)  # a card is asked for again with every list year that rests on it, and is slow to parse
def _parsed(label: str, content: bytes, build: Callable[[Entry], Any]) -> Any:
    document = Document(label, content)
    if not document.faults and not document.is_readable:
        document.fault((), "the file is empty", LAYOUT, "write it with `ghettolist receive`")
    if document.faults:
        raise InputRefused(document.faults)
    built = build(document.top())
    if document.faults:
        raise InputRefused(document.faults)
    return built


def _card(entry: Entry) -> DeliveryCard:
    holder = entry.text("holder", "who delivered the files")
    received_on = entry.day("received_on")
    basis = entry.text("basis", "the licence or legal basis")
    made_up = entry.has("made_up") and entry.switch("made_up")
    accepted = entry.texts("accepted", "names of expectations") if entry.has("accepted") else ()
    others = entry.entry("beside", "each file's name with its sha256") if entry.has("beside") else None
    beside = {name: _sha256(others, name) for name in others.keys} if others is not None else {}
    block = entry.entry("files", "each file's name with its register_year and sha256")
    files = {}
    for name in block.keys if block else ():
        if block is not None and (file := block.entry(name, "register_year and sha256")) is not None:
            files[name] = _file(file)
    entry.close()
    return DeliveryCard(holder, received_on, basis, made_up, files, frozenset(accepted), beside)


def _file(entry: Entry) -> CardFile:
    year = entry.year("register_year", "the year the register describes, such as 2023", FIRST_YEAR, LAST_YEAR)
    sha256 = _sha256(entry, "sha256")
    delivered_as = (
        entry.text("delivered_as", "the name of the file as it was delivered") if entry.has("delivered_as") else ""
    )
    entry.close()
    return CardFile(year, sha256, delivered_as)


def _sha256(entry: Entry, key: str) -> str:
    sha256 = entry.text(key, "64 hexadecimal digits")
    if sha256 and not SHA256.fullmatch(sha256):
        entry.fault(key, "not a SHA-256", "64 hexadecimal digits")
    return sha256


def _mark(entry: Entry) -> bool:
    says = entry.switch("made_up")
    if not says and not entry.document.faults:
        entry.fault("made_up", "says that the raw root is not made up", "true", "remove the file")
    for key in MARK_KEYS:
        entry.has(key)
    entry.close()
    return says
