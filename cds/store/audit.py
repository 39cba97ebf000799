"""The audit trail: who did what when, one JSON line each, every line sealing the one before."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.errors import StoreDamagedError
from cds.domain.writing import one_line, readable
from cds.store.files import make_folder, place_of, sync_folder
from cds.store.locks import exclusive

NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """Something somebody did. `version` is the data version it made, None when it made none."""

    event: str
    by: str
    at: datetime
    version: int | None = None
    details: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        """Leave out of every text what no file can hold."""
        details = {name: readable(text) for name, text in self.details.items()}
        object.__setattr__(self, "by", one_line(self.by))
        object.__setattr__(self, "details", details)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the trail. `line` counts from 1; `previous` seals the line before."""

    line: int
    previous: str
    event: Event


class AuditTrail:
    """HOME/audit/audit.jsonl: lines are added and synced, never changed."""

    def __init__(self, home: Path) -> None:
        """Name the trail of a data home; nothing is read or made yet."""
        self.path = home / "audit" / "audit.jsonl"
        self._lock = home / "audit.lock"

    def record(self, *events: Event) -> None:
        """Add events; return when they are on the disk."""
        self.record_after(lambda _: events)

    def record_after(self, choose: Callable[[int | None], Iterable[Event]]) -> None:
        """Add the events chosen by the last data version in the trail, under one lock."""
        with exclusive(self._lock):
            lines = self._whole_lines()
            events = tuple(choose(_last_version(lines)))
            if events:
                last = _seal(lines[-1]) if lines else NOTHING_BEFORE
                self._append(b"".join(_chained(events, last)), sum(len(line) for line in lines))

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, oldest first. Raises StoreDamagedError at an unreadable line."""
        return tuple(self._entry(n, line) for n, line in enumerate(self._whole_lines(), start=1))

    def first_broken(self) -> int | None:
        """Return the first line that is unreadable or does not seal its predecessor, or None."""
        seal = NOTHING_BEFORE
        for number, line in enumerate(self._whole_lines(), start=1):
            try:
                previous = self._entry(number, line).previous
            except StoreDamagedError:
                return number
            if previous != seal:
                return number
            seal = _seal(line)
        return None

    def _whole_lines(self) -> list[bytes]:
        """Leave out a last line without its end: its writer died before reporting success."""
        if not self.path.exists():
            return []
        lines = self.path.read_bytes().splitlines(keepends=True)
        return [line for line in lines if line.endswith(b"\n")]

    def _append(self, added: bytes, whole_bytes: int) -> None:
        make_folder(self.path.parent)
        with self.path.open("ab") as file:
            file.truncate(whole_bytes)
            file.write(added)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.path.parent)

    def _entry(self, number: int, line: bytes) -> Entry:
        try:
            row = json.loads(line)
            at = datetime.fromisoformat(row["at"])
            event = Event(row["event"], row["by"], at, row["version"], row["details"])
            return Entry(number, row["previous"], event)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            path = place_of(self.path)
            raise StoreDamagedError("audit_broken", path=path, line=number) from error


def _chained(events: Iterable[Event], seal: str) -> Iterator[bytes]:
    for event in events:
        row = {
            "at": event.at.astimezone(UTC).isoformat(),
            "event": event.event,
            "by": event.by,
            "version": event.version,
            "details": dict(event.details),
            "previous": seal,
        }
        line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
        seal = _seal(line)
        yield line


def _seal(line: bytes) -> str:
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def _last_version(lines: Iterable[bytes]) -> int | None:
    """Read from the end; a line we cannot read is left for `first_broken` to name."""
    for line in reversed(list(lines)):
        try:
            version = json.loads(line)["version"]
        except (ValueError, KeyError, TypeError):
            continue
        if isinstance(version, int):
            return version
    return None
