"""Rows of the queries as points and series: the unit's own figure before the sum of its parts.

Rows stay columns: the points of a series are made when somebody looks at one.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, cast, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cds.domain.observations import (
    ObservationStatus,
    Point,
    Series,
    Told,
    Unmade,
    sorted_by_period,
)
from cds.domain.periods import Period
from cds.store.view.database import Numbering, number_of
from cds.store.view.packed import OwnFigures, OwnRows, Sums, own_numbers, point_of_sums, values
from cds.store.view.records import COUNTED, PERIOD_BITS, UNIT_BITS, UNITS, Packed, keys_of

SeriesJudge: TypeAlias = Callable[[str, tuple[Series, ...]], pa.Table]
"""What makes a table of the series of an indicator; without any of its targets alone."""
_ROWS_OF_A_PART = 512
_PERIODS = (1 << PERIOD_BITS) - 1


class _Reading(threading.local):
    """What a thread does between parts of what it reads, so that others come first; nothing."""

    _rows = 0

    def pause(self) -> None:
        """Go on at once."""

    def passed(self, rows: int) -> None:
        """Pause after some hundred rows."""
        self._rows += rows
        if self._rows >= _ROWS_OF_A_PART:
            self._rows = 0
            self.pause()


reading = _Reading()


class Points(Unmade):
    """The points of a series, made when one is looked at; how many there are is known before.

    The newest and the one before are looked at most: they are kept by themselves, the others when
    somebody goes through them.
    """

    __slots__ = ("_length", "_made", "_newest", "_place", "_source")

    def __init__(self, source: "_Source | Points", place: int, length: int) -> None:
        self._source: _Source | Points | None = source
        self._place, self._length = place, length
        self._made: tuple[Point, ...] = ()
        self._newest: tuple[Point, ...] = ()

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Point: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Point]: ...
    def __getitem__(self, at: int | slice) -> Point | Sequence[Point]:
        """Return some of them; a part of them is still made when one is looked at."""
        if not self._source:
            return self._made[at]
        if isinstance(at, slice):
            first, end, step = at.indices(self._length)
            return Points(self, first, max(end - first, 0)) if step == 1 else self.points()[at]
        place = range(self._length)[at]
        if not (own := self.own()):
            return self.points()[place]
        if place < self._length - 2:
            return own.cut(place, 1).points()[0]
        if not (newest := self._newest):
            count = min(self._length, 2)
            newest = self._newest = own.cut(self._length - count, count).points()
        return newest[place - self._length]

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points())

    def __reversed__(self) -> Iterator[Point]:
        return reversed(self.points())

    @property
    def periods(self) -> Sequence[Period]:
        """The period of each."""
        own = self.own()
        return own.periods if own else [one.period for one in self.points()]

    @property
    def values(self) -> Sequence[Decimal]:
        """The value of each."""
        own = self.own()
        return own.values if own else [one.value for one in self.points()]

    @property
    def told(self) -> Collection[Told]:
        """The statuses and first days that occur."""
        own = self.own()
        return own.told if own else [one.told for one in self.points()]

    def of(self, period: Period) -> Point | None:
        """Return that of a period, if there is one."""
        periods = self.periods
        place = bisect_left(periods, period)
        return self[place] if place < len(periods) and periods[place] == period else None

    def points(self, place: int = 0) -> tuple[Point, ...]:
        """Make them, once; two threads that do so at one moment make the same."""
        if source := self._source:
            self._made = source.points(self._place)[: self._length]
            self._source = None  # its rows go with the last series that nobody looked at
        return self._made[place:]

    def own(self, place: int = 0, length: int | None = None) -> "OwnRows | None":
        """The rows of own figures that they would be made of, if all are and none was made."""
        source = self._source
        own = source.own(self._place, self._length) if source else None
        return own if own is None or length is None else own.cut(place, length)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Points) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[type, tuple[tuple[Point, ...]]]:
        """Travel to another process as a tuple."""
        return tuple, (tuple(self),)


class _Source:
    """The rows of all series beside each other, and where each series ends.

    They are packed when somebody looks at the first point.
    """

    def __init__(
        self,
        own: Packed,
        rolled: pa.Table,
        series: NDArray[np.int64],
        spans: Sequence[NDArray[np.int64]],
        numbers: Numbering,
    ) -> None:
        """Hold own figures and sums, and where each of the series begins and ends in both."""
        self._lock = threading.Lock()
        self._rows: tuple[Packed, pa.Table] | tuple[OwnFigures, Sums] = (own, rolled)
        self._series, self._spans_of, self._numbers = series, spans, numbers
        self._last: tuple[int, OwnRows | None] = (-1, None)  # who judges a series asks often

    def points(self, place: int) -> tuple[Point, ...]:
        """Make those of one of the series."""
        (own, sums), (of_own, of_sums) = self._packed(), self._spans(place)
        summed = tuple(point_of_sums(row, self._numbers) for row in sums.rows(of_sums))
        points = _merged(OwnRows(own, of_own, *self._whose(place)).points(), summed)
        reading.passed(len(points))
        return points

    def own(self, place: int, length: int) -> OwnRows | None:
        """Return the rows of one of the series; None where there are sums, too."""
        last, own = self._last
        if last == place:
            return own
        (figures, _), (span, of_sums) = self._packed(), self._spans(place)
        reading.passed(length)
        is_alone = of_sums.start == of_sums.stop
        own = OwnRows(figures, span, *self._whose(place)) if is_alone else None
        self._last = place, own
        return own

    def _spans(self, place: int) -> Iterator[slice]:
        return (slice(*spans[:, place].tolist()) for spans in self._spans_of)

    def _whose(self, place: int) -> tuple[str, bool]:
        numbers = self._numbers
        indicator_no, unit_no = divmod(int(self._series[place]), 1 << UNIT_BITS)
        return numbers.unit_ids[unit_no], numbers.indicators[indicator_no].is_share

    def _packed(self) -> tuple[OwnFigures, Sums]:
        with self._lock:
            own, sums = self._rows
            if isinstance(own, Packed):
                figures = OwnFigures(own.records, own.told, self._numbers)
                own, sums = self._rows = figures, Sums(sums)
        return cast("tuple[OwnFigures, Sums]", (own, sums))


def _merged(own: tuple[Point, ...], sums: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points of a series, of which two may be of one period.

    The unit's own figure counts, unless it alone is generated; the sum is told beside it, but for
    generated parts, which say nothing about a real figure.
    """
    if not own or not sums:
        return own or sums
    points = {point.period: point for point in sums}
    for point in own:
        summed = points.get(point.period)
        if summed is None or (summed.is_demo and not point.is_demo):
            points[point.period] = point
        elif summed.is_demo is point.is_demo:
            points[point.period] = point._replace(parts_value=summed.value)
    return sorted_by_period(points.values())


