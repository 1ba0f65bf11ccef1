"""Everything about one area on one list, as text or as data: the output of ``ghettolist explain``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.exact import exact_text, rounded
from pipeline.inputs.areas import Area, AreaTable
from pipeline.lists.designation import Designation
from pipeline.lists.list_status import ListStatus
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.lists.yearly_list import YearlyList
from pipeline.text.bilingual import Bilingual
from pipeline.text.distance import minimal_change_sentence
from pipeline.text.numbers import number, persons, signed
from pipeline.text.sentences import label, limit_in_print, reason, value_in_print
from pipeline.text.vocabulary import MET


def turn_phrase(assessment: ShownAssessment) -> Bilingual:
    """The least change that would change the criterion: persons, or kroner of the area's gross income."""
    if assessment.persons_to_flip is not None:
        return persons(assessment.persons_to_flip)
    if assessment.kroner_to_flip is not None:
        return number(assessment.kroner_to_flip, 0) + Bilingual(" kr.", " DKK")
    return Bilingual("", "")


def margin_phrase(assessment: ShownAssessment) -> Bilingual:
    """The value minus the limit, in residents or percentage points, with as many decimals as the figure has."""
    margin, card = assessment.margin, CRITERIA[assessment.criterion]
    if margin is None:
        return Bilingual("", "")
    if card.kind is CriterionKind.SIZE:
        return signed(margin, 0)
    unit, decimals = Bilingual(" pct.point", " pp"), card.published_decimals
    if margin and rounded(margin * 100, decimals) == 0:
        least = Bilingual("mindre end ", "less than ") + number(Fraction(1, 10**decimals), decimals) + unit
        return least + (Bilingual(" over", " above") if margin > 0 else Bilingual(" under", " below"))
    return signed(margin * 100, decimals) + unit


HEAD = (
    Bilingual("kriterium", "criterion"),
    Bilingual("værdi", "value"),
    Bilingual("grænse", "limit"),
    Bilingual("", ""),
    Bilingual("afstand", "margin"),
    Bilingual("ændres ved", "changed by"),
)


