"""Which communes could follow the pilots next: distance to where the pilots started from.

Rule: methods, section 7, with a sign. A commune short in any part stands below 0 by what it lacks,
and no lead in another part pays for that; a commune short in none stands above 0 by its lead. Of
two that lack the same the one further ahead comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PilotStart:
    """What the pilots together had in one indicator before they began.

    `sign` is +1 where more is better, -1 where less is.
    """

    indicator_id: str
    value: Decimal
    sign: int


@dataclass(frozen=True, slots=True)
class ReadinessMeasure:
    """A commune held against one bar; `lead` is a share of the communes' span, below 0 if short.

    `value` and `lead` None: the commune has no figure.
    """

    bar: PilotStart
    value: Decimal | None
    lead: Decimal | None

    @property
    def is_met(self) -> bool | None:
        """True when the commune has at least what the pilots started with."""
        return None if self.lead is None else self.lead >= 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """One commune's distance to the pilots' start, with its parts in the order of the bars."""

    unit_id: str
    parts: tuple[ReadinessMeasure, ...]

    @property
    def known(self) -> int:
        """Number of parts with a figure."""
        return len(self._leads)

    @property
    def met(self) -> int:
        """Number of parts at or above the pilots' start."""
        return sum(lead >= 0 for lead in self._leads)

    @property
    def distance(self) -> Decimal | None:
        """Signed distance, a share of the communes' span; None without figures.

        Below 0: the mean shortfall over the known parts. Else none is short: the mean lead.
        """
        shortfall = _mean([min(Decimal(0), lead) for lead in self._leads])
        return shortfall or self.lead

    @property
    def lead(self) -> Decimal | None:
        """Mean lead over the known parts, short ones included; None without figures."""
        return _mean(self._leads)

    @property
    def _leads(self) -> list[Decimal]:
        return [part.lead for part in self.parts if part.lead is not None]


def readiness(
    units: Mapping[str, Mapping[str, Decimal]], bars: Iterable[PilotStart]
) -> tuple[Readiness, ...]:
    """Rank communes by readiness, the readiest first.

    `units` holds each commune's values by indicator. A commune with fewer known parts comes
    after those with more: what is not known is not ready.
    """
    held = tuple(bars)
    spans = {bar.indicator_id: _span(units, bar) for bar in held}
    found = [
        Readiness(unit_id, tuple(_part(bar, values, spans) for bar in held))
        for unit_id, values in units.items()
    ]
    return tuple(sorted(found, key=_order))


def _order(one: Readiness) -> tuple[int, Decimal, Decimal, str]:
    zero = Decimal(0)
    return -one.known, -(one.distance or zero), -(one.lead or zero), one.unit_id


def _part(
    bar: PilotStart, values: Mapping[str, Decimal], spans: Mapping[str, Decimal]
) -> ReadinessMeasure:
    value = values.get(bar.indicator_id)
    if value is None:
        return ReadinessMeasure(bar, None, None)
    return ReadinessMeasure(bar, value, bar.sign * (value - bar.value) / spans[bar.indicator_id])


def _span(units: Mapping[str, Mapping[str, Decimal]], bar: PilotStart) -> Decimal:
    """Width of the communes' values and the bar; 1 when all are equal."""
    known = [values[bar.indicator_id] for values in units.values() if bar.indicator_id in values]
    known.append(bar.value)
    return (max(known) - min(known)) or Decimal(1)


def _mean(leads: Sequence[Decimal]) -> Decimal | None:
    return sum(leads, Decimal(0)) / len(leads) if leads else None
