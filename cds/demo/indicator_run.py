"""All that the figures of one indicator follow from: shape, quarters, settlements and chance."""

import math
import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import Accumulation, Direction, Indicator, Weight
from cds.domain.issues import ReferenceFault
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.domain.targets import Target
from cds.store.reference.tables import ReferenceReader, ReferenceRow, ReferenceTable, tables_of

PROFILES = "demo_profiles.csv"
DEFAULT_SPREAD = 0.9
DEFAULT_PER_1000 = 40.0
_GROWTH, _REST = 0.05, 0.4  # of a programme that goes on: of the level, of what is missing
Knot = tuple[float, float]  # time in quarters, value
NOMINAL_POPULATION = 8000.0  # of a commune the census says nothing about
PEOPLE_PER_HOUSEHOLD = 3.5
DENSITY_WEIGHT, NEARNESS_WEIGHT, TYPE_WEIGHT = 0.45, 0.35, 0.2
GROWTH_PER_QUARTER = 0.003  # of households and population since the first quarter
_PERSISTENT, _PASSING = 0.35, 0.05  # standard deviations of a unit's own luck, in logits
_DIP_CHANCE, _DIP = 0.012, 0.5
_SWING = 0.025  # of the province as a whole
_SILENT_CHANCE = 0.02


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published figure the generated ones must add up to, in the indicator's unit.

    `since` is the first day of what was counted where that is more than the period.
    """

    unit_id: str
    period: Period
    value: Decimal
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """The shape of one indicator's demonstration figures.

    `start` and `end` hold for the whole province in the first and last quarter: percent for
    shares, the figure itself for scores, percent of the full level for counts. `spread` is the
    distance between a favoured unit and the mean in logits (shares) or logarithms (counts).
    `per_1000` is the denominator, or the full count, per 1000 of the census fact `basis` (and
    quarter, if it flows); `share_of` names an indicator whose figures of a unit and quarter take
    the place of that fact. `only_where` names an indicator in which a unit is or is not: where it
    is not, no part of this one is there. Units named in `first`, and those below them, come before
    all others. `anchors`, which name no unit, take the place of the published figures of those
    periods.
    """

    start: float
    end: float
    spread: float = DEFAULT_SPREAD
    basis: Weight = Weight.POPULATION
    per_1000: float = DEFAULT_PER_1000
    is_yearly: bool = False
    share_of: str = ""
    only_where: str = ""
    first: frozenset[str] = frozenset()
    anchors: tuple[Anchor, ...] = ()

    def continued(self, indicator: Indicator) -> "Profile":
        """The shape of a programme that inherits this one: on from where it ends.

        Shares go part of the rest of the way, other figures a little on; anchors are another's.
        """
        end = self.end * (1 + _GROWTH * indicator.direction.sign)
        if indicator.is_share:
            best = 100.0 if indicator.direction is not Direction.LOWER_IS_BETTER else 0.0
            end = self.end + _REST * (best - self.end)
        elif indicator.maximum is not None:
            end = min(end, float(indicator.maximum))
        return replace(self, start=self.end, end=end, anchors=())


def read_profiles(home: Path, indicators: Collection[str]) -> Mapping[str, Profile]:
    """Return the profiles of a data home by indicator; none when it has no such file.

    Raises InconsistentReferenceError with all `problems` of the file.
    """
    reader = ReferenceReader(tables_of(home), {ReferenceFault.UNKNOWN_INDICATOR: indicators})
    found = reader.lines(_TABLE)
    if reader.found:
        raise InconsistentReferenceError("reference_inconsistent", problems=tuple(reader.found))
    return {row.text("indicator_id"): profile for row, profile in found}


def default_profile(indicator: Indicator, targets: tuple[Target, ...]) -> Profile:
    """Return a plausible shape for an indicator without a row: most of the way to its target."""
    choice = random.Random(indicator.indicator_id)  # noqa: S311 - a figure, not a secret
    goal = next((float(t.value) for t in targets if t.value is not None), 90.0)
    end = min(100.0, goal) * choice.uniform(0.85, 1.02)
    start = end * choice.uniform(0.25, 0.55)
    if indicator.direction is Direction.LOWER_IS_BETTER:
        start = min(end * 4, 60.0)
    per_1000 = 1000.0 if indicator.weight else DEFAULT_PER_1000
    return Profile(start, end, basis=indicator.weight or Weight.POPULATION, per_1000=per_1000)


def _anchors(row: ReferenceRow) -> Iterator[Anchor]:
    """Read `period=value;first..last=value`; a part that cannot be read is noted and left out."""
    for text in _parts(row, "anchors"):
        periods, _, value = text.partition("=")
        first, _, last = periods.partition("..")
        try:
            since = parse_period(first).start if last else None
            yield Anchor("", parse_period(last or first), Decimal(value), since)
        except (ValueError, ArithmeticError):
            row.fault(ReferenceFault.BAD_NUMBER, column="anchors", value=text)


_TABLE = ReferenceTable(
    PROFILES,
    Profile,
    key=("indicator_id",),
    called={"is_yearly": "frequency"},
    required=("start", "end", "spread", "basis", "per_1000"),
    extra=("share_of", "only_where", "first", "frequency", "anchors"),
    beside=("indicator_id",),
    refers_to={
        "indicator_id": ReferenceFault.UNKNOWN_INDICATOR,
        "share_of": ReferenceFault.UNKNOWN_INDICATOR,
        "only_where": ReferenceFault.UNKNOWN_INDICATOR,
    },
    derived={
        "is_yearly": lambda row: row.value("frequency", PeriodKind) is PeriodKind.YEAR,
        "first": lambda row: frozenset(_parts(row, "first")),
        "anchors": lambda row: tuple(_anchors(row)),
    },
    is_optional=True,
)


def _parts(row: ReferenceRow, column: str) -> Iterator[str]:
    return filter(None, row.text(column).split(";"))


@dataclass(frozen=True, slots=True)
class Settlement:
    """A reporting unit of one vintage.

    `advantage` runs from -1 (thinly peopled, far from the densest place) to 1 (its wards).
    `ancestors` are the ids of the units above. `pilot_from` None means not a pilot.
    """

    unit: AdminUnit
    households: float
    population: float
    advantage: float
    ancestors: tuple[str, ...]
    pilot_from: date | None = None

    @property
    def unit_id(self) -> str:
        """The key of its unit."""
        return self.unit.unit_id

    def is_within(self, unit_ids: Iterable[str]) -> bool:
        """True when it, or a unit above it, is one of those."""
        return not {self.unit_id, *self.ancestors}.isdisjoint(unit_ids)


def settlements(
    catalogue: Catalogue, vintage: Vintage, level: AdminLevel
) -> tuple[Settlement, ...]:
    """Return the home province's units of a level in that vintage, by code."""
    units = catalogue.descendants(catalogue.home, vintage, AdminLevel.COMMUNE)
    facts = [catalogue.facts(unit, vintage) for unit in units]
    populations = [float(known.population or NOMINAL_POPULATION) for known in facts]
    advantages = _advantages(units, facts, populations)
    pilots = {pilot.unit_id: pilot.submitted_on for pilot in catalogue.pilots}
    communes = tuple(
        Settlement(
            unit=unit,
            households=float(known.households or population / PEOPLE_PER_HOUSEHOLD),
            population=population,
            advantage=advantage,
            ancestors=vintage.ancestors(unit.unit_id),
            pilot_from=pilots.get(unit.unit_id),
        )
        for unit, known, population, advantage in zip(
            units, facts, populations, advantages, strict=True
        )
    )
    if level is AdminLevel.COMMUNE:
        return communes
    gathered = []
    for unit in catalogue.descendants(catalogue.home, vintage, level):
        inside = [commune for commune in communes if unit.unit_id in commune.ancestors]
        population = sum(commune.population for commune in inside)
        weighted = sum(commune.advantage * commune.population for commune in inside)
        whole = Settlement(
            unit=unit,
            households=sum(commune.households for commune in inside),
            population=population,
            advantage=weighted / population if population else 0.0,
            ancestors=vintage.ancestors(unit.unit_id),
        )
        gathered.append(whole)
    return tuple(gathered)


