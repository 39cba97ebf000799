"""What staff hand in before it counts: drafts, files that wait, answers about columns.

A draft lies on the disk for a day at most, one for each person. Files wait for a publisher where
figures need two persons. Answers about the columns of unknown files are remembered by their heads.
"""

import hashlib
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.domain.folding import one_line, readable
from cds.store.audit import AuditTrail
from cds.store.documents import damaged_documents, read_document, sound_documents, write_document
from cds.store.files import (
    Damage,
    exclusive,
    keep_upload,
    read_upload,
    sync_folder,
    upload_path,
    write_bytes,
)

DRAFTS, WAITING = ".drafts", "waiting"  # folders; the dot keeps the first out of copies of the home
MOST_FILES = 10
MOST_BYTES = 60_000_000  # of the files of one person
MOST_PERSONS = 100  # the oldest draft makes room for a new person's
KEPT_SECONDS = 24 * 60 * 60
_DOCUMENT, _LOCK = "draft.json", "drafts.lock"

# signature -> {"columns": {"3": {"field": …, "indicator_id": …, "period": …}}, "sheet": …}
Answers = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file that is being looked at, with the sender's answers about it.

    `period` and `indicator_id` are for what the file does not say; `mapping` is about its sheet and
    columns.
    """

    name: str
    sha256: str
    note: str = ""
    mapping: Mapping[str, object] | None = None
    period: str | None = None
    indicator_id: str | None = None

    def __post_init__(self) -> None:
        """Leave out what no file can hold and what makes a name look like another."""
        object.__setattr__(self, "name", one_line(self.name))
        object.__setattr__(self, "note", readable(self.note))


@dataclass(frozen=True, slots=True)
class Draft:
    """How far a person has come: files, what is said of the next ones, and what was published.

    `step` is what the page showed last. `period` and `indicator_id` go with the files that come
    next, and with no others. `published` are the snapshots that came of it, newest first. `typed`
    is what stands in forms for targets, by the form's address and by field.
    """

    owner: str
    step: str = ""
    period: str | None = None
    indicator_id: str | None = None
    files: tuple[DraftFile, ...] = ()
    published: tuple[str, ...] = ()
    typed: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

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
        self._root = home / DRAFTS
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

    def add(
        self, content: bytes, name: str, period: str | None = None, indicator_id: str | None = None
    ) -> DraftFile:
        """Keep a file with the draft. Raises UsageError when it would be too much."""
        sha256 = hashlib.sha256(content).hexdigest()
        file = DraftFile(name, sha256, period=period, indicator_id=indicator_id)
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
    if (home / DRAFTS).is_dir():
        with exclusive(home / DRAFTS / _LOCK):
            _clean(home / DRAFTS)


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


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that waits. `period` and `indicator_id` are what its sender said once.

    `confirmed` holds the issue codes the sender has said yes to; `sent_at` is UTC in ISO form.
    `mapping` is the answer about sheet and columns by which the sender saw the file read.
    `is_proposal` marks what would change tables of the reference, no figures.
    """

    waiting_id: str
    file_name: str
    sha256: str
    sent_by: str
    sent_at: str
    note: str = ""
    period: str | None = None
    indicator_id: str | None = None
    confirmed: tuple[str, ...] = ()
    mapping: Mapping[str, object] | None = None
    is_proposal: bool = False

    def __post_init__(self) -> None:
        """Leave out what no file can hold and what makes a name look like another."""
        for name in ("file_name", "sent_by"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "note", readable(self.note))


class WaitingRoom:
    """HOME/waiting: one JSON file a sent file, taken away when it is released or sent back."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / WAITING

    def send(
        self,
        content: bytes,
        file_name: str,
        sent_by: str,
        *,
        note: str = "",
        period: str | None = None,
        indicator_id: str | None = None,
        confirmed: tuple[str, ...] = (),
        mapping: Mapping[str, object] | None = None,
        is_proposal: bool = False,
    ) -> Sent:
        """Keep a file with what is said of it; return when it would survive a power cut."""
        now = datetime.now(UTC)
        waiting_id = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        sha256, at = keep_upload(self.home, content).name, now.isoformat(timespec="seconds")
        told = (note, period, indicator_id, confirmed, mapping, is_proposal)
        sent = Sent(waiting_id, file_name, sha256, sent_by, at, *told)
        write_document(self._path(sent.waiting_id), sent)
        self._record("sent", sent_by, sent, "")
        return sent

    def all(self) -> tuple[Sent, ...]:
        """Return what waits and can be read, oldest first."""
        return tuple(sound_documents(self._paths(), self._read))

    def damaged(self) -> tuple[Damage, ...]:
        """Return the entries that are left out because they are not as they were written."""
        return damaged_documents(self._paths(), self._read)

    def content(self, sent: Sent) -> bytes:
        """Return the file as it was sent. Raises StoreDamagedError when it is gone or changed."""
        return read_upload(upload_path(self.home, sent.sha256), sent.sha256)

    def require(self, sent: Sent) -> None:
        """Raise NotFoundError when a file waits no more."""
        if not self._path(sent.waiting_id).is_file():
            raise NotFoundError("not_waiting", file=sent.file_name)

    def take(self, sent: Sent, event: str, by: str, reason: str = "") -> None:
        """Take a file out: `released` or `sent_back`, with who did it and why.

        Raises NotFoundError when somebody else was faster.
        """
        try:
            self._path(sent.waiting_id).unlink()
        except FileNotFoundError as error:
            raise NotFoundError("not_waiting", file=sent.file_name) from error
        sync_folder(self.folder)
        self._record(event, by, sent, reason)

    def _record(self, event: str, by: str, sent: Sent, reason: str) -> None:
        details = {"file_name": sent.file_name, "sha256": sent.sha256, "sent_by": sent.sent_by}
        if reason:
            details["reason"] = reason
        AuditTrail(self.home).write_down(event, by, **details)

    def _path(self, waiting_id: str) -> Path:
        return self.folder / f"{waiting_id}.json"

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.json"))

    @staticmethod
    def _read(path: Path) -> Sent:
        return read_document(path, Sent, "waiting_unreadable")


@dataclass(frozen=True, slots=True)
class Release:
    """What waits, and who decides on it."""

    room: WaitingRoom
    sent: Sent
    by: str


def read_answers(home: Path) -> Answers:
    """Return every remembered answer; none of a damaged file, for files can be asked about anew."""
    try:
        return _read_answers(_answers_path(home))
    except StoreDamagedError:
        return {}


def damaged_answers(home: Path) -> tuple[Damage, ...]:
    """Return the file of the answers when it is not as it was written."""
    damaged = damaged_documents([_answers_path(home)], _read_answers)
    return tuple(replace(damage, path=_answers_path(home).name) for damage in damaged)


def remember(home: Path, signature: str, answer: Mapping[str, object] | None) -> bool:
    """Keep an answer for files with the same head in place of an earlier one; None forgets it.

    Return whether there was one. Raises StoreDamagedError rather than write over a damaged file.
    """
    with exclusive(home / "mappings.lock"):
        known = _read_answers(_answers_path(home))
        kept = {key: one for key, one in {**known, signature: answer}.items() if one is not None}
        write_document(_answers_path(home), dict(sorted(kept.items())), indent=1)
    return signature in known


def _answers_path(home: Path) -> Path:
    return home / "mappings.json"


def _read_answers(path: Path) -> Answers:
    if not path.exists():
        return {}
    return read_document(path, dict[str, dict[str, object]], "mappings_damaged")
