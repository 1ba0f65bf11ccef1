"""``docs/contract.json``: tables, files, commands and exit codes as others rely on them; written by ``make docs``.

It is not written over if the version number is too low for what changed: a change that breaks a reader is a decision.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from commands.ghettolist import main
from pipeline.core import errors
from pipeline.law import load_law
from pipeline.outputs.contract import outputs_contract, too_low

PAGE = Path(__file__).parents[1] / "docs" / "contract.json"
EXIT_CODES = (
    "DONE",
    "WRONG_USAGE",
    "INPUT_REFUSED",
    "VALIDATION_FAILED",
    "DONE_WITH_UNDETERMINED",
    "NOT_CURRENT",
    "INTERNAL_ERROR",
    "INTERRUPTED",
)


def contract() -> dict[str, Any]:
    """Today's contract, from the declarations of the tables and of the commands."""
    return {
        **outputs_contract(load_law()),
        "commands": {name: _command(command) for name, command in sorted(main.commands.items())},
        "exit_codes": {name.lower(): getattr(errors, name) for name in EXIT_CODES},
    }


def _command(command: click.Command) -> dict[str, Any]:
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = sorted(
        (each for each in command.params if isinstance(each, click.Option)), key=lambda option: option.opts[-1]
    )
    return {
        "arguments": {str(each.name): {"required": each.required} for each in arguments},
        "options": {each.opts[-1]: {"required": each.required, **_choices(each)} for each in options},
    }


def _choices(option: click.Option) -> dict[str, Any]:
    if option.is_flag:
        return {"takes": "nothing"}
    if isinstance(option.type, click.Choice):
        return {"takes": "a choice", "choices": {str(choice): {} for choice in option.type.choices}}
    return {"takes": "values" if option.multiple else "a value"}


def as_text(found: dict[str, Any]) -> str:
    """The contract as the file has it."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def write() -> None:
    """Write the file. Ends with exit 1, and leaves it as it is, if the version number is too low."""
    today = contract()
    problems = too_low(json.loads(PAGE.read_text(encoding="utf-8")), today) if PAGE.is_file() else ()
    if problems:
        sys.exit("\n".join(problems))
    PAGE.write_text(as_text(today), encoding="utf-8")


if __name__ == "__main__":
    write()
