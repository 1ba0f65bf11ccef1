"""Numbers, percentages, persons and dates as they are written in Danish and English, by Babel's tables (CLDR).

Values are exact and are rounded half up only to be shown. What does not belong here: which number may be shown
(``pipeline.lists.shown``).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from pipeline.core.criteria import Criterion, CriterionKind
from pipeline.core.exact import decimal_text
from pipeline.text.bilingual import Bilingual

DANISH, ENGLISH = Locale("da"), Locale("en", "GB")
MINUS = "\N{MINUS SIGN}"  # CLDR has a hyphen for both languages; a hyphen breaks lines and is hard to see


@lru_cache(maxsize=1 << 15)  # the same figures and limits are shown on many pages
def number(value: Fraction, decimals: int) -> Bilingual:
    """A number rounded half up: ``1.752,5`` and ``1,752.5``; negative ones with a real minus sign."""
    exact = Decimal(decimal_text(value, decimals))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    danish, english = (format_decimal(exact, pattern, locale=locale) for locale in (DANISH, ENGLISH))
    return Bilingual(danish.replace("-", MINUS), english.replace("-", MINUS))


def signed(value: Fraction, decimals: int) -> Bilingual:
    """A difference: ``+2,1``, ``−2,1``; no sign where it rounds to zero."""
    text = number(value, decimals)
    if value > 0 and any(digit in text.en for digit in "123456789"):
        return Bilingual("+" + text.da, "+" + text.en)
    return text


def counted(count: int, one: Bilingual, other: Bilingual) -> Bilingual:
    """A whole number with its noun in the number the language asks for: ``1 område``, ``3 områder``."""
    found = number(Fraction(count), 0)
    danish = one.da if DANISH.plural_form(count) == "one" else other.da
    english = one.en if ENGLISH.plural_form(count) == "one" else other.en
    return Bilingual(f"{found.da} {danish}", f"{found.en} {english}")


def persons(count: int) -> Bilingual:
    """``1 person``, ``753 personer``."""
    return counted(count, Bilingual("person", "person"), Bilingual("personer", "persons"))


def percent(share: Fraction, decimals: int) -> Bilingual:
    """A share of one as a percentage: ``12,5 pct.`` and ``12.5 %``."""
    return number(share * 100, decimals) + Bilingual(" pct.", " %")


def figure_in_print(value: float | None, criterion: Criterion) -> Bilingual:
    """A figure of a table without its unit: residents, or a percentage with the decimals that the ministry publishes."""
    if value is None:
        return Bilingual("–", "–")
    if criterion.kind is CriterionKind.SIZE:
        return number(Fraction(value), 0)
    return number(Fraction(value) * 100, criterion.published_decimals)


def date_in_print(date: dt.date) -> Bilingual:
    """``1. december 2017`` and ``1 December 2017``."""
    return Bilingual(
        format_date(date, "d. MMMM y", locale=DANISH),
        format_date(date, "d MMMM y", locale=ENGLISH),
    )
