"""What was sent in a period, counted on the hierarchy of the period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cds.domain import clock
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, Tier
from cds.domain.periods import Period
from cds.domain.reporting import ReportingTally, deadline, reporting_tally, total
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class Count:
    """What was sent in a period: per dataset the units, each with the day of its first sending.

    A day is None where nobody sent the figure: all of a demonstration, `is_demo`.
    """

    catalogue: Catalogue
    whole: AdminUnit
    period: Period
    vintage: Vintage
    units: tuple[AdminUnit, ...]
    datasets: tuple[Indicator, ...]
    sent: Mapping[str, Mapping[str, date | None]]
    is_demo: bool

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

    @property
    def has_districts(self) -> bool:
        """True where the units are districts, or communes that lie in some."""
        return any(self.district(unit).level is AdminLevel.DISTRICT for unit in self.units)

    def is_expected(self, unit: AdminUnit, dataset: Indicator) -> bool:
        """True when the unit has to send the dataset."""
        return self.catalogue.expects(unit, dataset)

    def lacking(self, datasets: Sequence[Indicator]) -> list[tuple[AdminUnit, list[Indicator]]]:
        """Units that have not sent everything, and what not; those that lack most first."""
        found = []
        for unit in self.units:
            owed = (one for one in datasets if self.is_expected(unit, one))
            if lacked := [one for one in owed if unit.unit_id not in self.sent[one.indicator_id]]:
                found.append((unit, lacked))
        return sorted(found, key=lambda item: (-len(item[1]), item[0].code))


def _owed(catalogue: Catalogue, level: AdminLevel) -> list[Indicator]:
    """The datasets a level has to send: context figures are nobody's duty."""
    return [
        indicator
        for indicator in catalogue.indicators.values()
        if level in indicator.levels and indicator.tier is not Tier.CONTEXT
    ]


def periods(
    reader: Reader, level: AdminLevel, whole: AdminUnit, *, is_real: bool = False
) -> tuple[Period, ...]:
    """The periods for which a unit of the level has a figure, newest first.

    `is_real`: those of the demonstration only where no unit sent any. What was added up from below
    was sent by nobody of this level.
    """
    owed = _owed(reader.catalogue, level)
    sent = reader.view.senders([one.indicator_id for one in owed], level)
    real = ((one.period, one.unit_id) for one in sent if not one.is_demo)
    every = ((one.period, one.unit_id) for one in sent)
    periods_sent = reader.catalogue.periods_sent
    return (is_real and periods_sent(real, whole)) or periods_sent(every, whole)


def count_period(reader: Reader, period: Period, level: AdminLevel, whole: AdminUnit) -> Count:
    """Count what units of a whole sent: real reports, else the demonstration."""
    catalogue = reader.catalogue
    vintage = catalogue.vintage_for(whole, period)
    units = catalogue.descendants(whole, vintage, level)
    ids = {unit.unit_id for unit in units}
    owed = {indicator.indicator_id: indicator for indicator in _owed(catalogue, level)}
    figures = [
        one.observation
        for one in reader.view.observations(level=level, period=period)
        if one.observation.unit_id in ids and one.observation.indicator_id in owed
    ]
    real = [one for one in figures if not one.is_demo]
    days: dict[tuple[str, str], date] = {}  # when first sent: a correction does not make it late
    known = {one.snapshot_id: one for one in reader.view.snapshots if real and not one.is_demo}
    for figure in reader.view.appearances(period) if known else ():
        if snapshot := known.get(figure.snapshot_id):
            key = figure.observation.indicator_id, figure.observation.unit_id
            days.setdefault(key, clock.local(snapshot.published_at).date())
    sent: dict[str, dict[str, date | None]] = {}
    for one in real or figures:
        day = days.get((one.indicator_id, one.unit_id))
        sent.setdefault(one.indicator_id, {})[one.unit_id] = day
    datasets = tuple(  # that a unit which has to, has sent for this period
        one
        for key, one in owed.items()
        if any(unit.unit_id in sent.get(key, {}) and catalogue.expects(unit, one) for unit in units)
    )
    return Count(catalogue, whole, period, vintage, units, datasets, sent, is_demo=not real)
