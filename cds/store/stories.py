"""Stories on disk: HOME/stories/ID.json holds every version ever saved, the last one counts."""

import json
import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.domain.stories import Story
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

FORMAT: Literal["cds-story-1"] = "cds-story-1"
MOST_BYTES = 1_000_000
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Saved:
    """One version of a story. `version` counts from 1, by its place; `is_removed` ends its list."""

    story: Story
    saved_at: Instant
    saved_by: str
    is_removed: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A story on its way to another data home."""

    format: Literal["cds-story-1"]
    story: Story


class StoryStore:
    """The stories of one data home. Safe to share between threads and processes."""

    def __init__(self, home: Path) -> None:
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
        path = self.folder / f"{story_id}.json"
        if not _ID.fullmatch(story_id) or not path.is_file():
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
        return [history[-1] for history in sound_documents(self._paths(), self._history)]

    def _paths(self) -> list[Path]:
        paths = sorted(self.folder.glob("*.json"))
        return [path for path in paths if _ID.fullmatch(path.stem)]

    def _append(
        self, story: Story, history: tuple[Saved, ...], by: str, *, is_removed: bool = False
    ) -> Saved:
        saved = Saved(story, datetime.now(UTC), by, is_removed, len(history) + 1)
        write_document(self.folder / f"{story.story_id}.json", (*history, saved), indent=1)
        return saved

    @staticmethod
    def _history(path: Path) -> tuple[Saved, ...]:
        rows = read_document(path, tuple[Saved, ...], "story_damaged")
        if not rows:
            raise StoreDamagedError("story_damaged", file=path.name)
        return tuple(
            replace(row, version=n, story=replace(row.story, story_id=path.stem))
            for n, row in enumerate(rows, start=1)
        )


def exported(story: Story) -> bytes:
    """Return a story as a file that another data home can read."""
    row = plain(story)
    del row["story_id"]  # the other home gives its own
    return json.dumps({"format": FORMAT, "story": row}, ensure_ascii=False, indent=1).encode()


def imported(content: bytes) -> Story:
    """Read such a file. Raises UsageError naming what is wrong; the id is still to be given."""
    if len(content) > MOST_BYTES:
        raise UsageError("story_file_too_large", size=len(content), most=MOST_BYTES)
    try:
        return replace(decoded(content, StoryFile).story, story_id="")
    except DocumentError as error:
        if error.field in ("", "format"):
            raise UsageError("story_file_foreign") from error
        raise UsageError("story_file_wrong", what=error.field) from error
