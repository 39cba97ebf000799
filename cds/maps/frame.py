"""Pieces of land to layers: communes, then districts and the province dissolved from them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.maps.carry_over import UndividedLand, carried, owned
from cds.maps.gazetteer import best_match, published_features
from cds.maps.geometry import (
    bounds,
    cleaned,
    dissolved,
    label_point,
    projected,
    simplified,
    svg_path,
)
from cds.store.layers import Layer, Licence, Shape

WIDTH = 1000.0
MARGIN = 4.0  # room for the outline's own thickness


@dataclass(frozen=True, slots=True)
class Extent:
    """The land of one unit; `is_estimate` as in `Shape`."""

    area: BaseGeometry
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres become view box units, the same for every layer of one build."""

    left: float
    top: float
    scale: float
    height: float


def published_layers(catalogue: Catalogue) -> tuple[Layer, ...]:
    """Layers of the vintage that the map package shows and of the later ones; () for none."""
    match = best_match(published_features(), catalogue)
    if match is None:
        return ()
    rings = [Polygon(feature.ring) for feature in match.features.values()]
    owners = [{match.vintage.name: unit_id} for unit_id in match.features]
    areas = cleaned(projected(rings))
    pieces = carried(tuple(map(UndividedLand, areas, owners)), catalogue, match.vintage)
    smooth = simplified(cleaned([piece.area for piece in pieces]))
    pieces = tuple(replace(p, area=area) for area, p in zip(smooth, pieces, strict=True))
    frame = frame_of(smooth)
    later = [vintage for vintage in catalogue.vintages if vintage.first >= match.vintage.first]
    return tuple(
        layer
        for vintage in later
        for layer in drawn(_extents(pieces, vintage), catalogue, vintage, Licence.GADM, frame)
    )


def frame_of(areas: Sequence[BaseGeometry]) -> Frame:
    """The frame that fits them all at full width, with a margin."""
    left, bottom, right, top = bounds(areas)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    height = round((top - bottom) * scale + 2 * MARGIN, 1)
    return Frame(left - MARGIN / scale, top + MARGIN / scale, scale, height)


def drawn(
    extents: Mapping[str, Extent],
    catalogue: Catalogue,
    vintage: Vintage,
    licence: Licence,
    frame: Frame,
) -> Iterator[Layer]:
    """The layer of these units and those of the levels above; a level without land is left out.

    A unit above is drawn only when all the units below it are: half a province would lie.
    """
    while extents:
        units = sorted((catalogue.units[unit_id] for unit_id in extents), key=lambda u: u.code)
        shapes = tuple(_shape(unit, extents[unit.unit_id], frame) for unit in units)
        view_box = (0.0, 0.0, WIDTH, frame.height)
        yield Layer(vintage.name, units[0].level, view_box, licence, shapes)
        extents = _above(extents, catalogue, vintage)


def label_of(unit: AdminUnit) -> str:
    """The short name to write on a map; communes are too many and too small."""
    return "" if unit.level is AdminLevel.COMMUNE else unit.name_short


def _extents(pieces: Sequence[UndividedLand], vintage: Vintage) -> Mapping[str, Extent]:
    return {
        unit_id: Extent(
            dissolved([piece.area for piece in own]),
            any(piece.is_estimate_in(vintage) for piece in own),
        )
        for unit_id, own in owned(pieces, vintage).items()
    }


def _above(
    extents: Mapping[str, Extent], catalogue: Catalogue, vintage: Vintage
) -> Mapping[str, Extent]:
    groups: dict[AdminUnit, list[BaseGeometry]] = defaultdict(list)
    for unit_id, extent in extents.items():
        parent = catalogue.parent(catalogue.units[unit_id], vintage)
        if parent is not None and parent.level is not AdminLevel.NATION:
            groups[parent].append(extent.area)
    return {
        parent.unit_id: Extent(dissolved(areas))
        for parent, areas in groups.items()
        if len(areas) == len(catalogue.children(parent, vintage))
    }


def _shape(unit: AdminUnit, extent: Extent, frame: Frame) -> Shape:
    x, y = label_point(extent.area)
    return Shape(
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        path=svg_path(extent.area, frame.left, frame.top, frame.scale),
        x=round((x - frame.left) * frame.scale, 1),
        y=round((frame.top - y) * frame.scale, 1),
        is_estimate=extent.is_estimate,
        label=label_of(unit),
    )
