"""The pilots before and after against their matched communes, as finished text and charts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cds.blocks import FigureKey
from cds.charts.values import ComparedRole, ComparedSpan, Spans
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.observations import Contribution, Point, has_demo
from cds.domain.periods import Period
from cds.domain.pilots import (
    BeforeAfter,
    CommuneBefore,
    Effect,
    MatchedCommune,
    PilotFigures,
    effect,
    matched,
)
from cds.domain.programme import Pilot
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.phrases import phrase


@dataclass(frozen=True, slots=True)
class PilotEffect:
    """One pilot's comparison. `figure` None: no figures on both sides of the plan's day."""

    unit: AdminUnit
    sentences: tuple[str, ...]
    figure: Spans | None = None
    alt: str = ""
    has_demo: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    traced: tuple[FigureKey | None, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """A pilot with the rows of one indicator, and the two periods it is compared over."""

    catalogue: Catalogue
    pilot: Pilot
    rows: Mapping[str, Row]
    before: Period
    after: Period
    vintage: Vintage

    @property
    def indicator(self) -> Indicator:
        return self.rows[self.pilot.unit_id].indicator

    def point(self, unit_id: str, period: Period) -> Point | None:
        row = self.rows.get(unit_id)
        points = row.series.points if row else ()
        return next((point for point in points if point.period == period), None)


@dataclass(frozen=True, slots=True)
class _ShownEffect:
    """A case with its effect as it is shown: every difference is one of figures on screen.

    `more` are the digits beyond the indicator's. A mean of whole numbers has at least one.
    """

    case: _Case
    effect: Effect
    more: int

    def figure(self, value: Decimal, move: BeforeAfter) -> str:
        return numbers.figure(value, self._indicator(move))

    def signed(self, size: Decimal, move: BeforeAfter) -> str:
        return numbers.change(size, self._indicator(move))

    def rounded(self, move: BeforeAfter) -> BeforeAfter:
        before, after = (
            numbers.shown(value, self._indicator(move)) for value in (move.before, move.after)
        )
        return replace(move, before=before, after=after)

    def _indicator(self, move: BeforeAfter) -> Indicator:
        indicator = self.case.indicator
        decimals = indicator.decimals + self.more
        if move.unit_id is None and not indicator.is_share:
            decimals = max(decimals, 1)
        return replace(indicator, decimals=decimals)


def effects(catalogue: Catalogue, rows: Sequence[Row]) -> tuple[PilotEffect, ...]:
    """Compare every pilot on one indicator; `rows` are all units' standings on it."""
    first = {row.unit.unit_id: row for row in reversed(rows)}
    return tuple(_pilot_effect(catalogue, pilot, first) for pilot in catalogue.pilots)


def periods_of(pilot: Pilot, row: Row | None) -> tuple[Period, Period] | None:
    """The last period wholly before the plan was handed in, and the newest of its kind after it."""
    points = row.series.judged if row else ()
    before = [point.period for point in points if point.period.end < pilot.submitted_on]
    if not before:
        return None
    kind = before[-1].kind
    after = [p.period for p in points if p.period.start >= pilot.submitted_on]
    alike = [period for period in after if period.kind is kind]
    return (before[-1], alike[-1]) if alike else None


def _pilot_effect(catalogue: Catalogue, pilot: Pilot, rows: Mapping[str, Row]) -> PilotEffect:
    unit = catalogue.units[pilot.unit_id]
    span = periods_of(pilot, rows.get(pilot.unit_id))
    if span is None:
        return PilotEffect(
            unit, (phrase("pilots.effect_none", unit=unit.name, submitted=pilot.submitted_on),)
        )
    vintage = catalogue.vintage_for(unit, span[0])
    case = _Case(catalogue, pilot, rows, span[0], span[1], vintage)
    matches = matched(_commune(case, unit), _pool(case))
    found = effect(
        _twice(case, pilot.unit_id),
        [_twice(case, match.unit_id) for match in matches],
        is_sum=not case.indicator.is_share,
    )
    assert found is not None  # noqa: S101 - both periods have a figure of the pilot
    return _shown(case, found, matches)


