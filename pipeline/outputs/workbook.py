"""``area_list.xlsx``: the list as a workbook that an official opens: a sheet each for list, criteria, delta, method.

Danish headings with the English below; numbers as numbers, with Excel's own number formats. Made from the rows of the
published tables, so nothing that is withheld there is here. What does not belong here: the report, and any decision.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.criteria import CRITERIA
from pipeline.core.version import code_version
from pipeline.inputs.sources import Sources
from pipeline.law.model import Limit, Regime, Status
from pipeline.law.page import limit_in_danish, limit_in_english
from pipeline.outputs.year_result import Made
from pipeline.text.sentences import MET, OPERATORS, Said, date_in_print, label
from pipeline.text.vocabulary import CAUSES, CHANGES, STATUSES, municipality_names, position_said, question_said

# A zip entry and a document carry a time; a fixed one gives the same bytes for the same content.
CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
HEADER_ROWS = 4  # title, made-up mark or day, Danish headings, English headings

TEXT, WRAPPED, COUNT, SHARE, POINTS, AMOUNT = "text", "wrapped", "count", "share", "points", "amount"
FORMATS: dict[str, dict[str, Any]] = {
    TEXT: {},
    WRAPPED: {"text_wrap": True},
    COUNT: {"num_format": "#,##0"},
    SHARE: {"num_format": "0.00%"},
    POINTS: {"num_format": "+0.00%;-0.00%;0.00%"},
    AMOUNT: {"num_format": "#,##0"},
}


@dataclass(frozen=True)
class Field:
    """A column of a sheet: its heading, how its cells are shown, and how wide it is."""

    heading: Said
    shown: str = TEXT
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its title, its columns, its rows."""

    name: str
    title: Said
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]


def workbook_bytes(made: Made, law: Sequence[Regime], sources: Sources) -> bytes:
    """The workbook of one list year, for the municipalities of its area list. Same inputs, same bytes."""
    import xlsxwriter  # type: ignore[import-untyped]

    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": _title(made).da, "comments": _mark(made).da, "created": CREATED})
        for sheet in (list_sheet(made), criteria_sheet(made), delta_sheet(made), method_sheet(made, law, sources)):
            _write(book, sheet, made)
    return stream.getvalue()


def _title(made: Made) -> Said:
    day = date_in_print(made.made.regime.published_on(made.made.list_year))
    return Said("Boligområder, listen af ", "Housing areas, list of ") + day


def _mark(made: Made) -> Said:
    if made.made_up:
        return Said("OPDIGTEDE TAL: siger intet om Danmark", "MADE-UP DATA: says nothing of Denmark")
    return Said("", "")


def list_sheet(made: Made) -> Sheet:
    """One row per area: the categories, the figures and the margins."""
    regime = made.made.regime
    fields = [
        Field(Said("Område", "Area"), width=30),
        Field(Said("Kommune", "Municipality"), width=10),
        *(Field(Said(each.name, each.name_en), width=16) for each in regime.categories),
        Field(Said("Grundlag", "Basis"), width=14),
    ]
    for criterion in CRITERIA:
        value, margin = (COUNT, COUNT) if criterion.unit == "residents" else (SHARE, POINTS)
        name = label(criterion.name)
        fields.append(Field(name, value, 12))
        fields.append(Field(name + Said(": afstand", ": margin"), margin, 12))
    fields.append(Field(Said("Tal tilbageholdt", "Figures withheld"), width=12))
    rows = [
        [
            row["area"],
            row["municipality_code"],
            *(OUTCOME[row[each.column]].da for each in regime.categories),
            BASES[row["basis"]].da,
            *(row[column] for each in CRITERIA for column in (each.name, f"{each.name}_margin")),
            OUTCOME[True].da if row["withheld"] else "",
        ]
        for row in made.rows["area_list"]
    ]
    return Sheet("Liste", Said("Listen", "The list"), fields, rows)


OUTCOME = {True: Said("ja", "yes"), False: Said("nej", "no"), None: Said("uafklaret", "undetermined")}
BASES = {
    "recomputed": Said("efterregnet", "recomputed"),
    "published": Said("trykt liste", "printed list"),
    "undetermined": Said("uafklaret", "undetermined"),
}


