"""A small made-up country in tables: every kind of area and of gap that a list can have, few enough to be read.

Held in memory, so that its lists are made in a fraction of a second; ``write`` makes the same country a raw root. What
does not belong here: what is expected of it (``small_country.txt``, and the referee in ``test_small_country.py``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd

from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.published import Published, PublishedFigure
from pipeline.inputs.sources import Sources
from tests.made_up_country.cases import Case, Cell, Country, Counts
from tests.made_up_country.generate import MEASURES, generate, register_year

DELIVERED = range(2017, 2022)
NOT_DELIVERED = {(2019, "income")}

# id, municipality, region, list years, predecessors
AREAS = """
steady    101 84 2010-              : on the list since 2016: the five lists in a row are reached in 2020
nearly    101 84 2010-              : the same, but not in 2017: four lists in a row in 2021
renamed   101 84 2010-2018          : goes on as renewed
renewed   101 84 2019-     renamed
part-a    101 84 2010-2019          : merged with part-b to joined; on the list
part-b    101 84 2010-2019          : on no list
joined    101 84 2020-     part-a|part-b
parted    101 84 2010-2019          : split into east and west
east      101 84 2020-     parted
west      101 84 2020-     parted
taken     751 82 2010-2020          : taken in by taking under its own id
taking    751 82 2010-2020
taking    751 82 2021-     taken
limits    751 82 2010-              : exactly on limits, and one person off them
holes     751 82 2010-              : cells missing or known within bounds
small     751 82 2010-              : numbers of one to four persons
nobody    751 82 2010-              : wholes of zero
silent    461 83 2010-              : never delivered, on published lists only
printed   461 83 2010-              : published figures only, until the delivery of 2020
disputed  461 83 2010-              : the published list says otherwise
gone      461 83 2010-2018          : ended while on the list
watched   461 83 2018-     candidate: not official
"""

QUIET = {  # nothing is met: 20 %, 25 %, 0.44 %, 40 % (35 % under the act of 2014), 80 % of 300,000
    "non_western": "400/2000",
    "attachment": "200/800",
    "convicted": "4/900",
    "education": "150+25+25/500",
    "income": "144000000/600",
}

# area, deliveries, what differs from QUIET; ? is missing, 1..4 is withheld by the holder: one to four
COUNTS = """
steady   2017       non_western 1200/2000  attachment 360/800  education 350+0+0/500  income 90000000/600
steady   2018-2021  non_western 1200/2000  attachment 360/800  education 350+0+0/500
nearly   2017       education 250+10+0/500
nearly   2018       non_western 1200/2000  attachment 368/800  education 350+0+0/500  income 90000000/600
nearly   2019-2021  non_western 1200/2000  attachment 368/800  education 350+0+0/500
renamed  2017-2018  non_western 1001/2000  attachment 321/800  income 97200000/600
renewed  2019-2021  non_western 1001/2000  attachment 330/800  income 97199999.99/600  convicted 20/900
part-a   2017-2019  non_western 900/1600   attachment 300/600  income 60000000/400
part-b   2017-2018  non_western 100/900    attachment 50/300   income 90000000/250
part-b   2019       non_western ?/?        attachment 150/300  education 350+0+0/500
joined   2020-2021  non_western 1300/2500  attachment 380/900  income 118000000/650
parted   2017-2019  non_western 1700/3000  attachment 400/900  convicted 40/1500  education 400+50+50/800
east     2020-2021  non_western 999/1800   attachment 250/500  convicted 27/900  education 310+0+0/500
west     2020-2021  non_western 700/1200   attachment 150/400  convicted 13/600  education 90+50+50/300
taken    2017-2020  non_western 300/500    attachment 90/200   income 30000000/200  convicted 9/250
taking   2017-2020  non_western 600/1100   attachment 170/400  income 40000000/250  convicted 12/500
taking   2021       non_western 950/1600   attachment 270/600  income 74250000/450  convicted 18/750
limits   2017       non_western 500/1000   attachment 320/800  income 99000000/600  education 200+0+50/500  convicted 27/1000
limits   2018       non_western 1000/2000  attachment 320/800  income 99000000/600  education 250+40+10/500  convicted 213/10000
limits   2019       non_western 501/1000   attachment 321/800  convicted 20/1000
limits   2020       non_western 300/1000   attachment 240/800  income 117000000/600  education 200+0+101/500  convicted 20/1000
limits   2021       non_western 301/1000   attachment 240/800  income 117000000/600  education 200+0+101/500  convicted 8/1000
holes    2017       non_western 1200/2000  attachment ?/800    education 250+?+60/500
holes    2018       non_western 1200/2000  attachment 500/800  education 250+?+60/500  convicted 1..4/900
holes    2019       non_western ?/?        attachment 380/800  education ?+20+20/500  convicted ?/900
holes    2020       non_western 600/995..1004  attachment 380/800  education 200..210+1..4+100/500  convicted 20/900
holes    2021       non_western 1100..1200/2000  attachment ?/?  education 320+10+?/500  convicted 20/?  income ?/600
small    2017-2020  non_western 3/1000     attachment 2/800    convicted 3/900   education 498+2+0/500
small    2021       non_western 550/1000   attachment ?/800    convicted 4/150   education 301+0+4/500  income 500000/3
nobody   2017-2021  non_western 700/1200   attachment 0/0      income 0/0  education 0+0+0/0  convicted 0/0
printed  2020-2021  non_western 800/1500   attachment 260/600  income 90000000/600
disputed 2017-2021  non_western 1200/2000  attachment 400/800  education 400+0+0/500  convicted 30/900
gone     2017-2018  non_western 1200/2000  attachment 400/800  education 400+0+0/500
watched  2018-2021  non_western 1200/2000  attachment 400/800  education 400+0+0/500
"""

CONVICTED = {2017: "31500", 2018: "32400", 2019: "?", 2020: "30600", 2021: "32400"}  # of 4,500,000 of 18 and over
MEAN_INCOME = {"84": 300_000, "82": 300_000, "83": 320_000}  # of 400,000 taxpayers, but:
OTHER_INCOME: Mapping[tuple[int, str], int | None] = {(2018, "83"): None, (2020, "82"): 0}  # no row; nothing earned

# list date, area, residents, and per cent: non-western, attachment, convicted, education, income
VALUES = """
2010-10-26 steady   1800 55.0 41.0 2.71 ?    ?
2014-02-01 steady   1900 60.0 40.0 2.70 50.1 54.9
2014-02-01 limits   1900 50.1 40.1 ?    ?    ?
2016-12-01 steady   2000 60.0 45.0 2.00 55.0 70.0
2016-12-01 nearly   2000 60.0 45.0 2.00 ?    ?
2016-12-01 limits   1000 50.0 40.1 2.70 50.1 55.0
2016-12-01 printed  1500 53.3 43.3 2.71 49.9 54.9
2016-12-01 disputed 1400 60.0 45.0 2.00 55.0 70.0
2018-12-01 holes    2000 60.0 62.5 0.44 62.0 80.0
2018-12-01 printed  1500 53.3 43.3 2.13 60.0 55.0
2018-12-01 nobody   1200 58.3 41.0 2.20 ?    ?
2019-06-01 printed  1500 53.3 43.3 2.71 60.1 54.9
2018-12-01 watched  2000 60.0 ?    ?    ?    ?
2021-12-01 taking   1600 59.4 44.0 2.40 40.0 55.0
2021-12-01 holes    2000 57.0 40.0 ?    ?    ?
2022-03-01 printed  1500 53.3 43.3 2.71 60.1 54.9
"""

# list date, category: the areas on it. The lists of 2018 are known whole for 101 and 461, those of 2016 for everyone.
LISTED = """
2010-10-26 ghettoområde       : steady
2014-02-01 ghettoområde       : steady
2016-12-01 ghettoområde       : steady nearly printed silent parted gone
2018-12-01 udsat boligområde  : steady nearly renamed printed silent gone parted watched
2018-12-01 ghettoområde       : steady nearly renamed printed silent gone
2018-12-01 hårdt ghettoområde : silent
2019-06-01 ghettoområde       : printed
2020-12-01 udsat boligområde  : silent steady
2022-03-01 parallelsamfund    : printed
"""
COVERED = """
2016-12-01 ghettoområde : all
2018-12-01 udsat boligområde : 101 461
2018-12-01 ghettoområde : 101 461
2018-12-01 hårdt ghettoområde : 461
2014-02-01 ghettoområde : 751
2022-03-01 forebyggelsesområde : 461
"""
LIMITS = {("2020-12-01", "udsat boligområde"): "2.13", ("2018-12-01", "udsat boligområde"): "2.10"}


def _lines(table: str) -> Iterator[list[str]]:
    """The words of each line, without the remark after a colon."""
    for line in table.strip().splitlines():
        yield line.partition(":")[0].split()


def area_table() -> AreaTable:
    """All areas, past ones included."""
    found = []
    for area_id, municipality, region, years, *rest in _lines(AREAS):
        first, _, last = years.partition("-")
        candidate = rest == ["candidate"]
        predecessors = () if candidate or not rest else tuple(rest[0].split("|"))
        end = int(last) if last else None
        found.append(
            Area(area_id, area_id.title(), municipality, region, int(first), end, predecessors, candidate=candidate)
        )
    return AreaTable(tuple(found))


# --- counts -------------------------------------------------------------------------------------------------------------

Bounded = dict[str, tuple[int, int]]


def _cell(text: str) -> tuple[Cell, tuple[int, int] | None]:
    """A number, nothing for ``?``, or nothing and its bounds for ``1..4``."""
    if text == "?":
        return None, None
    if ".." in text:
        low, _, high = text.partition("..")
        return None, (int(low), int(high))
    return (Decimal(text) if "." in text.replace("..", "") else int(text)), None


def _registers(given: Mapping[str, str]) -> tuple[dict[str, Counts], dict[str, Bounded]]:
    """The rows of one area in one delivery, and the bounds of their cells, by register."""
    cells = {name: re.split(r"[+/]", text) for name, text in (QUIET | dict(given)).items()}
    adults = cells["convicted"][1]
    rows = {
        "population": (cells["non_western"][1], cells["non_western"][0], adults),
        "employment": (cells["attachment"][1], cells["attachment"][0]),
        "education": (cells["education"][3], *cells["education"][:3]),
        "income": (cells["income"][1], cells["income"][0]),
        "crime": (adults, cells["convicted"][0]),
    }
    counts: dict[str, Counts] = {}
    bounds: dict[str, Bounded] = {}
    for register, texts in rows.items():
        read = {name: _cell(text) for name, text in zip(MEASURES[register], texts, strict=True)}
        counts[register] = {name: cell for name, (cell, _) in read.items()}
        bounds[register] = {name: between for name, (_, between) in read.items() if between is not None}
    return counts, bounds


def area_counts() -> dict[tuple[str, int], tuple[dict[str, Counts], dict[str, Bounded]]]:
    """The rows and bounds of each area and delivery."""
    found = {}
    for area_id, years, *rest in _lines(COUNTS):
        first, _, last = years.partition("-")
        given = dict(zip(rest[::2], rest[1::2], strict=True))
        for year in range(int(first), int(last or first) + 1):
            found[area_id, year] = _registers(given)
    return found


def country_counts(list_year: int) -> Counts:
    """The country's row of the crime register."""
    return {"residents_18_plus": 4_500_000, "convicted": _cell(CONVICTED[list_year])[0]}