def criteria_table(assessments: Sequence[ShownAssessment], language: str, width: int | None = None) -> list[str]:
    """The criteria of one category as aligned lines; as two lines each where they would be wider than ``width``."""
    rows = [[each.in_language(language) for each in HEAD]]
    for each in assessments:
        hangs = Bilingual(" (afrunding afgør)", " (rounding matters)") if each.rounding_matters else Bilingual("", "")
        cells = (
            label(each.criterion),
            value_in_print(each),
            limit_in_print(each),
            MET[each.met] + hangs,
            margin_phrase(each),
            turn_phrase(each),
        )
        rows.append([cell.in_language(language) for cell in cells])
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    if width is not None and sum(widths) + 2 * len(widths) > width:
        return [line for row in rows[1:] for line in _stacked(rows[0], row, widths)]
    return [_aligned(row, widths) for row in rows]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _stacked(head: Sequence[str], row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Criterion, value and outcome; below it limit, margin and what would change it, each with its heading."""
    first = _aligned((row[0], row[1], row[3]), (widths[0], widths[1], widths[3]))
    below = "; ".join(f"{head[column]} {row[column]}" for column in (2, 4, 5) if row[column])
    return [first, f"    {below}"]


def explanation_text(
    areas: AreaTable,
    area: Area,
    lists: Sequence[YearlyList],
    list_year: int,
    language: str,
    is_synthetic: bool,
    width: int | None = None,
) -> str:
    """The outcome in each category with its reason, each criterion with its margin, and the history.

    ``width``: that of the terminal, for the tables of criteria; ``None`` where there is none.
    """
    yearly_list = next(each for each in lists if each.list_year == list_year)
    which = Bilingual("listen", "list")
    if yearly_list.status is ListStatus.FORECAST:
        which = Bilingual("prognose for listen", "forecast of the list of")
    title = f"{area.name} ({area.area_id}), {which.in_language(language)} {list_year}"
    lines = [title, "=" * len(title)]
    if is_synthetic:
        lines.append(Bilingual("OPDIGTEDE TAL", "MADE-UP DATA").in_language(language))
    own = [each for each in yearly_list.designations if each.area_id == area.area_id]
    for designation in own:
        lines += ["", f"{designation.category}: {reason(designation, yearly_list.regime, False).in_language(language)}"]
        if way := minimal_change_sentence(designation, own, yearly_list.regime).in_language(language):
            lines.append(f"  {way}")
        known = [each for each in shown_assessments(designation) if each.known]
        lines += criteria_table(known, language, width) if known else []
    lines += ["", Bilingual("Historie", "History").in_language(language)]
    lines += history_lines(areas, area, [each for each in lists if each.list_year <= list_year], language)
    return "\n".join(lines)


def history_lines(areas: AreaTable, area: Area, lists: Sequence[YearlyList], language: str) -> list[str]:
    """The lists so far, years with the same outcome in one line."""
    lines: list[tuple[int, int, str]] = []
    for each in lists:
        phrase = history_phrase(areas, area, each).in_language(language)
        if lines and lines[-1][2] == phrase:
            lines[-1] = (lines[-1][0], each.list_year, phrase)
        else:
            lines.append((each.list_year, each.list_year, phrase))
    return [f"  {first}{f'-{last}' if last > first else '':5}  {phrase}" for first, last, phrase in lines]


def history_phrase(areas: AreaTable, area: Area, yearly_list: YearlyList) -> Bilingual:
    """The categories of one list, under the area's name then."""
    ids = areas.earlier_ids(area, yearly_list.list_year)
    rows = [each for each in yearly_list.designations if each.area_id in ids]
    if not rows:
        return Bilingual("fandtes ikke", "did not exist")
    on = [each.category for each in rows if each.designated]
    unknown = [each.category for each in rows if each.designated is None]
    name = "" if ids == (area.area_id,) else f" ({', '.join(ids)})"
    if on:
        return Bilingual(", ".join(on) + name, ", ".join(on) + name)
    if unknown:
        return MET[None] + Bilingual(": ", ": ") + Bilingual(", ".join(unknown) + name, ", ".join(unknown) + name)
    return Bilingual("–" + name, "–" + name)


def explanation_data(
    areas: AreaTable, area: Area, lists: Sequence[YearlyList], list_year: int, is_synthetic: bool
) -> dict[str, Any]:
    """The same as data for tools; numbers that rest on few persons are left out."""
    yearly_list = next(each for each in lists if each.list_year == list_year)
    own = [each for each in yearly_list.designations if each.area_id == area.area_id]
    return {
        "area_id": area.area_id,
        "area": area.name,
        "municipality_code": area.municipality_code,
        "list_year": list_year,
        "regime": yearly_list.regime.name,
        "made_up": is_synthetic,
        "categories": [_category_data(each, own, yearly_list) for each in own],
        "history": {
            str(each.list_year): [
                d.category
                for d in each.designations
                if d.area_id in areas.earlier_ids(area, each.list_year) and d.designated
            ]
            for each in lists
            if each.list_year <= list_year
        },
    }


def _category_data(designation: Designation, own: Sequence[Designation], yearly_list: YearlyList) -> dict[str, Any]:
    sentence, way = (
        reason(designation, yearly_list.regime),
        minimal_change_sentence(designation, own, yearly_list.regime),
    )
    return {
        "category": designation.category,
        "designated": designation.designated,
        "basis": designation.basis.value,
        "consecutive_lists": designation.run.lists,
        "reason_da": sentence.da,
        "reason_en": sentence.en,
        "shortest_way_da": way.da or None,
        "shortest_way_en": way.en or None,
        "criteria": [_criterion_data(each) for each in shown_assessments(designation)],
    }


def _criterion_data(each: ShownAssessment) -> dict[str, Any]:
    return {
        "criterion": each.criterion,
        "label_da": label(each.criterion).da,
        "value": _float(each.value),
        "value_exact": None if each.value is None else exact_text(each.value),
        "operator": each.law.operator.value,
        "limit": _float(each.limit),
        "limit_text": each.law.text,
        "met": each.met,
        "margin": _float(each.margin),
        "persons_to_flip": each.persons_to_flip,
        "kroner_to_flip": _float(each.kroner_to_flip),
        "rounding_matters": each.rounding_matters,
        "withheld": each.withheld,
        "status": each.law.evidence.status.value,
        "source": each.law.evidence.source,
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
