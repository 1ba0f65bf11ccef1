"""The sentences of all outputs, in Danish and English, made from the law and the figures.

Reasons in the tables, ``ghettolist explain`` and the report are all made here, so they cannot differ from the rule or
from each other. Every number in a sentence is an argument, and none is a withheld one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
from pipeline.law.model import Category, Operator, Regime, Yardstick
from pipeline.lists.designation import Basis, ConsecutiveLists, Designation
from pipeline.lists.list_status import ListStatus
from pipeline.lists.missing import NOT_PUBLISHED, Missing, MissingKind
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.text.bilingual import Bilingual, capitalised, joined, same, uncapitalised
from pipeline.text.numbers import counted, date_in_print, number, percent
from pipeline.text.vocabulary import MET, ON_LIST, OPERATORS, REGISTER_NAMES, SCOPE_NAMES, UNKNOWN, WITHHELD


def label(criterion: str) -> Bilingual:
    """The criterion's short name."""
    card = CRITERIA[criterion]
    return Bilingual(card.label_da, card.label_en)


AT_LEAST, AT_MOST = Bilingual("mindst ", "at least "), Bilingual("højst ", "at most ")


def value_in_print(assessment: ShownAssessment) -> Bilingual:
    """The area's value with the decimals the ministry publishes, or that it is withheld or unknown."""
    card = CRITERIA[assessment.criterion]
    if not assessment.known:
        return _partly_known(assessment, card)
    if assessment.value is None:
        return WITHHELD
    if card.kind is CriterionKind.SIZE:
        return number(assessment.value, 0)
    return percent(assessment.value, card.published_decimals)


def _partly_known(assessment: ShownAssessment, card: Criterion) -> Bilingual:
    """``at least 3.0 %`` or ``at most 1.5 %`` where that decides the criterion, else that the value is unknown."""
    is_above = assessment.met is (assessment.law.operator is not Operator.IS_BELOW)
    end = assessment.bounds.low if is_above else assessment.bounds.high
    if assessment.met is None or end is None or card.kind is CriterionKind.RATIO:
        return UNKNOWN
    if card.kind is CriterionKind.SIZE:
        return (AT_LEAST if is_above else AT_MOST) + number(end, 0)
    unit = 100 * 10**card.published_decimals
    if is_above:
        return AT_LEAST + percent(Fraction(math.floor(end * unit), unit), card.published_decimals)
    return AT_MOST + percent(Fraction(math.ceil(end * unit), unit), card.published_decimals)


def _plain(value: Fraction) -> Bilingual:
    """A number of the law with as many decimals as it has, at most three."""
    decimals = next((places for places in range(4) if (value * 10**places).denominator == 1), 3)
    return number(value, decimals)


def limit_in_print(assessment: ShownAssessment) -> Bilingual:
    """The limit in the statute's words, with a multiple also as a number where it is known."""
    law = assessment.law
    words = OPERATORS[law.operator]
    if CRITERIA[law.criterion].kind is CriterionKind.SIZE:
        return words + Bilingual(" ", " ") + number(law.amount, 0)
    if law.yardstick is Yardstick.NATIONAL_AVERAGE:
        times = words + Bilingual(" ", " ") + _plain(law.amount)
        times += Bilingual(" gange landsgennemsnittet", " times the national average")
        if assessment.limit_withheld:
            return times
        if assessment.limit is None:
            return times + Bilingual(" (ukendt)", " (unknown)")
        worked_out = percent(assessment.limit, CRITERIA[law.criterion].published_decimals)
        return times + Bilingual(" (", " (") + worked_out + Bilingual(")", ")")
    share = words + Bilingual(" ", " ") + _plain(law.amount * 100) + Bilingual(" pct.", " %")
    if law.yardstick is Yardstick.REGION:
        return share + Bilingual(" af regionens gennemsnit", " of the region's mean")
    return share


def criterion_phrase(assessment: ShownAssessment) -> Bilingual:
    """``Dømte 2,52 pct. (mere end 2,7 pct.)``: name, value, limit."""
    name, value, limit = label(assessment.criterion), value_in_print(assessment), limit_in_print(assessment)
    return name + Bilingual(" ", " ") + value + Bilingual(" (", " (") + limit + Bilingual(")", ")")


