"""A message to a person, made in English from a template; its Danish is made of the same template and values.

Logs, JSON and the graph show a message as what it is, English text. A command shows it in the language of its answer
(``pipeline.text.messages``, where the Danish is). What does not belong here: the Danish, and who reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Message(str):
    """English text that keeps its template and values.

    The template is a literal, with ``{name}`` for each value: a message of its own, a number, a name, or a tuple of
    these, which are listed with commas. Without values a brace needs no escape.
    """

    template: str
    values: Mapping[str, Any]
    __slots__ = ("template", "values")

    def __new__(cls, template: str = "", /, **values: Any) -> Message:
        listed = {
            name: ", ".join(map(str, value)) if isinstance(value, tuple) else value for name, value in values.items()
        }
        message = super().__new__(cls, template.format(**listed) if values else template)
        message.template, message.values = template, values
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.template, dict(self.values))


def _made(template: str, values: Mapping[str, Any]) -> Message:
    return Message(template, **values)


def message_of(text: str) -> Message:
    """The text as a message: itself if it is one, else one that has no Danish."""
    return text if isinstance(text, Message) else Message(text)


def together(parts: Iterable[str], between: str = " ") -> Message:
    """Several messages as one, a sign between each two."""
    values = {f"part{place}": message_of(part) for place, part in enumerate(parts)}
    return Message(between.join(f"{{{name}}}" for name in values), **values)
