"""The programme: what it says of itself, its pillars, sectors and motto, its pilots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cds.domain.periods import Period


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
    `source_dated` is the source's date as words, for many sources give only a year. Without
    `programme_id` it is every programme's.
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
    programme_id: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A pillar, sector or part of the motto, with its responsible office."""

    group_id: str
    name: str
    responsible: str | None = None
    description: str = ""
    source: str = ""  # where the words of the name are quoted from; empty: they are no quote


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot unit and what it tries out in the plan's years.

    `submitted_on` is the day the plan was handed in for approval: what came before is before the
    pilot for certain. No source tells the day the work began.
    """

    unit_id: str
    submitted_on: date
    first_year: int
    last_year: int
    contents: str
    present_name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """A version of how an indicator is composed, from a period on; no line crosses two."""

    indicator_id: str
    first: Period
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office that answers for a programme or for a target, from a day to a day.

    None: since its beginning, and until its end. The ids say what it answers for.
    """

    office: str
    started_on: date | None = None
    ended_on: date | None = None
    programme_id: str = ""
    target_id: str = ""

    @property
    def is_reversed(self) -> bool:
        """True when its last day is before its first."""
        return bool(self.started_on and self.ended_on and self.ended_on < self.started_on)


def answering_on(tenures: Iterable[Tenure], day: date, otherwise: str | None) -> str | None:
    """Return the offices that answer on a day, else the one named for all of the time.

    None: nobody is named.
    """
    held = (one for one in tenures if (one.started_on or day) <= day <= (one.ended_on or day))
    return "; ".join(one.office for one in held) or otherwise


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """An office that ended, and who took over from a day on; None: nobody is named."""

    office: str
    started_on: date
    successor: str | None = None


def offices_by(
    named: str | None, last_day: date | None, changes: Iterable[OfficeChange]
) -> str | None:
    """Return offices parted by ";" as they are called on a day, each once; None: nobody is left.

    `last_day` None: today. `changes` come oldest first. What follows an office's name stays.
    """
    found: dict[str, None] = {}
    for office in map(str.strip, (named or "").split(";")):
        called = office
        for one in changes:
            tail = called.removeprefix(one.office)
            is_it = tail != called and not tail[:1].isalnum()
            if is_it and (last_day is None or one.started_on <= last_day):
                called = f"{one.successor}{tail}" if one.successor else ""
        if called:
            found[called] = None
    return "; ".join(found) or None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of a data home: whose it is, from when to when, what it says of itself.

    `ended_on` is its last day, None while none is set. `responsible` answers for it on days for
    which `offices` name nobody; `inherits` names the programme whose aims it takes over.
    `headlines` are the ids of its headline targets; empty: those that the table of targets marks.
    """

    name: str
    home_unit_id: str
    started_on: date
    product_name: str
    texts: tuple[ProgrammeText, ...] = ()
    programme_id: str = ""
    ended_on: date | None = None
    headlines: tuple[str, ...] = ()
    responsible: str | None = None
    inherits: str | None = None
    offices: tuple[Tenure, ...] = ()

    def office_on(self, day: date) -> str | None:
        """The offices that answer for it on a day; None: nobody is named."""
        return answering_on(self.offices, day, self.responsible)

    def said(self, kind: TextKind) -> tuple[ProgrammeText, ...]:
        """The texts of a kind, in the table's order."""
        return tuple(text for text in self.texts if text.kind is kind)

    def is_open_on(self, day: date) -> bool:
        """True from its first day to its last."""
        return self.started_on <= day and not self.is_closed_on(day)

    def is_closed_on(self, day: date) -> bool:
        """True after its last day."""
        return self.ended_on is not None and self.ended_on < day