def criteria_sheet(made: Made) -> Sheet:
    """One row per area, category and criterion: value, limit, margin, and what would turn it."""
    fields = (
        Field(Said("Område", "Area"), width=30),
        Field(Said("Kategori", "Category"), width=20),
        Field(Said("Kriterium", "Criterion"), width=24),
        Field(Said("Enhed", "Unit"), width=10),
        Field(Said("Værdi", "Value"), SHARE, 12),
        Field(Said("Ord", "Operator"), width=12),
        Field(Said("Grænse", "Limit"), SHARE, 12),
        Field(Said("Afstand", "Margin"), POINTS, 12),
        Field(Said("Opfyldt", "Met"), width=14),
        Field(Said("Personer, der vender det", "Persons to flip"), COUNT, 14),
        Field(Said("Kroner, der vender det", "Kroner to flip"), AMOUNT, 18),
        Field(Said("Afrunding afgør", "Rounding matters"), width=12),
        Field(Said("Kilde til grænsen", "Source of the limit"), WRAPPED, 60),
    )
    shown = {row["area_id"] for row in made.rows["area_list"]}
    operators = {operator.value: said for operator, said in OPERATORS.items()}
    rows = [
        [
            row["area"],
            row["category"],
            label(row["criterion"]).da,
            UNITS[UNIT_OF[row["criterion"]]].da,
            _plain(row, "value"),
            operators[row["operator"]].da,
            _plain(row, "limit"),
            _plain(row, "margin"),
            MET[row["met"]].da + (" (tal tilbageholdt)" if row["withheld"] else ""),
            row["persons_to_flip"],
            None if row["kroner_to_flip"] is None else int(row["kroner_to_flip"]),
            OUTCOME[True].da if row["rounding_matters"] else "",
            row["source"],
        ]
        for row in made.rows["assessments"]
        if row["area_id"] in shown
    ]
    return Sheet("Kriterier", Said("Kriterierne mod grænserne", "The criteria against the limits"), fields, rows)


UNIT_OF = {criterion.name: criterion.unit for criterion in CRITERIA}
UNITS = {
    "residents": Said("beboere", "residents"),
    "share": Said("andel", "share"),
    "ratio": Said("af regionen", "of the region"),
}


@dataclass(frozen=True)
class Number:
    """A number whose format is another than its column's: residents among shares."""

    value: float | None
    shown: str


def _plain(row: Any, name: str) -> Number | float | None:
    value: float | None = row[name]
    return Number(value, COUNT) if UNIT_OF[row["criterion"]] == "residents" else value


def delta_sheet(made: Made) -> Sheet:
    """One row per area and category that changed, stayed or may have."""
    fields = (
        Field(Said("Område", "Area"), width=30),
        Field(Said("Kategori", "Category"), width=20),
        Field(Said("Sammenlignet med", "Compared with"), width=14),
        Field(Said("Ændring", "Change"), width=14),
        Field(Said("Årsag", "Cause"), width=28),
        Field(Said("Forklaring", "Explanation (Danish)"), WRAPPED, 70),
        Field(Said("Forklaring (engelsk)", "Explanation"), WRAPPED, 70),
    )
    municipalities = {row["municipality_code"] for row in made.rows["area_list"]}
    rows = [
        [
            row["area"],
            row["category"],
            row["compared_with"],
            CHANGES[row["change"]].da,
            ", ".join(CAUSES[cause].da for cause in row["causes"]),
            row["explanation_da"],
            row["explanation_en"],
        ]
        for row in made.rows["delta"]
        if row["municipality_code"] in municipalities
    ]
    return Sheet("Ændringer", Said("Hvad flyttede sig", "What moved"), fields, rows)


def method_sheet(made: Made, law: Sequence[Regime], sources: Sources) -> Sheet:
    """The law of the list, the open points, and the inputs with their hashes."""
    fields = (
        Field(Said("Emne", "Subject"), width=22),
        Field(Said("Navn", "Name"), WRAPPED, 34),
        Field(Said("Indhold", "Content (Danish)"), WRAPPED, 60),
        Field(Said("Indhold (engelsk)", "Content"), WRAPPED, 60),
        Field(Said("Sikkerhed", "Certainty"), width=12),
        Field(Said("Kilde", "Source"), WRAPPED, 60),
    )
    regime = made.made.regime
    return Sheet(
        "Metode",
        Said("Metode", "Method"),
        fields,
        [
            *_law_rows(regime),
            *_open_rows(regime),
            *_goal_rows(made, sources),
            *_regime_rows(law),
            *_input_rows(made),
        ],
    )


def _law_rows(regime: Regime) -> Iterable[list[str]]:
    for category in regime.categories:
        certainty = STATUSES[category.evidence.status].da
        meaning = (category.meaning_da, category.meaning_en)
        yield ["Lov / Law", category.name, *meaning, certainty, category.evidence.source]
        for limit in category.limits.values():
            yield _limit_row(category.name, limit)


