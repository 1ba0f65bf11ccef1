"""Receiving a delivery: check the files, write their card, and file them under their list year, whole or not at all.

What is checked is what is filed: the files are copied into a staging folder first, and the checks read the copies. What
does not belong here: the checks themselves.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, InputRefused, storage_fault
from pipeline.core.locking import Say, silent
from pipeline.core.messages import Message
from pipeline.core.paths import CARD, RawRoot, ReceivingRoot, sha256_of
from pipeline.core.private import private_copy
from pipeline.core.staging import Change, change, second_name
from pipeline.inputs.cards import CardFile, DeliveryCard, read_card
from pipeline.inputs.deliveries import Delivery, read_delivery
from pipeline.inputs.file_formats import FORMATS
from pipeline.inputs.folders import handed_over, register_files, register_of
from pipeline.inputs.registers import REGISTERS

NOT_STATED = "not stated"


def receive(
    source: Path,
    raw: RawRoot,
    list_year: int,
    holder: str,
    basis: str,
    received_on: dt.date,
    check: Callable[[RawRoot, int], Delivery | None] = read_delivery,
    *,
    accepted: Collection[str] = (),
    replace: bool = False,
    say: Say = silent,
    wait: bool = True,
) -> tuple[Path, ...]:
    """File the register files of a folder, or one file, as the delivery of a list year and return their places.

    A workbook with a sheet per register is filed whole for each of them, under the register's name; the card names it
    as it was delivered.

    ``check`` reads and may validate the delivery as it will lie in the raw root. Registers of the list year that are
    filed already stay beside the new ones; one that is delivered again is refused, or with ``replace`` takes the place
    of the old one, and the old delivery is kept whole in the archive. ``accepted`` are names of expectations to be
    recorded on the card. Raises ``InputRefused``, ``ValidationFailed``, ``Busy`` or ``StorageRefused``; then the raw
    root is as it was.
    """
    if not source.exists():
        raise InputRefused(Fault(str(source), Message("does not exist"), Message("a folder, or a file of a register")))
    inbox = ReceivingRoot(raw.folder, list_year, source)
    delivered = handed_over(inbox)
    if not delivered:
        expected = Message("one or more of {names} ({suffixes})", names=tuple(REGISTERS), suffixes=" ".join(FORMATS))
        raise InputRefused(Fault(str(source), Message("holds no register file"), expected))
    place = raw.delivery(list_year)
    with change(raw.folder, say, wait) as changed:
        filed = register_files(raw, list_year)
        if (again := [name for name in delivered if name in filed]) and not replace:
            remedy = Message("say --replace if it is a correction; the old delivery is then kept in the archive")
            where = ", ".join(f"{list_year}/{name}" for name in again)
            raise InputRefused(
                Fault(where, Message("is filed already"), Message("registers that are not filed yet"), remedy)
            )
        before, told = read_card(raw, list_year), read_card(inbox, list_year)
        kept = {name: path for name, path in filed.items() if name not in delivered}
        files_beside = _files_beside(inbox, raw, list_year, bool(kept), replace)
        is_on_card = told is not None and told.beside.keys() >= files_beside.keys()
        staged = changed.stage_folder(place)
        beside = ReceivingRoot(raw.folder, list_year, staged)
        with storage_fault(raw.folder):
            for path in kept.values():
                second_name(path.resolve(), staged / path.name)
            names = {name: _filed_name(name, path) for name, path in delivered.items()}
            for name, path in delivered.items():
                private_copy(path, staged / names[name])
            for name, path in files_beside.items():
                private_copy(path, staged / name)
            if told is not None and not kept and not accepted and not _is_renamed(names, delivered) and is_on_card:
                private_copy(inbox.card(list_year), staged / CARD)
            else:
                stated = _stated(before if kept else None, told, holder, basis, received_on, accepted)
                filed_before = {path.name for path in kept.values()}
                old = {name: entry for name, entry in _files(before).items() if name in filed_before}
                new = _as_filed(_files(told), list_year, names, delivered)
                hashes = {name: sha256_of(path) for name, path in files_beside.items()}
                if hashes or (told and told.beside):
                    stated["beside"] = {**hashes, **(told.beside if told else {})}
                _write_card(beside, list_year, stated, {**old, **new})
        with _named_as_delivered({f"{list_year}/{names[name]}": path.name for name, path in delivered.items()}):
            check(beside, list_year)
        with storage_fault(raw.folder):
            staged.chmod(stat.S_IMODE(raw.folder.stat().st_mode))
            if again or _changed_files(files_beside, raw, list_year):
                archived = _archive(changed, raw, list_year, before.received_on if before else received_on)
                say(Message("The earlier delivery is kept in {folder}", folder=raw.relative(archived)))
        changed.commit()
    if missing := [name for name in REGISTERS if name not in filed and name not in delivered]:
        say(
            Message(
                "Not delivered yet for {list_year}: {names}. Receive them in the same way when they come.",
                list_year=list_year,
                names=tuple(missing),
            )
        )
    return tuple(sorted(place.iterdir()))


def _files_beside(inbox: RawRoot, raw: RawRoot, list_year: int, are_files_kept: bool, replace: bool) -> dict[str, Path]:
    """``columns.yaml`` and extracts of StatBank by name: those that came, and those of the files that stay.

    Raises ``InputRefused`` for another file than one of the files that stay, unless it is a correction.
    """
    own = {path.name: path for path in inbox.beside(list_year)}
    if not are_files_kept:
        return own
    if (changed := _changed_files(own, raw, list_year)) and not replace:
        expected = Message("one {file} for all registers of a list year", file=changed[0])
        remedy = Message("put both into one file, and say --replace; registers that are filed are then read by it too")
        problem = Message("is another than the one that is filed for {list_year}", list_year=list_year)
        raise InputRefused(Fault(inbox.relative(own[changed[0]]), problem, expected, remedy))
    return {path.name: path for path in raw.beside(list_year)} | own


def _changed_files(files: Mapping[str, Path], raw: RawRoot, list_year: int) -> list[str]:
    """The names of files that are filed with another content."""
    filed = {path.name: path for path in raw.beside(list_year)}
    return [name for name, path in files.items() if name in filed and path.read_bytes() != filed[name].read_bytes()]


@contextmanager
def _named_as_delivered(names: Mapping[str, str]) -> Iterator[None]:
    """Name files in refusals as they were delivered; ``names``: by the places that they would be filed in."""
    try:
        yield
    except InputRefused as refusal:
        faults = [_named(fault, names) for fault in refusal.faults]
        raise InputRefused(dict.fromkeys(faults)) from None


def _named(fault: Fault, names: Mapping[str, str]) -> Fault:
    place = fault.where.split(",")[0]
    if place not in names or place.endswith(f"/{names[place]}"):
        return fault
    return dataclasses.replace(fault, where=_renamed(fault.where, place, names[place]))


def _renamed(where: str, place: str, name: str) -> str:
    """A text, or a message in each of its values, with another name for a place."""
    if not isinstance(where, Message) or not where.values:
        return where.replace(place, name, 1)
    values = {key: _renamed(each, place, name) if isinstance(each, str) else each for key, each in where.values.items()}
    return Message(where.template, **values)


def _archive(changed: Change, raw: RawRoot, list_year: int, day: dt.date) -> Path:
    """Stage the filed delivery, with its card, in an archive folder of its own. Returns the folder's place."""
    archived, number = raw.archived(list_year, day), 1
    while archived.exists():
        number += 1
        archived = raw.archived(list_year, day).with_name(f"{day.isoformat()}-{number}")
    staged = changed.stage_folder(archived)
    for path in sorted(raw.delivery(list_year).iterdir()):
        if path.is_file():
            second_name(path.resolve(), staged / path.name)
    return archived


