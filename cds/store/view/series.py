"""Rows of the queries as points and series: the unit's own figure before the sum of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from cds.domain.observations import (
    ObservationStatus,
    Origin,
    Point,
    RollUp,
    Series,
    percentage,
    sorted_by_period,
)
from cds.store.snapshots.figures import Row, inherited
from cds.store.view.database import Numbering

Key = tuple[int, int, int]  # indicator_no, unit_no, period_no
_STATUSES = tuple(ObservationStatus)  # in the order of status_rank
_STATUS: Mapping[object, ObservationStatus] = {str(each): each for each in ObservationStatus}
_WHOLE = Decimal(1)


def series_of(
    own: Sequence[Row], rolled: Sequence[Row], numbers: Numbering
) -> Mapping[str, tuple[Series, ...]]:
    """Return the series of each indicator, by unit, from rows of own figures and of sums."""
    found: dict[Key, Point] = {}
    for row in rolled:
        if point := _rolled_point(row, numbers):
            found[_key(row)] = point
    for row in own:
        if point := _own_point(row, numbers):
            key = _key(row)
            found[key] = _preferred(point, found.get(key))
    by_unit: dict[int, dict[int, list[Point]]] = {}
    for (indicator_no, unit_no, _), point in found.items():
        by_unit.setdefault(indicator_no, {}).setdefault(unit_no, []).append(point)
    series: dict[str, tuple[Series, ...]] = {}
    for indicator_no, units in by_unit.items():
        indicator_id = numbers.indicators[indicator_no].indicator_id
        series[indicator_id] = tuple(
            Series(indicator_id, numbers.unit_ids[unit_no], sorted_by_period(tuple(points)))
            for unit_no, points in sorted(units.items())
        )
    return series


def _key(row: Row) -> Key:
    return cast("Key", row[:3])  # integers, as the queries return them


def _preferred(own: Point, rolled: Point | None) -> Point:
    """The unit's own figure, unless it alone is generated; the sum is told beside it."""
    if rolled is None:
        return own
    if own.is_demo and not rolled.is_demo:
        return rolled
    if rolled.is_demo and not own.is_demo:
        return own  # generated parts say nothing about a real figure
    return replace(own, parts_value=rolled.value)


def _own_point(row: Row, numbers: Numbering) -> Point | None:
    numerator, denominator, value = map(_decimal, row[3:6])
    indicator = numbers.indicators[_whole(row[0])]
    is_share_alone = indicator.is_share and (numerator is None or denominator is None)
    if indicator.is_share and not is_share_alone:
        value = percentage(numerator, denominator)
    elif value is None and not indicator.is_share:
        value = numerator
    if value is None:
        return None
    published = numbers.snapshots[_whole(row[7])] if row[7] is not None else None
    return Point(
        period=numbers.periods[_whole(row[2])],
        value=value,
        numerator=numerator,
        denominator=denominator,
        origin=Origin.CONVERTED if row[14] else Origin.OWN,
        status=_STATUS[row[6]],
        completeness=None if is_share_alone else _WHOLE,
        note=str(row[9]),
        source_title=str(row[10]),
        source_url=str(row[11]),
        snapshot_id=published.snapshot_id if published else None,
        file_name=published.file_name if published else None,
        line=_whole(row[8]) or None,
        cumulative_since=row[12] if isinstance(row[12], date) else None,
        published_on=str(row[13]),
        converted_from=inherited(numbers.unit_ids[_whole(row[1])], str(row[14])),
    )


def _rolled_point(row: Row, numbers: Numbering) -> Point | None:
    numerator, denominator, total = map(_decimal, row[3:6])
    expected_missing, households_reported, households_missing = map(_decimal, row[8:11])
    sums = RollUp(
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
    if sums.value is None:
        return None
    return Point(
        period=numbers.periods[_whole(row[2])],
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


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else int(str(cell))


def _decimal(cell: object) -> Decimal | None:
    """A number that arrived as such or as text; None when there is none."""
    if cell is None or isinstance(cell, Decimal):
        return cell
    return Decimal(str(cell)) if cell != "" else None
