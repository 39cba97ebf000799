"""Settling a tile grid: districts in one piece, no holes, every cell still near its true place.

A local search over exchanges of near cells (occupied or free). What is made small is the sum of
squared distances to the true places, weighted, plus one for every pair of neighbours from
different districts, plus less than one for every free side of a cell.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

PULL = 0.07  # of a squared distance in cells, beside one border between districts
FREE_SIDE = 0.6
REACH = 3  # cells in each direction that a cell is exchanged with
SWEEPS = 12  # measured: the search rests after 4 to 9

Cell = tuple[int, int]  # column and row
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
_MOST_GAIN = 2 * len(_SIDES)
_MOVES = tuple(
    (east, south)
    for east in range(-REACH, REACH + 1)
    for south in range(-REACH, REACH + 1)
    if east or south
)


@dataclass(slots=True)
class _Board:
    """Who sits where, and what a change would be worth."""

    cells: list[Cell]
    places: Sequence[tuple[float, float]]  # in cells
    districts: Sequence[Hashable]
    sitting: dict[Cell, int] = field(init=False)

    def __post_init__(self) -> None:
        self.sitting = {cell: one for one, cell in enumerate(self.cells)}

    def best_move(self, one: int) -> Cell | None:
        """The cell whose exchange with that of `one` is worth most; None when none is."""
        best, most = None, 1e-9
        column, row = self.cells[one]
        for east, south in _MOVES:
            cell = (column + east, row + south)
            worth = self._worth(one, cell, most)
            if worth > most:
                best, most = cell, worth
        return best

    def exchange(self, one: int, cell: Cell) -> None:
        """Put `one` on a cell and whoever sat there on its old one."""
        old, other = self.cells[one], self.sitting.get(cell)
        self.cells[one], self.sitting[cell] = cell, one
        if other is None:
            del self.sitting[old]
        else:
            self.cells[other], self.sitting[old] = old, other

    def _worth(self, one: int, cell: Cell, at_least: float) -> float:
        here, other = self.cells[one], self.sitting.get(cell)
        lost = self._pull(one, cell) - self._pull(one, here)
        if other is not None:
            lost += self._pull(other, here) - self._pull(other, cell)
        own = self.districts[one]
        theirs = None if other is None else self.districts[other]
        if own == theirs or lost + at_least >= _MOST_GAIN:
            return -lost
        now = self._unrest(here, own, cell) + self._unrest(cell, theirs, here)
        then = self._unrest(here, theirs, cell) + self._unrest(cell, own, here)
        return now - then - lost

    def _pull(self, one: int, cell: Cell) -> float:
        x, y = self.places[one]
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


def settled(
    cells: Sequence[Cell], places: Sequence[tuple[float, float]], districts: Sequence[Hashable]
) -> list[Cell]:
    """Better cells for the same communes, no two alike; `places` are true ones in cells."""
    board = _Board(list(cells), places, districts)
    for _ in range(SWEEPS):
        moves = 0
        for one in range(len(board.cells)):
            if (cell := board.best_move(one)) is not None:
                board.exchange(one, cell)
                moves += 1
        if not moves:
            break
    return _joined(board.cells)


def _joined(cells: Sequence[Cell]) -> list[Cell]:
    """The cells as one piece: smaller islands move to the largest by the shortest way."""
    island_of = _islands(cells)
    while len(sizes := _sizes(island_of)) > 1:
        land = {cell for cell in cells if island_of[cell] == sizes[0]}
        island = {cell for cell in cells if island_of[cell] == sizes[1]}
        rest = set(cells) - land - island
        east, south = _way(island, land, rest)
        cells = [(c + east, r + south) if (c, r) in island else (c, r) for c, r in cells]
        island_of = _islands(cells)
    return list(cells)


def _way(island: set[Cell], land: set[Cell], rest: set[Cell]) -> Cell:
    shore = {(c + east, r + south) for c, r in land for east, south in _SIDES} - land
    ways = {(x - c, y - r) for x, y in shore for c, r in island}
    for way in sorted(ways, key=lambda way: (way[0] ** 2 + way[1] ** 2, way)):
        moved = {(c + way[0], r + way[1]) for c, r in island}
        if not moved & (land | rest):
            return way
    raise AssertionError("there is always a free shore")


def _islands(cells: Sequence[Cell]) -> Mapping[Cell, Cell]:
    """For each cell the first cell of its island."""
    found: dict[Cell, Cell] = {}
    left = set(cells)
    for first in sorted(cells):
        ring = [first] if first in left else []
        left.discard(first)
        while ring:
            column, row = ring.pop()
            found[column, row] = first
            near = {(column + east, row + south) for east, south in _SIDES} & left
            left -= near
            ring += near
    return found


def _sizes(island_of: Mapping[Cell, Cell]) -> list[Cell]:
    """The islands, the largest first."""
    members = list(island_of.values())
    return sorted(set(members), key=lambda first: (-members.count(first), first))
