"""What a Danish official would not write is in no sentence and on no page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PIPELINE = Path(__file__).parents[2] / "pipeline"
SOURCES = [
    *(PIPELINE.parent / "commands").glob("*.py"),
    PIPELINE / "text" / "danish.po",
    *(PIPELINE / "text").glob("*.py"),
    *(PIPELINE / "outputs" / "report").rglob("*.py"),
    *(PIPELINE / "outputs" / "report" / "templates").glob("*.jinja"),
]
NOT_WRITTEN = {
    "moves are of people": r"flytninger",
    "turning is of cars": r"vendes af|[Vv]endte\b",
    "nobody lies behind": r"ligger bag",
    "the furthest category is most far-reaching": r"længst gående",
    "hatching is for drawings": r"skravere",
    "a shorter sentence says it": r"Om mindre eller andet",
    "the way onto the list is the least change": r"[Kk]orteste vej",
    "left when, not off since": r"ikke på listen siden",
    "an explanation is as good as another": r"Lige så vel af",
    "a law does not ask": r"spørger ikke længere",
    "a category is nothing to enter": r"(Kom på|kom på) eller forlod en kategori",
    "lists are calculated": r"\bLaver list",
    "made-up figures are opdigtede": r"opfundne tal",
    "lists come before, not they": r"(hvor mange der|ingen|\}) gik forud",
    "what is counted has a verb": r"Talt på listen",
    "an interpretation is no position": r"valgt en position|valgte positioner",
    "a year of a list is in a year": r"[Ss]iden listen \{",
}


@pytest.mark.parametrize("words", NOT_WRITTEN.values(), ids=NOT_WRITTEN)
def test_a_turn_that_officials_do_not_use_is_nowhere(words: str) -> None:
    assert len(SOURCES) > 30
    found = [path.name for path in SOURCES if re.search(words, path.read_text(encoding="utf-8"))]
    assert found == []
