"""Targets of kind milestone: done, in progress or overdue by their dates (methods, section 5)."""

from dataclasses import replace

from cds.domain.cases import Terms
from cds.domain.gaps import is_met
from cds.domain.indicators import Indicator
from cds.domain.progress import Assessment, Flag, Status
from cds.domain.targets import StepState, Target


def judged_milestone(
    found: Assessment, indicator: Indicator, target: Target, terms: Terms
) -> Assessment:
    """Judge a milestone by its steps; by its 0/1 figure only where it has no steps.

    A published "1" for a first phase must not hide an open step. `found` is what the figures
    alone say.
    """
    states = [step.state for step in terms.steps]
    if states:
        open_steps = sum(state is not StepState.DONE for state in states)
    elif found.latest is None or target.value is None:
        return found
    else:
        done = is_met(found.latest.value, target.value, target.operator, indicator.direction)
        open_steps = int(not done)
    return replace(
        found,
        status=_status(open_steps, target, terms),
        flags=tuple(flag for flag in found.flags if flag is not Flag.AWAITING_FINAL),
        still_to_do=open_steps,
    )


def _status(open_steps: int, target: Target, terms: Terms) -> Status:
    if not open_steps:
        return Status.ACHIEVED
    return Status.OVERDUE if terms.today > target.due_on else Status.IN_PROGRESS
