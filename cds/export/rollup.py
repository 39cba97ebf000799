"""Figures, sums and standings as one table for other programs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

import pyarrow as pa
from pyarrow import parquet

from cds.domain.catalogue import Catalogue
from cds.domain.observations import Point, Series
from cds.export.files import Cell
from cds.export.rows import standing_row, unit_cells
from cds.scorecard import Filters, Row, scorecard
from cds.store.view.series import SeriesJudge

_NUMBER = pa.decimal128(38, 14)
_SCALE = Decimal(1).scaleb(-_NUMBER.scale)
_DIGITS = 2 * _NUMBER.precision
_KEY = ("indicator_id", "unit_id", "period", "target_id")
# One row: a figure that counts, of a unit itself or added up; the one that a target is judged by
# once for every target, with the standing; a target without any figure by itself.
ROLLUP_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("indicator_id", "unit_id", "unit_code", "unit_name")),
        *((name, pa.string()) for name in ("level", "period", "origin", "figure_status")),
        *((name, _NUMBER) for name in ("value", "numerator", "denominator")),
        *((name, _NUMBER) for name in ("completeness", "low", "high")),
        *((name, pa.int64()) for name in ("units_reported", "units_expected", "units_demo")),
        ("cumulative_since", pa.date32()),
        ("snapshot_id", pa.string()),
        ("target_id", pa.string()),
        ("target", _NUMBER),
        ("due", pa.date32()),
        *((name, _NUMBER) for name in ("gap", "still_to_do", "progress")),
        *((name, _NUMBER) for name in ("required_pace", "recent_pace")),
        ("projected_date", pa.date32()),
        *((name, pa.string()) for name in ("status", "standing", "status_cagr")),
        ("flags", pa.list_(pa.string())),
    ]
)
_OF_POINT = (
    *("value", "numerator", "denominator", "completeness", "low", "high", "units_reported"),
    *("units_expected", "units_demo", "cumulative_since", "snapshot_id"),
)
_OF_STANDING = ROLLUP_SCHEMA.names[ROLLUP_SCHEMA.get_field_index("target_id") :]


@dataclass(frozen=True, slots=True)
class _Found:
    """The series of some indicators."""

    by_indicator: Mapping[str, tuple[Series, ...]]

    def series(
        self, indicators: Iterable[str], unit_ids: Collection[str] | None, /
    ) -> tuple[Series, ...]:
        """Return those of the indicators, of some units or all."""
        return tuple(
            one
            for key in indicators
            for one in self.by_indicator.get(key, ())
            if unit_ids is None or one.unit_id in unit_ids
        )


def rollup_table(rows: Iterable[Row], catalogue: Catalogue) -> pa.Table:
    """Return a scorecard's figures and standings; numbers to 14 decimals, half to even."""
    told = [
        {name: _rounded(cells.get(name)) for name in ROLLUP_SCHEMA.names}
        for cells in _cells(rows, catalogue)
    ]
    return pa.Table.from_pylist(told, ROLLUP_SCHEMA)


def in_order(table: pa.Table) -> pa.Table:
    """Return its rows by indicator, unit, period and target: always the same."""
    return table.sort_by([(name, "ascending") for name in _KEY]).combine_chunks()


def parquet_bytes(table: pa.Table) -> bytes:
    """Return the table as a Parquet file."""
    buffer = pa.BufferOutputStream()
    parquet.write_table(table, buffer, compression="zstd")
    return bytes(buffer.getvalue())


def judge_of(catalogue: Catalogue, today: date) -> SeriesJudge:
    """Return what makes the table of one indicator from its series, anywhere."""

    def judged(indicator_id: str, series: tuple[Series, ...]) -> pa.Table:
        found, limits = _Found({indicator_id: series}), Filters(indicator_ids=(indicator_id,))
        return rollup_table(scorecard(found, catalogue, today, limits), catalogue)

    return judged


def _cells(rows: Iterable[Row], catalogue: Catalogue) -> Iterator[Mapping[str, Cell]]:
    told = set[tuple[str, str]]()
    for row in rows:
        key, latest = (row.indicator.indicator_id, row.unit.unit_id), row.assessment.latest
        unit = {
            **unit_cells(row.unit.unit_id, row.unit),
            "indicator_id": row.indicator.indicator_id,
            "level": row.unit.level.value,
        }
        judged = latest.period if latest else None
        if key not in told:
            others = (point for point in row.series.points if point.period != judged)
            yield from ({**unit, **_point_cells(point)} for point in others)
        told.add(key)
        standing = standing_row(row, catalogue)
        yield {
            **unit,
            **(_point_cells(latest) if latest else {}),
            **{name: standing[name] for name in _OF_STANDING},
        }


def _point_cells(point: Point) -> Mapping[str, Cell]:
    return {
        "period": str(point.period),
        "origin": point.origin.value,
        "figure_status": point.status.value,
        **{name: getattr(point, name) for name in _OF_POINT},
    }


def _rounded(cell: Cell) -> Cell:
    if not isinstance(cell, Decimal):
        return cell
    with localcontext(prec=_DIGITS):
        return cell.quantize(_SCALE)
