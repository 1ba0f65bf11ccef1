"""The sentences of the delta: what moved since the list before, in Danish and English."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.assessment import Assessment
from pipeline.delta import Change, Move
from pipeline.sentences import Said, joined, label, value_in_print

SENTENCE = {
    Change.ENTERED: Said("Kom på listen som {}.", "Entered the list as {}."),
    Change.LEFT: Said("Forlod listen som {}.", "Left the list as {}."),
    Change.STAYED: Said("Stadig på listen som {}.", "Still on the list as {}."),
    Change.UNDETERMINED: Said(
        "Det kan ikke afgøres, om området flyttede sig som {}.", "Whether the area moved as {} cannot be determined."
    ),
}


def explanation(move: Move) -> Said:
    """What happened to one area in one category, and which criteria turned, with their figures then and now."""
    head = SENTENCE[move.change]
    parts = [Said(head.da.format(move.category), head.en.format(move.category))]
    if move.now is None:
        parts.append(Said("Kategorien eller området findes ikke længere.", "The category or the area is no more."))
    if move.new_category:
        parts.append(
            Said(
                "Kategorien fandtes ikke på den forrige liste.",
                "The category did not exist on the list before.",
            )
        )
    if move.earlier_ids and move.earlier_ids != (move.area.area_id,):
        ids = ", ".join(move.earlier_ids)
        parts.append(Said(f"Området er dannet af {ids}.", f"The area was made of {ids}."))
    parts += [_turned(move, move.gained, Said("Nu opfyldt: ", "Now met: "))] if move.gained else []
    parts += [_turned(move, move.lost, Said("Ikke længere opfyldt: ", "No longer met: "))] if move.lost else []
    return joined(parts)


def _turned(move: Move, criteria: Sequence[str], head: Said) -> Said:
    phrases = []
    for criterion in criteria:
        then = next((_of(each.assessments, criterion) for each in move.earlier), None)
        now = _of(move.now.assessments, criterion) if move.now else None
        values = [value_in_print(each) for each in (then, now) if each is not None and each.value is not None]
        arrow = joined(values, Said(" → ", " → ")) if values else Said("", "")
        phrases.append(label(criterion) + Said(" ", " ") + arrow if values else label(criterion))
    return head + joined(phrases, Said("; ", "; ")) + Said(".", ".")


def _of(assessments: Sequence[Assessment], criterion: str) -> Assessment | None:
    return next((each for each in assessments if each.criterion == criterion), None)
