"""Which cell of a tile grid each commune gets: near its true place, no two alike."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# scipy carries no types

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from cds.domain.admin_units import AdminUnit
from cds.maps.tile_settling import Cell, settled

KM_PER_DEGREE = 111.32
LEAST_KNOWN = 0.5  # share of the units an older grid must hold to be carried on
NEIGHBOURS = 3  # known places that say where a new one belongs

Points = NDArray[np.float64]  # one row per point: x eastward, y southward
Grid = Mapping[str, Cell]  # by unit_id


@dataclass(frozen=True, slots=True)
class Place:
    """A commune's centroid in degrees and its area, which only sets the grid's outline."""

    unit: AdminUnit
    district_id: str
    latitude: float
    longitude: float
    area_km2: float


def tile_cells(places: Sequence[Place]) -> Grid:
    """A cell for each place, counted from anywhere.

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
    return {place.unit.unit_id: cell for place, cell in zip(places, found, strict=True)}


def carried_on(before: Grid, places: Sequence[Place]) -> Grid | None:
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
            near = sorted(known, key=lambda other: _apart(other, place))[:NEIGHBOURS]
            around = [cells[other.unit.unit_id] for other in near]
            cells[place.unit.unit_id] = _free_cell(around, cells.values())
    return cells


def _apart(one: Place, other: Place) -> float:
    return hypot(one.latitude - other.latitude, one.longitude - other.longitude)


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
