"""Receiving a delivery: check the files, write their card, and file them under their list year, whole or not at all.

What is checked is what is filed: the files are copied into a staging folder first, and the checks read the copies. What
does not belong here: the checks themselves.
"""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, InputRefused, storage_fault
from pipeline.core.locking import Say, silent
from pipeline.core.paths import CARD, RawRoot, ReceivingRoot, sha256_of
from pipeline.core.staging import Change, change, second_name
from pipeline.inputs.cards import DeliveryCard, read_card
from pipeline.inputs.deliveries import Delivery, read_delivery
from pipeline.inputs.file_formats import FORMATS
from pipeline.inputs.folders import register_files
from pipeline.inputs.registers import REGISTERS

NOT_STATED = "not stated"


def receive(
    folder: Path,
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
    """File the register files of a folder as the delivery of a list year and return their places.

    ``check`` reads and may validate the delivery as it will lie in the raw root. Registers of the list year that are
    filed already stay beside the new ones; one that is delivered again is refused, or with ``replace`` takes the place
    of the old one, and the old delivery is kept whole in the archive. ``accepted`` are names of expectations to be
    recorded on the card. Raises ``InputRefused``, ``ValidationFailed``, ``Busy`` or ``StorageRefused``; then the raw
    root is as it was.
    """
    inbox = ReceivingRoot(raw.folder, list_year, folder)
    delivered = register_files(inbox, list_year)
    if not delivered:
        expected = f"one or more of {', '.join(REGISTERS)} ({' '.join(FORMATS)})"
        raise InputRefused(Fault(str(folder), "holds no register file", expected))
    place = raw.delivery(list_year)
    with change(raw.folder, say, wait) as changed:
        filed = register_files(raw, list_year)
        if (again := [name for name in delivered if name in filed]) and not replace:
            remedy = "say --replace if it is a correction; the old delivery is then kept in the archive"
            where = ", ".join(f"{list_year}/{name}" for name in again)
            raise InputRefused(Fault(where, "is filed already", "registers that are not filed yet", remedy))
        before, told = read_card(raw, list_year), read_card(inbox, list_year)
        kept = {name: path for name, path in filed.items() if name not in delivered}
        staged = changed.stage_folder(place)
        beside = ReceivingRoot(raw.folder, list_year, staged)
        with storage_fault(raw.folder):
            for path in kept.values():
                second_name(path.resolve(), staged / path.name)
            for path in delivered.values():
                shutil.copyfile(path, staged / path.name)
            if told is not None and not kept and not accepted:
                shutil.copyfile(inbox.card(list_year), staged / CARD)
            else:
                stated = _stated(before if kept else None, told, holder, basis, received_on, accepted)
                names = {path.name for path in kept.values()}
                old = {name: entry for name, entry in _hashes(before).items() if name in names}
                _write_card(beside, list_year, stated, {**old, **_hashes(told)})
        check(beside, list_year)
        with storage_fault(raw.folder):
            staged.chmod(stat.S_IMODE(raw.folder.stat().st_mode))
            if again:
                archived = _archive(changed, raw, list_year, before.received_on if before else received_on)
                say(f"The earlier delivery is kept in {raw.relative(archived)}")
        changed.commit()
    if missing := [name for name in REGISTERS if name not in filed and name not in delivered]:
        say(f"Not delivered yet for {list_year}: {', '.join(missing)}. Receive them in the same way when they come.")
    return tuple(sorted(place.iterdir()))


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


def _hashes(card: DeliveryCard | None) -> Mapping[str, tuple[int, str]]:
    return card.files if card is not None else {}


def _write_card(raw: RawRoot, list_year: int, stated: Mapping[str, Any], known: Mapping[str, tuple[int, str]]) -> None:
    """Write the card of the files that lie in a delivery: with the hashes that cards state, else with their own."""
    import yaml

    files = {}
    for name, path in sorted(register_files(raw, list_year).items()):
        year, sha256 = known.get(path.name) or (REGISTERS[name].register_year(list_year), sha256_of(path))
        files[path.name] = {"register_year": year, "sha256": sha256}
    text = yaml.safe_dump({**stated, "files": files}, allow_unicode=True, sort_keys=False)
    raw.card(list_year).write_text(text, encoding="utf-8")
