"""LibreOffice, told that the file is Danish, takes every figure of the CSV files for a number."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from pipeline.core.paths import OutRoot
from pipeline.core.tables import Kind
from pipeline.law import load_law
from pipeline.outputs.schema import all_years_of, area_list_table
from tests.outputs.consumers.conftest import made_up

__all__ = ["made_up"]
# Cells parted by semicolons (59), quoted (34), UTF-8 (76), from line 1, the columns' kinds told by LibreOffice, Danish.
DANISH_CSV = "CSV:59,34,76,1,,1030,false,false"


@pytest.mark.server
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_every_figure_is_a_number(made_up: OutRoot, tmp_path: Path) -> None:
    files = (made_up.area_list_csv, made_up.areas_all_years_csv)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", f"--infilter={DANISH_CSV}", "--convert-to", "xlsx"]
    subprocess.run([*convert, "--outdir", str(tmp_path), *map(str, files)], check=True, timeout=120)
    area_list = area_list_table(load_law())
    for file, table in zip(files, (area_list, all_years_of(area_list)), strict=True):
        header, *rows = openpyxl.load_workbook(tmp_path / f"{file.stem}.xlsx").active.iter_rows(values_only=True)
        assert header == table.names
        figures = [header.index(column.name) for column in table.columns if column.kind is Kind.READING]
        cells = [row[place] for row in rows for place in figures if row[place] is not None]
        assert len(cells) > 100
        assert all(isinstance(cell, int | float) for cell in cells)
