"""The figures of a view worked out a second time, in the plainest way: one figure after another.

Follows methods, section 1, with lists and loops; nothing here is shared with the queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Indicator
from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import Period

Key = tuple[str, str, Period]
RANKS = ("reported", "provisional", "estimated", "demo")
DEPTHS = ("nation", "province", "district", "commune")


@dataclass(frozen=True)
class Sums:
    """What some units add up to; `missing` None when that of any unit is unknown.

    `households` are those known to have reported and to be missing, and whether all of the
    missing ones are known.
    """

    numerator: Decimal | None
    denominator: Decimal | None
    total: Decimal | None
    reported: int
    expected: int
    missing: Decimal | None
    households: tuple[Decimal, Decimal, bool]
    is_weighted: bool
    rank: int
    demo: int


@dataclass(frozen=True)
class Figure:
    """What a view must show for one indicator, unit and period."""

    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    origin: str
    status: str
    reported: int
    expected: int
    completeness: Decimal | None
    low: Decimal | None
    high: Decimal | None
    parts: Decimal | None
    demo: int


def current_figures(snapshots: Iterable[Sequence[Observation]]) -> Mapping[Key, Observation]:
    """The figure that counts for each key: snapshots oldest first, real ones before demo."""
    found: dict[Key, Observation] = {}
    for observations in snapshots:
        for one in observations:
            key = one.indicator_id, one.unit_id, one.period
            is_demo = one.status is ObservationStatus.DEMO
            if not (is_demo and key in found and found[key].status is not ObservationStatus.DEMO):
                found[key] = one
    return found


class Naive:
    """Answers for one set of current figures."""

    def __init__(self, catalogue: Catalogue, current: Mapping[Key, Observation]) -> None:
        self.catalogue, self.current = catalogue, current

    def figures(self) -> Mapping[Key, Figure]:
        """Every figure that can be shown, own or added up."""
        periods = {key[2] for key in self.current}
        found = {}
        for indicator in self.catalogue.indicators.values():
            for unit in self.catalogue.units.values():
                for period in periods:
                    figure = self.figure(indicator, unit, period)
                    if figure:
                        found[indicator.indicator_id, unit.unit_id, period] = figure
        return found

    def figure(self, indicator: Indicator, unit: AdminUnit, period: Period) -> Figure | None:
        own = self.current.get((indicator.indicator_id, unit.unit_id, period))
        own_value = None if own is None else value_of(indicator, own)
        sums = self.sums(indicator, unit, period)
        below = None if sums is None else as_figure(sums)
        if own is None or own_value is None:
            return below
        is_demo = own.status is ObservationStatus.DEMO
        if is_demo and below and below.status != "demo":
            return below
        parts = below.value if below and (is_demo or below.status != "demo") else None
        is_counted = own.numerator is not None and own.denominator is not None
        complete = Decimal(1) if is_counted or not indicator.is_share else None
        return Figure(
            own_value, own.numerator, own.denominator, "own", own.status.value, 1, 1, complete,
            None, None, parts, 0,
        )  # fmt: skip

    def sums(self, indicator: Indicator, unit: AdminUnit, period: Period) -> Sums | None:
        """What the units directly below add up to; None when none of them has anything."""
        if indicator.aggregation is Aggregation.NONE or not unit.overlaps(period):
            return None
        level = max((level.value for level in indicator.levels), key=DEPTHS.index)
        if level not in ("commune", "district"):
            return None
        vintage = self.catalogue.vintage_for(unit, period)
        children = [
            child
            for child in self.catalogue.children(unit, vintage)
            if self.members(indicator, child, vintage, level)
        ]
        parts = [self.part(indicator, child, period, vintage, level) for child in children]
        return added(indicator, parts) if any(part.reported for part in parts) else None

    def part(
        self, indicator: Indicator, unit: AdminUnit, period: Period, vintage: Vintage, level: str
    ) -> Sums:
        """A unit's contribution: real before demo; own counts, then its parts, then its share."""
        members = self.members(indicator, unit, vintage, level)
        facts = [self.catalogue.facts(member, vintage) for member in members]
        homes = whole(fact.households for fact in facts)
        known = known_sum(fact.households for fact in facts) or Decimal(0)
        weight = {
            "households": homes,
            "population": whole(fact.population for fact in facts),
            "communes": Decimal(len(members)),
            None: None,
        }[weighed_by(indicator)]
        own = self.own_part(indicator, unit, period, weight, len(members), known)
        below = self.sums(indicator, unit, period)
        offers = [offer for offer in (own, below) if offer]
        if not offers:
            households = (Decimal(0), known, homes is not None)
            return Sums(None, None, None, 0, len(members), weight, households, False, 0, 0)
        return min(
            offers,
            key=lambda offer: (
                offer.rank == RANKS.index("demo"),
                1 if offer is below else 2 if offer.is_weighted else 0,
            ),
        )

    def members(
        self, indicator: Indicator, unit: AdminUnit, vintage: Vintage, level: str
    ) -> list[AdminUnit]:
        """The units below a unit that are to report."""
        pilots = [pilot.unit_id for pilot in self.catalogue.pilots]
        return [
            member
            for member in self.catalogue.descendants(unit, vintage, AdminLevel(level))
            if not indicator.is_pilot_only or member.unit_id in pilots
        ]

    def own_part(
        self,
        indicator: Indicator,
        unit: AdminUnit,
        period: Period,
        weight: Decimal | None,
        members: int,
        homes: Decimal,
    ) -> Sums | None:
        one = self.current.get((indicator.indicator_id, unit.unit_id, period))
        if one is None:
            return None
        rank, households = RANKS.index(one.status.value), (homes, Decimal(0), True)
        demo = members if one.status is ObservationStatus.DEMO else 0
        if not indicator.is_share:
            total = one.value if one.value is not None else one.numerator
            if total is None:
                return None
            return Sums(
                None, None, total, members, members, Decimal(0), households, False, rank, demo
            )
        numerator, denominator, is_weighted = one.numerator, one.denominator, False
        if numerator is None or denominator is None:
            if one.value is None or weight is None:
                return None
            numerator, denominator = one.value * weight / 100, weight
            is_weighted = not (weighed_by(indicator) == "communes" and members == 1)
        return Sums(
            numerator, denominator, None, members, members, Decimal(0), households, is_weighted,
            rank, demo,
        )  # fmt: skip


