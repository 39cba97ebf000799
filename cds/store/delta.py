"""The Delta table: commits that add or remove one snapshot's file, and the history of them.

delta-rs links a commit file atomically but syncs nothing, so we sync before we report success.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import cast

from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, RemoveAction

from cds.domain.errors import StoreDamagedError
from cds.store.checkpoints import damaged_checkpoints
from cds.store.files import make_folder, place_of, sha256_of, sync_file, sync_folder
from cds.store.parquet import TABLE_SCHEMA

FOREVER = {  # history is the audit: no log file may ever be cleaned away
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
PARTITION = "snapshot_id"
NO_VERSION = -1


class CommitKind(StrEnum):
    """What a commit of ours did; `other` was made by another program."""

    CREATE = "create"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Commit:
    """One version of the table. `details` is what its writer recorded, as JSON values."""

    version: int
    committed_at: datetime
    kind: CommitKind
    details: Mapping[str, object]


class DeltaLog:
    """The commits of one table folder."""

    def __init__(self, folder: Path) -> None:
        """Name the table's folder; nothing is read or made yet."""
        self.folder = folder
        self.log_folder = folder / "_delta_log"
        self._known = NO_VERSION

    def version(self) -> int:
        """Return the latest version, -1 when there is no table. Two `stat` calls when warm.

        Log files are never removed, so the next version exists or this is the latest. (The
        folder's mtime would be no safe key: two commits can share one tick of its clock.)
        """
        if self._known == NO_VERSION or not self._has(self._known):
            self._known = self._listed_version()
        while self._has(self._known + 1):
            self._known += 1
        return self._known

    def create(self) -> None:
        """Make an empty table unless there is one."""
        if self.version() != NO_VERSION:
            return
        make_folder(self.folder)
        DeltaTable.create(
            self.folder,
            Schema.from_arrow(TABLE_SCHEMA),
            mode="ignore",
            partition_by=PARTITION,
            configuration=FOREVER,
            commit_properties=_properties(CommitKind.CREATE, {}),
        )
        self._sync(0)
        sync_folder(self.folder)

    def add(self, kind: CommitKind, path: Path, rows: int, details: Mapping[str, object]) -> int:
        """Commit that a snapshot's file counts from now on; return the durable version."""
        action = AddAction(
            path=path.relative_to(self.folder).as_posix(),
            size=path.stat().st_size,
            partition_values=_partition(path),
            modification_time=int(path.stat().st_mtime * 1000),
            data_change=True,
            stats=json.dumps({"numRecords": rows}),
        )
        return self._commit(action, kind, details)

    def remove(self, kind: CommitKind, path: Path, details: Mapping[str, object]) -> int:
        """Commit that a snapshot's file counts no more; the file itself stays."""
        action = RemoveAction(
            path=path.relative_to(self.folder).as_posix(),
            data_change=True,
            deletion_timestamp=int(time.time() * 1000),
            partition_values=_partition(path),
        )
        return self._commit(action, kind, details)

    def history(self, known: tuple[Commit, ...] = ()) -> tuple[Commit, ...]:
        """Return every commit, oldest first. Raises StoreDamagedError when any is unreadable.

        `known` are the first ones, read before. (The library's own history numbers the commits
        from the end, all wrong when another writer adds one in the meantime.)
        """
        try:
            new = tuple(self._read(number) for number in range(len(known), self.version() + 1))
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise self.unreadable() from error
        return (*known, *new)

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

    def sha256(self, version: int) -> str | None:
        """Return the hash of one commit's file, None when it cannot be read."""
        try:
            return sha256_of(self.log_file(version))
        except OSError:
            return None

    def _commit(
        self, action: AddAction | RemoveAction, kind: CommitKind, details: Mapping[str, object]
    ) -> int:
        try:
            with self._opening():
                table = DeltaTable(self.folder)
        except StoreDamagedError as error:
            if damaged := damaged_checkpoints(self):
                names = ", ".join(path.name for path in damaged)
                place = place_of(self.log_folder)
                raise StoreDamagedError("checkpoint_damaged", names=names, path=place) from error
            raise
        table.create_write_transaction(
            [action],
            "append",
            Schema.from_arrow(TABLE_SCHEMA),
            [PARTITION],
            commit_properties=_properties(kind, details),
        )
        for version in range(table.version() + 1, self.version() + 1):  # the handle stays behind
            self._sync(version)
        return self.version()

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

    def _read(self, version: int) -> Commit:
        path = self.log_file(version)
        actions = [json.loads(line) for line in path.read_bytes().splitlines()]
        infos: list[dict[str, object]] = [
            each["commitInfo"] for each in actions if "commitInfo" in each
        ]
        info = infos[0] if infos else {}
        return _commit_of(version, info, path.stat().st_mtime_ns // 1_000_000)

    def _sync(self, version: int) -> None:
        sync_file(self.log_file(version))
        sync_folder(self.log_folder)

    def _has(self, version: int) -> bool:
        return self.log_file(version).exists()

    def _listed_version(self) -> int:
        try:
            names = [entry.name for entry in os.scandir(self.log_folder)]
        except FileNotFoundError:
            return NO_VERSION
        numbers = (n[:20] for n in names if len(n) == 25 and n.endswith(".json"))
        return max((int(n) for n in numbers if n.isdecimal()), default=NO_VERSION)


def _partition(path: Path) -> dict[str, str | None]:
    return {PARTITION: path.parent.name.removeprefix(f"{PARTITION}=")}


def _properties(kind: CommitKind, details: Mapping[str, object]) -> CommitProperties:
    """Put our record where Spark and others show it: in `userMetadata`."""
    record = json.dumps({"kind": kind, **details}, ensure_ascii=False)
    return CommitProperties(custom_metadata={"userMetadata": record})


def _commit_of(version: int, info: Mapping[str, object], written_ms: int) -> Commit:
    """Read what we recorded; other programs may have recorded nothing at all."""
    record = json.loads(str(info.get("userMetadata") or "{}"))
    details = cast("dict[str, object]", record) if isinstance(record, dict) else {}
    kind = str(details.get("kind"))
    milliseconds = int(str(info.get("timestamp", written_ms)))
    return Commit(
        version=version,
        committed_at=datetime.fromtimestamp(milliseconds / 1000, UTC),
        kind=CommitKind(kind) if kind in tuple(CommitKind) else CommitKind.OTHER,
        details=details,
    )
