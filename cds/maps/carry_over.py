"""Carrying outlines through the reforms: which piece of land was whose, vintage by vintage."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from shapely.geometry.base import BaseGeometry

from cds.domain.admin_units import AdminUnitChange, Vintage
from cds.domain.catalogue import Catalogue
from cds.maps.geometry import dissolved, divided, mean_point, overlap

Shares = Mapping[str, Mapping[str, float]]  # unit_id before -> unit_id after -> share of its area


@dataclass(frozen=True, slots=True)
class UndividedLand:
    """Land that always went to one owner whole.

    `owners` gives the unit_id per vintage name. `cut_on` are the days of the reforms that divided
    a unit along a side of it: those sides are our straight cuts, the true line is not published.
    """

    area: BaseGeometry
    owners: Mapping[str, str]
    cut_on: frozenset[date] = frozenset()

    def is_estimate_in(self, vintage: Vintage) -> bool:
        """True when one of its sides is a straight cut that this vintage shows."""
        return any(day <= vintage.first for day in self.cut_on)


def carried(
    pieces: Sequence[UndividedLand], catalogue: Catalogue, first: Vintage
) -> tuple[UndividedLand, ...]:
    """The pieces with their owners in every vintage since `first`, divided where a unit was."""
    later = [vintage for vintage in catalogue.vintages if vintage.first >= first.first]
    for older, newer in pairwise(later):
        pieces = reformed(pieces, _shares(catalogue, older, newer), older.name, newer)
    return tuple(pieces)


def owned(pieces: Sequence[UndividedLand], vintage: str) -> Mapping[str, tuple[UndividedLand, ...]]:
    """The pieces of each unit of a vintage, by unit_id."""
    groups: dict[str, list[UndividedLand]] = defaultdict(list)
    for piece in pieces:
        if vintage in piece.owners:
            groups[piece.owners[vintage]].append(piece)
    return {unit_id: tuple(groups[unit_id]) for unit_id in sorted(groups)}


def reformed(
    pieces: Sequence[UndividedLand], shares: Shares, older: str, newer: Vintage
) -> tuple[UndividedLand, ...]:
    """The pieces of an older vintage, by its name, as they were passed on to a newer one."""
    before = owned(pieces, older)
    areas = {unit: dissolved([p.area for p in members]) for unit, members in before.items()}
    result: list[UndividedLand] = []
    for unit_id, members in before.items():
        heirs = shares.get(unit_id, {})
        if len(heirs) == 1:
            result += [_given(piece, newer, next(iter(heirs))) for piece in members]
        elif heirs:
            result += _cut(members, unit_id, newer, shares, areas)
        else:
            result += members
    return tuple(result)


def _cut(
    members: Sequence[UndividedLand],
    unit_id: str,
    newer: Vintage,
    shares: Shares,
    areas: Mapping[str, BaseGeometry],
) -> list[UndividedLand]:
    heirs = sorted(shares[unit_id], key=lambda heir: (-shares[unit_id][heir], heir))
    sites = [_site(unit_id, heir, shares, areas) for heir in heirs]
    parts = divided(areas[unit_id], sites, [shares[unit_id][heir] for heir in heirs])
    crossed = (
        (heir, p, overlap(p.area, part))
        for heir, part in zip(heirs, parts, strict=True)
        for p in members
    )
    return [
        replace(_given(piece, newer, heir), area=area, cut_on=piece.cut_on | {newer.first})
        for heir, piece, area in crossed
        if area is not None
    ]


def _site(
    unit_id: str, heir: str, shares: Shares, areas: Mapping[str, BaseGeometry]
) -> tuple[float, float]:
    """Where an heir lies: the middle of what it gets from others, or of the unit itself."""
    givers = {
        giver: parts[heir] for giver, parts in shares.items() if heir in parts and giver in areas
    }
    others = {giver: share for giver, share in givers.items() if giver != unit_id}
    return mean_point((areas[giver], share) for giver, share in (others or givers).items())


def _given(piece: UndividedLand, newer: Vintage, heir: str) -> UndividedLand:
    return replace(piece, owners={**piece.owners, newer.name: heir})


def _shares(catalogue: Catalogue, older: Vintage, newer: Vintage) -> Shares:
    """What became of each unit, shares adding up to 1; a unit without a change stays itself."""
    rows: dict[str, list[AdminUnitChange]] = defaultdict(list)
    for change in catalogue.changes:
        if change.effective_on == newer.first:
            rows[change.from_unit_id].append(change)
    unchanged = {unit: {unit: 1.0} for unit in older.parents if unit in newer.parents}
    return unchanged | {unit: _heirs(changes) for unit, changes in rows.items()}


def _heirs(changes: Sequence[AdminUnitChange]) -> Mapping[str, float]:
    """Shares of one unit's heirs; those not known divide the rest evenly."""
    known = {c.to_unit_id: float(c.share) for c in changes if c.share is not None}
    unknown = [c.to_unit_id for c in changes if c.share is None]
    rest = max(0.0, 1.0 - sum(known.values()))
    heirs = known | {unit: rest / len(unknown) for unit in unknown}
    total = sum(heirs.values())
    return {unit: share / total for unit, share in heirs.items() if share > 0}
