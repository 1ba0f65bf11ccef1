"""Data Docs of a raw root: every suite on everything delivered and published, as static pages of counts.

``python -m commands.data_docs --out DIR`` (``make data-docs``). Person files are validated by their profile when they
are counted; here only deliveries of counts are validated.
"""

from __future__ import annotations

from pathlib import Path

import click

from commands.failures import refusing
from commands.options import raw_option
from commands.roots import Folder
from expectations.docs import build_data_docs
from expectations.tasks import ValidationTask, delivery_tasks, published_tasks
from pipeline.core.paths import RawRoot
from pipeline.inputs.deliveries import AREA_GRAIN, delivered_files
from pipeline.inputs.sources import Sources, open_sources
from pipeline.law import load_law


def questions(sources: Sources) -> list[ValidationTask]:
    """Every validation task of a run on the raw root's counts and published tables."""
    found = list(published_tasks(sources.published, load_law()).values())
    for list_year in sources.raw.delivered_years():
        if {file.grain for file in delivered_files(sources.raw, list_year)} == {AREA_GRAIN}:
            delivery, before = sources.delivery(list_year), sources.delivery(list_year - 1)
            found += delivery_tasks(sources.areas, delivery, before).values() if delivery else []
    return found


@click.command()
@raw_option
@click.option("--out", type=Folder(path_type=Path), required=True, help="Folder of the pages.")
@refusing
def main(raw: Path, out: Path) -> None:
    """Build the pages and print where they begin."""
    asked = questions(open_sources(RawRoot(raw)))
    click.echo(build_data_docs(out, [(each.suite, each.frame, each.validation_context) for each in asked]))


if __name__ == "__main__":
    main()
