"""Tile grids: every commune one equal square near its true place, computed from centroids.

A cheapest assignment comes first; a local search over exchanges of near cells (occupied or free)
then brings districts into one piece without holes. What the search makes small is the sum of
squared distances to the true places, weighted, plus one for every pair of neighbours from
different districts, plus less than one for every free side of a cell.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, dist, hypot, pi, radians, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import label
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.maps.frame import MARGIN, WIDTH, label_of
from cds.maps.geometry import dissolved, svg_path
from cds.store.layers import Layer, Licence, Shape

GAP = 0.04  # share of a cell left free on each side
DEFAULT_AREA_KM2 = 25.0
KM_PER_DEGREE = 111.32
LEAST_KNOWN = 0.5  # share of the units an older grid must hold to be carried on
NEIGHBOURS = 3  # known places that say where a new one belongs
PULL = 0.07  # of a squared distance in cells, beside one border between districts
FREE_SIDE = 0.6
REACH = 3  # cells in each direction that a cell is exchanged with
SWEEPS = 12  # measured: the search rests after 4 to 9

Cell = tuple[int, int]  # column and row
Points = NDArray[np.float64]  # one row per point: x eastward, y southward
Grid = Mapping[str, Cell]  # by unit_id
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
_MOST_GAIN = 2 * len(_SIDES)
_MOVES = tuple(
    (east, south)
    for east in range(-REACH, REACH + 1)
    for south in range(-REACH, REACH + 1)
    if east or south
)


@dataclass(frozen=True, slots=True)
class Centroid:
    """A commune's centroid in degrees and its area, which only sets the grid's outline."""

    unit: AdminUnit
    district_id: str
    latitude: float
    longitude: float
    area_km2: float


@dataclass(frozen=True, slots=True)
class _Tiles:
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
    units = [place.unit for place in tiles.places]
    names = catalogue.names_among(units)
    above = [catalogue.units[unit_id] for unit_id in sorted(districts.keys() & catalogue.units)]
    layers = {
        AdminLevel.COMMUNE: tuple(
            _square(unit, names[unit.unit_id], corners[unit.unit_id], frame.side) for unit in units
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


def _square(unit: AdminUnit, name: str, corner: tuple[float, float], side: float) -> Shape:
    x, y = corner
    left, right = round(x + GAP * side, 1), round(x + (1 - GAP) * side, 1)
    top, bottom = round(y + GAP * side, 1), round(y + (1 - GAP) * side, 1)
    path = f"M{left:g},{top:g}L{right:g},{top:g}L{right:g},{bottom:g}L{left:g},{bottom:g}Z"
    middle = (round(x + side / 2, 1), round(y + side / 2, 1))
    return Shape(unit.unit_id, unit.code, name, path, *middle)


def _outline(unit: AdminUnit, corners: Sequence[tuple[float, float]], side: float) -> Shape:
    """The line around a district's cells, named at the cell nearest to their middle."""
    boxes = [shapely.box(x, -y - side, x + side, -y) for x, y in corners]
    path = svg_path(dissolved(boxes).simplify(0), left=0, top=0, scale=1)
    middle_x, middle_y = (sum(sizes) / len(corners) for sizes in zip(*corners, strict=True))
    x, y = min(corners, key=lambda c: ((c[0] - middle_x) ** 2 + (c[1] - middle_y) ** 2, c))
    middle = (round(x + side / 2, 1), round(y + side / 2, 1))
    return Shape(unit.unit_id, unit.code, unit.name, path, *middle, label=label_of(unit))


def tile_cells(places: Sequence[Centroid]) -> Grid:
    """A cell for each place, counted from anywhere.

    First the cheapest assignment of places to a grid over the province's outline, then cells
    are exchanged until districts hold together.
    """
    # Kilometres east and south of the equator's zero; good enough across one province.
    shrink = cos(radians(sum(place.latitude for place in places) / len(places)))
    east = [place.longitude * KM_PER_DEGREE * shrink for place in places]
    south = [-place.latitude * KM_PER_DEGREE for place in places]
    points = np.column_stack([east, south])
    cells, spacing = _grid(points, np.array([sqrt(place.area_km2 / pi) for place in places]))
    centres = cells.astype(np.float64) * spacing
    cost = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    chosen = cells[linear_sum_assignment(cost)[1]]
    found = settled(
        [(int(column), int(row)) for column, row in chosen],
        [(float(x), float(y)) for x, y in points / spacing],
        [place.district_id for place in places],
    )
    return {place.unit.unit_id: cell for place, cell in zip(places, found, strict=True)}


