"""The sentences of the watch list: in which direction an area may change, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pipeline.analysis.watch import Watch, Watched
from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.lists.shown import ShownAssessment
from pipeline.text.bilingual import Bilingual, enumerated, joined, listed
from pipeline.text.numbers import counted, number, percent, persons
from pipeline.text.sentences import criterion_phrase, label

SEMICOLON = Bilingual("; ", "; ")


def watch_sentence(watched: Watched, categories: Sequence[str] = (), forecast: bool = False) -> Bilingual:
    """One line of the watch list. ``categories``: those that the same change concerns, if more than its own.

    ``forecast``: the list is not published yet, so that the area cannot leave it, only be expected to.
    """
    head = _head(watched, listed(list(categories or (watched.category,))), forecast)
    if watched.why is Watch.ONE_CRITERION:
        phrases = joined([criterion_phrase(each) for each in watched.assessments], SEMICOLON)
        return (
            head
            + Bilingual(", hvis ét kriterium ændrer sig: ", " if one criterion changes: ")
            + phrases
            + Bilingual(".", ".")
        )
    if watched.why is Watch.FEW_PERSONS and watched.persons is not None:
        names = enumerated([label(each) for each in watched.criteria])
        return (
            head
            + Bilingual(" ved ", " with ")
            + persons(watched.persons)
            + Bilingual(" (", " (")
            + names
            + Bilingual(").", ").")
        )
    if watched.why is Watch.TREND:
        return _trend(watched, head)
    return head + Bilingual(
        f", hvis intet ændrer sig: det bliver liste nummer {watched.list_number} i træk.",
        f" if nothing changes: it will be list number {watched.list_number} in a row.",
    )


def _head(watched: Watched, name: Bilingual, forecast: bool) -> Bilingual:
    if watched.to:
        head = Bilingual(f"Kommer på listen som {name.da}", f"Enters the list as {name.en}")
        return (
            Bilingual(f"Prognose: kommer på listen som {name.da}", "Forecast: enters the list as " + name.en)
            if forecast
            else head
        )
    head = Bilingual(f"Forlader listen som {name.da}", f"Leaves the list as {name.en}")
    return (
        Bilingual(f"Prognose: forlader listen som {name.da}", "Forecast: leaves the list as " + name.en)
        if forecast
        else head
    )


def unknown_distances(areas: int) -> Bilingual:
    """The sentence about areas for which it is unknown whether they are near a limit."""
    count = counted(areas, Bilingual("område", "area"), Bilingual("områder", "areas"))
    return Bilingual(
        f"For {count.da} mangler der tal, så det kan ikke afgøres, om de er tæt på en grænse.",
        f"For {count.en} figures are missing, so that it cannot be determined whether they are close to a limit.",
    )


def near_size_sentence(area: str, size: ShownAssessment) -> Bilingual:
    """``Mjølnerparken har 966 beboere, 34 under grænsen på 1.000.``"""
    if size.value is None or size.limit is None or size.margin is None:
        return Bilingual("", "")
    value, limit, short = (number(each, 0) for each in (size.value, size.limit, abs(size.margin)))
    return Bilingual(
        f"{area} har {value.da} beboere, {short.da} under grænsen på {limit.da}; øvrige tal mangler.",
        f"{area} has {value.en} residents, {short.en} below the limit of {limit.en}; other figures are missing.",
    )


def _trend(watched: Watched, head: Bilingual) -> Bilingual:
    phrases = [
        criterion_phrase(each)
        + Bilingual(" → ", " → ")
        + _projected(each, watched.projected.get(each.criterion))
        + _projected_limit(each, watched.projected_limits.get(each.criterion))
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


def _projected_limit(assessment: ShownAssessment, limit: Fraction | None) -> Bilingual:
    """The limit that a falling or rising average would make, empty where it stays."""
    if limit is None:
        return Bilingual("", "")
    shown = percent(limit, CRITERIA[assessment.criterion].published_decimals)
    return Bilingual(" (grænse ", " (limit ") + shown + Bilingual(")", ")")
