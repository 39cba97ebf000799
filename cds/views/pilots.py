"""The pilot communes as a value: who they are, what followed; and which could follow them next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from cds.blocks import Block, FigureKey, Message, Table, item_table, table
from cds.charts.values import ValuePair
from cds.domain.admin_units import AdminLevel, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Direction, Indicator, IndicatorKind, Tier
from cds.domain.observations import Point, Series, has_demo, roll_up
from cds.domain.pace import RECENT_YEARS
from cds.domain.periods import Period
from cds.domain.pilots import PilotStart, Readiness, readiness
from cds.domain.programme import Pilot
from cds.domain.stories import Slide
from cds.text import figures, numbers
from cds.text.phrases import capital, kinds, phrase
from cds.views import choices, pilot_effects
from cds.views.pilot_effects import contribution
from cds.views.reader import Reader
from cds.views.unit_profile import size

_MOST_TRIED = 4  # indicators, to find the one that a page best opens on


@dataclass(frozen=True, slots=True)
class PilotCard:
    """One pilot, in finished text: what followed in all that is tried out, and who it is."""

    unit_id: str
    name: str
    place: str
    contents: tuple[ValuePair, ...]
    identity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PilotsPage:
    """Everything about the pilots that does not depend on the indicator compared."""

    lead: str
    basis: str  # what before and after mean
    cards: tuple[PilotCard, ...]
    contents: tuple[str, ...]
    published: Table
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
    every = [
        (indicator, one.unit_id, point)
        for indicator, series in found
        for one in series
        for point in one.points
    ]
    told = [point for indicator, _, point in every if indicator.tier is not Tier.CONTEXT]
    tried = [
        (indicator, series)
        for indicator, series in found
        if indicator.is_pilot_only and any(one.judged for one in series)
    ]
    return PilotsPage(
        lead=lead(catalogue),
        basis=phrase("pilots.basis", **_plan(catalogue.pilots)),
        cards=tuple(_card(catalogue, pilot, tried) for pilot in catalogue.pilots),
        contents=contents(catalogue.pilots),
        published=item_table(
            "pilot_figures",
            (one for one in every if not one[2].is_demo),
            {
                "unit": lambda one: catalogue.units[one[1]].name,
                "indicator": lambda one: one[0].name,
                "period": lambda one: figures.when(one[2]),
                "value": lambda one: figures.amount(one[2], one[0]),
                "source": lambda one: figures.source(one[2]),
            },
            lambda one: FigureKey(one[0].indicator_id, one[1], one[2].period),
        ),
        has_real=any(not point.is_demo for point in told),
        has_figures=bool(told),
    )


def block(reader: Reader, asked: Slide) -> Block:
    """How the pilots did against their matched communes, on one indicator."""
    if not reader.catalogue.pilots:
        return Block(phrase("pilots.title"), Message(reader.kept(without)))
    options = reader.kept(comparable)
    told, is_demo = reader.kept(pilot_effects.verdict, tuple(options))
    wanted = asked.asked("indicator")
    found = reader.kept(pilot_effects.build, wanted if wanted in options else next(iter(options)))
    if found.chart is None:
        return Block(told, Message(found.finding))
    return Block(
        title=told,
        body=found.chart,
        sentence=f"{found.finding}: {found.moves}.",
        points=tuple(point for one in found.effects for point in one.points),
        is_marked=is_demo,
    )


def without(reader: Reader) -> str:
    """Say that a programme has no pilots, and among how many communes."""
    catalogue = reader.catalogue
    vintage = catalogue.vintage_on(reader.today)
    communes = catalogue.descendants(catalogue.home, vintage, AdminLevel.COMMUNE)
    return phrase("pilots.none", count=len(communes))


def comparable(reader: Reader) -> Mapping[str, str]:
    """The indicators every commune may report, on which pilots can be compared: id to label.

    Indicators in which a commune either is or is not come last: they hardly tell communes apart.
    It is led by the one, of those with a target, on which all pilots can be held against others
    and went furthest.
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
    aimed = (one for one in found if reader.catalogue.targets_of(one))
    moved: dict[str, Decimal] = {}  # how far they went in all
    for one in islice(aimed, _MOST_TRIED):
        effects = reader.kept(pilot_effects.build, one).effects
        if all(each.is_ahead is not None for each in effects):
            moved[one] = sum((abs(each.change) for each in effects), Decimal(0))
    first = [one for one in moved if moved[one] and moved[one] == max(moved.values())][:1]
    return {one: labels[one] for one in (*first, *found)}


