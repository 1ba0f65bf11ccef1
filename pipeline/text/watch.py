"""The sentences of the watch list: in which direction an area may change, and what would change it."""

from __future__ import annotations

from fractions import Fraction

from pipeline.analysis.watch import Watch, Watched
from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.lists.shown import ShownAssessment
from pipeline.text.bilingual import Bilingual, joined
from pipeline.text.numbers import number, percent, persons
from pipeline.text.sentences import criterion_phrase, label

SEMICOLON, AND = Bilingual("; ", "; "), Bilingual(" og ", " and ")


def watch_sentence(watched: Watched) -> Bilingual:
    """The sentence for one line of the watch list."""
    head = _head(watched)
    if watched.why is Watch.ONE_CRITERION:
        phrases = joined([criterion_phrase(each) for each in watched.assessments], SEMICOLON)
        return (
            head
            + Bilingual(", hvis ét kriterium ændrer sig: ", " if one criterion changes: ")
            + phrases
            + Bilingual(".", ".")
        )
    if watched.why is Watch.FEW_PERSONS:
        few = Bilingual("få personer", "few persons") if watched.persons is None else persons(watched.persons)
        names = joined([label(each) for each in watched.criteria], AND)
        return head + Bilingual(" ved ", " with ") + few + Bilingual(" (", " (") + names + Bilingual(").", ").")
    if watched.why is Watch.TREND:
        return _trend(watched, head)
    return head + Bilingual(
        f", hvis intet ændrer sig: det bliver liste nummer {watched.list_number} i træk.",
        f" if nothing changes: it will be list number {watched.list_number} in a row.",
    )


def _head(watched: Watched) -> Bilingual:
    if watched.to:
        return Bilingual(f"Kommer på listen som {watched.category}", f"Enters the list as {watched.category}")
    return Bilingual(f"Forlader listen som {watched.category}", f"Leaves the list as {watched.category}")


def _trend(watched: Watched, head: Bilingual) -> Bilingual:
    phrases = [
        criterion_phrase(each) + Bilingual(" → ", " → ") + _projected(each, watched.projected.get(each.criterion))
        for each in watched.assessments
    ]
    goes_on = Bilingual(", hvis de seneste to års udvikling fortsætter: ", " if the last two years' trend goes on: ")
    sentence = head + goes_on + joined(phrases, SEMICOLON)
    return Bilingual(sentence.da.removesuffix(".") + ".", sentence.en.removesuffix(".") + ".")


def _projected(assessment: ShownAssessment, value: Fraction | None) -> Bilingual:
    if value is None:
        return Bilingual("oplyses ikke", "withheld")
    if CRITERIA[assessment.criterion].kind is CriterionKind.SIZE:
        return number(value, 0)
    return percent(value, CRITERIA[assessment.criterion].published_decimals)
