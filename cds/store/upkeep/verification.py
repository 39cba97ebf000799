"""Check a whole data home: figures, log, trail, uploads, reference, map layers, documents.

Checkpoints of the log are sums of its commits from which other programs start. We start from none,
so a damaged one costs no figure. The trail holds the hashes of ours; of those that others left
counts what is read by way of them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cds.domain.errors import StoreDamagedError
from cds.store.accepted import LOG, changed_files
from cds.store.audit import TRAIL, TRAIL_END
from cds.store.files import SEEDS, UPLOADS, Damage, DamageReason, sha256_of, upload_path
from cds.store.layers import damaged_layers
from cds.store.meetings import MeetingStore
from cds.store.sending import WaitingRoom, damaged_answers
from cds.store.snapshots.delta import NOTE, Commit, DeltaLog
from cds.store.snapshots.snapshot import LOG_SHA256, Snapshot, audit_event
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.stories import StoryStore

_NOT_COUNTED = ("parts", "checkpointSchema", "checksum", "tags", "v2Checkpoint")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def verify(known: SnapshotStore, *, is_thorough: bool = True) -> tuple[Damage, ...]:
    """Return everything damaged in a whole home. Leftovers of writers that died are no damage.

    Others may publish meanwhile: the log is read before the trail, which follows it. Unless
    thorough, of commits, figures and uploads those alone are read that were touched since they
    were found sound, and what other programs would read is not compared.
    """
    store = SnapshotStore(known.home, is_thorough=is_thorough)
    home, commits = store.home, store.history()
    version = len(commits) - 1
    snapshots = store.snapshots(version)
    lost = (*store.damaged_commits(version), *_lost_commits(store, version))
    if not lost and store.has_lost_log():
        lost = (Damage(None, LOG, DamageReason.FILE_MISSING),)
    others = _other_readers(store, snapshots, version) if is_thorough else ()
    objects = _objects(store, commits, snapshots) if is_thorough else ()
    found = (
        *filter(None, map(store.damage_of, snapshots)),
        *_uploads(store, snapshots),
        *_seeds(store, snapshots),
        *(lost or others),
        *objects,
        *_trail(store, commits),
        *changed_files(home),
        *StoryStore(home).damaged(),
        *MeetingStore(home).damaged(),
        *WaitingRoom(home).damaged(),
        *damaged_answers(home),
        *damaged_layers(home),
    )
    store.sound.keep()
    return tuple({damage.path: damage for damage in reversed(found)}.values())[::-1]


def _lost_commits(store: SnapshotStore, version: int) -> Iterator[Damage]:
    """Commits at the end that the trail knows and the log has no more."""
    for lost, event in store.audit.by_version().items():
        if lost > max(version, store.log.version()):
            path = store.log.log_file(lost).relative_to(store.home).as_posix()
            yield Damage(event.details.get("snapshot_id"), path, DamageReason.COMMIT_DAMAGED)


def _uploads(store: SnapshotStore, snapshots: Sequence[Snapshot]) -> Iterator[Damage]:
    """Every figure must lead to its file as it was sent; a file sent twice is named once."""
    published = {one.sha256: one for one in sorted(snapshots, key=lambda one: one.is_kept)}
    for sha256, snapshot in published.items():
        try:
            if store.has(f"{UPLOADS}/{sha256}", sha256):
                continue
            reason = DamageReason.SOURCE_CHANGED
        except FileNotFoundError:
            if not snapshot.is_kept:
                continue
            reason = DamageReason.SOURCE_MISSING
        yield Damage(snapshot.snapshot_id, f"{UPLOADS}/{sha256}", reason)
    # Files that wait, or whose snapshot is lost, bear their hash as name as well.
    for path in sorted((store.home / UPLOADS).glob("*")):
        if _SHA256.fullmatch(path.name) and path.name not in published:
            with suppress(FileNotFoundError):
                if not store.has(f"{UPLOADS}/{path.name}", path.name):
                    yield Damage(None, f"{UPLOADS}/{path.name}", DamageReason.SOURCE_CHANGED)
    for sent in WaitingRoom(store.home).all():
        if not upload_path(store.home, sent.sha256).is_file():
            yield Damage(None, f"{UPLOADS}/{sent.sha256}", DamageReason.SOURCE_MISSING)


def _seeds(store: SnapshotStore, snapshots: Sequence[Snapshot]) -> Iterator[Damage]:
    """Files that `init` has published must be what it published, until it publishes them anew."""
    hashes, names = store.published_hashes(), {one.file_name for one in snapshots}
    for path in sorted((store.home / SEEDS).glob("*.csv")):
        if path.name in names and sha256_of(path) not in hashes:
            yield Damage(None, f"{SEEDS}/{path.name}", DamageReason.SEED_CHANGED)


def _objects(
    store: SnapshotStore, commits: Sequence[Commit], snapshots: Sequence[Snapshot]
) -> Iterator[Damage]:
    """What a bucket holds must be what its copy in the home should be."""
    if store.log.bucket is None:
        return
    figures = (DamageReason.FILE_MISSING, DamageReason.FILE_CHANGED)
    sources = (DamageReason.SOURCE_MISSING, DamageReason.SOURCE_CHANGED)
    lost = (DamageReason.COMMIT_DAMAGED, DamageReason.COMMIT_DAMAGED)
    expected: dict[str, tuple[str, str | None, tuple[DamageReason, DamageReason]]] = {}
    for one in snapshots:
        expected[one.path] = one.data_sha256, one.snapshot_id, figures
        if one.is_kept:
            expected[f"{UPLOADS}/{one.sha256}"] = one.sha256, one.snapshot_id, sources
    for commit in commits:
        if not commit.is_damaged:
            expected[f"{LOG}/{commit.version:020d}.json"] = commit.sha256, None, lost
    hashes = {name: sha256 for name, (sha256, *_) in expected.items()}
    for name, is_missing in store.log.bucket.differing(hashes):
        _, snapshot_id, (missing, changed) = expected[name]
        yield Damage(snapshot_id, name, missing if is_missing else changed)


def _other_readers(
    store: SnapshotStore, snapshots: Sequence[Snapshot], version: int
) -> Iterator[Damage]:
    """Other Delta readers start from checkpoints; what they read must be what we say counts."""
    note = store.log.log_folder / NOTE
    if note.exists() and not _is_true(note, store.log):
        yield Damage(None, f"{LOG}/{NOTE}", DamageReason.CHECKPOINT_DAMAGED)
        return
    ours = {s.path.removeprefix("snapshots/") for s in snapshots if not s.is_withdrawn}
    try:
        agrees = store.log.files(version) == ours
    except StoreDamagedError:
        agrees = False
    if not agrees:
        yield Damage(None, LOG, DamageReason.LOG_INCONSISTENT)


def _trail(store: SnapshotStore, commits: Sequence[Commit]) -> Iterator[Damage]:
    """Every commit must stand in the trail as the log has it, but for a lag at the end.

    Writers may die, or find the disk full, between commit and trail; the next writer adds what is
    missing. Where no head tells the trail's end, two commits may lag (the first publish makes
    two), and those that other hosts put into a bucket.
    """
    line = store.audit.first_broken()
    if line is not None:
        yield Damage(None, f"{TRAIL}:{line}", DamageReason.AUDIT_BROKEN)
        return
    if store.audit.head_is_damaged():
        yield Damage(None, TRAIL_END, DamageReason.AUDIT_BROKEN)
    elif store.audit.is_cut():
        yield Damage(None, TRAIL, DamageReason.AUDIT_CUT)
    told = {one.version: one for one in store.audit.events() if one.version is not None}
    is_alone = store.audit.head() is None and store.log.bucket is None
    lagging = commits[-2:] if is_alone else commits
    last = max(told, default=-1)
    may_lag = {commit.version for commit in lagging if commit.version > last}
    for commit in commits:
        event = told.get(commit.version)
        was_damaged = event is not None and not event.details.get(LOG_SHA256)
        is_agreed = commit.is_damaged or was_damaged or event == audit_event(commit)
        if not is_agreed and commit.version not in may_lag:
            place = f"{TRAIL} (version {commit.version})"
            yield Damage(None, place, DamageReason.AUDIT_INCOMPLETE)


def _is_true(note: Path, log: DeltaLog) -> bool:
    """True when the note names a checkpoint that can be read and what it counts is so."""
    try:
        said = json.loads(note.read_bytes())
        path = log.checkpoint(int(said.pop("version")))
        table = pq.read_table(path, columns=["add.path"])
        counted = {
            "size": table.num_rows,
            "sizeInBytes": path.stat().st_size,
            "numOfAddFiles": table.num_rows - table.flatten().column(0).null_count,
        }
        return all(
            name in _NOT_COUNTED or counted.get(name) == value for name, value in said.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
        return False
