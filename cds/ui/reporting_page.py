"""Who has reported what, and in time, as a value; counted on the hierarchy of the period."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from cds.charts.bars import Bar, bars
from cds.charts.theme import BLUE
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, Tier
from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import Period
from cds.domain.places import AdminLevel, AdminUnit, Vintage
from cds.domain.reporting import Tally, days_late, deadline, silent, tally, total
from cds.store.queries import CurrentFigure, View
from cds.store.records import Snapshot
from cds.text import numbers
from cds.text.screens import say

TALLY_COLUMNS = ("name", "expected", "sent", "rate", "on_time", "timeliness")
DATASET_COLUMNS = (*TALLY_COLUMNS, "deadline")
MISSING_COLUMNS = ("unit", "district", "missing", "names", "office")
LATE_COLUMNS = ("unit", "district", "dataset", "deadline", "sent_on", "days")
_LONGEST_LABEL = 34
_MOST_BARS = 15

Read = Callable[[Snapshot], Iterable[Observation]]


@dataclass(frozen=True, slots=True)
class ReportingPage:
    """Everything the page shows of one period and level."""

    is_demo: bool
    sentences: tuple[str, ...]
    districts: tuple[tuple[str, ...], ...]
    districts_figure: go.Figure | None
    districts_sentence: str
    datasets: tuple[tuple[str, ...], ...]
    datasets_figure: go.Figure | None
    datasets_sentence: str
    grid_columns: tuple[str, ...]
    grid: tuple[tuple[str, ...], ...]
    missing_sentence: str
    missing: tuple[tuple[str, ...], ...]
    missing_of: Mapping[str, tuple[tuple[str, ...], ...]]  # by dataset
    late: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Count:
    """What was sent in a period: per dataset the units, each with the day of its first sending."""

    catalogue: Catalogue
    period: Period
    vintage: Vintage
    units: tuple[AdminUnit, ...]
    datasets: tuple[Indicator, ...]
    sent: Mapping[str, Mapping[str, date | None]]
    pilots_only: frozenset[str]  # datasets that only the pilots have to send

    def limit(self, dataset: Indicator) -> date | None:
        return deadline(self.period, dataset.timeliness_days)

    def tally(self, dataset: Indicator, units: Sequence[AdminUnit]) -> Tally:
        ids = [unit.unit_id for unit in units if self.is_expected(unit, dataset)]
        return tally(ids, self.sent[dataset.indicator_id], self.limit(dataset))

    def total(self, units: Sequence[AdminUnit]) -> Tally:
        return total(self.tally(dataset, units) for dataset in self.datasets)

    def district(self, unit: AdminUnit) -> AdminUnit:
        above = self.catalogue.parent(unit, self.vintage)
        return above if above and unit.level is AdminLevel.COMMUNE else unit

    def is_expected(self, unit: AdminUnit, dataset: Indicator) -> bool:
        if dataset.indicator_id not in self.pilots_only:
            return True
        return any(unit.unit_id == pilot.unit_id for pilot in self.catalogue.pilots)

    def expected(self, unit: AdminUnit) -> list[Indicator]:
        return [one for one in self.datasets if self.is_expected(unit, one)]

    def missing(self, unit: AdminUnit) -> list[Indicator]:
        expected = self.expected(unit)
        return [one for one in expected if unit.unit_id not in self.sent[one.indicator_id]]


def periods(catalogue: Catalogue, view: View, level: AdminLevel) -> tuple[Period, ...]:
    """The periods in which a unit of the level sent a figure, newest first; real ones first."""
    units = catalogue.units
    real: set[Period] = set()
    demo: set[Period] = set()
    for indicator in _reported(catalogue, level):
        for series in view.series(indicator.indicator_id, level=level):
            if catalogue.is_within(units[series.unit_id], catalogue.home.unit_id):
                for point in series.points:
                    (demo if point.is_demo else real).add(point.period)
    return tuple(sorted(real or demo, reverse=True))


def build(
    catalogue: Catalogue, view: View, read: Read, period: Period, level: AdminLevel
) -> ReportingPage:
    """Count one period: real reports, or the demonstration figures where there is none."""
    count, is_demo = _count(catalogue, view, read, period, level)
    groups = _groups(count)
    by_district = {place: count.total(units) for place, units in groups.items()}
    by_dataset = {one: count.tally(one, count.units) for one in count.datasets}
    ordered_districts = sorted(by_district.items(), key=lambda item: _order(item[1], item[0].code))
    ordered_datasets = sorted(by_dataset.items(), key=lambda item: _order(item[1], item[0].name))
    missing = tuple(_missing_rows(count, count.datasets))
    return ReportingPage(
        is_demo=is_demo,
        sentences=tuple(_sentences(count, by_district, by_dataset)),
        districts=tuple(_tally_row(one.name, found) for one, found in ordered_districts),
        districts_figure=bars([_bar(one.name, found) for one, found in ordered_districts]),
        districts_sentence=_lowest([(one.name, found) for one, found in ordered_districts]),
        datasets=tuple(
            (*_tally_row(one.name, found), numbers.day(count.limit(one)))
            for one, found in ordered_datasets
        ),
        datasets_figure=bars(
            [_bar(one.name, found) for one, found in ordered_datasets[:_MOST_BARS]]
        ),
        datasets_sentence=_lowest([(one.name, found) for one, found in ordered_datasets]),
        grid_columns=(
            say("reporting.col_dataset"),
            *(one.name for one, _ in ordered_districts),
        ),
        grid=tuple(
            (dataset.name, *(_cell(count.tally(dataset, groups[p])) for p, _ in ordered_districts))
            for dataset, _ in ordered_datasets
        ),
        missing_sentence=_missing_sentence(count, missing),
        missing=missing,
        missing_of={
            one.indicator_id: tuple(_missing_rows(count, (one,))) for one in count.datasets
        },
        late=tuple(_late_rows(count)),
    )


def dataset_names(catalogue: Catalogue, page: ReportingPage) -> Mapping[str, str]:
    """The datasets counted, by indicator."""
    return {key: catalogue.indicators[key].name for key in page.missing_of}


def _reported(catalogue: Catalogue, level: AdminLevel) -> list[Indicator]:
    """The datasets a level has to send: context figures are nobody's duty."""
    return [
        indicator
        for indicator in catalogue.indicators.values()
        if level in indicator.levels and indicator.tier is not Tier.CONTEXT
    ]