def _advantages(
    units: Sequence[AdminUnit], facts: Sequence[UnitFacts], populations: Sequence[float]
) -> list[float]:
    """Rank by density, by nearness to the densest commune, and by the kind of unit."""
    densities = [  # people per square kilometre; 0 when the area is unknown
        population / float(known.area_km2) if known.area_km2 else 0.0
        for known, population in zip(facts, populations, strict=True)
    ]
    by_type: dict[str, list[float]] = {}
    for unit, density in zip(units, densities, strict=True):
        by_type.setdefault(unit.type_name, []).append(density)
    means = {name: sum(values) / len(values) for name, values in by_type.items()}
    order = sorted(range(len(units)), key=lambda i: (densities[i], units[i].code))
    ranked = zip(
        _ranks(densities),
        _ranks([-_distance(known, facts[order[-1]]) for known in facts]),
        _ranks([means[unit.type_name] for unit in units]),
        strict=True,
    )
    return [
        2 * (DENSITY_WEIGHT * d + NEARNESS_WEIGHT * n + TYPE_WEIGHT * t) - 1 for d, n, t in ranked
    ]


def _distance(here: UnitFacts, there: UnitFacts) -> float:
    """Degrees between the centroids; 0 when one is unknown."""
    if here.latitude is None or there.latitude is None:
        return 0.0
    east = (here.longitude or 0.0) - (there.longitude or 0.0)
    return math.hypot(here.latitude - there.latitude, east * math.cos(math.radians(here.latitude)))


