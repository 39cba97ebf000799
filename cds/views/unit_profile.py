"""Who a unit is, where it lies, and its place among others or beside one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.blocks import FigureKey, Table, TableLine, heads_of, table
from cds.charts.coverage_map import locator
from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.assessments import rank
from cds.domain.catalogue import Catalogue
from cds.domain.composites import Placing, TargetResult, placing
from cds.domain.indicators import Direction
from cds.domain.observations import Point, has_demo, point_of
from cds.domain.periods import Period
from cds.scorecard import Row, governing_rows
from cds.store.layers import found_layer
from cds.text import figures, numbers
from cds.text.phrases import head, kinds, phrase
from cds.views.columns import signed_status
from cds.views.reader import Reader
from cds.views.standings import row_attainment


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


def unit_map(reader: Reader, unit_id: str) -> str | None:
    """Draw where a unit lies; None without a layer that has it."""
    catalogue = reader.catalogue
    unit = catalogue.units[unit_id]
    vintage = catalogue.last_vintage(unit).name
    around = found_layer(reader.home, vintage, AdminLevel.DISTRICT)
    around = around or found_layer(reader.home, vintage, AdminLevel.COMMUNE)
    layer = found_layer(reader.home, vintage, unit.level)
    shapes = (shape for shape in (layer.shapes if layer else ()) if shape.unit_id == unit_id)
    own = next(shapes, None)
    return locator(around, own, map_alt(catalogue, unit)) if around and own else None


def map_alt(catalogue: Catalogue, unit: AdminUnit) -> str:
    """Say what that drawing shows, to those who hear it."""
    return phrase("unit.map_alt", name=unit.name, whole=catalogue.province_of(unit).name)


def placing_of(reader: Reader, unit: AdminUnit) -> Placing:
    """The places of a unit and its peers: the same level of the same province and time."""
    return reader.kept(_placing, _peers(reader, unit))


def peers_called(reader: Reader, unit: AdminUnit) -> str:
    """What a unit and those beside it are called together."""
    units = reader.catalogue.units
    return kinds(unit.level, (units[one] for one in _peers(reader, unit)))


def rule(reader: Reader, unit: AdminUnit) -> str:
    """Say how places are found and why this unit has none; "" where there are no peers."""
    found = placing_of(reader, unit)
    own = found.scores.get(unit.unit_id)
    if len(found.scores) < 2:
        return ""
    told = {"peers": peers_called(reader, unit), "targets": len(found.target_ids)}
    if own is None:
        return phrase("unit.rule_unplaced", **told)
    return phrase(
        "unit.rule_tied" if (ties := found.ties(unit.unit_id)) else "unit.rule",
        **told,
        met=own.met,
        mean=numbers.share(own.mean, 1),
        ties=ties,
    )


def peer_table(reader: Reader, unit: AdminUnit) -> Table:
    """Everybody's place, the first on top; those without a place at the end."""
    found, units = placing_of(reader, unit), reader.catalogue.units
    peers = _peers(reader, unit) if len(found.scores) > 1 else ()
    names, lines = reader.catalogue.names_among(map(units.__getitem__, peers)), []
    ranked = [(found.rank(unit_id), found.scores.get(unit_id), unit_id) for unit_id in peers]
    last = len(peers) + 1
    ranked.sort(key=lambda one: (one[0].place if one[0] else last, units[one[2]].code))
    for own, score, unit_id in ranked:
        met = f"{score.met}/{len(found.target_ids)}" if score else numbers.MISSING
        mean = numbers.share(score.mean if score else None, 1)
        texts = (numbers.number(own.place if own else None), names[unit_id], met, mean)
        lines.append(TableLine(texts, unit_id=unit_id))
    columns = ("rank", "unit", "met", "mean")
    return Table(columns, heads_of("peers", columns), tuple(lines))


def _peers(reader: Reader, unit: AdminUnit) -> tuple[str, ...]:
    """The unit and those beside it; empty above the districts."""
    if unit.level not in (AdminLevel.DISTRICT, AdminLevel.COMMUNE):
        return ()
    catalogue = reader.catalogue
    if not catalogue.is_in_hierarchy(unit):
        return ()
    whole, vintage = catalogue.province_of(unit), catalogue.last_vintage(unit)
    return tuple(one.unit_id for one in catalogue.descendants(whole, vintage, unit.level))


