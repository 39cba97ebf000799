"""What is said of a series and its target: status, standing, flags, and how many stand where.

The rule that says it is in `status_rule`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cds.domain.observations import Point
from cds.domain.periods import Period


class Status(StrEnum):
    """Where a target stands, from best to worst after the two that are not on that scale."""

    NOT_ASSESSABLE = "not_assessable"
    IN_PROGRESS = "in_progress"  # milestones only: begun and not yet due
    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    NEEDS_ACCELERATION = "needs_acceleration"
    LIMITED = "limited"
    MOVING_AWAY = "moving_away"
    OVERDUE = "overdue"


class Standing(StrEnum):
    """Where a target stands today, the most urgent first.

    Loud: what the figures call late or short, and what is met. Quiet: what waits for a figure,
    what nobody published, and what closed with its unit.
    """

    OVERDUE = "overdue"
    MOVING_AWAY = "moving_away"
    LIMITED = "limited"
    NEEDS_ACCELERATION = "needs_acceleration"
    CLOSED_SHORT = "closed_short"  # for good, where the next may still reach its target
    SHORT_AWAITING_FINAL = "short_awaiting_final"
    UNKNOWN = "unknown"
    NOT_ASSESSABLE = "not_assessable"
    CLOSED_UNKNOWN = "closed_unknown"
    IN_PROGRESS = "in_progress"  # milestones only: begun and not yet due
    REACHED_AWAITING_FINAL = "reached_awaiting_final"
    ON_TRACK = "on_track"
    ACHIEVED = "achieved"
    CLOSED_REACHED = "closed_reached"


UNDECIDED = frozenset((Standing.NOT_ASSESSABLE, Standing.UNKNOWN, Standing.CLOSED_UNKNOWN))
CLOSED = frozenset((Standing.CLOSED_REACHED, Standing.CLOSED_SHORT, Standing.CLOSED_UNKNOWN))


class StepState(StrEnum):
    """How a step stands on a day."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


class Flag(StrEnum):
    """What else a reader must know beside the status."""

    REVERSAL = "reversal"
    SLOW_PACE = "slow_pace"
    PROVISIONAL = "provisional"
    AWAITING_FINAL = "awaiting_final"
    ACHIEVED_THEN_LOST = "achieved_then_lost"
    BOUNDS_DIFFER = "bounds_differ"
    METHODS_DIFFER = "methods_differ"
    WEIGHTED = "weighted"
    DEMO = "demo"
    OVER_100 = "over_100"
    NEVER_AT_THIS_PACE = "never_at_this_pace"
    OWN_THRESHOLD = "own_threshold"
    PARTS_DIFFER = "parts_differ"
    UNIT_CHANGED = "unit_changed"


class BaselineOrigin(StrEnum):
    """Where a baseline comes from."""

    TARGET = "target"
    PROGRAMME_START = "programme_start"
    EARLIEST = "earliest"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The value a path starts from."""

    period: Period
    value: Decimal
    origin: BaselineOrigin


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one series against one target, as of its latest figure.

    `gap` is in the indicator's unit (percentage points for shares), 0 when met. `still_to_do`
    counts things (households, communes, services). Paces are per year. `progress` is R, 1 when
    exactly on the path. `standing` is what people see, `late_days` since the due date when that
    is overdue, `closed_on` the unit's last day when that closed the target. `is_met` tells
    whether the latest evidence meets the target. Steps are a milestone's. None always means:
    cannot be told.
    """

    indicator_id: str
    unit_id: str
    target_id: str | None
    status: Status
    standing: Standing = Standing.NOT_ASSESSABLE
    flags: tuple[Flag, ...] = ()
    latest: Point | None = None
    previous: Point | None = None
    baseline: Baseline | None = None
    target_value: Decimal | None = None
    due_on: date | None = None
    gap: Decimal | None = None
    still_to_do: int | None = None
    expected: Decimal | None = None
    progress: Decimal | None = None
    required_pace: Decimal | None = None
    recent_pace: Decimal | None = None
    recent_from: Period | None = None
    projected_on: date | None = None
    low_status: Status | None = None
    high_status: Status | None = None
    status_cagr: Status | None = None
    is_met: bool | None = None
    late_days: int | None = None
    closed_on: date | None = None
    steps_done: int | None = None
    steps_total: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Targets by standing, the most urgent class first; a class without targets is left out.

    `demo` are those among them whose judgement rests on generated figures.
    """

    counts: Mapping[Standing, int]
    demo: Mapping[Standing, int]

    @property
    def total(self) -> int:
        """All targets counted."""
        return sum(self.counts.values())

    def of(self, standings: Iterable[Standing]) -> int:
        """How many stand in any of some classes."""
        return sum(self.counts.get(one, 0) for one in standings)


def tally_of(standings: Iterable[tuple[Standing, bool]]) -> Tally:
    """Count standings; each comes with whether it rests on generated figures."""
    every, demo = Counter[Standing](), Counter[Standing]()
    for standing, is_demo in standings:
        every[standing] += 1
        demo[standing] += is_demo
    return Tally(*({one: each[one] for one in Standing if each[one]} for each in (every, demo)))


@dataclass(frozen=True, slots=True)
class Rank:
    """Place from 1, the best, among `of` units; units of equal value share a place."""

    place: int
    of: int


def rank(own: Decimal, others: Iterable[Decimal], sign: int) -> Rank:
    """Rank a value among those of its peers (without its own); `sign` is the direction's."""
    peers = tuple(others)
    better = sum(sign * (value - own) > 0 for value in peers)
    return Rank(better + 1, len(peers) + 1)
