"""A GeoJSON file as features in WGS84 degrees, or a refusal; knows nothing of units.

What spoils the whole file is raised at once; what is wrong with single features is collected,
so that a person mends the file once.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Never

from cds.domain.errors import NotFoundError, UserError

MAX_MEGABYTES = 50
MAX_FEATURES = 20_000
MAX_POINTS = 1_000_000  # measured: 12 s and 0.75 GB to import
MOST_NAMED = 10  # features named in one sentence
WGS84_NAMES = ("CRS84", "4326", "WGS84", "WGS 84", "WGS_1984")
LONGITUDE, LATITUDE = 180.0, 90.0

Point = tuple[float, float]  # longitude and latitude in degrees
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]  # outer ring first, then holes


@dataclass(frozen=True, slots=True)
class Feature:
    """One shape with its attributes. `polygons` is empty when the shape cannot be used.

    `number` counts the features of the file from 1.
    """

    number: int
    properties: Mapping[str, object]
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True)
class FeatureFaults:
    """What is wrong with features: the phrase of each fault with the features it hits."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, phrase: str, feature: str) -> None:
        """Note one fault of one feature, named as a person would look for it."""
        self.found[phrase].append(feature)

    def problems(self) -> tuple[UserError, ...]:
        """One sentence per kind of fault, with the first features it hits and their number."""
        return tuple(
            UserError(
                phrase,
                count=len(features),
                features=(*features[:MOST_NAMED], *(["…"] if len(features) > MOST_NAMED else [])),
            )
            for phrase, features in self.found.items()
        )


def read_features(file: Path, code_field: str, faults: FeatureFaults) -> tuple[Feature, ...]:
    """The features of a file; what is wrong with single ones is noted in `faults`.

    Raises UserError when the file is not a GeoJSON collection in degrees.
    """
    rows = _rows(_document(file), file.name)
    features = tuple(_feature(i, row, code_field, faults) for i, row in enumerate(rows, start=1))
    if sum(len(ring) for f in features for polygon in f.polygons for ring in polygon) > MAX_POINTS:
        raise UserError("boundaries_too_detailed", file=file.name, limit=MAX_POINTS)
    _check_degrees(features, file.name, code_field)
    return features


def feature_name(properties: Mapping[str, object], code_field: str, number: int) -> str:
    """What a person looks for in the file: the code, or the place of a feature without one."""
    code = properties.get(code_field)
    return f"#{number}" if code in (None, "") else str(code)


def _document(file: Path) -> object:
    if not file.is_file():
        raise NotFoundError("boundaries_no_file", file=str(file))
    size = file.stat().st_size
    if size > MAX_MEGABYTES * 1_000_000:
        raise UserError(
            "boundaries_too_large", file=file.name, size=size // 1_000_000, limit=MAX_MEGABYTES
        )
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise UserError("boundaries_not_text", file=file.name) from error
    except json.JSONDecodeError as error:
        raise UserError(
            "boundaries_not_json", file=file.name, line=error.lineno, column=error.colno
        ) from error
    except (RecursionError, ValueError) as error:
        raise UserError("boundaries_not_geojson", file=file.name) from error


def _no_number(text: str) -> Never:
    raise ValueError(text)


def _rows(document: object, file_name: str) -> Sequence[object]:
    """The features of a collection in WGS84."""
    is_collection = isinstance(document, dict) and document.get("type") == "FeatureCollection"
    rows = document.get("features") if isinstance(document, dict) and is_collection else None
    if not isinstance(document, dict) or not isinstance(rows, list):
        raise UserError("boundaries_not_geojson", file=file_name)
    crs = json.dumps(document.get("crs"))
    if document.get("crs") is not None and not any(name in crs for name in WGS84_NAMES):
        raise UserError("boundaries_other_crs", file=file_name, crs=_crs_name(document["crs"]))
    if not rows:
        raise UserError("boundaries_empty", file=file_name)
    if len(rows) > MAX_FEATURES:
        raise UserError("boundaries_too_many", file=file_name, found=len(rows), limit=MAX_FEATURES)
    return rows


def _crs_name(crs: object) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name or json.dumps(crs))


def _feature(number: int, row: object, code_field: str, faults: FeatureFaults) -> Feature:
    properties, geometry = _member(row, "properties"), _member(row, "geometry")
    polygons, fault = _shape(geometry)
    if fault:
        faults.add(fault, feature_name(properties, code_field, number))
    return Feature(number, properties, polygons)


def _member(row: object, name: str) -> Mapping[str, object]:
    """A member that is itself an object; empty when it is anything else."""
    found = row.get(name) if isinstance(row, dict) else None
    return found if isinstance(found, dict) else {}


def _shape(geometry: Mapping[str, object]) -> tuple[tuple[Polygon, ...], str]:
    """The polygons of a geometry, or none and the phrase of what is wrong with it."""
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        return (), "boundary_not_polygon" if geometry else "boundary_no_shape"
    polygons = _polygons(parts if kind == "MultiPolygon" else [parts])
    fault = "boundary_bad_coordinates" if polygons is None else _ring_fault(polygons)
    return (() if polygons is None or fault else polygons), fault


def _polygons(parts: object) -> tuple[Polygon, ...] | None:
    """The coordinates as points, heights left out; None when they are not coordinates."""
    try:
        return tuple(tuple(map(_ring, polygon)) for polygon in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError):
        return None


def _ring(points: Sequence[Sequence[float]]) -> Ring:
    ring = tuple((x, y) for x, y, *_ in points)
    if not all(type(value) in (int, float) and isfinite(value) for value in chain(*ring)):
        raise ValueError
    return ring


def _ring_fault(polygons: Sequence[Polygon]) -> str:
    """The phrase of what is wrong with some ring; empty when all are rings."""
    rings = [ring for polygon in polygons for ring in polygon]
    if not rings or not all(polygons) or any(len(ring) < 4 for ring in rings):
        return "boundary_short_ring"
    return "" if all(ring[0] == ring[-1] for ring in rings) else "boundary_open_ring"


def _check_degrees(features: Sequence[Feature], file_name: str, code_field: str) -> None:
    for feature in features:
        for x, y in _points(feature):
            if abs(x) <= LONGITUDE and abs(y) <= LATITUDE:
                continue
            is_swapped = abs(x) <= LATITUDE and abs(y) <= LONGITUDE
            raise UserError(
                "boundaries_swapped" if is_swapped else "boundaries_not_degrees",
                file=file_name,
                feature=feature_name(feature.properties, code_field, feature.number),
                point=f"[{x:.10g}, {y:.10g}]",
            )


def _points(feature: Feature) -> Iterator[Point]:
    return (point for polygon in feature.polygons for ring in polygon for point in ring)
