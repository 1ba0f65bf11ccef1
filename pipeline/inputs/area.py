"""One housing area in one period of list years, and when two names are the same name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """One housing area in a period of list years, and the ids of its predecessors."""

    area_id: str
    name: str
    municipality_code: str
    region_code: str
    first_list_year: int
    last_list_year: int | None
    predecessors: tuple[str, ...]
    candidate: bool = False  # watched by the municipality, not official: shown and computed, never counted

    def valid_in(self, list_year: int) -> bool:
        """Whether the area exists in that list year."""
        return self.first_list_year <= list_year and (self.last_list_year is None or list_year <= self.last_list_year)


def composed(name: str) -> str:
    """A name with each letter as one character: macOS writes ``å`` as an ``a`` and a ring, which no comparison meets."""
    return unicodedata.normalize("NFC", name)


def normal(name: str) -> str:
    """A name without case, spacing and punctuation, so that ``Tingbjerg/ Utterslevhuse`` is one spelling."""
    folded = composed(name).casefold()
    return "".join(character for character in folded if character.isalnum())
