"""Snapshots as the commits tell of them: what counted at any data version, what was withdrawn."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

import msgspec

from cds.domain import clock
from cds.domain.errors import NotFoundError, UsageError
from cds.domain.folding import one_line, readable, whole_number
from cds.domain.issues import Issue
from cds.domain.periods import parse_period
from cds.store import derived
from cds.store.audit import Event
from cds.store.documents import decoded
from cds.store.snapshots.delta import Commit, CommitKind

LOG_SHA256 = "log_sha256"
_KEPT = ("snapshot_id", "file_name", "sha256", "data_sha256", "rows", "reason", "note")
_NAME, _SUFFIX = "log", "json"  # of the one file that keeps the commits


@dataclass(frozen=True, slots=True)
class Upload:
    """What a publisher tells about a file. `sha256` is that of the file as it was sent.

    `is_kept`: the file itself lies among the uploads.
    """

    file_name: str
    sha256: str
    uploaded_by: str
    note: str = ""
    is_demo: bool = False
    issues: tuple[Issue, ...] = ()
    is_kept: bool = False

    def __post_init__(self) -> None:
        """Leave out what no file can hold and what makes a name look like another."""
        object.__setattr__(self, "file_name", one_line(self.file_name))
        object.__setattr__(self, "uploaded_by", one_line(self.uploaded_by))
        object.__setattr__(self, "note", readable(self.note))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Upload):
    """One published file. `version` is the data version it first appeared in.

    `published_at` and `withdrawn_at` are UTC; the `withdrawn_` fields are None while the
    snapshot counts. `path` is relative to the home, `data_sha256` that of the Parquet file.
    `is_kept`: the file as it was sent must lie among the uploads (logs of before it was noted
    do not say). Raises ValueError for a period that is none.
    """

    snapshot_id: str
    version: int
    published_at: datetime
    rows: int
    periods: tuple[str, ...]
    path: str
    data_sha256: str
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        """Check and clean what another program may have written into the log."""
        for period in self.periods:
            parse_period(period)
        Upload.__post_init__(self)

    @property
    def is_withdrawn(self) -> bool:
        """True while its figures do not count."""
        return self.withdrawn_at is not None


def snapshots_after(
    commits: Iterable[Commit], published: Callable[[Commit], Snapshot]
) -> tuple[Snapshot, ...]:
    """Return the snapshots as the commits leave them, newest first, withdrawn ones included.

    A restored snapshot takes its old place: corrections are ordered by first publication. What
    a damaged commit published is left out.
    """
    found: dict[str, Snapshot] = {}
    for commit in commits:
        snapshot_id = str(commit.details.get("snapshot_id"))
        if commit.kind is CommitKind.PUBLISH and not commit.is_damaged:
            found[snapshot_id] = published(commit)
        elif commit.kind is CommitKind.RESTORE and snapshot_id in found:
            found[snapshot_id] = replace(
                found[snapshot_id], withdrawn_by=None, withdrawn_reason=None, withdrawn_at=None
            )
        elif commit.kind is CommitKind.WITHDRAW and snapshot_id in found:
            found[snapshot_id] = replace(
                found[snapshot_id],
                withdrawn_by=str(commit.details["by"]),
                withdrawn_reason=str(commit.details["reason"]),
                withdrawn_at=commit.committed_at,
            )
    return tuple(reversed(found.values()))


def published(commit: Commit) -> Snapshot:
    """Return what a commit published. Raises ValueError when its record does not say."""
    at = {"version": commit.version, "published_at": commit.committed_at}
    return decoded({**commit.details, **at}, Snapshot)


def settled(commit: Commit, told: Event | None) -> Commit:
    """Return a commit as it can be relied on, by what the audit trail says of it.

    A file that is not the one that was written, or not to be understood, is damaged; then the
    trail tells what it did, and by whom.
    """
    expected = told.details.get(LOG_SHA256) if told else None
    is_written = not commit.is_damaged and (not expected or commit.sha256 == expected)
    if is_written and _is_understood(commit):
        return commit
    lost = replace(commit, kind=CommitKind.OTHER, details={}, is_damaged=True)
    if told is None:
        return lost
    details = {"reason": "", **told.details, "by": told.by}
    return replace(lost, committed_at=told.at, kind=CommitKind(told.event), details=details)


def _is_understood(commit: Commit) -> bool:
    if commit.kind is CommitKind.PUBLISH:
        try:
            return bool(published(commit))
        except ValueError:
            return False
    is_judging = commit.kind in (CommitKind.WITHDRAW, CommitKind.RESTORE)
    return not is_judging or {"snapshot_id", "by", "reason"} <= commit.details.keys()


def audit_event(commit: Commit) -> Event:
    """Return the commit as an event of the audit trail, with the hash of its file."""
    details = {key: str(commit.details[key]) for key in _KEPT if commit.details.get(key)}
    return Event(
        event=commit.kind.value,
        by=str(commit.details.get("uploaded_by") or commit.details.get("by") or ""),
        at=commit.committed_at,
        version=commit.version,
        details={**details, LOG_SHA256: "" if commit.is_damaged else commit.sha256},
    )


def version_as_of(text: str, commits: Sequence[Commit]) -> int:
    """Return the last data version at that moment.

    Digits are a version; an ISO date means the end of that day in the province and an ISO time
    without zone is read in the province's. Raises NotFoundError when nothing had been published by
    then, UsageError when the text is none of these.
    """
    wanted = text.strip()
    if wanted.isdecimal():
        number = whole_number(wanted)
        found = [commit.version for commit in commits if commit.version == number]
    else:
        moment = _moment(wanted)
        found = [commit.version for commit in commits if commit.committed_at <= moment]
    if not found:
        raise NotFoundError("unknown_version", value=text)
    return found[-1]


def _moment(text: str) -> datetime:
    with suppress(ValueError):  # no day: an instant, or neither
        return datetime.combine(date.fromisoformat(text), time.max, clock.zone())
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError("bad_as_of", value=text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.zone())


def kept_commits(home: Path) -> tuple[Commit, ...]:
    """Return the commits kept in one file, oldest first; none when nothing sound is there.

    A process that starts need not open each. Whoever asks must see whether their files are still
    what they were.
    """
    path = derived.newest(home, _NAME, _SUFFIX)
    if path is None:
        return ()
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(path.read_bytes(), type=tuple[Commit, ...])
    return ()


def keep_commits(home: Path, commits: Sequence[Commit]) -> None:
    """Keep sound commits, from the first one on."""
    derived.put(home, _NAME, _SUFFIX, msgspec.json.encode(commits))
    derived.thin(home, f"{_NAME}-*.{_SUFFIX}", 1)
