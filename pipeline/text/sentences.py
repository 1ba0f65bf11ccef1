"""The sentences people read, in Danish and English, made from the law and the figures: one source for all prose.

Reasons in the tables, ``ghettolist explain`` and the report all come from here, so prose cannot drift from the rule.
No sentence restates a number that is not handed to it, and none shows a withheld one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.criteria import BY_NAME as CRITERIA
from pipeline.core.exact import decimal_text
from pipeline.law.model import Category, Operator, Regime, Yardstick
from pipeline.lists.assessment import Assessment
from pipeline.lists.designation import Basis, Designation


@dataclass(frozen=True)
class Said:
    """The same sentence twice."""

    da: str
    en: str

    def __add__(self, other: Said) -> Said:
        return Said(self.da + other.da, self.en + other.en)

    def in_language(self, language: str) -> str:
        """``da`` or ``en``."""
        return self.da if language == "da" else self.en


def joined(parts: Sequence[Said], separator: Said | None = None) -> Said:
    """Several sentences or phrases as one."""
    between = separator or Said(" ", " ")
    return Said(between.da.join(part.da for part in parts), between.en.join(part.en for part in parts))


def number(value: Fraction, decimals: int) -> Said:
    """A number in print: ``1.752,5`` and ``1,752.5``."""
    text = decimal_text(value, decimals)
    whole, _, fraction = text.partition(".")
    grouped = f"{int(whole.lstrip('-')):,}"
    sign = "-" if whole.startswith("-") else ""
    return Said(
        sign + grouped.replace(",", ".") + ("," + fraction if fraction else ""),
        sign + grouped + ("." + fraction if fraction else ""),
    )


def persons(count: int) -> Said:
    """``1 person``, ``753 personer``."""
    one = Said(" person", " person")
    return number(Fraction(count), 0) + (one if count == 1 else Said(" personer", " persons"))


def percent(share: Fraction, decimals: int) -> Said:
    """A share of one as a percentage in print."""
    return number(share * 100, decimals) + Said(" pct.", " %")


WITHHELD = Said("oplyses ikke (få personer)", "withheld (few persons)")
UNKNOWN = Said("ukendt", "unknown")
OPERATORS = {
    Operator.EXCEEDS: Said("mere end", "more than"),
    Operator.AT_LEAST: Said("mindst", "at least"),
    Operator.IS_BELOW: Said("mindre end", "less than"),
}
MET = {True: Said("opfyldt", "met"), False: Said("ikke opfyldt", "not met"), None: Said("uafklaret", "undetermined")}


def label(criterion: str) -> Said:
    """The criterion's short name."""
    card = CRITERIA[criterion]
    return Said(card.label_da, card.label_en)


def value_in_print(assessment: Assessment) -> Said:
    """The area's value as the ministry would print it; withheld or unknown where it is."""
    card = CRITERIA[assessment.criterion]
    if assessment.value is None:
        return UNKNOWN
    if assessment.figure.withheld:
        return WITHHELD
    if card.unit == "residents":
        return number(assessment.value, 0)
    return percent(assessment.value, card.printed_decimals)


def _plain(value: Fraction) -> Said:
    """A number of the law with as many decimals as it has, at most three."""
    decimals = next((places for places in range(4) if (value * 10**places).denominator == 1), 3)
    return number(value, decimals)


def limit_in_print(assessment: Assessment) -> Said:
    """The limit in the statute's words, with the multiple worked out where it is known."""
    law = assessment.law
    words = OPERATORS[law.operator]
    if CRITERIA[law.criterion].unit == "residents":
        return words + Said(" ", " ") + number(law.amount, 0)
    if law.yardstick is Yardstick.NATIONAL_AVERAGE:
        times = words + Said(" ", " ") + _plain(law.amount)
        times += Said(" gange landsgennemsnittet", " times the national average")
        if assessment.figure.benchmark_withheld:
            return times
        if assessment.limit is None:
            return times + Said(" (ukendt)", " (unknown)")
        worked_out = percent(assessment.limit, CRITERIA[law.criterion].printed_decimals)
        return times + Said(" (", " (") + worked_out + Said(")", ")")
    share = words + Said(" ", " ") + _plain(law.amount * 100) + Said(" pct.", " %")
    if law.yardstick is Yardstick.REGION:
        return share + Said(" af regionens gennemsnit", " of the region's mean")
    return share


def criterion_phrase(assessment: Assessment) -> Said:
    """``Dømte 2,52 pct. (mere end 2,7 pct.)``: name, value, limit."""
    name, value, limit = label(assessment.criterion), value_in_print(assessment), limit_in_print(assessment)
    return name + Said(" ", " ") + value + Said(" (", " (") + limit + Said(")", ")")


def date_in_print(date: dt.date) -> Said:
    """``1. december 2017`` and ``1 December 2017``."""
    danish = [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ]
    english = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return Said(
        f"{date.day}. {danish[date.month - 1]} {date.year}", f"{date.day} {english[date.month - 1]} {date.year}"
    )


REGISTER_NAMES = {
    "population": Said("befolkning", "population"),
    "employment": Said("beskæftigelse", "employment"),
    "education": Said("uddannelse", "education"),
    "income": Said("indkomst", "income"),
    "crime": Said("kriminalitet", "crime"),
}
SCOPE_NAMES = {
    "area": Said("området", "the area"),
    "region": Said("regionen", "the region"),
    "country": Said("hele landet", "the country"),
}


