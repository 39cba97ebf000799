"""Targets, paths and steps of milestones from a file; what was changed; and taking it back."""

from collections.abc import Sequence

import click

from cds.cli.home import Home, operator
from cds.cli.output import tell, write_json, write_rows
from cds.cli.permission import Permission
from cds.cli.phrasing import File, Format, command
from cds.domain.access import Action
from cds.domain.clock import today
from cds.domain.errors import ExitCode, InconsistentReferenceError, UsageError
from cds.domain.folding import one_line
from cds.store.amendments import (
    Amendment,
    Proposal,
    amend,
    amendments,
    taken_back,
    targets_of,
    tried,
)
from cds.text.phrases import written
from cds.views.reader import Reader
from cds.views.target_file import read_file
from cds.views.targets import changed_lines, outcomes

_COLUMNS = ("amendment_id", "at", "by", "reason", "undoes", "changes")


@command("reference import")
def import_targets(
    home: Home,
    file: File,
    by: str | None,
    reason: str,
    programme: str | None,
    dry_run: bool,
    format: Format,
) -> int:
    """Check a file of targets, paths or steps and write its lines unless a fault blocks."""
    catalogue, view = home.opened(programme=programme)
    permission = Permission(home, by, Action.SEND if dry_run else Action.AMEND)
    if not one_line(reason):
        raise UsageError("reason_missing")
    found = read_file(home.path, catalogue, file.read_bytes(), today())
    proposal = Proposal(found.changes, reason)
    said: Sequence[str] = ()
    faults = list(found.faults)
    made: Amendment | None = None
    if found.changes:
        try:
            changed = tried(home.path, found.changes)
        except InconsistentReferenceError as error:
            problems = error.slots["problems"]
            assert isinstance(problems, tuple)  # noqa: S101 - as its docstring says
            faults += map(written, problems)
        else:
            permission.demand(targets_of(proposal, catalogue, changed), catalogue)
            reader = Reader(home.path, catalogue, view, today())
            said = outcomes(reader, changed, proposal.target_ids)
            made = None if dry_run else amend(home.path, proposal, by or operator())
    changes = changed_lines(catalogue, proposal)
    if format == "json":
        write_json(
            {
                "status": "rejected" if faults else "accepted",
                "amendment_id": made.amendment_id if made else None,
                "changes": list(changes),
                "outcomes": list(said),
                "faults": list(faults),
            }
        )
    else:
        for line in (*faults, *changes, *said):
            click.echo(line, err=bool(faults))
    if faults:
        tell("cli.reference_refused", count=len(faults))
        return ExitCode.REFUSED
    if made:
        tell("cli.reference_amended", id=made.amendment_id)
    else:
        tell("cli.reference_tried" if found.changes else "cli.reference_unchanged")
    return ExitCode.DONE


@command("reference history")
def history(home: Home, format: Format) -> None:
    """List the changes made to targets, paths and steps, newest first."""
    catalogue = home.catalogue()
    rows = [
        {
            "amendment_id": one.amendment_id,
            "at": one.at,
            "by": one.by,
            "reason": one.proposal.reason,
            "undoes": one.proposal.undoes,
            "changes": "\n".join(changed_lines(catalogue, one.proposal)),
        }
        for one in amendments(home.path)
    ]
    write_rows(rows, format, _COLUMNS)


@command("reference undo")
def take_back(home: Home, amendment_id: str, by: str | None, reason: str) -> None:
    """Write the lines as they were before a change."""
    catalogue = home.catalogue()
    proposal = taken_back(home.path, amendment_id, reason)
    permission = Permission(home, by, proposal.action)
    changed = tried(home.path, proposal.changes)
    permission.demand(targets_of(proposal, catalogue, changed), catalogue)
    made = amend(home.path, proposal, by or operator())
    tell("cli.reference_amended", id=made.amendment_id)
