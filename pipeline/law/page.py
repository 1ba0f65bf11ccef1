"""The law as a page, ``docs/law.md``, and as data.

Everything is made from the law files, so that no sentence can state another number than the law that is applied.
``python -m pipeline.law.page`` writes the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.core.criteria import CRITERIA
from pipeline.core.exact import exact_text
from pipeline.law.limits import danish_limit
from pipeline.law.loader import default_law
from pipeline.law.model import Category, Evidence, Law, Limit, Operator, Regime, Status
from pipeline.law.words import OPERATOR_WORDS

PAGE = Path(__file__).parents[2] / "docs" / "law.md"

_ON, _ABOVE = Fraction(1), Fraction(2)

STATUS_WORD = {
    Status.VERIFIED: "verified in the statute or in two independent sources",
    Status.ONE_SOURCE: "one source",
    Status.DERIVED: "derived; the source says from what",
    Status.OPEN: "open: a documented position",
}


def limit_in_english(limit: Limit) -> str:
    """The limit in words: ``more than 40 %, mean of 2 years``."""
    mean = f", mean of {limit.years} years" if limit.years > 1 else ""
    return f"{OPERATOR_WORDS[limit.operator].en} {limit.text}{mean}"


def limit_in_danish(limit: Limit) -> str:
    """The limit in the statute's words: ``overstiger 40 %, gennemsnit af 2 år``."""
    mean = f", gennemsnit af {limit.years} år" if limit.years > 1 else ""
    return f"{OPERATOR_WORDS[limit.operator].statute} {danish_limit(limit.text)}{mean}"


def conditions(category: Category) -> tuple[str, ...]:
    """What must hold for an area to be in the category, one sentence a condition, in the order of the tests."""
    found = []
    if category.all_of:
        found.append(f"it meets {_listed(category.all_of)}")
    if category.count_of:
        of = f"{len(category.count_of)}: {_listed(category.count_of)}"
        found.append(f"it meets at least {category.count_required} of {of}")
    if category.within:
        found.append(f"it is {category.within}")
    if category.outside:
        found.append(f"it is not {category.outside}")
    if category.lists_in_a_row:
        run = category.lists_in_a_row
        found.append(f"it is {run.of} on {run.count} yearly lists in a row, this year's included")
    return tuple(found)


def law_page(law: Law) -> str:
    """The whole law as one Markdown page, a chapter for each regime."""
    statuses = [f"- **{status.value}**: {word}" for status, word in STATUS_WORD.items()]
    operators = [f"- `{word}` ({OPERATOR_WORDS[word].statute}): {_strictness(word)}" for word in Operator]
    lines = [
        "# The law by regime",
        "",
        "Made from `pipeline/law/regimes/*.yaml` by `python -m pipeline.law.page`; change those files, never this page.",
        "A new regime is a new file in that folder; the regime before it gets its last list year.",
        "",
        "Every value has a status:",
        "",
        *statuses,
        "",
        "The operator is part of the law:",
        "",
        *operators,
        "",
        *_table(
            ("regime", "yearly lists", "categories"),
            ((f"`{r.name}`", list_years(r), ", ".join(c.name for c in r.categories)) for r in law),
        ),
    ]
    for regime in law:
        lines += _chapter(regime)
    return "\n".join(lines) + "\n"


def law_dict(regime: Regime, list_year: int) -> dict[str, Any]:
    """The law of one yearly list as plain values for JSON; exact amounts as ``numerator/denominator``."""
    return {
        "list_year": list_year,
        "published_on": regime.published_on(list_year).isoformat(),
        "regime": regime.name,
        "first_list_year": regime.first_list_year,
        "last_list_year": regime.last_list_year,
        "title_da": regime.title_da,
        "title_en": regime.title_en,
        "law_sha256": regime.sha256,
        "statutes": [_evidence_dict(act) for act in regime.statutes],
        "categories": [_category_dict(category) for category in regime.categories],
        "switches": [
            {
                "switch": switch.name,
                "point": switch.point,
                "position": switch.value,
                "choices": dict(switch.choices),
                **_evidence_dict(switch.evidence),
            }
            for switch in regime.switches.values()
        ],
    }


def list_years(regime: Regime) -> str:
    """The list years a regime governs, in words: ``2018-2020``, or ``2021 and every year since``."""
    if regime.last_list_year is None:
        return f"{regime.first_list_year} and every year since"
    return f"{regime.first_list_year}-{regime.last_list_year}"


