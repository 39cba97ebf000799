"""Files that are made of the home's own, kept so that nobody need make them again.

Never a second truth: each is found by a hash of what it was made from, or checked against it, and
read only while it has the hash that its name says. Backups leave the folder out, and it may be
removed at any time. A disk that takes nothing more, or may only be read, serves as before. One of
them tells which files of the home have the hash they should have.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from cds.store.files import sha256_of, write_bytes, write_whole

FOLDER = ".views"
LARGE = 64_000_000  # bytes: neither read whole nor copied where that can be helped
BASE = ("view", "duckdb")  # name and suffix of the files on which views rest
QUERIES = Path(__file__).parent / "view" / "sql"
_SOUND, _SUFFIX = "sound", "json"
_RACE_NS = 2_000_000_000  # a file changed twice in one tick of its clock looks untouched
_FEW, _SHARE = 64, 50  # so many new ones, or one in so many, are worth writing down


@cache
def program() -> tuple[str, list[str]]:
    """What adds figures up, without asking for it: another may make other tables of the same."""
    queries = [path.read_text(encoding="utf-8") for path in sorted(QUERIES.glob("*.sql"))]
    return version("duckdb"), queries


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
    return next(newest_first(home, name, suffix), None)


def newest_first(home: Path, name: str, suffix: str) -> Iterator[Path]:
    """Find the files of a name that are as they were written."""
    with suppress(OSError):
        for path in reversed(_by_age(home, f"{name}-*.{suffix}")):
            if path.stem.rpartition("-")[2] == _hash_of(path):
                yield path


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


class SoundFiles:
    """The files of one home that were read whole and found as they should be.

    A file counts as untouched while its size and the times of its last change stay: who sets
    all three back deceives this, not `verify`.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._marks: dict[str, str] | None = None
        self._new = 0

    def has(self, name: str, sha256: str) -> bool:
        """True when the file of that path in the home has that hash. Raises OSError without it."""
        if self._marks is None:
            path = newest(self._home, _SOUND, _SUFFIX)
            kind = dict[str, str]
            self._marks = msgspec.json.decode(path.read_bytes(), type=kind) if path else {}
        place = f"{self._home}/{name}"
        status = os.stat(place)  # noqa: PTH116 - asked of every file of a home, Path takes twice as long
        changed_ns = max(status.st_mtime_ns, status.st_ctime_ns)
        mark = f"{sha256} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
        if self._marks.get(name) == mark:
            return True
        began_ns = time.time_ns()
        if sha256_of(Path(place)) != sha256:
            self._marks.pop(name, None)
            return False
        if changed_ns < began_ns - _RACE_NS:
            self._marks[name] = mark
            self._new += 1
        return True

    def keep(self) -> None:
        """Write down what was found, for the next process, when it is much."""
        marks = self._marks or {}
        if self._new > max(_FEW, len(marks) // _SHARE):
            put(self._home, _SOUND, _SUFFIX, msgspec.json.encode(marks.copy()))
            thin(self._home, f"{_SOUND}-*.{_SUFFIX}", 1)
            self._new = 0
