"""The causes found suffice and are the smallest that do: compared with all 64 subsets, decided by a law typed in here."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.analysis.causes import CauseSets, causes_of_all, certain, smallest
from pipeline.analysis.counterfactual import Factor
from pipeline.lists.delta import Change, Move, delta
from tests.analysis.plain_law import lists_in_a_row, on_list, outcome, smallest_sets
from tests.analysis.two_years import AREAS, Counts, two_lists

counts = st.builds(
    Counts,
    residents=st.sampled_from([999, 1000, 1000, 1000]),
    non_western=st.sampled_from([290, 310, 500, 501]),
    without_link=st.sampled_from([Decimal("240"), Decimal("240.5"), Decimal("320"), Decimal("320.5"), Decimal("330")]),
    convicted=st.integers(13, 30),
    basic=st.sampled_from([240, 251, 290, 295, 300, 301]),
    brought=st.sampled_from([0, 11]),
    unknown=st.sampled_from([0, 5, 6]),  # fewer are withheld, and then not all is told
    mean_income=st.sampled_from([164_999, 165_000, 180_000, 195_000]),
    national_convicted=st.sampled_from([6_000, 7_000, 9_000]),
    regional_mean_income=st.sampled_from([280_000, 300_000, 330_000]),
)
LAWS = {2017: 2014, 2018: 2018, 2019: 2018, 2020: 2018, 2021: 2021, 2022: 2021}


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([2018, 2019, 2021, 2022]),
    counts,
    counts,
    counts,
    st.lists(st.booleans() | st.just(True), min_size=4, max_size=4),
)
def test_causes_suffice_and_are_the_smallest(
    list_year: int, first: Counts, second: Counts, third: Counts, listed_before: list[bool]
) -> None:
    """Three deliveries drawn around every limit; each subset of the six decided by the plain law above."""
    by_year = {list_year - 2: first, list_year - 1: second, list_year: third}
    before, after, history, sources = two_lists(by_year, list_year, listed_before)
    listed = {list_year - 2 - back: {"ghettoområde": on} for back, on in enumerate(listed_before)}
    listed[list_year - 1] = {each.category: bool(each.designated) for each in before.designations}
    pairs = {True: (third, second), False: (second, first)}

    def plainly(move: Move, new: frozenset[Factor]) -> bool:
        found = outcome(
            LAWS[list_year if Factor.LAW in new else list_year - 1],
            pairs[Factor.DATA in new],
            pairs[Factor.BENCHMARK in new],
            pairs[Factor.SIZE in new][0].residents,
            lists_in_a_row(listed, list_year - 1 if Factor.HISTORY in new else list_year - 2),
        )
        return on_list(found, move.category)

    moves = delta(AREAS, before, after)
    assume(any(move.change in (Change.ENTERED, Change.LEFT) for move in moves))
    for move, causes in zip(moves, causes_of_all(moves, before, after, AREAS, history, sources), strict=True):
        if move.change not in (Change.ENTERED, Change.LEFT):
            assert causes.sets == ()
            continue
        wanted = move.change is Change.ENTERED
        assert list(causes.sets) == smallest_sets(partial(plainly, move), wanted)
        assert causes.move.unsettled == ()


def test_the_smallest_sets_come_in_the_order_of_the_contract() -> None:
    found = smallest(tuple(Factor), lambda new: Factor.LAW in new or Factor.DATA in new or len(new) > 1)
    assert found.sets == (frozenset({Factor.DATA}), frozenset({Factor.LAW}))
    assert found.words == ("data",)


def test_what_cannot_be_told_is_kept_apart_from_what_does_not_suffice() -> None:
    """Data alone is unknown, law alone does not suffice, both together do."""
    answers = {frozenset({Factor.DATA}): None, frozenset({Factor.LAW}): False}
    found = smallest((Factor.DATA, Factor.LAW), lambda new: answers.get(new, True))
    assert found.sets == (frozenset({Factor.DATA, Factor.LAW}),)
    assert found.unsettled == (frozenset({Factor.DATA}),)


def test_where_the_earlier_decision_is_known_from_print_alone_a_set_with_an_unknown_part_is_no_cause() -> None:
    """Data and size suffice, but whether data alone would is unknown; so is history, which is no part of it."""
    data, size, law, history = (frozenset({each}) for each in (Factor.DATA, Factor.SIZE, Factor.LAW, Factor.HISTORY))
    found = CauseSets((data | size, size | law), (data, history, size | law))
    assert certain(found) == CauseSets((size | law,), (data, history, size | law))
