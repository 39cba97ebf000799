"""What would be judged if some parts of a whole rose: counts in, a changed series out.

Rules: methods, sections 1 to 3. The changed series is judged like any other, by `assess`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cds.domain.indicators import Aggregation, Direction, Indicator
from cds.domain.observations import Origin, Point, Series, percentage
from cds.domain.planning import Counts, OpenUnit, Plan, least_set, what_if


@dataclass(frozen=True, slots=True)
class Basis:
    """A whole and its parts by counts, in one period. `points` are those of the parts."""

    series: Series
    points: Mapping[str, Point]
    counts: Mapping[str, Counts]

    @property
    def whole(self) -> Point:
        """The figure of the whole that would change."""
        return self.series.judged[-1]


def can_rise(indicator: Indicator) -> bool:
    """True when things done in the parts are things done in the whole, and more is better."""
    adds_up = (Aggregation.RATIO_OF_SUMS, Aggregation.SHARE_OF_COMMUNES)
    return indicator.aggregation in adds_up and indicator.direction is Direction.HIGHER_IS_BETTER


def basis_of(whole: Series, parts: Iterable[Series], indicator: Indicator) -> Basis | None:
    """Return the newest figures that can be counted; None when there are none.

    The whole's judged figure if it has counts, else the generated ones, which then stand alone:
    a published percentage without counts cannot tell what is still to do. A part counts by its
    figure of the same period.
    """
    series = _countable(whole) if can_rise(indicator) else None
    if series is None:
        return None
    period = series.judged[-1].period
    found = {part.unit_id: p for part in parts for p in part.points if p.period == period}
    counts = {unit_id: c for unit_id, p in found.items() if (c := counts_of(p, indicator))}
    points = {unit_id: found[unit_id] for unit_id in counts}
    return Basis(series, points, counts) if counts else None


def counts_of(point: Point, indicator: Indicator) -> Counts | None:
    """Return a part's counts; of a commune that reaches or not, its share of one commune."""
    if point.numerator is not None and point.denominator is not None:
        return Counts(point.numerator, point.denominator)
    if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
        return Counts(point.value / 100, Decimal(1))
    return None


def open_units(basis: Basis) -> tuple[OpenUnit, ...]:
    """Return what is still open in each part, whole things only."""
    return tuple(
        OpenUnit(unit_id, max(0, int(count.denominator - count.numerator)))
        for unit_id, count in basis.counts.items()
    )


def least_set_of(basis: Basis, still_to_do: int) -> Plan:
    """Return the fewest parts that, closed whole, do what is still to do in the whole."""
    return least_set(open_units(basis), still_to_do)


def gain(basis: Basis, raised_to_pct: Mapping[str, Decimal]) -> Decimal:
    """Return how many things more the whole would have."""
    return what_if(basis.counts, raised_to_pct).numerator - what_if(basis.counts, {}).numerator


def raised(basis: Basis, things: Decimal) -> Series:
    """Return the whole's series as it would be with so many things more."""
    whole = basis.whole
    assert whole.numerator is not None  # noqa: S101 - a basis has counts
    assert whole.denominator is not None  # noqa: S101 - as above
    numerator = whole.numerator + things
    value = percentage(numerator, whole.denominator)
    assert value is not None  # noqa: S101 - a value was there before
    changed = replace(whole, numerator=numerator, value=value, low=None, high=None)
    kept = tuple(p for p in basis.series.judged if p is not whole)
    return Series(basis.series.indicator_id, basis.series.unit_id, (*kept, _unpublished(changed)))


def _unpublished(point: Point) -> Point:
    """A figure that stands in no file."""
    return replace(
        point,
        origin=Origin.ROLLED_UP,
        parts_value=None,
        snapshot_id=None,
        file_name=None,
        line=None,
    )


def _countable(whole: Series) -> Series | None:
    generated = tuple(point for point in whole.points if point.is_demo)
    for points in (whole.judged, generated):
        series = Series(whole.indicator_id, whole.unit_id, points)
        if points and _has_counts(series.judged[-1]):
            return series
    return None


def _has_counts(point: Point) -> bool:
    return point.numerator is not None and bool(point.denominator)
