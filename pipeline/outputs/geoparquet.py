"""The areas with their boundaries as GeoParquet 1.1, for QGIS and DuckDB, where the raw root has ``areas.geojson``.

One row per area and category, as in ``designations``, with the boundary as well-known binary. What does not belong
here: the map of the report (``pipeline.outputs.report.map``), which reads the same file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.inputs.boundaries import LARGEST_DEGREE, Polygon, read_boundaries
from pipeline.inputs.sources import Sources
from pipeline.lists.yearly_list import YearlyList

if TYPE_CHECKING:
    import pyarrow as pa
    from shapely import MultiPolygon

GEO_TABLE = "areas_geo"
LITTLE_ENDIAN = 1


def geo_table(yearly_list: YearlyList, sources: Sources, is_synthetic: bool) -> pa.Table | None:
    """The boundaries of a list's areas with their designations; ``None`` without boundaries. Raises ``InputRefused``."""
    import pyarrow as pa

    path = sources.raw.boundaries
    if not path.is_file():
        return None
    boundaries = read_boundaries(path, sources.areas)
    named = {area.area_id: area for area in sources.areas.valid_in(yearly_list.list_year)}
    shown = [each for each in yearly_list.designations if each.area_id in boundaries]
    schema = pa.schema(
        [
            pa.field("area_id", pa.string(), nullable=False),
            pa.field("area", pa.string(), nullable=False),
            pa.field("municipality_code", pa.string(), nullable=False),
            pa.field("category", pa.string(), nullable=False),
            pa.field("designated", pa.bool_()),
            pa.field("made_up", pa.bool_(), nullable=False),
            pa.field("geometry", pa.binary(), nullable=False),
            pa.field("status", pa.string(), nullable=False),
        ],
        metadata={"geo": json.dumps(geo_metadata([boundaries[each.area_id] for each in shown]), sort_keys=True)},
    )
    rows = [
        {
            "area_id": each.area_id,
            "area": named[each.area_id].name,
            "municipality_code": named[each.area_id].municipality_code,
            "category": each.category,
            "designated": each.designated,
            "made_up": is_synthetic,
            "geometry": multipolygon_wkb(boundaries[each.area_id]),
            "status": each.status.value,
        }
        for each in shown
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def geo_metadata(shapes: Sequence[Sequence[Polygon]]) -> dict[str, object]:
    """The metadata GeoParquet requires: the geometry column, its encoding, its bounds, and the coordinate system."""
    import shapely

    column: dict[str, object] = {"encoding": "WKB", "geometry_types": ["MultiPolygon"]}
    if shapes:
        bounds = [float(bound) for bound in shapely.total_bounds([multipolygon(shape) for shape in shapes])]
        column["bbox"] = bounds
        if any(abs(bound) > LARGEST_DEGREE for bound in bounds):
            column["crs"] = None  # metres of a projection that GeoJSON does not state
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
