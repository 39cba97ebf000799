"""Rows of the queries as points and series: the unit's own figure before the sum of its parts.

Rows stay columns: points are made of some hundred of them when somebody looks at one.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise, repeat
from typing import TypeAlias, cast, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cds.domain.observations import (
    ObservationStatus,
    Origin,
    Point,
    RollUp,
    Series,
    percentage,
)
from cds.store.snapshots.figures import Row, inherited, plain
from cds.store.view.database import Numbering

SeriesJudge: TypeAlias = Callable[[str, tuple[Series, ...]], pa.Table]
"""What makes a table of the series of an indicator; without any of its targets alone."""
_Number = Decimal | None
_Sums = tuple[_Number, _Number, _Number]
_STATUSES = tuple(ObservationStatus)  # in the order of status_rank
_STATUS: Mapping[object, ObservationStatus] = {str(each): each for each in ObservationStatus}
_PLACES = (
    *("unit_no", "period_no", "status", "snapshot_no", "line"),
    *("cumulative_since", "converted_from"),
)
_TEXTS = ("note", "source_title", "source_url", "published_on")
_WHOLE, _LAST_DECIMAL = Decimal(1), Decimal("1e-8")
_ROWS_OF_A_BLOCK = 512
_ROWS_OF_A_RUN = 1_000  # that lie in order: of so many each, they stay where they are
_point: Callable[[tuple[object, ...]], Point] = partial(tuple.__new__, Point)  # its _make, quicker
_PERIOD_BITS = 24  # the number of a period has no more, to the year 9999


class _Reading(threading.local):
    """What a thread does between parts of what it reads, so that others come first; nothing."""

    def pause(self) -> None:
        """Go on at once."""


reading = _Reading()


class Points(Sequence[Point]):
    """The points of a series, made when one is looked at; how many there are is known before."""

    __slots__ = ("_block", "_length", "_place")

    def __init__(self, block: "_Block", place: int, length: int) -> None:
        """Say where they come from."""
        self._block, self._place, self._length = block, place, length

    def __len__(self) -> int:
        """Tell without making any."""
        return self._length

    @overload
    def __getitem__(self, at: int) -> Point: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Point]: ...
    def __getitem__(self, at: int | slice) -> Point | Sequence[Point]:
        """Return some of them; the first ones are still made when one is looked at."""
        if isinstance(at, slice) and (at.start, at.step) == (None, None):
            return Points(self._block, self._place, len(range(self._length)[at]))
        return self._made[at]

    def __iter__(self) -> Iterator[Point]:
        """Go through them, oldest first."""
        return iter(self._made)

    @property
    def _made(self) -> tuple[Point, ...]:
        return self._block.points(self._place)[: self._length]

    def __eq__(self, other: object) -> bool:
        """Be equal to the same points, whether made or not."""
        return tuple(self) == (tuple(other) if isinstance(other, Points) else other)

    def __hash__(self) -> int:
        """Be found like a tuple of the same."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """Say what a tuple would."""
        return repr(tuple(self))

    def __reduce__(self) -> tuple[type, tuple[tuple[Point, ...]]]:
        """Travel to another process as a tuple."""
        return tuple, (tuple(self),)


@dataclass(frozen=True, slots=True)
class _Source:
    """The rows of all series beside each other: own figures, sums, and where each series ends."""

    own: pa.Table
    rolled: pa.Table
    own_ends: NDArray[np.int64]
    rolled_ends: NDArray[np.int64]
    numbers: Numbering
    read: "_Read"
    same: dict[str, str]

    def points(self, first: int, last: int) -> Sequence[tuple[Point, ...]]:
        """Make those of some series."""
        own_cuts, own = _cut(self.own, self.own_ends, first, last)
        rolled_cuts, rolled = _cut(self.rolled, self.rolled_ends, first, last)
        figures = tuple(_own_points(own, self.numbers, self.read, self.same))
        sums = tuple(_rolled_point(row, self.numbers) for row in _rows(rolled))
        of_own, of_sums = (rows.column("period_no").to_pylist() for rows in (own, rolled))
        return [
            _merged(figures[one], sums[other], of_own[one], of_sums[other])
            for one, other in zip(own_cuts, rolled_cuts, strict=True)
        ]


class _Block:
    """Some series beside each other, whose points are made together."""

    __slots__ = ("_first", "_last", "_lock", "_made", "_source")

    def __init__(self, source: _Source, first: int, last: int) -> None:
        """Say which they are."""
        self._lock = threading.Lock()
        self._source: _Source | None = source
        self._first, self._last = first, last
        self._made: Sequence[tuple[Point, ...]] = ()

    def points(self, place: int) -> tuple[Point, ...]:
        """Return those of one of the series."""
        if not self._made:
            with self._lock:
                if self._source:
                    self._made = self._source.points(self._first, self._last)
                    self._source = None
            reading.pause()
        return self._made[place - self._first]


def _cut(
    rows: pa.Table, ends: NDArray[np.int64], first: int, last: int
) -> tuple[Sequence[slice], pa.Table]:
    """Where each of some series lies among their rows, and these."""
    begin = int(ends[first - 1]) if first else 0
    cuts = [0, *(ends[first:last] - begin).tolist()]
    return [slice(*both) for both in pairwise(cuts)], rows.slice(begin, cuts[-1])


def _merged(
    own: tuple[Point, ...],
    rolled: tuple[Point, ...],
    of_own: Iterable[int],
    of_rolled: Iterable[int],
) -> tuple[Point, ...]:
    """The points of a series by the numbers of their periods, of which both may have one.

    The unit's own figure counts, unless it alone is generated; the sum is told beside it, but for
    generated parts, which say nothing about a real figure.
    """
    if not own or not rolled:
        return own or rolled
    points = dict(zip(of_rolled, rolled, strict=True))
    for number, point in zip(of_own, own, strict=True):
        summed = points.get(number)
        if summed is None or (summed.is_demo and not point.is_demo):
            points[number] = point
        elif summed.is_demo is point.is_demo:
            points[number] = point._replace(parts_value=summed.value)
    return tuple(points[number] for number in sorted(points))


def series_of(
    own: pa.Table, rolled: pa.Table, numbers: Numbering
) -> Mapping[str, Mapping[str, Series]]:
    """Return the series of each indicator, by unit, from rows of own figures and of sums.

    Each row makes a point. Equal numbers and texts of own figures are one object: so many figures
    would take a third more.
    """
    units = len(numbers.unit_ids)
    (own, of_own), (rolled, of_rolled) = _in_order(own, units), _in_order(rolled, units)
    at = np.searchsorted(of_own, of_rolled)
    twice = of_rolled[np.append(of_own, -1)[at] == of_rolled]
    each = [keys >> _PERIOD_BITS for keys in (of_own, of_rolled, twice)]
    series = np.union1d(each[0][np.diff(each[0], prepend=-1) != 0], each[1])
    ends = [np.searchsorted(keys, series, "right") for keys in each]
    lengths = np.diff(ends[0] + ends[1] - ends[2], prepend=0).tolist()
    source = _Source(own, rolled, ends[0], ends[1], numbers, _Read(), {})
    blocks = np.flatnonzero(np.diff((ends[0] + ends[1] - 1) // _ROWS_OF_A_BLOCK, prepend=-1))
    found: dict[str, dict[str, Series]] = {}
    for first, last in pairwise((*blocks.tolist(), len(series))):
        block = _Block(source, first, last)
        for place, key in enumerate(series[first:last].tolist(), first):
            indicator_no, unit_no = divmod(key, units)
            indicator_id = numbers.indicators[indicator_no].indicator_id
            unit_id = numbers.unit_ids[unit_no]
            one = Series(indicator_id, unit_id, Points(block, place, lengths[place]))
            found.setdefault(indicator_id, {})[unit_id] = one
    return found


def values_of(
    own: pa.Table, rolled: pa.Table, numbers: Numbering
) -> Mapping[str, Mapping[str, Decimal]]:
    """Return what each indicator is in each unit, from rows of one period, without any point."""
    read, ids = _Read(), numbers.unit_ids
    real, found = set[tuple[object, ...]](), dict[str, dict[str, Decimal]]()
    for row in _rows(rolled):
        point = _rolled_point(row, numbers)
        indicator = numbers.indicators[_whole(row[0])]
        found.setdefault(indicator.indicator_id, {})[ids[_whole(row[1])]] = point.value
        if not point.is_demo:
            real.add(row[:2])
    keys = zip(*(own.column(name).to_pylist() for name in ("indicator_no", "unit_no")), strict=True)
    statuses, (*_, values) = (
        own.column("status").to_pylist(),
        _values(own, _are_shares(own, numbers), read),
    )
    for key, status, value in zip(keys, statuses, values, strict=True):
        if status != ObservationStatus.DEMO or key not in real:
            indicator = numbers.indicators[key[0]]
            found.setdefault(indicator.indicator_id, {})[ids[key[1]]] = value
    return found


def _in_order(rows: pa.Table, units: int) -> tuple[pa.Table, NDArray[np.int64]]:
    """Rows by indicator, unit and period, and one number for these of each.

    Those of a base lie so already, but for gaps where others count: to let the query sort them
    would take as long as to read them, and so would moving each.
    """
    indicator, unit, period = (rows.column(n).to_numpy().astype(np.int64) for n in range(3))
    numbers: NDArray[np.int64] = (indicator * units + unit) << _PERIOD_BITS | period
    if np.all(numbers[1:] > numbers[:-1]):
        return rows, numbers
    order = np.argsort(numbers, kind="stable")
    cuts = np.flatnonzero(np.diff(order, prepend=-2, append=-2) != 1)
    if len(cuts) * _ROWS_OF_A_RUN > len(rows):
        return rows.take(order), numbers[order]
    runs = (rows.slice(int(order[begin]), end - begin) for begin, end in pairwise(cuts.tolist()))
    return pa.concat_tables(runs), numbers[order]


def _rows(table: pa.Table) -> Iterator[Row]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


class _Read(dict[int | None, Decimal | None]):
    """Plain numbers of columns with eight decimals, by how many of their last; None is none."""

    def __missing__(self, amount: int | None) -> Decimal | None:
        number = None if amount is None else plain(_LAST_DECIMAL * amount)
        self[amount] = number
        return number

    def column(self, cells: pa.ChunkedArray) -> list[Decimal | None]:
        """Return a column's numbers: where all fit into 64 bits that takes a tenth of the time."""
        found: list[Decimal | None] = []
        for chunk in filter(len, cells.chunks):
            halves = np.frombuffer(chunk.buffers()[1], "<i8").reshape(-1, 2)
            low, high = halves[chunk.offset : chunk.offset + len(chunk)].T
            is_none = chunk.is_null().to_numpy(zero_copy_only=False)
            if np.all((high == low >> 63) | is_none):
                amounts: list[int | None] = low.tolist()
                for place in np.flatnonzero(is_none).tolist():
                    amounts[place] = None
                found += map(self.__getitem__, amounts)
            else:
                found += map(plain, chunk.to_pylist())
        return found


