"""``ghettolist status``: the status of each list year, the reasons, and what to run. Nothing is made or written."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from commands.failures import refusing
from commands.options import english_first, format_option, out_option, raw_option
from pipeline.core.errors import NOT_CURRENT
from pipeline.inputs.due_dates import Late
from pipeline.outputs.year_status import State, YearStatus, year_statuses
from pipeline.text.bilingual import Bilingual
from pipeline.text.numbers import counted, date_in_print
from pipeline.text.vocabulary import REGISTER_NAMES

REASONS_SHOWN = 3
STATES = {
    State.CURRENT: Bilingual("opdateret", "up to date"),
    State.STALE: Bilingual("forældet", "stale"),
    State.NOT_MADE: Bilingual("ikke lavet", "not made"),
    State.WAITING: Bilingual("venter", "waiting"),
    State.NOTHING: Bilingual("intet", "nothing there"),
}


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
    from commands.terminal import print_json, print_table, show, telling
    from pipeline.core.paths import OutRoot, RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law

    law, root = load_law(), RawRoot(raw)
    known = open_sources(root).list_years(law)
    day = today.date() if today else dt.date.today()
    found = year_statuses(root, OutRoot(out), law, known, day)
    context = click.get_current_context()
    typed = context.get_parameter_source
    folders = [
        f"--{name} {context.params[name]}" for name in ("raw", "out") if typed(name) is ParameterSource.COMMANDLINE
    ]
    if as_format == "json":
        print_json([_as_dict(each) for each in found])
    else:
        t = telling(language)
        columns = [t("liste", "list"), t("grundlag", "inputs"), t("tilstand", "state"), t("hvorfor", "why")]
        print_table(t("Listeår", "List years"), columns, [_row(each, language) for each in found], language)
        for line in what_to_run(found, " ".join(folders)):
            show(line)
    if not all(each.is_current for each in found):
        sys.exit(NOT_CURRENT)


def _row(each: YearStatus, language: str) -> tuple[str, str, str, str]:
    reasons = [reason.in_language(language) for reason in each.reasons[:REASONS_SHOWN]]
    reasons += [_late(late).in_language(language) for late in each.late]
    if (more := len(each.reasons) - REASONS_SHOWN) > 0:
        reasons.append(Bilingual(f"{more} til", f"{more} more").in_language(language))
    return (
        str(each.list_year),
        _inputs(each).in_language(language),
        STATES[each.state].in_language(language),
        "; ".join(reasons),
    )


def _late(late: Late) -> Bilingual:
    days = counted(late.days, Bilingual("dag", "day"), Bilingual("dage", "days")).da
    due = f"skulle være leveret den {date_in_print(late.due).da}: {days} forsinket"
    return Bilingual(f"{REGISTER_NAMES[late.register].da} til listen i {late.list_year} {due}", str(late))


def _inputs(each: YearStatus) -> Bilingual:
    if each.delivered:
        count = Bilingual(f"{len(each.delivered)} registre", f"{len(each.delivered)} registers")
        if each.missing:
            names = ", ".join(REGISTER_NAMES[name].da for name in each.missing)
            count += Bilingual(f", uden {names}", f", without {', '.join(each.missing)}")
        return count
    if each.state is State.NOTHING:
        return Bilingual("intet", "none")
    return Bilingual("offentliggjort", "published")


def _as_dict(each: YearStatus) -> dict[str, object]:
    return {
        "list_year": each.list_year,
        "state": each.state.value,
        "reasons": [reason.en for reason in each.reasons],
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
