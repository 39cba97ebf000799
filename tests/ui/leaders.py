"""Small worlds for tests of the leaders' pages: rows and views without a store."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from cds.domain.catalogue import Catalogue
from cds.domain.observations import ObservationStatus, Point, Series
from cds.domain.periods import parse_period
from cds.domain.status_rule import Terms, assess
from cds.scorecard import Row
from cds.views.reader import Reader
from tests.factories import unit_id

TODAY = date(2025, 7, 15)
_NUMBER = re.compile(r"[−+]?\d[\d.]*(?:,\d+)?(?= điểm %| %)")


class FiguresView:
    """Answers `series` as the store's view does, from points given by code."""

    def __init__(self, catalogue: Catalogue, points: Mapping[str, Mapping[str, Iterable[Point]]]):
        self._catalogue = catalogue
        self._series = {
            indicator_id: tuple(
                Series(indicator_id, unit_id(code), tuple(found)) for code, found in by_code.items()
            )
            for indicator_id, by_code in points.items()
        }

    def series(self, indicators=None, unit_ids=None, level=None):
        everything = self._series if indicators is None else indicators
        wanted = [everything] if isinstance(everything, str) else everything
        return tuple(
            one
            for key in wanted
            for one in self._series.get(key, ())
            if (unit_ids is None or one.unit_id in unit_ids)
            and (level is None or self._catalogue.units[one.unit_id].level is level)
        )

    def values(self, period, unit_ids=None, indicator_id=None):
        return {
            key: {
                one.unit_id: point.value
                for one in found
                for point in one.points
                if point.period == period and (unit_ids is None or one.unit_id in unit_ids)
            }
            for key, found in self._series.items()
            if indicator_id in (None, key)
        }


def reader(catalogue: Catalogue, points: Mapping[str, Mapping[str, Iterable[Point]]]) -> Reader:
    """What pages are made from, of points given by indicator and code."""
    return Reader(Path(), catalogue, FiguresView(catalogue, points), TODAY)


def counted(period: str, numerator: int, denominator: int, **changes: object) -> Point:
    """A share with its counts."""
    point = Point(
        parse_period(period),
        100 * Decimal(numerator) / denominator,
        Decimal(numerator),
        Decimal(denominator),
        source_title="Báo cáo",
    )
    return point._replace(**changes)


def only(period: object, value: object, **changes: object) -> Point:
    """A figure without counts."""
    point = Point(parse_period(str(period)), Decimal(str(value)), source_title="Báo cáo")
    return point._replace(**changes)


def demo(point: Point) -> Point:
    """The same figure, generated."""
    return point._replace(status=ObservationStatus.DEMO)


def row(catalogue: Catalogue, code: str, points: Iterable[Point], indicator_id="coverage") -> Row:
    """A unit's standing on an indicator's first target."""
    unit, indicator = catalogue.units[unit_id(code)], catalogue.indicators[indicator_id]
    target = next(iter(catalogue.targets_of(indicator_id)), None)
    series = Series(indicator_id, unit.unit_id, tuple(points))
    terms = Terms(today=TODAY, programme_started_on=catalogue.programme.started_on)
    return Row(
        unit,
        indicator,
        target,
        assess(series, indicator, target, terms),
        series,
        target and target.responsible,
    )


def shown_numbers(texts: Iterable[str]) -> set[str]:
    """The percentages and points a reader sees, as they are written."""
    return {number for text in texts for number in _NUMBER.findall(text)}
