"""One writer at a time; the operating system frees the lock of a process that died."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from cds.domain.errors import UserError
from cds.store.files import place_of

WAIT_SECONDS = 60
_LOOK_AGAIN_SECONDS = 0.01  # a publish holds the lock for some hundredths


@contextmanager
def exclusive(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock file for the block. Raises UserError when it stays taken."""
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
