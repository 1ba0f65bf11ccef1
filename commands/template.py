"""``ghettolist template``: the workbook to order the figures of a list year with, or to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from commands.failures import refusing
from commands.options import municipality_option, raw_option, year_option


@click.command()
@year_option
@municipality_option
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="The workbook to write.",
    show_default="bestilling-YEAR.xlsx here",
)
@raw_option
@refusing
def template(list_year: int, municipalities: tuple[str, ...], file: Path | None, raw: Path) -> None:
    """Write the workbook to order figures with, or to fill in: a sheet per register, in Danish and English.

    It has the areas of the municipalities, their regions and the country in its rows; ghettolist receive reads it back.

    Example: ghettolist template --list-year 2026 --municipality Aarhus --out order.xlsx
    """
    from commands.terminal import show
    from pipeline.core.errors import Fault, WrongUsage
    from pipeline.core.messages import Message
    from pipeline.core.paths import RawRoot
    from pipeline.inputs.areas import read_areas
    from pipeline.inputs.municipalities import shown_municipalities
    from pipeline.inputs.workbooks import SUFFIX
    from pipeline.law import law_on
    from pipeline.outputs.template import template_bytes

    law_on(list_year)
    root = RawRoot(raw)
    areas = read_areas(root)
    content = template_bytes(areas, list_year, shown_municipalities(areas, municipalities, root))
    place = file or Path(f"bestilling-{list_year}{SUFFIX}")
    if place.suffix.lower() != SUFFIX:
        expected = Message("a name that ends in {suffix}", suffix=SUFFIX)
        raise WrongUsage(Fault(f"--out {place}", Message("is not named as a workbook"), expected))
    if place.exists():
        raise WrongUsage(
            Fault(
                f"--out {place}",
                Message("is there already, and figures may stand in it"),
                Message("a new file"),
                Message("name another one"),
            )
        )
    place.write_bytes(content)
    show(place)
