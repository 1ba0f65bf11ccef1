"""What can be set: each setting declared once, for the commands and the graph alike.

A setting comes from a flag of the command, else from an environment variable, else from one file, ``ghettolist.toml``,
else from its default here. What does not belong here: which command takes which flag (``commands.options``), and what a
setting does. Nothing here reads the environment by itself: the entry points hand it over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipeline.core.errors import Fault, WrongUsage, fault_of
from pipeline.core.messages import Message
from pipeline.core.paths import SHIPPED_RAW

FILE = "ghettolist.toml"
PREFIX = "GHETTOLIST_"
FILE_VARIABLE = f"{PREFIX}SETTINGS"  # names the file where it is not in the folder one works in
ENGINES = ("polars", "spark")
LANGUAGES = ("da", "en")
NEWS = ("failures", "all", "none")
MAIL_SECURITY = ("starttls", "tls", "none")
SMALLEST_MEMORY, LARGEST_MEMORY = 2**20, 2**50
LONGEST_NUMBER = 18  # digits
UNITS = {"": 1, "kib": 2**10, "mib": 2**20, "gib": 2**30, "kb": 10**3, "mb": 10**6, "gb": 10**9}
SIZE = re.compile(r"(\d+)\s*([a-zA-Z]*)")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
STORES = re.compile(r"(s3|az)://[^/@:?#\s]+(/[^@?#\s]*)?")  # no name and password in it
STORES_IN_WORDS = "s3://bucket/path or az://container/path"
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*")
MAILBOX = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")
HOST_AND_PORT = re.compile(r"[^\s:/@]+:[0-9]{1,5}")


class Unfit(ValueError):
    """A value that a setting cannot have. Its text is what was expected instead."""


def byte_size(value: object) -> int:
    """``1GiB``, ``800MiB`` or plain bytes, as text or whole number; in bytes. Raises ``Unfit``."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unfit("a size such as 1GiB")
    found = SIZE.fullmatch(str(value).strip())
    if found is None or found[2].lower() not in UNITS:
        raise Unfit("a size such as 1GiB")
    size = int(found[1][:LONGEST_NUMBER]) * UNITS[found[2].lower()]
    if not SMALLEST_MEMORY <= size <= LARGEST_MEMORY:
        raise Unfit("a size between 1MiB and 1024TiB")
    return size


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit("a text")
    return value.strip()


def folder(value: object) -> str:
    """A folder of this machine. Raises ``Unfit`` for an address: it would become a folder called ``s3:``."""
    if ADDRESS.match(text := _text(value)):
        raise Unfit("a folder of this machine; addresses are not read or written")
    return text


def root(value: object) -> str:
    """A folder of this machine, or the address of an object store. Raises ``Unfit`` for another address."""
    text = _text(value)
    if text.lower().startswith("file:///"):
        return unquote(urlsplit(text).path)
    if ADDRESS.match(text) and not STORES.fullmatch(text):
        raise Unfit(f"a folder of this machine, {STORES_IN_WORDS}")
    return text