def region_counts(list_year: int) -> dict[str, Counts]:
    """The regions' rows of the income register."""
    means = {region: OTHER_INCOME.get((list_year, region), mean) for region, mean in MEAN_INCOME.items()}
    return {
        region: {"taxpayers": 400_000, "gross_income_dkk": Decimal(400_000 * mean)}
        for region, mean in means.items()
        if mean is not None
    }


def delivery(list_year: int) -> Delivery:
    """The counts of one list year."""
    rows: dict[str, list[tuple[str, str, Counts]]] = {
        name: [] for name in MEASURES if (list_year, name) not in NOT_DELIVERED
    }
    between = {}
    for (area_id, year), (counts, bounds) in area_counts().items():
        for register in rows if year == list_year else ():
            rows[register].append(("area", area_id, counts[register]))
            if bounds[register]:
                between[register, "area", area_id] = bounds[register]
    rows["crime"].append(("country", "DK", country_counts(list_year)))
    rows["population"].append(("municipality", "101", dict.fromkeys(MEASURES["population"], 9000)))
    for region, cells in region_counts(list_year).items() if "income" in rows else ():
        rows["income"].append(("region", region, cells))
    frames = {
        register: pd.DataFrame(
            {
                "scope": [scope for scope, _, _ in found],
                "code": [code for _, code, _ in found],
                "register_year": [register_year(register, list_year)] * len(found),
                **{name: pd.array([cells[name] for _, _, cells in found], dtype=object) for name in MEASURES[register]},
            }
        )
        for register, found in rows.items()
    }
    return Delivery(list_year, frames, "area", area_table().region_of, between=between)


