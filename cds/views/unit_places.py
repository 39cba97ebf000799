"""A unit among its peers: its place over all targets, the rule, and its rank by indicator."""

from collections.abc import Mapping

from cds.blocks import Table, TableLine, heads_of
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.assessments import rank
from cds.domain.indicators import Direction
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.domain.placing import Placing, TargetResult, placing
from cds.scorecard import Row
from cds.text import numbers
from cds.text.phrases import phrase
from cds.views.attained import row_attainment
from cds.views.reader import Reader


def placing_of(reader: Reader, unit: AdminUnit) -> Placing:
    """The places of a unit and its peers: the same level of the same province and time."""
    return reader.kept(_placing, _peers(reader, unit))


def rule(reader: Reader, unit: AdminUnit) -> str:
    """Say how places are found and why this unit has none; "" where there are no peers."""
    found = placing_of(reader, unit)
    own = found.scores.get(unit.unit_id)
    if len(found.scores) < 2:
        return ""
    told = {"peers": phrase(f"unit.peers_{unit.level}"), "targets": len(found.target_ids)}
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
    lines = []
    for unit_id in peers:
        score, own = found.scores.get(unit_id), found.rank(unit_id)
        texts = (
            numbers.number(own.place) if own else numbers.MISSING,
            units[unit_id].name,
            f"{score.met}/{len(found.target_ids)}" if score else numbers.MISSING,
            numbers.share(score.mean if score else None, 1),
        )
        place = own.place if own else len(peers) + 1
        lines.append((place, units[unit_id].code, TableLine(texts, unit_id=unit_id)))
    columns = ("rank", "unit", "met", "mean")
    ordered = sorted(lines, key=lambda one: one[:2])
    return Table(columns, heads_of("peers", columns), tuple(line for *_, line in ordered))


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
        theirs = self._points(row.indicator.indicator_id, latest.period)
        vintage = self._catalogue.vintage_for(self._unit, latest.period)
        ids = self._ids(vintage, in_district=in_district)
        values = [theirs[unit_id].value for unit_id in ids if unit_id in theirs]
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

    def _points(self, indicator_id: str, period: Period) -> Mapping[str, Point]:
        """What units have in a period; of communes, which are many, nothing else is read."""
        if self._unit.level is AdminLevel.COMMUNE:
            return self._view.points(period).get(indicator_id, {})
        series = self._view.series(indicator_id, level=self._unit.level)
        return {
            one.unit_id: point for one in series for point in one.points if point.period == period
        }
