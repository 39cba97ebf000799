"""The status of a series against its target and the standing that people see, rule by rule.

Source of every rule and constant here: methods, section 5, in its order. What is missing to a
target is in `gaps`, the path, the pace and the growth-rate method in `pace`.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from cds.domain.accumulation import compared, is_yearly, previous_of, whole_years
from cds.domain.assessments import (
    Assessment,
    Baseline,
    BaselineOrigin,
    Flag,
    Standing,
    Status,
    StepState,
)
from cds.domain.gaps import gap, is_met, still_to_do
from cds.domain.indicators import Indicator
from cds.domain.observations import (
    Origin,
    Point,
    Series,
    periods_of,
    up_to,
    values_of,
)
from cds.domain.pace import (
    cagr_with_target,
    expected_value,
    progress_ratio,
    projected_date,
    recent_pace,
    required_pace,
)
from cds.domain.periods import Period, year_fraction
from cds.domain.targets import MilestoneStep, PublishedState, Target, TargetKind

ON_TRACK, NEEDS_ACCELERATION = Decimal("0.95"), Decimal("0.60")  # Statistics Canada, Open SDG
SLOWEST_PACE = Decimal("0.60")  # recent over required pace; ours
COMPLETE_ENOUGH = Decimal("0.90")  # below it a figure is provisional; ours
PARTS_TOLERANCE_PP, PARTS_TOLERANCE = Decimal("0.5"), Decimal("0.01")  # methods, section 1
_GREEN = (Status.ACHIEVED, Status.ON_TRACK)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a judgement rests on beside the figures.

    `today` is the day as of which is judged: in a view of a period the period's last.
    `reference` is the series compared with in targets of kind above_reference. `steps` are a
    milestone's. `unit_started_on` tells a unit made by a reform from one that never reported.
    `unit_ended_on` is the unit's last day, None while it exists: no figure dated later counts.
    """

    today: date
    programme_started_on: date
    reference: Series | None = None
    steps: tuple[MilestoneStep, ...] = ()
    unit_started_on: date | None = None
    unit_ended_on: date | None = None

    def closed(self, due_on: date) -> bool:
        """True when the unit ended before a target was due: judged once, as of its last day."""
        return self.unit_ended_on is not None and self.unit_ended_on < min(due_on, self.today)


def assess(series: Series, indicator: Indicator, target: Target | None, terms: Terms) -> Assessment:
    """Judge the latest figure of a series against its target, as of that figure's date.

    Real figures are judged before demonstration figures; none dated after the unit's last day
    counts. Without figures, target or a numeric aim the status is NOT_ASSESSABLE; gap and pace
    are given as far as they can be told.
    """
    points = up_to(series.judged, terms.unit_ended_on or date.max)
    latest = points[-1] if points else None
    flags = figure_flags(latest, indicator) if latest else ()
    unjudged = Assessment(
        indicator_id=indicator.indicator_id,
        unit_id=series.unit_id,
        target_id=target.target_id if target else None,
        status=Status.NOT_ASSESSABLE,
        flags=(*flags, *due_flags(latest, target, terms)) if target else flags,
        latest=latest,
        previous=previous_of(points),
        target_value=target.value if target else None,
        due_on=target.due_on if target else None,
    )
    if target is None:
        return unjudged
    if target.kind is TargetKind.MILESTONE:
        return _judged_milestone(unjudged, indicator, target, terms)
    if is_yearly(indicator):
        points = up_to(whole_years(series.counted), terms.unit_ended_on or date.max)
    case = _case_of(points, indicator, target, terms)
    judged = _judged(case, unjudged) if case else unjudged
    known_on = judged.latest.period.end if judged.latest else None
    return _with_standing(judged, known_on, target.due_on, terms)


# What is compared: a figure with its aim, or its distance to a reference with none at all.


@dataclass(frozen=True, slots=True)
class _Held:
    """A series and what it is held against.

    `values` are what its figures say, of these periods; for above_reference their distances to the
    reference, to which `bounds` (of the newest), `aim` and `target` are then brought too.
    `references` lead back to the indicator's terms.
    """

    points: Sequence[Point]
    periods: Sequence[Period]
    values: Sequence[Decimal]
    bounds: tuple[Decimal | None, Decimal | None]
    indicator: Indicator
    target: Target
    aim: Decimal
    terms: Terms
    references: Mapping[Period, Point] = field(default_factory=dict[Period, Point])

    @property
    def value(self) -> Decimal:
        """The value that is judged, in the terms of `aim`."""
        return self.values[-1]

    @property
    def at(self) -> Decimal:
        """When the judged figure ends, in fractional years."""
        return self.periods[-1].end_year

    @property
    def due(self) -> Decimal:
        """When the target is due, in fractional years."""
        return year_fraction(self.target.due_on)

    @property
    def sign(self) -> int:
        """+1 when more is better, -1 when less is."""
        return self.indicator.direction.sign

    def meets(self, value: Decimal) -> bool:
        """True when a value meets the aim, at stored precision."""
        return is_met(value, self.aim, self.target.operator, self.indicator.direction)


