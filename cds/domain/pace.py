"""The path to a target, the pace along it and where that leads (methods, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from itertools import pairwise

from cds.domain.assessments import Baseline
from cds.domain.observations import Point
from cds.domain.periods import Period, day_of_year, year_fraction
from cds.domain.targets import Target

RECENT_YEARS = Decimal(1)  # methods, section 4: the last 12 months
_SHORTEST_WINDOW, _LONGEST_WINDOW = Decimal("0.5"), Decimal("1.5")  # methods: 6 to 18 months
_LAST_YEAR = 2100  # later than any programme plans: as good as never
_PRECISION = Context(prec=15)  # quotients of exact decimals are compared to 15 digits
_NOTHING = Decimal("1e-12")  # a smaller ratio is what rounding left of none


@dataclass(frozen=True, slots=True)
class Pace:
    """Change per year in the indicator's unit, measured since `since`."""

    per_year: Decimal
    since: Period


def expected_value(
    baseline: Baseline, target: Target, target_value: Decimal, at: Decimal
) -> Decimal:
    """E(t): the official path if the target has one, else the straight line to the target.

    Before the baseline it is the baseline, after the due date the target.
    """
    corners = [(baseline.period.end_year, baseline.value)]
    corners += [(p.end_year, v) for p, v in target.path if p.end_year > corners[0][0]]
    due = year_fraction(target.due_on)
    corners = [corner for corner in corners if corner[0] < due] + [(due, target_value)]
    if at <= corners[0][0]:
        return corners[0][1]
    for (left, low), (right, high) in pairwise(corners):
        if at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return target_value


def progress_ratio(
    value: Decimal, baseline: Decimal, expected: Decimal, sign: int
) -> Decimal | None:
    """R: distance covered over distance expected; negative when moving away.

    None when no change was expected yet: the path is still at the baseline, or an official one
    asks for less than there was and the value keeps to it.
    """
    wanted = sign * (expected - baseline)
    if wanted == 0 or (wanted < 0 and sign * (value - expected) >= 0):
        return None
    ratio = sign * (value - baseline) / abs(wanted)
    return _PRECISION.plus(ratio) if abs(ratio) >= _NOTHING else Decimal(0)


def required_pace(value: Decimal, target: Decimal, at: Decimal, due: Decimal) -> Decimal | None:
    """Change per year that still reaches the target on time; None once it is due."""
    return (target - value) / (due - at) if at < due else None


def recent_pace(points: Sequence[Point]) -> Pace | None:
    """Change per year over the last 12 months; there is at least one point.

    Without two figures 12 months apart the window is the nearest from 6 to 18 months, of two
    equally near the longer. None when there is no such figure.
    """
    latest = points[-1]
    at = latest.period.end_year
    back = [(at - point.period.end_year, point) for point in points[:-1]]
    inside = [one for one in back if _SHORTEST_WINDOW <= one[0] <= _LONGEST_WINDOW]
    if not inside:
        return None
    years, since = min(inside, key=lambda one: abs(one[0] - RECENT_YEARS))
    return Pace((latest.value - since.value) / years, since.period)


def projected_date(
    value: Decimal, target: Decimal, at: Decimal, pace: Decimal, sign: int
) -> date | None:
    """Day on which the pace reaches the target; None when it never does."""
    if sign * pace <= 0:
        return None
    reached = at + (target - value) / pace
    return day_of_year(reached) if reached < _LAST_YEAR else None
