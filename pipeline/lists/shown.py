"""The one gate between what is known and what may be shown: figures, assessments and counts without withheld numbers.

Sentences (``pipeline.text``) and outputs (``pipeline.outputs``) take these objects only; the exact numbers behind a
withheld one are not in them. Which counts are withheld is decided in ``pipeline.core.disclosure``. The decision itself
(``met``, ``designated``) is an administrative fact and is always shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from pipeline.core.disclosure import shown
from pipeline.core.identity import Same
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.registers import REGISTERS
from pipeline.law.model import Limit
from pipeline.lists.assessment import Assessment
from pipeline.lists.bounds import ANYTHING, Bounds
from pipeline.lists.designation import GRAIN_PRIORITY, Designation
from pipeline.lists.indicators import Figure
from pipeline.lists.missing import Missing

PUBLISHED_SCOPES = frozenset({"area", "region", "country"})


@dataclass(frozen=True)
class ShownCount:
    """One count of one register row; ``value`` is ``None`` if unknown or withheld."""

    register: str
    scope: str
    code: str
    register_year: int
    measure: str
    value: Decimal | None
    withheld: bool


@dataclass(frozen=True)
class ShownFigure:
    """One area's figure on one criterion. ``value``, ``benchmark`` and ``terms`` are empty if unknown or withheld.

    ``known``: whether there is a value at all, shown or not. ``terms`` are part and whole of each register year, the
    latest last. Units as in ``indicators.Figure``.
    """

    area_id: str
    criterion: str
    grain: str
    known: bool
    withheld: bool
    value: Fraction | None
    benchmark: Fraction | None
    register_years: tuple[int, ...]
    terms: tuple[tuple[Fraction | None, Fraction | None], ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class ShownAssessment:
    """One figure against one limit, with every number that may not be shown left out.

    ``known`` and ``limit_known``: whether the value and the limit are known, shown or not. ``limit`` is withheld by
    itself, with the national average it is a multiple of. ``bounds``: where an unknown value lies; no bounds if it is
    known or rests on a withheld number. ``rounding_matters`` is false where the value is withheld: that rounding matters
    would say how near the limit it is. Units as in ``assessment.Assessment``.
    """

    area_id: str
    category: str
    criterion: str
    law: Limit
    grain: str
    known: bool
    withheld: bool
    value: Fraction | None
    limit_known: bool
    limit_withheld: bool
    limit: Fraction | None
    met: bool | None
    margin: Fraction | None
    persons_to_flip: int | None
    kroner_to_flip: Fraction | None
    rounding_matters: bool
    missing: tuple[Missing, ...]
    bounds: Bounds = ANYTHING


def shown_assessments(designation: Designation | None) -> tuple[ShownAssessment, ...]:
    """What may be shown of the criteria of one designation, in the order of the law; none of no designation."""
    return () if designation is None else _shown_of(Same(designation))


# A page asks for those of an area some twenty times, and the pages of later list years ask again.
@lru_cache(maxsize=1 << 13)
def _shown_of(designation: Same[Designation]) -> tuple[ShownAssessment, ...]:
    return tuple(shown_assessment(each) for each in designation.held.assessments)


def shown_assessment(each: Assessment) -> ShownAssessment:
    """What may be shown of one figure against one limit."""
    figure, hidden = each.figure, each.figure.withheld
    return ShownAssessment(
        each.area_id,
        each.category,
        each.criterion,
        each.law,
        figure.grain,
        figure.value is not None,
        hidden,
        None if hidden else figure.value,
        each.limit is not None,
        figure.benchmark_withheld,
        None if figure.benchmark_withheld else each.limit,
        each.met,
        None if hidden else each.margin,
        None if hidden else each.persons_to_flip,
        None if hidden else each.kroner_to_flip,
        not hidden and each.rounding_matters,
        figure.missing,
        ANYTHING if hidden else figure.partial,
    )


def shown_figures(figures: Iterable[Figure]) -> dict[tuple[str, str], ShownFigure]:
    """What may be shown of each area and criterion, from the first source that has a value (or else the first)."""
    chosen: dict[tuple[str, str], Figure] = {}
    for figure in sorted(figures, key=lambda each: (each.value is None, GRAIN_PRIORITY.index(each.grain))):
        chosen.setdefault((figure.area_id, figure.criterion), figure)
    return {key: shown_figure(figure) for key, figure in chosen.items()}


def missing_reasons(figures: Iterable[Figure]) -> frozenset[Missing]:
    """Why figures of a list are not known, each reason once."""
    return frozenset(reason for figure in figures for reason in figure.missing)


def shown_figure(figure: Figure) -> ShownFigure:
    """What may be shown of one figure."""
    hidden = figure.withheld
    return ShownFigure(
        figure.area_id,
        figure.criterion,
        figure.grain,
        figure.value is not None,
        hidden,
        None if hidden else figure.value,
        None if figure.benchmark_withheld else figure.benchmark,
        tuple(year.register_year for year in figure.years),
        () if hidden else tuple((year.part, year.whole) for year in figure.years),
        figure.missing,
    )


def shown_counts(delivery: Delivery | None) -> list[ShownCount]:
    """What may be shown of every count of a delivery, in the order of register, scope, code and measure."""
    if delivery is None:
        return []
    found = [
        count
        for name, frame in delivery.frames.items()
        for scope, code, year in zip(frame["scope"], frame["code"], frame["register_year"], strict=True)
        if scope in PUBLISHED_SCOPES
        for count in _row_counts(delivery, name, scope, code, int(year))
    ]
    return sorted(found, key=lambda each: (each.register, each.scope, each.code, each.measure))


def _row_counts(delivery: Delivery, register: str, scope: str, code: str, year: int) -> Sequence[ShownCount]:
    cells = delivery.row(register, scope, code) or {}
    withheld = delivery.withheld.get((register, scope, code), frozenset())
    measures = [column.name for column in REGISTERS[register].measures]
    return [
        ShownCount(register, scope, code, year, name, shown(cells[name], name in withheld), name in withheld)
        for name in measures
    ]
