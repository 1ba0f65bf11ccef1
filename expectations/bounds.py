"""The bounds on a delivery as a whole, each with its reason; calibrated as described in docs/validation.md.

They find a column that is wrong throughout and change no designation. What does not belong here: bounds of one column,
which are in its declaration.
"""

from __future__ import annotations

from fractions import Fraction

from expectations.thresholds import JUMP_FLOOR, PART_JUMP, WHOLE_JUMP
from pipeline.inputs.registers import GROUPINGS

__all__ = ["JUMP_FLOOR", "PART_JUMP", "WHOLE_JUMP"]

ColumnName = tuple[str, str]  # register and measure
Bounds = tuple[Fraction, Fraction]

FEWEST_ROWS = 3  # with fewer areas or regions, an odd one cannot be distinguished from a wrong column
SMALL_NUMBER = 50  # persons below which a ratio says little
LARGE_AREA = 500  # residents of which a real part above a hundred can be expected somewhere
HUNDRED = 100  # percent, and persons below which a number may well be the same a year later
LARGE_PLACE = 2_000  # persons of whom neither a count nor a mean jumps by chance; a real region has 590,000 at least
LARGE_PART = 200  # the same of a part, such as the convicted

# The same persons on the same day, counted for two registers: everyone of the same ages on 1 January of the list year.
SAME_PERSONS: tuple[tuple[ColumnName, ColumnName], ...] = tuple(
    ((group.register, group.measure), twin) for group in GROUPINGS.nested for twin in group.twins
)
AGREEMENT = Fraction(1, 100)  # a late registration moves a handful; a wrong column moves all
FAR_APART = Fraction(3, 2)  # no area has half as many again in one register as in the other on the same day

# The first are among the second: groups of the residents on 1 January of the list year, of two registers.
INSIDE: tuple[tuple[ColumnName, ColumnName], ...] = tuple(
    ((group.register, group.measure), wider)
    for group in GROUPINGS.nested
    for wider in group.wider
    if wider not in group.twins and wider[0] != group.register
)

# Everyone of a register beside all residents, in an area and in the median of the areas. Student housing has few
# taxpayers, but is rare; where more areas are off, the rows of one register stand at other areas than theirs.
ALL_RESIDENTS: ColumnName = ("population", "residents")
SIZE_TO_MEDIAN: Bounds = (Fraction(1, 2), Fraction(2))

# All areas together from one year to the next: no more than WHOLE_JUMP, or this for a part, and more than chance can
# do. Convictions fell by a fifth in a year; a half or a double of one column in all areas is another column.
PART_JUMP_OF_ALL = Fraction(35, 100)
BEYOND_CHANCE = 5  # standard deviations of a number of persons that came about one by one

# An area has, or had, a thousand residents by law: one without any means that keys do not match.
RESIDENTS: tuple[ColumnName, ...] = (ALL_RESIDENTS,)

MEAN_INCOME: tuple[ColumnName, ColumnName] = (("income", "gross_income_dkk"), ("income", "taxpayers"))
# Kroner a year per taxpayer. The poorest areas had about 150,000 in 2010, regions have had 250,000 to 450,000.
MEAN_INCOME_DKK: dict[str, tuple[int, int]] = {"area": (50_000, 1_500_000), "other": (100_000, 1_000_000)}
REGION_TO_OTHERS: Bounds = (Fraction(2, 3), Fraction(3, 2))  # the five regions lie within a fifth of each other

# Of all delivered areas together. Wide enough for an unusual town, narrow enough for a wrong column.
SHARES_OF_ALL_AREAS: dict[tuple[ColumnName, ColumnName], Bounds] = {
    (("population", "residents_18_plus"), ("population", "residents")): (Fraction(35, 100), Fraction(97, 100)),
    (("population", "residents_non_western"), ("population", "residents")): (Fraction(3, 100), Fraction(97, 100)),
    (("employment", "without_link"), ("employment", "residents_18_64")): (Fraction(5, 100), Fraction(90, 100)),
    (("education", "basic_only"), ("education", "residents_30_59")): (Fraction(5, 100), Fraction(90, 100)),
    (("education", "brought_only"), ("education", "residents_30_59")): (Fraction(0), Fraction(60, 100)),
    (("education", "unknown"), ("education", "residents_30_59")): (Fraction(0), Fraction(40, 100)),
    (("crime", "convicted"), ("crime", "residents_18_plus")): (Fraction(1, 1000), Fraction(15, 100)),
}
# Of the country: about 0.7 to 1 % of the adults are convicted in a year; three times that is the limit of the law.
SHARES_OF_THE_COUNTRY: dict[tuple[ColumnName, ColumnName], Bounds] = {
    (("crime", "convicted"), ("crime", "residents_18_plus")): (Fraction(3, 1000), Fraction(2, 100)),
    (("education", "basic_only"), ("education", "residents_30_59")): (Fraction(2, 100), Fraction(60, 100)),
}
NEVER_A_HUNDRED_EVERYWHERE: tuple[tuple[ColumnName, ColumnName], ...] = (
    (("population", "residents_non_western"), ("population", "residents")),
    (("employment", "without_link"), ("employment", "residents_18_64")),
    (("education", "basic_only"), ("education", "residents_30_59")),
)

MISSING_AREAS = Fraction(20, 100)  # one area more or less is ordinary, a fifth of them is a file cut short


def single_rows(rows: int) -> int:
    """How many rows may be odd before it is the column that is wrong: a tenth, and one at least."""
    return max(1, rows // 10)


def percentage(share: Fraction) -> int:
    """``20`` of a fifth, rounded."""
    return round(share * 100)
