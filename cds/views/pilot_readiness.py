"""Which communes could follow the pilots next: the ranking with every part, as finished text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.charts.values import Bar, Bars
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, Tier
from cds.domain.observations import Contribution, Point, Series, has_demo, roll_up
from cds.domain.pace import RECENT_YEARS
from cds.domain.periods import Period
from cds.domain.pilots import PilotStart, Readiness, ReadinessMeasure, readiness
from cds.store.view.queries import View
from cds.text import numbers
from cds.text.phrases import head, phrase

_MOST_BARS = 15


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """The ranking. `columns` are those of `rows`; `figure` None when no commune is short."""

    sentences: tuple[str, ...]
    figure: Bars | None = None
    has_demo: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    profile: tuple[tuple[str, str, str], ...] = ()  # part, pilots' start, communes short of it
    profile_title: str = ""


@dataclass(frozen=True, slots=True)
class _Profile:
    """The pilots' start in one indicator, and every commune's newest figure of it."""

    indicator: Indicator
    period: Period
    bar: PilotStart
    now: Mapping[str, Point]


def ready_page(catalogue: Catalogue, view: View, until: Period | None) -> ReadyPage:
    """Rank the communes that are no pilots, as of a period (None: the newest figures)."""
    profiles = [
        profile
        for indicator in catalogue.indicators.values()
        if _is_part(indicator)
        and (profile := _profile(catalogue, view, indicator, until)) is not None
        and profile.now
    ]
    units = _candidates(catalogue, profiles)
    if not units:
        return ReadyPage((phrase("pilots.ready_none"),))
    values = {
        unit.unit_id: {
            profile.indicator.indicator_id: profile.now[unit.unit_id].value
            for profile in profiles
            if unit.unit_id in profile.now
        }
        for unit in units
    }
    ranked = [one for one in readiness(values, [p.bar for p in profiles]) if one.known]
    if not ranked:
        return ReadyPage((phrase("pilots.ready_none"),))
    return _shown(catalogue, profiles, ranked)


def _is_part(indicator: Indicator) -> bool:
    return (
        AdminLevel.COMMUNE in indicator.levels
        and indicator.is_share
        and indicator.tier is Tier.CORE
        and indicator.direction is not Direction.CONTEXT
    )


def _profile(
    catalogue: Catalogue, view: View, indicator: Indicator, until: Period | None
) -> _Profile | None:
    found = view.series(indicator.indicator_id, level=AdminLevel.COMMUNE)
    series = {one.unit_id: one for one in found if catalogue.is_ours(one.unit_id)}
    starts = {pilot.unit_id: pilot.submitted_on for pilot in catalogue.pilots}
    before = {
        unit_id: points[-1]
        for unit_id, day in starts.items()
        if (points := [p for p in _points(series, unit_id) if p.period.end < day])
    }
    period = max((point.period for point in before.values()), default=None)
    if period is None:
        return None
    at_start = {unit_id: point for unit_id, point in before.items() if point.period == period}
    value = _together(catalogue, indicator, at_start)
    if value is None:
        return None
    bar = PilotStart(indicator.indicator_id, value, indicator.direction.sign)
    return _Profile(indicator, period, bar, _newest(series, starts, period, until))


def _points(series: Mapping[str, Series], unit_id: str) -> tuple[Point, ...]:
    return series[unit_id].judged if unit_id in series else ()


def _together(
    catalogue: Catalogue, indicator: Indicator, points: Mapping[str, Point]
) -> Decimal | None:
    """The pilots' common value, from their counts."""
    parts = []
    for unit_id, point in points.items():
        unit = catalogue.units[unit_id]
        facts = catalogue.facts(unit, catalogue.vintage_for(unit, point.period))
        weight = getattr(facts, indicator.weight.value) if indicator.weight else None
        parts.append(Contribution(point.numerator, point.denominator, point.value, weight=weight))
    return roll_up(tuple(parts), is_sum=False).value


def _newest(
    series: Mapping[str, Series],
    pilots: Mapping[str, object],
    start: Period,
    until: Period | None,
) -> Mapping[str, Point]:
    """Each commune's newest figure, at most a year older than the newest of all."""
    latest = {
        unit_id: points[-1]
        for unit_id, one in series.items()
        if unit_id not in pilots
        and (points := [p for p in one.judged if _is_now(p.period, start, until)])
    }
    end = max((point.period.end_year for point in latest.values()), default=Decimal(0))
    return {i: p for i, p in latest.items() if end - p.period.end_year < RECENT_YEARS}


def _is_now(period: Period, start: Period, until: Period | None) -> bool:
    """Of the pilots' kind of period, so that flows compare, and not after the view's."""
    return period.kind is start.kind and (until is None or period.end <= until.end)


def _candidates(catalogue: Catalogue, profiles: Sequence[_Profile]) -> tuple[AdminUnit, ...]:
    """The communes of the time of the newest figures, without the pilots."""
    vintage = _vintage(catalogue, profiles)
    if vintage is None:
        return ()
    pilots = {pilot.unit_id for pilot in catalogue.pilots}
    units = catalogue.descendants(catalogue.home, vintage, AdminLevel.COMMUNE)
    return tuple(unit for unit in units if unit.unit_id not in pilots)


