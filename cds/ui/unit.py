"""One unit as a value: who it is, every indicator against its target, rank, changes, silence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from cds.charts.bars import Bar, bars
from cds.charts.theme import chart_colour
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import is_met
from cds.domain.indicators import Direction, Indicator, Tier
from cds.domain.observations import Point, Series
from cds.domain.places import AdminLevel, AdminUnit, Vintage
from cds.domain.ranking import Rank, rank
from cds.scorecard import Row
from cds.store.queries import View
from cds.text import figures, numbers
from cds.text.screens import OBSERVED, say
from cds.ui.trace import Figure

COLUMNS = (
    *("indicator", "value", "period", "change", "target", "due", "gap", "things", "status"),
    *("rank", "district_rank", "completeness", "kind", "source", "office"),
)
_MOST_BARS = 12
_MOST_NAMES = 8
_LONGEST_LABEL = 44


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the unit against one target, in finished text."""

    row: Row
    cells: tuple[str, ...]  # as COLUMNS
    figure: Figure


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything one unit's page shows."""

    unit: AdminUnit
    facts: tuple[str, ...]
    summary: str
    lines: tuple[Line, ...]
    silent: str | None
    gaps: go.Figure | None
    has_demo: bool
    above: tuple[AdminUnit, ...]  # the top first
    below: tuple[AdminUnit, ...]


def build(catalogue: Catalogue, view: View, rows: Sequence[Row], unit_id: str) -> UnitPage:
    """Gather the page from the unit's standings; a unit without figures has no lines."""
    unit = catalogue.units[unit_id]
    told = sorted(
        (row for row in rows if row.assessment.latest), key=lambda row: _order(catalogue, row)
    )
    vintage = catalogue.vintage_on(unit.valid_to or catalogue.vintages[-1].first)
    peers = _Peers(catalogue, view, unit)
    return UnitPage(
        unit=unit,
        facts=tuple(_facts(catalogue, unit, vintage)),
        summary=_summary(unit, told),
        lines=tuple(_line(row, peers) for row in told),
        silent=_silent(catalogue, unit, told),
        gaps=_gap_bars(told),
        has_demo=any(_is_demo(row) for row in told),
        above=_above(catalogue, unit, vintage),
        below=catalogue.children(unit, vintage),
    )


class _Peers:
    """The units of the same level and time, and what each of them has for an indicator."""

    def __init__(self, catalogue: Catalogue, view: View, unit: AdminUnit) -> None:
        self._catalogue, self._view, self._unit = catalogue, view, unit
        self._points: dict[str, tuple[Series, ...]] = {}

    def rank(self, row: Row, *, in_district: bool) -> Rank | None:
        """The unit's rank at its latest figure; None without peers or without a better way."""
        latest = row.assessment.latest
        if latest is None or row.indicator.direction is Direction.CONTEXT:
            return None
        vintage = self._catalogue.vintage_for(self._unit, latest.period)
        ids = self._ids(vintage, in_district=in_district)
        values = [
            point.value
            for series in self._series(row.indicator)
            if series.unit_id in ids
            for point in series.points
            if point.period == latest.period
        ]
        return rank(latest.value, values, row.indicator.direction.sign) if values else None

    def _ids(self, vintage: Vintage, *, in_district: bool) -> frozenset[str]:
        above = self._catalogue.parent(self._unit, vintage)
        whole = above if in_district and above else self._catalogue.home
        if in_district and (above is None or above.level is not AdminLevel.DISTRICT):
            return frozenset()
        alike = self._catalogue.descendants(whole, vintage, self._unit.level)
        return frozenset(one.unit_id for one in alike) - {self._unit.unit_id}

    def _series(self, indicator: Indicator) -> tuple[Series, ...]:
        key = indicator.indicator_id
        if key not in self._points:
            self._points[key] = self._view.series(key, level=self._unit.level)
        return self._points[key]


def office(row: Row) -> str:
    """Who answers for an indicator of the unit."""
    return (row.target and row.target.responsible) or row.indicator.responsible or numbers.MISSING


