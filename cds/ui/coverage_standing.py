"""Where every unit of a level stands in one period; map, sentence and table all rest on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from cds.charts.colour_steps import Aim
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import gap, still_to_do
from cds.domain.indicators import Direction, Indicator
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.domain.places import AdminLevel, AdminUnit, Vintage
from cds.domain.targets import Target
from cds.scorecard import Row, applies


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's figure, what it lacks to the target and what is left of its denominator.

    `point` None means no figure. `missing` is in the indicator's unit, `needed` and `left` count
    things; None where it cannot be told.
    """

    unit: AdminUnit
    point: Point | None
    missing: Decimal | None = None
    needed: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class LevelStanding:
    """The standing of all units of a level and of the whole, in one period.

    `units` are those of the hierarchy of the period, with or without a figure.
    """

    indicator: Indicator
    target: Target | None
    period: Period
    vintage: Vintage
    whole: Standing
    units: tuple[Standing, ...]

    @property
    def aim(self) -> Aim:
        """What the values are held against."""
        return _aim(self.target, self.indicator)

    @property
    def known(self) -> tuple[Standing, ...]:
        """The units with a figure."""
        return tuple(one for one in self.units if one.point is not None)


def standing(
    catalogue: Catalogue, rows: Sequence[Row], level: AdminLevel, period: Period
) -> LevelStanding | None:
    """Gather the figures of a period; None when no row of the indicator is there."""
    if not rows:
        return None
    indicator, home = rows[0].indicator, catalogue.home
    vintage = catalogue.vintage_for(home, period)
    found = {row.unit.unit_id: _at(row, period) for row in reversed(rows)}
    units = catalogue.descendants(home, vintage, level)
    target = _yardstick(catalogue, indicator, units)
    return LevelStanding(
        indicator=indicator,
        target=target,
        period=period,
        vintage=vintage,
        whole=_standing(
            home, found.get(home.unit_id), indicator, _yardstick(catalogue, indicator, [home])
        ),
        units=tuple(_standing(one, found.get(one.unit_id), indicator, target) for one in units),
    )


def _yardstick(
    catalogue: Catalogue, indicator: Indicator, units: Sequence[AdminUnit]
) -> Target | None:
    """The first target that applies to all units, which is a headline if any is."""
    targets = catalogue.targets_of(indicator.indicator_id)
    return next((t for t in targets if all(_applies(t, indicator, catalogue, units))), None)


def _applies(
    target: Target, indicator: Indicator, catalogue: Catalogue, units: Sequence[AdminUnit]
) -> Iterator[bool]:
    return (applies(target, indicator, unit, catalogue) for unit in units)


def _at(row: Row, period: Period) -> Point | None:
    return next((point for point in row.series.points if point.period == period), None)


def _standing(
    unit: AdminUnit, point: Point | None, indicator: Indicator, target: Target | None
) -> Standing:
    if point is None:
        return Standing(unit, None)
    aim = _aim(target, indicator)
    if target is None or aim.target is None or not aim.is_judged:
        return Standing(unit, point, left=_left(point, indicator))
    return Standing(
        unit=unit,
        point=point,
        missing=gap(point.value, aim.target, indicator.direction),
        needed=still_to_do(point, aim.target, target.operator, indicator),
        left=_left(point, indicator),
    )


def _aim(target: Target | None, indicator: Indicator) -> Aim:
    if target is None or target.value is None:
        return Aim(None)
    return Aim(target.value, target.operator, indicator.direction)


def _left(point: Point, indicator: Indicator) -> int | None:
    """Things not yet covered; where less is better, those still there."""
    if point.numerator is None or point.denominator is None:
        return None
    is_less_better = indicator.direction is Direction.LOWER_IS_BETTER
    left = point.numerator if is_less_better else point.denominator - point.numerator
    return max(0, int(left.to_integral_value(ROUND_CEILING)))
