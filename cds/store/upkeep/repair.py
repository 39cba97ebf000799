"""Putting single damaged files back from a copy, and taking away what writers that died have left.

A file is put back only when it is what it should be.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cds.store.accepted import LOG, REFERENCE, accepted
from cds.store.audit import TRAIL, TRAIL_END
from cds.store.files import (
    UPLOADS,
    Damage,
    DamageReason,
    exclusive,
    is_kept,
    sync_folder,
    write_bytes,
)
from cds.store.layers import BOUNDARIES
from cds.store.snapshots.delta import PARTITION
from cds.store.snapshots.elsewhere import SNAPSHOTS
from cds.store.snapshots.snapshot import LOG_SHA256
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.backup import read_manifest
from cds.store.upkeep.verification import verify

REPAIRED = "repaired"  # the event
CLEANED = "cleaned"  # the event
DAY_SECONDS = 24 * 60 * 60  # no writer takes as long
_TRAIL = (DamageReason.AUDIT_BROKEN, DamageReason.AUDIT_CUT, DamageReason.AUDIT_INCOMPLETE)
_DRAFTS = (".*.tmp", "_commit_*.json.tmp", ".*.json.new")


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was put back, by path. `older`: as they were when the copy was made.

    `left` is what is damaged still.
    """

    names: tuple[str, ...]
    older: tuple[str, ...]
    left: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was taken away, by path. `is_partial`: no figures, for nothing tells whose they are."""

    names: tuple[str, ...]
    size: int
    is_partial: bool = False


def repair(home: Path, copy: Path, by: str) -> Repaired:
    """Put back every damaged file that the copy has as it should be.

    Figures, commits, uploads, reference, map layers and checkpoints must have the hash that the
    home itself asks for. Documents people wrote must be whole; they come back as old as the copy.
    What was damaged stays beside as `.NAME.damaged`. Raises NotFoundError for a missing copy,
    StoreDamagedError for one that is not complete.
    """
    hashes = read_manifest(copy)
    store = SnapshotStore(home)
    put_back: list[str] = []
    older: list[str] = []
    with exclusive(store.lock):
        before = verify(store)
        if any(damage.reason in _TRAIL for damage in before):  # first: it tells what should be
            put_back += _mend_trail(store, copy)
        for name, wanted in _each_damaged(store):
            content = _sound(copy, name, hashes)
            if content is None or (wanted and hashlib.sha256(content).hexdigest() != wanted):
                continue
            undo = _replace(home / name, content)
            if store.log.bucket and name.startswith((SNAPSHOTS, UPLOADS)):
                store.log.bucket.write(name, content)
            if name in {damage.path for damage in verify(store)}:
                undo()
                continue
            put_back.append(name)
            is_named_by_hash = name.startswith(f"{UPLOADS}/")
            older += [] if wanted or is_named_by_hash else [name]
        left = verify(store)
    if put_back:
        store.audit.write_down(REPAIRED, by, copy=copy.name, files=", ".join(put_back))
        # Running servers read a home anew when a file of its reference was touched.
        for path in sorted((home / REFERENCE).glob("*.csv"))[:1]:
            os.utime(path)
    return Repaired(tuple(put_back), tuple(older), left)


def clean(home: Path, by: str) -> Cleaned:
    """Remove drafts, and figures no commit ever named, that are older than a day.

    While a commit is damaged and the audit trail does not say what it did, figures stay: they may
    be its own. Raises StoreDamagedError when all of them are gone.
    """
    store = SnapshotStore(home)
    store.data_version()
    with exclusive(store.lock):
        named = _named(store)
        figures = store.log.folder.glob(f"{PARTITION}=*/*.parquet")
        orphans = [
            path
            for path in figures
            if named is not None and path.parent.name not in named and is_kept(path.name)
        ]
        folders = (home, store.log.folder)  # which may be a link
        left = (path for each in folders for one in _DRAFTS for path in each.rglob(one))
        drafts = dict.fromkeys(path for path in left if path.is_file())
        latest = time.time() - DAY_SECONDS
        found = [path for path in (*drafts, *orphans) if path.stat().st_mtime < latest]
        size = sum(path.stat().st_size for path in found)
        for path in found:
            path.unlink()
        for folder in {path.parent for path in orphans if path in found}:
            if not any(folder.iterdir()):
                folder.rmdir()
        for folder in {path.parent for path in found}:
            if folder.is_dir():
                sync_folder(folder)
    names = tuple(sorted(path.relative_to(home).as_posix() for path in found))
    if names:
        store.audit.write_down(CLEANED, by, files=", ".join(names))
    return Cleaned(names, size, is_partial=named is None)


def _each_damaged(store: SnapshotStore) -> Iterator[tuple[str, str | None]]:
    """Each damaged file once, with the hash that the home asks for.

    Also those of which a commit tells that was put back meanwhile.
    """
    named: set[str] = set()
    while new := dict.fromkeys(one.path for one in verify(store) if one.path not in named):
        named.update(new)
        expected = _expected(store)
        yield from ((name, expected.get(name)) for name in new)


def _mend_trail(store: SnapshotStore, copy: Path) -> Iterator[str]:
    trail = store.audit
    if content := trail.mended_by(SnapshotStore(copy).audit):
        _replace(trail.path, content)
        yield TRAIL
    if trail.first_broken() is None and trail.head_is_damaged():
        trail.renew_head()
        yield TRAIL_END


def _expected(store: SnapshotStore) -> Mapping[str, str]:
    found = {snapshot.path: snapshot.data_sha256 for snapshot in store.snapshots()}
    for version, event in store.audit.by_version().items():
        path = store.log.log_file(version).relative_to(store.home).as_posix()
        found[path] = event.details.get(LOG_SHA256, "")
    for folder in (REFERENCE, BOUNDARIES, LOG):
        found |= accepted(store.home, folder)
    return found


def _sound(copy: Path, name: str, hashes: Mapping[str, str]) -> bytes | None:
    """The content of a file of the copy; None without one that is as it was copied."""
    with suppress(OSError):
        content = (copy / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        is_upload = name.startswith(f"{UPLOADS}/")
        if hashes.get(name) == digest and (not is_upload or Path(name).name == digest):
            return content
    return None


def _replace(path: Path, content: bytes) -> Callable[[], None]:
    """Put a file in place of a damaged one, which stays beside; return the way back."""
    aside = path.with_name(f".{path.name}.damaged")
    had_one = path.exists()
    if had_one:
        path.replace(aside)
    write_bytes(path, content)

    def undo() -> None:
        path.unlink()
        if had_one:
            aside.replace(path)

    return undo


def _named(store: SnapshotStore) -> set[str] | None:
    """The folders of figures that commits name, or named; None when that cannot be told."""
    told = {event.details.get(PARTITION) for event in store.audit.by_version().values()}
    found = {f"{PARTITION}={snapshot_id}" for snapshot_id in told if snapshot_id}
    for commit in store.history():
        if not commit.is_damaged:
            for line in store.log.log_file(commit.version).read_bytes().splitlines():
                for kind, action in json.loads(line).items():
                    if kind in ("add", "remove"):
                        found.add(str(action["path"]).rpartition("/")[0])
        elif not commit.details:
            return None
    return found
