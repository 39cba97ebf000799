"""Everything known of one indicator by province and period: where the home stands, and charts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from cds.blocks import FigureKey
from cds.charts.values import (
    ComparedRole,
    ComparedSpan,
    Spans,
    Strip,
    StripMark,
    StripRole,
    Strips,
)
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.assessments import rank
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.reader import Reader

_TOP, _AROUND = 3, 4  # shown: the best, and those about the home
_MOST_STRIPS = 4


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

    def mean(self, period: Period) -> Point | None:
        """The nation's figure of a period."""
        return self.national.get(period)

    def mean_before(self, period: Period) -> Point | None:
        """The nation's newest figure before a period."""
        return _newest_before(self.national, period)

    @property
    def is_total(self) -> bool:
        """True for what the nation has all of: no province is held against that."""
        indicator = self.indicator
        return indicator.kind is IndicatorKind.COUNT and "/" not in indicator.unit_name

    @property
    def past(self) -> tuple[str, ...]:
        """What the home was before: what bore its name, and the home whose programme it took on."""
        own, programmes = self.catalogue.programme, self.catalogue.programmes
        homes = {one.home_unit_id for one in programmes if one.programme_id == own.inherits}
        units = (self.catalogue.units[unit_id] for unit_id in self.points)
        return tuple(
            unit.unit_id
            for unit in units
            if unit.unit_id in homes
            or (unit.name == self.home.name and unit.ended_before(self.home.valid_from))
        )

    def known(self, period: Period) -> tuple[str, ...]:
        """The units with a figure of a period."""
        return tuple(unit_id for unit_id, own in self.points.items() if period in own)

    def named(self, period: Period, *, is_looked_at: bool) -> dict[str, Point]:
        """The figures of the home, of what it was before and of the nation in a period.

        Of the one looked at also the newest before it, where one of them has none.
        """
        nation = self.catalogue.nation
        found = dict[str, Point]()
        whole = [nation.unit_id] if nation and not self.is_total else []
        for unit_id in (self.home.unit_id, *self.past, *whole):
            own = self.points.get(unit_id, {})
            point = own.get(period)
            if point is None and is_looked_at and unit_id != self.home.unit_id:
                point = _newest_before(own, period)
            if point:
                found[unit_id] = point
        return found

    def role(self, unit_id: str) -> StripRole:
        """Whose figure a unit's is."""
        if unit_id == self.home.unit_id:
            return StripRole.HOME
        if unit_id in self.past:
            return StripRole.PAST
        is_nation = self.catalogue.units[unit_id].level is AdminLevel.NATION
        return StripRole.NATION if is_nation else StripRole.ONE

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

    def name_short(self, unit_id: str) -> str:
        """A name without its kind; of what bore the home's name before, that it did."""
        name = self.catalogue.units[unit_id].name_short
        is_second = unit_id in self.past and name == self.home.name_short
        return phrase("nation.former", name=name) if is_second else name

    def gap_text(self, period: Period, point: Point | None) -> str:
        """A figure less the nation's, signed."""
        mean = self.mean(period)
        if point is None or mean is None or self.is_total:
            return numbers.MISSING
        moved = numbers.change_between(mean.value, point.value, self.indicator)
        return figures.mark(moved, (point, mean))


@dataclass(frozen=True, slots=True)
class Against:
    """The home against the nation in every share known of both; `points` are all that is shown."""

    sentence: str
    chart: Spans
    points: tuple[Point, ...]
    indicator_ids: tuple[str, ...]

    def is_more_than(self, indicator_id: str) -> bool:
        """True unless all of it is one indicator that is looked at already."""
        return self.indicator_ids != (indicator_id,)


def _newest_before(own: Mapping[Period, Point], period: Period) -> Point | None:
    earlier = max((one for one in own if one < period), default=None)
    return own[earlier] if earlier else None


def field_of(reader: Reader, indicator_id: str) -> IndicatorField:
    """Read what is known of an indicator of the nation and of every province."""
    series = (
        *reader.view.series(indicator_id, level=AdminLevel.NATION),
        *reader.view.series(indicator_id, level=AdminLevel.PROVINCE),
    )
    points = {one.unit_id: {point.period: point for point in one.judged} for one in series}
    indicator = reader.catalogue.indicators[indicator_id]
    return IndicatorField(reader.catalogue, indicator, {i: own for i, own in points.items() if own})


def strips(field: IndicatorField, period: Period) -> Strips | None:
    """The home among the others: the period looked at and each known of several, newest first.

    Where the nation or what the home was before has no figure of the period looked at, its newest
    before stands there with its own period. None: there is nobody to stand among.
    """
    told = [one for one in field.periods if one == period or len(field.known(one)) > 1]
    marks = {
        one: field.named(one, is_looked_at=one == period) for one in sorted(told, reverse=True)
    }
    named = sorted((one for one in marks if marks[one]), key=lambda one: one != period)
    shown = sorted(named[:_MOST_STRIPS], reverse=True)
    below = dict(pairwise(shown))
    measured = field.framework(period)
    found = tuple(
        _strip(field, one, marks[one], below.get(one), is_other=field.framework(one) != measured)
        for one in shown
    )
    if sum(len(one.marks) + len(one.others) for one in found) < 2:
        return None  # nobody to stand among
    indicator = field.indicator
    return Strips(
        found,
        suffix="%" if indicator.is_share else "",
        better="" if indicator.direction is Direction.CONTEXT else phrase("nation.better"),
        is_reversed=indicator.direction is Direction.LOWER_IS_BETTER,
    )


