"""The last part of the appendix: the law, agreement with the published lists, open points, inputs with hashes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.law.model import Status
from pipeline.lists.comparison import Agreement, agreement, compare_extra_lists, compare_list
from pipeline.outputs.report.category_marks import Mark
from pipeline.outputs.report.view import View
from pipeline.text.bilingual import Bilingual, same
from pipeline.text.law import conditions_text
from pipeline.text.law_sources import limit_words, source_text
from pipeline.text.numbers import date_in_print
from pipeline.text.sentences import label
from pipeline.text.vocabulary import GRAINS, STATUSES, position_text, question_text


@dataclass(frozen=True)
class LawLimit:
    """One limit of the law, in the statute's words, with its source."""

    criterion: Bilingual
    limit: Bilingual
    status: Bilingual
    source: Bilingual


@dataclass(frozen=True)
class LawCategory:
    """One category of this list's law."""

    mark: Mark
    meaning: Bilingual
    rule: tuple[Bilingual, ...]
    limits: tuple[LawLimit, ...]
    source: Bilingual


def law_of_list(view: View) -> tuple[LawCategory, ...]:
    """The law this list was made under."""
    return tuple(
        LawCategory(
            view.marks[category.name],
            Bilingual(category.meaning_da, category.meaning_en),
            conditions_text(category),
            tuple(
                LawLimit(
                    label(limit.criterion),
                    limit_words(limit),
                    STATUSES[limit.evidence.status],
                    source_text(limit.evidence.source),
                )
                for limit in category.limits.values()
            ),
            source_text(category.evidence.source),
        )
        for category in view.regime.categories
    )


@dataclass(frozen=True)
class AgreementLine:
    """How one published list compares."""

    day: Bilingual
    yearly: bool
    counts: Agreement


def agreement_lines(view: View) -> tuple[AgreementLine, ...]:
    """Every published list up to this one, recomputed against published."""
    until = view.regime.published_on(view.list_year)
    compared = [line for each in view.lists for line in compare_list(view.sources.areas, view.sources.published, each)]
    extra = compare_extra_lists(view.sources.areas, view.sources.published, view.law)
    compared += [each for each in extra if each.list_date <= until]
    return tuple(
        AgreementLine(date_in_print(each.list_date), each.yearly, each)
        for each in agreement(compared)
        if each.agree or each.disagree or each.not_recomputable
    )


def agreement_text(lines: Iterable[AgreementLine]) -> Bilingual:
    """How much agrees, in a sentence."""
    counts = [line.counts for line in lines]
    agree, disagree = sum(each.agree for each in counts), sum(each.disagree for each in counts)
    alone = sum(each.not_recomputable for each in counts)
    if not counts:
        return Bilingual(
            "Der er ingen offentliggjorte lister at holde tallene op imod.",
            "There are no published lists to compare with.",
        )
    return Bilingual(
        f"{agree} afgørelser efterregnet fra tal stemmer med ministeriets offentliggjorte lister, {disagree} gør ikke; "
        f"{alone} kan ikke efterregnes og er taget fra listen.",
        f"{agree} decisions recomputed from figures agree with the ministry's published lists, {disagree} do not; "
        f"{alone} cannot be recomputed and are taken from the list.",
    )


@dataclass(frozen=True)
class OpenPoint:
    """A point the statute or the sources leave open, and the position used."""

    name: str
    point: str
    question: Bilingual
    position: Bilingual
    source: Bilingual


def open_points(view: View) -> tuple[OpenPoint, ...]:
    """The open points of this list's law."""
    return tuple(
        OpenPoint(
            switch.name, switch.point, question_text(switch), position_text(switch), source_text(switch.evidence.source)
        )
        for switch in view.regime.switches.values()
        if switch.evidence.status is Status.OPEN
    )


@dataclass(frozen=True)
class InputLine:
    """One input file."""

    path: str
    sha256: str
    rows: int
    grain: Bilingual


def input_lines(view: View) -> tuple[InputLine, ...]:
    """Every input the list rests on, with its hash."""
    return tuple(
        InputLine(row["path"], row["sha256"], row["rows"], GRAINS.get(row["grain"], same(row["grain"])))
        for row in view.result.rows["manifest"]
    )
