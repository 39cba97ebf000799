"""Two periods of one indicator side by side: both maps, the changes as a third, one table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from cds.blocks import Table, table
from cds.charts.coverage_map import MapPayload, MapRow, legend_of
from cds.charts.map_scale import change_scale
from cds.domain.accumulation import joins
from cds.domain.admin_units import AdminUnit
from cds.domain.indicators import Indicator
from cds.domain.observations import Point
from cds.domain.periods import parse_period
from cds.text import figures, numbers
from cds.text.phrases import fitting, phrase, template
from cds.views.coverage import CoveragePage, MapRequest, layer_of, links, page_of, with_selected
from cds.views.level_figures import LevelFigures, UnitFigure, level_figures, round_as
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class UnitDifference:
    """A unit's figures of two periods."""

    before: Point
    after: Point

    def text(self, indicator: Indicator) -> str:
        """The change with its sign, as both figures are shown: +3,2 points."""
        return numbers.change_between(self.before.value, self.after.value, indicator)

    @property
    def size(self) -> Decimal:
        """The later value less the earlier, in the indicator's unit."""
        return self.after.value - self.before.value


@dataclass(frozen=True, slots=True)
class Pair:
    """The standings of both periods; units are those of the later.

    `altered` are units that gave or got land in between: their figures are of two extents.
    """

    before: LevelFigures
    after: LevelFigures
    altered: frozenset[str]

    @property
    def changes(self) -> Mapping[str, UnitDifference]:
        """The changes by unit_id, of units that were the same in both periods."""
        earlier = {one.unit_id: one.point for one in self.before.known}
        return {
            one.unit_id: UnitDifference(before, one.point)
            for one in self.after.known
            if one.unit_id not in self.altered
            and one.point
            and (before := earlier.get(one.unit_id))
            and joins(before, one.point, self.after.indicator)
        }

    @property
    def whole(self) -> UnitDifference | None:
        """The change of the whole; None when there are no two that compare."""
        before, after = self.before.whole.point, self.after.whole.point
        is_both = before and after and joins(before, after, self.after.indicator)
        return UnitDifference(before, after) if before and after and is_both else None


@dataclass(frozen=True, slots=True)
class MapComparison:
    """An earlier and a later map, what changed between them, and the changes in words."""

    before: CoveragePage
    after: CoveragePage
    titles: tuple[str, str]
    title: str
    payload: MapPayload
    verdict: str
    pair: Pair


def asked_for(reader: Reader, asked: MapRequest) -> MapComparison | None:
    """Return the comparison; which unit stands out on its maps is no part of what is kept."""
    kept = reader.kept(compare, replace(asked, selected=None))
    if kept is None or asked.selected is None:
        return kept
    before, after = (
        replace(page, payload=with_selected(reader, page.standing, page.payload, asked))
        for page in (kept.before, kept.after)
    )
    payload = with_selected(reader, kept.after.standing, kept.payload, asked)
    return replace(kept, before=before, after=after, payload=payload)


def compare(reader: Reader, asked: MapRequest) -> MapComparison | None:
    """Compare `asked.period` with `asked.compared`; None where a map cannot be drawn."""
    home, catalogue, rows = reader.home, reader.catalogue, reader.rows(asked.indicator_id)
    earlier, later = sorted(map(parse_period, (asked.compared or asked.period, asked.period)))
    first = level_figures(catalogue, rows, asked.level, earlier)
    last = level_figures(catalogue, rows, asked.level, later)
    if first is None or last is None:
        return None
    before = page_of(home, catalogue, first, asked, last)
    after = page_of(home, catalogue, last, asked, first)
    if before is None or after is None:
        return None
    altered = {
        unit_id
        for change in catalogue.changes
        if change.from_unit_id != change.to_unit_id
        and earlier.end < change.effective_on <= later.end
        for unit_id in (change.from_unit_id, change.to_unit_id)
    }
    pair = Pair(first, last, frozenset(altered))
    names = numbers.period(earlier), numbers.period(later)
    return MapComparison(
        before=before,
        after=after,
        titles=names,
        title=phrase("comparison.title", before=names[0], after=names[1]),
        payload=_payload(home, pair, asked),
        verdict=_verdict(pair, catalogue.home),
        pair=pair,
    )


