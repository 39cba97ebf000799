"""Where every unit of a level stands in one period; map, sentence and table all rest on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from cds.charts.map_scale import Aim
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import gap, still_to_do
from cds.domain.indicators import Direction, Indicator
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.domain.targets import Target
from cds.scorecard import Row, applies
from cds.text.phrases import kinds


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit's figure, what it lacks to the target and what is left of its denominator.

    `above` is the unit it belongs to. `point` None means no figure. `missing` is in the
    indicator's unit, `needed` and `left` count things: not yet covered or, where less is better,
    still there. None where it cannot be told.
    """

    unit_id: str
    unit: AdminUnit
    above: AdminUnit | None
    point: Point | None
    missing: Decimal | None = None
    needed: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """The standing of all units of a level and of the whole, in one period.

    `target` is that of the units, `whole_target` of the whole; None where there is none.

    `units` are those of the hierarchy of the period, with or without a figure.
    """

    indicator: Indicator
    level: AdminLevel
    target: Target | None
    whole_target: Target | None
    period: Period
    vintage: Vintage
    whole: UnitFigure
    units: tuple[UnitFigure, ...]

    @property
    def aim(self) -> Aim:
        """What the values are held against."""
        return _aim(self.target, self.indicator)

    @property
    def kinds(self) -> str:
        """What its units are called together."""
        return kinds(self.level, (one.unit for one in self.units))

    @property
    def known(self) -> tuple[UnitFigure, ...]:
        """The units with a figure."""
        return tuple(one for one in self.units if one.point is not None)


def level_figures(
    catalogue: Catalogue, rows: Sequence[Row], level: AdminLevel, period: Period
) -> LevelFigures | None:
    """Gather the figures of a period; None when no row of the indicator is there."""
    if not rows:
        return None
    indicator, home = rows[0].indicator, catalogue.home
    vintage = catalogue.vintage_for(home, period)
    points = {
        row.series.unit_id: point
        for row in rows
        for point in row.series.points  # the last day tells most others apart at once
        if point.period.end == period.end and point.period == period
    }
    inside = (catalogue.units[unit_id] for unit_id in catalogue.inside(home, vintage))
    units = sorted((unit for unit in inside if unit.level is level), key=lambda unit: unit.code)
    target = _yardstick(catalogue, indicator, units)
    own = _yardstick(catalogue, indicator, [home])

    def stand(unit: AdminUnit, target: Target | None) -> UnitFigure:
        """Where a unit stands, with what can be told from its figure."""
        unit_id = unit.unit_id
        above, point = catalogue.units.get(vintage.parents.get(unit_id) or ""), points.get(unit_id)
        told = UnitFigure(unit_id, unit, above, point)
        if point is None:
            return told
        if point.numerator is not None and point.denominator is not None:
            is_less_better = indicator.direction is Direction.LOWER_IS_BETTER
            left = point.numerator if is_less_better else point.denominator - point.numerator
            told = replace(told, left=max(0, int(left.to_integral_value(ROUND_CEILING))))
        aim = _aim(target, indicator)
        if target is None or aim.target is None or not aim.is_judged:
            return told
        return replace(
            told,
            missing=gap(point.value, aim.target, indicator.direction),
            needed=still_to_do(point, aim.target, target.operator, indicator),
        )

    return LevelFigures(
        indicator=indicator,
        level=level,
        target=target,
        whole_target=own,
        period=period,
        vintage=vintage,
        whole=stand(home, own),
        units=tuple(stand(unit, target) for unit in units),
    )


def _yardstick(
    catalogue: Catalogue, indicator: Indicator, units: Collection[AdminUnit]
) -> Target | None:
    """The first target that applies to all units, which is a headline if any is."""
    targets = catalogue.targets_of(indicator.indicator_id)
    return next(
        (t for t in targets if all(applies(t, indicator, unit, catalogue) for unit in units)), None
    )


def _aim(target: Target | None, indicator: Indicator) -> Aim:
    if target is None or target.value is None:
        return Aim(None)
    aim = Aim(target.value, target.operator, indicator.direction)
    if indicator.is_share:
        return aim
    twentieth = abs(target.value) / 20 or Decimal(1)
    return replace(aim, step=round(twentieth, -twentieth.adjusted()), most=None)