MISSING_ALTOGETHER = {
    MissingKind.NOTHING: Bilingual("ingen tal leveret eller offentliggjort", "no figures delivered or published"),
    MissingKind.NOT_PUBLISHED: Bilingual("ikke offentliggjort", "not published"),
    MissingKind.WITHHELD: WITHHELD,
}
MISSING_OF_YEAR = {  # after the register and its year, before the place
    MissingKind.REGISTER: Bilingual(" er ikke leveret", " is not delivered"),
    MissingKind.ROW: Bilingual(" mangler for {}", " is missing for {}"),
    MissingKind.CELL: Bilingual(" har en tom celle for {}", " has an empty cell for {}"),
    MissingKind.SUPPRESSED: Bilingual(
        " er skjult eller ikke oplyst af leverandøren for {}", " is withheld or not stated by the supplier for {}"
    ),
    MissingKind.NOBODY: Bilingual(" omfatter ingen personer i {}", " covers nobody in {}"),
    MissingKind.ZERO: Bilingual(" giver 0 for {}, og det er ingen grænse", " gives 0 for {}, which is no limit"),
    MissingKind.SPLIT: Bilingual(
        " findes kun for det område, det er udskilt fra", " exists only for the area it was split from"
    ),
}


def missing_phrase(missing: Missing) -> Bilingual:
    """Why a figure is not known, without a full stop."""
    if missing.kind in MISSING_ALTOGETHER:
        return MISSING_ALTOGETHER[missing.kind]
    place, phrase = SCOPE_NAMES[missing.scope], MISSING_OF_YEAR[missing.kind]
    of_year = REGISTER_NAMES[missing.register] + same(f" {missing.register_year}")
    return of_year + Bilingual(phrase.da.format(place.da), phrase.en.format(place.en))


def missing_of(designation: Designation) -> Bilingual:
    """Why a designation is undetermined: each missing figure once, and which ones the ministry has not published."""
    assessments = shown_assessments(designation)
    open_ones = [each for each in assessments if each.met is None]
    names = [uncapitalised(label(each.criterion)) for each in open_ones if NOT_PUBLISHED in each.missing]
    unpublished = missing_phrase(NOT_PUBLISHED) + same(" (") + joined(names, same(", ")) + same(")")
    missing = (each for assessment in open_ones for each in assessment.missing)
    phrases = dict.fromkeys(unpublished if each == NOT_PUBLISHED else missing_phrase(each) for each in missing)
    if any(each.known and not each.limit_known for each in assessments):
        phrases[Bilingual("landsgennemsnittet er ukendt", "the national average is unknown")] = None
    return joined(list(phrases), Bilingual("; ", "; "))


def reason(designation: Designation, regime: Regime, with_figures: bool = True) -> Bilingual:
    """Why the area is, is not, or may be on the list: the rule, with the area's figures if ``with_figures``."""
    category = regime.category(designation.category)
    if designation.basis is Basis.PUBLISHED:
        day = date_in_print(regime.published_on(designation.list_year))
        if designation.status is not ListStatus.OFFICIAL:  # that list says nothing of this category, but of another
            head = capitalised(ON_LIST[designation.designated]) + FOLLOWS + day + same(".")
            return joined([head, *_clauses(designation, category, with_figures=False)])
        on = Bilingual("På", "On") if designation.designated else Bilingual("Ikke på", "Not on")
        published = (
            on + Bilingual(" ministeriets offentliggjorte liste af ", " the ministry's published list of ") + day
        )
        return published + Bilingual(". Kan ikke efterregnes: ", ". Cannot be recomputed: ") + _why_not(designation)
    if designation.designated is None:
        head = Bilingual("Uafgjort: ", "Undetermined: ") + _why_not(designation)
    elif designation.candidate:
        head = WOULD_BE[designation.designated]
    else:
        head = capitalised(ON_LIST[designation.designated]) + same(".")
    if designation.status is ListStatus.FORECAST:
        head = Bilingual("Prognose: ", "Forecast: ") + head
    return joined([head, *_clauses(designation, category, with_figures)])


