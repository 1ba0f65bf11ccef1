"""One list under a changed law, everything else unchanged.

The earlier lists stay as they really were unless ``law_for_history`` is set. The published outcome is not used: where
the figures cannot decide, the answer is undetermined. What does not belong here: the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.analysis.counterfactual import FixedAreas, fixed, limits_implied, under
from pipeline.analysis.hidden import hidden
from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import Delivery, ExactNumber
from pipeline.inputs.published import Published
from pipeline.inputs.sources import Sources
from pipeline.law.amendments import CITY, Changes, applicable, changed_regime
from pipeline.law.model import Law, Regime
from pipeline.lists.designation import Designation, History, any_of, apply_law
from pipeline.lists.indicators import Figure, asked_criteria, measured_figures, published_figures
from pipeline.lists.missing import NOT_PUBLISHED
from pipeline.lists.yearly_list import YearlyList, make_yearly_list


@dataclass(frozen=True)
class Answer:
    """One area and category under the real and the changed law.

    ``real_categories`` are the corresponding categories of the real law; none where it has no such category, and then
    ``real`` is ``None``. ``turned`` holds the criteria whose outcome differs, each with its outcome under the changed
    law. ``abolished``: the changed law has no such category; ``designation`` is then the real one.
    """

    area_id: str
    category: str
    real_categories: tuple[str, ...]
    real: bool | None
    what_if: bool | None
    turned: Mapping[str, bool | None]
    designation: Designation
    abolished: bool = False

    @property
    def moved(self) -> bool | None:
        """Whether the changed law gives another designation; ``None`` if that is undetermined."""
        if self.what_if is None or (self.real is None and self.real_categories):
            return None
        return bool(self.real) is not self.what_if


@dataclass(frozen=True)
class WhatIf:
    """The real list, the list under the changed law, and both side by side."""

    changes: Changes
    real: YearlyList
    other: YearlyList
    answers: tuple[Answer, ...]


def what_if(
    sources: Sources,
    law: Law,
    list_year: int,
    changes: Changes,
    municipalities: frozenset[str] | None = None,
) -> WhatIf:
    """One list under a changed law beside the real one. ``municipalities``: only their areas. Raises ``WrongUsage``."""
    changed_regime(_other_law(law, list_year, changes), changes)  # refused before anything is read
    really, otherwise = History(sources.areas, law), History(sources.areas, law)
    history = otherwise if changes.law_for_history else really
    for year in _earlier_years(law, list_year):
        was = make_yearly_list(sources, law.on(year), year, really)
        if changes.law_for_history:
            asked = applicable(_other_law(law, year, changes), changes)
            other = _other_list(sources, law, was, asked, otherwise, None)
            otherwise.record(year, other.outcomes)
    real = make_yearly_list(sources, law.on(list_year), list_year, really)
    other = _other_list(sources, law, real, changes, history, municipalities)
    return WhatIf(changes, real, other, tuple(_side_by_side(real, other)))


def _earlier_years(law: Law, list_year: int) -> range:
    return range(law.first_list_year, list_year)


def _other_law(law: Law, list_year: int, changes: Changes) -> Regime:
    """The law named in the question, as if it had governed that list year."""
    real = law.on(list_year)
    if changes.law is None:
        return real
    return replace(law.by_name(changes.law), publication_dates={list_year: real.published_on(list_year)})


def _other_list(
    sources: Sources,
    law: Law,
    real: YearlyList,
    changes: Changes,
    history: History,
    municipalities: frozenset[str] | None,
) -> YearlyList:
    """The list under the changed law beside the real one; withheld figures stay hidden (``analysis.hidden``)."""
    list_year, then = real.list_year, real.regime
    regime = changed_regime(_other_law(law, list_year, changes), changes)
    city = changes.income_benchmark == CITY
    published = [
        _of_no_city(under(figure, then, regime), city)
        for figure in published_figures(sources.areas, then, list_year, sources.published)
    ]
    measured = (_city_figures if city else _figures)(sources, regime, list_year, municipalities)
    figures = (
        *hidden(measured, regime, real, is_other_benchmark=city),
        *(figure for figure in published if figure.criterion in asked_criteria(regime)),
    )
    limits = limits_implied(sources.published, then, list_year, regime)
    day = regime.published_on(list_year)
    only_limits = Published(limits={(day, category): limit for category, limit in limits.items()})
    areas = _areas_of(sources.areas, list_year, municipalities)
    return YearlyList(list_year, regime, figures, apply_law(regime, list_year, areas, figures, only_limits, history))


def _areas_of(areas: AreaTable, list_year: int, municipalities: frozenset[str] | None) -> FixedAreas:
    valid = areas.valid_in(list_year)
    return fixed(areas, (area for area in valid if municipalities is None or area.municipality_code in municipalities))


def _figures(
    sources: Sources, regime: Regime, list_year: int, municipalities: frozenset[str] | None
) -> tuple[Figure, ...]:
    areas = _areas_of(sources.areas, list_year, municipalities)
    return measured_figures(areas, regime, list_year, sources.delivery)


@dataclass(frozen=True)
class _CityDelivery(Delivery):
    """A delivery in which a municipality's mean income stands where the region's stood."""

    municipality_code: str = ""

    def row(self, register: str, scope: str, code: str) -> Mapping[str, ExactNumber] | None:
        if register == "income" and scope == "region":
            return super().row("income", "municipality", self.municipality_code)
        return super().row(register, scope, code)


def _city_figures(
    sources: Sources, regime: Regime, list_year: int, municipalities: frozenset[str] | None
) -> tuple[Figure, ...]:
    """The figures with income measured against the mean of the area's own municipality, which must be delivered."""
    chosen = _areas_of(sources.areas, list_year, municipalities).only
    codes = sorted({area.municipality_code for area in chosen})
    delivery = sources.delivery(list_year)
    lacking = [code for code in codes if delivery is None or delivery.row("income", "municipality", code) is None]
    if lacking:
        raise WrongUsage(
            Fault(
                Message("the city as income benchmark in list year {list_year}", list_year=list_year),
                Message(
                    "no mean income is delivered for municipality {names}; its areas alone cannot give it",
                    names=tuple(lacking),
                ),
                Message(
                    "rows of scope `municipality` in the income register, with taxpayers and gross_income_dkk of all its residents of 15 to 64 not in education"
                ),
                Message(
                    "add them to {list_year}/income, e.g. municipality;{code};{year};taxpayers;kroner",
                    list_year=list_year,
                    code=lacking[0],
                    year=list_year - 1,
                ),
            )
        )
    found: list[Figure] = []
    for code in codes:

        def of_city(year: int, code: str = code) -> Delivery | None:
            there = sources.delivery(year)
            if there is None:
                return None
            cells = {name: there._cells[name] for name in there._cells}
            return _CityDelivery(
                there.list_year,
                there.frames,
                there.grain,
                there.region_of,
                between=there.between,
                sums=there.sums,
                _cells=cells,
                municipality_code=code,
            )

        areas = fixed(sources.areas, (area for area in chosen if area.municipality_code == code))
        found += measured_figures(areas, regime, list_year, of_city)
    return tuple(found)


