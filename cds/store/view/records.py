"""Own figures as records of one length: a tenth of what their points take.

Beside a large base all of its figures lie so in a file, by indicator, unit and period: those of an
indicator nationwide are read at one go and those of a unit by their places, without a query.
Numbers are whole ones of their column's last decimal; what many figures have alike is told once.
"""

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast
from weakref import finalize

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cds.store.snapshots.figures import Row

Records: TypeAlias = NDArray[np.void]
COUNTED = ("numerator", "denominator", "value")
TOLD = (  # of a figure beside its numbers
    *("status", "note", "source_title", "source_url", "snapshot_no"),
    *("cumulative_since", "published_on", "converted_from"),
)
NOTHING = -(2**63)  # stands for a number that is not there
PERIOD_BITS = 24  # the number of a period has no more, to the year 9999
UNIT_BITS = 20
UNITS = (1 << UNIT_BITS) - 1
_PLACED = (("period_no", "<i4"), ("line", "<i4"), ("told_no", "<i4"))
_INDICATORS = (
    "SELECT DISTINCT indicator_no FROM base.current_figures WHERE indicator_no >= 0 ORDER BY 1"
)
_LIKE = np.dtype([*_PLACED, *((name, "<i8") for name in COUNTED)])
_WIDE = np.dtype([*_PLACED, *((name, "O") for name in COUNTED)])  # numbers beyond 64 bits


class Packed(NamedTuple):
    """Own figures of some series, of which each numbers an indicator and a unit, in order.

    The records of a series lie from where it begins to where it ends, oldest first; their
    `told_no` is a row of `told`.
    """

    series: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    records: Records
    told: pa.Table

    def of_period(self, period_no: int) -> tuple[NDArray[np.int64], Records]:
        """Return those of one period, and of which series each is."""
        at = np.flatnonzero(self.records["period_no"] == period_no)
        order = np.argsort(self.begins)
        place = np.searchsorted(self.begins[order], at, "right") - 1
        return self.series[order[place]], self.records[at]

    def keys(self) -> NDArray[np.int64]:
        """Number the series and period of each record, where they lie in the order of series."""
        series = np.repeat(self.series, self.ends - self.begins)
        return cast("NDArray[np.int64]", series << PERIOD_BITS | self.records["period_no"])

    def and_(self, other: "Packed", behind: Records | None = None) -> "Packed":
        """Put them and those of other series together; `behind` them may be room for these."""
        if not len(self.series) or not len(other.series):
            return self if len(self.series) else other
        series = np.concatenate([self.series, other.series])
        order = np.argsort(series)
        begins, ends = (each + len(self.records) for each in (other.begins, other.ends))
        return Packed(
            series[order],
            np.concatenate([self.begins, begins])[order],
            np.concatenate([self.ends, ends])[order],
            *_joined(self.records, self.told, other.records, other.told, behind),
        )


def _joined(
    records: Records,
    told: pa.Table,
    others: Records,
    told_of_others: pa.Table,
    behind: Records | None = None,
) -> tuple[Records, pa.Table]:
    others = others.copy()
    others["told_no"] += len(told)
    if behind is None or others.dtype != behind.dtype:
        whole = np.concatenate([records, others])
    else:  # of an indicator nationwide to copy all takes as long as to read it
        whole = behind
        whole[len(records) :] = others
    return whole, pa.concat_tables([told, told_of_others])


def _in_series(keys: NDArray[np.int64], records: Records, told: pa.Table) -> Packed:
    if not np.all(keys[1:] > keys[:-1]):
        order = np.argsort(keys)
        keys, records = keys[order], records[order]
    series, begins = np.unique(keys >> PERIOD_BITS, return_index=True)
    return Packed(series, begins, np.append(begins, len(keys))[1:], records, told)


def packed(rows: pa.Table) -> Packed:
    """Pack rows of `own_points`."""
    told_nos, first = _alike([rows.column(name) for name in TOLD])
    counted = {name: whole_numbers(rows.column(name)) for name in COUNTED}
    is_wide = any(cells.dtype == object for cells in counted.values())
    records = np.empty(len(rows), _WIDE if is_wide else _LIKE)
    placed = {name: rows.column(name).to_numpy() for name in ("period_no", "line")}
    for name, cells in {**placed, **counted, "told_no": told_nos}.items():
        records[name] = cells
    return _in_series(keys_of(rows), records, rows.select(TOLD).take(first))


def keys_of(rows: pa.Table) -> NDArray[np.int64]:
    """Number the indicator, unit and period of each row, so that they sort as these do."""
    indicator, unit, period = (rows.column(n).to_numpy().astype(np.int64) for n in range(3))
    return cast("NDArray[np.int64]", (indicator << UNIT_BITS | unit) << PERIOD_BITS | period)


def whole_numbers(column: pa.ChunkedArray) -> NDArray[Any]:
    """Return decimals as whole numbers of their last one, in 64 bits where all fit."""
    parts: list[NDArray[Any]] = [np.empty(0, np.int64)]
    for chunk in filter(len, column.chunks):
        halves = np.frombuffer(chunk.buffers()[1], "<i8").reshape(-1, 2)
        low, high = halves[chunk.offset : chunk.offset + len(chunk)].T
        is_none = chunk.is_null().to_numpy(zero_copy_only=False)
        whole: NDArray[Any] = low
        if not np.all((high == low >> 63) & (low != NOTHING) | is_none):  # not in 64 bits
            whole = (high.astype(object) << 64) | low.astype(np.uint64).astype(object)
        parts.append(np.where(is_none, NOTHING, whole))
    return np.concatenate(parts)


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


