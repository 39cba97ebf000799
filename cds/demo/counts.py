"""Counts of every unit and quarter that add up to what is published, and the curves they follow.

Time counts quarters: the first quarter ends at 1.0.
"""

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cds.demo.indicator_run import Anchor, IndicatorRun, Knot, Quarter, Settlement
from cds.domain.indicators import Accumulation

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


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """Numerator and denominator of one unit in one quarter; 0 <= numerator <= denominator."""

    settlement: Settlement
    numerator: int
    denominator: int


def share_counts(run: IndicatorRun) -> Iterator[tuple[Quarter, tuple[UnitCounts, ...]]]:
    """Yield each quarter with the counts of all its units, adding up to the published shares.

    The districts with published values get theirs; the others take up the difference.
    """
    natural = {quarter.index: _natural(run, quarter) for quarter in run.quarters}
    districts = sorted({anchor.unit_id for anchor in run.anchors} - {run.home_id})
    given = {district: run.given(district) for district in districts}
    leads = {district: _leads(natural, anchors, district) for district, anchors in given.items()}
    for quarter in run.quarters:
        units = natural[quarter.index]
        placed: dict[str, UnitCounts] = {}
        for district, knots in leads.items():
            group = _in(units, district)
            if knots and group:
                anchor = given[district].get(quarter.index)
                drifted = share_of(logit(_share(group)) + interpolate(knots, quarter.time))
                share = float(anchor.value) / 100 if anchor else drifted
                total = round(share * sum(unit.denominator for unit in group))
                placed |= _spread(run, quarter, group, total)
        rest = [unit for unit in units if unit.settlement.unit_id not in placed]
        left = sum(u.numerator for u in units) - sum(u.numerator for u in placed.values())
        if placed and 0 <= left <= sum(unit.denominator for unit in rest):
            placed |= _spread(run, quarter, rest, left)
            units = tuple(placed[unit.settlement.unit_id] for unit in units)
        yield quarter, units


def adopted_counts(run: IndicatorRun) -> Iterator[tuple[Quarter, tuple[UnitCounts, ...]]]:
    """Yield each quarter with 1 of 1 for units that have it, 0 of 1 for the others.

    Units adopt in one order, so what is gained stays: first those the profile names, then the
    districts published as complete.
    """
    complete = {a.unit_id for a in run.anchors if a.unit_id != run.home_id and a.value == 100}

    def rank(settlement: Settlement) -> tuple[bool, bool, float, str]:
        return (
            not settlement.is_within(run.profile.first),
            complete.isdisjoint(settlement.ancestors),
            -run.profile.spread * settlement.advantage - run.luck(settlement).lasting,
            settlement.unit_id,
        )

    for quarter in run.quarters:
        order = sorted(quarter.settlements, key=rank)
        reached = {s.unit_id for s in order[: round(_path(run, quarter) * len(order))]}
        yield (
            quarter,
            tuple(UnitCounts(s, int(s.unit_id in reached), 1) for s in quarter.settlements),
        )


def unit_totals(run: IndicatorRun) -> Iterator[tuple[Quarter, tuple[tuple[Settlement, int], ...]]]:
    """Yield each quarter with the whole number of every unit.

    A stock stands at the published number at the period's end. The quarters of a flow add up
    to the published number of the period; one that covers no whole quarter is left aside.
    """
    is_flow = run.indicator.accumulation is Accumulation.FLOW

    def weight(settlement: Settlement, index: int) -> float:
        luck = run.luck(settlement)
        passing = luck.passing[index] if is_flow else 0.0
        leaning = run.profile.spread * settlement.advantage + luck.lasting + passing
        return run.base(settlement, 0) * math.exp(leaning)

    given, knots = run.given(run.home_id), run.knots(run.home_id)
    totals = (
        _flow(run)
        if is_flow
        else [
            round(given[q.index].value if q.index in given else _curve(run, knots, q.time))
            for q in run.quarters
        ]
    )
    for quarter, total in zip(run.quarters, totals, strict=True):
        weights = [weight(settlement, quarter.index) for settlement in quarter.settlements]
        numbers = largest_remainder(weights, total)
        yield quarter, tuple(zip(quarter.settlements, numbers, strict=True))


def _path(run: IndicatorRun, quarter: Quarter) -> float:
    if anchor := run.given(run.home_id).get(quarter.index):
        return float(anchor.value) / 100
    knots = through(
        (1.0, run.profile.start),
        run.knots(run.home_id),
        (run.end_time, run.profile.end),
        is_better=run.is_better,
    )
    odds = [(time, logit(value / 100)) for time, value in knots]
    return share_of(interpolate(odds, quarter.time))


