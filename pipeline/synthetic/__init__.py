"""What does a made-up country look like?

Invented persons, written as a raw root in either grain, labelled as made up in every delivery. What does not belong
here: the law, and any use of ``pipeline.persons``: the area grain is counted from this package's own arrays, so that
the two grains of one seed check each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

Grain = Literal["person", "area"]
FileFormat = Literal["parquet", "csv"]


def synthesize(
    out: Path,
    *,
    persons: int,
    list_years: range | Sequence[int],
    seed: int,
    grain: Grain = "person",
    text_keys: bool = True,
    file_format: FileFormat = "parquet",
    outlines: bool = False,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write a raw root of a made-up country of about ``persons`` residents to ``out``.

    The same arguments give the same bytes. ``list_years`` become one delivery folder each; they must be consecutive.
    ``outlines``: the areas' made-up boundaries too, as ``areas.geojson``.
    Raises ``WrongUsage`` for a country too small to hold its boundary cases, for years that do not follow each other,
    and for an ``out`` that already holds something else than a made-up country.
    """
    from pipeline.synthetic.delivery import deliver

    deliver(
        Path(out),
        persons=persons,
        list_years=tuple(list_years),
        seed=seed,
        grain=grain,
        text_keys=text_keys,
        file_format=file_format,
        outlines=outlines,
        progress=progress or (lambda _: None),
    )


__all__ = ["FileFormat", "Grain", "synthesize"]
