"""What is aimed at: targets, their baselines, official paths and milestone steps."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.periods import Period
from cds.domain.programme import Tenure, answering_on


class TargetKind(StrEnum):
    """Nature of a target."""

    THRESHOLD = "threshold"
    MILESTONE = "milestone"
    ABOVE_REFERENCE = "above_reference"
    UNIVERSAL = "universal"


class TargetWord(StrEnum):
    """What a target is where its source gives no number."""

    UNIVERSAL = "universal"
    NATIONAL_AVERAGE = "national_average"
    LEADING_GROUP = "leading_group"
    HIGH_RANK_GROUP = "high_rank_group"


class Operator(StrEnum):
    """How the value compares with the target; the sources' "=" means reaching it or more."""

    GREATER = ">"
    AT_LEAST = ">="
    EQUAL = "="
    AT_MOST = "<="
    LESS = "<"

    @property
    def is_strict(self) -> bool:
        """True when reaching the target exactly does not meet it."""
        return self in (Operator.GREATER, Operator.LESS)


@dataclass(frozen=True, slots=True)
class Target:
    """One official target.

    `value` is in the indicator's unit; None when the source gives none in numbers.
    `is_own_threshold` marks a threshold chosen by us where the source says only "universal".
    `scope_unit_id` limits a target to one unit and its parts.
    `baseline_period` and `baseline_value` come together or not at all.
    """

    target_id: str
    indicator_id: str
    name: str
    level: AdminLevel
    kind: TargetKind
    operator: Operator
    value: Decimal | None
    unit_name: str
    due_on: date
    is_headline: bool = False
    is_own_threshold: bool = False
    scope_unit_id: str | None = None
    baseline_period: Period | None = None
    baseline_value: Decimal | None = None
    name_en: str = ""
    pillar: str | None = None
    sector: str | None = None
    responsible: str | None = None
    source_title: str = ""
    source_url: str = ""
    confidence: str = ""
    note: str = ""
    path: tuple[tuple[Period, Decimal], ...] = ()  # official intermediate values, oldest first
    superseded_by: str | None = None  # the target that took its place: this one is history
    measured_by: str = ""  # what the indicator measures of a wider aim, in a few words
    offices: tuple[Tenure, ...] = ()  # who answers for it from when to when

    def office_on(self, day: date) -> str | None:
        """The offices that answer for it on a day; None: nobody is named."""
        return answering_on(self.offices, day, self.responsible)

    def office_at(self, unit: AdminUnit, today: date) -> str | None:
        """The offices that answer for it at a unit today, or on the last day of one that ended."""
        return self.office_on(min(today, unit.valid_to or today))

    def ends_before(self, period: Period) -> bool:
        """True when it is due before a period is over: its path tells nothing of that."""
        return self.due_on < period.end


class PublishedState(StrEnum):
    """State of a step towards a milestone."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class MilestoneStep:
    """One dated step of a milestone target. `done_on` None means not done.

    `known_on` is the day up to which a source tells the state, None when none does; `is_own`
    marks steps that we wrote ourselves where the source names none.
    """

    target_id: str
    name: str
    state: PublishedState
    due_on: date | None
    done_on: date | None
    evidence: str
    evidence_url: str
    known_on: date | None = None
    is_own: bool = False
