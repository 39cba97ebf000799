"""Pieces of land to layers: communes, then districts and the province dissolved from them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry  # pyright: ignore[reportMissingTypeStubs]

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.maps.carry_over import Piece, owned
from cds.maps.geometry import bounds, dissolved, label_point, svg_path
from cds.store.layers import Layer, Licence, Shape

WIDTH = 1000.0
MARGIN = 4.0  # room for the outline's own thickness


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres become view box units, the same for every layer of one build."""

    left: float
    top: float
    scale: float
    height: float

    @property
    def view_box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in view box units."""
        return 0.0, 0.0, WIDTH, self.height


@dataclass(frozen=True, slots=True)
class Extent:
    """The land of one unit; `is_estimate` as in `Shape`."""

    area: BaseGeometry
    is_estimate: bool


def frame_of(geometries: Sequence[BaseGeometry]) -> Frame:
    """The frame that fits them all at full width, with a margin."""
    left, bottom, right, top = bounds(geometries)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    height = round((top - bottom) * scale + 2 * MARGIN, 1)
    return Frame(left - MARGIN / scale, top + MARGIN / scale, scale, height)


def layers(
    pieces: Sequence[Piece], catalogue: Catalogue, vintage: Vintage, licence: Licence
) -> tuple[Layer, ...]:
    """The layers of a vintage, from communes up; a level without land is left out.

    A unit above is drawn only when all the communes below it are: half a province would lie.
    """
    frame = frame_of([piece.area for piece in pieces])
    extents = {
        unit_id: Extent(
            dissolved([piece.area for piece in own]),
            any(piece.is_estimate_in(vintage) for piece in own),
        )
        for unit_id, own in owned(pieces, vintage).items()
    }
    return drawn(extents, catalogue, vintage, licence, frame)


def drawn(
    extents: Mapping[str, Extent],
    catalogue: Catalogue,
    vintage: Vintage,
    licence: Licence,
    frame: Frame,
) -> tuple[Layer, ...]:
    """The layer of these units and those of the levels above."""
    result: list[Layer] = []
    while extents:
        units = [catalogue.units[unit_id] for unit_id in extents]
        shapes = tuple(_shape(unit, extents[unit.unit_id], frame) for unit in _by_code(units))
        result.append(Layer(vintage.name, units[0].level, frame.view_box, licence, shapes))
        extents = _above(extents, catalogue, vintage)
    return tuple(result)


def _above(
    extents: Mapping[str, Extent], catalogue: Catalogue, vintage: Vintage
) -> Mapping[str, Extent]:
    groups: dict[AdminUnit, list[Extent]] = defaultdict(list)
    for unit_id, extent in extents.items():
        parent = catalogue.parent(catalogue.units[unit_id], vintage)
        if parent is not None and parent.level is not AdminLevel.NATION:
            groups[parent].append(extent)
    return {
        parent.unit_id: Extent(dissolved([e.area for e in members]), False)
        for parent, members in groups.items()
        if len(members) == len(catalogue.children(parent, vintage))
    }


def _by_code(units: Sequence[AdminUnit]) -> list[AdminUnit]:
    return sorted(units, key=lambda unit: unit.code)


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


def label_of(unit: AdminUnit) -> str:
    """The short name to write on a map; communes are too many and too small."""
    return "" if unit.level is AdminLevel.COMMUNE else unit.name_short
