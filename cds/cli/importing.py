"""Figures in: check a file and publish it unless something blocks."""

from dataclasses import asdict
from functools import partial
from typing import Annotated

from cds.cli.asked import Permission, indicator_of
from cds.cli.home import Home, operator
from cds.cli.output import (
    ISSUE_COLUMNS,
    issue_row,
    tell,
    tell_issues,
    told_rows,
    write_json,
    write_rows,
)
from cds.cli.phrasing import File, Format, Level, Until, choice, command, option
from cds.domain.access import Action
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.clock import today
from cds.domain.errors import ExitCode
from cds.domain.issues import IssueCode, Severity
from cds.export.rows import observation_row
from cds.ingest.context import Context
from cds.ingest.tables import MOST_BYTES
from cds.publish import Outcome, OutcomeStatus, check_and_publish

_READ_AT_MOST = 8 * MOST_BYTES  # enough to say how much too large a file is, and no more
FIGURE_COLUMNS = (
    *("unit_code", "indicator_id", "period", "numerator", "denominator", "value", "status"),
    *("cumulative_since", "note", "line", "column"),
)


@command("import")
def import_file(
    home: Home,
    file: File,
    period: Until,
    indicator: str | None,
    level: Level,
    name: str | None,
    by: str | None,
    note: Annotated[str, option("--note", default="")],
    dry_run: bool,
    rows: bool,
    confirm: Annotated[
        tuple[str, ...], choice("--confirm", (one.value for one in IssueCode), multiple=True)
    ],
    format: Format,
) -> int:
    """Check a file and publish it unless something blocks."""
    catalogue = home.catalogue()
    context = Context(
        today=today(),
        period=period,
        indicator_id=indicator_of(catalogue, indicator) if indicator else None,
        level=AdminLevel(level) if level else None,
    )
    permission = Permission(home, by, Action.SEND if dry_run else Action.PUBLISH)
    with file.open("rb") as opened:
        content = opened.read(_READ_AT_MOST)
    check = partial(
        check_and_publish,
        home.store(),
        catalogue,
        content,
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
    checked, snapshot = outcome.checked, outcome.snapshot
    match outcome.status:
        case OutcomeStatus.REJECTED:
            errors = (one.count for one in checked.issues if one.severity is Severity.ERROR)
            tell("cli.rejected", count=sum(errors))
            return ExitCode.REFUSED
        case OutcomeStatus.NEEDS_CONFIRMATION:
            codes = dict.fromkeys(i.code.value for i in checked.unconfirmed(frozenset(confirm)))
            tell("cli.needs_confirmation", codes=", ".join(codes))
            return ExitCode.CONFIRMATION
        case OutcomeStatus.ACCEPTED if snapshot is None:
            tell("cli.checked", rows=len(checked.observations))
        case OutcomeStatus.ACCEPTED:
            told = {"name": snapshot.file_name, "version": str(snapshot.version)}
            tell("cli.published", rows=snapshot.rows, **told)
    return ExitCode.DONE


def _write(
    outcome: Outcome, catalogue: Catalogue, style: str, *, is_dry: bool, with_rows: bool
) -> None:
    """Write one object for programs, or the issues in words and the figures if asked for."""
    checked, snapshot = outcome.checked, outcome.snapshot
    told = (  # values as they will be kept, of shares with eight decimals
        observation_row(seen, catalogue) | {"value": seen.value} for seen in checked.observations
    )
    figures = [{name: row[name] for name in FIGURE_COLUMNS} for row in told]
    issues = list(map(issue_row, checked.issues))
    if style == "json":
        listed = {"observations": figures} if with_rows or is_dry else {}
        write_json(
            {
                "status": outcome.status.value,
                "snapshot_id": snapshot.snapshot_id if snapshot else None,
                "version": snapshot.version if snapshot else None,
                "file": asdict(checked.file),
                **listed,
                "issues": issues,
                "messages": told_rows(checked.issues),
            }
        )
    elif style == "csv" and not with_rows:
        write_rows(issues, style, ISSUE_COLUMNS)
    else:
        tell_issues(checked.issues, in_workbook=checked.file.sheet is not None)
        if with_rows:
            write_rows(figures, style, FIGURE_COLUMNS)
