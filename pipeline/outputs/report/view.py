"""The data that every part of the report uses: the lists by area, the areas shown, the signs.

What does not belong here: sentences and layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.inputs.areas import Area
from pipeline.inputs.sources import Sources
from pipeline.law.model import Law, Regime
from pipeline.lists.designation import Designation
from pipeline.lists.list_status import ListStatus, least_official
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.report.category_marks import ABSENT, Mark, StatusSign, cell_of, marks_of
from pipeline.outputs.year_result import YearResult

ByArea = Mapping[str, tuple[Designation, ...]]


@dataclass(frozen=True)
class View:
    """One list year and the lists before it, for the areas of the chosen municipalities."""

    lists: tuple[YearlyList, ...]
    result: YearResult
    sources: Sources
    law: Law
    cards: dict[str, Any] = field(default_factory=dict, compare=False)  # made so far; other pages have the same cards
    decisions: dict[tuple[str, int], tuple[Designation, ...]] = field(default_factory=dict, compare=False)  # as well

    @property
    def now(self) -> YearlyList:
        return self.result.list

    @property
    def list_year(self) -> int:
        return self.now.list_year

    @property
    def regime(self) -> Regime:
        return self.now.regime

    @cached_property
    def before(self) -> YearlyList | None:
        """The yearly list before this one."""
        return next((each for each in self.lists if each.list_year == self.list_year - 1), None)

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The areas shown: those of the area list's rows, by municipality and name."""
        shown = {row["area_id"] for row in self.result.rows["area_list"]}
        return tuple(area for area in self.sources.areas.valid_in(self.list_year) if area.area_id in shown)

    @cached_property
    def official(self) -> tuple[Area, ...]:
        """The areas that are counted: those shown but the candidates."""
        return tuple(area for area in self.areas if not area.candidate)

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        return tuple(sorted({area.municipality_code for area in self.areas}))

    @cached_property
    def marks(self) -> dict[str, Mark]:
        return marks_of(self.law)

    @cached_property
    def strip_lists(self) -> tuple[YearlyList, ...]:
        """The lists of the strip: from the first list with a known outcome for an area shown."""
        for position, each in enumerate(self.lists):
            if any(self.on_any(area, each.list_year) is not None for area in self.areas if self.existed(area, each)):
                return self.lists[position:]
        return self.lists[-1:]

    @cached_property
    def by_year(self) -> Mapping[int, ByArea]:
        """Each list's designations by area."""
        found: dict[int, dict[str, list[Designation]]] = {}
        for each in self.lists:
            rows = found.setdefault(each.list_year, {})
            for designation in each.designations:
                rows.setdefault(designation.area_id, []).append(designation)
        return {year: {area_id: tuple(rows) for area_id, rows in by_area.items()} for year, by_area in found.items()}

    def designations(self, area: Area, list_year: int | None = None) -> tuple[Designation, ...]:
        """The area's decisions on a list, or those of its predecessors."""
        year = self.list_year if list_year is None else list_year
        if (area.area_id, year) not in self.decisions:
            ids = self.sources.areas.earlier_ids(area, year)
            found = tuple(each for area_id in ids for each in self.by_year[year].get(area_id, ()))
            self.decisions[area.area_id, year] = found
        return self.decisions[area.area_id, year]

    def cell(self, area: Area, list_year: int | None = None) -> StatusSign:
        """The sign of the area on a list."""
        found = self.designations(area, list_year)
        return cell_of(found, self.marks) if found else ABSENT

    def existed(self, area: Area, result: YearlyList) -> bool:
        """Whether the list has any decision on the area or its predecessors: on, off or undetermined."""
        return bool(self.designations(area, result.list_year))

    def status(self, area: Area) -> ListStatus:
        """How official it is that the area is on this list, or that it is in none of its categories."""
        on = [each.status for each in self.designations(area) if each.designated]
        if ListStatus.OFFICIAL in on:
            return ListStatus.OFFICIAL
        return least_official(on or [each.status for each in self.designations(area)])

    def on_any(self, area: Area, list_year: int) -> bool | None:
        """Whether the area was on the list in any category; ``None`` if that is undetermined."""
        answers = [each.designated for each in self.designations(area, list_year)]
        return True if True in answers else (None if None in answers else False)


def first_of_criterion(designations: Sequence[Designation]) -> dict[str, ShownAssessment]:
    """Each criterion with the limit of the first category that has it."""
    found: dict[str, ShownAssessment] = {}
    for designation in designations:
        for each in shown_assessments(designation):
            found.setdefault(each.criterion, each)
    return found
