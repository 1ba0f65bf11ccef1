"""The answer to a what-if question as rows, a table and sentences; always labelled as no list of the ministry's."""

from __future__ import annotations

from pipeline.analysis.whatif import WhatIf
from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.areas import AreaTable
from pipeline.lists.list_status import least_official
from pipeline.outputs.rows import named
from pipeline.outputs.schema import AREA, AREA_ID, CATEGORY, MADE_UP, MUNICIPALITY_CODE, STATUS, claim, text
from pipeline.outputs.typed_rows import Row, rows_of
from pipeline.text.whatif import answer_sentence

WHAT_IF = Table(
    "whatif",
    "one row per list year, area and category of the law asked about, or of the real law if that one has none like it",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        CATEGORY,
        text("real_categories", "The categories of the real law it is compared with, joined by |; empty if none"),
        claim("real", "Whether the area was really on the list; empty = undetermined, or no such category"),
        claim("what_if", "Whether the other rule puts it on, false if it has no such category; empty = undetermined"),
        claim("moved", "Whether the two differ; empty = cannot be told"),
        Column(
            "criteria_turned", Kind.TEXTS, "Criteria that are met by one rule and not by the other, or unknown in one"
        ),
        text("regime", "The law asked about; `changed` if it is no law"),
        text("question", "What was changed"),
        text("explanation_da", "What the other rule does, in Danish"),
        text("explanation_en", "What the other rule does, in English"),
        MADE_UP,
        STATUS,
    ),
    ("area_id", "category"),
    "NOT A LIST: what another rule would have done, for the question it names.",
)


def what_if_rows(found: WhatIf, areas: AreaTable) -> list[Row]:
    """One row per area and category of the law asked about, and of the real law's that it abolishes."""
    by_id = {area.area_id: area for area in areas.valid_in(found.real.list_year)}
    really = {(each.area_id, each.category): each.status for each in found.real.designations}
    rows: list[Row] = []
    for answer in found.answers:
        statuses = [really[answer.area_id, name] for name in answer.real_categories]
        status = least_official(statuses) if statuses else found.real.status
        sentence = answer_sentence(answer, status)
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
                "explanation_da": sentence.da,
                "explanation_en": sentence.en,
                "status": status.value,
            }
        )
    return rows_of(WHAT_IF, rows)
