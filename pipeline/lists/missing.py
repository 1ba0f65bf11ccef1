"""Why a figure is not known: one of a few kinds, with the scope, register and register year it concerns.

What does not belong here: the sentence for it (``pipeline.text.sentences.missing_phrase``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MissingKind(StrEnum):
    """What is missing."""

    NOTHING = "nothing"  # no figures of the area, neither delivered nor published
    NOT_PUBLISHED = "not published"  # the ministry published no such figure, or one of another definition
    REGISTER = "register"  # the register of that year is not delivered
    ROW = "row"  # the register has no row for the place
    CELL = "cell"  # the row has an empty cell
    SUPPRESSED = "suppressed"  # the row has a mark in place of a number: withheld or not stated by the supplier
    NOBODY = "nobody"  # the whole is zero: a share of nobody is not zero
    ZERO = "zero"  # a benchmark of zero: every value would be at least its multiple
    WITHHELD = "withheld"  # few persons: known, but not to be found out by asking of another law
    SPLIT = "split"  # the row is of the larger area this one was split from


@dataclass(frozen=True)
class Missing:
    """One reason: ``scope`` is area, region or country; empty, with no register or year, for the kinds that concern no register."""

    kind: MissingKind
    scope: str = ""
    register: str = ""
    register_year: int | None = None


NOTHING = Missing(MissingKind.NOTHING)
NOT_PUBLISHED = Missing(MissingKind.NOT_PUBLISHED)
