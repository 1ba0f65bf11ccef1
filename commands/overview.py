"""``ghettolist areas`` and ``ghettolist years``: what a raw root has. Nothing is calculated or written."""

from __future__ import annotations

from pathlib import Path

import click

from commands.failures import refusing
from commands.options import ListYear, english_first, format_option, municipality_option, raw_option


@click.command()
@click.option("--list-year", type=ListYear(), default=None, help="Only areas that are valid in this list year.")
@municipality_option
@raw_option
@english_first
@format_option
@refusing
def areas(list_year: int | None, municipalities: tuple[str, ...], raw: Path, language: str, as_format: str) -> None:
    """The areas of some municipalities, with their ids and the list years they are valid in.

    Example: ghettolist areas --municipality Aarhus --list-year 2017
    """
    from commands.terminal import print_json, print_table, telling
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.areas import read_areas
    from pipeline.inputs.municipalities import shown_municipalities
    from pipeline.inputs.municipality_names import municipality_names
    from pipeline.law import law_on

    if list_year is not None:
        law_on(list_year)
    known = read_areas(RawRoot(raw))
    shown = shown_municipalities(known, municipalities, RawRoot(raw))
    rows = [
        {
            "area_id": area.area_id,
            "area": area.name,
            "municipality": municipality_names().get(area.municipality_code, area.municipality_code),
            "first_list_year": area.first_list_year,
            "last_list_year": area.last_list_year,
        }
        for area in sorted(known.areas, key=lambda area: (area.municipality_code, area.name, area.first_list_year))
        if (shown is None or area.municipality_code in shown) and (list_year is None or area.valid_in(list_year))
    ]
    if as_format == "json":
        print_json(rows)
        return
    body = [
        (
            str(row["area"]),
            str(row["area_id"]),
            str(row["municipality"]),
            f"{row['first_list_year']}..{row['last_list_year'] or ''}",
        )
        for row in rows
    ]
    t = telling(language)
    columns = [t("område", "area"), "id", t("kommune", "municipality"), t("listeår", "list years")]
    print_table(t("Områder", "Areas"), columns, body, language)


@click.command()
@raw_option
@english_first
@format_option
@refusing
def years(raw: Path, language: str, as_format: str) -> None:
    """The list years that can be made of a raw root, with the law of each.

    Example: ghettolist years
    """
    from commands.terminal import print_json, print_table, telling
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.sources import open_sources
    from pipeline.law import load_law

    law, root = load_law(), RawRoot(raw)
    delivered = set(root.delivered_years())
    rows = [
        {
            "list_year": year,
            "regime": law.on(year).name,
            "list_date": law.on(year).published_on(year),
            "delivered": year in delivered,
        }
        for year in open_sources(root).list_years(law)
    ]
    if as_format == "json":
        print_json(rows)
        return
    t = telling(language)
    body = [
        (
            str(row["list_year"]),
            str(row["list_date"]),
            str(row["regime"]),
            t("en leverance", "a delivery") if row["delivered"] else t("offentliggjort", "published"),
        )
        for row in rows
    ]
    columns = [t("liste", "list"), t("af", "of"), t("lov", "regime"), t("hviler på", "rests on")]
    print_table(t("Listeår", "List years"), columns, body, language)
