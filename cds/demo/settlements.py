"""The places that report, with what makes them early or late: people, density, distance."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue

NOMINAL_POPULATION = 8000.0  # of a commune the census says nothing about
PEOPLE_PER_HOUSEHOLD = 3.5
DENSITY_PART, NEARNESS_PART, TYPE_PART = 0.45, 0.35, 0.2


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


@dataclass(frozen=True)
class _Place:
    unit: AdminUnit
    facts: UnitFacts

    @cached_property
    def population(self) -> float:
        return float(self.facts.population or NOMINAL_POPULATION)

    @cached_property
    def households(self) -> float:
        return float(self.facts.households or self.population / PEOPLE_PER_HOUSEHOLD)

    @cached_property
    def density(self) -> float:
        """People per square kilometre; 0 when the area is unknown."""
        area = self.facts.area_km2
        return self.population / float(area) if area else 0.0

    def distance(self, other: "_Place") -> float:
        """Degrees between the centroids; 0 when one is unknown."""
        here, there = self.facts, other.facts
        if here.latitude is None or there.latitude is None:
            return 0.0
        east = (here.longitude or 0.0) - (there.longitude or 0.0)
        return math.hypot(
            here.latitude - there.latitude, east * math.cos(math.radians(here.latitude))
        )


def settlements(
    catalogue: Catalogue, vintage: Vintage, level: AdminLevel
) -> tuple[Settlement, ...]:
    """Return the home province's units of a level in that vintage, by code."""
    communes = catalogue.descendants(catalogue.home, vintage, AdminLevel.COMMUNE)
    places = [_Place(unit, _facts(catalogue, vintage, unit)) for unit in communes]
    advantages = _advantages(places)
    pilots = {pilot.unit_id: pilot.submitted_on for pilot in catalogue.pilots}
    found = tuple(
        Settlement(
            unit=place.unit,
            households=place.households,
            population=place.population,
            advantage=advantage,
            ancestors=_ancestors(vintage, place.unit.unit_id),
            pilot_from=pilots.get(place.unit.unit_id),
        )
        for place, advantage in zip(places, advantages, strict=True)
    )
    if level is AdminLevel.COMMUNE:
        return found
    above = catalogue.descendants(catalogue.home, vintage, level)
    return tuple(_gathered(vintage, unit, found) for unit in above)


def _gathered(vintage: Vintage, unit: AdminUnit, communes: Iterable[Settlement]) -> Settlement:
    parts = [part for part in communes if unit.unit_id in part.ancestors]
    population = sum(part.population for part in parts)
    weighted = sum(part.advantage * part.population for part in parts)
    return Settlement(
        unit=unit,
        households=sum(part.households for part in parts),
        population=population,
        advantage=weighted / population if population else 0.0,
        ancestors=_ancestors(vintage, unit.unit_id),
    )


def _ancestors(vintage: Vintage, unit_id: str) -> tuple[str, ...]:
    parent = vintage.parents.get(unit_id)
    return (parent, *_ancestors(vintage, parent)) if parent else ()


def _facts(catalogue: Catalogue, vintage: Vintage, unit: AdminUnit) -> UnitFacts:
    """Facts of that vintage, else of another one, else the sum over what the unit is made of."""
    for known in (vintage, *reversed(catalogue.vintages)):
        facts = known.facts.get(unit.unit_id)
        if facts is not None and facts.population is not None:
            return facts
    parts = [
        (_facts(catalogue, vintage, catalogue.units[change.from_unit_id]), change.share)
        for change in catalogue.changes
        if change.to_unit_id == unit.unit_id and change.from_unit_id != unit.unit_id
    ]
    return _summed([(facts, 1.0 if share is None else float(share)) for facts, share in parts])


def _summed(parts: Sequence[tuple[UnitFacts, float]]) -> UnitFacts:
    if not parts:
        return UnitFacts()
    largest = max(parts, key=lambda part: (part[0].population or 0, part[1]))[0]
    return UnitFacts(
        households=_total([(facts.households, share) for facts, share in parts]),
        population=_total([(facts.population, share) for facts, share in parts]),
        area_km2=_total([(facts.area_km2, share) for facts, share in parts]),
        latitude=largest.latitude,
        longitude=largest.longitude,
        is_estimate=True,
    )


def _total(parts: Sequence[tuple[Decimal | None, float]]) -> Decimal | None:
    known = [value * Decimal(share) for value, share in parts if value is not None]
    return sum(known, Decimal(0)) if known else None


def _advantages(places: Sequence[_Place]) -> list[float]:
    """Rank by density, by nearness to the densest place, and by the kind of unit."""
    if not places:
        return []
    densest = max(places, key=lambda place: (place.density, place.unit.code))
    density = _ranks([place.density for place in places])
    nearness = _ranks([-place.distance(densest) for place in places])
    types = _type_densities(places)
    kind = _ranks([types[place.unit.type_name] for place in places])
    return [
        2 * (DENSITY_PART * d + NEARNESS_PART * n + TYPE_PART * k) - 1
        for d, n, k in zip(density, nearness, kind, strict=True)
    ]


def _type_densities(places: Sequence[_Place]) -> dict[str, float]:
    kinds = {place.unit.type_name for place in places}
    members = {kind: [p.density for p in places if p.unit.type_name == kind] for kind in kinds}
    return {kind: sum(values) / len(values) for kind, values in members.items()}


def _ranks(values: Sequence[float]) -> list[float]:
    """Position of each value among all, 0 lowest to 1 highest; equal values rank equal."""
    order = sorted(set(values))
    position = {value: index / max(1, len(order) - 1) for index, value in enumerate(order)}
    return [position[value] for value in values]
