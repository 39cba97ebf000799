"""The province among the provinces and against the nation, as a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import plotly.graph_objects as go

from cds.charts.bars import Bar, Line, bars
from cds.charts.runs import Mark, Run, Spot, runs
from cds.charts.theme import BLUE
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period, PeriodKind
from cds.domain.places import AdminLevel, AdminUnit
from cds.domain.ranking import rank
from cds.store.queries import View
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui.trace import Figure

YEAR_COLUMNS = ("period", "home", "mean", "gap", "place", "framework", "source", "source_mean")
UNIT_COLUMNS = ("place", "unit", "value", "gap", "framework", "source")
SUMMARY_COLUMNS = ("indicator", "period", "home", "mean", "gap", "place", "framework")
_TOP, _AROUND = 5, 6  # bars: the best, and those about the home
_HOME_COLOUR = "#b35c00"  # legible on the light and the dark background


@dataclass(frozen=True, slots=True)
class NationPage:
    """One indicator compared, by year and by province."""

    indicator: Indicator
    sentences: tuple[str, ...]
    trend: go.Figure | None
    ranking: go.Figure | None
    ranking_note: str
    has_demo: bool
    years: tuple[tuple[str, ...], ...]
    years_traced: tuple[Figure | None, ...]
    units: tuple[tuple[str, ...], ...]
    units_traced: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Field:
    """Everything known of one indicator: by unit, then by period."""

    catalogue: Catalogue
    indicator: Indicator
    points: Mapping[str, Mapping[Period, Point]]

    @property
    def home(self) -> AdminUnit:
        return self.catalogue.home

    def at(self, unit_id: str | None, period: Period) -> Point | None:
        return self.points.get(unit_id or "", {}).get(period)

    def mean(self, period: Period) -> Point | None:
        nation = self.catalogue.nation
        return self.at(nation.unit_id, period) if nation else None

    def provinces(self, period: Period) -> dict[str, Point]:
        """The provinces with a figure, best first."""
        sign = self.indicator.direction.sign
        found = {
            unit_id: by_period[period]
            for unit_id, by_period in self.points.items()
            if period in by_period and self.catalogue.units[unit_id].level is AdminLevel.PROVINCE
        }
        return dict(sorted(found.items(), key=lambda item: (-sign * item[1].value, item[0])))

    def framework(self, period: Period) -> str:
        found = self.catalogue.framework_of(self.indicator.indicator_id, period)
        return found.name if found else numbers.MISSING


def comparable(catalogue: Catalogue, view: View) -> tuple[str, ...]:
    """Indicators with figures of the nation or of another province; those of ours too first."""
    home_id = catalogue.home.unit_id
    found: dict[str, bool] = {}
    for indicator_id in catalogue.indicators:
        if catalogue.indicators[indicator_id].kind is IndicatorKind.MILESTONE:
            continue
        series = (
            *view.series(indicator_id, level=AdminLevel.NATION),
            *view.series(indicator_id, level=AdminLevel.PROVINCE),
        )
        ids = {one.unit_id for one in series if one.points}
        if ids - {home_id}:
            real = any(
                not point.is_demo
                for one in series
                if one.unit_id == home_id
                for point in one.points
            )
            found[indicator_id] = real
    return tuple(sorted(found, key=lambda one: not found[one]))


def years(catalogue: Catalogue, view: View, indicator_id: str) -> tuple[Period, ...]:
    """The periods with a figure to compare: the home's newest first, then the others."""
    field = _field(catalogue, view, indicator_id)
    own = field.points.get(field.home.unit_id, {})
    known = {period for by_period in field.points.values() for period in by_period}
    beside = {
        period
        for unit_id, by_period in field.points.items()
        if unit_id != field.home.unit_id
        for period in by_period
    }
    real = {period for period, point in own.items() if not point.is_demo}
    ordered = sorted(beside or known, reverse=True)
    return tuple(sorted(ordered, key=lambda period: period not in real))


