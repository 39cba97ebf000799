"""What is missing to a target, in points and in things still to do (methods, section 2)."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.targets import Operator


def is_met(value: Decimal, target: Decimal, operator: Operator, direction: Direction) -> bool:
    """True when the value, at stored precision, meets the target; strict for > and <."""
    ahead = direction.sign * (value - target)
    return ahead > 0 if operator.is_strict else ahead >= 0


def gap(value: Decimal, target: Decimal, direction: Direction) -> Decimal:
    """What is missing in the indicator's unit (percentage points for shares), never below 0."""
    return max(Decimal(0), direction.sign * (target - value))


def still_to_do(
    point: Point, target: Decimal, operator: Operator, indicator: Indicator
) -> int | None:
    """Count the things (households, communes, services) still missing to the target.

    For a share: ceil(T x H) - C, for a strict target floor(T x H) + 1 - C, at least 0; with
    fewer-is-better the things too many. None for figures without counts.
    """
    if indicator.kind is IndicatorKind.COUNT:
        return _missing(point.value, target, operator, indicator.direction)
    if not indicator.is_share or point.numerator is None or point.denominator is None:
        return None
    aimed = target * point.denominator / 100
    return _missing(point.numerator, aimed, operator, indicator.direction)


def _missing(count: Decimal, aimed: Decimal, operator: Operator, direction: Direction) -> int:
    """Whole things between a count and the first whole count that meets the aim."""
    rounding = ROUND_CEILING if direction.sign > 0 else ROUND_FLOOR
    first = aimed.to_integral_value(rounding)
    if operator.is_strict and first == aimed:
        first += direction.sign
    short = direction.sign * (first - count)
    return int(max(Decimal(0), short).to_integral_value(ROUND_CEILING))
