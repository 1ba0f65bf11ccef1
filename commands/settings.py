"""``ghettolist settings``: each setting, its value and where it comes from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from commands.failures import refusing
from commands.options import format_option
from pipeline.core.settings import SETTINGS, default_raw, given

HIDDEN = "(set, not shown)"


@click.command()
@format_option
@refusing
def settings(as_format: str) -> None:
    """Each setting, its value, and where it comes from: a variable, the settings file or its default.

    Example: ghettolist settings
    """
    from commands.terminal import print_json, print_table

    found = given(os.environ, Path())
    rows: list[dict[str, Any]] = []
    for name, declared in SETTINGS.items():
        if name not in found:
            value, where = default_raw(Path()) if name == "raw" else declared.default, "default"
        else:
            value, where = found[name].value if declared.repr else HIDDEN, found[name].where
        rows.append({"setting": name, "value": value, "from": where})
    if as_format == "json":
        print_json(rows)
        return
    body = [(row["setting"], _in_words(row), row["from"]) for row in rows]
    print_table("Settings", ["setting", "value", "from"], body)


def _in_words(row: dict[str, Any]) -> str:
    if row["from"] == "default" and row["setting"] != "raw":
        return str(SETTINGS[row["setting"]].metadata["default"])
    return ", ".join(row["value"]) if isinstance(row["value"], tuple) else str(row["value"])
