"""Rows of the queries as points and series: the unit's own figure before the sum of its parts.

Rows stay columns: points are made of some hundred of them when somebody looks at one.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
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
_Own = tuple[
    int,
    int,
    int,
    _Number,
    _Number,
    _Number,
    str,
    int | None,
    int,
    str,
    str,
    str,
    date | None,
    str,
    str,
]
_Valued = tuple[int, int, _Number, _Number, _Number, str]
_Sums = tuple[_Number, _Number, _Number]
_STATUSES = tuple(ObservationStatus)  # in the order of status_rank
_STATUS: Mapping[object, ObservationStatus] = {str(each): each for each in ObservationStatus}
_VALUED = ("indicator_no", "unit_no", "numerator", "denominator", "value", "status")
_WHOLE = Decimal(1)
_ROWS_OF_A_BLOCK = 128
_ROWS_OF_A_RUN = 1_000  # that lie in order: of so many each, they stay where they are
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
        figures = [
            (_whole(row[2]), _own_point(cast("_Own", row), self.numbers, self.read, self.same))
            for row in own
        ]
        sums = [(_whole(row[2]), _rolled_point(row, self.numbers)) for row in rolled]
        return [
            _merged(figures[own_cut], sums[rolled_cut])
            for own_cut, rolled_cut in zip(own_cuts, rolled_cuts, strict=True)
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
) -> tuple[Sequence[slice], Iterator[Row]]:
    """Where each of some series lies among their rows, and these."""
    begin = int(ends[first - 1]) if first else 0
    cuts = [0, *(ends[first:last] - begin).tolist()]
    return [slice(*both) for both in pairwise(cuts)], _rows(rows.slice(begin, cuts[-1]))


def _merged(
    own: Sequence[tuple[int, Point]], rolled: Sequence[tuple[int, Point]]
) -> tuple[Point, ...]:
    """The points of a series by the numbers of their periods, of which both may have one.

    The unit's own figure counts, unless it alone is generated; the sum is told beside it, but for
    generated parts, which say nothing about a real figure.
    """
    if not own or not rolled:
        return tuple(point for _, point in own or rolled)
    points = dict(rolled)
    for number, point in own:
        summed = points.get(number)
        if summed is None or (summed.is_demo and not point.is_demo):
            points[number] = point
        elif summed.is_demo is point.is_demo:
            points[number] = replace(point, parts_value=summed.value)
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
    for row in _rows(own.select(_VALUED)):
        indicator_no, unit_no, upper, lower, given, status = cast("_Valued", row)
        if status != ObservationStatus.DEMO or (indicator_no, unit_no) not in real:
            indicator = numbers.indicators[indicator_no]
            counts = read[upper], read[lower]
            value = _value(*counts, read[given], is_share=indicator.is_share)
            found.setdefault(indicator.indicator_id, {})[ids[unit_no]] = value
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


class _Read(dict[object, Decimal | None]):
    """Numbers of columns as plain ones; None is none."""

    def __missing__(self, cell: object) -> Decimal | None:
        number = self[cell] = plain(cell)
        return number


def _value(numerator: _Number, denominator: _Number, given: _Number, *, is_share: bool) -> Decimal:
    """What a row says: a share by its counts, where it has both."""
    if is_share:
        given = (
            given
            if numerator is None or denominator is None
            else percentage(numerator, denominator)
        )
    elif given is None:
        given = numerator
    return cast("Decimal", given)  # the query leaves out rows that say nothing


def _own_point(row: _Own, numbers: Numbering, read: _Read, same: dict[str, str]) -> Point:
    indicator_no, unit_no, period_no, upper, lower, given, status, snapshot_no, line = row[:9]
    note, title, url, since, published_on, converted_from = row[9:]
    numerator, denominator = read[upper], read[lower]
    is_share = numbers.indicators[indicator_no].is_share
    is_share_alone = is_share and (numerator is None or denominator is None)
    published = numbers.snapshots[snapshot_no] if snapshot_no is not None else None
    return Point(
        period=numbers.periods[period_no],
        value=_value(numerator, denominator, read[given], is_share=is_share),
        numerator=numerator,
        denominator=denominator,
        origin=Origin.CONVERTED if converted_from else Origin.OWN,
        status=_STATUS[status],
        completeness=None if is_share_alone else _WHOLE,
        note=same.setdefault(note, note),
        source_title=same.setdefault(title, title),
        source_url=same.setdefault(url, url),
        snapshot_id=published.snapshot_id if published else None,
        file_name=published.file_name if published else None,
        line=line or None,
        cumulative_since=since,
        published_on=same.setdefault(published_on, published_on),
        converted_from=inherited(numbers.unit_ids[unit_no], converted_from),
    )


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
    return Point(
        period=numbers.periods[_whole(row[2])],
        value=cast("Decimal", sums.value),  # the query leaves out sums of nothing
        numerator=sums.numerator,
        denominator=sums.denominator,
        origin=Origin.WEIGHTED if sums.is_weighted else Origin.ROLLED_UP,
        status=_STATUSES[_whole(row[12])],
        completeness=sums.completeness,
        units_reported=sums.units_reported,
        units_expected=sums.units_expected,
        units_demo=_whole(row[14]),
        low=sums.low,
        high=sums.high,
    )


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else int(str(cell))
