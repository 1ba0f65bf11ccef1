"""``columns.yaml``: a supplier's headings and codes read as ours, strictly, filed and named on the card."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.inputs.content import content_of
from pipeline.inputs.deliveries import read_delivery
from pipeline.inputs.receiving import receive
from pipeline.law import load_law

OURS = "scope;code;register_year;residents;residents_non_western;residents_18_plus\narea;101;2024;1200;600;900\n"
THEIRS = "Niveau;Område;År;Beboere i alt;Ikke-vestlige;18 år og derover\nBoligområde;Mjølnerparken;2024;1200;600;900\n"
HEADINGS = {
    "Niveau": "scope",
    "Område": "code",
    "År": "register_year",
    "Beboere i alt": "residents",
    "Ikke-vestlige": "residents_non_western",
    "18 år og derover": "residents_18_plus",
}
MAP = {"columns": {"population": HEADINGS}, "scopes": {"Boligområde": "area"}, "codes": {"Mjølnerparken": "101"}}
CRIME = (
    "scope;code;register_year;residents_18_plus;convicted\narea;101;2023;900;20\nHele landet;Hele landet;2023;9000;90\n"
)


def text_of(names: object) -> str:
    return yaml.safe_dump(names, allow_unicode=True)


def folder_of(place: Path, **files: str) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        suffix = "yaml" if name in ("columns", "delivery") else "csv"
        (place / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def raw(tmp_path: Path) -> RawRoot:
    (tmp_path / "raw").mkdir()
    return RawRoot(tmp_path / "raw")


def file(raw: RawRoot, folder: Path, **options: bool) -> None:
    receive(folder, raw, 2024, "DST", "agreement", dt.date(2024, 5, 1), **options)


def frame(raw: RawRoot, register: str = "population") -> pd.DataFrame:
    delivery = read_delivery(raw, 2024)
    assert delivery is not None
    return delivery.frames[register]


def refusal(raw: RawRoot, names: object, population: str = THEIRS) -> str:
    folder_of(raw.delivery(2024), population=population, columns=names if isinstance(names, str) else text_of(names))
    with pytest.raises(InputRefused) as refused:
        read_delivery(raw, 2024)
    return str(refused.value)


def test_a_suppliers_headings_and_codes_give_the_frame_that_ours_give(tmp_path: Path, raw: RawRoot) -> None:
    folder_of(raw.delivery(2024), population=OURS)
    expected = frame(raw)
    folder_of(raw.delivery(2024), population=THEIRS, columns=text_of(MAP))
    pd.testing.assert_frame_equal(frame(raw), expected)


@pytest.mark.parametrize("suffix", ["parquet", "xlsx"])
def test_the_other_formats_are_renamed_too(raw: RawRoot, suffix: str) -> None:
    folder = folder_of(raw.delivery(2024), columns=text_of(MAP))
    row = ["Boligområde", "Mjølnerparken", 2024, 1200, 600, 900]
    if suffix == "parquet":
        pd.DataFrame([row], columns=list(HEADINGS)).to_parquet(folder / "population.parquet")
    else:
        book = openpyxl.Workbook()
        for cells in (list(HEADINGS), row):
            book.active.append(cells)
        book.save(folder / "population.xlsx")
    assert frame(raw).values.tolist() == [["area", "101", 2024, 1200, 600, 900]]


def test_a_register_without_headings_in_the_map_has_its_codes_read_by_it(raw: RawRoot) -> None:
    names = {"scopes": {"hele landet": "country"}, "codes": {"HELE LANDET": "DK"}}
    folder_of(raw.delivery(2024), crime=CRIME, columns=text_of(names))
    assert frame(raw, "crime")[["scope", "code"]].values.tolist() == [["area", "101"], ["country", "DK"]]


def test_codes_may_be_exchanged_without_becoming_one(raw: RawRoot) -> None:
    folder_of(
        raw.delivery(2024), population=OURS + "area;102;2024;10;5;9\n", columns="codes: {'101': '102', '102': '101'}\n"
    )
    assert list(frame(raw)["code"]) == ["102", "101"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({**MAP, "colums": {}}, "unknown key `colums`"),
        ({"columns": {"populations": HEADINGS}}, "no register"),
        ({"columns": {"population": {**HEADINGS, "Folketal": "residents"}}}, "2 headings for the column `residents`"),
        ({"columns": {"population": {**HEADINGS, "Folketal": "inhabitants"}}}, "`inhabitants` is none of ours"),
        ({"columns": {"population": {**HEADINGS, "niveau ": "scope"}}}, "stands twice, in upper and in lower case"),
        ({**MAP, "scopes": {"Boligområde": "housing area"}}, "`housing area` is none of ours"),
        ({**MAP, "codes": {"Mjølnerparken": 101}}, "a bare YAML number"),
        ("columns: {population: {År: register_year}}\ncolumns: {}\n", "the key `columns` stands twice"),
        ("", "the file is empty"),
        ("columns: [population]\n", "not a set of keys and values"),
        ("codes:\n", "the key `codes` is empty"),
    ],
)
def test_a_map_with_a_fault_is_refused_with_its_place(raw: RawRoot, names: object, told: str) -> None:
    message = refusal(raw, names)
    assert "2024/columns.yaml" in message
    assert told in message


def test_a_heading_that_is_not_there_is_refused_and_no_other_heading_is_shown(raw: RawRoot) -> None:
    headings = {**HEADINGS, "Beboere": "residents"}
    del headings["Beboere i alt"]
    message = refusal(raw, {**MAP, "columns": {"population": headings}})
    assert "2024/population.csv: has no heading Beboere, which columns.yaml maps" in message
    assert "beboere i alt" not in message.lower()


def test_a_heading_for_a_column_that_is_there_already_is_refused(raw: RawRoot) -> None:
    population = OURS.replace("residents;", "residents;folketal;", 1).replace(";1200;", ";1200;1300;")
    message = refusal(raw, "columns: {population: {folketal: residents}}\n", population)
    assert "columns named twice: residents" in message


def test_beside_person_rows_the_map_is_refused_with_the_reason(raw: RawRoot) -> None:
    message = refusal(raw, "codes: {a: b}\n", "pnr;foed_dag;kom;ie_type;opr_land;adresse_id\n")
    assert "2024/columns.yaml: lies beside person rows" in message


def test_the_map_is_filed_with_the_delivery_and_its_hash_is_on_the_card(tmp_path: Path, raw: RawRoot) -> None:
    file(raw, folder_of(tmp_path / "inbox", population=THEIRS, columns=text_of(MAP)))
    card = yaml.safe_load(raw.card(2024).read_text(encoding="utf-8"))
    assert (
        card["beside"]["columns.yaml"] == sha256_of(tmp_path / "inbox" / "columns.yaml") == sha256_of(raw.columns(2024))
    )
    raw.columns(2024).write_text(text_of({**MAP, "codes": {"Mjølnerparken": "102"}}), encoding="utf-8")
    with pytest.raises(InputRefused, match=r"does not have the hash of columns.yaml"):
        read_delivery(raw, 2024)
    raw.columns(2024).unlink()
    with pytest.raises(InputRefused, match=r"does not have the hash of columns.yaml"):
        read_delivery(raw, 2024)


def test_a_map_that_is_refused_files_nothing(tmp_path: Path, raw: RawRoot) -> None:
    with pytest.raises(InputRefused, match="unknown key"):
        file(raw, folder_of(tmp_path / "inbox", population=OURS, columns="codes: {a: b}\nregions: {}\n"))
    assert list(raw.folder.iterdir()) == []


def test_registers_that_come_later_are_read_by_the_map_that_is_filed(tmp_path: Path, raw: RawRoot) -> None:
    names = {
        **MAP,
        "scopes": {**MAP["scopes"], "hele landet": "country"},
        "codes": {**MAP["codes"], "hele landet": "DK"},
    }
    file(raw, folder_of(tmp_path / "first", population=THEIRS, columns=text_of(names)))
    file(raw, folder_of(tmp_path / "second", crime=CRIME))
    assert list(frame(raw, "crime")["code"]) == ["101", "DK"]
    assert list(frame(raw)["code"]) == ["101"]


def test_another_map_is_a_correction_and_the_earlier_is_kept_in_the_archive(tmp_path: Path, raw: RawRoot) -> None:
    file(raw, folder_of(tmp_path / "first", population=THEIRS, columns=text_of(MAP)))
    filed = raw.columns(2024).read_bytes()
    names = {**MAP, "scopes": {"boligområde": "area", "hele landet": "country"}, "codes": {"hele landet": "DK"}}
    second = folder_of(tmp_path / "second", crime=CRIME, columns=text_of(names))
    with pytest.raises(InputRefused, match="is another than the one that is filed for 2024"):
        file(raw, second)
    file(raw, second, replace=True)
    assert list(frame(raw)["code"]) == ["Mjølnerparken"]
    assert (raw.archived(2024, dt.date(2024, 5, 1)) / "columns.yaml").read_bytes() == filed


def test_a_changed_map_is_other_content_of_its_list_year(raw: RawRoot) -> None:
    folder_of(raw.delivery(2024), population=THEIRS, columns=text_of(MAP))
    law = load_law()
    before = content_of(raw, law, 2024, "1").key
    folder_of(raw.delivery(2024), columns=text_of({**MAP, "codes": {"Mjølnerparken": "102"}}))
    assert content_of(raw, law, 2024, "1").key != before


def test_a_misspelt_name_of_the_map_is_refused_with_the_right_one(raw: RawRoot) -> None:
    folder_of(raw.delivery(2024), population=OURS)
    (raw.delivery(2024) / "colums.yaml").write_text("codes: {a: b}\n")
    with pytest.raises(InputRefused, match=r"2024/colums.yaml: is not read.*name it columns.yaml"):
        read_delivery(raw, 2024)
