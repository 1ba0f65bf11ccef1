"""Objects as keys by what they are and not by what they hold: comparing or hashing all they hold would cost more than is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Held = TypeVar("Held")


@dataclass(frozen=True, eq=False)
class Same(Generic[Held]):
    """A key that equals the key of the very same object only. It keeps the object, so that no other can take its place."""

    held: Held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.held is other.held

    def __hash__(self) -> int:
        return id(self.held)