def carried_on(before: Grid, places: Sequence[Centroid]) -> Grid | None:
    """The grid after a reform: what stays keeps its cell, what is new gets a free one beside.

    None when it would hold too few of the units. Maps of two periods can only be compared when
    a commune does not move between them.
    """
    known = [place for place in places if place.unit.unit_id in before]
    if len(known) < LEAST_KNOWN * len(places):
        return None
    cells = {place.unit.unit_id: before[place.unit.unit_id] for place in known}
    for place in places:
        if place.unit.unit_id not in cells:
            here = (place.latitude, place.longitude)
            near = sorted(known, key=lambda other: dist((other.latitude, other.longitude), here))
            around = [cells[other.unit.unit_id] for other in near[:NEIGHBOURS]]
            cells[place.unit.unit_id] = _free_cell(around, cells.values())
    return cells


def settled(
    cells: Sequence[Cell], places: Sequence[tuple[float, float]], districts: Sequence[Hashable]
) -> list[Cell]:
    """Better cells for the same communes, no two alike; `places` are true ones in cells."""
    board = _Board(list(cells), places, districts)
    for _ in range(SWEEPS):
        moves = 0
        for commune in range(len(board.cells)):
            if (cell := board.best_move(commune)) is not None:
                board.exchange(commune, cell)
                moves += 1
        if not moves:
            break
    return _joined(board.cells)


def _free_cell(around: Sequence[Cell], taken: Iterable[Cell]) -> Cell:
    """The free cell nearest to the middle of some cells."""
    occupied = set(taken)
    column, row = (sum(sizes) / len(around) for sizes in zip(*around, strict=True))
    reach = int(sqrt(len(occupied))) + 1  # a square of that size cannot be full
    square = (
        (round(column) + east, round(row) + south)
        for east in range(-reach, reach + 1)
        for south in range(-reach, reach + 1)
    )
    free = [cell for cell in square if cell not in occupied]
    return min(free, key=lambda cell: (hypot(cell[0] - column, cell[1] - row), cell))


def _grid(points: Points, radii: Points) -> tuple[NDArray[np.int64], float]:
    """As many cells as places, covering the province's outline, and their side in km.

    A cell belongs to the outline when it lies near a commune for that commune's size; the side
    is the widest that leaves enough cells.
    """
    low, high = 0.01, float(np.ptp(points, axis=0).max()) + 1.0
    for _ in range(40):
        middle = (low + high) / 2
        enough = int((_remoteness(_lattice(points, middle), middle, points, radii) <= 1.0).sum())
        low, high = (middle, high) if enough >= len(points) else (low, middle)
    lattice = _lattice(points, low)
    nearest = np.argsort(_remoteness(lattice, low, points, radii), kind="stable")
    return lattice[nearest[: len(points)]], low


def _lattice(points: Points, side: float) -> NDArray[np.int64]:
    first = np.floor(points.min(axis=0) / side).astype(np.int64) - 1
    last = np.ceil(points.max(axis=0) / side).astype(np.int64) + 1
    columns, rows = np.meshgrid(
        np.arange(first[0], last[0] + 1), np.arange(first[1], last[1] + 1), indexing="ij"
    )
    return np.column_stack([columns.ravel(), rows.ravel()])


def _remoteness(cells: NDArray[np.int64], side: float, points: Points, radii: Points) -> Points:
    """Distance to the nearest commune, in that commune's radii."""
    distance, nearest = cKDTree(points).query(cells * side)
    remoteness: Points = distance / radii[nearest]
    return remoteness


