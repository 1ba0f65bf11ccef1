"""What is said of the distance, the trend and the causes is the same whichever the withheld number of persons is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.analysis.causes import Causes, Note, causes_of_all
from pipeline.analysis.distance import ShownChange, Step, minimal_changes, shown_changes
from pipeline.analysis.watch import Watch, Watched, watch_list
from pipeline.lists.delta import Change, delta
from pipeline.lists.yearly_list import YearlyList
from pipeline.text.delta import explanation
from pipeline.text.distance import minimal_change_sentence
from tests.analysis.two_years import AREAS, Counts, two_lists

UDSAT = "udsat boligområde"
# 300 of 800 without link, 37.5 %; 15 of 1000 convicted, under 2.1 %; 60 % of 500 with basic education, not above; an
# income of 200,000 of 300,000. None is met: two have to be.
NONE_MET = Counts(1000, 400, Decimal(300), 15, 300, 0, 0, 200_000, 7_000, 300_000)
NO_INCOME = replace(NONE_MET, mean_income=160_000)  # 53.3 % of the region's is below 55 %: one criterion is met


def lists(base: Counts, **by_year: Mapping[int, object]) -> tuple[YearlyList, YearlyList]:
    """The lists of 2019 and 2020 from the deliveries of 2018-2020, some counts of which are given: ``convicted={2018: 3}``."""
    counts = {
        list_year: replace(base, **{name: found[list_year] for name, found in by_year.items() if list_year in found})  # type: ignore[arg-type]
        for list_year in (2018, 2019, 2020)
    }
    before, after, _, _ = two_lists(counts, 2020, [False] * 4)
    return before, after


def least(made: YearlyList) -> tuple[tuple[ShownChange, ...], str]:
    own = made.designations
    return shown_changes(own, made.regime, UDSAT), minimal_change_sentence(own[0], own, made.regime).en


def by(watched: Iterable[Watched], why: Watch) -> list[Watched]:
    return [each for each in watched if each.why is why and each.category == UDSAT]


# --- the trend ------------------------------------------------------------------------------------------------------


def test_a_trend_is_drawn_from_two_figures_that_are_shown() -> None:
    """(15 + 17) / 2000, then (17 + 24) / 2000 convicted: next (17 + 24 + 9) / 2000 = 2.5 %, at least 2.1 %."""
    before, after = lists(NO_INCOME, convicted={2018: 15, 2019: 17, 2020: 24})
    (trend,) = by(watch_list(after, before), Watch.TREND)
    assert trend.projected["convicted"] == Decimal("0.025")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_no_trend_is_drawn_from_a_figure_that_is_withheld_on_the_earlier_list(number: int) -> None:
    """Twice (17 + 24) / 2000 less (n + 17) / 2000 would give n back, in the sentence and by who is listed."""
    before, after = lists(NO_INCOME, convicted={2018: number, 2019: 17, 2020: 24})
    assert not any(each.figure.withheld for each in after.assessments)
    assert by(watch_list(after, before), Watch.TREND) == []


@pytest.mark.parametrize("national", [1, 4])
def test_no_trend_is_drawn_of_a_limit_whose_average_is_withheld_on_the_earlier_list(national: int) -> None:
    """Three times the average, which was of so few persons that it is withheld, falls or rises with them."""
    before, after = lists(NO_INCOME, national_convicted={2018: national})
    assert any(each.figure.benchmark_withheld for each in before.assessments)
    assert all(each.projected_limits == {} for each in watch_list(after, before))


# --- the least change -----------------------------------------------------------------------------------------------


def test_whichever_the_small_number_is_the_least_change_says_the_same() -> None:
    """42 - 26 - n convicted more are needed, 15 to 12, or 14 without link: (2 x 313.5 + 14) / 1600 is above 40 %.

    So which of the two is the least turns with n.
    """
    base, found, exact = replace(NO_INCOME, without_link=Decimal("313.5"), basic=200), [], []
    for number in (1, 2, 3, 4):
        _, made = lists(base, convicted={2019: 26, 2020: number})
        found.append((least(made), watch_list(made)))
        way = minimal_changes(made.designations, made.regime, UDSAT).by_persons
        assert way is not None
        exact.append(way.steps)
    assert {exact[0], exact[3]} == {(Step("attachment", 14),), (Step("convicted", 12),)}
    assert found == [found[0]] * 4
    (told, sentence), watched = found[0]
    assert told == (ShownChange(None),)
    assert sentence == "Smallest change that puts the area on the list: withheld (few persons)."
    (few,) = by(watched, Watch.FEW_PERSONS)
    assert (few.criteria, few.persons) == (("attachment",), 14)


def test_a_change_that_no_withheld_figure_could_beat_is_told() -> None:
    """One person more with basic education is above 60 %: no change of the convicted takes fewer than one."""
    _, made = lists(NO_INCOME, convicted={2020: 3})
    assert least(made)[0] == (ShownChange((Step("basic_education", 1),)),)


# --- the causes -----------------------------------------------------------------------------------------------------


def causes(number: int, national: int = 8_950) -> list[tuple[Change, Causes, str]]:
    """The moves of 2018, whose law asks for three times the average of 0.895 %, after n were convicted.

    (50 + n) / 2000 is not above 2.70 %, the limit of the law before; it is at least 2.685 % if n is 4.
    """
    base = Counts(1000, 600, Decimal(340), 60, 200, 0, 0, 200_000, 8_950, 300_000)
    counts = {2016: replace(base, convicted=50), 2017: replace(base, convicted=number), 2018: base}
    counts[2017] = replace(counts[2017], national_convicted=national)
    before, after, history, sources = two_lists(counts, 2018, [False] * 4)
    moves = delta(AREAS, before, after)
    found = causes_of_all(moves, before, after, AREAS, history, sources)
    return [(move.change, why, explanation(move, why).en) for move, why in zip(moves, found, strict=True)]


def test_the_causes_of_a_move_are_the_same_whichever_the_small_number_is() -> None:
    told = [[(change, why.words, text) for change, why, text in causes(number)] for number in (1, 2, 3, 4)]
    assert told == [told[0]] * 4
    for change, words, text in told[0]:
        assert (change, words) == (Change.ENTERED, ("data", "law"))
        assert "Whether other changes alone would have been enough is withheld (few persons)." in text
        assert "The new law applied to the figures of the list of 2017: undetermined" in text


def test_the_causes_would_tell_the_small_number_if_they_hid_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.analysis.counterfactual.hidden", lambda figures, *_, **__: list(figures))
    assert causes(3)[0][1].words == ("data", "law")
    assert causes(4)[0][1].words == ("law",)


def test_a_cause_that_hangs_on_a_withheld_average_is_withheld() -> None:
    """Income is met, and convicted until the 20 of 2018 are no part of the mean; the limit is three times that of 3 persons."""
    base = replace(NO_INCOME, basic=200, national_convicted=3)
    counts = {2018: replace(base, convicted=20), 2019: replace(base, convicted=0), 2020: replace(base, convicted=0)}
    before, after, history, sources = two_lists(counts, 2020, [False] * 4)
    (move, *_) = delta(AREAS, before, after)
    (why,) = causes_of_all([move], before, after, AREAS, history, sources)
    assert (move.change, move.lost) == (Change.LEFT, ("convicted",))
    assert (why.words, why.note) == ((), Note.WITHHELD)
    assert "The cause is withheld, because it hangs on figures of few persons." in explanation(move, why).en
