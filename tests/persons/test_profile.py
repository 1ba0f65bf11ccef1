"""The profile counts, rule by rule, the rows that break it and no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.persons import profile
from tests.persons.small import deliver, options

SOUND: dict[str, Any] = {
    "population": ["p1;1980-06-01;101;2;5436;home", "p2;1990-02-28;751;1;5100;away"],
    "employment": ["p1;318;0.35", "p1;131;0.65", "p2;411;1"],
    "education": ["p1;2000;17"],
    "income": ["p1;250000.75;1;131", "p2;-50.5;1;322"],
    "crime": ["p2;2023-03-04;1252123;111"],
}


# These judge a register as a whole, and two persons make no such judgement; see test_border.
WHOLE_REGISTERS = {
    "keys_do_not_meet", "residents_do_not_meet", "nobody_or_everybody",
    "lives_in_no_area", "address_without_residents", "area_without_residents", "nobody_born_last_year",
}  # fmt: skip
WHOLE_COLUMNS = "one_code_"


def failures(folder: Path, previous: dict[str, int] | None = None, **rows: Any) -> dict[str, int]:
    """The rules that something breaks, as ``register rule`` -> count."""
    frame = profile(deliver(folder, **{**SOUND, **rows}), options(folder), previous)
    return {
        f"{r['register']} {r['rule']}": int(r["failures"])
        for r in frame.to_dict("records")
        if r["failures"] and r["rule"] not in WHOLE_REGISTERS and not r["rule"].startswith(WHOLE_COLUMNS)
    }


BASE = {"education missing_resident": 1}  # p2 has no education


@pytest.mark.parametrize(
    ("register", "row", "broken"),
    [
        ("population", "p1;1980-06-01;101;2;5436;home", {"population duplicate_key": 1}),
        ("population", ";2015-06-01;101;2;5436;home", {"population missing_key": 1}),
        ("population", "p3;2024-01-02;101;1;5100;home", {"population impossible_date": 1}),
        ("population", "p3;2023-02-29;101;1;5100;home", {"population impossible_date": 1}),
        ("population", "p3;1898-01-01;101;1;5100;home", {"population age_over_125": 1}),
        ("population", "p3;2015-06-01;999;1;5100;home", {"population unknown_kom": 1}),
        ("population", "p3;2015-06-01;101;4;5100;home", {"population unknown_ie_type": 1}),
        ("population", "p3;2015-06-01;101;1;1234;home", {"population unknown_opr_land": 1}),
        ("population", "p3;2015-06-01;101;1;5100;", {"population missing_address": 1}),
        ("employment", "p2;411;0", {"employment duplicate_key": 1}),
        ("employment", "p2;131;0.02", {"employment parts_not_one": 1}),
        ("employment", "p2;131;1", {"employment parts_not_one": 1}),  # two whole years
        ("employment", "p2;131;0.01", {}),  # within the tolerance
        ("employment", "p2;999;0", {"employment unknown_soc_status_kode": 1}),
        ("employment", "p2;131;x", {"employment impossible_amount": 1}),
        ("employment", "p2;131;0.00000001", {"employment more_decimals": 1}),
        ("employment", "p9;131;1", {"employment not_in_population": 1}),
        ("education", "p1;1000;15", {"education duplicate_key": 1}),
        ("education", "p9;7777;15", {"education unknown_hfaudd": 1, "education not_in_population": 1}),
        ("education", "p2;1000;99", {"education unknown_hf_kilde": 1, "education missing_resident": 0}),
        ("income", "p2;1;1;131", {"income duplicate_key": 1}),
        ("income", "p9;1.0001;1;131", {"income more_decimals": 1, "income not_in_population": 1}),
        ("income", "p9;1;7;131", {"income unknown_omfang": 1, "income not_in_population": 1}),
        ("crime", "p1;2024-01-01;1252;111", {"crime impossible_date": 1}),
        ("crime", "p1;2023-01-01;12521;111", {"crime unknown_afg_ger7": 1}),
        ("crime", "p1;2023-01-01;1252;110", {"crime unknown_afg_afgtyp3": 1}),
        ("crime", "p9;2023-01-01;1252;111", {"crime not_in_population": 1}),
    ],
)
def test_one_wrong_row_more_breaks_its_rule_and_no_other(
    tmp_path: Path, register: str, row: str, broken: dict[str, int]
) -> None:
    expected = {rule: n for rule, n in {**BASE, **broken}.items() if n}
    changed: dict[str, Any] = {register: [*SOUND[register], row]}
    assert failures(tmp_path, **changed) == expected


def test_a_key_that_looks_like_a_cpr_number_is_counted(tmp_path: Path) -> None:
    rows = ["0106801234;1980-06-01;101;1;5100;home", "2802901234;1990-02-28;101;1;5100;home"]
    assert failures(tmp_path, population=rows)["population looks_like_cpr"] == 2


def test_a_row_count_far_from_last_years_is_told_as_the_difference(tmp_path: Path) -> None:
    assert failures(tmp_path, {"population": 5, "income": 2})["population row_count_change"] == 3
