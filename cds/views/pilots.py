"""The page on the pilot communes as a value: who they are, what they try out, what followed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, FigureKey, Message, Table, TableLine, heads_of
from cds.charts.theme import unit_line
from cds.charts.values import DayMark, Line, Lines
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Indicator, IndicatorKind, Tier
from cds.domain.observations import Point, Series, has_demo
from cds.domain.periods import Period
from cds.domain.programme import Pilot
from cds.domain.stories import Slide
from cds.scorecard import Row, governing_rows, latest
from cds.store.view.queries import View
from cds.text import figures, numbers
from cds.text.phrases import head, phrase
from cds.views.pilot_effects import PilotEffect, effects
from cds.views.pilot_readiness import ReadyPage, ready_page
from cds.views.reader import Reader
from cds.views.row_charts import spots

PUBLISHED = ("unit", "indicator", "period", "value", "source")
_MOST_COMPARED = 8  # lines of a slide, of two lines each


@dataclass(frozen=True, slots=True)
class PilotCard:
    """One pilot, in finished text."""

    unit_id: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PilotContent:
    """One thing the pilots alone report, over time, with its table twin."""

    indicator: Indicator
    figure: Lines | None
    sentence: str
    alt: str
    has_demo: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    traced: tuple[FigureKey, ...]


@dataclass(frozen=True, slots=True)
class PilotsPage:
    """Everything about the pilots that does not depend on the indicator compared."""

    lead: str
    basis: str  # what before and after mean
    cards: tuple[PilotCard, ...]
    contents: tuple[str, ...]
    events: tuple[tuple[str, str, str, str], ...]  # day, what, where, source
    published: tuple[tuple[str, ...], ...]  # as PUBLISHED
    published_traced: tuple[FigureKey, ...]
    measured: tuple[PilotContent, ...]
    has_real: bool
    has_figures: bool


__all__ = ["PilotEffect", "PilotsPage", "ReadyPage", "build", "compared", "effects", "ready_page"]


def build(catalogue: Catalogue, view: View) -> PilotsPage | None:
    """Gather the pilots; None when the register names none."""
    if not catalogue.pilots:
        return None
    own = [series for series in _pilot_series(catalogue, view) if series.points]
    told = [s for s in own if catalogue.indicators[s.indicator_id].tier is not Tier.CONTEXT]
    published = [(one, point) for one in own for point in one.points if not point.is_demo]
    return PilotsPage(
        lead=lead(catalogue),
        basis=phrase("pilots.basis", **plan(catalogue)),
        cards=tuple(_card(catalogue, pilot) for pilot in catalogue.pilots),
        contents=contents(catalogue.pilots),
        events=tuple(_events(catalogue, own)),
        published=tuple(_published_row(catalogue, *one) for one in published),
        published_traced=tuple(
            FigureKey(s.indicator_id, s.unit_id, p.period) for s, p in published
        ),
        measured=tuple(_content(catalogue, view, one) for one in _only_pilots(catalogue, view)),
        has_real=any(not point.is_demo for series in told for point in series.points),
        has_figures=bool(told),
    )


def _published_row(catalogue: Catalogue, series: Series, point: Point) -> tuple[str, ...]:
    indicator = catalogue.indicators[series.indicator_id]
    return (
        catalogue.units[series.unit_id].name,
        indicator.name,
        figures.when(point),
        figures.amount(point, indicator),
        figures.source(point),
    )


def plan(catalogue: Catalogue) -> dict[str, object]:
    """Return when the pilots' plan was handed in and its years, as slots of a sentence."""
    return {
        "submitted": min(pilot.submitted_on for pilot in catalogue.pilots),
        "first": str(min(pilot.first_year for pilot in catalogue.pilots)),
        "last": str(max(pilot.last_year for pilot in catalogue.pilots)),
    }


def lead(catalogue: Catalogue) -> str:
    """Return who the pilots are, by which plan and what for."""
    return phrase("pilots.lead", count=len(catalogue.pilots), **plan(catalogue))


def compared(catalogue: Catalogue, options: Iterable[str]) -> tuple[str, ...]:
    """Of some indicators, those every commune may report: the ones pilots can be compared on.

    Indicators in which a commune either is or is not come last: they hardly tell communes apart.
    """
    found = [
        one
        for one in options
        if AdminLevel.COMMUNE in catalogue.indicators[one].levels
        and len(catalogue.indicators[one].levels) > 1
        and catalogue.indicators[one].tier is not Tier.CONTEXT
    ]
    found.sort(key=lambda i: catalogue.indicators[i].aggregation is Aggregation.SHARE_OF_COMMUNES)
    return tuple(found)


