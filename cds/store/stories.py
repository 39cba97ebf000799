"""Stories on disk: HOME/stories/ID.json holds every version ever saved, the last one counts."""

import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.domain.stories import Story, as_record, from_record
from cds.store.locks import exclusive
from cds.store.sealed import unsealed, write_sealed
from cds.store.snapshots.records import Damage, damaged_documents

FORMAT = "cds-story-1"
MOST_BYTES = 1_000_000
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Saved:
    """One version of a story. `version` counts from 1; `is_removed` ends its list."""

    story: Story
    version: int
    saved_at: datetime
    saved_by: str
    is_removed: bool = False


class StoryStore:
    """The stories of one data home. Safe to share between threads and processes."""

    def __init__(self, home: Path) -> None:
        """Name the data home; nothing is read or made yet."""
        self.folder = home / "stories"
        self._lock = home / "stories.lock"

    def stories(self) -> tuple[Saved, ...]:
        """Return the present version of every story that can be read, by title."""
        kept = (saved for saved in self._latest() if not saved.is_removed)
        return tuple(sorted(kept, key=lambda saved: (saved.story.title, saved.story.story_id)))

    def removed(self) -> tuple[Saved, ...]:
        """Return the stories taken off the list, the last one first."""
        gone = (saved for saved in self._latest() if saved.is_removed)
        return tuple(sorted(gone, key=lambda saved: saved.saved_at, reverse=True))

    def damaged(self) -> tuple[Damage, ...]:
        """Return the stories that are left out because their files are not as they were written."""
        return damaged_documents(self._paths(), self._history)

    def get(self, story_id: str, version: int | None = None) -> Saved:
        """Return a story as it stands, or one earlier version. Raises NotFoundError."""
        history = self.history(story_id)
        wanted = [s for s in history if version in (None, s.version)]
        if not wanted or (version is None and wanted[-1].is_removed):
            raise NotFoundError("unknown_story", id=story_id)
        return wanted[-1]

    def history(self, story_id: str) -> tuple[Saved, ...]:
        """Return every version, oldest first. Raises NotFoundError when there is none."""
        path = self._path(story_id)
        if path is None or not path.is_file():
            raise NotFoundError("unknown_story", id=story_id)
        return self._history(path)

    def create(self, story: Story, by: str) -> Saved:
        """Save a story under a new id, whatever id it came with."""
        return self._append(replace(story, story_id=secrets.token_hex(4)), (), by)

    def save(self, story: Story, based_on: int, by: str) -> Saved:
        """Save a new version. Raises UsageError when somebody saved since `based_on`."""
        with exclusive(self._lock):
            history = self.history(story.story_id)
            if history[-1].version != based_on:
                raise UsageError("story_changed", title=story.title, by=history[-1].saved_by)
            return self._append(story, history, by)

    def remove(self, story_id: str, by: str) -> None:
        """Take a story off the list; its history stays."""
        with exclusive(self._lock):
            history = self.history(story_id)
            self._append(history[-1].story, history, by, is_removed=True)

    def restore(self, story_id: str, by: str) -> Saved:
        """Put a story back on the list as it was when it was taken off."""
        with exclusive(self._lock):
            history = self.history(story_id)
            last = history[-1]
            return self._append(last.story, history, by) if last.is_removed else last

    def _latest(self) -> list[Saved]:
        found: list[Saved] = []
        for path in self._paths():
            with suppress(StoreDamagedError):
                found.append(self._history(path)[-1])
        return found

    def _paths(self) -> list[Path]:
        paths = sorted(self.folder.glob("*.json"))
        return [path for path in paths if _ID.fullmatch(path.stem)]

    def _append(
        self, story: Story, history: tuple[Saved, ...], by: str, *, is_removed: bool = False
    ) -> Saved:
        now = datetime.now(UTC)
        saved = Saved(story, len(history) + 1, now, by, is_removed)
        rows = [_row(one) for one in (*history, saved)]
        write_sealed(self.folder / f"{story.story_id}.json", rows, indent=1)
        return saved

    def _path(self, story_id: str) -> Path | None:
        """Where a story lies; None for an id that cannot be one."""
        return self.folder / f"{story_id}.json" if _ID.fullmatch(story_id) else None

    @staticmethod
    def _history(path: Path) -> tuple[Saved, ...]:
        try:
            rows = cast("list[Mapping[str, object]]", unsealed(path.read_bytes()))
            found = tuple(_saved(path.stem, n, row) for n, row in enumerate(rows, start=1))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreDamagedError("story_damaged", file=path.name) from error
        if not found:
            raise StoreDamagedError("story_damaged", file=path.name)
        return found


def exported(story: Story) -> bytes:
    """Return a story as a file that another data home can read."""
    record = {"format": FORMAT, "story": as_record(story)}
    return json.dumps(record, ensure_ascii=False, indent=1).encode()


def imported(content: bytes) -> Story:
    """Read such a file. Raises UsageError naming what is wrong; the id is still to be given."""
    if len(content) > MOST_BYTES:
        raise UsageError("story_file_too_large", size=len(content), most=MOST_BYTES)
    try:
        record = json.loads(content.decode("utf-8-sig"))
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            raise UsageError("story_file_foreign")
        return from_record("", record.get("story"))
    except UnicodeDecodeError as error:
        raise UsageError("story_file_foreign") from error
    except json.JSONDecodeError as error:
        raise UsageError("story_file_foreign") from error
    except (ValueError, RecursionError) as error:
        raise UsageError("story_file_wrong", what=str(error)) from error


def _row(saved: Saved) -> dict[str, object]:
    return {
        "saved_at": saved.saved_at.isoformat(),
        "saved_by": saved.saved_by,
        "is_removed": saved.is_removed,
        "story": as_record(saved.story),
    }


def _saved(story_id: str, version: int, row: Mapping[str, object]) -> Saved:
    at = datetime.fromisoformat(str(row["saved_at"]))
    story = from_record(story_id, row["story"])
    return Saved(story, version, at, str(row["saved_by"]), bool(row["is_removed"]))
