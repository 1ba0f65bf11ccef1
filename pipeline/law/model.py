"""A regime as frozen objects. The numbers are in ``regimes/*.yaml``, none is here.

A regime is complete in itself: it inherits nothing, so that the law of a list year can be read on one page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import overload

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message


class Operator(StrEnum):
    """The statute's own words: "overstiger", "mindst", "mindre end"."""

    EXCEEDS = "exceeds"
    AT_LEAST = "at_least"
    IS_BELOW = "is_below"

    def holds(self, value: Fraction, limit: Fraction) -> bool:
        """Whether the value meets the limit. Both are exact; a value exactly on the limit is decided by the operator.

        Compared as whole numbers, both multiplied by both denominators: four times as fast as ``Fraction`` compares.
        """
        mine, theirs = value.numerator * limit.denominator, limit.numerator * value.denominator
        if self is Operator.EXCEEDS:
            return mine > theirs
        if self is Operator.AT_LEAST:
            return mine >= theirs
        return mine < theirs


class Status(StrEnum):
    """How well a value is known: verified, one source, derived, or open (a documented default)."""

    VERIFIED = "V"
    ONE_SOURCE = "S"
    DERIVED = "D"
    OPEN = "O"


class Yardstick(StrEnum):
    """What a limit is measured with: a fixed number, or a multiple of a figure that differs every year."""

    FIXED = "fixed"
    NATIONAL_AVERAGE = "national average"
    REGION = "region"


@dataclass(frozen=True)
class Evidence:
    """Where a value comes from and how sure it is."""

    status: Status
    source: str


@dataclass(frozen=True)
class Limit:
    """One criterion of one category: ``attachment exceeds 40 %, mean of 2 years``.

    ``amount`` is the number residents, a share (0.40), a multiple of the national average (3), or a ratio to the
    region (0.55), as ``yardstick`` and the criterion say. ``years`` is how many yearly shares the mean takes; 1 is no
    mean. ``text`` is the amount as the law file writes it.
    """

    criterion: str
    operator: Operator
    amount: Fraction
    yardstick: Yardstick
    years: int
    text: str
    evidence: Evidence


@dataclass(frozen=True)
class ConsecutiveRule:
    """``lists_in_a_row``: the area must be on ``count`` yearly lists of category ``of``, this year's included."""

    count: int
    of: str
    evidence: Evidence


@dataclass(frozen=True)
class Category:
    """One kind of list, with its own complete limits.

    Designated when every criterion of ``all_of`` is met, at least ``count_required`` of ``count_of`` are met,
    the area is designated ``within`` and not ``outside``, and ``lists_in_a_row`` holds; each only if given.
    ``continues`` names the categories of earlier regimes whose lists count as lists of this one.
    """

    name: str
    column: str
    name_en: str
    limits: Mapping[str, Limit]
    all_of: tuple[str, ...]
    count_required: int
    count_of: tuple[str, ...]
    within: str | None
    outside: str | None
    lists_in_a_row: ConsecutiveRule | None
    continues: tuple[str, ...]
    meaning_da: str
    meaning_en: str
    evidence: Evidence
    nesting: Evidence | None = None  # of ``within`` and ``outside``, where there is one


@dataclass(frozen=True)
class Switch:
    """A point the statute leaves open or on which the sources differ: the position used, and the possible ones."""

    name: str
    point: str
    value: str
    choices: Mapping[str, str]
    evidence: Evidence


@dataclass(frozen=True)
class Regime:
    """All the law of the lists from ``first_list_year`` to ``last_list_year`` (``None``: still in force)."""

    name: str
    title_da: str
    title_en: str
    statutes: tuple[Evidence, ...]
    first_list_year: int
    last_list_year: int | None
    publication_dates: Mapping[int, dt.date]
    publication_month_day: tuple[int, int]
    categories: tuple[Category, ...]
    switches: Mapping[str, Switch]
    sha256: str
    lists: Evidence  # of the list years and the days of publication

    def governs(self, list_year: int) -> bool:
        """Whether the yearly list of that year was made under this regime."""
        return self.first_list_year <= list_year and (self.last_list_year is None or list_year <= self.last_list_year)

    def published_on(self, list_year: int) -> dt.date:
        """The day the yearly list is published; an extra list on another day is not the yearly list."""
        month, day = self.publication_month_day
        return self.publication_dates.get(list_year, dt.date(list_year, month, day))

    def category(self, name: str) -> Category:
        """The category of that name. Raises ``KeyError`` if the regime has none."""
        for category in self.categories:
            if category.name == name:
                return category
        raise KeyError(name)

    def position(self, switch: str) -> str:
        """The position of a switch, e.g. ``counts_as_basic`` for ``unknown_education``."""
        return self.switches[switch].value


class Law(Sequence[Regime]):
    """All regimes, oldest first, without a gap between them; iterable, and indexed by list year with ``on``."""

    def __init__(self, regimes: Iterable[Regime]) -> None:
        self.regimes = tuple(sorted(regimes, key=lambda regime: regime.first_list_year))

    @overload
    def __getitem__(self, place: int) -> Regime: ...

    @overload
    def __getitem__(self, place: slice) -> Law: ...

    def __getitem__(self, place: int | slice) -> Regime | Law:
        return Law(self.regimes[place]) if isinstance(place, slice) else self.regimes[place]

    def __len__(self) -> int:
        return len(self.regimes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Law) and self.regimes == other.regimes

    def __hash__(self) -> int:
        return hash(tuple((regime.name, regime.sha256) for regime in self.regimes))

    @property
    def first_list_year(self) -> int:
        """The first list year of the oldest regime: there are no lists before it."""
        return self.regimes[0].first_list_year

    @property
    def last_list_year(self) -> int | None:
        """The last list year with a law; ``None`` while the newest regime is in force."""
        return self.regimes[-1].last_list_year

    def governs(self, list_year: int) -> bool:
        """Whether there is a law for the yearly list of that year."""
        return any(regime.governs(list_year) for regime in self.regimes)

    def on(self, list_year: int) -> Regime:
        """The regime of the yearly list of that year. Raises ``WrongUsage`` if there is none."""
        for regime in self.regimes:
            if regime.governs(list_year):
                return regime
        expected = Message("a law with regimes")
        if self:
            expected = Message("a list year from {first}, the first with a list", first=self.first_list_year)
        if self and self.last_list_year is not None:
            expected = Message("{years}, to {last}, the last with a law", years=expected, last=self.last_list_year)
        raise WrongUsage(Fault(Message("list year {list_year}", list_year=list_year), Message("has no law"), expected))

    def by_name(self, name: str) -> Regime:
        """The regime of that name. Raises ``WrongUsage`` that lists the names there are."""
        for regime in self.regimes:
            if regime.name == name:
                return regime
        names = Message("{names}", names=tuple(regime.name for regime in self.regimes))
        raise WrongUsage(Fault(Message("law {name!r}", name=name), Message("is not there"), names))

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """Every category of any regime by name, in the order in which they came; each as its latest regime has it."""
        return {category.name: category for regime in self.regimes for category in regime.categories}

    @cached_property
    def longest_mean(self) -> int:
        """The most yearly shares that any limit's mean takes: how many list years back a figure may reach."""
        return max(
            limit.years
            for regime in self.regimes
            for category in regime.categories
            for limit in category.limits.values()
        )
