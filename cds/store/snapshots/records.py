"""What the store keeps about each snapshot, and what it says when something is damaged."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

from cds.domain.errors import StoreDamagedError
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import parse_period
from cds.domain.writing import one_line, readable
from cds.store.files import place_of


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
        for name in ("file_name", "uploaded_by"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "note", readable(self.note))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published file. `version` is the data version it first appeared in.

    `published_at` and `withdrawn_at` are UTC; the `withdrawn_` fields are None while the
    snapshot counts. `path` is relative to the home, `data_sha256` that of the Parquet file.
    `is_kept`: the file as it was sent must lie among the uploads.
    """

    snapshot_id: str
    version: int
    file_name: str
    sha256: str
    uploaded_by: str
    published_at: datetime
    rows: int
    periods: tuple[str, ...]
    path: str
    data_sha256: str
    note: str = ""
    is_demo: bool = False
    issues: tuple[Issue, ...] = ()
    is_kept: bool = False
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def is_withdrawn(self) -> bool:
        """True while its figures do not count."""
        return self.withdrawn_at is not None


class DamageReason(StrEnum):
    """What is wrong with a part of the store."""

    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    SOURCE_MISSING = "source_missing"
    SOURCE_CHANGED = "source_changed"
    COMMIT_DAMAGED = "commit_damaged"
    LOG_INCONSISTENT = "log_inconsistent"
    CHECKPOINT_DAMAGED = "checkpoint_damaged"
    REFERENCE_CHANGED = "reference_changed"
    REFERENCE_UNKNOWN = "reference_unknown"
    DOCUMENT_DAMAGED = "document_damaged"
    LAYER_DAMAGED = "layer_damaged"
    AUDIT_BROKEN = "audit_broken"
    AUDIT_CUT = "audit_cut"
    AUDIT_INCOMPLETE = "audit_incomplete"


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged file. `snapshot_id` None when it belongs to no single snapshot."""

    snapshot_id: str | None
    path: str
    reason: DamageReason


def damaged_documents(paths: Iterable[Path], read: Callable[[Path], object]) -> tuple[Damage, ...]:
    """Return the files that `read` finds damaged, each named by its folder and itself.

    Others work meanwhile: a file that is gone when it is read was taken away.
    """
    found: list[Damage] = []
    for path in paths:
        try:
            read(path)
        except StoreDamagedError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                continue
            found.append(Damage(None, place_of(path), DamageReason.DOCUMENT_DAMAGED))
    return tuple(found)


class SnapshotFields(TypedDict):
    """The snapshot as it stands in its commit; the store's version and time come from there."""

    snapshot_id: str
    file_name: str
    sha256: str
    uploaded_by: str
    rows: int
    periods: list[str]
    path: str
    data_sha256: str
    note: str
    is_demo: bool
    issues: list[Mapping[str, object]]
    is_kept: NotRequired[bool]  # logs of before it was noted have none


def issue_fields(issue: Issue) -> dict[str, object]:
    """Return the issue as plain values for JSON."""
    return {
        "code": issue.code,
        "severity": issue.severity,
        "line": issue.line,
        "column": issue.column,
        "value": issue.value,
        "details": [list(pair) for pair in issue.details],
    }


def snapshot_of(fields: SnapshotFields, version: int, published_at: datetime) -> Snapshot:
    """Build the snapshot that a commit describes. Raises ValueError for a period that is none."""
    for period in fields["periods"]:
        parse_period(period)
    return Snapshot(
        snapshot_id=fields["snapshot_id"],
        version=version,
        file_name=one_line(fields["file_name"]),
        sha256=fields["sha256"],
        uploaded_by=one_line(fields["uploaded_by"]),
        published_at=published_at,
        rows=fields["rows"],
        periods=tuple(fields["periods"]),
        path=fields["path"],
        data_sha256=fields["data_sha256"],
        note=readable(fields["note"]),
        is_demo=fields["is_demo"],
        issues=tuple(_issue(issue) for issue in fields["issues"]),
        is_kept=fields.get("is_kept", False),
    )


def _issue(fields: Mapping[str, object]) -> Issue:
    line, column, value, details = (fields[k] for k in ("line", "column", "value", "details"))
    return Issue(
        code=IssueCode(str(fields["code"])),
        severity=Severity(str(fields["severity"])),
        line=line if isinstance(line, int) else None,
        column=column if isinstance(column, int) else None,
        value=value if isinstance(value, str) else None,
        details=tuple((str(k), str(v)) for k, v in details) if isinstance(details, list) else (),  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] # read back from our own JSON
    )