def _ranks(values: Sequence[float]) -> list[float]:
    """Position of each value among all, 0 lowest to 1 highest; equal values rank equal."""
    order = sorted(set(values))
    position = {value: index / max(1, len(order) - 1) for index, value in enumerate(order)}
    return [position[value] for value in values]


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter: its number in the run from 0, and the units valid at its end."""

    index: int
    period: Period
    settlements: tuple[Settlement, ...]

    @property
    def time(self) -> float:
        """Its end on the axis of the curves in `counts`."""
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
    quarters: tuple[Quarter, ...]
    home_id: str
    anchors: tuple[Anchor, ...]
    seed: int
    basis: Mapping[tuple[str, int], int] = field(default_factory=dict)
    closed: frozenset[tuple[str, int]] = frozenset()

    @property
    def end_time(self) -> float:
        """The end of the last quarter on the axis of the curves in `counts`."""
        return float(len(self.quarters))

    @property
    def anchored(self) -> frozenset[int]:
        """Indexes of the quarters whose sum is given."""
        ends = {anchor.period.end for anchor in self.anchors}
        return frozenset(q.index for q in self.quarters if q.period.end in ends)

    def given(self, unit_id: str) -> Mapping[int, Anchor]:
        """Return a unit's anchors that end with a quarter, by its index; the longer period wins."""
        ends = {quarter.period.end: quarter.index for quarter in self.quarters}
        ordered = sorted(self.anchors, key=lambda anchor: anchor.period)
        own = (a for a in ordered if a.unit_id == unit_id and a.period.end in ends)
        return {ends[anchor.period.end]: anchor for anchor in own}

    def knots(self, unit_id: str) -> tuple[Knot, ...]:
        """Return the given values of a unit, in the indicator's unit, oldest first."""
        own = (anchor for anchor in self.anchors if anchor.unit_id == unit_id)
        return tuple((self.time_of(anchor.period), float(anchor.value)) for anchor in own)

    def time_of(self, period: Period) -> float:
        """Return when a period ends, in quarters; 1.0 at the end of the first quarter."""
        return float((period.end_year - self.quarters[0].period.end_year) * 4) + 1

    def is_better(self, one: float, other: float) -> bool:
        """Return whether the first value is strictly better than the second."""
        return (one - other) * self.indicator.direction.sign > 0

    def luck(self, settlement: Settlement) -> Luck:
        """Return the unit's luck; the same for the same seed, indicator and unit."""
        quarters = len(self.quarters)
        return _luck(self.seed, self.indicator.indicator_id, settlement.unit_id, quarters)

    def wiggle(self, index: int) -> float:
        """Return the province's own small swing in a quarter: logits, or logarithms."""
        chance = random.Random(f"{self.seed}|{self.indicator.indicator_id}|{index}")  # noqa: S311
        return chance.gauss(0, _SWING)

    def leaning(self, settlement: Settlement, index: int) -> float:
        """Return how far a unit stands above the mean in that quarter: logits, or logarithms."""
        luck, lead = self.luck(settlement), 0.0
        if settlement.pilot_from and self.indicator.direction is not Direction.CONTEXT:
            days = (self.quarters[index].period.end - settlement.pilot_from).days
            lead = 0.6 * min(1.0, max(0.0, days / 365))
        leaning = self.profile.spread * settlement.advantage + luck.lasting + luck.passing[index]
        return self.indicator.direction.sign * (leaning + lead)

    def base(self, settlement: Settlement, index: int) -> float:
        """Return the denominator, or full count, of a unit in a quarter."""
        per_1000, households = self.profile.per_1000, self.profile.basis is Weight.HOUSEHOLDS
        if self.basis:
            return self.basis[settlement.unit_id, index] * per_1000 / 1000
        known = settlement.households if households else settlement.population
        grown = known * per_1000 / 1000 * (1 + GROWTH_PER_QUARTER) ** index
        if self.indicator.accumulation is Accumulation.STOCK:
            return grown
        return grown * (1 + max(-0.2, self.luck(settlement).passing[index]))


def quarters_of(
    catalogue: Catalogue, first: Period, last: Period, level: AdminLevel
) -> tuple[Quarter, ...]:
    """Return the quarters from first to last in which the home province exists, with its units."""
    quarters = [period_of(PeriodKind.QUARTER, first.start)]
    while quarters[-1].end < last.end:
        quarters.append(period_of(PeriodKind.QUARTER, quarters[-1].end + timedelta(days=1)))
    known: dict[str, tuple[Settlement, ...]] = {}
    run: list[Quarter] = []
    for quarter in quarters:
        if catalogue.home.is_valid_on(quarter.end):
            vintage = catalogue.vintage_on(quarter.end)
            if vintage.name not in known:
                known[vintage.name] = settlements(catalogue, vintage, level)
            run.append(Quarter(len(run), quarter, known[vintage.name]))
    return tuple(run)


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
