"""The files of a raw root; each is either read or refused by name, none is skipped silently.

In a list year's folder everything is a register file, the card, or refused. Beside the list years, where notes may lie
too, only what resembles the name of a file that would be read is refused. Files that operating systems create are
ignored in both. What does not belong here: the content of the files.
"""

from __future__ import annotations

import difflib
import re
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import ARCHIVE, CARD, COLUMNS, EXTRACT, RawRoot, ReceivingRoot, is_beside
from pipeline.inputs.file_formats import FORMATS, SUFFIXES, format_of
from pipeline.inputs.registers import REGISTERS, register_named
from pipeline.inputs.workbooks import SUFFIX, is_workbook, registers_of

LEFT_BEHIND = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini|__macosx", re.IGNORECASE)
YEAR = re.compile(r"[0-9]{4}")
LOOKS_LIKE_DIGITS = str.maketrans("OoIlSsBb", "00115588")
NEAR = 0.84  # of difflib's ratio: one or two letters apart in a name of eight; areas.csv.bak is farther
DANISH = tuple(register.name_da for register in REGISTERS.values())
OTHER_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
BESIDE = (  # the files a raw root may hold beside the list years
    "areas.csv",
    "hfaudd.csv",
    "goals.yaml",
    "areas.geojson",
    "made_up.yaml",
    "README.md",
    "SOURCES.yaml",
    "published",
    ARCHIVE,
)
PUBLISHED = (
    "values.csv",
    "lists.csv",
    "coverage.csv",
    "conviction_limits.csv",
    "programme_2011.csv",
    "area_names.csv",
    "national_counts.csv",
)


def register_files(raw: RawRoot, list_year: int) -> dict[str, Path]:
    """The register files of one list year's folder, by register; empty if there is no folder.

    Raises ``InputRefused`` with every entry that would not be read: another name or format, a folder, a link that
    leads nowhere, a device, or two files of one register.
    """
    named = {entry: (register_of(entry),) for entry in _entries(raw.delivery(list_year))}
    return _by_register(raw, list_year, {entry: tuple(filter(None, found)) for entry, found in named.items()})


def handed_over(inbox: ReceivingRoot) -> dict[str, Path]:
    """As ``register_files``, of what is not filed yet: a folder, or one file. A workbook of any name is the file of each
    register that it holds a sheet of, and comes more than once."""
    is_file = inbox.staged.is_file()
    entries = [inbox.staged] if is_file else _entries(inbox.staged)
    found: dict[Path, tuple[str, ...]] = {}
    faults: list[Fault] = []
    for entry in entries:
        register = register_of(entry)
        try:
            sheets = registers_of(entry, inbox.relative(entry)) if is_workbook(entry) and not _no_file(entry) else ()
        except InputRefused as refusal:
            faults.extend(refusal.faults)
            continue
        if register is not None and sheets and register not in sheets:
            expected = Message(
                "a sheet of the register {register} with figures in it, or a file of another name", register=register
            )
            faults.append(
                Fault(inbox.relative(entry), Message("holds sheets of {names} only", names=tuple(sheets)), expected)
            )
        found[entry] = sheets or ((register,) if register else ())
    try:
        by_register = _by_register(inbox, inbox.list_year, found)
    except InputRefused as refusal:
        faults.extend(refusal.faults)
    if faults:
        raise InputRefused(faults)
    return by_register


def _by_register(raw: RawRoot, list_year: int, registers: Mapping[Path, tuple[str, ...]]) -> dict[str, Path]:
    """The file of each register, of entries and the registers that each is read as."""
    found: dict[str, list[Path]] = {name: [] for name in REGISTERS}
    faults: list[Fault] = []
    for entry, names in registers.items():
        if not names and entry.name != CARD and not is_beside(entry):
            faults.append(
                Fault(raw.relative(entry), Message("is not read"), _expected_in_year(), _remedy(entry, list_year))
            )
        elif problem := _no_file(entry):
            remedy = (
                Message("write its part files into one file")
                if _is_folder(entry)
                else Message("deliver the file itself")
            )
            faults.append(Fault(raw.relative(entry), problem, Message("a file"), remedy))
        for name in names:
            found[name].append(entry)
    for name, paths in found.items():
        if len(paths) > 1:
            listed = ", ".join(path.name for path in paths)
            expected = Message("one file per register")
            faults.append(
                Fault(
                    f"{list_year}/{name}",
                    Message("{count} files ({listed})", count=len(paths), listed=listed),
                    expected,
                    Message("keep the right one"),
                )
            )
    if faults:
        raise InputRefused(faults)
    return {name: paths[0] for name, paths in found.items() if paths}


def addresses_file(raw: RawRoot) -> Path | None:
    """The address table of person-grain input, in any format. Raises ``InputRefused`` for two."""
    named = [entry for entry in _entries(raw.folder) if is_addresses(entry)]
    if len(named) > 1:
        listed = ", ".join(path.name for path in named)
        raise InputRefused(
            Fault(
                "addresses",
                Message("{count} files ({listed})", count=len(named), listed=listed),
                Message("one table of addresses"),
                Message("keep one"),
            )
        )
    return named[0] if named else None


def is_addresses(entry: Path) -> bool:
    """Whether a file of the raw root is the table of addresses: by its name, in a format of person rows."""
    found = format_of(entry)
    return entry.stem.lower() == "addresses" and found is not None and found.holds_persons


