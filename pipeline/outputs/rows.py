"""The rows of the published tables, made from the lists, each checked against its table's declaration.

Pure functions: objects in, rows (dicts) out, sorted, so that the same inputs give the same bytes. Numbers come only
from ``pipeline.lists.shown``, which holds no withheld ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.exact import exact_text
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import PUBLISHED_GRAIN, Delivery
from pipeline.law.model import Law, Regime
from pipeline.lists.designation import Basis, Designation, basis_of_area
from pipeline.lists.list_status import ListStatus, least_official
from pipeline.lists.shown import ShownCount, ShownFigure, shown_assessments, shown_counts, shown_figures
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.schema import ASSESSMENTS, COUNTS, DESIGNATIONS, INDICATORS, area_list_table
from pipeline.outputs.typed_rows import Row, rows_of
from pipeline.text.bilingual import joined
from pipeline.text.sentences import missing_phrase, reason


def named(area: Area) -> Row:
    """The columns that name an area in every table."""
    return {"area_id": area.area_id, "area": area.name, "municipality_code": area.municipality_code}


def areas_by_id(areas: AreaTable, list_year: int) -> dict[str, Area]:
    """The areas of one list year by id, in the order of the tables."""
    return {area.area_id: area for area in areas.valid_in(list_year)}


def _reading(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def count_rows(delivery: Delivery | None, status: ListStatus = ListStatus.OWN_CALCULATION) -> list[Row]:
    """The published counts of one list year; none if it has no delivery. ``status`` is that of the whole list."""
    beside = {"grain": "" if delivery is None else delivery.grain, "status": status.value}
    return rows_of(COUNTS, (_count_row(each) | beside for each in shown_counts(delivery)))


def _count_row(count: ShownCount) -> Row:
    exact = count.value
    return {**vars(count), "value": None if exact is None else float(exact), "value_exact": exact}


def indicator_rows(areas: AreaTable, yearly_list: YearlyList) -> list[Row]:
    """One row per area and indicator, from the first source that has a value (or else the first there is)."""
    chosen = shown_figures(yearly_list.figures)
    return rows_of(
        INDICATORS,
        (
            _indicator_row(area, chosen[area_id, criterion.name], yearly_list.status)
            for area_id, area in areas_by_id(areas, yearly_list.list_year).items()
            for criterion in CRITERIA.values()
            if (area_id, criterion.name) in chosen
        ),
    )


def _indicator_row(area: Area, figure: ShownFigure, status: ListStatus) -> Row:
    part, whole = figure.terms[-1] if figure.terms else (None, None)
    return {
        **named(area),
        "indicator": figure.criterion,
        "part": _reading(part),
        "whole": _reading(whole),
        "value": _reading(figure.value),
        "benchmark": _reading(figure.benchmark),
        "register_years": "|".join(str(year) for year in figure.register_years),
        "grain": figure.grain,
        "calculation": None if figure.value is None else calculation(figure),
        "value_exact": None if figure.value is None else exact_text(figure.value),
        "missing": joined([missing_phrase(each) for each in figure.missing]).en or None,
        "withheld": figure.withheld,
        "status": figure_status(figure.grain, status),
    }


def figure_status(grain: str, status: ListStatus) -> str:
    """A figure that the ministry published is official, whatever the list as a whole is."""
    return ListStatus.OFFICIAL.value if grain == PUBLISHED_GRAIN else status.value


def _amount(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def calculation(figure: ShownFigure) -> str:
    """How a value came about, in numbers a reader can follow."""
    if figure.grain == PUBLISHED_GRAIN:
        return "as published by the ministry"
    kind = CRITERIA[figure.criterion].kind
    if kind is CriterionKind.SIZE:
        return "residents on 1 January"
    terms = [f"{_plain(part)}/{_plain(whole)}" for part, whole in figure.terms]
    text = terms[0] if len(terms) == 1 else f"({' + '.join(terms)}) / {len(terms)}"
    return f"{text} against the region's mean income" if kind is CriterionKind.RATIO else text


def _plain(value: Fraction | None) -> str:
    amount = _amount(value)
    return "?" if amount is None else format(amount.normalize(), "f")


def assessment_rows(areas: AreaTable, yearly_list: YearlyList) -> list[Row]:
    """One row per area, category and criterion."""
    by_id = areas_by_id(areas, yearly_list.list_year)
    return rows_of(
        ASSESSMENTS,
        (
            {
                **named(by_id[each.area_id]),
                "category": each.category,
                "criterion": each.criterion,
                "value": _reading(each.value),
                "operator": each.law.operator.value,
                "limit": _reading(each.limit),
                "limit_text": each.law.text,
                "met": each.met,
                "margin": _reading(each.margin),
                "persons_to_flip": each.persons_to_flip,
                "kroner_to_flip": _reading(each.kroner_to_flip),
                "rounding_matters": each.rounding_matters,
                "grain": each.grain,
                "status": each.law.evidence.status.value,
                "source": each.law.evidence.source,
                "withheld": each.withheld,
                "list_status": designation.status.value,
            }
            for designation in yearly_list.designations
            for each in shown_assessments(designation)
        ),
    )


def designation_rows(areas: AreaTable, yearly_list: YearlyList) -> list[Row]:
    """One row per area and category, with its reason in two languages."""
    by_id = areas_by_id(areas, yearly_list.list_year)
    return rows_of(
        DESIGNATIONS,
        (_designation_row(by_id[each.area_id], each, yearly_list.regime) for each in yearly_list.designations),
    )


def _designation_row(area: Area, each: Designation, regime: Regime) -> Row:
    sentence = reason(each, regime)
    return {
        **named(area),
        "category": each.category,
        "designated": each.designated,
        "criteria_met": each.criteria_met,
        "criteria_required": each.criteria_required,
        "consecutive_lists": each.run.lists,
        "consecutive_lists_exact": each.run.exact,
        "basis": each.basis.value,
        "grain": each.grain if each.basis is Basis.RECOMPUTED else "",
        "regime": regime.name,
        "reason_da": sentence.da,
        "reason_en": sentence.en,
        "status": each.status.value,
        "candidate": each.candidate,
    }


def area_list_rows(
    law: Law, areas: AreaTable, yearly_list: YearlyList, municipalities: frozenset[str] | None
) -> list[Row]:
    """The wide table of some municipalities (``None``: all)."""
    by_area: dict[str, list[Designation]] = {}
    for designation in yearly_list.designations:
        by_area.setdefault(designation.area_id, []).append(designation)
    every_column = [category.column for regime in law for category in regime.categories]
    return rows_of(
        area_list_table(law),
        (
            {
                **named(area),
                "regime": yearly_list.regime.name,
                **dict.fromkeys(every_column),
                **{yearly_list.regime.category(d.category).column: d.designated for d in by_area[area_id]},
                **_wide(by_area[area_id]),
                "candidate": area.candidate,
            }
            for area_id, area in areas_by_id(areas, yearly_list.list_year).items()
            if municipalities is None or area.municipality_code in municipalities
        ),
    )


def _wide(designations: Sequence[Designation]) -> Row:
    """The basis, and the first value and margin of each criterion that may be shown."""
    known = [each for designation in designations for each in shown_assessments(designation) if each.known]
    row: Row = {
        "undetermined": "|".join(each.category for each in designations if each.designated is None),
        "basis": basis_of_area(designations).value,
        "grain": known[0].grain if known else "",
        "withheld": False,
        "status": least_official(each.status for each in designations).value,
    }
    for criterion in CRITERIA.values():
        found = [each for each in known if each.criterion == criterion.name]
        first = next((each for each in found if not each.withheld), None)
        row["withheld"] |= bool(found) and first is None
        row[criterion.name] = None if first is None else _reading(first.value)
        row[f"{criterion.name}_margin"] = None if first is None else _reading(first.margin)
    return row
