"""Demonstration figures as one snapshot of a store: generated for every unit and quarter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import chain

from cds.demo.counts import adopted_counts, interpolate, share_counts, through, unit_totals
from cds.demo.indicator_run import (
    PROFILES,
    Anchor,
    IndicatorRun,
    Profile,
    default_profile,
    quarters_of,
    read_profiles,
)
from cds.domain import clock
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
from cds.store.snapshots.snapshot import Snapshot, Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import phrase

SEED = 2021
_GENERATOR = 3  # raised when the same tables give other figures
MANY = 50  # where fewer units report than this, none of them is ever silent


def load(store: SnapshotStore, catalogue: Catalogue, *, today: date | None = None) -> Snapshot:
    """Publish demonstration figures and return their snapshot; the active one if it is up to date.

    Those of a programme run from its first quarter to the last whole one of its province, or
    before today while it lasts, and add up to the real figures in the store.
    Those of an older program, or of other tables, are withdrawn when the new ones count.
    """
    recipe = _recipe(store)
    active = _active(store)
    current = next((one for one in active if one.sha256 == recipe), None)
    if current is None:
        from cds.store.view.queries import open_view  # slow; what is up to date needs none of it

        published, day = open_view(store, catalogue).observations(), today or clock.today()
        profiles = read_profiles(store.home, catalogue.indicators)
        figures = chain.from_iterable(
            _of_programme(catalogue.of(one), published, day, profiles)
            for one in catalogue.programmes or (catalogue.programme,)
            if one.started_on <= day
        )
        upload = Upload(
            phrase("demo.file_name"),
            recipe,
            phrase("demo.loaded_by"),
            note=phrase("demo.note"),
            is_demo=True,
        )
        current = store.publish(figures, upload)
    for old in active:
        if old.snapshot_id != current.snapshot_id:
            store.withdraw(
                old.snapshot_id, phrase("demo.replacement_reason"), phrase("demo.loaded_by")
            )
    return current


def remove(store: SnapshotStore, by: str, reason: str = phrase("demo.removal_reason")) -> int:
    """Withdraw every demonstration snapshot and return how many there were."""
    active = _active(store)
    for snapshot in active:
        store.withdraw(snapshot.snapshot_id, reason, by)
    return len(active)


def _active(store: SnapshotStore) -> tuple[Snapshot, ...]:
    return tuple(s for s in store.snapshots() if s.is_demo and not s.is_withdrawn)


def _of_programme(
    catalogue: Catalogue,
    published: tuple[Observation, ...],
    day: date,
    profiles: Mapping[str, Profile],
) -> Iterator[Observation]:
    started_on, end = catalogue.programme.started_on, min(day, catalogue.home.valid_to or day)
    last = period_of(PeriodKind.QUARTER, end)
    if last.end > end:
        last = period_of(PeriodKind.QUARTER, last.start - timedelta(days=1))
    first = period_of(PeriodKind.QUARTER, max(started_on, catalogue.home.valid_from))
    if first.end > last.end:  # not a whole quarter yet
        return iter(())
    return generate(catalogue, published, first, last, SEED, profiles)


def _recipe(store: SnapshotStore) -> str:
    """A digest of what the figures follow from: generator, profiles, shipped published figures."""
    digest = sha256(f"{_GENERATOR}|{SEED}".encode())
    profiles = store.home / "reference" / PROFILES
    for path in (profiles, *sorted((store.home / "published").glob("*.csv"))):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


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
    levels = (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE)
    quarters = {level: quarters_of(catalogue, first, last, level) for level in levels}
    known, home_id = profiles or {}, catalogue.home.unit_id

    def run_of(indicator: Indicator, level: AdminLevel) -> IndicatorRun:
        key = indicator.indicator_id
        aims = (catalogue.whole or catalogue).targets_of(key)
        profile = known.get(key) or default_profile(indicator, aims)
        if catalogue.programme.inherits:
            profile = profile.continued(indicator)
        # The profile's own anchors take the place of the published ones of their periods.
        own = [replace(anchor, unit_id=home_id) for anchor in profile.anchors]
        given = {(anchor.unit_id, anchor.period) for anchor in own}
        anchors = [a for a in real.get(key, ()) if (a.unit_id, a.period) not in given] + own
        anchors.sort(key=lambda anchor: (anchor.period, anchor.unit_id))
        chosen = quarters[level]
        if indicator.is_pilot_only:
            chosen = tuple(
                replace(q, settlements=tuple(s for s in q.settlements if s.pilot_from))
                for q in chosen
            )
        run = IndicatorRun(indicator, profile, chosen, home_id, tuple(anchors), seed)
        if whole := catalogue.indicators.get(profile.share_of):
            basis = {
                (settlement.unit_id, quarter.index): number
                for quarter, numbers in unit_totals(run_of(whole, level))
                for settlement, number in numbers
            }
            run = replace(run, basis=basis)
        if condition := catalogue.indicators.get(profile.only_where):
            closed = frozenset(
                (unit.settlement.unit_id, quarter.index)
                for quarter, counts in adopted_counts(run_of(condition, level))
                for unit in counts
                if not unit.numerator
            )
            run = replace(run, closed=closed)
        return run

    for indicator_id, indicator in sorted(catalogue.indicators.items()):
        level = reporting_level(indicator)
        if level is None or not _is_wanted(indicator, level, known.get(indicator_id)):
            continue
        run = run_of(indicator, level)
        if any(quarter.settlements for quarter in run.quarters):
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
    above = {catalogue.home.unit_id} | {
        unit.unit_id
        for vintage in catalogue.vintages
        for unit in catalogue.descendants(catalogue.home, vintage, AdminLevel.DISTRICT)
    }
    anchors: dict[str, list[Anchor]] = {}
    for figure in published:
        indicator = catalogue.indicators.get(figure.indicator_id)
        is_flow = indicator is not None and indicator.accumulation is Accumulation.FLOW
        is_plain = figure.cumulative_since is None or is_flow
        if figure.value is not None and not figure.is_demo and figure.unit_id in above and is_plain:
            anchor = Anchor(figure.unit_id, figure.period, figure.value, figure.cumulative_since)
            anchors.setdefault(figure.indicator_id, []).append(anchor)
    return anchors


def _figures(run: IndicatorRun) -> Iterator[Observation]:
    indicator = run.indicator
    if indicator.aggregation is Aggregation.SUM:
        for quarter, numbers in unit_totals(run):
            for settlement, number in numbers:
                yield _observation(run, quarter.period, settlement.unit_id, Decimal(number))
        return
    if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
        shares = adopted_counts(run)
    elif indicator.aggregation is Aggregation.RATIO_OF_SUMS and indicator.is_share:
        shares = share_counts(run)
    else:
        return
    anchored = run.anchored
    for quarter, counts in shares:
        for unit in counts:
            is_silent = len(counts) >= MANY and run.luck(unit.settlement).silent[quarter.index]
            if is_silent and quarter.index not in anchored:
                continue
            unit_id = unit.settlement.unit_id
            numerator, denominator = Decimal(unit.numerator), Decimal(unit.denominator)
            if indicator.kind is IndicatorKind.MILESTONE:
                yield _observation(run, quarter.period, unit_id, numerator)
            else:
                value = percentage(numerator, denominator)
                yield _observation(run, quarter.period, unit_id, value, numerator, denominator)


def _provincial(run: IndicatorRun) -> Iterator[Observation]:
    """Figures of the province itself, in the indicator's unit; none beside real ones."""
    indicator, profile = run.indicator, run.profile
    if indicator.kind not in (IndicatorKind.SHARE, IndicatorKind.SCORE):
        return
    if run.knots(run.home_id) or indicator.direction is Direction.CONTEXT:
        return
    ends = (1.0, profile.start), (run.end_time, profile.end)
    knots = through(ends[0], (), ends[1], is_better=run.is_better)
    for quarter in run.quarters:
        period = quarter.period
        if profile.is_yearly:
            period = period_of(PeriodKind.YEAR, period.end)
        is_whole = period.start >= run.quarters[0].period.start
        if is_whole and period.end == quarter.period.end:
            digits = Decimal(1).scaleb(-indicator.decimals)
            value = Decimal(interpolate(knots, quarter.time)).quantize(digits)
            yield _observation(run, period, run.home_id, value)


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
