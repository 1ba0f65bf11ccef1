"""``ghettolist``: the commands. Each line here names what to do; the doing is in ``pipeline``.

Results go to stdout, talk to stderr. Exit codes: 0 done, 2 wrong usage, 3 an input refused, 4 a validation failed,
5 done but some areas undetermined (``--strict``).
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import uuid
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar

import click

from assets.whatif_command import whatif_command
from pipeline.errors import DONE_WITH_UNDETERMINED, Fault, Refusal, WrongUsage

HOME_MUNICIPALITY = "101"  # the consumers' table shows Copenhagen unless asked for others


class ByteSize(click.ParamType[int]):
    """``1GiB``, ``800MiB`` or plain bytes."""

    name = "size"
    units: ClassVar[dict[str, int]] = {
        "": 1,
        "kib": 2**10,
        "mib": 2**20,
        "gib": 2**30,
        "kb": 10**3,
        "mb": 10**6,
        "gb": 10**9,
    }

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(\d+)\s*([a-zA-Z]*)", str(value).strip())
        if found is None or found[2].lower() not in self.units:
            self.fail(f"{value!r} is not a size such as 1GiB", param, ctx)
        return int(found[1]) * self.units[found[2].lower()]


def folder_option(name: str, default: str, meaning: str) -> Callable[[Any], Any]:
    """A folder with a default below the working directory."""
    return click.option(f"--{name}", type=click.Path(path_type=Path), default=default, show_default=True, help=meaning)


raw_option = folder_option("raw", "data/raw", "The raw root: areas.csv, published/, one folder per list year.")
out_option = folder_option("out", "data/out", "Where the published outputs go.")
year_option = click.option("--list-year", type=int, required=True, help="The year the list is published.")
format_option = click.option(
    "--format", "as_format", type=click.Choice(["table", "json"]), default="table", show_default=True
)
language_option = click.option("--language", type=click.Choice(["da", "en"]), default="da", show_default=True)
municipality_option = click.option(
    "--municipality",
    "municipalities",
    multiple=True,
    default=(HOME_MUNICIPALITY,),
    show_default=True,
    help="Municipalities in the area list; repeat it, or say 'all'.",
)
engine_options = (
    folder_option("work", "data/work", "Private: counts kept of person files, temporary files."),
    click.option("--engine", type=click.Choice(["polars", "spark"]), default="polars", show_default=True),
    click.option("--spark-master", help="A cluster's master URL; without it Spark runs on this machine."),
    click.option("--memory-limit", type=ByteSize(), help="For person files, e.g. 1GiB: more passes, less memory."),
)


def counts_persons(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the person engine, and hand them over as one ``counting`` hook."""

    @wraps(command)
    def run(
        *args: Any, work: Path, engine: str, spark_master: str | None, memory_limit: int | None, **kwargs: Any
    ) -> None:
        def aggregate(raw: Any, list_year: int, paths: Any) -> Any:
            from assets.judging import Judging
            from assets.persons import counting
            from assets.terminal import say
            from pipeline.persons import Options, Rules

            def options(rules: Rules) -> Options:
                return Options(work, "spark" if engine == "spark" else "polars", memory_limit, spark_master, rules)

            return counting(options, say, Judging(say).demand_now)(raw, list_year, paths)

        command(*args, aggregate=aggregate, **kwargs)

    for option in engine_options:
        run = option(run)
    return run


strict_option = click.option("--strict", is_flag=True, help="Exit 5 if any area is undetermined.")


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a refusal into its message on stderr and its exit code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            click.echo(refusal.message(), err=True)
            sys.exit(refusal.exit_code)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ghettolist")
def main() -> None:
    """Which housing areas are on which list, why, and what moved: every year since 2010, recomputed."""


@main.command()
@year_option
@raw_option
@out_option
@municipality_option
@strict_option
@format_option
@counts_persons
@refusing
def run(list_year: int, **options: Any) -> None:
    """Make one list year and write its tables."""
    _make([list_year], **options)


@main.command()
@click.argument("years", required=False)
@raw_option
@out_option
@municipality_option
@strict_option
@format_option
@counts_persons
@refusing
def backfill(years: str | None, **options: Any) -> None:
    """Make a range of list years in order, e.g. 2010..2023; without a range, all that the raw root supports."""
    _make(None if years is None else year_range(years), **options)


def year_range(text: str) -> range:
    """``2010..2023`` or ``2017``. Raises ``WrongUsage``."""
    first, _, last = text.partition("..")
    if not first.isdigit() or not (last or first).isdigit() or int(last or first) < int(first):
        raise WrongUsage(Fault(f"years {text!r}", "is not a range of list years", "for example 2010..2023"))
    return range(int(first), int(last or first) + 1)