def table_of(pair: Pair) -> Table:
    """The whole first, then what fell most; units that cannot be compared last."""
    changes, indicator = pair.changes, pair.after.indicator
    earlier = {one.unit_id: one for one in pair.before.units}
    sign = indicator.direction.sign

    def rank(one: UnitFigure) -> tuple[bool, Decimal, str]:
        change = changes.get(one.unit_id)
        return change is None, sign * change.size if change else Decimal(0), one.unit.code

    units = sorted(pair.after.units, key=rank)
    lines: list[tuple[UnitFigure, UnitFigure | None, UnitDifference | None]] = [
        (pair.after.whole, pair.before.whole, pair.whole),
        *((one, earlier.get(one.unit_id), changes.get(one.unit_id)) for one in units),
    ]
    rows = (
        (
            one.unit.name,
            one.above.name if one.above else numbers.MISSING,
            *figures.apart(before.point if before else None, one.point, indicator),
            change.text(indicator) if change else numbers.MISSING,
        )
        for one, before, change in lines
    )
    periods = {"before": pair.before.period, "after": pair.after.period}
    named = {name: numbers.period(period) for name, period in periods.items()}
    return table("comparison", "unit place before after change", rows, named=named)


def _payload(home: Path, pair: Pair, asked: MapRequest) -> MapPayload:
    """Colour each shape by its change; units whose extent changed are drawn as missing."""
    layer = layer_of(home, pair.after, asked)
    assert layer is not None  # noqa: S101 - the later map has been drawn on it
    indicator, changes = pair.after.indicator, pair.changes
    drawn = [
        (shape.code, changes[shape.unit_id]) for shape in layer.shapes if shape.unit_id in changes
    ]
    scale = change_scale((change.size for _, change in drawn), indicator.direction)
    own = {name: template(f"comparison.{name}") for name in ("missing", "value")}
    texts = scale.texts(lambda size: numbers.difference(size, round_as(size, indicator)))
    ends = {"before": pair.before.period, "after": pair.after.period}
    alt = phrase("comparison.alt", name=indicator.name, **ends, **_slots(pair))
    rows = []
    for code, one in drawn:
        ends = {"before": one.before.period, "after": one.after.period}
        amounts = {
            "before": figures.amount(one.before, indicator),
            "after": figures.amount(one.after, indicator),
        }
        sources = {"before": figures.source(one.before), "after": figures.source(one.after)}
        is_one = sources["before"] == sources["after"]
        rows.append(
            MapRow(
                code=code,
                step=scale.index(one.size),
                value=one.text(indicator),
                gap=phrase("comparison.both", **amounts),
                period=phrase("comparison.periods", **ends),
                source=sources["after"] if is_one else phrase("comparison.sources", **sources),
            )
        )
    return MapPayload(
        links=links(home, layer, is_tiles=asked.is_tiles),
        rows=tuple(rows),
        colours=scale.colours,
        legend=legend_of(scale.colours, texts, own["missing"], scale.marked),
        alt=alt,
        own_words=(*own.items(), ("gap", "{gap}")),
        marked=scale.marked,
    )


def _slots(pair: Pair) -> Mapping[str, int]:
    sizes = [change.size for change in pair.changes.values()]
    return {
        "rose": sum(size > 0 for size in sizes),
        "fell": sum(size < 0 for size in sizes),
        "same": sum(size == 0 for size in sizes),
        "unknown": len(pair.after.units) - len(sizes),
    }


def _verdict(pair: Pair, home: AdminUnit) -> str:
    """How the whole moved, and how many units went which way; what holds of none is left out."""
    change, indicator = pair.whole, pair.after.indicator
    parts = [phrase("comparison.whole_unknown", home=home.name_short)]
    if change:
        values = figures.apart(change.before, change.after, indicator)
        told = phrase(
            "comparison.whole",
            home=home.name_short,
            before_value=values[0],
            after_value=values[1],
            change=change.text(indicator),
        )
        parts = [told]
    for way, count in _slots(pair).items():
        if count:
            key = "same_count" if way == "same" else way
            parts.append(phrase(f"comparison.{key}", count=count, kinds=pair.after.kinds))
    return fitting(" · ".join(parts))
