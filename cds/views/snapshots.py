"""Every publication as it is told: the list, one in detail, what it changed; and the audit trail.

`named` says how a person is told to whoever reads.
"""

from collections.abc import Callable, Sequence

from cds.blocks import Table, table
from cds.domain.catalogue import Catalogue
from cds.domain.periods import parse_period
from cds.store.audit import AuditEntry
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.changes import FigureChange, changes
from cds.text import figures, numbers
from cds.text.issues import message
from cds.text.phrases import head, phrase
from cds.views.reader import Reader

_MOST_LINES = 500
Named = Callable[[str], str]


def listing(known: Sequence[Snapshot], named: Named) -> Table:
    """All snapshots, newest first, with those withdrawn."""
    return table(
        "snapshots",
        "version file_name published_at uploaded_by rows periods kind state note",
        (
            (
                numbers.number(one.version),
                one.file_name,
                numbers.instant(one.published_at),
                named(one.uploaded_by),
                numbers.number(one.rows),
                _periods(one),
                _kind(one),
                phrase("snapshots.withdrawn" if one.is_withdrawn else "snapshots.held"),
                one.note,
            )
            for one in known
        ),
    )


def details(snapshot: Snapshot, named: Named) -> tuple[str, ...]:
    """What is known of one snapshot, line by line, with what was found in its file."""
    lines = [
        f"{head('file_name')}: {snapshot.file_name} ({_kind(snapshot)})",
        f"{head('published_at')}: {numbers.instant(snapshot.published_at)}",
        f"{head('uploaded_by')}: {named(snapshot.uploaded_by)}",
        f"{head('rows')}: {numbers.number(snapshot.rows)}",
        f"{head('periods', 'snapshots')}: {_periods(snapshot)}",
        f"{phrase('snapshots.hash')}: {snapshot.sha256}",
    ]
    if snapshot.withdrawn_at:
        lines.append(
            phrase(
                "snapshots.withdrawn_by",
                at=snapshot.withdrawn_at,
                by=named(snapshot.withdrawn_by or ""),
                reason=snapshot.withdrawn_reason,
            )
        )
    return (*lines, *map(message, snapshot.issues))


def difference(reader: Reader) -> tuple[str, Table]:
    """How many current figures the reader's version changed, and the first of them."""
    differing = changes(reader.at(reader.version - 1).view, reader.view)
    added = sum(one.before is None for one in differing)
    removed = sum(one.after is None for one in differing)
    corrected = len(differing) - added - removed
    return (
        phrase("snapshots.diff_sentence", added=added, corrected=corrected, removed=removed),
        table(
            "snapshots",
            "unit indicator period before after",
            (_changed(one, reader.catalogue) for one in differing[:_MOST_LINES]),
        ),
    )


def trail(entries: Sequence[AuditEntry]) -> Table:
    """Who did what when, newest first; without the hashes of files."""
    return table(
        "audit",
        "at event by details",
        (
            (
                numbers.instant(event.at),
                phrase(f"event.{event.event}"),
                event.by,
                "; ".join(text for name, text in event.details.items() if "/" not in name and text),
            )
            for event in (entry.event for entry in reversed(entries[-_MOST_LINES:]))
        ),
    )


def _changed(change: FigureChange, reference: Catalogue) -> tuple[str, ...]:
    indicator = reference.indicators.get(change.indicator_id)
    unit = reference.units.get(change.unit_id)
    if indicator is None or unit is None:
        return change.unit_id, change.indicator_id, str(change.period), "", ""
    values = (figures.amount(one, indicator) for one in (change.before, change.after))
    return unit.name, indicator.name, numbers.period(change.period), *values


def _kind(snapshot: Snapshot) -> str:
    return phrase("snapshots.demo" if snapshot.is_demo else "snapshots.real")


def _periods(snapshot: Snapshot) -> str:
    ordered = sorted(parse_period(text) for text in snapshot.periods)
    if len(ordered) > 2:
        ends = {"first": ordered[0], "last": ordered[-1]}
        return phrase("snapshots.periods_many", **ends, count=len(ordered))
    return ", ".join(map(numbers.period, ordered)) or numbers.MISSING