def _case_of(
    points: Sequence[Point], indicator: Indicator, target: Target, terms: Terms
) -> _Held | None:
    """Return what is to be compared; None without figures, numeric aim or common period."""
    if target.kind is not TargetKind.ABOVE_REFERENCE:
        if not points or target.value is None:
            return None
        bounds = points[-1].low, points[-1].high
        held = points, periods_of(points), values_of(points), bounds
        return _Held(*held, indicator, target, target.value, terms)
    others = compared(terms.reference, indicator) if terms.reference else ()
    references = {point.period: point for point in others}
    if not points or points[-1].period not in references:
        return None
    pairs = [(p, references[p.period]) for p in points if p.period in references]
    latest, reference = pairs[-1]
    bounds = (
        None if latest.low is None else latest.low - reference.value,
        None if latest.high is None else latest.high - reference.value,
    )
    distances = [point.value - other.value for point, other in pairs]
    held = points, [point.period for point, _ in pairs], distances, bounds
    period, value = target.baseline_period, target.baseline_value
    base = references.get(period) if period else None
    if value is None or base is None:
        period, value = None, None
    else:
        value -= base.value
    # A path in other terms is no path here.
    aimed = replace(target, path=(), baseline_period=period, baseline_value=value)
    return _Held(*held, indicator, aimed, Decimal(0), terms, references)


def baseline_of(
    periods: Sequence[Period], values: Sequence[Decimal], target: Target, started_on: date
) -> Baseline:
    """Choose the value a path starts from; there is at least one.

    The target's own baseline, else the first value on or after the programme's start that
    precedes the latest, else the earliest.
    """
    if target.baseline_period is not None and target.baseline_value is not None:
        return Baseline(target.baseline_period, target.baseline_value, BaselineOrigin.TARGET)
    first = bisect_left(periods, started_on, key=lambda period: period.end)
    if first + 1 < len(periods):
        return Baseline(periods[first], values[first], BaselineOrigin.PROGRAMME_START)
    return Baseline(periods[0], values[0], BaselineOrigin.EARLIEST)


# Rules 1 to 5.


def _status(case: _Held, baseline: Baseline, expected: Decimal, progress: Decimal | None) -> Status:
    """Rules 1 to 4, in their order; rule 2 also holds for a single value."""
    latest_on = case.periods[-1].end
    if case.meets(case.value):
        return Status.ACHIEVED
    if baseline.period.end >= latest_on:
        return Status.NOT_ASSESSABLE
    if latest_on >= case.target.due_on:
        return Status.OVERDUE
    if progress is None:
        is_behind = case.sign * (case.value - expected) < 0
        return Status.MOVING_AWAY if is_behind else Status.ON_TRACK
    if progress >= ON_TRACK:
        return Status.ON_TRACK
    if progress >= NEEDS_ACCELERATION:
        return Status.NEEDS_ACCELERATION
    return Status.LIMITED if progress >= 0 else Status.MOVING_AWAY


def capped(status: Status, flags: Sequence[Flag]) -> Status:
    """Rule 5: no green on incomplete figures, no "on track" while slowing or reversing."""
    if Flag.PROVISIONAL in flags and status in _GREEN:
        return Status.NEEDS_ACCELERATION
    if status is Status.ON_TRACK and (Flag.REVERSAL in flags or Flag.SLOW_PACE in flags):
        return Status.NEEDS_ACCELERATION
    return status


def is_slow(recent: Decimal | None, required: Decimal | None, sign: int) -> bool:
    """Say whether the recent pace is below `SLOWEST_PACE` of the required one."""
    if recent is None or required is None or sign * required <= 0:
        return False
    return recent / required < SLOWEST_PACE


def _ruled(case: _Held, baseline: Baseline, unjudged: Assessment) -> Assessment:
    """Judge the latest value by the rules in their order, then by its movement: whose flags alone.

    Paces are those of the distance to the aim; the required one is None when that is met or due.
    """
    is_open = not case.meets(case.value)
    expected = expected_value(baseline, case.target, case.aim, case.at)
    progress = progress_ratio(case.value, baseline.value, expected, case.sign)
    required = required_pace(case.value, case.aim, case.at, case.due) if is_open else None
    recent = recent_pace(case.periods, case.values)
    status = _status(case, baseline, expected, progress)
    before = case.values[:-1]
    flags = _raised(
        {
            Flag.REVERSAL: bool(before) and case.sign * (case.value - before[-1]) < 0,
            Flag.SLOW_PACE: status is not Status.NOT_ASSESSABLE
            and is_slow(recent.per_year if recent else None, required, case.sign),
            Flag.ACHIEVED_THEN_LOST: is_open
            and bool(before)
            and case.meets(max(before) if case.sign > 0 else min(before)),
        }
    )
    return replace(
        unjudged,
        status=capped(status, flags),
        flags=flags,
        expected=expected + (case.points[-1].value - case.value),  # in the indicator's own terms
        progress=progress,
        required_pace=required,
        recent_pace=recent.per_year if recent else None,
        recent_from=recent.since if recent else None,
        is_met=not is_open,
    )


