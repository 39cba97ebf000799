"""From commits to snapshots: what counted, and what was withdrawn, at any data version."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from cds.store.audit import Event
from cds.store.snapshots.delta import Commit, CommitKind
from cds.store.snapshots.records import Snapshot, SnapshotFields, snapshot_of

LOG_SHA256 = "log_sha256"


def snapshots_after(commits: Iterable[Commit]) -> tuple[Snapshot, ...]:
    """Return the snapshots as the commits leave them, newest first, withdrawn ones included.

    A restored snapshot takes its old place: corrections are ordered by first publication. What
    a damaged commit published is left out.
    """
    found: dict[str, Snapshot] = {}
    for commit in commits:
        snapshot_id = str(commit.details.get("snapshot_id"))
        if commit.kind is CommitKind.PUBLISH and not commit.is_damaged:
            found[snapshot_id] = published(commit)
        elif commit.kind in (CommitKind.WITHDRAW, CommitKind.RESTORE) and snapshot_id in found:
            found[snapshot_id] = _judged(found[snapshot_id], commit)
    return tuple(reversed(found.values()))


def settled(commit: Commit, told: Event | None) -> Commit:
    """Return a commit as it can be relied on, by what the audit trail says of it.

    A file that is not the one that was written, or not to be understood, is damaged; then the
    trail tells what it did, and by whom.
    """
    expected = told.details.get(LOG_SHA256) if told else None
    is_written = not commit.is_damaged and (not expected or commit.sha256 == expected)
    if is_written and _is_understood(commit):
        return commit
    lost = replace(commit, kind=CommitKind.OTHER, details={}, is_damaged=True)
    if told is None:
        return lost
    kinds = {kind.value: kind for kind in CommitKind}
    return replace(
        lost,
        committed_at=told.at,
        kind=kinds.get(told.event, CommitKind.OTHER),
        details={"reason": "", **told.details, "by": told.by},
    )


def audit_event(commit: Commit) -> Event:
    """Return the commit as an event of the audit trail, with the hash of its file."""
    kept = ("snapshot_id", "file_name", "sha256", "data_sha256", "rows", "reason", "note")
    details = {key: str(commit.details[key]) for key in kept if commit.details.get(key)}
    return Event(
        event=commit.kind.value,
        by=str(commit.details.get("uploaded_by") or commit.details.get("by") or ""),
        at=commit.committed_at,
        version=commit.version,
        details={**details, LOG_SHA256: "" if commit.is_damaged else commit.sha256},
    )


def published(commit: Commit) -> Snapshot:
    """Return what a commit published. Raises what a record that is none raises."""
    return snapshot_of(cast(SnapshotFields, commit.details), commit.version, commit.committed_at)


def _is_understood(commit: Commit) -> bool:
    try:
        if commit.kind is CommitKind.PUBLISH:
            published(commit)
        elif commit.kind in (CommitKind.WITHDRAW, CommitKind.RESTORE):
            _ = (commit.details["snapshot_id"], commit.details["by"], commit.details["reason"])
    except (KeyError, TypeError, ValueError):
        return False
    return True


def _judged(snapshot: Snapshot, commit: Commit) -> Snapshot:
    if commit.kind is CommitKind.RESTORE:
        return replace(snapshot, withdrawn_by=None, withdrawn_reason=None, withdrawn_at=None)
    return replace(
        snapshot,
        withdrawn_by=str(commit.details["by"]),
        withdrawn_reason=str(commit.details["reason"]),
        withdrawn_at=commit.committed_at,
    )
