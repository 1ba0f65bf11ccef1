"""Deliveries: the card, the year, the grain; and filing one whole or not at all."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.errors import InputRefused, ValidationFailed
from pipeline.core.paths import RawRoot
from pipeline.inputs.deliveries import read_delivery
from pipeline.inputs.receiving import receive
from pipeline.inputs.sources import Sources

POPULATION = "scope;code;register_year;residents;residents_non_western;residents_18_plus\narea;a;{year};1200;600;900\n"
CRIME = "scope;code;register_year;residents_18_plus;convicted\narea;a;{year};900;20\ncountry;DK;{year};4600000;33000\n"


def delivered(folder: Path, population_year: int = 2024, crime_year: int = 2023) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Population.csv").write_text(POPULATION.format(year=population_year))
    (folder / "crime.csv").write_text(CRIME.format(year=crime_year))
    return folder


def filed(raw: RawRoot, folder: Path) -> tuple[Path, ...]:
    return receive(folder, raw, 2024, "DST", "agreement 12", dt.date(2024, 4, 2))


def test_a_delivery_is_filed_with_a_card_that_names_holder_basis_years_and_hashes(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path / "raw")
    raw.folder.mkdir()
    places = filed(raw, delivered(tmp_path / "inbox"))
    assert [place.name for place in places] == ["Population.csv", "crime.csv", "delivery.yaml"]
    card = yaml.safe_load(raw.card(2024).read_text())
    assert (card["holder"], card["basis"], card["received_on"]) == ("DST", "agreement 12", dt.date(2024, 4, 2))
    assert {name: entry["register_year"] for name, entry in card["files"].items()} == {
        "Population.csv": 2024,
        "crime.csv": 2023,
    }
    delivery = read_delivery(raw, 2024)
    assert delivery is not None
    assert delivery.row("crime", "country", "DK") == {"residents_18_plus": 4_600_000, "convicted": 33_000}


def test_a_file_of_another_year_is_refused_and_nothing_is_filed(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path / "raw")
    raw.folder.mkdir()
    with pytest.raises(InputRefused, match=r"2 of 2 rows hold another year.*Expected: 2023"):
        filed(raw, delivered(tmp_path / "inbox", crime_year=2022))
    assert list(raw.folder.iterdir()) == []


def test_a_delivery_that_fails_its_check_leaves_nothing_behind(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path / "raw")
    raw.folder.mkdir()

    def failing(beside: RawRoot, list_year: int) -> None:
        raise ValidationFailed([])

    with pytest.raises(ValidationFailed):
        receive(delivered(tmp_path / "inbox"), raw, 2024, "DST", "b", dt.date(2024, 4, 2), failing)
    assert list(raw.folder.iterdir()) == []


def test_a_filed_delivery_is_not_overwritten(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path / "raw")
    raw.folder.mkdir()
    inbox = delivered(tmp_path / "inbox")
    filed(raw, inbox)
    with pytest.raises(InputRefused, match="is filed already"):
        filed(raw, inbox)


def test_a_file_that_does_not_match_its_card_is_refused(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path / "raw")
    raw.folder.mkdir()
    filed(raw, delivered(tmp_path / "inbox"))
    (raw.delivery(2024) / "crime.csv").write_text(CRIME.format(year=2023).replace("20\n", "19\n"))
    with pytest.raises(InputRefused, match=r"2024/crime.csv: is not the file on its card"):
        read_delivery(raw, 2024)


def test_two_files_of_one_register_are_refused(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path)
    delivered(raw.delivery(2024))
    (raw.delivery(2024) / "crime.parquet").write_bytes(b"")
    with pytest.raises(InputRefused, match="2 files"):
        read_delivery(raw, 2024)


def test_a_folder_without_register_files_is_no_delivery(tmp_path: Path) -> None:
    assert read_delivery(RawRoot(tmp_path), 2024) is None


def test_a_broken_card_is_refused_with_its_layout(tmp_path: Path) -> None:
    raw = RawRoot(tmp_path)
    delivered(raw.delivery(2024))
    raw.card(2024).write_text("holder: DST\n")
    with pytest.raises(InputRefused, match="the key `received_on` is missing"):
        read_delivery(raw, 2024)


def reading_ahead(folder: Path, monkeypatch: pytest.MonkeyPatch, reading: Any, *list_years: int) -> Sources:
    """Sources with a delivery of person rows in some list years, which a function reads."""
    monkeypatch.setattr("pipeline.inputs.sources.read_delivery", reading)
    for list_year in list_years:
        (folder / str(list_year)).mkdir()
        (folder / str(list_year) / "population.csv").touch()
    nothing: Any = None
    return Sources(RawRoot(folder), nothing, nothing, (), lambda *_: {})


def test_a_delivery_read_ahead_is_read_once_and_its_fault_is_raised_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[int] = []

    def reading(_raw: RawRoot, list_year: int, _aggregate: Any) -> None:
        readings.append(list_year)
        if list_year == 2025:
            raise InputRefused([])

    sources = reading_ahead(tmp_path, monkeypatch, reading, 2024, 2025, 2026)
    for _ in range(2):
        sources.read_ahead(2025)
    assert sources.read(2024) is None and sources.read(2024) is None
    with pytest.raises(InputRefused):
        sources.read(2025)
    assert readings == [2024, 2025]


def test_deliveries_are_read_one_after_the_other_until_reading_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    readings: list[int] = []

    def reading(_raw: RawRoot, list_year: int, _aggregate: Any) -> None:
        readings.append(list_year)
        begun.set()
        may_end.wait(10)

    sources = reading_ahead(tmp_path, monkeypatch, reading, 2024, 2025, 2026)
    sources.read_ahead(2026)
    begun.wait(10)
    sources.stop_reading()
    may_end.set()
    assert sources.read(2026) is None  # asked for after all
    assert readings == [2024, 2026]
