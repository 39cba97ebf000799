"""What the store keeps about each snapshot, and what it says when something is damaged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from cds.domain.folding import one_line, readable
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import parse_period


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
