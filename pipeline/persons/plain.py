"""Columns of text that can be read at once, since all their cells are written plainly.

Text is read cell by cell and step by step, because a code, a day or an amount may be written in many ways. Where the
first rows are plain, an engine may read such columns as numbers and dates at once. That they were plain to the last row
is then shown by the length of their cells: another spelling of the same number is longer than the plain one, and what is
no such number is left out, so together they are as long as the cells of the file only if every one was plain. If not, the
register is read again, cell by cell. Text that stays as it is written counts with its own length.
What does not belong here: what a column means.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
LENGTH_OF_DAY = len("1980-06-01")
PLAIN_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
ANY_TEXT = r"^[\s\S]*$"
WRITTEN = "_written"  # a column beside plain ones: the bytes of the row's cells that are not kept, if they were read


@dataclass(frozen=True)
class Plain:
    """How every filled cell of a column is written: a code in its digits alone, a day as YYYY-MM-DD, an amount with a
    point, text as it is kept. ``widest`` is the longest of the first ones."""

    kind: Literal["code", "day", "amount", "text"]
    pattern: str
    widest: int = WIDEST_CODE


def readable_amount(is_grouped: bool) -> str:
    """The pattern of an amount that can be read, decimal comma or point; ``is_grouped`` as ``may_be_grouped`` says."""
    return READABLE_LARGE_NUMBER if is_grouped else READABLE_NUMBER


def plain_forms(column: Column, has_codes: bool, is_grouped: bool, is_kept: bool) -> Iterator[Plain]:
    """How the cells of a column may be if they are plain; text that is kept is so in any case."""
    if column.kind is Kind.DAY:
        yield Plain("day", PLAIN_DAY)
    elif column.kind is Kind.AMOUNT:
        yield Plain("amount", readable_amount(is_grouped).replace("[.,]", "[.]"))
    elif has_codes or column.kind is Kind.COUNT:
        yield Plain("code", PLAIN_CODE)
    if column.kind is Kind.TEXT and is_kept:
        yield Plain("text", ANY_TEXT)


def plain_in(
    columns: Iterable[Column],
    with_codes: Collection[str],
    three_decimals: Collection[str],
    changed: Collection[str],
    sample: Mapping[str, Iterable[str | None]],
) -> dict[str, Plain]:
    """The columns whose cells in the sample are all plain. ``with_codes`` are those that have a list of codes, ``changed``
    those whose text is not kept as it is written."""
    found = {}
    for column in columns:
        cells = [cell for cell in sample[column.name] if cell]
        grouped = may_be_grouped(column, three_decimals)
        forms = plain_forms(column, column.name in with_codes, grouped, column.name not in changed)
        form = next((form for form in forms if all(re.match(form.pattern, cell) for cell in cells)), None)
        if form is not None:
            found[column.name] = replace(form, widest=max(map(len, cells), default=WIDEST_CODE))
    return found


def may_be_grouped(column: Column, three_decimals: Collection[str]) -> bool:
    """Whether a mark before three digits of an amount may be a thousands separator."""
    return column.maximum is None and column.name not in three_decimals
