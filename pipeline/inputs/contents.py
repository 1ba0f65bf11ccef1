"""What a file is by its first bytes, whatever its name says: renamed files are refused as what they are.

What does not belong here: reading a file (``file_formats``), and what is wrong within one (its reader).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message

LOOKED_AT = 512  # bytes
CONTROL = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a")  # that no text has
UNPACK, RESAVE = Message("unpack it and hand it over again"), Message("save it as CSV and hand it over again")


@dataclass(frozen=True)
class Kind:
    """What a file may be, the endings of a name under which a reader knows what to say of it, and what to do else.

    ``is_locked``: whether no name makes it readable.
    """

    name: Message
    endings: tuple[str, ...] = ()
    remedy: Message = RESAVE
    is_locked: bool = False


def _renamed(ending: str) -> Message:
    return Message("let its name end with {ending} if that is what you mean to deliver", ending=ending)


KINDS: Mapping[bytes, Kind] = {
    b"PAR1": Kind(Message("a Parquet file"), (".parquet",), _renamed(".parquet")),
    b"PARE": Kind(Message("an encrypted Parquet file"), (), Message("write it without encryption"), is_locked=True),
    bytes(12) + b"\xc2\xea\x81\x60": Kind(Message("a SAS file"), (".sas7bdat",), _renamed(".sas7bdat")),
    b"PK\x03\x04": Kind(Message("a workbook or a zip archive"), (".xlsx",), _renamed(".xlsx")),
    b"\xd0\xcf\x11\xe0": Kind(Message("an old Excel workbook"), (".xlsx",)),  # or a new one with a password
    b"\x1f\x8b": Kind(Message("gzip"), (), UNPACK),
    b"%PDF": Kind(Message("a PDF")),
    b"\xff\xfe": Kind(Message("text in UTF-16"), (), Message("save it as CSV in UTF-8 and hand it over again")),
    b"\xfe\xff": Kind(Message("text in UTF-16"), (), Message("save it as CSV in UTF-8 and hand it over again")),
}
TEXT = Kind(Message("text"), (".csv", ".xlsx"), _renamed(".csv"))


def kind_of(beginning: bytes) -> Kind | None:
    """What begins with these bytes; ``None`` if that is not known."""
    for known, kind in KINDS.items():
        if beginning.startswith(known):
            return kind
    return TEXT if beginning and not CONTROL & frozenset(beginning) else None


def refuse_misnamed(path: Path, label: str) -> None:
    """Raises ``InputRefused`` for a file that is known to be something else than its name says."""
    with path.open("rb") as stream:
        kind = kind_of(stream.read(LOOKED_AT))
    ending = path.suffix.lower()
    if kind is not None and kind.is_locked:
        expected = Message("a file that can be read without a key")
        raise InputRefused(Fault(label, Message("is {kind}", kind=kind.name), expected, kind.remedy))
    if kind is not None and ending not in kind.endings:
        problem = Message("is {kind}, but its name ends with {ending}", kind=kind.name, ending=ending)
        raise InputRefused(Fault(label, problem, Message("a file that is what its name says"), kind.remedy))
