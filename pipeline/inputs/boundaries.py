"""The boundaries of the areas, where the raw root has them: ``areas.geojson``, polygons by area.

Each feature is a polygon or several, named by a property ``area_id`` or ``area``; longitude and latitude, or metres.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, InputRefused, WrongUsage
from pipeline.inputs.areas import Area, AreaTable

FILE = "areas.geojson"
LARGEST_DEGREE = 180  # coordinates beyond are metres

Ring = Sequence[tuple[float, float]]
Polygon = Sequence[Ring]  # the outline, then its holes


def read_boundaries(path: Path, areas: AreaTable) -> dict[str, tuple[Polygon, ...]]:
    """The polygons of each area. Raises ``InputRefused``."""
    try:
        features = json.loads(path.read_bytes())["features"]
        found = {
            area.area_id: tuple(_polygons(feature["geometry"]))
            for feature in features
            if (area := _area_of(feature.get("properties") or {}, areas)) is not None
        }
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise InputRefused(
            Fault(FILE, "is not a collection of polygons", "a GeoJSON FeatureCollection of Polygon and MultiPolygon")
        ) from None
    if not found:
        raise InputRefused(
            Fault(FILE, "names no area of areas.csv", "a property area_id or area on each feature", "name the features")
        )
    return found


def _area_of(properties: dict[str, Any], areas: AreaTable) -> Area | None:
    name = properties.get("area_id") or properties.get("area")
    if not name:
        return None
    try:
        return areas.find(str(name))
    except WrongUsage:
        return None


def _polygons(geometry: dict[str, Any]) -> Iterable[Polygon]:
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(geometry["type"])
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield [[(float(point[0]), float(point[1])) for point in ring] for ring in polygon]
