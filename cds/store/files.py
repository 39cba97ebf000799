"""Files that survive a power cut: hash, sync, write whole or not at all."""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cds.domain.errors import CdsError


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let what the disk refuses name the path, as calls on open files do not."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


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


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, durably; do nothing when it is there."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync_folder(folder.parent)


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
