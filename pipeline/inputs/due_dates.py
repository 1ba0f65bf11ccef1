"""The due date of each register of a list year, and which are late: an agreement with the supplier, not law.

The yearly package of counts comes in spring, and the list is wanted in June. A raw root may state other days in
``due_dates.yaml``: register and day of the list year, e.g. ``income: 10-15``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.paths import RawRoot
from pipeline.inputs.content import delivered_registers
from pipeline.inputs.registers import REGISTERS

FILE = "due_dates.yaml"
DEFAULT = "06-01"
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
    path = raw.folder / FILE
    agreed: Mapping[str, str] = {}
    if path.is_file():
        import yaml

        try:
            agreed = {str(name): str(day) for name, day in yaml.safe_load(path.read_bytes()).items()}
            unknown = sorted(set(agreed) - set(REGISTERS))
            days = [dt.date.fromisoformat(f"{LEAP_YEAR}-{day}") for day in agreed.values()]
        except (yaml.YAMLError, AttributeError, ValueError):
            unknown, days = [], None
        if unknown or days is None:
            problem = f"names {', '.join(unknown)}" if unknown else "is not a day for each register"
            raise InputRefused(Fault(FILE, problem, f"{', '.join(REGISTERS)}: month-day, such as {DEFAULT}"))
    return {register: _on(list_year, agreed.get(register, DEFAULT)) for register in REGISTERS}


def late_registers(raw: RawRoot, list_year: int, today: dt.date) -> tuple[Late, ...]:
    """The registers of a list year that were due before today and are not there."""
    there = delivered_registers(raw, list_year)
    return tuple(
        Late(register, list_year, due, (today - due).days)
        for register, due in due_dates(raw, list_year).items()
        if register not in there and due < today
    )


def _on(list_year: int, month_day: str) -> dt.date:
    month, day = map(int, month_day.split("-"))
    try:
        return dt.date(list_year, month, day)
    except ValueError:  # 29 February
        return dt.date(list_year, month, day - 1)