# --- what was published -------------------------------------------------------------------------------------------------

CRITERIA = ("size", "non_western", "attachment", "convicted", "basic_education", "income")


def published() -> Published:
    """The published figures, lists and limits."""
    figures = {}
    for day, area_id, residents, *percentages in _lines(VALUES):
        numbers = [Fraction(residents), *(None if text == "?" else Fraction(text) / 100 for text in percentages)]
        date = dt.date.fromisoformat(day)
        figures[date, area_id] = PublishedFigure(date, area_id, dict(zip(CRITERIA, numbers, strict=True)), "")
    listed: dict[dt.date, set[tuple[str, str]]] = {}
    for line in LISTED.strip().splitlines():
        day, category, area_ids = _list_line(line)
        listed.setdefault(day, set()).update((area_id, category) for area_id in area_ids)
    covered = {
        (day, "" if place == "all" else place, category)
        for day, category, places in map(_list_line, COVERED.strip().splitlines())
        for place in places
    }
    limits = {(dt.date.fromisoformat(day), name): Fraction(text) / 100 for (day, name), text in LIMITS.items()}
    return Published(figures, {day: frozenset(found) for day, found in listed.items()}, frozenset(covered), limits)


def _list_line(line: str) -> tuple[dt.date, str, list[str]]:
    """The day, the category and the names of a line."""
    head, _, names = line.partition(":")
    day, _, category = head.partition(" ")
    return dt.date.fromisoformat(day), category.strip(), names.split()