def missing_phrase(code: str) -> Said:
    """What a ``missing`` code of a figure means: ``row:area:employment:2016``."""
    kind, _, rest = code.partition(":")
    if kind == "nothing":
        return Said("ingen tal leveret eller trykt", "no figures delivered or printed")
    if kind == "printed":
        return Said("ikke trykt", "not printed")
    scope, register, year = rest.split(":")
    place, name = SCOPE_NAMES[scope], REGISTER_NAMES[register]
    of_year = name + Said(f" {year}", f" {year}")
    return {
        "register": of_year + Said(" er ikke leveret", " is not delivered"),
        "row": of_year + Said(" mangler for ", " is missing for ") + place,
        "cell": of_year + Said(" har en tom celle for ", " has an empty cell for ") + place,
        "nobody": of_year + Said(" omfatter ingen personer i ", " covers nobody in ") + place,
        "split": of_year
        + Said(" findes kun for det område, det er udskilt fra", " exists only for the area it was split from"),
    }[kind]


def missing_of(designation: Designation) -> Said:
    """Why a designation could not be worked out: each missing thing once."""
    codes = dict.fromkeys(
        code for assessment in designation.assessments if assessment.met is None for code in assessment.figure.missing
    )
    phrases = dict.fromkeys(missing_phrase(code) for code in codes)
    unknown_limit = [each for each in designation.assessments if each.value is not None and each.limit is None]
    if unknown_limit:
        phrases[Said("landsgennemsnittet er ukendt", "the national average is unknown")] = None
    return joined(list(phrases), Said("; ", "; "))


def reason(designation: Designation, regime: Regime, with_figures: bool = True) -> Said:
    """Why the area is, is not, or may be on the list: the rule, with the area's figures in it if asked for."""
    category = regime.category(designation.category)
    if designation.basis is Basis.PUBLISHED:
        day = date_in_print(regime.published_on(designation.list_year))
        on = Said("På", "On") if designation.designated else Said("Ikke på", "Not on")
        printed = on + Said(" ministeriets trykte liste af ", " the ministry's printed list of ") + day
        return printed + Said(". Kan ikke efterregnes: ", ". Cannot be recomputed: ") + _why_not(designation)
    if designation.designated is None:
        head = Said("Uafklaret: ", "Undetermined: ") + _why_not(designation)
    else:
        head = OUTCOME_HEAD[designation.designated]
    return joined([head, *_clauses(designation, category, with_figures)])


OUTCOME_HEAD = {True: Said("På listen.", "On the list."), False: Said("Ikke på listen.", "Not on the list.")}


def _why_not(designation: Designation) -> Said:
    missing = missing_of(designation)
    rests = Said("det hviler på en anden uafklaret afgørelse", "it rests on another undetermined decision")
    return (missing if missing.en else rests) + Said(".", ".")


def _clauses(designation: Designation, category: Category, with_figures: bool) -> list[Said]:
    by_name = {assessment.criterion: assessment for assessment in designation.assessments}
    clauses = []
    if with_figures:
        required = [by_name[criterion] for criterion in category.all_of]
        clauses.append(_criteria_clause(required, Said("Krav: ", "Required: ")))
    if category.count_of:
        met = [by_name[name] for name in category.count_of if by_name[name].met]
        head = Said(
            f"{len(met)} af {len(category.count_of)} kriterier opfyldt, mindst {category.count_required} kræves",
            f"{len(met)} of {len(category.count_of)} criteria met, at least {category.count_required} required",
        )
        if with_figures:
            clauses.append(_criteria_clause([by_name[name] for name in category.count_of], head + Said(": ", ": ")))
        else:
            clauses.append(head + Said(".", "."))
    if category.within:
        clauses.append(_other_category(category.within, designation.within, Said("Skal også være ", "Must also be ")))
    if category.outside:
        clauses.append(_other_category(category.outside, designation.outside, Said("Må ikke være ", "Must not be ")))
    if category.lists_in_a_row and designation.earlier_lists:
        run = designation.earlier_lists
        at_least = Said("", "") if run.exact else Said("mindst ", "at least ")
        rule = category.lists_in_a_row
        clauses.append(
            Said("Kræver ", "Requires ")
            + Said(f"{rule.count} lister i træk som {rule.of}; ", f"{rule.count} lists in a row as {rule.of}; ")
            + at_least
            + Said(f"{run.lists} gik forud.", f"{run.lists} came before.")
        )
    return [clause for clause in clauses if clause.da]


def _criteria_clause(assessments: Sequence[Assessment], head: Said) -> Said:
    if not assessments:
        return Said("", "")
    phrases = [criterion_phrase(each) + Said(": ", ": ") + MET[each.met] for each in assessments]
    return head + joined(phrases, Said("; ", "; ")) + Said(".", ".")


def _other_category(name: str, status: bool | None, head: Said) -> Said:
    verdict = {True: Said("ja", "yes"), False: Said("nej", "no"), None: Said("uafklaret", "undetermined")}[status]
    return head + Said(f"{name}: ", f"{name}: ") + verdict + Said(".", ".")
