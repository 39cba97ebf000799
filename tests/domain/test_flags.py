"""What a reader must know beside a status (methods, sections 1 and 5)."""

from datetime import date
from decimal import Decimal

import pytest

from cds.domain.assessments import Flag, Status
from cds.domain.indicators import IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import parse_period
from cds.domain.status_rule import Terms, capped, due_flags, figure_flags, is_slow
from tests import factories as f

D = Decimal


def point(value=50, **more):
    return Point(parse_period("2024"), D(str(value)), **more)


@pytest.mark.parametrize(
    ("flag", "status", "becomes"),
    [
        (Flag.PROVISIONAL, Status.ACHIEVED, Status.NEEDS_ACCELERATION),
        (Flag.PROVISIONAL, Status.ON_TRACK, Status.NEEDS_ACCELERATION),
        (Flag.PROVISIONAL, Status.LIMITED, Status.LIMITED),
        (Flag.PROVISIONAL, Status.OVERDUE, Status.OVERDUE),
        (Flag.REVERSAL, Status.ON_TRACK, Status.NEEDS_ACCELERATION),
        (Flag.REVERSAL, Status.ACHIEVED, Status.ACHIEVED),
        (Flag.REVERSAL, Status.MOVING_AWAY, Status.MOVING_AWAY),
        (Flag.SLOW_PACE, Status.ON_TRACK, Status.NEEDS_ACCELERATION),
        (Flag.SLOW_PACE, Status.LIMITED, Status.LIMITED),
        (Flag.DEMO, Status.ON_TRACK, Status.ON_TRACK),
    ],
)
def test_a_cap_never_lifts_and_lowers_only_green(flag, status, becomes):
    assert capped(status, [flag]) is becomes


@pytest.mark.parametrize(
    ("recent", "required", "sign", "slow"),
    [
        ("7.2", 12, 1, False),
        ("7.19", 12, 1, True),
        (-1, 12, 1, True),
        (-3, -5, -1, False),
        ("-2.9", -5, -1, True),
        (None, 12, 1, False),
        (5, None, 1, False),
        (5, 0, 1, False),
    ],
)
def test_slow_is_below_sixty_percent_of_the_required_pace(recent, required, sign, slow):
    assert is_slow(*(n if n is None else D(n) for n in (recent, required)), sign) is slow


@pytest.mark.parametrize(
    ("last", "today", "waits"),
    [
        (date(2024, 12, 31), date(2026, 1, 1), True),
        (date(2024, 12, 31), date(2025, 12, 31), False),  # the due date itself is not past
        (date(2025, 12, 30), date(2026, 1, 1), True),
        (date(2025, 12, 31), date(2026, 1, 1), False),
        (date(2026, 3, 31), date(2026, 6, 1), False),
        (None, date(2026, 1, 1), True),
        (None, date(2025, 1, 1), False),
    ],
)
def test_past_the_due_date_the_final_figure_is_awaited(last, today, waits):
    latest = last and Point(parse_period(str(last)), D(50))
    flags = due_flags(latest, f.target(), Terms(today, date(2021, 1, 1)))
    assert (Flag.AWAITING_FINAL in flags) is waits


@pytest.mark.parametrize(
    ("parts", "differ"), [("49.5", False), ("49.49", True), ("50.51", True), (None, False)]
)
def test_a_share_differs_from_its_parts_beyond_half_a_point(parts, differ):
    told = point(parts_value=None if parts is None else D(parts))
    assert (Flag.PARTS_DIFFER in figure_flags(told, f.indicator())) is differ


@pytest.mark.parametrize(("parts", "differ"), [(198, False), ("197.9", True), ("202.1", True)])
def test_a_sum_differs_from_its_parts_beyond_one_percent(parts, differ):
    count = f.indicator(kind=IndicatorKind.COUNT)
    told = point(200, parts_value=D(parts))
    assert (Flag.PARTS_DIFFER in figure_flags(told, count)) is differ


@pytest.mark.parametrize(
    ("counts", "over"),
    [((11, 10), True), ((10, 10), False), ((None, 10), False), ((11, None), False)],
)
def test_a_numerator_above_its_denominator_is_flagged(counts, over):
    numerator, denominator = (c and D(c) for c in counts)
    told = point(110, numerator=numerator, denominator=denominator)
    assert (Flag.OVER_100 in figure_flags(told, f.indicator())) is over


@pytest.mark.parametrize(("completeness", "provisional"), [("0.9", False), ("0.8999", True)])
def test_ninety_percent_of_the_figures_are_enough(completeness, provisional):
    told = point(completeness=D(completeness))
    assert (Flag.PROVISIONAL in figure_flags(told, f.indicator())) is provisional


def test_completeness_that_cannot_be_told_is_not_called_provisional():
    assert figure_flags(point(completeness=None), f.indicator()) == ()
