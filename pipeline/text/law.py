"""The law of one list in plain text, in either language: the output of ``ghettolist law``, and parts of the report.

What does not belong here: the page ``docs/law.md``, which is English (``pipeline.law.page``).
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.law.model import Category, Evidence, Regime
from pipeline.law.page import conditions, evidence_text, limit_in_english, list_years
from pipeline.text.bilingual import Bilingual, enumerated, uncapitalised
from pipeline.text.law_sources import limit_words, source_text
from pipeline.text.numbers import date_in_print
from pipeline.text.sentences import label
from pipeline.text.vocabulary import STATUSES, position_text, question_text


def law_text(regime: Regime, list_year: int, language: str) -> str:
    """The law of one yearly list in plain text: categories, conditions, limits, sources, open points."""
    return _danish(regime, list_year) if language == "da" else _english(regime, list_year)


def _english(regime: Regime, list_year: int) -> str:
    lines = [
        f"The law of the list of {regime.published_on(list_year).isoformat()}: regime {regime.name}, {list_years(regime)}",
        regime.title_en,
        *(f"  {evidence_text(act)}" for act in regime.statutes),
    ]
    for category in regime.categories:
        lines += [
            "",
            f"{category.name} ({category.name_en})  {evidence_text(category.evidence)}",
            f"  {category.meaning_en}",
        ]
        lines += [f"  - {condition}" for condition in conditions(category)]
        if category.nesting:
            lines.append(f"    within/outside  {evidence_text(category.nesting)}")
        if category.lists_in_a_row:
            lines.append(f"    lists in a row  {evidence_text(category.lists_in_a_row.evidence)}")
        for limit in category.limits.values():
            lines.append(f"  {limit.criterion:<16}{limit_in_english(limit):<52}{evidence_text(limit.evidence)}")
    lines += ["", "Positions on points the statute or the sources leave open"]
    for switch in regime.switches.values():
        lines.append(f"  {switch.name} ({switch.point}) = {switch.value}: {switch.choices[switch.value]}")
        lines.append(f"    {evidence_text(switch.evidence)}")
    return "\n".join([*lines, "", f"Law file: regimes/{regime.name}.yaml, sha256 {regime.sha256}"]) + "\n"


def _danish(regime: Regime, list_year: int) -> str:
    day = date_in_print(regime.published_on(list_year)).da
    until = "og alle år siden" if regime.last_list_year is None else f"til {regime.last_list_year}"
    lines = [
        f"Loven bag listen af {day}: lov {regime.name}, listerne fra {regime.first_list_year} {until}",
        regime.title_da,
        *(f"  {_source(act)}" for act in regime.statutes),
    ]
    for category in regime.categories:
        lines += ["", f"{category.name}  {_source(category.evidence)}", f"  {category.meaning_da}"]
        lines += [f"  - {condition.da}" for condition in conditions_text(category)]
        if category.nesting:
            lines.append(f"    forhold til andre kategorier  {_source(category.nesting)}")
        if category.lists_in_a_row:
            lines.append(f"    lister i træk  {_source(category.lists_in_a_row.evidence)}")
        for limit in category.limits.values():
            lines.append(f"  {label(limit.criterion).da:<24}{limit_words(limit).da:<52}{_source(limit.evidence)}")
    lines += ["", "Valg, hvor loven eller kilderne ikke giver svaret"]
    for switch in regime.switches.values():
        lines.append(f"  {question_text(switch).da} ({switch.point}, {switch.name}={switch.value})")
        lines.append(f"    {position_text(switch).da}. {_source(switch.evidence)}")
    return "\n".join([*lines, "", f"Lovfil: regimes/{regime.name}.yaml, sha256 {regime.sha256}"]) + "\n"


def _source(evidence: Evidence) -> str:
    return f"[{STATUSES[evidence.status].da}] {source_text(evidence.source).da}"


def conditions_text(category: Category) -> tuple[Bilingual, ...]:
    """The conditions, one phrase each, in the order in which they are tested."""
    found = []
    if category.all_of:
        names = _labels(category.all_of)
        found.append(Bilingual(f"kravet er opfyldt for {names.da}", f"the requirement is met for {names.en}"))
    if category.count_of:
        names, required, of = _labels(category.count_of), category.count_required, len(category.count_of)
        found.append(
            Bilingual(
                f"mindst {required} af {of} kriterier er opfyldt: {names.da}",
                f"at least {required} of {of} criteria are met: {names.en}",
            )
        )
    if category.within:
        found.append(Bilingual(f"området er {category.within}", f"the area is {category.within}"))
    if category.outside:
        found.append(Bilingual(f"området er ikke {category.outside}", f"the area is not {category.outside}"))
    if category.lists_in_a_row:
        run = category.lists_in_a_row
        found.append(
            Bilingual(
                f"området er {run.of} på {run.count} årlige lister i træk, denne medregnet",
                f"the area is {run.of} on {run.count} yearly lists in a row, this one included",
            )
        )
    return tuple(found)


def _labels(criteria: Iterable[str]) -> Bilingual:
    return enumerated([uncapitalised(label(criterion)) for criterion in criteria])
