"""Each area in detail: its decisions with their reasons, and every criterion against every limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.inputs.areas import Area
from pipeline.lists.assessment import Assessment
from pipeline.lists.designation import Designation
from pipeline.outputs.report.category_marks import Cell
from pipeline.outputs.report.charts import Bullet, Sparkline, bullet, ratio_to_limit, sparkline
from pipeline.outputs.report.overview import asked
from pipeline.outputs.report.view import Story, first_of_criterion
from pipeline.text.distance import way_sentence
from pipeline.text.explanation import margin_phrase, turn_phrase
from pipeline.text.sentences import MET, Said, joined, label, limit_in_print, reason, value_in_print
from pipeline.text.vocabulary import same, years_text


@dataclass(frozen=True)
class Decision:
    """One category: the sign, and the sentence that ``ghettolist explain`` says too."""

    category: str
    reason: Said
    designated: bool | None


@dataclass(frozen=True)
class LimitRow:
    """One value against one limit. ``of`` names the categories the limit is for, where others have another."""

    limit: Said
    of: Said
    margin: Said
    turned_by: Said
    met: bool | None
    verdict: Said
    rounding: bool
    bullet: Bullet | None


@dataclass(frozen=True)
class CriterionRows:
    """One criterion: the value, its course over the lists, and the limits it is held against."""

    label: Said
    value: Said
    course: Sparkline | None
    course_said: Said
    limits: tuple[LimitRow, ...]


@dataclass(frozen=True)
class Card:
    """One area."""

    area: Area
    cell: Cell
    listed: Said
    decisions: tuple[Decision, ...]
    criteria: tuple[CriterionRows, ...]
    nothing_known: bool


def cards(story: Story) -> tuple[Card, ...]:
    """Every area told of, by name."""
    return tuple(_card(story, area) for area in story.areas)


def _card(story: Story, area: Area) -> Card:
    designations = story.designations(area)
    decisions = tuple(
        Decision(each.category, _decision_said(each, designations, story), each.designated) for each in designations
    )
    courses = [first_of_criterion(story.designations(area, made.list_year)) for made in story.lists]
    criteria = tuple(_criterion(story, criterion, designations, courses) for criterion in asked(story))
    nothing = all(each.value is None for designation in designations for each in designation.assessments)
    return Card(area, story.cell(area), listed_said(story, area), decisions, criteria, nothing)


def _decision_said(each: Designation, designations: Sequence[Designation], story: Story) -> Said:
    way = way_sentence(each, designations, story.regime)
    return joined([said for said in (reason(each, story.regime, False), way) if said.en])


def listed_said(story: Story, area: Area) -> Said:
    """The list years the area was on any list."""
    years = [each.list_year for each in story.lists if story.on_any(area, each.list_year)]
    if not years:
        return Said("Har ikke været på listen", "Has not been on the list")
    return Said("På listen ", "On the list ") + same(years_text(years))


def _criterion(
    story: Story,
    criterion: str,
    designations: tuple[Designation, ...],
    lists: Sequence[Mapping[str, Assessment]],
) -> CriterionRows:
    groups: dict[tuple[object, ...], list[Assessment]] = {}
    for designation in designations:
        for each in designation.assessments:
            if each.criterion == criterion:
                groups.setdefault((each.law.operator, each.law.amount, each.law.yardstick, each.limit), []).append(each)
    main = next(iter(groups.values()))[0]
    course, said = _course(story, criterion, lists)
    limits = tuple(_limit_row(found, len(groups) > 1) for found in groups.values())
    return CriterionRows(label(criterion), value_in_print(main), course, said, limits)


def _limit_row(found: list[Assessment], several: bool) -> LimitRow:
    each = found[0]
    of = joined([same(assessment.category) for assessment in found], same(", ")) if several else Said("", "")
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


def _course(story: Story, criterion: str, lists: Sequence[Mapping[str, Assessment]]) -> tuple[Sparkline | None, Said]:
    """The criterion on every list so far against that list's limit, as a line and in words."""
    ratios: list[Fraction | None] = []
    phrases = []
    for made, assessments in zip(story.lists, lists, strict=True):
        each = assessments.get(criterion)
        ratios.append(None if each is None else ratio_to_limit(each))
        if each is not None and each.value is not None and not each.figure.withheld:
            phrases.append(same(f"{made.list_year}: ") + value_in_print(each))
    return sparkline(ratios), joined(phrases, Said("; ", "; "))
