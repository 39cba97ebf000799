"""Rows that points are made of, packed: a tenth of what the points themselves take.

Numbers are whole ones of their column's last decimal; what many figures have alike is told once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Context, Decimal
from functools import lru_cache, partial
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cds.domain.observations import ObservationStatus, Origin, Point, RollUp, Told, percentage
from cds.domain.periods import Period
from cds.store.snapshots.figures import Row, inherited, plain
from cds.store.view.database import Numbering, period_of_number
from cds.store.view.records import COUNTED, NOTHING, Records, whole_numbers

Number: TypeAlias = Decimal | None
_Read: TypeAlias = Callable[[int], Number]
_Sums = tuple[Number, Number, Number]
_STATUSES = tuple(ObservationStatus)  # in the order of status_rank
_DECIMALS, _LAST_DECIMAL = 10**8, Decimal("1e-8")  # of own figures
_EXACT = Context(prec=38)
_MOST_SPANS = 1_024  # periods of series kept together
_MOST_ALIKE = 16_384  # numbers kept as values: many figures have the same
_point: Callable[[tuple[object, ...]], Point] = partial(tuple.__new__, Point)  # its _make, quicker


class _Column:
    """A column of numbers: whole ones of its last decimal, and how each is read."""

    __slots__ = ("_cells", "_read")

    def __init__(self, cells: NDArray[Any], read: _Read) -> None:
        self._cells, self._read = cells, read

    def cells(self, span: slice) -> list[int]:
        """Return some of them, unread."""
        return cast("list[int]", self._cells[span].tolist())

    def of(self, span: slice) -> list[Number]:
        """Return some of them."""
        return list(map(self._read, self.cells(span)))


def own_numbers(cells: Iterable[NDArray[Any]]) -> tuple[_Column, _Column, _Column]:
    """Tell how numerators, denominators and values of own figures are read."""
    made = (_Column(one, _read_plainly) for one in cells)
    return cast("tuple[_Column, _Column, _Column]", tuple(made))


@lru_cache(maxsize=_MOST_ALIKE)
def _read_plainly(amount: int) -> Number:
    """Without zeros behind."""
    if amount == NOTHING:
        return None
    whole, rest = divmod(amount, _DECIMALS)
    return plain(_LAST_DECIMAL * amount) if rest else Decimal(whole)


def _read_whole(scale: int, amount: int) -> Number:
    return None if amount == NOTHING else Decimal(amount).scaleb(-scale, _EXACT)


def values(counted: Iterable[_Column], span: slice, are_shares: Iterable[bool]) -> list[Decimal]:
    """What some own figures say."""
    said = map(_said, are_shares, *(column.cells(span) for column in counted))
    return cast("list[Decimal]", list(said))  # the query leaves out rows that say nothing


@lru_cache(maxsize=4_096)  # two of five are of the counts of another nearby
def _said(is_share: bool, *cells: int) -> Number:
    """A share by its counts, where it has both."""
    upper, lower, value = map(_read_plainly, cells)
    if is_share and upper is not None and lower is not None:
        return percentage(upper, lower)
    return upper if value is None and not is_share else value


class OwnFigures:
    """Own figures of series."""

    def __init__(self, records: Records, told: pa.Table, numbers: Numbering) -> None:
        self.records, self.periods = records, records["period_no"]
        self._counted = own_numbers(records[name] for name in COUNTED)
        alike = np.flatnonzero(np.bincount(records["told_no"]))
        found = told.take(alike).to_pylist()
        made_of = [str(one.pop("converted_from") or "") for one in found]
        each = [
            _told(numbers, is_converted=made_of != "", **one)
            for one, made_of in zip(found, made_of, strict=True)
        ]
        self._told = dict(zip(alike.tolist(), each, strict=True))
        self._made_of = dict(zip(alike.tolist(), made_of, strict=True)) if any(made_of) else {}

    def told(self, span: slice) -> list[Told]:
        """What is told of some of them, each once."""
        return [self._told[one] for one in set(self.records["told_no"][span].tolist())]

    def values(self, span: slice, *, is_share: bool) -> list[Decimal]:
        """What some of them say."""
        return values(self._counted, span, repeat(is_share))

    def points(
        self, span: slice, periods: Sequence[Period], unit_id: str, *, is_share: bool
    ) -> Iterator[Point]:
        """Make those of one unit."""
        numerators, denominators = (column.of(span) for column in self._counted[:2])
        alike = self.records["told_no"][span].tolist()
        told = [self._told[one] for one in alike]
        if is_share:
            told = [
                one if upper is not None and lower is not None else one._replace(completeness=None)
                for one, upper, lower in zip(told, numerators, denominators, strict=True)
            ]
        if self._made_of:
            told = [
                one._replace(converted_from=inherited(unit_id, made_of)) if made_of else one
                for one, made_of in zip(told, [self._made_of[n] for n in alike], strict=True)
            ]
        lines = [line or None for line in self.records["line"][span].tolist()]
        said = self.values(span, is_share=is_share)
        return map(_point, zip(periods, said, numerators, denominators, lines, told, strict=True))


class OwnRows(NamedTuple):
    """Own figures of one series."""

    figures: OwnFigures
    span: slice
    unit_id: str
    is_share: bool

    def cut(self, first: int, length: int) -> "OwnRows":
        """Return some of them."""
        first += self.span.start
        return OwnRows(self.figures, slice(first, first + length), self.unit_id, self.is_share)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The period of each."""
        return _named(self.figures.periods[self.span].tobytes())

    @property
    def values(self) -> list[Decimal]:
        """What each says."""
        return self.figures.values(self.span, is_share=self.is_share)

    @property
    def told(self) -> list[Told]:
        """What is told of them, each once."""
        return self.figures.told(self.span)

    def points(self) -> tuple[Point, ...]:
        """Make them."""
        asked = (self.span, self.periods, self.unit_id)
        return tuple(self.figures.points(*asked, is_share=self.is_share))


