"""Everything known of one indicator by province and period: where the home stands, and charts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cds.blocks import FigureKey
from cds.charts.theme import BLUE, OTHERS, unit_line
from cds.charts.values import Bar, Bars, Line, Lines, ShareRow, ShareRows, Spot
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.assessments import rank
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period, PeriodKind
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.reader import Reader

_TOP, _AROUND = 3, 4  # shown: the best, and those about the home
_FEW = 6  # figures that a line over time is too much for
_HOME_COLOUR = "#b35c00"  # legible on the light and the dark background


@dataclass(frozen=True, slots=True)
class IndicatorField:
    """Everything known of one indicator: by unit, then by period."""

    catalogue: Catalogue
    indicator: Indicator
    points: Mapping[str, Mapping[Period, Point]]

    @property
    def home(self) -> AdminUnit:
        """The province whose dashboard this is."""
        return self.catalogue.home

    @property
    def periods(self) -> frozenset[Period]:
        """Every period of which any figure is known."""
        return frozenset(period for own in self.points.values() for period in own)

    @property
    def own(self) -> Mapping[Period, Point]:
        """The home's figures."""
        return self.points.get(self.home.unit_id, {})

    @property
    def national(self) -> Mapping[Period, Point]:
        """The nation's figures."""
        nation = self.catalogue.nation
        return self.points.get(nation.unit_id, {}) if nation else {}

    @property
    def common(self) -> Period | None:
        """The newest period known of the home and the nation, else of one of them."""
        own, mean = set(self.own), set(self.national)
        return max(own & mean or own or mean, default=None)

    def mean(self, period: Period) -> Point | None:
        """The nation's figure of a period."""
        return self.national.get(period)

    def mean_before(self, period: Period) -> Point | None:
        """The nation's newest figure before a period."""
        earlier = max((one for one in self.national if one < period), default=None)
        return self.national[earlier] if earlier else None

    def both(self, period: Period) -> tuple[Point | None, Point | None]:
        """The figures of the home and of the nation."""
        return self.own.get(period), self.mean(period)

    def figure(self, period: Period) -> FigureKey | None:
        """Which figure a period shows: the home's, else the nation's."""
        point, mean = self.both(period)
        unit = self.home if point else self.catalogue.nation if mean else None
        return FigureKey(self.indicator.indicator_id, unit.unit_id, period) if unit else None

    def provinces(self, period: Period) -> dict[str, Point]:
        """The provinces with a figure, best first."""
        sign = self.indicator.direction.sign
        found = {
            unit_id: by_period[period]
            for unit_id, by_period in self.points.items()
            if period in by_period and self.catalogue.units[unit_id].level is AdminLevel.PROVINCE
        }
        return dict(sorted(found.items(), key=lambda item: (-sign * item[1].value, item[0])))

    def places(self, period: Period) -> dict[str, int]:
        """The places of the provinces with a figure, best first; equal ones share theirs."""
        provinces, sign = self.provinces(period), self.indicator.direction.sign
        values = [point.value for point in provinces.values()]
        return {one: rank(own.value, values, sign).place for one, own in provinces.items()}

    def place(self, period: Period) -> tuple[int, int] | None:
        """Place of the home among the provinces with a figure; a rank itself needs none."""
        places = self.places(period)
        own, is_rank = places.get(self.home.unit_id), self.indicator.kind is IndicatorKind.RANK
        if own is None or len(places) < 2 or is_rank:
            return None
        return None if self.indicator.direction is Direction.CONTEXT else (own, len(places))

    def framework(self, period: Period) -> str:
        """The name of what the index was composed of in a period."""
        found = self.catalogue.framework_of(self.indicator.indicator_id, period)
        return found.name if found else numbers.MISSING

    def name(self, unit_id: str) -> str:
        """A name with its first day where another unit of that code or name came before."""
        unit = self.catalogue.units[unit_id]
        is_second = any(
            one.level is unit.level
            and one.valid_from < unit.valid_from
            and (unit.code == one.code or unit.name == one.name)
            for one in self.catalogue.units.values()
        )
        dated = phrase("nation.since", name=unit.name, day=unit.valid_from)
        return dated if is_second else unit.name

    def gap_text(self, period: Period, point: Point | None) -> str:
        """A figure less the nation's, signed."""
        mean = self.mean(period)
        if point is None or mean is None:
            return numbers.MISSING
        moved = numbers.change_between(mean.value, point.value, self.indicator)
        return figures.mark(moved, (point, mean))


