"""The pilots before and after against their matched communes, as finished text and charts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cds.blocks import FigureKey, Table, table
from cds.charts.values import ComparedRole, ComparedSpan, Spans, ValuePair
from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator
from cds.domain.observations import Contribution, Point, has_demo, up_to
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
from cds.text import figures, numbers
from cds.text.phrases import kind, phrase
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class PilotEffect:
    """One pilot's comparison. Without figures on both sides of the plan's day: no pair, no table.

    `span` is the effect between its ends, None without a matched commune; `told` is it, or why
    there is none, in a few words. `is_ahead` says whether the pilot did better than every one of
    its matched communes, None where they cannot be added up. `change` is the pilot's own.
    """

    unit: AdminUnit
    pair: ValuePair | None = None
    told: str = ""
    is_ahead: bool | None = None
    span: ComparedSpan | None = None
    change: Decimal = Decimal(0)
    points: tuple[Point, ...] = ()
    table: Table | None = None
    has_demo: bool = False


@dataclass(frozen=True, slots=True)
class ComparedPilots:
    """Every pilot on one indicator: its effect against none at all.

    `chart` None: none has a matched commune; `table` None: none has figures. `finding` says how
    many are ahead of every one of their matched communes.
    """

    indicator: Indicator
    effects: tuple[PilotEffect, ...]
    finding: str
    chart: Spans | None
    table: Table | None

    @property
    def told(self) -> str:
        """Why some pilots have no effect on the chart."""
        return "; ".join(f"{one.unit.name} {one.told}" for one in self.effects if not one.span)

    @property
    def moves(self) -> str:
        """Where each pilot came from and is, and what the chart does not show."""
        pairs = [(one.unit.name, one.pair) for one in self.effects if one.pair]
        known = [phrase("pilots.move", unit=name, **_ends(pair)) for name, pair in pairs]
        return "; ".join(filter(None, [*known, self.told]))


@dataclass(frozen=True, slots=True)
class _Case:
    """A pilot with the figures of one indicator by unit, and the periods it is compared over.

    `more` are the digits shown beyond the indicator's. A mean of whole numbers has at least one.
    """

    catalogue: Catalogue
    unit: AdminUnit
    indicator: Indicator
    points: Mapping[str, Mapping[Period, Point]]
    before: Period
    after: Period
    vintage: Vintage
    more: int = 0

    def point(self, unit_id: str, period: Period) -> Point | None:
        return self.points.get(unit_id, {}).get(period)

    def households(self, unit_id: str) -> Decimal | None:
        return self.catalogue.facts(self.catalogue.units[unit_id], self.vintage).households

    def before_of(self, unit: AdminUnit) -> CommuneBefore:
        above = self.catalogue.parent(unit, self.vintage)
        before = self.point(unit.unit_id, self.before)
        return CommuneBefore(
            unit.unit_id,
            unit.type_name,
            above.unit_id if above and above.level is AdminLevel.DISTRICT else None,
            self.households(unit.unit_id),
            before.value if before else None,
        )

    def both_of(self, unit_id: str) -> PilotFigures:
        facts = self.catalogue.facts(self.catalogue.units[unit_id], self.vintage)
        points = (self.point(unit_id, period) for period in (self.before, self.after))
        before, after = (
            contribution(point, self.indicator, facts) if point else Contribution()
            for point in points
        )
        return PilotFigures(unit_id, before, after)

    def name(self, unit_id: str) -> str:
        """A commune's name, with its district where that is another than the pilot's."""
        unit = self.catalogue.units[unit_id]
        own = self.catalogue.parent(self.unit, self.vintage)
        above = self.catalogue.parent(unit, self.vintage)
        return unit.name if above is None or above == own else f"{unit.name}, {above.name_short}"

    @property
    def whole(self) -> BeforeAfter | None:
        """The province over the same time; None for counts, which grow with the communes."""
        home_id = self.catalogue.home.unit_id
        before, after = self.point(home_id, self.before), self.point(home_id, self.after)
        if before is None or after is None or not self.indicator.is_share:
            return None
        shown = (numbers.rounded(point.value, self.indicator) for point in (before, after))
        return BeforeAfter(home_id, *shown)

    def figure(self, value: Decimal, move: BeforeAfter) -> str:
        return numbers.figure(value, self.indicator_of(move))

    def signed(self, size: Decimal, move: BeforeAfter) -> str:
        return numbers.change(size, self.indicator_of(move))

    def rounded(self, found: Effect) -> Effect:
        """The effect as it is shown: every difference is one of figures on screen."""

        def shown(move: BeforeAfter) -> BeforeAfter:
            told = self.indicator_of(move)
            before, after = (numbers.rounded(each, told) for each in (move.before, move.after))
            return replace(move, before=before, after=after)

        together = shown(found.together) if found.together else None
        return Effect(shown(found.pilot), tuple(map(shown, found.peers)), together)

    def indicator_of(self, move: BeforeAfter) -> Indicator:
        """The indicator with the decimals that its figures of a move are told in."""
        decimals = self.indicator.decimals + self.more
        if move.unit_id is None and not self.indicator.is_share:
            decimals = max(decimals, 1)
        return replace(self.indicator, decimals=decimals)


def contribution(point: Point, indicator: Indicator, facts: UnitFacts) -> Contribution:
    """Return what a unit's figure brings to a sum: its counts, or its value with its weight."""
    weight = getattr(facts, indicator.weight.value) if indicator.weight else None
    return Contribution(point.numerator, point.denominator, point.value, weight=weight)


