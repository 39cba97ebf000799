"""What a check is told beside the file, and what it says about the file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cds.domain.admin_units import AdminLevel
from cds.domain.issues import Issue, Severity
from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.ingest.mapping import Column, ColumnMapping

# indicator -> unit -> period -> value that counts now
Current = Mapping[str, Mapping[str, Mapping[Period, Decimal]]]
# figures, names of the vintages of their units and of those wanted -> figures
Convert = Callable[[Sequence[Observation], str, str], Sequence[Observation]]


@dataclass(frozen=True, slots=True)
class Context:
    """What the sender said once for all rows, and what the checker must know of the world.

    `today` None: periods are not held against the calendar (for files that ship with us).
    `published_as` names the snapshot that already holds this very file. `aliases` are headers
    known beside those of the catalogue; `known_words` are wordings, where they stood, of which the
    `sender` has said before that they change no figure; `learnt` are heads that people said an
    indicator of. `mapping` is the sender's answer about this file's columns, `mappings` the
    remembered ones by signature of the head (None: not looked up yet).
    `current` holds figures that count now. `units_in_scope` and `indicators_in_scope` None: the
    sender may send all. `tell` is called now and then with how many rows are read, of how many.
    `convert` makes figures of units of one vintage into those of a later one; None: not offered.
    """

    today: date | None = None
    period: Period | None = None
    indicator_id: str | None = None
    level: AdminLevel | None = None
    published_as: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    learnt: Mapping[str, str] = field(default_factory=dict[str, str])
    sender: str = ""
    known_words: frozenset[str] = frozenset()
    mapping: ColumnMapping | None = None
    mappings: Mapping[str, ColumnMapping] | None = None
    current: Current = field(default_factory=dict[str, Mapping[str, Mapping[Period, Decimal]]])
    units_in_scope: frozenset[str] | None = None
    indicators_in_scope: frozenset[str] | None = None
    tell: Callable[[int, int], None] | None = None
    convert: Convert | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was read and how; None where it does not apply or was not reached."""

    name: str
    sha256: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    decimal: str | None = None
    layout: str | None = None
    header_line: int | None = None


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The head and first rows of a file as they were read, for a person to map the columns.

    `signature` is what files with the same head share; `head` is blank where the file has none.
    `meanings` say what each column was taken for, `said` what the head alone says, the same when
    nobody answered. `is_answered`: the columns were taken for what a person said.
    """

    signature: str
    head: tuple[str, ...]
    meanings: tuple[Column, ...]
    said: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """A file after the check: its facts, the figures that could be read, everything amiss.

    `sheets` are the filled sheets of a workbook, from which one can be chosen.
    """

    file: FileFacts
    observations: tuple[Observation, ...]
    issues: tuple[Issue, ...]
    preview: FirstRows | None = None
    sheets: tuple[str, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """True when an error forbids publishing."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)

    def unconfirmed(self, confirmed: frozenset[str]) -> tuple[Issue, ...]:
        """Return the issues still to be confirmed; `confirmed` holds issue codes."""
        asked = (issue for issue in self.issues if issue.severity is Severity.CONFIRM)
        return tuple(issue for issue in asked if issue.code not in confirmed)