def _judged(case: _Held, unjudged: Assessment) -> Assessment:
    """Return the judgement of a case in the indicator's own terms, without its standing yet."""
    latest, target, terms = case.points[-1], case.target, case.terms
    offset = latest.value - case.value  # from the terms of the aim back to the figure itself
    baseline = baseline_of(case.periods, case.values, target, terms.programme_started_on)
    base_reference = case.references.get(baseline.period)
    ruling = _ruled(case, baseline, unjudged)
    pace = None if ruling.is_met else ruling.recent_pace
    projected = None
    if pace is not None:
        projected = projected_date(case.value, case.aim, case.at, pace, case.sign)
    low, high = _bound_statuses(case, baseline, unjudged)
    cagr = _cagr_status(case, baseline)
    figures = figure_flags(latest, case.indicator)
    reference = case.references.get(latest.period)
    if reference and reference.is_demo and not latest.is_demo:
        figures = (*figures, Flag.DEMO)  # a generated reference makes the judgement one
    status = capped(ruling.status, figures)
    is_new = (terms.unit_started_on or date.min) > terms.programme_started_on
    flags = _raised(
        {
            Flag.NEVER_AT_THIS_PACE: pace is not None and not projected,
            Flag.UNIT_CHANGED: status is Status.NOT_ASSESSABLE and is_new,
            Flag.OWN_THRESHOLD: target.is_own_threshold,
            Flag.BOUNDS_DIFFER: low is not high,
            Flag.METHODS_DIFFER: cagr not in (None, Status.NOT_ASSESSABLE, status),
        }
    )
    return replace(
        ruling,
        status=status,
        flags=(*ruling.flags, *flags, *figures, *due_flags(latest, target, terms)),
        latest=latest,
        previous=previous_of(case.points),
        baseline=replace(baseline, value=baseline.value + base_reference.value)
        if base_reference
        else baseline,
        target_value=case.aim + offset,
        gap=gap(case.value, case.aim, case.indicator.direction),
        still_to_do=still_to_do(latest, case.aim + offset, target.operator, case.indicator),
        projected_on=projected if projected and projected >= terms.today else None,
        low_status=low,
        high_status=high,
        status_cagr=cagr,
    )


def _bound_statuses(
    case: _Held, baseline: Baseline, unjudged: Assessment
) -> tuple[Status | None, Status | None]:
    """Return the classes if the missing parts were none or all covered.

    None when nothing is missing, or when the bounds cannot be told.
    """
    low, high = case.bounds
    if low is None or high is None or low == high:
        return None, None
    of_low, of_high = (
        _ruled(replace(case, values=(*case.values[:-1], bound)), baseline, unjudged).status
        for bound in (low, high)
    )
    return of_low, of_high


def _cagr_status(case: _Held, baseline: Baseline) -> Status | None:
    """Class by the growth-rate method; None where distances have no growth rate."""
    if case.target.kind is TargetKind.ABOVE_REFERENCE:
        return None
    start = baseline.period.end_year
    return cagr_with_target(
        float(baseline.value),
        float(case.value),
        float(case.aim),
        years=float(case.at - start),
        years_to_due=float(case.due - start),
        sign=case.sign,
    ).status


# What a reader must know beside the status.


def figure_flags(latest: Point, indicator: Indicator) -> tuple[Flag, ...]:
    """Flags that come from the figure alone."""
    tolerance = PARTS_TOLERANCE_PP if indicator.is_share else abs(latest.value) * PARTS_TOLERANCE
    return _raised(
        {
            Flag.PROVISIONAL: latest.completeness is not None
            and latest.completeness < COMPLETE_ENOUGH,
            Flag.WEIGHTED: latest.origin is Origin.WEIGHTED,
            Flag.DEMO: latest.is_demo,
            Flag.OVER_100: latest.numerator is not None
            and latest.denominator is not None
            and latest.numerator > latest.denominator,
            Flag.PARTS_DIFFER: latest.parts_value is not None
            and abs(latest.value - latest.parts_value) > tolerance,
        }
    )