def build(catalogue: Catalogue, view: View, indicator_id: str, period: Period) -> NationPage:
    """Compare one indicator in one period, and over all of them."""
    field = _field(catalogue, view, indicator_id)
    periods = sorted({p for by_period in field.points.values() for p in by_period}, reverse=True)
    shown = [period for period in periods if field.at(field.home.unit_id, period)]
    told = sorted({*shown, *(p for p in periods if field.mean(p))}, reverse=True)
    provinces = field.provinces(period)
    return NationPage(
        indicator=field.indicator,
        sentences=tuple(_sentences(field, period)),
        trend=_trend(field),
        ranking=_ranking(field, period),
        ranking_note=_ranking_note(field),
        has_demo=any(p.is_demo for by_period in field.points.values() for p in by_period.values()),
        years=tuple(_year_row(field, one) for one in told),
        years_traced=tuple(_year_figure(field, one) for one in told),
        units=tuple(_unit_row(field, period, unit_id) for unit_id in provinces),
        units_traced=tuple(Figure(indicator_id, unit_id, period) for unit_id in provinces),
    )


def summary(
    catalogue: Catalogue, view: View, indicator_ids: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[Figure | None, ...]]:
    """Every comparable indicator at the newest period known of both sides; rows and figures."""
    found = [_field(catalogue, view, indicator_id) for indicator_id in indicator_ids]
    periods = [(field, period) for field in found if (period := _common(field)) is not None]
    periods.sort(key=lambda one: one[0].mean(one[1]) is None)  # those with a gap first
    return (
        tuple(_summary_row(field, period) for field, period in periods),
        tuple(_year_figure(field, period) for field, period in periods),
    )


def _field(catalogue: Catalogue, view: View, indicator_id: str) -> _Field:
    series = (
        *view.series(indicator_id, level=AdminLevel.NATION),
        *view.series(indicator_id, level=AdminLevel.PROVINCE),
    )
    points = {one.unit_id: {point.period: point for point in one.judged} for one in series}
    indicator = catalogue.indicators[indicator_id]
    return _Field(catalogue, indicator, {i: found for i, found in points.items() if found})


def _common(field: _Field) -> Period | None:
    own = set(field.points.get(field.home.unit_id, {}))
    nation = field.catalogue.nation
    mean = set(field.points.get(nation.unit_id, {})) if nation else set()
    return max(own & mean or own or mean, default=None)


def _sentences(field: _Field, period: Period) -> Iterator[str]:
    yield _head(field, period)
    point, mean = field.at(field.home.unit_id, period), field.mean(period)
    if point and mean and field.indicator.direction is not Direction.CONTEXT:
        ahead = field.indicator.direction.sign * (point.value - mean.value)
        gap = numbers.difference(abs(ahead), field.indicator)
        yield say("nation.passed") if ahead > 0 else say("nation.needed", gap=gap)
    place = _place(field, period)
    if place is not None:
        yield say("nation.place", home=field.home.name, place=place[0], of=place[1])
        yield say("nation.few")
    if field.framework(period) != numbers.MISSING:
        yield say("nation.framework", name=field.framework(period))


