"""The class that people see, as a table worked by hand (methods, section 5)."""

from datetime import date
from decimal import Decimal

import pytest

from cds.domain.assessments import Flag, Standing, Status, StepState, tally_of
from cds.domain.indicators import IndicatorKind
from cds.domain.observations import Point, Series
from cds.domain.periods import parse_period
from cds.domain.status_rule import Terms, assess, step_state
from cds.domain.targets import MilestoneStep, Operator, PublishedState, TargetKind
from tests.factories import indicator, target

STARTED = date(2021, 1, 1)
ENDED = date(2025, 6, 30)  # half a year before the target of 80% is due
AHEAD, PAST = date(2025, 3, 1), date(2026, 11, 28)


def series(*pairs):
    points = (Point(parse_period(period), Decimal(str(value))) for period, value in pairs)
    return Series("coverage", "u", tuple(points))


def judged(found, today=PAST, ended=None, aim=None, **terms):
    return assess(
        found, indicator(), aim or target(), Terms(today, STARTED, unit_ended_on=ended, **terms)
    )


@pytest.mark.parametrize(
    ("figures", "today", "ended", "standing", "late"),
    [
        # The due date is ahead: the status.
        ((("2021", 20), ("2024", 80)), AHEAD, None, "achieved", None),
        ((("2021", 20), ("2024", 70)), AHEAD, None, "on_track", None),
        ((("2021", 20), ("2024", 55)), AHEAD, None, "needs_acceleration", None),
        ((("2021", 20), ("2024", 30)), AHEAD, None, "limited", None),
        ((("2021", 20), ("2024", 19)), AHEAD, None, "moving_away", None),
        ((("2024", 79),), AHEAD, None, "not_assessable", None),
        ((), AHEAD, None, "not_assessable", None),
        # A figure at or after it.
        ((("2021", 20), ("2025", 80)), PAST, None, "achieved", None),
        ((("2021", 20), ("2025", 79)), PAST, None, "overdue", 332),
        ((("2025", 79),), PAST, None, "overdue", 332),  # one figure is enough to say no
        ((("2021", 20), ("2026-Q1", 79)), date(2026, 5, 1), None, "overdue", 121),
        # Past, and no such figure: met and not met are told apart.
        ((("2021", 20), ("2024", 80)), PAST, None, "reached_awaiting_final", None),
        ((("2021", 20), ("2024", 79)), PAST, None, "short_awaiting_final", None),
        ((("2024", 79),), PAST, None, "short_awaiting_final", None),
        ((), PAST, None, "unknown", None),
        # The unit ended before the target was due: closed, as of its last day.
        ((("2021", 20), ("2024", 80)), PAST, ENDED, "closed_reached", None),
        ((("2021", 20), ("2025-Q2", 79)), PAST, ENDED, "closed_short", None),
        ((("2024", 79),), date(2025, 7, 1), ENDED, "closed_short", None),
        ((), PAST, ENDED, "closed_unknown", None),
        ((("2021", 20), ("2024", 70)), AHEAD, ENDED, "on_track", None),  # not yet at its end
        ((("2024", 70), ("2025", 90)), PAST, ENDED, "closed_short", None),  # dated after the end
    ],
)  # fmt: skip
def test_the_standing_follows_from_the_dates_and_the_latest_figure(
    figures, today, ended, standing, late
):
    found = judged(series(*figures), today, ended)
    assert (found.standing, found.late_days) == (standing, late)


def test_a_unit_that_ended_after_the_due_date_is_judged_as_any_other():
    aim = target(due_on=date(2023, 12, 31))
    late = judged(series(("2021", 20), ("2024", 79)), ended=ENDED, aim=aim)
    # Late until the unit's last day: 31/12/2023 to 30/06/2025.
    assert (late.standing, late.late_days) == (Standing.OVERDUE, 547)


def test_what_is_closed_has_no_pace_and_no_projection():
    figures = series(("2021", 20), ("2023", 40), ("2024", 50))
    ahead, closed = judged(figures, AHEAD), judged(figures, PAST, ENDED)
    assert (ahead.recent_pace, ahead.required_pace) == (10, 30)
    assert (closed.recent_pace, closed.required_pace, closed.projected_on) == (None, None, None)
    assert (closed.status, closed.gap, closed.closed_on) == (ahead.status, 30, ENDED)


def test_of_what_moved_away_and_closed_only_what_has_been_is_flagged():
    figures = series(("2021", 60), ("2023", 50), ("2024", 45))
    ahead, closed = judged(figures, AHEAD), judged(figures, PAST, ENDED)
    assert {*ahead.flags} - {*closed.flags} == {Flag.NEVER_AT_THIS_PACE}
    assert Flag.REVERSAL in closed.flags


def test_what_is_met_needs_no_pace():
    met = judged(series(("2021", 20), ("2023", 75), ("2024", 85)), AHEAD)
    assert (met.recent_pace, met.required_pace) == (10, None)


def test_no_projection_lies_in_the_past():
    figures = series(("2021", 20), ("2023", 70), ("2024", 78))  # 80 by April 2025
    assert judged(figures, AHEAD).projected_on == date(2025, 3, 31)
    past = judged(figures, date(2025, 4, 1))
    assert (past.projected_on, Flag.NEVER_AT_THIS_PACE in past.flags) == (None, False)