def _pilot_series(catalogue: Catalogue, view: View) -> Iterator[Series]:
    ids = [pilot.unit_id for pilot in catalogue.pilots]
    for indicator_id in catalogue.indicators:
        yield from view.series(indicator_id, ids)


def _only_pilots(catalogue: Catalogue, view: View) -> list[Indicator]:
    """Indicators that the pilots alone report, with figures of any."""
    return [
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.is_pilot_only
        and any(one.points for one in view.series(indicator.indicator_id, catalogue.pilot_ids))
    ]


def _card(catalogue: Catalogue, pilot: Pilot) -> PilotCard:
    unit = catalogue.units[pilot.unit_id]
    vintage = catalogue.vintage_on(pilot.submitted_on)
    facts = catalogue.facts(unit, vintage)
    above = catalogue.parent(unit, vintage)
    size = phrase("pilots.size_unknown")
    if facts.households is not None and facts.population is not None:
        size = phrase("pilots.size", households=facts.households, population=facts.population)
    lines = [
        phrase("pilots.where", district=above.name if above else numbers.MISSING, code=unit.code),
        *_former(catalogue, unit),
        phrase("pilots.present", name=pilot.present_name or unit.name),
        size,
        phrase(
            "pilots.plan",
            submitted=pilot.submitted_on,
            first=str(pilot.first_year),
            last=str(pilot.last_year),
        ),
        phrase("pilots.responsible", office=unit.responsible),
        phrase("pilots.source", source=pilot.source),
    ]
    return PilotCard(unit.unit_id, unit.name, tuple(lines))


def _former(catalogue: Catalogue, unit: AdminUnit) -> Iterator[str]:
    """The units that merged into the pilot, by their old names and codes."""
    for change in catalogue.changes:
        if change.to_unit_id == unit.unit_id and change.from_unit_id != unit.unit_id:
            old = catalogue.units[change.from_unit_id]
            yield phrase(
                "pilots.former",
                day=change.effective_on,
                name=old.name,
                code=old.code,
                kind=change.legal_basis or change.kind,
            )


def contents(pilots: Sequence[Pilot]) -> tuple[str, ...]:
    """Return what is tried out, each content once."""
    texts = [part.strip(" .") for pilot in pilots for part in pilot.contents.split(";")]
    found = dict.fromkeys(text[:1].upper() + text[1:] for text in texts if text)
    return tuple(
        phrase("pilots.content_item", place=str(place), text=text)
        for place, text in enumerate(found, 1)
    )


def _events(catalogue: Catalogue, series: Sequence[Series]) -> Iterator[tuple[str, str, str, str]]:
    found = [*_plans(catalogue), *_reforms(catalogue), *_completions(catalogue, series)]
    for day, what, where, source in sorted(found, key=lambda event: (event[0], event[2])):
        yield numbers.day(day), what, where, source


def _plans(catalogue: Catalogue) -> Iterator[tuple[date, str, str, str]]:
    """When each plan was handed in and when its last year ended, with all its pilots."""
    alike: dict[tuple[date, int, str], list[str]] = {}
    for pilot in catalogue.pilots:
        key = (pilot.submitted_on, pilot.last_year, pilot.source)
        alike.setdefault(key, []).append(catalogue.units[pilot.unit_id].name)
    for (submitted, last, source), names in alike.items():
        is_all = len(names) == len(catalogue.pilots) > 1
        where = phrase("pilots.event_all", count=len(names)) if is_all else "; ".join(names)
        yield submitted, phrase("pilots.event_submitted"), where, source
        yield date(last, 12, 31), phrase("pilots.event_last_day"), where, source


def _reforms(catalogue: Catalogue) -> Iterator[tuple[date, str, str, str]]:
    pilots = {pilot.unit_id for pilot in catalogue.pilots}
    for change in catalogue.changes:
        ends = {change.from_unit_id, change.to_unit_id}
        if len(ends) == 2 and ends & pilots:
            old, new = catalogue.units[change.from_unit_id], catalogue.units[change.to_unit_id]
            what = phrase(
                "pilots.event_reform",
                from_name=old.name,
                from_code=old.code,
                to_name=new.name,
                to_code=new.code,
            )
            pilot_id = next(iter(ends & pilots))
            where = catalogue.units[pilot_id].name
            yield change.effective_on, what, where, change.legal_basis or numbers.MISSING


def _completions(
    catalogue: Catalogue, series: Sequence[Series]
) -> Iterator[tuple[date, str, str, str]]:
    """The first day a milestone of a pilot was done."""
    for one in series:
        indicator = catalogue.indicators[one.indicator_id]
        done = [point for point in one.judged if point.value >= 1]
        if indicator.kind is IndicatorKind.MILESTONE and done:
            what = phrase("pilots.event_done", name=indicator.name)
            name = catalogue.units[one.unit_id].name
            yield done[0].period.end, what, name, figures.source(done[0])