def _values(
    rows: pa.Table, are_shares: Sequence[bool], read: _Read
) -> tuple[list[_Number], list[_Number], list[Decimal]]:
    """Counts of rows, and what they say: a share by its counts, where it has both."""
    numerators, denominators, given = (
        read.column(rows.column(name)) for name in ("numerator", "denominator", "value")
    )
    values: list[_Number] = [
        (value if upper is None or lower is None else percentage(upper, lower))
        if is_share
        else (upper if value is None else value)
        for is_share, upper, lower, value in zip(
            are_shares, numerators, denominators, given, strict=True
        )
    ]
    # The query leaves out rows that say nothing.
    return numerators, denominators, cast("list[Decimal]", values)


def _are_shares(rows: pa.Table, numbers: Numbering) -> Sequence[bool]:
    found = rows.column("indicator_no").to_pylist()
    known = {one: numbers.indicators[one].is_share for one in set(found)}
    return [known[one] for one in found]


def _own_points(
    rows: pa.Table, numbers: Numbering, read: _Read, same: dict[str, str]
) -> Iterator[Point]:
    """Make the points of own figures, column by column."""
    cells = {name: rows.column(name).to_pylist() for name in (*_PLACES, *_TEXTS)}
    are_shares = _are_shares(rows, numbers)
    numerators, denominators, values = _values(rows, are_shares, read)
    made_of, published = cells["converted_from"], cells["snapshot_no"]
    known = {one: numbers.snapshots[one] for one in {*published} & numbers.snapshots.keys()}
    columns: dict[str, Iterable[object]] = {
        "period": map(numbers.periods.__getitem__, cells["period_no"]),
        "value": values,
        "numerator": numerators,
        "denominator": denominators,
        "status": map(_STATUS.__getitem__, cells["status"]),
        **{name: map(same.setdefault, cells[name], cells[name]) for name in _TEXTS},
        "snapshot_id": map({n: one.snapshot_id for n, one in known.items()}.get, published),
        "file_name": map({n: one.file_name for n, one in known.items()}.get, published),
        "line": [line or None for line in cells["line"]],
        "cumulative_since": cells["cumulative_since"],
    }
    # Where no figure is of that kind nothing is asked of each: a view makes hundreds of thousands.
    if any(made_of):
        columns["origin"] = [Origin.CONVERTED if text else Origin.OWN for text in made_of]
        columns["converted_from"] = [
            inherited(numbers.unit_ids[unit], text) if text else ()
            for unit, text in zip(cells["unit_no"], made_of, strict=True)
        ]
    if any(rows.column(name).null_count for name in ("numerator", "denominator")):
        columns["completeness"] = [
            None if is_share and (upper is None or lower is None) else _WHOLE
            for is_share, upper, lower in zip(are_shares, numerators, denominators, strict=True)
        ]
    given = Point._field_defaults
    each = (columns[one] if one in columns else repeat(given[one]) for one in Point._fields)
    return map(_point, zip(*each, strict=False))  # endless are those given


