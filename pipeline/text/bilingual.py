"""A text in Danish and English, and how such texts are combined. Every other module of ``text`` uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.lists import format_list


@dataclass(frozen=True)
class Bilingual:
    """The same text in Danish and in English."""

    da: str
    en: str

    def __add__(self, other: Bilingual) -> Bilingual:
        return Bilingual(self.da + other.da, self.en + other.en)

    def in_language(self, language: str) -> str:
        """``da`` or ``en``."""
        return self.da if language == "da" else self.en


def same(text: str) -> Bilingual:
    """A name or number that is written alike in both languages."""
    return Bilingual(text, text)


def joined(parts: Sequence[Bilingual], separator: Bilingual | None = None) -> Bilingual:
    """Several sentences or phrases as one."""
    between = separator or same(" ")
    return Bilingual(between.da.join(part.da for part in parts), between.en.join(part.en for part in parts))


def listed(names: Sequence[str]) -> Bilingual:
    """``A, B og C`` and ``A, B and C``."""
    return Bilingual(format_list(names, locale="da"), format_list(names, locale="en_GB"))


def either(names: Sequence[str]) -> Bilingual:
    """``A, B eller C`` and ``A, B or C``."""
    return Bilingual(format_list(names, style="or", locale="da"), format_list(names, style="or", locale="en_GB"))


def enumerated(phrases: Sequence[Bilingual]) -> Bilingual:
    """Phrases as ``listed`` has names: ``a, b og c`` and ``a, b and c``."""
    return Bilingual(listed([each.da for each in phrases]).da, listed([each.en for each in phrases]).en)


def capitalised(phrase: Bilingual) -> Bilingual:
    """A phrase as the beginning of a sentence."""
    return Bilingual(phrase.da[:1].upper() + phrase.da[1:], phrase.en[:1].upper() + phrase.en[1:])


def uncapitalised(phrase: Bilingual) -> Bilingual:
    """A phrase within a sentence: its first letter small, unless it begins with an acronym (``SU-berettigede``)."""

    def small(text: str) -> str:
        return text if text[1:2].isupper() else text[:1].lower() + text[1:]

    return Bilingual(small(phrase.da), small(phrase.en))
