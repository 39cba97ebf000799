"""What somebody has begun to send: files, answers and notes, on the disk for a day at most.

HOME/.drafts holds a folder for each person; its dot keeps it out of copies of the home.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cds.domain.errors import UsageError
from cds.domain.folding import one_line, readable
from cds.store.documents import read_document, write_document
from cds.store.files import exclusive, read_upload, write_bytes

FOLDER = ".drafts"
MOST_FILES = 10
MOST_BYTES = 60_000_000  # of the files of one person
MOST_PERSONS = 100  # the oldest draft makes room for a new person's
KEPT_SECONDS = 24 * 60 * 60
_DOCUMENT, _LOCK = "draft.json", "drafts.lock"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file that is being looked at, with the sender's answer about its sheet and columns."""

    name: str
    sha256: str
    note: str = ""
    mapping: Mapping[str, object] | None = None

    def __post_init__(self) -> None:
        """Leave out what no file can hold and what makes a name look like another."""
        object.__setattr__(self, "name", one_line(self.name))
        object.__setattr__(self, "note", readable(self.note))


@dataclass(frozen=True, slots=True)
class Draft:
    """How far a person has come: files, what is said of all of them, and what was published.

    `step` is what the page showed last. `period` and `indicator_id` hold for files that do not
    say theirs. `published` are the snapshots that came of it, newest first.
    """

    owner: str
    step: str = ""
    period: str | None = None
    indicator_id: str | None = None
    files: tuple[DraftFile, ...] = ()
    published: tuple[str, ...] = ()

    def amended(self, sha256: str, amend: Callable[[DraftFile], DraftFile]) -> "Draft":
        """Return the draft with something else said of one of its files."""
        files = (amend(one) if one.sha256 == sha256 else one for one in self.files)
        return replace(self, files=tuple(files))

    def without_file(self, sha256: str) -> "Draft":
        """Return the draft without one of its files."""
        return replace(self, files=tuple(one for one in self.files if one.sha256 != sha256))


class Drafts:
    """The draft of one person, the same in all their browsers; nobody else's can be asked for."""

    def __init__(self, home: Path, owner: str) -> None:
        """Name the data home and the person; nothing is read or made yet."""
        self._root = home / FOLDER
        self._owner = owner
        self._folder = self._root / hashlib.sha256(owner.encode()).hexdigest()[:32]

    def read(self) -> Draft:
        """Return the draft; an empty one where there is none, or it is a day old.

        Raises StoreDamagedError when it is not as it was written.
        """
        path = self._folder / _DOCUMENT
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime < KEPT_SECONDS:
                draft = read_document(path, Draft, "draft_unreadable")
                if draft.owner == self._owner:
                    return draft
        return Draft(self._owner)

    def change(self, change: Callable[[Draft], Draft]) -> Draft:
        """Change the draft, and return it when it would survive a power cut.

        Files that it does not name any more are taken away.
        """
        with exclusive(self._root / _LOCK):
            return self._write(change(self.read()))

    def add(self, content: bytes, name: str) -> DraftFile:
        """Keep a file with the draft. Raises UsageError when it would be too much."""
        file = DraftFile(name, hashlib.sha256(content).hexdigest())
        with exclusive(self._root / _LOCK):
            draft = self.read().without_file(file.sha256)
            held = sum(path.stat().st_size for path in self._folder.glob("*"))
            if len(draft.files) >= MOST_FILES or held + len(content) > MOST_BYTES:
                raise UsageError("draft_full", files=MOST_FILES, size=MOST_BYTES // 1_000_000)
            write_bytes(self._folder / file.sha256, content)
            self._write(replace(draft, files=(*draft.files, file)))
        return file

    def content(self, sha256: str) -> bytes:
        """Return a file as it was sent. Raises StoreDamagedError when it is gone or changed."""
        return read_upload(self._folder / sha256, sha256)

    def discard(self) -> None:
        """Take everything away."""
        with exclusive(self._root / _LOCK):
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, draft: Draft) -> Draft:
        write_document(self._folder / _DOCUMENT, draft)
        named = {_DOCUMENT, *(one.sha256 for one in draft.files)}
        for path in self._folder.iterdir():
            if path.name not in named:
                path.unlink(missing_ok=True)
        _clean(self._root)
        return draft


def clean(home: Path) -> None:
    """Take away what is older than a day."""
    if (home / FOLDER).is_dir():
        with exclusive(home / FOLDER / _LOCK):
            _clean(home / FOLDER)


def _clean(root: Path) -> None:
    """Take away folders that are too old, then the oldest beyond the most persons."""
    ages: list[tuple[float, Path]] = []
    for folder in root.iterdir():
        if folder.is_dir():
            document = folder / _DOCUMENT
            at = document if document.exists() else folder
            ages.append((time.time() - at.stat().st_mtime, folder))
    for place, (age, folder) in enumerate(sorted(ages)):
        if age >= KEPT_SECONDS or place >= MOST_PERSONS:
            shutil.rmtree(folder, ignore_errors=True)
