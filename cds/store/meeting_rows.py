"""A meeting as a value, and as the rows that its files hold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.errors import StoreDamagedError
from cds.domain.stories import Position, Story, as_record, from_record

LONGEST_UNIT_ID = 64
_MOMENT = {"at", "what", "position", "data_version"}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as it stands. `step` counts the changes, so that followers see what is new."""

    meeting_id: str
    story: Story
    data_version: int
    started_at: datetime
    position: Position
    step: int
    control_sha256: str
    offer_sha256: str = ""
    offer_until: datetime | None = None
    tries_left: int = 0
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingMoment:
    """One line of the record. `what`: started, shown, handed_over, refreshed or ended."""

    at: datetime
    what: str
    position: Position
    data_version: int


def meeting_state(meeting: Meeting) -> dict[str, object]:
    """Return what every follower may know. `holder` tells one control token from another."""
    return {
        "meeting": meeting.meeting_id,
        "step": meeting.step,
        "position": position_row(meeting.position),
        "data_version": meeting.data_version,
        "started_at": meeting.started_at.isoformat(),
        "ended": meeting.ended_at is not None,
        "holder": hashlib.sha256(meeting.control_sha256.encode()).hexdigest()[:12],
    }


def meeting_row(meeting: Meeting) -> dict[str, object]:
    """Return what the file of a meeting holds."""
    return {
        "story_id": meeting.story.story_id,
        "story": as_record(meeting.story),
        "data_version": meeting.data_version,
        "started_at": meeting.started_at.isoformat(),
        "position": position_row(meeting.position),
        "step": meeting.step,
        "control_sha256": meeting.control_sha256,
        "offer_sha256": meeting.offer_sha256,
        "offer_until": meeting.offer_until and meeting.offer_until.isoformat(),
        "tries_left": meeting.tries_left,
        "ended_at": meeting.ended_at and meeting.ended_at.isoformat(),
    }


def meeting_of(meeting_id: str, row: Mapping[str, object]) -> Meeting:
    """Read a meeting. Raises what a row that is none raises."""
    return Meeting(
        meeting_id=meeting_id,
        story=from_record(str(row["story_id"]), row["story"]),
        data_version=int(str(row["data_version"])),
        started_at=datetime.fromisoformat(str(row["started_at"])),
        position=position_of(row["position"]),
        step=int(str(row["step"])),
        control_sha256=str(row["control_sha256"]),
        offer_sha256=str(row["offer_sha256"]),
        offer_until=_instant(row["offer_until"]),
        tries_left=int(str(row["tries_left"])),
        ended_at=_instant(row["ended_at"]),
    )


def position_of(record: object) -> Position:
    """Read a position from what a file or a browser says. Raises ValueError or TypeError."""
    if not isinstance(record, dict):
        raise TypeError("position")
    slide, spotlight, unit = record.get("slide"), record.get("spotlight"), record.get("unit")
    if isinstance(slide, bool) or not isinstance(slide, int):
        raise ValueError("slide")
    if not isinstance(spotlight, str | None) or not isinstance(unit, str | None):
        raise ValueError("unit")
    if max(len(spotlight or ""), len(unit or "")) > LONGEST_UNIT_ID:
        raise ValueError("unit")
    return Position(slide, spotlight, unit, record.get("is_blank") is True)


def position_row(position: Position) -> dict[str, object]:
    """Return a position as files and browsers know it."""
    return {
        "slide": position.slide,
        "spotlight": position.spotlight,
        "unit": position.unit,
        "is_blank": position.is_blank,
    }


def moment_line(meeting: Meeting, what: str) -> str:
    """Return the line of the record that says what has just happened, with its own hash."""
    row: dict[str, object] = {
        "at": datetime.now(UTC).isoformat(),
        "what": what,
        "position": position_row(meeting.position),
        "data_version": meeting.data_version,
    }
    return json.dumps({**row, "sha256": _seal(row)}, ensure_ascii=False) + "\n"


def moment_of(path: Path, line: bytes) -> MeetingMoment:
    """Read a line of the record. Raises StoreDamagedError naming its file."""
    try:
        row = json.loads(line)
        seal = row.pop("sha256", None)  # lines of before have none
        if row.keys() != _MOMENT or (seal is not None and seal != _seal(row)):
            raise ValueError("changed")
        at = datetime.fromisoformat(row["at"])
        return MeetingMoment(
            at, str(row["what"]), position_of(row["position"]), int(row["data_version"])
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreDamagedError("meeting_damaged", file=path.name) from error


def _seal(row: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).hexdigest()


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
