"""Where every unit of a level stands in one period; map, sentence and table all rest on it."""

from collections.abc import Collection, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit's figure, what it lacks to the target and what is left of its denominator.

    `above` is the unit it belongs to. `point` None means no figure. `missing` is in the
    indicator's unit, `needed` and `left` count things; None where it cannot be told.
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
    found = {row.series.unit_id: _at(row, period) for row in reversed(rows)}
    units = _units(catalogue, vintage, level)
    target = _yardstick(catalogue, indicator, units.values())
    own = _yardstick(catalogue, indicator, [home])

    def stand(unit_id: str, unit: AdminUnit, aim: Target | None) -> UnitFigure:
        above = catalogue.units.get(vintage.parents.get(unit_id) or "")
        bare = UnitFigure(unit_id, unit, above, found.get(unit_id))
        return _measured(bare, indicator, aim)

    return LevelFigures(
        indicator=indicator,
        level=level,
        target=target,
        whole_target=own,
        period=period,
        vintage=vintage,
        whole=stand(catalogue.programme.home_unit_id, home, own),
        units=tuple(stand(unit_id, unit, target) for unit_id, unit in units.items()),
    )


def _units(catalogue: Catalogue, vintage: Vintage, level: AdminLevel) -> Mapping[str, AdminUnit]:
    """The units of a level below the home, by unit_id, in the order of their codes."""
    found = (catalogue.units[unit_id] for unit_id in catalogue.inside(catalogue.home, vintage))
    ordered = sorted((unit for unit in found if unit.level is level), key=lambda unit: unit.code)
    return {unit.unit_id: unit for unit in ordered}


def _yardstick(
    catalogue: Catalogue, indicator: Indicator, units: Collection[AdminUnit]
) -> Target | None:
    """The first target that applies to all units, which is a headline if any is."""
    targets = catalogue.targets_of(indicator.indicator_id)
    return next(
        (t for t in targets if all(applies(t, indicator, unit, catalogue) for unit in units)), None
    )


def _at(row: Row, period: Period) -> Point | None:
    """The figure of a period; the last day tells most others apart at once."""
    found = (p for p in row.series.points if p.period.end == period.end and p.period == period)
    return next(found, None)


def _measured(one: UnitFigure, indicator: Indicator, target: Target | None) -> UnitFigure:
    """The standing with what can be told from its figure."""
    if one.point is None:
        return one
    aim, left = _aim(target, indicator), _left(one.point, indicator)
    if target is None or aim.target is None or not aim.is_judged:
        return replace(one, left=left)
    return replace(
        one,
        missing=gap(one.point.value, aim.target, indicator.direction),
        needed=still_to_do(one.point, aim.target, target.operator, indicator),
        left=left,
    )


def _aim(target: Target | None, indicator: Indicator) -> Aim:
    if target is None or target.value is None:
        return Aim(None)
    aim = Aim(target.value, target.operator, indicator.direction)
    if indicator.is_share:
        return aim
    twentieth = abs(target.value) / 20 or Decimal(1)
    return replace(aim, step=round(twentieth, -twentieth.adjusted()), most=None)


def _left(point: Point, indicator: Indicator) -> int | None:
    """Things not yet covered; where less is better, those still there."""
    if point.numerator is None or point.denominator is None:
        return None
    is_less_better = indicator.direction is Direction.LOWER_IS_BETTER
    left = point.numerator if is_less_better else point.denominator - point.numerator
    return max(0, int(left.to_integral_value(ROUND_CEILING)))
