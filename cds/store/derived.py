"""Files that are made of the home's own, kept so that nobody need make them again.

Never a second truth: each is found by a hash of what it was made from, or checked against it, and
read only while it has the hash that its name says. Backups leave the folder out, and it may be
removed at any time. A disk that takes nothing more, or may only be read, serves as before.
"""

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cds.store.files import sha256_of, write_bytes, write_whole

FOLDER = ".views"
LARGE = 64_000_000  # bytes: neither read whole nor copied where that can be helped
BASE = ("view", "duckdb")  # name and suffix of the files on which views rest


def put(home: Path, name: str, suffix: str, content: bytes) -> Path | None:
    """Keep a file under a name; return where, None when the disk did not take it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = home / FOLDER / f"{name}-{sha256}.{suffix}"
    with suppress(OSError):
        write_bytes(path, content)
        return path
    return None


def put_file(home: Path, name: str, suffix: str, content: Path) -> None:
    """Keep a file under a name, which may be large; raises OSError where the disk takes nothing."""
    path = home / FOLDER / f"{name}-{sha256_of(content)}.{suffix}"
    write_whole(path, lambda draft: content.replace(draft))


def newest(home: Path, name: str, suffix: str) -> Path | None:
    """Return the newest file of a name that is as it was written."""
    with suppress(OSError):
        for path in reversed(_by_age(home, f"{name}-*.{suffix}")):
            if path.stem.rpartition("-")[2] == _hash_of(path):
                return path
    return None


def _hash_of(path: Path) -> str:
    """The hash of a file; that of a large one is taken once, while it looks untouched."""
    status = path.stat()
    if status.st_size < LARGE:
        return sha256_of(path)
    return _hash_of_large(path, status.st_size, status.st_mtime_ns, status.st_ino)


@lru_cache(maxsize=16)
def _hash_of_large(path: Path, _size: int, _mtime_ns: int, _inode: int) -> str:
    return sha256_of(path)


def thin(home: Path, pattern: str, most: int) -> None:
    """Remove all but the newest files of a pattern."""
    with suppress(OSError):
        for path in _by_age(home, pattern)[:-most]:
            path.unlink(missing_ok=True)


def _by_age(home: Path, pattern: str) -> list[Path]:
    return sorted((home / FOLDER).glob(pattern), key=lambda path: path.stat().st_mtime_ns)
