"""Current figures with their origin, and the assessments behind every page."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from cds.cli.filters import Asked, asked_for, filter_options, tell_damage
from cds.cli.home import Home, today
from cds.cli.output import Cell, write_rows
from cds.cli.phrasing import command
from cds.scorecard import Row, scorecard
from cds.store.queries import CurrentFigure
from cds.store.records import Snapshot

OBSERVATION_COLUMNS = (
    *("unit_code", "unit_name", "indicator_id", "period", "numerator", "denominator", "value"),
    *("status", "source_title", "source_url", "snapshot_id", "file_name", "line", "column"),
    *("uploaded_by", "published_at"),
)
ASSESSMENT_COLUMNS = (
    *("unit_code", "unit_name", "level", "indicator_id", "period", "value", "numerator"),
    *("denominator", "target_id", "target", "due", "gap", "still_to_do", "progress"),
    *("required_pace", "recent_pace", "projected_date", "status", "flags", "completeness"),
    *("low", "high", "status_cagr", "snapshot_id"),
)
_OBSERVATION_TABLE = (
    *("unit_code", "unit_name", "indicator_id", "period", "value", "status", "file_name", "line"),
)
_ASSESSMENT_TABLE = (
    *("unit_name", "indicator_id", "period", "value", "target", "due", "gap", "still_to_do"),
    *("status", "flags"),
)


@command("observations")
@filter_options
@click.pass_obj
def observations(home: Home, /, format: str, **filters: Any) -> int:  # noqa: ANN401 - click's
    """Write the current figures with their origin."""
    asked = asked_for(home, **filters)
    snapshots = {snapshot.snapshot_id: snapshot for snapshot in asked.view.snapshots}
    rows = [
        _observation_row(figure, asked, snapshots[figure.snapshot_id]) for figure in _figures(asked)
    ]
    write_rows(rows, format, OBSERVATION_COLUMNS, _OBSERVATION_TABLE)
    return tell_damage(asked.view)


@command("assess")
@filter_options
@click.pass_obj
def assess(home: Home, /, format: str, **filters: Any) -> int:  # noqa: ANN401 - click's
    """Write the assessments as of the latest figures, or as of the period asked for."""
    asked = asked_for(home, **filters)
    found = scorecard(asked.view, asked.catalogue, today(), asked.limits)
    write_rows(list(map(_assessment_row, found)), format, ASSESSMENT_COLUMNS, _ASSESSMENT_TABLE)
    return tell_damage(asked.view)


def _figures(asked: Asked) -> Iterator[CurrentFigure]:
    """Figures of exactly the period, if one is asked for."""
    limits = asked.limits
    ids = limits.indicator_ids or ()
    is_all = len(ids) == len(asked.catalogue.indicators)
    for each in [None] if is_all else ids:
        yield from asked.view.observations(each, limits.unit_ids, limits.level, limits.until)


def _observation_row(figure: CurrentFigure, asked: Asked, snapshot: Snapshot) -> Mapping[str, Cell]:
    seen = figure.observation
    unit = asked.catalogue.units[seen.unit_id]
    return {
        "unit_code": unit.code,
        "unit_name": unit.name,
        "indicator_id": seen.indicator_id,
        "period": str(seen.period),
        "numerator": seen.numerator,
        "denominator": seen.denominator,
        "value": seen.value,
        "status": seen.status.value,
        "source_title": seen.source_title,
        "source_url": seen.source_url,
        "snapshot_id": figure.snapshot_id,
        "file_name": snapshot.file_name,
        "line": seen.line,
        "column": seen.column,
        "uploaded_by": snapshot.uploaded_by,
        "published_at": snapshot.published_at,
    }


def _assessment_row(row: Row) -> Mapping[str, Cell]:
    judged, latest = row.assessment, row.assessment.latest
    return {
        "unit_code": row.unit.code,
        "unit_name": row.unit.name,
        "level": row.unit.level.value,
        "indicator_id": row.indicator.indicator_id,
        "period": str(latest.period) if latest else None,
        "value": latest.value if latest else None,
        "numerator": latest.numerator if latest else None,
        "denominator": latest.denominator if latest else None,
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
        "flags": [flag.value for flag in judged.flags],
        "completeness": latest.completeness if latest else None,
        "low": latest.low if latest else None,
        "high": latest.high if latest else None,
        "status_cagr": judged.status_cagr.value if judged.status_cagr else None,
        "snapshot_id": latest.snapshot_id if latest else None,
    }
