"""The six criteria: which register each reads, what is part and what is whole, and what people call it.

The limits are not here: they are the law (``pipeline/law/regimes``). A new criterion is one card here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Criterion:
    """One criterion: its register, the words for it, and how many decimals the ministry prints.

    ``unit`` is ``residents`` for size, ``share`` for a share of residents, ``ratio`` for income against the region.
    ``printed_column`` is its column in the ministry's printed figures (percent, except residents).
    """

    name: str
    register: str
    unit: str
    published_decimals: int
    published_column: str
    label_da: str
    label_en: str
    subject_da: str
    subject_en: str


_CARDS: tuple[Criterion, ...] = (
    Criterion(
        "size",
        "population",
        "residents",
        0,
        "residents",
        "Beboere",
        "Residents",
        "beboere den 1. januar",
        "residents on 1 January",
    ),
    Criterion(
        "non_western",
        "population",
        "share",
        1,
        "non_western_pct",
        "Ikke-vestlig oprindelse",
        "Non-western origin",
        "af beboerne er indvandrere eller efterkommere fra ikke-vestlige lande",
        "of the residents are immigrants or descendants from non-western countries",
    ),
    Criterion(
        "attachment",
        "employment",
        "share",
        1,
        "attachment_pct",
        "Uden tilknytning",
        "Without attachment",
        "af de 18-64-årige er uden tilknytning til arbejdsmarked eller uddannelse",
        "of the residents aged 18-64 have no link to the labour market or education",
    ),
    Criterion(
        "convicted",
        "crime",
        "share",
        2,
        "convicted_pct",
        "Dømte",
        "Convicted",
        "af beboerne på 18 år og derover er dømt efter straffeloven, våbenloven eller lov om euforiserende stoffer",
        "of the residents of 18 and over are convicted under the criminal, weapons or narcotics acts",
    ),
    Criterion(
        "basic_education",
        "education",
        "share",
        1,
        "basic_education_pct",
        "Kun grundskole",
        "Basic education only",
        "af de 30-59-årige har kun grundskole",
        "of the residents aged 30-59 have basic education only",
    ),
    Criterion(
        "income",
        "income",
        "ratio",
        1,
        "income_pct_of_region",
        "Bruttoindkomst",
        "Gross income",
        "af regionens gennemsnit er bruttoindkomsten for de skattepligtige 15-64-årige, der ikke er under uddannelse",
        "of the region's mean is the gross income of taxable residents aged 15-64 not in education",
    ),
)
CRITERIA: Mapping[str, Criterion] = MappingProxyType({criterion.name: criterion for criterion in _CARDS})
