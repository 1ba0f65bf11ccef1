"""Any bytes at all: a reader gives an answer or a refusal, never another exception, and never quotes a cell.

Each finding becomes an ``@example`` and stays.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputRefused, Refusal
from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import read_areas
from pipeline.inputs.boundaries import read_boundaries
from pipeline.inputs.deliveries import read_card
from pipeline.inputs.formats import read_declared, read_whole
from pipeline.inputs.goals import read_goals
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.workbooks import registers_of
from pipeline.law.loader import load_regime

FEW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FEWER = settings(FEW, max_examples=50)  # a workbook takes some 20 ms
AREAS = "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors\n"
CELL = st.one_of(
    st.sampled_from(["", "1.000", "1,5", "..", "-", "101", "84", "DK", "area", '"', "'", ";", "\x00", "1e9", "NaN", "9" * 400]),
    st.text(max_size=8),
    st.integers().map(str),
)  # fmt: skip
LINE = st.lists(CELL, max_size=8).map(";".join)
LINES = st.lists(LINE, max_size=6).map("\n".join)
BYTES = st.one_of(st.binary(max_size=300), LINES.map(str.encode), LINES.map(lambda text: text.encode("utf-16")))
YAML = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["holder", "files", "basis", "received_on", "made_up", "register_year"]), inner
        ),
    ),
    max_leaves=12,
)


def answers_or_refuses(read: Callable[[], object]) -> None:
    """The only two outcomes a reader has."""
    refusal = None
    try:
        read()
    except Refusal as refused:
        refusal = refused
    assert refusal is None or (refusal.faults and len(refusal.message()) < 20_000)


@pytest.mark.parametrize("register", list(REGISTERS))
def test_a_register_in_csv(register: str, tmp_path: Path) -> None:
    table = REGISTERS[register].counts
    header = ";".join(table.names)

    @FEW
    @given(st.one_of(BYTES, LINES.map(lambda text: f"{header}\n{text}".encode())))
    @example(b"\xff\xfe\x00")
    @example(f"{header}\narea;A;2018;1.000;2".encode())
    @example(b"a\r" * 3)
    def holds(content: bytes) -> None:
        path = tmp_path / "register.csv"
        path.write_bytes(content)
        answers_or_refuses(lambda: read_declared(path, table, "register.csv"))

    holds()


@pytest.mark.parametrize("suffix", [".parquet", ".sas7bdat", ".csv", ".xlsx"])
def test_bytes_under_any_name(suffix: str, tmp_path: Path) -> None:
    @FEW
    @given(st.one_of(st.binary(max_size=400), st.binary(max_size=60).map(lambda tail: b"PAR1" + tail + b"PAR1")))
    def holds(content: bytes) -> None:
        path = tmp_path / f"file{suffix}"
        path.write_bytes(content)
        answers_or_refuses(lambda: read_declared(path, REGISTERS["crime"].counts, path.name))

    holds()


def workbook_of(rows: list[list[str]]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def test_a_damaged_workbook(tmp_path: Path) -> None:
    table = REGISTERS["crime"].counts
    with zipfile.ZipFile(io.BytesIO(workbook_of([list(table.names), ["area", "A", "2018", "9", "1"]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path = tmp_path / "crime.xlsx"

    @FEWER
    @given(st.sampled_from(sorted(parts)), st.integers(0, 5000), st.integers(0, 40), st.binary(max_size=12))
    @example("[Content_Types].xml", 0, 40, b"")
    @example("xl/worksheets/sheet1.xml", 100, 3, b"<")
    def holds(name: str, place: int, gone: int, put: bytes) -> None:
        with zipfile.ZipFile(path, "w") as damaged:
            for part, content in parts.items():
                at = place % len(content)
                damaged.writestr(part, content[:at] + put + content[at + gone :] if part == name else content)
        answers_or_refuses(lambda: read_declared(path, table, path.name))
        answers_or_refuses(lambda: registers_of(path, path.name))

    holds()


def test_texts_in_a_workbook_are_read_as_in_csv(tmp_path: Path) -> None:
    table = REGISTERS["employment"].counts
    digits = st.text("0123456789.,- <", min_size=1, max_size=9)
    cell = st.one_of(digits, st.sampled_from(["..", "1-4", "<5", "nan", "1.000", "12,5", "1e3", "DK", "area"]))

    def outcome(path: Path, content: bytes) -> object:
        path.write_bytes(content)
        try:
            found = read_whole(path, table, "file")
        except InputRefused as refusal:
            return [(fault.where.rpartition(", ")[2], fault.problem) for fault in refusal.faults]
        return found.frame.astype(object).where(found.frame.notna(), None).to_numpy().tolist(), found.between

    @FEWER
    @given(st.lists(st.tuples(cell, cell), min_size=1, max_size=4))
    @example([("301,125", "0.345"), ("1", "1.000")])
    def holds(cells: list[tuple[str, str]]) -> None:
        rows = [["area", f"A{number}", "2018", *pair] for number, pair in enumerate(cells)]
        text = "\n".join(";".join(row) for row in (table.names, *rows))
        as_csv = outcome(tmp_path / "employment.csv", text.encode())
        assert outcome(tmp_path / "employment.xlsx", workbook_of([list(table.names), *rows])) == as_csv

    holds()


def test_a_table_of_areas(tmp_path: Path) -> None:
    @FEW
    @given(st.one_of(BYTES, LINES.map(lambda text: (AREAS + text).encode())))
    @example((AREAS + "A;A;101;84;2010;;A|B\nB;B;101;84;2009;2009;A").encode())
    def holds(content: bytes) -> None:
        (tmp_path / "areas.csv").write_bytes(content)
        answers_or_refuses(lambda: read_areas(RawRoot(tmp_path)))

    holds()


def test_a_card_and_goals(tmp_path: Path) -> None:
    (tmp_path / "2019").mkdir()

    @FEW
    @given(st.one_of(BYTES, YAML.map(lambda content: json.dumps(content).encode())))
    @example(b"[" * 3000)
    @example(b"a: &a [*a]")
    @example(b"files: {x.csv: {register_year: 2018.7, sha256: 0}}")
    def holds(content: bytes) -> None:
        raw = RawRoot(tmp_path)
        raw.card(2019).write_bytes(content)
        raw.goals.write_bytes(content)
        answers_or_refuses(lambda: read_card(raw, 2019))
        answers_or_refuses(lambda: read_goals(raw))

    holds()


def test_a_law_file(tmp_path: Path) -> None:
    good = (Path(__file__).parents[2] / "pipeline" / "law" / "regimes" / "2018.yaml").read_bytes()
    path = tmp_path / "2018.yaml"

    @FEW
    @given(st.integers(0, len(good) - 1), st.integers(0, 40), st.binary(max_size=12))
    def holds(place: int, gone: int, put: bytes) -> None:
        path.write_bytes(good[:place] + put + good[place + gone :])
        answers_or_refuses(lambda: load_regime(path))

    holds()


def test_boundaries(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text(AREAS + "A;A;101;84;2010;;\n", encoding="utf-8")
    areas = read_areas(RawRoot(tmp_path))
    number = st.one_of(st.floats(), st.integers(), st.none(), st.text(max_size=3))
    ring = st.lists(st.lists(number, max_size=3), max_size=5)

    @FEW
    @given(st.one_of(st.just("Polygon"), st.text(max_size=5)), st.lists(ring, max_size=2), st.text(max_size=5))
    def holds(kind: str, rings: list[list[list[object]]], extra: str) -> None:
        shape = {"type": kind, "coordinates": rings}
        feature = {"type": "Feature", "properties": {"area_id": "A", extra: extra}, "geometry": shape}
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        answers_or_refuses(lambda: read_boundaries(path, areas))

    holds()
