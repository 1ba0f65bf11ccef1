"""A made-up area whose counts are written as a few readable choices, in three deliveries: for tests of two lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import Delivery, ExactNumber
from pipeline.inputs.published import Published
from pipeline.inputs.sources import Sources
from pipeline.law import law_on, load_law
from pipeline.lists.designation import History
from pipeline.lists.yearly_list import YearlyList, make_yearly_list

AREA = Area("a", "Askehaven", "101", "84", 2010, None, ())
AREAS = AreaTable((AREA,))


@dataclass(frozen=True)
class Own:
    """One area's counts in one delivery. Wholes are fixed: 800 of 18-64, 1000 of 18+, 500 of 30-59, 600 taxpayers.

    ``missing`` names measures whose cells are empty.
    """

    residents: int
    non_western: int
    without_link: Decimal
    convicted: int
    basic: int
    brought: int
    unknown: int
    mean_income: int
    missing: frozenset[str] = field(default=frozenset(), kw_only=True)

    def rows(self) -> dict[str, dict[str, ExactNumber]]:
        """The cells of each register."""
        found: dict[str, dict[str, ExactNumber]] = {
            "population": {
                "residents": self.residents,
                "residents_non_western": self.non_western,
                "residents_18_plus": 1000,
            },
            "employment": {"residents_18_64": 800, "without_link": self.without_link},
            "education": {
                "residents_30_59": 500,
                "basic_only": self.basic,
                "brought_only": self.brought,
                "unknown": self.unknown,
            },
            "income": {"taxpayers": 600, "gross_income_dkk": 600 * self.mean_income},
            "crime": {"residents_18_plus": 1000, "convicted": self.convicted},
        }
        return {
            register: {name: None if name in self.missing else cell for name, cell in row.items()}
            for register, row in found.items()
        }


@dataclass(frozen=True)
class Counts(Own):
    """One delivery of one area: its own counts, the country's and the region's."""

    national_convicted: int  # of 1,000,000
    regional_mean_income: int

    def delivery(self, list_year: int) -> Delivery:
        """The delivery of a list year."""
        rows: dict[str, dict[tuple[str, str], dict[str, ExactNumber]]] = {
            register: {("area", "a"): row} for register, row in self.rows().items()
        }
        rows["income"]["region", "84"] = {"taxpayers": 1000, "gross_income_dkk": 1000 * self.regional_mean_income}
        rows["crime"]["country", "DK"] = {"residents_18_plus": 1_000_000, "convicted": self.national_convicted}
        return Delivery(list_year, {name: pd.DataFrame() for name in rows}, "area", _cells=rows)


def sources_of(counts: Mapping[int, Counts], areas: AreaTable = AREAS) -> Sources:
    """Sources with these deliveries and nothing published."""
    deliveries: dict[int, Delivery | None] = dict.fromkeys(range(2000, 2030))
    deliveries |= {list_year: each.delivery(list_year) for list_year, each in counts.items()}
    return Sources(RawRoot(Path("nowhere")), areas, Published(), (), _deliveries=deliveries)


def two_lists(
    counts: Mapping[int, Counts], list_year: int, listed_before: Sequence[bool]
) -> tuple[YearlyList, YearlyList, History, Sources]:
    """The list of a year and of the year before; ``listed_before`` are the years before those, the latest first."""
    sources = sources_of(counts)
    history = History(AREAS, load_law())
    for back, listed in enumerate(listed_before, start=2):
        names = [category.name for category in law_on(list_year - back).categories]
        history.record(list_year - back, [("a", name, listed) for name in names])
    before = make_yearly_list(sources, law_on(list_year - 1), list_year - 1, history)
    after = make_yearly_list(sources, law_on(list_year), list_year, history)
    return before, after, history, sources