def _make(
    years: Iterable[int] | None,
    raw: Path,
    out: Path,
    municipalities: tuple[str, ...],
    strict: bool,
    as_format: str,
    aggregate: Any,
) -> None:
    from assets.judging import Judging
    from assets.terminal import print_json, print_list, print_moves, say
    from pipeline.files import OutRoot
    from pipeline.law import load_law
    from pipeline.run import Made, Request, checked_years, make_lists, publish

    judging = Judging(say)
    law = load_law()
    sources = questioned_sources(raw, law, judging, aggregate)
    wanted = checked_years(sources, law, years)
    shown = None if "all" in municipalities else frozenset(municipalities)
    say(f"Making the list{'s' if len(wanted) > 1 else ''} of {wanted[0]}" + (f"..{wanted[-1]}" if wanted[1:] else ""))
    lists: list[Made] = []
    try:
        for each in make_lists(sources, law, Request(wanted, shown, str(uuid.uuid4()))):
            _question_outputs(each, sources.areas, judging)
            lists.append(each)
            say(f"  {each.made.list_year}  {_tally(each)}")
    except Refusal:
        raise
    except Exception:
        judging.demand()  # what is wrong with the input says more than what broke on it
        raise
    say("Holding inputs and lists to their expectations")
    judging.demand()
    publish(OutRoot(out), law, sources, lists)
    latest = lists[-1]
    if as_format == "json":
        print_json([dict(row, list_year=each.made.list_year) for each in lists for row in each.rows["area_list"]])
    else:
        print_list(latest)
        print_moves(latest, shown)
        print(f"Report:  {OutRoot(out).report(latest.made.list_year)}")
        print(f"Outputs: {out} (tables as <table>/list_year=YYYY/part-0.parquet; area_list.csv; datapackage.json)")
    if shown is not None and not latest.rows["area_list"]:
        say(f"areas.csv has no area of municipality {', '.join(sorted(shown))}; say --municipality all to see others.")
    undetermined = sum(each.designated is None for made in lists for each in made.made.designations)
    if strict and undetermined:
        say(f"{undetermined} decisions are undetermined; see reason_en in designations.")
        sys.exit(DONE_WITH_UNDETERMINED)


def _tally(each: Any) -> str:
    """``7 udsat boligområde, 3 undetermined``: one list year in a line."""
    parts = [
        f"{sum(bool(d.designated) for d in each.made.designations if d.category == category.name)} {category.name}"
        for category in each.made.regime.categories
    ]
    unknown = sum(d.designated is None for d in each.made.designations)
    return ", ".join(parts) + (f"; {unknown} undetermined" if unknown else "")


def questioned_sources(raw: Path, law: Sequence[Any], judging: Any, aggregate: Any) -> Any:
    """The raw root, opened; every file read from it is put to its suite, and nothing is published before the answers."""
    from assets.inspection import PRINTED_SUITES, delivery_questions, printed_questions
    from pipeline.calculation import open_sources
    from pipeline.files import RawRoot

    def ask(delivery: Any, before: Any) -> None:
        for where, question in delivery_questions(sources.areas, delivery, before).items():
            judging.ask(where, question)

    sources = open_sources(RawRoot(raw), aggregate, ask)
    for suite, question in printed_questions(sources.printed, law).items():
        judging.ask(f"published/{PRINTED_SUITES[suite]}", question)
    return sources


def _question_outputs(each: Any, areas: Any, judging: Any) -> None:
    from assets.inspection import rows_question

    year = each.made.list_year
    for suite in ("indicators", "designations"):
        judging.ask(f"{suite} {year}", rows_question(suite, each.rows[suite], areas, year, each.made.regime))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@year_option
@raw_option
@click.option("--holder", default="not stated", show_default=True, help="Who delivered the files.")
@click.option("--basis", default="not stated", show_default=True, help="Licence or legal basis.")
@click.option("--received-on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Default: today.")
@counts_persons
@refusing
def receive(
    folder: Path,
    list_year: int,
    raw: Path,
    holder: str,
    basis: str,
    received_on: dt.datetime | None,
    aggregate: Any,
) -> None:
    """Check a delivery and file it, with its card, under its list year."""
    from assets.inspection import inspect_delivery
    from assets.terminal import say
    from pipeline.areas import read_areas
    from pipeline.deliveries import Delivery, read_delivery
    from pipeline.files import RawRoot
    from pipeline.receiving import receive as file_delivery

    root = RawRoot(raw)
    areas = read_areas(root)

    def check(beside: RawRoot, year: int) -> Delivery | None:
        delivery = read_delivery(beside, year, aggregate)
        if delivery is not None:
            inspect_delivery(areas, delivery, read_delivery(root, year - 1, aggregate), say)
        return delivery

    day = received_on.date() if received_on else dt.date.today()
    for place in file_delivery(folder, root, list_year, holder, basis, day, check):
        print(place)