def _content(catalogue: Catalogue, view: View, indicator: Indicator) -> PilotContent:
    found = view.series(indicator.indicator_id, [pilot.unit_id for pilot in catalogue.pilots])
    points = {one.unit_id: {p.period: p for p in one.judged} for one in found}
    years = sorted({(p.submitted_on, p.first_year, p.last_year) for p in catalogue.pilots})
    lines = tuple(
        Line(
            name := catalogue.units[one.unit_id].name,
            spots(one.judged, name, indicator),
            unit_line(place, is_demo=has_demo(one.judged)),
        )
        for place, one in enumerate(one for one in found if one.judged)
    )
    marks = [
        DayMark(day, phrase("pilots.mark", first=str(first), last=str(last)), date(last, 12, 31))
        for day, first, last in years
    ]
    names = [catalogue.units[unit_id].name for unit_id in points]
    return PilotContent(
        indicator=indicator,
        figure=Lines(lines, tuple(marks), " %" if indicator.is_share else "", height=320)
        if lines
        else None,
        sentence=_content_sentence(catalogue, indicator, points),
        alt=phrase("pilots.content_alt", name=indicator.name),
        has_demo=has_demo(p for by_period in points.values() for p in by_period.values()),
        columns=(head("period", "indicator"), *names, head("source", "indicator")),
        rows=tuple(_content_rows(indicator, points)),
        traced=tuple(
            FigureKey(
                indicator.indicator_id, next(i for i in points if period in points[i]), period
            )
            for period in _periods(points)
        ),
    )


def _periods(points: dict[str, dict[Period, Point]]) -> list[Period]:
    return sorted({period for one in points.values() for period in one}, reverse=True)


def _content_sentence(
    catalogue: Catalogue, indicator: Indicator, points: dict[str, dict[Period, Point]]
) -> str:
    newest = _periods(points)[0]
    first = {pilot.unit_id: pilot.submitted_on for pilot in catalogue.pilots}
    parts = []
    for unit_id, by_period in points.items():
        before = [p for p in sorted(by_period) if p.end < first[unit_id]]
        parts.append(
            phrase(
                "pilots.content_value",
                unit=catalogue.units[unit_id].name,
                value=_told(indicator, by_period.get(newest)),
                before=_told(indicator, by_period[before[-1]] if before else None),
            )
        )
    values = "; ".join(parts)
    return phrase("pilots.content_sentence", name=indicator.name, period=newest, values=values)


def _content_rows(
    indicator: Indicator, points: dict[str, dict[Period, Point]]
) -> Iterator[tuple[str, ...]]:
    for period in _periods(points):
        row = [one.get(period) for one in points.values()]
        source = next(figures.source(point) for point in row if point)
        yield numbers.period(period), *(_told(indicator, point) for point in row), source


def _told(indicator: Indicator, point: Point | None) -> str:
    return figures.amount(point, indicator)


def block(reader: Reader, _asked: Slide) -> Block:
    """What the pilots report beside the home's own figure, by indicator."""
    home, title = reader.catalogue.home, phrase("slide.pilots")
    units = [*(reader.catalogue.units[p.unit_id] for p in reader.catalogue.pilots), home]
    found = [
        {
            row.indicator.indicator_id: row
            for row in governing_rows(reader.rows_of(unit.unit_id))
            if row.assessment.latest and row.indicator.is_share
        }
        for unit in units
    ]
    shared = [one for one in found[0] if all(one in rows for rows in found)][:_MOST_COMPARED]
    if not reader.catalogue.pilots or not shared:
        return Block(title, Message(phrase("slide.pilots_none")))
    lines = [
        TableLine((found[-1][one].indicator.name, *(_dated(rows[one]) for rows in found)))
        for one in shared
    ]
    names = tuple(unit.name for unit in units)
    heads = (*heads_of("slide", ["indicator"]), *names)
    table = Table(("indicator", *names), heads, tuple(lines))
    points = latest(rows[one] for one in shared for rows in found)
    return Block(title, table, phrase("slide.pilots_sentence", **plan(reader.catalogue)), points)


def _dated(row: Row) -> str:
    """A value with its period, which is seldom that of the cell beside it."""
    assert row.assessment.latest is not None  # noqa: S101 - asked before
    period = figures.when_short(row.assessment.latest)
    return phrase("slide.dated", value=figures.value(row.assessment, row.indicator), period=period)
