"""Replacing map layers by those of an own GeoJSON file, joined to the reference by code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shapely.geometry import Point  # pyright: ignore[reportMissingTypeStubs]
from shapely.geometry.base import BaseGeometry  # pyright: ignore[reportMissingTypeStubs]

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError, UserError
from cds.maps.codes import Joined, Source, join_codes
from cds.maps.frame import Extent, drawn, frame_of
from cds.maps.geojson import FeatureFaults, read_features
from cds.maps.geometry import bounds, cleaned, projected, simplified, sound
from cds.store.accepted import accept_files
from cds.store.audit import AuditTrail, Event
from cds.store.files import exclusive, sha256_of
from cds.store.layers import BOUNDARIES, LOCK, Layer, Licence, save_layers

IMPORTED = "boundaries_imported"  # the event of the audit trail
MOST_LOST = 0.05  # share of a shape that cleaning may take or add
WIDEST_DEGREES = 20.0  # wider files hold a stray point
LEAST_AT_HOME = 0.5  # share of shapes that must hold the known centre of their unit


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    `missing` are units of the level without a shape: the map leaves them out, with the units
    above them. `left_out` are codes the reference does not know.
    """

    file_name: str
    vintage: str
    level: AdminLevel
    joined: tuple[AdminUnit, ...]
    missing: tuple[AdminUnit, ...]
    left_out: tuple[str, ...]
    layers: tuple[Path, ...]


def import_boundaries(
    home: Path, catalogue: Catalogue, file: Path, vintage: str, code_field: str, by: str = ""
) -> ImportReport:
    """Replace the layers of a vintage, from the level of the file's units up.

    The file is a GeoJSON collection in WGS84 degrees whose `code_field` holds official codes
    of one level. Raises UserError naming everything wrong with it; then nothing is changed.
    Who replaced them by what goes to the audit trail.
    """
    wanted = _vintage(catalogue, vintage)
    faults = FeatureFaults()
    source = Source(file.name, code_field, read_features(file, code_field, faults))
    joined = join_codes(source, catalogue, wanted, faults)
    areas = _areas(joined, catalogue, wanted, faults)
    if faults.found:
        raise UserError("boundaries_refused", file=file.name, problems=faults.problems())
    layers = _layers(areas, catalogue, wanted)
    told = {"file_name": file.name, "sha256": sha256_of(file), "vintage": wanted.name}
    with exclusive(home / LOCK):
        paths = save_layers(home, layers)
        AuditTrail(home).record(Event(IMPORTED, by, datetime.now(UTC), details=told))
        accept_files(home, BOUNDARIES, by, paths)
    return ImportReport(
        file_name=file.name,
        vintage=wanted.name,
        level=joined.level,
        joined=tuple(catalogue.units[unit_id] for unit_id in joined.features),
        missing=joined.missing,
        left_out=joined.left_out,
        layers=paths,
    )


def _vintage(catalogue: Catalogue, name: str) -> Vintage:
    names = [vintage.name for vintage in catalogue.vintages]
    if name not in names:
        raise NotFoundError("unknown_vintage", value=name, accepted=", ".join(names))
    return catalogue.vintages[names.index(name)]


def _areas(
    joined: Joined, catalogue: Catalogue, vintage: Vintage, faults: FeatureFaults
) -> Mapping[str, BaseGeometry]:
    """The shapes in metres as one coverage, by unit_id; what had to be bent too far is noted."""
    codes = {unit_id: catalogue.units[unit_id].code for unit_id in joined.features}
    shapes = {unit_id: f.polygons for unit_id, f in joined.features.items() if f.polygons}
    given = {unit_id: sound(polygons) for unit_id, polygons in shapes.items()}
    for unit_id, (area, lost) in given.items():
        if area.is_empty or lost > MOST_LOST:
            faults.add("boundary_crossing_ring", codes[unit_id])
    degrees = {unit_id: area for unit_id, (area, _) in given.items() if not area.is_empty}
    if not degrees or not _is_plausible(degrees, catalogue, vintage, faults):
        return {}
    metres = projected(list(degrees.values()))
    areas = dict(zip(degrees, cleaned(metres), strict=True))
    for unit_id, before in zip(degrees, metres, strict=True):
        if abs(areas[unit_id].area - before.area) > MOST_LOST * before.area:
            faults.add("boundary_overlapping", codes[unit_id])
    return areas


def _is_plausible(
    degrees: Mapping[str, BaseGeometry],
    catalogue: Catalogue,
    vintage: Vintage,
    faults: FeatureFaults,
) -> bool:
    """False when the shapes lie too far apart for one map, or not where their codes belong."""
    left, bottom, right, top = bounds(list(degrees.values()))
    if max(right - left, top - bottom) > WIDEST_DEGREES:
        faults.add("boundary_too_wide", f"{right - left:.0f}° × {top - bottom:.0f}°")
        return False
    centres = {unit_id: vintage.facts[unit_id] for unit_id in degrees if unit_id in vintage.facts}
    placed = [
        degrees[unit_id].intersects(Point(facts.longitude, facts.latitude))
        for unit_id, facts in centres.items()
        if facts.longitude is not None and facts.latitude is not None
    ]
    if sum(placed) < LEAST_AT_HOME * len(placed):
        faults.add("boundary_elsewhere", f"{sum(placed)}/{len(placed)}")
        return False
    return True


def _layers(
    areas: Mapping[str, BaseGeometry], catalogue: Catalogue, vintage: Vintage
) -> tuple[Layer, ...]:
    smooth = simplified(list(areas.values()))
    extents = {unit: Extent(area, False) for unit, area in zip(areas, smooth, strict=True)}
    return drawn(extents, catalogue, vintage, Licence.OWN, frame_of(smooth))
