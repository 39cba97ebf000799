"""Check the whole store: log, every file ever published and as it was sent, audit trail."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cds.domain.errors import StoreDamagedError
from cds.store.audit import Event
from cds.store.checkpoints import damaged_checkpoints
from cds.store.delta import Commit
from cds.store.files import sha256_of
from cds.store.records import Damage, DamageReason, Snapshot
from cds.store.replay import LOG_SHA256, audit_event
from cds.store.uploads import upload_path

if TYPE_CHECKING:
    from cds.store.snapshots import SnapshotStore

LOG = "snapshots/_delta_log"
AUDIT = "audit/audit.jsonl"


def damages(store: "SnapshotStore") -> tuple[Damage, ...]:
    """Return everything damaged. Leftovers of writers that died are no damage.

    Others may publish meanwhile: the log is read before the trail, which follows it.
    """
    try:
        commits = store.log.history()
        snapshots = store.snapshots(len(commits) - 1)
    except StoreDamagedError:
        unreadable = Damage(None, LOG, DamageReason.LOG_UNREADABLE)
        return (*_changed_commits(store, _told(store)), unreadable, *_audit_chain(store))
    told = _told(store)
    damaged = (store.damage_of(snapshot) for snapshot in snapshots)
    changed = tuple(_changed_commits(store, told))
    checkpoints = () if changed else tuple(_checkpoints(store))
    return (
        *(damage for damage in damaged if damage is not None),
        *_sources(store, snapshots),
        *changed,
        *(checkpoints or _other_readers(store, snapshots, len(commits) - 1)),
        *_audit_chain(store),
        *_audit_gaps(store, commits, told),
    )


def _sources(store: "SnapshotStore", snapshots: Sequence[Snapshot]) -> Iterator[Damage]:
    """Every figure must lead to its file as it was sent; a file sent twice is named once."""
    for snapshot in {each.sha256: each for each in sorted(snapshots, key=_kept)}.values():
        path = upload_path(store.home, snapshot.sha256)
        where = path.relative_to(store.home).as_posix()
        try:
            is_sound = sha256_of(path) == snapshot.sha256
        except FileNotFoundError:
            if snapshot.is_kept:
                yield Damage(snapshot.snapshot_id, where, DamageReason.SOURCE_MISSING)
            continue
        if not is_sound:
            yield Damage(snapshot.snapshot_id, where, DamageReason.SOURCE_CHANGED)


def _kept(snapshot: Snapshot) -> bool:
    return snapshot.is_kept


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


def _checkpoints(store: "SnapshotStore") -> Iterator[Damage]:
    """Other readers start from checkpoints, and nobody can publish while one is unreadable."""
    for path in damaged_checkpoints(store.log):
        yield Damage(None, f"{LOG}/{path.name}", DamageReason.CHECKPOINT_DAMAGED)


def _other_readers(
    store: "SnapshotStore", snapshots: Sequence[Snapshot], version: int
) -> Iterator[Damage]:
    """The files other Delta readers would read must be those we say count."""
    ours = {s.path.removeprefix("snapshots/") for s in snapshots if not s.is_withdrawn}
    try:
        agrees = store.log.files(version) == ours
    except StoreDamagedError:
        agrees = False
    if not agrees:
        yield Damage(None, LOG, DamageReason.LOG_INCONSISTENT)


def _audit_chain(store: "SnapshotStore") -> Iterator[Damage]:
    line = store.audit.first_broken()
    if line is not None:
        yield Damage(None, f"{AUDIT}:{line}", DamageReason.AUDIT_BROKEN)


def _audit_gaps(
    store: "SnapshotStore", commits: Sequence[Commit], told: Mapping[int, Event]
) -> Iterator[Damage]:
    """Every commit must stand in the trail as the log has it, but for a lag at the end.

    A writer may die between commit and trail (the first makes two commits); the next writer
    adds what is missing. A trail that cannot be read has been named already.
    """
    if store.audit.first_broken() is not None:
        return
    may_lag = {c.version for c in commits[-2:] if c.version > max(told, default=-1)}
    for commit in commits:
        event = told.get(commit.version)
        expected = audit_event(commit, event.details.get(LOG_SHA256) if event else None)
        if commit.version not in may_lag and event != expected:
            place = f"{AUDIT} (version {commit.version})"
            yield Damage(None, place, DamageReason.AUDIT_INCOMPLETE)
