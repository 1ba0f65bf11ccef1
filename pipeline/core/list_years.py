"""List years as typed at the command line."""

from __future__ import annotations

from pipeline.core.errors import Fault, WrongUsage


def year_range(text: str) -> range:
    """``2010..2023`` or ``2017``. Raises ``WrongUsage``."""
    first, _, last = text.partition("..")
    if not first.isdigit() or not (last or first).isdigit() or int(last or first) < int(first):
        raise WrongUsage(Fault(f"years {text!r}", "is not a range of list years", "for example 2010..2023"))
    return range(int(first), int(last or first) + 1)
