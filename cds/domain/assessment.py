"""Judge a series against its target: the one published status rule (methods, section 5)."""

from dataclasses import replace
from datetime import date

from cds.domain.accumulation import previous_of, yearly
from cds.domain.assessments import Assessment, Baseline, Flag, Standing, Status
from cds.domain.cagr import cagr_with_target
from cds.domain.cases import Case, Terms, case_of
from cds.domain.flags import capped, due_flags, figure_flags
from cds.domain.gaps import gap, still_to_do
from cds.domain.indicators import Indicator
from cds.domain.milestones import judged_milestone
from cds.domain.observations import Point, Series
from cds.domain.pace import baseline_of, projected_date
from cds.domain.standing import late_days, standing_of
from cds.domain.status_rule import Judged, bound_statuses, judged
from cds.domain.targets import Target, TargetKind

__all__ = ["Terms", "assess"]


def assess(series: Series, indicator: Indicator, target: Target | None, terms: Terms) -> Assessment:
    """Judge the latest figure of a series against its target, as of that figure's date.

    Real figures are judged before demonstration figures; none dated after the unit's last day
    counts. Without figures, target or a numeric
    aim the status is NOT_ASSESSABLE; gap and pace are given as far as they can be told.
    """
    last = terms.unit_ended_on or date.max
    points = tuple(point for point in series.judged if point.period.end <= last)
    found = _unjudged(points, indicator, series.unit_id, target, terms)
    if target is None:
        return found
    if target.kind is TargetKind.MILESTONE:
        return judged_milestone(found, indicator, target, terms)
    case = case_of(yearly(points, indicator), indicator, target, terms)
    return _stood(found if case is None else _judged(case, series.unit_id), target, terms)


def _stood(found: Assessment, target: Target, terms: Terms) -> Assessment:
    """Give the class that people see; what closed with its unit has no pace and no projection."""
    told_on = found.latest.period.end if found.latest else None
    if told_on and terms.last_figure_on and terms.last_figure_on > told_on:
        return replace(found, standing=Standing(found.status))  # a view of the past, as of then
    standing = standing_of(
        found.status,
        is_met=found.is_met,
        told_on=told_on,
        due_on=target.due_on,
        ended_on=terms.unit_ended_on,
        today=terms.today,
    )
    late = late_days(standing, target.due_on, terms.unit_ended_on, terms.today)
    found = replace(found, standing=standing, late_days=late)
    if not terms.closed(target.due_on):
        return found
    ahead = (Flag.NEVER_AT_THIS_PACE, Flag.AWAITING_FINAL)
    return replace(
        found,
        closed_on=terms.unit_ended_on,
        flags=tuple(flag for flag in found.flags if flag not in ahead),
        required_pace=None,
        recent_pace=None,
        recent_from=None,
        projected_on=None,
    )


def _judged(case: Case, unit_id: str) -> Assessment:
    latest, target = case.latest, case.target
    baseline = baseline_of(case.values, target, case.terms.programme_started_on)
    stands = judged(case, baseline)
    cagr = _cagr_status(case, baseline)
    low, high = bound_statuses(case, baseline)
    projected = _projected(case, stands)
    figures = _figure_flags(case)
    status = capped(stands.status, figures)
    raised = {
        Flag.NEVER_AT_THIS_PACE: stands.is_open and stands.recent is not None and not projected,
        Flag.UNIT_CHANGED: status is Status.NOT_ASSESSABLE and _is_new(case.terms),
        Flag.OWN_THRESHOLD: target.is_own_threshold,
        Flag.BOUNDS_DIFFER: low is not high,
        Flag.METHODS_DIFFER: cagr not in (None, Status.NOT_ASSESSABLE, status),
    }
    return Assessment(
        indicator_id=case.indicator.indicator_id,
        unit_id=unit_id,
        target_id=target.target_id,
        status=status,
        flags=(*stands.flags, *(flag for flag, is_raised in raised.items() if is_raised), *figures),
        latest=latest,
        previous=previous_of(case.points),
        baseline=case.shown(baseline),
        target_value=case.aim + case.offset,
        due_on=target.due_on,
        gap=gap(case.value, case.aim, case.indicator.direction),
        still_to_do=still_to_do(latest, case.aim + case.offset, target.operator, case.indicator),
        expected=stands.expected + case.offset,
        progress=stands.progress,
        required_pace=stands.required,
        recent_pace=stands.recent.per_year if stands.recent else None,
        recent_from=stands.recent.since if stands.recent else None,
        projected_on=projected if projected and projected >= case.terms.today else None,
        low_status=low,
        high_status=high,
        status_cagr=cagr,
        is_met=not stands.is_open,
    )


def _projected(case: Case, stands: Judged) -> date | None:
    """The day the recent pace reaches an open target; None also when it never does."""
    if stands.recent is None or not stands.is_open:
        return None
    return projected_date(case.value, case.aim, case.at, stands.recent.per_year, case.sign)


def _figure_flags(case: Case) -> tuple[Flag, ...]:
    """Flags of the figure and its date; a generated reference makes the judgement one."""
    flags = figure_flags(case.latest, case.indicator)
    if case.values[-1].is_demo and not case.latest.is_demo:
        flags = (*flags, Flag.DEMO)
    return (*flags, *_due_flags(case.latest, case.target, case.terms))


def _due_flags(latest: Point | None, target: Target, terms: Terms) -> tuple[Flag, ...]:
    in_view = latest.period.end if latest else None
    return due_flags(terms.last_figure_on or in_view, target, terms.today)


def _cagr_status(case: Case, baseline: Baseline) -> Status | None:
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
    if target:
        flags = (*flags, *_due_flags(latest, target, terms))
    return Assessment(
        indicator_id=indicator.indicator_id,
        unit_id=unit_id,
        target_id=target.target_id if target else None,
        status=Status.NOT_ASSESSABLE,
        flags=flags,
        latest=latest,
        previous=previous_of(points),
        target_value=target.value if target else None,
        due_on=target.due_on if target else None,
    )


def _is_new(terms: Terms) -> bool:
    started = terms.unit_started_on
    return started is not None and started > terms.programme_started_on
