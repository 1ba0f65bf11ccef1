"""The sentences of a what-if answer."""

from __future__ import annotations

from pipeline.analysis.whatif import Answer
from pipeline.law.amendments import CITY, Changes
from pipeline.law.limits import danish_limit
from pipeline.lists.list_status import ListStatus
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.text.bilingual import Bilingual, capitalised, joined, uncapitalised
from pipeline.text.numbers import number
from pipeline.text.sentences import RESTS_ON_ANOTHER, label, limit_in_print, missing_of
from pipeline.text.vocabulary import MET, ON_LIST, OPERATORS, UNDETERMINED


def question(changes: Changes) -> Bilingual:
    """The question in short, as the heading of the answer."""
    parts = [f"loven fra {changes.law}"] if changes.law else []
    for change in changes.limits:
        first, _, rest = change.text.partition(" ")
        of_list = {operator.value: words.da for operator, words in OPERATORS.items()}
        limit = f"{of_list[first]} {danish_limit(rest)}" if first in of_list else danish_limit(change.text)
        name = uncapitalised(label(change.criterion)).da
        parts.append(f"{change.category + ': ' if change.category else ''}{name} {limit.replace(' %', ' pct.')}")
    parts += [f"{name} = {position}" for name, position in changes.switches.items()]
    parts += [f"mindst {number(changes.minimum_size, 0).da} beboere"] if changes.minimum_size is not None else []
    parts += [f"{changes.lists_in_a_row} lister i træk"] if changes.lists_in_a_row is not None else []
    parts += ["indkomst mod kommunens gennemsnit"] if changes.income_benchmark == CITY else []
    parts += ["også de tidligere lister efter samme lov"] if changes.law_for_history else []
    return Bilingual("; ".join(parts) or "intet ændret", changes.words)


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
    if answer.what_if is None:
        missing = missing_of(answer.designation)
        why = Bilingual("Mangler: ", "Missing: ") + missing if missing.en else capitalised(RESTS_ON_ANOTHER)
        parts.append(why + Bilingual(".", "."))
    return joined(parts)


def _phrase(assessment: ShownAssessment) -> Bilingual:
    """``Uden tilknytning (mere end 35 pct.): opfyldt``; without the value, which may be withheld."""
    limit = limit_in_print(assessment) if assessment.limit_known else OPERATORS[assessment.law.operator]
    return label(assessment.criterion) + Bilingual(" (", " (") + limit + Bilingual("): ", "): ") + MET[assessment.met]
