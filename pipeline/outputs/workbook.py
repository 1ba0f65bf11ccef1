"""``area_list.xlsx``: the list as an Excel workbook, with a sheet each for list, criteria, delta and method.

Danish headings with the English below; numbers as numbers, with Excel's own number formats. Made from the rows of the
published tables, so what is withheld there is withheld here. What does not belong here: the report, and any decision.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.version import code_version
from pipeline.inputs.municipality_names import municipality_names
from pipeline.inputs.sources import Sources
from pipeline.law.model import Law, Limit, Regime, Status
from pipeline.lists.list_status import ListStatus
from pipeline.outputs.sheets import (
    AMOUNT,
    COUNT,
    CREATED,
    POINTS,
    SHARE,
    WRAPPED,
    Field,
    Number,
    Sheet,
    write_sheet,
)
from pipeline.outputs.year_result import YearResult
from pipeline.text.bilingual import Bilingual, same
from pipeline.text.law_sources import limit_words, source_text
from pipeline.text.numbers import date_in_print
from pipeline.text.sentences import label
from pipeline.text.vocabulary import (
    BASES,
    CAUSES,
    CHANGES,
    LIST_STATUSES,
    MET,
    OPERATORS,
    STATUSES,
    YES_NO,
    position_text,
    question_text,
)


def prepare() -> None:
    """Import what workbooks are written with."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: F401


