"""Files sent by staff that wait for a publisher, where figures need two persons."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cds.domain.errors import NotFoundError
from cds.domain.folding import one_line, readable
from cds.store.audit import AuditTrail
from cds.store.documents import damaged_documents, read_document, sound_documents, write_document
from cds.store.files import Damage, keep_upload, read_upload, sync_folder, upload_path

FOLDER = "waiting"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that waits. `period`, `indicator_id` and `level` are what its sender said once.

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
    level: str | None = None
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
        """Name the data home; nothing is read or made yet."""
        self.home = home
        self.folder = home / FOLDER

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
        """Keep a file and put it in the room; return when it would survive a power cut."""
        now = datetime.now(UTC)
        sent = Sent(
            waiting_id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}",
            file_name=file_name,
            sha256=keep_upload(self.home, content).name,
            sent_by=sent_by,
            sent_at=now.isoformat(timespec="seconds"),
            note=note,
            period=period,
            indicator_id=indicator_id,
            confirmed=confirmed,
            mapping=mapping,
            is_proposal=is_proposal,
        )
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
