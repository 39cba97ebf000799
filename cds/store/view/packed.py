"""Rows that points are made of, packed: a tenth of what the points themselves take.

Numbers are whole ones of their column's last decimal; what many figures have alike is told once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Context, Decimal
from functools import lru_cache, partial
from itertools import repeat
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cds.domain.observations import ObservationStatus, Origin, Point, RollUp, Told, percentage
from cds.domain.periods import Period
from cds.store.snapshots.figures import Row, inherited, plain
from cds.store.view.database import Numbering

Number: TypeAlias = Decimal | None
_Read: TypeAlias = Callable[[int], Number]
_Sums = tuple[Number, Number, Number]
_COUNTED = ("numerator", "denominator", "value")
_TOLD = (  # of a figure beside its numbers
    *("status", "note", "source_title", "source_url", "snapshot_no"),
    *("cumulative_since", "published_on", "converted_from"),
)
_STATUSES = tuple(ObservationStatus)  # in the order of status_rank
_NOTHING = -(2**63)  # stands for a number that is not there
_DECIMALS, _LAST_DECIMAL = 10**8, Decimal("1e-8")  # of own figures
_EXACT = Context(prec=38)
_MOST_ALIKE = 16_384  # numbers kept as values: many figures have the same
_share = lru_cache(maxsize=4_096)(percentage)  # two of five are of the counts of another nearby
_point: Callable[[tuple[object, ...]], Point] = partial(tuple.__new__, Point)  # its _make, quicker


class _Column:
    """A column of numbers: whole ones, where all fit into 64 bits, and how each is read."""

    __slots__ = ("_cells", "_read")

    def __init__(self, column: pa.ChunkedArray, read: _Read, plainly: Callable[[Any], Any]) -> None:
        """Pack it; `plainly` is how numbers are read that do not fit."""
        self._read = read
        self._cells: NDArray[Any] = np.empty(0, np.int64)
        parts = list[NDArray[np.int64]]()
        for chunk in filter(len, column.chunks):
            halves = np.frombuffer(chunk.buffers()[1], "<i8").reshape(-1, 2)
            low, high = halves[chunk.offset : chunk.offset + len(chunk)].T
            is_none = chunk.is_null().to_numpy(zero_copy_only=False)
            if not np.all((high == low >> 63) & (low != _NOTHING) | is_none):
                self._cells = np.array([plainly(one) for one in column.to_pylist()], object)
                return
            parts.append(np.where(is_none, _NOTHING, low))
        if parts:
            self._cells = np.concatenate(parts)

    def of(self, span: slice) -> list[Number]:
        """Return some of them."""
        cells = self._cells[span].tolist()
        return cells if self._cells.dtype == object else list(map(self._read, cells))


def own_numbers(rows: pa.Table) -> tuple[_Column, _Column, _Column]:
    """Pack numerators, denominators and values of own figures, without zeros behind."""
    made = (_Column(rows.column(name), _read_plainly, plain) for name in _COUNTED)
    return cast("tuple[_Column, _Column, _Column]", tuple(made))


@lru_cache(maxsize=_MOST_ALIKE)
def _read_plainly(amount: int) -> Number:
    if amount == _NOTHING:
        return None
    whole, rest = divmod(amount, _DECIMALS)
    return plain(_LAST_DECIMAL * amount) if rest else Decimal(whole)


def _read_whole(scale: int, amount: int) -> Number:
    return None if amount == _NOTHING else Decimal(amount).scaleb(-scale, _EXACT)


def values(counted: Sequence[Sequence[Number]], are_shares: Iterable[bool]) -> list[Decimal]:
    """What own figures say: a share by its counts, where it has both."""
    found: list[Number] = [
        (value if upper is None or lower is None else _share(upper, lower))
        if is_share
        else (upper if value is None else value)
        for is_share, upper, lower, value in zip(are_shares, *counted, strict=False)
    ]
    return cast("list[Decimal]", found)  # the query leaves out rows that say nothing


class OwnFigures:
    """Own figures of series."""

    def __init__(self, rows: pa.Table, numbers: Numbering) -> None:
        """Pack them."""
        self.periods: NDArray[np.int32] = rows.column("period_no").to_numpy()
        self._lines: NDArray[np.int32] = rows.column("line").to_numpy()
        self._counted = own_numbers(rows)
        self._alike, first = _alike([rows.column(name) for name in _TOLD])
        found = rows.select(_TOLD).take(first).to_pylist()
        self._made_of = [str(one.pop("converted_from") or "") for one in found]
        self._told = [
            _told(numbers, is_converted=made_of != "", **one)
            for one, made_of in zip(found, self._made_of, strict=True)
        ]

    def points(
        self, span: slice, periods: Sequence[Period], unit_id: str, *, is_share: bool
    ) -> Iterator[Point]:
        """Make those of one unit."""
        counted = numerators, denominators, _ = [column.of(span) for column in self._counted]
        alike = self._alike[span].tolist()
        told = [self._told[one] for one in alike]
        if is_share and (None in numerators or None in denominators):
            told = [
                one._replace(completeness=None) if None in counts else one
                for one, *counts in zip(told, numerators, denominators, strict=True)
            ]
        if any(self._made_of[one] for one in alike):
            told = [
                one._replace(converted_from=inherited(unit_id, self._made_of[n]))
                for one, n in zip(told, alike, strict=True)
            ]
        lines = [line or None for line in self._lines[span].tolist()]
        said = values(counted, repeat(is_share))
        return map(_point, zip(periods, said, numerators, denominators, lines, told, strict=True))


def _alike(columns: Sequence[pa.ChunkedArray]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """One number for what each row has in some columns, and which row is the first of each."""
    rows = len(columns[0])
    alike: NDArray[np.int32] = np.zeros(rows, np.int32)
    for column in columns:
        each = column.combine_chunks().dictionary_encode("encode")
        if len(each.dictionary) > 1:
            both = alike.astype(np.int64) * len(each.dictionary) + each.indices.to_numpy()
            alike = pa.array(both).dictionary_encode().indices.to_numpy()
    first = np.empty(int(alike.max(initial=-1)) + 1, np.int64)
    first[alike[::-1]] = np.arange(rows)[::-1]
    return alike, first


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
        """Pack them."""
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
        return _Column(column, partial(_read_whole, column.type.scale), lambda one: one)
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