@lru_cache(maxsize=_MOST_SPANS)
def _named(numbers: bytes) -> tuple[Period, ...]:
    """The periods of so many numbers: most series of a unit have the same."""
    return tuple(map(period_of_number, np.frombuffer(numbers, np.int32).tolist()))


def _told(
    numbers: Numbering,
    status: str,
    snapshot_no: int | None,
    *,
    is_converted: bool,
    **texts: Any,  # noqa: ANN401 - as the columns have them
) -> Told:
    snapshot = None if snapshot_no is None else numbers.snapshots.get(snapshot_no)
    return Told(
        origin=Origin.CONVERTED if is_converted else Origin.OWN,
        status=ObservationStatus(status),
        snapshot_id=snapshot.snapshot_id if snapshot else None,
        file_name=snapshot.file_name if snapshot else None,
        **texts,
    )


class Sums:
    """Sums of series."""

    def __init__(self, rows: pa.Table) -> None:
        self._columns = list(map(_packed, rows.columns))

    def rows(self, span: slice) -> Iterator[Row]:
        """Return some of them as the query has them."""
        cells = (
            one.of(span) if isinstance(one, _Column) else one[span].tolist()
            for one in self._columns
        )
        return zip(*cells, strict=True)


def _packed(column: pa.ChunkedArray) -> "_Column | NDArray[Any]":
    if pa.types.is_decimal(column.type):
        return _Column(whole_numbers(column), partial(_read_whole, column.type.scale))
    return np.array(column.to_pylist(), object) if column.null_count else column.to_numpy()


def point_of_sums(row: Row, numbers: Numbering) -> Point:
    """Make the point of a row of sums."""
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
    told = Told(
        origin=Origin.WEIGHTED if sums.is_weighted else Origin.ROLLED_UP,
        status=_STATUSES[_whole(row[12])],
        completeness=sums.completeness,
        units_reported=sums.units_reported,
        units_expected=sums.units_expected,
        units_demo=_whole(row[14]),
        low=low,
        high=high,
    )
    period, counts = numbers.periods[_whole(row[2])], (sums.numerator, sums.denominator)
    return _point((period, value, *counts, None, told))


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else int(str(cell))
