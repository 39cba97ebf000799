"""The page on the pilot communes as a value: who they are, what they try out, what followed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.blocks import Block, FigureKey, Message, Table, TableLine, heads_of, table
from cds.charts.theme import unit_line
from cds.charts.values import DayMark, Line, Lines
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Indicator, IndicatorKind, Tier
from cds.domain.observations import Series, has_demo
from cds.domain.programme import Pilot
from cds.domain.stories import Slide
from cds.scorecard import Row, governing_rows, latest
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views import choices
from cds.views.reader import Reader
from cds.views.row_charts import spots

_MOST_COMPARED = 8  # lines of a slide, of two lines each


@dataclass(frozen=True, slots=True)
class PilotCard:
    """One pilot, in finished text."""

    unit_id: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PilotContent:
    """One thing the pilots alone report, over time; the table has a column for each pilot."""

    indicator: Indicator
    chart: Lines
    sentence: str
    alt: str
    has_demo: bool
    table: Table


@dataclass(frozen=True, slots=True)
class PilotsPage:
    """Everything about the pilots that does not depend on the indicator compared."""

    lead: str
    basis: str  # what before and after mean
    cards: tuple[PilotCard, ...]
    contents: tuple[str, ...]
    events: Table
    published: Table
    measured: tuple[PilotContent, ...]
    has_real: bool
    has_figures: bool


def build(reader: Reader) -> PilotsPage | None:
    """Gather the pilots; None when the register names none."""
    catalogue = reader.catalogue
    if not catalogue.pilots:
        return None
    ids = [pilot.unit_id for pilot in catalogue.pilots]
    found = [
        (indicator, reader.view.series(indicator.indicator_id, ids))
        for indicator in catalogue.indicators.values()
    ]
    told = [
        point
        for indicator, series in found
        for one in series
        for point in one.points
        if indicator.tier is not Tier.CONTEXT
    ]
    published = [
        (indicator, one.unit_id, point)
        for indicator, series in found
        for one in series
        for point in one.points
        if not point.is_demo
    ]
    return PilotsPage(
        lead=lead(catalogue),
        basis=phrase("pilots.basis", **_plan(catalogue)),
        cards=tuple(_card(catalogue, pilot) for pilot in catalogue.pilots),
        contents=contents(catalogue.pilots),
        events=_events(catalogue, [(i, one) for i, series in found for one in series]),
        published=table(
            "pilot_figures",
            "unit indicator period value source",
            (
                (
                    catalogue.units[unit_id].name,
                    indicator.name,
                    figures.when(point),
                    figures.amount(point, indicator),
                    figures.source(point),
                )
                for indicator, unit_id, point in published
            ),
            (FigureKey(i.indicator_id, unit_id, p.period) for i, unit_id, p in published),
        ),
        measured=tuple(
            _content(catalogue, indicator, series)
            for indicator, series in found
            if indicator.is_pilot_only and any(one.judged for one in series)
        ),
        has_real=any(not point.is_demo for point in told),
        has_figures=bool(told),
    )


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
    return Block(title, table, phrase("slide.pilots_sentence", **_plan(reader.catalogue)), points)


def comparable(reader: Reader) -> Mapping[str, str]:
    """The indicators every commune may report, on which pilots can be compared: id to label.

    Indicators in which a commune either is or is not come last: they hardly tell communes apart.
    """
    indicators, labels = reader.catalogue.indicators, reader.kept(choices.indicators)
    found = [
        one
        for one in labels
        if AdminLevel.COMMUNE in indicators[one].levels
        and len(indicators[one].levels) > 1
        and indicators[one].tier is not Tier.CONTEXT
    ]
    found.sort(key=lambda one: indicators[one].aggregation is Aggregation.SHARE_OF_COMMUNES)
    return {one: labels[one] for one in found}


def lead(catalogue: Catalogue) -> str:
    """Return who the pilots are, by which plan and what for."""
    return phrase("pilots.lead", count=len(catalogue.pilots), **_plan(catalogue))


def contents(pilots: Sequence[Pilot]) -> tuple[str, ...]:
    """Return what is tried out, each content once."""
    texts = [part.strip(" .") for pilot in pilots for part in pilot.contents.split(";")]
    found = dict.fromkeys(text[:1].upper() + text[1:] for text in texts if text)
    return tuple(
        phrase("pilots.content_item", place=str(place), text=text)
        for place, text in enumerate(found, 1)
    )


def _plan(catalogue: Catalogue) -> dict[str, object]:
    """Return when the pilots' plan was handed in and its years, as slots of a sentence."""
    return {
        "submitted": min(pilot.submitted_on for pilot in catalogue.pilots),
        "first": str(min(pilot.first_year for pilot in catalogue.pilots)),
        "last": str(max(pilot.last_year for pilot in catalogue.pilots)),
    }


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
        *(  # the units that merged into it, by their old names and codes
            phrase(
                "pilots.former",
                day=change.effective_on,
                name=catalogue.units[change.from_unit_id].name,
                code=catalogue.units[change.from_unit_id].code,
                kind=change.legal_basis or change.kind,
            )
            for change in catalogue.changes
            if change.to_unit_id == unit.unit_id and change.from_unit_id != unit.unit_id
        ),
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


