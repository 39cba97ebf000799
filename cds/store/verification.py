"""Check the whole store: log, every file ever published, audit trail."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cds.domain.errors import StoreDamagedError
from cds.store.audit import Event
from cds.store.records import Damage, DamageReason
from cds.store.replay import LOG_SHA256, audit_event

if TYPE_CHECKING:
    from cds.store.snapshots import SnapshotStore

LOG = "snapshots/_delta_log"
AUDIT = "audit/audit.jsonl"


def damages(store: "SnapshotStore") -> tuple[Damage, ...]:
    """Return everything damaged. Leftovers of writers that died are no damage."""
    told = _told(store)
    log = (*_changed_commits(store, told), *_log_as_a_whole(store))
    try:
        snapshots = store.snapshots()
    except StoreDamagedError:
        return (*log, *_audit_chain(store))
    files = (store.damage_of(snapshot) for snapshot in snapshots)
    damaged = tuple(damage for damage in files if damage is not None)
    return (*damaged, *log, *_audit_chain(store), *_audit_gaps(store, told))


def _told(store: "SnapshotStore") -> Mapping[int, Event]:
    """The commits as the trail has them; none when it cannot be read to its end."""
    try:
        events = [entry.event for entry in store.audit.entries()]
    except StoreDamagedError:
        return {}
    return {event.version: event for event in events if event.version is not None}


def _changed_commits(store: "SnapshotStore", told: Mapping[int, Event]) -> Iterator[Damage]:
    """Every commit the trail knows must still be there, byte for byte."""
    for version, event in told.items():
        if event.details.get(LOG_SHA256) != store.log.sha256(version):
            path = f"{LOG}/{store.log.log_file(version).name}"
            yield Damage(None, path, DamageReason.LOG_INCONSISTENT)


def _log_as_a_whole(store: "SnapshotStore") -> Iterator[Damage]:
    """The files other Delta readers would read must be those we say count."""
    try:
        store.log.history()
        snapshots = store.snapshots()
        found = store.log.files()
    except StoreDamagedError:
        yield Damage(None, LOG, DamageReason.LOG_UNREADABLE)
        return
    ours = {s.path.removeprefix("snapshots/") for s in snapshots if not s.is_withdrawn}
    if found != ours:
        yield Damage(None, LOG, DamageReason.LOG_INCONSISTENT)


def _audit_chain(store: "SnapshotStore") -> Iterator[Damage]:
    line = store.audit.first_broken()
    if line is not None:
        yield Damage(None, f"{AUDIT}:{line}", DamageReason.AUDIT_BROKEN)


def _audit_gaps(store: "SnapshotStore", told: Mapping[int, Event]) -> Iterator[Damage]:
    """Every commit must stand in the trail as the log has it, but for a lag at the end.

    A writer may die between commit and trail (the first makes two commits); the next writer
    adds what is missing. A trail that cannot be read has been named already.
    """
    if store.audit.first_broken() is not None:
        return
    commits = store.history()
    may_lag = {c.version for c in commits[-2:] if c.version > max(told, default=-1)}
    for commit in commits:
        event = told.get(commit.version)
        expected = audit_event(commit, event.details.get(LOG_SHA256) if event else None)
        if commit.version not in may_lag and event != expected:
            place = f"{AUDIT} (version {commit.version})"
            yield Damage(None, place, DamageReason.AUDIT_INCOMPLETE)
