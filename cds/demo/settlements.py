"""The communes that report, with what makes them early or late: people, density, distance."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue

NOMINAL_POPULATION = 8000.0  # of a commune the census says nothing about
PEOPLE_PER_HOUSEHOLD = 3.5
DENSITY_WEIGHT, NEARNESS_WEIGHT, TYPE_WEIGHT = 0.45, 0.35, 0.2


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
    facts = [_facts(catalogue, vintage, unit) for unit in units]
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
    above = catalogue.descendants(catalogue.home, vintage, level)
    return tuple(_gathered(vintage, unit, communes) for unit in above)


def _gathered(vintage: Vintage, unit: AdminUnit, communes: Iterable[Settlement]) -> Settlement:
    inside = [commune for commune in communes if unit.unit_id in commune.ancestors]
    population = sum(commune.population for commune in inside)
    weighted = sum(commune.advantage * commune.population for commune in inside)
    return Settlement(
        unit=unit,
        households=sum(commune.households for commune in inside),
        population=population,
        advantage=weighted / population if population else 0.0,
        ancestors=vintage.ancestors(unit.unit_id),
    )


def _facts(catalogue: Catalogue, vintage: Vintage, unit: AdminUnit) -> UnitFacts:
    """Facts of that vintage, else of another one, else the sum over what the unit is made of."""
    for known in (vintage, *reversed(catalogue.vintages)):
        facts = known.facts.get(unit.unit_id)
        if facts is not None and facts.population is not None:
            return facts
    sources = [
        (_facts(catalogue, vintage, catalogue.units[change.from_unit_id]), change.share)
        for change in catalogue.changes
        if change.to_unit_id == unit.unit_id and change.from_unit_id != unit.unit_id
    ]
    shares = [1.0 if share is None else float(share) for _, share in sources]
    parts = [facts for facts, _ in sources]
    if not parts:
        return UnitFacts()

    def total(values: Iterable[Decimal | None]) -> Decimal | None:
        known = [v * Decimal(s) for v, s in zip(values, shares, strict=True) if v is not None]
        return sum(known, Decimal(0)) if known else None

    sizes = [(facts.population or 0, share) for facts, share in zip(parts, shares, strict=True)]
    largest = parts[sizes.index(max(sizes))]
    return UnitFacts(
        households=total(facts.households for facts in parts),
        population=total(facts.population for facts in parts),
        area_km2=total(facts.area_km2 for facts in parts),
        latitude=largest.latitude,
        longitude=largest.longitude,
    )


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