def field_of(reader: Reader, indicator_id: str) -> IndicatorField:
    """Read what is known of an indicator of the nation and of every province."""
    series = (
        *reader.view.series(indicator_id, level=AdminLevel.NATION),
        *reader.view.series(indicator_id, level=AdminLevel.PROVINCE),
    )
    points = {one.unit_id: {point.period: point for point in one.judged} for one in series}
    indicator = reader.catalogue.indicators[indicator_id]
    return IndicatorField(reader.catalogue, indicator, {i: own for i, own in points.items() if own})


def trend(field: IndicatorField) -> Lines | None:
    """Home and nation as lines, broken at each new framework; the others that stand out as dots."""
    nation = field.catalogue.nation
    subjects = [field.home.unit_id, *([nation.unit_id] if nation else [])]
    own = [unit_id for unit_id in subjects if field.points.get(unit_id)]
    lines = [line for place, one in enumerate(own) for line in _lines(field, one, place)]
    others = [unit_id for unit_id in field.points if unit_id not in subjects]
    spots = [
        _spot(field, unit_id, period, field.points[unit_id][period])
        for period in sorted(field.periods)
        for unit_id in near(field, period)  # of a whole ranking every place is taken
        if unit_id in others
    ]
    if len(others) == 1:  # named where it stands, as the home and the nation are
        lines.append(Line(field.name(others[0]), tuple(spots), OTHERS, _label(field, others[0])))
    elif others:
        lines.append(Line(phrase("nation.others"), tuple(spots), OTHERS))
    if not lines:
        return None
    newest = max(spot.day for line in lines for spot in line.spots)
    frameworks = [
        one.first.start
        for one in field.catalogue.frameworks
        if one.indicator_id == field.indicator.indicator_id and one.first.start <= newest
    ]
    return Lines(
        tuple(lines),
        tuple((day, phrase("nation.framework_mark")) for day in sorted(frameworks)[1:]),
        suffix="%" if field.indicator.is_share else "",
        is_reversed=field.indicator.kind is IndicatorKind.RANK,
        height=430,
    )


def few(field: IndicatorField) -> ShareRows | None:
    """Draw shares that would be a few dots on the field of a trend: the home's first, newest first.

    None of more, and of what is no share.
    """
    known = [
        (unit_id, period, point)
        for unit_id, own in field.points.items()
        for period, point in own.items()
    ]
    if not field.indicator.is_share or not known or len(known) > _FEW:
        return None
    known.sort(key=lambda one: (one[0] != field.home.unit_id, -one[1].end.toordinal()))
    return ShareRows(
        tuple(
            ShareRow(
                label=numbers.period(period),
                name=field.name(unit_id),
                share=min(float(point.value / 100), 1.0),
                value=figures.amount(point, field.indicator),
                note=figures.source(point),
                is_demo=point.is_demo,
                is_beside=unit_id != field.home.unit_id,
            )
            for unit_id, period, point in known
        )
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
        label = _label(field, unit_id) if periods[-1] == newest else value
        yield Line(unit.name, spots, unit_line(place, is_demo=is_demo), label)


def _label(field: IndicatorField, unit_id: str) -> str:
    """A unit and its newest figure, as they stand beside it."""
    own = field.points[unit_id]
    value = figures.marked(own[max(own)], field.indicator)
    return phrase("nation.label", name=field.catalogue.units[unit_id].name_short, value=value)


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
    if field.home.unit_id not in ids:
        return ids[: _TOP + _AROUND]
    place = ids.index(field.home.unit_id)
    kept = {*ids[:_TOP], *ids[max(0, place - _AROUND) : place + _AROUND + 1]}
    return [unit_id for unit_id in ids if unit_id in kept]


def ranking(field: IndicatorField, period: Period) -> Bars | None:
    """Bars of the best provinces and those about the home."""
    provinces, mean = field.provinces(period), field.mean(period)
    text = figures.marked(mean, field.indicator)
    level = (mean.value, phrase("nation.mean", mean=text)) if mean else None
    bars = tuple(
        Bar(
            label=field.name(unit_id),
            value=provinces[unit_id].value,
            text=figures.marked(provinces[unit_id], field.indicator),
            hover=figures.hover(field.name(unit_id), provinces[unit_id], field.indicator),
            colour=_HOME_COLOUR if unit_id == field.home.unit_id else BLUE,
            is_marked=unit_id == field.home.unit_id,
        )
        for unit_id in near(field, period)
    )
    return Bars(bars, numbers.unit_text(field.indicator), level) if bars else None