def meets(row: Row) -> bool:
    """True when the latest figure meets a numeric target."""
    target, judged = row.target, row.assessment
    if target is None or judged.latest is None or judged.target_value is None:
        return False
    direction = row.indicator.direction
    return is_met(judged.latest.value, judged.target_value, target.operator, direction)


def _order(catalogue: Catalogue, row: Row) -> tuple[object, ...]:
    """Headline targets first, then other targets, then the register's tiers and order."""
    place = list(catalogue.indicators).index(row.indicator.indicator_id)
    is_headline = bool(row.target and row.target.is_headline)
    return not is_headline, row.target is None, list(Tier).index(row.indicator.tier), place


def _facts(catalogue: Catalogue, unit: AdminUnit, vintage: Vintage) -> Iterator[str]:
    above = catalogue.parent(unit, vintage)
    key = "unit.code" if above else "unit.code_top"
    parent = above.name if above else None
    yield say(key, type=unit.type_name, code=unit.code, parent=parent)
    key = "unit.valid" if unit.valid_to else "unit.valid_now"
    yield say(key, first=unit.valid_from, last=unit.valid_to)
    yield from _reforms(catalogue, unit)
    facts = catalogue.facts(unit, vintage)
    if facts.households is not None:
        yield say(
            "unit.size",
            households=facts.households,
            population=facts.population,
            area=facts.area_km2,
        )
    yield say("unit.responsible", office=unit.responsible or say("unit.no_office"))


def _reforms(catalogue: Catalogue, unit: AdminUnit) -> Iterator[str]:
    """What the unit was made of, and what became of it."""
    was: dict[object, list[str]] = {}
    became: dict[object, list[str]] = {}
    for change in catalogue.changes:
        if change.from_unit_id == change.to_unit_id:
            continue
        if change.to_unit_id == unit.unit_id:
            was.setdefault(change.effective_on, []).append(
                _named(catalogue.units[change.from_unit_id])
            )
        if change.from_unit_id == unit.unit_id:
            became.setdefault(change.effective_on, []).append(
                _named(catalogue.units[change.to_unit_id])
            )
    for key, found in (("unit.was", was), ("unit.became", became)):
        for day, names in found.items():
            yield say(key, day=day, names="; ".join(names))


def _named(unit: AdminUnit) -> str:
    return f"{unit.name} ({unit.code})"


def _summary(unit: AdminUnit, told: Sequence[Row]) -> str:
    aimed = [row for row in told if row.assessment.gap is not None and row.target]
    if not aimed:
        return say("unit.summary_none", name=unit.name)
    met = sum(meets(row) for row in aimed)
    missing = [row for row in aimed if not meets(row)]
    if not missing:
        return say("unit.summary_met", name=unit.name, aimed=len(aimed))
    shares = [row for row in missing if row.indicator.is_share]
    worst = max(shares or missing, key=_shortfall)
    latest = worst.assessment.latest
    assert latest is not None  # noqa: S101 - only rows with a figure are told
    return say(
        "unit.summary",
        name=unit.name,
        met=met,
        aimed=len(aimed),
        worst=worst.indicator.name,
        value=numbers.figure(latest.value, worst.indicator),
        period=latest.period,
        target=figures.target(worst.assessment, worst.indicator, worst.target),
        gap=figures.gap(worst.assessment, worst.indicator),
        office=office(worst),
    )


def _shortfall(row: Row) -> Decimal:
    """The gap in points for shares; else as a share of the target, as units differ."""
    gap, target = row.assessment.gap or Decimal(0), row.assessment.target_value
    return gap if row.indicator.is_share or not target else gap / abs(target)