def _placing(reader: Reader, peers: tuple[str, ...]) -> Placing:
    catalogue = reader.catalogue
    results: dict[str, dict[str, TargetResult]] = {unit_id: {} for unit_id in peers}
    if not results:
        return placing(results)
    for row in reader.target_rows():
        if row.target and row.unit.unit_id in results:
            share, is_met = row_attainment(row, catalogue), row.assessment.is_met
            if share is not None and is_met is not None:
                results[row.unit.unit_id][row.target.target_id] = TargetResult(is_met, share)
    return placing(results)


class Peers:
    """The units of the same level and time, and what each of them has for an indicator."""

    def __init__(self, reader: Reader, unit: AdminUnit) -> None:
        """Read what the others have only when a rank is asked for."""
        self._catalogue, self._view, self._unit = reader.catalogue, reader.view, unit
        self._known: dict[str, frozenset[str]] = {}

    def rank(self, row: Row) -> str:
        """The unit's rank at its latest figure as 3/15; "–" without peers or a better way."""
        latest = row.assessment.latest
        if latest is None or row.indicator.direction is Direction.CONTEXT:
            return numbers.MISSING
        theirs = self._values(row.indicator.indicator_id, latest.period)
        vintage = self._catalogue.vintage_for(self._unit, latest.period)
        values = [theirs[unit_id] for unit_id in self._ids(vintage) if unit_id in theirs]
        if not values:
            return numbers.MISSING
        found = rank(latest.value, values, row.indicator.direction.sign)
        return f"{found.place}/{found.of}"

    def _ids(self, vintage: Vintage) -> frozenset[str]:
        if vintage.name not in self._known:
            unit = self._unit
            whole = self._catalogue.province_of(unit)
            alike = self._catalogue.descendants(whole, vintage, unit.level)
            self._known[vintage.name] = frozenset(one.unit_id for one in alike) - {unit.unit_id}
        return self._known[vintage.name]

    def _values(self, indicator_id: str, period: Period) -> Mapping[str, Decimal]:
        """What units have in a period; of communes, which are many, nothing else is read."""
        if self._unit.level is AdminLevel.COMMUNE:
            vintage = self._catalogue.vintage_for(self._unit, period)
            ids = self._ids(vintage) | {self._unit.unit_id}  # the same for all
            return self._view.values(period, ids).get(indicator_id, {})
        series = self._view.series(indicator_id, level=self._unit.level)
        return {
            one.unit_id: point.value
            for one in series
            if (point := point_of(one.points, period)) is not None
        }


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """What the two units have in common; lines can be traced to the first unit's figures."""

    title: str
    sentence: str
    table: Table
    has_demo: bool


def compare(reader: Reader, one_id: str, other_id: str) -> UnitComparison:
    """Set two units side by side, each indicator at the first unit's latest common period."""
    one, other = reader.catalogue.units[one_id], reader.catalogue.units[other_id]
    second = other.name if other.name != one.name else f"{other.name} ({other.code})"
    sides = {1: one.name, -1: other.name, 0: phrase("unit.equal")}
    of_other = {r.indicator.indicator_id: r for r in governing_rows(reader.rows_of(other_id))}
    signs, rows, keys, shown = Counter[int](), [], [], list[Point]()
    for row in governing_rows(reader.rows_of(one_id)):
        indicator = row.indicator
        theirs = of_other.get(indicator.indicator_id)
        if theirs is None or indicator.direction is Direction.CONTEXT:
            continue
        known = {point.period: point for point in theirs.series.points}
        common = [point for point in row.series.judged if point.period in known]
        if not common:
            continue
        here, there = common[-1], known[common[-1].period]
        ahead = indicator.direction.sign * (here.value - there.value)
        sign = (ahead > 0) - (ahead < 0)
        signs[sign] += 1
        shown += (here, there)
        keys.append(FigureKey(indicator.indicator_id, one_id, here.period))
        rows.append(
            (
                indicator.name,
                figures.when(here),
                figures.marked(here, indicator),
                figures.marked(there, indicator),
                numbers.change_between(there.value, here.value, indicator),
                sides[sign],
                signed_status(row),
                signed_status(theirs),
            )
        )
    sentence = phrase(
        "unit.comparison_sentence" if rows else "unit.comparison_none",
        count=len(rows),
        one=one.name,
        other=other.name,
        better=signs[1],
        worse=signs[-1],
        same=signs[0],
    )
    status = head("status", "unit")
    return UnitComparison(
        title=phrase("unit.comparison", one=one.name, other=other.name),
        sentence=sentence,
        table=table(
            "unit",
            "indicator period one other difference better status other_status",
            rows,
            keys,
            named={
                "one": one.name,
                "other": second,
                "status": f"{status} · {one.name}",
                "other_status": f"{status} · {second}",
            },
        ),
        has_demo=has_demo(shown),
    )
