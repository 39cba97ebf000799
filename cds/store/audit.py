"""The audit trail: who did what when, one JSON line each, every line sealing the one before.

A small file beside it holds how many lines there are and the seal of the last, so that lines cut
off at the end are missed. It follows the trail: after a power cut it may be behind, never ahead.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from cds.domain.errors import StoreDamagedError
from cds.domain.folding import one_line, readable
from cds.store.documents import unsealed, write_sealed
from cds.store.files import exclusive, make_folder, naming, place_of, sync_folder, told_only

NOTHING_BEFORE = "0" * 64
CUT = "audit_cut"  # the event that tells of lines found missing at the end


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
class AuditEntry:
    """An event in the trail. `line` counts from 1; `previous` seals the line before."""

    line: int
    previous: str
    event: Event


@dataclass(frozen=True, slots=True)
class TrailEnd:
    """How many lines the trail had, and the seal of the last of them."""

    lines: int
    seal: str


class AuditTrail:
    """HOME/audit/audit.jsonl: lines are added and synced, never changed."""

    def __init__(self, home: Path) -> None:
        """Name the trail of a data home; nothing is read or made yet."""
        self.path = home / "audit" / "audit.jsonl"
        self.head_path = home / "audit" / "head.json"
        self._lock = home / "audit.lock"

    def record(self, *events: Event) -> None:
        """Add events; return when they are on the disk."""
        self.record_after(lambda _: events)

    def record_after(self, choose: Callable[[int | None], Iterable[Event]]) -> None:
        """Add the events chosen by the last data version in the trail, under one lock."""
        with exclusive(self._lock):
            lines = self._whole_lines()
            events = tuple(choose(_last_version(lines, self.head())))
            if events:
                last = _seal(lines[-1]) if lines else NOTHING_BEFORE
                added = list(_chained((*self._cut(lines), *events), last))
                self._append(b"".join(added), sum(len(line) for line in lines))
                with told_only("head of the trail"):
                    self._write_head(TrailEnd(len(lines) + len(added), _seal(added[-1])))

    def entries(self) -> tuple[AuditEntry, ...]:
        """Return all entries, oldest first. Raises StoreDamagedError at an unreadable line."""
        return tuple(self._entry(n, line) for n, line in enumerate(self._whole_lines(), start=1))

    def last_version(self) -> int | None:
        """Return the last data version in the trail, None when there is none."""
        return _last_version(self._whole_lines(), self.head())

    def told(self) -> Mapping[int, Event]:
        """Return what the trail says of each data version, as far as something seals it.

        A line that was changed is not sealed by the next, the last one not by the head.
        """
        events = self.vouched()
        return {event.version: event for event in events if event.version is not None}

    def vouched(self) -> Iterator[Event]:
        """Yield the events that something seals, oldest first."""
        lines, head = self._whole_lines(), self.head()
        sealed = {seal for seal in map(_previous, lines) if seal}
        sealed |= {head.seal} if head else set()
        for number, line in enumerate(lines, start=1):
            is_last = number == len(lines) and (head is None or head.lines < number)
            if _seal(line) in sealed or is_last:
                with suppress(StoreDamagedError):
                    yield self._entry(number, line).event

    def readable(self) -> tuple[AuditEntry, ...]:
        """Return the entries that can be read, oldest first, whatever became of the others."""
        found: list[AuditEntry] = []
        for number, line in enumerate(self._whole_lines(), start=1):
            with suppress(StoreDamagedError):
                found.append(self._entry(number, line))
        return tuple(found)

    def head(self) -> TrailEnd | None:
        """Return what the trail's end was; None when nothing tells.

        Raises StoreDamagedError never: a head that cannot be read is named by `head_is_damaged`.
        """
        return None if self.head_is_damaged() else self._head()

    def head_is_damaged(self) -> bool:
        """True for a head that is there and not as it was written."""
        try:
            self._head()
        except (OSError, ValueError, TypeError, KeyError):
            return True
        return False

    def is_cut(self) -> bool:
        """True when lines at the end are missing, or the last is not the one that was written."""
        head = self.head()
        return head is not None and not _reaches(self._whole_lines(), head)

    def first_broken(self) -> int | None:
        """Return the first line that is unreadable or does not seal its predecessor, or None."""
        return self._first_broken(self._whole_lines())

    def mended_by(self, copy: "AuditTrail") -> bytes | None:
        """Return the lines of an earlier copy with ours that came after; None unless they fit.

        The seals tell: every line must seal the one before, up to where the head says.
        """
        ours, theirs, head = self._whole_lines(), copy._whole_lines(), self.head()
        if not theirs:
            return None
        last = _seal(theirs[-1])
        later = (place for place, line in enumerate(ours) if _previous(line) == last)
        joined = [*theirs, *ours[next(later, len(ours)) :]]
        if joined == ours or self._first_broken(joined) is not None:
            return None
        fits = len(joined) >= len(ours) if head is None else _reaches(joined, head)
        return b"".join(joined) if fits else None

    def renew_head(self) -> None:
        """Write the head anew from the trail, which must be whole."""
        with exclusive(self._lock):
            lines = self._whole_lines()
            self._write_head(TrailEnd(len(lines), _seal(lines[-1]) if lines else NOTHING_BEFORE))

    def _first_broken(self, lines: Sequence[bytes]) -> int | None:
        seal = NOTHING_BEFORE
        for number, line in enumerate(lines, start=1):
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

    def _head(self) -> TrailEnd | None:
        try:
            content = self.head_path.read_bytes()
        except FileNotFoundError:
            return None
        row = cast("Mapping[str, object]", unsealed(content))
        return TrailEnd(int(str(row["lines"])), str(row["seal"]))

    def _write_head(self, head: TrailEnd) -> None:
        write_sealed(self.head_path, {"lines": head.lines, "seal": head.seal})

    def _cut(self, lines: Sequence[bytes]) -> Iterator[Event]:
        """Before the head moves on, what was missing goes on record."""
        head = self.head()
        if head is not None and len(lines) < head.lines:
            details = {"lines": str(head.lines), "found": str(len(lines)), "seal": head.seal}
            yield Event(CUT, "", datetime.now(UTC), details=details)

    def _append(self, added: bytes, whole_bytes: int) -> None:
        make_folder(self.path.parent)
        with naming(self.path), self.path.open("ab") as file:
            file.truncate(whole_bytes)
            file.write(added)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.path.parent)

    def _entry(self, number: int, line: bytes) -> AuditEntry:
        try:
            row = json.loads(line)
            at = datetime.fromisoformat(row["at"])
            event = Event(row["event"], row["by"], at, row["version"], row["details"])
            return AuditEntry(number, row["previous"], event)
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


def _reaches(lines: Sequence[bytes], head: TrailEnd) -> bool:
    """True when the lines go at least as far as the head says, and by way of its last one."""
    if not head.lines:
        return True
    return len(lines) >= head.lines and _seal(lines[head.lines - 1]) == head.seal


def _previous(line: bytes) -> str | None:
    try:
        return str(json.loads(line)["previous"])
    except (ValueError, KeyError, TypeError):
        return None


def _last_version(lines: Sequence[bytes], head: TrailEnd | None) -> int | None:
    """Read from the end; what nothing seals tells of no version: it may say any number."""
    sealed = {head.seal} if head else set[str]()
    if lines and (head is None or head.lines < len(lines)):
        sealed.add(_seal(lines[-1]))
    for line in reversed(lines):
        if _seal(line) in sealed:
            version = _version(line)
            if version is not None:
                return version
        if previous := _previous(line):
            sealed.add(previous)
    return None


def _version(line: bytes) -> int | None:
    try:
        version = json.loads(line)["version"]
    except (ValueError, KeyError, TypeError):
        return None
    return version if isinstance(version, int) else None
