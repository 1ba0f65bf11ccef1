"""Columns of CSV that can be read at once, since all their cells are written plainly.

Text is read cell by cell and step by step, because a code, a day or an amount may be written in many ways. Where the
first rows are plain, an engine may read such columns as numbers and dates at once. That they were plain to the last row
is then shown by the length of their cells: another spelling of the same number is longer than the plain one, and what is
no such number is left out, so together they are as long as the cells of the file only if every one was plain. If not, the
register is read again, cell by cell. What does not belong here: what a column means.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.core.tables import Column, Kind

WIDEST_CODE = 7
LARGEST_CODE = 10**WIDEST_CODE - 1
FIRST_DAY = dt.date(1800, 1, 1)  # of the days that are read
READABLE_NUMBER = r"^-?[0-9]{1,14}([.,][0-9]{0,12})?$"
# Not after one to three digits: exactly three more would be thousands to some and decimals to others.
READABLE_LARGE_NUMBER = (
    r"^-?([0-9]{1,14}[.,]?|0[.,][0-9]{0,12}|[0-9]{4,14}[.,][0-9]{0,12}|[0-9]{1,3}[.,]([0-9]{0,2}|[0-9]{4,12}))$"
)

PLAIN_CODE = rf"^(0|[1-9][0-9]{{0,{WIDEST_CODE - 1}}})$"
PLAIN_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
WRITTEN = "_written"  # a column beside plain ones: how many bytes of the row's cells were read as they are written


@dataclass(frozen=True)
class Plain:
    """How every filled cell of a column is written: a code in its digits alone, a day as YYYY-MM-DD, an amount with a point."""

    kind: Literal["code", "day", "amount"]
    pattern: str


def readable_amount(is_grouped: bool) -> str:
    """The pattern of an amount that can be read, decimal comma or point; ``is_grouped`` as ``may_be_grouped`` says."""
    return READABLE_LARGE_NUMBER if is_grouped else READABLE_NUMBER


def plain_form(column: Column, has_codes: bool, is_grouped: bool) -> Plain | None:
    """How the cells of a column are if they are plain; ``None`` for keys and text without a list of codes."""
    if column.kind is Kind.DAY:
        return Plain("day", PLAIN_DAY)
    if column.kind is Kind.AMOUNT:
        return Plain("amount", readable_amount(is_grouped).replace("[.,]", "[.]"))
    return Plain("code", PLAIN_CODE) if has_codes or column.kind is Kind.COUNT else None


def plain_in(
    columns: Iterable[Column],
    with_codes: Collection[str],
    three_decimals: Collection[str],
    sample: Iterable[Mapping[str, str | None]],
) -> dict[str, Plain]:
    """The columns whose cells in the sample are all plain. ``with_codes`` are those that have a list of codes."""
    rows = list(sample)
    found = {}
    for column in columns:
        form = plain_form(column, column.name in with_codes, may_be_grouped(column, three_decimals))
        if form and all(re.match(form.pattern, row[column.name] or "") for row in rows if row[column.name]):
            found[column.name] = form
    return found


def may_be_grouped(column: Column, three_decimals: Collection[str]) -> bool:
    """Whether a mark before three digits of an amount may be a thousands separator."""
    return column.maximum is None and column.name not in three_decimals
