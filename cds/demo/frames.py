"""The quarters of a run with the places valid at their ends, and what moves their figures."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from cds.demo.curves import Anchor, Knot, quarter_time
from cds.demo.profiles import Profile
from cds.demo.settlements import Settlement, settlements
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Accumulation, Direction, Indicator, Weight
from cds.domain.periods import Period, PeriodKind, period_of

GROWTH_PER_QUARTER = 0.003  # of households and population since the first quarter
_PERSISTENT, _PASSING = 0.35, 0.05  # standard deviations of a unit's own luck, in logits
_DIP_CHANCE, _DIP = 0.012, 0.5
_SWING = 0.025  # of the province as a whole
_SILENT_CHANCE = 0.02


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter: its place in the run from 0, and the units valid at its end."""

    index: int
    period: Period
    places: tuple[Settlement, ...]

    @property
    def time(self) -> float:
        """Its end on the axis of `curves`."""
        return self.index + 1.0


@dataclass(frozen=True, slots=True)
class Luck:
    """What chance gives a unit: for good, and quarter by quarter (logits); when it is silent."""

    lasting: float
    passing: tuple[float, ...]
    silent: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRun:
    """All that the figures of one indicator follow from.

    `basis`: figures by unit and quarter of which the denominators are a share; empty: they are a
    share of the census. `closed`: units by quarter in which nothing can be there yet.
    """

    indicator: Indicator
    profile: Profile
    frames: tuple[Quarter, ...]
    home_id: str
    anchors: tuple[Anchor, ...]
    seed: int
    basis: Mapping[tuple[str, int], int] = field(default_factory=dict)
    closed: frozenset[tuple[str, int]] = frozenset()

    @property
    def anchored(self) -> frozenset[int]:
        """Indexes of the quarters whose sum is given."""
        ends = {frame.period.end: frame.index for frame in self.frames}
        return frozenset(ends[a.period.end] for a in self.anchors if a.period.end in ends)

    def knots(self, unit_id: str) -> tuple[Knot, ...]:
        """Return the given values of a unit, in the indicator's unit, oldest first."""
        first = self.frames[0].period
        return tuple(
            (quarter_time(anchor.period, first), float(anchor.value))
            for anchor in self.anchors
            if anchor.unit_id == unit_id
        )

    def is_better(self, one: float, other: float) -> bool:
        """Return whether the first value is strictly better than the second."""
        return (one - other) * self.indicator.direction.sign > 0

    def luck(self, place: Settlement) -> Luck:
        """Return the unit's luck; the same for the same seed, indicator and unit."""
        return _luck(self.seed, self.indicator.indicator_id, place.unit.unit_id, len(self.frames))

    def wiggle(self, index: int) -> float:
        """Return the province's own small swing in a quarter: logits, or logarithms."""
        chance = random.Random(f"{self.seed}|{self.indicator.indicator_id}|{index}")  # noqa: S311
        return chance.gauss(0, _SWING)

    def leaning(self, place: Settlement, index: int) -> float:
        """Return how far a unit stands above the mean in that quarter: logits, or logarithms."""
        luck = self.luck(place)
        leaning = self.profile.spread * place.advantage + luck.lasting + luck.passing[index]
        return self.indicator.direction.sign * (leaning + self._pilot_lead(place, index))

    def _pilot_lead(self, place: Settlement, index: int) -> float:
        if place.pilot_from is None or self.indicator.direction is Direction.CONTEXT:
            return 0.0
        days = (self.frames[index].period.end - place.pilot_from).days
        return 0.6 * min(1.0, max(0.0, days / 365))

    def base(self, place: Settlement, index: int) -> float:
        """Return the denominator, or full count, of a unit in a quarter."""
        profile = self.profile
        if self.basis:
            return self.basis[place.unit.unit_id, index] * profile.per_1000 / 1000
        known = place.households if profile.basis is Weight.HOUSEHOLDS else place.population
        grown = known * profile.per_1000 / 1000 * (1 + GROWTH_PER_QUARTER) ** index
        if self.indicator.accumulation is Accumulation.STOCK:
            return grown
        return grown * (1 + max(-0.2, self.luck(place).passing[index]))


def frames_of(
    catalogue: Catalogue, first: Period, last: Period, level: AdminLevel
) -> tuple[Quarter, ...]:
    """Return the quarters from first to last in which the home province exists, with its units."""
    valid = [
        quarter for quarter in _quarters(first, last) if catalogue.home.is_valid_on(quarter.end)
    ]
    vintages = [catalogue.vintage_on(quarter.end) for quarter in valid]
    known = {
        v.name: settlements(catalogue, v, level) for v in {v.name: v for v in vintages}.values()
    }
    return tuple(
        Quarter(index, period, known[vintage.name])
        for index, (period, vintage) in enumerate(zip(valid, vintages, strict=True))
    )


def limited_to_pilots(frames: Iterable[Quarter]) -> tuple[Quarter, ...]:
    """Return the same quarters with the pilot units alone."""
    return tuple(
        Quarter(f.index, f.period, tuple(p for p in f.places if p.pilot_from)) for f in frames
    )


def by_index(anchors: Sequence[Anchor], frames: Sequence[Quarter]) -> Mapping[int, Anchor]:
    """Return the anchors that end with a quarter, by its index; the longer period wins."""
    ends = {frame.period.end: frame.index for frame in frames}
    ordered = sorted(anchors, key=lambda anchor: anchor.period)
    return {ends[a.period.end]: a for a in ordered if a.period.end in ends}


def _quarters(first: Period, last: Period) -> list[Period]:
    quarters = [period_of(PeriodKind.QUARTER, first.start)]
    while quarters[-1].end < last.end:
        quarters.append(period_of(PeriodKind.QUARTER, quarters[-1].end + timedelta(days=1)))
    return quarters


@lru_cache(maxsize=1024)
def _luck(seed: int, indicator_id: str, unit_id: str, quarters: int) -> Luck:
    chance = random.Random(f"{seed}|{indicator_id}|{unit_id}")  # noqa: S311 - figures, not secrets
    lasting = chance.gauss(0, _PERSISTENT)
    passing, silent = [], []
    for _ in range(quarters):
        dip = _DIP if chance.random() < _DIP_CHANCE else 0.0
        passing.append(chance.gauss(0, _PASSING) - dip)
        silent.append(chance.random() < _SILENT_CHANCE)
    return Luck(lasting, tuple(passing), tuple(silent))
