"""The workbook to order figures with, or to fill in: a sheet for each register, and a guide made from the registers' cards.

Each sheet has the rows that the register needs (areas, regions, the country), the year it describes, our header with the
Danish headings above it, and cells that take what the column may hold. ``ghettolist receive`` reads it back. What does not
belong here: reading it (``pipeline.inputs.workbooks``), its prose (``pipeline.text.template``), and what a column means
(its declaration).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from math import ceil
from typing import Any

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.core.tables import Column, Kind
from pipeline.inputs.area import Area
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import CODE, COUNTRY, REGION_NAMES, REGISTER_YEAR, SCOPE, Measure, Register
from pipeline.inputs.workbooks import GUIDE_SHEET
from pipeline.outputs.sheets import CREATED
from pipeline.text.bilingual import Bilingual
from pipeline.text.template import (
    CANDIDATE,
    COUNTRY_NAME,
    FIELDS,
    FILL_IN,
    HOW,
    allowed_number,
    order_title,
    sheet_title,
    unit,
)

NAME = Column(
    "area",
    Kind.TEXT,
    "The area's name, for whoever fills in the row; it is not read",
    heading_da="Område",
    meaning_da="Områdets navn, til den, der udfylder rækken; det læses ikke",
)
GIVEN = (NAME, SCOPE, CODE, REGISTER_YEAR)  # the columns that are filled in beforehand
WIDTHS = {NAME.name: 36, SCOPE.name: 10, CODE.name: 28, REGISTER_YEAR.name: 12}
FIGURE_WIDTH = 21
TITLE, ENGLISH_TITLE, HOW_TO, ENGLISH_HOW_TO, DANISH, HEADER, FIRST_ROW = range(7)  # from 0; the header is what is read
GUIDE_WIDTHS = (16, 24, 24, 46, 46, 20)
HEAD, GREY, YELLOW, LINE, SOFT = "#E8EEF4", "#F3F4F6", "#FFFBE8", "#B8C2CC", "#445060"
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # characters of Excel's message beside a cell
A4 = 9
LINE_HEIGHT, LETTERS = 15, 1.0  # points of a line of text; letters that fit in a unit of a column's width


def template_bytes(areas: AreaTable, list_year: int, municipalities: frozenset[str] | None) -> bytes:
    """The workbook of a list year for the areas of some municipalities (``None``: all). Same inputs, same bytes.

    Raises ``WrongUsage`` if no area is valid in that list year.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    shown = [
        area for area in areas.valid_in(list_year) if municipalities is None or area.municipality_code in municipalities
    ]
    if not shown:
        raise WrongUsage(
            Fault(
                Message("list year {list_year}", list_year=str(list_year)),
                Message("has no area of these municipalities"),
                Message("areas that are valid then in areas.csv"),
            )
        )
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": order_title(list_year).da, "created": CREATED})
        _write_guide(book, list_year)
        for register in REGISTERS.values():
            _write_register(book, register, list_year, shown)
    return stream.getvalue()


def rows_needed(register: Register, areas: Sequence[Area]) -> list[tuple[str, str, str]]:
    """Name, scope and code of each row of a register's sheet: the areas, their regions and the country, as it needs."""
    rows = [(_name(area), "area", area.area_id) for area in areas]
    if "region" in register.scopes_needed:
        codes = sorted({area.region_code for area in areas})
        rows += [(REGION_NAMES.get(code, code), "region", code) for code in codes]
    if "country" in register.scopes_needed:
        rows.append((COUNTRY_NAME.da, "country", COUNTRY))
    return rows


def _name(area: Area) -> str:
    return f"{area.name} ({CANDIDATE.da})" if area.candidate else area.name


def _write_register(book: Any, register: Register, list_year: int, areas: Sequence[Area]) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

    page = book.add_worksheet(register.name_da.capitalize())
    title, columns, rows = sheet_title(register, list_year), (*GIVEN, *register.measures), rows_needed(register, areas)
    _write_titles(book, page, title)
    page.write_string(HOW_TO, 0, FILL_IN.da)
    page.write_string(ENGLISH_HOW_TO, 0, FILL_IN.en, book.add_format({"italic": True, "font_color": SOFT}))
    _write_headings(book, page, columns)
    edge = {"border": 1, "border_color": LINE, "valign": "vcenter"}
    given = book.add_format({**edge, "bg_color": GREY})
    for number, (name, scope, code) in enumerate(rows, start=FIRST_ROW):
        for column, cell in enumerate((name, scope, code)):
            page.write_string(number, column, cell, given)
        page.write_number(number, len(GIVEN) - 1, register.register_year(list_year), given)
    for column, measure in enumerate(register.measures, start=len(GIVEN)):
        shown = "#,##0" if measure.kind is Kind.COUNT else "#,##0.00"
        figure = book.add_format({**edge, "bg_color": YELLOW, "num_format": shown})
        for number in range(FIRST_ROW, FIRST_ROW + len(rows)):
            page.write_blank(number, column, None, figure)
        page.data_validation(FIRST_ROW, column, HEADER + len(rows), column, _validation(measure))
    for column, each in enumerate(columns):
        page.set_column(column, column, WIDTHS.get(each.name, FIGURE_WIDTH))
    page.freeze_panes(FIRST_ROW, 1)
    page.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(HEADER + len(rows), len(GIVEN) - 1)}"})
    _set_up_print(page, title, HEADER)


