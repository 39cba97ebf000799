"""One slip of the hand in a sound table, and which figures it may change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from tests.ingest.containers import Grid
from tests.ingest.spelling import DISTRICTS
from tests.ingest.truths import MISSING, Counts, Figure, Key, Sheet

_LETTERS = "zjwf"  # none of them stands for a quarter, a half or a month
_NONE: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Mutation:
    """A table with one slip. Only the `free` figures may change, or vanish with a warning.

    `may_add`: the slip may name another unit, indicator or period that exists.
    """

    what: str
    grid: Grid = field(repr=False)
    truth: Mapping[Key, Counts] = field(repr=False)
    free: frozenset[Key] = _NONE
    may_add: bool = False

    def shifted(self, found: Mapping[Key, Counts]) -> dict[Key, tuple[object, object]]:
        """Return the figures that changed, vanished or came to be without leave."""
        bound = {key for key in self.truth if key not in self.free}
        added = set() if self.may_add else found.keys() - self.truth.keys()
        return {
            key: (self.truth.get(key), found.get(key))
            for key in bound | added
            if self.truth.get(key) != found.get(key)
        }


def mutated(sheet: Sheet, grid: Grid, chance: Random) -> Mutation:
    """Return the table after a random slip."""
    line = chance.randrange(len(grid.rows))
    filled = [at for at, cell in enumerate(grid.rows[line]) if cell not in (None, "")]
    if not filled or chance.random() < 0.3:
        return chance.choice(_OF_ROWS)(sheet, grid, chance, line)
    return _of_cell(sheet, grid, chance, line, chance.choice(filled))


def _of_cell(sheet: Sheet, grid: Grid, chance: Random, line: int, place: int) -> Mutation:
    text = str(grid.rows[line][place])
    ways = [way for way in _SLIPS if way(text, chance) != text]
    way = chance.choice(ways)
    cell, own = way(text, chance), sheet.rows[line][place]
    is_figure, is_missing = isinstance(own, Figure), own in MISSING
    rows = [list(row) for row in grid.rows]
    rows[line][place] = cell
    of_row = _keys(sheet, line)
    names_other = (way is _other_digit and not is_figure) or is_missing
    if names_other and not of_row:  # another year in a title is another year
        return Mutation("nothing", grid, sheet.truth)
    if text in DISTRICTS.values() and not cell:  # a blank says: as in the row above
        return Mutation("nothing", grid, sheet.truth)
    free = of_row if names_other else _NONE
    if isinstance(own, Figure) and own.key:
        free = frozenset((own.key,))
    what = f"line {line + 1}, column {place + 1}: {text!r} became {cell!r}"
    return Mutation(what, Grid(rows, grid.spans), sheet.truth, free, names_other)


def _other_letter(text: str, chance: Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    at = chance.choice(places) if places else len(text)
    return text[:at] + chance.choice(_LETTERS) + text[at + 1 :]


def _more_letters(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_LETTERS) + text[at:]


def _other_digit(text: str, chance: Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isdecimal()]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + chance.choice("0123456789") + text[at + 1 :]


def _nothing(_: str, __: Random) -> str:
    return ""


def _garbage(_: str, chance: Random) -> str:
    return chance.choice(("zqx", "?", "#N/A", "0", "1.5.2", "12a", "'", "=1+1"))


_SLIPS = (_other_letter, _more_letters, _other_digit, _nothing, _garbage)


def _keys(sheet: Sheet, line: int) -> frozenset[Key]:
    cells = (cell for cell in sheet.rows[line] if isinstance(cell, Figure))
    return frozenset(cell.key for cell in cells if cell.key)


def _without(sheet: Sheet, grid: Grid, _: Random, line: int) -> Mutation:
    """A row deleted; nothing else may go, unless the row was no figures' own."""
    if not _keys(sheet, line) or grid.spans:
        return Mutation("nothing", grid, sheet.truth)
    rows = [row for at, row in enumerate(grid.rows) if at != line]
    return Mutation(f"line {line + 1} deleted", Grid(rows), sheet.truth, _keys(sheet, line))


def _twice(sheet: Sheet, grid: Grid, _: Random, line: int) -> Mutation:
    if grid.spans:
        return Mutation("nothing", grid, sheet.truth)
    rows = [*grid.rows[: line + 1], list(grid.rows[line]), *grid.rows[line + 1 :]]
    return Mutation(f"line {line + 1} twice", Grid(rows), sheet.truth)


def _swapped(sheet: Sheet, grid: Grid, _: Random, line: int) -> Mutation:
    below = line + 1
    is_inside = below < len(grid.rows) and _keys(sheet, line) and _keys(sheet, below)
    if grid.spans or not is_inside:
        return Mutation("nothing", grid, sheet.truth)
    rows = list(grid.rows)
    rows[line], rows[below] = rows[below], rows[line]
    return Mutation(f"lines {line + 1} and {below + 1} swapped", Grid(rows), sheet.truth)


def _parted(sheet: Sheet, grid: Grid, chance: Random, line: int) -> Mutation:
    """A row of nothing or of a remark put between."""
    if grid.spans or not _keys(sheet, line):
        return Mutation("nothing", grid, sheet.truth)
    added: list[object] = chance.choice(([None], ["ghi thêm"], [None, "xem biểu 3"]))
    rows = [*grid.rows[:line], added, *grid.rows[line:]]
    return Mutation(f"{added} before line {line + 1}", Grid(rows), sheet.truth)


def _pushed(sheet: Sheet, grid: Grid, chance: Random, line: int) -> Mutation:
    """A cell too many or too few in one row: what follows stands under other heads."""
    if grid.spans or not _keys(sheet, line):
        return Mutation("nothing", grid, sheet.truth)
    row = list(grid.rows[line])
    place = chance.randrange(len(row))
    if chance.random() < 0.5:
        row.insert(place, None)
    else:
        del row[place]
    rows = [*grid.rows[:line], row, *grid.rows[line + 1 :]]
    what = f"line {line + 1} pushed at column {place + 1}"
    return Mutation(what, Grid(rows), sheet.truth, _keys(sheet, line), may_add=True)


_OF_ROWS: tuple[Callable[[Sheet, Grid, Random, int], Mutation], ...] = (
    _without,
    _twice,
    _swapped,
    _parted,
    _pushed,
)
