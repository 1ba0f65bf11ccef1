"""The report, and the publication: everything of the run's list years in one commit, as the command line does it."""

import datetime as dt
from pathlib import Path
from typing import Any

import dagster as dg

from assets.kept import kept_lists
from assets.lists import ByYear, category_counts
from assets.partitions import list_years
from assets.refusals import refusing
from assets.roots import Roots
from assets.storage import TableValue
from assets.tables import TABLES, yearly_asset
from pipeline.inputs.sources import refuse_empty
from pipeline.outputs.kept_lists import KeptLists
from pipeline.outputs.report import report_html
from pipeline.outputs.vintages import Publisher
from pipeline.outputs.year_result import YearResult
from pipeline.outputs.yearly_run import publish

GROUP = "publication"
DATA_DOCS = "data-docs/index.html"  # below the work folder: what `make data-docs` writes


@yearly_asset(
    GROUP,
    "html",
    public=True,
    description="The page people read. One page per list year.",
    deps=["areas", "published", "goals"],
    ins={name: dg.AssetIn(name) for name in TABLES},
)
def report(context: dg.AssetExecutionContext, roots: Roots, **tables: ByYear) -> dict[int, str]:
    """One page per list year, from the rows and lists that its upstream assets made."""
    with refusing(context.retry_number):
        lists = kept_lists(roots, list_years(context)[-1])
        results = {year: year_result(lists, year, tables) for year in list_years(context)}
        return {year: report_html(each.lists, each, lists.sources, lists.law) for year, each in results.items()}


@yearly_asset(
    GROUP,
    "parquet",
    "html",
    "excel",
    public=True,
    description="The list year published: every table, the report, the area list as CSV and workbook, all together or "
    "not at all. One row per list year.",
    ins={name: dg.AssetIn(name) for name in (*TABLES, "report")},
    pool=GROUP,  # one publication at a time, see dagster.yaml
)
def publication(
    context: dg.AssetExecutionContext, roots: Roots, report: dict[int, str], **tables: ByYear
) -> dict[int, dict[str, Any]]:
    """Publish the list years of the run in one commit."""
    years = list_years(context)
    with refusing(context.retry_number):
        lists = kept_lists(roots, years[-1])
        if not roots.allow_empty:
            refuse_empty(lists.sources, lists.law, years)
        by_this_run = {**tables, "manifest": with_run_id(tables["manifest"], context.run.run_id)}
        results = [year_result(lists, year, by_this_run, report[year]) for year in years]
        publisher = Publisher("dagster", dt.datetime.now(dt.UTC))

        def write() -> None:
            publish(roots.out_root, lists.law, lists.sources, results, publisher=publisher)

        where = roots.publish(write, context.log.info)
    for result in results:
        context.add_asset_metadata(_links(roots, result, where), partition_key=str(result.list.list_year))
    return {year: {"run_id": context.run.run_id} for year in years}


def year_result(lists: KeptLists, list_year: int, tables: dict[str, ByYear], page: str | None = None) -> YearResult:
    """The result for one list year, assembled from what the table assets made."""
    moves, causes = tables["delta"][list_year].exact
    return YearResult(
        list=tables["designations"][list_year].exact,
        moves=moves,
        rows={name: by_year[list_year].rows for name, by_year in tables.items()},
        is_synthetic=lists.sources.is_synthetic(list_year),
        causes=causes,
        lists=lists.lists_up_to(list_year),
        pages={} if page is None else {"index": page},
    )


def with_run_id(manifests: ByYear, run_id: str) -> ByYear:
    """The manifests' rows with the id of the run that publishes; they may have been made by an earlier run."""
    return {
        year: TableValue([{**row, "run_id": run_id} for row in manifest.rows]) for year, manifest in manifests.items()
    }


def _links(roots: Roots, result: YearResult, where: str) -> dict[str, Any]:
    """The counts of a published list year, and where its files are; ``where``: the out folder, for readers."""
    out, year = roots.out_root, result.list.list_year
    found = {
        **category_counts(result.list),
        "made up": result.is_synthetic,
        "report": _place(roots, out.report(year), where),
        "tables": dg.MetadataValue.md("\n".join(_item(roots, name, out.partition(name, year)) for name in TABLES)),
        "every list year": _place(roots, out.areas_all_years_xlsx, where),
        "folder": dg.MetadataValue.path(where),
    }
    if (docs := roots.work_folder / DATA_DOCS).is_file():
        found["what the data satisfy"] = dg.MetadataValue.path(str(docs))
    return found


def _place(roots: Roots, place: Path, where: str) -> dg.MetadataValue[Any]:
    """A link where the published files have an address, else the path to copy: no page opens a file of a machine."""
    if roots.site:
        return dg.MetadataValue.url(roots.link(place))
    return dg.MetadataValue.path(f"{where}/{place.relative_to(roots.out_root.folder).as_posix()}")


def _item(roots: Roots, name: str, place: Path) -> str:
    """A link, or the place below the folder: a whole path would not fit the page."""
    return f"- [{name}]({roots.link(place)})" if roots.site else f"- {place.relative_to(roots.out_root.folder)}"
