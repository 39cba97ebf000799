"""The Delta table: commits that add or remove one snapshot's file, and the history of them.

We write the commits ourselves, in Delta's own form: other programs link a commit before it is on
the disk, and cannot add one to a log of which any other commit is damaged.
"""

import errno
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import cast
from uuid import uuid4

from deltalake import DeltaTable, Schema
from deltalake.exceptions import DeltaError

from cds.domain.errors import StoreDamagedError
from cds.store.files import (
    make_folder,
    naming,
    place_of,
    sync_file,
    sync_folder,
    told_only,
)
from cds.store.snapshots.elsewhere import LOG_FOLDER, SNAPSHOTS, Bucket, bucket_of
from cds.store.snapshots.figures import TABLE_SCHEMA

FOREVER = {  # history is the audit: no log file may ever be cleaned away
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
PROTOCOL = {"minReaderVersion": 1, "minWriterVersion": 2}
PARTITION = "snapshot_id"
NOTE = "_last_checkpoint"  # tells which checkpoint is the newest
NO_VERSION = -1
WIDEST_GAP = 1000  # commits that may be missing in a row; a file named further on is none of ours
ENGINE = "cds"
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK)  # what disks without hard links answer
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OSError, OverflowError)
Action = Mapping[str, Mapping[str, object]]


class CommitKind(StrEnum):
    """What a commit of ours did; `other` was made by another program, or cannot be read."""

    CREATE = "create"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value: object) -> "CommitKind":
        return cls.OTHER


@dataclass(frozen=True, slots=True)
class Commit:
    """One version of the table. `details` is what its writer recorded, as JSON values.

    `is_damaged`: its file is missing or not what was written; what else stands here then comes
    from elsewhere. `sha256` is that of the file, "" without one.
    """

    version: int
    committed_at: datetime
    kind: CommitKind
    details: Mapping[str, object]
    sha256: str = ""
    is_damaged: bool = False


