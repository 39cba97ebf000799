"""The province among the provinces and against the nation: sentences, tables, blocks of slides."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cds.blocks import Block, FigureKey, Message, Table, item_table
from cds.charts.values import Strip, StripRole, Strips
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period, PeriodKind
from cds.domain.stories import Slide
from cds.text import figures, numbers
from cds.text.phrases import fitting, phrase
from cds.views.nation_field import (
    Against,
    IndicatorField,
    against,
    field_of,
    near,
    newest_strip,
    strips,
)
from cds.views.reader import Reader

_SLIDE_YEARS = "period home mean gap place framework"


@dataclass(frozen=True, slots=True)
class NationPage:
    """One indicator compared, by year and by province; `told` is the figure of the verdict.

    `strips` are the home among the others, period by period; `near` the best provinces and those
    about the home.
    """

    indicator: Indicator
    verdict: str
    notes: tuple[str, ...]
    told: FigureKey | None
    strips: Strips | None
    near: Table
    has_demo: bool
    years: Table
    units: Table


def comparable(reader: Reader) -> tuple[str, ...]:
    """Indicators with figures of the nation or of another province; those of ours too first.

    The homes of other programmes and what bore the home's name are its past, not other provinces.
    """
    catalogue = reader.catalogue
    home, units = catalogue.home, catalogue.units.values()
    ours = {unit.unit_id for unit in units if unit.name == home.name}
    ours |= {one.home_unit_id for one in catalogue.programmes}
    is_ours: dict[str, bool] = {}
    for indicator_id, indicator in catalogue.indicators.items():
        if indicator.kind is IndicatorKind.MILESTONE:
            continue
        points = reader.kept(field_of, indicator_id).points
        if points.keys() - ours:
            own = points.get(home.unit_id, {}).values()
            is_ours[indicator_id] = any(not point.is_demo for point in own)
    return tuple(sorted(is_ours, key=lambda one: not is_ours[one]))


def years(reader: Reader, indicator_id: str) -> tuple[Period, ...]:
    """The periods with a figure to compare: the home's newest first, then those of its past.

    The home's newest is offered even where nobody else's figure is of that period.
    """
    field = reader.kept(field_of, indicator_id)
    home_id = field.home.unit_id
    beside = {
        period for unit_id, own in field.points.items() if unit_id != home_id for period in own
    }
    own = field.points.get(home_id, {})
    real = {period for period, point in own.items() if not point.is_demo}
    alone = set() if beside & real else set(sorted(real)[-1:])
    ordered = sorted(beside | alone or field.periods, reverse=True)
    past = {period for unit_id in field.past for period in field.points[unit_id]}
    return tuple(sorted(ordered, key=lambda one: (one not in real, one not in past)))


def build(reader: Reader, indicator_id: str, period: Period) -> NationPage:
    """Compare one indicator in one period, and over all of them."""
    field = reader.kept(field_of, indicator_id)
    shown = [one for one in sorted(field.periods, reverse=True) if any(field.both(one))]
    provinces, nobody = field.provinces(period), numbers.MISSING
    places = field.places(period)
    close = near(field, period)
    is_rank = field.indicator.kind is IndicatorKind.RANK  # a rank is its place
    around = item_table(
        "nation_rank" if is_rank else "nation_near",
        close if len(close) > 1 else (),  # one province has nobody beside it
        {
            "place": lambda unit_id: numbers.number(places[unit_id]),
            "unit": lambda unit_id: (
                phrase("nation.ours", name=field.name(unit_id))
                if field.role(unit_id) is not StripRole.ONE
                else field.name(unit_id)
            ),
            "value": lambda unit_id: figures.marked(provinces[unit_id], field.indicator),
        },
    )
    return NationPage(
        indicator=field.indicator,
        verdict=verdict(field, period),
        notes=tuple(_notes(field, period)),
        told=field.figure(period),
        strips=strips(field, period),
        near=around.pick("place unit" if is_rank else "place unit value"),
        has_demo=has_demo(p for own in field.points.values() for p in own.values()),
        years=item_table(
            "nation",
            shown,
            {
                **_compared(field),
                "source": lambda one: figures.source(p) if (p := field.both(one)[0]) else nobody,
                "source_mean": lambda one: figures.source(p) if (p := field.mean(one)) else nobody,
            },
            field.figure,
        ),
        units=item_table(
            "nation",
            provinces,
            {
                "place": lambda one: numbers.number(places[one] if len(provinces) > 1 else None),
                "unit": field.name,
                "value": lambda one: figures.marked(provinces[one], field.indicator),
                "gap": lambda one: field.gap_text(period, provinces[one]),
                "framework": lambda _: field.framework(period),
                "source": lambda one: figures.source(provinces[one]),
            },
            lambda one: FigureKey(indicator_id, one, period),
        ),
    )


def against_nation(reader: Reader) -> Against | None:
    """The home against the nation in every share known of both."""
    return against(reader.kept(field_of, one) for one in reader.kept(comparable))


def ranks(reader: Reader) -> tuple[str, dict[str, Strip]]:
    """Return each ranking's newest, by the indicator's id, and the sentence above them.

    In it stands the home, or what it was before where the home itself is in none.
    """
    found, home, has_own = {}, reader.catalogue.home, False
    for indicator_id, indicator in reader.catalogue.indicators.items():
        if indicator.kind is IndicatorKind.RANK:
            field = reader.kept(field_of, indicator_id)
            own = (field.points.get(one, {}) for one in (home.unit_id, *field.past))
            real = [{one for one, point in had.items() if not point.is_demo} for had in own]
            has_own = has_own or bool(real[0])
            if period := max(real[0] or set().union(*real), default=None):
                found[indicator_id] = newest_strip(field, period, _moved(field, period))
    key = "nation.ranks" if has_own else "nation.ranks_before"
    return phrase(key, home=home.name_short, day=home.valid_from), found


def block(reader: Reader, asked: Slide) -> Block:
    """The part of the comparison that is asked for, the years if none is."""
    known = reader.kept(comparable)
    if not known:
        return Block(phrase("nation.title"), Message(phrase("nation.none")))
    indicator_id = asked.asked("compared")
    field = reader.kept(field_of, indicator_id if indicator_id in known else known[0])
    periods = reader.kept(years, field.indicator.indicator_id)
    period = next((one for one in periods if str(one) == asked.asked("year")), periods[0])
    page = reader.kept(build, field.indicator.indicator_id, period)
    if asked.asked("part") == "provinces":
        mean = field.mean(period)
        return Block(
            _titled(page),
            page.near.first() if page.near.lines else Message(phrase("nation.none")),
            phrase("slide.nation_provinces", name=field.indicator.name, period=period),
            (*field.provinces(period).values(), *([mean] if mean else [])),
        )
    return Block(
        _titled(page),
        page.years.pick(_SLIDE_YEARS).first(),
        " ".join(page.notes),
        tuple(p for one in sorted(field.periods, reverse=True) for p in field.both(one) if p),
    )


def _titled(page: NationPage) -> str:
    return phrase("slide.finding", name=page.indicator.name, sentence=page.verdict)


def _compared(field: IndicatorField) -> Mapping[str, Callable[[Period], str]]:
    """Cells of home and nation in a period."""

    def place(period: Period) -> str:
        found = field.place(period)
        return f"{found[0]}/{found[1]}" if found else numbers.MISSING

    return {
        "period": numbers.period,
        "home": lambda period: figures.marked(field.both(period)[0], field.indicator),
        "mean": lambda period: figures.marked(field.mean(period), field.indicator),
        "gap": lambda period: field.gap_text(period, field.both(period)[0]),
        "place": place,
        "framework": field.framework,
    }


def _moved(field: IndicatorField, period: Period) -> str:
    """Say how the home moved since what was last measured in the same way; "" without that."""
    own, framework = field.own, field.framework(period)
    alike = [one for one in own if one < period and field.framework(one) == framework]
    if period not in own or not alike:
        return ""
    change = numbers.change_between(own[max(alike)].value, own[period].value, field.indicator)
    return phrase("nation.moved", change=change, period=max(alike))


def verdict(field: IndicatorField, period: Period) -> str:
    """Say where the home stands in a period: against the mean, and in which place."""
    point, mean = field.both(period)
    slots: dict[str, object] = {
        "home": field.home.name_short,
        "name": field.indicator.name,
        "period": period,
        "value": figures.marked(point, field.indicator),
        "mean": figures.marked(mean, field.indicator),
    }
    own = field.own
    if point is None:
        before = _before(field, period)
        if not before:
            return phrase("nation.mean_only" if mean else "nation.neither", **slots)
        day = field.home.valid_from
        heads = [phrase("nation.home_before", **slots, day=day, parts=before)]
    else:
        keys = ("home_newest", "home") if period == max(own) else ("home",)
        heads = [phrase(f"nation.{key}", **slots) for key in keys]
    parts = []
    if held := mean or field.mean_before(period):
        parts.append(_held_against(field, point, held, is_before=not mean))
    if moved := _moved(field, period):
        parts.append(moved)
    if place := field.place(period):
        parts.append(phrase("nation.place", place=place[0], of=place[1]))
    ends = range(len(parts), min(len(parts), 1) - 1, -1)
    return fitting(*(" · ".join([head, *parts[:end]]) for end in ends for head in heads))


def _before(field: IndicatorField, period: Period) -> list[str]:
    """Name what the home was before, each with its figure of a period."""
    return [
        phrase("nation.label", name=field.name_short(one), value=figures.marked(p, field.indicator))
        for one in field.past
        if (p := field.points[one].get(period))
    ]


def _held_against(
    field: IndicatorField, point: Point | None, mean: Point, *, is_before: bool
) -> str:
    """Say by how much a figure is better than the nation's; of totals the nation's alone."""
    text = figures.marked(mean, field.indicator)
    slots: dict[str, object] = {"mean": text, "period": mean.period}
    if point is None or field.is_total:
        way = "mean"
    else:
        moved, told = numbers.between(mean.value, point.value, field.indicator)
        ahead = field.indicator.direction.sign * moved
        way = "above" if ahead > 0 else "below" if ahead < 0 else "equal"
        slots["gap"] = numbers.difference(abs(moved), told)
    return phrase(f"nation.{way}_before" if is_before else f"nation.{way}", **slots)


def _notes(field: IndicatorField, period: Period) -> Iterator[str]:
    """Say which years lack a figure of the home, by which framework, and whom the list holds."""
    own = field.own
    years = [one for one in sorted(field.periods) if one.kind is PeriodKind.YEAR]
    if lacking := [numbers.period(one) for one in years if one not in own]:
        yield phrase("nation.lacking", home=field.home.name_short, periods=lacking)
    if field.framework(period) != numbers.MISSING:
        yield phrase("nation.framework", name=field.framework(period))
    if any(one.indicator_id == field.indicator.indicator_id for one in field.catalogue.frameworks):
        yield phrase("nation.framework_note")
    if field.place(period):
        yield phrase("nation.few")
