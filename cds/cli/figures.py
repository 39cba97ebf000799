"""Current figures, the assessments behind every page, and the least set that closes a gap."""

from typing import Any

from cds.cli.asked import asked_for, filter_options
from cds.cli.home import Home
from cds.cli.output import tell, tell_left_out, write_json, write_rows
from cds.cli.phrasing import Format, Until, command, option
from cds.domain.clock import today
from cds.domain.errors import NotFoundError
from cds.export.rows import FIGURE_COLUMNS, STANDING_COLUMNS, figure_row, standing_row
from cds.scorecard import scorecard

_FIGURE_TABLE = (
    *("unit_code", "unit_name", "indicator_id", "period", "value", "status", "file_name", "line"),
)
_STANDING_TABLE = (
    *("unit_name", "indicator_id", "period", "value", "target", "due", "gap", "still_to_do"),
    *("standing", "flags"),
)
_PLAN_COLUMNS = ("unit_code", "unit_name", "open", "running_total")


@command("observations")
@filter_options
def observations(home: Home, /, format: str, **filters: Any) -> int:  # noqa: ANN401 - click's
    """Write the current figures with their origin, of exactly the period if one is asked for."""
    catalogue, view, limits = asked_for(home, **filters)
    snapshots = {one.snapshot_id: one for one in view.snapshots}
    ids = limits.indicator_ids or ()
    is_all = len(ids) == len(catalogue.indicators)
    rows = [
        figure_row(figure, catalogue, snapshots.get(figure.snapshot_id))
        for each in ([None] if is_all else ids)
        for figure in view.observations(
            each, limits.unit_ids, limits.level, limits.until, is_placed=True
        )
        if catalogue.is_shown(figure.observation.unit_id)
    ]
    write_rows(rows, format, FIGURE_COLUMNS, _FIGURE_TABLE)
    return tell_left_out(view.damaged)


@command("assess")
@filter_options
@option("--programme")
def assess(home: Home, /, format: str, **filters: Any) -> int:  # noqa: ANN401 - click's
    """Write the assessments as of the latest figures, or as of the period asked for."""
    catalogue, view, limits = asked_for(home, **filters)
    found = scorecard(view, catalogue, today(), limits)
    shown = (one for one in found if catalogue.is_shown(one.unit.unit_id))
    rows = [standing_row(one, catalogue) for one in shown]
    write_rows(rows, format, STANDING_COLUMNS, _STANDING_TABLE)
    return tell_left_out(view.damaged)


@command("plan")
def plan(
    home: Home,
    indicator: str,
    period: Until,
    as_of: str | None,
    programme: str | None,
    format: Format,
) -> int:
    """Write the fewest units that close the home's gap to its target.

    That is the first target, headlines first, that things done in the parts can close.
    """
    from cds.views.gap_plan import of_row

    catalogue, view, limits = asked_for(
        home, (indicator,), period=period, as_of=as_of, programme=programme
    )
    rows = scorecard(view, catalogue, today(), limits)
    own = (row for row in rows if row.unit == catalogue.home)
    plans = (of_row(catalogue, rows, row, today()) for row in own)
    if (made := next(filter(None, plans), None)) is None:
        raise NotFoundError("no_plan", indicator=indicator.strip(), unit=catalogue.home.name)
    found = made.plan
    units = [
        {
            "unit_code": catalogue.units[step.unit_id].code,
            "unit_name": catalogue.units[step.unit_id].name,
            "open": step.open,
            "running_total": step.running_total,
        }
        for step in found.steps
    ]
    if format == "json":
        write_json(
            {
                "indicator_id": made.row.indicator.indicator_id,
                "period": str(made.basis.whole.period),
                "target_id": made.before.target_id,
                "still_to_do": found.still_to_do,
                "reachable": found.is_reachable,
                "units": units,
            }
        )
    else:
        write_rows(units, format, _PLAN_COLUMNS, heads="plan")
    if made.has_demo:
        tell("cli.plan_of_demo")
    if not found.is_reachable:
        tell("cli.unreachable")
    elif not found.steps:
        tell("cli.nothing_to_close")
    return tell_left_out(view.damaged)
