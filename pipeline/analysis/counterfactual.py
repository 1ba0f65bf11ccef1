"""Decisions made again with some of their inputs from an earlier list and the others from a later one.

A list rests on six things: the area's own figures, the benchmarks, the law, the area's border, its size and the earlier
lists. Here each can be taken from the earlier or from the later list, and the decision is made again from the counts,
or from what the ministry published. A withheld figure is hidden here as in a what-if question (``hidden``): tried
against two laws, benchmarks and years it would be enclosed in the same way. What does not belong here: which of the six
explains a move (``causes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from pipeline.analysis.hidden import hidden
from pipeline.core.criteria import WITH_PUBLISHED_LIMITS
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.published import Published
from pipeline.law.model import Category, Regime, Yardstick
from pipeline.lists.bounds import ANYTHING
from pipeline.lists.delta import Move, met_before
from pipeline.lists.designation import GRAIN_PRIORITY, Designation, History, any_of, decide
from pipeline.lists.indicators import (
    Benchmarks,
    Figure,
    asked_criteria,
    measured_figures,
    published_figures,
    same_definition,
)
from pipeline.lists.missing import NOT_PUBLISHED
from pipeline.lists.yearly_list import YearlyList


class Factor(StrEnum):
    """One thing a decision rests on, in the order in which the outputs name them."""

    DATA = "data"
    BENCHMARK = "benchmark"
    LAW = "law"
    BORDER = "border"
    SIZE = "size"
    HISTORY = "history"


Factors = frozenset[Factor]
ByGrain = Mapping[str, Mapping[str, Figure]]


class FigureSource(Protocol):
    """Where counts and published figures come from; ``pipeline.inputs.sources.Sources`` is one."""

    @property
    def published(self) -> Published: ...

    def delivery(self, list_year: int) -> Delivery | None: ...


@dataclass(frozen=True)
class Recomputed:
    """One decision made again. ``met`` holds the criteria of the category; ``None`` is undetermined.

    ``withheld``: a criterion is undetermined because its figure or its benchmark is withheld.
    """

    designated: bool | None
    met: Mapping[str, bool | None]
    designations: tuple[Designation, ...]
    withheld: bool = False


@dataclass(frozen=True)
class FixedAreas(AreaTable):
    """An area table that gives the same areas in every list year: to measure with the borders of another list year.

    ``table`` is the whole table, whose look-ups it shares.
    """

    only: tuple[Area, ...] = ()
    table: AreaTable = field(default_factory=lambda: AreaTable(()))

    def valid_in(self, list_year: int) -> tuple[Area, ...]:
        return self.only

    @cached_property
    def by_id(self) -> Mapping[str, tuple[Area, ...]]:
        return self.table.by_id

    @cached_property
    def successors(self) -> Mapping[str, tuple[Area, ...]]:
        return self.table.successors


def fixed(table: AreaTable, only: Iterable[Area]) -> FixedAreas:
    """The table with only these areas, in every list year."""
    return FixedAreas(table.areas, table.spellings, tuple(only), table)


@dataclass
class TwoLists:
    """An earlier and a later list, and everything needed to mix them.

    ``history`` holds every list before the later one, the earlier one included.
    """

    before: YearlyList
    after: YearlyList
    areas: AreaTable
    history: History
    evidence: FigureSource
    _figures: dict[tuple[Area, bool, int], ByGrain] = field(default_factory=dict)
    _benchmarks: dict[tuple[bool, int], Benchmarks] = field(default_factory=dict)
    _decided: dict[tuple[Area, bool, int, int, int, int], tuple[Designation, ...]] = field(default_factory=dict)

    def changed(self, move: Move) -> tuple[Factor, ...]:
        """The factors that differ between the two lists, in order; one that is the same on both is no cause.

        A category that the law has abolished is left whatever the figures are: the law is the one cause.
        """
        if move.abolished:
            return (Factor.LAW,)
        laws = [(self.before.regime, name) for name in self.categories(move, False)]
        laws += [(self.after.regime, name) for name in self.categories(move, True)]
        chain = [category for regime, name in laws for category in _chain(regime, name)]
        yardsticks = {limit.yardstick for category in chain for limit in category.limits.values()}
        matters = {
            Factor.DATA: True,
            Factor.BENCHMARK: bool(yardsticks - {Yardstick.FIXED}),
            Factor.LAW: self.before.regime != self.after.regime,
            Factor.BORDER: self._border_changed(move),
            Factor.SIZE: any("size" in category.limits for category in chain),
            Factor.HISTORY: any(category.lists_in_a_row for category in chain),
        }
        return tuple(factor for factor in Factor if matters[factor])

    def _border_changed(self, move: Move) -> bool:
        """Whether the area goes by another id, has taken in others, or is what is left of a split."""
        old, new = self.places(move, False), self.places(move, True)
        return [area.area_id for area in old] != [area.area_id for area in new] or any(
            self.areas.ground_of(area, self.before.list_year) is None for area in new
        )

    def places(self, move: Move, new: bool) -> tuple[Area, ...]:
        """The area as it is on the later list, or its predecessors as they were on the earlier one."""
        ids: Sequence[str] = (move.area.area_id,) if new or move.now is None else move.earlier_ids
        list_year = self.after.list_year if new else self.before.list_year
        return tuple(period for each in ids for period in self.areas.by_id[each] if period.valid_in(list_year))

    def categories(self, move: Move, new: bool) -> tuple[str, ...]:
        """The category's name under the later law, or the names under the earlier law that it continues."""
        if move.now is not None:
            if new:
                return (move.category,)
            continues = self.after.regime.category(move.category).continues
            return tuple(each.name for each in self.before.regime.categories if each.name in continues)
        if not new:
            return (move.category,)
        return tuple(each.name for each in self.after.regime.categories if move.category in each.continues)

    def outcome(self, move: Move, new: Factors) -> Recomputed:
        """The decision with the given factors as on the later list and all others as on the earlier one.

        False where there was no such area or no such category; with several areas or categories, any of them.
        """
        names = self.categories(move, Factor.LAW in new)
        found = [each for area in self.places(move, Factor.BORDER in new) for each in self.decided(area, new)]
        designations = tuple(each for each in found if each.category in names)
        # A category that is new has no criteria of its own before: they are compared with the law's other categories.
        compared = designations if names else tuple(found)
        withheld = any(each.met is None and each.figure.withheld for one in found for each in one.assessments)
        return Recomputed(
            any_of(each.designated for each in designations), met_before(compared), designations, withheld
        )

    def decided(self, area: Area, new: Factors) -> tuple[Designation, ...]:
        """One area in every category of the law, with each factor from the list it is to be taken from."""
        years = {factor: self._year(factor in new) for factor in Factor}
        law, data, benchmark, size = (
            Factor.LAW in new,
            years[Factor.DATA],
            years[Factor.BENCHMARK],
            years[Factor.SIZE],
        )
        key = (area, law, data, benchmark, size, years[Factor.HISTORY])
        if key not in self._decided:
            regime = self._regime(law)
            figures = self._mixed(area, law, data, benchmark, size)
            limits = self._published_limits(regime, benchmark)
            attempts = [
                decide(regime, years[Factor.HISTORY], area, grain, figures[grain], limits, self.history)
                for grain in GRAIN_PRIORITY
                if grain in figures
            ] or [decide(regime, years[Factor.HISTORY], area, "", {}, {}, self.history)]
            self._decided[key] = tuple(map(_first_known, zip(*attempts, strict=True)))
        return self._decided[key]

    def _year(self, new: bool) -> int:
        return self.after.list_year if new else self.before.list_year

    def _regime(self, new: bool) -> Regime:
        return self.after.regime if new else self.before.regime

    def _mixed(self, area: Area, law: bool, data: int, benchmark: int, size: int) -> ByGrain:
        own, measure, sizes = (self._measured(area, law, year) for year in (data, benchmark, size))
        if data == benchmark == size:
            return own
        mixed: dict[str, dict[str, Figure]] = {}
        for grain in GRAIN_PRIORITY:
            if not (grain in own or grain in measure or grain in sizes):
                continue
            mixed[grain] = {}
            for criterion, (_, yardstick) in asked_criteria(self._regime(law)).items():
                figure = _of_grain(sizes if criterion == "size" else own, grain, criterion)
                if figure is not None:
                    measured_with = yardstick if data != benchmark else Yardstick.FIXED
                    mixed[grain][criterion] = _with_benchmark(
                        figure, _of_grain(measure, grain, criterion), measured_with
                    )
        return mixed

    def _measured(self, area: Area, law: bool, list_year: int) -> ByGrain:
        """The figures of one list year as a law asks for them, by source."""
        key = (area, law, list_year)
        if key not in self._figures:
            regime = self._regime(law)
            alone = fixed(self.areas, (area,))
            then = self._regime(list_year == self.after.list_year)
            published = [
                under(figure, then, regime)
                for figure in published_figures(alone, then, list_year, self.evidence.published)
            ]
            deliveries = self.evidence.delivery
            if (law, list_year) not in self._benchmarks:
                self._benchmarks[law, list_year] = Benchmarks(regime, list_year, deliveries)
            shared = self._benchmarks[law, list_year]
            measured = measured_figures(alone, regime, list_year, deliveries, shared)
            if any(figure.withheld for figure in measured):
                measured = tuple(hidden(measured, regime, self._public(area, list_year), is_other_benchmark=False))
            by_grain: dict[str, dict[str, Figure]] = {}
            for figure in (*measured, *published):
                by_grain.setdefault(figure.grain, {})[figure.criterion] = figure
            self._figures[key] = by_grain
        return self._figures[key]

    def _public(self, area: Area, list_year: int) -> YearlyList:
        """What the list of a year says of the area; nothing if it did not stand on it within this border."""
        real = self.after if list_year == self.after.list_year else self.before
        names = [category.name for category in real.regime.categories] if area.valid_in(list_year) else []
        return replace(real, designations=tuple(real.designation(area.area_id, name) for name in names))

    def _published_limits(self, regime: Regime, list_year: int) -> dict[str, Fraction]:
        then = self._regime(list_year == self.after.list_year)
        return limits_implied(self.evidence.published, then, list_year, regime)


