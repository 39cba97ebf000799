"""The path to a target, the pace along it and where that leads (methods, section 4).

Below it the growth-rate method of Open SDG, computed beside ours for comparison. Source: Open SDG
`progress-methodology` and sdg-build's ProgressMeasure (methods, section 6).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from itertools import pairwise, takewhile

from cds.domain.assessments import Baseline, Status
from cds.domain.periods import Period, day_of_year, year_fraction
from cds.domain.targets import Target

RECENT_YEARS = Decimal(1)  # methods, section 4: the last 12 months
_SHORTEST_WINDOW, _LONGEST_WINDOW = Decimal("0.5"), Decimal("1.5")  # methods: 6 to 18 months
_LAST_YEAR = 2100  # later than any programme plans: as good as never
_PRECISION = Context(prec=15)  # quotients of exact decimals are compared to 15 digits
_NOTHING = Decimal("1e-12")  # a smaller ratio is what rounding left of none
_GOOD_RATIO, _FAIR_RATIO = 0.95, 0.60  # of growth with a target; its scores turn there, ours or not
_GOOD_GROWTH, _FAIR_GROWTH = 0.015, 0.005  # a year, without a target
_LIMIT_EXPONENT = 4.44


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


def recent_pace(periods: Sequence[Period], values: Sequence[Decimal]) -> Pace | None:
    """Change per year over the last 12 months; there is at least one value.

    Without two figures 12 months apart the window is the nearest from 6 to 18 months, of two
    equally near the longer. None when there is no such figure.
    """
    at = periods[-1].end_year
    back = ((at - periods[n].end_year, n) for n in range(len(periods) - 2, -1, -1))
    near = list(takewhile(lambda one: one[0] <= _LONGEST_WINDOW, back))
    inside = [one for one in reversed(near) if one[0] >= _SHORTEST_WINDOW]
    if not inside:
        return None
    years, since = min(inside, key=lambda one: abs(one[0] - RECENT_YEARS))
    return Pace((values[-1] - values[since]) / years, periods[since])


def projected_date(
    value: Decimal, target: Decimal, at: Decimal, pace: Decimal, sign: int
) -> date | None:
    """Day on which the pace reaches the target; None when it never does."""
    if sign * pace <= 0:
        return None
    reached = at + (target - value) / pace
    return day_of_year(reached) if reached < _LAST_YEAR else None


@dataclass(frozen=True, slots=True)
class CagrMeasure:
    """Outcome of the growth-rate method.

    `value` is the ratio to the growth required, or without a target the yearly growth, both
    positive in the better direction; None when it cannot be told. `score` runs from -5 to 5.
    """

    status: Status
    value: float | None = None
    score: float | None = None


NOT_AVAILABLE = CagrMeasure(Status.NOT_ASSESSABLE)


def cagr_with_target(
    base: float, latest: float, target: float, *, years: float, years_to_due: float, sign: int
) -> CagrMeasure:
    """Judge growth from base to latest (over `years`) against growth from base to target.

    A target that is met is met, also where no growth can be told.
    """
    is_available = _is_available(base, latest, years) and base * target >= 0 and years_to_due > 0
    ratio = None
    if is_available and (required := abs(_growth(target, base, years_to_due))):
        ratio = _signed(base, sign) * _growth(latest, base, years) / required
    if sign * (latest - target) >= 0:
        return CagrMeasure(Status.ACHIEVED, ratio, 5.0)
    if not is_available:
        return NOT_AVAILABLE
    if ratio is None:  # nothing was to grow, and what there was is lost
        return CagrMeasure(Status.MOVING_AWAY, None, -5.0)
    if ratio >= _FAIR_RATIO:
        status = Status.ON_TRACK if ratio >= _GOOD_RATIO else Status.NEEDS_ACCELERATION
        return CagrMeasure(status, ratio, min(7.1429 * ratio - 4.2857, 5.0))
    status = Status.LIMITED if ratio >= 0 else Status.MOVING_AWAY
    return CagrMeasure(status, ratio, max(4.1667 * ratio - 2.5, -5.0))


def cagr_without_target(
    base: float, latest: float, *, years: float, sign: int, limit: float | None = None
) -> CagrMeasure:
    """Judge yearly growth alone; near a natural limit less growth suffices."""
    if not _is_available(base, latest, years):
        return NOT_AVAILABLE
    growth = _signed(base, sign) * _growth(latest, base, years)
    room = _room(abs(base), limit)
    if growth < 0:
        return CagrMeasure(Status.MOVING_AWAY, growth, max(125 * growth - 2.5, -5.0))
    if growth >= _GOOD_GROWTH * room:
        score = min(500 * growth / room - 5, 5.0) if room else 5.0
        return CagrMeasure(Status.ON_TRACK, growth, score)
    if growth >= _FAIR_GROWTH * room:
        return CagrMeasure(Status.NEEDS_ACCELERATION, growth, 250 * growth / room - 1.25)
    return CagrMeasure(Status.LIMITED, growth, 500 * growth / room - 2.5)


def _is_available(base: float, latest: float, years: float) -> bool:
    return years >= 1 and base != 0 and base * latest >= 0


def _growth(later: float, earlier: float, years: float) -> float:
    try:
        return float((later / earlier) ** (1 / years) - 1)
    except OverflowError:  # a few days to a target far away
        return math.inf


def _signed(base: float, sign: int) -> int:
    return -sign if base < 0 else sign


def _room(base: float, limit: float | None) -> float:
    """C: how much room is left to the natural limit, 1 when there is none."""
    if not limit or base >= 2 * limit:
        return 1.0
    nearness = base if base <= limit else 2 * limit - base
    return float(1 - (nearness / limit) ** _LIMIT_EXPONENT)