def _stated(
    before: DeliveryCard | None,
    told: DeliveryCard | None,
    holder: str,
    basis: str,
    received_on: dt.date,
    accepted: Collection[str],
) -> dict[str, Any]:
    """What the card says besides the files: the delivery's own card first, then the command, then the card filed before."""
    known = told or before
    cards = [card for card in (before, told) if card is not None]
    stated: dict[str, Any] = {
        "holder": known.holder if known and (told or holder == NOT_STATED) else holder,
        "received_on": told.received_on if told else received_on,
        "basis": known.basis if known and (told or basis == NOT_STATED) else basis,
    }
    if any(card.is_synthetic for card in cards):
        stated["made_up"] = True
    if names := sorted({*accepted, *(name for card in cards for name in card.accepted)}):
        stated["accepted"] = names
    return stated


def _files(card: DeliveryCard | None) -> Mapping[str, CardFile]:
    return card.files if card is not None else {}


def _filed_name(register: str, path: Path) -> str:
    """The name under which a file is filed for a register: its own, unless it is a workbook with a name of its own."""
    return path.name if register_of(path) == register else f"{register}{path.suffix.lower()}"


def _is_renamed(names: Mapping[str, str], delivered: Mapping[str, Path]) -> bool:
    return any(names[register] != path.name for register, path in delivered.items())


def _as_filed(
    told: Mapping[str, CardFile], list_year: int, names: Mapping[str, str], delivered: Mapping[str, Path]
) -> dict[str, CardFile]:
    """What the card of the delivery says of its files, under the names they are filed by.

    A workbook of several registers has one hash and as many register years as registers: those are not told by its card.
    """
    found = {name: entry for name, entry in told.items() if name not in {path.name for path in delivered.values()}}
    for register, path in delivered.items():
        entry = told.get(path.name)
        if names[register] == path.name:
            found |= {} if entry is None else {path.name: entry}
        else:
            sha256 = sha256_of(path) if entry is None else entry.sha256
            found[names[register]] = CardFile(REGISTERS[register].register_year(list_year), sha256, path.name)
    return found


def _write_card(raw: RawRoot, list_year: int, stated: Mapping[str, Any], known: Mapping[str, CardFile]) -> None:
    """Write the card of the files that lie in a delivery: with what cards state of them, else with their own hashes."""
    import yaml

    files = {}
    for name, path in sorted(register_files(raw, list_year).items()):
        entry = known.get(path.name) or CardFile(REGISTERS[name].register_year(list_year), sha256_of(path))
        files[path.name] = {key: value for key, value in dataclasses.asdict(entry).items() if value}
    text = yaml.safe_dump({**stated, "files": files}, allow_unicode=True, sort_keys=False)
    raw.card(list_year).write_text(text, encoding="utf-8")