def _rolled_point(row: Row, numbers: Numbering) -> Point:
    numerator, denominator, total = cast("_Sums", row[3:6])
    expected_missing, households_reported, households_missing = cast("_Sums", row[8:11])
    sums = RollUp(
        numerator=numerator,
        denominator=denominator,
        total=total,
        units_reported=_whole(row[6]),
        units_expected=_whole(row[7]),
        expected_missing=expected_missing,
        households_reported=households_reported,
        households_missing=households_missing,
        is_weighted=bool(row[11]),
        is_size_known=bool(row[13]),
    )
    value = cast("Decimal", sums.value)  # the query leaves out sums of nothing
    # Most sums are whole: a point takes a third less where its bounds are the very same number.
    low, high = (value, value) if sums.is_whole else (sums.low, sums.high)
    return Point(
        period=numbers.periods[_whole(row[2])],
        value=value,
        numerator=sums.numerator,
        denominator=sums.denominator,
        origin=Origin.WEIGHTED if sums.is_weighted else Origin.ROLLED_UP,
        status=_STATUSES[_whole(row[12])],
        completeness=sums.completeness,
        units_reported=sums.units_reported,
        units_expected=sums.units_expected,
        units_demo=_whole(row[14]),
        low=low,
        high=high,
    )


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else int(str(cell))
