"""Rows of a scorecard, judged by the real rule, with every field defaulted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Indicator
from cds.domain.observations import ObservationStatus, Point, Series
from cds.domain.periods import parse_period
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Target
from cds.scorecard import Row
from tests.factories import admin_unit, indicator, target

TODAY = date(2024, 3, 1)
Figures = Sequence[tuple[str, str]]  # period, value


def point(period: str, value: str, households: int | None = None, **changes: object) -> Point:
    """A figure; with `households` it has counts."""
    made = Point(parse_period(period), Decimal(value))
    if households is not None:
        numerator = Decimal(value) * households / 100
        made = made._replace(numerator=numerator, denominator=Decimal(households))
    return made._replace(**changes)


def demo(period: str, value: str) -> Point:
    """A generated figure."""
    return point(period, value, status=ObservationStatus.DEMO)


def row(
    *points: Point,
    name: str = "Xã Đồng Xa",
    code: str = "1022",
    aim: Target | None = None,
    measured: Indicator | None = None,
    today: date = TODAY,
) -> Row:
    """A commune's standing on an 80% target."""
    chosen = measured or indicator(denominator_name="số hộ")
    unit = admin_unit(code, AdminLevel.COMMUNE, "102", name)
    series = Series(chosen.indicator_id, unit.unit_id, points)
    goal = aim or target()
    terms = Terms(today=today, programme_started_on=date(2021, 1, 1))
    return Row(
        unit, chosen, goal, assess(series, chosen, goal, terms), series, goal and goal.responsible
    )
