"""The law applied, the lists, and what people and programmes take from them."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from assets.checks import check_results, check_specs, demand_passed
from assets.loaded import Counted, loaded
from assets.partitions import ALL_LISTS, EARLIER_LISTS, FIRST_LIST_YEAR, LAW, MEAN_YEARS_AND_BEFORE, several
from assets.refusals import refusing
from assets.roots import Roots
from assets.storage import TableOutput
from assets.tables import table_asset
from expectations.tasks import rows_task
from pipeline.analysis.causes import causes_of_all
from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.version import code_version
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.goals import Goal
from pipeline.inputs.published import Published
from pipeline.law import law_on
from pipeline.lists.comparison import compare_list
from pipeline.lists.delta import delta as moves_between
from pipeline.lists.designation import History, apply_law
from pipeline.lists.indicators import Figure
from pipeline.lists.list_status import list_status
from pipeline.lists.yearly_list import YearlyList
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
    published: Published,
    figures: list[Figure],
    earlier: dict[int, YearlyList],
) -> Iterator[Any]:
    """One row per list year, area and category. Keeps the whole list, its assessments included."""
    list_year = int(context.partition_key)
    with refusing():
        regime = law_on(list_year)
        decided = apply_law(regime, list_year, areas, figures, published, history_of(areas, earlier))
        status = list_status(published, regime, list_year)
        yearly_list = YearlyList(list_year, regime, tuple(figures), decided, status)
        table_output = TableOutput(
            designation_rows(areas, yearly_list), loaded(roots, areas).is_synthetic(list_year), yearly_list
        )
        verdict = rows_task("designations", table_output.rows, areas, list_year, regime).answer()
    yield from check_results("designations", "designations", verdict)
    demand_passed({f"designations {list_year}": verdict})
    yield dg.Output(table_output, metadata={"undetermined": sum(each.designated is None for each in decided)})


def history_of(areas: AreaTable, earlier: Mapping[int, YearlyList]) -> History:
    """The lists before one, as the law asks of them. Raises ``WrongUsage`` when they no longer reach back to the first.

    A history cut short would be an undetermined history, silently.
    """
    if earlier and min(earlier) != FIRST_LIST_YEAR:
        raise WrongUsage(
            Fault("history", f"reaches back to {min(earlier)}", str(FIRST_LIST_YEAR), "raise partitions.LISTS_BACK")
        )
    history = History(areas, LAW)
    for list_year, yearly_list in earlier.items():
        history.record(list_year, yearly_list.outcomes)
    return history


@table_asset("assessments", "law")
@refusing()
def assessments(roots: Roots, areas: AreaTable, designations: YearlyList) -> TableOutput:
    """One row per list year, area, category and criterion: what each designation rests on."""
    rows = assessment_rows(areas, designations)
    return TableOutput(rows, loaded(roots, areas).is_synthetic(designations.list_year))


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
    published: Published,
    lists: dict[int, YearlyList],
    counts: dict[int, Counted],
) -> TableOutput:
    """One row per list year, area and category that changed, stayed or may have; none on the first list."""
    list_year = int(context.partition_key)
    yearly_list, before = lists.pop(list_year), lists.get(list_year - 1)
    sources = loaded(roots, areas, published, counted=counts)
    moves = moves_between(areas, before, yearly_list) if before else ()
    causes = causes_of_all(moves, before, yearly_list, areas, history_of(areas, lists), sources) if before else ()
    return TableOutput(delta_rows(moves, causes), sources.is_synthetic(list_year))


@table_asset("area_list", "lists", "csv")
@refusing()
def area_list(roots: Roots, areas: AreaTable, designations: YearlyList) -> TableOutput:
    """One row per list year and area of the municipalities shown; the latest list year as area_list.csv too."""
    rows = area_list_rows(LAW, areas, designations, roots.shown)
    return TableOutput(rows, loaded(roots, areas).is_synthetic(designations.list_year))


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
    lists: dict[int, YearlyList],
) -> TableOutput:
    """One row per list year and goal."""
    list_year = int(context.partition_key)
    outcomes = {year: yearly_list.outcomes for year, yearly_list in lists.items()}
    rows = goal_rows(goals, LAW, areas, list_year, outcomes, lists[list_year].status)
    return TableOutput(rows, loaded(roots, areas).is_synthetic(list_year))


@table_asset("published_comparison", "lists")
@refusing()
def published_comparison(roots: Roots, areas: AreaTable, published: Published, designations: YearlyList) -> TableOutput:
    """One row per list year, area and category: recomputed against printed."""
    rows = comparison_rows(compare_list(areas, published, designations))
    return TableOutput(rows, loaded(roots, areas).is_synthetic(designations.list_year))


@table_asset(
    "manifest",
    "lists",
    ins={"counts": several("counts", ALL_LISTS)},
    deps=["designations"],
)
@refusing()
def manifest(
    context: dg.AssetExecutionContext, roots: Roots, areas: AreaTable, published: Published, counts: dict[int, Counted]
) -> TableOutput:
    """One row per list year and input file that was read for it."""
    list_year = int(context.partition_key)
    sources = loaded(roots, areas, published, counted=counts)
    rows = manifest_rows(sources, law_on(list_year), list_year, code_version(), context.run.run_id)
    return TableOutput(rows, sources.is_synthetic(list_year))
