"""Published files as immutable snapshots: publish, withdraw, restore, and look back."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.domain.folding import one_line
from cds.domain.observations import Observation
from cds.domain.periods import parse_period
from cds.store.accepted import LOG, accept
from cds.store.audit import AuditTrail
from cds.store.derived import SoundFiles
from cds.store.documents import decoded, plain
from cds.store.files import (
    UPLOADS,
    Damage,
    DamageReason,
    exclusive,
    make_folder,
    sha256_of,
    sync_folder,
    told_only,
)
from cds.store.snapshots.delta import NO_VERSION, PARTITION, Commit, CommitKind, DeltaLog
from cds.store.snapshots.elsewhere import SNAPSHOTS
from cds.store.snapshots.figures import write_figures
from cds.store.snapshots.snapshot import (
    Snapshot,
    Upload,
    audit_event,
    keep_commits,
    kept_commits,
    published,
    settled,
    snapshots_after,
    version_as_of,
)

CHECKPOINT_EVERY = 100  # versions; other readers start from the newest checkpoint
# ... and a tenth of the log must be new: each holds all files, and they would fill disks.
_RARER = 10
_FEW, _SHARE = 64, 50  # so many new commits, or one in so many, are worth keeping anew


class SnapshotStore:
    """The snapshots of one data home. Safe to share between threads and processes."""

    def __init__(self, home: Path, *, is_thorough: bool = False) -> None:
        """Name the data home; nothing is read or made yet.

        A thorough one reads every file; others those alone that were touched since they were
        found sound.
        """
        self.home = home
        self._is_thorough = is_thorough
        self.audit = AuditTrail(home)
        self.log = DeltaLog(home / SNAPSHOTS)
        self.lock = home / f"{SNAPSHOTS}.lock"
        self.sound = SoundFiles(home)
        self._published: dict[str, Snapshot] = {}  # by hash of the commit
        self._digested = 0  # commits that are kept in one file
        self._history: tuple[Commit, ...] = ()
        self._lost: tuple[int, ...] = ()  # versions whose commits were damaged when last read

    def publish(self, observations: Iterable[Observation], upload: Upload) -> Snapshot:
        """Make a file's figures count; return only when they would survive a power cut.

        Raises UsageError when there is no figure.
        """
        figures = tuple(observations)
        if not figures:
            raise UsageError("nothing_to_publish", name=upload.file_name)
        # Readable and sortable; the version orders corrections, so clocks need not agree.
        snapshot_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        folder = self.log.folder / f"{PARTITION}={snapshot_id}"
        path = folder / f"part-{snapshot_id}.parquet"
        make_folder(self.log.log_folder)
        write_figures(path, figures, is_demo=upload.is_demo)
        sync_folder(self.log.folder)
        fields = {
            **plain(upload),
            "snapshot_id": snapshot_id,
            "rows": len(figures),
            "periods": sorted({str(figure.period) for figure in figures}, key=parse_period),
            "path": path.relative_to(self.home).as_posix(),
            "data_sha256": sha256_of(path),
        }
        # What could not be read back is refused here, before it counts.
        now = datetime.now(UTC)
        snapshot = decoded({**fields, "version": 0, "published_at": now}, Snapshot)
        with exclusive(self.lock):
            if self.log.bucket:
                sent = [f"{UPLOADS}/{upload.sha256}"] if upload.is_kept else []
                self.log.bucket.send([*sent, snapshot.path])
                self.log.bring()
            least = self._least()
            self.log.create(least)
            commit = self.log.add(CommitKind.PUBLISH, path, len(figures), fields, least)
            self._record()
        return replace(snapshot, version=commit.version, published_at=commit.committed_at)

    def withdraw(self, snapshot_id: str, reason: str, by: str) -> int:
        """Make a snapshot's figures count no more; return the new data version.

        Raises NotFoundError for an unknown snapshot, UsageError when it is withdrawn already
        or the reason is blank.
        """
        return self._judge(CommitKind.WITHDRAW, snapshot_id, reason, by)

    def restore(self, snapshot_id: str, reason: str, by: str) -> int:
        """Make a withdrawn snapshot count again, in its old place; return the new data version.

        Raises as `withdraw` does, and StoreDamagedError when its file is no longer what it was.
        """
        return self._judge(CommitKind.RESTORE, snapshot_id, reason, by)

    def snapshots(self, version: int | None = None) -> tuple[Snapshot, ...]:
        """Return the snapshots as of a data version (None: now), newest first, with withdrawn.

        What a damaged commit published is not among them. Raises NotFoundError for a version that
        does not exist.
        """
        return snapshots_after(self._commits(version), self._snapshot_of)

    def damaged_commits(self, version: int | None = None) -> tuple[Damage, ...]:
        """Return the commits up to a data version (None: now) whose files are damaged."""
        return tuple(
            Damage(
                str(commit.details["snapshot_id"]) if "snapshot_id" in commit.details else None,
                self.log.log_file(commit.version).relative_to(self.home).as_posix(),
                DamageReason.COMMIT_DAMAGED,
            )
            for commit in self._commits(version)
            if commit.is_damaged
        )

    def published_hashes(self) -> frozenset[str]:
        """Return the SHA-256 of every file ever published, as sent, also by damaged commits."""
        publishing = (one for one in self.history() if one.kind is CommitKind.PUBLISH)
        return frozenset(str(one.details.get("sha256")) for one in publishing)

    def snapshot(self, snapshot_id: str) -> Snapshot:
        """Return one snapshot as it stands now. Raises NotFoundError when there is none."""
        for snapshot in self.snapshots():
            if snapshot.snapshot_id == snapshot_id:
                return snapshot
        raise NotFoundError("unknown_snapshot", id=snapshot_id)

    def data_version(self) -> int:
        """Return the number of the latest commit, -1 when nothing was ever published.

        Raises StoreDamagedError where something was and the log of it is gone.
        """
        version = self.log.version()
        if version == NO_VERSION and self.has_lost_log():
            raise self.log.unreadable()
        return version

    def has_lost_log(self) -> bool:
        """True where there is no commit, though figures or the trail tell that there were.

        Whoever publishes makes the log's folder first, and writes the trail last. A bucket has
        its own log.
        """
        if self.log.bucket:
            return False
        has_figures = any(self.log.folder.glob(f"{PARTITION}=*/*.parquet"))
        is_told = self.audit.last_version() is not None or (
            has_figures and not self.log.log_folder.exists()
        )
        return is_told and self.log.version() == NO_VERSION

    def version_at(self, text: str) -> int:
        """Return the data version that a number, an ISO date or an ISO time means."""
        return version_as_of(text, self.history())

    def history(self) -> tuple[Commit, ...]:
        """Return all commits, oldest first; only those are read that are new, or were damaged.

        The audit trail tells whether a commit is the one that was written, and what a damaged
        one did.
        """
        known, lost = self._history, self._lost
        is_first = not known
        if is_first:
            known = () if self._is_thorough else kept_commits(self.home)
            self._digested = len(known)
            lost = tuple(one.version for one in known if not self._is_as_kept(one))
        if len(known) > self.log.version() + 1:  # the table was made anew
            known, lost = (), ()
        new = self.log.history(len(known))
        seen = [(known[version], self.log.read(version)) for version in lost]
        mended = [now for before, now in seen if now.sha256 != before.sha256]
        if not new and not mended and known is self._history:
            return known
        read = (*mended, *new)
        is_asking = bool(read) and (is_first or bool(mended) or any(c.is_damaged for c in new))
        told = self.audit.by_version(min(commit.version for commit in read)) if is_asking else {}
        found = {one.version: settled(one, told.get(one.version)) for one in read}
        self._history = history = tuple(
            found.get(version) or known[version] for version in range(len(known) + len(new))
        )
        self._lost = tuple(commit.version for commit in history if commit.is_damaged)
        if not self._lost and len(history) - self._digested > max(_FEW, len(history) // _SHARE):
            keep_commits(self.home, history)
            self._digested = len(history)
        self.sound.keep()
        return history

    def damage_of(self, snapshot: Snapshot) -> Damage | None:
        """Return what is wrong with a snapshot's file, None when it is as it was published."""
        try:
            is_sound = self.has(snapshot.path, snapshot.data_sha256)
        except OSError:
            return Damage(snapshot.snapshot_id, snapshot.path, DamageReason.FILE_MISSING)
        if is_sound:
            return None
        return Damage(snapshot.snapshot_id, snapshot.path, DamageReason.FILE_CHANGED)

    def has(self, name: str, sha256: str) -> bool:
        """True when the file of that path in the home has that hash. Raises OSError without it."""
        if self._is_thorough:
            return sha256_of(self.home / name) == sha256
        return self.sound.has(name, sha256)

    def require_sound(self, snapshot: Snapshot) -> None:
        """Raise StoreDamagedError when a snapshot's file is no longer what was published."""
        if self.damage_of(snapshot):
            raise StoreDamagedError("snapshot_damaged", id=snapshot.snapshot_id, path=snapshot.path)

    def _is_as_kept(self, commit: Commit) -> bool:
        try:
            return self.has(f"{LOG}/{commit.version:020d}.json", commit.sha256)
        except OSError:
            return False

    def _snapshot_of(self, commit: Commit) -> Snapshot:
        if commit.sha256 not in self._published:
            self._published[commit.sha256] = published(commit)
        return self._published[commit.sha256]

    def _commits(self, version: int | None) -> tuple[Commit, ...]:
        commits = self.history()
        if version is not None and not -1 <= version < len(commits):
            raise NotFoundError("unknown_version", value=str(version))
        return commits if version is None else commits[: version + 1]

    def _least(self) -> int:
        """The least version of the next commit: one that was lost at the end stays lost."""
        last = self.audit.last_version()
        return 0 if last is None else last + 1

    def _judge(self, kind: CommitKind, snapshot_id: str, reason: str, by: str) -> int:
        is_restoring = kind is CommitKind.RESTORE
        details = {"snapshot_id": snapshot_id, "reason": one_line(reason), "by": one_line(by)}
        if not details["reason"]:
            raise UsageError("reason_missing")
        with exclusive(self.lock):
            snapshot = self.snapshot(snapshot_id)
            if snapshot.is_withdrawn is not is_restoring:
                phrase = "not_withdrawn" if is_restoring else "already_withdrawn"
                raise UsageError(phrase, id=snapshot_id)
            path, least = self.home / snapshot.path, self._least()
            if is_restoring:
                self.require_sound(snapshot)
                commit = self.log.add(kind, path, snapshot.rows, details, least)
            else:
                commit = self.log.remove(kind, path, details, least)
            self._record()
        return commit.version

    def _record(self) -> None:
        """Bring the audit trail up to the log, also after a writer that died between the two.

        The commit stands: when the trail cannot be written now, the next writer does it.
        """
        with told_only("audit trail"):
            commits = self.history()
            self.audit.record_after(
                lambda last: map(audit_event, commits[0 if last is None else last + 1 :])
            )
            version, last = commits[-1].version, self.log.last_checkpoint()
            is_round = version > 0 and version % CHECKPOINT_EVERY == 0
            if is_round and version - last > last // _RARER:
                accept(self.home, LOG, "", paths=[self.log.sum_up()])
