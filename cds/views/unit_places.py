"""A unit among others: its place over all targets, the rule, its ranks, and beside one other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cds.blocks import FigureKey, Table, TableLine, heads_of, table
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.assessments import rank
from cds.domain.composites import Placing, TargetResult, placing
from cds.domain.indicators import Direction
from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period
from cds.scorecard import Row, governing_rows
from cds.text import figures, numbers
from cds.text.labels import kinds
from cds.text.phrases import head, phrase
from cds.views.attained import row_attainment
from cds.views.columns import names_among, signed_status
from cds.views.reader import Reader


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
    names, lines = names_among(reader.catalogue, map(units.__getitem__, peers)), []
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
        self._known: dict[tuple[str, bool], frozenset[str]] = {}

    def rank(self, row: Row, *, in_district: bool) -> str:
        """The unit's rank at its latest figure as 3/15; "–" without peers or a better way."""
        latest = row.assessment.latest
        if latest is None or row.indicator.direction is Direction.CONTEXT:
            return numbers.MISSING
        theirs = self._values(row.indicator.indicator_id, latest.period)
        vintage = self._catalogue.vintage_for(self._unit, latest.period)
        ids = self._ids(vintage, in_district=in_district)
        values = [theirs[unit_id] for unit_id in ids if unit_id in theirs]
        if not values:
            return numbers.MISSING
        found = rank(latest.value, values, row.indicator.direction.sign)
        return f"{found.place}/{found.of}"

    def _ids(self, vintage: Vintage, *, in_district: bool) -> frozenset[str]:
        key = (vintage.name, in_district)
        if key not in self._known:
            above, unit = self._catalogue.parent(self._unit, vintage), self._unit
            whole = above if in_district else self._catalogue.province_of(unit)
            is_none = in_district and (above is None or above.level is not AdminLevel.DISTRICT)
            alike = self._catalogue.descendants(whole, vintage, unit.level) if whole else ()
            ids = frozenset(one.unit_id for one in alike if not is_none)
            self._known[key] = ids - {unit.unit_id}
        return self._known[key]

    def _values(self, indicator_id: str, period: Period) -> Mapping[str, Decimal]:
        """What units have in a period; of communes, which are many, nothing else is read."""
        if self._unit.level is AdminLevel.COMMUNE:
            vintage = self._catalogue.vintage_for(self._unit, period)
            ids = self._ids(vintage, in_district=False) | {self._unit.unit_id}  # the same for all
            return self._view.values(period, ids).get(indicator_id, {})
        series = self._view.series(indicator_id, level=self._unit.level)
        return {
            one.unit_id: point.value
            for one in series
            for point in one.points
            if point.period == period
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
    pairs = list(_pairs(reader.rows_of(one_id), reader.rows_of(other_id)))
    signs = [_sign(*pair) for pair in pairs]
    sentence = phrase(
        "unit.comparison_sentence" if pairs else "unit.comparison_none",
        count=len(pairs),
        one=one.name,
        other=other.name,
        better=signs.count(1),
        worse=signs.count(-1),
        same=signs.count(0),
    )
    second = other.name if other.name != one.name else f"{other.name} ({other.code})"
    status, sides = head("status", "unit"), {1: one.name, -1: other.name, 0: phrase("unit.equal")}
    rows, keys = [], []
    for row, theirs, here, there in pairs:
        indicator = row.indicator
        keys.append(FigureKey(indicator.indicator_id, one_id, here.period))
        rows.append(
            (
                indicator.name,
                figures.when(here),
                figures.marked(here, indicator),
                figures.marked(there, indicator),
                numbers.change_between(there.value, here.value, indicator),
                sides[_sign(row, theirs, here, there)],
                signed_status(row),
                signed_status(theirs),
            )
        )
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
        has_demo=has_demo(point for _, _, *both in pairs for point in both),
    )


def _pairs(rows: Iterable[Row], others: Iterable[Row]) -> Iterable[tuple[Row, Row, Point, Point]]:
    second = {row.indicator.indicator_id: row for row in governing_rows(others)}
    for row in governing_rows(rows):
        other = second.get(row.indicator.indicator_id)
        if other is None or row.indicator.direction is Direction.CONTEXT:
            continue
        theirs: dict[Period, Point] = {point.period: point for point in other.series.points}
        common = [point for point in row.series.judged if point.period in theirs]
        if common:
            yield row, other, common[-1], theirs[common[-1].period]


def _sign(row: Row, _other: Row, here: Point, there: Point) -> int:
    """+1 when the first unit is better, -1 when the second is."""
    ahead = row.indicator.direction.sign * (here.value - there.value)
    return (ahead > 0) - (ahead < 0)
