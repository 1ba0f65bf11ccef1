"""Each area in detail: its decisions with their reasons, and every criterion against every limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.inputs.areas import Area
from pipeline.lists.designation import Designation
from pipeline.lists.list_status import ListStatus
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.outputs.report.category_marks import StatusSign
from pipeline.outputs.report.charts import Bullet, Sparkline, bullet, ratio_to_limit, sparkline
from pipeline.outputs.report.overview import asked
from pipeline.outputs.report.view import View, first_of_criterion
from pipeline.text.bilingual import Bilingual, capitalised, joined, same
from pipeline.text.distance import minimal_change_sentence
from pipeline.text.explanation import margin_phrase, turn_phrase
from pipeline.text.sentences import label, limit_in_print, reason, value_in_print
from pipeline.text.vocabulary import MET, years_text


@dataclass(frozen=True)
class Decision:
    """One category: the sign, and the reason, the same as in ``ghettolist explain``."""

    category: str
    reason: Bilingual
    designated: bool | None


@dataclass(frozen=True)
class LimitRow:
    """One value against one limit. ``of`` names the categories the limit is for, where others have another."""

    limit: Bilingual
    of: Bilingual
    margin: Bilingual
    turned_by: Bilingual
    met: bool | None
    verdict: Bilingual
    rounding: bool
    bullet: Bullet | None


@dataclass(frozen=True)
class CriterionRows:
    """One criterion: the value, its course over the lists, and the limits it is compared with."""

    label: Bilingual
    value: Bilingual
    course: Sparkline | None
    course_text: Bilingual
    limits: tuple[LimitRow, ...]


@dataclass(frozen=True)
class AreaCard:
    """One area."""

    area: Area
    cell: StatusSign
    listed: Bilingual
    decisions: tuple[Decision, ...]
    criteria: tuple[CriterionRows, ...]
    nothing_known: bool


def cards(view: View) -> tuple[AreaCard, ...]:
    """Every area shown, by name."""
    return tuple(area_card(view, area) for area in view.areas)


def area_card(view: View, area: Area) -> AreaCard:
    """One area on the list of the view, made once however many pages show it."""
    if area.area_id not in view.cards:
        view.cards[area.area_id] = _area_card(view, area)
    card: AreaCard = view.cards[area.area_id]
    return card


def _area_card(view: View, area: Area) -> AreaCard:
    designations = view.designations(area)
    decisions = tuple(
        Decision(each.category, _decision_text(each, designations, view), each.designated) for each in designations
    )
    courses = [first_of_criterion(view.designations(area, yearly_list.list_year)) for yearly_list in view.lists]
    criteria = tuple(_criterion(view, criterion, designations, courses) for criterion in asked(view))
    nothing = not any(each.known for designation in designations for each in shown_assessments(designation))
    return AreaCard(area, view.cell(area), listed_text(view, area), decisions, criteria, nothing)


def _decision_text(each: Designation, designations: Sequence[Designation], view: View) -> Bilingual:
    way = minimal_change_sentence(each, designations, view.regime)
    return joined([sentence for sentence in (reason(each, view.regime, False), way) if sentence.en])


def listed_text(view: View, area: Area) -> Bilingual:
    """The list years the area was on any list, and those of which the list is not published yet."""
    on_any = [(each.list_year, each.status, view.on_any(area, each.list_year)) for each in view.lists]
    unknown = [year for year, _status, on in on_any if on is None]
    expected = [year for year, status, on in on_any if on and status is ListStatus.FORECAST]
    years = [year for year, status, on in on_any if on and status is not ListStatus.FORECAST]
    if area.candidate:
        return Bilingual("Kandidat, ikke på nogen liste", "Candidate, on no list")
    if not years and not expected and not unknown:
        return Bilingual("Har ikke været på listen", "Has not been on the list")
    parts = [Bilingual("På listen ", "On the list ") + same(years_text(years))] if years else []
    if expected:
        parts.append(Bilingual("prognose: på listen ", "forecast: on the list ") + same(years_text(expected)))
    if unknown:
        parts.append(Bilingual("uafgjort ", "undetermined ") + same(years_text(unknown)))
    return capitalised(joined(parts, same("; ")))


def _criterion(
    view: View,
    criterion: str,
    designations: tuple[Designation, ...],
    lists: Sequence[Mapping[str, ShownAssessment]],
) -> CriterionRows:
    groups: dict[tuple[object, ...], list[ShownAssessment]] = {}
    for designation in designations:
        for each in shown_assessments(designation):
            if each.criterion == criterion:
                groups.setdefault((each.law.operator, each.law.amount, each.law.yardstick, each.limit), []).append(each)
    main = next(iter(groups.values()))[0]
    course, sentence = _course(view, criterion, lists)
    limits = tuple(_limit_row(found, len(groups) > 1) for found in groups.values())
    return CriterionRows(label(criterion), value_in_print(main), course, sentence, limits)


def _limit_row(found: list[ShownAssessment], several: bool) -> LimitRow:
    each = found[0]
    of = joined([same(assessment.category) for assessment in found], same(", ")) if several else Bilingual("", "")
    return LimitRow(
        limit_in_print(each),
        of,
        margin_phrase(each),
        turn_phrase(each),
        each.met,
        MET[each.met],
        each.rounding_matters,
        bullet(each),
    )


def _course(
    view: View, criterion: str, lists: Sequence[Mapping[str, ShownAssessment]]
) -> tuple[Sparkline | None, Bilingual]:
    """The criterion on every list so far against that list's limit, as a sparkline and as text."""
    ratios: list[Fraction | None] = []
    phrases = []
    for yearly_list, assessments in zip(view.lists, lists, strict=True):
        each = assessments.get(criterion)
        ratios.append(None if each is None else ratio_to_limit(each))
        if each is not None and each.value is not None:
            phrases.append(same(f"{yearly_list.list_year}: ") + value_in_print(each))
    return sparkline(ratios), joined(phrases, Bilingual("; ", "; "))
