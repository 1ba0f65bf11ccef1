"""What another rule does to one area, in words."""

from __future__ import annotations

from pipeline.analysis.whatif import Answer
from pipeline.lists.assessment import Assessment
from pipeline.text.sentences import MET, OPERATORS, Said, joined, label, limit_in_print, missing_of

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
