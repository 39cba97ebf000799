"""Which figures may be compared, and figures over longer periods (methods, section 1).

A period is used whole or not at all; figures cumulated over several only among themselves.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from cds.domain.indicators import Accumulation, Indicator
from cds.domain.observations import ObservationStatus, Point, Series, sorted_by_period
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
    earlier = (points[n] for n in range(len(points) - 2, -1, -1))
    return next((one for one in earlier if is_like(one, points[-1])), None)


def is_yearly(indicator: Indicator) -> bool:
    """True of a count that flows: a target is held against its whole years alone."""
    return indicator.accumulation is Accumulation.FLOW and not indicator.is_share


def compared(series: Series, indicator: Indicator) -> Sequence[Point]:
    """Return the figures that a target is held against."""
    return whole_years(series.counted) if is_yearly(indicator) else series.judged


def whole_years(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the years of a count that flows that can be told from its figures, in any order.

    A year is its own figure, or that cumulated over just the year, else plain figures joined end
    to end, as few as do. The plain figure between two cumulated from the same day is their
    difference. Cumulated figures themselves are never added.
    """
    ordered = sorted_by_period(points)
    days = sorted({point.period.end.year: point.period.end for point in ordered}.values())
    years = (_whole(ordered, period_of(PeriodKind.YEAR, day)) for day in days)
    return tuple(year for year in years if year is not None)


def _whole(points: Sequence[Point], period: Period) -> Point | None:
    days = (period.start, period.end)
    own = [p for p in points if (p.cumulative_since or p.period.start, p.period.end) == days]
    if own:
        best = max(own, key=lambda point: (point.cumulative_since is None, point.period))
        return best._replace(period=period, cumulative_since=None)
    plain = [(p.period, p) for p in points if p.cumulative_since is None and p.period.months]
    spans = [(one.start.toordinal(), one.end.toordinal(), point) for one, point in plain]
    reached: dict[int, tuple[Point, ...]] = {period.start.toordinal(): ()}
    for start, end, point in sorted([*spans, *_between(points)], key=lambda span: span[:2]):
        if start in reached and end <= period.end.toordinal():
            path = (*reached[start], point)
            if end + 1 not in reached or len(path) < len(reached[end + 1]):
                reached[end + 1] = path
    joined = reached.get(period.end.toordinal() + 1)
    return _sum(joined, period) if joined else None


def _between(points: Sequence[Point]) -> Iterator[tuple[int, int, Point]]:
    """First and last day, and the plain figure, between two cumulated from the same day."""
    before: dict[date, Point] = {}
    for point in points:
        if (since := point.cumulative_since) is None:
            continue
        last = before.get(since)
        if last and last.period.end < point.period.end and last.value <= point.value:
            made = _sum((last._replace(value=-last.value), point), point.period)
            yield last.period.end.toordinal() + 1, point.period.end.toordinal(), made
        before[since] = point


def _sum(points: Sequence[Point], period: Period) -> Point:
    """Add up; a figure that stands alone in a file remains one."""
    if len(points) == 1:
        return points[0]._replace(period=period)
    shares = [point.completeness for point in points]
    known = [share for share in shares if share is not None]
    return points[-1]._replace(
        period=period,
        value=sum((point.value for point in points), Decimal(0)),
        numerator=None,
        denominator=None,
        completeness=min(known) if len(known) == len(shares) else None,
        status=max((point.status for point in points), key=list(ObservationStatus).index),
        low=None,
        high=None,
        parts_value=None,
        snapshot_id=None,
        file_name=None,
        line=None,
        cumulative_since=None,
    )
