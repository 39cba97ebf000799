"""Who a unit is: type, code, parent, validity, reforms, size, and who answers for it."""

from collections.abc import Iterator

from cds.domain.admin_units import AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.text.screens import say


def facts(catalogue: Catalogue, unit: AdminUnit, vintage: Vintage) -> Iterator[str]:
    """Say who the unit is, one fact a line."""
    above = catalogue.parent(unit, vintage)
    key = "unit.code" if above else "unit.code_top"
    parent = above.name if above else None
    yield say(key, type=unit.type_name, code=unit.code, parent=parent)
    key = "unit.valid" if unit.valid_to else "unit.valid_now"
    yield say(key, first=unit.valid_from, last=unit.valid_to)
    yield from _reforms(catalogue, unit)
    size = catalogue.facts(unit, vintage)
    if size.households is not None:
        yield say(
            "unit.size" if size.area_km2 is None else "unit.size_area",
            households=size.households,
            population=size.population,
            area=size.area_km2,
        )
    yield say("unit.responsible", office=unit.responsible or say("unit.no_office"))


def _reforms(catalogue: Catalogue, unit: AdminUnit) -> Iterator[str]:
    """What the unit was made of, and what became of it."""
    was: dict[object, list[str]] = {}
    became: dict[object, list[str]] = {}
    for change in catalogue.changes:
        if change.from_unit_id == change.to_unit_id:
            continue
        if change.to_unit_id == unit.unit_id:
            was.setdefault(change.effective_on, []).append(
                _named(catalogue.units[change.from_unit_id])
            )
        if change.from_unit_id == unit.unit_id:
            became.setdefault(change.effective_on, []).append(
                _named(catalogue.units[change.to_unit_id])
            )
    for key, found in (("unit.was", was), ("unit.became", became)):
        for day, names in found.items():
            yield say(key, day=day, names="; ".join(names))


def _named(unit: AdminUnit) -> str:
    return f"{unit.name} ({unit.code})"
