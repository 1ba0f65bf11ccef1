"""A reference implementation: person rows to area-grain counts, one person at a time, slow and obvious.

Written from the method alone, so that it can differ from the pipeline. It imports and reads nothing of ``pipeline``:
the code lists are typed in here a second time. Only for small countries: every row becomes a dict.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
Counts = dict[tuple[str, str], dict[str, int | Decimal]]

MUNICIPALITIES_OF_REGION = {
    "84": (
        101, 147, 151, 153, 155, 157, 159, 161, 163, 165, 167, 169, 173, 175, 183, 185, 187, 190, 201,
        210, 217, 219, 223, 230, 240, 250, 260, 270, 400, 411,
    ),
    "85": (
        253, 259, 265, 269, 306, 316, 320, 326, 329, 330, 336, 340, 350, 360, 370, 376, 390,
    ),
    "83": (
        410, 420, 430, 440, 450, 461, 479, 480, 482, 492, 510, 530, 540, 550, 561, 563, 573, 575, 580,
        607, 621, 630,
    ),
    "82": (
        615, 657, 661, 665, 671, 706, 707, 710, 727, 730, 740, 741, 746, 751, 756, 760, 766, 779, 791,
    ),
    "81": (
        773, 787, 810, 813, 820, 825, 840, 846, 849, 851, 860,
    ),
}  # fmt: skip

ALWAYS_WESTERN = {
    5105, 5106, 5107, 5109, 5110, 5124, 5159, 5160, 5170, 5176, 5314, 5390, 5502, 5514,  # named one by one
    5104, 5108, 5120, 5126, 5129, 5130, 5134, 5140, 5142, 5150, 5156, 5164, 5180, 5182,  # EU before 2004
}  # fmt: skip
EU_SINCE = {
    **dict.fromkeys((5153, 5154, 5174, 5422, 5607, 5609, 5611, 5752, 5776, 5778), dt.date(2004, 5, 1)),
    **dict.fromkeys((5128, 5158), dt.date(2007, 1, 1)),
    5750: dt.date(2013, 7, 1),
}
WITHOUT_LINK = {200, 311, 313, 314, 315, 316, 317, 318, 319, 320, 321, 322, 411, 414, 415, 512, 513}
BROUGHT = {3, 9, 10, 17, 18}
DANISH_REALM = {5100, 5101, 5115, 5901, 5902}
UNKNOWN_ORIGIN = {0, 5001, 5397, 5800, 5999}
FIRST_COUNTRY, LAST_COUNTRY = 5100, 5999  # a code outside is in no list, and no origin
GUILTY = {1, 11, 111, 112, 113, 114, 115, 12, 121, 122, 123, 124, 2, 3, 4, 5, 511, 515, 516, 517, 518}
BASIC, UNKNOWN = {10, 15}, 90  # grundskole, and preparatory courses that lead no higher
STUDENT = 310


@dataclass(frozen=True)
class Files:
    """Where the files of one list year are; ``None``: that register was not delivered."""

    list_year: int
    population: Path
    employment: Path | None
    education: Path | None
    income: Path | None
    crime: Path | None
    addresses: Path
    hfaudd: Path | None

    @classmethod
    def of(cls, root: Path, list_year: int, suffix: str = "parquet") -> Files:
        """The files of a raw root whose person files all have that suffix."""
        names = ("population", "employment", "education", "income", "crime")
        registers = {name: root / str(list_year) / f"{name}.{suffix}" for name in names}
        return cls(list_year, addresses=root / f"addresses.{suffix}", hfaudd=root / "hfaudd.csv", **registers)


# -- reading


def rows_of(path: Path | None) -> Iterator[Row]:
    """The rows of a file as dicts with lower-case names; an empty cell is None."""
    if path is None:
        return
    rows: Iterable[Row]
    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
    else:
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        lines = text.splitlines()
        rows = csv.DictReader(lines, delimiter=";" if ";" in lines[0] else ",")
    for row in rows:
        yield {
            name.strip().lower(): None if value in ("", None) or value != value else value
            for name, value in row.items()
        }


def code(value: Any) -> int | None:
    """A whole number, however delivered; None if it is not one."""
    try:
        number = Decimal(str(value).strip().replace(",", "."))
        return int(number) if number == int(number) else None
    except (ArithmeticError, ValueError):
        return None


def amount(value: Any, decimals: int) -> Decimal:
    """A number rounded to so many decimals; ``None`` stays ``None``."""
    if value is None:
        return Decimal(0)
    return Decimal(str(value).strip().replace(",", ".")).quantize(
        Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN
    )


def date(value: Any) -> dt.date | None:
    """A date from a date, a time or ISO text."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date) or value is None:
        return value
    return dt.date.fromisoformat(str(value).strip()[:10])


# -- the method


def age_on_1_january(born: dt.date, year: int) -> int:
    """Completed years on 1 January; a birthday on 29 February is treated like any other."""
    had_it_this_year = (born.month, born.day) == (1, 1)
    return year - born.year - (0 if had_it_this_year else 1)


def is_non_western(ie_type: int | None, origin: int | None, list_year: int) -> bool:
    """Immigrants and descendants whose country is not western on 1 January of the list year."""
    if ie_type not in (2, 3) or origin is None or not FIRST_COUNTRY <= origin <= LAST_COUNTRY:
        return False
    if origin in ALWAYS_WESTERN | DANISH_REALM | UNKNOWN_ORIGIN:
        return False
    return not (origin in EU_SINCE and EU_SINCE[origin] <= dt.date(list_year, 1, 1))


def offence_counts(offence: Any) -> bool:
    """Straffeloven (1...), lov om euforiserende stoffer (32...), våbenloven (34...); four or seven digits."""
    text = str(offence).strip() if offence is not None else ""
    return text.startswith(("1", "32", "34")) and len(text) in (4, 7)


