"""The charts of the comparison with the nation: over the years, and among the provinces."""

from collections.abc import Iterator
from datetime import date

from cds.charts.theme import BLUE, OTHERS, unit_line
from cds.charts.values import Bar, Bars, DayMark, Level, Line, Lines, Spot
from cds.domain.indicators import IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period, PeriodKind
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.nation_field import IndicatorField

_TOP, _AROUND = 3, 4  # shown: the best, and those about the home
_HOME_COLOUR = "#b35c00"  # legible on the light and the dark background


def trend(field: IndicatorField) -> Lines | None:
    """Home and nation as lines, broken at each new framework; other provinces as dots."""
    nation = field.catalogue.nation
    subjects = [field.home.unit_id, *([nation.unit_id] if nation else [])]
    own = [unit_id for unit_id in subjects if field.points.get(unit_id)]
    lines = [line for place, one in enumerate(own) for line in _lines(field, one, place)]
    others = [
        _spot(field, unit_id, period, point)
        for unit_id, by_period in field.points.items()
        if unit_id not in subjects
        for period, point in by_period.items()
    ]
    lines += [Line(phrase("nation.others"), tuple(others), OTHERS)] if others else []
    if not lines:
        return None
    frameworks = [
        one.first.start
        for one in field.catalogue.frameworks
        if one.indicator_id == field.indicator.indicator_id
    ]
    return Lines(
        tuple(lines),
        tuple(DayMark(day, phrase("nation.framework_mark")) for day in sorted(frameworks)[1:]),
        suffix="%" if field.indicator.is_share else "",
        is_reversed=field.indicator.kind is IndicatorKind.RANK,
        height=430,
    )


def _lines(field: IndicatorField, unit_id: str, place: int) -> Iterator[Line]:
    unit, own = field.catalogue.units[unit_id], field.points[unit_id]
    parts: dict[tuple[str, bool], list[Period]] = {}
    for period in sorted(own):
        parts.setdefault((field.framework(period), own[period].is_demo), []).append(period)
    newest = max(own)
    for (_, is_demo), periods in parts.items():
        spots = tuple(_spot(field, unit_id, period, own[period]) for period in periods)
        value = figures.marked(own[periods[-1]], field.indicator)
        named = phrase("nation.label", name=unit.name_short, value=value)
        label = named if periods[-1] == newest else value
        yield Line(unit.name, spots, unit_line(place, is_demo=is_demo), label)


def _spot(field: IndicatorField, unit_id: str, period: Period, point: Point) -> Spot:
    """A year stands amid its days, over its own label: a break lies between two points."""
    is_year = period.kind is PeriodKind.YEAR
    hover = figures.hover(field.name(unit_id), point, field.indicator)
    if field.framework(period) != numbers.MISSING:
        hover = f"{hover}<br>{field.framework(period)}"
    day = date(period.start.year, 7, 1) if is_year else period.end
    return Spot(day, point.value, hover)


def near(field: IndicatorField, period: Period) -> list[str]:
    """The best provinces and those about the home, best first."""
    ids = list(field.provinces(period))
    kept = set(ids[:_TOP])
    if field.home.unit_id in ids:
        place = ids.index(field.home.unit_id)
        kept |= set(ids[max(0, place - _AROUND) : place + _AROUND + 1])
    else:
        kept = set(ids[: _TOP + _AROUND])
    return [unit_id for unit_id in ids if unit_id in kept]


def ranking(field: IndicatorField, period: Period) -> Bars | None:
    """Bars of the best provinces and those about the home."""
    provinces, mean = field.provinces(period), field.mean(period)
    text = figures.marked(mean, field.indicator)
    level = Level(mean.value, phrase("nation.mean", mean=text)) if mean else None
    bars = tuple(_bar(field, unit_id, provinces[unit_id]) for unit_id in near(field, period))
    return Bars(bars, numbers.unit_text(field.indicator), level) if bars else None


def _bar(field: IndicatorField, unit_id: str, point: Point) -> Bar:
    is_home = unit_id == field.home.unit_id
    label = field.name(unit_id)
    return Bar(
        label=label,
        value=point.value,
        text=figures.marked(point, field.indicator),
        hover=figures.hover(label, point, field.indicator),
        colour=_HOME_COLOUR if is_home else BLUE,
        is_marked=is_home,
    )
