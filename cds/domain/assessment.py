"""Judge a series against its target: the one published status rule (methods, section 5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cds.domain.cagr import cagr_with_target
from cds.domain.flags import capped, due_flags, figure_flags, is_slow
from cds.domain.gaps import gap, is_met, still_to_do
from cds.domain.indicators import Indicator
from cds.domain.observations import Point, Series
from cds.domain.pace import (
    baseline_of,
    expected_value,
    progress_ratio,
    projected_date,
    recent_pace,
    required_pace,
)
from cds.domain.periods import year_fraction
from cds.domain.progress import Assessment, Baseline, Flag, Status
from cds.domain.targets import MilestoneStep, StepState, Target, TargetKind

ON_TRACK, NEEDS_ACCELERATION = Decimal("0.95"), Decimal("0.60")  # Statistics Canada, Open SDG
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a judgement rests on beside the figures.

    `reference` is the series compared with in targets of kind above_reference. `steps` are a
    milestone's. `unit_started_on` tells a unit made by a reform from one that never reported.
    """

    today: date
    programme_started_on: date
    reference: Series | None = None
    steps: tuple[MilestoneStep, ...] = ()
    unit_started_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """One series against one target, on values that can be compared."""

    points: tuple[Point, ...]
    values: tuple[Point, ...]  # as points; for above_reference, distances to the reference
    indicator: Indicator
    target: Target
    aim: Decimal  # in the terms of `values`
    terms: Terms


def assess(series: Series, indicator: Indicator, target: Target | None, terms: Terms) -> Assessment:
    """Judge the latest figure of a series against its target, as of that figure's date.

    Real figures are judged before demonstration figures. Without figures, target or a numeric
    aim the status is NOT_ASSESSABLE; gap and pace are given as far as they can be told.
    """
    points = series.judged
    if target is not None and target.kind is TargetKind.MILESTONE:
        return _milestone(points, indicator, series.unit_id, target, terms)
    case = _case(points, indicator, target, terms)
    if case is None:
        return _unjudged(points, indicator, series.unit_id, target, terms)
    return _judge(case, series.unit_id)


def _case(
    points: tuple[Point, ...], indicator: Indicator, target: Target | None, terms: Terms
) -> _Case | None:
    if not points or target is None:
        return None
    if target.kind is not TargetKind.ABOVE_REFERENCE:
        if target.value is None:
            return None
        return _Case(points, points, indicator, target, target.value, terms)
    distances = _distances(points, terms.reference)
    if not distances or distances[-1].period != points[-1].period:
        return None
    return _Case(points, distances, indicator, target, _ZERO, terms)


def _distances(points: Sequence[Point], reference: Series | None) -> tuple[Point, ...]:
    """Each figure less the reference's of the same period, where both exist."""
    known = {p.period: p.value for p in reference.judged} if reference else {}
    return tuple(
        replace(p, value=p.value - known[p.period], low=None, high=None)
        for p in points
        if p.period in known
    )


def _judge(case: _Case, unit_id: str) -> Assessment:
    latest, value, aim, target = case.points[-1], case.values[-1].value, case.aim, case.target
    sign, at = case.indicator.direction.sign, latest.period.end_year
    due = year_fraction(target.due_on)
    baseline = baseline_of(case.values, target, case.terms.programme_started_on)
    assert baseline is not None  # noqa: S101 - a case has at least one value
    expected = expected_value(baseline, target, aim, at)
    ratio = progress_ratio(value, baseline.value, expected, sign)
    required, recent = required_pace(value, aim, at, due), recent_pace(case.values)
    status = _status(case, value, baseline, ratio)
    paces = (recent.per_year if recent else None, required)
    is_open = not is_met(value, aim, target.operator, case.indicator.direction)
    flags = _flags(case, status, baseline, paces, is_open=is_open)
    status = capped(status, flags)
    low, high = _bound_statuses(case, baseline, flags)
    if low is not high:
        flags = (*flags, Flag.BOUNDS_DIFFER)
    cagr = _cagr_status(value, baseline, case, at, due)
    if cagr not in (None, Status.NOT_ASSESSABLE, status):
        flags = (*flags, Flag.METHODS_DIFFER)
    offset = latest.value - value  # back from distances to the indicator's own terms
    return Assessment(
        indicator_id=case.indicator.indicator_id,
        unit_id=unit_id,
        target_id=target.target_id,
        status=status,
        flags=flags,
        latest=latest,
        previous=case.points[-2] if len(case.points) > 1 else None,
        baseline=baseline,
        target_value=aim + offset,
        due_on=target.due_on,
        gap=gap(value, aim, case.indicator.direction),
        still_to_do=still_to_do(latest, aim + offset, target.operator, case.indicator),
        expected=expected + offset,
        progress=ratio,
        required_pace=required if is_open else None,
        recent_pace=paces[0],
        recent_from=recent.since if recent else None,
        projected_on=projected_date(value, aim, at, recent.per_year, sign)
        if recent and is_open
        else None,
        low_status=low,
        high_status=high,
        status_cagr=cagr,
    )


