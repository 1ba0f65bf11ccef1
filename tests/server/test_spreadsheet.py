"""LibreOffice takes every figure of the CSV files for a number, and what it saves of a filled template is read exactly."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from pipeline.core.errors import InputRefused
from pipeline.core.paths import OutRoot
from pipeline.core.tables import Kind
from pipeline.inputs.formats import read_declared
from pipeline.inputs.registers import REGISTERS
from pipeline.law import load_law
from pipeline.outputs.schema import all_years_of, area_list_table
from tests.outputs.consumers.conftest import made_up
from tests.outputs.filled_template import csv_folder, filled, outputs, published

__all__ = ["made_up"]
# Cells parted by semicolons (59), quoted (34), UTF-8 (76), from line 1, the columns' kinds told by LibreOffice, Danish.
DANISH_CSV = "CSV:59,34,76,1,,1030,false,false"


pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def saved_by_libreoffice(folder: Path, *files: Path, options: tuple[str, ...] = ()) -> None:
    """Open files in LibreOffice, and save each as a workbook of the same name in a folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", *options, "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*convert, *map(str, files)], check=True, timeout=120)


def test_every_figure_is_a_number(made_up: OutRoot, tmp_path: Path) -> None:
    files = (made_up.area_list_csv, made_up.areas_all_years_csv)
    saved_by_libreoffice(tmp_path, *files, options=(f"--infilter={DANISH_CSV}",))
    area_list = area_list_table(load_law())
    for file, table in zip(files, (area_list, all_years_of(area_list)), strict=True):
        header, *rows = openpyxl.load_workbook(tmp_path / f"{file.stem}.xlsx").active.iter_rows(values_only=True)
        assert header == table.names
        figures = [header.index(column.name) for column in table.columns if column.kind is Kind.READING]
        cells = [row[place] for row in rows for place in figures if row[place] is not None]
        assert len(cells) > 100
        assert all(isinstance(cell, int | float) for cell in cells)


def test_a_template_that_libreoffice_has_saved_gives_the_same_bytes_as_csv(tmp_path: Path) -> None:
    for name in ("csv", "xlsx", "saved"):
        (tmp_path / name).mkdir()
    saved_by_libreoffice(tmp_path / "saved", filled(tmp_path / "bestilling.xlsx"))
    saved = tmp_path / "saved" / "bestilling.xlsx"
    assert saved.read_bytes() != (tmp_path / "bestilling.xlsx").read_bytes()
    expected = published(tmp_path / "csv", csv_folder(tmp_path / "folder"))
    assert outputs(published(tmp_path / "xlsx", saved)) == outputs(expected)


def test_formulas_are_read_once_libreoffice_has_computed_them(tmp_path: Path) -> None:
    """A sum that a person enters is refused as openpyxl writes it, uncomputed, and read as LibreOffice saves it."""
    book = openpyxl.Workbook()
    book.active.title = "KRAF"
    for row in (REGISTERS["crime"].counts.names, ("area", "a", 2023, "=450+450", "=D2/45")):
        book.active.append(row)
    book.save(tmp_path / "crime.xlsx")
    with pytest.raises(InputRefused, match="formula without a stored value"):
        read_declared(tmp_path / "crime.xlsx", REGISTERS["crime"].counts, "crime.xlsx")
    saved_by_libreoffice(tmp_path / "saved", tmp_path / "crime.xlsx")
    frame = read_declared(tmp_path / "saved" / "crime.xlsx", REGISTERS["crime"].counts, "crime.xlsx")
    assert frame[["residents_18_plus", "convicted"]].to_numpy().tolist() == [[900, 20]]
