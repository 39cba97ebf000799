"""Which communes could follow the pilots next: the ranking with every part, as finished text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.blocks import Table, item_table, table
from cds.domain.admin_units import AdminLevel, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, Tier
from cds.domain.observations import Point, has_demo, roll_up
from cds.domain.pace import RECENT_YEARS
from cds.domain.periods import Period
from cds.domain.pilots import PilotStart, Readiness, readiness
from cds.text import numbers
from cds.text.phrases import kinds, phrase
from cds.views.pilot_effects import contribution
from cds.views.reader import Reader


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


def build(reader: Reader) -> ReadyPage:
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
        table=_table(catalogue, vintage, parts, ranked),
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


def _table(
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
