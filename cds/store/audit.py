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
from functools import cached_property
from pathlib import Path

from cds.domain.errors import StoreDamagedError
from cds.domain.folding import one_line, readable
from cds.store.documents import decoded, read_document, write_document
from cds.store.files import exclusive, make_folder, naming, sync_folder, told_only

TRAIL, TRAIL_END = "audit/audit.jsonl", "audit/head.json"  # below the home
NOTHING_BEFORE = "0" * 64
_TAIL_BYTES = 1 << 16  # what is read of a trail to add to it
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
class TrailEnd:
    """How many lines the trail had, the seal of the last, and the bytes up to its end.

    `size` is None in heads of before.
    """

    lines: int
    seal: str
    size: int | None = None


class _Line:
    """A line of the trail, understood when it is asked; `number` counts from 1.

    `end` is where it ends, in bytes from the trail's beginning.
    """

    def __init__(self, number: int, content: bytes, end: int) -> None:
        self.number, self.content, self.end = number, content, end

    @cached_property
    def seal(self) -> str:
        return _seal(self.content) if self.number else NOTHING_BEFORE

    @cached_property
    def row(self) -> Mapping[str, object]:
        """Nothing for a line that cannot be read."""
        try:
            row = json.loads(self.content)
        except ValueError:
            return {}
        return row if isinstance(row, dict) else {}

    @property
    def previous(self) -> str:
        return str(self.row.get("previous", ""))

    @property
    def version(self) -> int | None:
        version = self.row.get("version")
        return version if isinstance(version, int) else None

    @property
    def event(self) -> Event:
        """Raises StoreDamagedError for a line that cannot be read."""
        try:
            return decoded(self.row, Event)
        except ValueError as error:
            raise StoreDamagedError("audit_broken", path=TRAIL, line=self.number) from error


_START = _Line(0, b"", 0)  # stands before the first


