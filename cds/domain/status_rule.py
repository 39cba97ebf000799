"""Rules 1 to 4 of the status and the caps that come from movement (methods, section 5)."""

from dataclasses import dataclass
from decimal import Decimal

from cds.domain.assessments import Baseline, Flag, Status
from cds.domain.cases import Case
from cds.domain.flags import capped, is_slow
from cds.domain.gaps import is_met
from cds.domain.pace import (
    Pace,
    expected_value,
    progress_ratio,
    recent_pace,
    required_pace,
)

ON_TRACK, NEEDS_ACCELERATION = Decimal("0.95"), Decimal("0.60")  # Statistics Canada, Open SDG


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of a case's latest value, in the terms of its aim.

    `flags` are those of its movement. `required` is None when the target is met or due.
    """

    status: Status
    flags: tuple[Flag, ...]
    expected: Decimal
    progress: Decimal | None
    required: Decimal | None
    recent: Pace | None
    is_open: bool


def judged(case: Case, baseline: Baseline) -> Judged:
    """Judge the latest value by the rules in their order, then by its movement."""
    is_open = not _is_met(case, case.value)
    expected = expected_value(baseline, case.target, case.aim, case.at)
    progress = progress_ratio(case.value, baseline.value, expected, case.sign)
    required = required_pace(case.value, case.aim, case.at, case.due) if is_open else None
    recent = recent_pace(case.values)
    status = _status(case, baseline, expected, progress)
    raised = {
        Flag.REVERSAL: _is_reversed(case),
        Flag.SLOW_PACE: status is not Status.NOT_ASSESSABLE
        and is_slow(recent.per_year if recent else None, required, case.sign),
        Flag.ACHIEVED_THEN_LOST: is_open and _was_met(case),
    }
    flags = tuple(flag for flag, is_raised in raised.items() if is_raised)
    status = capped(status, flags)
    return Judged(status, flags, expected, progress, required, recent, is_open)


def bound_statuses(case: Case, baseline: Baseline) -> tuple[Status | None, Status | None]:
    """Return the classes if the missing parts were none or all covered.

    None when nothing is missing, or when the bounds cannot be told.
    """
    latest = case.values[-1]
    if latest.low is None or latest.high is None or latest.low == latest.high:
        return None, None
    low, high = (
        judged(case.with_value(bound), baseline).status for bound in (latest.low, latest.high)
    )
    return low, high


def _status(case: Case, baseline: Baseline, expected: Decimal, progress: Decimal | None) -> Status:
    """Rules 1 to 4, in their order; rule 2 also holds for a single value."""
    if _is_met(case, case.value):
        return Status.ACHIEVED
    if baseline.period.end >= case.latest.period.end:
        return Status.NOT_ASSESSABLE
    if case.latest.period.end >= case.target.due_on:
        return Status.OVERDUE
    if progress is None:
        is_behind = case.sign * (case.value - expected) < 0
        return Status.MOVING_AWAY if is_behind else Status.ON_TRACK
    if progress >= ON_TRACK:
        return Status.ON_TRACK
    if progress >= NEEDS_ACCELERATION:
        return Status.NEEDS_ACCELERATION
    return Status.LIMITED if progress >= 0 else Status.MOVING_AWAY


def _is_met(case: Case, value: Decimal) -> bool:
    return is_met(value, case.aim, case.target.operator, case.indicator.direction)


def _was_met(case: Case) -> bool:
    return any(_is_met(case, point.value) for point in case.values[:-1])


def _is_reversed(case: Case) -> bool:
    """The last movement was against the direction."""
    last = [point.value for point in case.values[-2:]]
    return case.sign * (last[-1] - last[0]) < 0
