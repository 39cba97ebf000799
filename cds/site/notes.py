"""Notes: small files in a folder of the data home by which its processes know of one another.

Each is written whole or not at all, and dated by its last sign of life. The folder's dot keeps it
out of copies of the home.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

PROCESS = token_hex(8)
"""The name under which this process writes."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The files of one folder, which is made with the first."""

    _folder: Path

    def write(self, name: str, said: object, at: float | None = None) -> None:
        """Write a note, dated now or at that time of the clock on the wall. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f"{token_hex(8)}.tmp"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(json.dumps(said))
        if at is not None:
            os.utime(draft, (at, at))
        draft.rename(self._folder / name)

    def read(self, name: str) -> object:
        """What a note says; None for nothing, or for what nobody can read."""
        with suppress(OSError, ValueError):
            return json.loads((self._folder / name).read_text("utf-8"))
        return None

    def seen_at(self, name: str) -> float | None:
        """When a note last gave a sign of life, from any process; None once it is gone."""
        with suppress(OSError):
            return (self._folder / name).stat().st_mtime
        return None

    def touch(self, name: str, at: float) -> None:
        """Give a sign of life; a note that is gone does not come back."""
        with suppress(OSError):
            os.utime(self._folder / name, (at, at))

    def remove(self, name: str) -> None:
        """Take a note away, for every process."""
        with suppress(OSError):
            (self._folder / name).unlink()

    def names(self) -> Iterator[str]:
        """The names of all notes."""
        with suppress(OSError):
            yield from (path.name for path in self._folder.iterdir() if path.suffix != ".tmp")

    def of_others(self, name: str, seconds: float) -> Iterator[object]:
        """What other processes said of something, and stood to within so many seconds."""
        for each in self.names():
            of, _, process = each.rpartition(".")
            if of == name and process != PROCESS:
                seen_at = self.seen_at(each)
                if seen_at is not None and time.time() - seen_at < seconds:
                    yield self.read(each)

    def clean(self, seconds: float) -> None:
        """Take away what has given no sign of life for so long."""
        for each in self.names():
            seen_at = self.seen_at(each)
            if seen_at is not None and time.time() - seen_at > seconds:
                self.remove(each)
