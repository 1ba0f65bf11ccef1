"""The options the commands share. Imports nothing heavy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from commands.failures import refusing
from commands.languages import answer_language, system_language
from commands.roots import Folder, Root
from pipeline.core.calendar_day import today
from pipeline.core.errors import Refusal
from pipeline.core.paths import SHIPPED_RAW
from pipeline.core.settings import ENGINES, LANGUAGES, SETTINGS, Settings, Unfit, byte_size, read_settings, variable

YEARS_AHEAD = 10
WRITES_RAW = "receive"  # the command that writes to the raw root


class ByteSize(click.ParamType[int]):
    """``1GiB``, ``800MiB`` or plain bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The size in bytes. Fails for a text that is no size."""
        try:
            return byte_size(value)
        except Unfit as unfit:
            self.fail(f"is not {unfit}", param, ctx)


class ListYear(click.ParamType[int]):
    """Four digits, and not far in the future: whether there is a law for it, the law says."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The year. Fails for a text that is no list year."""
        if not re.fullmatch("[0-9]{4}", str(value).strip()) or int(value) > last_possible_year():
            self.fail(f"is not a list year such as 2017, at most {last_possible_year()}", param, ctx)
        return int(value)


def last_possible_year() -> int:
    """The last list year that a command accepts."""
    return today().year + YEARS_AHEAD


def setting(name: str) -> Any:
    """What the environment, the settings file or the default says; ``None`` for nothing. Fails if they cannot be used."""
    try:
        return getattr(read_settings(os.environ, Path()), name) or None
    except Refusal as refusal:
        raise click.UsageError(f"the settings cannot be used.\n{refusal}") from None


def setting_option(name: str, flag: str = "", **how: Any) -> Callable[[Any], Any]:
    """The flag of a setting: without it the environment, the settings file or the default decides."""
    declared = SETTINGS[name]
    return click.option(
        flag or f"--{name.replace('_', '-')}",
        name,
        default=lambda: setting(name),
        show_default=f"{declared.metadata['default']}; {variable(name)}",
        help=declared.metadata["meaning"] + (" Repeat it for several." if how.get("multiple") else ""),
        **how,
    )


_READING_SHIPPED = {
    "da": f"Ingen {Settings.raw} her: læser de offentliggjorte tal, der følger med ghettolist.",
    "en": f"No {Settings.raw} here: reading the published figures that come with ghettolist.",
}


class RawRootFolder(Root):
    """The raw root. Where the published figures that come with the program are read for want of another, it says so."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder's path, or the store. Fails where a command would write into a store or the shipped figures."""
        path = super().convert(value, param, ctx)
        if not isinstance(path, Path) and ctx is not None and ctx.info_name == WRITES_RAW:
            self.fail("is an address; deliveries are filed in a folder of this machine", param, ctx)
        if path != SHIPPED_RAW or ctx is None or param is None or ctx.resilient_parsing:
            return path
        if ctx.get_parameter_source(param.name or "") is ParameterSource.DEFAULT:
            if ctx.info_name == WRITES_RAW:
                self.fail("is needed here: the folder in which deliveries are filed, with areas.csv in it", param, ctx)
            click.echo(_READING_SHIPPED[answer_language()], err=True)
        return path


