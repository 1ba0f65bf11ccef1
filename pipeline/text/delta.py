"""The sentences of the delta: what changed since the list before, and the causes, in Danish and English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.analysis.causes import Causes, CauseSets, Note
from pipeline.analysis.counterfactual import Factor, Factors, Recomputed
from pipeline.lists.delta import Change, Move
from pipeline.lists.list_status import ListStatus
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.text.bilingual import Bilingual, enumerated, joined, same, uncapitalised
from pipeline.text.sentences import criterion_phrase, label, value_in_print
from pipeline.text.vocabulary import CAUSES, ON_LIST

SENTENCE = {
    Change.ENTERED: Bilingual("Kom på listen som {}.", "Entered the list as {}."),
    Change.LEFT: Bilingual("Forlod listen som {}.", "Left the list as {}."),
    Change.STAYED: Bilingual("Stadig på listen som {}.", "Still on the list as {}."),
    Change.UNDETERMINED: Bilingual(
        "Det kan ikke afgøres, om området har ændret status som {}.",
        "Whether the area's status as {} changed cannot be determined.",
    ),
}


NOT_RECOMPUTED = {
    Note.BEFORE_NOT_RECOMPUTED: Bilingual(
        "Årsagen kan ikke fastslås, da tallene bag den forrige afgørelse mangler.",
        "The cause cannot be worked out, because the figures behind the earlier decision do not exist.",
    ),
    Note.AFTER_NOT_RECOMPUTED: Bilingual(
        "Årsagen kan ikke fastslås, da tallene bag den nye afgørelse mangler.",
        "The cause cannot be worked out, because the figures behind the later decision do not exist.",
    ),
    Note.WITHHELD: Bilingual(
        "Årsagen oplyses ikke, da den hænger på tal om få personer.",
        "The cause is withheld, because it hangs on figures of few persons.",
    ),
}
OR, SEMICOLON = Bilingual(" eller ", " or "), Bilingual("; ", "; ")


def causes_sentence(move: Move, causes: Causes) -> Bilingual:
    """What explains a move and each criterion that changed, and what the new law alone would have done."""
    parts = []
    if causes.sets:
        parts.append(_sets(Bilingual("Forklares af ", "Explained by "), causes.move, causes.withheld))
        if Factor.SIZE in causes.sets[0] and "size" not in (*move.gained, *move.lost) and move.now:
            parts.extend(
                criterion_phrase(each) + Bilingual(".", ".")
                for each in shown_assessments(move.now)
                if each.criterion == "size"
            )
    elif causes.note in NOT_RECOMPUTED:
        parts.append(NOT_RECOMPUTED[causes.note])
    for criterion, found in causes.per_criterion.items():
        if found.sets and found.sets != causes.sets:
            changed = Bilingual(" ændrede sig på grund af ", " changed because of ")
            parts.append(_sets(Bilingual("Kriteriet ", "") + label(criterion) + changed, found, causes.withheld))
    if causes.law_alone is not None:
        parts.append(_law_alone(move, causes.law_alone, causes.law_and_benchmark))
    if causes.new_criteria:
        names = enumerated([uncapitalised(label(each)) for each in causes.new_criteria])
        parts.append(Bilingual("Nyt i loven: ", "New in the law: ") + names + Bilingual(".", "."))
    if causes.dropped_criteria:
        names = enumerated([uncapitalised(label(each)) for each in causes.dropped_criteria])
        parts.append(
            Bilingual("Ikke længere et kriterium i loven: ", "No longer asked by the law: ") + names + same(".")
        )
    return joined(parts)


def _sets(head: Bilingual, found: CauseSets, withheld: bool) -> Bilingual:
    sentence = head + _together(found.sets[0]) + Bilingual(".", ".")
    if found.sets[1:]:
        others = joined([_together(each) for each in found.sets[1:]], OR)
        sentence += Bilingual(" En lige så god forklaring er ", " Just as well by ") + others + Bilingual(".", ".")
    if found.unsettled and withheld:
        sentence += Bilingual(
            " Om andre ændringer alene ville have været nok, oplyses ikke (få personer).",
            " Whether other changes alone would have been enough is withheld (few persons).",
        )
    elif found.unsettled:
        sentence += Bilingual(
            " Tallene rækker ikke til at afgøre, om andre ændringer alene ville have været nok.",
            " The figures do not tell whether other changes alone would have been enough.",
        )
    return sentence


def _together(factors: Factors) -> Bilingual:
    names = enumerated([CAUSES[each] for each in Factor if each in factors])
    return names + (Bilingual(" alene", " alone") if len(factors) == 1 else Bilingual(" tilsammen", " together"))


def _law_alone(move: Move, alone: Recomputed, with_benchmark: Recomputed | None) -> Bilingual:
    """The earlier figures under the new law; where that is undetermined, what the new benchmark adds."""
    year = move.compared_with
    sentence = Bilingual(
        f"Den nye lov anvendt på tallene fra listen i {year}: ",
        f"The new law applied to the figures of the list of {year}: ",
    )
    sentence += ON_LIST[alone.designated]
    for met, head in ((True, Bilingual("opfyldt: ", "met: ")), (False, Bilingual("ikke opfyldt: ", "not met: "))):
        sentence += _listed(head, (name for name, answer in alone.met.items() if answer is met))
    if with_benchmark is not None:
        head = Bilingual("med den nye grænse opfyldt: ", "met by the new limit: ")
        added = (name for name, answer in with_benchmark.met.items() if answer and alone.met.get(name) is None)
        sentence += _listed(head, added)
        if alone.designated is None and with_benchmark.designated is not None:
            sentence += Bilingual(", dermed ", ", hence ") + ON_LIST[with_benchmark.designated]
    return sentence + Bilingual(".", ".")


def _listed(head: Bilingual, criteria: Iterable[str]) -> Bilingual:
    names = [uncapitalised(label(each)) for each in criteria]
    return SEMICOLON + head + joined(names, Bilingual(", ", ", ")) if names else Bilingual("", "")


def explanation(move: Move, causes: Causes | None = None) -> Bilingual:
    """What happened to one area in one category, which criteria changed, with their figures then and now, and why."""
    head = SENTENCE[move.change]
    parts = [Bilingual(head.da.format(move.category), head.en.format(move.category))]
    if move.status is ListStatus.FORECAST:
        parts.insert(0, Bilingual("Prognose:", "Forecast:"))
    if move.abolished:
        parts.append(Bilingual("Kategorien er afskaffet ved lov.", "The category was abolished by law."))
    elif move.now is None:
        parts.append(Bilingual("Området findes ikke længere.", "The area no longer exists."))
    if move.new_category:
        parts.append(
            Bilingual(
                "Kategorien fandtes ikke på den forrige liste.",
                "The category did not exist on the list before.",
            )
        )
    if move.earlier_ids and move.earlier_ids != (move.area.area_id,):
        ids = ", ".join(move.earlier_ids)
        parts.append(Bilingual(f"Området er dannet af {ids}.", f"The area was made of {ids}."))
    parts += [_turned(move, move.gained, Bilingual("Nu opfyldt: ", "Now met: "))] if move.gained else []
    parts += [_turned(move, move.lost, Bilingual("Ikke længere opfyldt: ", "No longer met: "))] if move.lost else []
    why = Bilingual("", "") if causes is None else causes_sentence(move, causes)
    return joined([*parts, why] if why.en else parts)


def _turned(move: Move, criteria: Sequence[str], head: Bilingual) -> Bilingual:
    """``Now met: Residents 980 → 1,020``; each predecessor's figure by itself: ``600 (a), 500 (b) → 1,100``."""
    phrases = []
    for criterion in criteria:
        then = _values_before(move, criterion)
        now = _of(shown_assessments(move.now), criterion)
        values = [joined(then, same(", "))] if then else []
        values += [value_in_print(now)] if now is not None and now.known else []
        phrases.append(label(criterion) + same(" ") + joined(values, same(" → ")) if values else label(criterion))
    return _ended(head + joined(phrases, SEMICOLON))


def _values_before(move: Move, criterion: str) -> list[Bilingual]:
    """The figure of each area the move is compared with, as far as it is known; named where there are several."""
    found: dict[str, ShownAssessment] = {}
    for designation in move.earlier:
        each = _of(shown_assessments(designation), criterion)
        if each is not None and each.known:
            found.setdefault(designation.area_id, each)
    several = len({designation.area_id for designation in move.earlier}) > 1
    return [value_in_print(each) + same(f" ({area_id})" if several else "") for area_id, each in found.items()]


def _ended(sentence: Bilingual) -> Bilingual:
    """With a full stop, unless an abbreviation (``pct.``) has set it already."""
    return Bilingual(sentence.da.removesuffix(".") + ".", sentence.en.removesuffix(".") + ".")


def _of(assessments: Sequence[ShownAssessment], criterion: str) -> ShownAssessment | None:
    return next((each for each in assessments if each.criterion == criterion), None)
