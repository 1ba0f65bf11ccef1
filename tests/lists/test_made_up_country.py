"""The made-up country: the outcomes written by hand, the reference's and the pipeline's are the same.

The hand-written ones are stated with their arithmetic in ``tests/made_up_country/cases.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from tests import reference
from tests.made_up_country.cases import DELIVERIES, Case, categories_of, read_country
from tests.made_up_country.generate import RAW_ROOT, generate

COUNTRY = read_country()


@pytest.fixture(scope="module")
def refereed() -> dict[reference.Key, bool | None]:
    """The referee's lists of the committed files."""
    return reference.classify(RAW_ROOT)


@pytest.fixture(scope="module")
def assessed() -> dict[tuple[int, str, str, str], tuple[Fraction | None, bool | None]]:
    """The referee's shares and criteria of the committed files."""
    return reference.assess(RAW_ROOT)


@pytest.fixture(scope="module")
def recomputed() -> Mapping[int, object]:
    """The pipeline's lists of the committed files."""
    from pipeline.lists.yearly_list import recompute

    return recompute(RAW_ROOT, DELIVERIES)


def files_of(raw_root: Path) -> dict[str, Path]:
    """Every data file below a raw root by its relative path (the README is written by hand)."""
    found = (path for path in raw_root.rglob("*") if path.is_file() and path.name != "README.md")
    return {path.relative_to(raw_root).as_posix(): path for path in found}


# --- the files ------------------------------------------------------------------------------------------------------


def test_the_generator_writes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    generate(tmp_path)
    fresh, committed = files_of(tmp_path), files_of(RAW_ROOT)
    assert fresh.keys() == committed.keys()
    same_writer = pq.read_metadata(committed["2020/crime.parquet"]).created_by.endswith(pa.__version__)
    for name, path in fresh.items():
        if path.suffix == ".parquet":
            assert pq.read_table(path).equals(pq.read_table(committed[name])), name
        if same_writer or not name.startswith("2020/"):  # another pyarrow writes the same rows in other bytes
            assert path.read_bytes() == committed[name].read_bytes(), name


@pytest.mark.parametrize("list_year", DELIVERIES)
def test_every_delivery_says_that_it_is_made_up(list_year: int) -> None:
    card = yaml.safe_load((RAW_ROOT / str(list_year) / "delivery.yaml").read_text(encoding="utf-8"))
    assert card["made_up"] is True
    assert set(card) == {"holder", "received_on", "basis", "made_up", "accepted", "files"}


def test_the_deliveries_come_in_the_shapes_that_holders_use() -> None:
    content = {year: (RAW_ROOT / str(year) / "crime.csv") for year in DELIVERIES if year != 2020}
    heads = {year: path.read_bytes().split(b"\n")[0] for year, path in content.items()}
    assert any(head.startswith(b"\xef\xbb\xbf") for head in heads.values())
    assert any("bemærkning".encode("cp1252") in head for head in heads.values())
    assert any(b"," in head for head in heads.values())
    assert any(b";" in head for head in heads.values())
    assert any(head.isupper() for head in heads.values())
    assert (RAW_ROOT / "2020" / "crime.parquet").is_file()


# --- what the country is for: every branch of the law ----------------------------------------------------------------


@pytest.mark.parametrize("list_year", DELIVERIES)
def test_every_category_has_areas_on_off_and_undetermined(list_year: int) -> None:
    answers = {
        category: {
            outcome for (year, _, name), outcome in COUNTRY.expected.items() if (year, name) == (list_year, category)
        }
        for category in categories_of(list_year)
    }
    never = {  # fifth lists need four known ones before: none until 2020
        (2018, "hårdt ghettoområde"): {False, None},
        (2019, "hårdt ghettoområde"): {False, None},
        # the convicted are unknown in 2024, but whatever their number is, it settles no parallelsamfund
        (2024, "parallelsamfund"): {True, False},
    }
    for category, found in answers.items():
        assert found == never.get((list_year, category), {True, False, None}), category


def test_every_limit_of_every_category_is_touched_exactly_and_missed_on_both_sides(
    assessed: dict[tuple[int, str, str, str], tuple[Fraction | None, bool | None]],
) -> None:
    for list_year in (2017, 2018, 2021, 2022, 2023):
        average = reference.Country(RAW_ROOT).national_average(list_year)
        for category, tests in reference.tests_of(list_year).items():
            for criterion, rule in tests.items():
                limit = rule.limit * (average if rule.national and average else 1)
                values = [
                    value - limit
                    for (year, _, name, tested), (value, _) in assessed.items()
                    if (year, name, tested) == (list_year, category, criterion) and value is not None
                ]
                where = f"{list_year} {category} {criterion}"
                assert min(values) < 0, where
                assert max(values) > 0, where
                assert 0 in values, where


@pytest.mark.parametrize("region", ["81", "82", "83", "84", "85"])
def test_every_region_has_areas(region: str) -> None:
    assert [case for case in COUNTRY.cases if case.region == region]


# --- the referee against the hand-written table -----------------------------------------------------------------------


@pytest.mark.parametrize("case", COUNTRY.cases, ids=lambda case: case.area_id)
def test_the_referee_agrees_with_the_hand_written_outcome(
    case: Case, refereed: dict[reference.Key, bool | None]
) -> None:
    own = {key: outcome for key, outcome in refereed.items() if key[1] == case.area_id}
    assert own == case.expected, f"{case.name}: {case.arithmetic}"


# --- the pipeline against the referee ---------------------------------------------------------------------------------


@pytest.mark.parametrize("list_year", DELIVERIES)
def test_the_pipeline_agrees_with_the_referee_on_every_list(
    list_year: int, refereed: dict[reference.Key, bool | None], recomputed: Mapping[int, object]
) -> None:
    designations = recomputed[list_year].designations  # type: ignore[attr-defined]
    ours = {(list_year, each.area_id, each.category): each.designated for each in designations}
    assert len(ours) == len(designations)
    theirs = {key: outcome for key, outcome in refereed.items() if key[0] == list_year}
    assert ours.keys() == theirs.keys()
    assert {key: (ours[key], theirs[key]) for key in ours if ours[key] is not theirs[key]} == {}


@pytest.mark.parametrize("list_year", DELIVERIES)
def test_the_pipeline_agrees_with_the_referee_on_every_criterion(
    list_year: int,
    assessed: dict[tuple[int, str, str, str], tuple[Fraction | None, bool | None]],
    recomputed: Mapping[int, object],
) -> None:
    ours = {
        (list_year, each.area_id, each.category, each.criterion): (each.value, each.met)
        for each in recomputed[list_year].assessments  # type: ignore[attr-defined]
    }
    theirs = {key: found for key, found in assessed.items() if key[0] == list_year}
    assert ours == theirs
