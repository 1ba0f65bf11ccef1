"""What reaches a terminal or a pipe: any text, in any encoding, never an instruction to the terminal.

Names come from delivered files. A control character in one is shown as text (``\\x1b``); a character that the stream's
encoding lacks is shown by one that it has. Nothing here raises.
"""

from __future__ import annotations

import codecs
import io
import os
import shutil
import sys
import textwrap
import unicodedata
from typing import TextIO

from commands.languages import answer_language

READABLE = "ghettolist.readable"  # the name of the error handler below
LAYOUT = frozenset("\n\t")
INDENT = 2  # of a line that goes on below
INVISIBLE = frozenset(
    ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
)  # controls, directions, halves of pairs, private, separators
# One character each, so that columns stay aligned. A question mark means undetermined in the tables, so that it must not
# come from a sign that means something else.
STANDINS = str.maketrans({
    "●": "*", "·": ".", "–": "-", "—": "-", "−": "-", "…": ".", "→": ">", "≥": ">", "≤": "<", "×": "x", "‰": "%",
    "æ": "a", "Æ": "A", "ø": "o", "Ø": "O", "å": "a", "Å": "A", "ß": "s", "đ": "d", "ł": "l",
    "“": '"', "”": '"', "„": '"', "»": '"', "«": '"', "’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "§": "$", "½": "?",
})  # fmt: skip


def harmless(text: str, layout: frozenset[str] = LAYOUT) -> str:
    """The text with every invisible character written out, but for those of the layout."""
    if text.isprintable():
        return text
    return "".join(_shown(each) if each not in layout else each for each in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in INVISIBLE:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def fitted(text: str, encoding: str | None) -> str:
    """The text in the characters that an encoding has, each by one."""
    try:
        text.encode(encoding or "ascii")
        return text
    except (UnicodeEncodeError, LookupError):
        return "".join(_fitted(each, encoding or "ascii") for each in text)


def _fitted(character: str, encoding: str) -> str:
    for candidate in (character, character.translate(STANDINS), unicodedata.normalize("NFKD", character)[:1], "?"):
        try:
            candidate.encode(encoding)
            return candidate
        except (UnicodeEncodeError, LookupError):
            continue
    return "?"


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """The error handler of the streams: what the encoding lacks, by what it has."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_fitted(each, error.encoding) for each in error.object[error.start : error.end]), error.end


codecs.register_error(READABLE, _replace)


def say(text: str) -> None:
    """Print a message on stderr, in the language of the answer."""
    if (language := answer_language()) != "en":
        from pipeline.text.messages import in_language  # with all of the room of texts: a fifth of a second

        text = in_language(text, language)
    told = harmless(text)
    sys.stderr.write(wrapped(told, terminal_width(sys.stderr)) + "\n")
    sys.stderr.flush()


def terminal_width(stream: TextIO | None = None) -> int | None:
    """The columns of the terminal that a stream, by default stdout, goes to; ``None`` for a file or a pipe."""
    return shutil.get_terminal_size().columns if (stream or sys.stdout).isatty() else None


def wrapped(text: str, width: int | None) -> str:
    """Lines that are too long continued below, a little further in; a long word, such as a path, stays whole."""
    if width is None:
        return text
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip(" ")) + INDENT)
        wrap = textwrap.TextWrapper(width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        lines += [line] if len(line) <= width else wrap.wrap(line)
    return "\n".join(lines)


def prepare() -> None:
    """Let stdout and stderr take any text. A stream that is closed becomes one that takes everything and keeps nothing."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=READABLE)


def silence(stream: TextIO) -> None:
    """Send what is left of a broken stream nowhere, so that nothing is said of it when the process ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):
        return
