"""The card of a register: its official name, its reference date, and the two shapes it may arrive in."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.tables import Column, Kind, Table

SCOPES = ("area", "municipality", "region", "country")  # a municipality is read by what-if questions alone
COUNTRY = "DK"
REGIONS = ("81", "82", "83", "84", "85")

SCOPE = Column(
    "scope",
    Kind.TEXT,
    "What the row counts: one area, one municipality (optional), one region or the whole country",
    allowed=SCOPES,
)
CODE = Column("code", Kind.TEXT, "The area's id, the municipality's three digits, the region's code (81-85) or DK")
REGISTER_YEAR = Column("register_year", Kind.COUNT, "The year the register describes", unit="year", minimum=1980)


@dataclass(frozen=True)
class Register:
    """One register: where it comes from, when it is read, and what it must hold.

    ``years_back`` is how many years before the list year the register describes (0 for population on 1 January of
    the list year, 1 for the others). ``counts`` is the area-grain table, ``persons`` the person-grain one.
    """

    name: str
    official: str
    reference_da: str
    years_back: int
    scopes_needed: tuple[str, ...]
    counts: Table
    persons: Table

    def register_year(self, list_year: int) -> int:
        """The year of the register that the delivery of a list year holds."""
        return list_year - self.years_back

    @property
    def measures(self) -> tuple[Column, ...]:
        """The counted columns of the area grain: what is left without scope, code and year."""
        return tuple(c for c in self.counts.columns if c.name not in ("scope", "code", "register_year"))


def counts_table(register: str, *measures: Column) -> Table:
    """The area-grain table of a register: one row per scope and code."""
    return Table(
        name=register,
        grain="one row per scope and code",
        columns=(SCOPE, CODE, REGISTER_YEAR, *measures),
        key=("scope", "code"),
    )


def persons(name: str, meaning: str, part_of: str = "") -> Column:
    """A whole number of persons; may be empty, which is unknown and never zero."""
    return Column(name, Kind.COUNT, meaning, unit="persons", minimum=0, required=False, part_of=part_of, sensitive=True)
