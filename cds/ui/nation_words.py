"""What the comparison with the nation says in sentences."""

from collections.abc import Iterator

from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui.nation_field import Field, place


def sentences(field: Field, period: Period) -> Iterator[str]:
    """Say value, mean and gap, what is needed, the place, and by which framework."""
    yield _head(field, period)
    point, mean = field.at(field.home.unit_id, period), field.mean(period)
    if point and mean and field.indicator.direction is not Direction.CONTEXT:
        ahead = field.indicator.direction.sign * (point.value - mean.value)
        gap = numbers.difference(abs(ahead), field.indicator)
        yield say("nation.passed") if ahead > 0 else say("nation.needed", gap=gap)
    own = place(field, period)
    if own is not None:
        yield say("nation.place", home=field.home.name, place=own[0], of=own[1])
        yield say("nation.few")
    if field.framework(period) != numbers.MISSING:
        yield say("nation.framework", name=field.framework(period))


def _head(field: Field, period: Period) -> str:
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
            ahead = field.indicator.direction.sign * (point.value - mean.value)
            way = "above" if ahead > 0 else "below" if ahead < 0 else "equal"
            gap = numbers.difference(abs(ahead), field.indicator)
            return say("nation.both", **slots, way=say(f"nation.{way}"), gap=gap)
        case (Point(), None):
            is_rank = field.indicator.kind is IndicatorKind.RANK
            return say("nation.rank_only" if is_rank else "nation.home_only", **slots)
        case (None, Point()):
            return say("nation.mean_only", **slots)
        case _:
            return say("nation.neither", **slots)
