"""What can be asked from Python and a notebook?

``open`` gives a raw root, by default the published figures of the whole country that come with the program; everything
else is asked of it, and answers as pandas frames that a notebook shows. Numbers of 1-4 persons, and what would reveal
them, are withheld here as in every output. What does not belong here: any calculation, rule or sentence of its own.

>>> import ghettolist
>>> figures = ghettolist.open()
>>> figures.list(2017, "København").areas
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghettolist.figures import Explanation, Figures, List, WhatIf, open
    from pipeline.core.errors import Refusal

__all__ = ["Explanation", "Figures", "List", "Refusal", "WhatIf", "open"]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: the commands, which lie below this package in a wheel, do without."""
    if name == "Refusal":
        from pipeline.core.errors import Refusal

        return Refusal
    if name in __all__:
        from ghettolist import figures

        return getattr(figures, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