def _vintage(catalogue: Catalogue, profiles: Sequence[_Profile]) -> Vintage | None:
    periods = [point.period for profile in profiles for point in profile.now.values()]
    return catalogue.vintage_for(catalogue.home, max(periods)) if periods else None


def _shown(
    catalogue: Catalogue, profiles: Sequence[_Profile], ranked: Sequence[Readiness]
) -> ReadyPage:
    by_id = {profile.indicator.indicator_id: profile for profile in profiles}
    vintage = _vintage(catalogue, profiles)
    assert vintage is not None  # noqa: S101 - there are ranked communes
    points = [point for profile in profiles for point in profile.now.values()]
    fixed = ("rank", "unit", "district", "distance", "lead", "met")
    standings = [(one.known, one.distance, one.lead) for one in ranked]
    return ReadyPage(
        sentences=_sentences(catalogue, ranked),
        figure=_chart(catalogue, by_id, ranked),
        has_demo=has_demo(points),
        columns=(
            *(head(name, "readiness") for name in fixed),
            *(profile.indicator.name for profile in profiles),
        ),
        rows=tuple(
            _row(catalogue, vintage, by_id, standings.index(standing) + 1, one)
            for standing, one in zip(standings, ranked, strict=True)
        ),
        profile=tuple(_profile_row(profile, ranked) for profile in profiles),
        profile_title=phrase("pilots.ready_profile", period=max(p.period for p in profiles)),
    )


def _sentences(catalogue: Catalogue, ranked: Sequence[Readiness]) -> tuple[str, ...]:
    first, last = ranked[0], ranked[-1]
    head = phrase(
        "pilots.ready_sentence",
        met=sum(one.met == one.known for one in ranked),
        count=len(ranked),
        first=catalogue.units[first.unit_id].name,
        distance=_signed(first.distance),
        parts=_met(first),
    )
    tail = phrase(
        "pilots.ready_last",
        last=catalogue.units[last.unit_id].name,
        distance=_signed(last.distance),
        parts=_met(last),
    )
    return head, tail


def _chart(
    catalogue: Catalogue, profiles: Mapping[str, _Profile], ranked: Sequence[Readiness]
) -> Bars | None:
    """The communes furthest from the pilots' start, the furthest first."""
    short = [one for one in ranked if one.distance is not None and one.distance < 0]
    short.sort(key=lambda one: (one.distance, one.unit_id))
    bars = tuple(_bar(catalogue, profiles, one) for one in short[:_MOST_BARS])
    return Bars(bars) if bars else None


def _bar(catalogue: Catalogue, profiles: Mapping[str, _Profile], one: Readiness) -> Bar:
    distance = _signed(one.distance)
    worst = min((part for part in one.measures if part.lead is not None), key=_lead_of)
    return Bar(
        label=catalogue.units[one.unit_id].name,
        value=-(one.distance or Decimal(0)),
        text=phrase("pilots.ready_bar", distance=distance, met=one.met, known=one.known),
        hover=phrase(
            "pilots.ready_hover",
            unit=catalogue.units[one.unit_id].name,
            distance=distance,
            met=one.met,
            known=one.known,
            worst=profiles[worst.start.indicator_id].indicator.name,
        ),
    )


def _lead_of(part: ReadinessMeasure) -> Decimal:
    return part.lead or Decimal(0)


def _row(
    catalogue: Catalogue,
    vintage: Vintage,
    profiles: Mapping[str, _Profile],
    place: int,
    one: Readiness,
) -> tuple[str, ...]:
    unit = catalogue.units[one.unit_id]
    above = catalogue.parent(unit, vintage)
    return (
        numbers.number(place),
        unit.name,
        above.name if above else numbers.MISSING,
        _signed(one.distance),
        _signed(one.lead),
        _met(one),
        *(_part(profiles[part.start.indicator_id].indicator, part) for part in one.measures),
    )


def _signed(lead: Decimal | None) -> str:
    return numbers.signed(numbers.share(lead, 2), lead)


def _met(one: Readiness) -> str:
    return f"{one.met}/{one.known}"


def _part(indicator: Indicator, part: ReadinessMeasure) -> str:
    text = numbers.figure(part.value, indicator)
    if part.value is None or part.is_met:
        return text
    left, told = numbers.between(part.start.value, part.value, indicator)
    gap = numbers.difference(abs(left), told)
    return phrase("pilots.short", value=text, gap=gap)


def _profile_row(profile: _Profile, ranked: Sequence[Readiness]) -> tuple[str, str, str]:
    key = profile.indicator.indicator_id
    parts = [part for one in ranked for part in one.measures if part.start.indicator_id == key]
    short = sum(part.is_met is False for part in parts)
    value = numbers.figure(profile.bar.value, profile.indicator)
    return profile.indicator.name, value, numbers.number(short)