def limits_implied(published: Published, then: Regime, list_year: int, law: Regime) -> dict[str, Fraction]:
    """A law's conviction limits, from the national average that the limits published in a list year imply.

    ``then`` is the law of that list year: a published limit of 1.98 % that was three times the average means an average
    of 0.66 %.
    """
    averages = {}
    for category in then.categories:
        rule = category.limits.get(WITH_PUBLISHED_LIMITS)
        limit = published.limits.get((then.published_on(list_year), category.name))
        if rule is not None and limit is not None and rule.yardstick is Yardstick.NATIONAL_AVERAGE:
            averages[category.name] = limit / rule.amount
    return {
        category.name: rule.amount * averages.get(category.name, next(iter(averages.values())))
        for category in law.categories
        if averages and (rule := category.limits.get(WITH_PUBLISHED_LIMITS)) is not None
    }


def _chain(regime: Regime, name: str) -> list[Category]:
    """A category and every category it refers to: within, outside, or lists in a row."""
    category = regime.category(name)
    others = [category.within, category.outside, category.lists_in_a_row.of if category.lists_in_a_row else None]
    return [category, *(found for other in others if other for found in _chain(regime, other))]


def _first_known(attempts: Sequence[Designation]) -> Designation:
    """The first source that can decide; else the one with the most figures."""
    for attempt in attempts:
        if attempt.designated is not None:
            return attempt
    return max(attempts, key=lambda attempt: sum(each.met is not None for each in attempt.assessments))