def newest_strip(field: IndicatorField, period: Period, moved: str) -> Strip:
    """Return a period alone as a strip called by its indicator; `moved` is told of the home."""
    named = field.named(period, is_looked_at=False)
    made = _strip(field, period, named, None, is_other=False)
    marks = tuple(
        replace(one, note=moved) if one.role is StripRole.HOME else one for one in made.marks
    )
    return replace(made, label=field.indicator.name, note=numbers.period(period), marks=marks)


def _strip(
    field: IndicatorField,
    period: Period,
    named: Mapping[str, Point],
    below: Period | None,
    *,
    is_other: bool,
) -> Strip:
    provinces, indicator = field.provinces(period), field.indicator
    others = [one for one in provinces if one not in named]
    best = next(iter(others), "") if next(iter(provinces), "") in others else ""
    marks = []
    for unit_id, point in (*named.items(), *([(best, provinces[best])] if best else ())):
        is_own = point.period == period
        onward = None  # no line crosses two frameworks
        if (
            below
            and is_own
            and unit_id != best
            and field.framework(below) == field.framework(period)
        ):
            onward = field.points[unit_id].get(below)
        marks.append(
            StripMark(
                role=field.role(unit_id),
                value=point.value,
                words=phrase(
                    "nation.label",
                    name=field.name_short(unit_id),
                    value=figures.amount(point, indicator),
                ),
                note="" if is_own else numbers.period(point.period),
                onward=onward.value if onward else None,
                is_demo=point.is_demo,
            )
        )
    notes = [phrase("nation.among", count=len(provinces))] if len(provinces) > 1 else []
    if is_other:
        notes.append(phrase("nation.framework_other"))
    return Strip(
        label=numbers.period(period),
        note="; ".join(notes),
        marks=tuple(marks),
        others=tuple(
            (
                provinces[one].value,
                phrase(
                    "nation.label",
                    name=field.name(one),
                    value=figures.amount(provinces[one], indicator),
                ),
            )
            for one in others
            if one != best
        ),
    )


def against(fields: Iterable[IndicatorField]) -> Against | None:
    """Hold the home's newest figures against the nation's, those furthest behind first.

    Of shares alone, which have one axis; real figures come before generated ones. None: of no
    share are both known.
    """
    pairs = [
        (field, field.own[max(field.own)], field.national[max(field.national)])
        for field in fields
        if field.indicator.is_share and field.own and field.national
    ]
    if not pairs:
        return None
    spans = []
    ways: dict[bool, list[bool]] = {}  # by whether one of both is generated: ours is the better
    for field, own, mean in pairs:
        moved, told = numbers.between(mean.value, own.value, field.indicator)
        ahead = moved * field.indicator.direction.sign
        ways.setdefault(has_demo((own, mean)), []).append(ahead > 0)
        change = figures.mark(numbers.change(moved, told), (own, mean))
        periods = {"own": figures.when_short(own), "mean": figures.when_short(mean)}
        label = phrase("nation.against_label", name=field.indicator.name, **periods)
        slots = {"home": figures.marked(own, told), "mean": figures.marked(mean, told)}
        hover = phrase("nation.against_hover", name=field.home.name_short, **slots)
        role = ComparedRole.WORSE if ahead < 0 else ComparedRole.MOVE
        spans.append(
            (own.is_demo, ahead, ComparedSpan(label, role, mean.value, own.value, change, hover))
        )
    spans.sort(key=lambda one: one[:2])
    parts = [
        phrase(
            "nation.against_demo" if is_demo else "nation.against_real",
            count=sum(told),
            total=len(told),
        )
        for is_demo, told in sorted(ways.items())
    ]
    return Against(
        phrase("nation.against", name=pairs[0][0].home.name_short, parts=parts),
        Spans(tuple(one for *_, one in spans), suffix="%"),
        tuple(point for _, *both in pairs for point in both),
        tuple(field.indicator.indicator_id for field, *_ in pairs),
    )


def near(field: IndicatorField, period: Period) -> list[str]:
    """The best provinces and those about the home, or about what it was before; best first."""
    ids = list(field.provinces(period))
    places = [ids.index(one) for one in (field.home.unit_id, *field.past) if one in ids]
    if not places:
        return ids[: _TOP + _AROUND]
    around = _AROUND // len(places)
    kept = set(ids[:_TOP])
    for place in places:
        kept.update(ids[max(0, place - around) : place + around + 1])
    return [unit_id for unit_id in ids if unit_id in kept]
