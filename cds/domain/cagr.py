"""The growth-rate method of Open SDG, computed beside ours for comparison.

Source: Open SDG `progress-methodology` and sdg-build's ProgressMeasure (methods, section 6).
"""

import math
from dataclasses import dataclass

from cds.domain.assessments import Status

ON_TRACK, NEEDS_ACCELERATION = 0.95, 0.60  # with a target: cuts of the ratio
_ON_TRACK_GROWTH, _MODERATE_GROWTH = 0.015, 0.005  # without a target: cuts of yearly growth
_LIMIT_EXPONENT = 4.44


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
    return CagrMeasure(_status(ratio), ratio, _score_with_target(ratio))


def cagr_without_target(
    base: float, latest: float, *, years: float, sign: int, limit: float | None = None
) -> CagrMeasure:
    """Judge yearly growth alone; near a natural limit less growth suffices."""
    if not _is_available(base, latest, years):
        return NOT_AVAILABLE
    growth = _signed(base, sign) * _growth(latest, base, years)
    room = _room(abs(base), limit)
    if growth < 0:
        status = Status.MOVING_AWAY
    elif growth >= _ON_TRACK_GROWTH * room:
        status = Status.ON_TRACK
    elif growth >= _MODERATE_GROWTH * room:
        status = Status.NEEDS_ACCELERATION
    else:
        status = Status.LIMITED
    return CagrMeasure(status, growth, _score_without_target(growth, room))


def _is_available(base: float, latest: float, years: float) -> bool:
    return years >= 1 and base != 0 and base * latest >= 0


def _growth(later: float, earlier: float, years: float) -> float:
    try:
        return float((later / earlier) ** (1 / years) - 1)
    except OverflowError:  # a few days to a target far away
        return math.inf


def _signed(base: float, sign: int) -> int:
    return -sign if base < 0 else sign


def _status(ratio: float) -> Status:
    if ratio >= ON_TRACK:
        return Status.ON_TRACK
    if ratio >= NEEDS_ACCELERATION:
        return Status.NEEDS_ACCELERATION
    return Status.LIMITED if ratio >= 0 else Status.MOVING_AWAY


def _score_with_target(ratio: float) -> float:
    if ratio >= NEEDS_ACCELERATION:
        return min(7.1429 * ratio - 4.2857, 5.0)
    return max(4.1667 * ratio - 2.5, -5.0)


def _score_without_target(growth: float, room: float) -> float:
    if growth < 0:
        return max(125 * growth - 2.5, -5.0)
    if room == 0:
        return 5.0
    if growth >= _ON_TRACK_GROWTH * room:
        return min(500 * growth / room - 5, 5.0)
    if growth >= _MODERATE_GROWTH * room:
        return 250 * growth / room - 1.25
    return 500 * growth / room - 2.5


def _room(base: float, limit: float | None) -> float:
    """C: how much room is left to the natural limit, 1 when there is none."""
    if not limit or base >= 2 * limit:
        return 1.0
    nearness = base if base <= limit else 2 * limit - base
    return float(1 - (nearness / limit) ** _LIMIT_EXPONENT)
