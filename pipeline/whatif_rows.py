"""The answer to a what-if question as rows, a table and sentences; always labelled as no list of the ministry's."""

from __future__ import annotations

from pipeline.areas import AreaTable
from pipeline.assessment import Assessment
from pipeline.output_rows import Row, named
from pipeline.output_tables import AREA, AREA_ID, CATEGORY, MADE_UP, MUNICIPALITY_CODE, claim, text
from pipeline.sentences import MET, OPERATORS, Said, joined, label, limit_in_print, missing_of
from pipeline.tables import Column, Kind, Table
from pipeline.whatif import Answer, WhatIf

WHAT_IF = Table(
    "whatif",
    "one row per list year, area and category of the law asked about",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        CATEGORY,
        text("real_categories", "The categories of the real law it is compared with, joined by |; empty if none"),
        claim("real", "Whether the area was really on the list; empty = undetermined, or no such category"),
        claim("what_if", "Whether the other rule puts it on; empty = undetermined"),
        claim("moved", "Whether the two differ; empty = cannot be told"),
        Column(
            "criteria_turned", Kind.TEXTS, "Criteria that are met by one rule and not by the other, or unknown in one"
        ),
        text("regime", "The law asked about; `changed` if it is no law"),
        text("question", "What was changed"),
        text("explanation_da", "What the other rule does, in Danish"),
        text("explanation_en", "What the other rule does, in English"),
        MADE_UP,
    ),
    ("area_id", "category"),
    "NOT A LIST: what another rule would have done, for the question it names.",
)

OUTCOME = {
    True: Said("ville være på listen", "would be on the list"),
    False: Said("ville ikke være på listen", "would not be on the list"),
    None: Said("uafklaret", "undetermined"),
}
REALLY = {
    True: Said("er på listen", "is on the list"),
    False: Said("er ikke på listen", "is not on the list"),
    None: Said("er uafklaret", "is undetermined"),
}


def what_if_rows(found: WhatIf, areas: AreaTable) -> list[Row]:
    """One row per area and category of the law asked about."""
    by_id = {area.area_id: area for area in areas.valid_in(found.real.list_year)}
    rows: list[Row] = []
    for answer in found.answers:
        said = answer_sentence(answer)
        rows.append(
            {
                **named(by_id[answer.area_id]),
                "category": answer.category,
                "real_categories": "|".join(answer.real_categories),
                "real": answer.real,
                "what_if": answer.what_if,
                "moved": answer.moved,
                "criteria_turned": list(answer.turned),
                "regime": found.other.regime.name,
                "question": found.changes.words,
                "explanation_da": said.da,
                "explanation_en": said.en,
            }
        )
    return rows


def answer_sentence(answer: Answer) -> Said:
    """What the other rule does to one area, and the criteria that turn by it with their limits."""
    if answer.real_categories:
        really = REALLY[answer.real]
    else:
        really = Said("kategorien findes ikke i den rigtige lov", "the real law has no such category")
    head = Said("Efter den anden regel: ", "By the other rule: ") + OUTCOME[answer.what_if]
    parts = [head + Said(" (i virkeligheden: ", " (really: ") + really + Said(").", ").")]
    turned = [each for each in answer.designation.assessments if each.criterion in answer.turned]
    if turned:
        phrases = joined([_phrase(each) for each in turned], Said("; ", "; "))
        parts.append(Said("Vender: ", "Turned: ") + phrases + Said(".", "."))
    if answer.what_if is None and missing_of(answer.designation).en:
        parts.append(Said("Mangler: ", "Missing: ") + missing_of(answer.designation) + Said(".", "."))
    return joined(parts)


def _phrase(assessment: Assessment) -> Said:
    """``Uden tilknytning (mere end 35 pct.): opfyldt``; no value, so that nothing withheld is told."""
    limit = limit_in_print(assessment) if assessment.limit is not None else OPERATORS[assessment.law.operator]
    return label(assessment.criterion) + Said(" (", " (") + limit + Said("): ", "): ") + MET[assessment.met]
