"""The causes found suffice and are the smallest that do: compared with all 64 subsets, decided by a law typed in here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.analysis.causes import causes_of_all, smallest
from pipeline.analysis.counterfactual import Factor
from pipeline.lists.delta import Change, Move, delta
from tests.analysis.two_years import AREAS, Counts, two_lists

counts = st.builds(
    Counts,
    residents=st.sampled_from([999, 1000, 1000, 1000]),
    non_western=st.sampled_from([290, 310, 500, 501]),
    without_link=st.sampled_from([Decimal("240"), Decimal("240.5"), Decimal("320"), Decimal("320.5"), Decimal("330")]),
    convicted=st.integers(13, 30),
    basic=st.sampled_from([240, 251, 290, 300, 301]),
    brought=st.sampled_from([0, 11]),
    unknown=st.sampled_from([0, 1]),
    mean_income=st.sampled_from([164_999, 165_000, 180_000, 195_000]),
    national_convicted=st.sampled_from([6_000, 7_000, 9_000]),
    regional_mean_income=st.sampled_from([280_000, 300_000, 330_000]),
)
SHARED = {"ghettoområde", "parallelsamfund"}


def lists_in_a_row(listed: Mapping[int, Mapping[str, bool]], up_to: int) -> int:
    """How many lists in a row, ending with ``up_to``, had the area as ghettoområde or parallelsamfund."""
    run = 0
    while any(listed.get(up_to - run, {}).get(name, False) for name in SHARED):
        run += 1
    return run


def outcome(law: int, own: tuple[Counts, Counts], than: tuple[Counts, Counts], size: int, run: int) -> dict[str, bool]:
    """The law of 2014, 2018 or 2021 as plain code. ``own`` and ``than`` are a year and the year before it."""
    latest, earlier = own
    non_western = Fraction(latest.non_western, latest.residents)
    attachment = (Fraction(latest.without_link) + Fraction(earlier.without_link)) / (2 * 800)
    convicted = Fraction(latest.convicted + earlier.convicted, 2 * 1000)
    national = Fraction(than[0].national_convicted + than[1].national_convicted, 2 * 1_000_000)
    income = Fraction(latest.mean_income, than[0].regional_mean_income)
    if law == 2014:
        education = Fraction(latest.basic + latest.unknown, 500)
        met = [
            non_western > Fraction(1, 2),
            attachment > Fraction(2, 5),
            convicted > Fraction(27, 1000),
            education > Fraction(1, 2),
            income < Fraction(11, 20),
        ]
        return {"ghettoområde": size >= 1000 and sum(met) >= 3}
    education = Fraction(latest.basic + latest.brought + latest.unknown, 500)
    upper = [
        attachment > Fraction(2, 5),
        convicted >= 3 * national,
        education > Fraction(3, 5),
        income < Fraction(11, 20),
    ]
    lower = [
        attachment > Fraction(3, 10),
        convicted >= 2 * national,
        education > Fraction(3, 5),
        income < Fraction(13, 20),
    ]
    udsat = size >= 1000 and sum(upper) >= 2
    ghetto = udsat and non_western > Fraction(1, 2)
    if law == 2018:
        return {"udsat boligområde": udsat, "ghettoområde": ghetto, "hårdt ghettoområde": ghetto and run >= 4}
    prevention = size >= 1000 and non_western > Fraction(3, 10) and sum(lower) >= 2 and not udsat
    return {
        "udsat boligområde": udsat,
        "parallelsamfund": ghetto,
        "omdannelsesområde": ghetto and run >= 4,
        "forebyggelsesområde": prevention,
    }


FORERUNNERS = {"parallelsamfund": "ghettoområde", "omdannelsesområde": "hårdt ghettoområde"}
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
        law = LAWS[list_year if Factor.LAW in new else list_year - 1]
        found = outcome(
            law,
            pairs[Factor.DATA in new],
            pairs[Factor.BENCHMARK in new],
            pairs[Factor.SIZE in new][0].residents,
            lists_in_a_row(listed, list_year - 1 if Factor.HISTORY in new else list_year - 2),
        )
        return found.get(move.category, found.get(FORERUNNERS.get(move.category, ""), False))

    moves = delta(AREAS, before, after)
    assume(any(move.change in (Change.ENTERED, Change.LEFT) for move in moves))
    for move, causes in zip(moves, causes_of_all(moves, before, after, AREAS, history, sources), strict=True):
        if move.change not in (Change.ENTERED, Change.LEFT):
            assert causes.sets == ()
            continue
        wanted = move.change is Change.ENTERED
        subsets = [frozenset(chosen) for size in range(7) for chosen in combinations(Factor, size)]
        enough = [new for new in subsets if plainly(move, new) is wanted]
        fewest = min(map(len, enough))
        assert fewest > 0
        assert list(causes.sets) == [new for new in enough if len(new) == fewest]
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