def _limit_row(category: str, limit: Limit) -> list[str]:
    name = f"{category}: {label(limit.criterion).da}"
    words = (limit_in_danish(limit), limit_in_english(limit))
    return ["Grænse / Limit", name, *words, STATUSES[limit.evidence.status].da, limit.evidence.source]


def _open_rows(regime: Regime) -> Iterable[list[str]]:
    for switch in regime.switches.values():
        if switch.evidence.status is Status.OPEN:
            said = position_said(switch)
            certainty = STATUSES[switch.evidence.status].da
            yield ["Åbent punkt / Open", question_said(switch).da, said.da, said.en, certainty, switch.evidence.source]


def _goal_rows(made: Made, sources: Sources) -> Iterable[list[str]]:
    """Each goal of the sheet's municipalities, and how far it is."""
    shown = {row["municipality_code"] for row in made.rows["area_list"]}
    named = {goal.municipality_code: goal.source for goal in sources.goals}
    for row in made.rows["goal_progress"]:
        code = row["municipality_code"]
        if code in shown:
            said = Said(
                f"{row['areas_on_list']} på listen, mål højst {row['goal']} i {row['goal_year']}",
                f"{row['areas_on_list']} on the list, goal at most {row['goal']} by {row['goal_year']}",
            )
            name = municipality_names().get(code, code)
            yield ["Mål / Goal", name, said.da, said.en, OUTCOME[row["reached"]].da, named.get(code, "")]


def _regime_rows(law: Sequence[Regime]) -> Iterable[list[str]]:
    """Which law governs which lists."""
    for regime in law:
        last = "" if regime.last_list_year is None else str(regime.last_list_year)
        name = f"{regime.first_list_year}–{last}"
        statutes = "; ".join(act.source for act in regime.statutes)
        yield ["Lov efter liste / Law by list", name, regime.title_da, regime.title_en, "", statutes]


def _input_rows(made: Made) -> Iterable[list[str]]:
    for row in made.rows["manifest"]:
        yield ["Fil / File", row["path"], f"{row['rows']} rækker", f"{row['rows']} rows", "", f"sha256 {row['sha256']}"]
    regime = made.made.regime
    yield ["Lovfil / Law file", regime.name, "", "", "", f"sha256 {regime.sha256}"]
    yield ["Program", "ghettolist", code_version(), code_version(), "", ""]


def _write(book: Any, sheet: Sheet, made: Made) -> None:
    page = book.add_worksheet(sheet.name)
    formats = {name: book.add_format({"valign": "top", **shown}) for name, shown in FORMATS.items()}
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EEF4"})
    below = book.add_format(
        {"italic": True, "text_wrap": True, "font_color": "#445060", "bg_color": "#E8EEF4", "bottom": 1}
    )
    title = _title(made) + Said(": ", ": ") + Said(sheet.title.da, sheet.title.en)
    page.write_string(0, 0, f"{title.da} / {title.en}", book.add_format({"bold": True, "font_size": 14}))
    mark = _mark(made)
    warning = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#7A1F1F"})
    page.write_string(1, 0, f"{mark.da} / {mark.en}" if mark.da else "", warning if mark.da else formats[TEXT])
    for column, field in enumerate(sheet.fields):
        page.write_string(2, column, field.heading.da, heading)
        page.write_string(3, column, field.heading.en, below)
        page.set_column(column, column, field.width)
    for position, row in enumerate(sheet.rows, start=HEADER_ROWS):
        for column, (cell, field) in enumerate(zip(row, sheet.fields, strict=True)):
            _write_cell(page, position, column, cell, formats, field.shown)
    last = max(HEADER_ROWS + len(sheet.rows) - 1, HEADER_ROWS)
    # The filter's arrows sit on the English headings, right above the rows.
    page.autofilter(HEADER_ROWS - 1, 0, last, len(sheet.fields) - 1)
    page.freeze_panes(HEADER_ROWS, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEADER_ROWS - 1)
    page.set_footer(f"&L{mark.da or 'ghettolist'}&R&P / &N")


def _write_cell(page: Any, row: int, column: int, cell: Any, formats: dict[str, Any], shown: str) -> None:
    if isinstance(cell, Number):
        cell, shown = cell.value, cell.shown
    if cell is None or cell == "":
        page.write_blank(row, column, None, formats[shown])
    elif isinstance(cell, str):
        page.write_string(row, column, cell, formats[shown])
    else:
        page.write_number(row, column, cell, formats[shown])
