"""A unit among its peers over all their targets: its place, the rule, and everybody's places."""

from cds.blocks import Table, table
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.periods import Period
from cds.domain.placing import Placing, TargetResult, placing
from cds.text import numbers
from cds.text.phrases import phrase
from cds.views.attained import row_attainment
from cds.views.reader import Reader


def placing_of(reader: Reader, unit: AdminUnit, until: Period | None) -> Placing:
    """The places of a unit and its peers: the same level of the same province and time."""
    return reader.kept(_placing, _peers(reader, unit), until)


def rule(reader: Reader, unit: AdminUnit, until: Period | None) -> str:
    """Say how places are found and why this unit has none; "" where there are no peers."""
    found = placing_of(reader, unit, until)
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


def peer_table(reader: Reader, unit: AdminUnit, until: Period | None) -> Table:
    """Everybody's place, the first on top; those without a place at the end."""
    found, units = placing_of(reader, unit, until), reader.catalogue.units
    peers = _peers(reader, unit) if len(found.scores) > 1 else ()
    lines = []
    for unit_id in peers:
        score, rank = found.scores.get(unit_id), found.rank(unit_id)
        texts = (
            numbers.number(rank.place) if rank else numbers.MISSING,
            units[unit_id].name,
            f"{score.met}/{len(found.target_ids)}" if score else numbers.MISSING,
            numbers.share(score.mean if score else None, 1),
        )
        lines.append((rank.place if rank else len(peers) + 1, units[unit_id].code, texts))
    return table("peers", "rank unit met mean", (texts for *_, texts in sorted(lines)))


def _peers(reader: Reader, unit: AdminUnit) -> tuple[str, ...]:
    """The unit and those beside it; empty above the districts."""
    if unit.level not in (AdminLevel.DISTRICT, AdminLevel.COMMUNE):
        return ()
    catalogue = reader.catalogue
    if not catalogue.is_in_hierarchy(unit):
        return ()
    whole, vintage = catalogue.province_of(unit), catalogue.last_vintage(unit)
    return tuple(one.unit_id for one in catalogue.descendants(whole, vintage, unit.level))


def _placing(reader: Reader, peers: tuple[str, ...], until: Period | None) -> Placing:
    catalogue = reader.catalogue
    results: dict[str, dict[str, TargetResult]] = {unit_id: {} for unit_id in peers}
    if not results:
        return placing(results)
    for row in reader.target_rows(until):
        if row.target and row.unit.unit_id in results:
            share, is_met = row_attainment(row, catalogue), row.assessment.is_met
            if share is not None and is_met is not None:
                results[row.unit.unit_id][row.target.target_id] = TargetResult(is_met, share)
    return placing(results)
