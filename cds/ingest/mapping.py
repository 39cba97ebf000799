"""What a person said about the columns of a file whose head could not be understood."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cds.ingest.fields import Field
from cds.ingest.names import plain_of


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds; for figures also whose and of when, where the person says so.

    `field` None: the column is to be left unread.
    """

    field: Field | None
    indicator_id: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """An answer that counts for every file with the same head. Columns count from 1.

    `sheet` chooses one of several sheets.
    """

    columns: Mapping[int, Column] = field(default_factory=dict[int, Column])
    sheet: str | None = None


def signature(head: Sequence[str]) -> str:
    """Return what two files with the same head share: spelling counts, case and accents do not."""
    folded = "|".join(plain_of(text) for text in head).rstrip("|")
    return hashlib.sha256(folded.encode()).hexdigest()
