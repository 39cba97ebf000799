"""Who a unit is, where it lies, and what the newest publication changed of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cds.charts.map_svg import locator
from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts
from cds.domain.catalogue import Catalogue
from cds.scorecard import Row
from cds.store.layers import found_layer
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.reader import Reader

_MOST_CHANGES = 6


def facts(catalogue: Catalogue, unit: AdminUnit) -> Iterator[str]:
    """Say who the unit is, one fact a line."""
    vintage = catalogue.last_vintage(unit)
    above = catalogue.parent(unit, vintage)
    key = "unit.code" if above else "unit.code_top"
    parent = above.name if above else None
    yield phrase(key, type=unit.type_name, code=unit.code, parent=parent)
    key = "unit.valid" if unit.valid_to else "unit.valid_now"
    yield phrase(key, first=unit.valid_from, last=unit.valid_to)
    for key in ("was", "became"):  # what the unit was made of, and what became of it
        found: dict[date, list[str]] = {}
        for change in catalogue.changes:
            ends = change.to_unit_id, change.from_unit_id
            own, other = ends if key == "was" else ends[::-1]
            if own == unit.unit_id != other:
                named = f"{catalogue.units[other].name} ({catalogue.units[other].code})"
                found.setdefault(change.effective_on, []).append(named)
        for day, names in found.items():
            yield phrase(f"unit.{key}", day=day, names="; ".join(names))
    if former := catalogue.former_district(unit):
        yield phrase("unit.former", district=former.name)
    if told := size(catalogue.facts(unit, vintage)):
        yield told
    yield phrase("unit.responsible", office=unit.responsible or phrase("unit.no_office"))


def size(known: UnitFacts) -> str | None:
    """Say how many live there and by what source; None where nobody knows."""
    if known.households is None or known.population is None:
        return None
    sources = [
        one or phrase("unit.census") for one in (known.households_source, known.population_source)
    ]
    counted = phrase(
        "unit.size" if sources[0] == sources[1] else "unit.size_apart",
        households=known.households,
        households_source=sources[0],
        population=known.population,
        population_source=sources[1],
    )
    if known.area_km2 is None:
        return counted
    return phrase("unit.size_area", size=counted, area=known.area_km2)


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
    return locator(around, shapes, map_alt(catalogue, unit), (other_id,) if other_id else ())


def map_alt(catalogue: Catalogue, unit: AdminUnit) -> str:
    """Say what that drawing shows, to those who hear it."""
    return phrase("unit.map_alt", name=unit.name, whole=catalogue.province_of(unit).name)


def unit_changes(reader: Reader, unit_id: str) -> tuple[str, ...]:
    """Say which of a unit's standings differ from those before the newest publication."""
    before, newest = reader.before, next(iter(reader.view.snapshots), None)
    if before is None or newest is None:
        return (phrase("unit.changes_first"),)
    moved = changed(reader.rows_of(unit_id), before.rows_of(unit_id))
    if not moved:
        return (phrase("unit.changes_none"),)
    head = phrase("unit.changes_since", before=str(newest.version - 1), file=newest.file_name)
    return (head, *sentences(moved, _MOST_CHANGES, "unit.changes_more"))


def changed(rows: Iterable[Row], before: Iterable[Row]) -> tuple[tuple[Row | None, Row], ...]:
    """Return the standings whose value, period or status differ, with what they were."""
    was = {row.key: row for row in before}
    pairs = ((was.get(row.key), row) for row in rows)
    return tuple((old, new) for old, new in pairs if _stand(old) != _stand(new))


def sentences(pairs: Sequence[tuple[Row | None, Row]], most: int, more: str) -> Iterator[str]:
    """Say what the first standings were and are, and by the phrase `more` how many are left."""
    for was, now in pairs[:most]:
        ends = {"before": _told(was), "after": _told(now)}
        yield phrase("overview.change", name=now.indicator.name, **ends)
    if len(pairs) > most:
        yield phrase(more, count=len(pairs) - most)


def _stand(row: Row | None) -> tuple[object, ...] | None:
    if row is None or row.assessment.latest is None:
        return None
    return row.assessment.latest.value, row.assessment.latest.period, row.assessment.standing


def _told(row: Row | None) -> str:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING
    latest = row.assessment.latest
    value, period = figures.value(row.assessment, row.indicator), figures.when(latest)
    if row.target is None:
        return f"{value} ({period})"
    return f"{value} ({period}, {figures.badge(row.assessment).word})"
