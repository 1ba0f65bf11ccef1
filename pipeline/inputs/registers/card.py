"""The card of a register: its names, its reference date, the two shapes it may arrive in, and what its counts are.

From a card follow the delivered files, their validation, the disclosure rule, the counting of person rows and the
made-up register. What does not belong here: shares (``core.criteria``) and the counting itself (``persons``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict, Unpack

from pipeline.core.tables import Column, Kind, Table

SCOPES = ("area", "municipality", "region", "country")  # rows of municipalities are used by what-if questions only
COUNTRY = "DK"
REGION_NAMES = {
    "81": "Region Nordjylland",
    "82": "Region Midtjylland",
    "83": "Region Syddanmark",
    "84": "Region Hovedstaden",
    "85": "Region Sjælland",
}
REGIONS = tuple(REGION_NAMES)

SCOPE = Column(
    "scope",
    Kind.TEXT,
    "What the row counts: one area, one municipality (optional), one region or the whole country",
    allowed=SCOPES,
    heading_da="Niveau",
    meaning_da="Hvad rækken tæller: et område (area), en kommune (municipality, valgfri), en region (region) eller hele "
    "landet (country)",
)
CODE = Column(
    "code",
    Kind.TEXT,
    "The area's id, the municipality's three digits, the region's code (81-85) or DK",
    heading_da="Kode",
    meaning_da="Områdets id, kommunens tre cifre, regionens kode (81-85) eller DK",
)
KEYS = ("pnr", "adresse_id")  # of persons and addresses
REGISTER_YEAR = Column(
    "register_year",
    Kind.COUNT,
    "The year the register describes",
    unit="year",
    minimum=1980,
    heading_da="Registerår",
    meaning_da="Det år, som registeret beskriver",
)


@dataclass(frozen=True)
class Ages:
    """Ages on 1 January of the list year, both included; without ``last`` there is no upper bound."""

    first: int = 0
    last: int | None = None

    def lie_within(self, other: Ages) -> bool:
        """Whether everybody of these ages is of the other ages too."""
        is_below_the_last = other.last is None or (self.last is not None and self.last <= other.last)
        return other.first <= self.first and is_below_the_last


class Role(StrEnum):
    """What a measure is in its register; each has exactly one."""

    WHOLE = "whole"  # the residents the register is about; one measure of each register
    PART = "part"  # some of them
    AMOUNT = "amount"  # a sum over them, not a number of persons


@dataclass(frozen=True)
class Measure(Column):
    """A counted column of the area grain.

    ``ages``: the residents counted are of these ages; with ``is_everyone`` all residents of them. Two groups of
    residents of one place differ by a number of persons too, so the disclosure rule compares every group with those it
    lies in. ``is_exclusive``: no person is in two of the parts so marked. ``fractions``: in how many parts of its unit
    an amount is summed, so that a sum depends on no order.
    """

    role: Role = Role.PART
    ages: Ages | None = None
    is_everyone: bool = False
    is_exclusive: bool = False
    fractions: int = 1


class Danish(TypedDict):
    """The heading and the meaning of a measure as the workbook of ``ghettolist template`` has them."""

    heading_da: str
    meaning_da: str


@dataclass(frozen=True)
class Register:
    """One register: where it comes from, when it is read, and what it must hold.

    ``years_back`` is how many years before the list year the register describes (0 for population on 1 January of
    the list year, 1 for the others). ``counts`` is the area-grain table, ``persons`` the person-grain one.
    ``expected_ages``: residents of these ages are all expected in a file of person rows; ``None`` where a resident who
    is not in the register is no mistake.
    """

    name: str
    name_da: str
    name_en: str
    official: str
    reference_da: str
    years_back: int
    scopes_needed: tuple[str, ...]
    counts: Table
    persons: Table
    expected_ages: Ages | None = None

    def register_year(self, list_year: int) -> int:
        """The year of the register that the delivery of a list year holds."""
        return list_year - self.years_back

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The counted columns of the area grain: what is left without scope, code and year."""
        return tuple(column for column in self.counts.columns if isinstance(column, Measure))

    @property
    def whole(self) -> Measure:
        """The residents the register is about."""
        (whole,) = (measure for measure in self.measures if measure.role is Role.WHOLE)
        return whole

    @property
    def code_columns(self) -> tuple[Column, ...]:
        """The columns of person rows that hold a code: neither a key nor a date, nor a number with a unit."""
        return tuple(
            column
            for column in self.persons.columns
            if column.name not in KEYS and column.kind in (Kind.TEXT, Kind.COUNT) and not column.unit
        )

    @property
    def number_columns(self) -> tuple[Column, ...]:
        """The columns of person rows that hold a number: an amount, or a count of something."""
        counted = (column for column in self.persons.columns if column.unit or column.kind is Kind.AMOUNT)
        return tuple(counted)

    @property
    def exclusive_parts(self) -> tuple[str, ...]:
        """The parts that exclude each other: together they are not above the whole."""
        return tuple(measure.name for measure in self.measures if measure.is_exclusive)


