"""What a reader must know beside a status, and what caps it (methods, section 5)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cds.domain.assessments import Flag, Status
from cds.domain.indicators import Indicator
from cds.domain.observations import Origin, Point
from cds.domain.targets import Target

SLOWEST_PACE = Decimal("0.60")  # recent over required pace; ours
COMPLETE_ENOUGH = Decimal("0.90")  # below it a figure is provisional; ours
PARTS_TOLERANCE_PP, PARTS_TOLERANCE = Decimal("0.5"), Decimal("0.01")  # methods, section 1
_GREEN = (Status.ACHIEVED, Status.ON_TRACK)


def figure_flags(latest: Point, indicator: Indicator) -> tuple[Flag, ...]:
    """Flags that come from the figure alone."""
    raised = {
        Flag.PROVISIONAL: latest.completeness is not None and latest.completeness < COMPLETE_ENOUGH,
        Flag.WEIGHTED: latest.origin is Origin.WEIGHTED,
        Flag.DEMO: latest.is_demo,
        Flag.OVER_100: _is_over_100(latest),
        Flag.PARTS_DIFFER: _parts_differ(latest, indicator),
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def due_flags(last_figure_on: date | None, target: Target, today: date) -> tuple[Flag, ...]:
    """Flag a past due date without a figure at or after it; None: without any figure."""
    is_final = last_figure_on is not None and last_figure_on >= target.due_on
    return (Flag.AWAITING_FINAL,) if today > target.due_on and not is_final else ()


def capped(status: Status, flags: Sequence[Flag]) -> Status:
    """Rule 5: no green on incomplete figures, no "on track" while slowing or reversing."""
    if Flag.PROVISIONAL in flags and status in _GREEN:
        return Status.NEEDS_ACCELERATION
    if status is Status.ON_TRACK and (Flag.REVERSAL in flags or Flag.SLOW_PACE in flags):
        return Status.NEEDS_ACCELERATION
    return status


def is_slow(recent: Decimal | None, required: Decimal | None, sign: int) -> bool:
    """Say whether the recent pace is below 0.60 of the required one."""
    if recent is None or required is None or sign * required <= 0:
        return False
    return recent / required < SLOWEST_PACE


def _is_over_100(point: Point) -> bool:
    if point.numerator is None or point.denominator is None:
        return False
    return point.numerator > point.denominator


def _parts_differ(point: Point, indicator: Indicator) -> bool:
    if point.parts_value is None:
        return False
    difference = abs(point.value - point.parts_value)
    tolerance = PARTS_TOLERANCE_PP if indicator.is_share else abs(point.value) * PARTS_TOLERANCE
    return difference > tolerance
