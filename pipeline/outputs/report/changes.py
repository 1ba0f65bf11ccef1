"""What changed since the list before, and what may change next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.analysis.nearest import NEAR, Near, near_changes, one_per_area, relative_distance
from pipeline.analysis.watch import watch_list
from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.inputs.areas import Area
from pipeline.lists.delta import Change
from pipeline.lists.list_status import ListStatus
from pipeline.lists.shown import ShownAssessment, shown_assessments
from pipeline.outputs.report.category_marks import Mark
from pipeline.outputs.report.view import View
from pipeline.text.bilingual import Bilingual
from pipeline.text.headline import change_sentence
from pipeline.text.numbers import counted
from pipeline.text.vocabulary import CAUSES, CHANGES, causes_text
from pipeline.text.watch import near_size_sentence, unknown_distances, watch_sentence


@dataclass(frozen=True)
class MoveLine:
    """One area and category that changed, stayed or possibly did, with the sentence of the delta table."""

    area_id: str
    area: str
    mark: Mark
    category: str
    change: str
    change_text: Bilingual
    explanation: Bilingual
    causes: Bilingual
    cause_words: tuple[str, ...]


OfArea = tuple[str, tuple[MoveLine, ...]]


@dataclass(frozen=True)
class Moves:
    """The moves in the order of interest, those of an area together."""

    changed: tuple[OfArea, ...]
    undetermined: tuple[OfArea, ...]
    stayed: tuple[OfArea, ...]

    @property
    def all(self) -> tuple[OfArea, ...]:
        """Every area with a row in the delta."""
        return (*self.changed, *self.undetermined, *self.stayed)


def moves(view: View) -> Moves:
    """The delta of the areas shown; areas that have ended are shown under their municipality."""
    lines = move_lines(view)
    return Moves(
        _by_area(each for each in lines if each.change in (Change.ENTERED, Change.LEFT)),
        _by_area(each for each in lines if each.change == Change.UNDETERMINED),
        _by_area(each for each in lines if each.change == Change.STAYED),
    )


def move_lines(view: View) -> tuple[MoveLine, ...]:
    """Every row of the delta that is shown."""
    return tuple(
        MoveLine(
            row["area_id"],
            row["area"],
            view.marks[row["category"]],
            row["category"],
            row["change"],
            CHANGES[row["change"]],
            Bilingual(row["explanation_da"], row["explanation_en"]),
            causes_text(row["causes"]),
            tuple(row["causes"]),
        )
        for row in view.result.rows["delta"]
        if row["municipality_code"] in view.municipalities
    )


def _by_area(lines: Iterable[MoveLine]) -> tuple[OfArea, ...]:
    found: dict[str, list[MoveLine]] = {}
    for line in lines:
        found.setdefault(line.area_id, []).append(line)
    return tuple((rows[0].area, tuple(rows)) for rows in found.values())


@dataclass(frozen=True)
class ChangedArea:
    """One area that entered or left a category, and what and why in one sentence after its name."""

    area_id: str
    area: str
    sentence: Bilingual


def changed_areas(moved: Moves, status: ListStatus) -> tuple[ChangedArea, ...]:
    """Every area that changed, in a sentence each."""
    return tuple(
        ChangedArea(lines[0].area_id, area, change_sentence(_by_change(lines), _cause_words(lines), status))
        for area, lines in moved.changed
    )


def _by_change(lines: Iterable[MoveLine]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.change, []).append(line.category)
    return found


def _cause_words(lines: Iterable[MoveLine]) -> list[str]:
    """The causes of any of the area's changes, in the order of the column."""
    named = {cause for line in lines for cause in line.cause_words}
    return [cause for cause in CAUSES if cause in named]


def undetermined_text(moved: Moves) -> Bilingual:
    """The sentence about areas for which it is undetermined whether they changed."""
    count = counted(len(moved.undetermined), Bilingual("område", "area"), Bilingual("områder", "areas"))
    return Bilingual(
        f"For {count.da} kan det for mindst én kategori ikke afgøres, om status er ændret.",
        f"For {count.en} it cannot be determined for at least one category whether the status changed.",
    )


MOST_WATCHED = 10  # lines on the second page


@dataclass(frozen=True)
class WatchLine:
    """One area that a small change would move onto or off a list, and which change."""

    area: Area
    mark: Mark
    sentence: Bilingual


@dataclass(frozen=True)
class WatchList:
    """The nearest change of at most ten areas; every other near change; and what is unknown because figures are
    missing."""

    nearest: tuple[WatchLine, ...]
    others: tuple[WatchLine, ...]
    unknown: Bilingual | None
    near_size: tuple[Bilingual, ...]


def watched(view: View) -> WatchList:
    """The watch list of the areas shown."""
    named = {area.area_id: area for area in view.official}
    told = replace(view.now, designations=tuple(each for each in view.now.designations if each.area_id in named))
    changes = near_changes(watch_list(told, view.before))
    first = one_per_area(changes)[:MOST_WATCHED]
    lacking = [area for area in view.official if _lacks_figures(view, area)]
    return WatchList(
        tuple(_line(view, named, each) for each in first),
        tuple(_line(view, named, each) for each in changes if each not in first),
        unknown_distances(len(lacking)) if lacking else None,
        tuple(near_size_sentence(area.name, size) for area in lacking if (size := _near_size(view, area)) is not None),
    )


def _line(view: View, named: Mapping[str, Area], near: Near) -> WatchLine:
    furthest = max((view.marks[name] for name in near.categories), key=lambda mark: mark.rank)
    forecast = view.now.status is ListStatus.FORECAST
    return WatchLine(named[near.area_id], furthest, watch_sentence(near.watched, near.categories, forecast))


def _lacks_figures(view: View, area: Area) -> bool:
    return any(not each.known for designation in view.designations(area) for each in shown_assessments(designation))


def _near_size(view: View, area: Area) -> ShownAssessment | None:
    """The area's size where it is short of a limit by little: its other figures may be what they may."""
    for designation in view.designations(area):
        for each in shown_assessments(designation):
            if (
                CRITERIA[each.criterion].kind is CriterionKind.SIZE
                and each.met is False
                and (far := relative_distance(each)) is not None
            ):
                return each if far <= NEAR else None
    return None
