"""What was sent in a period, counted on the hierarchy of the period."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.domain import clock
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, Tier
from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.domain.reporting import ReportingTally, deadline, reporting_tally, total
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.queries import CurrentFigure, View

Read = Callable[[Snapshot, Period], Iterable[Observation]]
Days = Mapping[str, Mapping[str, date | None]]


@dataclass(frozen=True, slots=True)
class Count:
    """What was sent in a period: per dataset the units, each with the day of its first sending."""

    catalogue: Catalogue
    whole: AdminUnit
    period: Period
    vintage: Vintage
    units: tuple[AdminUnit, ...]
    datasets: tuple[Indicator, ...]
    sent: Mapping[str, Mapping[str, date | None]]

    def limit(self, dataset: Indicator) -> date | None:
        """The last day in time; None without a limit."""
        return deadline(self.period, dataset.timeliness_days)

    def tally(self, dataset: Indicator, units: Sequence[AdminUnit]) -> ReportingTally:
        """What units sent of a dataset."""
        ids = [unit.unit_id for unit in units if self.is_expected(unit, dataset)]
        return reporting_tally(ids, self.sent[dataset.indicator_id], self.limit(dataset))

    def total(self, units: Sequence[AdminUnit]) -> ReportingTally:
        """What units sent of all datasets."""
        return total(self.tally(dataset, units) for dataset in self.datasets)

    def district(self, unit: AdminUnit) -> AdminUnit:
        """The district that a unit lies in, or is."""
        above = self.catalogue.parent(unit, self.vintage)
        return above if above and unit.level is AdminLevel.COMMUNE else unit

    def is_expected(self, unit: AdminUnit, dataset: Indicator) -> bool:
        """True when the unit has to send the dataset."""
        return self.catalogue.expects(unit, dataset)

    def lacks(self, unit: AdminUnit, dataset: Indicator) -> bool:
        """True when the unit has to send the dataset and has not."""
        is_sent = unit.unit_id in self.sent[dataset.indicator_id]
        return not is_sent and self.is_expected(unit, dataset)


def reported(catalogue: Catalogue, level: AdminLevel) -> list[Indicator]:
    """The datasets a level has to send: context figures are nobody's duty."""
    return [
        indicator
        for indicator in catalogue.indicators.values()
        if level in indicator.levels and indicator.tier is not Tier.CONTEXT
    ]


def periods(
    catalogue: Catalogue, view: View, level: AdminLevel, whole: AdminUnit
) -> tuple[Period, ...]:
    """The periods in which a unit of the level sent a figure, newest first; real ones first.

    What was added up from below was sent by nobody of this level.
    """
    sent = view.senders([one.indicator_id for one in reported(catalogue, level)], level)
    real = ((one.period, one.unit_id) for one in sent if not one.is_demo)
    every = ((one.period, one.unit_id) for one in sent)
    return catalogue.periods_sent(real, whole) or catalogue.periods_sent(every, whole)


def count_period(
    catalogue: Catalogue,
    view: View,
    read: Read,
    period: Period,
    level: AdminLevel,
    whole: AdminUnit | None = None,
) -> tuple[Count, bool]:
    """Count what units of a whole (None: the home) sent; True with it for demonstration figures."""
    province = whole or catalogue.home
    vintage = catalogue.vintage_for(province, period)
    units = catalogue.descendants(province, vintage, level)
    ids = {unit.unit_id for unit in units}
    owed = {indicator.indicator_id for indicator in reported(catalogue, level)}
    figures = [
        one
        for one in view.observations(level=level, period=period)
        if one.observation.unit_id in ids and one.observation.indicator_id in owed
    ]
    real = [one for one in figures if not one.observation.is_demo]
    sent = _first_days(view, read, period, real) if real else _without_day(figures)
    datasets = tuple(  # that a unit which has to, has sent for this period
        one
        for one in reported(catalogue, level)
        if any(
            unit.unit_id in sent.get(one.indicator_id, {}) and catalogue.expects(unit, one)
            for unit in units
        )
    )
    return Count(catalogue, province, period, vintage, units, datasets, sent), not real


def _first_days(
    view: View, read: Read, period: Period, figures: Iterable[CurrentFigure]
) -> dict[str, dict[str, date | None]]:
    """The day each current figure was first sent: a correction does not make it late."""
    first: dict[tuple[str, str], date] = {}
    for snapshot in sorted(view.snapshots, key=lambda one: one.version):
        if snapshot.is_demo or str(period) not in snapshot.periods:
            continue
        day = clock.local(snapshot.published_at).date()
        for figure in read(snapshot, period):
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