class AuditTrail:
    """HOME/audit/audit.jsonl: lines are added and synced, never changed."""

    def __init__(self, home: Path) -> None:
        self.path, self.head_path = home / TRAIL, home / TRAIL_END
        self._lock = home / "audit.lock"

    def record(self, *events: Event) -> None:
        """Add events; return when they are on the disk."""
        self.record_after(lambda _: events)

    def write_down(self, event: str, by: str, **details: str) -> None:
        """Add what somebody has done just now."""
        self.record(Event(event, by, datetime.now(UTC), details=details))

    def record_after(self, choose: Callable[[int | None], Iterable[Event]]) -> None:
        """Add the events chosen by the last data version in the trail, under one lock."""
        with exclusive(self._lock):
            head = self.head()
            tail = self._tail(head)
            lines = tail[-1].number if tail else 0
            events = tuple(choose(self._last_version(tail, head)))
            if events and head is not None and lines < head.lines:
                # Before the head moves on, what was missing goes on record.
                found = {"lines": str(head.lines), "found": str(lines), "seal": head.seal}
                events = (Event(CUT, "", datetime.now(UTC), details=found), *events)
            if events:
                self._append(tail[-1] if tail else _START, events)

    def _append(self, last: _Line, events: Sequence[Event]) -> None:
        """Write after the whole lines; what a writer that died has left there goes."""
        seal, size = last.seal, last.end
        make_folder(self.path.parent)
        with naming(self.path), self.path.open("ab") as file:
            file.truncate(size)
            for event in events:
                row = {
                    "at": event.at.astimezone(UTC).isoformat(),
                    "event": event.event,
                    "by": event.by,
                    "version": event.version,
                    "details": dict(event.details),
                    "previous": seal,
                }
                content = json.dumps(row, ensure_ascii=False).encode() + b"\n"
                seal, size = _seal(content), size + len(content)
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.path.parent)
        with told_only("head of the trail"):
            write_document(self.head_path, TrailEnd(last.number + len(events), seal, size))

    def events(self) -> tuple[Event, ...]:
        """Return all events, oldest first. Raises StoreDamagedError at an unreadable line."""
        return tuple(line.event for line in self._lines())

    def readable(self) -> tuple[Event, ...]:
        """Return the events that can be read, oldest first, whatever became of the others."""
        return tuple(_readable(self._lines()))

    def vouched(self) -> Iterator[Event]:
        """Yield the events that something seals, oldest first."""
        return _readable(reversed([*_sealed(self._lines(), self.head())]))

    def by_version(self, since: int = 0) -> Mapping[int, Event]:
        """Return what the trail says of each data version, as far as something seals it.

        Of versions before `since` it may say nothing: lines are read from the last one back.
        """
        found: dict[int, Event] = {}
        for line in _sealed(self._lines(), self.head()):
            if line.version is not None:
                if line.version < since:
                    break
                with suppress(StoreDamagedError):
                    found.setdefault(line.version, line.event)
        return found

    def last_version(self) -> int | None:
        """Return the last data version in the trail, None when there is none."""
        head = self.head()
        return self._last_version(self._tail(head), head)

    def head(self) -> TrailEnd | None:
        """Return what the trail's end was; None when nothing tells, or it cannot be read."""
        with suppress(StoreDamagedError):
            return read_document(self.head_path, TrailEnd, "audit_broken")
        return None

    def head_is_damaged(self) -> bool:
        """True for a head that is there and not as it was written."""
        return self.head_path.exists() and self.head() is None

    def is_cut(self) -> bool:
        """True when lines at the end are missing, or the last is not the one that was written."""
        head = self.head()
        return head is not None and not _reaches(self._lines(), head)

    def first_broken(self) -> int | None:
        """Return the first line that is unreadable or does not seal its predecessor, or None."""
        return _first_broken(self._lines())

    def mended_by(self, copy: "AuditTrail") -> bytes | None:
        """Return the lines of an earlier copy with ours that came after; None unless they fit.

        The seals tell: every line must seal the one before, up to where the head says.
        """
        ours, theirs, head = self._lines(), copy._lines(), self.head()
        if not theirs:
            return None
        later = (n for n, line in enumerate(ours) if line.previous == theirs[-1].seal)
        joined = [*theirs, *ours[next(later, len(ours)) :]]
        content = b"".join(line.content for line in joined)
        if content == b"".join(line.content for line in ours) or _first_broken(joined) is not None:
            return None
        fits = len(joined) >= len(ours) if head is None else _reaches(joined, head)
        return content if fits else None

    def renew_head(self) -> None:
        """Write the head anew from the trail, which must be whole."""
        with exclusive(self._lock):
            last = [_START, *self._lines()][-1]
            write_document(self.head_path, TrailEnd(last.number, last.seal, last.end))

    def _lines(self) -> list[_Line]:
        """Leave out a last line without its end: its writer died before reporting success."""
        if not self.path.exists():
            return []
        return _numbered(_whole(self.path.read_bytes()))

    def _tail(self, head: TrailEnd | None) -> list[_Line]:
        """Read from a little before where the head says the trail ended; all where it is not so."""
        tail = self._read_from(head, head.size) if head and head.size else None
        return tail or self._lines()

    def _read_from(self, head: TrailEnd, end: int) -> list[_Line] | None:
        begin = max(0, end - _TAIL_BYTES)
        try:
            with self.path.open("rb") as file:
                file.seek(begin)
                content = file.read()
        except OSError:
            return None
        before = content[: end - begin].splitlines(keepends=True)[1 if begin else 0 :]
        if not before or not before[-1].endswith(b"\n") or _seal(before[-1]) != head.seal:
            return None
        start = _Line(head.lines - len(before), b"", end - sum(map(len, before)))
        return _numbered([*before, *_whole(content[end - begin :])], start)

    def _last_version(self, tail: Sequence[_Line], head: TrailEnd | None) -> int | None:
        found = _last_version(tail, head)
        if found is None and tail and tail[0].number > 1:
            found = _last_version(self._lines(), head)
        return found


def _seal(content: bytes) -> str:
    return hashlib.sha256(content.rstrip(b"\n")).hexdigest()


def _whole(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines(keepends=True) if line.endswith(b"\n")]


def _numbered(contents: Iterable[bytes], after: _Line = _START) -> list[_Line]:
    lines = [after]
    for content in contents:
        lines.append(_Line(lines[-1].number + 1, content, lines[-1].end + len(content)))
    return lines[1:]


def _readable(lines: Iterable[_Line]) -> Iterator[Event]:
    for line in lines:
        with suppress(StoreDamagedError):
            yield line.event


def _sealed(lines: Sequence[_Line], head: TrailEnd | None) -> Iterator[_Line]:
    """Yield the lines that something seals, newest first.

    A line that was changed is not sealed by the next, the last one not by the head: it may say
    anything.
    """
    seals = {head.seal} if head else set[str]()
    if lines and (head is None or head.lines < lines[-1].number):
        seals.add(lines[-1].seal)
    for line in reversed(lines):
        if line.seal in seals:
            yield line
        seals.add(line.previous)


def _last_version(lines: Sequence[_Line], head: TrailEnd | None) -> int | None:
    versions = (line.version for line in _sealed(lines, head))
    return next((version for version in versions if version is not None), None)


def _first_broken(lines: Iterable[_Line]) -> int | None:
    seal = NOTHING_BEFORE
    for line in lines:
        if line.previous != seal or not any(_readable([line])):
            return line.number
        seal = line.seal
    return None


def _reaches(lines: Sequence[_Line], head: TrailEnd) -> bool:
    """True when the lines go at least as far as the head says, and by way of its last one."""
    if not head.lines:
        return True
    return len(lines) >= head.lines and lines[head.lines - 1].seal == head.seal
