"""Counts of things, unit by unit, adding up to the published provincial numbers."""

import math
import operator
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cds.demo.curves import Anchor, interpolate, largest_remainder, quarter_time, through
from cds.demo.frames import IndicatorRun, Quarter, by_index
from cds.demo.settlements import Settlement
from cds.domain.indicators import Accumulation


def unit_totals(run: IndicatorRun) -> Iterator[tuple[Quarter, tuple[tuple[Settlement, int], ...]]]:
    """Yield each quarter with the whole number of every unit.

    A stock stands at the published number at the period's end. The quarters of a flow add up
    to the published number of the period; one that covers no whole quarter is left aside.
    """
    flows = run.indicator.accumulation is Accumulation.FLOW
    totals = _flow(run) if flows else [_stock(run, frame) for frame in run.frames]
    for frame, total in zip(run.frames, totals, strict=True):
        weights = [_weight(run, place, frame.index) for place in frame.places]
        numbers = largest_remainder(weights, total)
        yield frame, tuple(zip(frame.places, numbers, strict=True))


def _weight(run: IndicatorRun, place: Settlement, index: int) -> float:
    luck = run.luck(place)
    passing = luck.passing[index] if run.indicator.accumulation is Accumulation.FLOW else 0.0
    leaning = run.profile.spread * place.advantage + luck.lasting + passing
    return run.base(place, 0) * math.exp(leaning)


def _stock(run: IndicatorRun, frame: Quarter) -> int:
    given = by_index(_own(run), run.frames)
    if frame.index in given:
        return round(given[frame.index].value)
    return round(_curve(run, run.knots(run.home_id), frame.time))


def _flow(run: IndicatorRun) -> list[int]:
    """Quarterly numbers; published quarters, halves and years hold, in that order."""
    spans = sorted(
        ((anchor, covered) for anchor in _own(run) if (covered := _covered(run, anchor))),
        key=lambda span: len(span[1]),
    )
    knots = [_middle(run, anchor, covered) for anchor, covered in spans]
    after = [*sorted(knots), (math.inf, 0.0)]
    ordered = [knot for knot, following in pairwise(after) if knot[0] < following[0]]
    totals = [
        round(_curve(run, ordered, frame.time) * math.exp(run.wiggle(frame.index)))
        for frame in run.frames
    ]
    fixed: set[int] = set()
    for anchor, covered in spans:
        free = [index for index in covered if index not in fixed]
        left = round(anchor.value) - sum(totals[index] for index in covered if index in fixed)
        if free and left >= 0:
            for index, number in zip(
                free, largest_remainder([totals[i] for i in free], left), strict=True
            ):
                totals[index] = number
        fixed.update(covered)
    return totals


def _covered(run: IndicatorRun, anchor: Anchor) -> list[int]:
    """Indexes of the quarters a figure is made of; none when it is not made of our quarters."""
    start, end = anchor.since or anchor.period.start, anchor.period.end
    inside = [f for f in run.frames if start <= f.period.start and f.period.end <= end]
    is_whole = inside and inside[0].period.start == start and inside[-1].period.end == end
    return [frame.index for frame in inside] if is_whole else []


def _middle(run: IndicatorRun, anchor: Anchor, covered: Sequence[int]) -> tuple[float, float]:
    end = quarter_time(anchor.period, run.frames[0].period)
    return end - (len(covered) - 1) / 2, float(anchor.value) / len(covered)


def _curve(run: IndicatorRun, known: Sequence[tuple[float, float]], time: float) -> float:
    """The province's number at a time, straight on the scale of logarithms.

    The full level is the last known number, or what the census fact says when none is known.
    """
    last = run.frames[-1]
    full = known[-1][1] if known else sum(run.base(place, last.index) for place in last.places)
    start, end = full * run.profile.start / 100, full * run.profile.end / 100
    knots = through((1.0, start), known, (float(len(run.frames)), end), is_better=operator.gt)
    logs = [(when, math.log(max(number, 0.5))) for when, number in knots]
    return math.exp(interpolate(logs, time))


def _own(run: IndicatorRun) -> list[Anchor]:
    return [anchor for anchor in run.anchors if anchor.unit_id == run.home_id]
