"""Figures, standings and snapshots as rows of files and of the command line, and as one table."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal

import pyarrow as pa
from pyarrow import parquet

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.observations import Observation, Point, Series, percentage
from cds.export.files import Cell, csv_text
from cds.scorecard import Filters, Row, scorecard
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.series import SeriesJudge

ORIGIN_COLUMNS = ("converted", "converted_from")  # through a reform; empty: as reported
UNIT_COLUMNS = ("unit_id", "unit_valid_from", "unit_valid_to")  # codes are reused, these are not
_SEEN_COLUMNS = (
    *("unit_code", "unit_name", "indicator_id", "period", "numerator", "denominator", "value"),
    *("status", "source_title", "source_url", "published_on", "note", "cumulative_since"),
)
OBSERVATION_COLUMNS = (*_SEEN_COLUMNS, "line", "column", *UNIT_COLUMNS, *ORIGIN_COLUMNS)
FIGURE_COLUMNS = (
    *_SEEN_COLUMNS,
    *("snapshot_id", "file_name", "line", "column", "uploaded_by", "published_at"),
    *UNIT_COLUMNS,
    *ORIGIN_COLUMNS,
)
STANDING_COLUMNS = (
    *("unit_code", "unit_name", "level", "indicator_id", "period", "value", "numerator"),
    *("denominator", "target_id", "target", "due", "gap", "still_to_do", "progress"),
    *("required_pace", "recent_pace", "projected_date", "status", "standing", "flags"),
    *("completeness", "low", "high", "status_cagr", "snapshot_id", *UNIT_COLUMNS),
    *ORIGIN_COLUMNS,
)
SNAPSHOT_COLUMNS = (
    *("snapshot_id", "version", "file_name", "sha256", "uploaded_by", "published_at", "rows"),
    *("periods", "note", "is_demo", "withdrawn_by", "withdrawn_at", "withdrawn_reason"),
)
_NUMBER = pa.decimal128(38, 14)
_SCALE = Decimal(1).scaleb(-_NUMBER.scale)
_EXACT = Context(prec=2 * _NUMBER.precision)
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
_OF_ASSESSMENT = ("gap", "still_to_do", "progress", "required_pace", "recent_pace")
_OF_POINT = (
    *("value", "numerator", "denominator", "completeness", "low", "high", "units_reported"),
    *("units_expected", "units_demo", "cumulative_since", "snapshot_id"),
)
_OF_STANDING = ROLLUP_SCHEMA.names[ROLLUP_SCHEMA.get_field_index("target_id") :]


def unit_cells(unit_id: str, unit: AdminUnit | None) -> dict[str, Cell]:
    """The unit of a row; one that left the reference has no name nor dates any more."""
    return {
        "unit_code": unit_id.partition("@")[0],
        "unit_name": unit and unit.name,
        "unit_id": unit_id,
        "unit_valid_from": unit and unit.valid_from,
        "unit_valid_to": unit and unit.valid_to,
    }


def origin_cells(
    seen: Observation | Point | None, indicator: Indicator | None, catalogue: Catalogue
) -> dict[str, Cell]:
    """How sure a figure is that was made of those of older units, and of what share of which."""
    parts = seen.converted_from if seen else ()
    is_weighed = seen is not None and seen.numerator is None and len(parts) > 1
    is_estimate = any(part.is_estimate or part.share != 1 for part in parts)
    is_estimate |= is_weighed and indicator is not None and indicator.is_share
    units = (catalogue.units.get(part.from_id) for part in parts)
    made = [
        {
            "unit_id": part.from_id,
            "unit_code": part.from_id.partition("@")[0],
            "unit_valid_from": unit and unit.valid_from,
            "share": part.share,
        }
        for part, unit in zip(parts, units, strict=True)
    ]
    sureness = "estimated" if is_estimate else "exact"
    return {"converted": sureness if parts else "", "converted_from": made}


def observation_row(seen: Observation, catalogue: Catalogue) -> dict[str, Cell]:
    """A figure as its file had it."""
    indicator = catalogue.indicators.get(seen.indicator_id)
    exact = percentage(seen.numerator, seen.denominator)
    is_exact = exact is not None and indicator is not None and indicator.is_share
    return {
        **unit_cells(seen.unit_id, catalogue.units.get(seen.unit_id)),
        **{name: getattr(seen, name) for name in (*_SEEN_COLUMNS[2:], "line", "column")},
        "period": str(seen.period),
        # with all its digits: of a share with counts the store keeps eight decimals
        "value": exact if is_exact else seen.value,
        "status": seen.status.value,
        **origin_cells(seen, indicator, catalogue),
    }


def figure_row(
    figure: Observation, catalogue: Catalogue, snapshot: Snapshot | None
) -> dict[str, Cell]:
    """A current figure with its origin; of a converted one no snapshot is known."""
    return {
        **observation_row(figure, catalogue),
        "snapshot_id": figure.snapshot_id or None,
        "file_name": snapshot and snapshot.file_name,
        "uploaded_by": snapshot and snapshot.uploaded_by,
        "published_at": snapshot and snapshot.published_at,
    }


def standing_row(row: Row, catalogue: Catalogue) -> dict[str, Cell]:
    """An assessment and what it was judged by."""
    judged, latest = row.assessment, row.assessment.latest

    def figure(*names: str) -> dict[str, Cell]:
        return {name: getattr(latest, name, None) for name in names}

    return {
        **unit_cells(row.unit.unit_id, row.unit),
        "level": row.unit.level.value,
        "indicator_id": row.indicator.indicator_id,
        "period": str(latest.period) if latest else None,
        **figure("value", "numerator", "denominator"),
        "target_id": judged.target_id,
        "target": judged.target_value,
        "due": judged.due_on,
        **{name: getattr(judged, name) for name in _OF_ASSESSMENT},
        "projected_date": judged.projected_on,
        "status": judged.status.value,
        "standing": judged.standing.value,
        "flags": [flag.value for flag in judged.flags],
        **figure("completeness", "low", "high"),
        "status_cagr": judged.status_cagr.value if judged.status_cagr else None,
        **figure("snapshot_id"),
        **origin_cells(latest, row.indicator, catalogue),
    }


def snapshot_row(snapshot: Snapshot) -> dict[str, Cell]:
    """What was published, by whom and when, and who withdrew it."""
    return {name: getattr(snapshot, name) for name in SNAPSHOT_COLUMNS}


def csv_bytes(rows: Iterable[Mapping[str, Cell]], columns: Sequence[str]) -> bytes:
    """Return a table that spreadsheets open as it is: marked as UTF-8, no text a formula."""
    return csv_text(columns, ([row[name] for name in columns] for row in rows)).encode("utf-8-sig")


def rollup_table(rows: Iterable[Row], catalogue: Catalogue) -> pa.Table:
    """Return a scorecard's figures and standings; numbers to 14 decimals, half to even."""
    told: list[Mapping[str, Cell]] = []
    for cells in _cells(rows, catalogue):
        row = ((name, cells.get(name)) for name in ROLLUP_SCHEMA.names)
        told.append(
            {k: c.quantize(_SCALE, context=_EXACT) if isinstance(c, Decimal) else c for k, c in row}
        )
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
        def known(_: Iterable[str], unit_ids: Collection[str] | None) -> tuple[Series, ...]:
            return tuple(one for one in series if unit_ids is None or one.unit_id in unit_ids)

        limits = Filters(indicator_ids=(indicator_id,))
        return rollup_table(scorecard(known, catalogue, today, limits), catalogue)

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
