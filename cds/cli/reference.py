"""Reference, map layers, demonstration figures: what a home shows beside what offices send."""

import csv
from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from typing import Annotated

from cds.cli.amending import history, import_targets, take_back
from cds.cli.home import Home, operator
from cds.cli.output import tell, tell_issues, write_rows
from cds.cli.permission import Permission
from cds.cli.phrasing import File, Format, command, group, option
from cds.demo.loading import load, remove
from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.clock import today
from cds.domain.crosswalk import Past, outlook
from cds.domain.errors import ExitCode, NotFoundError, UsageError
from cds.domain.folding import one_line
from cds.domain.programme import Programme, TextKind
from cds.store.accepted import REFERENCE, accept, changed_files, is_accepted
from cds.store.reference.programme import has_old_programme
from cds.text import numbers

_CONFLICT_COLUMNS = ("line", "unit_code", "unit_name", "told", "registered")
_EVERY = "all"
_accepting = option("--accept", "accepted", key="accept_changes", multiple=True)
_PROGRAMME_COLUMNS = ("id", "name", "unit_code", "valid_from", "valid_to", "open")


@command("boundaries import")
def import_layer(home: Home, file: File, vintage: str, code_field: str) -> None:
    """Replace the layers of a vintage by those of a file."""
    from cds.maps.boundary_import import import_boundaries  # slow to import

    done = import_boundaries(home.path, home.catalogue(), file, vintage, code_field, operator())
    tell("cli.layer_imported", name=file.name, vintage=vintage, units=len(done.features))
    if done.missing:
        tell("cli.layer_missing", names=[unit.name for unit in done.missing])
    if done.left_out:
        tell("cli.layer_left_out", codes=done.left_out)


@command("demo load")
def load_demo(home: Home) -> None:
    """Load demonstration figures unless they are there."""
    store = home.store()
    before = store.data_version()
    snapshot = load(store, home.catalogue(), today=today())
    if snapshot.version <= before:
        tell("cli.demo_present")
    else:
        told = {"name": snapshot.file_name, "version": str(snapshot.version)}
        tell("cli.published", rows=snapshot.rows, **told)


@command("demo remove")
def remove_demo(home: Home) -> None:
    """Take demonstration figures out of every view."""
    if count := remove(home.store(), operator()):
        tell("cli.demo_removed", count=count)
    else:
        tell("cli.demo_absent")


@command("reference check")
def check(home: Home) -> None:
    """Name every fault of the reference tables, what each reform does to series, files changed."""
    catalogue = home.catalogue()
    tell("cli.reference_sound")
    if has_old_programme(home.path):
        tell("cli.programme_is_old", example=_as_table(catalogue.programme))
    _tell_reforms(catalogue)
    if not is_accepted(home.path):
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
    from cds.store.amendments import Proposal, amend, inheritance

    catalogue = home.catalogue()
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
    if not accepted:
        return (
            ExitCode.REFUSED if table.issues else ExitCode.CONFIRMATION if found else ExitCode.DONE
        )
    if not one_line(reason) or not by:
        raise UsageError("reason_missing")
    Permission(home, by, Action.ADMINISTER)
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
    tell("cli.reference_accepted", files=accept(home.path, REFERENCE, by, reason))


def _as_table(programme: Programme) -> str:
    """An older home's programme as the table in which homes now keep theirs."""
    found = {
        "programme_id": "1",
        "name_vi": programme.name,
        "product_name": programme.product_name,
        "home_unit_id": programme.home_unit_id,
        "started_on": programme.started_on,
        "ended_on": programme.ended_on or "",
        "documents": ";".join(one.text for one in programme.said(TextKind.DOCUMENT)),
    }
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([found, found.values()])
    return text.getvalue()


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
