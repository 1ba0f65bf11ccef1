"""A delivery is filed whole or not at all; additions and corrections keep what was there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import multiprocessing
import os
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot, ReceivingRoot, sha256_of
from pipeline.inputs.deliveries import read_delivery
from pipeline.inputs.receiving import receive
from pipeline.inputs.registers import REGISTERS
from pipeline.text.messages import in_language

MADE_UP = Path(__file__).parents[2] / "data" / "made_up"
DAY = dt.date(2024, 5, 1)
Content = dict[str, bytes]


def content(root: Path) -> Content:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def raw(tmp_path: Path) -> RawRoot:
    """The made-up country without its last delivery."""
    shutil.copytree(MADE_UP, tmp_path / "raw")
    shutil.move(tmp_path / "raw" / "2024", tmp_path / "whole")
    (tmp_path / "whole" / "delivery.yaml").unlink()
    return RawRoot(tmp_path / "raw")


def inbox(raw: RawRoot, *registers: str) -> Path:
    """A folder with some of the registers of the last delivery."""
    folder = raw.folder.parent / f"inbox-{'-'.join(registers)}"
    folder.mkdir(exist_ok=True)
    for path in (raw.folder.parent / "whole").iterdir():
        if path.stem in registers:
            shutil.copyfile(path, folder / path.name)
    return folder


def file(raw: RawRoot, folder: Path, said: list[str] | None = None, **options: Any) -> tuple[Path, ...]:
    say = (said if said is not None else []).append
    return receive(folder, raw, 2024, "DST", "agreement", DAY, say=say, **options)


def card(raw: RawRoot) -> Any:
    return yaml.safe_load(raw.card(2024).read_text(encoding="utf-8"))


def test_what_is_not_delivered_yet_is_named_and_may_be_added_later(raw: RawRoot) -> None:
    said: list[str] = []
    file(raw, inbox(raw, "population", "crime"), said)
    assert said == [
        "Not delivered yet for 2024: employment, education, income. Receive them in the same way when they come."
    ]
    file(raw, inbox(raw, "employment", "education", "income"), said)
    assert said[1:] == []
    delivery = read_delivery(raw, 2024)
    assert delivery is not None
    assert set(delivery.frames) == set(REGISTERS)
    assert len(card(raw)["files"]) == 5


def test_a_register_that_is_filed_already_is_refused_by_name_and_nothing_changes(raw: RawRoot) -> None:
    file(raw, inbox(raw, "population", "crime"))
    before = content(raw.folder)
    with pytest.raises(InputRefused, match=r"2024/crime: is filed already.*--replace"):
        file(raw, inbox(raw, "crime", "income"))
    assert content(raw.folder) == before


def test_a_correction_takes_the_place_of_a_register_and_the_old_delivery_is_archived_with_its_card(
    raw: RawRoot,
) -> None:
    file(raw, inbox(raw, "population", "crime"))
    before = content(raw.delivery(2024))
    folder = inbox(raw, "crime")
    corrected = next(folder.iterdir())
    lines = corrected.read_text(encoding="utf-8-sig").splitlines()
    corrected.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
    said: list[str] = []
    receive(folder, raw, 2024, "DST", "agreement", dt.date(2024, 8, 1), replace=True, say=said.append)
    assert said[0] == "The earlier delivery is kept in archive/2024/2024-05-01"
    assert content(raw.archived(2024, DAY)) == before
    after = content(raw.delivery(2024))
    assert after["population.csv"] == before["population.csv"]
    assert after["crime.csv"] == corrected.read_bytes()
    assert card(raw)["received_on"] == dt.date(2024, 8, 1)
    assert read_delivery(raw, 2024) is not None
    file(raw, inbox(raw, "population"), replace=True)
    file(raw, inbox(raw, "population"), replace=True)
    assert sorted(path.name for path in raw.archived(2024, DAY).parent.iterdir()) == [
        "2024-05-01", "2024-05-01-2", "2024-08-01",
    ]  # fmt: skip


def test_an_entry_of_the_inbox_that_would_not_be_read_is_refused_by_name(raw: RawRoot) -> None:
    folder = inbox(raw, "population")
    (folder / "populaton.csv").touch()
    with pytest.raises(InputRefused, match=r"2024/populaton\.csv: is not read"):
        file(raw, folder)
    assert not raw.delivery(2024).exists()


def test_what_was_accepted_is_on_the_card(raw: RawRoot) -> None:
    file(raw, inbox(raw, "population"), accepted=["residents_jump"])
    assert card(raw)["accepted"] == ["residents_jump"]


def test_a_delivery_that_is_refused_by_its_check_leaves_no_trace(raw: RawRoot) -> None:
    before = content(raw.folder)

    def refuse(*_: object) -> None:
        raise InputRefused([])

    with pytest.raises(InputRefused):
        file(raw, inbox(raw, "population"), check=refuse)
    assert content(raw.folder) == before


def test_a_filed_delivery_is_as_private_as_it_came(raw: RawRoot) -> None:
    came = inbox(raw, "population", "income")
    (came / "population.csv").chmod(0o600)
    (came / "income.csv").chmod(0o640)
    before = os.umask(0o022)
    try:
        file(raw, came)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in raw.delivery(2024).iterdir()}
    assert (modes["population.csv"], modes["income.csv"]) == (0o600, 0o640)


def test_the_filed_folder_is_as_readable_as_the_raw_root(raw: RawRoot) -> None:
    raw.folder.chmod(0o750)
    file(raw, inbox(raw, "population"))
    assert stat.S_IMODE(raw.delivery(2024).stat().st_mode) == 0o750


def _receive(raw: RawRoot, list_year: int, folder: Path, start: Any) -> None:
    start.wait()
    receive(folder, raw, list_year, "DST", "agreement", DAY)


def test_two_deliveries_received_at_once_are_each_filed_under_their_own_list_year(raw: RawRoot, tmp_path: Path) -> None:
    folders = {}
    for list_year in (2022, 2023):
        folders[list_year] = tmp_path / f"inbox-{list_year}"
        shutil.move(raw.delivery(list_year), folders[list_year])
        (folders[list_year] / "delivery.yaml").unlink()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(2)
    receivers = [context.Process(target=_receive, args=(raw, year, folder, start)) for year, folder in folders.items()]
    for each in receivers:
        each.start()
    for each in receivers:
        each.join(60)
        assert each.exitcode == 0
    for list_year, folder in folders.items():
        filed = content(raw.delivery(list_year))
        filed.pop("delivery.yaml")
        assert filed == content(folder)


def workbook(raw: RawRoot, *registers: str, unfilled: tuple[str, ...] = (), name: str = "bestilling.xlsx") -> Path:
    """Registers of the last delivery as the sheets of one workbook, by their Danish names."""
    made = openpyxl.Workbook()
    made.active.title = "Vejledning"
    made.active["A1"] = "Udfyld arkene"
    for register in (*registers, *unfilled):
        card = REGISTERS[register]
        sheet = made.create_sheet(card.name_da.capitalize())
        sheet["A1"] = f"{card.name_da} ({card.official})"
        text = (raw.folder.parent / "whole" / f"{register}.csv").read_text(encoding="utf-8-sig")
        for row in csv.reader(text.splitlines(), delimiter=";"):
            sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
        if register in unfilled:
            sheet.delete_cols(4, 9)
            for column, measure in enumerate(card.measures, start=4):
                sheet.cell(2, column, measure.name)
    place = raw.folder.parent / "order" / name
    place.parent.mkdir(exist_ok=True)
    made.save(place)
    return place


def test_a_workbook_with_a_sheet_per_register_is_filed_whole_for_each_of_them(raw: RawRoot) -> None:
    said: list[str] = []
    book = workbook(raw, "population", "income", unfilled=("crime",))
    file(raw, book, said)
    assert said == ["Not delivered yet for 2024: employment, education, crime. Receive them in the same way when they come."]  # fmt: skip
    filed = content(raw.delivery(2024))
    assert filed["population.xlsx"] == filed["income.xlsx"] == book.read_bytes()
    stated = card(raw)["files"]
    assert {name: entry["delivered_as"] for name, entry in stated.items()} == {
        "population.xlsx": "bestilling.xlsx", "income.xlsx": "bestilling.xlsx",
    }  # fmt: skip
    assert {name: entry["register_year"] for name, entry in stated.items()} == {
        "population.xlsx": 2024, "income.xlsx": 2023,
    }  # fmt: skip
    delivery = read_delivery(raw, 2024)
    assert delivery is not None
    from_csv = read_delivery(ReceivingRoot(raw.folder, 2024, raw.folder.parent / "whole"), 2024)
    assert from_csv is not None
    for register in ("population", "income"):
        pd.testing.assert_frame_equal(delivery.frames[register], from_csv.frames[register])


def test_what_comes_later_in_a_folder_keeps_the_workbook_and_its_name_on_the_card(raw: RawRoot) -> None:
    file(raw, workbook(raw, "population", "income"))
    file(raw, inbox(raw, "crime"))
    stated = card(raw)["files"]
    assert stated["population.xlsx"]["delivered_as"] == "bestilling.xlsx"
    assert set(stated) == {"population.xlsx", "income.xlsx", "crime.csv"}
    file(raw, inbox(raw, "income"), replace=True)
    assert set(card(raw)["files"]) == {"population.xlsx", "income.csv", "crime.csv"}
    assert read_delivery(raw, 2024) is not None


def test_a_folder_may_hold_a_workbook_beside_the_files_of_other_registers(raw: RawRoot) -> None:
    folder = inbox(raw, "crime", "education")
    shutil.copyfile(workbook(raw, "population", "income"), folder / "tal.xlsx")
    file(raw, folder)
    assert set(content(raw.delivery(2024))) == {
        "population.xlsx", "income.xlsx", "crime.csv", "education.csv", "delivery.yaml",
    }  # fmt: skip
    (folder / "population.csv").write_bytes((raw.folder.parent / "whole" / "population.csv").read_bytes())
    with pytest.raises(InputRefused, match=r"2024/population: 2 files \(population.csv, tal.xlsx\)"):
        file(raw, folder, replace=True)


def test_one_file_of_one_register_is_received_without_a_folder(raw: RawRoot) -> None:
    file(raw, raw.folder.parent / "whole" / "population.csv")
    assert set(card(raw)["files"]) == {"population.csv"}
    assert "delivered_as" not in card(raw)["files"]["population.csv"]


def test_a_workbook_that_nobody_has_filled_in_is_refused_with_its_sheets(raw: RawRoot) -> None:
    with pytest.raises(InputRefused, match=r"bestilling.xlsx: has no figure in its sheets 'Befolkning', 'Indkomst'"):
        file(raw, workbook(raw, unfilled=("population", "income")))
    assert not raw.delivery(2024).exists()


def test_a_cell_of_a_workbook_is_named_as_it_was_delivered(raw: RawRoot) -> None:
    book = workbook(raw, "population", "income")
    made = openpyxl.load_workbook(book)
    made["Befolkning"]["D4"] = "1.234"
    made.save(book)
    with pytest.raises(InputRefused) as refused:
        file(raw, book)
    assert [fault.where for fault in refused.value.faults] == ["bestilling.xlsx, sheet 'Befolkning', column residents"]
    assert not raw.delivery(2024).exists()


def test_a_workbook_named_for_a_register_that_it_has_no_sheet_of_is_refused(raw: RawRoot) -> None:
    with pytest.raises(InputRefused, match=r"crime.xlsx: holds sheets of population, income only"):
        file(raw, workbook(raw, "population", "income", name="crime.xlsx"))


def test_the_hash_on_the_card_of_the_sender_holds_for_a_workbook_too(raw: RawRoot) -> None:
    book = workbook(raw, "population")
    sent = {"holder": "DST", "received_on": DAY, "basis": "b"}
    for sha256, is_refused in (("0" * 64, True), (sha256_of(book), False)):
        files = {book.name: {"register_year": 2024, "sha256": sha256}}
        (book.parent / "delivery.yaml").write_text(yaml.safe_dump({**sent, "files": files}))
        if is_refused:
            with pytest.raises(InputRefused, match="is not the file on its card"):
                file(raw, book.parent)
        else:
            file(raw, book.parent)
            assert card(raw)["files"]["population.xlsx"]["sha256"] == sha256


def test_a_workbook_is_named_as_it_was_delivered_in_danish_too(raw: RawRoot) -> None:
    book = workbook(raw, "population")
    made = openpyxl.load_workbook(book)
    made["Befolkning"]["D4"] = "1.234"
    made.save(book)
    with pytest.raises(InputRefused) as refused:
        file(raw, book)
    assert "bestilling.xlsx, ark 'Befolkning', kolonne residents: " in in_language(refused.value.message(), "da")


def test_a_workbook_put_into_the_list_year_s_folder_is_told_to_be_moved_out_and_received(raw: RawRoot) -> None:
    file(raw, inbox(raw, "crime"))
    place = raw.delivery(2024) / "bestilling.xlsx"
    shutil.copyfile(workbook(raw, "population"), place)
    with pytest.raises(InputRefused, match=r"2024/bestilling.xlsx: is not read.*move it out.*ghettolist receive"):
        read_delivery(raw, 2024)
    moved = place.rename(raw.folder.parent / place.name)
    file(raw, moved)
    assert set(card(raw)["files"]) == {"crime.csv", "population.xlsx"}
    with pytest.raises(InputRefused, match="does not exist"):
        file(raw, place)


def test_a_damaged_workbook_of_several_registers_is_refused_by_name(raw: RawRoot) -> None:
    book = workbook(raw, "population", "income")
    damaged = io.BytesIO()
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(damaged, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            copy.writestr(name, content[: len(content) // 2] if name.endswith("sheet2.xml") else content)
    book.write_bytes(damaged.getvalue())
    with pytest.raises(InputRefused, match=r"bestilling.xlsx: cannot be read \(ParseError\)"):
        file(raw, book)