@dataclass(slots=True)
class _Board:
    """Who sits where, and what a change would be worth."""

    cells: list[Cell]
    places: Sequence[tuple[float, float]]  # in cells
    districts: Sequence[Hashable]
    sitting: dict[Cell, int] = field(init=False)

    def __post_init__(self) -> None:
        self.sitting = {cell: commune for commune, cell in enumerate(self.cells)}

    def best_move(self, commune: int) -> Cell | None:
        """The cell whose exchange with that of `commune` is worth most; None when none is."""
        best, most = None, 1e-9
        column, row = self.cells[commune]
        for east, south in _MOVES:
            cell = (column + east, row + south)
            worth = self._worth(commune, cell, most)
            if worth > most:
                best, most = cell, worth
        return best

    def exchange(self, commune: int, cell: Cell) -> None:
        """Put a commune on a cell and whoever sat there on its old one."""
        old, other = self.cells[commune], self.sitting.get(cell)
        self.cells[commune], self.sitting[cell] = cell, commune
        if other is None:
            del self.sitting[old]
        else:
            self.cells[other], self.sitting[old] = old, other

    def _worth(self, commune: int, cell: Cell, at_least: float) -> float:
        here, other = self.cells[commune], self.sitting.get(cell)
        lost = self._pull(commune, cell) - self._pull(commune, here)
        if other is not None:
            lost += self._pull(other, here) - self._pull(other, cell)
        own = self.districts[commune]
        theirs = None if other is None else self.districts[other]
        if own == theirs or lost + at_least >= _MOST_GAIN:
            return -lost
        now = self._unrest(here, own, cell) + self._unrest(cell, theirs, here)
        then = self._unrest(here, theirs, cell) + self._unrest(cell, own, here)
        return now - then - lost

    def _pull(self, commune: int, cell: Cell) -> float:
        x, y = self.places[commune]
        return PULL * ((cell[0] - x) ** 2 + (cell[1] - y) ** 2)

    def _unrest(self, cell: Cell, district: Hashable | None, beside: Cell) -> float:
        """What the sides of a cell cost if it belonged to a district (None: to nobody).

        The side towards `beside` costs the same before and after an exchange with it.
        """
        cost = 0.0
        for east, south in _SIDES:
            side = (cell[0] + east, cell[1] + south)
            if side == beside:
                continue
            other = self.sitting.get(side)
            if district is None or other is None:
                cost += FREE_SIDE * (district is not None or other is not None)
            else:
                cost += self.districts[other] != district
        return cost


def _joined(cells: Sequence[Cell]) -> list[Cell]:
    """The cells as one piece: smaller islands move to the largest by the shortest way."""
    while len(sizes := Counter((island_of := _islands(cells)).values())) > 1:
        largest, second, *_ = sorted(sizes, key=lambda first: (-sizes[first], first))
        land = {cell for cell in cells if island_of[cell] == largest}
        island = {cell for cell in cells if island_of[cell] == second}
        rest = set(cells) - land - island
        east, south = _way(island, land, rest)
        cells = [(c + east, r + south) if (c, r) in island else (c, r) for c, r in cells]
    return list(cells)


def _way(island: set[Cell], land: set[Cell], rest: set[Cell]) -> Cell:
    shore = {(c + east, r + south) for c, r in land for east, south in _SIDES} - land
    ways = {(x - c, y - r) for x, y in shore for c, r in island}
    for way in sorted(ways, key=lambda way: (way[0] ** 2 + way[1] ** 2, way)):
        moved = {(c + way[0], r + way[1]) for c, r in island}
        if not moved & (land | rest):
            return way
    raise AssertionError("there is always a free shore")


def _islands(cells: Sequence[Cell]) -> Mapping[Cell, int]:
    """For each cell the number of its island, in the order of their first cells."""
    places = np.array(cells)
    land = np.zeros(np.ptp(places, axis=0) + 1, dtype=bool)
    columns, rows = (places - places.min(axis=0)).T
    land[columns, rows] = True
    numbers, _ = label(land)
    return dict(zip(cells, map(int, numbers[columns, rows]), strict=True))
