"""The calculation of the lists in its steps: inputs, figures, the law, the list; one list year after the other.

``ghettolist`` calls these functions one after the other; the Dagster graph calls the same ones, and a test compares the
bytes of both. Inputs are read through ``Sources``. What does not belong here: file formats, writing files, validation,
the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import Sources, open_sources
from pipeline.law import load_law
from pipeline.law.model import Law, Regime
from pipeline.lists.assessment import Assessment
from pipeline.lists.designation import Designation, History, apply_law
from pipeline.lists.indicators import Figure, measured_figures, published_figures
from pipeline.lists.list_status import ListStatus, list_status


@dataclass(frozen=True)
class YearlyList:
    """One list: the figures, the designations of every area and category, and the inputs behind them."""

    list_year: int
    regime: Regime
    figures: tuple[Figure, ...]
    designations: tuple[Designation, ...] = ()
    status: ListStatus = ListStatus.OWN_CALCULATION

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """Every criterion of every category, as the designations rest on them."""
        return tuple(each for designation in self.designations for each in designation.assessments)

    @property
    def outcomes(self) -> tuple[tuple[str, str, bool | None], ...]:
        """(area_id, category, designated) of each designation: what later lists need of this one."""
        return tuple((each.area_id, each.category, each.designated) for each in self.designations)

    def designation(self, area_id: str, category: str) -> Designation:
        """One area's designation in one category. Raises ``KeyError``."""
        return self._by_place[area_id, category]

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], Designation]:
        return {(each.area_id, each.category): each for each in self.designations}


def figures_of(sources: Sources, regime: Regime, list_year: int) -> tuple[Figure, ...]:
    """All figures of a list year, from every source there is."""
    return (
        *measured_figures(sources.areas, regime, list_year, sources.delivery),
        *published_figures(sources.areas, regime, list_year, sources.published),
    )


def make_yearly_list(sources: Sources, regime: Regime, list_year: int, history: History) -> YearlyList:
    """One list from its figures, the law and the earlier lists; it is recorded in ``history`` for later lists."""
    yearly_list = decided_list(sources, figures_only(sources, regime, list_year), history)
    history.record(list_year, yearly_list.outcomes)
    return yearly_list


def figures_only(sources: Sources, regime: Regime, list_year: int) -> YearlyList:
    """A list before the law is applied: its figures and its status, and no designation."""
    status = list_status(sources.published, regime, list_year)
    return YearlyList(list_year, regime, figures_of(sources, regime, list_year), status=status)


def decided_list(sources: Sources, undecided: YearlyList, history: History) -> YearlyList:
    """The list with its law applied to its figures; ``history`` holds the lists before it."""
    regime, figures = undecided.regime, undecided.figures
    designations = apply_law(regime, undecided.list_year, sources.areas, figures, sources.published, history)
    return replace(undecided, designations=designations)


def yearly_lists_up_to(sources: Sources, law: Law, last: int) -> Iterable[YearlyList]:
    """Every list from the first under the law to the list year ``last``, in order, as the five-list rule needs them.

    While they are made, the deliveries are read.
    """
    history = History(sources.areas, law)
    sources.read_ahead(last)
    try:
        for list_year in range(law.first_list_year, last + 1):
            yield make_yearly_list(sources, law.on(list_year), list_year, history)
    finally:
        sources.stop_reading()


def recompute(raw_root: Path, list_years: Iterable[int], law: Law | None = None) -> dict[int, YearlyList]:
    """The lists of some years from a raw root, nothing written. Raises ``Refusal`` for bad input."""
    wanted = set(list_years)
    sources = open_sources(RawRoot(raw_root))
    lists = yearly_lists_up_to(sources, law or load_law(), max(wanted))
    return {each.list_year: each for each in lists if each.list_year in wanted}