def check_raw_root(raw: RawRoot) -> None:
    """Raises ``InputRefused`` for entries beside the list years that look like something read and are not."""
    faults: list[Fault] = []
    known = (*BESIDE, *(f"addresses{suffix}" for suffix, each in FORMATS.items() if each.holds_persons))
    for folder, names in ((raw.folder, known), (raw.published_folder, PUBLISHED)):
        entries = _entries(folder)
        there = {entry.name for entry in entries}
        for entry in entries:
            if entry.name in names:
                problem = _no_folder(entry) if "." not in entry.name else _no_file(entry)
                if problem:
                    faults.append(
                        Fault(raw.relative(entry), problem, Message("a file or folder as in data/raw/README.md"))
                    )
            elif nearest := _nearest(entry.name, names, there):
                faults.append(_unread(raw.relative(entry), nearest))
    for entry in _entries(raw.folder):
        faults += _year_faults(raw, entry)
    if faults:
        raise InputRefused(faults)


def register_of(path: Path) -> str | None:
    """The register a file's name stands for, in any case; ``None`` if it would not be read as one."""
    stem = path.stem.lower()
    return stem if stem in REGISTERS and format_of(path) else None


def _year_faults(raw: RawRoot, entry: Path) -> list[Fault]:
    """The faults of an entry of the raw root that is, or may be meant as, a list year's folder."""
    name = entry.name
    if name in (*BESIDE, ARCHIVE):
        return []
    meant = unicodedata.normalize("NFKC", name).strip().translate(LOOKS_LIKE_DIGITS)
    if YEAR.fullmatch(name):
        problem = _no_folder(entry)
        return [Fault(name, problem, Message("a folder with one list year's delivery"))] if problem else []
    if YEAR.fullmatch(meant) or (_is_folder(entry) and any(map(register_of, _entries(entry)))):
        remedy = Message("name the folder by its list year, or move it into {archive}/", archive=ARCHIVE)
        return [
            Fault(
                name,
                Message("is not read as a delivery"),
                Message("a folder named by a list year in four digits"),
                remedy,
            )
        ]
    return []


def _entries(folder: Path) -> list[Path]:
    """The entries of a folder, in order, without files that operating systems create."""
    if not _is_folder(folder):
        return []
    try:
        return sorted(entry for entry in folder.iterdir() if not LEFT_BEHIND.fullmatch(entry.name))
    except OSError as error:
        raise InputRefused(
            Fault(
                folder.name, Message("cannot be read ({name})", name=type(error).__name__), Message("a readable folder")
            )
        ) from None


def _mode(path: Path) -> int | None:
    """The mode of what a path leads to; ``None`` where a link leads nowhere or in a circle."""
    try:
        return path.stat().st_mode
    except OSError:
        return None


def _is_folder(path: Path) -> bool:
    mode = _mode(path)
    return mode is not None and stat.S_ISDIR(mode)


def _no_file(path: Path) -> Message:
    """Why the path is no regular file; empty if it is one."""
    mode = _mode(path)
    if mode is None:
        return Message("is a link that leads nowhere") if path.is_symlink() else Message("cannot be looked at")
    if stat.S_ISREG(mode):
        return Message()
    return Message("is a folder") if stat.S_ISDIR(mode) else Message("is a pipe, socket or device, not a file")


def _no_folder(path: Path) -> Message:
    if _is_folder(path):
        return Message()
    return _no_file(path) or Message("is a file")


def _expected_in_year() -> Message:
    return Message(
        "{card}, {columns}, an extract *{extract} or one of {names} ({suffixes})",
        card=CARD,
        columns=COLUMNS,
        extract=EXTRACT,
        names=tuple(REGISTERS),
        suffixes=" ".join(FORMATS),
    )


def _unread(where: str, nearest: str) -> Fault:
    return Fault(
        where,
        Message("is not read; the nearest name that is read is {name}", name=nearest),
        Message("{name}", name=nearest),
        Message("rename it or move it away"),
    )


def _remedy(entry: Path, list_year: int) -> Message:
    """What to do with an entry of a list year that is not read."""
    nearest = _nearest_register(entry)
    if entry.suffix.lower() in OTHER_SPREADSHEETS:
        return Message("open it and save it as an Excel workbook ({suffix})", suffix=SUFFIX)
    if nearest and _is_folder(entry):
        return Message("write its part files into one file, {name}", name=nearest)
    if nearest:
        return Message("name it {name}", name=nearest)
    if is_workbook(entry):
        return Message(
            "move it out of the folder, name its sheets by their registers, and file it with "
            "`ghettolist receive {file} --list-year {list_year}`",
            file=entry.name,
            list_year=list_year,
        )
    return Message("take it out of the folder")


def _nearest_register(entry: Path) -> str:
    """The name that a misnamed register file, or card, should have; empty if none is near."""
    stem = entry.name.lower().split(".")[0].strip()
    first_word = re.split(r"[^a-zæøå]", stem)[0]
    near = difflib.get_close_matches(stem, [*REGISTERS, *DANISH], n=1, cutoff=0.7)
    for candidate in (*near, first_word):
        register = register_named(candidate)
        if register:
            suffix = entry.suffix.lower() if format_of(entry) else f"{{{','.join(each[1:] for each in FORMATS)}}}"
            return f"{register}{suffix}" if format_of(entry) else f"{register} ({SUFFIXES})"
    return next(iter(difflib.get_close_matches(entry.name.lower(), [CARD, COLUMNS], n=1, cutoff=0.7)), "")


def _nearest(name: str, known: Iterable[str], there: Iterable[str]) -> str:
    """The known name that another name is a misspelling of, or has the stem of while the known is absent."""
    known = tuple(known)
    if name.lower() in known:  # all known names are in lower case
        return name.lower()
    stems: Mapping[str, str] = {each.split(".")[0].lower(): each for each in known}
    of_stem = stems.get(name.lower().split(".")[0])
    if of_stem and not any(each in there for each in known if each.split(".")[0] == of_stem.split(".")[0]):
        return of_stem
    near = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=NEAR)
    return near[0] if near else ""