def write(connection: duckdb.DuckDBPyConnection, file: BinaryIO, ask: str) -> None:
    """Write the figures of a base into a file, as a query has them, and into it where each lies.

    Of an indicator that has numbers beyond 64 bits none is written: it has a place without a unit.
    """
    numbers: dict[Row, int] = {}  # of what is told
    for (indicator,) in connection.execute(_INDICATORS).fetchall():
        asked = {"indicators": [indicator], "units": [], "is_of_all": True, "period_no": None}
        found = packed(connection.sql(ask, params=asked).to_arrow_table())
        places: list[Row] = [(indicator, None, 0)]
        if found.records.dtype == _LIKE:
            told = [tuple(one.values()) for one in found.told.to_pylist()]
            again = [numbers.setdefault(one, len(numbers)) for one in told]
            found.records["told_no"] = np.array(again, np.int32)[found.records["told_no"]]
            file.write(found.records.data)
            units, lengths = found.series & UNITS, found.ends - found.begins
            places = [
                (indicator, *one) for one in zip(units.tolist(), lengths.tolist(), strict=True)
            ]
        insert(connection, "base.places", places)
    insert(connection, "base.told", list(numbers))


def insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> None:
    """Put rows into a table."""
    schema = connection.table(name).limit(0).to_arrow_table().schema
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
    connection.from_arrow(pa.Table.from_arrays(arrays, schema=schema)).insert_into(name)


class OfBase:
    """The records beside a base, read as they are asked for; its file may be removed.

    Of `touched` figures not the base's count but those of `own`; an indicator it is `lacking` has
    no records.
    """

    def __init__(
        self,
        path: Path,
        connection: duckdb.DuckDBPyConnection,
        touched: NDArray[np.int64],
        own: Packed,
    ) -> None:
        """Take the base that a database has attached, and what counts instead of its figures."""
        places = connection.table("base.places").to_arrow_table()
        is_there = places["unit_no"].is_valid()
        self.lacking = frozenset(places.filter(places["unit_no"].is_null())[0].to_pylist())
        places = places.filter(is_there)
        indicators, units, lengths = (each.to_numpy().astype(np.int64) for each in places.columns)
        self._series = indicators << UNIT_BITS | units
        self._ends = np.cumsum(lengths)
        self._begins = self._ends - lengths
        self._told = connection.table("base.told").to_arrow_table()
        self._touched, self._own = touched, own
        self._changed = np.unique(touched >> PERIOD_BITS)
        self._file = os.open(path, os.O_RDONLY)
        finalize(self, os.close, self._file)

    def of(self, indicators: Sequence[int], units: Sequence[int] | None) -> Packed:
        """Return what counts of some indicators and units (None: of all)."""
        found = self._places(indicators, units)
        changed = self._changed[np.isin(self._changed >> UNIT_BITS, indicators)]
        if units is not None:
            changed = changed[np.isin(changed & UNITS, units)]
        if not len(changed):
            return self._read(found)
        is_changed = np.isin(self._series[found], changed)
        before, own = self._read(found[is_changed]), self._own
        keys, own_keys = before.keys(), own.keys()
        counts = ~np.isin(keys, self._touched)
        asked = np.isin(own_keys >> PERIOD_BITS, changed)
        parts = before.records[counts], before.told, own.records[asked], own.told
        now = _in_series(np.concatenate([keys[counts], own_keys[asked]]), *_joined(*parts))
        return self._read(found[~is_changed], now)

    def _read(self, found: NDArray[np.int64], others: Packed | None = None) -> Packed:
        """Read the records of series at some places, and put those of others behind them."""
        lengths = self._ends[found] - self._begins[found]
        ends = np.cumsum(lengths)
        begins = ends - lengths
        count = int(lengths.sum())
        records = np.empty(count + (len(others.records) if others else 0), _LIKE)
        into = records.view(np.uint8).data
        runs = np.flatnonzero(np.diff(found, prepend=-2, append=-2) != 1).tolist()
        for first, end in pairwise(runs):
            here = into[int(begins[first]) * _LIKE.itemsize : int(ends[end - 1]) * _LIKE.itemsize]
            _read(self._file, here, int(self._begins[found[first]]) * _LIKE.itemsize)
        read = Packed(self._series[found], begins, ends, records[:count], self._told)
        return read.and_(others, records) if others else read

    def _places(self, indicators: Sequence[int], units: Sequence[int] | None) -> NDArray[np.int64]:
        numbers = np.array(indicators, np.int64) << UNIT_BITS
        if units is None:
            spans = np.searchsorted(self._series, [numbers, numbers | UNITS])
            return np.concatenate([np.arange(0), *(np.arange(*one) for one in spans.T)])
        wanted = (numbers[:, None] | np.array(units, np.int64)).ravel()
        at = np.searchsorted(self._series, wanted)
        return cast("NDArray[np.int64]", at[np.append(self._series, -1)[at] == wanted])


def _read(file: int, into: memoryview, place: int) -> None:
    """Fill a part of the memory from a place of a file; at most two gigabytes come at one go."""
    while into:
        if not (count := os.preadv(file, [into], place)):
            raise EOFError
        into, place = into[count:], place + count
