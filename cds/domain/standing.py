"""The one class of a target that people see, wherever it is shown (methods, section 5)."""

from datetime import date

from cds.domain.assessments import Standing, Status


def is_closed(due_on: date, ended_on: date | None, today: date) -> bool:
    """True when the unit ended before the target was due: no later figure can come."""
    return ended_on is not None and ended_on < min(due_on, today)


def standing_of(
    status: Status,
    *,
    is_met: bool | None,
    told_on: date | None,
    due_on: date,
    ended_on: date | None,
    today: date,
) -> Standing:
    """Return the class of a target from its status and what the last evidence says.

    `is_met` None: no evidence tells. `told_on` is the last day the evidence speaks of, None
    without any; `ended_on` the unit's last day, None while it exists.
    """
    if is_closed(due_on, ended_on, today):
        if is_met is None:
            return Standing.CLOSED_UNKNOWN
        return Standing.CLOSED_REACHED if is_met else Standing.CLOSED_SHORT
    if today <= due_on:
        return Standing(status)
    if is_met is None:
        return Standing.UNKNOWN if told_on is None else Standing.NOT_ASSESSABLE
    if told_on is not None and told_on >= due_on:
        return Standing(status) if is_met else Standing.OVERDUE
    return Standing.REACHED_AWAITING_FINAL if is_met else Standing.SHORT_AWAITING_FINAL


def late_days(standing: Standing, due_on: date, ended_on: date | None, today: date) -> int | None:
    """Days since the due date of what is overdue, at most to the unit's end; None for the rest."""
    if standing is not Standing.OVERDUE:
        return None
    return (min(today, ended_on or today) - due_on).days
