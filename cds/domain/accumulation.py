"""Figures over longer periods: whole or not at all (methods, section 1)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cds.domain.indicators import Accumulation, Indicator
from cds.domain.observations import ObservationStatus, Point, percentage, sorted_by_period
from cds.domain.periods import Period


def over(points: Sequence[Point], period: Period, indicator: Indicator) -> Point | None:
    """Return the figure of a longer period from the figures inside it, in any order.

    A stock takes the last value, which must be that of the period's end. A flow adds figures
    that together cover the whole period without overlap; shares need their counts. None when
    the period is not whole.
    """
    inside = [
        point
        for point in sorted_by_period(points)
        if period.start <= point.period.start and point.period.end <= period.end
    ]
    if indicator.accumulation is Accumulation.STOCK:
        last = [point for point in inside if point.period.end == period.end]
        return replace(last[-1], period=period) if last else None
    lengths = sorted({point.period.months for point in inside}, reverse=True)
    for months in filter(None, lengths):
        same = [point for point in inside if point.period.months == months]
        if len(same) * months == period.months:
            return _sum(same, period, is_share=indicator.is_share)
    return None


def _sum(points: Sequence[Point], period: Period, *, is_share: bool) -> Point | None:
    numerator = _total([point.numerator for point in points])
    denominator = _total([point.denominator for point in points])
    value = percentage(numerator, denominator)
    if not is_share:
        value = sum((point.value for point in points), Decimal(0))
    if value is None:
        return None
    weakest = max((point.status for point in points), key=list(ObservationStatus).index)
    return replace(
        points[-1],
        period=period,
        value=value,
        numerator=numerator,
        denominator=denominator,
        completeness=min(
            (p.completeness for p in points if p.completeness is not None), default=None
        ),
        status=weakest,
        low=None,
        high=None,
        parts_value=None,
        snapshot_id=None,
        file_name=None,
        line=None,
    )


def _total(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None
