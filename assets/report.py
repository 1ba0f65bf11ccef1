"""The report and the workbook as an asset: what people open, made from the lists the graph has kept."""

import dagster as dg

from assets.lists import history_of
from assets.loaded import Counted, loaded
from assets.partitions import ALL_LISTS, LAW, LIST_YEARS, several
from assets.refusals import refusing
from assets.roots import Roots
from assets.tables import shown_asset
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.goals import Goal
from pipeline.inputs.published import Published
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.geoparquet import GEO_TABLE, geo_table
from pipeline.outputs.publishing import Publication
from pipeline.outputs.report import report_html
from pipeline.outputs.workbook import workbook_bytes
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import year_result_of


@shown_asset(
    "lists",
    "html",
    "excel",
    public=True,
    description="The page people read, and the area list as a workbook. One page per list year.",
    partitions_def=LIST_YEARS,
    ins={"lists": several("designations", ALL_LISTS), "counts": several("counts", ALL_LISTS)},
    deps=["delta", "area_list", "goal_progress", "published_comparison", "manifest"],
)
@refusing()
def report(
    context: dg.AssetExecutionContext,
    roots: Roots,
    areas: AreaTable,
    published: Published,
    goals: list[Goal],
    lists: dict[int, YearlyList],
    counts: dict[int, Counted],
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """One page per list year; the workbook beside it is always the latest list's."""
    if not roots.publish:
        return dg.MaterializeResult(metadata={"published": False})
    list_year = int(context.partition_key)
    sources = loaded(roots, areas, published, tuple(goals), counts)
    history = history_of(areas, {year: each for year, each in lists.items() if year < list_year})
    request = Request((list_year,), roots.shown, context.run.run_id)
    whole = year_result_of(sources, LAW, list(lists.values()), history, request)
    out = roots.out_root
    with Publication(out) as publication:
        publication.text(out.report(list_year), report_html(whole.lists, whole, sources, LAW))
        if (shapes := geo_table(whole.list, sources, whole.is_synthetic)) is not None:
            publication.parquet(out.partition(GEO_TABLE, list_year), shapes)
        if out.has_no_later_list_than(list_year):
            publication.bytes(out.area_list_xlsx, workbook_bytes(whole, LAW, sources))
        publication.commit()
    return dg.MaterializeResult(metadata={"page": out.report(list_year).relative_to(out.folder).as_posix()})
