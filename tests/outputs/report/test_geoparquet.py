"""GeoParquet follows the specification and is read by other libraries than the one that wrote it."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.core.errors import InputRefused
from pipeline.core.parquet import write_parquet
from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import Sources, open_sources
from pipeline.outputs.geoparquet import geo_metadata, geo_table, multipolygon_wkb
from tests.outputs.report.conftest import DATA, World
from tests.outputs.report.test_marks_and_charts import squares


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    raw = tmp_path / "raw"
    shutil.copytree(DATA / "raw", raw)
    (raw / "areas.geojson").write_text(json.dumps(squares("Mjølnerparken", "Blågården")), encoding="utf-8")
    return open_sources(RawRoot(raw))


def test_a_square_in_well_known_binary() -> None:
    ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    numbers = struct.pack("<8d", 0, 0, 1, 0, 1, 1, 0, 0)
    # byte order, type 6 (multipolygon), one part: byte order, type 3 (polygon), one ring: four points.
    assert multipolygon_wkb([[ring]]) == (
        b"\x01\x06\x00\x00\x00\x01\x00\x00\x00"
        + b"\x01\x03\x00\x00\x00\x01\x00\x00\x00"
        + b"\x04\x00\x00\x00"
        + numbers
    )


def test_the_file_says_where_its_geometry_is_and_holds_each_category(
    real: World, sources: Sources, tmp_path: Path
) -> None:
    table = geo_table(real.made[2018].list, sources, is_synthetic=False)
    assert table is not None
    write_parquet(table, tmp_path / "areas.parquet")
    geo = json.loads(pq.read_schema(tmp_path / "areas.parquet").metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["bbox"] == [12.5, 55.7, 13.6, 55.8]
    assert "crs" not in geo["columns"]["geometry"]  # longitude and latitude, the specification's default
    rows = duckdb.sql(
        f"select area, category from read_parquet('{tmp_path / 'areas.parquet'}') where designated order by all"
    ).fetchall()
    assert rows == [("Mjølnerparken", name) for name in ("ghettoområde", "hårdt ghettoområde", "udsat boligområde")]


def test_metres_are_of_no_known_system_and_degrees_of_the_default() -> None:
    ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    metres = [(724_000 + x, 6_175_000 + y) for x, y in ring]
    assert "crs" not in geo_metadata([[[ring]]])["columns"]["geometry"]  # type: ignore[index]
    assert geo_metadata([[[metres]]])["columns"]["geometry"]["crs"] is None  # type: ignore[index]


NAMES_OF_A_SYSTEM = {
    "EPSG:25832": "EPSG:25832",
    "urn:ogc:def:crs:EPSG::25832": "EPSG:25832",
    "urn:ogc:def:crs:EPSG:9.9.1:25833": "EPSG:25833",
    "http://www.opengis.net/def/crs/EPSG/0/3857": "EPSG:3857",
    "urn:ogc:def:crs:OGC:1.3:CRS84": "",
    "EPSG:4326": "",
}


@pytest.mark.parametrize(("name", "system"), NAMES_OF_A_SYSTEM.items())
def test_the_file_keeps_the_system_that_the_boundaries_name(
    real: World, sources: Sources, name: str, system: str
) -> None:
    content = squares("Mjølnerparken") | {"crs": {"type": "name", "properties": {"name": name}}}
    sources.raw.boundaries.write_text(json.dumps(content), encoding="utf-8")
    table = geo_table(real.made[2018].list, sources, is_synthetic=False)
    assert table is not None
    column = json.loads(table.schema.metadata[b"geo"])["columns"]["geometry"]
    assert column.get("crs", {"id": None})["id"] == ({"authority": "EPSG", "code": int(system[5:])} if system else None)


def test_an_unknown_system_is_refused_with_those_that_are_known(real: World, sources: Sources) -> None:
    content = squares("Mjølnerparken") | {"crs": {"type": "name", "properties": {"name": "EPSG:2196"}}}
    sources.raw.boundaries.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputRefused, match="EPSG:25832"):
        geo_table(real.made[2018].list, sources, is_synthetic=False)


def test_an_area_without_a_geometry_does_not_refuse_the_list(real: World, sources: Sources) -> None:
    content = squares("Mjølnerparken", "Blågården")
    content["features"][1]["geometry"] = None
    sources.raw.boundaries.write_text(json.dumps(content), encoding="utf-8")
    table = geo_table(real.made[2018].list, sources, is_synthetic=False)
    assert table is not None
    assert set(table.column("area").to_pylist()) == {"Mjølnerparken"}


def test_without_boundaries_there_is_no_table(real: World) -> None:
    assert geo_table(real.made[2018].list, real.sources, is_synthetic=False) is None
