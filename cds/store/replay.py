"""From commits to snapshots: what counted, and what was withdrawn, at any data version."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from cds.store.audit import Event
from cds.store.delta import Commit, CommitKind
from cds.store.records import Snapshot, SnapshotFields, snapshot_of

LOG_SHA256 = "log_sha256"


def snapshots_after(commits: Iterable[Commit]) -> tuple[Snapshot, ...]:
    """Return the snapshots as the commits leave them, newest first, withdrawn ones included.

    A restored snapshot takes its old place: corrections are ordered by first publication.
    """
    found: dict[str, Snapshot] = {}
    for commit in commits:
        match commit.kind:
            case CommitKind.PUBLISH:
                snapshot = _published(commit)
                found[snapshot.snapshot_id] = snapshot
            case CommitKind.WITHDRAW | CommitKind.RESTORE:
                snapshot_id = str(commit.details["snapshot_id"])
                found[snapshot_id] = _judged(found[snapshot_id], commit)
            case CommitKind.CREATE | CommitKind.OTHER:
                pass
    return tuple(reversed(found.values()))


def audit_event(commit: Commit, log_sha256: str | None) -> Event:
    """Return the commit as an event of the audit trail, with the hash of its file."""
    kept = ("snapshot_id", "file_name", "sha256", "data_sha256", "rows", "reason", "note")
    details = {key: str(commit.details[key]) for key in kept if commit.details.get(key)}
    return Event(
        event=commit.kind.value,
        by=str(commit.details.get("uploaded_by") or commit.details.get("by") or ""),
        at=commit.committed_at,
        version=commit.version,
        details={**details, LOG_SHA256: log_sha256 or ""},
    )


def _published(commit: Commit) -> Snapshot:
    return snapshot_of(cast(SnapshotFields, commit.details), commit.version, commit.committed_at)


def _judged(snapshot: Snapshot, commit: Commit) -> Snapshot:
    if commit.kind is CommitKind.RESTORE:
        return replace(snapshot, withdrawn_by=None, withdrawn_reason=None, withdrawn_at=None)
    return replace(
        snapshot,
        withdrawn_by=str(commit.details["by"]),
        withdrawn_reason=str(commit.details["reason"]),
        withdrawn_at=commit.committed_at,
    )