def test_a_figure_without_anything_to_compare_with_is_not_assessable():
    aim = target(value=None, kind=TargetKind.ABOVE_REFERENCE, operator=Operator.GREATER)
    assert judged(series(("2025", 70)), aim=aim).standing is Standing.NOT_ASSESSABLE
    assert judged(series(("2025", 70)), ended=ENDED, aim=aim).standing is Standing.CLOSED_UNKNOWN


DONE = MilestoneStep("t", "a", PublishedState.DONE, None, date(2023, 1, 1), "", "")


def open_step(known_on=None):
    return MilestoneStep(
        "t", "b", PublishedState.IN_PROGRESS, date(2025, 12, 31), None, "", "", known_on
    )


@pytest.mark.parametrize(
    ("steps", "today", "ended", "standing", "status"),
    [
        ((DONE, DONE), PAST, None, "achieved", "achieved"),
        ((DONE, open_step()), AHEAD, None, "in_progress", "in_progress"),
        ((DONE, open_step(date(2025, 12, 31))), PAST, None, "overdue", "overdue"),
        ((DONE, open_step(date(2025, 12, 30))), PAST, None, "unknown", "not_assessable"),
        ((DONE, open_step()), PAST, None, "unknown", "not_assessable"),
        ((DONE, DONE), PAST, ENDED, "closed_reached", "achieved"),
        ((DONE, open_step(ENDED)), PAST, ENDED, "closed_short", "overdue"),
        ((DONE, open_step(date(2025, 6, 29))), PAST, ENDED, "closed_unknown", "not_assessable"),
    ],
)
def test_a_milestone_nobody_published_is_unknown_and_never_overdue(
    steps, today, ended, standing, status
):
    aim = target(value="1", operator=Operator.EQUAL, kind=TargetKind.MILESTONE)
    measured = indicator(kind=IndicatorKind.MILESTONE)
    terms = Terms(today, STARTED, steps=steps, unit_ended_on=ended)
    found = assess(series(("2022", 1)), measured, aim, terms)
    assert (found.standing, found.status) == (standing, status)
    done = sum(one is DONE for one in steps)
    assert (found.steps_done, found.steps_total, found.still_to_do) == (done, 2, 2 - done)


@pytest.mark.parametrize(
    ("figures", "today", "standing"),
    [
        ((("2022", 1),), PAST, "achieved"),
        ((("2025", 0),), PAST, "overdue"),
        ((("2024", 0),), PAST, "unknown"),
        ((("2024", 0),), AHEAD, "in_progress"),
        ((), PAST, "unknown"),
        ((), AHEAD, "not_assessable"),
    ],
)
def test_a_milestone_without_steps_stands_by_its_figure(figures, today, standing):
    aim = target(value="1", operator=Operator.EQUAL, kind=TargetKind.MILESTONE)
    measured = indicator(kind=IndicatorKind.MILESTONE)
    found = assess(series(*figures), measured, aim, Terms(today, STARTED))
    assert found.standing == standing


def test_every_status_of_a_target_ahead_is_a_class_people_know():
    assert {Standing(status) for status in Status}


@pytest.mark.parametrize(
    ("state", "due", "known", "ended", "expected"),
    [
        ("done", date(2020, 1, 1), None, None, StepState.DONE),
        ("in_progress", date(2027, 1, 1), None, None, StepState.IN_PROGRESS),
        ("not_started", None, None, None, StepState.NOT_STARTED),
        ("in_progress", PAST, None, None, StepState.IN_PROGRESS),  # the due day is still in time
        ("in_progress", date(2025, 12, 31), None, None, StepState.UNKNOWN),
        ("in_progress", date(2025, 12, 31), date(2025, 12, 30), None, StepState.UNKNOWN),
        ("in_progress", date(2025, 12, 31), date(2025, 12, 31), None, StepState.OVERDUE),
        # The unit ended: nothing later can be known.
        ("in_progress", date(2025, 1, 1), date(2025, 6, 30), ENDED, StepState.OVERDUE),
        ("in_progress", date(2025, 12, 31), ENDED, ENDED, StepState.IN_PROGRESS),
        ("in_progress", date(2025, 12, 31), date(2025, 6, 29), ENDED, StepState.UNKNOWN),
        ("not_started", None, None, ENDED, StepState.UNKNOWN),
    ],
)
def test_a_step_is_overdue_only_by_a_source_dated_then(state, due, known, ended, expected):
    step = MilestoneStep("t", "a", PublishedState(state), due, None, "", "", known)
    assert step_state(step, ended, PAST) is expected


def test_a_tally_counts_by_standing_and_generated_ones_apart():
    tally = tally_of([("on_track", False), ("overdue", True), ("on_track", True)])
    assert list(tally.counts) == [Standing.OVERDUE, Standing.ON_TRACK]  # the most urgent first
    assert (tally.total, tally.of([Standing.ON_TRACK, Standing.ACHIEVED])) == (3, 2)
    assert tally.demo == {Standing.OVERDUE: 1, Standing.ON_TRACK: 1}
