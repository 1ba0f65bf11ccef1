"""The areas with their boundaries as GeoParquet 1.1, for QGIS and DuckDB, where the raw root has ``areas.geojson``.

One row per area and category, as in ``designations``, with the boundary as well-known binary. What does not belong
here: the map of the report (``pipeline.outputs.report.map``), which reads the same file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.inputs.boundaries import LARGEST_DEGREE, Polygon, coordinate_systems, read_boundaries
from pipeline.inputs.sources import Sources
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.publishing import arrow_table
from pipeline.outputs.schema import AREAS_GEO
from pipeline.outputs.typed_rows import Row

if TYPE_CHECKING:
    import pyarrow as pa
    from shapely import MultiPolygon

LITTLE_ENDIAN = 1


def geo_table(yearly_list: YearlyList, sources: Sources, is_synthetic: bool) -> pa.Table | None:
    """The boundaries of a list's areas with their designations; ``None`` without boundaries. Raises ``InputRefused``.

    An area without a boundary has no row: it is in every other table.
    """
    path = sources.raw.boundaries
    if not path.is_file():
        return None
    boundaries = read_boundaries(path, sources.areas)
    named = {area.area_id: area for area in sources.areas.valid_in(yearly_list.list_year)}
    shown = [each for each in yearly_list.designations if each.area_id in boundaries.polygons]
    rows: list[Row] = [
        {
            "area_id": each.area_id,
            "area": named[each.area_id].name,
            "municipality_code": named[each.area_id].municipality_code,
            "category": each.category,
            "designated": each.designated,
            "geometry": multipolygon_wkb(boundaries.polygons[each.area_id]),
            "status": each.status.value,
        }
        for each in shown
    ]
    geo = geo_metadata([boundaries.polygons[each.area_id] for each in shown], boundaries.system)
    table = arrow_table(AREAS_GEO, yearly_list.list_year, rows, is_synthetic)
    return table.replace_schema_metadata({**(table.schema.metadata or {}), "geo": json.dumps(geo, sort_keys=True)})


def geo_metadata(shapes: Sequence[Sequence[Polygon]], system: str = "") -> dict[str, object]:
    """The metadata GeoParquet requires: the geometry column, its encoding, its bounds, and the coordinate system.

    Without ``crs`` it is longitude and latitude; with an empty one it is unknown: metres of no stated projection.
    """
    import shapely

    column: dict[str, object] = {"encoding": "WKB", "geometry_types": ["MultiPolygon"]}
    if system:
        column["crs"] = coordinate_systems()[system]
    if shapes:
        bounds = [float(bound) for bound in shapely.total_bounds([multipolygon(shape) for shape in shapes])]
        column["bbox"] = bounds
        if not system and any(abs(bound) > LARGEST_DEGREE for bound in bounds):
            column["crs"] = None
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def multipolygon(polygons: Sequence[Polygon]) -> MultiPolygon:
    """Outlines and holes as one geometry."""
    import shapely

    return shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in polygons])


def multipolygon_wkb(polygons: Sequence[Polygon]) -> bytes:
    """Well-known binary, little-endian."""
    import shapely

    wkb: bytes = shapely.to_wkb(multipolygon(polygons), byte_order=LITTLE_ENDIAN)
    return wkb
