"""Figures in: check a file and publish it unless something blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from cds.cli.finding import indicator_of
from cds.cli.home import Home, operator
from cds.cli.issues import ISSUE_COLUMNS, issue_row, tell_issues
from cds.cli.output import say, write_object, write_rows
from cds.cli.permission import Permission
from cds.cli.phrasing import (
    command,
    existing_file,
    format_option,
    level_option,
    option,
    period_option,
)
from cds.domain.access import Action
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.clock import today
from cds.domain.errors import ExitCode
from cds.domain.issues import Severity
from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.export.cells import Cell
from cds.ingest.context import Context
from cds.ingest.tables import MOST_BYTES
from cds.publish import Outcome, OutcomeStatus, check_and_publish
from cds.text import cli as words

_READ_AT_MOST = 8 * MOST_BYTES  # enough to say how much too large a file is, and no more
FIGURE_COLUMNS = (
    *("unit_code", "indicator_id", "period", "numerator", "denominator", "value", "line"),
    "column",
)
_EXIT = {
    OutcomeStatus.ACCEPTED: ExitCode.DONE,
    OutcomeStatus.REJECTED: ExitCode.REFUSED,
    OutcomeStatus.NEEDS_CONFIRMATION: ExitCode.CONFIRMATION,
}


@command("import")
@click.argument("file", type=existing_file, metavar=words.FILE)
@period_option
@option("--indicator", "indicator")
@level_option
@option("--name", "name")
@option("--by", "by")
@option("--note", "note", default="")
@option("--dry-run", "dry_run", is_flag=True)
@option("--rows", "rows", is_flag=True)
@option("--confirm", "confirm", multiple=True)
@format_option
@click.pass_obj
def import_file(
    home: Home,
    file: Path,
    period: Period | None,
    indicator: str | None,
    level: str | None,
    name: str | None,
    by: str | None,
    note: str,
    dry_run: bool,
    rows: bool,
    confirm: tuple[str, ...],
    format: str,
) -> int:
    """Check a file and publish it unless something blocks."""
    catalogue = home.catalogue()
    context = Context(
        today=today(),
        period=period,
        indicator_id=indicator_of(catalogue, indicator).indicator_id if indicator else None,
        level=AdminLevel(level) if level else None,
    )
    permission = Permission(home, by, Action.SEND if dry_run else Action.PUBLISH)
    check = partial(
        check_and_publish,
        home.store(),
        catalogue,
        _content(file),
        name or file.name,
        by=by or operator(),
        note=note,
        context=permission.limit(context, catalogue),
        confirmed=confirm,
    )
    if permission.has_several_scopes:
        permission.demand(check(dry_run=True).checked.observations, catalogue)
    outcome = check(dry_run=dry_run)
    _write(outcome, catalogue, format, is_dry=dry_run, with_rows=rows)
    _tell(outcome, confirm)
    return _EXIT[outcome.status]


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_READ_AT_MOST)


def _write(
    outcome: Outcome, catalogue: Catalogue, style: str, *, is_dry: bool, with_rows: bool
) -> None:
    """Write one object for programs, or the issues in words and the figures if asked for."""
    figures = [_figure_row(seen, catalogue) for seen in outcome.checked.observations]
    issues = [issue_row(issue) for issue in outcome.checked.issues]
    if style == "json":
        listed = {"observations": figures} if with_rows or is_dry else {}
        write_object({**_head(outcome), **listed, "issues": issues})
    elif style == "csv" and not with_rows:
        write_rows(issues, style, ISSUE_COLUMNS)
    else:
        tell_issues(outcome.checked.issues, in_workbook=outcome.checked.file.sheet is not None)
        if with_rows:
            write_rows(figures, style, FIGURE_COLUMNS)


def _head(outcome: Outcome) -> Mapping[str, Cell]:
    snapshot = outcome.snapshot
    return {
        "status": outcome.status.value,
        "snapshot_id": snapshot.snapshot_id if snapshot else None,
        "version": snapshot.version if snapshot else None,
        "file": asdict(outcome.checked.file),
    }


def _figure_row(seen: Observation, catalogue: Catalogue) -> Mapping[str, Cell]:
    return {
        "unit_code": catalogue.units[seen.unit_id].code,
        "indicator_id": seen.indicator_id,
        "period": str(seen.period),
        "numerator": seen.numerator,
        "denominator": seen.denominator,
        "value": seen.value,
        "line": seen.line,
        "column": seen.column,
    }


def _tell(outcome: Outcome, confirmed: Sequence[str]) -> None:
    checked, snapshot = outcome.checked, outcome.snapshot
    match outcome.status:
        case OutcomeStatus.REJECTED:
            count = sum(one.count for one in checked.issues if one.severity is Severity.ERROR)
            say(words.REJECTED.format(count=count))
        case OutcomeStatus.NEEDS_CONFIRMATION:
            codes = dict.fromkeys(i.code.value for i in checked.unconfirmed(frozenset(confirmed)))
            say(words.NEEDS_CONFIRMATION.format(codes=", ".join(codes)))
        case OutcomeStatus.ACCEPTED if snapshot is None:
            say(words.CHECKED.format(rows=len(checked.observations)))
        case OutcomeStatus.ACCEPTED:
            told = {"name": snapshot.file_name, "rows": snapshot.rows, "version": snapshot.version}
            say(words.PUBLISHED.format(**told))
