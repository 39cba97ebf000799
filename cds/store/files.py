"""Files of a home: hashed, synced, written whole or not at all; and what may be wrong with one."""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from cds.domain.errors import CdsError, StoreDamagedError, UserError

UPLOADS = "uploads"  # files as they were sent, so that any figure can be traced back
SEEDS = "published"  # figures that `init` publishes, and publishes anew when they change
WAIT_SECONDS = 60
_LOOK_AGAIN_SECONDS = 0.01  # a publish holds the lock for some hundredths


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def exclusive(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock file for the block. Raises UserError when it stays taken.

    The operating system frees the lock of a process that died.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=wait_seconds)
    try:
        lock.acquire(poll_interval=_LOOK_AGAIN_SECONDS)
    except Timeout as error:
        raise UserError("store_busy", path=place_of(path), seconds=wait_seconds) from error
    try:
        yield
    finally:
        lock.release()


def publishing(home: Path) -> AbstractContextManager[None]:
    """One at a time makes figures or changes of the reference count."""
    return exclusive(home / "publishing.lock")


def upload_path(home: Path, sha256: str) -> Path:
    """Return where the uploaded file with that hash is kept; it need not be there."""
    return home / UPLOADS / sha256


def keep_upload(home: Path, content: bytes) -> Path:
    """Keep a file by its hash; return when it would survive a power cut. Twice is once."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = upload_path(home, sha256)
    with exclusive(home / "uploads.lock"):
        if not path.is_file() or sha256_of(path) != sha256:
            write_bytes(path, content)
    return path


def read_upload(path: Path, sha256: str) -> bytes:
    """Return a file as it was sent. Raises StoreDamagedError when it is gone or changed."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoreDamagedError("upload_missing", path=place_of(path)) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StoreDamagedError("upload_changed", path=place_of(path))
    return content


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, durably."""
    write_whole(path, lambda draft: draft.write_bytes(content))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside the path, then give it its name, durably.

    A `write` that fails leaves nothing; a process that dies half-way leaves a dot file that
    nothing reads.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with naming(path):
            write(temporary)
        sync_file(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, durably; do nothing when it is there."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync_folder(folder.parent)


def sync_file(path: Path) -> None:
    """Return only when the file's content is on the disk."""
    with naming(path), path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Return only when the folder's list of names is on the disk."""
    if os.name == "nt":  # Windows cannot open folders and keeps names in its own journal
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(handle)
    finally:
        os.close(handle)


def kept_files(folder: Path) -> Iterator[Path]:
    """Every file below that is more than a draft or a lock, also behind links."""
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(filter(is_kept, folders))
        yield from (Path(place) / name for name in sorted(filter(is_kept, names)))


def is_kept(name: str) -> bool:
    """True for names of files and folders that are more than a draft or a lock."""
    return not name.startswith(".") and not name.endswith(".lock")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let what the disk refuses name the path, as calls on open files do not."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def told_only(what: str) -> Iterator[None]:
    """After a commit stands, what fails is told in the program's log and raises nothing."""
    try:
        yield
    except (OSError, CdsError):
        logging.getLogger("cds").exception("after a commit: %s", what)


def place_of(path: Path) -> str:
    """Name a path by its folder and itself: pages show it, and visitors need not know the rest."""
    return "/".join(path.parts[-2:])


class DamageReason(StrEnum):
    """What is wrong with a part of the store."""

    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    SOURCE_MISSING = "source_missing"
    SOURCE_CHANGED = "source_changed"
    SEED_CHANGED = "seed_changed"
    COMMIT_DAMAGED = "commit_damaged"
    LOG_INCONSISTENT = "log_inconsistent"
    CHECKPOINT_DAMAGED = "checkpoint_damaged"
    REFERENCE_CHANGED = "reference_changed"
    REFERENCE_UNKNOWN = "reference_unknown"
    DOCUMENT_DAMAGED = "document_damaged"
    LAYER_DAMAGED = "layer_damaged"
    AUDIT_BROKEN = "audit_broken"
    AUDIT_CUT = "audit_cut"
    AUDIT_INCOMPLETE = "audit_incomplete"


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged file. `snapshot_id` None when it belongs to no single snapshot."""

    snapshot_id: str | None
    path: str
    reason: DamageReason
