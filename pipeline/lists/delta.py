"""The changes between two lists: which areas entered, left or stayed, and which criteria changed.

Categories of two regimes are matched by ``continues``, areas by their predecessors. The causes of a move are in
``pipeline.analysis.causes``. What does not belong here: sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pipeline.inputs.areas import Area, AreaTable
from pipeline.lists.designation import Basis, Designation, any_of, weakest
from pipeline.lists.list_status import ListStatus
from pipeline.lists.yearly_list import YearlyList


class Change(StrEnum):
    """What happened to an area in a category since the list before."""

    ENTERED = "entered"
    LEFT = "left"
    STAYED = "stayed"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Move:
    """One area and category on two lists.

    ``earlier`` holds the earlier decisions it is compared with: of the area itself or of its predecessors, in the
    categories this one continues. ``now`` is ``None`` when the area has ended or the law has ``abolished`` the
    category; then no criterion is gained or lost, because none is asked. With several predecessors a criterion was met
    if it was met in any of them, as an area was on the list if any of them was.
    """

    list_year: int
    compared_with: int
    area: Area
    category: str
    change: Change
    now: Designation | None
    earlier: tuple[Designation, ...]
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    earlier_ids: tuple[str, ...] = field(default=())
    abolished: bool = False
    ended_status: ListStatus = ListStatus.OWN_CALCULATION  # of the later list, where nothing on it continues this

    @property
    def new_category(self) -> bool:
        """Whether the earlier regime had nothing that this category continues."""
        return self.now is not None and not self.earlier and bool(self.earlier_ids)

    @property
    def status(self) -> ListStatus:
        """How official the later outcome is."""
        return self.now.status if self.now else self.ended_status

    @property
    def basis(self) -> Basis:
        """The weaker basis of the two decisions."""
        return weakest(each.basis for each in (*self.earlier, *((self.now,) if self.now else ())))


def delta(areas: AreaTable, before: YearlyList, after: YearlyList) -> tuple[Move, ...]:
    """Every official area and category on either list, or possibly so; an area off both lists gets no row."""
    earlier = {(each.area_id, each.category): each for each in before.designations}
    moves = []
    continued: set[tuple[str, str]] = set()
    for area in areas.valid_in(after.list_year):
        if area.candidate:
            continue
        ids = areas.earlier_ids(area, before.list_year)
        for category in after.regime.categories:
            keys = [(area_id, name) for area_id in ids for name in category.continues if (area_id, name) in earlier]
            continued.update(keys)
            now = after.designation(area.area_id, category.name)
            moves.append(_move(before.list_year, area, category.name, now, [earlier[key] for key in keys], ids))
    moves.extend(_ended(areas, before, after, continued))
    return tuple(replace(move, ended_status=after.status) for move in moves if move is not None)


def _ended(
    areas: AreaTable, before: YearlyList, after: YearlyList, continued: set[tuple[str, str]]
) -> Iterable[Move | None]:
    """Decisions of the earlier list that no area or no category of the later list continues."""
    named = {area.area_id: area for area in areas.valid_in(before.list_year)}
    kept = {name for category in after.regime.categories for name in category.continues}
    for each in before.designations:
        abolished = each.category not in kept
        if (
            each.candidate
            or (each.area_id, each.category) in continued
            or not (each.designated or (abolished and each.designated is None))
        ):
            continue
        yield Move(
            after.list_year,
            before.list_year,
            named[each.area_id],
            each.category,
            Change.LEFT if each.designated else Change.UNDETERMINED,
            None,
            (each,),
            earlier_ids=(each.area_id,),
            abolished=abolished,
        )


def _move(
    compared_with: int,
    area: Area,
    category: str,
    now: Designation,
    earlier: Sequence[Designation],
    ids: tuple[str, ...],
) -> Move | None:
    was = any_of(each.designated for each in earlier)
    change = _change(was, now.designated)
    if change is None:
        return None
    gained, lost = _turned(earlier, now, True), _turned(earlier, now, False)
    return Move(now.list_year, compared_with, area, category, change, now, tuple(earlier), gained, lost, ids)


def _change(was: bool | None, now: bool | None) -> Change | None:
    if was is None or now is None:
        return Change.UNDETERMINED
    if now:
        return Change.STAYED if was else Change.ENTERED
    return Change.LEFT if was else None


def _turned(earlier: Sequence[Designation], now: Designation, to: bool) -> tuple[str, ...]:
    """The criteria known to have changed to met (``to`` true) or to not met; unknown ones are left out."""
    was = met_before(earlier)
    return tuple(each.criterion for each in now.assessments if each.met is to and was.get(each.criterion) is (not to))


def met_before(designations: Iterable[Designation]) -> dict[str, bool | None]:
    """Whether each criterion is met by any of several areas, whatever their order.

    Of one area's several categories the first that asks about a criterion counts.
    """
    by_area: dict[str, dict[str, bool | None]] = {}
    for designation in designations:
        for each in designation.assessments:
            by_area.setdefault(designation.area_id, {}).setdefault(each.criterion, each.met)
    criteria = dict.fromkeys(criterion for found in by_area.values() for criterion in found)
    return {
        criterion: any_of(found[criterion] for found in by_area.values() if criterion in found)
        for criterion in criteria
    }