def _of_no_city(figure: Figure, city: bool) -> Figure:
    """The figure as unknown: a published ratio to the region does not give the ratio to the city."""
    if city and figure.criterion == "income":
        return replace(figure, value=None, missing=(NOT_PUBLISHED,))
    return figure


def _side_by_side(real: YearlyList, other: YearlyList) -> Iterable[Answer]:
    """Every area in every category of the changed law, then in those of the real law that the changed one abolishes."""
    really = {(each.area_id, each.category): each for each in real.designations}
    compared: set[str] = set()
    for each in other.designations:
        category = other.regime.category(each.category)
        same = tuple(
            there.name
            for there in real.regime.categories
            if there.name == category.name or there.name in category.continues or category.name in there.continues
        )
        compared.update(same)
        found = [really[each.area_id, name] for name in same]
        was = {one.criterion: one.met for there in found for one in there.assessments}
        turned = {
            one.criterion: one.met
            for one in each.assessments
            if one.criterion in was and one.met is not was[one.criterion]
        }
        outcome = any_of(there.designated for there in found) if found else None
        yield Answer(each.area_id, each.category, same, outcome, each.designated, turned, each)
    asked = {each.area_id for each in other.designations}
    for each in real.designations:
        if each.category not in compared and each.area_id in asked:
            yield Answer(each.area_id, each.category, (each.category,), each.designated, False, {}, each, True)


@dataclass(frozen=True)
class CategorySummary:
    """One category summarised: how many areas are really on the list, and how many the changed law moves."""

    category: str
    really_on: int
    would_leave: int
    would_enter: int
    undetermined: int


def summaries(answers: Iterable[Answer]) -> tuple[CategorySummary, ...]:
    """The answer in numbers, per category of the changed law."""
    by_category: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.designation.candidate:
            continue
        by_category.setdefault(answer.category, []).append(answer)
    return tuple(
        CategorySummary(
            category,
            sum(answer.real is True for answer in found),
            sum(answer.moved is True and answer.what_if is False for answer in found),
            sum(answer.moved is True and answer.what_if is True for answer in found),
            sum(answer.moved is None for answer in found),
        )
        for category, found in by_category.items()
    )
