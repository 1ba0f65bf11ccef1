"""``ghettolist status``: the status of each list year, the reasons, and what to run. Nothing is made or written."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from commands.failures import refusing
from commands.options import format_option, out_option, raw_option
from pipeline.core.errors import NOT_CURRENT
from pipeline.outputs.year_status import State, YearStatus, year_statuses

REASONS_SHOWN = 3


@click.command()
@raw_option
@out_option
@format_option
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day to judge what is late by.")
@refusing
def status(raw: Path, out: Path, as_format: str, today: dt.datetime | None) -> None:
    """Each list year: what was delivered, what is late, whether it is up to date, why not, and what to run.

    Exit 0 only if every list year that can be made is up to date, else 6.
    """
    from commands.terminal import print_json, print_table
    from pipeline.core.paths import OutRoot, RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law

    law, root = load_law(), RawRoot(raw)
    known = open_sources(root).list_years(law)
    day = today.date() if today else dt.date.today()
    found = year_statuses(root, OutRoot(out), law, known, day)
    typed = click.get_current_context().get_parameter_source
    folders = [
        f"--{name} {folder}"
        for name, folder in (("raw", raw), ("out", out))
        if typed(name) is ParameterSource.COMMANDLINE
    ]
    if as_format == "json":
        print_json([_as_dict(each) for each in found])
    else:
        print_table("List years", ["list", "inputs", "state", "why"], [_row(each) for each in found])
        for line in what_to_run(found, " ".join(folders)):
            print(line)
    if not all(each.is_current for each in found):
        sys.exit(NOT_CURRENT)


def _row(each: YearStatus) -> tuple[str, str, str, str]:
    why = [*each.reasons[:REASONS_SHOWN], *map(str, each.late)]
    more = len(each.reasons) - REASONS_SHOWN
    return str(each.list_year), _inputs(each), each.state.value, "; ".join(why) + (f"; {more} more" if more > 0 else "")


def _inputs(each: YearStatus) -> str:
    if each.delivered:
        return f"{len(each.delivered)} registers" + (f", without {', '.join(each.missing)}" if each.missing else "")
    return "published" if each.state is not State.NOTHING else "none"


def _as_dict(each: YearStatus) -> dict[str, object]:
    return {
        "list_year": each.list_year,
        "state": each.state.value,
        "reasons": list(each.reasons),
        "delivered": list(each.delivered),
        "missing": list(each.missing),
        "late": [{"register": late.register, "due": late.due, "days": late.days} for late in each.late],
        "run": next(iter(what_to_run([each])), None),
    }


def what_to_run(statuses: Iterable[YearStatus], folders: str = "") -> Sequence[str]:
    """The commands that bring all up to date, in order: ranges of list years, and the deliveries that are waited for."""
    lines: list[str] = []
    years: list[int] = []

    def flush() -> None:
        if years:
            span = str(years[0]) if years[0] == years[-1] else f"{years[0]}..{years[-1]}"
            lines.append(f"ghettolist backfill {span} {folders}".strip())
            years.clear()

    for each in statuses:
        if each.state in (State.STALE, State.NOT_MADE):
            if years and each.list_year != years[-1] + 1:
                flush()
            years.append(each.list_year)
        elif each.state is State.WAITING:
            flush()
            lines.append(f"ghettolist receive DIR --list-year {each.list_year}   # {', '.join(each.missing)}")
    flush()
    return lines