def _status(case: _Case, value: Decimal, baseline: Baseline, ratio: Decimal | None) -> Status:
    """Rules 1 to 4, in their order."""
    target, latest = case.target, case.points[-1]
    if is_met(value, case.aim, target.operator, case.indicator.direction):
        return Status.ACHIEVED
    if baseline.period.end >= latest.period.end:
        return Status.NOT_ASSESSABLE
    if latest.period.end >= target.due_on:
        return Status.OVERDUE
    if ratio is None:
        is_behind = case.indicator.direction.sign * (value - baseline.value) < 0
        return Status.MOVING_AWAY if is_behind else Status.ON_TRACK
    if ratio >= ON_TRACK:
        return Status.ON_TRACK
    if ratio >= NEEDS_ACCELERATION:
        return Status.NEEDS_ACCELERATION
    return Status.LIMITED if ratio >= 0 else Status.MOVING_AWAY


def _flags(
    case: _Case,
    status: Status,
    baseline: Baseline,
    paces: tuple[Decimal | None, Decimal | None],
    *,
    is_open: bool,
) -> tuple[Flag, ...]:
    latest, values, sign = case.points[-1], case.values, case.indicator.direction.sign
    recent, required = paces
    met = [
        is_met(point.value, case.aim, case.target.operator, case.indicator.direction)
        for point in values
    ]
    graded = status not in (Status.NOT_ASSESSABLE, Status.OVERDUE)
    raised: dict[Flag, bool] = {
        Flag.REVERSAL: len(values) > 1 and sign * (values[-1].value - values[-2].value) < 0,
        Flag.SLOW_PACE: graded and is_open and is_slow(recent, required, sign),
        Flag.NEVER_AT_THIS_PACE: is_open and recent is not None and sign * recent <= 0,
        Flag.ACHIEVED_THEN_LOST: is_open and any(met),
        Flag.UNIT_CHANGED: status is Status.NOT_ASSESSABLE and _is_new(case.terms),
        Flag.OWN_THRESHOLD: case.target.is_own_threshold,
    }
    return (
        *(flag for flag, is_raised in raised.items() if is_raised),
        *figure_flags(latest, case.indicator),
        *due_flags(latest, case.target, case.terms.today),
    )


def _bound_statuses(
    case: _Case, baseline: Baseline, flags: Sequence[Flag]
) -> tuple[Status | None, Status | None]:
    """Classes if the missing parts were none or all covered; None when nothing is missing."""
    latest = case.values[-1]
    if Flag.PROVISIONAL not in flags or latest.low is None or latest.high is None:
        return None, None
    sign, at = case.indicator.direction.sign, latest.period.end_year
    expected = expected_value(baseline, case.target, case.aim, at)
    low, high = (
        _status(case, bound, baseline, progress_ratio(bound, baseline.value, expected, sign))
        for bound in (latest.low, latest.high)
    )
    return low, high


def _cagr_status(
    value: Decimal, baseline: Baseline, case: _Case, at: Decimal, due: Decimal
) -> Status | None:
    """Class by the growth-rate method; None where distances have no growth rate."""
    if case.target.kind is TargetKind.ABOVE_REFERENCE:
        return None
    start = baseline.period.end_year
    return cagr_with_target(
        float(baseline.value),
        float(value),
        float(case.aim),
        years=float(at - start),
        years_to_due=float(due - start),
        sign=case.indicator.direction.sign,
    ).status


def _unjudged(
    points: tuple[Point, ...],
    indicator: Indicator,
    unit_id: str,
    target: Target | None,
    terms: Terms,
) -> Assessment:
    """Return what can be said without figures or without a numeric aim."""
    latest = points[-1] if points else None
    flags = figure_flags(latest, indicator) if latest else ()
    if latest and target:
        flags = (*flags, *due_flags(latest, target, terms.today))
    return Assessment(
        indicator_id=indicator.indicator_id,
        unit_id=unit_id,
        target_id=target.target_id if target else None,
        status=Status.NOT_ASSESSABLE,
        flags=flags,
        latest=latest,
        previous=points[-2] if len(points) > 1 else None,
        target_value=target.value if target else None,
        due_on=target.due_on if target else None,
    )


def _is_new(terms: Terms) -> bool:
    started = terms.unit_started_on
    return started is not None and started > terms.programme_started_on


def _milestone(
    points: tuple[Point, ...], indicator: Indicator, unit_id: str, target: Target, terms: Terms
) -> Assessment:
    """Judge a milestone by its steps; by its 0/1 figure only where it has no steps.

    A published "1" for a first phase must not hide an open step.
    """
    found = _unjudged(points, indicator, unit_id, target, terms)
    states = [step.state for step in terms.steps]
    if states:
        done = all(state is StepState.DONE for state in states)
        open_steps = sum(state is not StepState.DONE for state in states)
    elif found.latest is None or target.value is None:
        return found
    else:
        done = is_met(found.latest.value, target.value, target.operator, indicator.direction)
        open_steps = int(not done)
    status = Status.ACHIEVED if done else Status.IN_PROGRESS
    if not done and terms.today > target.due_on:
        status = Status.OVERDUE
    return replace(
        found,
        status=status,
        flags=tuple(flag for flag in found.flags if flag is not Flag.AWAITING_FINAL),
        still_to_do=open_steps,
    )
