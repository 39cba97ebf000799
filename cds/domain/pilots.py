"""Did a pilot make a difference, and which communes could follow it next?

Rules: methods, section 7. An effect is never one bare number: it keeps the matched communes, each
with its own change, and the spread of the effect against every one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.domain.observations import Contribution, roll_up

NEAREST = 5  # methods, section 7


@dataclass(frozen=True, slots=True)
class CommuneBefore:
    """A commune as it stood before the pilot; `before` is its value of the indicator then."""

    unit_id: str
    type_name: str
    district_id: str | None
    households: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class MatchedCommune:
    """A commune like the pilot. Distances are shares of the span in the pool: 0 means equal."""

    unit_id: str
    is_same_district: bool
    households_distance: Decimal
    before_distance: Decimal

    @property
    def distance(self) -> Decimal:
        """Both parts added, 0 to 2."""
        return self.households_distance + self.before_distance


@dataclass(frozen=True, slots=True)
class PilotFigures:
    """What one unit reported before the pilot and after it."""

    unit_id: str
    before: Contribution
    after: Contribution


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A value before and after, in the indicator's unit; `unit_id` None for a group."""

    unit_id: str | None
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """After less before (percentage points for shares)."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """Difference in differences. `together` None: the matched communes cannot be added up."""

    pilot: BeforeAfter
    peers: tuple[BeforeAfter, ...]
    together: BeforeAfter | None

    @property
    def value(self) -> Decimal | None:
        """The pilot's change less that of the matched communes together."""
        return None if self.together is None else self.pilot.change - self.together.change

    @property
    def spread(self) -> tuple[Decimal, Decimal] | None:
        """Smallest and largest effect against one matched commune; None without any."""
        against = [self.pilot.change - peer.change for peer in self.peers]
        return (min(against), max(against)) if against else None


def matched(pilot: CommuneBefore, pool: Iterable[CommuneBefore]) -> tuple[MatchedCommune, ...]:
    """Return the communes of the pilot's type most like it, those of its district first.

    Likeness is nearness in households and in the value before. Communes of unknown size or
    value cannot be matched; without the pilot's own there is no match at all.
    """
    if pilot.households is None or pilot.before is None:
        return ()
    alike = [
        (other, other.households, other.before)
        for other in pool
        if other.type_name == pilot.type_name
        and other.unit_id != pilot.unit_id
        and other.households is not None
        and other.before is not None
    ]
    size_span = _span([pilot.households, *(size for _, size, _ in alike)])
    value_span = _span([pilot.before, *(value for _, _, value in alike)])
    matches = [
        MatchedCommune(
            other.unit_id,
            pilot.district_id is not None and pilot.district_id == other.district_id,
            abs(size - pilot.households) / size_span,
            abs(value - pilot.before) / value_span,
        )
        for other, size, value in alike
    ]
    matches.sort(key=lambda match: (not match.is_same_district, match.distance, match.unit_id))
    return tuple(matches[:NEAREST])


def effect(pilot: PilotFigures, peers: Sequence[PilotFigures], *, is_sum: bool) -> Effect | None:
    """Compare the pilot's change with that of its matched communes.

    The communes' counts are added before the percentage is taken; figures that are no share
    (`is_sum`) are added and divided by the number of communes. None when the pilot has no value
    before or after.
    """
    own = _move(pilot.unit_id, (pilot,), is_sum=is_sum)
    if own is None:
        return None
    each = [(peer, _move(peer.unit_id, (peer,), is_sum=is_sum)) for peer in peers]
    whole = tuple(peer for peer, move in each if move is not None)
    return Effect(
        pilot=own,
        peers=tuple(move for _, move in each if move is not None),
        together=_move(None, whole, is_sum=is_sum),
    )


def _move(
    unit_id: str | None, units: Sequence[PilotFigures], *, is_sum: bool
) -> BeforeAfter | None:
    """Before and after of some units together; None unless all of them have both."""
    before = _value([unit.before for unit in units], is_sum=is_sum)
    after = _value([unit.after for unit in units], is_sum=is_sum)
    return None if before is None or after is None else BeforeAfter(unit_id, before, after)


def _value(parts: Sequence[Contribution], *, is_sum: bool) -> Decimal | None:
    if len(parts) == 1:
        return parts[0].value
    added = roll_up(tuple(parts), is_sum=is_sum)
    if added.value is None or added.units_reported < added.units_expected:
        return None
    return added.value / len(parts) if is_sum else added.value


def _span(values: Sequence[Decimal]) -> Decimal:
    """Width of the values; 1 when all are equal, so that equal stays at distance 0."""
    return (max(values) - min(values)) or Decimal(1)


# Which communes could follow the pilots next: distance to where the pilots started from, signed.
# A commune short in any indicator stands below 0 by what it lacks, and no lead in another pays for
# that; a commune short in none stands above 0 by its lead. Of two that lack the same the one
# further ahead comes first.


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
    """A commune held against one start; `lead` is a share of the communes' span, below 0 if short.

    `value` and `lead` None: the commune has no figure.
    """

    start: PilotStart
    value: Decimal | None
    lead: Decimal | None

    @property
    def is_met(self) -> bool | None:
        """True when the commune has at least what the pilots started with."""
        return None if self.lead is None else self.lead >= 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """One commune's distance to the pilots' start, with its measures in the order of the starts."""

    unit_id: str
    measures: tuple[ReadinessMeasure, ...]

    @property
    def known(self) -> int:
        """Number of measures with a figure."""
        return len(self._leads)

    @property
    def met(self) -> int:
        """Number of measures at or above the pilots' start."""
        return sum(lead >= 0 for lead in self._leads)

    @property
    def distance(self) -> Decimal | None:
        """Signed distance, a share of the communes' span; None without figures.

        Below 0: the mean shortfall over the known measures. Else none is short: the mean lead.
        """
        shortfall = _mean([min(Decimal(0), lead) for lead in self._leads])
        return shortfall or self.lead

    @property
    def lead(self) -> Decimal | None:
        """Mean lead over the known measures, short ones included; None without figures."""
        return _mean(self._leads)

    @property
    def _leads(self) -> list[Decimal]:
        return [each.lead for each in self.measures if each.lead is not None]


def readiness(
    units: Mapping[str, Mapping[str, Decimal]], starts: Iterable[PilotStart]
) -> tuple[Readiness, ...]:
    """Rank communes by readiness, the readiest first.

    `units` holds each commune's values by indicator. A commune with fewer known indicators comes
    after those with more: what is not known is not ready.
    """
    measures: dict[str, list[ReadinessMeasure]] = {unit_id: [] for unit_id in units}
    for start in starts:
        values = {unit_id: known.get(start.indicator_id) for unit_id, known in units.items()}
        span = _span([start.value, *(value for value in values.values() if value is not None)])
        for unit_id, value in values.items():
            lead = None if value is None else start.sign * (value - start.value) / span
            measures[unit_id].append(ReadinessMeasure(start, value, lead))
    zero = Decimal(0)
    return tuple(
        sorted(
            (Readiness(unit_id, tuple(each)) for unit_id, each in measures.items()),
            key=lambda r: (-r.known, -(r.distance or zero), -(r.lead or zero), r.unit_id),
        )
    )


def _mean(leads: Sequence[Decimal]) -> Decimal | None:
    return sum(leads, Decimal(0)) / len(leads) if leads else None
