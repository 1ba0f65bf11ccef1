"""The recomputed lists compared with the ministry's published ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.core.criteria import CRITERIA
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import PUBLISHED_GRAIN
from pipeline.inputs.published import Published
from pipeline.law.model import Law, Regime
from pipeline.lists.designation import Basis, Designation, History, decide
from pipeline.lists.indicators import asked_criteria, published_figure
from pipeline.lists.shown import shown_assessments
from pipeline.lists.yearly_list import YearlyList


@dataclass(frozen=True)
class ListComparison:
    """One area and category of one published list. ``recomputed`` is ``None`` where figures cannot decide."""

    list_date: dt.date
    yearly: bool
    area: Area
    category: str
    recomputed: bool | None
    published: bool | None
    designation: Designation

    @property
    def agrees(self) -> bool | None:
        """Whether the recomputed and the published decision agree; ``None`` if either is unknown."""
        if self.recomputed is None or self.published is None:
            return None
        return self.recomputed == self.published

    @property
    def rounding_matters(self) -> bool:
        """Whether rounding could change any of the criteria, as far as it may be told (``ShownAssessment``)."""
        return any(each.rounding_matters for each in shown_assessments(self.designation))


def compare_list(areas: AreaTable, published: Published, yearly_list: YearlyList) -> tuple[ListComparison, ...]:
    """Every area and category of a yearly list, recomputed beside published."""
    date = yearly_list.regime.published_on(yearly_list.list_year)
    named = {area.area_id: area for area in areas.valid_in(yearly_list.list_year)}
    return tuple(
        ListComparison(
            date,
            True,
            named[each.area_id],
            each.category,
            each.designated if each.basis is Basis.RECOMPUTED else None,
            published.on_list(date, each.area_id, named[each.area_id].municipality_code, each.category),
            each,
        )
        for each in yearly_list.designations
        if not each.candidate
    )


def compare_extra_lists(areas: AreaTable, published: Published, law: Law) -> tuple[ListComparison, ...]:
    """The extra lists (published on another day than the yearly one), recomputed under the law of that day.

    They do not count as lists in a row, so they neither need nor extend the history.
    """
    return tuple(
        compared
        for date in published.list_dates
        if (regime := law_on_day(law, date)) is not None and regime.published_on(date.year) != date
        for compared in _replayed(areas, published, law, regime, date)
    )


def law_on_day(law: Law, date: dt.date) -> Regime | None:
    """The regime an extra list was made under: that of the yearly list of the same year.

    The extra list of 1 February 2014 was the first under the law of the list of 1 December 2014.
    """
    return law.on(date.year) if law.governs(date.year) else None


def _replayed(
    areas: AreaTable, published: Published, law: Law, regime: Regime, date: dt.date
) -> Iterable[ListComparison]:
    for area in areas.valid_in(date.year):
        row = published.figures.get((date, area.area_id))
        figures = (
            {
                criterion: published_figure(area.area_id, CRITERIA[criterion], row.values[criterion])
                for criterion in asked_criteria(regime)
            }
            if row
            else {}
        )
        for each in decide(regime, date.year, area, PUBLISHED_GRAIN, figures, {}, History(areas, law)):
            on = published.on_list(date, area.area_id, area.municipality_code, each.category)
            if row is not None or on:
                yield ListComparison(date, False, area, each.category, each.designated, on, each)


@dataclass(frozen=True)
class Agreement:
    """One published list compared: how many decisions agree, disagree, or cannot be compared."""

    list_date: dt.date
    yearly: bool
    agree: int
    disagree: int
    not_recomputable: int
    not_published: int


def agreement(compared: Iterable[ListComparison]) -> tuple[Agreement, ...]:
    """One row per published list, in order."""
    by_date: dict[tuple[dt.date, bool], list[ListComparison]] = {}
    for each in compared:
        by_date.setdefault((each.list_date, each.yearly), []).append(each)
    return tuple(
        Agreement(
            date,
            yearly,
            sum(each.agrees is True for each in rows),
            sum(each.agrees is False for each in rows),
            sum(each.recomputed is None and each.published is not None for each in rows),
            sum(each.published is None for each in rows),
        )
        for (date, yearly), rows in sorted(by_date.items())
    )