def build(reader: Reader, indicator_id: str) -> ComparedPilots:
    """Compare every pilot on one indicator."""
    catalogue = reader.catalogue
    indicator = catalogue.indicators[indicator_id]
    effects = _effects(reader, indicator)
    spans = tuple(one.span for one in effects if one.span)
    tables = [one.table for one in effects if one.table]
    known = [one.is_ahead for one in effects if one.is_ahead is not None]
    key = "pilots.finding" if known else "pilots.finding_none"
    return ComparedPilots(
        indicator=indicator,
        effects=effects,
        finding=phrase(key, name=indicator.name, ahead=sum(known), known=len(known)),
        chart=Spans(spans, are_intervals=True) if spans else None,
        table=replace(tables[0], lines=tuple(line for one in tables for line in one.lines))
        if tables
        else None,
    )


def verdict(reader: Reader, indicator_ids: Iterable[str]) -> tuple[str, bool]:
    """Say on how many indicators each pilot did better than all it is held against, best first.

    Those that have a target: it is they that a programme is held to. True: a generated figure is
    in it.
    """
    catalogue = reader.catalogue
    wins: dict[str, list[bool]] = {pilot.unit_id: [] for pilot in catalogue.pilots}
    is_demo = False
    for indicator_id in indicator_ids:
        indicator = catalogue.indicators[indicator_id]
        if indicator.direction is Direction.CONTEXT or not catalogue.targets_of(indicator_id):
            continue
        for one in _effects(reader, indicator):
            if one.is_ahead is not None:
                wins[one.unit.unit_id].append(one.is_ahead)
                is_demo = is_demo or one.has_demo
    known = [(unit_id, won) for unit_id, won in wins.items() if won]
    if not known:
        return phrase("pilots.verdict_none", count=len(wins)), False
    known.sort(key=lambda pair: -sum(pair[1]) / len(pair[1]))
    parts = [
        phrase(
            "pilots.verdict_one" if place else "pilots.verdict_first",
            unit=catalogue.units[unit_id].name,
            ahead=sum(won),
            known=len(won),
        )
        for place, (unit_id, won) in enumerate(known)
    ]
    return phrase("pilots.verdict", parts=parts), is_demo


def _effects(reader: Reader, indicator: Indicator) -> tuple[PilotEffect, ...]:
    series, until = {}, reader.until
    for one in reader.view.series(indicator.indicator_id):
        kept = up_to(one.points, until.end) if until else one.points
        series[one.unit_id] = replace(one, points=kept)
    points = {unit_id: {p.period: p for p in one.points} for unit_id, one in series.items()}
    told = []
    for pilot in reader.catalogue.pilots:
        own = series.get(pilot.unit_id)
        periods = [point.period for point in own.judged] if own else []
        told.append(_effect(reader.catalogue, pilot, indicator, points, periods))
    return tuple(told)


def _effect(
    catalogue: Catalogue,
    pilot: Pilot,
    indicator: Indicator,
    points: Mapping[str, Mapping[Period, Point]],
    periods: Sequence[Period],
) -> PilotEffect:
    """Before: the last period that ends before the plan; after: the newest of its kind since."""
    unit = catalogue.units[pilot.unit_id]
    before = [period for period in periods if period.end < pilot.submitted_on]
    since = [period for period in periods if period.start >= pilot.submitted_on]
    after = [period for period in since if before and period.kind is before[-1].kind]
    if not after:
        return PilotEffect(unit, told=phrase("pilots.told_none"))
    vintage = catalogue.vintage_for(unit, before[-1])
    case = _Case(catalogue, unit, indicator, points, before[-1], after[-1], vintage)
    communes = catalogue.descendants(catalogue.home, vintage, AdminLevel.COMMUNE)
    pool = [
        case.before_of(one)
        for one in communes
        if one.unit_id not in catalogue.pilot_ids and case.point(one.unit_id, case.after)
    ]
    matches = matched(case.before_of(unit), pool)
    exact = effect(
        case.both_of(unit.unit_id),
        [case.both_of(match.unit_id) for match in matches],
        is_sum=not case.indicator.is_share,
    )
    assert exact is not None  # noqa: S101 - both periods have a figure of the pilot
    shown = case.rounded(exact)
    while case.more < 2 and exact.value and not shown.value:  # never a difference told as none
        case = replace(case, more=case.more + 1)
        shown = case.rounded(exact)
    lines = _lines(case, shown)
    peers = [peer.unit_id for peer in shown.peers if peer.unit_id]
    ids = [unit.unit_id, *peers]
    compared = [case.point(one, period) for one in ids for period in (case.before, case.after)]
    own, is_share = shown.pilot, case.indicator.is_share
    start, now = case.figure(own.before, own), figures.mark(case.figure(own.after, own), compared)
    return PilotEffect(
        unit=unit,
        pair=ValuePair(
            name=case.indicator.name,
            before=start,
            after=now if is_share else phrase("pilots.moved", before=start, after=now),
            shares=(float(own.before) / 100, float(own.after) / 100) if is_share else None,
            is_demo=has_demo(compared),
        ),
        told=_effect_text(case, shown),
        is_ahead=None if shown.value is None else _way(shown) == indicator.direction.sign,
        span=_effect_span(case, shown, is_demo=has_demo(compared)),
        change=own.change,
        points=tuple(point for point in compared if point),
        has_demo=has_demo(compared),
        table=_table(case, shown, lines, {match.unit_id: match for match in matches}),
    )


