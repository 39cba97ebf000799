"""Check a whole data home: figures, log, trail, uploads, reference, map layers, documents."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from cds.domain.errors import StoreDamagedError
from cds.store.accepted import changed_files
from cds.store.damage import Damage, DamageReason
from cds.store.files import UPLOADS, sha256_of, upload_path
from cds.store.layers import damaged_layers
from cds.store.mappings import damaged_answers
from cds.store.meetings import MeetingStore
from cds.store.snapshots.checkpoints import damaged_checkpoints
from cds.store.snapshots.delta import Commit
from cds.store.snapshots.history import LOG_SHA256, audit_event
from cds.store.snapshots.snapshot import Snapshot
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.stories import StoryStore
from cds.store.waiting import WaitingRoom

LOG = "snapshots/_delta_log"
_SHA256 = re.compile(r"[0-9a-f]{64}")
AUDIT, AUDIT_HEAD = "audit/audit.jsonl", "audit/head.json"


def verify(store: SnapshotStore) -> tuple[Damage, ...]:
    """Return everything damaged in a whole home. Leftovers of writers that died are no damage.

    Others may publish meanwhile: the log is read before the trail, which follows it.
    """
    commits = store.history()
    snapshots = store.snapshots(len(commits) - 1)
    damaged = (store.damage_of(snapshot) for snapshot in snapshots)
    lost = (*store.damaged_commits(len(commits) - 1), *_lost_commits(store, commits))
    checkpoints = () if lost else tuple(_checkpoints(store))
    found = (
        *(damage for damage in damaged if damage is not None),
        *_sources(store, snapshots),
        *_other_uploads(store, snapshots),
        *lost,
        *(checkpoints or (() if lost else _other_readers(store, snapshots, len(commits) - 1))),
        *_audit_chain(store),
        *_audit_gaps(store, commits),
        *changed_files(store.home),
        *_documents(store.home),
    )
    return tuple({damage.path: damage for damage in reversed(found)}.values())[::-1]


def _sources(store: SnapshotStore, snapshots: Sequence[Snapshot]) -> Iterator[Damage]:
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


def _other_uploads(store: SnapshotStore, snapshots: Sequence[Snapshot]) -> Iterator[Damage]:
    """Files that wait, or whose snapshot is lost, bear their hash as name as well."""
    published = {snapshot.sha256 for snapshot in snapshots}
    for path in sorted((store.home / UPLOADS).glob("*")):
        if _SHA256.fullmatch(path.name) and path.name not in published:
            with suppress(FileNotFoundError):
                if sha256_of(path) != path.name:
                    yield Damage(None, f"{UPLOADS}/{path.name}", DamageReason.SOURCE_CHANGED)
    for sent in WaitingRoom(store.home).all():
        if not upload_path(store.home, sent.sha256).is_file():
            yield Damage(None, f"{UPLOADS}/{sent.sha256}", DamageReason.SOURCE_MISSING)


def _documents(home: Path) -> Iterator[Damage]:
    """What people wrote, and the map layers."""
    yield from StoryStore(home).damaged()
    yield from MeetingStore(home).damaged()
    yield from WaitingRoom(home).damaged()
    yield from damaged_answers(home)
    yield from damaged_layers(home)


def _kept(snapshot: Snapshot) -> bool:
    return snapshot.is_kept


def _lost_commits(store: SnapshotStore, commits: Sequence[Commit]) -> Iterator[Damage]:
    """Commits at the end that the trail knows and the log has no more."""
    for version, event in store.audit.told().items():
        if version >= max(len(commits), store.data_version() + 1):
            path = store.log.log_file(version).relative_to(store.home).as_posix()
            yield Damage(event.details.get("snapshot_id"), path, DamageReason.COMMIT_DAMAGED)


def _checkpoints(store: SnapshotStore) -> Iterator[Damage]:
    """Other readers start from checkpoints."""
    for path in damaged_checkpoints(store.log):
        yield Damage(None, f"{LOG}/{path.name}", DamageReason.CHECKPOINT_DAMAGED)


def _other_readers(
    store: SnapshotStore, snapshots: Sequence[Snapshot], version: int
) -> Iterator[Damage]:
    """The files other Delta readers would read must be those we say count."""
    ours = {s.path.removeprefix("snapshots/") for s in snapshots if not s.is_withdrawn}
    try:
        agrees = store.log.files(version) == ours
    except StoreDamagedError:
        agrees = False
    if not agrees:
        yield Damage(None, LOG, DamageReason.LOG_INCONSISTENT)


def _audit_chain(store: SnapshotStore) -> Iterator[Damage]:
    line = store.audit.first_broken()
    if line is not None:
        yield Damage(None, f"{AUDIT}:{line}", DamageReason.AUDIT_BROKEN)
    elif store.audit.head_is_damaged():
        yield Damage(None, AUDIT_HEAD, DamageReason.AUDIT_BROKEN)
    elif store.audit.is_cut():
        yield Damage(None, AUDIT, DamageReason.AUDIT_CUT)


def _audit_gaps(store: SnapshotStore, commits: Sequence[Commit]) -> Iterator[Damage]:
    """Every commit must stand in the trail as the log has it, but for a lag at the end.

    Writers may die, or find the disk full, between commit and trail; the next writer adds what is
    missing. Where no head tells the trail's end, two commits may lag (the first publish makes
    two). A trail that cannot be read has been named already.
    """
    if store.audit.first_broken() is not None:
        return
    entries = store.audit.entries()
    told = {e.event.version: e.event for e in entries if e.event.version is not None}
    has_head = store.audit.head() is not None
    lagging = commits if has_head else commits[-2:]
    may_lag = {c.version for c in lagging if c.version > max(told, default=-1)}
    for commit in commits:
        event = told.get(commit.version)
        was_damaged = event is not None and not event.details.get(LOG_SHA256)
        is_agreed = commit.is_damaged or was_damaged or event == audit_event(commit)
        if not is_agreed and commit.version not in may_lag:
            place = f"{AUDIT} (version {commit.version})"
            yield Damage(None, place, DamageReason.AUDIT_INCOMPLETE)
