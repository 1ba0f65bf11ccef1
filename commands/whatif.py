"""``ghettolist whatif``: one list under a changed law beside the real one. Nothing is written unless ``--out`` is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.failures import refusing
from commands.options import (
    counts_persons,
    format_option,
    language_option,
    municipality_option,
    raw_option,
    year_option,
)
from commands.roots import Folder


@click.command()
@year_option
@click.option("--law", "law_name", default=None, help="Another law, by its name, e.g. 2018.")
@click.option(
    "--set",
    "limits",
    multiple=True,
    metavar="[CATEGORY:]CRITERION=LIMIT",
    help="Another limit, e.g. 'attachment=35 %' or 'udsat boligområde:convicted=at_least 2 x national average'.",
)
@click.option("--unknown-education", default=None, help="counts_as_basic, not_basic or exclude.")
@click.option("--brought-education", default=None, help="counts_as_its_level or counts_as_basic.")
@click.option("--income-benchmark", type=click.Choice(["region", "city"]), default="region", show_default=True)
@click.option(
    "--minimum-size", type=click.IntRange(1, 10_000_000), default=None, help="Another least number of residents."
)
@click.option("--lists-in-a-row", type=click.IntRange(1, 100), default=None, help="Another number of lists in a row.")
@click.option("--switch", "switches", multiple=True, metavar="NAME=POSITION", help="Another position of a switch.")
@click.option("--law-for-history", is_flag=True, help="Work the earlier lists out by the same rule.")
@municipality_option
@raw_option
@click.option("--out", type=Folder(path_type=Path), default=None, help="Write whatif/list_year=YYYY here.")
@language_option
@format_option
@counts_persons
@refusing
def whatif(**options: Any) -> None:
    """What another rule would have done to a list, side by side with the real one.

    Criteria in Danish or English. Example: ghettolist whatif --list-year 2017 --set "uden tilknytning=35,5 %"
    """
    _answer(**options)


def _answer(
    list_year: int,
    raw: Path,
    out: Path | None,
    municipalities: tuple[str, ...],
    language: str,
    as_format: str,
    aggregate: Any = None,
    **asked: Any,
) -> None:
    from commands.streams import say
    from commands.terminal import print_json, telling
    from pipeline.analysis.whatif import summaries, what_if
    from pipeline.core.paths import OutRoot, RawRoot
    from pipeline.inputs.municipalities import shown_municipalities
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law
    from pipeline.outputs.whatif_rows import what_if_rows

    changes = _changes(asked)
    sources = open_sources(RawRoot(raw), aggregate)
    shown = shown_municipalities(sources.areas, municipalities, sources.raw)
    found = what_if(sources, load_law(), list_year, changes, shown)
    rows, is_synthetic = what_if_rows(found, sources.areas), sources.is_synthetic(list_year)
    if as_format == "json":
        content = {
            "list_year": list_year,
            "question": changes.words,
            "real_regime": found.real.regime.name,
            "regime": found.other.regime.name,
            "made_up": is_synthetic,
            "categories": [vars(each) for each in summaries(found.answers)],
            "areas": rows,
        }
        print_json(content)
    else:
        _print(found, rows, language, is_synthetic)
    if out is not None:
        _write(OutRoot(out), list_year, rows, is_synthetic)
        written = telling(language)("Skrevet til", "Written to")
        say(f"{written} {out}: whatif/list_year={list_year}")


def _changes(asked: dict[str, Any]) -> Any:
    """The options as one question. Raises ``WrongUsage``."""
    from pipeline.core.errors import Fault, WrongUsage
    from pipeline.core.messages import Message
    from pipeline.law.amendments import Changes, read_limit_change

    switches = {}
    for text in asked["switches"]:
        name, equals, position = text.partition("=")
        if not equals:
            raise WrongUsage(
                Fault(f"--switch {text!r}", Message("is no change"), Message("{names}", names="name=position"))
            )
        if name.strip() in switches:
            raise WrongUsage(
                Fault(
                    f"--switch {text!r}",
                    Message("is given two positions"),
                    Message("one position"),
                    Message("leave one out"),
                )
            )
        switches[name.strip()] = position.strip()
    for name in ("unknown_education", "brought_education"):
        if asked[name] is not None and switches.setdefault(name, asked[name]) != asked[name]:
            option = f"--{name.replace('_', '-')} {asked[name]}"
            raise WrongUsage(
                Fault(
                    option,
                    Message("is another position than --switch gives"),
                    Message("one position"),
                    Message("leave one out"),
                )
            )
    changes = Changes(
        asked["law_name"],
        tuple(read_limit_change(text) for text in asked["limits"]),
        switches,
        asked["minimum_size"],
        asked["lists_in_a_row"],
        asked["income_benchmark"],
        asked["law_for_history"],
    )
    if changes == Changes():
        expected = Message("{names}", names=("--set", "--law", "--switch"))
        raise WrongUsage(Fault("ghettolist whatif", Message("is asked without a change"), expected))
    return changes


def _print(found: Any, rows: list[Any], language: str, is_synthetic: bool) -> None:
    from commands.terminal import SIGNS, print_table, show, telling
    from pipeline.analysis.whatif import summaries
    from pipeline.text.whatif import question

    t, year, law = telling(language), found.real.list_year, found.other.regime.name
    label = t("  OPDIGTEDE TAL", "  MADE-UP DATA") if is_synthetic else ""
    asked = question(found.changes).in_language(language)
    if law.endswith(", changed"):
        law = t(law.replace(", changed", ", ændret"), law)
    title = t(f"Hvad nu hvis, listen {year}: {asked} (lov {law})", f"What if, list {year}: {asked} (law {law})") + label
    on = [row for row in rows if row["real"] or row["what_if"] or row["moved"] is None]
    body = [
        [
            row["area"],
            row["category"],
            SIGNS[row["real"]] if row["real_categories"] else "–",
            SIGNS[row["what_if"]],
            {True: "!", False: "", None: "?"}[row["moved"]],
            row[f"explanation_{language}"],
        ]
        for row in on
    ]
    columns = [t("område", "area"), t("kategori", "category"), t("nu", "real"), t("hvis", "what if"), ""]
    print_table(title, [*columns, t("hvorfor", "why")], body, language)
    for each in summaries(found.answers):
        show(
            t(
                f"{each.category}: {each.really_on} er på listen; efter den anden regel ville {each.would_leave} forlade "
                f"den, {each.would_enter} komme på, og {each.undetermined} kan ikke afgøres.",
                f"{each.category}: {each.really_on} really on the list; by the other rule {each.would_leave} would "
                f"leave, {each.would_enter} would enter, {each.undetermined} cannot be told.",
            )
        )


def _write(out: Any, list_year: int, rows: list[Any], is_synthetic: bool) -> None:
    from pipeline.outputs.publishing import Publication
    from pipeline.outputs.whatif_rows import WHAT_IF

    with Publication(out) as publication:
        publication.table(WHAT_IF, list_year, rows, is_synthetic)
        publication.commit()