def series_of(
    own: Packed, rolled: pa.Table, numbers: Numbering
) -> Mapping[str, Mapping[str, Series]]:
    """Return the series of each indicator, by unit, from own figures and rows of sums.

    Each makes a point.
    """
    keys = keys_of(rolled)
    if not np.all(keys[1:] > keys[:-1]):  # the query would take as long to sort as to read
        order = np.argsort(keys)
        rolled, keys = rolled.take(order), keys[order]
    summed, begins = np.unique(keys >> PERIOD_BITS, return_index=True)
    series = np.union1d(own.series, summed)
    of_own, of_sums = np.zeros((2, 2, len(series)), np.int64)
    of_own[:, np.searchsorted(series, own.series)] = own.begins, own.ends
    of_sums[:, np.searchsorted(series, summed)] = begins, np.append(begins, len(keys))[1:]
    counts = np.diff(of_own, axis=0)[0] + np.diff(of_sums, axis=0)[0]
    for place in np.searchsorted(series, np.intersect1d(own.series, summed)).tolist():
        (first, last), (begin, end) = of_own[:, place], of_sums[:, place]
        periods = own.records["period_no"][first:last], keys[begin:end] & _PERIODS
        counts[place] -= np.isin(*periods, assume_unique=True).sum()
    source = _Source(own, rolled, series, (of_own, of_sums), numbers)
    found: dict[str, dict[str, Series]] = {}
    for place, (key, count) in enumerate(zip(series.tolist(), counts.tolist(), strict=True)):
        indicator_no, unit_no = divmod(key, 1 << UNIT_BITS)
        indicator_id = numbers.indicators[indicator_no].indicator_id
        unit_id = numbers.unit_ids[unit_no]
        one = Series(indicator_id, unit_id, Points(source, place, count))
        found.setdefault(indicator_id, {})[unit_id] = one
    return found


def values_by_unit(
    own: Packed, rolled: pa.Table, numbers: Numbering, period: Period
) -> Mapping[str, Mapping[str, Decimal]]:
    """Return what each indicator is in each unit in a period, without making any point.

    Rows of sums are of that period.
    """
    ids, everything = numbers.unit_ids, slice(None)
    real, found = set[int](), dict[str, dict[str, Decimal]]()
    for row, key in zip(Sums(rolled).rows(everything), keys_of(rolled).tolist(), strict=True):
        point = point_of_sums(row, numbers)
        indicator_no, unit_no = cast("tuple[int, int]", row[:2])
        indicator = numbers.indicators[indicator_no]
        found.setdefault(indicator.indicator_id, {})[ids[unit_no]] = point.value
        if not point.is_demo:
            real.add(key >> PERIOD_BITS)
    series, records = own.of_period(number_of(period))
    series_nos = series.tolist()
    indicators = [numbers.indicators[one >> UNIT_BITS] for one in series_nos]
    are_shares = (one.is_share for one in indicators)
    told = values(own_numbers(records[name] for name in COUNTED), everything, are_shares)
    statuses = own.told["status"].take(records["told_no"]).to_pylist()
    for key, indicator, status, value in zip(series_nos, indicators, statuses, told, strict=True):
        if status != ObservationStatus.DEMO or key not in real:
            found.setdefault(indicator.indicator_id, {})[ids[key & UNITS]] = value
    return found
