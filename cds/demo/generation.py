"""Generate demonstration figures: every unit, quarter and indicator that is reported below."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from cds.demo.curves import Anchor, interpolate, through
from cds.demo.frames import IndicatorRun, Quarter, frames_of, limited_to_pilots
from cds.demo.profiles import Profile, default_profile
from cds.demo.settlements import Settlement
from cds.demo.shares import UnitCounts, adopted_counts, share_counts
from cds.demo.totals import unit_totals
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import (
    Accumulation,
    Aggregation,
    Direction,
    Indicator,
    IndicatorKind,
    Tier,
)
from cds.domain.observations import Observation, ObservationStatus, percentage
from cds.domain.periods import Period, PeriodKind, period_of

MANY = 50  # where fewer units report than this, none of them is ever silent


def generate(
    catalogue: Catalogue,
    published: Iterable[Observation],
    first: Period,
    last: Period,
    seed: int,
    profiles: Mapping[str, Profile] | None = None,
) -> Iterator[Observation]:
    """Yield demonstration figures for the quarters from first to last, the same for a seed.

    Every core indicator that units below the province report gets counts for the units valid
    at each quarter's end, and so does every other indicator with a profile. Their sums are the
    published provincial figures (real ones among `published`) of periods that end with a
    quarter. An indicator of the province alone gets figures when it has a profile and nothing
    is published.
    """
    real = _anchors(catalogue, published)
    frames = {
        level: frames_of(catalogue, first, last, level)
        for level in (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE)
    }
    known = profiles or {}

    def run_of(indicator: Indicator, level: AdminLevel) -> IndicatorRun:
        profile = known.get(indicator.indicator_id)
        shape = profile or default_profile(indicator, catalogue.targets_of(indicator.indicator_id))
        home_id = catalogue.home.unit_id
        anchors = _replaced(real.get(indicator.indicator_id, []), shape, home_id)
        chosen = frames[level]
        if indicator.is_pilot_only:
            chosen = limited_to_pilots(chosen)
        run = IndicatorRun(indicator, shape, chosen, home_id, anchors, seed)
        if other := catalogue.indicators.get(shape.share_of):
            run = replace(run, basis=_numbers(run_of(other, level)))
        if other := catalogue.indicators.get(shape.only_where):
            run = replace(run, closed=_without(run_of(other, level)))
        return run

    for indicator_id, indicator in sorted(catalogue.indicators.items()):
        level = reporting_level(indicator)
        if level is None or not _is_wanted(indicator, level, known.get(indicator_id)):
            continue
        run = run_of(indicator, level)
        if any(frame.places for frame in run.frames):
            yield from _provincial(run) if level is AdminLevel.PROVINCE else _figures(run)


def reporting_level(indicator: Indicator) -> AdminLevel | None:
    """Return the lowest level that sends the indicator in; None for none of the province's."""
    if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
        return AdminLevel.COMMUNE
    for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE):
        if level in indicator.levels:
            return level
    return None


def _is_wanted(indicator: Indicator, level: AdminLevel, profile: Profile | None) -> bool:
    if profile is not None or level is AdminLevel.PROVINCE:
        return profile is not None
    is_few = level is AdminLevel.DISTRICT and indicator.aggregation is Aggregation.SUM
    return indicator.tier is Tier.CORE and not is_few


def _anchors(catalogue: Catalogue, published: Iterable[Observation]) -> dict[str, list[Anchor]]:
    """Real figures of the home province and its districts, by indicator."""
    district = AdminLevel.DISTRICT
    above = {catalogue.home.unit_id} | {
        unit.unit_id
        for vintage in catalogue.vintages
        for unit in catalogue.descendants(catalogue.home, vintage, district)
    }
    found: dict[str, list[Anchor]] = {}
    for figure in published:
        is_real = figure.status is not ObservationStatus.DEMO
        indicator = catalogue.indicators[figure.indicator_id]
        is_sum = indicator.accumulation is Accumulation.FLOW
        if figure.cumulative_since is not None and not is_sum:
            continue
        if is_real and figure.value is not None and figure.unit_id in above:
            anchor = Anchor(figure.unit_id, figure.period, figure.value, figure.cumulative_since)
            found.setdefault(figure.indicator_id, []).append(anchor)
    return found


