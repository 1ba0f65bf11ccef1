"""The boundaries of the areas, where the raw root has them: ``areas.geojson``, polygons by area.

Each feature is a polygon or several, named by a property ``area_id`` or ``area``; two features of one area are its
parts, and a feature without a geometry is an area without a boundary. The coordinate system is the one that the member
``crs`` names (``EPSG:25832``); without it longitude and latitude, as GeoJSON has it, or metres of an unknown system.
Geometry is checked by shapely.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from pipeline.core.errors import Fault, InputRefused, WrongUsage
from pipeline.core.paths import CODES
from pipeline.inputs.areas import Area, AreaTable

FILE = "areas.geojson"
LARGEST_DEGREE = 180  # coordinates beyond are metres
LARGEST_BYTES = 200_000_000
SHOWN_FEATURES = 5

Ring = Sequence[tuple[float, float]]
Polygon = Sequence[Ring]  # the outline, then its holes


EPSG = re.compile(r"EPSG(?:/0/|:[0-9.]*:|:)([0-9]{4,5})", re.IGNORECASE)  # short, as a URN, and as an address
DEGREES = re.compile(r"(?:CRS:?84|EPSG(?:/0/|:[0-9.]*:|:)4326)$", re.IGNORECASE)  # GeoJSON's own system, in two names


@dataclass(frozen=True)
class Boundaries:
    """The polygons of each area that has a boundary, and the coordinate system by its name (``EPSG:25832``).

    The system is empty where the file names none: then it is longitude and latitude, or unknown if in metres.
    """

    polygons: Mapping[str, tuple[Polygon, ...]]
    system: str = ""


@cache
def coordinate_systems() -> Mapping[str, object]:
    """The coordinate systems that are known here, as PROJJSON, by name."""
    found: dict[str, object] = json.loads((CODES / "coordinate_systems.json").read_text(encoding="utf-8"))
    return found


def read_boundaries(path: Path, areas: AreaTable) -> Boundaries:
    """The boundaries. Raises ``InputRefused`` with every feature that is no sound polygon, or for another system."""
    content = _collection(path)
    system = _system(content.get("crs"))
    found: dict[str, tuple[Polygon, ...]] = {}
    faults: list[Fault] = []
    known = False
    for number, feature in enumerate(content["features"], start=1):
        area = _area_of(feature, areas)
        if area is None:
            continue
        known = True
        if feature.get("geometry") is None:
            continue
        try:
            found[area.area_id] = (*found.get(area.area_id, ()), *_polygons(feature.get("geometry")))
        except ValueError as error:
            faults.append(Fault(f"{FILE}, feature {number} ({area.area_id})", str(error), "a sound polygon"))
    if faults:
        raise InputRefused(faults[:SHOWN_FEATURES])
    if not known:
        raise InputRefused(
            Fault(FILE, "names no area of areas.csv", "a property area_id or area on each feature", "name the features")
        )
    return Boundaries(found, system)


def _system(stated: Any) -> str:
    """The name of the system that the member ``crs`` states; empty without one. Raises ``InputRefused``."""
    if stated is None:
        return ""
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str):
        if DEGREES.search(name):
            return ""
        if (code := EPSG.search(name)) and f"EPSG:{code[1]}" in coordinate_systems():
            return f"EPSG:{code[1]}"
    raise InputRefused(
        Fault(
            f"{FILE}, crs",
            "names a coordinate system that is not known here",
            f"one of {', '.join(coordinate_systems())} or CRS84",
            "save the boundaries in EPSG:25832",
        )
    )


def _collection(path: Path) -> dict[str, Any]:
    """The collection, each of its features a mapping. Raises ``InputRefused``."""
    problem = "is not a collection of polygons"
    try:
        if path.stat().st_size > LARGEST_BYTES:
            problem = f"is longer than {LARGEST_BYTES:,} bytes"
        else:
            content = json.loads(path.read_bytes(), parse_constant=_refuse_constant)
            features = content["features"] if isinstance(content, dict) else None
            if isinstance(features, list) and all(isinstance(feature, dict) for feature in features):
                return dict(content)
    except OSError as error:
        problem = f"cannot be read ({type(error).__name__})"
    except RecursionError:
        problem = "is nested too deep"
    except (ValueError, KeyError):
        pass
    raise InputRefused(Fault(FILE, problem, "a GeoJSON FeatureCollection of Polygon and MultiPolygon"))


def _refuse_constant(_: str) -> NoReturn:
    """NaN and Infinity are no JSON, although Python reads them."""
    raise ValueError


def _area_of(feature: dict[str, Any], areas: AreaTable) -> Area | None:
    properties = feature.get("properties")
    name = (properties.get("area_id") or properties.get("area")) if isinstance(properties, dict) else None
    if not name:
        return None
    try:
        return areas.find(str(name))
    except WrongUsage:
        return None


def _polygons(geometry: Any) -> Iterator[Polygon]:
    """The polygons of one geometry, with plain coordinates. Raises ``ValueError`` that says what is wrong."""
    import shapely
    from shapely.geometry import Polygon as Shape

    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError("has a geometry that is neither Polygon nor MultiPolygon")
    try:
        polygons = [geometry["coordinates"]] if kind == "Polygon" else list(geometry["coordinates"])
        rings = [[[(float(p[0]), float(p[1])) for p in ring] for ring in polygon] for polygon in polygons]
        shapes = [Shape(polygon[0], polygon[1:]) if polygon else Shape() for polygon in rings]
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, shapely.errors.ShapelyError):
        raise ValueError("has coordinates that make no polygon") from None
    if not all(math.isfinite(number) for polygon in rings for ring in polygon for point in ring for number in point):
        raise ValueError("has coordinates that are not finite numbers")
    if not shapes or any(shape.is_empty for shape in shapes):
        raise ValueError("has an empty polygon")
    for shape in shapes:
        if not shape.is_valid:
            raise ValueError(f"is not valid ({shapely.is_valid_reason(shape).split('[')[0].lower()})")
    yield from rings
