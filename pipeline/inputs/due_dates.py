"""The due date of each register of a list year, and which are late: an agreement with the supplier, not law.

The yearly package of counts comes in spring, and the list is wanted in June. A raw root may state other days in
``due_dates.yaml``: register and day of the list year, e.g. ``income: 10-15``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.inputs.cards import read_yaml
from pipeline.inputs.content import delivered_registers
from pipeline.inputs.registers import REGISTERS

FILE = "due_dates.yaml"
DEFAULT = "06-01"
EXPECTED = f"month-day, such as {DEFAULT}"
LEAP_YEAR = 2000  # so that 29 February is a day


@dataclass(frozen=True)
class Late:
    """A register of a list year that was due and has not been delivered."""

    register: str
    list_year: int
    due: dt.date
    days: int

    def __str__(self) -> str:
        days = "1 day" if self.days == 1 else f"{self.days} days"
        return f"{self.register} of list year {self.list_year} was due {self.due.isoformat()}: {days} late"


def due_dates(raw: RawRoot, list_year: int) -> Mapping[str, dt.date]:
    """The day each register of a list year is due. Raises ``InputRefused`` for a file that does not say so."""
    agreed = _agreed(raw.folder / FILE)
    return {register: _on(list_year, agreed.get(register, DEFAULT)) for register in REGISTERS}


def late_registers(raw: RawRoot, list_year: int, today: dt.date) -> tuple[Late, ...]:
    """The registers of a list year that were due before today and are not there."""
    there = delivered_registers(raw, list_year)
    return tuple(
        Late(register, list_year, due, (today - due).days)
        for register, due in due_dates(raw, list_year).items()
        if register not in there and due < today
    )


def _agreed(path: Path) -> Mapping[str, str]:
    """Month and day of each register that the file names; none if there is no file."""
    if not path.is_file():
        return {}
    document = read_yaml(path, FILE)
    entry, agreed = document.top(), {}
    for register in filter(entry.has, REGISTERS):
        agreed[register] = entry.text(register, EXPECTED)
        if agreed[register] and not _is_day(agreed[register]):
            entry.fault(register, "not a day of the year", EXPECTED)
    entry.close()
    if document.faults:
        raise InputRefused(document.faults)
    return agreed


def _is_day(month_day: str) -> bool:
    try:
        dt.date.fromisoformat(f"{LEAP_YEAR}-{month_day}")
    except ValueError:
        return False
    return True


def _on(list_year: int, month_day: str) -> dt.date:
    month, day = map(int, month_day.split("-"))
    try:
        return dt.date(list_year, month, day)
    except ValueError:  # 29 February
        return dt.date(list_year, month, day - 1)
