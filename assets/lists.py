"""The law applied, the lists, and what people and programmes take from them."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from assets.checks import check_results, check_specs, demand_passed
from assets.loaded import Counted, loaded
from assets.partitions import ALL_LISTS, EARLIER_LISTS, FIRST_LIST_YEAR, LAW, MEAN_YEARS_AND_BEFORE, several
from assets.refusals import refusing
from assets.roots import Roots
from assets.storage import Published
from assets.tables import table_asset
from expectations.tasks import rows_question
from pipeline.analysis.causes import causes_of_all
from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.version import code_version
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.goals import Goal
from pipeline.inputs.published import Printed
from pipeline.law import law_on
from pipeline.lists.comparison import compare_list
from pipeline.lists.delta import delta as moves_between
from pipeline.lists.designation import History, apply_law
from pipeline.lists.indicators import Figure
from pipeline.lists.yearly_list import ListOfYear
from pipeline.outputs.delta_rows import comparison_rows, delta_rows, goal_rows
from pipeline.outputs.rows import area_list_rows, assessment_rows, designation_rows, manifest_rows


@table_asset(
    "designations",
    "law",
    "greatexpectations",
    ins={"figures": dg.AssetIn("indicators"), "earlier": several("designations", EARLIER_LISTS)},
    check_specs=check_specs("designations", "designations"),
)
def designations(
    context: dg.AssetExecutionContext,
    roots: Roots,
    areas: AreaTable,
    printed: Printed,
    figures: list[Figure],
    earlier: dict[int, ListOfYear],
) -> Iterator[Any]:
    """One row per list year, area and category. Keeps the whole list, its assessments included."""
    list_year = int(context.partition_key)
    with refusing():
        regime = law_on(list_year)
        decided = apply_law(regime, list_year, areas, figures, printed, history_of(areas, earlier))
        made = ListOfYear(list_year, regime, tuple(figures), decided)
        published = Published(designation_rows(areas, made), loaded(roots, areas).made_up(list_year), made)
        verdict = rows_question("designations", published.rows, areas, list_year, regime).answer()
    yield from check_results("designations", "designations", verdict)
    demand_passed({f"designations {list_year}": verdict})
    yield dg.Output(published, metadata={"undetermined": sum(each.designated is None for each in decided)})


def history_of(areas: AreaTable, earlier: Mapping[int, ListOfYear]) -> History:
    """The lists before one, as the law asks of them. Raises ``WrongUsage`` when they no longer reach back to the first.

    A history cut short would be an undetermined history, silently.
    """
    if earlier and min(earlier) != FIRST_LIST_YEAR:
        raise WrongUsage(
            Fault("history", f"reaches back to {min(earlier)}", str(FIRST_LIST_YEAR), "raise partitions.LISTS_BACK")
        )
    history = History(areas, LAW)
    for list_year, made in earlier.items():
        history.record(list_year, made.outcomes)
    return history


@table_asset("assessments", "law")
@refusing()
def assessments(roots: Roots, areas: AreaTable, designations: ListOfYear) -> Published:
    """One row per list year, area, category and criterion: what each designation rests on."""
    rows = assessment_rows(areas, designations)
    return Published(rows, loaded(roots, areas).made_up(designations.list_year))


@table_asset(
    "delta",
    "lists",
    ins={"lists": several("designations", ALL_LISTS), "counts": several("counts", MEAN_YEARS_AND_BEFORE)},
)
@refusing()
def delta(
    context: dg.AssetExecutionContext,
    roots: Roots,
    areas: AreaTable,
    printed: Printed,
    lists: dict[int, ListOfYear],
    counts: dict[int, Counted],
) -> Published:
    """One row per list year, area and category that changed, stayed or may have; none on the first list."""
    list_year = int(context.partition_key)
    made, before = lists.pop(list_year), lists.get(list_year - 1)
    sources = loaded(roots, areas, printed, counted=counts)
    moves = moves_between(areas, before, made) if before else ()
    causes = causes_of_all(moves, before, made, areas, history_of(areas, lists), sources) if before else ()
    return Published(delta_rows(moves, causes), sources.made_up(list_year))


@table_asset("area_list", "lists", "csv")
@refusing()
def area_list(roots: Roots, areas: AreaTable, designations: ListOfYear) -> Published:
    """One row per list year and area of the municipalities shown; the latest list year as area_list.csv too."""
    rows = area_list_rows(LAW, areas, designations, roots.shown)
    return Published(rows, loaded(roots, areas).made_up(designations.list_year))


@table_asset(
    "goal_progress",
    "lists",
    ins={"lists": several("designations", ALL_LISTS)},
)
@refusing()
def goal_progress(
    context: dg.AssetExecutionContext,
    roots: Roots,
    areas: AreaTable,
    goals: list[Goal],
    lists: dict[int, ListOfYear],
) -> Published:
    """One row per list year and goal."""
    list_year = int(context.partition_key)
    outcomes = {year: made.outcomes for year, made in lists.items()}
    return Published(goal_rows(goals, LAW, areas, list_year, outcomes), loaded(roots, areas).made_up(list_year))


@table_asset("published_comparison", "lists")
@refusing()
def published_comparison(roots: Roots, areas: AreaTable, printed: Printed, designations: ListOfYear) -> Published:
    """One row per list year, area and category: recomputed against printed."""
    rows = comparison_rows(compare_list(areas, printed, designations))
    return Published(rows, loaded(roots, areas).made_up(designations.list_year))


@table_asset(
    "manifest",
    "lists",
    ins={"counts": several("counts", ALL_LISTS)},
    deps=["designations"],
)
@refusing()
def manifest(
    context: dg.AssetExecutionContext, roots: Roots, areas: AreaTable, printed: Printed, counts: dict[int, Counted]
) -> Published:
    """One row per list year and input file that was read for it."""
    list_year = int(context.partition_key)
    sources = loaded(roots, areas, printed, counted=counts)
    rows = manifest_rows(sources, law_on(list_year), list_year, code_version(), context.run_id)
    return Published(rows, sources.made_up(list_year))
