"""The province among the provinces and against the nation: sentences, tables, blocks of slides."""

from collections.abc import Iterator
from dataclasses import dataclass

from cds.blocks import Block, FigureKey, Message, Table, table
from cds.charts.values import Bars, Lines
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period, PeriodKind
from cds.domain.stories import Slide
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.nation_field import IndicatorField, field_of, near, ranking, trend
from cds.views.reader import Reader

_SUMMARY = "indicator period home mean gap place kind framework"
_SLIDE_YEARS = "period home mean gap place framework"
_SLIDE_SUMMARY = "indicator period home mean gap place"  # the framework is for the page


@dataclass(frozen=True, slots=True)
class NationPage:
    """One indicator compared, by year and by province; `told` is the figure of the verdict.

    `near` are the best provinces and those about the home.
    """

    indicator: Indicator
    verdict: str
    notes: tuple[str, ...]
    told: FigureKey | None
    trend: Lines | None
    ranking: Bars | None
    near: Table
    has_demo: bool
    years: Table
    units: Table


@dataclass(frozen=True, slots=True)
class NationSummary:
    """The indicators that are known of others too, one line each, and the figures shown."""

    table: Table
    points: tuple[Point, ...]


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
    """The periods with a figure to compare: the home's newest first, then the others.

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
    return tuple(sorted(ordered, key=lambda period: period not in real))


def build(reader: Reader, indicator_id: str, period: Period) -> NationPage:
    """Compare one indicator in one period, and over all of them."""
    field = reader.kept(field_of, indicator_id)
    shown = [one for one in sorted(field.periods, reverse=True) if any(field.both(one))]
    provinces = field.provinces(period)
    return NationPage(
        indicator=field.indicator,
        verdict=verdict(field, period),
        notes=tuple(_notes(field, period)),
        told=field.figure(period),
        trend=trend(field),
        ranking=ranking(field, period),
        near=_near(field, period),
        has_demo=has_demo(p for own in field.points.values() for p in own.values()),
        years=table(
            "nation",
            f"{_SLIDE_YEARS} source source_mean",
            (
                (
                    *_compared(field, one),
                    *((p and figures.source(p)) or numbers.MISSING for p in both),
                )
                for one in shown
                for both in [field.both(one)]
            ),
            map(field.figure, shown),
        ),
        units=table(
            "nation",
            "place unit value gap framework source",
            (
                (
                    numbers.number(place if len(provinces) > 1 else None),
                    field.name(unit_id),
                    figures.marked(point, field.indicator),
                    field.gap_text(period, point),
                    field.framework(period),
                    figures.source(point),
                )
                for (unit_id, point), place in zip(
                    provinces.items(), field.places(period), strict=True
                )
            ),
            (FigureKey(indicator_id, unit_id, period) for unit_id in provinces),
        ),
    )


def _near(field: IndicatorField, period: Period) -> Table:
    provinces, kept = field.provinces(period), near(field, period)
    columns = "place unit"  # a rank is its place
    if field.indicator.kind is not IndicatorKind.RANK:
        columns += " value"
    places = dict(zip(provinces, field.places(period), strict=True))
    shown = table(
        "nation_near",
        "place unit value",
        (
            (
                numbers.number(places[unit_id]),
                phrase("nation.ours", name=field.name(unit_id))
                if unit_id == field.home.unit_id
                else field.name(unit_id),
                figures.marked(provinces[unit_id], field.indicator),
            )
            for unit_id in (kept if len(kept) > 1 else ())  # one province has nobody beside it
        ),
    )
    return shown.pick(columns)


def summary(reader: Reader) -> NationSummary:
    """Every comparable indicator at the newest period known of both sides."""
    fields = [reader.kept(field_of, indicator_id) for indicator_id in reader.kept(comparable)]
    known = [(field, period) for field in fields if (period := field.common) is not None]
    known.sort(key=lambda one: [point is None for point in one[0].both(one[1])])  # ours first
    rows = []
    for field, period in known:
        *compared, framework = _compared(field, period)
        kind = " / ".join(figures.kind(point) for point in field.both(period))
        rows.append((field.indicator.name, *compared, kind, framework))
    return NationSummary(
        table("nation", _SUMMARY, rows, (field.figure(period) for field, period in known)),
        tuple(point for field, period in known for point in field.both(period) if point),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """The part of the comparison that is asked for, the years if none is."""
    known = reader.kept(comparable)
    if not known:
        return Block(phrase("nation.title"), Message(phrase("nation.none")))
    if asked.asked("part") == "summary":
        found = reader.kept(summary)
        shown = found.table.pick(_SLIDE_SUMMARY).first()
        return Block(phrase("nation.summary"), shown, phrase("slide.nation_summary"), found.points)
    indicator_id = asked.asked("compared")
    field = reader.kept(field_of, indicator_id if indicator_id in known else known[0])
    periods = reader.kept(years, field.indicator.indicator_id)
    period = next((one for one in periods if str(one) == asked.asked("year")), periods[0])
    page = reader.kept(build, field.indicator.indicator_id, period)
    if asked.asked("part") == "provinces":
        mean = field.mean(period)
        return Block(
            _titled(page),
            page.ranking or Message(phrase("nation.none")),
            phrase("slide.nation_provinces", name=field.indicator.name, period=period),
            (*field.provinces(period).values(), *([mean] if mean else [])),
        )
    return Block(
        _titled(page),
        page.years.pick(_SLIDE_YEARS).first(),
        " ".join(page.notes),
        tuple(point for one in field.periods for point in field.both(one) if point),
    )


def _titled(page: NationPage) -> str:
    return phrase("slide.finding", name=page.indicator.name, sentence=page.verdict)


def _compared(field: IndicatorField, period: Period) -> tuple[str, ...]:
    """Home and nation in a period: period, home, mean, gap, place, framework."""
    point, mean = field.both(period)
    place = field.place(period)
    return (
        numbers.period(period),
        figures.marked(point, field.indicator),
        figures.marked(mean, field.indicator),
        field.gap_text(period, point),
        f"{place[0]}/{place[1]}" if place else numbers.MISSING,
        field.framework(period),
    )


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
    if point is None:
        return phrase("nation.mean_only" if mean else "nation.neither", **slots)
    own = field.points[field.home.unit_id]
    is_newest = period == max(own)
    parts = [phrase("nation.home_newest" if is_newest else "nation.home", **slots)]
    if mean:
        moved, told = numbers.between(mean.value, point.value, field.indicator)
        ahead, gap = field.indicator.direction.sign * moved, numbers.difference(abs(moved), told)
        way = "above" if ahead > 0 else "below" if ahead < 0 else "equal"
        parts.append(phrase(f"nation.{way}", **slots, gap=numbers.in_sentence(gap)))
    elif earlier := field.mean_before(period):
        mean_text = figures.marked(earlier, field.indicator)
        parts.append(phrase("nation.mean_before", mean=mean_text, period=earlier.period))
    if since := _moved(field, period):
        parts.append(since)
    if place := field.place(period):
        parts.append(phrase("nation.place", place=place[0], of=place[1]))
    return " · ".join(parts)


def _moved(field: IndicatorField, period: Period) -> str:
    """How the home moved since the last earlier figure that was measured in the same way."""
    own = field.points[field.home.unit_id]
    earlier = [
        one for one in own if one < period and field.framework(one) == field.framework(period)
    ]
    if not earlier or own[period].is_demo != own[max(earlier)].is_demo:
        return ""
    last = max(earlier)
    change = numbers.change_between(own[last].value, own[period].value, field.indicator)
    return phrase("nation.moved", change=numbers.in_sentence(change), period=last)


def _notes(field: IndicatorField, period: Period) -> Iterator[str]:
    """Say which years lack a figure of the home, by which framework, and whom the list holds."""
    own = field.points.get(field.home.unit_id, {})
    years = [one for one in sorted(field.periods) if one.kind is PeriodKind.YEAR]
    if lacking := [numbers.period(one) for one in years if one not in own]:
        yield phrase("nation.lacking", home=field.home.name_short, periods=lacking)
    if field.framework(period) != numbers.MISSING:
        yield phrase("nation.framework", name=field.framework(period))
    if any(one.indicator_id == field.indicator.indicator_id for one in field.catalogue.frameworks):
        yield phrase("nation.framework_note")
    if field.place(period):
        yield phrase("nation.few")
