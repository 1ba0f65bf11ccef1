"""Delivered cells read as their column declares: exact values, or one of a few named faults with their rows.

Text is read strictly: a whole number is digits only, and what may be a thousands separator is never taken for a decimal
sign. Typed cells (Parquet, SAS) hold numbers already. What does not belong here: files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.core.messages import Message
from pipeline.core.tables import AMOUNT_DECIMALS, Column, Kind
from pipeline.inputs.delivered_cells import Cell, Unreadable
from pipeline.inputs.suppressed import Ends, ends_of

MISSING = frozenset({"", ".", "na", "nan", "null", "none"})
WHOLE = re.compile(r"-?[0-9]+")
DECIMAL = re.compile(r"(-?)([0-9]+)([.,])([0-9]+)")
GROUPED = re.compile(r"-?[0-9]{1,3}(?P<sign>[., '\u00a0\u2009\u202f])[0-9]{3}(?:(?P=sign)[0-9]{3})*(?:[.,][0-9]+)?")
DASH = re.compile(r"[\u2013\u2014-]+")
MARK = re.compile(
    r"[.\u2026:*#<>\u2264\u2265x]+|[<>\u2264\u2265]=?\s*[0-9]+|[0-9]+\s*[\u2013-]\s*[0-9]+|#?n/a", re.IGNORECASE
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]00:00:00(?:\.0+)?)?")
LARGEST = 10**15  # kroner or persons; all incomes of the country are about 2 * 10**12
LONGEST = 60  # characters of a number

WHY: Mapping[str, tuple[Message, Message]] = {  # of one cell, and of several
    "empty": (Message("is empty"), Message("are empty")),
    "mark": (
        Message("is a mark for a suppressed or unknown number that cannot stand in this column"),
        Message("are a mark for a suppressed or unknown number that cannot stand in this column"),
    ),
    "dash": (
        Message("is a dash, which is zero to some and unknown to others"),
        Message("are a dash, which is zero to some and unknown to others"),
    ),
    "thousands": (
        Message("has a thousands separator, or what may be one (a point or comma before exactly three digits)"),
        Message("have a thousands separator, or what may be one (a point or comma before exactly three digits)"),
    ),
    "count": (Message("is not a whole number in digits only"), Message("are not a whole number in digits only")),
    "amount": (Message("is not a number"), Message("are not a number")),
    "large": (
        Message("is larger than any count or amount can be"),
        Message("are larger than any count or amount can be"),
    ),
    "decimals": (
        Message("has more than {most} decimals", most=AMOUNT_DECIMALS),
        Message("have more than {most} decimals", most=AMOUNT_DECIMALS),
    ),
    "day": (Message("is not a date (YYYY-MM-DD)"), Message("are not a date (YYYY-MM-DD)")),
    "mixed": (
        Message("is in a column that mixes decimal comma and point, and has the rarer sign"),
        Message("are in a column that mixes decimal comma and point, and have the rarer sign"),
    ),
    "type": (
        Message("is of a type that no column has (nested, binary or not finite)"),
        Message("are of a type that no column has (nested, binary or not finite)"),
    ),
    "error": (
        Message("is an error of the spreadsheet (#N/A, #REF! and the like)"),
        Message("are an error of the spreadsheet (#N/A, #REF! and the like)"),
    ),
    "formula": (Message("is a formula without a stored value"), Message("are a formula without a stored value")),
    "percent": (Message("is shown as a percentage"), Message("are shown as a percentage")),
    "date": (
        Message("is a date: spreadsheets make one of what looks like it, such as 1-4"),
        Message("are dates: spreadsheets make one of what looks like it, such as 1-4"),
    ),
}
EXPECTED: Mapping[Kind, Message] = {
    Kind.TEXT: Message("a text"),
    Kind.TEXTS: Message("a text"),
    Kind.DAY: Message("a date (YYYY-MM-DD)"),
    Kind.COUNT: Message("a whole number, such as 1234"),
    Kind.AMOUNT: Message("a number, such as 1234 or 1234.5"),
}
REMEDY = {
    "mark": Message("leave the cell empty if the number is not known"),
    "dash": Message("write 0 if it is none, and leave the cell empty if the number is not known"),
    "thousands": Message("write the number without separators between its digits"),
    "mixed": Message("use one decimal sign"),
    "error": Message("leave the cell empty if the number is not known"),
    "formula": Message("open the workbook in Excel or LibreOffice and save it, or replace formulas by their values"),
    "percent": Message("write the number of persons, or kroner, that the column asks for"),
    "date": Message("format the cell as text, or as a number, and enter it again"),
}

Wrong = dict[str, list[int]]  # fault -> places in the column


@dataclass(frozen=True)
class TypedCells:
    """The cells of one column: exact values, the places of those that cannot be read, by fault, and what marks in place
    of a number leave open, by place (the value there is ``None``)."""

    values: list[Any]
    wrong: Wrong
    between: dict[int, Ends]


def typed_cells(cells: Sequence[Cell], column: Column) -> TypedCells:
    """Read the cells of one column as it declares."""
    found = TypedCells([], {}, {})
    signs = _decimal_signs(cells) if column.kind is Kind.AMOUNT else _NO_SIGNS
    for place, cell in enumerate(cells):
        ends = ends_of(cell, column) if isinstance(cell, str) else None
        value, problem = (None, "") if ends else _typed_cell(cell, column, signs)
        found.values.append(value)
        if ends:
            found.between[place] = ends
        if problem:
            found.wrong.setdefault(problem, []).append(place)
    return found


def problem_of(fault: str, count: int) -> Message:
    """The message for a number of cells with one fault: ``3 cells are empty``."""
    one, several = WHY[fault]
    if count == 1:
        return Message("1 cell {why}", why=one)
    return Message("{count} cells {why}", count=count, why=several)


def _typed_cell(cell: Cell, column: Column, signs: Mapping[str, str]) -> tuple[Any, str]:
    if isinstance(cell, str):
        cell = cell.strip()
        if cell.lower() in MISSING:
            cell = None
    if cell is None:
        return None, "empty" if column.required else ""
    if isinstance(cell, Unreadable):
        return None, cell.fault
    if isinstance(cell, dt.date) and column.kind is not Kind.DAY:
        return None, "date"
    return _READERS[column.kind](cell, signs)


def _text(cell: Any, _: Mapping[str, str]) -> tuple[Any, str]:
    if isinstance(cell, Decimal):
        return (str(int(cell)) if cell == cell.to_integral_value() else format(cell, "f")), ""
    return str(cell), ""


def _day(cell: Any, _: Mapping[str, str]) -> tuple[Any, str]:
    if isinstance(cell, dt.date):
        return cell, ""
    try:
        if isinstance(cell, str) and DAY.fullmatch(cell):
            return dt.date.fromisoformat(cell[:10]), ""
    except ValueError:
        pass
    return None, "day"


def _count(cell: Any, _: Mapping[str, str]) -> tuple[Any, str]:
    if isinstance(cell, str):
        if len(cell) > LONGEST and cell.lstrip("-").isdigit():
            return None, "large"
        if not WHOLE.fullmatch(cell):
            return None, _named(cell) or "count"
        cell = int(cell)
    if not isinstance(cell, int | Decimal):
        return None, "count"
    if not -LARGEST <= cell <= LARGEST:
        return None, "large"
    return (None, "count") if cell % 1 else (int(cell), "")


def _amount(cell: Any, signs: Mapping[str, str]) -> tuple[Any, str]:
    if isinstance(cell, str):
        if len(cell) > LONGEST and cell.replace(".", "").replace(",", "").lstrip("-").isdigit():
            return None, "decimals" if DECIMAL.fullmatch(cell) else "large"
        if WHOLE.fullmatch(cell):
            cell = Decimal(cell)
        elif found := DECIMAL.fullmatch(cell):
            if problem := signs[found[3]] or (signs["grouped"] if _may_be_grouped(found) else ""):
                return None, problem
            cell = Decimal(f"{found[1]}{found[2]}.{found[4]}")
        else:
            return None, _named(cell) or "amount"
    if not isinstance(cell, int | Decimal):
        return None, "amount"
    exact = Decimal(cell)
    if not -LARGEST <= exact <= LARGEST:
        return None, "large"
    _, digits, exponent = exact.as_tuple()
    assert isinstance(exponent, int)  # infinities and NaN were excluded before
    if exponent < -AMOUNT_DECIMALS and any(digits[exponent + AMOUNT_DECIMALS :] if digits else ()):
        return None, "decimals"
    return exact, ""


def _named(cell: str) -> str:
    """The fault of a text that is no number: a thousands separator, a dash, another mark, or none of these."""
    faults = {"thousands": GROUPED, "dash": DASH, "mark": MARK}
    return next((fault for fault, pattern in faults.items() if pattern.fullmatch(cell)), "")


def _may_be_grouped(found: re.Match[str]) -> bool:
    """``12.345`` may be twelve thousand; ``0.345``, ``1234.567`` and ``12.34`` may not."""
    return len(found[4]) == 3 and len(found[2]) <= 3 and not found[2].startswith("0")


_NO_SIGNS: Mapping[str, str] = {".": "", ",": "", "grouped": "thousands"}


def _decimal_signs(cells: Sequence[Cell]) -> Mapping[str, str]:
    """The meaning of each sign in an amount column: the fault of a cell that uses it, empty for the decimal sign.

    The decimal sign is the one in cells where it cannot be a thousands separator. Where no such cell has three decimals
    or more, exactly three digits behind a sign are refused. Where both signs qualify, the rarer is the fault (both, if
    equally frequent).
    """
    told = {".": 0, ",": 0}
    has_three_decimals = False
    for cell in cells:
        found = DECIMAL.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if found and not _may_be_grouped(found):
            told[found[3]] += 1
            has_three_decimals |= len(found[4]) >= 3
    point, comma = told["."], told[","]
    return {
        ".": "mixed" if point and comma and point <= comma else "thousands" if comma and not point else "",
        ",": "mixed" if point and comma and comma <= point else "thousands" if point and not comma else "",
        "grouped": "" if has_three_decimals else "thousands",
    }


_READERS: Mapping[Kind, Callable[[Any, Mapping[str, str]], tuple[Any, str]]] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _text,
    Kind.DAY: _day,
    Kind.COUNT: _count,
    Kind.AMOUNT: _amount,
}
