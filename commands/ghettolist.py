"""``ghettolist``: the commands. Each calls ``pipeline`` to do its work.

Results go to stdout, messages to stderr. Exit codes: 0 done, 2 wrong usage, 3 an input refused, 4 a validation failed,
5 done but some areas undetermined (``--strict``), 6 not all list years up to date (``status``).
"""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import getpass
import sys
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from commands import streams
from commands.audit import history, prune, verify
from commands.failures import refusing
from commands.options import (
    accept_option,
    area_argument,
    counts_persons,
    english_first,
    format_option,
    language_option,
    makes_lists,
    no_wait_option,
    raw_option,
    says_messages,
    year_option,
)
from commands.overview import areas, years
from commands.roots import Folder, uploaded
from commands.settings import settings
from commands.status import status
from commands.template import template
from commands.whatif import whatif
from pipeline.core.errors import DONE_WITH_UNDETERMINED, Fault, Refusal, WrongUsage
from pipeline.core.list_years import year_range
from pipeline.core.messages import Message

# Python looks for garbage after so many new objects. What the commands make they mostly keep: looking as often as usual takes
# a tenth of their time.
SELDOM = (50_000, 20, 100)


class Commands(click.Group):
    """The commands, once the streams take any text."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name."""
        gc.set_threshold(*SELDOM)
        atexit.register(gc.freeze)  # at its end, Python would look through all objects for garbage several times
        streams.prepare()
        return super().main(*args, **kwargs)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ghettolist")
def main() -> None:
    """Which housing areas are on which list, why, and what moved: every year since 2010, recomputed."""


# The thread that reads needs Python for moments only, and waits for it so long each time while lists are made.
SHORT_TURN_SECONDS = 0.0005


@main.command()
@year_option
@makes_lists
def run(list_year: int, **options: Any) -> None:
    """Make one list year and write its tables.

    Example: ghettolist run --list-year 2017 --municipality Aarhus --language da
    """
    _make([list_year], **options)


@main.command()
@click.argument("years", required=False)
@makes_lists
def backfill(years: str | None, **options: Any) -> None:
    """Make a range of list years in order; without a range, all that the raw root supports.

    Example: ghettolist backfill 2010..2023
    """
    _make(None if years is None else year_range(years), **options)


def _make(
    years: Iterable[int] | None,
    raw: Path,
    out: Path,
    municipalities: tuple[str, ...],
    strict: bool,
    allow_empty: bool,
    accepted: frozenset[str],
    as_format: str,
    no_wait: bool,
    language: str,
    aggregate: Any,
) -> None:
    from commands.streams import say
    from expectations.kept_verdicts import KeptVerdicts
    from expectations.second_process import ValidationQueue
    from pipeline.core.content_store import KEPT, ContentStore

    store = ContentStore(click.get_current_context().params["work"] / KEPT)
    # Before the imports below: a second process, where one is needed, imports for longer than they take.
    validation = ValidationQueue(say, KeptVerdicts(store))
    from commands.terminal import print_json, print_list, print_moves, show, telling
    from pipeline.core.paths import OutRoot
    from pipeline.core.staging import recover
    from pipeline.inputs.municipalities import shown_municipalities
    from pipeline.law import load_law
    from pipeline.outputs.vintages import Publisher
    from pipeline.outputs.year_result import Request, YearResult
    from pipeline.outputs.yearly_run import checked_years, differing_decisions, make_lists, publish, with_pages
    from pipeline.text.differing import differing_sentence
    from pipeline.text.undelivered import undelivered_sentence

    for root in (raw, out):
        recover(root)
    engine = str(click.get_current_context().params["engine"])
    law = load_law()
    sources = validated_sources(raw, law, validation, aggregate, accepted)
    wanted = checked_years(sources, law, years, allow_empty)
    shown = shown_municipalities(sources.areas, municipalities, sources.raw)
    t, span = telling(language), f"{wanted[0]}" + (f"..{wanted[-1]}" if wanted[1:] else "")
    say(
        t(
            f"Beregner {'listerne' if wanted[1:] else 'listen'} {span}",
            f"Making the list{'s' if wanted[1:] else ''} of {span}",
        )
    )
    lists: list[YearResult] = []
    sys.setswitchinterval(SHORT_TURN_SECONDS)
    try:
        for each in make_lists(sources, law, Request(wanted, shown, str(uuid.uuid4()), engine)):
            _validate_outputs(each, sources.areas, validation)
            say(f"  {each.list.list_year}  {_tally(each, t)}")
            if sentence := undelivered_sentence(each.list):
                say(f"  {sentence.in_language(language)}")
            if sentence := differing_sentence(each.list.list_year, differing_decisions(each)):
                say(f"  {sentence.in_language(language)}")
            lists.append(with_pages(each, sources, law))
    except Refusal:
        raise
    except Exception:
        validation.demand()  # faults of the input explain more than the error they caused
        raise
    say(t("Validerer tal og lister", "Holding inputs and lists to their expectations"))
    validation.demand()
    publisher = Publisher(f"{_user()}, ghettolist", dt.datetime.now(dt.UTC))
    publish(OutRoot(out), law, sources, lists, say, wait=not no_wait, publisher=publisher)
    where = uploaded(out)
    latest = lists[-1]
    if as_format == "json":
        print_json([dict(row, list_year=each.list.list_year) for each in lists for row in each.rows["area_list"]])
    else:
        print_list(latest, language)
        print_moves(latest, shown, language)
        files = t(
            "tabeller som <tabel>/list_year=ÅÅÅÅ/part-0.parquet", "tables as <table>/list_year=YYYY/part-0.parquet"
        )
        report = OutRoot(out).report(latest.list.list_year).relative_to(out).as_posix()
        show(t("Rapport: ", "Report:  ") + f"{where}/{report}")
        show(t("Filer:   ", "Outputs: ") + f"{where} ({files}; area_list.csv; datapackage.json)")
    undetermined = sum(
        each.designated is None and not each.candidate
        for yearly_list in lists
        for each in yearly_list.list.designations
    )
    if strict and undetermined:
        say(
            t(
                f"{undetermined} afgørelser er uafgjorte; se reason_da i designations.",
                f"{undetermined} decisions are undetermined; see reason_en in designations.",
            )
        )
        sys.exit(DONE_WITH_UNDETERMINED)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no entry in the system's list of users, as in some containers
        return "unknown user"


