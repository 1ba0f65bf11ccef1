"""The language of an answer: what ``--language`` says, else the setting, else the locale's.

Logs, JSON and the parts of messages that have no Danish (``pipeline.text.messages``) are English.
"""

from __future__ import annotations

import locale
import os
from contextlib import suppress
from pathlib import Path

import click

from pipeline.core.errors import Refusal
from pipeline.core.settings import LANGUAGES, read_settings


def system_language(otherwise: str) -> str:
    """``da`` or ``en`` as the locale says; without a locale of either, ``otherwise``."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    if not named and os.name == "nt":  # Windows has no such variables, and names its locale Danish_Denmark
        named = locale.getlocale()[0] or ""
    return named[:2].lower() if named[:2].lower() in LANGUAGES else otherwise


def answer_language() -> str:
    """The language that the command at work answers in."""
    context = click.get_current_context(silent=True)
    if stated := context.params.get("language") if context else None:
        return str(stated)
    with suppress(Refusal):  # settings that cannot be used are refused where they are used
        if stated := read_settings(os.environ, Path()).language:
            return stated
    return system_language("en")
