"""The causes of a move: the smallest sets of changes that alone change the decision, or a criterion.

Every combination of what changed is tried, the smallest first, by deciding again (``counterfactual``). What does not
belong here: the sentences (``pipeline.text.delta``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from pipeline.analysis.counterfactual import Factor, Factors, FigureSource, Recomputed, TwoLists
from pipeline.inputs.areas import AreaTable
from pipeline.lists.delta import Change, Move, met_before
from pipeline.lists.designation import History
from pipeline.lists.indicators import asked_criteria
from pipeline.lists.yearly_list import YearlyList

NONE_NEW: Factors = frozenset()
LAW_ALONE: Factors = frozenset({Factor.LAW})
LAW_AND_BENCHMARK: Factors = frozenset({Factor.LAW, Factor.BENCHMARK})


class Note(StrEnum):
    """Why no causes are named."""

    NO_MOVE = "the area did not move"
    UNDETERMINED = "one of the two decisions is undetermined"
    BEFORE_NOT_RECOMPUTED = "the earlier decision cannot be made again from the figures there are"
    AFTER_NOT_RECOMPUTED = "the later decision cannot be made again from the figures there are"
    WITHHELD = "a decision that would tell hangs on a figure that is withheld"
    EXPLAINED = ""


@dataclass(frozen=True)
class CauseSets:
    """The smallest sets that suffice, in canonical order, and sets no larger than these whose effect is unknown."""

    sets: tuple[Factors, ...] = ()
    unsettled: tuple[Factors, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The first of the smallest sets, as the column ``causes`` holds it."""
        return in_order(self.sets[0]) if self.sets else ()


@dataclass(frozen=True)
class Causes:
    """What explains one move and each criterion that changed, and what the new law alone would have done.

    Where the category is new, ``per_criterion`` compares with the earlier law's own limit of the criterion.
    ``law_alone`` is the earlier figures under the later law, ``law_and_benchmark`` the same with the later benchmarks;
    ``None`` if the law did not change. ``new_criteria`` are those met now that the earlier law did not have,
    ``dropped_criteria`` those met then that the later law does not have. ``withheld``: what is unsettled is so because
    figures are withheld.
    """

    move: CauseSets = field(default_factory=CauseSets)
    per_criterion: Mapping[str, CauseSets] = field(default_factory=dict)
    note: Note = Note.EXPLAINED
    law_alone: Recomputed | None = None
    law_and_benchmark: Recomputed | None = None
    new_criteria: tuple[str, ...] = ()
    dropped_criteria: tuple[str, ...] = ()
    withheld: bool = False

    @property
    def sets(self) -> tuple[Factors, ...]:
        """All smallest sets that explain the move."""
        return self.move.sets

    @property
    def words(self) -> tuple[str, ...]:
        """The column ``causes``."""
        return self.move.words


def in_order(factors: Iterable[Factor]) -> tuple[str, ...]:
    """A set in the order in which the outputs name its members."""
    chosen = set(factors)
    return tuple(factor.value for factor in Factor if factor in chosen)


def smallest(factors: Sequence[Factor], suffices: Callable[[Factors], bool | None]) -> CauseSets:
    """The smallest sets of factors that suffice. ``suffices`` returns ``None`` where that is unknown."""
    unsettled: list[Factors] = []
    for size, _ in enumerate(factors, start=1):
        answers = {frozenset(chosen): suffices(frozenset(chosen)) for chosen in combinations(factors, size)}
        unsettled += [chosen for chosen, answer in answers.items() if answer is None]
        winners = tuple(chosen for chosen, answer in answers.items() if answer)
        if winners:
            return CauseSets(winners, tuple(unsettled))
    return CauseSets((), tuple(unsettled))


def certain(found: CauseSets) -> CauseSets:
    """If only the published list gives the earlier decision: the sets of which no part might suffice.

    966 residents take an area off every list whatever its unknown figures were; ``size`` alone is then the cause.
    """
    return CauseSets(
        tuple(each for each in found.sets if not any(part < each for part in found.unsettled)), found.unsettled
    )


