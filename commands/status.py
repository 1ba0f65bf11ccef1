"""``ghettolist status``: the status of each list year, the reasons, and what to run. Nothing is made or written."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click
from click.core import ParameterSource

from commands.failures import refusing
from commands.options import english_first, format_option, out_option, raw_option
from pipeline.core.errors import NOT_CURRENT


@click.command()
@raw_option
@out_option
@english_first
@format_option
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day to judge what is late by.")
@refusing
def status(raw: Path, out: Path, language: str, as_format: str, today: dt.datetime | None) -> None:
    """Each list year: what was delivered, what is late, whether it is up to date, why not, and what to run.

    Exit 0 only if every list year that can be made is up to date, else 6. Example: ghettolist status
    """
    from commands.status_lines import as_dict, row, what_to_run
    from commands.terminal import print_json, print_table, show, telling
    from pipeline.core.calendar_day import today as this_day
    from pipeline.core.paths import OutRoot, RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law
    from pipeline.outputs.year_status import year_statuses

    law, root = load_law(), RawRoot(raw)
    known = open_sources(root).list_years(law)
    day = today.date() if today else this_day()
    found = year_statuses(root, OutRoot(out), law, known, day)
    context = click.get_current_context()
    typed = context.get_parameter_source
    folders = [
        f"--{name} {context.params[name]}" for name in ("raw", "out") if typed(name) is ParameterSource.COMMANDLINE
    ]
    if as_format == "json":
        print_json([as_dict(each) for each in found])
    else:
        t = telling(language)
        columns = [t("liste", "list"), t("grundlag", "inputs"), t("tilstand", "state"), t("hvorfor", "why")]
        print_table(t("Listeår", "List years"), columns, [row(each, language) for each in found], language)
        for line in what_to_run(found, " ".join(folders)):
            show(line)
    if not all(each.is_current for each in found):
        sys.exit(NOT_CURRENT)
