"""What a programme says of itself: documents, viewpoint, tasks, events, each with its source."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TextKind(StrEnum):
    """What a text of the programme is, in the order in which it is told."""

    DOCUMENT = "document"
    BACKGROUND = "background"
    VIEWPOINT = "viewpoint"
    TASK = "task"
    PLATFORM = "platform"
    EVENT = "event"
    PERSON = "person"


class Wording(StrEnum):
    """Whose words a text is in: the source's own, or those of whoever keeps the table."""

    QUOTE = "quote"
    RETOLD = "retold"


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """One text of a programme; a task names the pillar it is set under.

    `dated_as` says what the day is: when issued, when handed in for approval, when held.
    `source_dated` is the source's date as words, for many sources give only a year.
    """

    kind: TextKind
    text: str
    pillar: str | None = None
    issued_by: str = ""
    dated_on: date | None = None
    dated_as: str = ""
    wording: Wording = Wording.RETOLD
    source_title: str = ""
    source_dated: str = ""
    source_url: str = ""
    note: str = ""