def _pool(case: _Case) -> Iterable[CommuneBefore]:
    """Every commune of that time that is no pilot and has figures in both periods."""
    pilots = {pilot.unit_id for pilot in case.catalogue.pilots}
    home = case.catalogue.home
    for unit in case.catalogue.descendants(home, case.vintage, AdminLevel.COMMUNE):
        if unit.unit_id not in pilots and case.point(unit.unit_id, case.after):
            yield _commune(case, unit)


def _commune(case: _Case, unit: AdminUnit) -> CommuneBefore:
    above = case.catalogue.parent(unit, case.vintage)
    before = case.point(unit.unit_id, case.before)
    return CommuneBefore(
        unit.unit_id,
        unit.type_name,
        above.unit_id if above and above.level is AdminLevel.DISTRICT else None,
        case.catalogue.facts(unit, case.vintage).households,
        before.value if before else None,
    )


def _twice(case: _Case, unit_id: str) -> PilotFigures:
    return PilotFigures(
        unit_id, _part(case, unit_id, case.before), _part(case, unit_id, case.after)
    )


def _part(case: _Case, unit_id: str, period: Period) -> Contribution:
    point = case.point(unit_id, period)
    if point is None:
        return Contribution()
    weight = case.indicator.weight
    facts = case.catalogue.facts(case.catalogue.units[unit_id], case.vintage)
    return Contribution(
        numerator=point.numerator,
        denominator=point.denominator,
        value=point.value,
        weight=getattr(facts, weight.value) if weight else None,
    )


def _told(case: _Case, found: Effect) -> _ShownEffect:
    """Round to the fewest digits that do not hide the effect, two more than usual at most."""
    for more in range(3):
        told = _ShownEffect(case, found, more)
        pilot, *peers = (told.rounded(move) for move in (found.pilot, *found.peers))
        together = told.rounded(found.together) if found.together else None
        told = replace(told, effect=Effect(pilot, tuple(peers), together))
        if told.effect.value or not found.value:
            break
    return told


def _shown(case: _Case, found: Effect, matches: Sequence[MatchedCommune]) -> PilotEffect:
    told = _told(case, found)
    moves = _moves(case, told.effect)
    unit = case.catalogue.units[case.pilot.unit_id]
    ids = [case.pilot.unit_id, *(move.unit_id for move in found.peers if move.unit_id)]
    points = [case.point(one, period) for one in ids for period in (case.before, case.after)]
    by_id = {match.unit_id: match for match in matches}
    return PilotEffect(
        unit=unit,
        sentences=_sentences(told),
        figure=Spans(tuple(_span(told, *move) for move in moves)),
        alt=phrase("pilots.effect_alt", unit=unit.name, name=case.indicator.name),
        has_demo=has_demo(points),
        rows=tuple(_table_row(told, one, by_id) for one in moves),
        traced=tuple(_traced(case, move) for _, _, move in moves),
    )


def _moves(case: _Case, found: Effect) -> list[tuple[ComparedRole, str, BeforeAfter]]:
    """The rows from top to bottom: pilot, the matched together, each of them, the whole."""
    units = case.catalogue.units
    rows = [(ComparedRole.PILOT, units[case.pilot.unit_id].name, found.pilot)]
    if found.together is not None:
        key = "pilots.together" if case.indicator.is_share else "pilots.mean"
        rows.append((ComparedRole.TOGETHER, phrase(key, count=len(found.peers)), found.together))
    for peer in found.peers:
        assert peer.unit_id is not None  # noqa: S101 - a peer is one commune
        rows.append((ComparedRole.PEER, _peer_name(case, units[peer.unit_id]), peer))
    home = case.catalogue.home
    whole = _whole(case)
    return [*rows, (ComparedRole.WHOLE, home.name, whole)] if whole else rows


def _peer_name(case: _Case, unit: AdminUnit) -> str:
    """A commune's name, with its district where that is another than the pilot's."""
    own = case.catalogue.parent(case.catalogue.units[case.pilot.unit_id], case.vintage)
    above = case.catalogue.parent(unit, case.vintage)
    return unit.name if above is None or above == own else f"{unit.name}, {above.name_short}"


