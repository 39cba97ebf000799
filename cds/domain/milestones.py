"""Targets of kind milestone: done, in progress, overdue or unknown (methods, section 5)."""

from dataclasses import replace
from datetime import date
from enum import StrEnum

from cds.domain.assessments import Assessment, Flag, Status
from cds.domain.cases import Terms
from cds.domain.gaps import is_met
from cds.domain.indicators import Indicator
from cds.domain.standing import late_days, standing_of
from cds.domain.targets import MilestoneStep, PublishedState, Target


class StepState(StrEnum):
    """How a step stands on a day."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


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


def judged_milestone(
    found: Assessment, indicator: Indicator, target: Target, terms: Terms
) -> Assessment:
    """Judge a milestone by its steps; by its 0/1 figure only where it has no steps.

    A published "1" for a first phase must not hide an open step, and an open step of which no
    source speaks after the due date is unknown. `found` is what the figures alone say.
    """
    done = [step.state is PublishedState.DONE for step in terms.steps]
    is_told = bool(done) or (found.latest is not None and target.value is not None)
    met, told_on = _by_steps(target, terms) if done else _by_figure(found, indicator, target, terms)
    status = _status(target, terms, is_met=met) if is_told else Status.NOT_ASSESSABLE
    standing = standing_of(
        status,
        is_met=met,
        told_on=told_on,
        due_on=target.due_on,
        ended_on=terms.unit_ended_on,
        today=terms.today,
    )
    return replace(
        found,
        status=status,
        standing=standing,
        flags=tuple(flag for flag in found.flags if flag is not Flag.AWAITING_FINAL),
        still_to_do=(done.count(False) if done else int(not met)) if is_told else None,
        is_met=met,
        closed_on=terms.unit_ended_on if terms.closed(target.due_on) else None,
        late_days=late_days(standing, target.due_on, terms.unit_ended_on, terms.today),
        steps_done=done.count(True) if done else None,
        steps_total=len(done) or None,
    )


def _by_steps(target: Target, terms: Terms) -> tuple[bool | None, date | None]:
    """Done when all are; not done when a source of the due date or later says so of one."""
    stands = [step_state(step, terms.unit_ended_on, terms.today) for step in terms.steps]
    if all(one is StepState.DONE for one in stands):
        return True, target.due_on
    final = min(target.due_on, terms.unit_ended_on or target.due_on)
    told = [s.known_on for s in terms.steps if s.state is not PublishedState.DONE and s.known_on]
    return (False, target.due_on) if max(told, default=date.min) >= final else (None, None)


def _by_figure(
    found: Assessment, indicator: Indicator, target: Target, terms: Terms
) -> tuple[bool | None, date | None]:
    if found.latest is None or target.value is None:
        return None, None
    if is_met(found.latest.value, target.value, target.operator, indicator.direction):
        return True, target.due_on
    final = min(target.due_on, terms.unit_ended_on or target.due_on)
    return (False, target.due_on) if found.latest.period.end >= final else (None, None)


def _status(target: Target, terms: Terms, *, is_met: bool | None) -> Status:
    if is_met:
        return Status.ACHIEVED
    if terms.today <= target.due_on:
        return Status.IN_PROGRESS
    return Status.NOT_ASSESSABLE if is_met is None else Status.OVERDUE
