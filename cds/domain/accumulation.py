"""Which figures may be compared, and figures over longer periods (methods, section 1).

A period is used whole or not at all; figures cumulated over several only among themselves.
"""

from collections.abc import Sequence
from decimal import Decimal

from cds.domain.indicators import Accumulation, Indicator
from cds.domain.observations import (
    ObservationStatus,
    Point,
    percentage,
    sorted_by_period,
    total_of_all,
)
from cds.domain.periods import Period, PeriodKind, period_of


def is_like(one: Point, other: Point) -> bool:
    """True for figures over periods of one length, both plain or cumulated from the same day."""
    is_of_length = one.period.kind is other.period.kind
    return is_of_length and one.cumulative_since == other.cumulative_since


def joins(one: Point, other: Point, indicator: Indicator) -> bool:
    """True when two figures may stand in one line: of a flow a month's is no part of a year's."""
    if indicator.accumulation is Accumulation.FLOW:
        return is_like(one, other)
    return one.cumulative_since == other.cumulative_since


def lines_of(points: Sequence[Point], indicator: Indicator) -> tuple[tuple[Point, ...], ...]:
    """Return the lines that figures are drawn as, each of what may stand in one."""
    lines: list[list[Point]] = []
    for point in points:
        line = next((one for one in lines if joins(one[0], point, indicator)), None)
        if line is None:
            lines.append([point])
        else:
            line.append(point)
    return tuple(tuple(line) for line in lines)


def previous_of(points: Sequence[Point]) -> Point | None:
    """Return what the last figure is compared with: the one before it of the same length."""
    return next((p for p in reversed(points[:-1]) if is_like(p, points[-1])), None)


def yearly(points: Sequence[Point], indicator: Indicator) -> tuple[Point, ...]:
    """Return the figures that a target is held against: of a count that flows its whole years."""
    if indicator.is_share or indicator.accumulation is Accumulation.STOCK:
        return tuple(points)
    days = sorted({point.period.end.year: point.period.end for point in points}.values())
    years = (over(points, period_of(PeriodKind.YEAR, day), indicator) for day in days)
    return tuple(year for year in years if year is not None)


def over(points: Sequence[Point], period: Period, indicator: Indicator) -> Point | None:
    """Return the figure of a longer period from the figures inside it, in any order.

    A stock takes the last value, which must be that of the period's end. A flow adds figures
    that together cover the whole period without overlap; shares need their counts. None when
    the period is not whole.
    """
    inside = [point for point in sorted_by_period(points) if period.holds(point.period)]
    for point in inside:
        if (point.cumulative_since, point.period.end) == (period.start, period.end):
            return point._replace(period=period, cumulative_since=None)
    inside = [point for point in inside if point.cumulative_since is None]
    if indicator.accumulation is Accumulation.STOCK:
        last = [point for point in inside if point.period.end == period.end]
        return last[-1]._replace(period=period) if last else None
    lengths = sorted({point.period.months for point in inside}, reverse=True)
    for months in filter(None, lengths):
        same = [point for point in inside if point.period.months == months]
        if len(same) * months == period.months:
            return _sum(same, period, is_share=indicator.is_share)
    return None


def _sum(points: Sequence[Point], period: Period, *, is_share: bool) -> Point | None:
    numerator = total_of_all([point.numerator for point in points])
    denominator = total_of_all([point.denominator for point in points])
    plain = sum((point.value for point in points), Decimal(0))
    value = percentage(numerator, denominator) if is_share else plain
    if value is None:
        return None
    shares = [point.completeness for point in points]
    known = [share for share in shares if share is not None]
    return points[-1]._replace(
        period=period,
        value=value,
        numerator=numerator,
        denominator=denominator,
        completeness=min(known) if len(known) == len(shares) else None,
        status=max((point.status for point in points), key=list(ObservationStatus).index),
        low=None,
        high=None,
        parts_value=None,
        snapshot_id=None,
        file_name=None,
        line=None,
    )
