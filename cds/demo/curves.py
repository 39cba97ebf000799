"""Curves over quarters that pass through known values, and their integer apportionment.

Time counts quarters: the first quarter ends at 1.0.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

Knot = tuple[float, float]  # time, value
_NEARLY_ALL = 0.9996  # beyond it a share counts as complete: its logit says nothing
_STEPS = 30


def logit(share: float) -> float:
    """Return the log odds of a share of 1, held inside what a share can tell."""
    inside = min(max(share, 1 - _NEARLY_ALL), _NEARLY_ALL)
    return math.log(inside / (1 - inside))


def share_of(log_odds: float) -> float:
    """Return the share of 1 for log odds; those nearly complete are complete."""
    share = 1 / (1 + math.exp(-log_odds))
    return 1.0 if share >= _NEARLY_ALL else share


def interpolate(knots: Sequence[Knot], time: float) -> float:
    """Return the value at a time, straight between knots in order of time, flat outside."""
    if time <= knots[0][0]:
        return knots[0][1]
    for (before, low), (after, high) in pairwise(knots):
        if time <= after:
            return low + (high - low) * (time - before) / (after - before)
    return knots[-1][1]


def through(
    start: Knot, known: Sequence[Knot], end: Knot, *, is_better: Callable[[float, float], bool]
) -> tuple[Knot, ...]:
    """Return the known knots with a start before and an end after them where there is room.

    A start that is better than the first known value, or an end worse than the last, would
    bend the curve: they take the known value's place.
    """
    knots = list(known) or [start, end]
    if start[0] < knots[0][0]:
        knots.insert(0, start if is_better(knots[0][1], start[1]) else (start[0], knots[0][1]))
    if end[0] > knots[-1][0]:
        knots.append(end if is_better(end[1], knots[-1][1]) else (end[0], knots[-1][1]))
    return tuple(knots)


def shifted(log_odds: Sequence[float], weights: Sequence[int], total: int) -> list[float]:
    """Return shares whose weighted sum is the total, all log odds moved by one amount."""
    low, high = -30.0, 30.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        odds = zip(log_odds, weights, strict=True)
        if sum(weight / (1 + math.exp(-x - middle)) for x, weight in odds) < total:
            low = middle
        else:
            high = middle
    return [1 / (1 + math.exp(-x - high)) for x in log_odds]


def largest_remainder(
    parts: Sequence[float], total: int, limits: Sequence[int] | None = None
) -> list[int]:
    """Return integers near the parts that add up to the total, none above its limit.

    The parts are scaled to the total first. Raises ValueError when the limits leave no room.
    """
    if limits is not None and total > sum(limits):
        raise ValueError(total)
    whole = sum(parts)
    scaled = [part * total / whole if whole else 0.0 for part in parts]
    shares = [min(math.floor(s), limits[i] if limits else total) for i, s in enumerate(scaled)]
    order = sorted(range(len(parts)), key=lambda i: (shares[i] - scaled[i], i))
    while (missing := total - sum(shares)) > 0:
        with_room = [i for i in order if limits is None or shares[i] < limits[i]]
        for i in with_room[:missing]:
            shares[i] += 1
    return shares
