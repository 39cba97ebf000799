"""Rows of the queries as points and series: the unit's own figure before the sum of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.observations import (
    ObservationStatus,
    Origin,
    Point,
    RollUp,
    Series,
    percentage,
    sorted_by_period,
)
from cds.domain.periods import Period
from cds.store.snapshots.snapshot import Snapshot

Row = tuple[object, ...]
Key = tuple[int, int]  # unit_no, period_no
_STATUSES = tuple(ObservationStatus)  # in the order of status_rank


@dataclass(frozen=True, slots=True)
class Numbering:
    """What the numbers (_no) of the tables stand for."""

    indicators: tuple[Indicator, ...]
    unit_ids: tuple[str, ...]
    periods: tuple[Period, ...]
    snapshots: tuple[Snapshot, ...]


def numbering(
    catalogue: Catalogue, periods: Sequence[Period], snapshots: Sequence[Snapshot]
) -> Numbering:
    """Number indicators, units, periods and snapshots as the tables do."""
    indicators = tuple(catalogue.indicators.values())
    return Numbering(indicators, tuple(catalogue.units), tuple(periods), tuple(snapshots))


def series_of(
    own: Sequence[Row], rolled: Sequence[Row], numbers: Numbering
) -> Mapping[str, tuple[Series, ...]]:
    """Return the series of each indicator, by unit, from rows of own figures and of sums."""
    found: dict[int, dict[Key, Point]] = {}
    for row in rolled:
        indicator_no, key, point = _rolled_point(row, numbers)
        if point is not None:
            found.setdefault(indicator_no, {})[key] = point
    for row in own:
        indicator_no, key, point = _own_point(row, numbers)
        if point is not None:
            points = found.setdefault(indicator_no, {})
            points[key] = _preferred(point, points.get(key))
    return {
        numbers.indicators[indicator_no].indicator_id: _grouped(indicator_no, points, numbers)
        for indicator_no, points in found.items()
    }


def _preferred(own: Point, rolled: Point | None) -> Point:
    """The unit's own figure, unless it alone is generated; the sum is told beside it."""
    if rolled is None:
        return own
    if own.is_demo and not rolled.is_demo:
        return rolled
    if rolled.is_demo and not own.is_demo:
        return own  # generated parts say nothing about a real figure
    return replace(own, parts_value=rolled.value)


def _own_point(row: Row, numbers: Numbering) -> tuple[int, Key, Point | None]:
    indicator_no, unit_no, period_no, snapshot_no, line = map(_whole, (*row[:3], *row[7:9]))
    numerator, denominator, value = map(_decimal, row[3:6])
    indicator = numbers.indicators[indicator_no]
    is_share_alone = indicator.is_share and (numerator is None or denominator is None)
    if indicator.is_share and not is_share_alone:
        value = percentage(numerator, denominator)
    elif value is None and not indicator.is_share:
        value = numerator
    if value is None:
        return indicator_no, (unit_no, period_no), None
    snapshot = numbers.snapshots[snapshot_no]
    point = Point(
        period=numbers.periods[period_no],
        value=value,
        numerator=numerator,
        denominator=denominator,
        status=ObservationStatus(str(row[6])),
        completeness=None if is_share_alone else Decimal(1),
        note=str(row[9]),
        source_title=str(row[10]),
        source_url=str(row[11]),
        snapshot_id=snapshot.snapshot_id,
        file_name=snapshot.file_name,
        line=line or None,
        cumulative_since=row[12] if isinstance(row[12], date) else None,
        published_on=str(row[13]),
    )
    return indicator_no, (unit_no, period_no), point


def _rolled_point(row: Row, numbers: Numbering) -> tuple[int, Key, Point | None]:
    indicator_no, unit_no, period_no = map(_whole, row[:3])
    sums = _roll_up(row)
    if sums.value is None:
        return indicator_no, (unit_no, period_no), None
    point = Point(
        period=numbers.periods[period_no],
        value=sums.value,
        numerator=sums.numerator,
        denominator=sums.denominator,
        origin=Origin.WEIGHTED if sums.is_weighted else Origin.ROLLED_UP,
        status=_STATUSES[_whole(row[12])],
        completeness=sums.completeness,
        units_reported=sums.units_reported,
        units_expected=sums.units_expected,
        units_demo=_whole(row[14]),
        low=sums.low,
        high=sums.high,
    )
    return indicator_no, (unit_no, period_no), point


def _roll_up(row: Row) -> RollUp:
    numerator, denominator, total = map(_decimal, row[3:6])
    expected_missing, households_reported, households_missing = map(_decimal, row[8:11])
    return RollUp(
        numerator=numerator,
        denominator=denominator,
        total=total,
        units_reported=_whole(row[6]),
        units_expected=_whole(row[7]),
        expected_missing=expected_missing,
        households_reported=households_reported,
        households_missing=households_missing,
        is_weighted=bool(row[11]),
        is_size_known=bool(row[13]),
    )


def _grouped(
    indicator_no: int, points: Mapping[Key, Point], numbers: Numbering
) -> tuple[Series, ...]:
    by_unit: dict[int, list[Point]] = {}
    for (unit_no, _), point in points.items():
        by_unit.setdefault(unit_no, []).append(point)
    indicator_id = numbers.indicators[indicator_no].indicator_id
    return tuple(
        Series(indicator_id, numbers.unit_ids[unit_no], sorted_by_period(tuple(by_unit[unit_no])))
        for unit_no in sorted(by_unit)
    )


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else int(str(cell))


def _decimal(cell: object) -> Decimal | None:
    """A number that arrived as such or as text; None when there is none."""
    if isinstance(cell, Decimal):
        return cell
    return Decimal(str(cell)) if cell not in (None, "") else None