def _write_titles(book: Any, page: Any, title: Bilingual) -> None:
    page.write_string(TITLE, 0, title.da, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(ENGLISH_TITLE, 0, title.en, book.add_format({"italic": True, "font_color": SOFT}))


def _write_headings(book: Any, page: Any, columns: Sequence[Column]) -> None:
    """The Danish headings, and below them the names that are read."""
    edge = {"bg_color": HEAD, "border": 1, "border_color": LINE}
    danish = book.add_format({**edge, "bold": True, "text_wrap": True, "valign": "bottom"})
    ours = book.add_format({**edge, "font_color": SOFT, "font_size": 9})
    page.set_row(DANISH, 32)
    for number, column in enumerate(columns):
        page.write_string(DANISH, number, column.heading_da, danish)
        page.write_string(HEADER, number, column.name, ours)


def _validation(measure: Measure) -> dict[str, Any]:
    """What Excel takes in a cell, and says beside it. It warns only: a mark may stand where a number is not given."""
    is_whole = measure.kind is Kind.COUNT
    allowed = allowed_number(measure, is_whole)
    meaning = f"{measure.meaning_da} ({unit(measure).da})\n\n{measure.meaning} ({unit(measure).en})"
    bounds = {"criteria": ">=", "value": 0} if measure.minimum == 0 else {"criteria": ">=", "value": -(10**15)}
    return {
        "validate": "integer" if is_whole else "decimal",
        **bounds,
        "ignore_blank": True,
        "input_title": measure.heading_da[:LONGEST_TITLE],
        "input_message": meaning[:LONGEST_MESSAGE],
        "error_type": "warning",
        "error_title": measure.heading_da[:LONGEST_TITLE],
        "error_message": f"{allowed.da}. / {allowed.en}."[:LONGEST_MESSAGE],
    }


def _write_guide(book: Any, list_year: int) -> None:
    """How to fill in the workbook, and what each column is, in both languages."""
    page = book.add_worksheet(GUIDE_SHEET)
    _write_titles(book, page, order_title(list_year))
    text = {"text_wrap": True, "valign": "top"}
    danish, english = book.add_format(text), book.add_format({**text, "italic": True, "font_color": SOFT})
    row = HOW_TO + 1
    for sentence in HOW:
        for words, shown in ((sentence.da, danish), (sentence.en, english)):
            page.merge_range(row, 0, row, len(FIELDS) - 1, words, shown)
            page.set_row(row, _height((words,), (sum(GUIDE_WIDTHS),)))
            row += 1
    head = row + 1
    edge = {**text, "border": 1, "border_color": LINE}
    heading = book.add_format({**edge, "bold": True, "bg_color": HEAD})
    plain, strong = book.add_format(edge), book.add_format({**edge, "bold": True})
    for place, field in enumerate(FIELDS):
        page.write_string(head, place, f"{field.da} / {field.en}", heading)
        page.set_column(place, place, GUIDE_WIDTHS[place])
    row = head + 1
    given = [("Alle / All", column) for column in GIVEN]
    figures = [(register.name_da.capitalize(), each) for register in REGISTERS.values() for each in register.measures]
    for sheet, column in (*given, *figures):
        units = unit(column)
        cells = (
            sheet,
            column.heading_da,
            column.name,
            column.meaning_da,
            column.meaning,
            units.da if units.da == units.en else f"{units.da} / {units.en}",
        )
        for place, cell in enumerate(cells):
            page.write_string(row, place, cell, strong if place == 1 else plain)
        page.set_row(row, _height(cells, GUIDE_WIDTHS))
        row += 1
    page.freeze_panes(TITLE + 1, 0)
    _set_up_print(page, order_title(list_year), head)


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """The height of a row, in points, for texts that wrap in columns of these widths."""
    return LINE_HEIGHT * max(ceil(len(text) / (LETTERS * width)) for text, width in zip(texts, widths, strict=True))


def _set_up_print(page: Any, title: Bilingual, head: int) -> None:
    """A4 across, as wide as the sheet; the headings on every page, the title and the page's number below."""
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    if head == HEADER:
        page.repeat_rows(DANISH, HEADER)
    page.set_footer(f"&L{title.da.replace('&', '&&')}&R&P / &N")
