"""One list year from inputs to tables, and several in order: what ``ghettolist run`` and ``backfill`` do.

The tables of a list year are made by the functions the Dagster assets call; here they are called one after the other
and published together. What does not belong here: validation (handed in through ``Sources.inspect``), the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.analysis.causes import Causes, causes_of_all
from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.locking import Say, silent
from pipeline.core.messages import Message
from pipeline.core.paths import OutRoot
from pipeline.core.version import code_version
from pipeline.inputs.sources import Sources, refuse_empty
from pipeline.law.model import Law
from pipeline.lists.comparison import compare_list
from pipeline.lists.delta import Move, delta
from pipeline.lists.designation import History
from pipeline.lists.yearly_list import YearlyList, yearly_lists_up_to
from pipeline.outputs import report, workbook
from pipeline.outputs.all_years import all_years_rows, all_years_workbook
from pipeline.outputs.datapackage import datapackage, partition_labels
from pipeline.outputs.delta_rows import Outcomes, comparison_rows, delta_rows, goal_rows
from pipeline.outputs.geoparquet import geo_table
from pipeline.outputs.manifest import manifest_rows
from pipeline.outputs.publishing import PROGRAMS, Publication, csv_text
from pipeline.outputs.rows import (
    area_list_rows,
    assessment_rows,
    count_rows,
    designation_rows,
    indicator_rows,
)
from pipeline.outputs.schema import AREAS_GEO, MANIFEST, all_years_of, area_list_table, output_tables
from pipeline.outputs.typed_rows import Row
from pipeline.outputs.vintages import Publisher, hashes, stage_vintage
from pipeline.outputs.year_result import Request, YearResult


def make_lists(sources: Sources, law: Law, request: Request) -> Iterable[YearResult]:
    """The wanted list years in order; all earlier lists are computed too, but not returned."""
    wanted = set(request.list_years)
    sources.read_ahead(max(wanted))
    for prepare in (report.prepare, workbook.prepare):  # while the first delivery is read
        prepare()

    history = History(sources.areas, law)
    lists: list[YearlyList] = []
    for yearly_list in yearly_lists_up_to(sources, law, max(wanted)):
        lists.append(yearly_list)
        if yearly_list.list_year in wanted:
            yield year_result_of(sources, law, lists, history, request)
        history.record(yearly_list.list_year, yearly_list.outcomes)


def year_result_of(
    sources: Sources, law: Law, lists: Sequence[YearlyList], history: History, request: Request
) -> YearResult:
    """The result for the last of the lists: its moves since the one before, their causes, and the rows of every table.

    ``history`` holds the lists before it.
    """
    yearly_list, before = lists[-1], lists[-2] if lists[1:] else None
    moves = delta(sources.areas, before, yearly_list) if before else ()
    causes = causes_of_all(moves, before, yearly_list, sources.areas, history, sources) if before else ()
    outcomes = {each.list_year: each.outcomes for each in lists}
    rows = table_rows(Decided(sources, law, yearly_list, moves, causes, outcomes, request))
    return YearResult(yearly_list, moves, rows, sources.is_synthetic(yearly_list.list_year), causes, tuple(lists))


def with_pages(result: YearResult, sources: Sources, law: Law) -> YearResult:
    """The result with the pages of its report, which ``publish`` then need not make: while the next delivery is read,
    there is time for them. Raises ``InputRefused`` for a programme or boundaries file that cannot be used."""
    return replace(result, pages=dict(report.year_pages(result, sources, law)))


def differing_decisions(result: YearResult) -> int:
    """How many decisions of a list year are recomputed otherwise than the published list has them."""
    return sum(row["agrees"] is False for row in result.rows["published_comparison"])


@dataclass(frozen=True)
class Decided:
    """A list year decided and compared with the one before: what its tables are made of."""

    sources: Sources
    law: Law
    list: YearlyList
    moves: Sequence[Move]
    causes: Sequence[Causes]
    outcomes: Outcomes
    request: Request


TABLE_ROWS: Mapping[str, Callable[[Decided], Sequence[Row]]] = {
    "counts": lambda year: count_rows(year.sources.delivery(year.list.list_year), year.list.status),
    "indicators": lambda year: indicator_rows(year.sources.areas, year.list),
    "assessments": lambda year: assessment_rows(year.sources.areas, year.list),
    "designations": lambda year: designation_rows(year.sources.areas, year.list),
    "delta": lambda year: delta_rows(year.moves, year.causes),
    "area_list": lambda year: area_list_rows(year.law, year.sources.areas, year.list, year.request.municipalities),
    "goal_progress": lambda year: goal_rows(
        year.sources.goals, year.law, year.sources.areas, year.list.list_year, year.outcomes, year.list.status
    ),
    "published_comparison": lambda year: comparison_rows(
        compare_list(year.sources.areas, year.sources.published, year.list)
    ),
    "manifest": lambda year: manifest_rows(
        year.sources, year.list.regime, code_version(), year.list.list_year, year.request
    ),
}


def table_rows(year: Decided) -> dict[str, Sequence[Row]]:
    """The rows of every published table of one list year."""
    return {name: rows(year) for name, rows in TABLE_ROWS.items()}


def publish(
    out: OutRoot,
    law: Law,
    sources: Sources,
    lists: Sequence[YearResult],
    say: Say = silent,
    wait: bool = True,
    publisher: Publisher | None = None,
) -> None:
    """Write the tables and reports of some list years, and the files beside them, all together or not at all.

    The area list in CSV and the workbook always hold the latest list: making an earlier year again does not change
    them. Each publication of a list year is kept as a vintage; ``publisher`` says who publishes, and when. The manifest
    is written last, with the hashes of everything else.
    """
    tables = output_tables(law)
    with_shapes: dict[int, bool] = {}
    with Publication(out, say, wait) as publication:
        for each in lists:
            places = [out.partition(table.name, each.list.list_year) for table in tables]
            for table in tables:
                if table is not MANIFEST:
                    publication.table(table, each.list.list_year, each.rows[table.name], each.is_synthetic)
            for name, page in report.year_pages(each, sources, law):
                places.append(out.town_report(each.list.list_year, name))
                publication.text(places[-1], page)
            if (shapes := geo_table(each.list, sources, each.is_synthetic)) is not None:
                places.append(out.partition(AREAS_GEO.name, each.list.list_year))
                publication.parquet(places[-1], shapes)
                with_shapes[each.list.list_year] = each.is_synthetic
            outputs = hashes(publication, places)
            manifest = [{**row, "outputs": json.dumps(outputs)} for row in each.rows[MANIFEST.name]]
            publication.table(MANIFEST, each.list.list_year, manifest, each.is_synthetic)
            stage_vintage(publication, each.list.list_year, places, manifest, publisher)
        latest = lists[-1]
        if out.has_no_later_list_than(latest.list.list_year):
            rows = [{**row, "made_up": latest.is_synthetic} for row in latest.rows["area_list"]]
            columns = area_list_table(law).columns
            publication.text(out.area_list_csv, csv_text(columns, rows))
            publication.text(out.area_list_points_csv, csv_text(columns, rows, PROGRAMS))
            publication.bytes(out.area_list_xlsx, workbook.workbook_bytes(latest, law, sources))
            every = all_years_rows(latest, sources, law)
            columns = all_years_of(area_list_table(law)).columns
            publication.text(out.areas_all_years_csv, csv_text(columns, every))
            publication.text(out.areas_all_years_points_csv, csv_text(columns, every, PROGRAMS))
            publication.bytes(out.areas_all_years_xlsx, all_years_workbook(every, latest, law))
            pages = {each.list.list_year for each in lists} | set(out.report_years())
            for place, page in report.overview_pages(latest, sources, law, pages):
                publication.text(out.report_folder / place, page)
        made = {each.list.list_year: each.is_synthetic for each in lists}
        described = (*tables, AREAS_GEO)
        labels = partition_labels(
            out, described, {**{table.name: made for table in tables}, AREAS_GEO.name: with_shapes}
        )
        publication.text(out.datapackage, datapackage(described, labels))
        sources.as_read.check()
        publication.commit()


def checked_years(
    sources: Sources, law: Law, wanted: Iterable[int] | None, allow_empty: bool = False
) -> tuple[int, ...]:
    """The list years to make: those asked for, or every one the raw root supports.

    Raises ``WrongUsage`` for a year without a law, ``InputRefused`` for one of which nothing is known, unless
    ``allow_empty`` says that a list with every area undetermined is meant.
    """
    supported = sources.list_years(law)
    if wanted is None:
        if not supported:
            raise WrongUsage(
                Fault(
                    str(sources.raw.folder),
                    Message("holds nothing of any list year"),
                    Message("a delivery or published lists"),
                )
            )
        return supported
    years = tuple(sorted(set(wanted)))
    for year in years:
        law.on(year)  # refuses a year without a law
    if not allow_empty:
        refuse_empty(sources, law, years)
    return years