def _natural(run: IndicatorRun, quarter: Quarter) -> tuple[UnitCounts, ...]:
    """Counts that follow the province's path and nothing else."""
    units = [
        UnitCounts(settlement, 0, max(1, round(run.base(settlement, quarter.index))))
        for settlement in quarter.settlements
    ]
    share = _path(run, quarter)
    if quarter.index not in run.anchored and share < 1:
        share = share_of(logit(share) + run.wiggle(quarter.index))
    total = round(share * sum(unit.denominator for unit in units))
    return tuple(_spread(run, quarter, units, total).values())


def _spread(
    run: IndicatorRun, quarter: Quarter, units: Sequence[UnitCounts], total: int
) -> dict[str, UnitCounts]:
    """Give the units numerators that add up to the total, by the leaning of each; by unit id."""
    rooms = [
        0 if (unit.settlement.unit_id, quarter.index) in run.closed else unit.denominator
        for unit in units
    ]
    total = min(total, sum(rooms))
    odds = [run.leaning(unit.settlement, quarter.index) for unit in units]
    wanted = [s * room for s, room in zip(shifted(odds, rooms, total), rooms, strict=True)]
    numerators = largest_remainder(wanted, total, rooms)
    return {
        unit.settlement.unit_id: replace(unit, numerator=numerator)
        for unit, numerator in zip(units, numerators, strict=True)
    }


def _leads(
    natural: Mapping[int, Sequence[UnitCounts]], given: Mapping[int, Anchor], district: str
) -> tuple[Knot, ...]:
    """How far a district's published values lie from its natural ones: time, logits."""
    leads = [
        (
            index + 1.0,
            logit(float(anchor.value) / 100) - logit(_share(_in(natural[index], district))),
        )
        for index, anchor in sorted(given.items())
    ]
    return ((1.0, 0.0), *leads) if leads and leads[0][0] > 1 else tuple(leads)


def _in(units: Sequence[UnitCounts], district: str) -> list[UnitCounts]:
    return [unit for unit in units if unit.settlement.is_within((district,))]


def _share(units: Sequence[UnitCounts]) -> float:
    weight = sum(unit.denominator for unit in units)
    return sum(unit.numerator for unit in units) / weight if weight else 0.0


def _flow(run: IndicatorRun) -> list[int]:
    """Quarterly numbers; published quarters, halves and years hold, in that order."""
    own = [anchor for anchor in run.anchors if anchor.unit_id == run.home_id]
    spans = [(anchor, covered) for anchor in own if (covered := _covered(run, anchor))]
    spans.sort(key=lambda span: len(span[1]))
    knots = sorted(  # the mean of each span at its middle
        (run.time_of(a.period) - (len(covered) - 1) / 2, float(a.value) / len(covered))
        for a, covered in spans
    )
    after = [*knots, (math.inf, 0.0)]
    ordered = [knot for knot, following in pairwise(after) if knot[0] < following[0]]
    totals = [
        round(_curve(run, ordered, quarter.time) * math.exp(run.wiggle(quarter.index)))
        for quarter in run.quarters
    ]
    fixed: set[int] = set()
    for anchor, covered in spans:
        free = [index for index in covered if index not in fixed]
        left = round(anchor.value) - sum(totals[index] for index in covered if index in fixed)
        if free and left >= 0:
            numbers = largest_remainder([totals[i] for i in free], left)
            for index, number in zip(free, numbers, strict=True):
                totals[index] = number
        fixed.update(covered)
    return totals


def _covered(run: IndicatorRun, anchor: Anchor) -> list[int]:
    """Indexes of the quarters a figure is made of; none when it is not made of our quarters."""
    start, end = anchor.since or anchor.period.start, anchor.period.end
    inside = [q for q in run.quarters if start <= q.period.start and q.period.end <= end]
    is_whole = inside and inside[0].period.start == start and inside[-1].period.end == end
    return [quarter.index for quarter in inside] if is_whole else []


def _curve(run: IndicatorRun, known: Sequence[Knot], time: float) -> float:
    """The province's number at a time, straight on the scale of logarithms.

    The full level is the last known number, or what the census fact says when none is known.
    """
    last = run.quarters[-1]
    full = known[-1][1] if known else sum(run.base(s, last.index) for s in last.settlements)
    start, end = full * run.profile.start / 100, full * run.profile.end / 100
    knots = through((1.0, start), known, (run.end_time, end), is_better=operator.gt)
    logs = [(when, math.log(max(number, 0.5))) for when, number in knots]
    return math.exp(interpolate(logs, time))