def causes_of_all(
    moves: Iterable[Move],
    before: YearlyList,
    after: YearlyList,
    areas: AreaTable,
    history: History,
    evidence: FigureSource,
) -> tuple[Causes, ...]:
    """What explains each move between two lists, in their order; recomputed figures are shared."""
    lists = TwoLists(before, after, areas, history, evidence)
    return tuple(_causes(move, lists) for move in moves)


def _causes(move: Move, lists: TwoLists) -> Causes:
    factors = lists.changed(move)
    law_changed = Factor.LAW in factors
    turned = _turned(move, lists)
    found = _of_move(move, lists, factors)
    per_criterion = {
        criterion: smallest(factors, _criterion_becomes(move, lists, criterion, to))
        for criterion, to in turned.items()
        if lists.outcome(move, NONE_NEW).met.get(criterion) is (not to)
    }
    unsettled = {tried for each in (found, *per_criterion.values()) for tried in each.unsettled}
    return Causes(
        found,
        per_criterion,
        _note(move, lists, found),
        lists.outcome(move, LAW_ALONE) if law_changed and move.now is not None else None,
        lists.outcome(move, LAW_AND_BENCHMARK) if law_changed and move.now is not None else None,
        _new_criteria(move, lists) if law_changed else (),
        _dropped_criteria(move, lists) if law_changed else (),
        any(lists.outcome(move, tried).withheld for tried in unsettled),
    )


def _of_move(move: Move, lists: TwoLists, factors: Sequence[Factor]) -> CauseSets:
    if move.change not in (Change.ENTERED, Change.LEFT):
        return CauseSets()
    if move.abolished:
        return CauseSets((LAW_ALONE,))
    wanted = move.change is Change.ENTERED
    was = lists.outcome(move, NONE_NEW).designated
    if was is wanted or (was is None and any(each.designated is None for each in move.earlier)):
        return CauseSets()  # the earlier decision cannot be recomputed, so no change to it can be tried

    def becomes(new: Factors) -> bool | None:
        found = lists.outcome(move, new).designated
        return None if found is None else found is wanted

    found = smallest(factors, becomes)
    return found if was is not None else certain(found)


def _criterion_becomes(move: Move, lists: TwoLists, criterion: str, to: bool) -> Callable[[Factors], bool | None]:
    def becomes(new: Factors) -> bool | None:
        found = lists.outcome(move, new).met.get(criterion)
        return None if found is None else found is to

    return becomes


def _note(move: Move, lists: TwoLists, found: CauseSets) -> Note:
    if move.change is Change.STAYED:
        return Note.NO_MOVE
    if move.change is Change.UNDETERMINED:
        return Note.UNDETERMINED
    if found.sets:
        return Note.EXPLAINED
    before, after = lists.outcome(move, NONE_NEW), lists.outcome(move, frozenset(Factor))
    if before.designated is None or before.designated is (move.change is Change.ENTERED):
        return Note.WITHHELD if before.withheld else Note.BEFORE_NOT_RECOMPUTED
    return Note.WITHHELD if after.withheld else Note.AFTER_NOT_RECOMPUTED  # else all factors would have sufficed


def _turned(move: Move, lists: TwoLists) -> dict[str, bool]:
    """Each criterion that changed, with its new outcome; in a new category, by the earlier law's limit."""
    turned = dict.fromkeys(move.gained, True) | dict.fromkeys(move.lost, False)
    if move.new_category and move.now is not None:
        was = lists.outcome(move, NONE_NEW).met
        for each in move.now.assessments:
            if each.met is not None and was.get(each.criterion) is (not each.met):
                turned[each.criterion] = each.met
    return turned


def _new_criteria(move: Move, lists: TwoLists) -> tuple[str, ...]:
    """The criteria met now that the earlier law did not ask about in any category."""
    asked = asked_criteria(lists.before.regime)
    met = [each.criterion for each in move.now.assessments if each.met] if move.now else []
    return tuple(criterion for criterion in met if criterion not in asked)


def _dropped_criteria(move: Move, lists: TwoLists) -> tuple[str, ...]:
    """The criteria met on the earlier list that the later law does not ask about in any category."""
    asked = asked_criteria(lists.after.regime)
    return tuple(criterion for criterion, met in met_before(move.earlier).items() if met and criterion not in asked)