def _tally(each: Any, t: Callable[[str, str], str]) -> str:
    """``udsat boligområde: 7 known, 3 undetermined; parallelsamfund: 2``: one list year summarised in a line."""
    from pipeline.text.headline import Tally, known_and_undetermined

    parts = []
    for category in each.list.regime.categories:
        found = [d.designated for d in each.list.designations if d.category == category.name and not d.candidate]
        count = known_and_undetermined(Tally(found.count(True), found.count(None), len(found)))
        parts.append(f"{category.name}: {t(count.da, count.en)}")
    return "; ".join(parts)


def validated_sources(
    raw: Path, law: Any, validation: Any, aggregate: Any, accepted: frozenset[str] = frozenset()
) -> Any:
    """The raw root, opened; every file read from it is queued for validation, which must pass before anything is
    published. ``accepted`` is what the user has accepted beside what the cards say."""
    from expectations.tasks import PUBLISHED_SUITES, delivery_tasks, published_tasks
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.sources import open_sources

    def ask(delivery: Any, before: Any) -> None:
        for where, question in delivery_tasks(sources.areas, delivery, before).items():
            validation.ask(where, question)

    sources = open_sources(RawRoot(raw), aggregate, ask, accepted)
    for suite, question in published_tasks(sources.published, law).items():
        validation.ask(f"published/{PUBLISHED_SUITES[suite]}", question)
    return sources


def _validate_outputs(each: Any, areas: Any, validation: Any) -> None:
    from expectations.tasks import rows_task

    year = each.list.list_year
    for suite in ("indicators", "designations"):
        validation.ask(f"{suite} {year}", rows_task(suite, each.rows[suite], areas, year, each.list.regime))


@main.command()
@click.argument("folder", type=Folder(path_type=Path), metavar="FOLDER_OR_FILE")
@year_option
@raw_option
@click.option("--holder", default="not stated", show_default=True, help="Who delivered the files.")
@click.option("--basis", default="not stated", show_default=True, help="Licence or legal basis.")
@click.option("--received-on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Default: today.")
@click.option(
    "--replace", is_flag=True, help="File a correction; the earlier delivery is kept in the raw root's archive."
)
@accept_option
@no_wait_option
@says_messages
@counts_persons
@refusing
def receive(
    folder: Path,
    list_year: int,
    raw: Path,
    holder: str,
    basis: str,
    received_on: dt.datetime | None,
    replace: bool,
    accepted: frozenset[str],
    no_wait: bool,
    aggregate: Any,
) -> None:
    """Check a delivery and file it, with its card, under its list year; add registers that come later, or correct it.

    A folder with a file for each register, or one workbook with a sheet for each (ghettolist template writes one).

    Example: ghettolist receive package/ --list-year 2026 --holder "Danmarks Statistik"
    """
    from commands.streams import say
    from commands.terminal import show
    from expectations.tasks import inspect_delivery
    from pipeline.core.calendar_day import today
    from pipeline.core.paths import RawRoot
    from pipeline.core.staging import recover
    from pipeline.inputs.areas import read_areas
    from pipeline.inputs.deliveries import Delivery, read_delivery
    from pipeline.inputs.receiving import receive as file_delivery
    from pipeline.law import law_on

    recover(raw)
    root = RawRoot(raw)
    areas = read_areas(root)

    def check(beside: RawRoot, year: int) -> Delivery | None:
        delivery = read_delivery(beside, year, aggregate)
        if delivery is not None:
            inspect_delivery(areas, delivery, read_delivery(root, year - 1, aggregate), say)
        return delivery

    day = received_on.date() if received_on else today()
    law_on(list_year)
    places = file_delivery(
        folder, root, list_year, holder, basis, day, check,
        accepted=accepted, replace=replace, say=say, wait=not no_wait,
    )  # fmt: skip
    for place in places:
        show(place)


