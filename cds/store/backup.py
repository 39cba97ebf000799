"""A data home as a copy that can be trusted: taken while others publish, checked by hash.

A copy holds what one data version rests on: the commits up to it, every file ever published,
the audit trail, and the home's other files. Its manifest is written last.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.store.audit import Event
from cds.store.files import sync_folder
from cds.store.locks import exclusive
from cds.store.manifest import (
    MANIFEST,
    damaged,
    is_kept,
    kept_files,
    read_manifest,
    require_same,
    write_manifest,
)
from cds.store.snapshots import SnapshotStore

SNAPSHOTS, AUDIT, UPLOADS = "snapshots", "audit", "uploads"
RECOVERED = "recover"
_DRAFT = ".recovering"
_BLOCK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
Hashes = dict[str, str]
"""SHA-256 by path relative to the home, with slashes."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made or restored. `version` -1: nothing was published in it."""

    files: int
    version: int


def back_up(home: Path, folder: Path) -> Copied:
    """Copy a data home, which may be in use, to a new folder.

    Raises UsageError when the folder holds anything or lies in the home, StoreDamagedError when
    a kept file is no longer what it was: a copy of damage must not pass for a backup.
    """
    if not home.is_dir():
        raise NotFoundError("no_home", path=home)
    if folder.resolve().is_relative_to(home.resolve()):
        raise UsageError("backup_inside_home", path=folder, home=home)
    if _names(folder):
        raise UsageError("backup_target_not_empty", path=folder)
    existed = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        hashes = _copied(SnapshotStore(home), folder)
        write_manifest(folder, hashes)
    except BaseException:  # also when interrupted: half a copy must not lie there
        _clear(folder, keep=existed)
        raise
    return Copied(len(hashes), SnapshotStore(folder).data_version())


def recover(folder: Path, home: Path, by: str) -> Copied:
    """Restore a copy as a data home that does not exist yet or is empty; its trail tells so.

    Raises UsageError for a home with anything in it, NotFoundError for a missing copy and
    StoreDamagedError for one that is not whole; then the home stays as it was.
    """
    if _names(home) - {_DRAFT}:
        raise UsageError("home_not_empty", path=home)
    hashes = read_manifest(folder)
    draft, existed = home / _DRAFT, home.exists()
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        _restore(folder, draft, hashes)
    except BaseException:  # also when interrupted: half a home must not lie there
        _clear(home, keep=existed)
        raise
    for path in sorted(draft.iterdir()):
        path.rename(home / path.name)
    draft.rmdir()
    sync_folder(home)
    store = SnapshotStore(home)
    store.audit.record(Event(RECOVERED, by, datetime.now(UTC), details={"copy": folder.name}))
    return Copied(len(hashes), store.data_version())


def _copied(store: SnapshotStore, folder: Path) -> Hashes:
    """Copy everything. Commits and audit trail come first and together, under the lock."""
    hashes: Hashes = {}
    with exclusive(store.lock):
        for path in (*_log_files(store), *kept_files(store.home / AUDIT)):
            _copy(store.home, path, folder, hashes)
    for snapshot in SnapshotStore(folder).snapshots():
        path = store.home / snapshot.path
        if path.is_file():
            _copy(store.home, path, folder, hashes)
        if hashes.get(snapshot.path) != snapshot.data_sha256:
            raise StoreDamagedError("backup_of_damage", path=snapshot.path)
    for path in _other_files(store.home):
        _copy(store.home, path, folder, hashes)
    _require_kept(hashes)
    return hashes


def _restore(folder: Path, draft: Path, hashes: Mapping[str, str]) -> None:
    """Copy and check; the commits must find every file they speak of."""
    copied: Hashes = {}
    for name, expected in hashes.items():
        _copy(folder, folder / name, draft, copied)
        if copied[name] != expected:
            raise damaged(folder, name)
    require_same(draft, hashes)
    for snapshot in SnapshotStore(draft).snapshots():
        if hashes.get(snapshot.path) != snapshot.data_sha256:
            raise damaged(folder, snapshot.path)


def _copy(home: Path, path: Path, folder: Path, hashes: Hashes) -> None:
    """Copy one file durably and note the hash of what was read."""
    name = path.relative_to(home).as_posix()
    target, digest = folder / name, hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as source, target.open("wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    hashes[name] = digest.hexdigest()


def _require_kept(hashes: Mapping[str, str]) -> None:
    """Uploads bear their hash as name."""
    for name, digest in hashes.items():
        folder, _, last = name.rpartition("/")
        if folder == UPLOADS and _SHA256.fullmatch(last) and last != digest:
            raise StoreDamagedError("backup_of_damage", path=name)


def _log_files(store: SnapshotStore) -> Iterator[Path]:
    """Commits and checkpoints, without the drafts of writers at work."""
    if store.log.log_folder.is_dir():
        for path in sorted(store.log.log_folder.iterdir()):
            if path.is_file() and not path.name.endswith(".tmp"):
                yield path


def _other_files(home: Path) -> Iterator[Path]:
    """What lies beside snapshots and audit trail: reference, uploads, map layers and the rest."""
    for path in sorted(home.iterdir()):
        if path.name in (SNAPSHOTS, AUDIT, MANIFEST) or not is_kept(path.name):
            continue
        if path.is_dir():
            yield from kept_files(path)
        else:
            yield path


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def _clear(folder: Path, *, keep: bool) -> None:
    """Empty a folder of ours, and take it away unless it was there before."""
    for path in tuple(folder.iterdir()):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if not keep:
        folder.rmdir()