def _completing(names: Callable[[Path], Iterable[str]]) -> Callable[..., list[str]]:
    """What the Tab key offers: of the names of the raw root those that begin like, or else have, what is typed.

    Danish letters may be missing. A raw root that cannot be read completes nothing; the command itself says why.
    """

    def complete(ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
        from pipeline.inputs.area_search import without_danish_letters

        try:
            known = list(names(Path(str(ctx.params.get("raw") or read_settings(os.environ, Path()).raw))))
        except (Refusal, OSError):
            return []
        wanted = without_danish_letters(typed)
        ways = {name: without_danish_letters(name) for name in known}
        begin = [name for name in known if any(way.startswith(part) for way in ways[name] for part in wanted)]
        return begin or [name for name in known if any(part in way for way in ways[name] for part in wanted)]

    return complete


def _area_names(raw: Path) -> Iterable[str]:
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.areas import read_areas

    return sorted({area.name for area in read_areas(RawRoot(raw)).areas})


def _municipality_names(raw: Path) -> Iterable[str]:
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.areas import read_areas
    from pipeline.inputs.municipalities import ALL
    from pipeline.inputs.municipality_names import municipality_names

    codes = {area.municipality_code for area in read_areas(RawRoot(raw)).areas}
    return [*sorted(municipality_names().get(code, code) for code in codes), ALL]


def _list_years(raw: Path) -> Iterable[str]:
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law

    return map(str, open_sources(RawRoot(raw)).list_years(load_law()))


raw_option = setting_option("raw", type=RawRootFolder(path_type=Path))
out_option = setting_option("out", type=Root(path_type=Path))
out_folder_option = setting_option("out", type=Folder(path_type=Path))  # of a command that a store cannot carry out
year_option = click.option(
    "--list-year",
    type=ListYear(),
    required=True,
    help="The year the list is published.",
    shell_complete=_completing(_list_years),
)
format_option = click.option(
    "--format", "as_format", type=click.Choice(["table", "json"]), default="table", show_default=True
)


def language(otherwise: str) -> Callable[[Any], Any]:
    """The option ``--language``, by default the setting's, else the locale's; without either, ``otherwise``."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default=lambda: setting("language") or system_language(otherwise),
        show_default=f"the locale's; {variable('language')}",
        help="Language of the answer.",
    )


language_option = language("da")
english_first = language("en")  # of commands that spoke English before there was a choice
municipality_option = setting_option(
    "municipalities", "--municipality", multiple=True, shell_complete=_completing(_municipality_names)
)
area_argument = click.argument("area", shell_complete=_completing(_area_names))
no_wait_option = click.option(
    "--no-wait", is_flag=True, help="Exit 3 at once if another run is writing, rather than wait for it."
)
engine_options = (
    setting_option("work", type=Folder(path_type=Path)),
    setting_option("engine", type=click.Choice(ENGINES)),
    setting_option("spark_master"),
    setting_option("memory_limit", type=ByteSize()),
)


def counts_persons(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the person engine, passed on as one ``aggregate`` hook."""

    @wraps(command)
    def run(
        *args: Any, work: Path, engine: str, spark_master: str | None, memory_limit: int | None, **kwargs: Any
    ) -> None:
        context = click.get_current_context()

        def aggregate(raw: Any, list_year: int, paths: Any) -> Any:
            from commands.streams import say
            from expectations.second_process import ValidationQueue
            from expectations.tasks import profile_task
            from pipeline.persons import Options, Rules
            from pipeline.persons.kept import counting

            def options(rules: Rules) -> Options:
                return Options(work, "spark" if engine == "spark" else "polars", memory_limit, spark_master, rules)

            def tell(sentence: str) -> None:
                with context.scope(cleanup=False):  # registers are read in threads, which have no context of their own
                    say(sentence)

            def validate_profile(profile: Any, files: Any, accepted: frozenset[str]) -> None:
                accepted |= kwargs.get("accepted", frozenset())
                ValidationQueue(tell).demand_now(*profile_task(profile, files, accepted))

            return counting(options, tell, validate_profile)(raw, list_year, paths)

        command(*args, aggregate=aggregate, **kwargs)

    for option in engine_options:
        run = option(run)
    return run


def says_messages(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that answers in messages alone the option ``--language``, in which they are said."""

    @wraps(command)
    def run(*args: Any, language: str, **kwargs: Any) -> None:
        command(*args, **kwargs)

    spoken: Callable[..., None] = english_first(run)
    return spoken


empty_option = click.option(
    "--allow-empty",
    is_flag=True,
    help="Make a list year of which nothing was delivered or published: every area is undetermined on it.",
)


def _acceptable(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> frozenset[str]:
    """The names of ``--accept``. Fails for a name of no expectation that can be accepted."""
    if names:
        from expectations.across import ACCEPTABLE as OF_A_DELIVERY
        from expectations.profile import ACCEPTABLE as OF_PERSON_ROWS

        acceptable = (*OF_A_DELIVERY, *OF_PERSON_ROWS)
        if unknown := [name for name in names if name.split("/")[0] not in acceptable]:
            raise click.BadParameter(f"{unknown[0]!r} cannot be accepted; one of {', '.join(acceptable)}")
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
        english_first,
        strict_option,
        accept_option,
        empty_option,
        municipality_option,
        out_option,
        raw_option,
    ):
        command = option(command)
    return command
