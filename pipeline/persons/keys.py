"""Keys of persons and addresses made comparable: the same key written in two ways in two files must match.

Only what is certain is normalised, and in every file alike: blanks around a key, whole numbers held as floats, and
digits as text against numbers where no two texts become one number. Everything else (case, another extract, lost
digits) is left as delivered, and the profile counts the keys that do not match. What does not belong here: which keys
should match (``quality_checks``), or whether a key is a CPR number (``cpr``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import narwhals as nw

from pipeline.core.errors import Fault
from pipeline.core.messages import Message
from pipeline.persons.engines.base import Engine, Frame

SPACES = " \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
# What no screen shows: soft hyphens, marks of joining and direction, byte order marks, and the filling of fixed widths.
WITHOUT_WIDTH = (
    "\0\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
BLANKS = SPACES + WITHOUT_WIDTH
LARGEST_WHOLE_FLOAT = 2**53  # above it, neighbouring whole numbers are the same float
DIGITS = r"^0*[1-8]?[0-9]{1,18}$"  # what fits 64 bits with certainty
WRITTEN_AS_FLOAT = r"\.0+$"


class KeyForm(StrEnum):
    """The form in which the keys of all files are compared."""

    NUMBER = "whole numbers"
    TEXT = "text as delivered"
    TRIMMED = "text without blanks around it"


@dataclass(frozen=True)
class KeyFacts:
    """The facts of one file's keys: ``kind`` is ``whole number``, ``float`` or ``text``; the rest are counts and
    lengths."""

    kind: str
    shortest: int = 0
    longest: int = 0
    padded: int = 0
    no_digits: int = 0
    digits_shortest: int = 0
    digits_longest: int = 0
    leading_zeros: int = 0
    fractions: int = 0
    too_large: int = 0

    @property
    def are_certain_numbers(self) -> bool:
        """Whether all are whole numbers and no two different keys would become the same one."""
        if self.kind == "text":
            return not self.no_digits and (not self.leading_zeros or self.digits_shortest == self.digits_longest)
        return not self.fractions and not self.too_large

    def faults(self, label: str, name: str) -> list[Fault]:
        """Keys that were numbers once and have lost digits."""
        if self.kind != "float" or not (self.fractions or self.too_large):
            return []
        problem = Message(
            "{count} keys are floating-point numbers that are not whole or above 2^53",
            count=self.fractions + self.too_large,
        )
        return [
            Fault(
                Message("{where}, column {column}", where=label, column=name),
                problem,
                Message("keys as text or whole numbers"),
                Message("their digits are lost"),
            )
        ]


def kind_of(delivered: nw.dtypes.DType) -> str:
    """How a file holds its keys."""
    if delivered.is_integer():
        return "whole number"
    return "float" if delivered.is_numeric() else "text"


def key_facts(engine: Engine, frame: Frame, name: str, delivered: nw.dtypes.DType) -> KeyFacts:
    """The facts of the rows of a frame."""
    kind = kind_of(delivered)
    key = nw.col(name)
    if kind == "whole number":
        return KeyFacts(kind)
    if kind == "float":
        number = key.cast(nw.Float64)
        claims = {"fractions": number.floor() != number, "too_large": number.abs() >= LARGEST_WHOLE_FLOAT}
        asked = {fact: claim.cast(nw.Int64).sum() for fact, claim in claims.items()}
    else:
        plain = key.str.strip_chars(BLANKS)
        digits = plain.str.replace_all(WRITTEN_AS_FLOAT, "")
        frame = frame.select(
            key.str.len_chars().alias("length"),
            plain.str.len_chars().alias("plain"),
            digits.alias("digits"),
            digits.str.len_chars().alias("width"),
        )
        length, filled, width = nw.col("length"), nw.col("plain") > 0, nw.col("width")
        is_number = nw.col("digits").str.contains(DIGITS)
        asked = {
            "shortest": length.min(),
            "longest": length.max(),
            "padded": (length != nw.col("plain")).cast(nw.Int64).sum(),
            "no_digits": (filled & ~is_number).cast(nw.Int64).sum(),
            "digits_shortest": nw.when(filled).then(width).min(),
            "digits_longest": width.max(),
            "leading_zeros": (nw.col("digits").str.starts_with("0") & (width > 1)).cast(nw.Int64).sum(),
        }
    found = engine.fetch(frame.select(*(expression.alias(fact) for fact, expression in asked.items())))[0]
    return KeyFacts(kind, **{fact: int(value or 0) for fact, value in found.items()})


def form_of(files: Mapping[str, KeyFacts]) -> KeyForm:
    """The form in which the keys of these files are compared."""
    facts = list(files.values())
    if all(each.kind == "whole number" for each in facts):
        return KeyForm.NUMBER
    are_text = all(each.kind == "text" for each in facts)
    if are_text and len({each.shortest for each in facts} | {each.longest for each in facts}) == 1:
        return KeyForm.TRIMMED if any(each.padded for each in facts) else KeyForm.TEXT
    return KeyForm.NUMBER if all(each.are_certain_numbers for each in facts) else KeyForm.TRIMMED


def with_key(frame: Frame, name: str, delivered: nw.dtypes.DType, form: KeyForm) -> Frame:
    """The keys in the form; a key of blanks alone is empty."""
    key = nw.col(name)
    is_text = kind_of(delivered) == "text"
    if form is KeyForm.TEXT:
        return frame.with_columns(key.cast(nw.String)) if not is_text else frame
    if is_text:
        frame = frame.with_columns(key.str.strip_chars(BLANKS))
        if form is KeyForm.NUMBER:
            frame = frame.with_columns(key.str.replace_all(WRITTEN_AS_FLOAT, ""))
        frame = frame.with_columns(nw.when(key.str.len_chars() > 0).then(key).alias(name))
        return frame.with_columns(key.cast(nw.Int64)) if form is KeyForm.NUMBER else frame
    frame = frame.with_columns(key.cast(nw.Int64))
    return frame.with_columns(key.cast(nw.String)) if form is KeyForm.TRIMMED else frame
