"""Marks in place of a number: what each leaves open, and where it is refused."""

from __future__ import annotations

import pytest

from pipeline.core.tables import Column
from pipeline.inputs.cells import typed_cells
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.suppressed import Ends

CONVICTED, WITHOUT_LINK, INCOME, YEAR = (
    REGISTERS[register].counts.column(name)
    for register, name in (
        ("crime", "convicted"),
        ("employment", "without_link"),
        ("income", "gross_income_dkk"),
        ("crime", "register_year"),
    )
)

OPEN: list[tuple[Column, str, Ends]] = [
    (CONVICTED, "1-4", (1, 4)),
    (CONVICTED, " 1 \u2013 4 ", (1, 4)),
    (CONVICTED, "1 til 4", (1, 4)),
    (CONVICTED, "0-0", (0, 0)),
    (CONVICTED, "<5", (0, 4)),
    (CONVICTED, "< 5", (0, 4)),
    (CONVICTED, "Under 5", (0, 4)),
    (CONVICTED, "færre end 5", (0, 4)),
    (CONVICTED, "\u22644", (0, 4)),
    (CONVICTED, "<=4", (0, 4)),
    (CONVICTED, "højst 4", (0, 4)),
    (CONVICTED, ">=95", (95, None)),
    (CONVICTED, "mere end 95", (96, None)),
    (CONVICTED, "..", (0, None)),
    (CONVICTED, "\u2026", (0, None)),
    (CONVICTED, "*", (0, None)),
    (CONVICTED, "i.o.", (0, None)),
    (WITHOUT_LINK, "1-4", (0, 5)),  # full-time persons have decimals: 0.6 is about one, 4.4 about four
    (WITHOUT_LINK, "<5", (0, 5)),
    (INCOME, "..", (0, None)),  # unknown; a sum of money may be negative and has no bounds
]


@pytest.mark.parametrize(("column", "mark", "ends"), OPEN, ids=[f"{column.name} {mark}" for column, mark, _ in OPEN])
def test_a_mark_is_an_unknown_number_between_two_ends(column: Column, mark: str, ends: Ends) -> None:
    found = typed_cells(["7", mark], column)
    assert (found.values[1], found.wrong, found.between) == (None, {}, {1: ends})


REFUSED: list[tuple[Column, str, str]] = [
    (CONVICTED, "-", "dash"),  # StatBank's zero, others' unknown
    (CONVICTED, "\u2013", "dash"),
    (CONVICTED, "4-1", "mark"),
    (CONVICTED, "01-04", "mark"),  # a date
    (CONVICTED, "2019-2020", "mark"),  # two years
    (CONVICTED, "<", "mark"),
    (CONVICTED, "#", "mark"),
    (CONVICTED, "x", "mark"),
    (CONVICTED, "<1.000", "count"),
    (CONVICTED, "-4", ""),  # a number below zero is read, and fails its declared minimum later
    (INCOME, "1-4", "mark"),
    (INCOME, "<5", "mark"),
    (YEAR, "..", "mark"),
    (YEAR, "1-4", "mark"),
]


@pytest.mark.parametrize(
    ("column", "mark", "fault"), REFUSED, ids=[f"{column.name} {mark}" for column, mark, _ in REFUSED]
)
def test_what_is_no_range_of_persons_is_refused_by_what_it_is(column: Column, mark: str, fault: str) -> None:
    found = typed_cells([mark], column)
    assert (found.wrong, found.between) == ({fault: [0]} if fault else {}, {})
