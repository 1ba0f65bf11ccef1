"""List years as typed at the command line."""

from __future__ import annotations

import re

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message

_YEARS = re.compile(r"([0-9]{4})(?:\.\.([0-9]{4}))?")


def year_range(text: str) -> range:
    """``2010..2023`` or ``2017``. Raises ``WrongUsage``."""
    found = _YEARS.fullmatch(text.strip())
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise WrongUsage(
            Fault(
                Message("the range of years"),
                Message("is not a range of list years"),
                Message("for example 2010..2023"),
            )
        )
    return range(int(found[1]), int(found[2] or found[1]) + 1)
