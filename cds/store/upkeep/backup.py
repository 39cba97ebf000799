"""A data home as a copy that can be trusted: taken while others publish, checked by hash.

A copy holds what one data version rests on: the commits up to it, every file ever published,
the audit trail, and the home's other files. Its manifest is written last.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.store.accepted import REFERENCE
from cds.store.files import (
    UPLOADS,
    Damage,
    exclusive,
    is_kept,
    kept_files,
    naming,
    sha256_of,
    sync_folder,
    write_bytes,
)
from cds.store.snapshots.delta import NOTE, PARTITION
from cds.store.snapshots.elsewhere import SNAPSHOTS, bucket_of, forget, settle
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify

MANIFEST = "MANIFEST.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
NAMES = "surrogateescape"  # file names are bytes; those that are no text pass through
AUDIT = "audit"
DAMAGED = "DAMAGED.txt"  # lists in a copy what was damaged in its home
RECOVERED = "recover"
_DRAFT = ".recovering"
_BLOCK = 1 << 20
Hashes = dict[str, str]
"""SHA-256 by path relative to the home, with slashes."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made or restored. `version` -1: nothing was published in it.

    `damages` is what was damaged already when the copy was made.
    """

    files: int
    version: int
    damages: tuple[Damage, ...] = ()


def back_up(home: Path, folder: Path) -> Copied:
    """Copy a data home, which may be in use, to a new folder.

    What is damaged is copied as it is and listed in the copy, so that it can neither pass for
    sound nor keep the rest from being safe. Raises UsageError when the folder holds anything or
    lies in the home.
    """
    if not home.is_dir():
        raise NotFoundError("no_home", path=home)
    places = (home.resolve(), (home / SNAPSHOTS).resolve())
    if any(map(folder.resolve().is_relative_to, places)):
        raise UsageError("backup_inside_home", path=folder, home=home)
    if _names(folder):
        raise UsageError("backup_target_not_empty", path=folder)
    existed = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        hashes = _copied(SnapshotStore(home), folder)
        damages = verify(SnapshotStore(folder))
        if damages:
            lines = "".join(f"{damage.reason}  {damage.path}\n" for damage in damages)
            write_bytes(folder / DAMAGED, lines.encode(errors=NAMES))
            hashes[DAMAGED] = sha256_of(folder / DAMAGED)
        require_same(folder, hashes)
        lines = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
        write_bytes(folder / MANIFEST, lines.encode(errors=NAMES))
        read_manifest(folder)
    except BaseException:  # also when interrupted: half a copy must not lie there
        _clear(folder, keep=existed)
        raise
    return Copied(len(hashes), SnapshotStore(folder).log.version(), damages)


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
        settle(draft, is_new=True)
        _restore(folder, draft, hashes)
        if bucket := bucket_of(draft):
            bucket.send_home()
    except BaseException:  # also when interrupted: half a home must not lie there
        forget(draft)
        _clear(home, keep=existed)
        raise
    for path in sorted(draft.iterdir()):
        path.rename(home / path.name)
    draft.rmdir()
    sync_folder(home)
    store = SnapshotStore(home)
    store.audit.write_down(RECOVERED, by, copy=folder.name)
    return Copied(len(hashes), store.log.version(), verify(store) if DAMAGED in hashes else ())


def _copied(store: SnapshotStore, folder: Path) -> Hashes:
    """Copy everything. What belongs to one version is settled under the lock, which is short.

    Commits never change: those listed then can be copied later. The head of the trail comes
    before the trail: it may be behind, never ahead. Others may take files away meanwhile, as
    when one that waits is released. The trail tells what the reference's tables were.
    """
    home, hashes = store.home, Hashes()
    store.log.bring()
    with exclusive(store.lock):
        log = [path for path in kept_files(store.log.log_folder) if path.suffix != ".tmp"]
        trail = sorted(kept_files(home / AUDIT), key=lambda path: path != store.audit.head_path)
        note = (path for path in log if path.name == NOTE)
        for path in (*trail, *note, *kept_files(home / REFERENCE)):
            _copy(home, path, folder, hashes)
    for path in log:
        if path.name != NOTE:
            _copy(home, path, folder, hashes)
    # The files of every snapshot; also of damaged commits, as far as the trail names them.
    copied = SnapshotStore(folder)
    lost = (damage.snapshot_id for damage in copied.damaged_commits())
    figures = [
        *(one.path for one in copied.snapshots()),
        *(f"{SNAPSHOTS}/{PARTITION}={key}/part-{key}.parquet" for key in lost if key),
    ]
    for path in (*(home / name for name in dict.fromkeys(figures)), *_other_files(home)):
        with suppress(FileNotFoundError):
            _copy(home, path, folder, hashes)
    return hashes


def _restore(folder: Path, draft: Path, hashes: Mapping[str, str]) -> None:
    """Copy and check; the commits must find every file they speak of, but for listed damage."""
    copied: Hashes = {}
    known: set[str] = set()
    if DAMAGED in hashes:
        if sha256_of(folder / DAMAGED) != hashes[DAMAGED]:
            raise damaged(folder, DAMAGED)
        lines = (folder / DAMAGED).read_text(encoding="utf-8", errors=NAMES).splitlines()
        known = {line.partition("  ")[2] for line in lines}
    hashes = {name: digest for name, digest in hashes.items() if name != DAMAGED}
    for name, expected in hashes.items():
        _copy(folder, folder / name, draft, copied)
        if copied[name] != expected:
            raise damaged(folder, name)
    require_same(draft, hashes)
    for snapshot in SnapshotStore(draft).snapshots():
        is_sound = hashes.get(snapshot.path) == snapshot.data_sha256
        if not is_sound and snapshot.path not in known:
            raise damaged(folder, snapshot.path)


def _copy(home: Path, path: Path, folder: Path, hashes: Hashes) -> None:
    """Copy one file durably and note the hash of what was read."""
    name = path.relative_to(home).as_posix()
    target, digest = folder / name, hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as source, naming(target), target.open("wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    hashes[name] = digest.hexdigest()


def _other_files(home: Path) -> Iterator[Path]:
    """What lies beside snapshots, audit trail and reference: map layers and the rest.

    The uploads come last: what waits, and was copied, rests on them.
    """
    for path in sorted(home.iterdir(), key=lambda path: (path.name == UPLOADS, path.name)):
        if path.name in (SNAPSHOTS, AUDIT, REFERENCE, MANIFEST, DAMAGED) or not is_kept(path.name):
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


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Return the hashes of a copy's files by path, none of them missing or unaccounted for.

    Raises NotFoundError when there is no such folder, StoreDamagedError when it is not whole.
    """
    if not folder.is_dir():
        raise NotFoundError("no_backup", path=folder)
    if not (folder / MANIFEST).is_file():
        raise StoreDamagedError("not_a_backup", path=folder)
    text = (folder / MANIFEST).read_text(encoding="utf-8", errors=NAMES)
    hashes: Hashes = {}
    for line in text.removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None or not _is_inside(match[2]):
            raise damaged(folder, MANIFEST)
        hashes[match[2]] = match[1]
    found = {path.relative_to(folder).as_posix() for path in kept_files(folder)} - {MANIFEST}
    for name in sorted(found ^ hashes.keys()):
        raise damaged(folder, name)
    return hashes


def _is_inside(name: str) -> bool:
    """False for a path that leads out of the copy, or to what no copy holds."""
    path = PurePosixPath(name)
    return not path.is_absolute() and all(map(is_kept, path.parts)) and str(path) == name


def require_same(folder: Path, hashes: Mapping[str, str]) -> None:
    """Read the files back, and see that their folders' lists of names are on the disk.

    Raises StoreDamagedError for the first that differs.
    """
    for name, expected in hashes.items():
        if sha256_of(folder / name) != expected:
            raise damaged(folder, name)
    for parent in {parent for name in hashes for parent in PurePosixPath(name).parents}:
        sync_folder(folder / parent)


def damaged(folder: Path, name: str) -> StoreDamagedError:
    """Return the error that names the file of a copy that is not whole."""
    return StoreDamagedError("backup_damaged", path=folder, file=name)
