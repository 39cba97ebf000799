"""What was published, by whom and when; withdrawing and restoring it."""

from collections.abc import Mapping

import click

from cds.cli.asked import version_of
from cds.cli.home import Home
from cds.cli.output import issue_row, tell, tell_left_out, write_json, write_rows
from cds.cli.permission import Permission
from cds.cli.phrasing import Format, command
from cds.domain.access import Action
from cds.export.cells import Cell
from cds.export.rows import (
    OBSERVATION_COLUMNS,
    SNAPSHOT_COLUMNS,
    UNIT_COLUMNS,
    observation_row,
    snapshot_row,
    unit_cells,
)
from cds.store.view.changes import changes
from cds.store.view.queries import open_view, read_snapshot

CHANGE_COLUMNS = (
    *("unit_code", "unit_name", "indicator_id", "period", "change", "old_value", "new_value"),
    *("old_numerator", "new_numerator", "old_denominator", "new_denominator"),
    *("old_status", "new_status", *UNIT_COLUMNS),
)
_SNAPSHOT_TABLE = (
    *("version", "snapshot_id", "file_name", "uploaded_by", "published_at", "rows", "is_demo"),
    *("withdrawn_by", "note"),
)
_FIGURE_TABLE = ("unit_name", "indicator_id", "period", "numerator", "denominator", "value", "line")
_CHANGE_TABLE = ("unit_name", "indicator_id", "period", "change", "old_value", "new_value")


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
        write_rows(figures, format, OBSERVATION_COLUMNS, _FIGURE_TABLE)
    else:
        write_rows([snapshot_row(snapshot)], format, SNAPSHOT_COLUMNS, _SNAPSHOT_TABLE)


@command("diff")
@click.argument("before", metavar="ID|N")
@click.argument("after", metavar="ID|N")
def diff(home: Home, before: str, after: str, format: Format) -> int:
    """List the current figures that differ between two data versions.

    A snapshot stands for the data version it made.
    """
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
    """Make the command that withdraws a snapshot, or restores it."""

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