def value_of(indicator: Indicator, one: Observation) -> Decimal | None:
    if indicator.is_share:
        if one.numerator is not None and one.denominator is not None:
            return 100 * one.numerator / one.denominator if one.denominator else None
        return one.value
    return one.value if one.value is not None else one.numerator


def weighed_by(indicator: Indicator) -> str | None:
    if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
        return "communes"
    return indicator.weight.value if indicator.weight else None


def whole(counts: Iterable[Decimal | None]) -> Decimal | None:
    known = list(counts)
    return None if None in known else sum(known, Decimal(0))


def known_sum(counts: Iterable[Decimal | None]) -> Decimal | None:
    known = [count for count in counts if count is not None]
    return sum(known, Decimal(0)) if known else None


def added(indicator: Indicator, parts: Sequence[Sums]) -> Sums:
    counted = [part for part in parts if part.reported]
    return Sums(
        known_sum(part.numerator for part in counted),
        known_sum(part.denominator for part in counted),
        known_sum(part.total for part in counted),
        sum(part.reported for part in parts),
        sum(part.expected for part in parts),
        whole(part.missing for part in parts),
        (
            sum((part.households[0] for part in parts), Decimal(0)),
            sum((part.households[1] for part in parts), Decimal(0)),
            all(part.households[2] for part in parts),
        ),
        any(part.is_weighted for part in counted),
        max(part.rank for part in counted),
        sum(part.demo for part in counted),
    )


def as_figure(sums: Sums) -> Figure | None:
    value = sums.total
    if value is None and sums.denominator:
        value = 100 * sums.numerator / sums.denominator
    if value is None:
        return None
    missing = missing_denominator(sums)
    low = high = None
    if sums.total is not None:
        low, high = value, value if sums.reported == sums.expected else None
    elif missing is not None:
        low = 100 * sums.numerator / (sums.denominator + missing)
        high = 100 * (sums.numerator + missing) / (sums.denominator + missing)
    return Figure(
        value, sums.numerator, sums.denominator,
        "weighted" if sums.is_weighted else "rolled_up", RANKS[sums.rank],
        sums.reported, sums.expected, completeness(sums, missing), low, high, None, sums.demo,
    )  # fmt: skip


def missing_denominator(sums: Sums) -> Decimal | None:
    if sums.reported == sums.expected:
        return Decimal(0)
    if sums.missing is not None:
        return sums.missing
    have, lack, is_known = sums.households
    if sums.denominator is None or not have or not is_known:
        return None
    return sums.denominator * lack / have


def completeness(sums: Sums, missing: Decimal | None) -> Decimal:
    units = Decimal(sums.reported) / sums.expected
    if sums.reported == sums.expected:
        return Decimal(1)
    if sums.denominator and missing is not None:
        return sums.denominator / (sums.denominator + missing)
    have, lack, is_known = sums.households
    if not have:
        return units
    homes = have / (have + lack)
    return homes if is_known else min(homes, units)
