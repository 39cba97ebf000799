"""Rows of one share over the small catalogue, from counts, with the province as their sum."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.observations import ObservationStatus, Point, Series
from cds.domain.periods import parse_period
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Target
from cds.scorecard import Row
from tests.factories import unit_id

TODAY = date(2025, 7, 1)
Counts = Mapping[str, Mapping[str, tuple[int, int]]]  # period -> code -> covered, households


def point(period: str, covered: int, households: int, *, is_demo: bool = False) -> Point:
    status = ObservationStatus.DEMO if is_demo else ObservationStatus.REPORTED
    return Point(
        period=parse_period(period),
        value=Decimal(100 * covered) / households,
        numerator=Decimal(covered),
        denominator=Decimal(households),
        status=status,
        source_title="báo cáo",
    )


def rows_of(
    catalogue: Catalogue, indicator: Indicator, target: Target | None, counts: Counts, **how: bool
) -> tuple[Row, ...]:
    """A row per commune that ever reported and one for the province."""
    codes = {code for period in counts.values() for code in period}
    series: dict[str, list[Point]] = {code: [] for code in ["10", *sorted(codes)]}
    for period, found in sorted(counts.items()):
        for code, (covered, households) in found.items():
            series[code].append(point(period, covered, households, **how))
        if found:
            sums = [sum(pair) for pair in zip(*found.values(), strict=True)]
            series["10"].append(point(period, sums[0], sums[1], **how))
    terms = Terms(today=TODAY, programme_started_on=date(2021, 1, 1))
    made = {
        code: Series(indicator.indicator_id, unit_id(code), tuple(points))
        for code, points in series.items()
    }
    return tuple(
        Row(
            catalogue.units[one.unit_id],
            indicator,
            target,
            assess(one, indicator, target, terms),
            one,
            target.responsible if target else None,
        )
        for one in made.values()
    )


def reader_of(home, catalogue, rows):
    """What a map is drawn from: a home with layers, and rows that are there already."""
    reader = SimpleNamespace(home=home, catalogue=catalogue, rows=lambda _indicator_id: rows)
    reader.kept = lambda view, *asked: view(reader, *asked)
    return reader