def lead(catalogue: Catalogue) -> str:
    """Return who the pilots are, by which plan and what for."""
    counted = {"count": len(catalogue.pilots), "kinds": pilots_called(catalogue)}
    return phrase("pilots.lead", **counted, **_plan(catalogue.pilots))


def pilots_called(catalogue: Catalogue) -> str:
    """Return what the pilots are called together."""
    return kinds(AdminLevel.COMMUNE, (catalogue.units[one.unit_id] for one in catalogue.pilots))


def contents(pilots: Sequence[Pilot]) -> tuple[str, ...]:
    """Return what is tried out, each content once."""
    texts = [part.strip(" .") for pilot in pilots for part in pilot.contents.split(";")]
    found = dict.fromkeys(capital(text) for text in texts if text)
    return tuple(
        phrase("pilots.content_item", place=str(place), text=text)
        for place, text in enumerate(found, 1)
    )


def _plan(pilots: Sequence[Pilot]) -> dict[str, object]:
    """Return when the pilots' plan was handed in and its years, as slots of a sentence."""
    return {
        "submitted": min(pilot.submitted_on for pilot in pilots),
        "first": str(min(pilot.first_year for pilot in pilots)),
        "last": str(max(pilot.last_year for pilot in pilots)),
    }


def _card(
    catalogue: Catalogue, pilot: Pilot, tried: Sequence[tuple[Indicator, Sequence[Series]]]
) -> PilotCard:
    unit = catalogue.units[pilot.unit_id]
    vintage = catalogue.vintage_on(pilot.submitted_on)
    facts = catalogue.facts(unit, vintage)
    above = catalogue.parent(unit, vintage)
    identity = [
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
        size(facts) or phrase("pilots.size_unknown"),
        phrase("pilots.plan", **_plan([pilot])),
        phrase("pilots.responsible", office=unit.responsible),
        phrase("pilots.source", source=pilot.source),
    ]
    return PilotCard(
        unit_id=unit.unit_id,
        name=unit.name,
        place=above.name if above else "",
        contents=tuple(_content(pilot, indicator, series) for indicator, series in tried),
        identity=tuple(identity),
    )


def _content(pilot: Pilot, indicator: Indicator, found: Sequence[Series]) -> ValuePair:
    """One thing tried out: the last figure before the plan and the newest, or the day it was done.

    Counts are as long as their share of the most that any pilot has.
    """
    own = next((one.judged for one in found if one.unit_id == pilot.unit_id), ())
    before = next((p for p in reversed(own) if p.period.end < pilot.submitted_on), None)
    after = own[-1] if own and own[-1] is not before else None
    name = indicator.name.removeprefix(phrase("pilots.prefix"))
    told, shares = figures.amount(after, indicator), None
    first = next((point for point in own if point.value >= 1), None)
    is_step = indicator.kind is IndicatorKind.MILESTONE
    if is_step:
        key = "pilots.done_on" if first else "pilots.done_not" if own else "pilots.done_unknown"
        told = phrase(key, day=first.period.end if first else None)
    else:
        most = max([Decimal(1), *(point.value for one in found for point in one.judged)])
        most = Decimal(100) if indicator.is_share else most
        start, now = (float(point.value / most) if point else 0.0 for point in (before, after))
        shares = (start, now)
    return ValuePair(
        name=capital(name),
        before=figures.amount(before, indicator),
        after=figures.mark(told, (before, after)),
        shares=shares,
        is_done=is_step and first is not None,
        is_demo=has_demo((before, after)),
    )


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """The ranking. `table` and `starts` None: nothing to rank.

    `starts` are the parts: what the pilots had, and how many communes are short of it.
    """

    sentences: tuple[str, ...]
    has_demo: bool = False
    table: Table | None = None
    starts: Table | None = None
    starts_title: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """The pilots' start in one indicator, and every commune's newest figure of it."""

    indicator: Indicator
    period: Period
    start: PilotStart
    now: Mapping[str, Point]


