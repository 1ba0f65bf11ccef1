"""The criteria of all regimes, each declared once: what is counted, how it is measured, and what it is called.

From a card follow the figure (``lists.indicators``), the limits that a law file may state (``law.admissible``), the
column of the ministry's published figures, the columns of the outputs, their validation, and every heading. A
criterion whose counts are there already is one card here and its limits in a law file; one that counts something new
needs a register beside it (``inputs.registers``). What does not belong here: the limits (``law/regimes``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Literal


class CriterionKind(StrEnum):
    """What sort of figure a criterion is measured by."""

    SIZE = "size"  # a number of residents: the whole itself
    SHARE = "share"  # part / whole, from 0 to 1
    RATIO = "ratio"  # a mean amount in DKK (part / whole) divided by the same mean of the benchmark


@dataclass(frozen=True)
class Term:
    """A measure that is counted; with a ``switch`` only where the law has that switch in ``position``."""

    measure: str
    switch: str = ""
    position: str = ""

    def counts(self, position_of: Callable[[str], str]) -> bool:
        """Whether the measure is counted under a law; ``position_of`` gives the law's position of a switch."""
        return not self.switch or position_of(self.switch) == self.position


@dataclass(frozen=True)
class Criterion:
    """One criterion.

    ``part`` are measures of ``register`` that are summed (none for a size), ``whole`` is what they are divided by, less
    the measures ``left_out``. ``benchmark`` is the scope whose figure a limit may be a multiple of: a share against
    the country's, a mean amount against the region's; the register must be delivered for it. ``met_when``: whether more
    or less of it meets a limit. ``is_mean``: a limit must say over how many yearly figures the mean is taken.
    ``switches`` are positions of the law that change what the register counts, besides those of the terms.

    ``published_column`` is the column of the ministry's published figures (per cent, except residents), with the
    decimals it is published with. Nothing but the convicted was ever published below 1 per cent: what is below
    ``published_minimum`` is a share given for a percentage. A file without the column is refused if the criterion is
    ``always_published``; else the criterion is taken as not published. ``limits_published``: the ministry has published its limits too, those of one
    criterion only (``published/conviction_limits.csv``). ``subject`` completes "so many per cent ..."; ``heading`` is for terminals.
    """

    name: str
    register: str
    kind: CriterionKind
    part: tuple[Term, ...]
    whole: str
    published_column: str
    published_meaning: str
    published_decimals: int
    label_da: str
    label_en: str
    subject_da: str
    subject_en: str
    heading: str
    left_out: tuple[Term, ...] = ()
    benchmark: Literal["", "country", "region"] = ""
    met_when: Literal["more", "less"] = "more"
    is_mean: bool = False
    switches: tuple[str, ...] = ()
    published_minimum: int = 1
    always_published: bool = False
    limits_published: bool = False

    @cached_property
    def measures(self) -> frozenset[str]:
        """Every count of the register that the figure could reveal, whichever of them the law's switches count."""
        return frozenset((self.whole, *(term.measure for term in (*self.part, *self.left_out))))

    @cached_property
    def defined_by(self) -> tuple[str, ...]:
        """The switches of the law that decide what the figure is made of."""
        of_terms = (term.switch for term in (*self.part, *self.left_out) if term.switch)
        return tuple(dict.fromkeys((*of_terms, *self.switches)))


_CARDS = (
    Criterion(
        name="size",
        register="population",
        kind=CriterionKind.SIZE,
        part=(),
        whole="residents",
        published_column="residents",
        published_meaning="Residents on 1 January",
        published_decimals=0,
        always_published=True,
        label_da="Beboere",
        label_en="Residents",
        subject_da="beboere den 1. januar",
        subject_en="residents on 1 January",
        heading="residents",
    ),
    Criterion(
        name="non_western",
        register="population",
        kind=CriterionKind.SHARE,
        part=(Term("residents_non_western"),),
        whole="residents",
        switches=("unknown_origin",),
        published_column="non_western_pct",
        published_meaning="Residents of non-western origin",
        published_decimals=1,
        always_published=True,
        label_da="Ikke-vestlig oprindelse",
        label_en="Non-western origin",
        subject_da="af beboerne er indvandrere eller efterkommere fra ikke-vestlige lande",
        subject_en="of the residents are immigrants or descendants from non-western countries",
        heading="non-western %",
    ),
    Criterion(
        name="attachment",
        register="employment",
        kind=CriterionKind.SHARE,
        part=(Term("without_link"),),
        whole="residents_18_64",
        is_mean=True,
        switches=("without_link", "earlier_year_residents"),
        published_column="attachment_pct",
        published_meaning="Residents 18-64 without link to labour market or education",
        published_decimals=1,
        always_published=True,
        label_da="Uden tilknytning",
        label_en="Without attachment",
        subject_da="af de 18-64-årige er uden tilknytning til arbejdsmarked eller uddannelse",
        subject_en="of the residents aged 18-64 have no attachment to the labour market or education",
        heading="no attachment %",
    ),
    Criterion(
        name="convicted",
        register="crime",
        kind=CriterionKind.SHARE,
        part=(Term("convicted"),),
        whole="residents_18_plus",
        benchmark="country",
        is_mean=True,
        switches=("convicted_from_age", "dropped_charges", "mixed_decisions", "earlier_year_residents"),
        published_column="convicted_pct",
        published_meaning="Residents 18+ convicted",
        published_decimals=2,
        published_minimum=0,
        limits_published=True,
        always_published=True,
        label_da="Dømte",
        label_en="Convicted",
        subject_da="af beboerne på 18 år og derover er dømt efter straffeloven, våbenloven eller lov om "
        "euforiserende stoffer",
        subject_en="of the residents of 18 and over are convicted under the criminal, weapons or narcotics acts",
        heading="convicted %",
    ),
    Criterion(
        name="basic_education",
        register="education",
        kind=CriterionKind.SHARE,
        part=(
            Term("basic_only"),
            Term("brought_only", switch="brought_education", position="counts_as_basic"),
            Term("unknown", switch="unknown_education", position="counts_as_basic"),
        ),
        whole="residents_30_59",
        left_out=(Term("unknown", switch="unknown_education", position="exclude"),),
        switches=("preparatory_education",),
        published_column="basic_education_pct",
        published_meaning="Residents 30-59 with only grundskole",
        published_decimals=1,
        always_published=True,
        label_da="Kun grundskole",
        label_en="Basic education only",
        subject_da="af de 30-59-årige har kun grundskole",
        subject_en="of the residents aged 30-59 have basic education only",
        heading="basic ed. %",
    ),
    Criterion(
        name="income",
        register="income",
        kind=CriterionKind.RATIO,
        part=(Term("gross_income_dkk"),),
        whole="taxpayers",
        benchmark="region",
        met_when="less",
        published_column="income_pct_of_region",
        published_meaning="Mean gross income against the region's",
        published_decimals=1,
        always_published=True,
        label_da="Bruttoindkomst",
        label_en="Gross income",
        subject_da="af regionens gennemsnit er bruttoindkomsten for de skattepligtige 15-64-årige, der ikke er "
        "under uddannelse",
        subject_en="of the region's mean is the gross income of taxable residents aged 15-64 not in education",
        heading="income %",
    ),
)
CRITERIA: Mapping[str, Criterion] = MappingProxyType({card.name: card for card in _CARDS})
(WITH_PUBLISHED_LIMITS,) = (card.name for card in _CARDS if card.limits_published)
