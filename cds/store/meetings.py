"""Meetings: where the presenter is, who may drive, and what was shown when.

HOME/meetings/ID.json is what followers read and the record of every step, written whole at each,
so that a meeting survives a restart of the server.
"""

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cds.domain.errors import NotAllowedError, NotFoundError, UsageError
from cds.domain.stories import Position, Story
from cds.store.documents import (
    DocumentError,
    Instant,
    damaged_documents,
    decoded,
    plain,
    read_document,
    sound_documents,
    write_document,
)
from cds.store.files import Damage, exclusive

HAND_OVER_MINUTES = 5
MOST_TRIES = 5
_ID = re.compile(r"[a-z0-9]{8}")


@dataclass(frozen=True, slots=True)
class MeetingMoment:
    """One step for the record. `what`: started, shown, handed_over, refreshed or ended."""

    at: Instant
    what: str
    position: Position
    data_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as it stands. `step` counts the changes, so that followers see what is new."""

    meeting_id: str = ""
    story: Story
    data_version: int
    started_at: Instant
    position: Position
    step: int
    control_sha256: str
    offer_sha256: str = ""
    offer_until: Instant | None = None
    tries_left: int = 0
    ended_at: Instant | None = None
    moments: tuple[MeetingMoment, ...] = ()


def meeting_state(meeting: Meeting) -> dict[str, object]:
    """Return what every follower may know. `holder` tells one control token from another."""
    return {
        "meeting": meeting.meeting_id,
        "step": meeting.step,
        "position": plain(meeting.position),
        "data_version": meeting.data_version,
        "started_at": meeting.started_at.isoformat(),
        "ended": meeting.ended_at is not None,
        "holder": _digest(meeting.control_sha256)[:12],
    }


class MeetingStore:
    """The meetings of one data home. Safe to share between threads and processes."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "meetings"
        self._lock = home / "meetings.lock"

    def start(self, story: Story, data_version: int) -> tuple[Meeting, str]:
        """Begin a meeting; return it with its control token, which is kept nowhere else."""
        token = secrets.token_urlsafe(24)
        meeting = Meeting(
            meeting_id=secrets.token_hex(4),
            story=story,
            data_version=data_version,
            started_at=datetime.now(UTC),
            position=Position(0),
            step=0,
            control_sha256=_digest(token),
        )
        return self._write(meeting, "started"), token

    def get(self, meeting_id: str) -> Meeting:
        """Return a meeting as it stands; cheap while nothing changes. Raises NotFoundError."""
        path = self._path(meeting_id)
        try:
            facts = path.stat()
        except FileNotFoundError as error:
            raise NotFoundError("unknown_meeting", id=meeting_id) from error
        return _read(path, facts.st_mtime_ns, facts.st_ino)

    def is_in_control(self, meeting: Meeting, token: str) -> bool:
        """True for the holder of the control token, while the meeting lasts."""
        is_same = hmac.compare_digest(_digest(token), meeting.control_sha256)
        return is_same and meeting.ended_at is None

    def drive(self, meeting_id: str, token: str, position: Position) -> Meeting:
        """Show something else to everybody. Raises NotAllowedError for all but the holder."""
        with exclusive(self._lock):
            meeting = self._controlled(meeting_id, token)
            last = max(0, len(meeting.story.slides) - 1)
            held = replace(position, slide=max(0, min(position.slide, last)))
            if held == meeting.position:
                return meeting
            return self._step(replace(meeting, position=held), "shown")

    def refresh(self, meeting_id: str, token: str, data_version: int) -> Meeting:
        """Go on with other figures."""
        with exclusive(self._lock):
            meeting = self._controlled(meeting_id, token)
            return self._step(replace(meeting, data_version=data_version), "refreshed")

    def end(self, meeting_id: str, token: str) -> Meeting:
        """End a meeting; the record stays."""
        with exclusive(self._lock):
            meeting = self._controlled(meeting_id, token)
            return self._step(replace(meeting, ended_at=datetime.now(UTC)), "ended")

    def offer(self, meeting_id: str, token: str) -> str:
        """Return a code of six digits with which somebody else may take over soon, once."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        until = datetime.now(UTC) + timedelta(minutes=HAND_OVER_MINUTES)
        with exclusive(self._lock):
            meeting = self._controlled(meeting_id, token)
            offered = replace(
                meeting, offer_sha256=_digest(code), offer_until=until, tries_left=MOST_TRIES
            )
            self._write(offered)
        return code

    def take(self, meeting_id: str, code: str) -> str:
        """Take over with a code; return the new token. Raises NotAllowedError.

        A wrong code uses up one of few tries, so that it cannot be guessed.
        """
        with exclusive(self._lock):
            meeting = self.get(meeting_id)
            if not meeting.tries_left or meeting.offer_until is None:
                raise NotAllowedError("hand_over_none")
            if datetime.now(UTC) > meeting.offer_until:
                raise NotAllowedError("hand_over_late", minutes=HAND_OVER_MINUTES)
            if not hmac.compare_digest(_digest(code.strip()), meeting.offer_sha256):
                self._write(replace(meeting, tries_left=meeting.tries_left - 1))
                raise NotAllowedError("hand_over_wrong", left=meeting.tries_left - 1)
            token = secrets.token_urlsafe(24)
            taken = replace(meeting, control_sha256=_digest(token), offer_sha256="", tries_left=0)
            self._step(taken, "handed_over")
        return token

    def record(self, meeting_id: str) -> tuple[MeetingMoment, ...]:
        """Return what happened, oldest first; of a meeting of before as far as it can be read."""
        kept = self.get(meeting_id).moments
        before: list[MeetingMoment] = []
        with suppress(FileNotFoundError):  # until 30/11/2026 they stood in a file of their own
            for line in self._path(meeting_id).with_suffix(".jsonl").read_bytes().splitlines():
                with suppress(DocumentError):
                    before.append(decoded(line, MeetingMoment))
        return (*before, *kept)

    def meetings(self) -> tuple[Meeting, ...]:
        """Return all meetings that can be read, newest first."""
        sound = sound_documents(self._paths(), lambda path: self.get(path.stem))
        return tuple(sorted(sound, key=lambda meeting: meeting.started_at, reverse=True))

    def damaged(self, meeting_id: str = "*") -> tuple[Damage, ...]:
        """Return the meetings that are not as they were written."""
        paths = self._paths(meeting_id)
        return damaged_documents(paths, lambda path: self.get(path.stem))

    def _paths(self, meeting_id: str = "*") -> list[Path]:
        paths = sorted(self.folder.glob(f"{meeting_id}.json"))
        return [path for path in paths if _ID.fullmatch(path.stem)]

    def _controlled(self, meeting_id: str, token: str) -> Meeting:
        meeting = self.get(meeting_id)
        if meeting.ended_at is not None:
            raise UsageError("meeting_ended")
        if not self.is_in_control(meeting, token):
            raise NotAllowedError("not_in_control")
        return meeting

    def _step(self, meeting: Meeting, what: str) -> Meeting:
        return self._write(replace(meeting, step=meeting.step + 1), what)

    def _write(self, meeting: Meeting, what: str = "") -> Meeting:
        if what:
            moment = MeetingMoment(datetime.now(UTC), what, meeting.position, meeting.data_version)
            meeting = replace(meeting, moments=(*meeting.moments, moment))
        write_document(self._path(meeting.meeting_id), meeting)
        return meeting

    def _path(self, meeting_id: str) -> Path:
        if not _ID.fullmatch(meeting_id):
            raise NotFoundError("unknown_meeting", id=meeting_id)
        return self.folder / f"{meeting_id}.json"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@lru_cache(maxsize=64)
def _read(path: Path, _changed_at_ns: int, _inode: int) -> Meeting:
    return replace(read_document(path, Meeting, "meeting_damaged"), meeting_id=path.stem)
