"""A map of the areas shown, where the raw root has their boundaries (``areas.geojson``); no map otherwise.

Each feature is a polygon or several, named by a property ``area_id`` or ``area``; longitude and latitude, or metres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.inputs.areas import Area
from pipeline.inputs.boundaries import LARGEST_DEGREE, Polygon, read_boundaries
from pipeline.outputs.report.category_marks import StatusSign
from pipeline.outputs.report.view import View

WIDTH, MARGIN = 600.0, 12.0


@dataclass(frozen=True)
class Shape:
    """One area on the map: its outline as an SVG path, the place of its number, and its sign."""

    area: Area
    cell: StatusSign
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


def map_of(view: View) -> Map | None:
    """The map, if there are boundaries of any area shown. Raises ``InputRefused`` for an invalid file."""
    path = view.sources.raw.boundaries
    if not path.is_file():
        return None
    outlines = read_boundaries(path, view.sources.areas).polygons
    shown = [area for area in view.areas if area.area_id in outlines]
    if not shown:
        return None
    return _drawn([(area, view.cell(area), outlines[area.area_id]) for area in shown])


def _drawn(areas: Sequence[tuple[Area, StatusSign, Sequence[Polygon]]]) -> Map:
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
