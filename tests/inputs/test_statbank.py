"""Extracts of StatBank as benchmarks: every number declared, none guessed. All figures are made up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.inputs.deliveries import Delivery, read_delivery
from pipeline.inputs.receiving import receive

NAME = "INDKP111.statbank.csv"
CRIMES = "STRAFNA7.statbank.csv"
PERSONS, AMOUNT = "Personer med indkomsttypen (antal)", "Indkomstbeløb (1.000 kr.)"
GROSS = "2 Indkomst i alt, før skatter mv. (3+7+22+26+29)"
INCOME = "scope;code;register_year;taxpayers;gross_income_dkk\narea;101;2023;700;140000000\n"
CRIME = "scope;code;register_year;residents_18_plus;convicted\narea;101;2023;900;20\n"
HEADER = "REGLAND;ENHED;ALDER1;INDKOMSTTYPE;TID;INDHOLD"


def selection(measured_in: str, enhed: str, **changed: Any) -> dict[str, Any]:
    select = {"ENHED": enhed, "ALDER1": ["15-19 år", "20-24 år"], "INDKOMSTTYPE": GROSS}
    return {"file": NAME, "place": "REGLAND", "select": select, "unit": measured_in, **changed}


MAP: dict[str, Any] = {
    "statbank": {
        "income": {
            "taxpayers": selection("persons", PERSONS),
            "gross_income_dkk": selection("1000 kroner", AMOUNT),
        }
    }
}


def lines(place: str, *numbers: str, year: int = 2023) -> list[str]:
    """Persons of the two ages, then their income in 1,000 kroner."""
    keys = [(PERSONS, "15-19 år"), (PERSONS, "20-24 år"), (AMOUNT, "15-19 år"), (AMOUNT, "20-24 år")]
    return [f"{place};{unit};{age};{GROSS};{year};{number}" for (unit, age), number in zip(keys, numbers, strict=True)]


CAPITAL = lines("Region Hovedstaden", "100", "200", "1500", "42000")


def extract(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


@pytest.fixture
def raw(tmp_path: Path) -> RawRoot:
    (tmp_path / "raw").mkdir()
    return RawRoot(tmp_path / "raw")


def delivered(folder: Path, text: str | bytes, names: Any = MAP, file: str = NAME, **registers: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for register, content in (registers or {"income": INCOME}).items():
        (folder / f"{register}.csv").write_text(content, encoding="utf-8")
    (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "columns.yaml").write_text(yaml.safe_dump(names, allow_unicode=True), encoding="utf-8")
    return folder


def read(raw: RawRoot, text: str | bytes, names: Any = MAP, **files: str) -> Delivery:
    delivered(raw.delivery(2024), text, names, **files)
    delivery = read_delivery(raw, 2024)
    assert delivery is not None
    return delivery


def refusal(raw: RawRoot, text: str | bytes, names: Any = MAP, **files: str) -> str:
    with pytest.raises(InputRefused) as refused:
        read(raw, text, names, **files)
    return str(refused.value)


def test_selected_values_are_added_up_and_thousands_become_kroner(raw: RawRoot) -> None:
    delivery = read(raw, extract(*CAPITAL))
    assert delivery.row("income", "region", "84") == {
        "taxpayers": 300,  # 100 + 200
        "gross_income_dkk": Decimal(43_500_000),  # (1,500 + 42,000) x 1,000
    }
    assert delivery.row("income", "area", "101") == {"taxpayers": 700, "gross_income_dkk": Decimal(140_000_000)}


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("084", ("region", "84")),
        ("84", ("region", "84")),
        ("084 Region Hovedstaden", ("region", "84")),
        ("region sjælland", ("region", "85")),
        ("101", ("municipality", "101")),
        ("0101", ("municipality", "101")),
        ("101 København", ("municipality", "101")),
        ("Aarhus", ("municipality", "751")),
    ],
)
def test_a_place_is_told_by_number_name_or_both(raw: RawRoot, place: str, found: tuple[str, str]) -> None:
    delivery = read(raw, extract(*lines(place, "100", "200", "1500", "42000")))
    assert delivery.row("income", *found) is not None


@pytest.mark.parametrize("place", ["Landsdel Byen København", "01", "000 Hele landet", "Hele landet"])
def test_places_that_nothing_is_compared_with_are_left_out(raw: RawRoot, place: str) -> None:
    delivery = read(raw, extract(*CAPITAL, *lines(place, "1", "1", "1", "1")))
    assert list(delivery.frames["income"]["scope"]) == ["area", "region"]


@pytest.mark.parametrize("place", ["Region Hovedstade", "84 Region Sjælland", "1084", "Uoplyst"])
def test_a_place_that_is_not_known_is_refused_by_its_rows(raw: RawRoot, place: str) -> None:
    message = refusal(raw, extract(*CAPITAL, *lines(place, "1", "1", "1", "1")))
    assert "rows of no known place (rows 6, 7)" in message
    assert place not in message


def test_a_place_under_another_name_is_mapped_by_codes(raw: RawRoot) -> None:
    names = {**MAP, "codes": {"Hovedstadsregionen": "84"}}
    delivery = read(raw, extract(*lines("Hovedstadsregionen", "100", "200", "1500", "42000")), names)
    assert delivery.row("income", "region", "84") is not None


def test_other_years_of_the_extract_are_not_used(raw: RawRoot) -> None:
    earlier = lines("Region Hovedstaden", "1", "1", "1", "1", year=2022)
    delivery = read(raw, extract(*earlier, *CAPITAL))
    assert delivery.row("income", "region", "84") == {"taxpayers": 300, "gross_income_dkk": Decimal(43_500_000)}
    assert "has no row with TID '2023'" in refusal(raw, extract(*earlier))


def test_a_withheld_number_leaves_the_sum_unknown_between_what_is_known(raw: RawRoot) -> None:
    delivery = read(raw, extract(*lines("Region Hovedstaden", "100", "..", "1500", "..")))
    assert delivery.row("income", "region", "84") == {"taxpayers": None, "gross_income_dkk": None}
    assert delivery.between == {("income", "region", "84"): {"taxpayers": (100, None)}}  # 100 + at least none


def test_a_dash_of_statbank_is_none(raw: RawRoot) -> None:
    delivery = read(raw, extract(*lines("Region Hovedstaden", "-", "200", "-", "42000")))
    assert delivery.row("income", "region", "84") == {"taxpayers": 200, "gross_income_dkk": Decimal(42_000_000)}


def test_titles_quotation_marks_notes_and_windows_letters_are_read(raw: RawRoot) -> None:
    quoted = "\r\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in (HEADER, *CAPITAL))
    text = f'"Indkomster efter region, enhed, alder, indkomsttype og tid"\r\n\r\n{quoted}\r\n\r\n"Kilde: opdigtet"\r\n'
    delivery = read(raw, text.encode("cp1252"))
    assert delivery.row("income", "region", "84") == {"taxpayers": 300, "gross_income_dkk": Decimal(43_500_000)}


def test_national_convictions_come_with_the_adults_of_another_time(raw: RawRoot) -> None:
    text = "OMRÅDE;MAAL;TID;INDHOLD\nHele landet;Dømte;2023;33000\nHele landet;18 år og derover;2024K1;4600000\n"
    one = {"file": CRIMES, "place": "OMRÅDE", "unit": "persons"}
    names = {
        "statbank": {
            "crime": {
                "convicted": {**one, "select": {"MAAL": "Dømte"}},
                "residents_18_plus": {**one, "select": {"MAAL": "18 år og derover", "TID": "2024K1"}},
            }
        }
    }
    delivery = read(raw, text, names, file=CRIMES, crime=CRIME)
    assert delivery.row("crime", "country", "DK") == {"residents_18_plus": 4_600_000, "convicted": 33_000}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([*CAPITAL, CAPITAL[0]], "has a number twice (row 6)"),
        (CAPITAL[2:], "has no row with ENHED 'Personer med indkomsttypen (antal)'"),
        ([*CAPITAL, *lines("Region Sjælland", "1", "1", "1", "1")[1:]], "lacks selected values"),
        ([*CAPITAL[:3], CAPITAL[3].replace("42000", "42.000")], "has a thousands separator"),
        ([*CAPITAL[:3], CAPITAL[3] + ";9"], "rows that are not of the table (row 5)"),
        ([*CAPITAL, "", "Region Sjælland;1"], "rows that are not of the table (row 7)"),
        ([*CAPITAL, HEADER], "has 2 header lines"),
    ],
)
def test_an_extract_that_can_be_read_in_two_ways_is_refused(raw: RawRoot, rows: list[str], told: str) -> None:
    message = refusal(raw, extract(*rows))
    assert f"2024/{NAME}" in message
    assert told in message
    assert "42" not in message.replace(NAME, "")


def test_a_column_that_nothing_selects_is_refused(raw: RawRoot) -> None:
    wider = [line.replace(";2023;", ";Mænd;2023;") for line in CAPITAL]
    text = "\n".join((HEADER.replace(";TID", ";KOEN;TID"), *wider))
    assert "has columns that nothing selects: KOEN" in refusal(raw, text)


def test_nothing_is_quoted_of_a_file_that_is_no_extract(raw: RawRoot) -> None:
    persons = "PNR-secret;Hansen;KOEN;TID;INDHOLD\n" + "0101010001;Hansen;1;2023;7\n"
    message = refusal(raw, persons)
    assert "has no column" in message
    assert "secret" not in message.lower()
    assert "hansen" not in message.lower()


def test_a_matrix_is_refused_with_what_to_fetch(raw: RawRoot) -> None:
    message = refusal(raw, '"Indkomst"\n"";"2023"\n"Region Hovedstaden";"43500"\n')
    assert "has 0 header lines with TID and INDHOLD" in message
    assert "not as a matrix" in message


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"unit": "kroner"}, "is not the unit that the selected value names"),
        ({"unit": "persons"}, "not a unit of `gross_income_dkk`"),
        ({"unit": "million kroner"}, "not a unit of `gross_income_dkk`"),
        ({"select": {"ENHED": "Gennemsnit for alle personer (kr.)"}}, "selects a mean or a rate"),
        ({"select": {"TID": ["2022", "2023"]}}, "several times"),
        ({"factor": "1000"}, "unknown key `factor`"),
        ({"place": "OMRÅDE"}, "has no column OMRÅDE"),
        ({"file": "other.statbank.csv"}, "other.statbank.csv: is not there"),
    ],
)
def test_a_selection_with_a_fault_is_refused(raw: RawRoot, changed: dict[str, Any], told: str) -> None:
    names = {"statbank": {"income": {"gross_income_dkk": selection("1000 kroner", AMOUNT, **changed)}}}
    assert told in refusal(raw, extract(*CAPITAL), names)


def test_only_registers_that_are_compared_with_more_than_areas_take_an_extract(raw: RawRoot) -> None:
    names = {"statbank": {"population": {"residents": selection("persons", PERSONS)}}}
    assert "one of income, crime" in refusal(raw, extract(*CAPITAL), names)


def test_a_row_in_the_file_and_in_the_extract_is_refused(raw: RawRoot) -> None:
    message = refusal(raw, extract(*CAPITAL), income=INCOME + "region;84;2023;300;43500000\n")
    assert "has rows that columns.yaml takes from StatBank: region 84" in message


def test_an_extract_that_is_not_named_is_refused(raw: RawRoot) -> None:
    message = refusal(raw, extract(*CAPITAL), {"codes": {"a": "b"}})
    assert f"2024/{NAME}: is not read" in message


def test_an_extract_is_filed_with_its_hash_on_the_card_and_held_to_it(tmp_path: Path, raw: RawRoot) -> None:
    inbox = delivered(tmp_path / "inbox", extract(*CAPITAL))
    receive(inbox, raw, 2024, "DST", "agreement", dt.date(2024, 5, 1))
    card = yaml.safe_load(raw.card(2024).read_text(encoding="utf-8"))
    assert card["beside"] == {name: sha256_of(inbox / name) for name in (NAME, "columns.yaml")}
    (raw.delivery(2024) / NAME).write_text(extract(*CAPITAL, *lines("Region Sjælland", "1", "1", "1", "1")))
    with pytest.raises(InputRefused, match=f"does not have the hash of {NAME}"):
        read_delivery(raw, 2024)
