"""Tile grids: every commune one equal square near its true place, computed from centroids."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# scipy and shapely carry no types

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from cds.domain.catalogue import Catalogue
from cds.domain.places import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.store.boundaries import Layer, Licence, Shape
from cds.store.drawing import label_of
from cds.store.geometry import dissolved, svg_path
from cds.store.tile_settling import settled

WIDTH = 1000.0
GAP = 0.04  # share of a cell left free on each side
KM_PER_DEGREE = 111.32
DEFAULT_AREA_KM2 = 25.0

Points = NDArray[np.float64]  # one row per point: x eastward, y southward


@dataclass(frozen=True, slots=True)
class Place:
    """A commune's centroid in degrees and its area, which only sets the grid's outline."""

    unit: AdminUnit
    district_id: str
    latitude: float
    longitude: float
    area_km2: float


def tile_layers(catalogue: Catalogue, vintage: Vintage) -> tuple[Layer, ...]:
    """The grid of a vintage's communes whose place is known, and the lines around its districts.

    Empty when no place is known; without districts the grid alone.
    """
    places = _places(catalogue, vintage)
    if not places:
        return ()
    cells = tile_cells(places)
    columns, rows = (int(size) for size in cells.max(axis=0) + 1)
    side = WIDTH / columns
    view_box = (0.0, 0.0, WIDTH, round(rows * side, 1))
    squares = tuple(
        _square(place.unit, int(column), int(row), side)
        for place, (column, row) in zip(places, cells, strict=True)
    )
    outlines = tuple(
        _outline(unit, cells[[place.district_id == unit.unit_id for place in places]], side)
        for unit in _districts(places, catalogue)
    )
    layers = (AdminLevel.COMMUNE, squares), (AdminLevel.DISTRICT, outlines)
    return tuple(
        Layer(vintage.name, level, view_box, Licence.REFERENCE, shapes)
        for level, shapes in layers
        if shapes
    )


def _districts(places: Sequence[Place], catalogue: Catalogue) -> list[AdminUnit]:
    above = {place.district_id for place in places} & catalogue.units.keys()
    units = (catalogue.units[unit_id] for unit_id in sorted(above))
    return [unit for unit in units if unit.level is AdminLevel.DISTRICT]


def tile_cells(places: Sequence[Place]) -> NDArray[np.int64]:
    """Column and row of each place, no two alike, counted from the north-western corner.

    First the cheapest assignment of places to a grid over the province's outline, then cells
    are exchanged until districts hold together.
    """
    points = _points(places)
    cells, spacing = _grid(points, np.array([sqrt(place.area_km2 / pi) for place in places]))
    cost = _squared_distances(points, cells.astype(np.float64) * spacing)
    chosen = cells[linear_sum_assignment(cost)[1]]
    found = settled(
        [(int(column), int(row)) for column, row in chosen],
        [(float(x), float(y)) for x, y in points / spacing],
        [place.district_id for place in places],
    )
    placed: NDArray[np.int64] = np.array(found) - np.array(found).min(axis=0)
    return placed


def _places(catalogue: Catalogue, vintage: Vintage) -> list[Place]:
    units = sorted(
        (catalogue.units[unit_id] for unit_id in vintage.parents), key=lambda unit: unit.code
    )
    known = {**_known_facts(catalogue), **_located(vintage)}
    communes = [unit for unit in units if unit.level is AdminLevel.COMMUNE]
    return [place for unit in communes if (place := _place(unit, vintage, known)) is not None]


def _known_facts(catalogue: Catalogue) -> Mapping[str, UnitFacts]:
    """Facts of any vintage: a unit that a reform left alone has not moved."""
    return {
        unit_id: facts
        for vintage in catalogue.vintages
        for unit_id, facts in _located(vintage).items()
    }


def _located(vintage: Vintage) -> Mapping[str, UnitFacts]:
    return {unit: facts for unit, facts in vintage.facts.items() if facts.latitude is not None}


def _place(unit: AdminUnit, vintage: Vintage, known: Mapping[str, UnitFacts]) -> Place | None:
    facts = known.get(unit.unit_id, UnitFacts())
    if facts.latitude is None or facts.longitude is None:
        return None
    return Place(
        unit=unit,
        district_id=vintage.parents[unit.unit_id] or "",
        latitude=facts.latitude,
        longitude=facts.longitude,
        area_km2=float(facts.area_km2 or DEFAULT_AREA_KM2),
    )


def _points(places: Sequence[Place]) -> Points:
    """Kilometres east and south of the equator's zero; good enough across one province."""
    shrink = cos(radians(sum(place.latitude for place in places) / len(places)))
    east = [place.longitude * KM_PER_DEGREE * shrink for place in places]
    south = [-place.latitude * KM_PER_DEGREE for place in places]
    return np.column_stack([east, south])


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


def _squared_distances(places: Points, cells: Points) -> Points:
    apart: Points = ((places[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)
    return apart


def _square(unit: AdminUnit, column: int, row: int, side: float) -> Shape:
    left, right = round((column + GAP) * side, 1), round((column + 1 - GAP) * side, 1)
    top, bottom = round((row + GAP) * side, 1), round((row + 1 - GAP) * side, 1)
    path = f"M{left:g},{top:g}L{right:g},{top:g}L{right:g},{bottom:g}L{left:g},{bottom:g}Z"
    middle = (round((column + 0.5) * side, 1), round((row + 0.5) * side, 1))
    return Shape(unit.unit_id, unit.code, unit.name, path, *middle)


def _outline(unit: AdminUnit, cells: NDArray[np.int64], side: float) -> Shape:
    """The line around a district's cells, named at the cell nearest to their middle."""
    corners = [(float(column) * side, -float(row) * side) for column, row in cells]
    area = dissolved([shapely.box(x, y - side, x + side, y) for x, y in corners]).simplify(0)
    apart = ((cells - cells.mean(axis=0)) ** 2).sum(axis=1)
    x, y = corners[int(apart.argmin())]
    middle = (round(x + side / 2, 1), round(side / 2 - y, 1))
    path = svg_path(area, left=0, top=0, scale=1)
    return Shape(unit.unit_id, unit.code, unit.name, path, *middle, label=label_of(unit))
