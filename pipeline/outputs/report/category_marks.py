"""How a category looks in the report: a letter, a tone and a pattern, so that it is recognisable without colour.

The tone follows from the law's nesting (a category within another is one step darker), so a new regime needs no line
here. What does not belong here: which area is on which list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.law.model import Law, Regime
from pipeline.lists.designation import Basis, Designation
from pipeline.text.bilingual import Bilingual, joined, same
from pipeline.text.vocabulary import MET, category_text

DARKEST = 2


@dataclass(frozen=True)
class Mark:
    """A category as a sign: ``style`` names its colour and pattern in the style sheet."""

    letter: str
    style: str
    sentence: Bilingual
    rank: int  # the mark of the higher rank is shown if an area has two designations


@dataclass(frozen=True)
class StatusSign:
    """One area's outcome on one list, as a sign with its text."""

    letter: str
    style: str
    sentence: Bilingual


def marks_of(law: Law) -> dict[str, Mark]:
    """A mark for every category of every regime."""
    categories = law.categories
    depths = {
        name: max(depth_of(regime, name) for regime in law if name in {each.name for each in regime.categories})
        for name in categories
    }
    letters = _letters(categories)
    return {
        name: Mark(
            letters[name],
            "aside" if category.outside else f"tone{min(depths[name], DARKEST)}",
            category_text(category),
            -1 if category.outside else depths[name],
        )
        for name, category in categories.items()
    }


def depth_of(regime: Regime, name: str) -> int:
    """How many categories of the regime the category lies within."""
    category = regime.category(name)
    return 0 if category.within is None else 1 + depth_of(regime, category.within)


def _letters(categories: Iterable[str]) -> dict[str, str]:
    """The first letter of each name, or as many letters as distinguish it from those before."""
    found: dict[str, str] = {}
    for name in categories:
        lengths = (name[:length] for length in range(1, len(name) + 1))
        letters = next((each for each in lengths if each.capitalize() not in found.values()), name)
        found[name] = letters.capitalize()
    return found


ABSENT = StatusSign("", "absent", Bilingual("fandtes ikke", "did not exist"))
OFF = StatusSign("–", "off", Bilingual("ikke på listen", "not on the list"))


def cell_of(designations: Sequence[Designation], marks: dict[str, Mark]) -> StatusSign:
    """The sign for an area's decisions on one list: its furthest category, or that it is off, or undetermined."""
    if not designations:
        return ABSENT
    on = [each for each in designations if each.designated]
    unknown = list(dict.fromkeys(each.category for each in designations if each.designated is None))
    if on:
        furthest = max(on, key=lambda each: marks[each.category].rank)
        published = furthest.basis is Basis.PUBLISHED
        sentence = same(", ".join(dict.fromkeys(each.category for each in on)))
        if published:
            sentence += Bilingual(" (efter den offentliggjorte liste)", " (from the published list)")
        if unknown:
            sentence += Bilingual("; uafgjort som ", "; undetermined as ") + same(", ".join(unknown))
        mark = marks[furthest.category]
        return StatusSign(mark.letter, f"{mark.style} published" if published else mark.style, sentence)
    if unknown:
        letter = f"{marks[unknown[0]].letter}?" if len(unknown) == 1 else "?"
        return StatusSign(
            letter,
            "unknown",
            MET[None] + Bilingual(" som ", " as ") + joined([same(name) for name in unknown], same(", ")),
        )
    return OFF