def ages_counted(registers: Iterable[Register]) -> tuple[Ages, ...]:
    """The ages that the measures of these registers are of, and those expected in their files."""
    of_registers = ((register.expected_ages, *(each.ages for each in register.measures)) for register in registers)
    return tuple(ages for found in of_registers for ages in found if ages is not None)


def age_limits(groups: Iterable[Ages]) -> tuple[int, ...]:
    """The ages at which some group begins, or has ended, in order."""
    found = list(groups)
    limits = {ages.first for ages in found} | {ages.last + 1 for ages in found if ages.last is not None}
    return tuple(sorted(limits - {0}))


def counts_table(register: str, *measures: Measure) -> Table:
    """The area-grain table of a register: one row per scope and code."""
    return Table(
        name=register,
        grain="one row per scope and code",
        columns=(SCOPE, CODE, REGISTER_YEAR, *measures),
        key=("scope", "code"),
    )


def whole(name: str, meaning: str, ages: Ages, *, is_everyone: bool = True, **danish: Unpack[Danish]) -> Measure:
    """The residents a register is about: everyone of the ages, or only some of them (``is_everyone`` false)."""
    return _persons(name, meaning, Role.WHOLE, ages=ages, is_everyone=is_everyone, **danish)


def part(name: str, meaning: str, of: str, *, is_exclusive: bool = False, **danish: Unpack[Danish]) -> Measure:
    """Some of the whole ``of``."""
    return _persons(name, meaning, Role.PART, of, is_exclusive=is_exclusive, **danish)


def age_group(name: str, meaning: str, of: str, ages: Ages, **danish: Unpack[Danish]) -> Measure:
    """Everyone in the whole ``of`` who is of these ages."""
    return _persons(name, meaning, Role.PART, of, ages=ages, is_everyone=True, **danish)


def full_time_part(name: str, meaning: str, of: str, **danish: Unpack[Danish]) -> Measure:
    """Some of the whole ``of``, each counted for the part of the year; small numbers are persons all the same."""
    return Measure(
        name,
        Kind.AMOUNT,
        meaning,
        unit="full-time persons",
        minimum=0,
        required=False,
        part_of=of,
        sensitive=True,
        role=Role.PART,
        fractions=10**6,
        **danish,
    )


def kroner(name: str, meaning: str, **danish: Unpack[Danish]) -> Measure:
    """A sum over the whole in DKK; it may be negative, and is no number of persons."""
    return Measure(
        name,
        Kind.AMOUNT,
        meaning,
        unit="DKK",
        required=False,
        sensitive=True,
        role=Role.AMOUNT,
        fractions=10**2,
        **danish,
    )


def _persons(
    name: str,
    meaning: str,
    role: Role,
    of: str = "",
    ages: Ages | None = None,
    is_everyone: bool = False,
    is_exclusive: bool = False,
    **danish: Unpack[Danish],
) -> Measure:
    """A whole number of persons; may be empty, which is unknown and never zero."""
    return Measure(
        name,
        Kind.COUNT,
        meaning,
        unit="persons",
        minimum=0,
        required=False,
        part_of=of,
        sensitive=True,
        role=role,
        ages=ages,
        is_everyone=is_everyone,
        is_exclusive=is_exclusive,
        **danish,
    )
