"""Figures, standings and snapshots as rows: the same on the command line and in files."""

from collections.abc import Iterable, Mapping, Sequence

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.observations import Observation, Point, percentage
from cds.export.files import Cell, csv_text
from cds.scorecard import Row
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.queries import CurrentFigure

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
    figure: CurrentFigure, catalogue: Catalogue, snapshot: Snapshot | None
) -> dict[str, Cell]:
    """A current figure with its origin; of a converted one no snapshot is known."""
    return {
        **observation_row(figure.observation, catalogue),
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
        "gap": judged.gap,
        "still_to_do": judged.still_to_do,
        "progress": judged.progress,
        "required_pace": judged.required_pace,
        "recent_pace": judged.recent_pace,
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
