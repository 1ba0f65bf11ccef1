"""What an area is measured against: the country's average and the region's mean, and where there is none."""

from fractions import Fraction

import pytest

from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import Delivery
from pipeline.law import law_on
from pipeline.lists.bounds import ANYTHING, Bounds
from pipeline.lists.indicators import measured_figures
from pipeline.lists.missing import Missing, MissingKind
from tests.lists.test_mergers import Counts, area, delivery

AREAS = AreaTable((area("a", 2010, None),))


def with_country(list_year: int, convicted: int | None, adults: int | None) -> Delivery:
    """A delivery with another row of the country."""
    found = delivery(list_year, {"a": Counts(2000)})
    found._cells["crime"]["country", "DK"] = {"residents_18_plus": adults, "convicted": convicted}
    return found


AVERAGES = [
    # convicted of all adults in 2020; in 2021 it is 1 %: the average, or between what
    ((2, 100), Fraction(15, 1000), ANYTHING, ()),
    (
        (0, 100),
        None,
        (5, 505),
        (Missing(MissingKind.ZERO, "country", "crime", 2019),),
    ),  # no limit: everyone would meet it
    ((None, 100), None, (5, 505), (Missing(MissingKind.CELL, "country", "crime", 2019),)),
    ((0, 0), None, (5, 505), (Missing(MissingKind.NOBODY, "country", "crime", 2019),)),
]


@pytest.mark.parametrize(("of_2020", "average", "between", "missing"), AVERAGES)
def test_an_average_is_the_mean_of_years_above_zero(
    of_2020: tuple[int | None, int], average: Fraction | None, between: tuple[int, int] | Bounds, missing: object
) -> None:
    read = {2020: with_country(2020, *of_2020), 2021: with_country(2021, 1, 100)}
    figures = measured_figures(AREAS, law_on(2021), 2021, read.get)
    (convicted,) = (each for each in figures if each.criterion == "convicted")
    ends = between if isinstance(between, Bounds) else Bounds(*(Fraction(each, 1000) for each in between))
    assert (convicted.benchmark, convicted.benchmark_partial, convicted.missing) == (average, ends, missing)
