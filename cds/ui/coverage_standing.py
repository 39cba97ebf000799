"""Where every unit of a level stands in one period; map, sentence and table all rest on it."""

from collections.abc import Sequence
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
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui.trace import Figure


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
    target = _yardstick(rows, level)
    found = {row.unit.unit_id: _at(row, period) for row in reversed(rows)}
    units = catalogue.descendants(home, vintage, level)
    return LevelStanding(
        indicator=indicator,
        target=target,
        period=period,
        vintage=vintage,
        whole=_standing(home, found.get(home.unit_id), indicator, _yardstick(rows, home.level)),
        units=tuple(_standing(one, found.get(one.unit_id), indicator, target) for one in units),
    )


def stands_text(found: LevelStanding, home: AdminUnit) -> str:
    """Say in one sentence where the whole stands: value, gap and what is needed."""
    whole, indicator = found.whole, found.indicator
    if whole.point is None:
        return say("coverage.stands_unknown", period=found.period, home=home.name)
    key = "coverage.stands_plain"
    if whole.missing is not None:
        is_met = not whole.missing and not whole.needed
        short = "coverage.stands_points" if whole.needed is None else "coverage.stands_short"
        key = "coverage.stands_met" if is_met else short
    return say(
        key,
        period=found.period,
        home=home.name,
        value=numbers.figure(whole.point.value, indicator),
        target=target_text(found),
        gap=numbers.difference(whole.missing, indicator),
        needed=numbers.things(whole.needed, indicator),
    )


def units_text(found: LevelStanding) -> str:
    """Say how many units meet the target and how many have no figure."""
    values = [one.point.value for one in found.known if one.point]
    return say(
        "coverage.units" if found.aim.is_judged else "coverage.units_plain",
        met=sum(found.aim.side(value).value == "met" for value in values),
        known=len(values),
        target=target_text(found),
        missing=len(found.units) - len(values),
    )


def target_text(found: LevelStanding) -> str:
    """The target the units are held against, with its sign."""
    if found.target is None:
        return numbers.MISSING
    return numbers.target_value(found.target.value, found.target.operator.value, found.indicator)


def table(found: LevelStanding, catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
    """The whole first, then the units, those that lack most before the others."""
    return tuple(_line(one, found, catalogue) for one in _ranked(found))


def figures_of(found: LevelStanding) -> tuple[Figure | None, ...]:
    """Which figure each row of the table shows; None where it shows none."""
    return tuple(
        Figure(found.indicator.indicator_id, one.unit.unit_id, found.period) if one.point else None
        for one in _ranked(found)
    )


def _ranked(found: LevelStanding) -> tuple[Standing, ...]:
    return (found.whole, *sorted(found.units, key=_rank))


def _rank(one: Standing) -> tuple[bool, Decimal, int, str]:
    return one.point is None, -(one.missing or Decimal(0)), -(one.needed or 0), one.unit.code


def _line(one: Standing, found: LevelStanding, catalogue: Catalogue) -> tuple[str, ...]:
    indicator, point = found.indicator, one.point
    above = catalogue.parent(one.unit, found.vintage)
    return (
        one.unit.name,
        above.name if above else numbers.MISSING,
        numbers.figure(point.value if point else None, indicator),
        numbers.difference(one.missing, indicator),
        numbers.things(one.needed, indicator),
        numbers.things(one.left, indicator),
        figures.source(point) if point else numbers.MISSING,
    )


def _yardstick(rows: Sequence[Row], level: AdminLevel) -> Target | None:
    """The target units of a level are held against: the first, which is a headline if any is."""
    targets = (row.target for row in rows if row.unit.level is level and row.target)
    return next(targets, None)


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
