"""A map of the areas told of, where the raw root has their boundaries (``areas.geojson``); no map otherwise.

Each feature is a polygon or several, named by a property ``area_id`` or ``area``; longitude and latitude, or metres.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.areas import Area, AreaTable
from pipeline.errors import Fault, InputRefused, WrongUsage
from pipeline.report.marks import Cell
from pipeline.report.story import Story

FILE = "areas.geojson"
WIDTH, MARGIN = 600.0, 12.0
LARGEST_DEGREE = 180  # coordinates beyond are metres

Ring = Sequence[tuple[float, float]]
Polygon = Sequence[Ring]  # the outline, then its holes


@dataclass(frozen=True)
class Shape:
    """One area on the map: its outline as an SVG path, where its number stands, and its sign."""

    area: Area
    cell: Cell
    path: str
    x: str
    y: str
    number: int


@dataclass(frozen=True)
class Map:
    """The areas drawn to one scale."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def map_of(story: Story) -> Map | None:
    """The map, if there are boundaries of any area told of. Raises ``InputRefused`` for a file that is none."""
    path = story.sources.raw.boundaries
    if not path.is_file():
        return None
    outlines = read_boundaries(path, story.sources.areas)
    shown = [area for area in story.areas if area.area_id in outlines]
    if not shown:
        return None
    return _drawn([(area, story.cell(area), outlines[area.area_id]) for area in shown])


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


def _drawn(areas: Sequence[tuple[Area, Cell, Sequence[Polygon]]]) -> Map:
    points = [point for _, _, polygons in areas for polygon in polygons for ring in polygon for point in ring]
    degrees = all(abs(coordinate) <= LARGEST_DEGREE for point in points for coordinate in point)
    middle = (min(y for _, y in points) + max(y for _, y in points)) / 2
    squeeze = math.cos(math.radians(middle)) if degrees else 1.0
    west, north = min(x for x, _ in points) * squeeze, max(y for _, y in points)
    wide = max(x for x, _ in points) * squeeze - west
    high = north - min(y for _, y in points)
    scale = (WIDTH - 2 * MARGIN) / (max(wide, high) or 1.0)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + (point[0] * squeeze - west) * scale, MARGIN + (north - point[1]) * scale

    shapes = []
    for position, (area, cell, polygons) in enumerate(areas, start=1):
        placed = [[place(point) for point in ring] for polygon in polygons for ring in polygon]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in placed)
        outer = placed[0]
        x, y = sum(x for x, _ in outer) / len(outer), sum(y for _, y in outer) / len(outer)
        shapes.append(Shape(area, cell, path, f"{x:.1f}", f"{y:.1f}", position))
    return Map(math.ceil(wide * scale + 2 * MARGIN), math.ceil(high * scale + 2 * MARGIN), tuple(shapes))
