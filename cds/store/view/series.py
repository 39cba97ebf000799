"""Rows of the queries as points and series: the unit's own figure before the sum of its parts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias, cast

import pyarrow as pa

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

SeriesJudge: TypeAlias = Callable[[str, tuple[Series, ...]], pa.Table]
"""What makes a table of the series of an indicator; without any of its targets alone."""
Key = tuple[int, int, int]  # indicator_no, unit_no, period_no
_Own = tuple[
    int, int, int, str, str, str, str, int | None, int, str, str, str, date | None, str, str
]
_Sums = tuple[Decimal | None, Decimal | None, Decimal | None]
_STATUSES = tuple(ObservationStatus)  # in the order of status_rank
_STATUS: Mapping[object, ObservationStatus] = {str(each): each for each in ObservationStatus}
_WHOLE = Decimal(1)


def series_of(
    own: Iterable[Row], rolled: Iterable[Row], numbers: Numbering
) -> Mapping[str, tuple[Series, ...]]:
    """Return the series of each indicator, by unit, from rows of own figures and of sums.

    Equal numbers and texts of own figures are one object: each row brings its own, and so many
    figures would take a third more.
    """
    found: dict[Key, Point] = {}
    read, same = _Read(), dict[str, str]()
    for row in rolled:
        if point := _rolled_point(row, numbers):
            found[_key(row)] = point
    for row in own:
        if point := _own_point(cast("_Own", row), numbers, read, same):
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


class _Read(dict[str, Decimal | None]):
    """Numbers by their text; "" is none."""

    def __missing__(self, text: str) -> Decimal | None:
        number = self[text] = Decimal(text) if text else None
        return number


def _own_point(row: _Own, numbers: Numbering, read: _Read, same: dict[str, str]) -> Point | None:
    indicator_no, unit_no, period_no, upper, lower, given, status, snapshot_no, line = row[:9]
    note, title, url, since, published_on, converted_from = row[9:]
    numerator, denominator, value = read[upper], read[lower], read[given]
    is_share = numbers.indicators[indicator_no].is_share
    is_share_alone = is_share and (numerator is None or denominator is None)
    if is_share and not is_share_alone:
        value = percentage(numerator, denominator)
    elif value is None and not is_share:
        value = numerator
    if value is None:
        return None
    published = numbers.snapshots[snapshot_no] if snapshot_no is not None else None
    return Point(
        period=numbers.periods[period_no],
        value=value,
        numerator=numerator,
        denominator=denominator,
        origin=Origin.CONVERTED if converted_from else Origin.OWN,
        status=_STATUS[status],
        completeness=None if is_share_alone else _WHOLE,
        note=same.setdefault(note, note),
        source_title=same.setdefault(title, title),
        source_url=same.setdefault(url, url),
        snapshot_id=published.snapshot_id if published else None,
        file_name=published.file_name if published else None,
        line=line or None,
        cumulative_since=since,
        published_on=same.setdefault(published_on, published_on),
        converted_from=inherited(numbers.unit_ids[unit_no], converted_from),
    )


def _rolled_point(row: Row, numbers: Numbering) -> Point | None:
    numerator, denominator, total = cast("_Sums", row[3:6])
    expected_missing, households_reported, households_missing = cast("_Sums", row[8:11])
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
