"""The rows of the published tables, made from the lists. Every number of persons passes ``disclosure`` here.

Pure functions: objects in, rows (dicts) out, sorted, so that the same inputs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipeline.core.criteria import CRITERIA
from pipeline.core.disclosure import shown
from pipeline.core.exact import exact_text
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import PUBLISHED_GRAIN, Delivery
from pipeline.inputs.registers import BY_NAME as REGISTERS
from pipeline.inputs.sources import Sources
from pipeline.law.model import Law, Regime
from pipeline.lists.designation import GRAIN_PRIORITY, Basis, Designation, weakest
from pipeline.lists.indicators import Figure
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.schema import area_list_table
from pipeline.text.bilingual import joined
from pipeline.text.sentences import missing_phrase, reason

Row = dict[str, Any]
PUBLISHED_SCOPES = frozenset({"area", "region", "country"})


def named(area: Area) -> Row:
    """The columns that name an area in every table."""
    return {"area_id": area.area_id, "area": area.name, "municipality_code": area.municipality_code}


def areas_by_id(areas: AreaTable, list_year: int) -> dict[str, Area]:
    """The areas of one list year by id, in the order of the tables."""
    return {area.area_id: area for area in areas.valid_in(list_year)}


def _reading(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def count_rows(delivery: Delivery | None) -> list[Row]:
    """The published counts of one list year; none if it has no delivery."""
    if delivery is None:
        return []
    rows = []
    for name, frame in delivery.frames.items():
        for scope, code, year in zip(frame["scope"], frame["code"], frame["register_year"], strict=True):
            if scope not in PUBLISHED_SCOPES:
                continue
            cells = delivery.row(name, scope, code) or {}
            for measure in (column.name for column in REGISTERS[name].measures):
                hidden = measure in delivery.withheld.get((name, scope, code), frozenset())
                rows.append(
                    {
                        "register": name,
                        "scope": scope,
                        "code": code,
                        "register_year": int(year),
                        "measure": measure,
                        "value": shown(cells[measure], hidden),
                        "withheld": hidden,
                        "grain": delivery.grain,
                    }
                )
    return sorted(rows, key=lambda row: (row["register"], row["scope"], row["code"], row["measure"]))


def indicator_rows(areas: AreaTable, yearly_list: YearlyList) -> list[Row]:
    """One row per area and indicator, from the first source that has a value (or else the first there is)."""
    chosen: dict[tuple[str, str], Figure] = {}
    for figure in sorted(
        yearly_list.figures, key=lambda figure: (figure.value is None, GRAIN_PRIORITY.index(figure.grain))
    ):
        chosen.setdefault((figure.area_id, figure.criterion), figure)
    order = [criterion.name for criterion in CRITERIA]
    by_id = areas_by_id(areas, yearly_list.list_year)
    return [
        _indicator_row(by_id[area_id], chosen[area_id, criterion])
        for area_id in by_id
        for criterion in order
        if (area_id, criterion) in chosen
    ]


def _indicator_row(area: Area, figure: Figure) -> Row:
    hidden = figure.withheld
    latest = figure.years[-1] if figure.years else None
    value = None if hidden else figure.value
    known = latest is not None and not hidden
    return {
        **named(area),
        "indicator": figure.criterion,
        "part": _amount(latest.part) if latest and known else None,
        "whole": _amount(latest.whole) if latest and known else None,
        "value": _reading(value),
        "benchmark": None if figure.benchmark_withheld else _reading(figure.benchmark),
        "register_years": "|".join(str(year.register_year) for year in figure.years),
        "grain": figure.grain,
        "calculation": None if hidden or value is None else calculation(figure),
        "value_exact": None if value is None else exact_text(value),
        "missing": joined([missing_phrase(each) for each in figure.missing]).en or None,
        "withheld": hidden,
    }


def _amount(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def calculation(figure: Figure) -> str:
    """How a value came about, in numbers a reader can follow."""
    if figure.grain == PUBLISHED_GRAIN:
        return "as printed by the ministry"
    if figure.criterion == "size":
        return "residents on 1 January"
    terms = [f"{_plain(year.part)}/{_plain(year.whole)}" for year in figure.years]
    text = terms[0] if len(terms) == 1 else f"({' + '.join(terms)}) / {len(terms)}"
    return f"{text} against the region's mean income" if figure.criterion == "income" else text


def _plain(value: Fraction | None) -> str:
    amount = _amount(value)
    return "?" if amount is None else format(amount.normalize(), "f")


def assessment_rows(areas: AreaTable, yearly_list: YearlyList) -> list[Row]:
    """One row per area, category and criterion."""
    by_id = areas_by_id(areas, yearly_list.list_year)
    rows = []
    for each in yearly_list.assessments:
        hidden = each.figure.withheld
        rows.append(
            {
                **named(by_id[each.area_id]),
                "category": each.category,
                "criterion": each.criterion,
                "value": None if hidden else _reading(each.value),
                "operator": each.law.operator.value,
                "limit": None if each.figure.benchmark_withheld else _reading(each.limit),
                "limit_text": each.law.text,
                "met": each.met,
                "margin": None if hidden else _reading(each.margin),
                "persons_to_flip": None if hidden else each.persons_to_flip,
                "kroner_to_flip": None if hidden else _amount(each.kroner_to_flip),
                "rounding_matters": each.rounding_matters,
                "grain": each.figure.grain,
                "status": each.law.evidence.status.value,
                "source": each.law.evidence.source,
                "withheld": hidden,
            }
        )
    return rows


def designation_rows(areas: AreaTable, yearly_list: YearlyList) -> list[Row]:
    """One row per area and category, with its reason in two languages."""
    by_id = areas_by_id(areas, yearly_list.list_year)
    rows = []
    for each in yearly_list.designations:
        sentence = reason(each, yearly_list.regime)
        rows.append(
            {
                **named(by_id[each.area_id]),
                "category": each.category,
                "designated": each.designated,
                "criteria_met": each.criteria_met,
                "criteria_required": each.criteria_required,
                "consecutive_lists": each.run.lists,
                "consecutive_lists_exact": each.run.exact,
                "basis": each.basis.value,
                "grain": each.grain if each.basis is Basis.RECOMPUTED else "",
                "regime": yearly_list.regime.name,
                "reason_da": sentence.da,
                "reason_en": sentence.en,
            }
        )
    return rows


def area_list_rows(
    law: Law, areas: AreaTable, yearly_list: YearlyList, municipalities: frozenset[str] | None
) -> list[Row]:
    """The wide table of some municipalities (``None``: all)."""
    columns = [column.name for column in area_list_table(law).columns]
    by_area: dict[str, list[Designation]] = {}
    for designation in yearly_list.designations:
        by_area.setdefault(designation.area_id, []).append(designation)
    by_id = areas_by_id(areas, yearly_list.list_year)
    rows = []
    for area_id, area in by_id.items():
        if municipalities is None or area.municipality_code in municipalities:
            row = dict.fromkeys(columns) | named(area) | _wide(yearly_list.regime, by_area[area_id])
            rows.append(row)
    return rows


def _wide(regime: Regime, designations: Sequence[Designation]) -> Row:
    row: Row = {
        "regime": regime.name,
        "undetermined": "|".join(each.category for each in designations if each.designated is None),
        "basis": weakest([d.basis for d in designations if d.designated is not None] or [Basis.UNDETERMINED]).value,
        "grain": "",
        "withheld": False,
    }
    for designation in designations:
        row[regime.category(designation.category).column] = designation.designated
        for each in designation.assessments:
            column = each.criterion
            if row.get(column) is not None or each.value is None:
                continue
            row["grain"] = row["grain"] or each.figure.grain
            if each.figure.withheld:
                row["withheld"] = True
                continue
            row[column] = _reading(each.value)
            row[f"{each.criterion}_margin"] = _reading(each.margin)
    return row


def manifest_rows(sources: Sources, regime: Regime, list_year: int, code_version: str, run_id: str) -> list[Row]:
    """One row per input file of a list year."""
    return [
        {
            "path": file.path,
            "sha256": file.sha256,
            "rows": file.rows,
            "grain": file.grain,
            "regime": regime.name,
            "law_sha256": regime.sha256,
            "code_version": code_version,
            "run_id": run_id,
        }
        for file in sorted(sources.files(list_year), key=lambda file: file.path)
    ]