def _lists(raw: Path, last: int, aggregate: Any) -> tuple[Any, Any, list[Any]]:
    """The sources, the law and every list up to a year, nothing written and nothing validated."""
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law
    from pipeline.lists.yearly_list import yearly_lists_up_to

    law = load_law()
    law.on(last)  # refuses a year without a law before anything is read
    sources = open_sources(RawRoot(raw), aggregate)
    return sources, law, list(yearly_lists_up_to(sources, law, last))


@main.command()
@area_argument
@year_option
@raw_option
@language_option
@format_option
@counts_persons
@refusing
def explain(area: str, list_year: int, raw: Path, language: str, as_format: str, aggregate: Any) -> None:
    """Why an area is, or is not, on a list: every criterion, value, limit, margin, and its history.

    Example: ghettolist explain Mjølnerparken --list-year 2017
    """
    from commands.streams import terminal_width
    from commands.terminal import print_json, show
    from pipeline.inputs.area_search import area_meant
    from pipeline.text.explanation import explanation_data, explanation_text

    sources, _, lists = _lists(raw, list_year, aggregate)
    found = area_meant(sources.areas, area)
    if not found.valid_in(list_year):
        raise WrongUsage(
            Fault(
                Message("area {area!r}", area=area),
                Message("is not an area in list year {list_year}", list_year=list_year),
                Message("a year it is valid in"),
            )
        )
    is_synthetic = sources.is_synthetic(list_year)
    if as_format == "json":
        print_json(explanation_data(sources.areas, found, lists, list_year, is_synthetic))
    else:
        show(explanation_text(sources.areas, found, lists, list_year, language, is_synthetic, terminal_width()))


@main.command("law")
@year_option
@english_first
@format_option
@refusing
def law_command(list_year: int, language: str, as_format: str) -> None:
    """The law of a list year: categories, limits, operators, sources, open points.

    Example: ghettolist law --list-year 2021
    """
    from commands.terminal import print_json, show
    from pipeline.law import law_on
    from pipeline.law.page import law_dict
    from pipeline.text.law import law_text

    regime = law_on(list_year)
    print_json(law_dict(regime, list_year)) if as_format == "json" else show(law_text(regime, list_year, language))


@main.command()
@raw_option
@english_first
@format_option
@counts_persons
@refusing
def compare(raw: Path, language: str, as_format: str, aggregate: Any) -> None:
    """The recomputed lists beside the published ones: agreement per list, and every disagreement.

    Example: ghettolist compare --language da
    """
    from commands.terminal import print_comparison
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law
    from pipeline.lists.comparison import agreement, compare_extra_lists, compare_list

    years = open_sources(RawRoot(raw)).list_years(load_law())
    if not years:
        raise WrongUsage(
            Fault(str(raw), Message("holds no published list"), Message("{names}", names="published/lists.csv"))
        )
    sources, law, lists = _lists(raw, years[-1], aggregate)
    compared = [
        each
        for yearly_list in lists
        if yearly_list.list_year in years
        for each in compare_list(sources.areas, sources.published, yearly_list)
    ]
    compared += compare_extra_lists(sources.areas, sources.published, law)
    print_comparison(agreement(compared), compared, as_format, language)


@main.command()
@click.option("--out", type=Folder(path_type=Path), required=True, help="An empty or new folder.")
@click.option("--persons", type=int, default=6_000_000, show_default=True)
@click.option("--list-years", default="2018..2025", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--grain", type=click.Choice(["person", "area"]), default="person", show_default=True)
@click.option("--file-format", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
@click.option("--boundaries", is_flag=True, help="Write areas.geojson too: made-up outlines of the areas, for the map.")
@says_messages
@refusing
def synthesize(
    out: Path, persons: int, list_years: str, seed: int, grain: str, file_format: str, boundaries: bool
) -> None:
    """Write a made-up country as a raw root; everything made from it says that it is made up.

    Example: ghettolist synthesize --out country --persons 100000 --list-years 2020..2022
    """
    from commands.streams import say
    from commands.terminal import show
    from pipeline.synthetic import synthesize as write

    years = year_range(list_years)
    write(
        out,
        persons=persons,
        list_years=years,
        seed=seed,
        grain="area" if grain == "area" else "person",
        file_format="csv" if file_format == "csv" else "parquet",
        outlines=boundaries,
        progress=say,
    )
    show(out)


for command in (areas, history, prune, settings, template, verify, whatif, years):
    main.add_command(command)
main.add_command(status)

if __name__ == "__main__":
    main()