def _count(
    catalogue: Catalogue, view: View, read: Read, period: Period, level: AdminLevel
) -> tuple[_Count, bool]:
    vintage = catalogue.vintage_for(catalogue.home, period)
    units = catalogue.descendants(catalogue.home, vintage, level)
    figures = view.observations(level=level, period=period)
    real = [one for one in figures if one.observation.status is not ObservationStatus.DEMO]
    sent = _first_days(view, read, period, real) if real else _without_day(figures)
    datasets = tuple(one for one in _reported(catalogue, level) if _is_expected(one, sent, units))
    alone = frozenset(one.indicator_id for one in datasets if _is_pilots_own(catalogue, view, one))
    return _Count(catalogue, period, vintage, units, datasets, sent, alone), not real


def _is_pilots_own(catalogue: Catalogue, view: View, indicator: Indicator) -> bool:
    """True for what the register asks of communes alone and only pilots ever sent."""
    if indicator.levels != (AdminLevel.COMMUNE,):
        return False
    pilots = {pilot.unit_id for pilot in catalogue.pilots}
    series = view.series(indicator.indicator_id, level=AdminLevel.COMMUNE)
    return {one.unit_id for one in series} <= pilots


def _is_expected(
    indicator: Indicator,
    sent: Mapping[str, Mapping[str, date | None]],
    units: Sequence[AdminUnit],
) -> bool:
    """A dataset counts in a period when a unit expected then has sent it."""
    senders = sent.get(indicator.indicator_id, {})
    return any(unit.unit_id in senders for unit in units)


def _first_days(
    view: View, read: Read, period: Period, figures: Iterable[CurrentFigure]
) -> dict[str, dict[str, date | None]]:
    """The day each current figure was first sent: a correction does not make it late."""
    first: dict[tuple[str, str], date] = {}
    for snapshot in sorted(view.snapshots, key=lambda one: one.version):
        if snapshot.is_demo or str(period) not in snapshot.periods:
            continue
        day = numbers.local_day(snapshot.published_at)
        for figure in read(snapshot):
            if figure.period == period:
                first.setdefault((figure.indicator_id, figure.unit_id), day)
    found: dict[str, dict[str, date | None]] = {}
    for one in figures:
        key = one.observation.indicator_id, one.observation.unit_id
        found.setdefault(key[0], {})[key[1]] = first.get(key)
    return found


def _without_day(figures: Iterable[CurrentFigure]) -> dict[str, dict[str, date | None]]:
    found: dict[str, dict[str, date | None]] = {}
    for one in figures:
        found.setdefault(one.observation.indicator_id, {})[one.observation.unit_id] = None
    return found


def _groups(count: _Count) -> dict[AdminUnit, list[AdminUnit]]:
    groups: dict[AdminUnit, list[AdminUnit]] = {}
    for unit in count.units:
        groups.setdefault(count.district(unit), []).append(unit)
    return groups


