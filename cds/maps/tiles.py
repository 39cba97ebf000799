"""Tile grids: every commune one equal square near its true place, computed from centroids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.maps.frame import MARGIN, WIDTH, label_of
from cds.maps.geometry import dissolved, svg_path
from cds.maps.tile_grid import Cell, Centroid, Grid, carried_on, tile_cells
from cds.store.layers import Layer, Licence, Shape

GAP = 0.04  # share of a cell left free on each side
DEFAULT_AREA_KM2 = 25.0


@dataclass(frozen=True, slots=True)
class _Tiles:
    """The grid of one vintage."""

    vintage: Vintage
    places: tuple[Centroid, ...]
    grid: Grid


@dataclass(frozen=True, slots=True)
class _TileFrame:
    """How cells become view box units, the same for all grids that carry each other on."""

    left: int
    top: int
    columns: int
    rows: int

    @property
    def side(self) -> float:
        """Length of a cell."""
        return (WIDTH - 2 * MARGIN) / self.columns

    @property
    def view_box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in view box units."""
        return 0.0, 0.0, WIDTH, round(self.rows * self.side + 2 * MARGIN, 1)

    def corner(self, cell: Cell) -> tuple[float, float]:
        """The north-western corner of a cell."""
        left, top = cell[0] - self.left, cell[1] - self.top
        return MARGIN + left * self.side, MARGIN + top * self.side


def tile_layers(catalogue: Catalogue) -> tuple[Layer, ...]:
    """The grids of all vintages' communes whose place is known, and the lines around districts.

    A vintage without known places has none; without districts the grid alone.
    """
    return tuple(
        layer
        for family in _families(catalogue)
        for tiles in family
        for layer in _layers(tiles, _frame(family), catalogue)
    )


def _families(catalogue: Catalogue) -> list[list[_Tiles]]:
    """Grids in the order of their vintages; those of a family carry each other on."""
    families: list[list[_Tiles]] = []
    for vintage in catalogue.vintages:
        places = tuple(_places(catalogue, vintage))
        if not places:
            continue
        older = families[-1][-1].grid if families else {}
        if grid := carried_on(older, places):
            families[-1].append(_Tiles(vintage, places, grid))
        else:
            families.append([_Tiles(vintage, places, tile_cells(places))])
    return families


def _frame(family: Sequence[_Tiles]) -> _TileFrame:
    columns, rows = zip(*(cell for tiles in family for cell in tiles.grid.values()), strict=True)
    left, top = min(columns), min(rows)
    return _TileFrame(left, top, max(columns) - left + 1, max(rows) - top + 1)


def _layers(tiles: _Tiles, frame: _TileFrame, catalogue: Catalogue) -> Iterator[Layer]:
    corners = {unit_id: frame.corner(cell) for unit_id, cell in tiles.grid.items()}
    districts: dict[str, list[tuple[float, float]]] = {}
    for place in tiles.places:
        districts.setdefault(place.district_id, []).append(corners[place.unit.unit_id])
    above = [catalogue.units[unit_id] for unit_id in sorted(districts.keys() & catalogue.units)]
    layers = {
        AdminLevel.COMMUNE: tuple(
            _square(place.unit, corners[place.unit.unit_id], frame.side) for place in tiles.places
        ),
        AdminLevel.DISTRICT: tuple(
            _outline(unit, districts[unit.unit_id], frame.side)
            for unit in above
            if unit.level is AdminLevel.DISTRICT
        ),
    }
    for level, shapes in layers.items():
        if shapes:
            yield Layer(tiles.vintage.name, level, frame.view_box, Licence.REFERENCE, shapes)


def _places(catalogue: Catalogue, vintage: Vintage) -> Iterator[Centroid]:
    """The communes whose centre is known, by code.

    Facts of another vintage will do: a unit that a reform left alone has not moved.
    """
    known = {
        unit_id: facts
        for each in (*catalogue.vintages, vintage)
        for unit_id, facts in each.facts.items()
        if facts.latitude is not None
    }
    units = (catalogue.units[unit_id] for unit_id in vintage.parents)
    for unit in sorted(units, key=lambda unit: unit.code):
        facts = known.get(unit.unit_id, UnitFacts())
        if facts.latitude is None or facts.longitude is None:
            continue
        if unit.level is AdminLevel.COMMUNE:
            yield Centroid(
                unit=unit,
                district_id=vintage.parents[unit.unit_id] or "",
                latitude=facts.latitude,
                longitude=facts.longitude,
                area_km2=float(facts.area_km2 or DEFAULT_AREA_KM2),
            )


def _square(unit: AdminUnit, corner: tuple[float, float], side: float) -> Shape:
    x, y = corner
    left, right = round(x + GAP * side, 1), round(x + (1 - GAP) * side, 1)
    top, bottom = round(y + GAP * side, 1), round(y + (1 - GAP) * side, 1)
    path = f"M{left:g},{top:g}L{right:g},{top:g}L{right:g},{bottom:g}L{left:g},{bottom:g}Z"
    middle = (round(x + side / 2, 1), round(y + side / 2, 1))
    return Shape(unit.unit_id, unit.code, unit.name, path, *middle)


def _outline(unit: AdminUnit, corners: Sequence[tuple[float, float]], side: float) -> Shape:
    """The line around a district's cells, named at the cell nearest to their middle."""
    boxes = [shapely.box(x, -y - side, x + side, -y) for x, y in corners]
    path = svg_path(dissolved(boxes).simplify(0), left=0, top=0, scale=1)
    middle_x, middle_y = (sum(sizes) / len(corners) for sizes in zip(*corners, strict=True))
    x, y = min(corners, key=lambda c: ((c[0] - middle_x) ** 2 + (c[1] - middle_y) ** 2, c))
    middle = (round(x + side / 2, 1), round(y + side / 2, 1))
    return Shape(unit.unit_id, unit.code, unit.name, path, *middle, label=label_of(unit))
