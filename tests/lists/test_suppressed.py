"""Numbers that a supplier withheld: an area is undetermined only if some number that the mark leaves open turns it.

Skovgårdsparken, with invented counts of the size it had: 1,437 residents, 1,047 of them adults. Udsat boligområde 2021
takes 1,000 residents and two criteria of four. Residents without link are 41.7 % of two years (limit: more than 40 %),
basic education 56 % (60 %) and income 62 % of the region's (55 %): so the convicted decide. Of the country 0.70 % are,
three times that is the limit: 2.10 % of two years. In the first year 22 were convicted; 22 more make
(22 + 22) / (2 x 1,047) = 2.1012 %, 21 more 2.0535 %.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.law import load_law
from pipeline.lists.designation import Designation
from pipeline.lists.yearly_list import recompute
from pipeline.text.sentences import reason

LAW = load_law()
AREAS = "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors\n"
SKOVGAARDSPARKEN = "skov;Skovgårdsparken;751;82;2010;;\n"
CELLS = {
    "population": {"residents": "1437", "residents_non_western": "983", "residents_18_plus": "1047"},
    "employment": {"residents_18_64": "900", "without_link": "375"},
    "education": {"residents_30_59": "500", "basic_only": "250", "brought_only": "20", "unknown": "10"},
    "income": {"taxpayers": "800", "gross_income_dkk": "148800000"},
    "crime": {"residents_18_plus": "1047", "convicted": "22"},
}
ABOVE = {
    "income": ("region", "82", {"taxpayers": "100000", "gross_income_dkk": "30000000000"}),
    "crime": ("country", "DK", {"residents_18_plus": "1000000", "convicted": "7000"}),
}


def delivered(folder: Path, **of_2021: dict[str, str]) -> Designation:
    """Skovgårdsparken as udsat boligområde in 2021; ``of_2021`` are cells of the latest delivery, ``DK`` the country's."""
    folder.mkdir(exist_ok=True)
    (folder / "areas.csv").write_text(AREAS + SKOVGAARDSPARKEN)
    for list_year in (2020, 2021):
        (folder / str(list_year)).mkdir(exist_ok=True)
        for register, measures in CELLS.items():
            changed = of_2021 if list_year == 2021 else {}
            year = list_year - (register != "population")
            rows = [("area", "skov", measures | changed.get(register, {}))]
            if register in ABOVE:
                scope, code, cells = ABOVE[register]
                rows.append((scope, code, cells | changed.get(f"{register}_{code}", {})))
            lines = [";".join(["scope", "code", "register_year", *measures])]
            lines += [";".join([scope, code, str(year), *cells.values()]) for scope, code, cells in rows]
            (folder / str(list_year) / f"{register}.csv").write_text("\n".join(lines) + "\n")
    designations = recompute(folder, [2021], LAW)[2021].designations
    (found,) = (each for each in designations if each.category == "udsat boligområde")
    return found


def convicted(mark: str) -> dict[str, dict[str, str]]:
    return {"crime": {"convicted": mark}}


CASES: list[tuple[str, dict[str, dict[str, str]], bool | None]] = [
    ("22 convicted reach it", convicted("22"), True),
    ("21 convicted do not", convicted("21"), False),
    ("1-4 cannot reach 22", convicted("1-4"), False),  # at most (22 + 4) / 2,094 = 1.24 %
    ("fewer than five cannot", convicted("<5"), False),
    ("fewer than 22 cannot: 21 at most", convicted("<22"), False),
    ("fewer than 23 may be 22", convicted("<23"), None),
    ("20-30 may be 21 or 22", convicted("20-30"), None),
    ("22-30 are enough, whichever it is", convicted("22-30"), True),
    ("more than 21 are enough", convicted(">21"), True),
    ("at least 10 say nothing", convicted("mindst 10"), None),
    ("two points may be any number", convicted(".."), None),
    ("an empty cell may be any number", convicted(""), None),
    ("a star may be any number", convicted("*"), None),
    # Adults unknown: 0 of 900-999 is 0 %; 20 of 900 and 22 of 1,047 are a mean of 2.16 %, 20 of 999 of 2.05 %
    ("900-999 adults, none convicted", {"crime": {"residents_18_plus": "900-999", "convicted": "0"}}, False),
    ("900-999 adults, 20 convicted", {"crime": {"residents_18_plus": "900-999", "convicted": "20"}}, None),
    ("an unknown national average", {"crime_DK": {"convicted": ".."}, "crime": {"convicted": "22"}}, None),
    # 0 of two years: 375 / 900 and (0 to 5) / 900 are at most 21.1 %, so no second criterion
    ("1-4 full-time persons without link", {"employment": {"without_link": "1-4"}}, False),
    ("an unknown number without link, 1-4 convicted", {"employment": {"without_link": ".."}} | convicted("1-4"), False),
    ("an unknown number without link", {"employment": {"without_link": ".."}}, None),
    # basic education: 1-4 of 500 are far from 60 %; 0 to all of them may be more
    ("1-4 of basic education", {"education": {"basic_only": "1-4"}} | convicted("1-4"), False),
    ("basic education not stated", {"education": {"basic_only": ".."}} | convicted("1-4"), None),
    ("an income not stated", {"income": {"gross_income_dkk": ".."}} | convicted("1-4"), None),
    ("900-999 residents are too few", {"population": {"residents": "900-999"}}, False),
    ("990-999 or more residents", {"population": {"residents": "mindst 990"}}, None),
]


@pytest.mark.parametrize(("what", "cells", "on_list"), CASES, ids=[what for what, _, _ in CASES])
def test_a_withheld_number_leaves_open_only_what_it_can_turn(
    tmp_path: Path, what: str, cells: dict[str, dict[str, str]], on_list: bool | None
) -> None:
    assert delivered(tmp_path, **cells).designated is on_list


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(15, 28), st.integers(0, 5))
def test_a_range_is_decided_exactly_when_every_number_in_it_decides_alike(
    tmp_path: Path, first: int, more: int
) -> None:
    every = {delivered(tmp_path, **convicted(str(number))).designated for number in range(first, first + more + 1)}
    expected = every.pop() if len(every) == 1 else None
    assert delivered(tmp_path, **convicted(f"{first}-{first + more}")).designated is expected


def test_the_reason_says_how_far_it_can_reach_or_that_it_is_withheld(tmp_path: Path) -> None:
    below, open_point = delivered(tmp_path, **convicted("1-4")), delivered(tmp_path, **convicted(".."))
    regime = LAW.on(2021)
    assert "Dømte højst 1,25 pct." in reason(below, regime).da  # (22 + 4) / (2 x 1,047) = 1.2416 %, rounded up
    assert "Convicted at most 1.25 %" in reason(below, regime).en
    small = delivered(tmp_path, population={"residents": "900-999"})
    assert "Beboere højst 999 (mindst 1.000): ikke opfyldt" in reason(small, regime).da
    assert "kriminalitet 2020 er skjult eller ikke oplyst af leverandøren for området" in reason(open_point, regime).da
    assert "crime 2020 is withheld or not stated by the supplier for the area" in reason(open_point, regime).en
