"""Who a unit is, where it lies, and whom it stands among."""

from collections.abc import Iterator
from datetime import date

from cds.charts.map_svg import locator
from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts
from cds.domain.catalogue import Catalogue
from cds.store.layers import found_layer
from cds.text.phrases import phrase
from cds.views.reader import Reader


def facts(catalogue: Catalogue, unit: AdminUnit) -> Iterator[str]:
    """Say who the unit is, one fact a line."""
    vintage = catalogue.last_vintage(unit)
    above = catalogue.parent(unit, vintage)
    key = "unit.code" if above else "unit.code_top"
    parent = above.name if above else None
    yield phrase(key, type=unit.type_name, code=unit.code, parent=parent)
    key = "unit.valid" if unit.valid_to else "unit.valid_now"
    yield phrase(key, first=unit.valid_from, last=unit.valid_to)
    yield from _reforms(catalogue, unit)
    if former := catalogue.former_district(unit):
        yield phrase("unit.former", district=former.name)
    if told := size(catalogue.facts(unit, vintage)):
        yield told
    yield phrase("unit.responsible", office=unit.responsible or phrase("unit.no_office"))


def size(known: UnitFacts) -> str | None:
    """Say how many live there and by what source; None where nobody knows."""
    if known.households is None or known.population is None:
        return None
    census = phrase("unit.census")
    households_source = known.households_source or census
    population_source = known.population_source or census
    key = "unit.size" if households_source == population_source else "unit.size_apart"
    counted = phrase(
        key,
        households=known.households,
        households_source=households_source,
        population=known.population,
        population_source=population_source,
    )
    if known.area_km2 is None:
        return counted
    return phrase("unit.size_area", size=counted, area=known.area_km2)


def _reforms(catalogue: Catalogue, unit: AdminUnit) -> Iterator[str]:
    """What the unit was made of, and what became of it."""
    was: dict[date, list[str]] = {}
    became: dict[date, list[str]] = {}
    for change in catalogue.changes:
        if change.from_unit_id == change.to_unit_id:
            continue
        for own, other, found in (
            (change.to_unit_id, change.from_unit_id, was),
            (change.from_unit_id, change.to_unit_id, became),
        ):
            if own == unit.unit_id:
                named = catalogue.units[other]
                found.setdefault(change.effective_on, []).append(f"{named.name} ({named.code})")
    for key, found in (("unit.was", was), ("unit.became", became)):
        for day, names in found.items():
            yield phrase(key, day=day, names="; ".join(names))


def unit_map(reader: Reader, unit_id: str, other_id: str | None) -> str | None:
    """Draw where a unit (and the one compared with) lies; None without a layer that has it."""
    catalogue = reader.catalogue
    unit = catalogue.units[unit_id]
    vintage = catalogue.last_vintage(unit).name
    around = found_layer(reader.home, vintage, AdminLevel.DISTRICT)
    around = around or found_layer(reader.home, vintage, AdminLevel.COMMUNE)
    own = [unit, *([catalogue.units[other_id]] if other_id else [])]
    layers = [found_layer(reader.home, vintage, one.level) for one in own]
    shapes = [
        shape
        for one, layer in zip(own, layers, strict=True)
        for shape in (layer.shapes if layer else ())
        if shape.unit_id == one.unit_id
    ]
    if around is None or not any(shape.unit_id == unit_id for shape in shapes):
        return None
    title = phrase("unit.map_alt", name=unit.name, whole=catalogue.province_of(unit).name)
    return locator(around, shapes, title, (other_id,) if other_id else ())