def _whole(case: _Case) -> BeforeAfter | None:
    """The province over the same time; None for counts, which grow with the number of communes."""
    home_id = case.catalogue.home.unit_id
    before, after = case.point(home_id, case.before), case.point(home_id, case.after)
    if before is None or after is None or not case.indicator.is_share:
        return None
    shown = (numbers.shown(point.value, case.indicator) for point in (before, after))
    return BeforeAfter(home_id, *shown)


def _sentences(told: _ShownEffect) -> tuple[str, ...]:
    case, found = told.case, told.effect
    spread, pilot, together = found.spread, found.pilot, found.together
    slots = {
        "unit": case.catalogue.units[case.pilot.unit_id].name,
        "before": told.figure(pilot.before, pilot),
        "after": told.figure(pilot.after, pilot),
        "period_before": case.before,
        "period_after": case.after,
        "change": told.signed(pilot.change, pilot),
        "count": len(found.peers),
    }
    key = "pilots.effect_alone"
    if spread is not None:
        key = "pilots.effect_spread"
        slots["low"], slots["high"] = (told.signed(size, pilot) for size in spread)
    if together is not None and found.value is not None:
        key = "pilots.effect_sentence" if case.indicator.is_share else "pilots.effect_mean"
        slots["change_together"] = told.signed(together.change, together)
        slots["effect"] = told.signed(found.value, together)
    return (phrase(key, **slots), *_more(case, found))


def _more(case: _Case, found: Effect) -> Iterable[str]:
    row, home = case.rows[case.pilot.unit_id], case.catalogue.home
    whole = _whole(case)
    if whole is not None:
        change = numbers.change(whole.change, case.indicator)
        yield phrase("pilots.effect_whole", unit=home.name, change=change)
    if row.target is not None:
        aim = figures.target(row.assessment, row.indicator, row.target)
        gap = figures.gap(row.assessment, row.indicator)
        yield phrase("pilots.effect_target", target=aim, gap=gap)
    units = case.catalogue.units
    names = [_peer_name(case, units[peer.unit_id]) for peer in found.peers if peer.unit_id]
    if names:
        yield phrase("pilots.effect_names", names="; ".join(names))


def _span(told: _ShownEffect, role: ComparedRole, label: str, move: BeforeAfter) -> ComparedSpan:
    change = told.signed(move.change, move)
    hover = phrase(
        "pilots.hover",
        label=label,
        before=told.figure(move.before, move),
        after=told.figure(move.after, move),
        period_before=told.case.before,
        period_after=told.case.after,
        change=change,
    )
    return ComparedSpan(label, role, move.before, move.after, change, hover)


def _table_row(
    told: _ShownEffect,
    shown: tuple[ComparedRole, str, BeforeAfter],
    matches: Mapping[str, MatchedCommune],
) -> tuple[str, ...]:
    case, (role, label, move) = told.case, shown
    match = matches.get(move.unit_id or "")
    point = case.point(move.unit_id, case.after) if move.unit_id else None
    against = told.signed(told.effect.pilot.change - move.change, move)
    return (
        label,
        phrase(f"pilots.role_{role}"),
        told.figure(move.before, move),
        told.figure(move.after, move),
        told.signed(move.change, move),
        numbers.MISSING if role is ComparedRole.PILOT else against,
        numbers.number(_households(case, move)),
        numbers.share(match.households_distance if match else None),
        numbers.share(match.before_distance if match else None),
        phrase("pilots.yes" if match.is_same_district else "pilots.no")
        if match
        else numbers.MISSING,
        figures.source(point) if point else numbers.MISSING,
    )


def _households(case: _Case, move: BeforeAfter) -> Decimal | None:
    if move.unit_id is None:
        return None
    return case.catalogue.facts(case.catalogue.units[move.unit_id], case.vintage).households


def _traced(case: _Case, move: BeforeAfter) -> FigureKey | None:
    if move.unit_id is None:
        return None
    return FigureKey(case.indicator.indicator_id, move.unit_id, case.after)
