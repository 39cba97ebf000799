"""Pieces of land to layers: communes, then districts and the province dissolved from them.

Outlines are carried through the reforms: which piece of land was whose, vintage by vintage.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from cds.domain.admin_units import AdminLevel, AdminUnit, AdminUnitChange, Vintage
from cds.domain.catalogue import Catalogue
from cds.maps.gazetteer import (
    PACKAGE,
    PackagedCommune,
    Ring,
    best_match,
    published_features,
)
from cds.maps.geometry import (
    bounds,
    cleaned,
    dissolved,
    divided,
    label_point,
    mean_point,
    overlap,
    projected,
    simplified,
    svg_path,
)
from cds.store.layers import Frame, Layer, Licence, Shape, ViewBox

Shares = Mapping[str, Mapping[str, float]]  # unit_id before -> unit_id after -> share of its area

WIDTH = 1000.0
MARGIN = 4.0  # room for the outline's own thickness


@dataclass(frozen=True, slots=True)
class Extent:
    """The land of one unit; `is_estimate` as in `Shape`."""

    area: BaseGeometry
    is_estimate: bool = False


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


def published_layers(catalogue: Catalogue) -> tuple[Layer, ...]:
    """Layers of the vintage that the map package shows and of the later ones; () for none."""
    features = published_features()
    match = best_match(features, catalogue)
    if match is None:
        return ()
    rings = [Polygon(feature.ring) for feature in match.features.values()]
    owners = [{match.vintage.name: unit_id} for unit_id in match.features]
    areas = cleaned(projected(rings))
    pieces = carried(tuple(map(UndividedLand, areas, owners)), catalogue, match.vintage)
    layers: list[Layer] = []
    added = -1  # pieces beside those of before: one frame as long as there are no more
    for vintage in catalogue.vintages:
        if vintage.first >= match.vintage.first:
            beside = _beside(features, catalogue, vintage)
            if len(beside) != added:
                added, every = len(beside), (*pieces, *beside)
                smooth = simplified(cleaned([piece.area for piece in every]))
                drawable = [replace(p, area=a) for a, p in zip(smooth, every, strict=True)]
                frame, view_box = frame_of(smooth)
            extents = {
                unit_id: Extent(
                    dissolved([piece.area for piece in own]),
                    any(piece.is_estimate_in(vintage) for piece in own),
                )
                for unit_id, own in owned(drawable, vintage.name).items()
            }
            layers += drawn(extents, catalogue, vintage, Licence.GADM, frame, view_box)
    return tuple(layers)


def _beside(
    features: Sequence[PackagedCommune], catalogue: Catalogue, vintage: Vintage
) -> tuple[UndividedLand, ...]:
    """The land of units that the register knows no past of, from what the package shows of it.

    In the vintages after theirs it goes on as any land does.
    """
    packaged = {(one.province, one.district, one.commune): one for one in features}
    found: list[UndividedLand] = []
    for first in {part.vintage for part in catalogue.outline_parts}:
        shares: dict[str, dict[str, float]] = defaultdict(dict)
        rings: dict[str, Ring] = {}
        for part in catalogue.outline_parts:
            key = part.province, part.district, part.commune
            if part.vintage == first and key in packaged:
                shares[repr(key)][part.unit_id] = float(part.share)
                rings[repr(key)] = packaged[key].ring
        newer = next(one for one in catalogue.vintages if one.name == first)
        if rings and newer.first <= vintage.first:
            areas = cleaned(projected([Polygon(ring) for ring in rings.values()]))
            owners = [{PACKAGE: name} for name in rings]
            land = reformed(tuple(map(UndividedLand, areas, owners)), shares, PACKAGE, newer)
            found += carried(land, catalogue, newer)
    return tuple(found)


def frame_of(areas: Sequence[BaseGeometry]) -> tuple[Frame, ViewBox]:
    """The frame that fits them all at full width, with a margin, and the view box it makes."""
    left, bottom, right, top = bounds(areas)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    height = round((top - bottom) * scale + 2 * MARGIN, 1)
    frame = Frame(round(left - MARGIN / scale, 1), round(top + MARGIN / scale, 1), round(scale, 9))
    return frame, (0.0, 0.0, WIDTH, height)


def drawn(
    extents: Mapping[str, Extent],
    catalogue: Catalogue,
    vintage: Vintage,
    licence: Licence,
    frame: Frame,
    view_box: ViewBox,
) -> Iterator[Layer]:
    """The layer of these units and those of the levels above; a level without land is left out.

    A unit above is drawn only when all the units below it are: half a province would lie.
    """
    while extents:
        units = sorted((catalogue.units[unit_id] for unit_id in extents), key=lambda u: u.code)
        names = catalogue.names_among(units)
        shapes = tuple(
            _shape(unit, names[unit.unit_id], extents[unit.unit_id], frame) for unit in units
        )
        yield Layer(vintage.name, units[0].level, view_box, licence, shapes, frame)
        extents = _above(extents, catalogue, vintage)


def label_of(unit: AdminUnit) -> str:
    """The short name to write on a map; communes are too many and too small."""
    return "" if unit.level is AdminLevel.COMMUNE else unit.name_short


def _above(
    extents: Mapping[str, Extent], catalogue: Catalogue, vintage: Vintage
) -> Mapping[str, Extent]:
    groups: dict[AdminUnit, list[BaseGeometry]] = defaultdict(list)
    for unit_id, extent in extents.items():
        parent = catalogue.parent(catalogue.units[unit_id], vintage)
        if parent is not None and parent.level is not AdminLevel.NATION:
            groups[parent].append(extent.area)
    return {
        parent.unit_id: Extent(dissolved(areas))
        for parent, areas in groups.items()
        if len(areas) == len(catalogue.children(parent, vintage))
    }


def _shape(unit: AdminUnit, name: str, extent: Extent, frame: Frame) -> Shape:
    x, y = label_point(extent.area)
    return Shape(
        unit_id=unit.unit_id,
        code=unit.code,
        name=name,
        path=svg_path(extent.area, frame.left, frame.top, frame.scale),
        x=round((x - frame.left) * frame.scale, 1),
        y=round((frame.top - y) * frame.scale, 1),
        is_estimate=extent.is_estimate,
        label=label_of(unit),
    )


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
