"""Reference, map layers, demonstration figures: what a home shows beside what offices send."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

import click

from cds.cli.asked import Permission
from cds.cli.home import Home, operator
from cds.cli.output import tell, tell_issues, write_json, write_rows
from cds.cli.phrasing import File, Format, command, group, option
from cds.demo.generation import load, remove
from cds.domain.access import Action
from cds.domain.admin_units import Past, outlook
from cds.domain.catalogue import Catalogue
from cds.domain.clock import today
from cds.domain.errors import ExitCode, InconsistentReferenceError, NotFoundError, UsageError
from cds.domain.folding import one_line
from cds.store.accepted import REFERENCE, accept, accepted, changed_files
from cds.store.amendments import (
    Amendment,
    Proposal,
    amend,
    amendments,
    inheritance,
    taken_back,
    targets_of,
    tried,
)
from cds.text import numbers
from cds.text.phrases import written
from cds.views.reader import Reader
from cds.views.target_file import read_file
from cds.views.targets import changed_lines, outcomes

_AMENDMENT_COLUMNS = ("amendment_id", "at", "by", "reason", "undoes", "changes")
_CONFLICT_COLUMNS = ("line", "unit_code", "unit_name", "told", "registered")
_EVERY = "all"
_accepting = option("--accept", "accepted", key="accept_changes", multiple=True)
_PROGRAMME_COLUMNS = ("id", "name", "unit_code", "valid_from", "valid_to", "open")


@command("boundaries import")
def import_layer(home: Home, file: File, vintage: str, code_field: str, by: str | None) -> None:
    """Replace the layers of a vintage by those of a file."""
    from cds.maps.boundary_import import import_boundaries  # slow to import

    catalogue, name = home.catalogue(), by or operator()
    Permission(home, by, Action.ADMINISTER)
    done = import_boundaries(home.path, catalogue, file, vintage, code_field, name)
    tell("cli.layer_imported", name=file.name, vintage=vintage, units=len(done.features))
    if done.missing:
        tell("cli.layer_missing", names=[unit.name for unit in done.missing])
    if done.left_out:
        tell("cli.layer_left_out", codes=done.left_out)


@command("demo load")
def load_demo(home: Home, by: str | None) -> None:
    """Load demonstration figures unless they are there."""
    store = home.store()
    Permission(home, by, Action.ADMINISTER)
    before = store.data_version()
    snapshot = load(store, home.catalogue(), today=today())
    if snapshot.version <= before:
        tell("cli.demo_present")
    else:
        told = {"name": snapshot.file_name, "version": str(snapshot.version)}
        tell("cli.published", rows=snapshot.rows, **told)


@command("demo remove")
def remove_demo(home: Home, by: str | None) -> None:
    """Take demonstration figures out of every view."""
    store = home.store()
    Permission(home, by, Action.ADMINISTER)
    if count := remove(store, by or operator()):
        tell("cli.demo_removed", count=count)
    else:
        tell("cli.demo_absent")


@command("reference check")
def check(home: Home) -> None:
    """Name every fault of the reference tables, what each reform does to series, files changed."""
    catalogue = home.catalogue()
    tell("cli.reference_sound")
    _tell_reforms(catalogue)
    if not accepted(home.path, REFERENCE):
        tell("cli.no_manifest")
    for damage in changed_files(home.path):
        if damage.path.startswith(f"{REFERENCE}/"):
            tell("cli.reference_changed", path=damage.path)


@command("reference import-changes")
def import_changes(
    home: Home,
    file: File,
    vintage: Annotated[str | None, option("--vintage", key="changes_vintage")],
    accepted: Annotated[tuple[str, ...], _accepting],
    by: str | None,
    reason: Annotated[str, option("--reason", default="")],
    format: Format,
) -> int:
    """Hold a table of changes against the register; write what is accepted by a name and reason."""
    from cds.ingest.change_table import conflicts, read_changes

    catalogue = home.catalogue()
    if accepted:
        if not one_line(reason) or not by:
            raise UsageError("reason_missing")
        Permission(home, by, Action.ADMINISTER)
    known = {one.name: one for one in catalogue.vintages[1:]}
    name = vintage or next(reversed(known), "")
    if name not in known:
        raise NotFoundError("no_such_boundaries", value=name, accepted=", ".join(known))
    table = read_changes(file.read_bytes(), catalogue, known[name])
    found = conflicts(table.rows, catalogue, known[name])
    tell_issues(table.issues)
    rows = [
        {
            "line": one.line,
            "unit_code": one.source.code,
            "unit_name": one.source.name,
            "told": _shares(catalogue, one.told),
            "registered": _shares(catalogue, one.registered),
        }
        for one in found
    ]
    if rows or format != "table":
        write_rows(rows, format, _CONFLICT_COLUMNS)
    tell("cli.changes_read", rows=len(table.rows), conflicts=len(found), unread=len(table.issues))
    if not (accepted and by):
        return (
            ExitCode.REFUSED if table.issues else ExitCode.CONFIRMATION if found else ExitCode.DONE
        )
    codes = {one.source.code for one in found}
    if unknown := [one for one in accepted if one not in (*codes, _EVERY)]:
        raise NotFoundError("no_such_conflict", value=", ".join(unknown), accepted=", ".join(codes))
    shares = {
        one.source.unit_id: one.told
        for one in found
        if _EVERY in accepted or one.source.code in accepted
    }
    changes = tuple(inheritance(home.path, catalogue, known[name], shares, reason))
    made = amend(home.path, Proposal(changes, reason), by)
    tell("cli.changes_written", units=len(shares), name=name)
    tell("cli.reference_amended", id=made.amendment_id)
    _tell_reforms(home.catalogue())
    return ExitCode.DONE


def _shares(catalogue: Catalogue, ways: Mapping[str, Decimal | None]) -> list[str]:
    named = ((catalogue.units[unit_id], share) for unit_id, share in ways.items())
    return [f"{unit.name} ({unit.code}) {numbers.share(share, 2)}" for unit, share in named]


def _tell_reforms(catalogue: Catalogue) -> None:
    """Say of each reform which series continue, are converted or break."""
    for older, newer in pairwise(catalogue.vintages):
        counted = outlook(catalogue.within(newer.name).inherited(older), older, newer)
        tell("cli.reform", day=newer.first, **{name.value: counted[name] for name in Past})


@command("programmes")
def programmes(home: Home, format: Format) -> None:
    """Write the programmes of the home, and whether each is open today."""
    catalogue = home.catalogue()
    rows = [
        {
            "id": one.programme_id,
            "name": one.name,
            "unit_code": catalogue.units[one.home_unit_id].code,
            "valid_from": one.started_on,
            "valid_to": one.ended_on,
            "open": one.is_open_on(today()),
        }
        for one in catalogue.programmes
    ]
    write_rows(rows, format, _PROGRAMME_COLUMNS)


@command("reference accept")
def accept_reference(home: Home, by: str, reason: str) -> None:
    """Stand by the reference as it is now; tables with faults are not accepted."""
    Permission(home, by, Action.ADMINISTER)
    if not one_line(reason):
        raise UsageError("reason_missing")
    home.catalogue()
    accept(home.path, REFERENCE, by, reason)
    tell("cli.reference_accepted", files=len(accepted(home.path, REFERENCE)))


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
    write_rows(rows, format, _AMENDMENT_COLUMNS)


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


boundaries = group("boundaries", import_layer)
reference = group(
    "reference",
    check,
    accept_reference,
    import_targets,
    history,
    take_back,
    import_changes,
)
demo = group("demo", load_demo, remove_demo)
