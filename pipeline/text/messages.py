"""Messages (``pipeline.core.messages``) in the reader's language: refusals, notes and progress of the commands.

Their Danish is in ``danish.po``, one entry for each English template, written with the tools of gettext
(``make messages``). A message of which any part has no Danish is shown in English as a whole, so that an answer is in
one language. What does not belong here: the sentences of reports and answers, which are written in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.core.messages import Message

CATALOGUE = Path(__file__).with_name("danish.po")
WORDS = re.compile(r"[^\W\d_]")
PLACES = re.compile(r"{[^}]*}")


class NoDanish(Exception):
    """A template without an entry, or with an empty one."""


class DanishNumber(int):
    """A whole number that a template shows with Danish separators: ``{rows:,}`` gives ``1.234``."""

    def __format__(self, specification: str) -> str:
        return int.__format__(self, specification).replace(",", ".")


def in_language(text: str, language: str) -> str:
    """A message in the language, as far as it has it; any other text as it is."""
    if language != "da" or not isinstance(text, Message):
        return text
    try:
        return _danish(text)
    except NoDanish:
        return text


@cache
def catalogue() -> Mapping[str, str]:
    """The Danish of each template that has one."""
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale="da") if entry.id and entry.string}


def is_wordless(template: str) -> bool:
    """Whether a template has no words of its own, and is the same in every language."""
    return not WORDS.search(PLACES.sub("", template))


def _danish(message: Message) -> str:
    template = message.template
    if not is_wordless(template):
        if template not in catalogue():
            raise NoDanish
        template = catalogue()[template]
    return (
        template.format(**{name: _shown(value) for name, value in message.values.items()})
        if message.values
        else template
    )


def _shown(value: object) -> object:
    if isinstance(value, Message):
        return _danish(value)
    if isinstance(value, tuple):
        return ", ".join(str(_shown(each)) for each in value)
    return DanishNumber(value) if isinstance(value, int) and not isinstance(value, bool) else value
