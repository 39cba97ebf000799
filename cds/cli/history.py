"""What was published, by whom and when; withdrawing and restoring it."""

from collections.abc import Mapping

import click

from cds.cli.filters import tell_damage, tell_left_out
from cds.cli.finding import version_of
from cds.cli.home import Home
from cds.cli.issues import issue_row
from cds.cli.output import say, write_object, write_rows
from cds.cli.permission import Permission
from cds.cli.phrasing import command, format_option, option
from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.export.cells import Cell
from cds.export.rows import (
    OBSERVATION_COLUMNS,
    SNAPSHOT_COLUMNS,
    UNIT_COLUMNS,
    observation_row,
    snapshot_row,
    unit_cells,
)
from cds.store.view.changes import FigureChange, changes
from cds.store.view.queries import open_view, read_snapshot
from cds.text import cli as words

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
@format_option
@click.pass_obj
def snapshots(home: Home, format: str) -> int:
    """List the snapshots, newest first, with those withdrawn."""
    store = home.store()
    rows = [snapshot_row(snapshot) for snapshot in store.snapshots()]
    write_rows(rows, format, SNAPSHOT_COLUMNS, _SNAPSHOT_TABLE)
    return tell_left_out(store.damaged_commits())


@command("show")
@click.argument("snapshot_id", metavar="ID")
@option("--rows", "rows", is_flag=True)
@format_option
@click.pass_obj
def show(home: Home, snapshot_id: str, rows: bool, format: str) -> None:
    """Show one snapshot; with `rows` its figures too, as the file had them."""
    store = home.store()
    snapshot = store.snapshot(snapshot_id)
    figures: list[Mapping[str, Cell]] = []
    if rows:
        catalogue = home.catalogue()
        figures = [observation_row(seen, catalogue) for seen in read_snapshot(store, snapshot)]
    if format == "json":
        issues = [issue_row(issue) for issue in snapshot.issues]
        listed = {"observations": figures} if rows else {}
        write_object({**snapshot_row(snapshot), "issues": issues, **listed})
    elif rows:
        write_rows(figures, format, OBSERVATION_COLUMNS, _FIGURE_TABLE)
    else:
        write_rows([snapshot_row(snapshot)], format, SNAPSHOT_COLUMNS, _SNAPSHOT_TABLE)


@command("diff")
@click.argument("before", metavar="ID|N")
@click.argument("after", metavar="ID|N")
@format_option
@click.pass_obj
def diff(home: Home, before: str, after: str, format: str) -> int:
    """List the current figures that differ between two data versions.

    A snapshot stands for the data version it made.
    """
    catalogue, store = home.catalogue(), home.store()
    old, new = (open_view(store, catalogue, version_of(store, text)) for text in (before, after))
    rows = [_change_row(change, catalogue) for change in changes(old, new)]
    write_rows(rows, format, CHANGE_COLUMNS, _CHANGE_TABLE)
    return tell_damage(old, new)


@command("withdraw")
@click.argument("snapshot_id", metavar="ID")
@option("--reason", "reason", required=True)
@option("--by", "by", required=True)
@click.pass_obj
def withdraw(home: Home, snapshot_id: str, reason: str, by: str) -> None:
    """Make a snapshot's figures count no more."""
    _permit(home, by, Action.WITHDRAW, snapshot_id)
    version = home.store().withdraw(snapshot_id, reason, by)
    say(words.WITHDRAWN.format(snapshot_id=snapshot_id, version=version))


@command("restore")
@click.argument("snapshot_id", metavar="ID")
@option("--reason", "reason", required=True)
@option("--by", "by", required=True)
@click.pass_obj
def restore(home: Home, snapshot_id: str, reason: str, by: str) -> None:
    """Make a withdrawn snapshot count again."""
    _permit(home, by, Action.RESTORE, snapshot_id)
    version = home.store().restore(snapshot_id, reason, by)
    say(words.RESTORED.format(snapshot_id=snapshot_id, version=version))


def _permit(home: Home, by: str, action: Action, snapshot_id: str) -> None:
    """Refuse when the roles file puts the action, or a figure of the snapshot, out of reach."""
    permission = Permission(home, by, action)
    if permission.is_limited:
        store = home.store()
        figures = read_snapshot(store, store.snapshot(snapshot_id))
        permission.demand(figures, home.catalogue())


def _change_row(change: FigureChange, catalogue: Catalogue) -> Mapping[str, Cell]:
    old, new = change.before, change.after
    kind = "added" if old is None else "removed" if new is None else "changed"
    return {
        **unit_cells(change.unit_id, catalogue.units.get(change.unit_id)),
        "indicator_id": change.indicator_id,
        "period": str(change.period),
        "change": kind,
        "old_value": old and old.value,
        "new_value": new and new.value,
        "old_numerator": old and old.numerator,
        "new_numerator": new and new.numerator,
        "old_denominator": old and old.denominator,
        "new_denominator": new and new.denominator,
        "old_status": old and old.status.value,
        "new_status": new and new.status.value,
    }