class DeltaLog:
    """The commits of one table folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log_folder = folder / LOG_FOLDER
        self._known = NO_VERSION
        self._listed_ns = 0

    @cached_property
    def bucket(self) -> Bucket | None:
        """The bucket of which the folder is a copy, None when it is none."""
        return bucket_of(self.folder.parent)

    def version(self) -> int:
        """Return the latest version, -1 without a table; that of a bucket may be a second old."""
        if self.bucket:
            self.bucket.look(self._own_version() + 1)
        return self._own_version()

    def bring(self) -> None:
        """Have what a bucket has now. Raises UserError when it cannot be reached."""
        if self.bucket:
            self.bucket.bring(self._own_version() + 1)

    def _own_version(self) -> int:
        """The latest version in the folder. Three `stat` calls when warm.

        Log files are never removed, so the next version exists or this is the latest. (The
        folder's mtime alone would be no safe key: two commits can share one tick of its clock.)
        Where a version was lost at the end the next comes after it: then the list tells.
        """
        try:
            changed_ns = self.log_folder.stat().st_mtime_ns
        except OSError:
            changed_ns = NO_VERSION
        if changed_ns != self._listed_ns or not self.log_file(self._known).exists():
            self._known, self._listed_ns = self._listed_version(), changed_ns
        while self.log_file(self._known + 1).exists():
            self._known += 1
        return self._known

    def create(self, least: int = 0) -> None:
        """Make an empty table unless there is one; no commit of it comes before `least`."""
        if self.version() != NO_VERSION:
            return
        make_folder(self.log_folder)
        metadata = {
            "id": str(uuid4()),
            "name": None,
            "description": None,
            "format": {"provider": "parquet", "options": {}},
            "schemaString": Schema.from_arrow(TABLE_SCHEMA).to_json(),
            "partitionColumns": [PARTITION],
            "createdTime": _now_ms(),
            "configuration": FOREVER,
        }
        self._commit(CommitKind.CREATE, {}, least, {"protocol": PROTOCOL}, {"metaData": metadata})
        sync_folder(self.folder)

    def add(
        self, kind: CommitKind, path: Path, rows: int, details: Mapping[str, object], least: int = 0
    ) -> Commit:
        """Commit that a snapshot's file counts from now on; it is durable before it counts."""
        written = path.stat()
        action = {
            **self._file(path),
            "size": written.st_size,
            "modificationTime": int(written.st_mtime * 1000),
            "stats": json.dumps({"numRecords": rows}),
        }
        return self._commit(kind, details, least, {"add": action})

    def remove(
        self, kind: CommitKind, path: Path, details: Mapping[str, object], least: int = 0
    ) -> Commit:
        """Commit that a snapshot's file counts no more; the file itself stays."""
        action = {
            **self._file(path),
            "deletionTimestamp": _now_ms(),
            "extendedFileMetadata": False,
        }
        return self._commit(kind, details, least, {"remove": action})

    def history(self, first: int = 0) -> tuple[Commit, ...]:
        """Return every commit from one on, oldest first; a damaged one is told to be so.

        (The library's own history numbers the commits from the end, all wrong when another
        writer adds one in the meantime, and stops at the first that cannot be read.)
        """
        return tuple(map(self.read, range(first, self.version() + 1)))

    def read(self, version: int) -> Commit:
        """Return one commit."""
        path, content, written_ms = self.log_file(version), b"", 0
        try:
            with path.open("rb") as file:
                written_ms = os.fstat(file.fileno()).st_mtime_ns // 1_000_000
                content = file.read()
            return _commit_of(version, content, written_ms)
        except _UNREADABLE:
            at = datetime.fromtimestamp(written_ms / 1000, UTC)
            digest = hashlib.sha256(content).hexdigest() if content else ""
            return Commit(version, at, CommitKind.OTHER, {}, digest, is_damaged=True)

    def sum_up(self) -> Path:
        """Write a checkpoint of the newest version, from which other programs start; return it."""
        with self._opening():
            table = DeltaTable(self.folder)
            table.create_checkpoint()
        path = self.checkpoint(table.version())
        sync_file(path)
        sync_folder(self.log_folder)
        if self.bucket:
            for each in (path, self.log_folder / NOTE):
                self.bucket.write(f"{SNAPSHOTS}/{LOG_FOLDER}/{each.name}", each.read_bytes())
        return path

    def files(self, version: int) -> frozenset[str]:
        """Return the paths, relative to the table, that any Delta reader would read then."""
        if version == NO_VERSION:
            return frozenset()
        with self._opening():
            uris = DeltaTable(self.folder, version=version).file_uris()
        return frozenset("/".join(Path(uri).parts[-2:]) for uri in uris)

    def unreadable(self) -> StoreDamagedError:
        """Return the error that names this log as one that cannot be read."""
        return StoreDamagedError("store_log_unreadable", path=place_of(self.log_folder))

    def log_file(self, version: int) -> Path:
        """Name the file of one commit."""
        return self.log_folder / f"{version:020d}.json"

    def checkpoint(self, version: int) -> Path:
        """Name the file that sums up the commits to that one, where another writer left it."""
        return self.log_folder / f"{version:020d}.checkpoint.parquet"

    def last_checkpoint(self) -> int:
        """Return the version of the newest checkpoint as the note tells; 0 when it does not."""
        try:
            return int(json.loads((self.log_folder / NOTE).read_bytes())["version"])
        except _UNREADABLE:
            return 0

    def _file(self, path: Path) -> dict[str, object]:
        return {
            "path": path.relative_to(self.folder).as_posix(),
            "partitionValues": {PARTITION: path.parent.name.removeprefix(f"{PARTITION}=")},
            "dataChange": True,
        }

    def _commit(
        self, kind: CommitKind, details: Mapping[str, object], least: int, *actions: Action
    ) -> Commit:
        """Write a commit aside, sync it, then link it under the next free version.

        From the link on it counts, whatever happens: nothing after it may raise.
        """
        at_ms = _now_ms()
        is_first = kind is CommitKind.CREATE
        parameters = {} if is_first else {"mode": "Append", "partitionBy": f'["{PARTITION}"]'}
        info = {
            "timestamp": at_ms,
            "operation": "CREATE TABLE" if is_first else "WRITE",
            "operationParameters": parameters,
            "engineInfo": ENGINE,
            "userMetadata": json.dumps({"kind": kind, **details}, ensure_ascii=False),
        }  # Spark and others show the last
        lines = ({"commitInfo": info}, *actions)
        content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
        draft = self.log_folder / f"_commit_{secrets.token_hex(8)}.json.tmp"
        try:
            with naming(draft), draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            version = max(self.version() + 1, least)
            while not self._is_first(draft, version, content):
                if is_first and self.bucket:
                    return self.read(version)  # another host made the table
                version += 1  # another program was faster
        finally:
            with told_only("draft of a commit"):
                draft.unlink(missing_ok=True)
        with told_only("folder of the log"):
            sync_folder(self.log_folder)
        return _commit_of(version, content, at_ms)

    def _is_first(self, draft: Path, version: int, content: bytes) -> bool:
        """Give a commit its version; False when another has it. A bucket alone decides of its own.

        What it took counts, also when this disk does not: it is brought again then.
        """
        if self.bucket is None:
            return _linked(draft, self.log_file(version))
        if not self.bucket.create(f"{SNAPSHOTS}/{LOG_FOLDER}/{version:020d}.json", content):
            self.bring()
            return False
        with told_only("copy of a commit"):
            _linked(draft, self.log_file(version))
        return True

    @contextmanager
    def _opening(self) -> Iterator[None]:
        """Whatever keeps delta-rs from opening the table is damage of the log."""
        try:
            yield
        except (DeltaError, OSError) as error:
            raise self.unreadable() from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # of Rust; no module exports it
                raise
            raise self.unreadable() from error

    def _listed_version(self) -> int:
        try:
            names = [entry.name for entry in os.scandir(self.log_folder)]
        except FileNotFoundError:
            if self.folder.is_symlink() and not self.folder.exists():  # a disk that is not mounted
                raise self.unreadable() from None
            return NO_VERSION
        numbers = (n[:20] for n in names if len(n) == 25 and n.endswith(".json"))
        last = NO_VERSION
        for number in sorted(int(n) for n in numbers if n.isdecimal()):
            if number - last > WIDEST_GAP:
                break
            last = number
        return last


def _linked(draft: Path, path: Path) -> bool:
    """Give a draft its name; False when another has it."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if path.exists():
            return False
        draft.rename(path)  # under our lock; other programs must not write on such a disk
    return True


def _commit_of(version: int, content: bytes, written_ms: int) -> Commit:
    """Read what we recorded; other programs may have recorded nothing at all.

    Raises one of `_UNREADABLE` for what is no commit.
    """
    actions = [json.loads(line) for line in content.splitlines()]
    if not actions:
        raise ValueError("empty")
    infos = [each["commitInfo"] for each in actions if "commitInfo" in each]
    info: Mapping[str, object] = infos[0] if infos else {}
    record = json.loads(str(info.get("userMetadata") or "{}"))
    details = cast("dict[str, object]", record) if isinstance(record, dict) else {}
    milliseconds = int(str(info.get("timestamp", written_ms)))
    return Commit(
        version=version,
        committed_at=datetime.fromtimestamp(milliseconds / 1000, UTC),
        kind=CommitKind(str(details.get("kind"))),
        details=details,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
