"""Replacing map layers by those of an own GeoJSON file, joined to the reference by code.

Codes are read as people and tools write them: as numbers, without leading zeros. What spoils the
whole file is raised at once; what is wrong with single features is collected, so that a person
mends the file once.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, Never, cast

import shapely
from msgspec import Meta, Struct
from shapely.geometry.base import BaseGeometry

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError, UserError
from cds.maps.frame import Extent, drawn, frame_of
from cds.maps.geometry import bounds, cleaned, projected, simplified, sound
from cds.store.accepted import accept
from cds.store.audit import AuditTrail
from cds.store.documents import DocumentError, decoded
from cds.store.files import exclusive, sha256_of
from cds.store.layers import BOUNDARIES, LOCK, Licence, save_layers

IMPORTED = "boundaries_imported"  # the event of the audit trail
LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE)
LEAST_JOINED = 0.5  # share of the level's units a file must hold to replace their layer
MOST_LOST = 0.05  # share of a shape that cleaning may take or add
WIDEST_DEGREES = 20.0  # wider files hold a stray point
LEAST_AT_HOME = 0.5  # share of shapes that must hold the known centre of their unit

MAX_MEGABYTES = 50
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
UnitsByCode = Mapping[str, AdminUnit]


@dataclass(frozen=True, slots=True)
class Feature:
    """One shape with its attributes. `polygons` is empty when the shape cannot be used.

    `number` counts the features of the file from 1.
    """

    number: int
    properties: Mapping[str, object]
    polygons: tuple[Polygon, ...]


class _Collection(Struct):
    """What a file must be; its features are looked at one by one."""

    type: Literal["FeatureCollection"]
    features: Annotated[list[object], Meta(min_length=1)]
    crs: object = None


Faults = defaultdict[str, list[str]]
"""What is wrong with features, by its phrase: which they are, as a person would look for them."""


@dataclass(frozen=True, slots=True)
class JoinedFeatures:
    """The features of a file by the unit they show.

    `missing` are units of the level without one: the map leaves them out, with the units above
    them. `left_out` are codes the reference does not know.
    """

    level: AdminLevel
    features: Mapping[str, Feature]  # by unit_id
    missing: tuple[AdminUnit, ...]
    left_out: tuple[str, ...]


def import_boundaries(
    home: Path, catalogue: Catalogue, file: Path, vintage: str, code_field: str, by: str = ""
) -> JoinedFeatures:
    """Replace the layers of a vintage, from the level of the file's units up.

    The file is a GeoJSON collection in WGS84 degrees whose `code_field` holds official codes
    of one level. Raises UserError naming everything wrong with it; then nothing is changed.
    Return what was joined; who replaced them by what goes to the audit trail.
    """
    names = [known.name for known in catalogue.vintages]
    if vintage not in names:
        raise NotFoundError("unknown_vintage", value=vintage, accepted=", ".join(names))
    wanted = catalogue.vintages[names.index(vintage)]
    faults = Faults(list)
    features = read_features(file, code_field, faults)
    joined = _joined(features, file.name, code_field, catalogue, wanted, faults)
    areas = _areas(joined, catalogue, wanted, faults)
    if faults:
        problems = tuple(  # one sentence for each kind of fault, with the first features it hits
            UserError(
                phrase,
                count=len(hit),
                features=(*hit[:MOST_NAMED], *(["…"] if len(hit) > MOST_NAMED else [])),
            )
            for phrase, hit in faults.items()
        )
        raise UserError("boundaries_refused", file=file.name, problems=problems)
    smooth = simplified(list(areas.values()))
    extents = dict(zip(areas, map(Extent, smooth), strict=True))
    layers = drawn(extents, catalogue, wanted, Licence.OWN, *frame_of(smooth))
    told = {"file_name": file.name, "sha256": sha256_of(file), "vintage": wanted.name}
    with exclusive(home / LOCK):
        paths = save_layers(home, layers)
        AuditTrail(home).write_down(IMPORTED, by, **told)
        accept(home, BOUNDARIES, by, paths=paths)
    return joined


def _joined(
    features: Sequence[Feature],
    file_name: str,
    code_field: str,
    catalogue: Catalogue,
    vintage: Vintage,
    faults: Faults,
) -> JoinedFeatures:
    """Join features to units of the level that most of the file's codes belong to.

    Raises UserError when no code belongs to the vintage; other faults are noted.
    """
    coded = [(_code(feature.properties.get(code_field)), feature) for feature in features]
    by_level = {level: _units(catalogue, vintage, level) for level in LEVELS}
    level = max(LEVELS, key=lambda level: sum(code in by_level[level] for code, _ in coded))
    if not any(code in by_level[level] for code, _ in coded):
        names = sorted({name for feature in features for name in feature.properties})
        slots = {"file": file_name, "field": code_field, "accepted": ", ".join(names) or None}
        if code_field not in names:
            raise UserError("boundaries_no_field", **slots)
        found = ", ".join([code for code, _ in coded if code][:3])
        raise UserError("boundaries_no_code_known", found=found, vintage=vintage.name, **slots)
    joined: dict[str, Feature] = {}
    left_out: list[str] = []
    for code, feature in coded:
        unit = by_level[level].get(code)
        if not code:
            faults["boundary_no_code"].append(feature_name({}, code_field, feature.number))
        elif unit is not None and unit.unit_id in joined:
            faults["boundary_duplicate_code"].append(code)
        elif unit is not None:
            joined[unit.unit_id] = feature
        elif any(code in units for units in by_level.values()):
            faults["boundary_other_level"].append(code)
        elif catalogue.units_with_code(code):
            faults["boundary_other_vintage"].append(code)
        else:
            left_out.append(code)
    expected = {unit.unit_id: unit for unit in by_level[level].values()}
    if len(joined) < len(expected) * LEAST_JOINED:
        faults["boundary_too_few"].append(f"{len(joined)}/{len(expected)}")
    missing = tuple(unit for unit_id, unit in expected.items() if unit_id not in joined)
    return JoinedFeatures(level, joined, missing, tuple(left_out))


def _code(value: object) -> str:
    """A code as text; spreadsheets and databases turn codes into numbers."""
    match value:
        case bool() | None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _units(catalogue: Catalogue, vintage: Vintage, level: AdminLevel) -> UnitsByCode:
    """The units of a level by code, and by the code without the zeros a number loses."""
    units = [catalogue.units[unit_id] for unit_id in sorted(vintage.parents)]
    found = {unit.code: unit for unit in units if unit.level is level}
    return {code.lstrip("0"): unit for code, unit in found.items()} | found


def _areas(
    joined: JoinedFeatures, catalogue: Catalogue, vintage: Vintage, faults: Faults
) -> Mapping[str, BaseGeometry]:
    """The shapes in metres as one coverage, by unit_id; what had to be bent too far is noted."""
    codes = {unit_id: catalogue.units[unit_id].code for unit_id in joined.features}
    shapes = {unit_id: f.polygons for unit_id, f in joined.features.items() if f.polygons}
    given = {unit_id: sound(polygons) for unit_id, polygons in shapes.items()}
    for unit_id, (area, lost) in given.items():
        if area.is_empty or lost > MOST_LOST:
            faults["boundary_crossing_ring"].append(codes[unit_id])
    degrees = {unit_id: area for unit_id, (area, _) in given.items() if not area.is_empty}
    if not degrees or not _is_plausible(degrees, catalogue, vintage, faults):
        return {}
    metres = projected(list(degrees.values()))
    areas = dict(zip(degrees, cleaned(metres), strict=True))
    for unit_id, before in zip(degrees, metres, strict=True):
        if abs(areas[unit_id].area - before.area) > MOST_LOST * before.area:
            faults["boundary_overlapping"].append(codes[unit_id])
    return areas


def _is_plausible(
    degrees: Mapping[str, BaseGeometry],
    catalogue: Catalogue,
    vintage: Vintage,
    faults: Faults,
) -> bool:
    """False when the shapes lie too far apart for one map, or not where their codes belong."""
    left, bottom, right, top = bounds(list(degrees.values()))
    if max(right - left, top - bottom) > WIDEST_DEGREES:
        faults["boundary_too_wide"].append(f"{right - left:.0f}° × {top - bottom:.0f}°")
        return False
    centres = {unit_id: vintage.facts[unit_id] for unit_id in degrees if unit_id in vintage.facts}
    placed = [
        degrees[unit_id].intersects(shapely.Point(facts.longitude, facts.latitude))
        for unit_id, facts in centres.items()
        if facts.longitude is not None and facts.latitude is not None
    ]
    if sum(placed) < LEAST_AT_HOME * len(placed):
        faults["boundary_elsewhere"].append(f"{sum(placed)}/{len(placed)}")
        return False
    return True


def read_features(file: Path, code_field: str, faults: Faults) -> tuple[Feature, ...]:
    """The features of a file; what is wrong with single ones is noted in `faults`.

    Raises UserError when the file is not a GeoJSON collection in degrees.
    """
    features: list[Feature] = []
    for number, row in enumerate(_collection(file).features, start=1):
        properties = _member(row, "properties")
        polygons, fault = _shape(_member(row, "geometry"))
        if fault:
            faults[fault].append(feature_name(properties, code_field, number))
        features.append(Feature(number, properties, polygons))
    if sum(len(ring) for f in features for polygon in f.polygons for ring in polygon) > MAX_POINTS:
        raise UserError("boundaries_too_detailed", file=file.name, limit=MAX_POINTS)
    for feature in features:
        points = chain.from_iterable(chain.from_iterable(feature.polygons))
        far = next(((x, y) for x, y in points if abs(x) > LONGITUDE or abs(y) > LATITUDE), None)
        if far:
            name = feature_name(feature.properties, code_field, feature.number)
            point = "[{:.10g}, {:.10g}]".format(*far)
            raise UserError("boundaries_not_degrees", file=file.name, feature=name, point=point)
    return tuple(features)


def feature_name(properties: Mapping[str, object], code_field: str, number: int) -> str:
    """What a person looks for in the file: the code, or the place of a feature without one."""
    code = properties.get(code_field)
    return f"#{number}" if code in (None, "") else str(code)


def _collection(file: Path) -> _Collection:
    """The features of a file in WGS84 degrees, not looked at yet."""
    if not file.is_file():
        raise NotFoundError("boundaries_no_file", file=str(file))
    if (size := file.stat().st_size) > MAX_MEGABYTES * 1_000_000:
        told = {"size": size // 1_000_000, "limit": MAX_MEGABYTES}
        raise UserError("boundaries_too_large", file=file.name, **told)
    try:
        text = file.read_text(encoding="utf-8-sig")
        found = decoded(json.loads(text, parse_constant=_no_number), _Collection)
    except (RecursionError, ValueError) as error:  # no text in UTF-8, no JSON, another document
        raise UserError("boundaries_not_geojson", file=file.name) from error
    crs = json.dumps(found.crs)
    if found.crs is not None and not any(name in crs for name in WGS84_NAMES):
        name = _member(_member({"crs": found.crs}, "crs"), "properties").get("name")
        raise UserError("boundaries_other_crs", file=file.name, crs=str(name or crs))
    return found


def _no_number(text: str) -> Never:
    raise ValueError(text)


def _member(row: object, name: str) -> Mapping[str, object]:
    """A member that is itself an object; empty when it is anything else."""
    member = row.get(name) if isinstance(row, dict) else None
    return member if isinstance(member, dict) else {}


def _shape(geometry: Mapping[str, object]) -> tuple[tuple[Polygon, ...], str]:
    """The polygons of a geometry, heights left out, or none and the phrase of what is wrong."""
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        return (), "boundary_not_polygon"
    parts = cast("_Coordinates", parts if kind == "MultiPolygon" else [parts])
    try:
        decoded(parts, _Coordinates)  # checked only: its own numbers would take their place twice
    except DocumentError:
        return (), "boundary_bad_coordinates"
    polygons = tuple(tuple(tuple((x, y) for x, y, *_ in r) for r in rings) for rings in parts)
    rings = [ring for polygon in polygons for ring in polygon]
    is_whole = all(len(ring) >= 4 and ring[0] == ring[-1] for ring in rings)
    if not rings or not all(polygons) or not is_whole:
        return (), "boundary_bad_coordinates"
    return polygons, ""
