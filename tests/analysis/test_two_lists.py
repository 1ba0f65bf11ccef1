"""Two lists compared: a list with itself, forwards and backwards, changed borders, and no withheld number in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.analysis.causes import LAW_ALONE, Causes, Note, causes_of_all
from pipeline.analysis.counterfactual import TwoLists
from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import Sources, open_sources
from pipeline.law import load_law
from pipeline.lists.delta import Change, Move, delta
from pipeline.lists.designation import Designation, History
from pipeline.lists.yearly_list import YearlyList, yearly_lists_up_to
from pipeline.text.delta import explanation
from tests.made_up_country.generate import RAW_ROOT

Lists = dict[int, YearlyList]


@pytest.fixture(scope="module")
def sources() -> Sources:
    return open_sources(RawRoot(RAW_ROOT))


@pytest.fixture(scope="module")
def lists(sources: Sources) -> Lists:
    return {each.list_year: each for each in yearly_lists_up_to(sources, load_law(), 2024)}


def history_before(sources: Sources, lists: Lists, list_year: int) -> History:
    history = History(sources.areas, load_law())
    for each in lists.values():
        if each.list_year < list_year:
            history.record(each.list_year, ((d.area_id, d.category, d.designated) for d in each.designations))
    return history


def moved(sources: Sources, lists: Lists, list_year: int) -> dict[tuple[str, str], tuple[Move, Causes]]:
    before, after = lists[list_year - 1], lists[list_year]
    moves = delta(sources.areas, before, after)
    found = causes_of_all(moves, before, after, sources.areas, history_before(sources, lists, list_year), sources)
    return {(move.area.area_id, move.category): (move, why) for move, why in zip(moves, found, strict=True)}


@pytest.mark.parametrize("list_year", [2017, 2020, 2024])
def test_a_list_compared_with_itself_has_no_move(sources: Sources, lists: Lists, list_year: int) -> None:
    same = lists[list_year]
    moves = delta(sources.areas, same, same)
    assert {move.change for move in moves} <= {Change.STAYED, Change.UNDETERMINED}
    assert all(move.change is Change.STAYED or (move.now and move.now.designated is None) for move in moves)
    for why in causes_of_all(moves, same, same, sources.areas, history_before(sources, lists, list_year), sources):
        assert why.sets == ()
        assert why.per_criterion == {}


@pytest.mark.parametrize(("earlier", "later"), [(2016, 2017), (2018, 2019), (2021, 2024), (2022, 2023)])
def test_entering_from_a_to_b_is_leaving_from_b_to_a(sources: Sources, lists: Lists, earlier: int, later: int) -> None:
    """For areas that are the same on both lists; others are matched through their predecessors, in one direction only."""
    steady = {a.area_id for a in sources.areas.valid_in(earlier)} & {a.area_id for a in sources.areas.valid_in(later)}

    def changed(moves: tuple[Move, ...], change: Change) -> set[tuple[str, str]]:
        found = (move for move in moves if move.change is change and move.area.area_id in steady)
        return {(move.area.area_id, move.category) for move in found}

    forth = delta(sources.areas, lists[earlier], lists[later])
    back = delta(sources.areas, lists[later], lists[earlier])
    assert changed(forth, Change.ENTERED) == changed(back, Change.LEFT)
    assert changed(forth, Change.LEFT) == changed(back, Change.ENTERED)
    assert changed(forth, Change.ENTERED) | changed(forth, Change.LEFT)


SPOKEN_FOR = [
    # list year, area, category, causes: the area's name says which branch it takes
    (2018, "education-brought", "ghettoområde", ("law",)),  # brought education counts as basic from 2018
    (2018, "convicted-over-2-70", "ghettoområde", ("law",)),  # over 2.70 %, not three times the average
    (2020, "off-in-2019", "ghettoområde", ("data",)),
    (2021, "fifth-list", "omdannelsesområde", ("history",)),  # all as before, but now the fifth list
    (2021, "forebyggelse-twice", "forebyggelsesområde", ("data", "law")),  # twice the average, and a new category
    (2022, "size-999", "parallelsamfund", ("size",)),
    (2022, "counted-apart", "udsat boligområde", ("data", "border")),
]


@pytest.mark.parametrize(("list_year", "area_id", "category", "causes"), SPOKEN_FOR)
def test_the_areas_named_for_a_cause_have_it(
    sources: Sources, lists: Lists, list_year: int, area_id: str, category: str, causes: tuple[str, ...]
) -> None:
    assert moved(sources, lists, list_year)[area_id, category][1].words == causes


def test_one_move_alone_and_all_together_have_the_same_causes(sources: Sources, lists: Lists) -> None:
    history = history_before(sources, lists, 2022)
    for move, why in moved(sources, lists, 2022).values():
        assert causes_of_all([move], lists[2021], lists[2022], sources.areas, history, sources) == (why,)


def test_a_merged_area_is_told_with_what_it_was_made_of(sources: Sources, lists: Lists) -> None:
    move, why = moved(sources, lists, 2021)["merged", "udsat boligområde"]
    assert move.earlier_ids == ("merged-listed", "merged-unlisted")
    assert "merged-listed, merged-unlisted" in explanation(move, why).en


def test_the_new_law_alone_is_the_old_figures_under_it(sources: Sources, lists: Lists) -> None:
    """Under one law the figures give the same list again; under two laws, exactly the differences of the laws."""

    def law_alone(list_year: int) -> list[Designation]:
        two = TwoLists(
            lists[list_year - 1], lists[list_year], sources.areas, history_before(sources, lists, list_year), sources
        )
        return [each for area in sources.areas.valid_in(list_year - 1) for each in two.decided(area, LAW_ALONE)]

    decided = {(each.area_id, each.category): each.designated for each in lists[2018].designations}
    assert {(each.area_id, each.category): each.designated for each in law_alone(2019)} == decided
    by_key = {(each.area_id, each.category): each.designated for each in law_alone(2018)}
    assert by_key["convicted-over-2-70", "ghettoområde"] is False
    assert lists[2017].designation("convicted-over-2-70", "ghettoområde").designated is True


def test_an_undetermined_move_names_no_cause(sources: Sources, lists: Lists) -> None:
    move, why = moved(sources, lists, 2020)["part-taken", "udsat boligområde"]
    assert move.change is Change.UNDETERMINED
    assert (why.sets, why.note) == ((), Note.UNDETERMINED)


def test_both_languages_say_it(sources: Sources, lists: Lists) -> None:
    for list_year in (2018, 2021, 2022):
        for move, why in moved(sources, lists, list_year).values():
            sentence = explanation(move, why)
            assert sentence.da.endswith(".")
            assert sentence.en.endswith(".")
            assert ".." not in sentence.da + sentence.en
            assert sentence.da != sentence.en


def test_the_published_delta_holds_the_causes(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from pipeline.core.paths import OutRoot
    from pipeline.outputs.year_result import Request
    from pipeline.outputs.yearly_run import make_lists, publish

    law, out = load_law(), OutRoot(tmp_path)
    sources = open_sources(RawRoot(RAW_ROOT))
    publish(out, law, sources, list(make_lists(sources, law, Request((2022,), None, "run"))))
    rows = pq.read_table(out.partition("delta", 2022)).to_pylist()
    by_key = {(row["area_id"], row["category"]): row["causes"] for row in rows}
    assert by_key["size-999", "parallelsamfund"] == ["size"]
    assert by_key["education-brought", "omdannelsesområde"] == ["history"]
