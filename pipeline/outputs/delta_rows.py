"""The rows of the tables that compare lists: the delta, the goals, and the published lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.analysis.causes import Causes
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.goals import Goal
from pipeline.law.model import Law
from pipeline.lists.comparison import ListComparison
from pipeline.lists.delta import Move
from pipeline.lists.goal_progress import OnList, count_on_list, counted_categories, progress
from pipeline.lists.list_status import ListStatus
from pipeline.outputs.rows import named
from pipeline.outputs.schema import DELTA, GOAL_PROGRESS, PUBLISHED_COMPARISON
from pipeline.outputs.typed_rows import Row, rows_of
from pipeline.text.delta import explanation

Outcomes = Mapping[int, Sequence[tuple[str, str, bool | None]]]


def delta_rows(moves: Sequence[Move], causes: Sequence[Causes]) -> list[Row]:
    """One row per area and category that changed, stayed on the list, or possibly did."""
    rows = []
    for move, why in zip(moves, causes, strict=True):
        sentence = explanation(move, why)
        rows.append(
            {
                **named(move.area),
                "category": move.category,
                "compared_with": move.compared_with,
                "change": move.change.value,
                "causes": list(why.words),
                "criteria_gained": list(move.gained),
                "criteria_lost": list(move.lost),
                "explanation_da": sentence.da,
                "explanation_en": sentence.en,
                "basis": move.basis.value,
                "status": move.status.value,
            }
        )
    return rows_of(DELTA, rows)


def comparison_rows(compared: Iterable[ListComparison]) -> list[Row]:
    """One row per area and category of a yearly list."""
    rows = [
        {
            **named(each.area),
            "category": each.category,
            "list_date": each.list_date,
            "recomputed": each.recomputed,
            "published": each.published,
            "agrees": each.agrees,
            "note": "rounding matters: the published and the exact figure can decide differently"
            if each.rounding_matters
            else None,
            "status": each.designation.status.value,
        }
        for each in compared
    ]
    return rows_of(PUBLISHED_COMPARISON, rows)


def goal_rows(
    goals: Iterable[Goal],
    law: Law,
    areas: AreaTable,
    list_year: int,
    outcomes: Outcomes,
    status: ListStatus = ListStatus.OWN_CALCULATION,
) -> list[Row]:
    """Progress on each goal; ``outcomes`` holds (area_id, category, designated) of this and the baseline list.

    ``status`` is that of the list as a whole.
    """
    rows = []
    for goal in goals:
        baseline = _counted(goal, law, areas, goal.baseline_list_year, outcomes)
        now = _counted(goal, law, areas, list_year, outcomes)
        if baseline is None or now is None:
            continue
        step = progress(goal, list_year, now, baseline)
        if step is not None:
            rows.append(
                {
                    "municipality_code": step.municipality_code,
                    "areas_on_list": step.areas_on_list,
                    "areas_undetermined": step.areas_undetermined,
                    "baseline": step.baseline,
                    "goal": step.goal,
                    "goal_year": step.goal_year,
                    "reached": step.reached,
                    "status": status.value,
                }
            )
    return rows_of(GOAL_PROGRESS, rows)


def _counted(
    goal: Goal,
    law: Law,
    areas: AreaTable,
    list_year: int,
    outcomes: Outcomes,
) -> OnList | None:
    """The goal's count on one list: the goal's category, or those of later regimes that continue it; ``None`` if none."""
    if list_year not in outcomes:
        return None
    categories = counted_categories(goal.category, law.on(list_year))
    if not categories:
        return None
    ids = frozenset(
        area.area_id
        for area in areas.valid_in(list_year)
        if area.municipality_code == goal.municipality_code and not area.candidate
    )
    return count_on_list(outcomes[list_year], ids, categories)
