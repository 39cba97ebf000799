"""A GeoJSON file as features in WGS84 degrees, or a refusal; knows nothing of units.

What spoils the whole file is raised at once; what is wrong with single features is collected,
so that a person mends the file once.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Annotated, Never, cast

from msgspec import Meta

from cds.domain.errors import NotFoundError, UserError
from cds.store.documents import DocumentError, decoded

MAX_MEGABYTES = 50
MAX_FEATURES = 20_000
MAX_POINTS = 1_000_000  # measured: 12 s and 0.75 GB to import
MOST_NAMED = 10  # features named in one sentence
WGS84_NAMES = ("CRS84", "4326", "WGS84", "WGS 84", "WGS_1984")
LONGITUDE, LATITUDE = 180.0, 90.0

Point = tuple[float, float]  # longitude and latitude in degrees
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]  # outer ring first, then holes
_Number = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]  # finite
_Position = Annotated[tuple[_Number, ...], Meta(min_length=2)]  # heights may follow
_Coordinates = tuple[tuple[tuple[_Position, ...], ...], ...]


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
    features: list[Feature] = []
    for number, row in enumerate(rows, start=1):
        properties = _member(row, "properties")
        polygons, fault = _shape(_member(row, "geometry"))
        if fault:
            faults.add(fault, feature_name(properties, code_field, number))
        features.append(Feature(number, properties, polygons))
    if sum(len(ring) for f in features for polygon in f.polygons for ring in polygon) > MAX_POINTS:
        raise UserError("boundaries_too_detailed", file=file.name, limit=MAX_POINTS)
    _check_degrees(features, file.name, code_field)
    return tuple(features)


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
        name = _member(_member(document, "crs"), "properties").get("name")
        raise UserError("boundaries_other_crs", file=file_name, crs=str(name or crs))
    if not rows:
        raise UserError("boundaries_empty", file=file_name)
    if len(rows) > MAX_FEATURES:
        raise UserError("boundaries_too_many", file=file_name, found=len(rows), limit=MAX_FEATURES)
    return rows


def _member(row: object, name: str) -> Mapping[str, object]:
    """A member that is itself an object; empty when it is anything else."""
    member = row.get(name) if isinstance(row, dict) else None
    return member if isinstance(member, dict) else {}


def _shape(geometry: Mapping[str, object]) -> tuple[tuple[Polygon, ...], str]:
    """The polygons of a geometry, heights left out, or none and the phrase of what is wrong."""
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        return (), "boundary_not_polygon" if geometry else "boundary_no_shape"
    parts = cast("_Coordinates", parts if kind == "MultiPolygon" else [parts])
    try:
        decoded(parts, _Coordinates)  # checked only: its own numbers would take their place twice
    except DocumentError:
        return (), "boundary_bad_coordinates"
    polygons = tuple(tuple(tuple((x, y) for x, y, *_ in r) for r in rings) for rings in parts)
    rings = [ring for polygon in polygons for ring in polygon]
    if not rings or not all(polygons) or any(len(ring) < 4 for ring in rings):
        return (), "boundary_short_ring"
    if any(ring[0] != ring[-1] for ring in rings):
        return (), "boundary_open_ring"
    return polygons, ""


def _check_degrees(features: Sequence[Feature], file_name: str, code_field: str) -> None:
    for feature in features:
        for x, y in chain.from_iterable(chain.from_iterable(feature.polygons)):
            if abs(x) <= LONGITUDE and abs(y) <= LATITUDE:
                continue
            is_swapped = abs(x) <= LATITUDE and abs(y) <= LONGITUDE
            raise UserError(
                "boundaries_swapped" if is_swapped else "boundaries_not_degrees",
                file=file_name,
                feature=feature_name(feature.properties, code_field, feature.number),
                point=f"[{x:.10g}, {y:.10g}]",
            )
