"""Visits of people who signed in, a file each in HOME/.visits: all processes of a home know them.

Whichever of them a browser is led to, its sign-in counts there; where it ends, it ends everywhere.
A file is named by the hash of the cookie and dated by the last sign of life. It holds no secret,
and its folder's dot keeps it out of copies of the home.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

FOLDER = ".visits"


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """Whom a cookie counts for, since when; times are those of the clock on the wall."""

    identity: str
    owner: str
    started_at: float


class KeptVisits:
    """The files of one data home."""

    def __init__(self, home: Path) -> None:
        """Name the data home; nothing is made yet."""
        self._folder = home / FOLDER

    def write(self, seal: str, visit: KeptVisit) -> None:
        """Keep a visit under its cookie's hash. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        said = json.dumps([visit.identity, visit.owner, visit.started_at])
        draft = self._folder / f"{token_hex(8)}.tmp"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(said)
        os.utime(draft, (visit.started_at, visit.started_at))
        draft.rename(self._folder / seal)

    def read(self, seal: str) -> KeptVisit | None:
        """What is kept of a cookie; None for nothing, or for what nobody can read."""
        with suppress(OSError, ValueError, TypeError):
            identity, owner, started_at = json.loads((self._folder / seal).read_text("utf-8"))
            return KeptVisit(str(identity), str(owner), float(started_at))
        return None

    def seen_at(self, seal: str) -> float | None:
        """When the person was last seen, by any process; None once the visit is over."""
        with suppress(OSError):
            return (self._folder / seal).stat().st_mtime
        return None

    def touch(self, seal: str, at: float) -> None:
        """Note a sign of life; a visit that has ended elsewhere does not come back."""
        with suppress(OSError):
            os.utime(self._folder / seal, (at, at))

    def remove(self, seal: str) -> None:
        """End a visit for every process."""
        with suppress(OSError):
            (self._folder / seal).unlink()

    def all(self) -> Iterator[tuple[str, KeptVisit]]:
        """Every visit that is kept, by its cookie's hash."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                if not path.suffix and (visit := self.read(path.name)):
                    yield path.name, visit