RESTS_ON_ANOTHER = Bilingual(
    "det afhænger af en anden uafgjort afgørelse", "it depends on another undetermined decision"
)
FOLLOWS = Bilingual(
    "; det følger af, hvad området er på ministeriets offentliggjorte liste af ",
    "; this follows from what the area is on the ministry's published list of ",
)
WOULD_BE = {
    True: Bilingual("Kandidat: ville være på listen.", "Candidate: would be on the list."),
    False: Bilingual("Kandidat: ville ikke være på listen.", "Candidate: would not be on the list."),
}


def _why_not(designation: Designation) -> Bilingual:
    missing = missing_of(designation)
    return (missing if missing.en else RESTS_ON_ANOTHER) + Bilingual(".", ".")


def _clauses(designation: Designation, category: Category, with_figures: bool) -> list[Bilingual]:
    by_name = {each.criterion: each for each in shown_assessments(designation)}
    clauses = []
    if with_figures:
        required = [by_name[criterion] for criterion in category.all_of]
        clauses.append(_criteria_clause(required, Bilingual("Krav: ", "Required: ")))
    if category.count_of:
        asked = [by_name[name] for name in category.count_of]
        head = _counted(asked, category.count_required)
        clauses.append(_criteria_clause(asked, head + same(": ")) if with_figures else head + same("."))
    if category.within:
        clauses.append(
            Bilingual("Skal også være ", "Must also be ") + same(category.within) + WITHIN[designation.within]
        )
    if category.outside:
        clauses.append(
            Bilingual("Må ikke være ", "Must not be ") + same(category.outside) + OUTSIDE[designation.outside]
        )
    if category.lists_in_a_row and designation.earlier_lists:
        run = designation.earlier_lists
        rule = category.lists_in_a_row
        clauses.append(
            Bilingual("Kræver ", "Requires ")
            + Bilingual(f"{rule.count} lister i træk som {rule.of}; ", f"{rule.count} lists in a row as {rule.of}; ")
            + _came_before(run)
        )
    return [clause for clause in clauses if clause.da]


def _criteria_clause(assessments: Sequence[ShownAssessment], head: Bilingual) -> Bilingual:
    if not assessments:
        return Bilingual("", "")
    phrases = [criterion_phrase(each) + Bilingual(": ", ": ") + MET[each.met] for each in assessments]
    return head + joined(phrases, Bilingual("; ", "; ")) + Bilingual(".", ".")


# Whether the category that an area must, or must not, be in too is one that it is in.
WITHIN = {
    True: Bilingual(", og er det.", ", and is."),
    False: Bilingual(", men er det ikke.", ", but is not."),
    None: Bilingual(", og det er uafgjort.", ", which is undetermined."),
}
OUTSIDE = {
    True: Bilingual(", men er det.", ", but is."),
    False: Bilingual(", og er det ikke.", ", and is not."),
    None: Bilingual(", og det er uafgjort.", ", which is undetermined."),
}


def _counted(assessments: Sequence[ShownAssessment], required: int | None) -> Bilingual:
    """How many criteria are met: those that are undetermined are counted by themselves, never as not met."""
    met, of = sum(each.met is True for each in assessments), len(assessments)
    unknown = sum(each.met is None for each in assessments)
    if not unknown:
        return Bilingual(
            f"{met} af {of} kriterier opfyldt, mindst {required} kræves",
            f"{met} of {of} criteria met, at least {required} required",
        )
    return Bilingual(
        f"Kriterier opfyldt: {met} kendte, {unknown} uafgjorte af {of}; mindst {required} kræves",
        f"Criteria met: {met} known, {unknown} undetermined of {of}; at least {required} required",
    )


def _came_before(run: ConsecutiveLists) -> Bilingual:
    """How many lists in a row there were before this one, as far as they are known."""
    if not run.exact and not run.lists:
        return Bilingual("hvor mange lister der gik forud, er uafgjort.", "how many came before is undetermined.")
    if not run.lists:
        return Bilingual("ingen lister gik forud.", "none came before.")
    at_least = Bilingual("", "") if run.exact else Bilingual("mindst ", "at least ")
    before = counted(run.lists, Bilingual("liste", "list"), Bilingual("lister", "lists"))
    return at_least + before + Bilingual(" gik forud.", " came before.")