def _of_grain(figures: ByGrain, grain: str, criterion: str) -> Figure | None:
    """A criterion's figure from a source, or from the next best source where that one has none."""
    for each in (grain, *GRAIN_PRIORITY):
        if criterion in figures.get(each, {}):
            return figures[each][criterion]
    return None


def _with_benchmark(figure: Figure, measure: Figure | None, yardstick: Yardstick) -> Figure:
    """A figure with another list's benchmark.

    A published ratio to the region, or a mean of several years' ratios, cannot be separated from its benchmark:
    unknown. What is public of a hidden figure says nothing of another ratio, and nothing where either list's benchmark is
    withheld, as its limits are then.
    """
    if yardstick is Yardstick.FIXED:
        return figure
    benchmark = None if measure is None else measure.benchmark
    missing = figure.missing if benchmark is not None or measure is None else (*figure.missing, *measure.missing)
    unclear = (
        yardstick is Yardstick.REGION or figure.benchmark_withheld or measure is None or measure.benchmark_withheld
    )
    mixed = replace(
        figure,
        benchmark=benchmark,
        public=() if figure.public is not None and unclear else figure.public,
        missing=tuple(dict.fromkeys(missing)),
        benchmark_withheld=measure is not None and measure.benchmark_withheld,
        benchmark_partial=ANYTHING if measure is None else measure.benchmark_partial,
    )
    if yardstick is Yardstick.NATIONAL_AVERAGE:
        return mixed
    own = figure.years[-1].value if len(figure.years) == 1 else None
    if own is None or benchmark is None:
        return replace(mixed, value=None)
    return replace(mixed, value=own / benchmark)


def under(figure: Figure, then: Regime, law: Regime) -> Figure:
    """A published figure under another law: unknown unless that law defines the figure in the same way."""
    return (
        figure
        if same_definition(figure.criterion, then, law)
        else replace(figure, value=None, missing=(NOT_PUBLISHED,))
    )
