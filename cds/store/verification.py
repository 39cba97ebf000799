"""Check the whole store: log, every file ever published, audit trail."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cds.domain.errors import StoreDamagedError
from cds.store.records import Damage, DamageReason
from cds.store.replay import audit_event

if TYPE_CHECKING:
    from cds.store.snapshots import SnapshotStore

LOG = "snapshots/_delta_log"
AUDIT = "audit/audit.jsonl"


def damages(store: "SnapshotStore") -> tuple[Damage, ...]:
    """Return everything damaged. Leftovers of writers that died are no damage."""
    try:
        store.log.history()
    except StoreDamagedError:
        return (Damage(None, LOG, DamageReason.LOG_UNREADABLE), *_audit_chain(store))
    files = (store.damage_of(snapshot) for snapshot in store.snapshots())
    damaged = tuple(damage for damage in files if damage is not None)
    return (*damaged, *_log(store), *_audit_chain(store), *_audit_gaps(store))


def _log(store: "SnapshotStore") -> Iterator[Damage]:
    """The files other Delta readers would read must be those we say count."""
    if store.data_version() < 0:
        return
    ours = {s.path.removeprefix("snapshots/") for s in store.snapshots() if not s.is_withdrawn}
    try:
        agrees = store.log.files() == ours
    except StoreDamagedError:
        agrees = False
    if not agrees:
        yield Damage(None, LOG, DamageReason.LOG_INCONSISTENT)


def _audit_chain(store: "SnapshotStore") -> Iterator[Damage]:
    line = store.audit.first_broken()
    if line is not None:
        yield Damage(None, f"{AUDIT}:{line}", DamageReason.AUDIT_BROKEN)


def _audit_gaps(store: "SnapshotStore") -> Iterator[Damage]:
    """Every commit must stand in the trail as the log has it, but for a lag at the end.

    A writer may die between commit and trail (the first makes two commits); the next writer
    adds what is missing.
    """
    try:
        entries = store.audit.entries()
    except StoreDamagedError:
        return
    told = {e.event.version: e.event for e in entries if e.event.version is not None}
    commits = store.history()
    may_lag = {c.version for c in commits[-2:] if c.version > max(told, default=-1)}
    for commit in commits:
        if commit.version not in may_lag and told.get(commit.version) != audit_event(commit):
            place = f"{AUDIT} (version {commit.version})"
            yield Damage(None, place, DamageReason.AUDIT_INCOMPLETE)
