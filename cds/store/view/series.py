"""Rows of the queries as points and series: the unit's own figure before the sum of its parts.

Rows stay columns: the points of a series are made when somebody looks at one.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
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
from cds.store.view.database import Numbering
from cds.store.view.packed import OwnFigures, OwnRows, Sums, own_numbers, point_of_sums, values

SeriesJudge: TypeAlias = Callable[[str, tuple[Series, ...]], pa.Table]
"""What makes a table of the series of an indicator; without any of its targets alone."""
_ROWS_OF_A_PART = 512
_ROWS_OF_A_RUN = 1_000  # that lie in order: of so many each, they stay where they are
_PERIOD_BITS = 24  # the number of a period has no more, to the year 9999


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
        """Say where they come from."""
        self._source: _Source | Points | None = source
        self._place, self._length = place, length
        self._made: tuple[Point, ...] = ()
        self._newest: tuple[Point, ...] = ()

    def __len__(self) -> int:
        """Tell without making any."""
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
        """Go through them, oldest first."""
        return iter(self.points())

    def __reversed__(self) -> Iterator[Point]:
        """Go through them, newest first."""
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


class _Source:
    """The rows of all series beside each other, and where each series ends.

    They are packed when somebody looks at the first point.
    """

    def __init__(
        self,
        own: pa.Table,
        rolled: pa.Table,
        series: NDArray[np.int64],
        ends: Sequence[NDArray[np.int64]],
        numbers: Numbering,
    ) -> None:
        """Hold own figures and sums; each of `series` numbers an indicator and a unit."""
        self._lock = threading.Lock()
        self._rows: tuple[pa.Table, pa.Table] | tuple[OwnFigures, Sums] = (own, rolled)
        self._series, self._ends, self._numbers = series, ends, numbers
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
        return (
            slice(int(ends[place - 1]) if place else 0, int(ends[place])) for ends in self._ends
        )

    def _whose(self, place: int) -> tuple[str, bool]:
        numbers = self._numbers
        indicator_no, unit_no = divmod(int(self._series[place]), len(numbers.unit_ids))
        return numbers.unit_ids[unit_no], numbers.indicators[indicator_no].is_share

    def _packed(self) -> tuple[OwnFigures, Sums]:
        with self._lock:
            own, sums = self._rows
            if isinstance(own, pa.Table):
                own, sums = self._rows = OwnFigures(own, self._numbers), Sums(sums)
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
    own: pa.Table, rolled: pa.Table, numbers: Numbering
) -> Mapping[str, Mapping[str, Series]]:
    """Return the series of each indicator, by unit, from rows of own figures and of sums.

    Each row makes a point.
    """
    units = len(numbers.unit_ids)
    (own, of_own), (rolled, of_rolled) = _in_order(own, units), _in_order(rolled, units)
    at = np.searchsorted(of_own, of_rolled)
    twice = of_rolled[np.append(of_own, -1)[at] == of_rolled]
    each = [keys >> _PERIOD_BITS for keys in (of_own, of_rolled, twice)]
    series = np.union1d(each[0][np.diff(each[0], prepend=-1) != 0], each[1])
    ends = [np.searchsorted(keys, series, "right") for keys in each]
    lengths = np.diff(ends[0] + ends[1] - ends[2], prepend=0).tolist()
    source = _Source(own, rolled, series, ends[:2], numbers)
    found: dict[str, dict[str, Series]] = {}
    for place, key in enumerate(series.tolist()):
        indicator_no, unit_no = divmod(key, units)
        indicator_id = numbers.indicators[indicator_no].indicator_id
        unit_id = numbers.unit_ids[unit_no]
        one = Series(indicator_id, unit_id, Points(source, place, lengths[place]))
        found.setdefault(indicator_id, {})[unit_id] = one
    return found


def values_by_unit(
    own: pa.Table, rolled: pa.Table, numbers: Numbering
) -> Mapping[str, Mapping[str, Decimal]]:
    """Return what each indicator is in each unit, from rows of one period, without any point."""
    ids, everything = numbers.unit_ids, slice(None)
    real, found = set[tuple[object, ...]](), dict[str, dict[str, Decimal]]()
    for row in Sums(rolled).rows(everything):
        point = point_of_sums(row, numbers)
        indicator_no, unit_no = cast("tuple[int, int]", row[:2])
        indicator = numbers.indicators[indicator_no]
        found.setdefault(indicator.indicator_id, {})[ids[unit_no]] = point.value
        if not point.is_demo:
            real.add((indicator_no, unit_no))
    indicators, units, statuses = (
        own.column(name).to_pylist() for name in ("indicator_no", "unit_no", "status")
    )
    are_shares = [numbers.indicators[one].is_share for one in indicators]
    told = values(own_numbers(own), everything, are_shares)
    for indicator_no, unit_no, status, value in zip(indicators, units, statuses, told, strict=True):
        if status != ObservationStatus.DEMO or (indicator_no, unit_no) not in real:
            indicator = numbers.indicators[indicator_no]
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
