"""Receiving a delivery: check the files, write their card, and file them under their list year, whole or not at all."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.paths import RawRoot, ReceivingRoot, sha256_of
from pipeline.inputs.cards import read_card
from pipeline.inputs.deliveries import Delivery, read_delivery
from pipeline.inputs.file_formats import FORMATS
from pipeline.inputs.folders import register_files, register_of
from pipeline.inputs.registers import REGISTERS

STAGED = ".receiving"


def receive(
    folder: Path,
    raw: RawRoot,
    list_year: int,
    holder: str,
    basis: str,
    received_on: dt.date,
    check: Callable[[RawRoot, int], Delivery | None] = read_delivery,
) -> tuple[Path, ...]:
    """File the register files of a folder as the delivery of a list year and return their places.

    The files are copied beside their place, checked there (``check`` reads and may validate them, with all else that
    the raw root holds), and moved in one go. A delivery that is already filed is not overwritten. Raises ``InputRefused`` or ``ValidationFailed``.
    """
    place = raw.delivery(list_year)
    if place.exists() and any(place.iterdir()):
        raise InputRefused(
            Fault(f"{list_year}/", "is filed already", "an empty place", "move the old delivery away first")
        )
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    if not any(register_of(path) for path in entries):
        expected = f"one or more of {', '.join(REGISTERS)} ({' '.join(FORMATS)})"
        raise InputRefused(Fault(str(folder), "holds no register file", expected))
    staged = raw.folder / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    try:
        beside = ReceivingRoot(raw.folder, list_year, staged)
        staged.mkdir(parents=True)
        for path in entries:
            if register_of(path) or path.name == "delivery.yaml":
                shutil.copyfile(path, staged / path.name)
        if read_card(beside, list_year) is None:
            _write_card(beside, list_year, holder, basis, received_on)
        check(beside, list_year)
        if place.exists():
            place.rmdir()
        staged.rename(place)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return tuple(sorted(place.iterdir()))


def _write_card(raw: RawRoot, list_year: int, holder: str, basis: str, received_on: dt.date) -> None:
    import yaml

    card = {
        "holder": holder,
        "received_on": received_on,
        "basis": basis,
        "files": {
            path.name: {"register_year": REGISTERS[name].register_year(list_year), "sha256": sha256_of(path)}
            for name, path in sorted(register_files(raw, list_year).items())
        },
    }
    raw.card(list_year).write_text(yaml.safe_dump(card, allow_unicode=True, sort_keys=False), encoding="utf-8")
