"""The assets of the designations and of the tables made from them."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.checks import check_events, check_specs
from assets.kept import kept_lists, validation
from assets.partitions import list_years
from assets.previews import row_metadata
from assets.refusals import refusing
from assets.roots import Roots
from assets.storage import TableValue
from assets.tables import table_asset
from expectations.tasks import demand, rows_task
from pipeline.lists.yearly_list import YearlyList, decided_list
from pipeline.outputs.delta_rows import delta_rows
from pipeline.outputs.rows import designation_rows
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import TABLE_ROWS, Decided

ByYear = dict[int, TableValue]


@table_asset(
    "designations",
    "law_applied",
    "greatexpectations",
    deps=["areas", "published", "law"],
    check_specs=check_specs("designations", "designations"),
)
def designations(context: dg.AssetExecutionContext, roots: Roots, indicators: ByYear) -> Iterator[Any]:
    """One row per list year, area and category. Keeps the whole list, its assessments included."""
    found, asked = {}, validation(roots)
    with refusing(context.retry_number):
        lists = kept_lists(roots, list_years(context)[-1])
        areas = lists.sources.areas
        for year in list_years(context):
            yearly_list = decided_list(lists.sources, indicators[year].exact, lists.history_before(year))
            lists.keep(yearly_list)
            found[year] = TableValue(designation_rows(areas, yearly_list), yearly_list)
            task = rows_task("designations", found[year].rows, areas, year, yearly_list.regime)
            asked.ask(f"designations {year}", task)
            metadata = row_metadata("designations", year, found[year].rows) | category_counts(yearly_list)
            context.add_asset_metadata(metadata, partition_key=str(year))
        verdicts = asked.answers()
    by_year = dict(zip(found, verdicts.values(), strict=True))
    yield from check_events(context, "designations", "designations", by_year)
    with refusing():
        demand(list(verdicts.items()), context.log.warning)
    yield dg.Output(found)


def category_counts(yearly_list: YearlyList) -> dict[str, int]:
    """Areas on the list by category, and decisions that are undetermined: numbers the interface plots over the years."""
    official = [each for each in yearly_list.designations if not each.candidate]
    listed = [each.category for each in official if each.designated]
    on = {category.name: listed.count(category.name) for category in yearly_list.regime.categories}
    return on | {"undetermined": sum(each.designated is None for each in official)}


@table_asset("delta", "lists", deps=["areas", "published"])
def delta(context: dg.AssetExecutionContext, roots: Roots, designations: ByYear) -> ByYear:
    """One row per list year, area and category that changed, stayed or possibly did; none on the first list."""
    with refusing(context.retry_number):
        lists, found = kept_lists(roots, list_years(context)[-1]), {}
        for year in designations:
            changes = lists.changes(year)
            found[year] = TableValue(delta_rows(*changes), changes)
            context.add_asset_metadata(row_metadata("delta", year, found[year].rows), partition_key=str(year))
        return found


@table_asset("assessments", "law_applied")
def assessments(context: dg.AssetExecutionContext, roots: Roots, designations: ByYear) -> ByYear:
    """One row per list year, area, category and criterion: what each designation rests on."""
    return _rows("assessments", context, roots, designations)


@table_asset("area_list", "lists")
def area_list(context: dg.AssetExecutionContext, roots: Roots, designations: ByYear) -> ByYear:
    """One row per list year and area of the municipalities shown."""
    return _rows("area_list", context, roots, designations)


@table_asset("goal_progress", "lists", deps=["goals"])
def goal_progress(context: dg.AssetExecutionContext, roots: Roots, designations: ByYear) -> ByYear:
    """One row per list year and goal."""
    return _rows("goal_progress", context, roots, designations)


@table_asset("published_comparison", "lists", deps=["published"])
def published_comparison(context: dg.AssetExecutionContext, roots: Roots, designations: ByYear) -> ByYear:
    """One row per list year, area and category: recomputed against published."""
    return _rows("published_comparison", context, roots, designations)


@table_asset("manifest", "lists", deps=["areas", "published", "goals", "law"])
def manifest(context: dg.AssetExecutionContext, roots: Roots, designations: ByYear) -> ByYear:
    """One row per list year and input file that the list rests on."""
    return _rows("manifest", context, roots, designations)


def _rows(table: str, context: dg.AssetExecutionContext, roots: Roots, designations: ByYear) -> ByYear:
    """The rows of a table for each list year of the run, as the command line makes them, with their metadata."""
    with refusing(context.retry_number):
        lists, found = kept_lists(roots, max(designations)), {}
        for year, designation in designations.items():
            outcomes = {each.list_year: each.outcomes for each in lists.lists_up_to(year)}
            request = Request((year,), roots.shown, context.run.run_id, roots.engine)
            decided = Decided(lists.sources, lists.law, designation.exact, (), (), outcomes, request)
            found[year] = TableValue(TABLE_ROWS[table](decided))
            context.add_asset_metadata(row_metadata(table, year, found[year].rows), partition_key=str(year))
        return found