def region_of_municipality() -> dict[int, str]:
    """Municipality -> region code."""
    return {code: region for region, codes in MUNICIPALITIES_OF_REGION.items() for code in codes}


class InTwoAreas(Exception):
    """A person has more than one row among the residents of areas: no count of that year can be trusted."""


def residents_of(files: Files) -> dict[Any, Row]:
    """Each resident once, with age and every scope the person counts in. Raises ``InTwoAreas``."""
    area_of_address = {
        row["adresse_id"]: str(row["area_id"])
        for row in rows_of(files.addresses)
        if (code(row["first_list_year"]) or 0) <= files.list_year
        and (row.get("last_list_year") is None or files.list_year <= int(code(row["last_list_year"]) or 0))
    }
    regions = region_of_municipality()
    residents: dict[Any, Row] = {}
    for row in rows_of(files.population):
        scopes = [("country", "DK")]
        region = regions.get(code(row["kom"]) or -1)
        area = area_of_address.get(row["adresse_id"])
        if region is not None:
            scopes.append(("region", region))
        if area is not None:
            scopes.append(("area", area))
        born = date(row["foed_dag"])
        earlier = residents.get(row["pnr"], {"scopes": []})
        if area is not None and any(scope == "area" for scope, _ in earlier["scopes"]):
            raise InTwoAreas
        residents[row["pnr"]] = {
            "scopes": scopes,
            "age": None if born is None else age_on_1_january(born, files.list_year),
            "non_western": is_non_western(code(row["ie_type"]), code(row["opr_land"]), files.list_year),
        }
    return residents


def between(age: int | None, lowest: int, highest: int = 999) -> bool:
    """Whether the age is known and within the bounds, both included."""
    return age is not None and lowest <= age <= highest


def aggregate(files: Files) -> dict[str, Counts]:
    """register -> (scope, code) -> measure -> number. A register that was not delivered is left out."""
    residents = residents_of(files)
    result = {"population": _population(residents)}
    if files.employment is not None:
        result["employment"] = _employment(residents, files)
    if files.education is not None:
        result["education"] = _education(residents, files)
    if files.income is not None:
        result["income"] = _income(residents, files)
    if files.crime is not None:
        result["crime"] = _crime(residents, files)
    return result


def _tally(measures: tuple[str, ...]) -> Counts:
    return defaultdict(lambda: dict.fromkeys(measures, 0))


def _population(residents: dict[Any, Row]) -> Counts:
    counts = _tally(("residents", "residents_non_western", "residents_18_plus"))
    for person in residents.values():
        for scope in person["scopes"]:
            counts[scope]["residents"] += 1
            counts[scope]["residents_non_western"] += person["non_western"]
            counts[scope]["residents_18_plus"] += between(person["age"], 18)
    return counts


def _employment(residents: dict[Any, Row], files: Files) -> Counts:
    without_link: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows_of(files.employment):
        if code(row["soc_status_kode"]) in WITHOUT_LINK:
            without_link[row["pnr"]] += amount(row["fuldtid"], 6)
    counts = _tally(("residents_18_64", "without_link"))
    for pnr, person in residents.items():
        for scope in person["scopes"]:
            own = counts[scope]
            if between(person["age"], 18, 64):
                own["residents_18_64"] += 1
                own["without_link"] += without_link.get(pnr, Decimal(0))
    return counts


def _education(residents: dict[Any, Row], files: Files) -> Counts:
    levels = {code(row["hfaudd"]): code(row["level"]) for row in rows_of(files.hfaudd)}
    education = {row["pnr"]: row for row in rows_of(files.education)}
    counts = _tally(("residents_30_59", "basic_only", "brought_only", "unknown"))
    for pnr, person in residents.items():
        row = education.get(pnr, {"hfaudd": None, "hf_kilde": None})
        level = levels.get(code(row["hfaudd"]), UNKNOWN)
        for scope in person["scopes"]:
            own = counts[scope]
            if not between(person["age"], 30, 59):
                continue
            own["residents_30_59"] += 1
            if level is None or level == UNKNOWN:
                own["unknown"] += 1
            elif level in BASIC:
                own["basic_only"] += 1
            elif code(row["hf_kilde"]) in BROUGHT:
                own["brought_only"] += 1
    return counts


def _income(residents: dict[Any, Row], files: Files) -> Counts:
    counts = _tally(("taxpayers", "gross_income_dkk"))
    income = {row["pnr"]: row for row in rows_of(files.income)}
    for pnr, person in residents.items():
        row = income.get(pnr)
        taxable = row is not None and code(row["omfang"]) == 1 and code(row["socio13"]) != STUDENT
        for scope in person["scopes"]:
            own = counts[scope]
            if taxable and row is not None and between(person["age"], 15, 64):
                own["taxpayers"] += 1
                own["gross_income_dkk"] += amount(row["perindkialt_13"], 2)
    return counts


def _crime(residents: dict[Any, Row], files: Files) -> Counts:
    convicted = set()
    for row in rows_of(files.crime):
        decided = date(row["afg_afgoedto"])
        in_the_year = decided is not None and decided.year == files.list_year - 1
        if in_the_year and offence_counts(row["afg_ger7"]) and code(row["afg_afgtyp3"]) in GUILTY:
            convicted.add(row["pnr"])
    counts = _tally(("residents_18_plus", "convicted"))
    for pnr, person in residents.items():
        for scope in person["scopes"]:
            own = counts[scope]
            if between(person["age"], 18):
                own["residents_18_plus"] += 1
                own["convicted"] += pnr in convicted
    return counts
