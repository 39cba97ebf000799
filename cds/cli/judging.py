"""Current figures with their origin, and the assessments behind every page."""

from collections.abc import Iterator
from typing import Any

import click

from cds.cli.filters import FilteredVersion, asked_for, filter_options, tell_damage
from cds.cli.home import Home
from cds.cli.output import write_rows
from cds.cli.phrasing import command
from cds.domain.clock import today
from cds.export.rows import FIGURE_COLUMNS, STANDING_COLUMNS, figure_row, standing_row
from cds.scorecard import scorecard
from cds.store.view.queries import CurrentFigure

_FIGURE_TABLE = (
    *("unit_code", "unit_name", "indicator_id", "period", "value", "status", "file_name", "line"),
)
_STANDING_TABLE = (
    *("unit_name", "indicator_id", "period", "value", "target", "due", "gap", "still_to_do"),
    *("standing", "flags"),
)


@command("observations")
@filter_options
@click.pass_obj
def observations(home: Home, /, format: str, **filters: Any) -> int:  # noqa: ANN401 - click's
    """Write the current figures with their origin."""
    asked = asked_for(home, **filters)
    snapshots = {snapshot.snapshot_id: snapshot for snapshot in asked.view.snapshots}
    rows = [
        figure_row(figure, asked.catalogue, snapshots[figure.snapshot_id])
        for figure in _figures(asked)
    ]
    write_rows(rows, format, FIGURE_COLUMNS, _FIGURE_TABLE)
    return tell_damage(asked.view)


@command("assess")
@filter_options
@click.pass_obj
def assess(home: Home, /, format: str, **filters: Any) -> int:  # noqa: ANN401 - click's
    """Write the assessments as of the latest figures, or as of the period asked for."""
    asked = asked_for(home, **filters)
    found = scorecard(asked.view, asked.catalogue, today(), asked.limits)
    write_rows(list(map(standing_row, found)), format, STANDING_COLUMNS, _STANDING_TABLE)
    return tell_damage(asked.view)


def _figures(asked: FilteredVersion) -> Iterator[CurrentFigure]:
    """Figures of exactly the period, if one is asked for."""
    limits = asked.limits
    ids = limits.indicator_ids or ()
    is_all = len(ids) == len(asked.catalogue.indicators)
    for each in [None] if is_all else ids:
        yield from asked.view.observations(each, limits.unit_ids, limits.level, limits.until)
