"""Lists published on another day than the yearly one, and areas of which nothing is known."""

import datetime as dt

from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.published import Published
from pipeline.law import load_law
from pipeline.lists.comparison import compare_extra_lists, law_on_day
from pipeline.lists.designation import History, decide
from pipeline.lists.indicators import Figure
from pipeline.lists.missing import NOTHING
from pipeline.lists.shown import shown_assessments, shown_counts

LAW = load_law()
AREA = Area("a", "A", "101", "84", 2000, None, ())
BEFORE, EXTRA, YEARLY = dt.date(2009, 10, 1), dt.date(2014, 2, 1), dt.date(2014, 12, 1)


def test_a_list_of_a_year_before_the_first_law_is_under_none() -> None:
    assert law_on_day(LAW, BEFORE) is None
    assert law_on_day(LAW, EXTRA) is LAW.on(2014)
    assert law_on_day(LAW, dt.date(2010, 1, 1)) is LAW.on(2010)


def test_extra_lists_are_those_of_another_day_than_the_yearly_one() -> None:
    listed = {day: frozenset({("a", "ghettoområde")}) for day in (BEFORE, EXTRA, YEARLY)}
    (found,) = compare_extra_lists(AreaTable((AREA,)), Published(listed=listed), LAW)
    assert (found.list_date, found.yearly, found.recomputed, found.published) == (EXTRA, False, None, True)


def test_of_no_designation_and_of_no_delivery_nothing_is_shown() -> None:
    assert shown_assessments(None) == ()
    assert shown_counts(None) == []


def test_an_area_without_any_figure_has_each_of_them_as_one_of_which_nothing_is_known() -> None:
    found = decide(LAW.on(2021), 2021, AREA, "", {}, {}, History(AreaTable((AREA,)), LAW))
    for each in found:
        for assessment in each.assessments:
            assert assessment.figure == Figure("a", assessment.criterion, "", None, None, (), (NOTHING,))
    assert {each.designated for each in found} == {None}