def _order(found: Tally, name: str) -> tuple[Decimal, str]:
    return found.rate if found.rate is not None else Decimal(2), name


def _sentences(
    count: _Count,
    by_district: Mapping[AdminUnit, Tally],
    by_dataset: Mapping[Indicator, Tally],
) -> Iterable[str]:
    whole = total(by_dataset.values())
    yield say(
        "reporting.sentence",
        period=count.period,
        sent=whole.sent,
        expected=whole.expected,
        rate=numbers.share(whole.rate, 1),
        units=len(count.units),
        datasets=len(count.datasets),
    )
    if whole.on_time is None:
        yield say("reporting.on_time_unknown")
    else:
        yield say(
            "reporting.on_time",
            on_time=whole.on_time,
            expected=whole.expected,
            timeliness=numbers.share(whole.timeliness, 1),
        )
    yield _needed(whole, by_district, by_dataset)


def _needed(
    whole: Tally, by_district: Mapping[AdminUnit, Tally], by_dataset: Mapping[Indicator, Tally]
) -> str:
    if whole.sent == whole.expected:
        return say("reporting.full")
    place = max(by_district, key=lambda one: (_open(by_district[one]), one.code))
    dataset = max(by_dataset, key=lambda one: (_open(by_dataset[one]), one.name))
    return say(
        "reporting.needed",
        missing=_open(whole),
        unit=place.name,
        unit_missing=_open(by_district[place]),
        dataset=dataset.name,
        dataset_missing=_open(by_dataset[dataset]),
    )


def _open(found: Tally) -> int:
    return found.expected - found.sent


def _lowest(ordered: Sequence[tuple[str, Tally]]) -> str:
    if not ordered or all(not _open(found) for _, found in ordered):
        return say("reporting.full")
    name, found = ordered[0]
    return say(
        "reporting.district_sentence",
        first=name,
        sent=found.sent,
        expected=found.expected,
        rate=numbers.share(found.rate, 1),
        missing=_open(found),
    )


def _tally_row(name: str, found: Tally) -> tuple[str, ...]:
    return (
        name,
        numbers.number(found.expected),
        numbers.number(found.sent),
        numbers.share(found.rate, 1),
        numbers.number(found.on_time),
        numbers.share(found.timeliness, 1),
    )


def _bar(name: str, found: Tally) -> Bar:
    label, expected, sent, rate, on_time, timeliness = _tally_row(name, found)
    return Bar(
        label=label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…",
        value=100 * (found.rate or Decimal(0)),
        text=say("reporting.bar", rate=rate, sent=sent, expected=expected),
        hover=say(
            "reporting.hover",
            name=label,
            sent=sent,
            expected=expected,
            rate=rate,
            on_time=on_time,
            timeliness=timeliness,
        ),
        colour=BLUE,
    )


def _cell(found: Tally) -> str:
    return f"{numbers.number(found.sent)}/{numbers.number(found.expected)}"


def _missing_rows(count: _Count, datasets: Sequence[Indicator]) -> Iterable[tuple[str, ...]]:
    """Units that have not sent everything, those that lack most first."""
    found = [
        (unit, [one for one in count.missing(unit) if one in datasets]) for unit in count.units
    ]
    found.sort(key=lambda item: (-len(item[1]), item[0].code))
    for unit, names in found:
        if names:
            yield (
                unit.name,
                count.district(unit).name,
                f"{len(names)}/{sum(count.is_expected(unit, one) for one in datasets)}",
                "; ".join(one.name for one in names),
                unit.responsible or numbers.MISSING,
            )


def _missing_sentence(count: _Count, missing: Sequence[tuple[str, ...]]) -> str:
    if not missing:
        return say("reporting.missing_none")
    senders = {unit_id for by_unit in count.sent.values() for unit_id in by_unit}
    nothing = silent([unit.unit_id for unit in count.units], senders)
    return say("reporting.missing_sentence", count=len(missing), silent=len(nothing))


def _late_rows(count: _Count) -> Iterable[tuple[str, ...]]:
    """First sendings after the limit, the latest first."""
    found = [
        (days, unit, dataset, limit, day)
        for dataset in count.datasets
        if (limit := count.limit(dataset)) is not None
        for unit in count.units
        if (day := count.sent[dataset.indicator_id].get(unit.unit_id)) is not None
        and (days := days_late(day, limit))
    ]
    found.sort(key=lambda item: (-item[0], item[1].code, item[2].name))
    for days, unit, dataset, limit, day in found:
        yield (
            unit.name,
            count.district(unit).name,
            dataset.name,
            numbers.day(limit),
            numbers.day(day),
            numbers.number(days),
        )