def workbook_bytes(result: YearResult, law: Law, sources: Sources) -> bytes:
    """The workbook of one list year, for the municipalities of its area list. Same inputs, same bytes."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties(
            {"title": _title(result).da, "comments": made_up_mark(result.is_synthetic).da, "created": CREATED}
        )
        for sheet in (
            list_sheet(result),
            criteria_sheet(result),
            delta_sheet(result),
            method_sheet(result, law, sources),
        ):
            write_sheet(book, sheet, _title(result), made_up_mark(result.is_synthetic))
    return stream.getvalue()


def _title(result: YearResult) -> Bilingual:
    day = date_in_print(result.list.regime.published_on(result.list.list_year))
    if result.list.status is ListStatus.FORECAST:
        return Bilingual("Boligområder, prognose for listen af ", "Housing areas, forecast of the list of ") + day
    return Bilingual("Boligområder, listen af ", "Housing areas, list of ") + day


def made_up_mark(is_synthetic: bool) -> Bilingual:
    """What stands over every sheet made from invented figures; empty otherwise."""
    if is_synthetic:
        return Bilingual("OPDIGTEDE TAL: siger intet om Danmark", "MADE-UP DATA: says nothing of Denmark")
    return Bilingual("", "")


def list_sheet(result: YearResult) -> Sheet:
    """One row per area: the categories, the figures and the margins."""
    regime = result.list.regime
    fields = [
        Field(Bilingual("Område", "Area"), width=30),
        Field(Bilingual("Kommune", "Municipality"), width=10),
        *(Field(Bilingual(each.name, each.name_en), width=16) for each in regime.categories),
        Field(Bilingual("Grundlag", "Basis"), width=14),
    ]
    for criterion in CRITERIA.values():
        value, margin = (COUNT, COUNT) if criterion.kind is CriterionKind.SIZE else (SHARE, POINTS)
        name = label(criterion.name)
        fields.append(Field(name, value, 12))
        fields.append(Field(name + Bilingual(": afstand", ": margin"), margin, 12))
    fields.append(Field(Bilingual("Tal tilbageholdt", "Figures withheld"), width=12))
    fields.append(Field(same("Status"), width=16))
    has_candidates = any(row["candidate"] for row in result.rows["area_list"])
    if has_candidates:
        fields.append(Field(Bilingual("Kandidat, tælles ikke", "Candidate, not counted"), width=14))
    rows = [
        [
            row["area"],
            row["municipality_code"],
            *(YES_NO[row[each.column]].da for each in regime.categories),
            BASES[row["basis"]].da,
            *(row[column] for each in CRITERIA.values() for column in (each.name, f"{each.name}_margin")),
            YES_NO[True].da if row["withheld"] else "",
            LIST_STATUSES[row["status"]].da,
            *([YES_NO[True].da if row["candidate"] else ""] if has_candidates else []),
        ]
        for row in result.rows["area_list"]
    ]
    return Sheet("Liste", Bilingual("Listen", "The list"), fields, rows)


def criteria_sheet(result: YearResult) -> Sheet:
    """One row per area, category and criterion: value, limit, margin, and what would change it."""
    fields = (
        Field(Bilingual("Område", "Area"), width=30),
        Field(Bilingual("Kategori", "Category"), width=20),
        Field(Bilingual("Kriterium", "Criterion"), width=24),
        Field(Bilingual("Enhed", "Unit"), width=10),
        Field(Bilingual("Værdi", "Value"), SHARE, 12),
        Field(Bilingual("Betingelse", "Condition"), width=12),
        Field(Bilingual("Grænse", "Limit"), SHARE, 12),
        Field(Bilingual("Afstand", "Margin"), POINTS, 12),
        Field(Bilingual("Opfyldt", "Met"), width=14),
        Field(Bilingual("Ændres ved (personer)", "Changed by (persons)"), COUNT, 14),
        Field(Bilingual("Ændres ved (kroner)", "Changed by (kroner)"), AMOUNT, 18),
        Field(Bilingual("Afrunding afgør", "Rounding matters"), width=12),
        Field(Bilingual("Kilde til grænsen", "Source of the limit"), WRAPPED, 60),
    )
    shown = {row["area_id"] for row in result.rows["area_list"]}
    operators = {operator.value: sentence for operator, sentence in OPERATORS.items()}
    rows = [
        [
            row["area"],
            row["category"],
            label(row["criterion"]).da,
            UNITS[CRITERIA[row["criterion"]].kind].da,
            _plain(row, "value"),
            operators[row["operator"]].da,
            _plain(row, "limit"),
            _plain(row, "margin"),
            MET[row["met"]].da + (" (tal tilbageholdt)" if row["withheld"] else ""),
            row["persons_to_flip"],
            None if row["kroner_to_flip"] is None else int(row["kroner_to_flip"]),
            YES_NO[True].da if row["rounding_matters"] else "",
            source_text(row["source"]).da,
        ]
        for row in result.rows["assessments"]
        if row["area_id"] in shown
    ]
    return Sheet("Kriterier", Bilingual("Kriterierne mod grænserne", "The criteria against the limits"), fields, rows)


UNITS = {
    CriterionKind.SIZE: Bilingual("beboere", "residents"),
    CriterionKind.SHARE: Bilingual("andel", "share"),
    CriterionKind.RATIO: Bilingual("af regionen", "of the region"),
}


def _plain(row: Any, name: str) -> Number | float | None:
    value: float | None = row[name]
    return Number(value, COUNT) if CRITERIA[row["criterion"]].kind is CriterionKind.SIZE else value


def delta_sheet(result: YearResult) -> Sheet:
    """One row per area and category that changed, stayed or possibly did."""
    fields = (
        Field(Bilingual("Område", "Area"), width=30),
        Field(Bilingual("Kategori", "Category"), width=20),
        Field(Bilingual("Sammenlignet med", "Compared with"), width=14),
        Field(Bilingual("Ændring", "Change"), width=14),
        Field(Bilingual("Årsag", "Cause"), width=28),
        Field(Bilingual("Forklaring", "Explanation (Danish)"), WRAPPED, 70),
        Field(Bilingual("Forklaring (engelsk)", "Explanation"), WRAPPED, 70),
    )
    municipalities = {row["municipality_code"] for row in result.rows["area_list"]}
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
        for row in result.rows["delta"]
        if row["municipality_code"] in municipalities
    ]
    return Sheet("Ændringer", Bilingual("Hvad er ændret", "What changed"), fields, rows)


def method_sheet(result: YearResult, law: Law, sources: Sources) -> Sheet:
    """The law of the list, the open points, and the inputs with their hashes."""
    fields = (
        Field(Bilingual("Emne", "Subject"), width=22),
        Field(Bilingual("Navn", "Name"), WRAPPED, 34),
        Field(Bilingual("Indhold", "Content (Danish)"), WRAPPED, 60),
        Field(Bilingual("Indhold (engelsk)", "Content"), WRAPPED, 60),
        Field(Bilingual("Sikkerhed", "Certainty"), width=12),
        Field(Bilingual("Kilde", "Source"), WRAPPED, 60),
    )
    regime = result.list.regime
    return Sheet(
        "Metode",
        Bilingual("Metode", "Method"),
        fields,
        [
            *_law_rows(regime),
            *_open_rows(regime),
            *_goal_rows(result, sources),
            *_regime_rows(law),
            *_input_rows(result),
        ],
    )


def _law_rows(regime: Regime) -> Iterable[list[str]]:
    for category in regime.categories:
        certainty = STATUSES[category.evidence.status].da
        meaning = (category.meaning_da, category.meaning_en)
        yield ["Lov / Law", category.name, *meaning, certainty, source_text(category.evidence.source).da]
        for limit in category.limits.values():
            yield _limit_row(category.name, limit)


def _limit_row(category: str, limit: Limit) -> list[str]:
    name = f"{category}: {label(limit.criterion).da}"
    words = limit_words(limit)
    certainty, source = STATUSES[limit.evidence.status].da, source_text(limit.evidence.source).da
    return ["Grænse / Limit", name, words.da, words.en, certainty, source]


def _open_rows(regime: Regime) -> Iterable[list[str]]:
    for switch in regime.switches.values():
        if switch.evidence.status is Status.OPEN:
            sentence = position_text(switch)
            certainty = STATUSES[switch.evidence.status].da
            yield [
                "Åbent punkt / Open",
                question_text(switch).da,
                sentence.da,
                sentence.en,
                certainty,
                source_text(switch.evidence.source).da,
            ]


def _goal_rows(result: YearResult, sources: Sources) -> Iterable[list[str]]:
    """Each goal of the sheet's municipalities, and its progress."""
    shown = {row["municipality_code"] for row in result.rows["area_list"]}
    named = {goal.municipality_code: goal.source for goal in sources.goals}
    for row in result.rows["goal_progress"]:
        code = row["municipality_code"]
        if code in shown:
            sentence = Bilingual(
                f"{row['areas_on_list']} på listen, mål højst {row['goal']} i {row['goal_year']}",
                f"{row['areas_on_list']} on the list, goal at most {row['goal']} by {row['goal_year']}",
            )
            name = municipality_names().get(code, code)
            yield ["Mål / Goal", name, sentence.da, sentence.en, YES_NO[row["reached"]].da, named.get(code, "")]


def _regime_rows(law: Law) -> Iterable[list[str]]:
    """Which law governs which lists."""
    for regime in law:
        last = "" if regime.last_list_year is None else str(regime.last_list_year)
        name = f"{regime.first_list_year}–{last}"
        statutes = "; ".join(source_text(act.source).da for act in regime.statutes)
        yield ["Lov efter liste / Law by list", name, regime.title_da, regime.title_en, "", statutes]


def _input_rows(result: YearResult) -> Iterable[list[str]]:
    for row in result.rows["manifest"]:
        yield ["Fil / File", row["path"], f"{row['rows']} rækker", f"{row['rows']} rows", "", f"sha256 {row['sha256']}"]
    regime = result.list.regime
    yield ["Lovfil / Law file", regime.name, "", "", "", f"sha256 {regime.sha256}"]
    yield ["Program", "ghettolist", code_version(), code_version(), "", ""]