def _names(value: object) -> tuple[str, ...]:
    """A TOML array of texts, or one text with commas."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise Unfit('texts, such as ["101", "147"]; in a variable with commas between them')
    return tuple(text for part in parts if (text := part.strip()))


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not pattern.fullmatch(text := _text(value)):
            raise Unfit(expected)
        return text

    return read


def _one_of(*choices: str) -> Callable[[object], str]:
    return _matching(re.compile("|".join(choices)), f"one of {', '.join(choices)}")


_mailbox = _matching(MAILBOX, "a mail address such as list@example.org")
_web_address = _matching(WEB_ADDRESS, "an address that begins with https:// or http://")


def _mailboxes(value: object) -> tuple[str, ...]:
    return tuple(map(_mailbox, _names(value)))


def _setting(
    default: Any, read: Callable[[object], Any], meaning: str, default_in_words: str = "", is_secret: bool = False
) -> Any:
    shown = default_in_words or str(default)
    return field(default=default, repr=not is_secret, metadata={"read": read, "meaning": meaning, "default": shown})


@dataclass(frozen=True)
class Settings:
    """The settings of a run. A folder is absolute, or relative to the folder that the entry point works in."""

    raw: str = _setting(
        "data/raw",
        root,
        "The raw root: areas.csv, published/, one folder per list year.",
        "data/raw, or the published figures that come with the program where there is none",
    )
    out: str = _setting("data/out", root, "Where the published outputs go.")
    work: str = _setting("data/work", folder, "Private: counts kept of person files, temporary files.")
    municipalities: tuple[str, ...] = _setting(
        (),
        _names,
        "Municipalities to show, by name or code, or all.",
        "those of the deliveries; Copenhagen, or all without it",
    )
    engine: str = _setting("polars", _one_of(*ENGINES), "What counts person files: polars or spark.")
    memory_limit: int = _setting(0, byte_size, "For person files, e.g. 1GiB: more passes, less memory.", "no limit")
    spark_master: str = _setting(
        "", _text, "A cluster's master URL; without it Spark runs on this machine.", "this machine"
    )
    site: str = _setting(
        "", _web_address, "Address at which the out root is served, for links in the interface.", "links to files"
    )
    interface: str = _setting(
        "", _web_address, "Address of Dagster's interface, for links in notifications.", "the run's id instead"
    )
    language: str = _setting(
        "",
        _one_of(*LANGUAGES),
        "Language of answers and notifications: da or en.",
        "that of the locale; of notifications English",
    )
    notify: str = _setting(
        "all", _one_of(*NEWS), "Which runs are told of: failures (and checks that did not pass), all, or none."
    )
    webhook: str = _setting(
        "", _web_address, "Address to which notifications are posted as JSON. Keep it secret.", "none", is_secret=True
    )
    mail_to: tuple[str, ...] = _setting((), _mailboxes, "Who gets notifications by mail.", "nobody")
    mail_from: str = _setting("", _mailbox, "Sender of the mails.", "none; needed with mail_to")
    mail_server: str = _setting(
        "", _matching(HOST_AND_PORT, "host:port"), "SMTP server, as host:port.", "none; needed with mail_to"
    )
    mail_security: str = _setting(
        "starttls", _one_of(*MAIL_SECURITY), "Encryption of the connection to it: starttls, tls or none."
    )
    mail_user: str = _setting("", _text, "Name to log in to it with.", "no login")
    mail_password_file: str = _setting(
        "", folder, "File with the password, readable to the service's user only.", "none; needed with mail_user"
    )


SETTINGS = {each.name: each for each in fields(Settings)}


def variable(name: str) -> str:
    """The environment variable of a setting: ``GHETTOLIST_RAW``."""
    return PREFIX + name.upper()


@dataclass(frozen=True)
class Given:
    """What was set somewhere else than in the defaults: the value, and where."""

    value: Any
    where: str


def given(environment: Mapping[str, str], place: Path) -> dict[str, Given]:
    """Every setting that the environment or the settings file gives, by name; the environment wins.

    ``place`` is the folder in which the file is looked for unless ``GHETTOLIST_SETTINGS`` names it. Raises
    ``WrongUsage`` with every fault of both: an unknown key, a value of the wrong type, a file that cannot be read.
    """
    faults: list[Fault] = []
    found: dict[str, Given] = {}
    for name, value, where in (*_of_file(environment, place, faults), *_of_environment(environment, faults)):
        if value == "":
            continue  # as a variable that is not set: Compose files hand on empty ones
        each = SETTINGS[name]
        try:
            found[name] = Given(each.metadata["read"](value), where)
        except Unfit as unfit:
            is_shown = each.repr and not (ADDRESS.match(str(value)) and "@" in str(value))  # no password of an address
            shown = f"{value!r} cannot be used" if is_shown else "its value cannot be used"
            faults.append(Fault(where, shown, str(unfit)))
    for needing, needed in (("mail_to", "mail_server"), ("mail_to", "mail_from"), ("mail_user", "mail_password_file")):
        if not faults and needing in found and needed not in found:
            faults.append(Fault(found[needing].where, "is of no use alone", f"{needed} beside it"))
    if faults:
        raise WrongUsage(faults)
    return found


def read_settings(environment: Mapping[str, str], place: Path) -> Settings:
    """The settings as environment, file and defaults give them. Raises ``WrongUsage`` as ``given`` does."""
    found = {name: each.value for name, each in given(environment, place).items()}
    return Settings(**{"raw": default_raw(place), **found})


def default_raw(place: Path) -> str:
    """The raw root where none is set: the folder's own, else the published figures that come with the program."""
    own = Settings.raw
    return own if (place / own).is_dir() or not SHIPPED_RAW.is_dir() else str(SHIPPED_RAW)


def _of_environment(environment: Mapping[str, str], faults: list[Fault]) -> Iterator[tuple[str, object, str]]:
    for key, text in sorted(environment.items()):
        if key.startswith(PREFIX) and key != FILE_VARIABLE:
            name = key.removeprefix(PREFIX).lower()
            if name not in SETTINGS:
                faults.append(
                    Fault(key, Message("is no setting"), Message("{names}", names=tuple(map(variable, SETTINGS))))
                )
            else:
                yield name, text, key


def _of_file(environment: Mapping[str, str], place: Path, faults: list[Fault]) -> Iterator[tuple[str, object, str]]:
    named = environment.get(FILE_VARIABLE, "")
    path = place / (named or FILE)
    if not named and not path.is_file():
        return
    if path.exists() and not path.is_file():  # a pipe or a device would be read without end
        faults.append(Fault(str(path), Message("is no file"), Message("a settings file that this user may read")))
        return
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        why = f" ({error})" if isinstance(error, tomllib.TOMLDecodeError) else ""
        faults.append(Fault(str(path), f"is not TOML{why}", 'lines such as raw = "/srv/ghettolist/raw"'))
        return
    except OSError as error:
        expected = Message("a settings file that this user may read")
        faults.append(Fault(str(path), fault_of(error, path).problem, expected))
        return
    for name, value in content.items():
        where = f"{path}, {name}"
        if name not in SETTINGS:
            faults.append(Fault(where, Message("is no setting"), Message("{names}", names=tuple(SETTINGS))))
        elif SETTINGS[name].metadata["read"] in (folder, root) and isinstance(value, str) and not ADDRESS.match(value):
            yield name, value and str(path.parent / value), where  # relative to the file, wherever it is read from
        else:
            yield name, value, where
