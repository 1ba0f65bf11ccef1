"""What an area is on one published list decides the categories that the law ties to it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from pipeline.inputs.area import Area
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import AREA_GRAIN
from pipeline.inputs.published import Published
from pipeline.law import law_on, load_law
from pipeline.lists.designation import Basis, Designation, History, apply_law
from pipeline.lists.indicators import Figure

DAY = dt.date(2021, 12, 1)
UDSAT, PARALLEL, CHANGED, PREVENTED = "udsat boligområde", "parallelsamfund", "omdannelsesområde", "forebyggelsesområde"
AREAS = AreaTable((Area("a", "Ågården", "101", "84", 2010, None, ()),))
# met: non-western and, at the limits of a forebyggelsesområde, attachment, education and income; at those of an udsat
# boligområde only education of the four, and the convicted, who are not known, would make two
FIGURES = tuple(
    Figure("a", criterion, AREA_GRAIN, Fraction(value), None, ())
    for criterion, value in (
        ("size", "2000"),
        ("non_western", "0.6"),
        ("attachment", "0.35"),
        ("basic_education", "0.61"),
        ("income", "0.6"),
    )
)


def decided(listed: set[str], off: set[str], earlier: int, figures: tuple[Figure, ...] = ()) -> dict[str, Designation]:
    """The list of 2021, if the published one has the area in ``listed`` and surely not in ``off``.

    It was a ghettoområde on so many lists before.
    """
    law = load_law()
    history = History(AREAS, law)
    for year in range(2010, 2021):
        names = [category.name for category in law.on(year).categories]
        history.record(year, [("a", name, year > 2020 - earlier and name in ("ghettoområde", UDSAT)) for name in names])
    published = Published(
        listed={DAY: frozenset(("a", name) for name in listed)}, covered=frozenset((DAY, "101", name) for name in off)
    )
    return {each.category: each for each in apply_law(law_on(2021), 2021, AREAS, figures, published, history)}


CASES = [
    # on the list of; surely on none of; lists before; udsat, parallelsamfund, omdannelsesområde, forebyggelsesområde
    (set(), set(), 4, (None, None, None, None)),
    ({UDSAT}, set(), 4, (True, None, None, False)),
    ({PARALLEL}, set(), 4, (True, True, True, False)),  # the fifth list in a row
    ({PARALLEL}, set(), 3, (True, True, False, False)),  # the fourth
    ({CHANGED}, set(), 4, (True, True, True, False)),
    ({PREVENTED}, set(), 4, (False, False, False, True)),
    (set(), {UDSAT}, 4, (False, False, False, None)),
    (set(), {PARALLEL}, 4, (None, False, False, None)),
]


@pytest.mark.parametrize(("listed", "off", "earlier", "outcomes"), CASES)
def test_categories_within_and_outside_each_other_follow_from_one_published_list(
    listed: set[str], off: set[str], earlier: int, outcomes: tuple[bool | None, ...]
) -> None:
    found = decided(listed, off, earlier)
    assert tuple(found[name].designated for name in (UDSAT, PARALLEL, CHANGED, PREVENTED)) == outcomes


def test_an_area_that_follows_onto_a_list_has_one_list_more_in_a_row_and_one_that_follows_off_it_none() -> None:
    found = decided({PARALLEL}, set(), 4)
    assert [(found[name].run.lists, found[name].run.most) for name in (UDSAT, PREVENTED)] == [
        (4, 4),
        (0, 0),
    ]  # udsat since 2018
    assert (found[UDSAT].basis, found[UDSAT].grain) == (Basis.PUBLISHED, found[PARALLEL].grain)


@pytest.mark.parametrize(
    ("off", "without", "outcomes"),
    [
        (set(), "", (None, None, None)),  # the convicted would make two of four, and an udsat boligområde
        ({UDSAT}, "", (False, False, True)),  # by the published list; three of four at the limits of forebyggelse
        ({UDSAT}, "attachment", (False, False, True)),  # two of four are enough
        ({UDSAT}, "non_western", (False, False, None)),
    ],
)
def test_own_figures_and_what_the_area_is_elsewhere_decide_together(
    off: set[str], without: str, outcomes: tuple[bool | None, ...]
) -> None:
    figures = tuple(each for each in FIGURES if each.criterion != without)
    found = decided(set(), off, 4, figures)
    assert tuple(found[name].designated for name in (UDSAT, PARALLEL, PREVENTED)) == outcomes


def test_an_area_with_its_own_share_is_a_parallelsamfund_where_the_published_list_has_it_as_udsat() -> None:
    found = decided({UDSAT}, set(), 4, FIGURES)
    assert (found[PARALLEL].designated, found[CHANGED].designated, found[PREVENTED].designated) == (True, True, False)
    assert found[PARALLEL].basis is Basis.PUBLISHED
