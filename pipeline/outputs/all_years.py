"""Every list year in one file: ``areas_all_years.csv``, and ``areas_all_years.xlsx`` with charts.

The rows are those of ``area_list``, year after year, of the municipalities that the latest list is shown for. What does
not belong here: the workbook of one list (``workbook``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.inputs.sources import Sources
from pipeline.law.model import Law
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.rows import area_list_rows
from pipeline.outputs.sheets import COUNT, CREATED, HEADER_ROWS, SHARE, Field, Sheet, write_sheet
from pipeline.outputs.typed_rows import Row
from pipeline.outputs.workbook import made_up_mark
from pipeline.outputs.year_result import YearResult
from pipeline.text.bilingual import Bilingual, same
from pipeline.text.sentences import label
from pipeline.text.vocabulary import BASES, LIST_STATUSES, YES_NO

MOST_ROWS = 20_000  # beyond, the workbook holds the counts only: the rows are in the CSV, and a sheet takes seconds
MOST_LINES = 20  # areas in one chart; more lines cannot be distinguished


def all_years_rows(latest: YearResult, sources: Sources, law: Law) -> list[Row]:
    """The rows of ``all_years_table``, from the first list with a known outcome."""
    codes = frozenset(row["municipality_code"] for row in latest.rows["area_list"])
    rows: list[Row] = []
    for each in known_lists(latest.lists):
        is_synthetic = sources.is_synthetic(each.list_year)  # asks every card up to that year: once a list
        made = area_list_rows(law, sources.areas, each, codes)
        rows += [{"list_year": each.list_year, **row, "made_up": is_synthetic} for row in made]
    return rows


def known_lists(lists: Sequence[YearlyList]) -> Sequence[YearlyList]:
    """The lists from the first with a decided outcome; the latest alone if there is none."""
    for position, each in enumerate(lists):
        if any(designation.designated is not None for designation in each.designations):
            return lists[position:]
    return lists[-1:]


def all_years_workbook(rows: Sequence[Row], latest: YearResult, law: Law) -> bytes:
    """The same rows as a workbook: the areas, how many are on each list, and a sheet with a chart per criterion."""
    import xlsxwriter  # type: ignore[import-untyped]

    first, last = (rows[0]["list_year"], rows[-1]["list_year"]) if rows else (latest.list.list_year,) * 2
    about = Bilingual(f"Boligområder, listerne {first}–{last}", f"Housing areas, the lists {first}–{last}")
    mark = made_up_mark(any(row["made_up"] for row in rows))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": about.da, "comments": mark.da, "created": CREATED})
        if len(rows) <= MOST_ROWS:
            write_sheet(book, _areas_sheet(rows, law), about, mark)
        counts = _counts_sheet(rows, law)
        _column_chart(book, write_sheet(book, counts, about, mark), counts)
        for criterion in CRITERIA.values() if len(rows) <= MOST_ROWS else ():
            sheet = _criterion_sheet(rows, criterion.name, criterion.kind is CriterionKind.SIZE)
            page = write_sheet(book, sheet, about, mark)
            if sheet.rows:
                _line_chart(book, page, sheet, criterion.kind is CriterionKind.SIZE)
    return stream.getvalue()


def _areas_sheet(rows: Sequence[Row], law: Law) -> Sheet:
    categories = {category.column: category for regime in law for category in regime.categories}
    fields = [
        Field(Bilingual("Liste", "List"), width=8),
        Field(Bilingual("Område", "Area"), width=30),
        Field(Bilingual("Kommune", "Municipality"), width=10),
        *(Field(Bilingual(each.name, each.name_en), width=16) for each in categories.values()),
        Field(Bilingual("Grundlag", "Basis"), width=20),
        Field(Bilingual("Status", "Status"), width=16),
        *(
            Field(label(each.name), COUNT if each.kind is CriterionKind.SIZE else SHARE, 12)
            for each in CRITERIA.values()
        ),
    ]
    cells = [
        [
            row["list_year"],
            row["area"],
            row["municipality_code"],
            *("" if _absent(row, name, law) else YES_NO[row[name]].da for name in categories),
            BASES[row["basis"]].da,
            LIST_STATUSES[row["status"]].da,
            *(row[name] for name in CRITERIA),
        ]
        for row in rows
    ]
    return Sheet("Alle lister", Bilingual("Hvert område på hver liste", "Every area on every list"), fields, cells)


def _absent(row: Mapping[str, Any], column: str, law: Law) -> bool:
    """Whether the category did not exist on that list: then the cell is empty, not undetermined."""
    return column not in {category.column for category in law.on(row["list_year"]).categories}


def _counts_sheet(rows: Sequence[Row], law: Law) -> Sheet:
    """How many areas are on each list in any category, and how many are undetermined."""
    fields = (
        Field(Bilingual("Liste", "List"), width=10),
        Field(Bilingual("På listen", "On the list"), COUNT, 12),
        Field(Bilingual("Uafgjort", "Undetermined"), COUNT, 14),
        Field(Bilingual("Områder", "Areas"), COUNT, 12),
    )
    cells = []
    for year in _years(rows):
        columns = [category.column for category in law.on(year).categories]
        outcomes = [
            [row[name] for name in columns] for row in rows if row["list_year"] == year and not row["candidate"]
        ]
        on = sum(True in found for found in outcomes)
        cells.append([str(year), on, sum(True not in each and None in each for each in outcomes), len(outcomes)])
    return Sheet("Antal", Bilingual("Områder på listen, liste for liste", "Areas on each list"), fields, cells)


def _years(rows: Iterable[Row]) -> list[int]:
    return sorted({row["list_year"] for row in rows})


def _criterion_sheet(rows: Sequence[Row], criterion: str, residents: bool) -> Sheet:
    """One row per area, one column per list; only areas with a known figure."""
    years = _years(rows)
    names: dict[str, str] = {}
    figures: dict[str, dict[int, float]] = {}
    for row in rows:
        if row[criterion] is not None:
            names[row["area_id"]] = row["area"]
            figures.setdefault(row["area_id"], {})[row["list_year"]] = row[criterion]
    shown = COUNT if residents else SHARE
    fields = [Field(Bilingual("Område", "Area"), width=30), *(Field(same(str(year)), shown, 9) for year in years)]
    cells = [[name, *(figures[area_id].get(year) for year in years)] for area_id, name in names.items()]
    return Sheet(label(criterion).da, label(criterion), fields, sorted(cells, key=lambda row: str(row[0])))


def _column_chart(book: Any, page: Any, sheet: Sheet) -> None:
    """Known and undetermined areas, one on the other."""
    last = HEADER_ROWS + len(sheet.rows) - 1
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in ((1, "#33475B"), (2, "#C9D3DD")):
        chart.add_series(
            {
                "name": [sheet.name, 2, column],
                "categories": [sheet.name, HEADER_ROWS, 0, last, 0],
                "values": [sheet.name, HEADER_ROWS, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    _placed(page, chart, sheet, len(sheet.fields) + 1, "0")


def _line_chart(book: Any, page: Any, sheet: Sheet, residents: bool) -> None:
    """A line per area; a gap where a figure is unknown."""
    chart = book.add_chart({"type": "line"})
    last = len(sheet.fields) - 1
    for row in range(HEADER_ROWS, HEADER_ROWS + min(len(sheet.rows), MOST_LINES)):
        chart.add_series(
            {
                "name": [sheet.name, row, 0],
                "categories": [sheet.name, 2, 1, 2, last],
                "values": [sheet.name, row, 1, row, last],
                "marker": {"type": "circle", "size": 4},
            }
        )
    chart.show_blanks_as("gap")
    _placed(page, chart, sheet, last + 2, "#,##0" if residents else "0%")


def _placed(page: Any, chart: Any, sheet: Sheet, column: int, number_format: str) -> None:
    chart.set_title({"name": sheet.title.da, "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": number_format, "min": 0, "major_gridlines": {"visible": True}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 400})
    page.insert_chart(HEADER_ROWS, column, chart)
