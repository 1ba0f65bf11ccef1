"""The sentences of a what-if answer."""

from __future__ import annotations

from pipeline.analysis.whatif import Answer
from pipeline.lists.list_status import ListStatus
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.text.bilingual import Bilingual, joined
from pipeline.text.sentences import label, limit_in_print, missing_of
from pipeline.text.vocabulary import MET, ON_LIST, OPERATORS, UNDETERMINED

WOULD_BE = {
    True: Bilingual("ville være på listen", "would be on the list"),
    False: Bilingual("ville ikke være på listen", "would not be on the list"),
    None: UNDETERMINED,
}
NO_SUCH_CATEGORY = Bilingual("kategorien findes ikke", "there is no such category")
WITHOUT_THE_CHANGE = {
    ListStatus.OFFICIAL: Bilingual("i virkeligheden: ", "really: "),
    ListStatus.OWN_CALCULATION: Bilingual(
        "uden ændringen, efter egen beregning: ", "without the change, by our own calculation: "
    ),
    ListStatus.FORECAST: Bilingual("uden ændringen, som prognose: ", "without the change, as a forecast: "),
}


def answer_sentence(answer: Answer, status: ListStatus = ListStatus.OWN_CALCULATION) -> Bilingual:
    """The effect of the changed law on one area, and the criteria that change with their limits.

    ``status`` is that of the real outcome, so that a forecast is not called a list.
    """
    if answer.real_categories:
        really = WITHOUT_THE_CHANGE[status] + ON_LIST[answer.real]
    else:
        really = Bilingual("kategorien findes ikke i den gældende lov", "the law in force has no such category")
    otherwise = NO_SUCH_CATEGORY if answer.abolished else WOULD_BE[answer.what_if]
    head = Bilingual("Efter den anden regel: ", "By the other rule: ") + otherwise
    parts = [head + Bilingual(" (", " (") + really + Bilingual(").", ").")]
    turned = [each for each in shown_assessments(answer.designation) if each.criterion in answer.turned]
    if turned:
        phrases = joined([_phrase(each) for each in turned], Bilingual("; ", "; "))
        parts.append(Bilingual("Ændres: ", "Changed: ") + phrases + Bilingual(".", "."))
    if answer.what_if is None and missing_of(answer.designation).en:
        parts.append(Bilingual("Mangler: ", "Missing: ") + missing_of(answer.designation) + Bilingual(".", "."))
    return joined(parts)


def _phrase(assessment: ShownAssessment) -> Bilingual:
    """``Uden tilknytning (mere end 35 pct.): opfyldt``; without the value, which may be withheld."""
    limit = limit_in_print(assessment) if assessment.limit_known else OPERATORS[assessment.law.operator]
    return label(assessment.criterion) + Bilingual(" (", " (") + limit + Bilingual("): ", "): ") + MET[assessment.met]
