"""The watch list in words: which way an area may turn, and what would turn it."""

from __future__ import annotations

from fractions import Fraction

from pipeline.analysis.watch import Watch, Watched
from pipeline.core.criteria import BY_NAME as CRITERIA
from pipeline.lists.assessment import Assessment
from pipeline.text.sentences import Said, criterion_phrase, joined, label, number, percent, persons

SEMICOLON, AND = Said("; ", "; "), Said(" og ", " and ")


def watch_sentence(watched: Watched) -> Said:
    """One line of the watch list."""
    head = _head(watched)
    if watched.why is Watch.ONE_CRITERION:
        phrases = joined([criterion_phrase(each) for each in watched.assessments], SEMICOLON)
        return head + Said(", hvis ét kriterium vender: ", " if one criterion turns: ") + phrases + Said(".", ".")
    if watched.why is Watch.FEW_PERSONS:
        few = Said("få personer", "few persons") if watched.persons is None else persons(watched.persons)
        names = joined([label(each) for each in watched.criteria], AND)
        return head + Said(" ved ", " with ") + few + Said(" (", " (") + names + Said(").", ").")
    if watched.why is Watch.TREND:
        return _trend(watched, head)
    return head + Said(
        f", hvis intet ændrer sig: det bliver liste nummer {watched.list_number} i træk.",
        f" if nothing changes: it will be list number {watched.list_number} in a row.",
    )


def _head(watched: Watched) -> Said:
    if watched.to:
        return Said(f"Kommer på listen som {watched.category}", f"Enters the list as {watched.category}")
    return Said(f"Forlader listen som {watched.category}", f"Leaves the list as {watched.category}")


def _trend(watched: Watched, head: Said) -> Said:
    phrases = [
        criterion_phrase(each) + Said(" → ", " → ") + _projected(each, watched.projected[each.criterion])
        for each in watched.assessments
    ]
    goes_on = Said(", hvis de seneste to års udvikling fortsætter: ", " if the last two years' trend goes on: ")
    said = head + goes_on + joined(phrases, SEMICOLON)
    return Said(said.da.removesuffix(".") + ".", said.en.removesuffix(".") + ".")


def _projected(assessment: Assessment, value: Fraction) -> Said:
    if assessment.figure.withheld:
        return Said("oplyses ikke", "withheld")
    if assessment.criterion == "size":
        return number(value, 0)
    return percent(value, CRITERIA[assessment.criterion].printed_decimals)
