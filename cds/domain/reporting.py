"""What is asked of whom; who has sent it, and in time (methods, section 1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, Tier
from cds.domain.periods import Period


def asked_units(
    catalogue: Catalogue, level: AdminLevel, on: date, within: AdminUnit | None = None
) -> tuple[AdminUnit, ...]:
    """Return the units of a level that a form of a day is for; without `within` all of them."""
    vintage = catalogue.vintage_on(on)
    units = _units(catalogue, vintage, level)
    inside = catalogue.inside(within, vintage) if within else ()
    return tuple(unit for unit in units if within is None or unit.unit_id in inside)


def asked_indicators(
    catalogue: Catalogue, level: AdminLevel, indicator_ids: Sequence[str] = ()
) -> list[Indicator]:
    """Return what a form asks for: without ids the core indicators that the level reports."""
    register = catalogue.indicators
    core = (one for one in register.values() if one.tier is Tier.CORE and level in one.levels)
    return [register[one] for one in indicator_ids] or list(core)


def owed(catalogue: Catalogue, level: AdminLevel) -> list[Indicator]:
    """The datasets a level has to send: context figures are nobody's duty."""
    register = catalogue.indicators.values()
    return [one for one in register if level in one.levels and one.tier is not Tier.CONTEXT]


def last_day_of(catalogue: Catalogue, level: AdminLevel, day: date) -> date:
    """Return the day when the level has units on it, else the last day before on which it had.

    The day itself, too, for a level that never had any.
    """
    for vintage in reversed(catalogue.vintages):
        if vintage.first <= day and _units(catalogue, vintage, level):
            return min(day, vintage.last or day)
    return day


def _units(catalogue: Catalogue, vintage: Vintage, level: AdminLevel) -> tuple[AdminUnit, ...]:
    """The home's units of a level, or all of a time in which there was no such home."""
    home = catalogue.home
    own = catalogue.inside(home, vintage) if home.unit_id in vintage.parents else vintage.parents
    found = (catalogue.units[unit_id] for unit_id in own)
    return tuple(sorted((u for u in found if u.level is level), key=lambda unit: unit.code))


@dataclass(frozen=True, slots=True)
class ReportingTally:
    """Units expected to report, those that did, and those in time.

    `on_time` None where nothing can be said: the dataset has no time limit, or no day of
    sending is known.
    """

    expected: int
    sent: int
    on_time: int | None

    @property
    def missing(self) -> int:
        """How many of the expected units have not sent."""
        return self.expected - self.sent

    @property
    def rate(self) -> Decimal | None:
        """Share of the expected units that have sent, 0 to 1; None when none is expected."""
        return Decimal(self.sent) / self.expected if self.expected else None

    @property
    def timeliness(self) -> Decimal | None:
        """Share of the expected units that sent in time: not to send is not to be in time."""
        if self.on_time is None or not self.expected:
            return None
        return Decimal(self.on_time) / self.expected


def deadline(period: Period, days: int | None) -> date | None:
    """Return the last day in time, n days after the period's end; None without a limit."""
    return None if days is None else period.end + timedelta(days=days)


def days_late(sent_on: date, limit: date) -> int:
    """Days after the limit; 0 on the limit itself and before it."""
    return max(0, (sent_on - limit).days)


def reporting_tally(
    expected: Collection[str], sent: Mapping[str, date | None], limit: date | None
) -> ReportingTally:
    """Count one dataset of one period. `sent` maps units to the day of their first sending.

    Only expected units count. A day None means the figure has no sender (demonstration).
    """
    days = [sent[unit_id] for unit_id in expected if unit_id in sent]
    known = [day for day in days if day is not None]
    if limit is None or len(known) < len(days):
        return ReportingTally(len(expected), len(days), None)
    return ReportingTally(len(expected), len(days), sum(day <= limit for day in known))


def total(tallies: Iterable[ReportingTally]) -> ReportingTally:
    """Add tallies; timeliness is told only when every part's is."""
    parts = tuple(tallies)
    known = [part.on_time for part in parts if part.on_time is not None]
    return ReportingTally(
        expected=sum(part.expected for part in parts),
        sent=sum(part.sent for part in parts),
        on_time=sum(known) if parts and len(known) == len(parts) else None,
    )


def silent(expected: Iterable[str], sent: Collection[str]) -> tuple[str, ...]:
    """Return the expected units that have sent nothing, in the order given."""
    return tuple(unit_id for unit_id in expected if unit_id not in sent)
