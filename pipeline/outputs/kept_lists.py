"""The lists of a raw root, kept under a hash of everything they depend on; what is missing is made when needed.

A list year rests on all lists before it. They are taken from the store where it has them of this very content, and
made (not published) where it has not, so that a list year comes out right whatever was made before, in any order.
What does not belong here: reading files, publishing, validation (handed in through ``Sources.inspect``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.analysis.causes import Causes, causes_of_all
from pipeline.core.content_store import ContentStore
from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.inputs.content import Content, content_of
from pipeline.inputs.sources import Sources
from pipeline.law.model import Law
from pipeline.lists.delta import Move, delta
from pipeline.lists.designation import History
from pipeline.lists.yearly_list import YearlyList, make_yearly_list

LISTS, CHANGES = "lists", "changes"  # kinds of kept values


@dataclass
class KeptLists:
    """The lists up to any list year, each made once for each content."""

    sources: Sources
    law: Law
    store: ContentStore
    code_version: str
    _lists: dict[int, YearlyList] = field(default_factory=dict)
    _contents: dict[int, Content] = field(default_factory=dict)

    def content(self, list_year: int) -> Content:
        """What the list year rests on, as it was when this object first read it."""
        if list_year not in self._contents:
            self._contents[list_year] = content_of(self.sources.raw, self.law, list_year, self.code_version)
        return self._contents[list_year]

    def list_years_up_to(self, list_year: int) -> tuple[int, ...]:
        """Every list year up to one, from the first that has a law, in order."""
        return tuple(range(self.law.first_list_year, list_year + 1))

    def lists_up_to(self, list_year: int) -> tuple[YearlyList, ...]:
        """Every list from the first one on, kept or made. Raises ``Refusal`` for input that cannot be used."""
        history = History(self.sources.areas, self.law)
        for year in self.list_years_up_to(list_year):
            if year not in self._lists:
                self._lists[year] = self._kept_or_made(year, history)
            history.record(year, self._lists[year].outcomes)
        return tuple(self._lists[year] for year in self.list_years_up_to(list_year))

    def history_before(self, list_year: int) -> History:
        """The lists before one, as the law asks of them."""
        history = History(self.sources.areas, self.law)
        for yearly_list in self.lists_up_to(list_year - 1):
            history.record(yearly_list.list_year, yearly_list.outcomes)
        return history

    def changes(self, list_year: int) -> tuple[tuple[Move, ...], tuple[Causes, ...]]:
        """What moved since the list before, and why; nothing on the first list."""
        key = self.content(list_year).key
        kept: tuple[tuple[Move, ...], tuple[Causes, ...]] | None = self.store.get(CHANGES, str(list_year), key)
        if kept is not None:
            return kept
        made = self._made_changes(list_year)
        self._keep(CHANGES, list_year, made)
        return made

    def _made_changes(self, list_year: int) -> tuple[tuple[Move, ...], tuple[Causes, ...]]:
        *_, before, now = (None, *self.lists_up_to(list_year))
        if before is None or now is None:
            return (), ()
        moves = delta(self.sources.areas, before, now)
        history = self.history_before(list_year)
        return moves, causes_of_all(moves, before, now, self.sources.areas, history, self.sources)

    def keep(self, yearly_list: YearlyList) -> None:
        """Keep a list that was made elsewhere from the same content. Raises ``InputRefused`` if that has changed."""
        self._keep(LISTS, yearly_list.list_year, yearly_list)
        self._lists[yearly_list.list_year] = yearly_list

    def _kept_or_made(self, list_year: int, history: History) -> YearlyList:
        kept: YearlyList | None = self.store.get(LISTS, str(list_year), self.content(list_year).key)
        if kept is not None:
            return kept
        made = make_yearly_list(self.sources, self.law.on(list_year), list_year, history)
        self._keep(LISTS, list_year, made)
        return made

    def _keep(self, kind: str, list_year: int, value: object) -> None:
        """Keep what was made, unless a file changed while it was read. Raises ``InputRefused`` then."""
        now = content_of(self.sources.raw, self.law, list_year, self.code_version)
        if now.key != self.content(list_year).key:
            before = self.content(list_year).files
            changed = sorted(name for name in {*before, *now.files} if before.get(name) != now.files.get(name))
            raise InputRefused(
                Fault(
                    ", ".join(changed) or Message("the input"),
                    Message("changed while it was read"),
                    Message("files that stay"),
                    Message("run it again"),
                )
            )
        self.store.put(kind, str(list_year), now.key, value)
