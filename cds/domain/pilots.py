"""Did a pilot make a difference? Matched communes and difference in differences.

Rules: methods, section 7. An effect is never one bare number: it keeps the matched communes, each
with its own change, and the spread of the effect against every one of them.
"""

from collections.abc import Iterable, Sequence
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


def matched(
    pilot: CommuneBefore, pool: Iterable[CommuneBefore], nearest: int = NEAREST
) -> tuple[MatchedCommune, ...]:
    """Return the communes of the pilot's type most like it, those of its district first.

    Likeness is nearness in households and in the value before. Communes of unknown size or
    value cannot be matched; without the pilot's own there is no match at all.
    """
    alike = [one for one in pool if one.type_name == pilot.type_name and _is_known(one)]
    alike = [one for one in alike if one.unit_id != pilot.unit_id]
    if not _is_known(pilot) or not alike:
        return ()
    spans = [_span([_facts(one)[axis] for one in (pilot, *alike)]) for axis in (0, 1)]
    found = [_match(pilot, one, spans) for one in alike]
    found.sort(key=lambda match: (not match.is_same_district, match.distance, match.unit_id))
    return tuple(found[:nearest])


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


def _is_known(commune: CommuneBefore) -> bool:
    return commune.households is not None and commune.before is not None


def _facts(commune: CommuneBefore) -> tuple[Decimal, Decimal]:
    return commune.households or Decimal(0), commune.before or Decimal(0)


def _span(values: Sequence[Decimal]) -> Decimal:
    """Width of the values; 1 when all are equal, so that equal stays at distance 0."""
    return (max(values) - min(values)) or Decimal(1)


def _match(pilot: CommuneBefore, other: CommuneBefore, spans: Sequence[Decimal]) -> MatchedCommune:
    distances = [
        abs(there - here) / span
        for here, there, span in zip(_facts(pilot), _facts(other), spans, strict=True)
    ]
    is_near = pilot.district_id is not None and pilot.district_id == other.district_id
    return MatchedCommune(other.unit_id, is_near, distances[0], distances[1])
