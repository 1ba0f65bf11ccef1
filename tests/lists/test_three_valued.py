"""Missing is not "not met": three-valued logic compared with every combination of the unknown values."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.identity import Same
from pipeline.law import law_on
from pipeline.lists import three_valued
from pipeline.lists.assessment import Assessment, assess
from pipeline.lists.bounds import SHARE, Bounds
from pipeline.lists.designation import all_of, any_of
from pipeline.lists.indicators import Figure
from pipeline.lists.three_valued import decided, possible_outcomes

CLAIM = st.sampled_from([True, False, None])


def outcomes(values: list[bool | None]) -> list[list[bool]]:
    """Every combination of the unknown values."""
    return [list(each) for each in product(*([value] if value is not None else [True, False] for value in values))]


def agreed(answers: set[bool]) -> bool | None:
    return answers.pop() if len(answers) == 1 else None


@given(st.lists(CLAIM, max_size=6))
def test_all_and_any_are_known_exactly_when_no_unknown_can_change_them(values: list[bool | None]) -> None:
    assert all_of(values) is agreed({all(each) for each in outcomes(values)})
    assert any_of(values) is agreed({any(each) for each in outcomes(values)})


# --- all categories together --------------------------------------------------------------------------------------------

OF_2021 = law_on(2021)
UDSAT, FOREBYGGELSE = (OF_2021.category(name) for name in ("udsat boligområde", "forebyggelsesområde"))


def attachment(value: Fraction | None = None, partial: Bounds = SHARE) -> list[Assessment]:
    """One figure of an area in every category that asks for it; the rest is met and large enough."""
    given = {"size": Fraction(2000), "non_western": Fraction(6, 10), "basic_education": Fraction(7, 10)}
    given |= {"income": Fraction(9, 10), "convicted": Fraction(0)}
    found = []
    for category in OF_2021.categories:
        for name, law in category.limits.items():
            known = value if name == "attachment" else given[name]
            figure = Figure("a", name, "area", known, Fraction(1, 100), (), partial=partial)
            found.append(assess(category.name, law, figure))
    return found


OPEN = {"udsat boligområde": None, "parallelsamfund": None, "omdannelsesområde": False, "forebyggelsesområde": None}
ON = {"udsat boligområde": True, "parallelsamfund": True, "omdannelsesområde": False, "forebyggelsesområde": False}
PREVENTION = {name: name == "forebyggelsesområde" for name in ON}
STATES = [
    # without attachment, one of two more than 40 % (udsat) or 30 % (forebyggelse)
    (Bounds(Fraction(35, 100), Fraction(39, 100)), PREVENTION),
    (Bounds(Fraction(41, 100), Fraction(1)), ON),
    (SHARE, OPEN),
    (Bounds(Fraction(35, 100), Fraction(45, 100)), OPEN),  # one of the two for sure, but which?
]


def test_areas_of_which_other_things_are_known_are_decided_one_by_one() -> None:
    for _ in range(2):  # the second time from what was kept
        for partial, outcome in STATES:
            assert decided(OF_2021, attachment(partial=partial), {"omdannelsesområde": False}) == outcome


@pytest.mark.parametrize("reached", [True, False, None])
def test_lists_in_a_row_that_are_not_known_leave_only_their_category_open(reached: bool | None) -> None:
    found = decided(OF_2021, attachment(Fraction(1, 2)), {"omdannelsesområde": reached})
    assert found == ON | {"omdannelsesområde": reached}


def test_a_category_outside_one_whose_lists_in_a_row_are_not_known_is_open_too() -> None:
    """Prevention, were it outside of the conversion areas only: so if the five lists are not reached."""
    outside = [replace(each, outside=each.outside and "omdannelsesområde") for each in OF_2021.categories]
    found = decided(
        replace(OF_2021, categories=tuple(outside)), attachment(Fraction(1, 2)), {"omdannelsesområde": None}
    )
    assert (found["omdannelsesområde"], found["forebyggelsesområde"]) == (None, None)


def test_a_decision_that_was_kept_is_not_changed_by_who_receives_it() -> None:
    first = decided(OF_2021, attachment(partial=SHARE), {"omdannelsesområde": False})
    first["udsat boligområde"] = True
    assert decided(OF_2021, attachment(partial=SHARE), {"omdannelsesområde": False}) == OPEN


def test_no_more_decisions_are_kept_than_the_limit_and_other_laws_have_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(three_valued, "MOST_KEPT", 2)
    regime = replace(OF_2021)  # equal to the law, and another object: nothing is kept under it yet
    kept = three_valued._taken_under(Same(regime))
    sizes = []
    for percent in (10, 20, 30, 30, 50):
        decided(regime, attachment(partial=Bounds(Fraction(percent, 100), Fraction(45, 100))), {})
        sizes.append(len(kept))
    assert sizes == [1, 2, 1, 1, 2]
    assert three_valued._taken_under(Same(regime)) is kept
    assert three_valued._taken_under(Same(OF_2021)) is not kept


def test_no_more_decisions_of_one_kind_are_kept_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """With other outcomes than their own, the same two criteria are decided three times."""
    monkeypatch.setattr(three_valued, "MOST_KEPT", 2)
    regime = replace(OF_2021)
    found = [
        assess(
            "udsat boligområde",
            OF_2021.category("udsat boligområde").limits[name],
            Figure("a", name, "area", Fraction(1), None, ()),
        )
        for name in ("attachment", "basic_education")
    ]
    sizes = []
    for met in ((True, True), (True, False), (True, False), (False, False)):
        outcome = decided(regime, found, {}, met)
        assert outcome == decided(
            replace(OF_2021), [replace(each, met=now) for each, now in zip(found, met, strict=True)], {}
        )
        sizes.append(len(three_valued.decisions_alike(regime, found, met)))
    assert sizes == [1, 2, 2, 1]


def test_a_known_and_an_unknown_limit_of_one_figure_are_met_independently() -> None:
    """Convicted between 0 and 3 %, the average between 0.5 and 1 %; the limit of one category is published, 2.13 %."""
    figure = Figure(
        *("a", "convicted", "area", None, None, ()),
        partial=Bounds(Fraction(0), Fraction(3, 100)),
        benchmark_partial=Bounds(Fraction(5, 1000), Fraction(1, 100)),
    )
    found = [
        assess("udsat", UDSAT.limits["convicted"], figure, Fraction(213, 10_000)),
        assess("forebyggelse", FOREBYGGELSE.limits["convicted"], figure),
        assess("known", UDSAT.limits["attachment"], replace(figure, value=Fraction(1))),
    ]
    outcomes = possible_outcomes(found)
    assert len(outcomes) == 4
    assert set(outcomes) == {
        (("known", True), ("udsat", one), ("forebyggelse", other)) for one in (True, False) for other in (True, False)
    }