def _category_dict(category: Category) -> dict[str, Any]:
    run = category.lists_in_a_row
    return {
        "category": category.name,
        "column": category.column,
        "name_en": category.name_en,
        "meaning_da": category.meaning_da,
        "meaning_en": category.meaning_en,
        "all_of": list(category.all_of),
        "at_least": {"count": category.count_required, "of": list(category.count_of)} if category.count_of else None,
        "within": category.within,
        "outside": category.outside,
        "nesting": _evidence_dict(category.nesting) if category.nesting else None,
        "lists_in_a_row": {"count": run.count, "of": run.of, **_evidence_dict(run.evidence)} if run else None,
        "continues": list(category.continues),
        "limits": [_limit_dict(limit) for limit in category.limits.values()],
        **_evidence_dict(category.evidence),
    }


def _limit_dict(limit: Limit) -> dict[str, Any]:
    return {
        "criterion": limit.criterion,
        "operator": limit.operator.value,
        "limit": limit.text,
        "amount": exact_text(limit.amount),
        "yardstick": limit.yardstick.value,
        "mean_of_years": limit.years,
        "words_da": limit_in_danish(limit),
        "words_en": limit_in_english(limit),
        **_evidence_dict(limit.evidence),
    }


def _chapter(regime: Regime) -> list[str]:
    month, day = regime.publication_month_day
    published = f"Published every year on {month:02}-{day:02} (month-day)"
    if regime.publication_dates:
        published += ", except " + ", ".join(date.isoformat() for date in regime.publication_dates.values())
    lines = [
        "",
        f"## Regime {regime.name}: {list_years(regime)}",
        "",
        f"{regime.title_da} ({regime.title_en})",
        "",
        *(f"- {evidence_text(act)}" for act in regime.statutes),
        f"- {published}: {evidence_text(regime.lists)}",
    ]
    for category in regime.categories:
        lines += _section(category)
    lines += ["", f"### Positions in regime {regime.name}", ""]
    rows = []
    for switch in regime.switches.values():
        others = "; ".join(f"`{name}`: {text}" for name, text in switch.choices.items() if name != switch.value)
        position = f"`{switch.value}`: {switch.choices[switch.value]}"
        rows.append((f"`{switch.name}`", switch.point, position, others, *_cells(switch.evidence)))
    return lines + _table(("switch", "point", "position", "others", "status", "source"), rows)


def _section(category: Category) -> list[str]:
    forerunners = [name for name in category.continues if name != category.name]
    lines = [
        "",
        f"### {category.name} ({category.name_en})",
        "",
        category.meaning_da,
        "",
        category.meaning_en,
        "",
        f"Column `{category.column}`. {evidence_text(category.evidence)}",
        "",
        "An area is on this list when",
        "",
        *(f"- {condition}" for condition in conditions(category)),
    ]
    if category.nesting:
        lines += ["", f"Nesting: {evidence_text(category.nesting)}"]
    if category.lists_in_a_row:
        lines += ["", f"Lists in a row: {evidence_text(category.lists_in_a_row.evidence)}"]
    if forerunners:
        lines += ["", f"Lists of {', '.join(forerunners)} under an earlier regime count as lists of this category."]
    rows = [
        (
            f"`{limit.criterion}`: … {CRITERIA[limit.criterion].subject_en}",
            limit_in_english(limit),
            limit_in_danish(limit),
            *_cells(limit.evidence),
        )
        for limit in category.limits.values()
    ]
    return lines + (["", *_table(("criterion", "limit", "på dansk", "status", "source"), rows)] if rows else [])


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (header, ("---",) * len(header), *rows)]


def _cells(evidence: Evidence) -> tuple[str, str]:
    return evidence.status.value, evidence.source


def evidence_text(evidence: Evidence) -> str:
    """``[V] the source``: how sure a value is, and where it is written."""
    return f"[{evidence.status.value}] {evidence.source}"


def _evidence_dict(evidence: Evidence) -> dict[str, str]:
    return {"status": evidence.status.value, "source": evidence.source}


def _listed(criteria: Sequence[str]) -> str:
    return criteria[0] if len(criteria) == 1 else ", ".join(criteria[:-1]) + " and " + criteria[-1]


def _strictness(operator: Operator) -> str:
    # Computed with the operator itself, so that the page cannot differ from what is applied.
    word = "a value on the limit meets it" if operator.holds(_ON, _ON) else "a value on the limit does not meet it"
    return f"more, and {word}" if operator.holds(_ABOVE, _ON) else f"less, and {word}"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(law_page(default_law()), encoding="utf-8")
