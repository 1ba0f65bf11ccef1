"""DST's codes as sets, read from ``pipeline/core/codes``: which codes exist, and how the method uses them."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache

from pipeline.core.paths import CODES
from pipeline.inputs.registers import REGISTERS

STUDENT = 310  # SOCIO13: in education
FULLY_TAXABLE = 1  # OMFANG
IMMIGRANT_OR_DESCENDANT = frozenset({2, 3})  # IE_TYPE
ORIGINS = frozenset({1, 2, 3})
UNKNOWN_LEVEL = 90
PREPARATORY_LEVEL = 15  # open point O7
DROPPED_CHARGES = frozenset({3, 4})  # AFG_AFGTYP3: tiltalefrafald, tiltale undladt (open point O6)
MIXED_DECISIONS = frozenset({5, 515, 516, 517, 518})  # other decisions, acquittals not among them (open point O6)


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (CODES / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _codes(name: str, column: str, **wanted: str) -> frozenset[int]:
    rows = _rows(name)
    return frozenset(int(row[column]) for row in rows if all(row[key] == value for key, value in wanted.items()))


@cache
def region_of_municipality() -> dict[int, str]:
    """Municipality code -> region code (81-85)."""
    return {int(row["municipality_code"]): row["region_code"] for row in _rows("municipalities.csv")}


def countries() -> frozenset[int]:
    """Every country code of ``OPR_LAND``."""
    return _codes("countries_western_nonwestern.csv", "country_code")


def western(on: dt.date) -> frozenset[int]:
    """The countries that are western on that day; EU membership has dates, the bounds included."""
    return frozenset(
        int(row["country_code"])
        for row in _rows("western_countries.csv")
        if (not row["valid_from"] or dt.date.fromisoformat(row["valid_from"]) <= on)
        and (not row["valid_to"] or on <= dt.date.fromisoformat(row["valid_to"]))
    )


def not_non_western(on: dt.date, unknown_origin: str = "not_counted") -> frozenset[int]:
    """The codes that do not make a person non-western that day: western, the Danish realm, not stated unless counted."""
    table = "countries_western_nonwestern.csv"
    not_stated = _codes(table, "country_code", **{"class": "unknown"})
    return (
        western(on)
        | _codes(table, "country_code", **{"class": "danish_realm"})
        | (not_stated if unknown_origin == "not_counted" else frozenset())
    )


def statuses() -> frozenset[int]:
    """Every labour market status."""
    return _codes("attachment_statuses.csv", "soc_status_kode")


def statuses_without_link(position: str) -> frozenset[int]:
    """The statuses without link to labour market or education, by the position of open point O1."""
    return frozenset(
        int(row["soc_status_kode"])
        for row in _rows("attachment_statuses.csv")
        if row["without_link"] == "yes" and (position == "default_list" or row["basis"].startswith("named"))
    )


def decisions() -> frozenset[int]:
    """Every type of decision."""
    return _codes("decision_types_afgtyp3.csv", "code")


def guilty_decisions(dropped_charges: str = "counts", mixed_decisions: str = "counts") -> frozenset[int]:
    """The types of decision that make a person convicted, by the positions of open point O6."""
    counted = _codes("decision_types_afgtyp3.csv", "code", counts_as_conviction="yes")
    counted -= DROPPED_CHARGES if dropped_charges == "left_out" else frozenset()
    return counted - (MIXED_DECISIONS if mixed_decisions == "left_out" else frozenset())


def education_sources() -> frozenset[int]:
    """Every source of information on education."""
    return _codes("hf_kilde.csv", "code")


def brought_sources() -> frozenset[int]:
    """The sources that mean education brought from abroad and not recognised."""
    return _codes("hf_kilde.csv", "code", brought_education="yes")


def levels(counts_as: str) -> frozenset[int]:
    """The levels of the format table that count as ``basic`` or ``unknown``; every other level is above."""
    return _codes("education_levels.csv", "disced15_main_group", counts_as=counts_as)


def known_levels() -> frozenset[int]:
    """Every level that a format table may give."""
    return _codes("education_levels.csv", "disced15_main_group")


def tax_extents() -> frozenset[int]:
    """Every extent of tax liability."""
    return _codes("omfang_skattepligt.csv", "code")


def socio_economic_statuses() -> frozenset[int]:
    """Every socio-economic status."""
    return _codes("socio13.csv", "code")


def known_codes(register: str, educations: frozenset[int]) -> dict[str, frozenset[int]]:
    """The code list of each column of a register that has one; ``educations`` are the codes of the format table.

    A column whose card says what it may hold needs no list here.
    """
    declared = {c.name: frozenset(map(int, c.allowed)) for c in REGISTERS[register].code_columns if c.allowed}
    lists: dict[str, dict[str, frozenset[int]]] = {
        "population": {
            "kom": frozenset(region_of_municipality()),
            "ie_type": ORIGINS,
            "opr_land": countries(),
        },
        "employment": {"soc_status_kode": statuses()},
        "education": {"hfaudd": educations, "hf_kilde": education_sources()},
        "income": {"omfang": tax_extents(), "socio13": socio_economic_statuses()},
        "crime": {"afg_afgtyp3": decisions()},
    }
    return declared | lists.get(register, {})