def _events(catalogue: Catalogue, found: Iterable[tuple[Indicator, Series]]) -> Table:
    """Plans, reforms and milestones of the pilots by day."""
    events: list[tuple[date, str, str, str]] = []
    alike: dict[tuple[date, int, str], list[str]] = {}  # pilots of one plan are told together
    for pilot in catalogue.pilots:
        key = (pilot.submitted_on, pilot.last_year, pilot.source)
        alike.setdefault(key, []).append(catalogue.units[pilot.unit_id].name)
    for (submitted, last, source), names in alike.items():
        is_all = len(names) == len(catalogue.pilots) > 1
        where = phrase("pilots.event_all", count=len(names)) if is_all else "; ".join(names)
        events.append((submitted, phrase("pilots.event_submitted"), where, source))
        events.append((date(last, 12, 31), phrase("pilots.event_last_day"), where, source))
    for change in catalogue.changes:
        ends = {change.from_unit_id, change.to_unit_id}
        if len(ends) == 2 and ends & catalogue.pilot_ids:
            old, new = catalogue.units[change.from_unit_id], catalogue.units[change.to_unit_id]
            what = phrase(
                "pilots.event_reform",
                from_name=old.name,
                from_code=old.code,
                to_name=new.name,
                to_code=new.code,
            )
            where = catalogue.units[next(iter(ends & catalogue.pilot_ids))].name
            basis = change.legal_basis or numbers.MISSING
            events.append((change.effective_on, what, where, basis))
    for indicator, one in found:
        done = next((point for point in one.judged if point.value >= 1), None)
        if indicator.kind is IndicatorKind.MILESTONE and done:
            what = phrase("pilots.event_done", name=indicator.name)
            where = catalogue.units[one.unit_id].name
            events.append((done.period.end, what, where, figures.source(done)))
    events.sort(key=lambda event: (event[0], event[2]))
    return table(
        "pilot_events",
        "day what where source",
        ((numbers.day(day), what, where, source) for day, what, where, source in events),
    )


def _content(catalogue: Catalogue, indicator: Indicator, found: Sequence[Series]) -> PilotContent:
    units = [catalogue.units[one.unit_id] for one in found]
    judged = [{point.period: point for point in one.judged} for one in found]
    periods = sorted({period for points in judged for period in points}, reverse=True)
    drawn = [(unit.name, one.judged) for unit, one in zip(units, found, strict=True) if one.judged]
    lines = tuple(
        Line(name, spots(own, name, indicator), unit_line(place, is_demo=has_demo(own)))
        for place, (name, own) in enumerate(drawn)
    )
    marks = tuple(
        DayMark(day, phrase("pilots.mark", first=str(first), last=str(last)), date(last, 12, 31))
        for day, first, last in sorted(
            {(p.submitted_on, p.first_year, p.last_year) for p in catalogue.pilots}
        )
    )
    submitted = {pilot.unit_id: pilot.submitted_on for pilot in catalogue.pilots}
    values = []
    for unit, points in zip(units, judged, strict=True):
        before = max((p for p in points if p.end < submitted[unit.unit_id]), default=None)
        values.append(
            phrase(
                "pilots.content_value",
                unit=unit.name,
                value=figures.amount(points.get(periods[0]), indicator),
                before=figures.amount(points[before] if before else None, indicator),
            )
        )
    rows = []
    for period in periods:
        row = [points.get(period) for points in judged]
        place = next(place for place, point in enumerate(row) if point)  # whom a line is traced to
        texts = (figures.amount(point, indicator) for point in row)
        rows.append(
            TableLine(
                (numbers.period(period), *texts, figures.source(judged[place][period])),
                FigureKey(indicator.indicator_id, units[place].unit_id, period),
            )
        )
    (when, source), names = heads_of("indicator", ("period", "source")), [u.name for u in units]
    return PilotContent(
        indicator=indicator,
        chart=Lines(lines, marks, "%" if indicator.is_share else "", height=320),
        sentence=phrase(
            "pilots.content_sentence",
            name=indicator.name,
            period=periods[0],
            values="; ".join(values),
        ),
        alt=phrase("pilots.content_alt", name=indicator.name),
        has_demo=has_demo(point for points in judged for point in points.values()),
        table=Table(
            ("period", *(unit.unit_id for unit in units), "source"),
            (when, *names, source),
            tuple(rows),
        ),
    )


def _dated(row: Row) -> str:
    """A value with its period, which is seldom that of the cell beside it."""
    assert row.assessment.latest is not None  # noqa: S101 - asked before
    period = figures.when_short(row.assessment.latest)
    return phrase("slide.dated", value=figures.value(row.assessment, row.indicator), period=period)