def _line(row: Row, peers: _Peers) -> Line:
    latest = row.assessment.latest
    assert latest is not None  # noqa: S101 - only rows with a figure are told
    judged, indicator = row.assessment, row.indicator
    cells = (
        indicator.name,
        numbers.figure(latest.value, indicator),
        numbers.period(latest.period),
        change(row),
        figures.target(judged, indicator, row.target),
        numbers.day(row.target.due_on if row.target else None),
        numbers.difference(judged.gap, indicator),
        numbers.things(judged.still_to_do, indicator),
        status(row),
        ranked(peers.rank(row, in_district=False)),
        ranked(peers.rank(row, in_district=True)),
        numbers.share(latest.completeness),
        OBSERVED[latest.status],
        figures.source(latest),
        office(row),
    )
    return Line(row, cells, Figure(indicator.indicator_id, row.unit.unit_id, latest.period))


def change(row: Row) -> str:
    """The latest figure less the one before it, signed."""
    latest, previous = row.assessment.latest, row.assessment.previous
    if latest is None or previous is None:
        return numbers.MISSING
    moved = latest.value - previous.value
    return numbers.signed(numbers.difference(moved, row.indicator), moved)


def status(row: Row) -> str:
    """Sign and word of a standing; a dash without a target."""
    if row.target is None:
        return numbers.MISSING
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}"


def ranked(found: Rank | None) -> str:
    """A rank as 3/15."""
    return f"{found.place}/{found.of}" if found else numbers.MISSING


def _silent(catalogue: Catalogue, unit: AdminUnit, told: Iterable[Row]) -> str | None:
    """Name the indicators the unit's level reports but this unit has no figure of."""
    known = {row.indicator.indicator_id for row in told}
    names = [
        indicator.name
        for indicator in catalogue.indicators.values()
        if unit.level in indicator.levels
        and indicator.tier is Tier.CORE
        and indicator.indicator_id not in known
    ]
    if not names:
        return None
    more = len(names) - _MOST_NAMES
    key = "unit.silent_more" if more > 0 else "unit.silent"
    return say(key, count=len(names), names="; ".join(names[:_MOST_NAMES]), more=more)


def _gap_bars(told: Iterable[Row]) -> go.Figure | None:
    """Shares short of their target, the longest gap first."""
    short = {
        row.indicator.indicator_id: row
        for row in reversed(tuple(told))
        if row.indicator.is_share and row.assessment.gap and not meets(row)
    }
    ordered = sorted(
        short.values(), key=lambda row: (-(row.assessment.gap or 0), row.indicator.name)
    )
    return bars([_bar(row) for row in ordered[:_MOST_BARS]])


def _bar(row: Row) -> Bar:
    latest, gap = row.assessment.latest, row.assessment.gap
    assert latest is not None  # noqa: S101 - a gap needs a figure
    assert gap is not None  # noqa: S101 - chosen by its gap
    sign = figures.badge(row.assessment).sign
    text = say("unit.gap_bar", sign=sign, gap=numbers.difference(gap, row.indicator))
    hover = figures.hover(row.indicator.name, latest, row.indicator)
    return Bar(
        label=_clipped(row.indicator.name),
        value=gap,
        text=text,
        hover=f"{hover}<br>{figures.badge(row.assessment).word}",
        colour=chart_colour(row.assessment),
    )


def _clipped(name: str) -> str:
    """A long name in two lines, so that it leaves room for the bar."""
    if len(name) <= _LONGEST_LABEL // 2:
        return name
    words, first = name.split(), ""
    while words and len(first) + len(words[0]) < _LONGEST_LABEL // 2:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if len(rest) > _LONGEST_LABEL // 2 + 4:
        rest = f"{rest[: _LONGEST_LABEL // 2 + 3].rstrip()}…"
    return f"{first}<br>{rest}" if first else rest


def _is_demo(row: Row) -> bool:
    latest: Point | None = row.assessment.latest
    return latest is not None and latest.is_demo


def _above(catalogue: Catalogue, unit: AdminUnit, vintage: Vintage) -> tuple[AdminUnit, ...]:
    found: list[AdminUnit] = []
    above = catalogue.parent(unit, vintage)
    while above is not None:
        found.append(above)
        above = catalogue.parent(above, vintage)
    return tuple(reversed(found))


def by_indicator(rows: Iterable[Row]) -> Mapping[str, Row]:
    """The unit's first row of each indicator, which holds its headline target if there is one."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.indicator.indicator_id, row)
    return found
