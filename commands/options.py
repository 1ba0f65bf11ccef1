"""The options the commands share. Imports nothing heavy."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar

import click

from commands.failures import refusing

LANGUAGES = ("da", "en")
YEARS_AHEAD = 10
SMALLEST_MEMORY, LARGEST_MEMORY = 2**20, 2**50
LONGEST_NUMBER = 18  # digits


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
            self.fail("is not a size such as 1GiB", param, ctx)
        size = int(found[1][:LONGEST_NUMBER]) * self.units[found[2].lower()]
        if not SMALLEST_MEMORY <= size <= LARGEST_MEMORY:
            self.fail("is not between 1MiB and 1024TiB", param, ctx)
        return size


class ListYear(click.ParamType[int]):
    """Four digits, and not far in the future: whether there is a law for it, the law says."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The year. Fails for a text that is no list year."""
        if not re.fullmatch("[0-9]{4}", str(value).strip()) or int(value) > last_possible_year():
            self.fail(f"is not a list year such as 2017, at most {last_possible_year()}", param, ctx)
        return int(value)


class Folder(click.Path):
    """A folder of this machine. The address of an object store is refused rather than made a folder called ``s3:``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder's path. Fails for an address."""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", str(value)):
            self.fail("is an address; only folders of this machine are read and written", param, ctx)
        return super().convert(value, param, ctx)


def last_possible_year() -> int:
    """The last list year that a command accepts."""
    return dt.date.today().year + YEARS_AHEAD


def system_language(otherwise: str) -> str:
    """``da`` or ``en`` as the locale says; without a locale of either, ``otherwise``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2] if value[:2] in LANGUAGES else otherwise
    return otherwise


def folder_option(name: str, default: str, meaning: str) -> Callable[[Any], Any]:
    """A folder with a default below the working directory."""
    return click.option(f"--{name}", type=Folder(path_type=Path), default=default, show_default=True, help=meaning)


raw_option = folder_option("raw", "data/raw", "The raw root: areas.csv, published/, one folder per list year.")
out_option = folder_option("out", "data/out", "Where the published outputs go.")
year_option = click.option("--list-year", type=ListYear(), required=True, help="The year the list is published.")
format_option = click.option(
    "--format", "as_format", type=click.Choice(["table", "json"]), default="table", show_default=True
)


def language(otherwise: str) -> Callable[[Any], Any]:
    """The option ``--language``, by default the locale's; without a locale of either language, ``otherwise``."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default=lambda: system_language(otherwise),
        show_default="the locale's",
        help="Language of the answer.",
    )


language_option = language("da")
municipality_option = click.option(
    "--municipality",
    "municipalities",
    multiple=True,
    help="Municipalities to show, by name or code; repeat it, or say 'all'. Default: Copenhagen, or all of a raw root without it.",
)
no_wait_option = click.option(
    "--no-wait", is_flag=True, help="Exit 3 at once if another run is writing, rather than wait for it."
)
engine_options = (
    folder_option("work", "data/work", "Private: counts kept of person files, temporary files."),
    click.option("--engine", type=click.Choice(["polars", "spark"]), default="polars", show_default=True),
    click.option("--spark-master", help="A cluster's master URL; without it Spark runs on this machine."),
    click.option("--memory-limit", type=ByteSize(), help="For person files, e.g. 1GiB: more passes, less memory."),
)


def counts_persons(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the person engine, passed on as one ``aggregate`` hook."""

    @wraps(command)
    def run(
        *args: Any, work: Path, engine: str, spark_master: str | None, memory_limit: int | None, **kwargs: Any
    ) -> None:
        def aggregate(raw: Any, list_year: int, paths: Any) -> Any:
            from commands.terminal import say
            from expectations.second_process import ValidationQueue
            from expectations.tasks import profile_task
            from pipeline.persons import Options, Rules
            from pipeline.persons.kept import counting

            def options(rules: Rules) -> Options:
                return Options(work, "spark" if engine == "spark" else "polars", memory_limit, spark_master, rules)

            def validate_profile(year: int, profile: Any) -> None:
                ValidationQueue(say).demand_now(*profile_task(year, profile))

            return counting(options, say, validate_profile)(raw, list_year, paths)

        command(*args, aggregate=aggregate, **kwargs)

    for option in engine_options:
        run = option(run)
    return run


empty_option = click.option(
    "--allow-empty",
    is_flag=True,
    help="Make a list year of which nothing was delivered or published: every area is undetermined on it.",
)


def _acceptable(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> frozenset[str]:
    """The names of ``--accept``. Fails for a name of no expectation that can be accepted."""
    if names:
        from expectations.across import ACCEPTABLE

        if unknown := [name for name in names if name.split("/")[0] not in ACCEPTABLE]:
            raise click.BadParameter(f"{unknown[0]!r} cannot be accepted; one of {', '.join(ACCEPTABLE)}")
    return frozenset(names)


accept_option = click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="NAME",
    callback=_acceptable,
    help="Take what an expectation found for right, e.g. columns_moved or columns_moved/income.taxpayers; repeat it.",
)
strict_option = click.option("--strict", is_flag=True, help="Exit 5 if any area is undetermined.")


def makes_lists(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that makes list years all the options of doing so."""
    command = counts_persons(refusing(command))
    for option in (
        no_wait_option,
        format_option,
        strict_option,
        accept_option,
        empty_option,
        municipality_option,
        out_option,
        raw_option,
    ):
        command = option(command)
    return command
