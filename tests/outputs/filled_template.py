"""The template filled in from the made-up country, received, and the outputs made of it; the same from its CSV files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from pathlib import Path

import openpyxl

from pipeline.core.paths import OutRoot, RawRoot
from pipeline.inputs.areas import read_areas
from pipeline.inputs.receiving import receive
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.outputs.template import FIRST_ROW, HEADER, template_bytes
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import make_lists, publish

MADE_UP = RawRoot(Path(__file__).parents[2] / "data" / "made_up")
YEAR, FEW_AREAS = 2024, frozenset({"265"})


def figures(register: str) -> dict[tuple[str, str], dict[str, str]]:
    """The cells of the made-up country's delivery by scope and code."""
    text = (MADE_UP.delivery(YEAR) / f"{register}.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {(row["scope"], row["code"]): row for row in rows}


def number(cell: str) -> int | float | None:
    return None if not cell else float(cell.replace(",", ".")) if "," in cell else int(cell)


def filled(place: Path) -> Path:
    """The template of all municipalities, filled in from the made-up country as a person would, by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(read_areas(MADE_UP), YEAR, None)))
    for register, card in REGISTERS.items():
        sheet, known = book[card.name_da.capitalize()], figures(register)
        header = [cell.value for cell in sheet[HEADER + 1]]
        for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
            cells = dict(zip(header, row, strict=True))
            given = known.pop((cells["scope"].value, cells["code"].value))
            assert cells["register_year"].value == int(given["register_year"])
            for measure in card.measures:
                cells[measure.name].value = number(given[measure.name])
        assert not known, f"{register}: the template lacks rows that the delivery has"
    book.save(place)
    return place


def published(folder: Path, delivered: Path) -> OutRoot:
    """The outputs of the made-up country's last list, from a delivery that was received."""
    raw, law, out = RawRoot(folder / "raw"), load_law(), OutRoot(folder / "out")
    shutil.copytree(MADE_UP.folder, raw.folder, ignore=lambda _, names: {str(YEAR)} & set(names))
    receive(delivered, raw, YEAR, "DST", "order", dt.date(2024, 5, 2))
    sources = open_sources(raw)
    publish(out, law, sources, list(make_lists(sources, law, Request((YEAR,), FEW_AREAS, "run"))))
    return out


def outputs(out: OutRoot) -> dict[str, object]:
    """Every file of the out root but the manifest: its bytes, without what names the inputs and their hashes."""
    paths = (path for path in sorted(out.folder.rglob("*")) if path.is_file())
    named = {path.relative_to(out.folder).as_posix(): path for path in paths}
    found: dict[str, object] = {
        name: path.read_bytes() for name, path in named.items() if not name.startswith("manifest/")
    }
    of_report = out.report(YEAR).relative_to(out.folder).as_posix()
    lines = out.report(YEAR).read_text(encoding="utf-8").splitlines()
    found[of_report] = [line for line in lines if f"{YEAR}/" not in line or "<code>" not in line]
    book = openpyxl.load_workbook(out.area_list_xlsx, read_only=True)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    found[out.area_list_xlsx.name] = [row for row in rows if row[0] != "Fil / File" or f"{YEAR}/" not in row[1]]
    return found


def csv_folder(place: Path) -> Path:
    shutil.copytree(MADE_UP.delivery(YEAR), place, ignore=shutil.ignore_patterns("delivery.yaml"))
    return place
