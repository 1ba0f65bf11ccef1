"""Everything that ``analysis`` says of a small country, compared with files in ``expected/`` that were read and checked.

What the files hold is checked in ``test_small_country_checked`` by slow and plain calculations of another kind. Where a
change of the program is meant to change them: ``python -m tests.analysis.test_small_country`` writes them anew, to be
read with ``git diff``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from pipeline.analysis.causes import LAW_ALONE, LAW_AND_BENCHMARK
from pipeline.analysis.counterfactual import Factor
from pipeline.analysis.distance import MinimalChanges, minimal_changes, shown_changes
from pipeline.analysis.nearest import near_changes, one_per_area
from pipeline.analysis.watch import Watch, watch_list
from pipeline.analysis.whatif import summaries, what_if
from pipeline.law.amendments import CITY, Changes, LimitChange
from pipeline.lists.delta import Change
from tests.analysis import told
from tests.analysis.small_country import LAW, EightLists, small_country

EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture(scope="module")
def lists() -> EightLists:
    return EightLists()


AS_OTHERS = ("whole", "named", "absorbed", "old-low", "watched", "old-high")  # their moves are those of "steady"


def causes(lists: EightLists) -> Iterator[str]:
    """Every move of every list; those that stayed with no criterion to tell of in one line."""
    for list_year in range(2017, 2023):
        yield f"== {list_year}"
        quiet = []
        for move, why in zip(lists.moves(list_year), lists.causes(list_year), strict=True):
            if move.area.area_id in AS_OTHERS:
                continue
            if move.change is not Change.STAYED or why.per_criterion or why.new_criteria or why.dropped_criteria:
                yield from told.causes(move, why)
            else:
                quiet.append(f"{move.area.area_id} {move.category} ({why.note.name})")
        yield f"stayed: {', '.join(quiet) or 'none'}"


MIXED = [  # list year, area, category: decided with no, each, all but data, and every factor from the later list
    (2017, "by-years-of-mean", "ghettoområde"),
    (2018, "printed", "udsat boligområde"),
    (2019, "printed", "udsat boligområde"),
    (2019, "by-data-and-benchmark", "udsat boligområde"),
    (2019, "split-low", "udsat boligområde"),
    (2020, "printed", "udsat boligområde"),
    (2021, "printed", "udsat boligområde"),
    (2022, "by-unknown", "udsat boligområde"),
    (2022, "steady", "belastet boligområde"),
    (2022, "alone", "udsat boligområde"),
    (2023, "steady", "udsat boligområde"),
]


def mixtures(lists: EightLists) -> Iterator[str]:
    """Decisions with some of what they rest on from the earlier list and the rest from the later one."""
    for list_year, area_id, category in MIXED:
        two = lists.two(list_year)
        (move,) = (
            each
            for each in lists.moves(list_year)
            if (each.area.area_id, each.category, each.abolished) == (area_id, category, False)
        )
        yield f"== {list_year} {area_id} {category}: {told.together(frozenset(two.changed(move)))}"
        before = ""
        alone = (frozenset({factor}) for factor in Factor)
        for new in (frozenset[Factor](), *alone, frozenset(Factor) - {Factor.DATA}, frozenset(Factor)):
            found = two.outcome(move, new)
            lines = "\n".join(["", *chain.from_iterable(map(told.designation, found.designations))])
            yield f"{told.together(new)}: {told.recomputed(found)}{' as before' if lines == before else lines}"
            before = lines
    yield "== the figures of 2019 under the law of 2020"
    two = lists.two(2020)
    for area in lists.sources.areas.valid_in(2019):
        if area.area_id in ("by-lower-limits", "printed", "no-origin"):
            for each in two.decided(area, LAW_ALONE):
                yield from told.designation(each)
    yield "== the same with its benchmarks"
    for each in two.decided(
        next(area for area in lists.sources.areas.valid_in(2019) if area.area_id == "printed"), LAW_AND_BENCHMARK
    ):
        yield from told.designation(each)


DISTANT = (
    "steady", "by-data", "by-lower-limits", "by-size", "few", "alone", "rising", "no-link", "printed", "by-convictions",
    "by-average", "by-unknown", "falling",
    "few-and-near", "just-near",
)  # fmt: skip


def distances(lists: EightLists) -> Iterator[str]:
    """The least change of each designation that has one; the least with income; what of them is shown."""
    for list_year in (2018, 2021, 2022):
        made = lists.lists[list_year]
        yield f"== {list_year}"
        for area_id in DISTANT:
            own = [each for each in made.designations if each.area_id == area_id]
            for each in own:
                found = minimal_changes(own, made.regime, each.category)
                if found != MinimalChanges(None, None):
                    shown = shown_changes(own, made.regime, each.category)
                    yield f"{area_id}: {told.changes(found, shown)}"


def watched(lists: EightLists) -> Iterator[str]:
    """The watch list of four lists; what is near of it."""
    for list_year in (2017, 2018, 2019, 2021, 2022):
        made = lists.lists[list_year]
        areas = [each for each in made.designations if each.area_id in (*DISTANT, "renamed")]
        found = watch_list(replace(made, designations=tuple(areas)), lists.lists.get(list_year - 1))
        yield f"== {list_year}"
        yield from map(told.watched, found)
        near = near_changes(found)
        yield f"-- {list_year}: near"
        yield from map(told.near, near)
        yield f"-- {list_year}: nearest of each area"
        yield from map(told.near, one_per_area(near))
    for persons in (2, 100):
        yield f"== 2021, fewer than {persons} persons"
        found = watch_list(lists.lists[2021], persons=persons)
        yield from map(told.watched, (each for each in found if each.why is Watch.FEW_PERSONS))


ASKED_OF = (
    "by-data", "by-lower-limits", "by-education", "by-unknown", "by-size", "few", "few-and-missing", "alone", "old-high", "old-low",
    "merged", "printed", "renamed", "named", "watched",
)  # fmt: skip
QUESTIONS = [  # list year, changes, municipalities
    (2021, Changes(), None),
    (2021, Changes(limits=(LimitChange("attachment", "19 %"),)), {"101"}),
    (2021, Changes(limits=(LimitChange("convicted", "0.5 x national average", "udsat boligområde"),)), {"101"}),
    (2019, Changes(limits=(LimitChange("convicted", "2 x national average"),)), None),
    (2020, Changes(minimum_size=999), {"101"}),
    (2021, Changes(minimum_size=999, law_for_history=True, lists_in_a_row=4), {"101"}),
    (2020, Changes(switches={"unknown_education": "not_basic"}), None),
    (2020, Changes(switches={"brought_education": "counts_as_its_level"}, law_for_history=True), None),
    (2021, Changes(switches={"merged_areas": "all"}, law_for_history=True), None),
    (2017, Changes(law="2018"), None),
    (2019, Changes(law="2014"), None),
    (2021, Changes(law="to come"), None),
    (2019, Changes(law="2021"), {"147"}),
    (2020, Changes(law="2018"), {"147"}),
    (2022, Changes(law="2021"), None),
    (2019, Changes(switches={"conviction_limit": "printed"}), None),
    (2021, Changes(income_benchmark=CITY), None),
    (2018, Changes(income_benchmark=CITY, limits=(LimitChange("income", "60 %"),)), {"147"}),
]  # fmt: skip


def questions(_: EightLists) -> Iterator[str]:
    """What-if questions of each form; answers that say nothing new are counted."""
    asked = small_country(ASKED_OF)
    for list_year, question, municipalities in QUESTIONS:
        places = f" in {' '.join(municipalities)}" if municipalities else ""
        found = what_if(asked, LAW, list_year, question, frozenset(municipalities) if municipalities else None)
        yield f"== {list_year}{places}: {found.changes.words}"
        for each in (found.real, found.other):
            areas = dict.fromkeys(figure.area_id for figure in each.figures)
            day = each.regime.published_on(list_year)
            yield f"  list of {each.list_year} ({day}), law {each.regime.name}, {len(each.figures)} figures of {' '.join(areas)}"
        yield from map(told.summary, summaries(found.answers))
        quiet = 0
        for answer in found.answers:
            if answer.moved is not False or answer.turned:
                real = {(f.criterion, f.grain): f for f in found.real.figures if f.area_id == answer.area_id}
                yield from told.answer(answer, real)
            else:
                quiet += 1
        yield f"  and {quiet} as they are"


FILES: list[Callable[[EightLists], Iterator[str]]] = [causes, mixtures, distances, watched, questions]


@pytest.mark.parametrize("lines", FILES, ids=lambda each: each.__name__)
def test_all_is_told_as_it_was_read_and_checked(
    lists: EightLists, lines: Callable[[EightLists], Iterator[str]]
) -> None:
    expected = (EXPECTED / f"{lines.__name__}.txt").read_text(encoding="utf-8").splitlines()
    assert "\n".join(lines(lists)).splitlines() == expected


if __name__ == "__main__":
    country = EightLists()
    for each in FILES:
        (EXPECTED / f"{each.__name__}.txt").write_text("\n".join(each(country)) + "\n", encoding="utf-8")