def _lists(raw: Path, last: int, aggregate: Any) -> tuple[Any, Any, list[Any]]:
    """The sources, the law and every list up to a year, nothing written and nothing validated."""
    from pipeline.calculation import lists_up_to, open_sources
    from pipeline.files import RawRoot
    from pipeline.law import law_on, load_law

    law = load_law()
    law_on(last)
    sources = open_sources(RawRoot(raw), aggregate)
    return sources, law, list(lists_up_to(sources, law, last))


@main.command()
@click.argument("area")
@year_option
@raw_option
@language_option
@format_option
@counts_persons
@refusing
def explain(area: str, list_year: int, raw: Path, language: str, as_format: str, aggregate: Any) -> None:
    """Why an area is, or is not, on a list: every criterion, value, limit, margin, and its history."""
    from assets.terminal import print_json
    from pipeline.explanation import explanation_data, explanation_text

    sources, _, lists = _lists(raw, list_year, aggregate)
    found = sources.areas.find(area)
    if not found.valid_in(list_year):
        raise WrongUsage(Fault(f"area {area!r}", f"is not an area in list year {list_year}", "a year it is valid in"))
    made_up = sources.made_up(list_year)
    if as_format == "json":
        print_json(explanation_data(sources.areas, found, lists, list_year, made_up))
    else:
        print(explanation_text(sources.areas, found, lists, list_year, language, made_up))


@main.command("law")
@year_option
@format_option
@refusing
def law_command(list_year: int, as_format: str) -> None:
    """The law of a list year: categories, limits, operators, sources, open points."""
    from assets.terminal import print_json
    from pipeline.law import law_on
    from pipeline.law.page import law_dict, law_text

    regime = law_on(list_year)
    print_json(law_dict(regime, list_year)) if as_format == "json" else print(law_text(regime, list_year))


@main.command()
@raw_option
@format_option
@counts_persons
@refusing
def compare(raw: Path, as_format: str, aggregate: Any) -> None:
    """The recomputed lists against the printed ones: agreement per list, and every disagreement."""
    from assets.terminal import SIGNS, print_json, print_table
    from pipeline.calculation import open_sources
    from pipeline.comparison import agreement, compare_extra_lists, compare_list
    from pipeline.files import RawRoot
    from pipeline.law import load_law

    years = open_sources(RawRoot(raw)).list_years(load_law())
    if not years:
        raise WrongUsage(Fault(str(raw), "holds no printed list", "published/lists.csv"))
    sources, law, lists = _lists(raw, years[-1], aggregate)
    compared = [
        each for made in lists if made.list_year in years for each in compare_list(sources.areas, sources.printed, made)
    ]
    compared += compare_extra_lists(sources.areas, sources.printed, law)
    summary = agreement(compared)
    wrong = [each for each in compared if each.agrees is False]
    if as_format == "json":
        print_json(
            {
                "lists": [vars(each) for each in summary],
                "disagreements": [
                    {
                        "list_date": each.list_date,
                        "area": each.area.name,
                        "category": each.category,
                        "recomputed": each.recomputed,
                        "published": each.published,
                    }
                    for each in wrong
                ],
            }
        )
        return
    rows = [
        [
            str(each.list_date) + ("" if each.yearly else " (extra)"),
            str(each.agree),
            str(each.disagree),
            str(each.not_recomputable),
            str(each.not_printed),
        ]
        for each in summary
    ]
    head = ["list", "agree", "disagree", "no figures", "print not known"]
    print_table("Recomputed against published (areas × categories)", head, rows)
    hung = sum(each.rounding_matters for each in compared if each.recomputed is not None)
    print(f"{sum(each.agree for each in summary)} decisions agree, {len(wrong)} disagree; {hung} hang on rounding.")
    if wrong:
        body = [
            [str(each.list_date), each.area.name, each.category, SIGNS[each.recomputed], SIGNS[each.published]]
            for each in wrong
        ]
        print_table("Disagreements", ["list", "area", "category", "recomputed", "published"], body)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="An empty or new folder.")
@click.option("--persons", type=int, default=6_000_000, show_default=True)
@click.option("--list-years", default="2018..2025", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--grain", type=click.Choice(["person", "area"]), default="person", show_default=True)
@click.option("--file-format", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
@refusing
def synthesize(out: Path, persons: int, list_years: str, seed: int, grain: str, file_format: str) -> None:
    """Write a made-up country as a raw root; everything made from it says that it is made up."""
    from assets.terminal import say
    from pipeline.synthetic import synthesize as write

    years = year_range(list_years)
    write(
        out,
        persons=persons,
        list_years=years,
        seed=seed,
        grain="area" if grain == "area" else "person",
        file_format="csv" if file_format == "csv" else "parquet",
        progress=say,
    )
    print(out)


main.add_command(whatif_command(counts_persons))

if __name__ == "__main__":
    main()
