"""What changed since the list before, and what may change next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.analysis.watch import Watch, watch_list
from pipeline.inputs.areas import Area
from pipeline.lists.delta import Change
from pipeline.outputs.report.category_marks import Mark
from pipeline.outputs.report.view import View
from pipeline.text.bilingual import Bilingual
from pipeline.text.vocabulary import CHANGES, causes_text
from pipeline.text.watch import watch_sentence


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


OfArea = tuple[str, tuple[MoveLine, ...]]


@dataclass(frozen=True)
class Moves:
    """The moves in the order of interest, those of an area together."""

    changed: tuple[OfArea, ...]
    undetermined: tuple[OfArea, ...]
    stayed: tuple[OfArea, ...]


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
class WatchLine:
    """One area that a small change would move onto or off a list, and which change."""

    area: Area
    mark: Mark
    category: str
    sentence: Bilingual


NEAREST_FIRST = (Watch.NEXT_LIST, Watch.FEW_PERSONS, Watch.TREND, Watch.ONE_CRITERION)


def watched(view: View) -> tuple[WatchLine, ...]:
    """The watch list of the areas shown: first those without a number of persons, then by that number."""
    named = {area.area_id: area for area in view.areas}
    told = replace(view.now, designations=tuple(each for each in view.now.designations if each.area_id in named))
    found = list(watch_list(told, view.before))
    found.sort(key=lambda each: (NEAREST_FIRST.index(each.why), each.persons is None, each.persons or 0))
    return tuple(
        WatchLine(named[each.area_id], view.marks[each.category], each.category, watch_sentence(each)) for each in found
    )
