"""The charts of the comparison with the nation: over the years, and among the provinces."""

from collections.abc import Iterator
from datetime import date, timedelta

import plotly.graph_objects as go

from cds.charts.runs import DayMark, Run, Spot, runs
from cds.charts.theme import BLUE
from cds.charts.values import Bar, Bars, Level
from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period, PeriodKind
from cds.text import figures, numbers
from cds.text.screens import say
from cds.views.nation_field import IndicatorField, name

_TOP, _AROUND = 5, 6  # bars: the best, and those about the home
_HOME_COLOUR = "#b35c00"  # legible on the light and the dark background


def trend(field: IndicatorField) -> go.Figure | None:
    """Home and nation as lines, broken at each new framework; other provinces as dots."""
    nation = field.catalogue.nation
    subjects = [field.home.unit_id, *([nation.unit_id] if nation else [])]
    lines = [run for unit_id in subjects for run in _lines(field, unit_id)]
    others = [
        _spot(field, unit_id, period, point)
        for unit_id, by_period in field.points.items()
        if unit_id not in subjects
        for period, point in by_period.items()
    ]
    lines.append(Run(say("nation.others"), tuple(others), is_quiet=True))
    marks = [DayMark(day, say("nation.framework_mark")) for day in _breaks(field)]
    unit = "%" if field.indicator.is_share else ""
    is_rank = field.indicator.kind is IndicatorKind.RANK
    return runs(lines, marks, height=380, unit=unit, is_reversed=is_rank)


def _lines(field: IndicatorField, unit_id: str) -> Iterator[Run]:
    parts: dict[str, list[Spot]] = {}
    for period, point in sorted(field.points.get(unit_id, {}).items()):
        key = f"{field.framework(period)}{point.is_demo}"
        parts.setdefault(key, []).append(_spot(field, unit_id, period, point))
    for spots in parts.values():
        yield Run(field.catalogue.units[unit_id].name, tuple(spots))


def _spot(field: IndicatorField, unit_id: str, period: Period, point: Point) -> Spot:
    hover = figures.hover(name(field, unit_id), point, field.indicator)
    if field.framework(period) != numbers.MISSING:
        hover = f"{hover}<br>{field.framework(period)}"
    return Spot(_day(period), float(point.value), hover, point.is_demo)


def _day(period: Period) -> date:
    """A year stands over its own number on the axis."""
    return period.start if period.kind is PeriodKind.YEAR else period.end


def _breaks(field: IndicatorField) -> list[date]:
    """Half a year before each framework but the first begins: between two points."""
    own = [
        one.first.start
        for one in field.catalogue.frameworks
        if one.indicator_id == field.indicator.indicator_id
    ]
    return [day - timedelta(days=183) for day in sorted(own)[1:]]


def ranking(field: IndicatorField, period: Period) -> Bars | None:
    """The best provinces and those about the home, best first."""
    provinces = field.provinces(period)
    ids = list(provinces)
    kept = set(ids[:_TOP])
    if field.home.unit_id in provinces:
        place = ids.index(field.home.unit_id)
        kept |= set(ids[max(0, place - _AROUND) : place + _AROUND + 1])
    else:
        kept = set(ids[: _TOP + _AROUND])
    mean = field.mean(period)
    text = figures.marked(mean, field.indicator)
    level = Level(mean.value, say("nation.mean", mean=text)) if mean else None
    bars = tuple(_bar(field, i, provinces[i]) for i in ids if i in kept)
    return Bars(bars, numbers.unit_text(field.indicator), level) if bars else None


def _bar(field: IndicatorField, unit_id: str, point: Point) -> Bar:
    is_home = unit_id == field.home.unit_id
    label = name(field, unit_id)
    return Bar(
        label=label,
        value=point.value,
        text=figures.marked(point, field.indicator),
        hover=figures.hover(label, point, field.indicator),
        colour=_HOME_COLOUR if is_home else BLUE,
        is_marked=is_home,
    )


def ranking_note(field: IndicatorField) -> str:
    """Say which way of the bars is the better one."""
    is_less = field.indicator.direction is Direction.LOWER_IS_BETTER
    key = "nation.ranking_short" if is_less else "nation.ranking_long"
    return say(key, home=field.home.name)
