"""The calendar day that the program goes by: Copenhagen's, whatever the clock of the machine is set to."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

COPENHAGEN = "Europe/Copenhagen"


def day_in_copenhagen(now: dt.datetime) -> dt.date:
    """The day that a moment, with its time zone, falls on in Copenhagen."""
    return now.astimezone(ZoneInfo(COPENHAGEN)).date()


def today() -> dt.date:
    """The day it is in Copenhagen."""
    return day_in_copenhagen(dt.datetime.now(dt.UTC))
