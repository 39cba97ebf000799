"""Figures that count, their assessments and plans; what was published by whom; taking it back."""

from collections.abc import Mapping
from typing import Any

import click

from cds.cli.asked import Permission, asked_for, filter_options, version_of
from cds.cli.home import Home
from cds.cli.output import issue_row, tell, tell_left_out, write_json, write_rows
from cds.cli.phrasing import Format, Until, command, option
from cds.domain.access import Action
from cds.domain.clock import today
from cds.domain.errors import NotFoundError
from cds.export.files import Cell
from cds.export.rows import (
    FIGURE_COLUMNS,
    OBSERVATION_COLUMNS,
    SNAPSHOT_COLUMNS,
    STANDING_COLUMNS,
    UNIT_COLUMNS,
    figure_row,
    observation_row,
    snapshot_row,
    standing_row,
    unit_cells,
)
from cds.scorecard import scorecard
from cds.store.view.queries import open_view, read_snapshot

_FIGURE_TABLE = (
    *("unit_code", "unit_name", "indicator_id", "period", "value", "status", "file_name", "line"),
)
_STANDING_TABLE = (
    *("unit_name", "indicator_id", "period", "value", "target", "due", "gap", "still_to_do"),
    *("standing", "flags"),
)
_PLAN_COLUMNS = ("unit_code", "unit_name", "open", "running_total")
CHANGE_COLUMNS = (
    *("unit_code", "unit_name", "indicator_id", "period", "change", "old_value", "new_value"),
    *("old_numerator", "new_numerator", "old_denominator", "new_denominator"),
    *("old_status", "new_status", *UNIT_COLUMNS),
)
_SNAPSHOT_TABLE = (
    *("version", "snapshot_id", "file_name", "uploaded_by", "published_at", "rows", "is_demo"),
    *("withdrawn_by", "note"),
)
_FILE_TABLE = ("unit_name", "indicator_id", "period", "numerator", "denominator", "value", "line")
_CHANGE_TABLE = ("unit_name", "indicator_id", "period", "change", "old_value", "new_value")


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
        if catalogue.is_shown(figure.unit_id)
    ]
    write_rows(rows, format, FIGURE_COLUMNS, _FIGURE_TABLE)
    return tell_left_out(view.damaged)


@command("assess")
@filter_options
@option("--programme")
def assess(home: Home, /, format: str, **filters: Any) -> int:  # noqa: ANN401 - click's
    """Write the assessments as of the latest figures, or as of the period asked for."""
    catalogue, view, limits = asked_for(home, **filters)
    found = scorecard(view.series, catalogue, today(), limits)
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
    rows = scorecard(view.series, catalogue, today(), limits)
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


@command("snapshots")
def snapshots(home: Home, format: Format) -> int:
    """List the snapshots, newest first, with those withdrawn."""
    store = home.store()
    rows = list(map(snapshot_row, store.snapshots()))
    write_rows(rows, format, SNAPSHOT_COLUMNS, _SNAPSHOT_TABLE)
    return tell_left_out(store.damaged_commits())


@command("show")
def show(home: Home, snapshot_id: str, rows: bool, format: Format) -> None:
    """Show one snapshot; with `rows` its figures too, as the file had them."""
    store = home.store()
    snapshot = store.snapshot(snapshot_id)
    figures: list[Mapping[str, Cell]] = []
    if rows:
        catalogue = home.catalogue()
        figures = [observation_row(seen, catalogue) for seen in read_snapshot(store, snapshot)]
    if format == "json":
        issues = list(map(issue_row, snapshot.issues))
        listed = {"observations": figures} if rows else {}
        write_json({**snapshot_row(snapshot), "issues": issues, **listed})
    elif rows:
        write_rows(figures, format, OBSERVATION_COLUMNS, _FILE_TABLE)
    else:
        write_rows([snapshot_row(snapshot)], format, SNAPSHOT_COLUMNS, _SNAPSHOT_TABLE)


@command("diff")
@click.argument("before", metavar="ID|N")
@click.argument("after", metavar="ID|N")
def diff(home: Home, before: str, after: str, format: Format) -> int:
    """List the current figures that differ between two data versions.

    A snapshot stands for the data version it made.
    """
    from cds.store.view.changes import changes

    catalogue, store = home.catalogue(), home.store()
    older, newer = (
        open_view(store, catalogue, version_of(store, text)) for text in (before, after)
    )
    rows: list[Mapping[str, Cell]] = []
    for change in changes(older, newer):
        old, new = change.before, change.after
        row: dict[str, Cell] = {
            **unit_cells(change.unit_id, catalogue.units.get(change.unit_id)),
            "indicator_id": change.indicator_id,
            "period": str(change.period),
            "change": "added" if old is None else "removed" if new is None else "changed",
        }
        for name in ("value", "numerator", "denominator", "status"):
            row[f"old_{name}"], row[f"new_{name}"] = (
                one and getattr(one, name) for one in (old, new)
            )
        rows.append(row)
    write_rows(rows, format, CHANGE_COLUMNS, _CHANGE_TABLE)
    return tell_left_out((*older.damaged, *newer.damaged))


def _judging(name: str, action: Action, said: str) -> click.Command:
    @command(name)
    def judge(home: Home, snapshot_id: str, reason: str, by: str) -> None:
        permission, store = Permission(home, by, action), home.store()
        if permission.is_limited:  # a figure of the snapshot may be out of reach
            permission.demand(read_snapshot(store, store.snapshot(snapshot_id)), home.catalogue())
        act = store.withdraw if action is Action.WITHDRAW else store.restore
        tell(said, snapshot_id=snapshot_id, version=str(act(snapshot_id, reason, by)))

    return judge


withdraw = _judging("withdraw", Action.WITHDRAW, "cli.withdrawn")
restore = _judging("restore", Action.RESTORE, "cli.restored")
