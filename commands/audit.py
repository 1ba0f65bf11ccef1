"""``ghettolist history``, ``prune`` and ``verify``: how a published list came about, and whether it can be made again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from commands.failures import refusing
from commands.options import (
    ListYear,
    counts_persons,
    english_first,
    format_option,
    out_folder_option,
    out_option,
    raw_option,
)
from commands.roots import Folder
from pipeline.core.errors import VALIDATION_FAILED, Fault, Refusal, WrongUsage
from pipeline.core.messages import Message

one_year_option = click.option("--list-year", type=ListYear(), default=None, help="One list year; default: all.")


@click.command()
@one_year_option
@click.option("--show", "shown", metavar="ID", default=None, help="Show the area list of one publication.")
@click.option("--to", type=Folder(path_type=Path), default=None, help="With --show: write its files below this folder.")
@raw_option
@out_option
@english_first
@format_option
@counts_persons
@refusing
def history(
    list_year: int | None,
    shown: str | None,
    to: Path | None,
    raw: Path,
    out: Path,
    language: str,
    as_format: str,
    aggregate: Any,
) -> None:
    """Every publication of a list year: when, by whom, and what differed from the one before, in which areas and why.

    If both the inputs and the law or the program changed, the earlier inputs are taken from the raw root and made again,
    to tell what each did. Example: ghettolist history --list-year 2016
    """
    from commands.terminal import print_json, print_table, show, telling
    from pipeline.core.paths import OutRoot
    from pipeline.outputs.vintages import find_vintage

    root = OutRoot(out)
    if shown is not None:
        vintage = find_vintage(root, shown)
        if to is not None:
            for place in vintage.write_to(to):
                show(place)
        elif as_format == "json":
            print_json(vintage.rows("area_list"))
        else:
            _print_vintage(vintage, language)
        return
    years = [list_year] if list_year else list(root.vintage_years())
    t = telling("en" if as_format == "json" else language)
    remake = _remaking(raw, aggregate)
    told = [each for year in years for each in _told(root, year, t, remake)]
    if not told:
        raise WrongUsage(
            Fault(
                str(out),
                Message("has no history of {list_year}", list_year=list_year)
                if list_year
                else Message("has no history"),
                Message("a published list"),
            )
        )
    if as_format == "json":
        print_json(told)
        return
    names = ("list_year", "id", "at", "by", "what")
    body = [(*(str(each[name]) for name in names[:-1]), "; ".join(each["what"])) for each in told]
    columns = [t("liste", "list"), "id", t("udgivet", "published"), t("af", "by")]
    columns.append(t("sammenlignet med den forrige", "compared with the one before"))
    print_table(t("Udgivelser", "Publications"), columns, body, language)


def _remaking(raw: Path, aggregate: Any) -> Callable[[Any, Any], Any]:
    """What the inputs of one vintage give by the law and the program of a later one; ``None`` where that cannot be had."""

    def remake(before: Any, after: Any) -> Any:
        from pipeline.core.paths import RawRoot
        from pipeline.inputs.sources import open_sources
        from pipeline.law import load_law
        from pipeline.outputs.verification import remade_outcomes

        try:
            return remade_outcomes(RawRoot(raw), load_law(), before, after, lambda each: open_sources(each, aggregate))
        except Refusal:  # the raw root is another one now, or cannot be read: then what each did is not known
            return None

    return remake


def _told(
    root: Any, list_year: int, t: Callable[[str, str], str], remake: Callable[[Any, Any], Any]
) -> Iterable[dict[str, Any]]:
    from pipeline.outputs.vintage_differences import as_data, difference
    from pipeline.outputs.vintages import Vintage, publications
    from pipeline.text.messages import in_language

    before = None
    for each in publications(root, list_year):
        vintage = Vintage(list_year, each.vintage_id, root.vintage(list_year, each.vintage_id))
        areas: tuple[str, ...] = ()
        decisions: list[dict[str, Any]] = []
        figures: tuple[str, ...] = ()
        if not vintage.path.is_file():
            what = [t("fjernet med prune", "removed by prune")]
        elif before is None:
            what = [t("den første, der er gemt", "the first that is kept")]
        elif before.vintage_id == vintage.vintage_id:
            what = [t("den samme", "the same")]
        else:
            found = difference(before, vintage, remake)
            areas, figures, decisions = found.areas, found.figures, as_data(found)
            none = t("ingen årsag i tal, lov, program eller valg", "no cause in data, law, code or choices")
            alike = t("ens for alle områder", "no area's outcome differs")
            what = [t(in_language(each, "da"), each) for each in found.inputs] or [none]
            what += [t(each.sentence.da, each.sentence.en) for each in found.decisions] or [alike]
            if figures:
                same = t("andre tal eller grænser, samme udfald", "other figures or limits, the same outcome")
                what.append(f"{same}: {', '.join(figures)}")
        if vintage.path.is_file():
            before = vintage
        yield {
            "list_year": list_year,
            "id": each.vintage_id,
            "at": each.at or t("ukendt", "not known"),
            "by": each.by or t("ukendt", "not known"),
            "run_id": each.run_id,
            "code_version": each.code_version,
            "git_commit": each.git_commit,
            "what": what,
            "areas": list(areas),
            "decisions": decisions,
            "other_figures": list(figures),
        }


def _print_vintage(vintage: Any, language: str) -> None:
    from commands.terminal import print_table, show, telling

    t = telling(language)

    rows = vintage.rows("designations")
    on: dict[str, list[str]] = {}
    for row in rows:
        on.setdefault(row["area"], [])
        if row["designated"] is not False:
            on[row["area"]].append(row["category"] + ("" if row["designated"] else " ?"))
    body = [(area, ", ".join(categories) or "·") for area, categories in on.items()]
    title = t(
        f"Listen {vintage.list_year}, udgivelse {vintage.vintage_id}",
        f"List {vintage.list_year}, publication {vintage.vintage_id}",
    )
    print_table(title, [t("område", "area"), t("på listen som", "on the list as")], body, language)
    inputs = [(row["path"], row["sha256"][:16]) for row in vintage.rows("manifest")]
    print_table(t("Datagrundlag", "Inputs"), [t("fil", "file"), "sha256"], inputs, language)
    show(t("? uafgjort   · ingen", "? undetermined   · none"))


@click.command()
@one_year_option
@click.option(
    "--keep",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Publications to keep of each list year.",
)
@click.option("--yes", is_flag=True, help="Remove them; without it they are only named.")
@out_folder_option
@english_first
@refusing
def prune(list_year: int | None, keep: int, yes: bool, out: Path, language: str) -> None:
    """Remove old publications of list years, after naming them. The current one always stays.

    Example: ghettolist prune --keep 5
    """
    from commands.streams import say
    from commands.terminal import show, telling
    from pipeline.core.paths import OutRoot
    from pipeline.core.staging import alone
    from pipeline.outputs.vintages import prunable, remove

    t, root = telling(language), OutRoot(out)
    if not out.is_dir():
        say(t("Der er ikke udgivet noget.", "Nothing is published there."))
        return
    with alone(out, say):  # completes first what a killed run had decided
        years = [list_year] if list_year else list(root.vintage_years())
        if not years:
            say(t("Der er ikke udgivet noget.", "Nothing is published there."))
            return
        found = [each for year in years for each in prunable(root, year, keep)]
        for each in found:
            show(f"{each.list_year}  {each.vintage_id}  {each.path.stat().st_size} bytes")
        if yes:
            remove(found)
    told = t("fjernes med --yes", "would be removed; say --yes to remove them")
    say(f"{len(found)} {t('fjernet', 'removed') if yes else told}.")


@click.command()
@one_year_option
@raw_option
@out_option
@english_first
@format_option
@counts_persons
@refusing
def verify(list_year: int | None, raw: Path, out: Path, language: str, as_format: str, aggregate: Any) -> None:
    """Make published list years again from the inputs their manifests name, and compare every byte.

    Exit 0 if all is the same, else 4. Example: ghettolist verify --list-year 2017
    """
    from commands.terminal import print_json, show, telling
    from pipeline.core.paths import OutRoot, RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law
    from pipeline.outputs.verification import verify as verified

    t, root, law = telling(language), OutRoot(out), load_law()
    years = [list_year] if list_year else list(root.list_years("manifest"))
    if not years:
        raise WrongUsage(Fault(str(out), Message("has no published list"), Message("an out folder")))
    found = [verified(root, RawRoot(raw), law, year, lambda each: open_sources(each, aggregate)) for year in years]
    if as_format == "json":
        print_json([vars(each) for each in found])
    else:
        for each in found:
            differ, files = len(each.differences), each.files
            same = t(f"{files} filer, ens til sidste byte", f"{files} files, every byte the same")
            verdict = t(f"{differ} afviger", f"{differ} differ") if differ else same
            show(f"{each.list_year}  {verdict}")
            for line in (*each.differences, *each.notes):
                show(f"      {line}")
    if any(each.differences for each in found):
        sys.exit(VALIDATION_FAILED)
