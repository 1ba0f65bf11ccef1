"""A limit as the law files write it (``40 %``, ``270 per 10,000``, ``3 x national average``), read exactly.

Read from text, never from a YAML number: a YAML ``0.027`` would be rounded to a binary float.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pipeline.core.messages import Message
from pipeline.law.model import Yardstick

FORMS = Message("`1000 residents`, `40 %`, `270 per 10,000`, `3 x national average` or `55 % of the region`")


class Unit(StrEnum):
    """What kind of number a limit is; a criterion takes only some of them."""

    RESIDENTS = "a number of residents"
    SHARE = "a share"
    MULTIPLE = "a multiple of the national average"
    RATIO = "a ratio to the region"


@dataclass(frozen=True)
class Measure:
    """The exact content of a limit's text: 2/5 for ``40 %``, 3 for ``3 x national average``."""

    amount: Fraction
    unit: Unit
    yardstick: Yardstick


class UnreadableLimit(ValueError):
    """A limit text that is not a limit, or that can be read as two different numbers; its argument is the ``Message``."""


# Whole counts may use the English thousands comma; other numbers may use a decimal point. Neither may use the
# other's mark, because a Dane reads "2,70" as 2.7 and "1.000" as a thousand.
_COUNT = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*"
_NUMBER = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_FORMS: tuple[tuple[re.Pattern[str], Unit, Yardstick], ...] = (
    (re.compile(rf"({_COUNT}) residents"), Unit.RESIDENTS, Yardstick.FIXED),
    (re.compile(rf"({_NUMBER}) ?%"), Unit.SHARE, Yardstick.FIXED),
    (re.compile(rf"({_COUNT}) per ({_COUNT})"), Unit.SHARE, Yardstick.FIXED),
    (re.compile(rf"({_NUMBER}) x national average"), Unit.MULTIPLE, Yardstick.NATIONAL_AVERAGE),
    (re.compile(rf"({_NUMBER}) ?% of the region"), Unit.RATIO, Yardstick.REGION),
)
LONGEST = 60  # characters; longer numbers are no limits, and slow to read
MOST_RESIDENTS = 10_000_000  # more than live in the country
MOST_TIMES = 1000  # of an average
_THREE_DECIMALS = re.compile(r"[0-9]\.[0-9]{3}(?![0-9])")
_DECIMAL_COMMA = re.compile(r"[0-9],(?![0-9]{3}(?![0-9]))[0-9]|[0-9],[0-9]+ ?(?:%|x)")


def read_limit(text: str) -> Measure:
    """The limit as an exact amount with its unit and yardstick.

    Raises ``UnreadableLimit``, whose message says what is wrong with the text.
    """
    if len(text) > LONGEST:
        raise UnreadableLimit(Message("is longer than {most} characters", most=LONGEST))
    if _THREE_DECIMALS.search(text):
        raise UnreadableLimit(
            Message("{text!r} is ambiguous: the point may be a decimal point or a Danish thousands mark", text=text)
        )
    if _DECIMAL_COMMA.search(text):
        raise UnreadableLimit(
            Message("{text!r} is ambiguous: the comma may be a Danish decimal comma or a thousands mark", text=text)
        )
    for pattern, unit, yardstick in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            return Measure(_amount(text, found, unit), unit, yardstick)
    raise UnreadableLimit(Message("{text!r} is not a limit", text=text))


def _amount(text: str, found: re.Match[str], unit: Unit) -> Fraction:
    numbers = [Fraction(number.replace(",", "")) for number in found.groups()]
    if len(numbers) == 2:
        amount = numbers[0] / numbers[1]
    elif unit in (Unit.SHARE, Unit.RATIO):
        amount = numbers[0] / 100
    else:
        amount = numbers[0]
    if amount == 0:
        raise UnreadableLimit(Message("{text!r} is no limit: everything but zero lies on one side of it", text=text))
    if amount > (MOST_RESIDENTS if unit is Unit.RESIDENTS else MOST_TIMES):
        raise UnreadableLimit(Message("{text!r} is more than there can be", text=text))
    if unit is Unit.SHARE and amount > 1:
        raise UnreadableLimit(Message("{text!r} is more than the whole", text=text))
    return amount


def danish_limit(text: str) -> str:
    """The text of a limit in Danish, with Danish number marks: ``270 pr. 10.000``, ``55 % af regionens``."""
    grouped = re.sub(r"(?<![0-9.,])[0-9]{4,}(?![0-9.,])", lambda number: f"{int(number[0]):,}", text)
    danish = grouped.translate(str.maketrans(",.", ".,"))
    for english, word in (
        (" residents", " beboere"),
        (" per ", " pr. "),
        (" x national average", " x landsgennemsnittet"),
        (" of the region", " af regionens"),
    ):
        danish = danish.replace(english, word)
    return danish
