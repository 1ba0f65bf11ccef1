"""The page ``docs/settings.md``, made from the declarations of the settings: ``python -m commands.settings_page``
(``make docs``)."""

from __future__ import annotations

from pathlib import Path

import click

from commands.ghettolist import main
from pipeline.core.settings import FILE, FILE_VARIABLE, SETTINGS, variable

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"


def settings_page() -> str:
    """The whole page as Markdown."""
    rows = [
        f"| `{name}` | `{variable(name)}` | {_flag(name)} | {each.metadata['meaning']} | {each.metadata['default']} |"
        for name, each in SETTINGS.items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Made by `python -m commands.settings_page` from the declarations in `pipeline/core/settings.py`; do not edit.",
            "",
            "The commands and the graph take the same settings. A flag comes first, then the environment variable, then the "
            f"settings file, then the default. The file is `{FILE}` in the folder of the command, or in the project's folder for "
            f"the graph; `{FILE_VARIABLE}` names another. `ghettolist settings` shows what holds and where it comes from.",
            "",
            "```toml",
            'raw = "/srv/ghettolist/raw"',
            'municipalities = ["101", "Aarhus"]   # or ["all"]; in a variable: 101,Aarhus',
            'memory_limit = "2GiB"',
            "```",
            "",
            "| key of the file | variable | flag | meaning | default |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "- An unknown key, an unknown variable that begins with `GHETTOLIST_`, a value of another type and a file that is "
            "no TOML are refused: exit 2 at the command line, a code location that does not load in the graph. All faults are "
            "named together.",
            "- A variable that is empty counts as not set.",
            "- A relative folder in the file is relative to the file. Elsewhere it is relative to the working folder for the "
            "commands, and to the project's folder for the graph.",
            "- The graph reads its settings when a process of it starts: after a change, restart the services, or reload the "
            "code location. A single run can differ: `resources: {roots: {config: {engine: spark}}}` in the launchpad. There, "
            "`allow_empty: true` makes a list year of which nothing is known, every area undetermined.",
            "- `webhook` is shown nowhere, and the password for mail is in a file of its own.",
            "",
        ]
    )


def _flag(name: str) -> str:
    """The flag of the commands that take the setting, read from the commands themselves."""
    flags = {
        parameter.opts[0]
        for command in main.commands.values()
        for parameter in command.params
        if parameter.name == name and isinstance(parameter, click.Option) and callable(parameter.default)
    }
    return ", ".join(f"`{flag}`" for flag in sorted(flags))


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