def small_country() -> Sources:
    """The whole country as sources. What is not delivered is known to be so: nothing is looked for on a disk."""
    read: dict[int, Delivery | None] = dict.fromkeys(range(1990, 2040))
    read |= {year: delivery(year) for year in DELIVERED}
    return Sources(RawRoot(Path("nowhere")), area_table(), published(), (), _deliveries=read)


def write(raw_root: Path) -> None:
    """Write the deliveries as a raw root, for the referee, which knows neither bounds of cells nor areas that come back."""
    counts = area_counts()
    cases = tuple(
        Case(
            area.area_id,
            area.name,
            area.region_code,
            area.municipality_code,
            area.first_list_year,
            area.last_list_year,
            area.predecessors,
            "",
            {year: counts[area.area_id, year][0] for year in DELIVERED if (area.area_id, year) in counts},
            {},
        )
        for area in area_table().areas
        if area.area_id not in ("taking", "taken")
    )
    convicted = {year: country_counts(year) for year in DELIVERED}
    income = {(year, region): cells for year in DELIVERED for region, cells in region_counts(year).items()}
    generate(raw_root, Country(cases, convicted, income), DELIVERED)
    for year, register in NOT_DELIVERED:
        (path,) = (raw_root / str(year)).glob(f"{register}.*")
        path.unlink()
