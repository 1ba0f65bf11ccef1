"""The answer every subject gives, and the code lists the hand-written ones share.

A subject sums each register by (municipality, area); ``rolled_up`` turns these sums into the three scopes. Hand-written
subjects give all three scopes of every register, as the product does.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

REGISTERS = ("population", "employment", "education", "income", "crime")
COLUMNS = {
    "population": ("pnr", "foed_dag", "kom", "ie_type", "opr_land", "adresse_id"),
    "employment": ("pnr", "soc_status_kode", "fuldtid"),
    "education": ("pnr", "hfaudd", "hf_kilde"),
    "income": ("pnr", "perindkialt_13", "omfang", "socio13"),
    "crime": ("pnr", "afg_afgoedto", "afg_ger7", "afg_afgtyp3"),
}
MEASURES = {
    "population": ("residents", "residents_non_western", "residents_18_plus"),
    "employment": ("residents_18_64", "without_link"),
    "education": ("residents_30_59", "basic_only", "brought_only", "unknown"),
    "income": ("taxpayers", "gross_income_dkk"),
    "crime": ("residents_18_plus", "convicted"),
}
SCALE = {"without_link": 1_000_000, "gross_income_dkk": 100}  # subjects sum in these whole parts
WITHOUT_LINK = (200, 311, 313, 314, 315, 316, 317, 318, 319, 320, 321, 322, 411, 414, 415, 512, 513)
BROUGHT = (3, 9, 10, 17, 18)
GUILTY = (111, 112, 113, 114, 115, 121, 122, 123, 124, 2, 511)  # those that occur in the made-up country
CODES = Path(__file__).parent.parent / "pipeline" / "core" / "codes"

Answer = dict[str, list[list[str]]]  # register -> rows of scope, code and the measures, as text


@dataclass(frozen=True)
class Country:
    """A made-up raw root and the list year to aggregate."""

    root: Path
    list_year: int

    def file(self, register: str) -> Path:
        """The register's file, whatever its format."""
        return next(path for path in sorted((self.root / str(self.list_year)).glob(f"{register}.*")))

    @property
    def addresses(self) -> Path:
        """The address table."""
        return next(iter(sorted(self.root.glob("addresses.*"))))

    @property
    def levels(self) -> dict[str, int]:
        """hfaudd -> level."""
        with (self.root / "hfaudd.csv").open(encoding="utf-8", newline="") as file:
            return {row["hfaudd"]: int(row["level"]) for row in csv.DictReader(file, delimiter=";")}

    def born_by(self, age: int) -> str:
        """The last birth date (ISO) of those who have turned that age on 1 January."""
        return f"{self.list_year - age}-01-01"


def western(list_year: int) -> tuple[int, ...]:
    """DST's country codes that are western on 1 January, for the years the bench uses."""
    with (CODES / "countries_western_nonwestern.csv").open(encoding="utf-8", newline="") as file:
        codes = [int(row["country_code"]) for row in csv.DictReader(file) if row["class"] != "non_western"]
    return tuple(code for code in codes if code != 5750 or list_year > 2013)


def rolled_up(register: str, rows: Iterable[tuple[Any, ...]]) -> list[list[str]]:
    """Rows of (municipality, area or None, sums ...) as the scopes area, region and country."""
    with (CODES / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        regions = {int(row["municipality_code"]): row["region_code"] for row in csv.DictReader(file)}
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(MEASURES[register]))
    for municipality, area, *values in rows:
        scopes = [("country", "DK"), ("region", regions[int(municipality)])]
        if isinstance(area, str):
            scopes.append(("area", area))
        for scope in scopes:
            sums[scope] = [old + int(new) for old, new in zip(sums[scope], values, strict=True)]
    return [[*scope, *published(register, values)] for scope, values in sorted(sums.items())]


def published(register: str, values: list[int]) -> list[str]:
    """Whole parts as exact numbers in one spelling."""
    exact = (Decimal(value) / SCALE.get(m, 1) for m, value in zip(MEASURES[register], values, strict=True))
    return [spelled(value) for value in exact]


def spelled(value: Any) -> str:
    """One spelling of an exact number, whatever its type."""
    return format(Decimal(str(value)).quantize(Decimal("0.000001")).normalize(), "f")