def _head(field: _Field, period: Period) -> str:
    point, mean = field.at(field.home.unit_id, period), field.mean(period)
    slots = {
        "home": field.home.name,
        "name": field.indicator.name,
        "period": period,
        "value": numbers.figure(point.value if point else None, field.indicator),
        "mean": numbers.figure(mean.value if mean else None, field.indicator),
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


def _place(field: _Field, period: Period) -> tuple[int, int] | None:
    """Place among the provinces with a figure; a rank itself needs none."""
    provinces = field.provinces(period)
    own = provinces.pop(field.home.unit_id, None)
    if own is None or not provinces or field.indicator.direction is Direction.CONTEXT:
        return None
    if field.indicator.kind is IndicatorKind.RANK:
        return None
    values = [point.value for point in provinces.values()]
    found = rank(own.value, values, field.indicator.direction.sign)
    return found.place, found.of


def _trend(field: _Field) -> go.Figure | None:
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
    marks = [Mark(day, say("nation.framework_mark")) for day in _breaks(field)]
    unit = "%" if field.indicator.is_share else ""
    is_rank = field.indicator.kind is IndicatorKind.RANK
    return runs(lines, marks, height=380, unit=unit, is_reversed=is_rank)


def _lines(field: _Field, unit_id: str) -> Iterator[Run]:
    parts: dict[str, list[Spot]] = {}
    for period, point in sorted(field.points.get(unit_id, {}).items()):
        key = f"{field.framework(period)}{point.is_demo}"
        parts.setdefault(key, []).append(_spot(field, unit_id, period, point))
    name = field.catalogue.units[unit_id].name
    for spots in parts.values():
        yield Run(name, tuple(spots))


def _spot(field: _Field, unit_id: str, period: Period, point: Point) -> Spot:
    hover = figures.hover(_name(field, unit_id), point, field.indicator)
    if field.framework(period) != numbers.MISSING:
        hover = f"{hover}<br>{field.framework(period)}"
    return Spot(_day(period), float(point.value), hover, point.is_demo)


def _day(period: Period) -> date:
    """A year stands over its own number on the axis."""
    return period.start if period.kind is PeriodKind.YEAR else period.end


def _breaks(field: _Field) -> list[date]:
    """Half a year before each framework but the first begins: between two points."""
    own = [
        one.first.start
        for one in field.catalogue.frameworks
        if one.indicator_id == field.indicator.indicator_id
    ]
    return [day - timedelta(days=183) for day in sorted(own)[1:]]


def _ranking(field: _Field, period: Period) -> go.Figure | None:
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
    text = numbers.figure(mean.value if mean else None, field.indicator)
    line = Line(mean.value, say("nation.mean", mean=text)) if mean else None
    return bars([_bar(field, i, provinces[i]) for i in ids if i in kept], line)


def _bar(field: _Field, unit_id: str, point: Point) -> Bar:
    is_home = unit_id == field.home.unit_id
    name = _name(field, unit_id)
    return Bar(
        label=name,
        value=point.value,
        text=numbers.figure(point.value, field.indicator),
        hover=figures.hover(name, point, field.indicator),
        colour=_HOME_COLOUR if is_home else BLUE,
        is_marked=is_home,
    )


def _ranking_note(field: _Field) -> str:
    is_less = field.indicator.direction is Direction.LOWER_IS_BETTER
    key = "nation.ranking_short" if is_less else "nation.ranking_long"
    return say(key, home=field.home.name)


def _name(field: _Field, unit_id: str) -> str:
    """A name with its first day where another unit of that code or name came before."""
    unit = field.catalogue.units[unit_id]
    older = [
        one
        for one in field.catalogue.units.values()
        if one.level is unit.level and one.valid_from < unit.valid_from
    ]
    is_second = any(unit.code == one.code or unit.name == one.name for one in older)
    return say("nation.since", name=unit.name, day=unit.valid_from) if is_second else unit.name


def _gap(field: _Field, period: Period, point: Point | None) -> str:
    mean = field.mean(period)
    if point is None or mean is None:
        return numbers.MISSING
    difference: Decimal = point.value - mean.value
    return numbers.signed(numbers.difference(difference, field.indicator), difference)


def _year_row(field: _Field, period: Period) -> tuple[str, ...]:
    point, mean = field.at(field.home.unit_id, period), field.mean(period)
    place = _place(field, period)
    return (
        numbers.period(period),
        numbers.figure(point.value if point else None, field.indicator),
        numbers.figure(mean.value if mean else None, field.indicator),
        _gap(field, period, point),
        f"{place[0]}/{place[1]}" if place else numbers.MISSING,
        field.framework(period),
        figures.source(point) if point else numbers.MISSING,
        figures.source(mean) if mean else numbers.MISSING,
    )


def _year_figure(field: _Field, period: Period) -> Figure | None:
    nation = field.catalogue.nation
    for unit_id in (field.home.unit_id, nation.unit_id if nation else None):
        if unit_id is not None and field.at(unit_id, period):
            return Figure(field.indicator.indicator_id, unit_id, period)
    return None


def _unit_row(field: _Field, period: Period, unit_id: str) -> tuple[str, ...]:
    point = field.provinces(period)[unit_id]
    values = [one.value for one in field.provinces(period).values()]
    values.remove(point.value)
    place = rank(point.value, values, field.indicator.direction.sign).place
    return (
        numbers.number(place),
        _name(field, unit_id),
        numbers.figure(point.value, field.indicator),
        _gap(field, period, point),
        field.framework(period),
        figures.source(point),
    )


def _summary_row(field: _Field, period: Period) -> tuple[str, ...]:
    period_text, home, mean, gap, place, framework, *_ = _year_row(field, period)
    return field.indicator.name, period_text, home, mean, gap, place, framework