def followers(reader: Reader) -> ReadyPage:
    """Rank the communes that are no pilots."""
    catalogue = reader.catalogue
    parts = [
        part
        for indicator in catalogue.indicators.values()
        if AdminLevel.COMMUNE in indicator.levels
        and indicator.is_share
        and indicator.tier is Tier.CORE
        and indicator.direction is not Direction.CONTEXT
        and (part := _part(reader, indicator)) is not None
        and part.now
    ]
    nothing = ReadyPage((phrase("pilots.ready_none"),))
    if not parts:
        return nothing
    newest = max(point.period for part in parts for point in part.now.values())
    vintage = catalogue.vintage_for(catalogue.home, newest)
    values = {
        unit.unit_id: {
            part.indicator.indicator_id: part.now[unit.unit_id].value
            for part in parts
            if unit.unit_id in part.now
        }
        for unit in catalogue.descendants(catalogue.home, vintage, AdminLevel.COMMUNE)
        if unit.unit_id not in catalogue.pilot_ids
    }
    ranked = [one for one in readiness(values, [part.start for part in parts]) if one.known]
    if not ranked:
        return nothing
    called = kinds(AdminLevel.COMMUNE, (catalogue.units[one.unit_id] for one in ranked))
    done = {"met": sum(one.met == one.known for one in ranked), "count": len(ranked)}
    sentences = [
        phrase(
            f"pilots.ready_{key}",
            **done,
            kinds=called,
            **dict.fromkeys(("first", "last"), catalogue.units[one.unit_id].name),
            distance=_signed(one.distance),
            parts=_met(one),
        )
        for key, one in (("sentence", ranked[0]), ("last", ranked[-1]))
    ]
    return ReadyPage(
        sentences=tuple(sentences),
        has_demo=has_demo(point for part in parts for point in part.now.values()),
        table=_ready_table(catalogue, vintage, parts, ranked),
        starts=item_table(
            "readiness",
            enumerate(parts),
            {
                "part": lambda one: one[1].indicator.name,
                "value": lambda one: numbers.figure(one[1].start.value, one[1].indicator),
                "short": lambda one: numbers.number(
                    sum(each.measures[one[0]].is_met is False for each in ranked)
                ),
            },
        ),
        starts_title=phrase("pilots.ready_profile", period=max(part.period for part in parts)),
    )


def _part(reader: Reader, indicator: Indicator) -> _Part | None:
    """None when no pilot has a figure of a period before its plan, or they cannot be added."""
    catalogue = reader.catalogue
    found = reader.view.series(indicator.indicator_id, level=AdminLevel.COMMUNE)
    series = {one.unit_id: one.judged for one in found if catalogue.is_ours(one.unit_id)}
    before = {}
    for pilot in catalogue.pilots:
        for point in series.get(pilot.unit_id, ()):
            if point.period.end < pilot.submitted_on:
                before[pilot.unit_id] = point
    if not before:
        return None
    period = max(point.period for point in before.values())
    counts = []
    for unit_id, point in before.items():
        if point.period == period:
            unit = catalogue.units[unit_id]
            facts = catalogue.facts(unit, catalogue.vintage_for(unit, period))
            counts.append(contribution(point, indicator, facts))
    value = roll_up(tuple(counts), is_sum=False).value
    if value is None:
        return None
    newest, until = {}, reader.until
    for unit_id, points in series.items():  # of the pilots' kind of period, so that flows compare
        alike = [
            point
            for point in points
            if point.period.kind is period.kind and (until is None or point.period.end <= until.end)
        ]
        if alike and unit_id not in catalogue.pilot_ids:
            newest[unit_id] = alike[-1]
    end = max((point.period.end_year for point in newest.values()), default=Decimal(0))
    now = {i: p for i, p in newest.items() if end - p.period.end_year < RECENT_YEARS}
    start = PilotStart(indicator.indicator_id, value, indicator.direction.sign)
    return _Part(indicator, period, start, now)


def _ready_table(
    catalogue: Catalogue, vintage: Vintage, parts: Sequence[_Part], ranked: Sequence[Readiness]
) -> Table:
    """A commune a line, then a column for each part; equal communes share a place."""
    standings = [(one.known, one.distance, one.lead) for one in ranked]
    rows = []
    for standing, one in zip(standings, ranked, strict=True):
        unit = catalogue.units[one.unit_id]
        above = catalogue.parent(unit, vintage)
        each = []
        for part, found in zip(parts, one.measures, strict=True):
            text = numbers.figure(found.value, part.indicator)
            if found.value is not None and not found.is_met:
                left, told = numbers.between(found.start.value, found.value, part.indicator)
                gap = numbers.difference(abs(left), told)
                text = phrase("pilots.short", value=text, gap=gap)
            each.append(text)
        rows.append(
            (
                numbers.number(standings.index(standing) + 1),
                unit.name,
                above.name if above else numbers.MISSING,
                _signed(one.distance),
                _signed(one.lead),
                _met(one),
                *each,
            )
        )
    names = {part.indicator.indicator_id: part.indicator.name for part in parts}
    return table("readiness", "rank unit district distance lead met", rows, more=names)


def _signed(lead: Decimal | None) -> str:
    return numbers.signed(numbers.share(lead, 2), lead)


def _met(one: Readiness) -> str:
    return f"{one.met}/{one.known}"
