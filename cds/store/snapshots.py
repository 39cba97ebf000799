"""Published files as immutable snapshots: publish, withdraw, restore, and look back."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.domain.observations import Observation
from cds.domain.periods import parse_period
from cds.domain.writing import one_line
from cds.store.audit import AuditTrail
from cds.store.delta import PARTITION, Commit, CommitKind, DeltaLog
from cds.store.files import sha256_of, sync_folder
from cds.store.locks import exclusive
from cds.store.parquet import write_figures
from cds.store.records import Damage, DamageReason, Snapshot, SnapshotFields, Upload, issue_fields
from cds.store.replay import audit_event, snapshots_after
from cds.store.verification import damages
from cds.store.versions import version_as_of

__all__ = ["Damage", "DamageReason", "Snapshot", "SnapshotStore", "Upload"]


class SnapshotStore:
    """The snapshots of one data home. Safe to share between threads and processes."""

    def __init__(self, home: Path) -> None:
        """Name the data home; nothing is read or made yet."""
        self.home = home
        self.audit = AuditTrail(home)
        self.log = DeltaLog(home / "snapshots")
        self.lock = home / "snapshots.lock"
        self._history: tuple[Commit, ...] = ()

    def publish(self, observations: Iterable[Observation], upload: Upload) -> Snapshot:
        """Make a file's figures count; return only when they would survive a power cut.

        Raises UsageError when there is no figure.
        """
        figures = tuple(observations)
        if not figures:
            raise UsageError("nothing_to_publish", name=upload.file_name)
        snapshot_id = _new_id()
        folder = self.log.folder / f"{PARTITION}={snapshot_id}"
        path = folder / f"part-{snapshot_id}.parquet"
        write_figures(path, figures, is_demo=upload.is_demo)
        sync_folder(self.log.folder)
        fields = self._fields(snapshot_id, path, figures, upload)
        with exclusive(self.lock):
            self.log.create()
            self.log.add(CommitKind.PUBLISH, path, len(figures), fields)
            self._record()
        return self.snapshot(snapshot_id)

    def withdraw(self, snapshot_id: str, reason: str, by: str) -> int:
        """Make a snapshot's figures count no more; return the new data version.

        Raises NotFoundError for an unknown snapshot, UsageError when it is withdrawn already
        or the reason is blank.
        """
        with exclusive(self.lock):
            snapshot = self._to_change(snapshot_id, reason, is_withdrawn=False)
            details = _told(snapshot_id, reason, by)
            path = self.home / snapshot.path
            version = self.log.remove(CommitKind.WITHDRAW, path, details)
            self._record()
        return version

    def restore(self, snapshot_id: str, reason: str, by: str) -> int:
        """Make a withdrawn snapshot count again, in its old place; return the new data version.

        Raises as `withdraw` does, and StoreDamagedError when its file is no longer what it was.
        """
        with exclusive(self.lock):
            snapshot = self._to_change(snapshot_id, reason, is_withdrawn=True)
            self.require_sound(snapshot)
            details = _told(snapshot_id, reason, by)
            path = self.home / snapshot.path
            version = self.log.add(CommitKind.RESTORE, path, snapshot.rows, details)
            self._record()
        return version

    def snapshots(self, version: int | None = None) -> tuple[Snapshot, ...]:
        """Return the snapshots as of a data version (None: now), newest first, with withdrawn.

        Raises NotFoundError for a version that does not exist, StoreDamagedError when the log
        cannot be read.
        """
        commits = self.history()
        if version is not None and not -1 <= version < len(commits):
            raise NotFoundError("unknown_version", value=str(version))
        try:
            return snapshots_after(commits if version is None else commits[: version + 1])
        except (KeyError, TypeError, ValueError) as error:
            raise self.log.unreadable() from error

    def snapshot(self, snapshot_id: str) -> Snapshot:
        """Return one snapshot as it stands now. Raises NotFoundError when there is none."""
        for snapshot in self.snapshots():
            if snapshot.snapshot_id == snapshot_id:
                return snapshot
        raise NotFoundError("unknown_snapshot", id=snapshot_id)

    def data_version(self) -> int:
        """Return the number of the latest commit, -1 when nothing was ever published."""
        return self.log.version()

    def version_at(self, text: str) -> int:
        """Return the data version that a number, an ISO date or an ISO time means."""
        return version_as_of(text, self.history())

    def history(self) -> tuple[Commit, ...]:
        """Return all commits, oldest first; only those are read that are new."""
        known = self._history
        if len(known) > self.data_version() + 1:  # the table was made anew
            known = ()
        self._history = history = self.log.history(known)
        return history

    def damage_of(self, snapshot: Snapshot) -> Damage | None:
        """Return what is wrong with a snapshot's file, None when it is as it was published."""
        try:
            is_sound = sha256_of(self.home / snapshot.path) == snapshot.data_sha256
        except OSError:
            return Damage(snapshot.snapshot_id, snapshot.path, DamageReason.FILE_MISSING)
        if is_sound:
            return None
        return Damage(snapshot.snapshot_id, snapshot.path, DamageReason.FILE_CHANGED)

    def require_sound(self, snapshot: Snapshot) -> None:
        """Raise StoreDamagedError when a snapshot's file is no longer what was published."""
        if self.damage_of(snapshot):
            raise StoreDamagedError("snapshot_damaged", id=snapshot.snapshot_id, path=snapshot.path)

    def verify(self) -> tuple[Damage, ...]:
        """Return everything damaged: log, files of all snapshots ever, audit trail."""
        return damages(self)

    def _to_change(self, snapshot_id: str, reason: str, *, is_withdrawn: bool) -> Snapshot:
        if not one_line(reason):
            raise UsageError("reason_missing")
        snapshot = self.snapshot(snapshot_id)
        if snapshot.is_withdrawn is not is_withdrawn:
            phrase = "not_withdrawn" if is_withdrawn else "already_withdrawn"
            raise UsageError(phrase, id=snapshot_id)
        return snapshot

    def _fields(
        self, snapshot_id: str, path: Path, figures: Sequence[Observation], upload: Upload
    ) -> SnapshotFields:
        periods = sorted({str(figure.period) for figure in figures}, key=parse_period)
        return SnapshotFields(
            snapshot_id=snapshot_id,
            file_name=upload.file_name,
            sha256=upload.sha256,
            uploaded_by=upload.uploaded_by,
            rows=len(figures),
            periods=periods,
            path=path.relative_to(self.home).as_posix(),
            data_sha256=sha256_of(path),
            note=upload.note,
            is_demo=upload.is_demo,
            issues=[issue_fields(issue) for issue in upload.issues],
            is_kept=upload.is_kept,
        )

    def _record(self) -> None:
        """Bring the audit trail up to the log, also after a writer that died between the two."""
        commits = self.history()
        self.audit.record_after(
            lambda last: [
                audit_event(commit, self.log.sha256(commit.version))
                for commit in commits[0 if last is None else last + 1 :]
            ]
        )


def _told(snapshot_id: str, reason: str, by: str) -> dict[str, str]:
    return {"snapshot_id": snapshot_id, "reason": one_line(reason), "by": one_line(by)}


def _new_id() -> str:
    """Readable and sortable; the version orders corrections, so clocks need not agree."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