def _lines(case: _Case, shown: Effect) -> list[tuple[ComparedRole, str, BeforeAfter]]:
    """From top to bottom: pilot, the matched together, each of them, the whole; with names."""
    lines = [(ComparedRole.PILOT, case.unit.name, shown.pilot)]
    if shown.together is not None:
        key = "pilots.together" if case.indicator.is_share else "pilots.mean"
        name = phrase(key, count=len(shown.peers), kind=kind(case.unit))
        lines.append((ComparedRole.TOGETHER, name, shown.together))
    lines += [(ComparedRole.PEER, case.name(one.unit_id or ""), one) for one in shown.peers]
    if case.whole is not None:
        span = {"before": case.before, "after": case.after}  # of another pilot, other periods
        name = phrase("pilots.whole", unit=case.catalogue.home.name, **span)
        lines.append((ComparedRole.WHOLE, name, case.whole))
    return lines


def _effect_text(case: _Case, shown: Effect) -> str:
    """The effect with its spread, or why there is none."""
    span = _effect_span(case, shown)
    if span is None:
        return phrase("pilots.told_alone", kind=kind(case.unit))
    return phrase("pilots.told", way=span.note, effect=span.text)


def _effect_span(case: _Case, shown: Effect, *, is_demo: bool = False) -> ComparedSpan | None:
    """The effect between its smallest and its largest; None without a matched commune."""
    if shown.spread is None:
        return None
    decimals = case.indicator_of(shown.pilot).decimals  # bare numbers, beside one that has its unit
    low, high = (numbers.signed(numbers.number(size, decimals), size) for size in shown.spread)
    way, text = "each", phrase("pilots.spread", low=low, high=high)
    if shown.value is not None and shown.together is not None:
        way = {1: "more", -1: "less", 0: "unclear"}[_way(shown)]
        value = case.signed(shown.value, shown.together)
        value = phrase("marked", value=value) if is_demo else value
        text = phrase("pilots.effect", effect=value, low=low, high=high)
    note = phrase(f"pilots.way_{way}", kind=kind(case.unit))
    sign = _way(shown) * case.indicator.direction.sign
    role = {1: ComparedRole.PILOT, -1: ComparedRole.WORSE}.get(sign, ComparedRole.UNCLEAR)
    hover = phrase("pilots.told", way=f"{case.unit.name} {note}", effect=text)
    return ComparedSpan(case.unit.name, role, *shown.spread, text, hover, shown.value, note)


def _ends(pair: ValuePair) -> dict[str, str]:
    return {"before": pair.before, "after": pair.after}


def _way(shown: Effect) -> int:
    """1 above every matched commune, -1 below every one; 0 where no difference can be told."""
    low, high = shown.spread or (Decimal(0), Decimal(0))
    return 1 if low > 0 else -1 if high < 0 else 0


def _table(
    case: _Case,
    shown: Effect,
    lines: Sequence[tuple[ComparedRole, str, BeforeAfter]],
    matches: Mapping[str, MatchedCommune],
) -> Table:
    """How each line moved and how near it is; a unit's line is traced to its figure after."""
    texts, traced = [], []
    for role, label, move in lines:
        unit_id = move.unit_id
        match = matches.get(unit_id or "")
        point = case.point(unit_id, case.after) if unit_id else None
        against = case.signed(shown.pilot.change - move.change, move)
        same = phrase("pilots.yes" if match.is_same_district else "pilots.no") if match else None
        texts.append(
            (
                label,
                phrase(f"pilots.role_{role}"),
                case.figure(move.before, move),
                case.figure(move.after, move),
                case.signed(move.change, move),
                numbers.MISSING if role is ComparedRole.PILOT else against,
                numbers.number(case.households(unit_id) if unit_id else None),
                numbers.share(match.households_distance if match else None),
                numbers.share(match.before_distance if match else None),
                same or numbers.MISSING,
                figures.source(point) if point else numbers.MISSING,
            )
        )
        key = FigureKey(case.indicator.indicator_id, unit_id, case.after) if unit_id else None
        traced.append(key)
    columns = "unit role before after change effect households near alike district source"
    return table("pilots", columns, texts, traced)