def _numbers(run: IndicatorRun) -> dict[tuple[str, int], int]:
    return {
        (place.unit.unit_id, frame.index): number
        for frame, numbers in unit_totals(run)
        for place, number in numbers
    }


def _without(run: IndicatorRun) -> frozenset[tuple[str, int]]:
    return frozenset(
        (part.place.unit.unit_id, frame.index)
        for frame, counts in adopted_counts(run)
        for part in counts
        if not part.numerator
    )


def _replaced(anchors: Iterable[Anchor], profile: Profile, home_id: str) -> tuple[Anchor, ...]:
    """Put the profile's own anchors in the place of the published ones of their periods."""
    own = {anchor.period for anchor in profile.anchors}
    kept = [a for a in anchors if a.unit_id != home_id or a.period not in own]
    added = [replace(anchor, unit_id=home_id) for anchor in profile.anchors]
    return tuple(sorted([*kept, *added], key=lambda anchor: (anchor.period, anchor.unit_id)))


def _figures(run: IndicatorRun) -> Iterator[Observation]:
    indicator = run.indicator
    match indicator.aggregation:
        case Aggregation.SUM:
            for frame, numbers in unit_totals(run):
                yield from (_number(run, frame, place, number) for place, number in numbers)
        case Aggregation.SHARE_OF_COMMUNES:
            yield from _shares(run, adopted_counts(run))
        case Aggregation.RATIO_OF_SUMS if indicator.kind is IndicatorKind.SHARE:
            yield from _shares(run, share_counts(run))
        case Aggregation.NONE | Aggregation.RATIO_OF_SUMS:
            return


def _shares(
    run: IndicatorRun, quarters: Iterable[tuple[Quarter, tuple[UnitCounts, ...]]]
) -> Iterator[Observation]:
    anchored = run.anchored
    for frame, counts in quarters:
        for part in counts:
            is_silent = len(counts) >= MANY and run.luck(part.place).silent[frame.index]
            if frame.index in anchored or not is_silent:
                yield _share(run, frame, part)


def _number(run: IndicatorRun, frame: Quarter, place: Settlement, number: int) -> Observation:
    return _observation(run, frame.period, place.unit.unit_id, Decimal(number))


def _share(run: IndicatorRun, frame: Quarter, counts: UnitCounts) -> Observation:
    numerator, denominator = Decimal(counts.numerator), Decimal(counts.denominator)
    unit_id = counts.place.unit.unit_id
    if run.indicator.kind is IndicatorKind.MILESTONE:
        return _observation(run, frame.period, unit_id, numerator)
    value = percentage(numerator, denominator)
    return _observation(run, frame.period, unit_id, value, numerator, denominator)


def _observation(
    run: IndicatorRun,
    period: Period,
    unit_id: str,
    value: Decimal | None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> Observation:
    return Observation(
        indicator_id=run.indicator.indicator_id,
        unit_id=unit_id,
        period=period,
        value=value,
        numerator=numerator,
        denominator=denominator,
        status=ObservationStatus.DEMO,
    )


def _provincial(run: IndicatorRun) -> Iterator[Observation]:
    """Figures of the province itself, in the indicator's unit; none beside real ones."""
    if run.indicator.kind not in (IndicatorKind.SHARE, IndicatorKind.SCORE):
        return
    if run.knots(run.home_id) or run.indicator.direction is Direction.CONTEXT:
        return
    end = float(len(run.frames))
    ends = through((1.0, run.profile.start), (), (end, run.profile.end), is_better=run.is_better)
    at = partial(interpolate, ends)
    for frame in run.frames:
        period = _yearly(frame.period) if run.profile.is_yearly else frame.period
        if period is not None:
            step = Decimal(1).scaleb(-run.indicator.decimals)
            value = Decimal(at(frame.time)).quantize(step)
            yield _observation(run, period, run.home_id, value)


def _yearly(quarter: Period) -> Period | None:
    """The year that ends with the quarter; None when none does."""
    year = period_of(PeriodKind.YEAR, quarter.end)
    return year if year.end == quarter.end else None