def due_flags(latest: Point | None, target: Target, terms: Terms) -> tuple[Flag, ...]:
    """Flag a past due date without a figure at or after it."""
    is_awaited = terms.today > target.due_on > (latest.period.end if latest else date.min)
    return (Flag.AWAITING_FINAL,) if is_awaited else ()


def _raised(flags: Mapping[Flag, bool]) -> tuple[Flag, ...]:
    return tuple(flag for flag, is_raised in flags.items() if is_raised)


# The standing: what a person sees.


def _with_standing(
    judged: Assessment, known_on: date | None, due_on: date, terms: Terms
) -> Assessment:
    """Give the class that people see; what closed with its unit has no pace and no projection.

    `known_on` is the last day the evidence speaks of, None without any.
    """
    standing = _standing(judged, known_on, due_on, terms)
    if standing is Standing.OVERDUE:  # at most to the unit's end
        late_until = min(terms.today, terms.unit_ended_on or terms.today)
        return replace(judged, standing=standing, late_days=(late_until - due_on).days)
    if not terms.closed(due_on):
        return replace(judged, standing=standing)
    ahead = (Flag.NEVER_AT_THIS_PACE, Flag.AWAITING_FINAL)
    return replace(
        judged,
        standing=standing,
        closed_on=terms.unit_ended_on,
        flags=tuple(flag for flag in judged.flags if flag not in ahead),
        required_pace=None,
        recent_pace=None,
        recent_from=None,
        projected_on=None,
    )


def _standing(judged: Assessment, known_on: date | None, due_on: date, terms: Terms) -> Standing:
    """The table of methods, section 5. `is_met` None: no evidence tells."""
    if terms.closed(due_on):
        if judged.is_met is None:
            return Standing.CLOSED_UNKNOWN
        return Standing.CLOSED_REACHED if judged.is_met else Standing.CLOSED_SHORT
    if terms.today <= due_on:
        return Standing(judged.status)
    is_final = known_on is not None and known_on >= due_on
    if judged.is_met is None:
        return Standing.NOT_ASSESSABLE if is_final else Standing.UNKNOWN
    if is_final:
        return Standing(judged.status) if judged.is_met else Standing.OVERDUE
    is_met = judged.is_met
    return Standing.REACHED_AWAITING_FINAL if is_met else Standing.SHORT_AWAITING_FINAL


# Milestones: done, in progress, overdue or unknown by their dates and sources.


def _judged_milestone(
    unjudged: Assessment, indicator: Indicator, target: Target, terms: Terms
) -> Assessment:
    """Judge a milestone by its steps; by its 0/1 figure only where it has no steps.

    A published "1" for a first phase must not hide an open step. Done when all steps are; not
    done when a source of the due date or later says so of one; an open step of which no source
    speaks after the due date is unknown.
    """
    latest, steps = unjudged.latest, terms.steps
    still_open = [step for step in steps if step.state is not PublishedState.DONE]
    final_on = min(target.due_on, terms.unit_ended_on or target.due_on)
    is_done, is_told, known_on = False, True, date.min
    if steps:
        is_done = not still_open
        known_on = max((step.known_on or date.min for step in still_open), default=date.min)
    elif latest is not None and target.value is not None:
        is_done = is_met(latest.value, target.value, target.operator, indicator.direction)
        known_on = latest.period.end
    else:
        is_told = False
    met = True if is_done else False if known_on >= final_on else None
    status = Status.NOT_ASSESSABLE
    if met:
        status = Status.ACHIEVED
    elif is_told and terms.today <= target.due_on:
        status = Status.IN_PROGRESS
    elif met is False:
        status = Status.OVERDUE
    judged = replace(
        unjudged,
        status=status,
        flags=tuple(flag for flag in unjudged.flags if flag is not Flag.AWAITING_FINAL),
        still_to_do=(len(still_open) if steps else int(not met)) if is_told else None,
        is_met=met,
        steps_done=len(steps) - len(still_open) if steps else None,
        steps_total=len(steps) or None,
    )
    return _with_standing(judged, None if met is None else target.due_on, target.due_on, terms)


def step_state(step: MilestoneStep, ended_on: date | None, today: date) -> StepState:
    """Return how a step stands: past its due date only a source dated then calls it overdue.

    A step that no source tells of is unknown, never overdue. `ended_on` is the last day of the
    milestone's unit, None while it exists: from then on nothing new can be known.
    """
    if step.state is PublishedState.DONE:
        return StepState.DONE
    judged_on = min(today, ended_on or today)
    due_on = step.due_on or date.max
    if today <= due_on and judged_on == today:
        return StepState(step.state.value)
    if step.known_on is not None and step.known_on >= min(due_on, judged_on):
        return StepState.OVERDUE if due_on < judged_on else StepState(step.state.value)
    return StepState.UNKNOWN
