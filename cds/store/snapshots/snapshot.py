"""What the store keeps about each snapshot."""

from dataclasses import dataclass
from datetime import datetime

from cds.domain.folding import one_line, readable
from cds.domain.issues import Issue
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
        object.__setattr__(self, "file_name", one_line(self.file_name))
        object.__setattr__(self, "uploaded_by", one_line(self.uploaded_by))
        object.__setattr__(self, "note", readable(self.note))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published file. `version` is the data version it first appeared in.

    `published_at` and `withdrawn_at` are UTC; the `withdrawn_` fields are None while the
    snapshot counts. `path` is relative to the home, `data_sha256` that of the Parquet file.
    `is_kept`: the file as it was sent must lie among the uploads (logs of before it was noted
    do not say). Raises ValueError for a period that is none.
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

    def __post_init__(self) -> None:
        """Check and clean what another program may have written into the log."""
        for period in self.periods:
            parse_period(period)
        object.__setattr__(self, "file_name", one_line(self.file_name))
        object.__setattr__(self, "uploaded_by", one_line(self.uploaded_by))
        object.__setattr__(self, "note", readable(self.note))

    @property
    def is_withdrawn(self) -> bool:
        """True while its figures do not count."""
        return self.withdrawn_at is not None
