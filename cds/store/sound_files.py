"""Which files have the hash they should have: only those are read that were touched since."""

import os
import time
from pathlib import Path

import msgspec

from cds.store import derived
from cds.store.files import sha256_of

_NAME, _SUFFIX = "sound", "json"
_RACE_NS = 2_000_000_000  # a file changed twice in one tick of its clock looks untouched
_FEW, _SHARE = 64, 50  # so many new ones, or one in so many, are worth writing down


class SoundFiles:
    """The files of one home that were read whole and found as they should be.

    A file counts as untouched while its size and the times of its last change stay: who sets
    all three back deceives this, not `verify`.
    """

    def __init__(self, home: Path) -> None:
        """Name the home; nothing is read yet."""
        self._home = home
        self._marks: dict[str, str] | None = None
        self._new = 0

    def has(self, name: str, sha256: str) -> bool:
        """True when the file of that path in the home has that hash. Raises OSError without it."""
        if self._marks is None:
            self._marks = self._read()
        path = f"{self._home}/{name}"
        status = os.stat(path)  # noqa: PTH116 - asked of every file of a home, Path takes twice as long
        changed_ns = max(status.st_mtime_ns, status.st_ctime_ns)
        mark = f"{sha256} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
        if self._marks.get(name) == mark:
            return True
        began_ns = time.time_ns()
        if sha256_of(Path(path)) != sha256:
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
            derived.put(self._home, _NAME, _SUFFIX, msgspec.json.encode(marks.copy()))
            derived.thin(self._home, f"{_NAME}-*.{_SUFFIX}", 1)
            self._new = 0

    def _read(self) -> dict[str, str]:
        path = derived.newest(self._home, _NAME, _SUFFIX)
        if path is None:
            return {}
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
