"""What the comparison with the nation says in sentences."""

from collections.abc import Iterator
from decimal import Decimal

from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.text import figures, numbers
from cds.text.screens import say
from cds.views.nation_field import IndicatorField, place


def sentences(field: IndicatorField, period: Period) -> Iterator[str]:
    """Say value, mean and gap, what is needed, the place, and by which framework."""
    yield _head(field, period)
    point, mean = field.at(field.home.unit_id, period), field.mean(period)
    if point and mean and field.indicator.direction is not Direction.CONTEXT:
        ahead, gap = _ahead(field, point, mean)
        yield say("nation.passed") if ahead > 0 else say("nation.needed", gap=gap)
    own = place(field, period)
    if own is not None:
        yield say("nation.place", home=field.home.name, place=own[0], of=own[1])
        yield say("nation.few")
    if field.framework(period) != numbers.MISSING:
        yield say("nation.framework", name=field.framework(period))


def _ahead(field: IndicatorField, point: Point, mean: Point) -> tuple[Decimal, str]:
    """How far the home stands ahead of the mean, and its size in words."""
    moved, told = numbers.between(mean.value, point.value, field.indicator)
    return field.indicator.direction.sign * moved, numbers.difference(abs(moved), told)


def _head(field: IndicatorField, period: Period) -> str:
    point, mean = field.at(field.home.unit_id, period), field.mean(period)
    slots = {
        "home": field.home.name,
        "name": field.indicator.name,
        "period": period,
        "value": figures.marked(point, field.indicator),
        "mean": figures.marked(mean, field.indicator),
    }
    match (point, mean):
        case (Point(), Point()):
            ahead, gap = _ahead(field, point, mean)
            way = "above" if ahead > 0 else "below" if ahead < 0 else "equal"
            return say("nation.both", **slots, way=say(f"nation.{way}"), gap=gap)
        case (Point(), None):
            is_rank = field.indicator.kind is IndicatorKind.RANK
            return say("nation.rank_only" if is_rank else "nation.home_only", **slots)
        case (None, Point()):
            return say("nation.mean_only", **slots)
        case _:
            return say("nation.neither", **slots)
