"""Numerators and denominators of a share, adding up to the published percentages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cds.demo.curves import interpolate, largest_remainder, logit, share_of, shifted, through
from cds.demo.frames import IndicatorRun, Quarter, by_index
from cds.demo.settlements import Settlement


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """Numerator and denominator of one unit in one quarter; 0 <= numerator <= denominator."""

    place: Settlement
    numerator: int
    denominator: int


def share_counts(run: IndicatorRun) -> Iterator[tuple[Quarter, tuple[UnitCounts, ...]]]:
    """Yield each quarter with the counts of all its units."""
    whole = {frame.index: _natural(run, frame) for frame in run.frames}
    districts = {anchor.unit_id for anchor in run.anchors} - {run.home_id}
    leads = {district: _leads(run, whole, district) for district in sorted(districts)}
    for frame in run.frames:
        yield frame, _with_districts(run, frame, whole[frame.index], leads)


def adopted_counts(run: IndicatorRun) -> Iterator[tuple[Quarter, tuple[UnitCounts, ...]]]:
    """Yield each quarter with 1 of 1 for units that have it, 0 of 1 for the others.

    Units adopt in one order, so what is gained stays: first those the profile names, then the
    districts published as complete.
    """
    for frame in run.frames:
        order = sorted(frame.places, key=lambda place: _adoption_rank(run, place))
        total = round(_path(run, frame) * len(order))
        reached = {place.unit.unit_id for place in order[:total]}
        yield frame, tuple(UnitCounts(p, int(p.unit.unit_id in reached), 1) for p in frame.places)


def _adoption_rank(run: IndicatorRun, place: Settlement) -> tuple[bool, bool, float, str]:
    complete = {a.unit_id for a in run.anchors if a.unit_id != run.home_id and a.value == 100}
    return (
        run.profile.first.isdisjoint((place.unit.unit_id, *place.ancestors)),
        complete.isdisjoint(place.ancestors),
        -run.profile.spread * place.advantage - run.luck(place).lasting,
        place.unit.unit_id,
    )


def _path(run: IndicatorRun, frame: Quarter) -> float:
    """Return the province's share of 1 at the end of a quarter."""
    given = by_index([a for a in run.anchors if a.unit_id == run.home_id], run.frames)
    if frame.index in given:
        return float(given[frame.index].value) / 100
    profile = run.profile
    knots = through(
        (1.0, profile.start),
        run.knots(run.home_id),
        (float(len(run.frames)), profile.end),
        is_better=run.is_better,
    )
    odds = [(time, logit(value / 100)) for time, value in knots]
    return share_of(interpolate(odds, frame.time))


def _natural(run: IndicatorRun, frame: Quarter) -> tuple[UnitCounts, ...]:
    """Counts that follow the province's path and nothing else."""
    denominators = [max(1, round(run.base(place, frame.index))) for place in frame.places]
    share = _path(run, frame)
    if frame.index not in run.anchored and share < 1:
        share = share_of(logit(share) + run.wiggle(frame.index))
    total = round(share * sum(denominators))
    return _spread(run, frame, frame.places, denominators, total)


def _spread(
    run: IndicatorRun,
    frame: Quarter,
    places: Sequence[Settlement],
    denominators: Sequence[int],
    total: int,
) -> tuple[UnitCounts, ...]:
    rooms = [
        0 if (place.unit.unit_id, frame.index) in run.closed else denominator
        for place, denominator in zip(places, denominators, strict=True)
    ]
    total = min(total, sum(rooms))
    odds = [run.leaning(place, frame.index) for place in places]
    wanted = [s * room for s, room in zip(shifted(odds, rooms, total), rooms, strict=True)]
    numerators = largest_remainder(wanted, total, rooms)
    return tuple(UnitCounts(*row) for row in zip(places, numerators, denominators, strict=True))


def _leads(
    run: IndicatorRun, whole: Mapping[int, Sequence[UnitCounts]], district: str
) -> tuple[tuple[float, float], ...]:
    """How far a district's published values lie from its natural ones: time, logits."""
    given = by_index([a for a in run.anchors if a.unit_id == district], run.frames)
    found = [
        (index + 1.0, logit(float(anchor.value) / 100) - logit(_share(_in(whole[index], district))))
        for index, anchor in sorted(given.items())
    ]
    return ((1.0, 0.0), *found) if found and found[0][0] > 1 else tuple(found)


def _with_districts(
    run: IndicatorRun,
    frame: Quarter,
    natural: tuple[UnitCounts, ...],
    leads: Mapping[str, Sequence[tuple[float, float]]],
) -> tuple[UnitCounts, ...]:
    """Give the districts with published values theirs; the others take up the difference."""
    total = sum(counts.numerator for counts in natural)
    placed: dict[str, UnitCounts] = {}
    for district, knots in leads.items():
        group = _in(natural, district)
        if knots and group:
            share = share_of(logit(_share(group)) + interpolate(knots, frame.time))
            placed |= _placed(run, frame, group, _district_share(run, frame, district, share))
    rest = [counts for counts in natural if counts.place.unit.unit_id not in placed]
    left = total - sum(counts.numerator for counts in placed.values())
    room = sum(counts.denominator for counts in rest)
    if not placed or not 0 <= left <= room:
        return natural
    placed |= _keyed(_again(run, frame, rest, left))
    return tuple(placed[counts.place.unit.unit_id] for counts in natural)


def _district_share(run: IndicatorRun, frame: Quarter, district: str, otherwise: float) -> float:
    given = by_index([a for a in run.anchors if a.unit_id == district], run.frames)
    return float(given[frame.index].value) / 100 if frame.index in given else otherwise


def _placed(
    run: IndicatorRun, frame: Quarter, group: Sequence[UnitCounts], share: float
) -> dict[str, UnitCounts]:
    total = round(share * sum(counts.denominator for counts in group))
    return _keyed(_again(run, frame, group, total))


def _again(
    run: IndicatorRun, frame: Quarter, group: Sequence[UnitCounts], total: int
) -> tuple[UnitCounts, ...]:
    places = [counts.place for counts in group]
    return _spread(run, frame, places, [counts.denominator for counts in group], total)


def _keyed(group: Sequence[UnitCounts]) -> dict[str, UnitCounts]:
    return {counts.place.unit.unit_id: counts for counts in group}


def _in(group: Sequence[UnitCounts], district: str) -> list[UnitCounts]:
    return [
        counts
        for counts in group
        if district in (counts.place.unit.unit_id, *counts.place.ancestors)
    ]


def _share(group: Sequence[UnitCounts]) -> float:
    weight = sum(counts.denominator for counts in group)
    return sum(counts.numerator for counts in group) / weight if weight else 0.0
