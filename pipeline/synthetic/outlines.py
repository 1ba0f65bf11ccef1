"""Made-up outlines of the areas, for the map and for GeoParquet: six-sided, beside each other, in EPSG:25832.

What does not belong here: the named boundary areas (``boundaries``), which stand at a limit of the law.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

from pipeline.synthetic.country import Area

WEST, SOUTH = 500_000, 6_100_000  # metres: within Denmark, in no town
ACROSS, APART, RADIUS = 10, 900, 380  # areas in a row, metres from one to the next, metres from middle to corner
CORNERS = 6


def outlines_geojson(areas: Iterable[Area]) -> str:
    """``areas.geojson``: one feature for each area, whatever its periods."""
    ids = dict.fromkeys(area.area_id for area in areas)
    features = [
        {
            "type": "Feature",
            "properties": {"area_id": area_id},
            "geometry": {"type": "Polygon", "coordinates": [_outline(number)]},
        }
        for number, area_id in enumerate(ids)
    ]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    return json.dumps({"type": "FeatureCollection", "crs": system, "features": features}) + "\n"


def _outline(number: int) -> list[tuple[int, int]]:
    row, place = divmod(number, ACROSS)
    x, y = WEST + place * APART + row % 2 * APART // 2, SOUTH + row * APART
    turns = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    corners = [(x + round(RADIUS * math.cos(turn)), y + round(RADIUS * math.sin(turn))) for turn in turns]
    return [*corners, corners[0]]
